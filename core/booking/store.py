"""The few queries of places and bookings. Whoever changes anything about places holds its sessions' rows first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, cast

from sqlalchemy import Table, delete, func, literal, or_, select, tuple_, union_all

from core.base.db import db, dialect_name, insert_many, is_listed, read_rows, update_many
from core.booking.models import (
    LIVING,
    Booking,
    BookingArrival,
    BookingDraw,
    BookingEvent,
    BookingQuota,
    BookingSession,
)

_FRESH = {"populate_existing": True}

# ── the way of a booking in a rush: built once, without the ORM ─────────────────────────────────────────────────────
_SESSION = cast(Table, BookingSession.__table__)
_QUOTA = cast(Table, BookingQuota.__table__)
_BOOKING = cast(Table, Booking.__table__)
_EVENT = cast(Table, BookingEvent.__table__)


@lru_cache(maxsize=2)
def _locked(dialect: str) -> Any:
    wanted = select(_SESSION).where(is_listed(_SESSION.c.id, "ids", dialect))
    return wanted.order_by(_SESSION.c.id).with_for_update()


@lru_cache(maxsize=2)
def _quotas(dialect: str) -> Any:
    """Each quota of some sessions beside its event; a session without quotas has its event alone."""
    found = select(_QUOTA, *(one.label(f"event_{one.name}") for one in _EVENT.c)).select_from(_SESSION)
    found = found.join(_EVENT, _EVENT.c.id == _SESSION.c.event_id)
    found = found.outerjoin(_QUOTA, _QUOTA.c.session_id == _SESSION.c.id)
    return found.where(is_listed(_SESSION.c.id, "ids", dialect)).order_by(_SESSION.c.id, _QUOTA.c.ordinal)


_KNOWN = [
    _BOOKING.c[name] for name in ("id", "event_id", "person_digest", "slot", "number", "idempotency_key")
]


@lru_cache(maxsize=2)
def _earlier(dialect: str) -> Any:
    """What stands there under some keys, and the living bookings of some persons at some events."""
    by_key = select(*_KNOWN, literal(0).label("living"))
    by_person = select(*_KNOWN, literal(1).label("living"))
    return union_all(
        by_key.where(is_listed(_BOOKING.c.idempotency_key, "keys", dialect)),
        by_person.where(
            is_listed(_BOOKING.c.event_id, "events", dialect),
            is_listed(_BOOKING.c.person_digest, "persons", dialect),
            _BOOKING.c.state.in_(LIVING),
        ),
    )


_EVENT_FIELDS = tuple(_EVENT.c.keys())
_NAMES = {table: tuple(table.c.keys()) for table in (_SESSION, _QUOTA)}
#: what booking counts on a row
_COUNTERS = {_SESSION: ("taken", "issued", "waiting", "queued"), _QUOTA: ("taken", "waiting")}


class Counted:
    """A locked row of sessions or quotas with its fields as attributes; what was counted is stored by `store_counts`."""

    def __init__(self, table: Table, row: Any) -> None:
        self.__dict__.update({name: getattr(row, name) for name in _NAMES[table]})
        self._before = [self.__dict__[name] for name in _COUNTERS[table]]
        self._table = table

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)

    def counted(self) -> dict[str, Any] | None:
        """The row's number and its counters; None when they are as they were read."""
        now = [self.__dict__[name] for name in _COUNTERS[self._table]]
        if now == self._before:
            return None
        return {"id": self.id, **dict(zip(_COUNTERS[self._table], now, strict=True))}


def lock_for_booking(
    session_ids: Collection[int],
) -> tuple[dict[int, Any], dict[int, list[Any]], dict[int, Any]]:
    """Hold sessions as `lock_sessions` does: (sessions by id, quotas by session, events by id), read behind the lock."""
    dialect = dialect_name()
    held = read_rows(_locked(dialect), {"ids": list(session_ids)})
    sessions = {row.id: Counted(_SESSION, row) for row in held}
    quotas: dict[int, list[Any]] = {session_id: [] for session_id in sessions}
    events: dict[int, Any] = {}
    for row in read_rows(_quotas(dialect), {"ids": list(sessions)}) if sessions else ():
        if row.event_id not in events:
            fields = {name: getattr(row, f"event_{name}") for name in _EVENT_FIELDS}
            events[row.event_id] = SimpleNamespace(**fields)
        if row.session_id is not None:
            quotas[row.session_id].append(Counted(_QUOTA, row))
    return sessions, quotas, events


