"""What the parts of decision preview show on a preview's pages."""

from __future__ import annotations

from datetime import datetime

from core.api import Actor, Campaign

from . import showing_comments, showing_drafts, showing_feedback, showing_meetings
from .contracts import PartLink, PreviewView, PublicPart


def links(preview: PreviewView, actor: Actor) -> list[PartLink]:
    """A row for each part, in the order of the work."""
    return [
        *showing_drafts.links(preview, actor),
        *showing_comments.links(preview, actor),
        *showing_meetings.links(preview, actor),
        *showing_feedback.links(preview, actor),
    ]


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
