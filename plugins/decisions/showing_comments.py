"""What comments show on a preview's pages: a row for staff, a section for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from core.api import Actor, Campaign

from . import opinions as kind
from .contracts import PartLink, PreviewView, PublicPart
from .service import comments
from .wording_comments import OUTCOMES

NEWEST = 3


def links(preview: PreviewView, actor: Actor) -> Sequence[PartLink]:
    """The comments with how many wait."""
    found = comments.figures(preview.id)
    if not found.total:
        return ()
    waits = ngettext("%(num)d 条没有办结", "%(num)d 条没有办结", found.open) if found.open else _("都办结了")
    return (
        PartLink(
            title=_("群众意见"),
            url=url_for("decisions_staff.comments", preview_id=preview.id),
            note=_("%(count)s 条，%(people)s 人提出", count=found.total, people=found.authors),
            state="info" if found.open else "ok",
            state_text=waits,
        ),
    )


def public_part(preview_id: int, campaign: Campaign, now: datetime) -> PublicPart | None:
    """The newest published comments and the way to write one; nothing before the draft is public."""
    subject = kind.subject(campaign, preview_id)
    if subject is None:
        return None
    newest, total = comments.published_for(preview_id)
    early = subject.takes_from is not None and now < subject.takes_from
    late = subject.takes_until is not None and now > subject.takes_until
    return PublicPart(
        "decisions/comments_part.html",
        {
            "preview_id": preview_id,
            "newest": newest[:NEWEST],
            "total": total,
            "taking": subject.by_web and not early and not late,
            "outcomes": OUTCOMES,
        },
    )