def store_counts(rows: Sequence[Counted]) -> None:
    """Write what was counted on locked rows."""
    for table, model in ((_SESSION, BookingSession), (_QUOTA, BookingQuota)):
        changed = [new for row in rows if row._table is table and (new := row.counted()) is not None]
        if changed:
            update_many(model, changed)


def earlier(keys: Collection[str], persons: Collection[tuple[int, str]]) -> list[Any]:
    """What stands there of these requests and persons in one query: `living` 0 for a key, 1 for a person's living booking.

    Rows of (id, event_id, person_digest, slot, number, idempotency_key, living), a person's in the order of their slots.
    """
    lists = {
        "keys": list(keys),
        "events": list({event_id for event_id, _ in persons}),
        "persons": list({person for _, person in persons}),
    }
    found = read_rows(_earlier(dialect_name()), lists)
    # A batch of several events asks for each of its persons at each of them.
    wanted = [row for row in found if not row.living or (row.event_id, row.person_digest) in persons]
    return sorted(wanted, key=lambda row: (row.living, row.slot, row.id))


# ── events, sessions, quotas ────────────────────────────────────────────────────────────────────────────────────────
def event_of(owner_kind: str, owner_id: int) -> BookingEvent | None:
    """The event of an owner."""
    found = select(BookingEvent).filter_by(owner_kind=owner_kind, owner_id=owner_id)
    return db.session.scalar(found.execution_options(**_FRESH))


def events_of(owner_kind: str, owner_ids: Collection[int]) -> list[BookingEvent]:
    """The events of several owners, in one query."""
    found = select(BookingEvent).where(
        BookingEvent.owner_kind == owner_kind, BookingEvent.owner_id.in_(owner_ids)
    )
    return list(db.session.scalars(found.execution_options(**_FRESH)))


def events_by_id(event_ids: Collection[int]) -> dict[int, BookingEvent]:
    """Events as they stand now."""
    found = select(BookingEvent).where(BookingEvent.id.in_(event_ids)).execution_options(**_FRESH)
    return {row.id: row for row in db.session.scalars(found)}


def sessions_of(event_ids: Collection[int]) -> list[BookingSession]:
    """The sessions of events, in their order."""
    found = select(BookingSession).where(BookingSession.event_id.in_(event_ids)).execution_options(**_FRESH)
    return list(db.session.scalars(found.order_by(BookingSession.event_id, BookingSession.ordinal)))


def sessions_by_id(session_ids: Collection[int]) -> dict[int, BookingSession]:
    """Sessions as they stand now."""
    found = select(BookingSession).where(BookingSession.id.in_(session_ids)).execution_options(**_FRESH)
    return {row.id: row for row in db.session.scalars(found)}


def session_ids_of(event_id: int) -> list[int]:
    """The ids of an event's sessions."""
    return list(db.session.scalars(select(BookingSession.id).filter_by(event_id=event_id)))


def lock_sessions(session_ids: Collection[int]) -> dict[int, BookingSession]:
    """Hold sessions until the transaction ends, in the one order that everybody keeps: by id.

    PostgreSQL locks the rows; on SQLite a unit of work is the only writer anyway.
    """
    held = select(BookingSession).where(BookingSession.id.in_(session_ids)).order_by(BookingSession.id)
    rows = db.session.scalars(held.with_for_update().execution_options(**_FRESH))
    return {row.id: row for row in rows}


def quotas_of(session_ids: Collection[int]) -> dict[int, list[BookingQuota]]:
    """The quotas of sessions, in their order, by session id."""
    found = select(BookingQuota).where(BookingQuota.session_id.in_(session_ids)).execution_options(**_FRESH)
    by_session: dict[int, list[BookingQuota]] = {session_id: [] for session_id in session_ids}
    for row in db.session.scalars(found.order_by(BookingQuota.session_id, BookingQuota.ordinal)):
        by_session[row.session_id].append(row)
    return by_session


