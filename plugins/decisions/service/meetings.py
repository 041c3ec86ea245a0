"""Meetings as departments write them: saved, sent into the chain with their papers, called off, followed by their places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from core.api import (
    Actor,
    Blocker,
    Campaign,
    Conflict,
    Content,
    Invalid,
    RevisionView,
    RuleBroken,
    audit,
    booking,
    publishing,
    registry,
    secrecy,
    unit_of_work,
)

from .. import chain, document_meeting
from ..models.meetings import Meeting
from ..permissions import MEET
from ..rules import meetings as rules
from ..store import meetings as store
from . import meeting_papers, previews
from .meeting_views import OWNER as OWNER
from .meeting_views import MeetingView as MeetingView
from .meeting_views import PublicMeeting as PublicMeeting
from .meeting_views import SaveMeeting as SaveMeeting
from .meeting_views import command_of as command_of
from .meeting_views import facts_of as facts_of
from .meeting_views import for_staff as for_staff
from .meeting_views import judged as judged
from .meeting_views import link_of as link_of
from .meeting_views import meetings_for as meetings_for
from .meeting_views import public_meeting as public_meeting
from .meeting_views import public_meetings as public_meetings
from .meeting_views import row_for as row_for
from .meeting_views import told_for_rules as told_for_rules
from .meeting_views import told_of as told_of
from .meeting_views import view_of as view_of

LONGEST = {
    "title": 120, "place": 200, "link": 300, "invitees": 2000, "agenda": 6000, "contact": 200, "public_source": 200,
}  # fmt: skip
MOST_PLACES, MOST_COMPANIONS, MOST_OFFER_HOURS = 2000, 9, 72


# ── writing ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def save_meeting(
    campaign: Campaign,
    command: SaveMeeting,
    *,
    actor: Actor,
    now: datetime,
    preview_id: int | None = None,
    meeting_id: int | None = None,
    version: int = 0,
) -> int:
    """Make a meeting of a preview, or change one; returns its id. The drafter has confirmed that it bears no mark of 密级.

    Raises NotFound, NotAllowed, Invalid (decisions.meeting_…), Conflict("decisions.changed" | "decisions.meeting_locked"),
    RuleBroken("draw_source_fixed") for a draw whose names are down.
    """
    values = _checked(command)
    with unit_of_work() as session:
        if meeting_id is None:
            preview = previews.for_staff(campaign, preview_id or 0, actor=actor)
            actor.require(MEET, department_id=preview.department_id, campaign_id=campaign.id)
            row = Meeting(campaign_id=campaign.id, department_id=preview.department_id, preview_id=preview.id)
            row.state, row.off_reason, row.version = "open", "", 0
            session.add(row)
        else:
            row = editable(campaign, meeting_id, version, actor=actor)
            _refuse_redrawing(row, values)
        for name, value in values.items():
            setattr(row, name, value)
        row.version += 1
        row.saved_at = now
        session.flush()
        record(row, "decisions.meeting_made" if meeting_id is None else "decisions.meeting_saved", actor, now)
        return row.id


def submit_meeting(
    campaign: Campaign, meeting_id: int, *, actor: Actor, now: datetime, correction: str = ""
) -> None:
    """Freeze notice and papers and send them into the chain. Before the first time the places are opened, so that the
    notice can promise the draw.

    Raises RuleBroken("decisions.meeting_not_ready"), Invalid("decisions.correction_missing"), Conflict, what the chain raises.
    """
    with unit_of_work():
        row = row_for(campaign, meeting_id, actor, MEET, lock=True)
        _refuse_locked(row)
        view = view_of(campaign, row, now)
        if not view.ready:
            raise RuleBroken("decisions.meeting_not_ready", count=len(view.lacks) + len(view.blockers))
        if view.published is not None and not correction.strip():
            raise Invalid("decisions.correction_missing", field="correction")
        if view.published is None:
            _open_places(row)
        chain.MEETING.submit(
            row.id, campaign.id, row.department_id, content_of(campaign, row),
            actor=actor, now=now, correction=correction,
        )  # fmt: skip
        record(row, "decisions.meeting_submitted", actor, now)


def call_off(
    campaign: Campaign, meeting_id: int, version: int, reason: str, *, actor: Actor, now: datetime
) -> int:
    """Call a meeting off and tell everybody who has a place or waits, with the reason; returns how many bookings."""
    reason = reason.strip()
    if not reason or len(reason) > 500:
        raise Invalid("decisions.off_reason_missing", field="reason")
    secrecy.refuse_marks([reason])
    with unit_of_work():
        row = editable(campaign, meeting_id, version, actor=actor, locked_too=True)
        if row.ends_at <= now:
            raise RuleBroken("decisions.meeting_over")
        row.state, row.off_reason = "called_off", reason
        row.version += 1
        row.saved_at = now
        event = booking.view_event(OWNER, meeting_id)
        told = booking.call_off_event(event.id, actor=actor, now=now) if event is not None else ()
        record(row, "decisions.meeting_called_off", actor, now, count=len(told))
        return len(told)


def follow_notice(meeting_id: int, now: datetime, *, actor: Actor) -> None:
    """After a corrected notice came out: the places follow it; those who have one are told of another time or place."""
    row, out = store.meeting(meeting_id), chain.MEETING.published(meeting_id)
    event = booking.view_event(OWNER, meeting_id)
    if row is None or out is None or event is None or event.state == "called_off":
        return
    told, session = told_of(out.revision), event.sessions[0]
    if (told.starts_at, told.ends_at, told.place) != (session.starts_at, session.ends_at, session.place):
        booking.move_session(
            session.id, starts_at=told.starts_at, ends_at=told.ends_at, place=told.place, actor=actor, now=now
        )
    if told.capacity != session.capacity:
        booking.enlarge_session(session.id, capacity=told.capacity, actor=actor, now=now)
    if told.closes_at > event.closes_at:
        booking.extend_booking(event.id, told.closes_at, actor=actor, now=now)


# ── the notice in the chain ─────────────────────────────────────────────────────────────────────────────────────────
def content_of(campaign: Campaign, row: Meeting) -> Content:
    """The notice as it is frozen."""
    told = command_of(row)
    draw = None
    event = booking.view_event(OWNER, row.id)
    if event is not None and event.terms.by_lot:
        draw = booking.view_draw(event.id)
    papers = meeting_papers.frozen(row.id)
    department = registry().department_name(row.department_id)
    preview = previews.preview_view(row.preview_id)
    blocks = document_meeting.blocks(
        told, preview.title, department, papers, draw.commitment if draw is not None else ""
    )
    kept = {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in told.__dict__.items()
        # Everybody reads what is frozen; the way in is for those who have a place.
        if name != "link"
    }
    data = {
        "meeting": kept, "preview_id": row.preview_id, "papers": [dict(p) for p in papers],
        "commitment": draw.commitment if draw is not None else "",
    }  # fmt: skip
    return Content(f"{told.title}公告", department, blocks, data)


def blockers(revision: RevisionView, campaign: Campaign, now: datetime) -> list[Blocker]:
    """Why a frozen notice may not come out now: DP-04, PI-01, a time that is over."""
    told = told_of(revision)
    text = "".join(str(block.get("text", "")) for block in revision.blocks)
    at = publishing.counted_from(chain.MEETING.code, revision.subject_id, now)
    out = chain.MEETING.published(revision.subject_id)
    first = out.counts_from if out is not None else at
    found = judged(campaign, told, bool(revision.data.get("papers")), text, first, at)
    if told.starts_at <= at and out is None:
        found.append(Blocker("decisions.meeting_past"))
    return found


# ── pieces that the other files of meetings use ─────────────────────────────────────────────────────────────────────
def editable(
    campaign: Campaign, meeting_id: int, version: int, *, actor: Actor, locked_too: bool = False
) -> Meeting:
    """The locked row for a change, inside a unit of work. Raises NotFound, NotAllowed, Conflict, RuleBroken."""
    row = row_for(campaign, meeting_id, actor, MEET, lock=True)
    publishing.refuse_hidden(chain.MEETING.code, meeting_id)
    if row.state != "open":
        raise RuleBroken("decisions.meeting_off")
    if not locked_too:
        _refuse_locked(row)
    if row.version != version:
        raise Conflict("decisions.changed")
    return row


def record(row: Meeting, action: str, actor: Actor, now: datetime, **figures: Any) -> None:
    """An audit entry about a meeting."""
    audit.record(
        actor, now, action, subject=("decisions_meeting", row.id), campaign_id=row.campaign_id,
        department_id=row.department_id, **figures,
    )  # fmt: skip


def _refuse_locked(row: Meeting) -> None:
    document = chain.MEETING.document(row.id)
    if document is not None and document.under_way:
        raise Conflict("decisions.meeting_locked")


def _refuse_redrawing(row: Meeting, values: Mapping[str, Any]) -> None:
    if (row.way, row.public_source) != (values["way"], values["public_source"]):
        event = booking.view_event(OWNER, row.id)
        if event is not None and chain.MEETING.published(row.id) is not None:
            raise RuleBroken("draw_source_fixed")


def _open_places(row: Meeting) -> booking.EventView:
    draws = row.way == "draw"
    return booking.prepare_event(
        OWNER,
        row.id,
        campaign_id=row.campaign_id,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        sessions=(booking.NewSession(row.title[:60], row.place, row.starts_at, row.ends_at, row.capacity),),
        terms=booking.EventTerms(
            companions=row.companions,
            offer_minutes=row.offer_hours * 60,
            by_lot=draws,
            public_source=row.public_source if draws else "",
        ),
    )


def _checked(command: SaveMeeting) -> dict[str, Any]:
    values = dict(command.__dict__)
    for name, most in LONGEST.items():
        text = str(values[name]).replace("\r\n", "\n").strip()
        if name not in ("agenda", "invitees"):
            text = " ".join(text.split())
        if len(text) > most:
            raise Invalid("decisions.text_long", field=name, limit=most)
        values[name] = text
    if not values["title"]:
        raise Invalid("decisions.meeting_lacks", field="title", what="title")
    if command.kind not in rules.KINDS:
        raise Invalid("decisions.meeting_kind", field="kind")
    if command.way not in rules.WAYS:
        raise Invalid("decisions.meeting_way", field="way")
    for name, least, most in (
        ("capacity", 1, MOST_PLACES), ("companions", 0, MOST_COMPANIONS), ("offer_hours", 0, MOST_OFFER_HOURS),
    ):  # fmt: skip
        if not least <= int(values[name]) <= most:
            raise Invalid("decisions.number_range", field=name, least=least, most=most)
    if values["link"] and not values["link"].startswith(("https://", "http://")):
        raise Invalid("decisions.link_shape", field="link")
    values["gate_list"] = bool(command.gate_list) or command.kind == rules.ATTEND
    fault = rules.times_fault(told_for_rules(replace(command, gate_list=values["gate_list"])))
    if fault is not None:
        raise Invalid(fault.code, field=fault.field)
    secrecy.refuse_marks([str(values[name]) for name in LONGEST])
    return values
