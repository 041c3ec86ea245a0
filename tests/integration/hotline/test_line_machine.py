"""A random day of the line on the real database: whatever happens, in whatever order, the promises hold.

A place that was told never gets worse; nobody is served inside wrap-up or a pause; no caller vanishes; nobody is in two
hands; whoever a seat gets had nobody of the same kind before them whom it could have taken.
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

from core.base.access import SYSTEM
from core.base.db import db
from core.base.errors import DomainError
from plugins.hotline.contracts import NewWaiter, WaiterView
from plugins.hotline.models import Attempt, SeatChange, SeatState, Waiter
from plugins.hotline.service import line, positions, seat_states
from tests.integration.hotline.line_scene import NOW, SUPERVISOR, Line, make_line

DAYS = itertools.count(1)
seats = st.integers(0, 3)
anybody = st.integers(0, 30)
LANGUAGES = ("", "", "yue")


class Day(RuleBasedStateMachine):
    """Two topics, four seats, whoever calls."""

    queue: Line
    now: datetime

    def __init__(self) -> None:
        super().__init__()
        self.callers: list[int] = []
        self.told: dict[int, int] = {}
        self.keys = itertools.count()

    @initialize()
    def open(self) -> None:
        self.now = NOW
        number = next(DAYS)
        self.queue = make_line(2, slug=f"line-{number}")
        self.name = f"{number}"
        end = NOW + timedelta(hours=2)
        self.shifts = [
            self.queue.seat(0, number=1, ends=end),
            self.queue.seat(1, number=2, ends=end),
            self.queue.seat(0, 1, number=3, ends=end, languages=("yue",)),
            self.queue.seat(number=4, ends=end + timedelta(hours=4), sit=False),
        ]

    def attempt(self, act: Callable[[], Any]) -> Any:
        """Refusals are answers; anything else that is raised is a fault."""
        try:
            return act()
        except DomainError:
            return None

    def caller(self, n: int) -> int:
        return self.callers[n % len(self.callers)]

    def hand(self, n: int) -> tuple[int, int] | None:
        """(caller, shift) of somebody who is being served."""
        db.session.rollback()
        rows = db.session.execute(
            select(SeatState.serving_waiter, SeatState.shift_id).where(
                SeatState.campaign_id == self.queue.campaign.id, SeatState.state == "serving"
            )
        ).all()
        return (rows[n % len(rows)][0] or 0, rows[n % len(rows)][1]) if rows else None

    # ── what callers do ─────────────────────────────────────────────────────────────────────────────────────────────
    @rule(
        topic=st.integers(0, 1), language=st.sampled_from(LANGUAGES), urgent=st.booleans(), phone=st.booleans(),
        web=st.booleans(), later=st.integers(-20, 40),
    )  # fmt: skip
    def join(self, topic: int, language: str, urgent: bool, phone: bool, web: bool, later: int) -> None:
        key = f"{self.name}.{next(self.keys)}"
        new = NewWaiter(
            self.queue.campaign.id, self.queue.topics[topic], key, kind="callback" if web and phone else "call",
            phone=f"139{len(self.callers):08d}" if phone else "", language=language, urgent=urgent,
            not_before=self.now + timedelta(minutes=later) if web and phone else None,
        )  # fmt: skip
        got = line.join(new, actor=SYSTEM, now=self.now)
        assert line.join(new, actor=SYSTEM, now=self.now).id == got.id
        self.callers.append(got.id)

    @rule(n=anybody, how=st.integers(0, 2), minutes=st.integers(-5, 30))
    @precondition(lambda self: self.callers)
    def leave_or_change(self, n: int, how: int, minutes: int) -> None:
        who = self.caller(n)
        if how == 0:
            line.give_up(who, actor=SYSTEM, now=self.now)
        elif how == 1:
            self.attempt(lambda: line.withdraw(who, now=self.now))
        else:
            self.attempt(
                lambda: positions.change_time(who, self.now + timedelta(minutes=minutes), now=self.now)
            )

    # ── what seats do ───────────────────────────────────────────────────────────────────────────────────────────────
    @rule(seat=seats)
    def next(self, seat: int) -> None:
        shift = self.shifts[seat]
        before = db.session.get(SeatState, shift, populate_existing=True)
        was = (
            (before.state, before.until, before.serving_waiter) if before is not None else ("off", None, None)
        )
        # Whom the supervisor kept for this seat it gets whatever its topics are.
        kept = set(db.session.scalars(select(Waiter.id).where(Waiter.lane == -shift)))
        got: WaiterView | None = self.attempt(lambda: self.queue.next(shift, self.now))
        if got is None:
            return
        assert was[0] in ("ready", "serving", "wrap_up")
        assert was[0] != "wrap_up" or (was[1] is not None and was[1] <= self.now), "served inside wrap-up"
        if was[0] == "serving" and got.id == was[2]:
            return
        assert got.id in kept or seat == 3 or got.topic_id in {
            0: self.queue.topics[:1], 1: self.queue.topics[1:], 2: self.queue.topics,
        }[seat]  # fmt: skip

    @rule(seat=seats, n=anybody)
    @precondition(lambda self: self.callers)
    def take_a_certain_one(self, seat: int, n: int) -> None:
        shift = self.shifts[seat]
        self.attempt(lambda: line.claim(self.caller(n), shift, actor=self.queue.seats[shift], now=self.now))

    @rule(n=anybody, how=st.integers(0, 4))
    def end_a_call(self, n: int, how: int) -> None:
        held = self.hand(n)
        if held is None:
            return
        caller, shift = held
        actor = self.queue.seats[shift]
        acts: list[Callable[[], Any]] = [
            lambda: line.finish(caller, "answered", actor=actor, now=self.now),
            lambda: line.hand_back(caller, "break", actor=actor, now=self.now),
            lambda: line.attempt_failed(caller, "no_answer", actor=actor, now=self.now),
            lambda: line.to_callback(caller, self.now + timedelta(minutes=10), actor=actor, now=self.now),
            lambda: line.keep(caller, actor=actor, now=self.now),
        ]
        self.attempt(acts[how])

    @rule(seat=seats, how=st.integers(0, 4))
    def seat_does(self, seat: int, how: int) -> None:
        shift = self.shifts[seat]
        actor = self.queue.seats[shift]
        acts: list[Callable[[], Any]] = [
            lambda: seat_states.pause(shift, "rest", actor=actor, now=self.now),
            lambda: seat_states.resume(shift, actor=actor, now=self.now),
            lambda: seat_states.sit_down(shift, actor=actor, now=self.now),
            lambda: seat_states.start_wrap_up(shift, actor=actor, now=self.now),
            lambda: seat_states.leave(shift, actor=actor, now=self.now),
        ]
        self.attempt(acts[how])

    # ── what the supervisor and time do ─────────────────────────────────────────────────────────────────────────────
    @rule(n=anybody, seat=st.integers(-1, 3), how=st.integers(0, 2))
    @precondition(lambda self: self.callers)
    def supervise(self, n: int, seat: int, how: int) -> None:
        who, shift = self.caller(n), self.shifts[seat] if seat >= 0 else None
        acts: list[Callable[[], Any]] = [
            lambda: line.reassign(who, shift, actor=SUPERVISOR, now=self.now),
            lambda: line.raise_priority(who, "urgent", actor=SUPERVISOR, now=self.now),
            lambda: line.close(who, "twice", actor=SUPERVISOR, now=self.now),
        ]
        self.attempt(acts[how])

    @rule(seconds=st.sampled_from((5, 30, 61, 125, 600)), look=st.booleans())
    def wait(self, seconds: int, look: bool) -> None:
        self.now += timedelta(seconds=seconds)
        if look:
            seat_states.look(self.now)

    # ── what always holds ───────────────────────────────────────────────────────────────────────────────────────────
    @invariant()
    def nobody_vanishes(self) -> None:
        if not hasattr(self, "queue"):
            return
        db.session.rollback()
        found = select(Waiter).where(Waiter.campaign_id == self.queue.campaign.id)
        rows = {row.id: row for row in db.session.scalars(found.execution_options(populate_existing=True))}
        assert sorted(rows) == sorted(self.callers), "a caller vanished"
        states = select(SeatState).where(SeatState.campaign_id == self.queue.campaign.id)
        serving: dict[int, int] = {}
        for seat in db.session.scalars(states.execution_options(populate_existing=True)):
            assert (seat.state == "serving") == (seat.serving_waiter is not None)
            if seat.serving_waiter is not None:
                assert seat.serving_waiter not in serving.values(), "in two hands"
                serving[seat.shift_id] = seat.serving_waiter
        for row in rows.values():
            if row.state == "waiting":
                assert row.ended_at is None
                assert row.shift_id is None
                assert row.lane in (row.topic_id, None) or row.lane in [-shift for shift in self.shifts]
                assert row.lane is not None or row.not_before is not None, "waits and can't be taken"
            elif row.state == "claimed":
                assert serving.get(row.shift_id or 0) == row.id
                assert row.lane is None
                assert row.lease_until
            else:
                assert row.ended_at is not None
                assert row.lane is None
                assert row.lease_until is None
        self.places_never_get_worse([row.id for row in rows.values() if row.state == "waiting"])

    def places_never_get_worse(self, waiting: list[int]) -> None:
        for one in waiting[:3] + waiting[-2:]:
            ahead = positions.position(one, now=self.now).ahead
            assert ahead <= self.told.get(one, ahead), "a place that was told got worse"
            self.told[one] = ahead

    @invariant()
    def the_record_is_whole(self) -> None:
        if not hasattr(self, "queue"):
            return
        for shift in self.shifts:
            changes = db.session.scalars(
                select(SeatChange).filter_by(shift_id=shift).order_by(SeatChange.ordinal)
            ).all()
            assert [change.ordinal for change in changes] == list(range(1, len(changes) + 1))
            for one, two in itertools.pairwise(changes):
                assert one.at <= two.at
                assert not (one.state == "wrap_up" and two.state == "serving")
        open_tries = select(Attempt.waiter_id).where(
            Attempt.ended_at.is_(None), Attempt.waiter_id.in_(self.callers)
        )
        tried = list(db.session.scalars(open_tries))
        assert len(tried) == len(set(tried))


def test_a_random_day_of_the_line(db_session) -> None:
    profile = settings.get_profile(settings.get_current_profile_name())
    examples = min(max(profile.max_examples // 10, 5), 150)
    run_state_machine_as_test(Day, settings=settings(profile, max_examples=examples, stateful_step_count=25))
