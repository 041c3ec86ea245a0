"""Making, changing and calling off interviews; nobody and nothing is in two of them at once (decision 0020)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError

from core.api import (
    Actor,
    Campaign,
    Conflict,
    Invalid,
    NotFound,
    RuleBroken,
    audit,
    campaigns,
    people_with,
    pictures,
    secrecy,
    unit_of_work,
)

from .. import chain
from ..contracts import InterviewView
from ..models import Guest, Interview
from ..permissions import EDIT, HOST
from ..rules import schedule as rules
from ..store import schedule as store
from . import interviews

LONGEST = {"title": 120, "topic": 2000, "contact": 200, "outline": 20000}
LONGEST_GUEST = {"name": 40, "post": 80}


@dataclass(frozen=True)
class NewGuest:
    """A guest as typed. `id` of one who is in the interview already: turns and photos stay his or hers."""

    name: str
    post: str
    photo_id: int | None = None
    id: int | None = None


@dataclass(frozen=True)
class SaveInterview:
    """An interview's form; fields as in models.Interview."""

    department_id: int
    title: str
    topic: str = ""
    month: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    place_id: int | None = None
    host_id: int | None = None
    questions_from: datetime | None = None
    questions_until: datetime | None = None
    contact: str = ""
    outline: str = ""
    guests: tuple[NewGuest, ...] = ()


def save(
    campaign: Campaign,
    command: SaveInterview,
    *,
    actor: Actor,
    now: datetime,
    interview_id: int | None = None,
    version: int = 0,
) -> int:
    """Plan an interview or change one; returns its id. The drafter has confirmed that it bears no mark of 密级.

    Raises Invalid (interviews.…, with the field), Conflict("interviews.clash") with the other interview's number,
    Conflict("interviews.changed") for a version that is old, Conflict("interviews.locked") while the notice is on its way.
    """
    _check(campaign, command, interview_id, now)
    try:
        with unit_of_work() as session:
            if interview_id is None:
                actor.require(EDIT, campaign_id=campaign.id, department_id=command.department_id)
                row = Interview(campaign_id=campaign.id, state="planned", off_reason="", version=0)
                session.add(row)
            else:
                row = editable(campaign, interview_id, version, actor=actor)
                actor.require(EDIT, campaign_id=campaign.id, department_id=command.department_id)
                _refuse_moving_what_was(row, command)
            for name in (
                "department_id", "title", "topic", "month", "starts_at", "ends_at", "place_id", "host_id",
                "questions_from", "questions_until", "contact", "outline",
            ):  # fmt: skip
                value = getattr(command, name)
                setattr(row, name, value.strip() if isinstance(value, str) else value)
            row.month = "" if command.starts_at is not None else command.month
            row.version += 1
            row.saved_at = now
            session.flush()
            _save_guests(session, row, command)
            _fence(row)
            record(row, "interviews.made" if interview_id is None else "interviews.saved", actor, now)
            return row.id
    except IntegrityError as problem:
        raise _clash(command, interview_id) from problem


def call_off(
    campaign: Campaign, interview_id: int, version: int, reason: str, *, actor: Actor, now: datetime
) -> None:
    """Call an interview off with the reason that everybody reads; its people, place and time are free again."""
    reason = reason.strip()
    if not reason or len(reason) > 500:
        raise Invalid("interviews.off_reason_missing", field="reason")
    secrecy.refuse_marks([reason])
    with unit_of_work():
        row = editable(campaign, interview_id, version, actor=actor, locked_too=True)
        if row.ends_at is not None and row.ends_at <= now:
            raise RuleBroken("interviews.over")
        if store.live_states([row.id])[row.id] in ("on", "paused"):
            raise RuleBroken("interviews.on_air")
        row.state, row.off_reason = "called_off", reason
        row.version += 1
        row.saved_at = now
        store.free(row.id)
        record(row, "interviews.called_off", actor, now)


def reinstate(campaign: Campaign, interview_id: int, version: int, *, actor: Actor, now: datetime) -> None:
    """Take a calling off back, if people, place and time are still free. Raises Conflict("interviews.clash")."""
    try:
        with unit_of_work() as session:
            row = editable(campaign, interview_id, version, actor=actor, locked_too=True, off_too=True)
            if row.state != "called_off":
                raise Conflict("interviews.changed")
            if row.starts_at is not None and row.starts_at <= now:
                raise RuleBroken("interviews.over")
            row.state, row.off_reason = "planned", ""
            row.version += 1
            row.saved_at = now
            session.flush()
            _fence(row)
            record(row, "interviews.reinstated", actor, now)
    except IntegrityError as problem:
        view = interviews.of_campaign(campaign, interview_id)
        raise _clash(command_of(view), interview_id) from problem