def remove_sessions(event_id: int) -> None:
    """Remove an event's sessions (only when it has no booking)."""
    ids = session_ids_of(event_id)
    db.session.execute(delete(BookingQuota).where(BookingQuota.session_id.in_(ids)))
    db.session.execute(delete(BookingSession).where(BookingSession.id.in_(ids)))


# ── bookings ────────────────────────────────────────────────────────────────────────────────────────────────────────
def add_bookings(rows: Sequence[dict[str, Any]]) -> list[int]:
    """Insert bookings in one statement; their ids in the same order. IntegrityError when one is there already."""
    added = insert_many(Booking, rows, returning=("id", "idempotency_key"))
    ids = {row.idempotency_key: row.id for row in added}
    return [ids[row["idempotency_key"]] for row in rows]


def living_of_persons(wanted: Collection[tuple[int, str]]) -> list[Booking]:
    """The living bookings of persons at events: (event id, person digest)."""
    found = select(Booking).where(
        tuple_(Booking.event_id, Booking.person_digest).in_(wanted), Booking.state.in_(LIVING)
    )
    return list(db.session.scalars(found.order_by(Booking.slot, Booking.id).execution_options(**_FRESH)))


def booking_by_token(token_digest: str) -> Booking | None:
    """The booking of a manage link."""
    return _one(select(Booking).filter_by(token_digest=token_digest))


def booking_by_id(booking_id: int) -> Booking | None:
    """One booking as it stands now."""
    return _one(select(Booking).filter_by(id=booking_id))


def bookings_by_number(number: str, digests: list[str]) -> Booking | None:
    """The newest booking with this number that belongs to this person."""
    found = select(Booking).filter_by(number=number).where(Booking.person_digest.in_(digests))
    return _one(found.order_by(Booking.id.desc()).limit(1))


def booking_at(event_id: int, number: str) -> Booking | None:
    """The booking of an event with this number."""
    return _one(select(Booking).filter_by(event_id=event_id, number=number).limit(1))


def bookings_of_person(person_digest: str) -> list[Booking]:
    """Everything booked by a person, oldest first."""
    return _all(select(Booking).filter_by(person_digest=person_digest).order_by(Booking.id))


def bookings_of_event(event_id: int) -> list[Booking]:
    """All bookings of an event in ticket order, whatever became of them."""
    found = select(Booking).filter_by(event_id=event_id)
    return _all(found.order_by(Booking.session_id, Booking.number))


def living_of_sessions(session_ids: Collection[int]) -> list[Booking]:
    """Who has, is offered or waits for a place."""
    found = select(Booking).where(Booking.session_id.in_(session_ids), Booking.state.in_(LIVING))
    return _all(found.order_by(Booking.id))


def offers_over(now: datetime) -> list[tuple[int, int]]:
    """(session id, booking id) of the offers that have run out."""
    found = select(Booking.session_id, Booking.id).where(
        Booking.state == "offered", Booking.offer_until < now
    )
    return [(row.session_id, row.id) for row in db.session.execute(found.order_by(Booking.id))]


def to_be_pooled(now: datetime) -> list[int]:
    """Events whose categories are to flow into the pool by now."""
    found = select(BookingEvent.id).where(BookingEvent.pool_at <= now, BookingEvent.pooled_at.is_(None))
    living = found.where(BookingEvent.state != "called_off")
    has_sessions = select(BookingSession.id).where(BookingSession.event_id == BookingEvent.id).exists()
    return list(db.session.scalars(living.where(has_sessions).order_by(BookingEvent.id)))


def to_be_drawn(now: datetime) -> list[int]:
    """Events whose names are to be frozen by now, or whose draw lacks nothing any more."""
    found = select(BookingEvent.id).join(BookingDraw, BookingDraw.event_id == BookingEvent.id)
    closed = found.where(
        BookingEvent.by_lot.is_(True),
        BookingEvent.drawn_at.is_(None),
        BookingEvent.closes_at < now,
        BookingEvent.state != "called_off",
    )
    ready = or_(
        BookingDraw.frozen_at.is_(None), BookingDraw.public_source == "", BookingDraw.public_number != ""
    )
    return list(db.session.scalars(closed.where(ready).order_by(BookingEvent.id)))


