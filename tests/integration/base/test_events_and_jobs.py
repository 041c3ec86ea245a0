"""Events and jobs are rows written with the fact: none lost, repeats harmless, a failing one is tried again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from core.base import audit, clock, events, jobs
from core.base.access import SYSTEM
from core.base.audit import AuditEntry
from core.base.db import db, unit_of_work
from core.base.events import Delivery
from core.base.jobs import JobRow
from core.base.registry import registry


@pytest.fixture
def heard(db_session) -> list[events.Event]:
    """A listener of the test's own, alone on the line."""
    gathered: list[events.Event] = []
    house = registry()
    house.event_names.add("test.happened")
    house.listeners.clear()
    house.listeners["test"] = lambda event, now: gathered.append(event)
    return gathered


def test_an_event_is_delivered_once_and_only_when_stored(heard) -> None:
    now = clock.now()
    with pytest.raises(RuntimeError), unit_of_work():
        events.emit("test.happened", now=now, number=1)
        raise RuntimeError
    assert events.deliver_due(now) == 0
    with unit_of_work():
        events.emit("test.happened", now=now, campaign_id=4, number=2)
    assert events.deliver_due(now) == 1
    assert events.deliver_due(now) == 0
    assert [(e.name, e.campaign_id, e.payload) for e in heard] == [("test.happened", 4, {"number": 2})]


def test_an_undeclared_event_is_a_fault_at_once(heard) -> None:
    with pytest.raises(ValueError, match=r"test\.unheard"), unit_of_work():
        events.emit("test.unheard", now=clock.now())


def test_a_failing_listener_is_tried_again_later_and_what_it_did_is_undone(heard) -> None:
    now, keys = clock.now(), []

    def failing(event: events.Event, now) -> None:
        keys.append(event.key)
        audit.record(SYSTEM, now, "test.written", subject=("test", 1))
        if len(keys) < 3:
            raise RuntimeError("not yet")

    registry().listeners["test"] = failing
    with unit_of_work():
        events.emit("test.happened", now=now)
    assert events.deliver_due(now) == 0
    assert events.deliver_due(now) == 0, "it waits before the next try"
    assert events.deliver_due(now + timedelta(minutes=1)) == 0
    assert events.deliver_due(now + timedelta(minutes=5)) == 1
    assert len(set(keys)) == 1
    assert db.session.scalar(select(func.count()).select_from(AuditEntry)) == 1
    assert db.session.scalars(select(Delivery.attempts)).all() == [2]


def test_a_job_with_a_key_is_done_once(db_session) -> None:
    done: list[int] = []
    registry().jobs["test.count"] = lambda now, number: done.append(number)
    now = clock.now()
    with unit_of_work():
        for _ in range(3):
            jobs.enqueue("test.count", now=now, key="one", number=7)
        jobs.enqueue("test.count", now=now, run_at=now + timedelta(hours=1), number=8)
    assert jobs.run_due(now) == 1
    assert jobs.run_due(now) == 0
    assert jobs.run_due(now + timedelta(hours=2)) == 1
    assert done == [7, 8]


def test_a_job_that_always_fails_ends_as_failed(db_session) -> None:
    def broken(now) -> None:
        raise RuntimeError("never")

    registry().jobs["test.broken"] = broken
    now = clock.now()
    with unit_of_work():
        jobs.enqueue("test.broken", now=now)
    for _ in range(jobs.MOST_ATTEMPTS):
        jobs.run_due(now)
        now += timedelta(hours=3)
    row = db.session.scalars(select(JobRow)).one()
    assert (row.state, row.attempts) == ("failed", jobs.MOST_ATTEMPTS)
    assert "never" in row.fault
