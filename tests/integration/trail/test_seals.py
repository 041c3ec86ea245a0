"""Sealing and checking on the real database, altered behind the product's back."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from core.base import audit, audit_seals
from core.base.access import SYSTEM
from core.base.audit import AuditEntry
from core.base.audit_seals import AuditSeal, seal_due, verify
from core.base.db import db, unit_of_work

NOW = datetime(2026, 5, 15, 1, 0, tzinfo=UTC)


def act(count: int = 1, now: datetime = NOW) -> None:
    with unit_of_work():
        for number in range(count):
            audit.record(SYSTEM, now, "users.signed_in", subject=("user", number), n=number, who=["甲", None])


def found(noted: str = "") -> set[tuple[str, int | None]]:
    return {(f.code, f.entry if f.entry is not None else f.seal) for f in verify(NOW, noted)[2]}


@contextmanager
def unlocked() -> Iterator[Any]:
    """As somebody who owns the database file or server: the triggers are taken off."""
    with db.engine.connect().execution_options(yangguang_write=True) as connection, connection.begin():
        for table in ("base_audit", "base_audit_seal"):
            if db.engine.dialect.name == "sqlite":
                for verb in ("update", "delete"):
                    connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_no_{verb}"))
            else:
                connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
        yield connection


@pytest.mark.parametrize("table", ["base_audit", "base_audit_seal"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
def test_the_database_itself_refuses_changes(db_session, table: str, statement: str) -> None:
    act()
    seal_due(NOW)
    column = "user_id" if table == "base_audit" else "count"
    db.session.rollback()
    with pytest.raises(DBAPIError, match="append-only"):
        db.session.execute(text(statement.format(table, column, 5)))
    db.session.rollback()


def test_the_models_refuse_changes_too(db_session) -> None:
    act()
    with pytest.raises(PermissionError), unit_of_work() as session:
        session.query(AuditEntry).one().user_id = 5
    with pytest.raises(PermissionError), unit_of_work() as session:
        session.delete(session.query(AuditEntry).one())


def test_batches_hang_together_and_nothing_is_sealed_twice(db_session, monkeypatch) -> None:
    monkeypatch.setattr(audit_seals, "MOST_IN_A_SEAL", 4)
    assert seal_due(NOW) == 0
    act(9)
    assert seal_due(NOW) == 9
    assert seal_due(NOW) == 0
    act(1)
    assert seal_due(NOW) == 1
    seals = db.session.query(AuditSeal).order_by(AuditSeal.number).all()
    assert [s.count for s in seals] == [4, 4, 1, 1]
    assert [s.previous_digest for s in seals[1:]] == [s.digest for s in seals[:-1]]
    assert verify(NOW) == (4, 10, [])


@pytest.mark.parametrize(
    ("statement", "wanted"),
    [
        ("UPDATE base_audit SET user_id = 5 WHERE id = 2", {("entry_altered", 2)}),
        ("UPDATE base_audit SET codes = '{}' WHERE id = 3", {("entry_altered", 3)}),
        ("DELETE FROM base_audit WHERE id = 2", {("entry_missing", 2)}),
        ("UPDATE base_audit SET id = 99 WHERE id = 3", {("entry_missing", 3)}),
        ("DELETE FROM base_audit_seal WHERE number = 1", {("seal_missing", 1)}),
        ("UPDATE base_audit_seal SET entries = '[]' WHERE number = 2", {("seal_altered", 2)}),
        ("UPDATE base_audit_seal SET digest = previous_digest WHERE number = 1", {("seal_altered", 1)}),
        ("UPDATE base_audit_seal SET count = 1 WHERE number = 1", {("seal_altered", 1)}),
        ("UPDATE base_audit_seal SET last_id = 9 WHERE number = 2", {("seal_altered", 2)}),
        ("UPDATE base_audit_seal SET horizon = 77 WHERE number = 2", {("seal_altered", 2)}),
        ("UPDATE base_audit_seal SET horizon = -9 WHERE number = 2", {("seal_altered", 2)}),
        ("UPDATE base_audit_seal SET key_id = 'zz' WHERE number = 1", {("seal_altered", 1)}),
    ],
)
def test_what_was_done_by_raw_sql_is_found(db_session, statement: str, wanted: set[Any]) -> None:
    act(3)
    seal_due(NOW)
    act(2)
    seal_due(NOW)
    with unlocked() as connection:
        connection.execute(text(statement))
    assert wanted <= found()
    only = {code for code, _ in found()} - {"entry_unsealed", "entry_inserted", "head_not_found"}
    assert only == {code for code, _ in wanted}


@pytest.mark.parametrize(
    ("statement", "wanted"),
    [
        ("UPDATE base_audit SET codes = '{no json' WHERE id = 3", ("entry_altered", 3)),
        ("UPDATE base_audit SET at = 'yesterday' WHERE id = 2", ("entry_altered", 2)),
        ("UPDATE base_audit_seal SET entries = '[1, 2' WHERE number = 1", ("seal_altered", 1)),
    ],
)
def test_what_can_not_even_be_read_is_named_too(db_session, statement: str, wanted: tuple[str, int]) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL refuses such values itself")
    act(4)
    seal_due(NOW)
    with unlocked() as connection:
        connection.execute(text(statement))
    assert wanted in found()
    seals, entries, _ = verify(NOW)
    assert (seals, entries) == (1, 4)


def test_an_end_that_was_cut_off_is_found_by_what_was_noted(app, db_session) -> None:
    act(2)
    seal_due(NOW)
    act(2)
    seal_due(NOW)
    head = audit_seals.head()
    assert head is not None
    with unlocked() as connection:
        connection.execute(text("DELETE FROM base_audit WHERE id > 2"))
        connection.execute(text("DELETE FROM base_audit_seal WHERE number = 2"))
    assert found() == {("head_not_found", 2)}, "the file beside the database knows"
    (app.config["YANGGUANG"].instance / audit_seals.HEAD_FILE).unlink()
    assert found() == set()
    assert found(head[1]) == {("head_not_found", None)}


@pytest.mark.postgres
def test_a_smaller_id_that_becomes_visible_later_is_sealed_too(db_session, monkeypatch) -> None:
    monkeypatch.setattr(audit_seals, "LOOK_BACK", 0)
    late = db.engine.connect()
    began = late.begin()
    insert = text(
        "INSERT INTO base_audit (at, action, subject_type, codes) VALUES (now(), 'users.signed_in', 'user', '{}') RETURNING id"
    )
    first = late.execute(insert).scalar_one()
    act(2)
    assert seal_due(NOW) == 2
    act(1)
    assert seal_due(NOW) == 1
    began.commit()
    late.close()
    assert seal_due(NOW) == 1
    sealed = [pair[0] for s in db.session.query(AuditSeal) for pair in s.entries]
    assert sorted(sealed) == [first, first + 1, first + 2, first + 3]
    # The horizon waits for every running transaction of the server, also those of other databases.
    horizon, patience = 0, time.monotonic() + 30
    while horizon <= first + 2 and time.monotonic() < patience:
        act(1)
        seal_due(NOW)
        horizon = db.session.query(AuditSeal).order_by(AuditSeal.number.desc()).limit(1).one().horizon
        time.sleep(0.05)
    assert horizon > first + 2, "what can't change any more isn't looked at again"
    assert verify(NOW)[2] == []


def test_of_two_sealers_one_seals(app, db_session) -> None:
    from threading import Barrier, Thread

    act(50)
    barrier, done = Barrier(2), []

    def go() -> None:
        with app.app_context():
            barrier.wait()
            done.append(seal_due(NOW))

    threads = [Thread(target=go) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(done) == 50
    assert verify(NOW) == (len([d for d in done if d]), 50, [])


def test_the_commands(db_session, runner) -> None:
    from core.trail.commands import audit_group

    act(3, now=datetime.now(UTC))
    assert runner.invoke(audit_group, ["head"]).exit_code == 1
    assert "封存了 3 条" in runner.invoke(audit_group, ["seal"]).output
    number, digest = runner.invoke(audit_group, ["head"]).output.split()
    assert number == "1"
    sound = runner.invoke(audit_group, ["verify", "--json", "--head", digest])
    assert (sound.exit_code, json.loads(sound.output)["ok"]) == (0, True)
    assert runner.invoke(audit_group, ["verify", "--head", "xyz"]).exit_code == 2
    with unlocked() as connection:
        connection.execute(text("UPDATE base_audit SET action = 'users.signed_out' WHERE id = 2"))
    broken = runner.invoke(audit_group, ["verify"])
    assert broken.exit_code == 1
    assert "记录 2 被改动过" in broken.output
    as_json = json.loads(runner.invoke(audit_group, ["verify", "--json"]).output)
    assert as_json["findings"] == [{"code": "entry_altered", "entry": 2, "seal": 1}]


def test_the_worker_seals_by_itself_and_plans_the_night(app, db_session) -> None:
    from core.base.jobs import JobRow
    from core.trail.upkeep import keep_up

    act(2)
    keep_up(NOW)
    keep_up(NOW + timedelta(seconds=2))
    assert verify(NOW)[:2] == (1, 2)
    jobs = db.session.query(JobRow).filter_by(name="trail.purge").all()
    assert [job.run_at for job in jobs] == [datetime(2026, 5, 15, 19, 10, tzinfo=UTC)]
