"""Decision, interpretation and follow-through for everybody. Nothing about a visitor."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import g, render_template, url_for
from flask_babel import gettext as _

from core.api import NotFound, Published, clock, open_to_all

from . import chain
from .document_feedback import book_marks
from .rules.after import Duty
from .rules.feedback import excerpt
from .service import after_public, previews
from .service.feedback_said import feedback_duty
from .service.interpretation import interpretation_duty
from .views_public import public
from .views_staff import Page
from .wording_feedback import NAMES, standing


@public.get("/previews/<int:preview_id>/decision")
@open_to_all
def decision(preview_id: int) -> Page:
    """The decision as an official document, beside it what led to it and what follows."""
    previews.of_campaign(g.campaign, preview_id)
    out = chain.DECISION.published_or_gone(preview_id)
    data = out.revision.data
    link = str(data.get("url", "")) if data.get("way") == "link" else ""
    return _text(
        preview_id,
        out,
        "decision",
        told=[(_("文号"), data.get("number", "")), (_("作出决定"), data.get("body", ""))],
        link=link,
        link_words=_("看全文（%(place)s）", place=data.get("place")) if data.get("place") else _("看全文"),
        steps_url=url_for(".progress", preview_id=preview_id)
        if after_public.steps(preview_id, clock.now())
        else "",
    )


@public.get("/previews/<int:preview_id>/interpretation")
@open_to_all
def interpretation(preview_id: int) -> Page:
    """The interpretation as an official document."""
    previews.of_campaign(g.campaign, preview_id)
    out = chain.INTERPRETATION.published_or_gone(preview_id)
    mark = standing(interpretation_duty(g.campaign, preview_id, clock.now()))
    return _text(preview_id, out, "interpretation", mark=mark)


@public.get("/previews/<int:preview_id>/progress")
@open_to_all
def progress(preview_id: int) -> Page:
    """What was promised by when and what was done: as announced with the decision and told since."""
    previews.of_campaign(g.campaign, preview_id)
    out = chain.DECISION.published_or_gone(preview_id)
    return render_template(
        "decisions/after_progress.html",
        name=_name(preview_id, out),
        preview_url=_preview_url(preview_id),
        steps=[
            {
                **step.__dict__,
                "note": excerpt(step.note, 120),
                "url": url_for(".milestone", milestone_id=step.id) if step.told else "",
            }
            for step in after_public.steps(preview_id, clock.now())
        ],
        standing=standing,
    )


@public.get("/milestones/<int:milestone_id>")
@open_to_all
def milestone(milestone_id: int) -> Page:
    """One milestone's progress as an official document."""
    preview_id = after_public.preview_of(milestone_id)
    previews.of_campaign(g.campaign, preview_id)
    out = chain.PROGRESS.published_or_gone(milestone_id)
    data = out.revision.data
    duty = after_public.duty_of(data, clock.now())
    link = str(data.get("evidence_url", ""))
    return _text(
        preview_id,
        out,
        "progress",
        mark=standing(duty),
        link=link,
        link_words=_("看相关公开信息"),
        steps_url=url_for(".progress", preview_id=preview_id),
    )


def _text(preview_id: int, out: Published, what: str, **more: Any) -> Page:
    revision = out.revision
    return render_template(
        "decisions/after_public.html",
        what=NAMES[what],
        name=_name(preview_id, out),
        preview_url=_preview_url(preview_id),
        out=out,
        revision=revision,
        doc={
            "head": revision.issuer,
            "number": revision.doc_number,
            "title": revision.title,
            "blocks": [dict(block) for block in revision.blocks],
        },
        others=_others(preview_id, what, clock.now()),
        **more,
    )


def _others(preview_id: int, besides: str, now: datetime) -> list[dict[str, Any]]:
    """The other texts about the same decision: name, address or the day by which they come."""
    duties = {
        "feedback": feedback_duty(g.campaign, preview_id, now),
        "decision": Duty(None, None, clock.local(now).date()),
        "interpretation": interpretation_duty(g.campaign, preview_id, now),
    }
    kinds = {"feedback": chain.FEEDBACK, "decision": chain.DECISION, "interpretation": chain.INTERPRETATION}
    return [
        {
            "name": NAMES[what],
            "url": url_for(f".{what}", preview_id=preview_id)
            if kinds[what].published(preview_id) is not None
            else "",
            "due": duty.due,
            "late": duty.mark == "late",
        }
        for what, duty in duties.items()
        if what != besides
    ]


def _name(preview_id: int, out: Published) -> str:
    """What the decision is called: as its consultation was published; without one (taken down, hidden) the text that is
    public gives its own title, never the working copy."""
    try:
        return book_marks(previews.public_preview(g.campaign, preview_id).title)
    except NotFound:
        return out.revision.title


def _preview_url(preview_id: int) -> str:
    return url_for(".preview", preview_id=preview_id) if chain.DRAFT.published(preview_id) is not None else ""
