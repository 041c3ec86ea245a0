"""The minutes of a meeting: drafted, sent to those who were present, confirmed by their link or on paper, closed.

They are published with the feedback (`minutes_for_feedback`), never by themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from core.api import (
    Actor,
    Campaign,
    Conflict,
    Invalid,
    NotFound,
    RuleBroken,
    booking,
    clock,
    db,
    privacy,
    secrecy,
    unit_of_work,
)

from ..models.meetings import Minutes, MinutesAnswer
from ..rules.meetings import CONFIRM_DAYS, Tally
from ..store import meetings as store
from . import meetings, telling_meetings
from .meeting_places import for_clerk
from .meetings import OWNER, PublicMeeting

LONGEST, LONGEST_REMARK = 20_000, 1000
VERDICTS = ("agreed", "remark")


@dataclass(frozen=True)
class Present:
    """Somebody who was there: a booking that was let in. `verdict` "" while they haven't answered."""

    booking_id: int
    number: str
    call_name: str
    people: int
    reach: str
    verdict: str
    remark: str
    way: str


@dataclass(frozen=True)
class MinutesView:
    """Minutes for who holds the meeting."""

    shown: PublicMeeting
    text: str
    state: str
    version: int
    saved_at: datetime | None
    sent_at: datetime | None
    confirm_until: datetime | None
    closed_at: datetime | None
    present: tuple[Present, ...]
    walk_ins: int
    tally: Tally


@dataclass(frozen=True)
class PublishedMinutes:
    """Minutes as the feedback freezes them: no person is named, remarks are not in them."""

    meeting_id: int
    kind: str
    title: str
    held_on: str
    text: str
    attended: int
    agreed: int
    remarks: int


def view(campaign: Campaign, meeting_id: int, *, actor: Actor, now: datetime) -> MinutesView:
    """The minutes with who was present and what they said; the look at names is on record. Raises NotFound."""
    shown = for_clerk(campaign, meeting_id, actor)
    row = store.minutes(meeting_id)
    arrivals = [a for a in booking.arrivals_of(shown.event.id) if a.undone_at is None]
    answers = {a.booking_id: a for a in store.answers(row.id, row.round)} if row is not None else {}
    with unit_of_work():
        people = {
            b.id: b
            for b in booking.roster(
                shown.event.id, permission=meetings.MEET, department_id=shown.department_id,
                actor=actor, now=now,
            )
        }  # fmt: skip
    present = tuple(
        _present(people[a.booking_id], a.people, answers.get(a.booking_id))
        for a in arrivals
        if a.booking_id in people
    )
    loose = [a for a in answers.values() if a.booking_id is None]
    return MinutesView(
        shown=shown,
        text=row.text if row is not None else "",
        state=row.state if row is not None else "none",
        version=row.version if row is not None else 0,
        saved_at=row.saved_at if row is not None else None,
        sent_at=row.sent_at if row is not None else None,
        confirm_until=row.confirm_until if row is not None else None,
        closed_at=row.closed_at if row is not None else None,
        present=present,
        walk_ins=sum(a.people for a in arrivals if a.booking_id is None),
        tally=_tally(sum(1 for _ in arrivals), [*answers.values(), *loose[1:]]),
    )


def _present(got: booking.BookingView, people: int, said: MinutesAnswer | None) -> Present:
    remark = privacy.unseal(said.remark_sealed) if said is not None and said.remark_sealed else ""
    return Present(
        got.id, got.number, got.call_name, people, got.reach,
        said.verdict if said is not None else "", remark, said.way if said is not None else "",
    )  # fmt: skip


