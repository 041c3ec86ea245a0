"""Taking places, many requests in one transaction: decided one after the other, stored together.

`place_all` is the only way in. Its sessions are held first, earlier requests and persons are read once, each command is
decided over the snapshot in the order it came in, and what came of all is written in one go. A refused command is an
answer like any other: it changes nothing for its neighbours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError

from core.base import audit, keyring, live
from core.base.access import VISITOR, Actor
from core.base.clock import local
from core.base.db import db, in_one_statement, in_unit_of_work, unit_of_work
from core.base.errors import Conflict, DomainError, Invalid, NotFound, RuleBroken
from core.base.privacy import digest_candidates, seal, token_digest
from core.booking import rules, store
from core.booking.contracts import BookingView, BookPlace, SessionView
from core.booking.models import BookingEvent, BookingQuota
from core.booking.service.full import full
from core.booking.service.held import PLACES, HeldForBooking, tell_owners
from core.booking.service.views import booking_view, event_views, manage_token, places_of, session_view

Answer = BookingView | DomainError
#: A twin that was stored between our look and our insert is seen at the next look.
_TRIES = 5


def book_place(command: BookPlace, *, actor: Actor, now: datetime) -> BookingView:
    """Book places, or a place in line where `may_wait`. The same request again returns the first with `first_time` False.

    Raises RuleBroken (window, "phone_limit"), Conflict ("session_full", "session_full_others", "already_booked",
    "key_reused"), Invalid("party_too_big"), NotFound.
    """
    answer = place_all([command], now, actors=[actor])[0]
    if isinstance(answer, DomainError):
        raise answer
    return answer


def place_all(commands: Sequence[BookPlace], now: datetime, *, actors: Sequence[Actor] = ()) -> list[Answer]:
    """Decide and store many requests in one unit of work; an answer or a refusal for each, in their order.

    `actors`: who asks, one per command; visitors when left out.
    """
    whose = list(actors) or [VISITOR] * len(commands)
    for attempt in range(_TRIES):
        try:
            with _fresh_start():
                return _Batch(commands, whose, now).place()
        except IntegrityError:
            if attempt == _TRIES - 1:
                raise
    raise AssertionError  # the loop returns or raises


@contextmanager
def _fresh_start() -> Iterator[None]:
    """A unit of work of its own; inside of a caller's only what is done here is taken back when it has to be repeated."""
    joined = in_unit_of_work()
    with unit_of_work() as session, session.begin_nested() if joined else nullcontext():
        yield


