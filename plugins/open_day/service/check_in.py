"""The day at the door: who is expected, who came, who came without a booking. Names leave only with a look on record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from core.api import (
    Actor,
    Campaign,
    Conflict,
    DomainError,
    Invalid,
    NotFound,
    RuleBroken,
    booking,
    clock,
    live,
    unit_of_work,
    user_names,
)

from .. import pack as packs
from .. import store
from ..rules import door as rules
from ..rules.taking_part import categories_of, declarations_of
from .freezing import OWNER

CHECK_IN = "open_day.check_in"
#: the live stream of a door; the key of a channel is the open day's id
DOOR = "open_day.door"
#: The most people that one tap lets in.
MOST = 20


@dataclass(frozen=True)
class Came:
    """An arrival as the door sees it. `by` is the name of who let them in, `number` "" for a walk-in."""

    id: int
    booking_id: int | None
    number: str
    session_id: int
    people: int
    category: str
    way: str
    outcome: str
    at: datetime
    by: str


@dataclass(frozen=True)
class DoorSession:
    """A session of today with how many are expected and how many came."""

    id: int
    title: str
    place: str
    starts_at: datetime
    ends_at: datetime
    state: str
    booked: int
    arrived: int


@dataclass(frozen=True)
class Door:
    """One open day's door today. `sessions` are today's; `days` every day of it; `until` ends today.

    `inside` newest first; `conflicts` are what devices that were away sent in and nobody has seen yet.
    `confirm`: the pack's age and capacity are looked at here (OD-06).
    """

    id: int
    department_id: int
    theme: str
    event: booking.EventView
    sessions: tuple[DoorSession, ...]
    days: tuple[date, ...]
    until: datetime
    inside: tuple[Came, ...]
    conflicts: tuple[Came, ...]
    confirm: bool

    @property
    def is_today(self) -> bool:
        return bool(self.sessions)

    def session_at(self, now: datetime) -> DoorSession | None:
        """The session to begin with: the one that runs or comes next, else the last."""
        coming = [s for s in self.sessions if now < s.ends_at and s.state == "open"]
        return next(iter(coming or self.sessions), None)

    def session(self, session_id: int | None) -> DoorSession | None:
        return next((s for s in self.sessions if s.id == session_id), None)


@dataclass(frozen=True)
class Found:
    """Somebody with a booking and what the door says: a code of rules.judge. `came` is the arrival that stands."""

    person: booking.BookingView
    code: str
    came: Came | None


@dataclass(frozen=True)
class Act:
    """One thing done at the door, perhaps while the network was away.

    `kind`: arrive, walk_in, undo, seen. `key` makes sending it again harmless, `at` is the door's own time. `booking`
    is a booking's id, number or token; `arrival` what is undone or was seen. `away`: nobody stands there any more who
    could be told, so what doesn't fit stays as a conflict.
    """

    kind: str
    key: str
    at: datetime
    booking: int | str | None = None
    session_id: int | None = None
    people: int = 1
    category: str = ""
    confirmed: bool = False
    way: str = "list"
    arrival: int | None = None
    away: bool = False


def open_door(campaign: Campaign, open_day_id: int, *, actor: Actor, now: datetime) -> Door:
    """The door of an open day for who may stand at it. Raises NotFound."""
    row = store.open_day(open_day_id, campaign.id)
    event = booking.view_event(OWNER, open_day_id) if row is not None else None
    if (
        row is None
        or event is None
        or not actor.can(CHECK_IN, department_id=row.department_id, campaign_id=campaign.id)
    ):
        raise NotFound
    today = clock.local(now).date()
    arrivals = [a for a in booking.arrivals_of(event.id) if a.undone_at is None]
    open_ones = booking.conflicts_of(event.id)
    inside = _named(a for a in arrivals if a.outcome == "in")
    return Door(
        id=open_day_id,
        department_id=row.department_id,
        theme=row.items.get("开放主题", "") or row.title,
        event=event,
        sessions=tuple(_session(s, inside) for s in event.sessions if _day(s.starts_at) == today),
        days=tuple(sorted({_day(s.starts_at) for s in event.sessions})),
        until=datetime.combine(today + timedelta(days=1), time(), clock.SHANGHAI),
        inside=tuple(sorted(inside, key=lambda a: (a.at, a.id), reverse=True)),
        conflicts=tuple(_named(open_ones)),
        confirm="age_capacity" in declarations_of(packs.values_of(campaign)),
    )


def expected(door: Door, *, actor: Actor, now: datetime) -> tuple[booking.BookingView, ...]:
    """Everybody with a booking or a place in line; every look is on record."""
    asked: dict[str, Any] = {"permission": CHECK_IN, "department_id": door.department_id}
    people = booking.roster(door.event.id, **asked, actor=actor, now=now)
    line = booking.waiting_of(door.event.id, **asked, actor=actor, now=now)
    return tuple({p.id: p for p in (*people, *line)}.values())


def look_up(
    door: Door, text: str, session_id: int | None, *, actor: Actor, now: datetime
) -> tuple[Found, ...]:
    """Whose code was scanned or whose digits were typed; several when phones end alike, none when nobody is listed."""
    asked = booking.read_asked(text)
    if asked.kind == "nothing":
        raise Invalid("open_day.door_unreadable", field="text")
    people = expected(door, actor=actor, now=now)
    found = [p for p in people if booking.is_asked_for(p, asked, session_id)]
    return tuple(find(door, p, session_id) for p in found)


def find(door: Door, person: booking.BookingView, session_id: int | None) -> Found:
    """What the door says to one person."""
    came = next((a for a in door.inside if a.booking_id == person.id), None)
    code = rules.judge(
        person.state,
        today=door.session(person.session.id) is not None,
        same_session=session_id in (None, person.session.id),
        inside=came is not None,
    )
    return Found(person, code, came)


def do_act(campaign: Campaign, open_day_id: int, act: Act, *, actor: Actor, now: datetime) -> Came | None:
    """Do one act of the door, once: the same key again gives the first result.

    Raises NotFound, Invalid (people, category, confirmation), RuleBroken (day, room full), Conflict.
    """
    with unit_of_work():
        door = open_door(campaign, open_day_id, actor=actor, now=now)
        result: booking.ArrivalView | None = None
        if act.kind == "arrive":
            result = _arrive(door, act, actor=actor, now=now)
        elif act.kind == "walk_in":
            result = _walk_in(campaign, door, act, actor=actor, now=now)
        elif act.kind in ("undo", "seen"):
            known = {a.id for a in booking.arrivals_of(door.event.id)}
            known |= {a.id for a in booking.conflicts_of(door.event.id)}
            if act.arrival not in known:
                raise Invalid("open_day.door_gone")
            settle = booking.undo_arrival if act.kind == "undo" else booking.mark_seen
            settle(act.arrival, actor=actor, now=now)
        else:
            raise Invalid("open_day.door_unreadable")
        live.tell(DOOR, now=now, campaign_id=campaign.id, key=open_day_id)
        return _named([result])[0] if result is not None else None


def _arrive(door: Door, act: Act, *, actor: Actor, now: datetime) -> booking.ArrivalView:
    declared = _checked(door, act, now)
    return booking.arrive(
        door.event.id,
        booking=_booking_of(door, act.booking, actor=actor, now=now),
        way=act.way,
        people=act.people,
        declared=declared,
        at=min(act.at, now),
        client_key=act.key,
        away=act.away,
        actor=actor,
        now=now,
    )


def _booking_of(door: Door, shown: int | str | None, *, actor: Actor, now: datetime) -> int | str:
    """The booking behind what a device noted down while its list was not at hand; what nobody has stays as it is."""
    if isinstance(shown, int):
        return shown
    asked = booking.read_asked(shown or "")
    if asked.kind not in ("token", "number"):
        return asked.value or "-"
    people = expected(door, actor=actor, now=now)
    return next((p.id for p in people if booking.is_asked_for(p, asked, None)), asked.value)


def _walk_in(campaign: Campaign, door: Door, act: Act, *, actor: Actor, now: datetime) -> booking.ArrivalView:
    declared = _checked(door, act, now)
    if act.category not in categories_of(packs.values_of(campaign)):
        raise Invalid("open_day.category_unknown", field="category")
    if act.session_id is None or door.event.session(act.session_id) is None:
        raise Invalid("open_day.session_not_chosen", field="session")
    return booking.walk_in(
        door.event.id,
        act.session_id,
        people=act.people,
        category=act.category,
        declared=declared,
        at=min(act.at, now),
        client_key=act.key,
        room=None if act.away else _room(door, act.session_id, now),
        actor=actor,
        now=now,
    )


def _room(door: Door, session_id: int, now: datetime) -> int:
    """How many people may be inside a session: all its places, less those kept for who booked until it starts.

    People let in while the network was away are inside already and are counted in any case.
    """
    session = door.event.session(session_id)
    today = door.session(session_id)
    if session is None or session.state != "open":
        raise RuleBroken("booking_session_called_off")
    places = session.capacity + (session.recommended.capacity if session.recommended else 0)
    if today is None or now >= session.starts_at:
        return places
    came = sum(a.people for a in door.inside if a.booking_id is not None and a.session_id == session_id)
    return places - max(today.booked - came, 0)


def _checked(door: Door, act: Act, now: datetime) -> tuple[str, ...]:
    """What was confirmed at the door. Raises when the act can't be kept as it is."""
    if not act.key or len(act.key) > 64 or (act.kind == "arrive" and act.booking is None):
        raise Invalid("open_day.door_unreadable")
    if not 1 <= act.people <= MOST:
        raise Invalid("open_day.door_people", field="people", most=MOST)
    refusal = rules.refuse_moment(act.at, now, door.days, _day(act.at))
    if refusal is not None:
        raise RuleBroken(refusal, days=list(door.days))
    if door.confirm and not act.confirmed:
        raise Invalid("open_day.door_unconfirmed", field="confirmed")
    return ("age_capacity",) if act.confirmed else ()


