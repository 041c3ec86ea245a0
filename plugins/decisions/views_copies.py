"""What the staff pages of feedback, decision, interpretation and progress have in common: the check with the text and the
chain, sending it on, and the answer to a form that was refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from core.api import Blocker, DomainError, NotAllowed, NotFound, clock, phrase, publishing, words

from .forms_feedback import SubmitForm
from .rules.feedback import Lack
from .service.after_copies import TEXTS, CopyView
from .service.feedback import shown_content
from .views_staff import Page
from .wording_feedback import NAMES, standing, told


def address(view: CopyView, act: str = "") -> str:
    """One of the staff pages of this text: itself, edit_…, submit_…."""
    what = "milestone" if view.what == "progress" else view.what
    endpoint = f"decisions_staff.{act}{what}"
    if view.what == "progress":
        return url_for(endpoint, milestone_id=view.subject_id)
    return url_for(endpoint, preview_id=view.preview.id)


def public_address(view: CopyView) -> str:
    """Where the public reads it."""
    if view.what == "progress":
        return url_for("decisions_public.milestone", milestone_id=view.subject_id)
    return url_for(f"decisions_public.{view.what}", preview_id=view.preview.id)


def show_copy(view: CopyView, refusal: str = "", status: int = 200, **more: Any) -> Page:
    """The check: what is missing with where to mend it, the text as it will read, the chain."""
    content = shown_content(view) if view.what == "feedback" else view.content
    kind = TEXTS[view.what].code
    page = render_template(
        "decisions/after_copy.html",
        view=view,
        name=NAMES[view.what],
        mark=standing(view.duty),
        refusal=refusal,
        lacks=[(lack, told(lack), _lack_url(view, lack)) for lack in view.lacks],
        blockers=[
            (blocker, phrase(blocker.code, blocker.params), _gate_url(view, blocker))
            for blocker in view.blockers
        ],
        doc={
            "head": content.issuer,
            "number": content.doc_number,
            "title": content.title,
            "blocks": [_shown(block) for block in content.blocks],
        },
        submit_form=SubmitForm(),
        steps=publishing.chain_steps(view.document) if view.document is not None else [],
        returned=view.document.returned if view.document is not None else None,
        happened=publishing.happened(kind, view.subject_id),
        may_except=g.actor.can(
            "publishing.make_exception", department_id=view.preview.department_id, campaign_id=g.campaign.id
        ),
        kind=kind,
        preview_url=url_for("decisions_staff.preview", preview_id=view.preview.id),
        edit_url=address(view, "edit_"),
        submit_url=address(view, "submit_"),
        public_url=public_address(view) if view.published is not None else "",
        **more,
    )
    return page, status


def submit_copy(view: CopyView, submit: Callable[..., None], subject_id: int) -> Page:
    """Send the text into the chain; a refusal stands over the check."""
    form = SubmitForm()
    if not form.validate_on_submit():
        return show_copy(view, form.correction.errors[0] if form.correction.errors else "", 422)
    try:
        submit(g.campaign, subject_id, actor=g.actor, now=clock.now(), correction=form.correction.data or "")
    except DomainError as error:
        if isinstance(error, (NotFound, NotAllowed)):
            raise
        return show_copy(view, words(error), 422)
    flash(_("已送审，下一步是初审。"), "ok")
    return redirect(address(view), 303)


def blame(form: Any, error: DomainError) -> None:
    """A refusal beside the field it belongs to, else over the form. What the page has no business with goes on."""
    if isinstance(error, (NotFound, NotAllowed)):
        raise error
    name = getattr(error, "field", None) or ""
    field = form._fields.get(name)
    parts = name.split("-")
    if field is None and len(parts) == 3 and parts[0] in form._fields and parts[1].isdigit():
        entries = form._fields[parts[0]].entries
        if int(parts[1]) < len(entries):
            field = entries[int(parts[1])].form._fields.get(parts[2])
    if field is None:
        form.form_errors.append(words(error))
    else:
        field.errors = [*field.errors, words(error)]


def number_of(text: str | None) -> int:
    """A hidden whole number that may have been tampered with."""
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0


def _lack_url(view: CopyView, lack: Lack) -> str:
    if lack.code in ("feedback_open", "feedback_reason"):
        end = "open" if lack.code == "feedback_open" else "not_adopted"
        return url_for("decisions_staff.feedback_comments", preview_id=view.preview.id, end=end)
    if lack.code in ("feedback_no_consultation", "feedback_too_early"):
        return url_for("decisions_staff.preview", preview_id=view.preview.id)
    if view.may_edit and not view.locked:
        return f"{address(view, 'edit_')}#{lack.field}"
    return ""


def _gate_url(view: CopyView, blocker: Blocker) -> str:
    if blocker.rule == "DP-07":
        return url_for("decisions_staff.legality_page", preview_id=view.preview.id)
    if blocker.rule == "DP-11":
        return url_for("decisions_staff.feedback", preview_id=view.preview.id)
    if blocker.rule == "PB-05":
        return url_for("decisions_staff.interpretation", preview_id=view.preview.id)
    if blocker.code == "decisions.decision_not_out":
        return url_for("decisions_staff.decision", preview_id=view.preview.id)
    return blocker.url or url_for("decisions_staff.preview", preview_id=view.preview.id)


def _shown(block: Any) -> dict[str, Any]:
    """A block before it is public: its signature has no day yet."""
    if block.get("kind") == "sign":
        return {**block, "lines": [*block["lines"], "（公开的日期）"]}
    return dict(block)