class _Batch:
    """One snapshot and what is decided over it."""

    def __init__(self, commands: Sequence[BookPlace], actors: Sequence[Actor], now: datetime) -> None:
        self.commands, self.actors, self.now = commands, actors, now
        self.held = HeldForBooking({c.session_id for c in commands}, actor=VISITOR, now=now)
        keyring.look_again()  # these may have waited for the lock
        self.people = [_people(c) for c in commands]
        #: what was booked before by key: rows of (id, event_id, person_digest)
        self.earlier: dict[str, Any] = {}
        #: (event, digest) → (slot, number) of the living bookings of a person
        self.living: dict[tuple[int, str], list[tuple[int, str]]] = {}
        wanted = {(c.event_id, d) for c, people in zip(commands, self.people, strict=True) for d in people}
        for row in store.earlier({c.idempotency_key for c in commands}, wanted):
            if row.living:
                self.living.setdefault((row.event_id, row.person_digest), []).append((row.slot, row.number))
            else:
                self.earlier[row.idempotency_key] = row
        #: key → its index in `rows`, for a request that stands twice in the batch
        self.keys: dict[str, int] = {}
        self.rows: list[dict[str, Any]] = []
        self.asked: list[int] = []
        self.all_sessions: dict[int, tuple[SessionView, ...]] = {}
        self.places: list[int | None] = []
        self.tokens: list[str] = []

    def place(self) -> list[Answer]:
        decided: list[int | Answer] = []
        for n, command in enumerate(self.commands):
            try:
                decided.append(self._decide(n, command))
            except DomainError as refused:
                decided.append(refused)
        views = self._store()
        answers: list[Answer] = []
        for n, outcome in enumerate(decided):
            if not isinstance(outcome, int):
                answers.append(outcome)
            elif self.asked[outcome] == n:
                answers.append(views[outcome])
            else:
                answers.append(_again(views[outcome]))
        return answers

    # ── deciding ────────────────────────────────────────────────────────────────────────────────────────────────────
    def _decide(self, n: int, command: BookPlace) -> int | BookingView:
        """The index of the new row, or what the request booked before. Raises the refusal."""
        people = self.people[n]
        if command.idempotency_key in self.keys:
            index = self.keys[command.idempotency_key]
            _same_request(command, people, self.rows[index]["person_digest"], self.rows[index]["event_id"])
            return index
        before = self.earlier.get(command.idempotency_key)
        if before is not None:
            _same_request(command, people, before.person_digest, before.event_id)
            return _told_again(before.id)
        session = self.held.session(command.session_id)
        if session.event_id != command.event_id:
            raise NotFound("session_unknown")
        event = self.held.event(session)
        slot = self._free_slot(command, people, event)
        self._refuse_time(command, event)
        quota, place = self._find_places(command, event)
        session.issued += 1
        if place is None:
            quota.taken += command.party
            session.taken += command.party
        else:
            quota.waiting += 1
            session.waiting += 1
            session.queued += 1
        number = rules.booking_number(local(session.starts_at), session.ordinal, session.issued)
        self.living.setdefault((event.id, people[0]), []).append((slot, number))
        self.keys[command.idempotency_key] = len(self.rows)
        self.asked.append(n)
        self.places.append(place)
        token = manage_token(command.idempotency_key)
        self.tokens.append(token)
        queue_no = session.queued if place else None
        self.rows.append(_row(command, people[0], quota, slot, number, queue_no, token, self.now))
        return len(self.rows) - 1

    def _free_slot(self, command: BookPlace, people: list[str], event: BookingEvent) -> int:
        held = [one for person in people for one in self.living.get((event.id, person), ())]
        if held and event.per_phone == 1:
            raise Conflict("already_booked", number=held[0][1])
        if len(held) >= event.per_phone:
            raise RuleBroken("phone_limit", limit=event.per_phone)
        used = {slot for slot, _ in held}
        return next(slot for slot in range(event.per_phone) if slot not in used)

    def _refuse_time(self, command: BookPlace, event: BookingEvent) -> None:
        """Whoever is recommended doesn't book in the window; nobody books what is called off or has begun."""
        session = self.held.session(command.session_id)
        verdict = rules.refuse_start(self.now, session.starts_at, session.state)
        if event.state == "called_off" or command.way != "recommended":
            verdict = rules.refuse_window(self.now, event.opens_at, event.closes_at, event.state) or verdict
        if verdict is not None:
            raise RuleBroken(verdict.code, **verdict.params)

    def _find_places(self, command: BookPlace, event: BookingEvent) -> tuple[BookingQuota, int | None]:
        """The quota that gives the places, or (with the place in it) the line to wait in."""
        quotas = self.held.quotas[command.session_id]
        if command.way == "recommended":
            for quota in quotas:
                if quota.kind == rules.RECOMMENDED and quota.capacity - quota.taken >= command.party:
                    return quota, None
            raise Conflict("recommended_full")
        own = self.held.own_quota(command.session_id, command.category)
        flows = event.pool_at is not None or event.pooled_at is not None
        ever = rules.largest_party(places_of(quotas), quotas.index(own), flows=flows)
        limit = min(event.companions + 1, max(ever, 1))
        if not 1 <= command.party <= limit:
            raise Invalid("party_too_big", field="party", limit=limit)
        if _undrawn(event):
            return own, own.waiting + 1
        free = self.held.free_quota(command.session_id, command.category, command.party)
        if free is not None:
            return free, None
        if command.may_wait and event.offer_minutes and ever:
            return own, own.waiting + 1
        raise full(command, self._sessions_of(command))

    def _sessions_of(self, command: BookPlace) -> Iterator[SessionView]:
        """The event's sessions: those that are held as this batch has left them, the rest as they are stored."""
        if command.event_id not in self.all_sessions:
            self.all_sessions[command.event_id] = event_views([self.held.events[command.event_id]])[
                0
            ].sessions
        for found in self.all_sessions[command.event_id]:
            yield self._shown(found.id) if found.id in self.held.sessions else found

    # ── storing ─────────────────────────────────────────────────────────────────────────────────────────────────────
    def _store(self) -> list[BookingView]:
        if not self.rows:
            return []
        ids = store.add_bookings(self.rows)
        with in_one_statement():
            views = self._write_with(ids)
        db.session.flush()
        return views

    def _write_with(self, ids: Sequence[int]) -> list[BookingView]:
        """What is written with the new bookings: the counters, the trail, what the owner tells, the live stream."""
        self.held.count()
        shown = {n: self._shown(n) for n in {self.commands[n].session_id for n in self.asked}}
        views = [self._view(index, booking_id, shown) for index, booking_id in enumerate(ids)]
        self._audit(views)
        for fact in ("booked", "waiting", "entered"):
            tell_owners(fact, [v for v in views if self._fact(v) == fact], self.now)
        for event_id in dict.fromkeys(view.event_id for view in views):
            campaign_id = self.held.events[event_id].campaign_id
            live.tell(PLACES, now=self.now, campaign_id=campaign_id, key=event_id)
        return views

    def _fact(self, view: BookingView) -> str:
        """booked, waiting, or entered: a name was put down for the draw."""
        return (
            "entered" if _undrawn(self.held.events[view.event_id]) and view.state == "waiting" else view.state
        )

    def _audit(self, views: Sequence[BookingView]) -> None:
        """One line in the trail for each, written together for those who are told apart by nothing but their booking."""
        groups: dict[tuple[int, int, str], list[BookingView]] = {}
        for view, n in zip(views, self.asked, strict=True):
            groups.setdefault((id(self.actors[n]), view.campaign_id, self._fact(view)), []).append(view)
        whose = {id(actor): actor for actor in self.actors}
        for (actor, campaign_id, fact), group in groups.items():
            audit.record_many(
                whose[actor],
                self.now,
                {"booked": "booking.booked", "waiting": "booking.waiting", "entered": "booking.entered"}[
                    fact
                ],
                [("booking", view.id) for view in group],
                campaign_id=campaign_id,
                each=[{"session_id": view.session.id} for view in group],
            )

    def _view(self, index: int, booking_id: int, shown: dict[int, SessionView]) -> BookingView:
        command, row = self.commands[self.asked[index]], self.rows[index]
        event = self.held.events[command.event_id]
        return BookingView(
            id=booking_id,
            event_id=event.id,
            owner_kind=event.owner_kind,
            owner_id=event.owner_id,
            campaign_id=event.campaign_id,
            session=shown[command.session_id],
            number=row["number"],
            category=command.category,
            call_name=command.call_name,
            phone=command.phone,
            state=row["state"],
            declared=command.declared,
            needs=command.needs,
            photo_consent=command.photo_consent,
            created_at=self.now,
            cancelled_at=None,
            token=self.tokens[index],
            first_time=True,
            party=command.party,
            slot=row["slot"],
            way=command.way,
            reach=command.reach,
            full_name=command.full_name,
            contact=command.contact,
            queue_no=row["queue_no"],
            quota_id=row["quota_id"],
            place=None if _undrawn(event) else self.places[index],
        )

    def _shown(self, session_id: int) -> SessionView:
        return session_view(self.held.sessions[session_id], self.held.quotas[session_id])