def draw_of(event_id: int) -> BookingDraw | None:
    """The draw of an event as it stands now."""
    found = select(BookingDraw).filter_by(event_id=event_id).execution_options(**_FRESH)
    return db.session.scalar(found)


def names_down(event_id: int, until: datetime) -> list[Booking]:
    """Whose names were down at a moment, whatever became of them since: waiting, or withdrawn later."""
    found = select(Booking).where(
        Booking.event_id == event_id,
        Booking.queue_no.is_not(None),
        Booking.created_at <= until,
        or_(Booking.cancelled_at.is_(None), Booking.cancelled_at > until),
    )
    return _all(found.order_by(Booking.session_id, Booking.number))


def lines_ended(after: datetime, now: datetime) -> list[int]:
    """Sessions held that have begun in (after, now] while somebody waited for them."""
    found = select(BookingSession.id).where(
        BookingSession.starts_at > after,
        BookingSession.starts_at <= now,
        BookingSession.waiting > 0,
        BookingSession.state == "open",
    )
    return list(db.session.scalars(found.order_by(BookingSession.id)))


def bookings_by_id(booking_ids: Collection[int]) -> dict[int, Booking]:
    """Bookings as they stand now, by id."""
    return {row.id: row for row in _all(select(Booking).where(Booking.id.in_(booking_ids)))}


def line_of(session_id: int) -> list[Any]:
    """Who waits for a session, in order: rows of (id, quota_id, party, queue_no)."""
    found = select(Booking.id, Booking.quota_id, Booking.party, Booking.queue_no)
    waiting = found.where(Booking.session_id == session_id, Booking.state == "waiting")
    return list(db.session.execute(waiting.order_by(Booking.queue_no)))


def ahead_of(booking: Booking) -> int:
    """How many wait before somebody in their own line."""
    query = select(func.count()).select_from(Booking)
    query = query.where(
        Booking.session_id == booking.session_id,
        Booking.state == "waiting",
        Booking.quota_id == booking.quota_id,
        Booking.queue_no < booking.queue_no,
    )
    return db.session.scalar(query) or 0


def numbers_of(booking_ids: Sequence[int]) -> dict[int, str]:
    """Ticket numbers by booking id."""
    found = select(Booking.id, Booking.number).where(Booking.id.in_(booking_ids))
    return {row.id: row.number for row in db.session.execute(found)}


def has_bookings(event_id: int) -> bool:
    """Whether anybody ever booked at an event, cancelled ones included."""
    return db.session.scalar(select(Booking.id).filter_by(event_id=event_id).limit(1)) is not None


# ── arrivals ────────────────────────────────────────────────────────────────────────────────────────────────────────
def arrival(arrival_id: int) -> BookingArrival | None:
    """One arrival as it stands now."""
    found = select(BookingArrival).filter_by(id=arrival_id)
    return db.session.scalar(found.execution_options(**_FRESH))


def arrival_by_key(client_key: str) -> BookingArrival | None:
    """What a device has told before."""
    return db.session.scalar(select(BookingArrival).filter_by(client_key=client_key))


def arrival_of(booking_id: int) -> BookingArrival | None:
    """The arrival that let a booking in, unless it was taken back."""
    found = select(BookingArrival).filter_by(booking_id=booking_id, outcome="in", undone_at=None)
    return db.session.scalar(found.execution_options(**_FRESH))


def arrivals_of(event_id: int) -> list[BookingArrival]:
    """Everything that happened at an event's door."""
    found = select(BookingArrival).filter_by(event_id=event_id).execution_options(**_FRESH)
    return list(db.session.scalars(found.order_by(BookingArrival.at, BookingArrival.id)))


def _one(statement: Any) -> Booking | None:
    return cast("Booking | None", db.session.scalar(statement.execution_options(**_FRESH)))


def _all(statement: Any) -> list[Booking]:
    return list(db.session.scalars(statement.execution_options(**_FRESH)))
