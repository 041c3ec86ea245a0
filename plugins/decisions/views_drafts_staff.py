"""A draft for its department: hand it in, correct how it was split, compare versions, send the consultation into the chain."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from core.api import DomainError, NotAllowed, NotFound, clock, needs, phrase, publishing, words

from .forms_drafts import CutForm, SendForm, VersionForm, place_form
from .permissions import EDIT, SEE
from .rules.comparing import compare, figures
from .rules.split import split
from .rules.split_check import odd_numbers
from .service import consultation, draft_editing, drafts, previews
from .service.consultation import ConsultationView
from .service.drafts import DraftView, NewVersion
from .views_staff import Page, staff
from .wording_drafts import DROPPED, ODD, PARAGRAPH_KINDS, PURPOSES, STATES


@staff.get("/previews/<int:preview_id>/draft")
@needs(SEE)
def draft(preview_id: int) -> Page:
    """The newest version as it was split, what stands against publishing, versions, the chain."""
    return _show(_view(preview_id))


@staff.route("/previews/<int:preview_id>/draft/new", methods=["GET", "POST"])
@needs(EDIT)
def new_draft(preview_id: int) -> Page:
    """Hand in a version: paste it or choose a file."""
    view = _view(preview_id, EDIT)
    given = {"purpose": "consult" if view.published is None else "revised"}
    form = VersionForm(data=given if request.method == "GET" else None)
    if form.validate_on_submit():
        try:
            drafts.add_version(g.campaign, preview_id, _command(form), actor=g.actor, now=clock.now())
            flash(_("已拆成段。请看一遍，拆错的地方改过来。"), "ok")
            return redirect(url_for(".draft", preview_id=preview_id), 303)
        except (NotFound, NotAllowed):
            raise
        except DomainError as error:
            _blame(form, error)
    page = render_template("decisions/drafts_form.html", form=form, view=view)
    return page, 422 if request.method == "POST" else 200


@staff.get("/previews/<int:preview_id>/draft/<int:version_id>")
@needs(SEE)
def draft_version(preview_id: int, version_id: int) -> Page:
    """One version."""
    view = _view(preview_id)
    shown = drafts.version_of(preview_id, version_id)
    return _show(view, shown=shown)


@staff.get("/previews/<int:preview_id>/draft/compare")
@needs(SEE)
def compare_drafts(preview_id: int) -> Page:
    """Two versions beside each other, or the newer with deletions and insertions in it; all of it or only what changed."""
    view = _view(preview_id)
    if len(view.versions) < 2:
        return redirect(url_for(".draft", preview_id=preview_id), 303)
    known = {one.id: one for one in view.versions}
    new = known.get(request.args.get("new", 0, type=int)) or view.versions[0]
    old = known.get(request.args.get("old", 0, type=int)) or next(
        (one for one in view.versions if one.number < new.number), view.versions[-1]
    )
    rows = compare(drafts.version(old.id).paragraphs, drafts.version(new.id).paragraphs)
    only = request.args.get("only") == "changed"
    return render_template(
        "decisions/drafts_compare.html",
        view=view,
        old=old,
        new=new,
        rows=[row for row in rows if row.changed] if only else rows,
        only=only,
        beside=request.args.get("way") != "inline",
        figures=figures(rows),
        states=STATES,
        purposes=PURPOSES,
        address=_address,
    )


@staff.route(
    "/previews/<int:preview_id>/draft/<int:version_id>/paragraphs/<int:paragraph_id>", methods=["GET", "POST"]
)
@needs(EDIT)
def draft_paragraph(preview_id: int, version_id: int, paragraph_id: int) -> Page:
    """One paragraph: cut it, say what it is, or which one of the version before it is."""
    view = _view(preview_id, EDIT)
    shown = drafts.version_of(preview_id, version_id)
    found = draft_editing.paragraph(preview_id, version_id, paragraph_id)
    posted = request.method == "POST"
    cut = CutForm(
        data=None if posted else {"version": str(shown.version), "text": found.text},
        formdata=request.form if posted and "cut" in request.form else None,
    )
    place = place_form(
        found.depth,
        found.free,
        data=None
        if posted and "place" in request.form
        else {"version": str(shown.version), "kind": found.kind, "depth": str(found.depth)},
        formdata=request.form if posted and "place" in request.form else None,
    )
    if posted and "cut" not in request.form and not cut.text.data:
        cut.text.data, cut.version.data = found.text, str(shown.version)
    form: Any = cut if "cut" in request.form else place
    if posted and form.validate():
        where = (g.campaign, preview_id, version_id, paragraph_id)
        try:
            if form is cut:
                draft_editing.cut(*where, cut.text.data or "", _seen(cut), actor=g.actor, now=clock.now())
            else:
                draft_editing.change(
                    *where, place.kind.data, int(place.depth.data), place.anchor.data or "", _seen(place),
                    actor=g.actor, now=clock.now(),
                )  # fmt: skip
            flash(_("已改好。"), "ok")
            return redirect(url_for(".draft", preview_id=preview_id, _anchor=found.anchor), 303)
        except (NotFound, NotAllowed):
            raise
        except DomainError as error:
            _blame(form, error)
    page = render_template(
        "decisions/drafts_paragraph.html",
        view=view, shown=shown, one=found, cut=cut, spot=place, faulty=form if posted else None,
        name=shown.names.get(found.anchor, found.anchor),
    )  # fmt: skip
    return page, 422 if posted else 200


@staff.post(
    "/previews/<int:preview_id>/draft/<int:version_id>/paragraphs/<int:paragraph_id>/<any(merge, in, out):act>"
)
@needs(EDIT)
def draft_act(preview_id: int, version_id: int, paragraph_id: int, act: str) -> Page:
    """Join a paragraph to the one above, or move it a step in or out."""
    found = draft_editing.paragraph(preview_id, version_id, paragraph_id)
    where = (g.campaign, preview_id, version_id, paragraph_id)
    seen = request.form.get("version", 0, type=int)
    try:
        if act == "merge":
            draft_editing.merge(*where, seen, actor=g.actor, now=clock.now())
        else:
            draft_editing.shift(*where, 1 if act == "in" else -1, seen, actor=g.actor, now=clock.now())
    except (NotFound, NotAllowed):
        raise
    except DomainError as error:
        flash(words(error), "error")
    return redirect(url_for(".draft", preview_id=preview_id, _anchor=found.anchor), 303)


@staff.post("/previews/<int:preview_id>/draft/submit")
@needs(EDIT)
def submit_draft(preview_id: int) -> Page:
    """Send the consultation into the chain, or a correction of it."""
    view = _view(preview_id, EDIT)
    form = SendForm()
    if not form.validate_on_submit():
        return _show(view, status=422, send=form)
    try:
        consultation.submit(
            g.campaign, preview_id, actor=g.actor, now=clock.now(), correction=form.correction.data or ""
        )
    except (NotFound, NotAllowed):
        raise
    except DomainError as error:
        _blame(form, error)
        return _show(_view(preview_id, EDIT), status=422, send=form)
    flash(_("已送审，下一步是初审。"), "ok")
    return redirect(url_for(".draft", preview_id=preview_id), 303)


# ── pieces ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def _view(preview_id: int, permission: str = SEE) -> ConsultationView:
    previews.for_staff(g.campaign, preview_id, actor=g.actor, permission=permission)
    return consultation.view(g.campaign, preview_id, actor=g.actor, now=clock.now())


def _show(
    view: ConsultationView, *, shown: DraftView | None = None, status: int = 200, send: SendForm | None = None
) -> Page:
    shown = shown or view.draft
    newest = shown is not None and view.draft is not None and shown.id == view.draft.id
    rows = draft_editing.rows(shown.id) if shown is not None else []
    page = render_template(
        "decisions/drafts_draft.html",
        view=view,
        shown=shown,
        newest=newest,
        rows=rows,
        names=shown.names if shown is not None else {},
        may_correct=newest and view.may_edit and not view.locked and shown is not None and not shown.fixed,
        blockers=[(one, phrase(one.code, one.params)) for one in view.blockers],
        odd=[
            (one.line, ODD[one.problem] % {"number": one.number, "before": one.before})
            for one in (odd_numbers(split("\n".join(f"{r.number}{r.text}" for r in rows))) if newest else [])
        ],
        dropped=DROPPED,
        purposes=PURPOSES,
        kinds=PARAGRAPH_KINDS,
        send=send or SendForm(formdata=None),
        steps=publishing.chain_steps(view.document) if view.document is not None else [],
        returned=view.document.returned if view.document is not None else None,
        may_except=g.actor.can(
            "publishing.make_exception", department_id=view.preview.department_id, campaign_id=g.campaign.id
        ),
    )
    return page, status


def _address(way: str, only: bool, old: DraftView, new: DraftView, preview_id: int) -> str:
    return url_for(
        ".compare_drafts",
        preview_id=preview_id,
        old=old.id,
        new=new.id,
        way=way,
        only="changed" if only else None,
    )


def _command(form: VersionForm) -> NewVersion:
    upload = form.file.data
    data = upload.read() if upload else None
    return NewVersion(
        purpose=form.purpose.data or "",
        pasted=form.text.data or "",
        upload=data,
        filename=(upload.filename or "") if upload else "",
        note=form.note.data or "",
        explanation=form.explanation.data or "",
    )


def _seen(form: Any) -> int:
    text = form.version.data or ""
    return int(text) if text.isdigit() else 0


def _blame(form: Any, error: DomainError) -> None:
    """The refusal at its field. A text with a mark of 密级 isn't shown again."""
    name = getattr(error, "field", None)
    if error.code == "secret_mark" and "file" in form:
        name = "file" if request.files.get("file") else "text"
        form.text.data = ""
    if name and name in form:
        form[name].errors = [*form[name].errors, words(error)]
    else:
        form.form_errors.append(words(error))
