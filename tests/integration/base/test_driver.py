"""The few statements that go to PostgreSQL's driver as they are: the same rows, refusals and stamps as the usual way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, IntegrityError

from core.base import stamps
from core.base.db import dialect_name, insert_many, is_listed, read_rows, unit_of_work
from core.base.registry import registry
from core.users.models import ProvenPhoneRow

NOW = datetime(2026, 5, 15, 9, 0, tzinfo=UTC)


def _row(token: str) -> dict[str, object]:
    return {
        "token_digest": token * 64,
        "phone_digest": "p" * 64,
        "phone_sealed": "1.x",
        "proven_at": NOW,
        "until": NOW + timedelta(hours=2),
    }


def _asked(*tokens: str) -> list[Any]:
    question = select(ProvenPhoneRow.token_digest, ProvenPhoneRow.until).where(
        is_listed(ProvenPhoneRow.token_digest, "tokens", dialect_name())
    )
    return read_rows(question, {"tokens": [token * 64 for token in tokens]})


def test_rows_inside_and_outside_of_a_transaction(app: Flask) -> None:
    with app.app_context():
        with unit_of_work():
            insert_many(ProvenPhoneRow, [_row("a"), _row("b")])
            inside = _asked("a", "b", "c")
        outside = _asked("a", "b", "c")
    for rows in (inside, outside):
        assert sorted(row.token_digest[0] for row in rows) == ["a", "b"]
        assert {row.until for row in rows} == {NOW + timedelta(hours=2)}
        assert {row.until.utcoffset() for row in rows} == {timedelta(0)}


def test_what_the_unit_of_work_has_added_is_seen(app: Flask) -> None:
    with app.app_context(), unit_of_work() as session:
        session.add(ProvenPhoneRow(**_row("f")))
        assert [row.token_digest[0] for row in _asked("f")] == ["f"]


def test_a_refused_row_is_sqlalchemys_error_and_stores_nothing(app: Flask) -> None:
    with app.app_context():
        with pytest.raises(IntegrityError) as refused, unit_of_work():
            insert_many(ProvenPhoneRow, [_row("d"), _row("d")])
        assert "p" * 64 not in str(refused.value)
        assert _asked("d") == []


def test_writing_raises_the_stamp_of_its_table(app: Flask) -> None:
    with app.app_context():
        slots = (stamps.slot_of(ProvenPhoneRow.__tablename__),)
        before = registry().stamps.values(slots)
        with unit_of_work():
            insert_many(ProvenPhoneRow, [_row("e")])
        assert registry().stamps.values(slots) != before


def test_a_broken_line_is_told_once_and_replaced(app: Flask) -> None:
    with app.app_context():
        if dialect_name() == "sqlite":
            pytest.skip("SQLite has no line to break")
        with pytest.raises(DBAPIError), unit_of_work() as session:
            driver: Any = session.connection().connection.driver_connection
            driver.close()
            _asked("a")
        with unit_of_work():
            assert _asked("n") == []