def key_in(
    campaign: Campaign, open_day_id: int, acts: Iterable[Act], *, actor: Actor, now: datetime
) -> tuple[int, list[tuple[Act, DomainError]]]:
    """Enter a printed roster afterwards: (people that came in, what was refused). Each line stands for itself."""
    people = 0
    refused: list[tuple[Act, DomainError]] = []
    for act in acts:
        try:
            came = do_act(campaign, open_day_id, act, actor=actor, now=now)
        except (Invalid, RuleBroken, Conflict) as error:
            refused.append((act, error))
        else:
            people += came.people if came is not None and came.outcome == "in" else 0
    return people, refused


def _session(session: booking.SessionView, inside: Iterable[Came]) -> DoorSession:
    recommended = session.recommended.taken if session.recommended is not None else 0
    return DoorSession(
        id=session.id,
        title=session.title,
        place=session.place,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        state=session.state,
        booked=session.taken + recommended,
        arrived=sum(a.people for a in inside if a.session_id == session.id),
    )


def _named(arrivals: Iterable[booking.ArrivalView]) -> list[Came]:
    found = list(arrivals)
    names = user_names({a.by for a in found if a.by is not None})
    numbers = booking.booking_numbers([a.booking_id for a in found if a.booking_id is not None])
    return [
        Came(
            id=a.id,
            booking_id=a.booking_id,
            number=numbers.get(a.booking_id or 0, ""),
            session_id=a.session_id,
            people=a.people,
            category=a.category,
            way=a.way,
            outcome=a.outcome,
            at=a.at,
            by=names.get(a.by or 0, ""),
        )
        for a in found
    ]


def _day(moment: datetime) -> date:
    return clock.local(moment).date()
