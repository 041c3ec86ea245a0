"""A random life of places on the real database: whatever happens, in whatever order, the promises hold.

Never oversold, per quota and per session; counters equal rows; lines strict; a place that was told never gets worse;
nobody waits for a place that is free; who waits is never counted as having a place; one living booking per phone slot.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from core.base.access import SYSTEM, VISITOR
from core.base.db import db
from core.base.errors import DomainError
from core.base.privacy import digest
from core.booking import service
from core.booking.contracts import BookingView, EventTerms, EventView, Recommended
from core.booking.models import Booking
from tests.integration.booking.scene import NOW, POOL_AT, START, check_books, command, prepare, session

OWNERS = itertools.count(100)
CATEGORIES = ("其他群众", "职工代表", "专家学者")
people = st.integers(0, 14)
places = st.integers(0, 2)
parties = st.integers(1, 3)
anybody = st.integers(0, 40)


class Life(RuleBasedStateMachine):
    """One event with three sessions, fifteen phones, and everybody who may touch it."""

    event: EventView
    now: datetime

    def __init__(self) -> None:
        super().__init__()
        self.tokens: list[str] = []
        self.keys = itertools.count()
        self.asked: list[Any] = []
        #: booking id → (session, quota in whose line it stands, queue_no, the place told last)
        self.line: dict[int, tuple[int, int, int, int]] = {}
        #: ids of the bookings that the last look found
        self.seen: set[int] = set()

    @initialize(
        sizes=st.tuples(st.integers(1, 3), st.integers(2, 4), st.integers(1, 4)),
        per_phone=st.integers(1, 2),
        quotas=st.booleans(),
    )
    def open(self, sizes: tuple[int, int, int], per_phone: int, quotas: bool) -> None:
        self.now = NOW
        rows = (("职工代表", 1), ("其他群众", 1)) if quotas else ()
        self.event = prepare(
            session(sizes[0]),
            session(sizes[1], *rows, recommended=1, n=1),
            session(sizes[2], n=2),
            terms=EventTerms(2, per_phone, 120, POOL_AT),
            owner_id=next(OWNERS),
        )

    def attempt(self, act: Callable[[], Any]) -> Any:
        """Refusals are answers; anything else that is raised is a fault."""
        try:
            return act()
        except DomainError:
            return None

    def pick(self, n: int) -> str:
        return self.tokens[n % len(self.tokens)]

    def ask(self, person: int, place: int, party: int, category: str) -> Any:
        key = f"{self.event.id}.{next(self.keys)}"
        asked = command(self.event, place, person, key=key, party=party, category=category)
        self.asked.append(asked)
        return asked

    def note(self, answer: BookingView | DomainError | None) -> None:
        if isinstance(answer, BookingView) and answer.first_time:
            self.tokens.append(answer.token)

    # ── what people do ──────────────────────────────────────────────────────────────────────────────────────────────
    @rule(
        requests=st.lists(
            st.tuples(people, places, parties, st.sampled_from(CATEGORIES)), min_size=1, max_size=8
        )
    )
    def book(self, requests: list[tuple[int, int, int, str]]) -> None:
        for answer in service.place_all([self.ask(*request) for request in requests], self.now):
            self.note(answer)

    @rule(n=anybody)
    @precondition(lambda self: self.asked)
    def send_again(self, n: int) -> None:
        self.note(
            self.attempt(
                lambda: service.book_place(self.asked[n % len(self.asked)], actor=VISITOR, now=self.now)
            )
        )

    @rule(n=anybody)
    @precondition(lambda self: self.tokens)
    def cancel(self, n: int) -> None:
        self.attempt(lambda: service.cancel_booking(self.pick(n), actor=VISITOR, now=self.now))

    @rule(n=anybody)
    @precondition(lambda self: self.tokens)
    def accept(self, n: int) -> None:
        self.attempt(lambda: service.accept_offer(self.pick(n), actor=VISITOR, now=self.now))

    @rule(n=anybody, party=parties, category=st.sampled_from((None, *CATEGORIES)))
    @precondition(lambda self: self.tokens)
    def change(self, n: int, party: int, category: str | None) -> None:
        self.attempt(
            lambda: service.change_booking(
                self.pick(n), party=party, category=category, actor=VISITOR, now=self.now
            )
        )

    @rule(n=anybody, place=places)
    @precondition(lambda self: self.tokens)
    def take_another_session(self, n: int, place: int) -> None:
        target = self.event.sessions[place].id
        self.attempt(lambda: service.change_session(self.pick(n), target, actor=VISITOR, now=self.now))

    @rule(person=people)
    def erase(self, person: int) -> None:
        service.erase_person(digest(f"138{person:08d}"), now=self.now)

    # ── what time and the office do ─────────────────────────────────────────────────────────────────────────────────
    @rule(hours=st.integers(1, 30), look=st.booleans())
    def wait(self, hours: int, look: bool) -> None:
        self.now = min(self.now + timedelta(hours=hours), START - timedelta(hours=1))
        if look:
            service.lapse_offers(self.now)
            service.flow_into_pool(self.now)

    @rule(place=places, capacity=st.integers(0, 6))
    def resize(self, place: int, capacity: int) -> None:
        target = self.event.sessions[place].id
        self.attempt(lambda: service.enlarge_session(target, capacity=capacity, actor=SYSTEM, now=self.now))

    @rule(place=places, days=st.integers(-1, 3))
    def move(self, place: int, days: int) -> None:
        target, starts = self.event.sessions[place].id, START + timedelta(days=days, hours=3 * place)
        self.attempt(
            lambda: service.move_session(
                target,
                starts_at=starts,
                ends_at=starts + timedelta(hours=2),
                place="别处",
                actor=SYSTEM,
                now=self.now,
            )
        )

    @rule(place=places, sure=st.integers(0, 3))
    def call_off(self, place: int, sure: int) -> None:
        if sure == 0:
            service.call_off_session(self.event.sessions[place].id, actor=SYSTEM, now=self.now)

    @rule(persons=st.lists(people, min_size=1, max_size=2), place=places)
    def bring_recommended(self, persons: list[int], place: int) -> None:
        rows = [
            Recommended(self.event.sessions[place].id, "代表", f"138{person:08d}", "其他群众")
            for person in persons
        ]
        key = f"import.{next(self.keys)}"
        got = self.attempt(
            lambda: service.import_recommended(self.event.id, rows, key=key, actor=SYSTEM, now=self.now)
        )
        for view in got or ():
            self.note(view)

    # ── what always holds ───────────────────────────────────────────────────────────────────────────────────────────
    @invariant()
    def the_books_are_right(self) -> None:
        if not hasattr(self, "event"):
            return
        check_books(self.event.id)
        found = service.event_by_id(self.event.id)
        pooled = found.pooled_at is not None
        rows = list(
            db.session.scalars(select(Booking).filter_by(event_id=self.event.id).order_by(Booking.id))
        )
        self.nobody_was_overtaken({row.id: row for row in rows})
        self.nobody_new_was_preferred(rows, pooled)
        told: dict[int, tuple[int, int, int, int]] = {}
        for place in found.sessions:
            waiting = sorted(
                (row for row in rows if row.session_id == place.id and row.state == "waiting"),
                key=lambda row: row.queue_no or 0,
            )
            for quota in place.quotas:
                own = [row for row in waiting if row.quota_id == quota.id]
                for n, row in enumerate(own, 1):
                    before = self.line.get(row.id)
                    assert before is None or n <= before[3], "a place that was told got worse"
                    told[row.id] = (place.id, quota.id, row.queue_no or 0, n)
                if own and not pooled:
                    assert own[0].party > quota.left, "somebody waits for a place that is free"
            if waiting and pooled:
                assert waiting[0].party > place.quotas[0].left
        self.line = told
        assert all(row.offer_until is not None for row in rows if row.state == "offered")
        self.standing_says_the_same(rows)

    def nobody_was_overtaken(self, rows: dict[int, Booking]) -> None:
        """Who got an offer in this step had nobody before them in the line they stood in."""
        for booking_id, (place, quota, number, _) in self.line.items():
            row = rows[booking_id]
            if row.state not in ("offered", "booked") or row.session_id != place:
                continue
            for other, (_, their_quota, their_number, _) in self.line.items():
                if their_quota == quota and their_number < number:
                    still = rows[other].state == "waiting" and rows[other].session_id == place
                    assert not still, "overtaken"

    def nobody_new_was_preferred(self, rows: list[Booking], pooled: bool) -> None:
        """Who came in this step and got a place got none that somebody waits for who came before."""
        for new in rows:
            if new.id in self.seen or new.state != "booked" or new.way == "recommended":
                continue
            for row in rows:
                if row.state == "waiting" and row.id < new.id and row.session_id == new.session_id:
                    assert row.quota_id != new.quota_id, "somebody new passed the line"
                    assert not pooled, "somebody new passed another line"
        self.seen = {row.id for row in rows}

    def standing_says_the_same(self, rows: list[Booking]) -> None:
        waiting = [row for row in rows if row.id in self.line and row.erased_at is None]
        for row in waiting[:1] + waiting[-1:]:
            seen = service.standing(service.manage_token(row.idempotency_key))
            assert seen is not None
            assert seen.place == self.line[row.id][3]


def test_a_random_life_of_places(db_session) -> None:
    profile = settings.get_profile(settings.get_current_profile_name())
    examples = min(max(profile.max_examples // 5, 10), 200)
    run_state_machine_as_test(Life, settings=settings(profile, max_examples=examples, stateful_step_count=30))
