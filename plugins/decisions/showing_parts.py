"""What the parts of decision preview show on a preview's pages."""

from __future__ import annotations

from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from core.api import Actor, Campaign

from . import showing_comments, showing_drafts, showing_feedback, showing_meetings
from .contracts import PartLink, PreviewView, PublicPart
from .service import legality
from .service.phases import short_day
from .wording_preview import RESULTS


def links(preview: PreviewView, actor: Actor) -> list[PartLink]:
    """A row for each part, in the order of the work."""
    return [
        *showing_drafts.links(preview, actor),
        *showing_comments.links(preview, actor),
        *showing_meetings.links(preview, actor),
        *_with_legality(preview, showing_feedback.links(preview, actor)),
    ]


def _with_legality(preview: PreviewView, links: list[PartLink]) -> list[PartLink]:
    """The legality review stands between the feedback and the decision."""
    feedback, *after = links
    reviews = legality.reviews(preview.id)
    url = url_for("decisions_staff.legality_page", preview_id=preview.id)
    if not reviews:
        row = PartLink(_("合法性审查"), url, _("意见截止以后送"), "idle", _("还没有送"))
    else:
        state, words = RESULTS[reviews[0].result]
        sent = _("%(day)s送审查", day=short_day(reviews[0].sent_on))
        row = PartLink(_("合法性审查"), url, sent, state, str(words))
    return [feedback, row, *after]


def public_parts(preview_id: int, campaign: Campaign, now: datetime) -> list[PublicPart]:
    """A section for each part that has something public; what became of the comments stands before them."""
    order = (
        showing_feedback.after_part,
        showing_feedback.public_part,
        showing_meetings.public_part,
        showing_drafts.public_part,
        showing_comments.public_part,
    )
    shown = (part(preview_id, campaign, now) for part in order)
    return [part for part in shown if part is not None]
