"""Events get positions in such a way that a reader who has seen one has missed none before it."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from core.base import clock, live
from core.base.db import db, unit_of_work

PLACES = "booking.places"


def tell(n: int) -> None:
    with unit_of_work():
        live.tell(PLACES, now=clock.now(), campaign_id=1, key=n)


def test_a_reader_gets_what_came_after_its_position(app: Flask) -> None:
    with app.app_context():
        for n in (1, 2, 3):
            tell(n)
        live.arrange()
        everything = live.since(0)
        assert everything is not None
        assert [event.key for event in everything] == [1, 2, 3]
        seen = everything[0].position
        only_two = live.since(seen, [live.Channel(PLACES, 1, 2)])
        assert only_two is not None
        assert [event.key for event in only_two] == [2]
        assert live.since(live.newest()) == []


def test_what_nobody_read_is_past_when_a_stream_opens(app: Flask) -> None:
    """A rush leaves thousands of events: one look takes them all, else they would be news to the first reader after it."""
    with app.app_context():
        with unit_of_work():
            for n in range(2500):
                live.tell(PLACES, now=clock.now(), campaign_id=1, key=n + 1)
        live.arrange()
        assert live.newest() == 2500
        tell(1)
        live.arrange()
        told = live.since(2500)
        assert told is not None
        assert [event.position for event in told] == [2501]


def test_what_was_undone_is_never_told(app: Flask) -> None:
    with app.app_context():
        with pytest.raises(RuntimeError), unit_of_work():
            live.tell(PLACES, now=clock.now(), campaign_id=1)
            raise RuntimeError("the fact didn't happen")
        live.arrange()
        assert live.newest() == 0


def test_who_was_away_too_long_is_told_so(app: Flask) -> None:
    with app.app_context():
        for n in range(3):
            tell(n)
        live.arrange()
        first = live.since(0)
        assert first is not None
        live.forget_old(clock.now() + live.KEPT + timedelta(minutes=1))
        assert live.since(first[0].position) is None
        assert live.newest() == first[-1].position, "positions go on from the last one"
        assert live.since(first[-1].position) == []
        assert live.since(first[-1].position + 5) is None, "a position of another database"


@pytest.mark.postgres
def test_a_row_stored_late_is_not_skipped(app: Flask) -> None:
    """On PostgreSQL the smaller id may be stored after the larger one."""
    begun, finish = threading.Event(), threading.Event()

    def slow() -> None:
        with app.app_context(), unit_of_work() as session:
            live.tell(PLACES, now=clock.now(), campaign_id=1, key=1)
            session.flush()  # it has its id
            begun.set()
            finish.wait(10)

    thread = threading.Thread(target=slow)
    thread.start()
    with app.app_context():
        begun.wait(10)
        tell(2)
        live.arrange()
        early = live.since(0)
        assert early is not None
        assert [event.key for event in early] == [2]
        finish.set()
        thread.join()
        live.arrange()
        late = live.since(early[0].position)
        assert late is not None
        assert [event.key for event in late] == [1]


@pytest.mark.postgres
def test_who_begins_at_the_end_waits_for_whoever_arranges(app: Flask) -> None:
    """Two server processes get their first stream at once: neither may begin before what the other is just arranging."""
    begun, finish = threading.Event(), threading.Event()

    def slow() -> None:
        with app.app_context(), unit_of_work() as session:
            live.arrange()
            session.flush()
            begun.set()
            finish.wait(10)

    with app.app_context():
        for n in (1, 2, 3):
            tell(n)
        thread = threading.Thread(target=slow)
        thread.start()
        begun.wait(10)
        live.arrange()
        assert live.newest() == 0, "not stored yet, and nobody waited"
        threading.Timer(0.3, finish.set).start()
        live.arrange(wait=True)
        assert live.newest() == 3
        thread.join()


def test_many_writers_and_arrangers_leave_no_gap(app: Flask) -> None:
    faults: list[BaseException] = []

    def write(start: int) -> None:
        try:
            with app.app_context():
                for n in range(start, start + 15):
                    tell(n)
                    live.arrange()
                    db.session.remove()
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=write, args=(100 * n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    with app.app_context():
        live.arrange()
        told = live.since(0)
        assert told is not None
        assert [event.position for event in told] == list(range(1, 91))
        assert len({event.key for event in told}) == 90


def test_redis_gone_costs_nothing(make_app: Any) -> None:
    app = make_app(REDIS_URL="redis://127.0.0.1:1/0")
    with app.app_context():
        tell(1)
        live.arrange()
        assert live.newest() == 1
