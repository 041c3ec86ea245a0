"""Many seats ask for the next caller at once, on the database of the run: each caller exactly once, in order, none lost.

The same with two server processes and over HTTP is in tests/e2e/test_hotline_rush.py.
"""

from __future__ import annotations

import os
import threading
from collections import Counter

from flask import Flask
from sqlalchemy import func, select

from core.base.db import db
from plugins.hotline.models import Attempt, Waiter
from plugins.hotline.service import seat_states
from tests.integration.hotline.line_scene import NOW, Line, make_line

CALLERS = int(os.environ.get("RUSH_CALLERS", "160"))


def drain(app: Flask, queue: Line, seats: list[int]) -> list[tuple[int, int]]:
    """Every seat takes callers until nobody is left; (order of being served, waiter)."""
    taken: list[tuple[int, int]] = []
    faults: list[str] = []
    gate = threading.Barrier(len(seats))

    def serve(seat: int) -> None:
        with app.app_context():
            gate.wait()
            try:
                while (got := queue.next(seat)) is not None:
                    taken.append((len(taken), got.id))
                    queue.finish(got.id, seat, NOW)
                    seat_states.end_wrap_up(seat, actor=queue.seats[seat], now=NOW)
            except Exception as problem:
                faults.append(f"{type(problem).__name__}: {problem}")

    threads = [threading.Thread(target=serve, args=(seat,)) for seat in seats]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=300)
    assert faults == []
    return taken


def test_each_exactly_once_and_in_order(app: Flask, db_session, database_kind: str) -> None:
    clients = 32 if database_kind == "postgresql" else 8
    queue = make_line(8)
    seats = [queue.seat(*((), (n % 8, (n + 1) % 8))[n % 2]) for n in range(clients)]
    callers = [queue.join(n % 8, now=NOW).id for n in range(CALLERS)]
    db.session.rollback()
    taken = drain(app, queue, seats)
    assert sorted(waiter for _n, waiter in taken) == callers
    db.session.rollback()
    assert Counter(db.session.scalars(select(Waiter.state))) == {"done": CALLERS}
    assert db.session.scalar(select(func.count()).select_from(Attempt)) == CALLERS
    # Fair: in each topic the order of being taken is that of coming; commits of one moment may be told apart by nothing.
    tries = db.session.execute(
        select(Waiter.topic_id, Attempt.id, Waiter.id)
        .join(Waiter, Waiter.id == Attempt.waiter_id)
        .order_by(Attempt.id)
    ).all()
    for topic in queue.topics:
        order = [row[2] for row in tries if row[0] == topic]
        worst = max((abs(n - sorted(order).index(one)) for n, one in enumerate(order)), default=0)
        assert worst <= clients, "somebody was passed by more than ask at one moment"
