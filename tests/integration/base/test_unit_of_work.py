"""One transaction: all or nothing, fresh at its start, joined by inner ones; a writer never fails as "locked"."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import StatementError

from core.base import audit, clock
from core.base.access import SYSTEM
from core.base.audit import AuditEntry
from core.base.db import after_commit, db, unit_of_work


def entries() -> int:
    return db.session.scalar(select(func.count()).select_from(AuditEntry)) or 0


def write(number: int = 1) -> None:
    audit.record(SYSTEM, clock.now(), "test.written", subject=("test", number))


def test_an_error_undoes_everything_and_drops_what_was_to_follow(db_session) -> None:
    called: list[int] = []
    with pytest.raises(RuntimeError), unit_of_work():
        write()
        after_commit(lambda: called.append(1))
        raise RuntimeError
    assert (entries(), called) == (0, [])


def test_an_inner_one_joins_the_outer(db_session) -> None:
    with pytest.raises(RuntimeError), unit_of_work():
        with unit_of_work():
            write()
        raise RuntimeError
    assert entries() == 0
    with unit_of_work():
        with unit_of_work():
            write()
        write()
    assert entries() == 2


def test_what_follows_runs_once_after_the_commit(db_session) -> None:
    seen: list[int] = []

    def look() -> None:
        seen.append(entries())

    with unit_of_work():
        write()
        after_commit(look)
        after_commit(look)
    assert seen == [1]


def test_moments_come_back_aware_and_naive_ones_are_refused(db_session) -> None:
    east = datetime(2024, 8, 1, 9, 0, tzinfo=timezone(timedelta(hours=8)))
    with unit_of_work():
        audit.record(SYSTEM, east, "test.written", subject=("test", 1))
    stored = db.session.scalars(select(AuditEntry)).one()
    assert stored.at == east
    assert stored.at.utcoffset() == timedelta(0)
    with pytest.raises(StatementError, match="time zone"), unit_of_work():
        audit.record(SYSTEM, datetime(2024, 8, 1, 9, 0), "test.written", subject=("test", 1))  # noqa: DTZ001


def test_writers_at_once_all_get_through(app) -> None:
    """Each reads first, then writes: on SQLite exactly what fails as "locked" without BEGIN IMMEDIATE."""
    faults: list[BaseException] = []
    start = threading.Barrier(8)

    def work() -> None:
        try:
            with app.app_context():
                start.wait(10)
                for number in range(5):
                    with unit_of_work():
                        entries()
                        write(number)
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert faults == []
    with app.app_context():
        assert entries() == 40