def _undrawn(event: Any) -> bool:
    """The same as BookingEvent.undrawn, of a plain row of the table."""
    return bool(event.by_lot) and event.drawn_at is None


def _people(command: BookPlace) -> list[str]:
    """The person under every key in use, the current one first; without a phone nobody else is the same person."""
    if not command.phone:
        return [f"none-{token_digest(command.idempotency_key)[:59]}"]
    return digest_candidates(command.phone)


def _same_request(command: BookPlace, people: Iterable[str], person: str, event_id: int) -> None:
    if person not in people or event_id != command.event_id:
        raise Conflict("key_reused")


def _told_again(booking_id: int) -> BookingView:
    found = store.booking_by_id(booking_id)
    assert found is not None  # its session is held
    return booking_view(found)


def _again(view: BookingView) -> BookingView:
    return BookingView(**{**view.__dict__, "first_time": False})


def _row(
    command: BookPlace,
    person: str,
    quota: BookingQuota,
    slot: int,
    number: str,
    queue_no: int | None,
    token: str,
    now: datetime,
) -> dict[str, Any]:
    return {
        "event_id": command.event_id,
        "session_id": command.session_id,
        "quota_id": quota.id,
        "number": number,
        "category": command.category,
        "party": command.party,
        "slot": slot,
        "way": command.way,
        "reach": command.reach,
        "entered_by": command.entered_by,
        "person_digest": person,
        "phone_sealed": seal(command.phone) if command.phone else "",
        "name_sealed": seal(command.call_name),
        "full_name_sealed": seal(command.full_name) if command.full_name else "",
        "contact_sealed": seal(command.contact) if command.contact else "",
        "state": "waiting" if queue_no is not None else "booked",
        "queue_no": queue_no,
        "idempotency_key": command.idempotency_key,
        "token_digest": token_digest(token),
        "declared": list(command.declared),
        "needs": list(command.needs),
        "photo_consent": command.photo_consent,
        "notice_agreed_at": command.notice_agreed_at,
        "created_at": now,
    }
