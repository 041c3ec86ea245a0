"""Events and their sessions: prepared, looked at, kept open longer, made larger, moved, called off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from core.base import audit
from core.base.access import Actor
from core.base.db import db, unit_of_work
from core.base.errors import Invalid, NotFound, RuleBroken
from core.base.memory import remembered
from core.base.registry import registry
from core.booking import rules, store
from core.booking.contracts import BookingView, EventTerms, EventView, NewSession, SessionView
from core.booking.models import BookingEvent, BookingQuota, BookingSession
from core.booking.service.drawing import prepare_draw, refuse_frozen, refuse_redraw
from core.booking.service.held import Held, holding
from core.booking.service.views import booking_views, event_views


def prepare_event(
    owner_kind: str,
    owner_id: int,
    *,
    campaign_id: int,
    opens_at: datetime,
    closes_at: datetime,
    sessions: tuple[NewSession, ...],
    terms: EventTerms = EventTerms(),  # noqa: B008 (frozen)
) -> EventView:
    """Open an event for an owner, or replace its times and sessions while nobody has booked yet.

    Raises Invalid for impossible sessions, RuleBroken("sessions_have_bookings").
    """
    _refuse(sessions)
    fault = (
        rules.refuse_draw([len(s.quotas) for s in sessions], terms.offer_minutes) if terms.by_lot else None
    )
    if fault is not None:
        raise Invalid(fault, field="sessions")
    with unit_of_work() as session:
        event = store.event_of(owner_kind, owner_id)
        if event is None:
            event = BookingEvent(owner_kind=owner_kind, owner_id=owner_id, campaign_id=campaign_id)
        else:
            store.lock_sessions(store.session_ids_of(event.id))
            refuse_redraw(event, by_lot=terms.by_lot, closes_at=closes_at)
        event.opens_at, event.closes_at = opens_at, closes_at
        event.by_lot = terms.by_lot
        session.add(event)
        session.flush()
        if terms.by_lot:
            prepare_draw(event, terms.public_source)
        old = event_views([event])[0]
        event.companions, event.per_phone = terms.companions, max(terms.per_phone, 1)
        if terms.offer_minutes or not any(s.waiting for s in old.sessions):
            event.offer_minutes = terms.offer_minutes  # a line that people stand in isn't done away with
        event.pool_at = terms.pool_at
        pooled = event.pooled_at is not None
        same = len(old.sessions) == len(sessions) and all(
            _same(a, b, pooled) for a, b in zip(old.sessions, sessions, strict=True)
        )
        if not same:
            if store.has_bookings(event.id):
                raise RuleBroken("sessions_have_bookings")
            store.remove_sessions(event.id)
            event.pooled_at = None
            for n, new in enumerate(sessions, 1):
                _open_session(event.id, n, new)
        session.flush()
        return event_views([event])[0]


def _refuse(sessions: Sequence[NewSession]) -> None:
    verdict = rules.refuse_sessions([(s.starts_at, s.ends_at, s.capacity) for s in sessions])
    for n, s in enumerate(sessions, 1):
        verdict = verdict or rules.refuse_quotas(
            n, s.capacity, [(q.name, q.capacity) for q in s.quotas], s.recommended
        )
    if verdict is not None:
        raise Invalid(verdict.code, field="sessions", **verdict.params)


def _open_session(event_id: int, ordinal: int, new: NewSession) -> None:
    row = BookingSession(
        event_id=event_id,
        ordinal=ordinal,
        title=new.title,
        place=new.place,
        starts_at=new.starts_at,
        ends_at=new.ends_at,
        capacity=new.capacity + new.recommended,
    )
    db.session.add(row)
    db.session.flush()
    rest = new.capacity - sum(q.capacity for q in new.quotas)
    parts = [(rules.POOL, "", rest), *((rules.CATEGORY, q.name, q.capacity) for q in new.quotas)]
    if new.recommended:
        parts.append((rules.RECOMMENDED, "", new.recommended))
    db.session.add_all(
        BookingQuota(session_id=row.id, ordinal=n, kind=kind, name=name, capacity=capacity)
        for n, (kind, name, capacity) in enumerate(parts)
    )


def _same(old: SessionView, new: NewSession, pooled: bool) -> bool:
    """Whether a session is what was asked for; once the categories have flowed together, their sizes are history."""

    def sizes(quotas: Sequence[Any]) -> dict[str, int]:
        return {q.name: 0 if pooled else q.capacity for q in quotas}

    own = [q for q in old.quotas if q.kind == rules.CATEGORY]
    kept = old.recommended.capacity if old.recommended else 0
    return (old.title, old.place, old.starts_at, old.ends_at, old.capacity, kept, sizes(own)) == (
        new.title,
        new.place,
        new.starts_at,
        new.ends_at,
        new.capacity,
        new.recommended,
        sizes(new.quotas),
    )


def view_event(owner_kind: str, owner_id: int) -> EventView | None:
    """The event of an owner with places left."""
    return view_events(owner_kind, [owner_id]).get(owner_id)


def view_events(owner_kind: str, owner_ids: list[int]) -> dict[int, EventView]:
    """Events of several owners by owner id."""
    wanted = tuple(sorted(owner_ids))
    return dict(
        remembered(
            _key(owner_kind, wanted),
            (BookingEvent, BookingSession, BookingQuota),
            lambda: {view.owner_id: view for view in event_views(store.events_of(owner_kind, list(wanted)))},
        )
    )


def guess_event(owner_kind: str, owner_id: int) -> EventView | None:
    """The event as this process last saw it; its numbers may be old. For whoever needs its id and asks again behind a lock.

    In a rush every commit makes the view anew, and a request that books decides over locked rows in any case.
    """
    kept = registry().memory.get(_key(owner_kind, (owner_id,)))
    if kept is not None:
        view: EventView | None = kept[1].get(owner_id)
        if view is not None:
            return view
    return view_event(owner_kind, owner_id)


def _key(owner_kind: str, owner_ids: tuple[int, ...]) -> tuple[Any, ...]:
    return ("booking.events", owner_kind, owner_ids)


def event_by_id(event_id: int) -> EventView:
    """One event. Raises NotFound."""
    event = store.events_by_id([event_id]).get(event_id)
    if event is None:
        raise NotFound
    return event_views([event])[0]


def blank_event(owner_kind: str, owner_id: int) -> None:
    """Empty the words of an owner's sessions, in the caller's unit of work (SC-01); times and bookings stay."""
    event = store.event_of(owner_kind, owner_id)
    for session in store.sessions_of([event.id]) if event is not None else ():
        session.title = session.place = ""


# ── when the day comes nearer ───────────────────────────────────────────────────────────────────────────────────────
def extend_booking(event_id: int, closes_at: datetime, *, actor: Actor, now: datetime) -> EventView:
    """Keep booking open longer, up to the start of the first session that takes place.

    Raises NotFound, RuleBroken("booking_called_off"), Invalid("extend_not_later" | "extend_past_start").
    """
    with holding(store.session_ids_of(event_id), actor=actor, now=now) as held:
        event = _event(held, event_id)
        refuse_frozen(event)
        first = min(
            (s.starts_at for s in held.sessions.values() if s.state == "open"), default=event.closes_at
        )
        if closes_at <= max(event.closes_at, now):
            raise Invalid("extend_not_later", field="closes_at", closes_at=event.closes_at)
        if closes_at > first:
            raise Invalid("extend_past_start", field="closes_at", starts_at=first)
        event.closes_at = closes_at
        _audit(held, "booking.extended", event)
        for session in held.sessions.values():
            held.changed(session)
    return event_by_id(event_id)


def enlarge_session(
    session_id: int,
    *,
    capacity: int | None = None,
    recommended: int | None = None,
    actor: Actor,
    now: datetime,
) -> SessionView:
    """Set how many places are booked on line, or kept for recommended participants; never below what is taken.

    More places go to the pool and are offered to its line first. Raises NotFound, RuleBroken("session_below_taken").
    """
    with holding([session_id], actor=actor, now=now) as held:
        session = _open(held, session_id)
        refuse_frozen(held.event(session))
        quotas = held.quotas[session_id]
        before = session.capacity
        if capacity is not None:
            if capacity < 1:
                raise Invalid("session_without_places", field="capacity", n=session.ordinal)
            now_open = sum(q.capacity for q in quotas if q.kind != rules.RECOMMENDED)
            _resize(session, next(q for q in quotas if q.kind == rules.POOL), capacity - now_open)
        if recommended is not None:
            kept = next((q for q in quotas if q.kind == rules.RECOMMENDED), None)
            if kept is None:
                kept = BookingQuota(
                    session_id=session_id, ordinal=len(quotas), kind=rules.RECOMMENDED, capacity=0, taken=0
                )
                kept.name, kept.waiting = "", 0
                db.session.add(kept)
                db.session.flush()
                quotas.append(kept)
            _resize(session, kept, recommended - kept.capacity)
        if session.capacity != before:
            _audit(held, "booking.session_enlarged", held.event(session), session_id=session_id)
        held.changed(session)
        held.fill(session_id)
    event = event_by_id(session.event_id)
    return next(s for s in event.sessions if s.id == session_id)


def _resize(session: BookingSession, quota: BookingQuota, more: int) -> None:
    if quota.capacity + more < quota.taken:
        raise RuleBroken("session_below_taken", taken=session.taken)
    quota.capacity += more
    session.capacity += more


def move_session(
    session_id: int, *, starts_at: datetime, ends_at: datetime, place: str, actor: Actor, now: datetime
) -> tuple[BookingView, ...]:
    """Give a session another time or place; bookings and numbers stay. Returns the living bookings, who are told.

    Raises NotFound, Invalid for an impossible time, RuleBroken for a session that is over or was called off.
    """
    with holding([session_id], actor=actor, now=now) as held:
        session = _open(held, session_id)
        verdict = rules.refuse_sessions([(starts_at, ends_at, 1)]) or rules.refuse_start(
            now, starts_at, "open"
        )
        if verdict is not None:
            params = {**verdict.params, "n": session.ordinal}
            code = "session_moved_back" if verdict.code == "booking_closed" else verdict.code
            raise Invalid(code, field="starts_at", **params)
        if (session.starts_at, session.ends_at, session.place) == (starts_at, ends_at, place):
            return ()
        session.starts_at, session.ends_at, session.place = starts_at, ends_at, place
        event = held.event(session)
        first = min(s.starts_at for s in store.sessions_of([event.id]) if s.state == "open")
        event.closes_at = min(event.closes_at, first)
        rows = store.living_of_sessions([session_id])
        for row in rows:
            if row.offer_until is not None and row.state == "offered":
                row.offer_until = min(row.offer_until, starts_at)
            held.tell("moved", row)
        _audit(held, "booking.session_moved", event, session_id=session_id, count=len(rows))
        held.changed(session)
    return booking_views(rows)


def call_off_session(session_id: int, *, actor: Actor, now: datetime) -> tuple[BookingView, ...]:
    """Call a session off: its living bookings are called off and told. A second time changes nothing."""
    with holding([session_id], actor=actor, now=now) as held:
        session = held.session(session_id)
        return _call_off(held, [session])


def call_off_event(event_id: int, *, actor: Actor, now: datetime) -> tuple[BookingView, ...]:
    """Call a whole event off: nobody can book any more, every living booking is called off and told."""
    with holding(store.session_ids_of(event_id), actor=actor, now=now) as held:
        event = _event(held, event_id)
        if event.state != "called_off":
            event.state = "called_off"
            _audit(held, "booking.event_called_off", event)
        return _call_off(held, list(held.sessions.values()))


def _call_off(held: Held, sessions: list[BookingSession]) -> tuple[BookingView, ...]:
    sessions = [s for s in sessions if s.state != "called_off"]
    rows = store.living_of_sessions([s.id for s in sessions])
    for row in rows:
        held.leave(row)
        row.state, row.offer_until = "called_off", None
        held.tell("called_off", row)
    for session in sessions:
        session.state = "called_off"
        held.changed(session)
        count = sum(row.session_id == session.id for row in rows)
        _audit(held, "booking.session_called_off", held.event(session), session_id=session.id, count=count)
    return booking_views(rows)


def _event(held: Held, event_id: int) -> BookingEvent:
    event = held.events.get(event_id)
    if event is None:
        raise NotFound
    return event


def _open(held: Held, session_id: int) -> BookingSession:
    session = held.session(session_id)
    verdict = rules.refuse_start(held.now, session.starts_at, session.state)
    if verdict is not None:
        code = "session_over" if verdict.code == "booking_closed" else verdict.code
        raise RuleBroken(code)
    return session


def _audit(held: Held, action: str, event: BookingEvent, **codes: Any) -> None:
    audit.record(
        held.actor,
        held.now,
        action,
        subject=("booking_event", event.id),
        campaign_id=event.campaign_id,
        **codes,
    )
