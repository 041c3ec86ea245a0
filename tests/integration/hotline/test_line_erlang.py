"""A day of random callers through the real queue, on a virtual clock, against Erlang C."""

from __future__ import annotations

import heapq
import os
import random
from datetime import timedelta

from core.base.db import db, unit_of_work
from plugins.hotline.rules import erlang
from plugins.hotline.service import seat_states
from tests.integration.hotline.line_scene import NOW, Line, make_line

SEATS, LOAD, MEAN = 4, 3.2, 180.0
#: few in `make test`, a long day in `make soak`; the bound is that of the issue for a long one
CALLERS = int(os.environ.get("ERLANG_CALLERS", "250"))


def simulate(queue: Line, callers: int, seed: int) -> tuple[list[float], list[float]]:
    """(seconds waited in the real queue, seconds in a queue that is nothing but numbers), the same callers in both."""
    chance = random.Random(seed)
    seats = [queue.seat(0, ends=NOW + timedelta(days=90)) for _ in range(SEATS)]
    rate = LOAD / MEAN
    arrivals, at = [], 0.0
    for _ in range(callers):
        at += chance.expovariate(rate)
        arrivals.append((at, chance.expovariate(1 / MEAN)))
    free_at = [0.0] * SEATS
    pure = []
    for came, length in arrivals:
        first = heapq.heappop(free_at)
        pure.append(max(0.0, first - came))
        heapq.heappush(free_at, max(first, came) + length)
    waited: list[float] = []
    came_at: dict[int, tuple[float, float]] = {}
    talking: list[tuple[float, int, int]] = []
    idle, ahead = list(seats), 0
    events = [*arrivals]
    while events or talking:
        if events and (not talking or events[0][0] <= talking[0][0]):
            moment, length = events.pop(0)
            got = queue.join(0, now=NOW + timedelta(seconds=moment), phone="")
            came_at[got.id] = (moment, length)
            ahead += 1
        else:
            moment, seat, waiter = heapq.heappop(talking)
            now = NOW + timedelta(seconds=moment)
            queue.finish(waiter, seat, now)
            seat_states.end_wrap_up(seat, actor=queue.seats[seat], now=now)
            idle.append(seat)
        while idle and ahead:
            seat = idle.pop(0)
            now = NOW + timedelta(seconds=moment)
            got_one = queue.next(seat, now)
            assert got_one is not None
            ahead -= 1
            came, length = came_at[got_one.id]
            waited.append(moment - came)
            heapq.heappush(talking, (moment + length, seat, got_one.id))
            with unit_of_work():  # nobody's browser keeps the lease here
                db.session.execute(
                    db.text("UPDATE hotline_waiter SET lease_until = NULL WHERE id = :one"),
                    {"one": got_one.id},
                )
    return waited, pure


def test_a_day_agrees_with_erlang_c(db_session) -> None:
    queue = make_line(1)
    waited, pure = simulate(queue, CALLERS, seed=8890)
    # Caller by caller the queue does what a queue of numbers does: first come, first served, no seat idle before a caller.
    assert len(waited) == CALLERS
    assert all(abs(one - other) < 0.01 for one, other in zip(sorted(waited), sorted(pure), strict=True))
    found = sum(one > 0.001 for one in waited) / CALLERS
    expected = erlang.waiting_probability(SEATS, LOAD)
    # A short day strays by chance; a long one may not.
    assert abs(found - expected) <= (0.05 * expected if CALLERS >= 10_000 else 0.35 * expected)


def test_the_queue_of_numbers_is_erlang_c() -> None:
    """What the real queue is compared with caller by caller, over a hundred thousand callers: within 5 %."""
    chance = random.Random(12345)
    free_at, at, waits, seconds, served = [0.0] * SEATS, 0.0, 0, 0.0, 0
    heapq.heapify(free_at)
    for n in range(200_000):
        at += chance.expovariate(LOAD / MEAN)
        first = heapq.heappop(free_at)
        heapq.heappush(free_at, max(first, at) + chance.expovariate(1 / MEAN))
        if n >= 2_000:
            served += 1
            waits += first > at
            seconds += max(0.0, first - at)
    assert abs(waits / served / erlang.waiting_probability(SEATS, LOAD) - 1) <= 0.05
    assert abs(seconds / served / erlang.mean_wait(SEATS, LOAD, MEAN) - 1) <= 0.05
