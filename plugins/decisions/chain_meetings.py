"""A meeting's notice as a kind of document, for the house."""

from __future__ import annotations

import logging
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.api import (
    SYSTEM,
    ArchivePart,
    Blocker,
    Campaign,
    Copy,
    DocumentKind,
    Invalid,
    RevisionView,
    RuleBroken,
    SubjectPlace,
    booking,
)

from . import chain
from .service import meetings
from .service.meetings import OWNER
from .store import meetings as store

log = logging.getLogger(__name__)


def place_of(meeting_id: int) -> SubjectPlace | None:
    """Whose a meeting is before its notice was first submitted."""
    row = store.meeting(meeting_id)
    return SubjectPlace(row.campaign_id, row.department_id, f"{row.title}公告") if row is not None else None


KIND = DocumentKind(
    code=chain.MEETING.code,
    title=_l("会议公告"),
    column=_l("行政决策大家看"),
    public_endpoint="decisions_public.meeting",
    staff_endpoint="decisions_staff.meeting",
    subject_arg="meeting_id",
    place_of=place_of,
)


def archive_parts(revision: RevisionView) -> list[ArchivePart]:
    """How many booked and came; and the draw, so that it can be worked out again later."""
    event = booking.view_event(OWNER, revision.subject_id) if revision.kind == KIND.code else None
    if event is None:
        return []
    counted = booking.figures_of(event.id)
    rows = [
        ["报名（人）", counted.booked],
        ["到会（人）", counted.attended],
        ["其中现场登记（人）", counted.walk_ins],
    ]
    found = [ArchivePart("figures", "会议人数", {"head": ["项目", "数量"], "rows": rows})]
    draw = booking.view_draw(event.id)
    if draw is not None and draw.drawn_at is not None and draw.sessions:
        one = draw.sessions[0]
        data = {
            "seed": draw.seed, "commitment": draw.commitment, "places": one.places,
            "lots": [[lot.number, lot.party] for lot in one.lots], "taken": list(one.taken), "line": list(one.line),
        }  # fmt: skip
        found.append(ArchivePart("draw", "抽签", data))
    return found


def copies(revision: RevisionView) -> list[Copy]:
    """The working copy of a notice."""
    row = store.meeting(revision.subject_id) if revision.kind == KIND.code else None
    return [Copy(_("会议公告的草稿"), f"#{row.id}")] if row is not None else []


def blank(revision: RevisionView) -> None:
    """Empty the working copy and the words of its places; ids, numbers and times stay."""
    row = store.meeting(revision.subject_id) if revision.kind == KIND.code else None
    if row is None:
        return
    row.title = row.place = row.link = row.invitees = row.agenda = row.contact = row.public_source = ""
    row.off_reason = ""
    for paper in store.papers(row.id):
        paper.title = ""
    minutes = store.minutes(row.id)
    if minutes is not None:
        minutes.text = ""
    booking.blank_event(OWNER, row.id)


def publish_blockers(revision: RevisionView, campaign: Campaign, now: datetime) -> list[Blocker]:
    """Why a notice may not come out now."""
    return meetings.blockers(revision, campaign, now) if revision.kind == KIND.code else []


def follow(meeting_id: int, now: datetime) -> None:
    """The places follow a corrected notice; what can't be any more (it has begun) stays as it is."""
    try:
        meetings.follow_notice(meeting_id, now, actor=SYSTEM)
    except (Invalid, RuleBroken):
        log.warning("places of meeting %s can't follow its notice any more", meeting_id)