def save(
    campaign: Campaign, meeting_id: int, version: int, text: str, *, actor: Actor, now: datetime
) -> None:
    """Write the minutes; a text that was sent goes back to a draft and has to be sent anew.

    Raises RuleBroken("decisions.minutes_early" | "decisions.minutes_closed"), Conflict("decisions.changed"), Invalid.
    """
    text = text.replace("\r\n", "\n").strip()
    if len(text) > LONGEST:
        raise Invalid("decisions.text_long", field="text", limit=LONGEST)
    secrecy.refuse_marks([text])
    with unit_of_work() as session:
        shown = for_clerk(campaign, meeting_id, actor)
        if shown.session.starts_at > now or shown.called_off:
            raise RuleBroken("decisions.minutes_early")
        row = store.minutes(meeting_id, lock=True) or Minutes(
            meeting_id=meeting_id, state="draft", round=0, version=0
        )
        if row.version != version:
            raise Conflict("decisions.changed")
        if row.state == "closed":
            raise RuleBroken("decisions.minutes_closed")
        if row.text != text:
            row.state = "draft"
        row.text = text
        row.version += 1
        row.saved_at = now
        session.add(row)
        session.flush()
        _record(meeting_id, "decisions.minutes_saved", actor, now)


def send(campaign: Campaign, meeting_id: int, version: int, *, actor: Actor, now: datetime) -> int:
    """Send the minutes to everybody who was let in with a booking; they have seven days. Returns how many are told.

    Raises RuleBroken("decisions.minutes_empty" | "decisions.minutes_closed"), Conflict("decisions.changed").
    """
    with unit_of_work():
        shown = for_clerk(campaign, meeting_id, actor)
        row = _locked(meeting_id, version)
        if not row.text:
            raise RuleBroken("decisions.minutes_empty")
        if row.state != "draft":
            raise RuleBroken("decisions.minutes_sent")
        row.state, row.sent_at, row.confirm_until = "sent", now, now + timedelta(days=CONFIRM_DAYS)
        row.round += 1
        row.version += 1
        people = _present_bookings(shown, actor, now)
        telling_meetings.tell_minutes(people, row.confirm_until, row.round, now)
        _record(meeting_id, "decisions.minutes_sent", actor, now, count=len(people))
        return len(people)


def answer(token: str, campaign: Campaign, verdict: str, remark: str, *, actor: Actor, now: datetime) -> None:
    """Somebody who was present says by their link whether the minutes are right; a later word replaces the earlier.

    Raises NotFound (also for who wasn't there), Invalid, RuleBroken("decisions.minutes_over").
    """
    got = booking.view_booking(token)
    if got.owner_kind != OWNER or got.campaign_id != campaign.id:
        raise NotFound
    with unit_of_work():
        row = store.minutes(got.owner_id, lock=True)
        if row is None or row.state == "draft" or not _was_there(got):
            raise NotFound
        if row.state == "closed" or (row.confirm_until is not None and now > row.confirm_until):
            raise RuleBroken("decisions.minutes_over")
        _keep(row, got, verdict, remark, "link", actor, now)


