"""What live contributes to pages of others: menus, the desk, deadlines, agenda, column, trail, chain."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import url_for
from flask_babel import lazy_gettext as _l

from core.api import (
    Actor,
    AgendaItem,
    ArchivePart,
    Blocker,
    Campaign,
    Copy,
    Deadline,
    DeskItem,
    DocumentKind,
    LiveStream,
    NavItem,
    Panel,
    RevisionView,
)

from . import showing_reading
from .contracts import InterviewView, PartLink, PublicInterview, PublicPart
from .permissions import SEE
from .service import reading

#: turns shown on the interview's page while it is on
LAST_TURNS = 3


def live_streams() -> Sequence[LiveStream]:
    """What readers and those at the desks follow; the key of a channel is the interview's id. `turns`: see service/reading.py,
    which tells it. `desk`: `what` changed, a code word."""
    return (
        LiveStream(reading.TURNS, _l("访谈直播"), reading.FIELDS, words=reading.WORDS, counted=True),
        LiveStream("interviews.desk", _l("访谈直播间"), ("what",), permission=SEE),
    )


def document_kinds() -> Sequence[DocumentKind]:
    return ()


def publish_blockers(revision: RevisionView, campaign: Campaign, now: datetime) -> list[Blocker]:
    """Why a text of this part may not come out now."""
    return []


def archive_parts(revision: RevisionView) -> list[ArchivePart]:
    """What goes into the archive beside a published text of this part."""
    return []


def copies(revision: RevisionView) -> list[Copy]:
    """Where copies of a text of this part lie."""
    return []


def blank(revision: RevisionView, now: datetime) -> None:
    """Blank them."""


def nav(actor: Actor, campaign: Campaign) -> list[NavItem]:
    return []


def desk_items(actor: Actor, campaign: Campaign, now: datetime) -> list[DeskItem]:
    return []


def deadlines(campaign: Campaign, now: datetime) -> list[Deadline]:
    return []


def agenda(campaign: Campaign, now: datetime) -> list[AgendaItem]:
    return []


def panels(campaign: Campaign, now: datetime) -> list[Panel]:
    return []


def links(interview: InterviewView, actor: Actor, now: datetime) -> list[PartLink]:
    """This part's rows on the interview's staff page."""
    return []


def public_part(interview: PublicInterview, campaign: Campaign, now: datetime) -> PublicPart | None:
    """This part's section on the interview's public page."""
    if interview.state == "called_off":
        return None
    broadcast = reading.broadcast(interview.id)
    return PublicPart(
        "interviews/live_public_part.html",
        {
            "view": interview,
            "live": broadcast,
            "until": showing_reading.until(interview.starts_at, now),
            "url": url_for("interviews_public.live_page", interview_id=interview.id),
            "turns": reading.turns(interview.id)[-LAST_TURNS:],
            "transcript_out": reading.has_transcript(interview.id),
        },
    )