def remove(campaign: Campaign, interview_id: int, version: int, *, actor: Actor, now: datetime) -> None:
    """Drop a plan of which nothing was ever sent into the chain; what was announced is called off instead."""
    with unit_of_work() as session:
        row = editable(campaign, interview_id, version, actor=actor, off_too=True)
        if any(kind.document(row.id) is not None for kind in (chain.NOTICE, chain.OUTLINE, chain.TRANSCRIPT)):
            raise RuleBroken("interviews.was_sent")
        if store.is_used(row.id):
            raise RuleBroken("interviews.is_used")
        record(row, "interviews.removed", actor, now)
        store.drop(row.id)
        session.delete(row)


def clashes_of(command: SaveInterview, interview_id: int | None = None) -> list[rules.Clash]:
    """What stands in the way of this slot now, for the form while it is typed; nothing while the slot is not whole."""
    if command.starts_at is None or command.ends_at is None or command.ends_at <= command.starts_at:
        return []
    rows = [row for row in store.overlapping(command.starts_at, command.ends_at) if row.id != interview_id]
    guests = store.guests_of([row.id for row in rows])
    others = [
        rules.Slot(
            row.id, row.title, row.starts_at, row.ends_at,
            rules.takes((g.person_key for g in guests[row.id]), row.host_id, row.place_id, row.department_id),
        )
        for row in rows
        if row.starts_at is not None and row.ends_at is not None
    ]  # fmt: skip
    wanted = rules.takes(
        (key for _name, key in typed_guests(command)),
        command.host_id,
        command.place_id,
        command.department_id,
    )
    plan = rules.Slot(interview_id or 0, command.title, command.starts_at, command.ends_at, wanted)
    return rules.clashes(plan, others)


def typed_guests(command: SaveInterview) -> list[tuple[str, str]]:
    """(name as typed, person key) of every guest."""
    return [
        (guest.name.strip(), rules.person_key(guest.name)) for guest in command.guests if guest.name.strip()
    ]


def command_of(view: InterviewView) -> SaveInterview:
    """An interview as its own form would save it."""
    return SaveInterview(
        department_id=view.department_id, title=view.title, topic=view.topic, month=view.month,
        starts_at=view.starts_at, ends_at=view.ends_at, place_id=view.place_id, host_id=view.host_id,
        questions_from=view.questions_from, questions_until=view.questions_until, contact=view.contact,
        outline=view.outline,
        guests=tuple(NewGuest(one.name, one.post, one.photo_id, one.id) for one in view.guests),
    )  # fmt: skip


# ── pieces that the other files of the schedule use ─────────────────────────────────────────────────────────────────
def editable(
    campaign: Campaign,
    interview_id: int,
    version: int,
    *,
    actor: Actor,
    permission: str = EDIT,
    locked_too: bool = False,
    off_too: bool = False,
) -> Interview:
    """The locked row for a change, inside a unit of work. Raises NotFound, NotAllowed, Conflict, RuleBroken."""
    interviews.for_staff(campaign, interview_id, actor=actor)
    row = store.interview(interview_id, lock=True)
    if row is None:
        raise NotFound("interviews.gone")
    actor.require(permission, campaign_id=campaign.id, department_id=row.department_id)
    if row.state != "planned" and not off_too:
        raise RuleBroken("interviews.is_off")
    if not locked_too:
        for kind in (chain.NOTICE, chain.OUTLINE):
            document = kind.document(row.id)
            if document is not None and document.under_way:
                raise Conflict("interviews.locked")
    if row.version != version:
        raise Conflict("interviews.changed")
    return row


def record(row: Interview, action: str, actor: Actor, now: datetime, **figures: int | str) -> None:
    """An audit entry about an interview."""
    audit.record(
        actor, now, action, subject=("interviews_interview", row.id), campaign_id=row.campaign_id,
        department_id=row.department_id, **figures,
    )  # fmt: skip


