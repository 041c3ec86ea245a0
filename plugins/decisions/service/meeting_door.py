"""A meeting's door: who is expected, who came, walk-ins, and taking back what was pressed by mistake."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from core.api import Actor, Campaign, Invalid, RuleBroken, booking, unit_of_work, user_names

from ..permissions import MEET
from ..rules import meetings as rules
from .meeting_places import for_clerk
from .meetings import PublicMeeting

#: people that one press lets in
MOST = 20


@dataclass(frozen=True)
class Came:
    """An arrival: `number` "" for a walk-in, `by` who let them in."""

    id: int
    booking_id: int | None
    number: str
    people: int
    at: datetime
    by: str
    outcome: str


@dataclass(frozen=True)
class Found:
    """Somebody with a booking and what the door says (rules.meetings.judge); `came` is the arrival that stands."""

    person: booking.BookingView
    code: str
    came: Came | None


@dataclass(frozen=True)
class Door:
    """The door of one meeting, newest arrivals first."""

    shown: PublicMeeting
    is_open: bool
    inside: tuple[Came, ...]
    expected: int

    @property
    def people(self) -> int:
        return sum(came.people for came in self.inside)


def open_door(campaign: Campaign, meeting_id: int, *, actor: Actor, now: datetime) -> Door:
    """The door for who holds the meeting. Raises NotFound."""
    shown = for_clerk(campaign, meeting_id, actor)
    arrivals = [a for a in booking.arrivals_of(shown.event.id) if a.undone_at is None]
    session = shown.session
    is_open = session.state == "open" and rules.door_is_open(now, session.starts_at, session.ends_at)
    inside = sorted(named(arrivals), key=lambda a: (a.at, a.id), reverse=True)
    return Door(shown, is_open, tuple(inside), session.taken)


def look_up(door: Door, text: str, *, actor: Actor, now: datetime) -> tuple[Found, ...]:
    """Whose code was scanned, or whose number or last digits were typed; the look is on record. Raises Invalid."""
    asked = booking.read_asked(text)
    if asked.kind == "nothing":
        raise Invalid("decisions.door_unreadable", field="text")
    event, where = door.shown.event, door.shown.department_id
    with unit_of_work():
        people = {
            one.id: one
            for ask in (booking.roster, booking.waiting_of)
            for one in ask(event.id, permission=MEET, department_id=where, actor=actor, now=now)
        }
    session_id = door.shown.session.id
    found = [one for one in people.values() if booking.is_asked_for(one, asked, session_id)]
    return tuple(_found(door, one) for one in found)


def _found(door: Door, person: booking.BookingView) -> Found:
    came = next((a for a in door.inside if a.booking_id == person.id), None)
    return Found(person, rules.judge(person.state, inside=came is not None), came)


def let_in(
    campaign: Campaign,
    meeting_id: int,
    *,
    key: str,
    booking_id: int | None,
    people: int,
    actor: Actor,
    now: datetime,
) -> Came:
    """Let somebody in who has a booking (or, without `booking_id`, who has none and finds room). The same key again gives
    the first result; a second time tells the first. Raises NotFound, Invalid, RuleBroken("decisions.door_closed"), Conflict."""
    if not 1 <= people <= MOST:
        raise Invalid("decisions.door_people", field="people", most=MOST)
    if not key or len(key) > 64:
        raise Invalid("decisions.door_unreadable", field="text")
    with unit_of_work():
        door = open_door(campaign, meeting_id, actor=actor, now=now)
        if not door.is_open:
            raise RuleBroken("decisions.door_closed")
        event, session = door.shown.event, door.shown.session
        if booking_id is None:
            came = booking.walk_in(
                event.id, session.id, people=people, category="", declared=(), at=now, client_key=key,
                room=_room(door, now), actor=actor, now=now,
            )  # fmt: skip
        else:
            came = booking.arrive(
                event.id, booking=booking_id, way="list", people=people, declared=(), at=now, client_key=key,
                away=False, actor=actor, now=now,
            )  # fmt: skip
        return named([came])[0]


def _room(door: Door, now: datetime) -> int:
    """How many may be inside: all places, less those kept until the beginning for who booked and hasn't come."""
    session = door.shown.session
    if now >= session.starts_at:
        return session.capacity
    came = sum(a.people for a in door.inside if a.booking_id is not None)
    return session.capacity - max(session.taken - came, 0)


def undo(campaign: Campaign, meeting_id: int, arrival_id: int, *, actor: Actor, now: datetime) -> None:
    """Take an arrival back; a second time changes nothing. Raises NotFound, Invalid for another meeting's."""
    with unit_of_work():
        shown = for_clerk(campaign, meeting_id, actor)
        if arrival_id not in {a.id for a in booking.arrivals_of(shown.event.id)}:
            raise Invalid("decisions.door_gone", field="text")
        booking.undo_arrival(arrival_id, actor=actor, now=now)


def named(arrivals: Iterable[booking.ArrivalView]) -> list[Came]:
    """Arrivals with ticket numbers and who let them in."""
    found = list(arrivals)
    by = user_names({a.by for a in found if a.by is not None})
    numbers = booking.booking_numbers([a.booking_id for a in found if a.booking_id is not None])
    return [
        Came(a.id, a.booking_id, numbers.get(a.booking_id or 0, ""), a.people, a.at, by.get(a.by or 0, ""), a.outcome)
        for a in found
    ]  # fmt: skip