def answer_on_paper(
    campaign: Campaign,
    meeting_id: int,
    booking_id: int | None,
    verdict: str,
    remark: str,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """A clerk enters what somebody has signed on paper; without a booking: one who came without."""
    with unit_of_work():
        shown = for_clerk(campaign, meeting_id, actor)
        row = store.minutes(meeting_id, lock=True)
        if row is None or row.state != "sent":
            raise RuleBroken("decisions.minutes_not_sent")
        if booking_id is None:
            entered = [a for a in store.answers(row.id, row.round) if a.booking_id is None]
            arrivals = booking.arrivals_of(shown.event.id)
            walk_ins = sum(a.people for a in arrivals if a.booking_id is None and a.undone_at is None)
            if len(entered) >= walk_ins:
                raise RuleBroken("decisions.minutes_nobody")
            _keep(row, None, verdict, remark, "paper", actor, now)
            return
        got = next((b for b in _present_bookings(shown, actor, now) if b.id == booking_id), None)
        if got is None:
            raise NotFound
        _keep(row, got, verdict, remark, "paper", actor, now)


def close(campaign: Campaign, meeting_id: int, version: int, *, actor: Actor, now: datetime) -> None:
    """End the confirming: when all have answered, or when their time is over. The text is then what the feedback publishes.

    Raises RuleBroken("decisions.minutes_not_sent" | "decisions.minutes_open"), Conflict("decisions.changed").
    """
    with unit_of_work():
        row = _locked(meeting_id, version)
        current = view(campaign, meeting_id, actor=actor, now=now)
        if row.state != "sent":
            raise RuleBroken("decisions.minutes_not_sent")
        if current.tally.silent and row.confirm_until is not None and now <= row.confirm_until:
            raise RuleBroken("decisions.minutes_open", until=row.confirm_until)
        row.state, row.closed_at = "closed", now
        row.version += 1
        _record(meeting_id, "decisions.minutes_closed", actor, now, count=current.tally.agreed)


def for_holder(got: booking.BookingView) -> tuple[Minutes, MinutesAnswer | None] | None:
    """The minutes that a holder is to confirm, and what they said; None when there are none for them."""
    row = store.minutes(got.owner_id)
    if row is None or row.state == "draft" or not _was_there(got):
        return None
    return row, store.answer_of(row.id, row.round, got.id)


def minutes_for_feedback(preview_id: int) -> tuple[PublishedMinutes, ...]:
    """The closed minutes of a preview's meetings, to be frozen with the feedback."""
    found = []
    for row in store.meetings_of_preview(preview_id):
        kept, event = store.minutes(row.id), booking.view_event(OWNER, row.id)
        if kept is None or kept.state != "closed" or event is None:
            continue
        said = store.answers(kept.id, kept.round)
        figures = booking.figures_of(event.id)
        found.append(
            PublishedMinutes(
                row.id, row.kind, row.title,
                clock.local(event.sessions[0].starts_at).date().isoformat(), kept.text, figures.attended,
                sum(a.verdict == "agreed" for a in said), sum(a.verdict == "remark" for a in said),
            )
        )  # fmt: skip
    return tuple(found)


def _tally(present: int, said: list[MinutesAnswer]) -> Tally:
    return Tally(present, sum(a.verdict == "agreed" for a in said), sum(a.verdict == "remark" for a in said))


def _locked(meeting_id: int, version: int) -> Minutes:
    row = store.minutes(meeting_id, lock=True)
    if row is None:
        raise NotFound
    if row.version != version:
        raise Conflict("decisions.changed")
    if row.state == "closed":
        raise RuleBroken("decisions.minutes_closed")
    return row


def _keep(
    row: Minutes,
    got: booking.BookingView | None,
    verdict: str,
    remark: str,
    way: str,
    actor: Actor,
    now: datetime,
) -> None:
    remark = remark.replace("\r\n", "\n").strip()
    if verdict not in VERDICTS:
        raise Invalid("decisions.verdict_missing", field="verdict")
    if verdict == "remark" and not remark:
        raise Invalid("decisions.remark_missing", field="remark")
    if len(remark) > LONGEST_REMARK:
        raise Invalid("decisions.text_long", field="remark", limit=LONGEST_REMARK)
    secrecy.refuse_marks([remark])
    said = store.answer_of(row.id, row.round, got.id) if got is not None else None
    if said is None:
        said = MinutesAnswer(minutes_id=row.id, round=row.round, booking_id=got.id if got else None)
        db.session.add(said)
    phone = got.phone if got is not None else ""
    said.person_digest = privacy.digest(phone) if phone else ""
    said.phone_sealed = privacy.seal(phone) if phone else ""
    said.verdict, said.way, said.entered_by, said.at = verdict, way, actor.user_id, now
    said.remark_sealed = privacy.seal(remark) if remark and verdict == "remark" else ""
    db.session.flush()
    _record(row.meeting_id, "decisions.minutes_answered", actor, now, verdict=verdict, way=way)


def _was_there(got: booking.BookingView) -> bool:
    return any(a.booking_id == got.id and a.undone_at is None for a in booking.arrivals_of(got.event_id))


def _present_bookings(shown: PublicMeeting, actor: Actor, now: datetime) -> list[booking.BookingView]:
    there = {a.booking_id for a in booking.arrivals_of(shown.event.id) if a.undone_at is None}
    people = booking.roster(
        shown.event.id, permission=meetings.MEET, department_id=shown.department_id, actor=actor, now=now
    )
    return [b for b in people if b.id in there]


def _record(meeting_id: int, action: str, actor: Actor, now: datetime, **codes: Any) -> None:
    row = store.meeting(meeting_id)
    assert row is not None
    meetings.record(row, action, actor, now, **codes)