def _check(campaign: Campaign, command: SaveInterview, interview_id: int | None, now: datetime) -> None:
    if not command.title.strip():
        raise Invalid("interviews.title_missing", field="title")
    for name, most in LONGEST.items():
        if len(getattr(command, name)) > most:
            raise Invalid("interviews.too_long", field=name, most=most)
    if command.department_id not in campaigns.participants(campaign.id):
        raise Invalid("interviews.unit_foreign", field="department_id")
    faults = [
        *rules.slot_faults(command.starts_at, command.ends_at, command.month),
        *rules.window_faults(
            command.questions_from, command.questions_until, command.starts_at, command.ends_at
        ),
    ]
    if faults:
        raise Invalid(faults[0].code, field=faults[0].field, **faults[0].params)
    if interview_id is None and command.starts_at is not None and command.starts_at <= now:
        raise Invalid("interviews.slot_past", field="starts_at")
    if command.place_id is not None:
        place = store.places([command.place_id]).get(command.place_id)
        kept = store.interview(interview_id) if interview_id is not None else None
        if place is None or (place.closed and (kept is None or kept.place_id != place.id)):
            raise Invalid("interviews.place_closed", field="place_id")
    if command.host_id is not None and command.host_id not in {
        person.id for person in people_with(HOST, campaign_id=campaign.id)
    }:
        raise Invalid("interviews.host_foreign", field="host_id")
    _check_guests(command)
    secrecy.refuse_marks(
        [command.title, command.topic, command.contact, command.outline,
         *(text for guest in command.guests for text in (guest.name, guest.post))]
    )  # fmt: skip


def _check_guests(command: SaveInterview) -> None:
    if len(command.guests) > rules.MOST_GUESTS:
        raise Invalid("interviews.guests_many", field="guests", most=rules.MOST_GUESTS)
    seen: set[str] = set()
    for guest in command.guests:
        if not guest.name.strip() or not guest.post.strip():
            raise Invalid("interviews.guest_half", field="guests")
        for name, most in LONGEST_GUEST.items():
            if len(getattr(guest, name)) > most:
                raise Invalid("interviews.too_long", field="guests", most=most)
        key = rules.person_key(guest.name)
        if key in seen:
            raise Invalid("interviews.guest_twice", field="guests", name=guest.name.strip())
        seen.add(key)
    photos = [guest.photo_id for guest in command.guests if guest.photo_id is not None]
    if photos and not pictures.may_use(photos, command.department_id):
        raise Invalid("interviews.photo_foreign", field="guests")


def _refuse_moving_what_was(row: Interview, command: SaveInterview) -> None:
    """A broadcast that is on or over keeps its slot, unit and guests: turns and figures stand on them."""
    if store.live_states([row.id])[row.id] == "waiting":
        return
    here = {guest.id for guest in store.guests_of([row.id])[row.id]}
    told = (row.starts_at, row.ends_at, row.department_id)
    if told != (command.starts_at, command.ends_at, command.department_id) or not here <= {
        guest.id for guest in command.guests
    }:
        raise RuleBroken("interviews.on_air")


def _save_guests(session: Any, row: Interview, command: SaveInterview) -> None:
    kept = {guest.id: guest for guest in store.guests_of([row.id])[row.id]}
    wanted = [(place, guest) for place, guest in enumerate(command.guests, start=1)]
    stay = {guest.id for _place, guest in wanted if guest.id in kept}
    for number in kept.keys() - stay:
        store.drop_guest(number)
    for number in stay:  # two may have changed places
        kept[number or 0].person_key = f"#{number}"
    session.flush()
    for place, guest in wanted:
        one = kept.get(guest.id or 0)
        if one is None:
            one = Guest(interview_id=row.id)
            session.add(one)
        one.ordinal, one.name, one.post = place, guest.name.strip(), guest.post.strip()
        one.photo_id, one.person_key = guest.photo_id, rules.person_key(guest.name)
    session.flush()


def _fence(row: Interview) -> None:
    """Give back what the interview took and take what it takes now."""
    store.free(row.id)
    if row.starts_at is None or row.ends_at is None:
        return
    guests = (guest.person_key for guest in store.guests_of([row.id])[row.id])
    wanted = rules.takes(guests, row.host_id, row.place_id, row.department_id)
    steps = rules.cells(row.starts_at, row.ends_at)
    store.take(row.id, ((what, step) for what in wanted for step in steps))


def _clash(command: SaveInterview, interview_id: int | None) -> Conflict:
    found = clashes_of(command, interview_id)
    if not found:  # the other one has gone again
        return Conflict("interviews.try_again")
    first = found[0]
    return Conflict(
        "interviews.clash", kind=first.kind, name=first.name, other=first.title,
        other_id=first.interview_id, starts=first.starts_at, count=len(found),
    )  # fmt: skip
