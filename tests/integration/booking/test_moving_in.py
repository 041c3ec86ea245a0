"""The migration: what was booked before quotas and lines is there afterwards, and back again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

import core
from core.base.db import db
from core.plugin import migrations
from tests.support.databases import Databases, base_settings

AT = "'2026-09-01 01:00:00'"
OLD = (
    f"INSERT INTO booking_event (id, owner_kind, owner_id, campaign_id, opens_at, closes_at, state) VALUES (1, 'test', 1, 1, {AT}, {AT}, 'open')",
    *(
        f"INSERT INTO booking_session (id, event_id, ordinal, title, place, starts_at, ends_at, capacity, taken, issued) VALUES ({n}, 1, {n}, '上午场', '东门', {AT}, {AT}, {n + 1}, 1, 2)"
        for n in (1, 2)
    ),
    *(
        "INSERT INTO booking_booking (id, event_id, session_id, number, category, person_digest, phone_sealed, name_sealed, state, idempotency_key, token_digest, declared, needs, photo_consent, notice_agreed_at, created_at) "
        f"VALUES ({n}, 1, {session}, '0919-1-{n:03d}', '其他群众', '{person}', '1.x', '1.y', '{state}', 'k{n}', 't{n}', '[]', '[]', {{false}}, {AT}, {AT})"
        for n, session, person, state in (
            (1, 1, "a", "booked"),
            (2, 1, "b", "cancelled"),
            (3, 2, "b", "booked"),
        )
    ),
)


@pytest.fixture
def empty_app(databases: Databases, tmp_path: Path) -> Iterator[Flask]:
    url = databases.empty()
    app = core.create_app(base_settings(tmp_path / "instance", url))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
    databases.drop(url)


def test_older_bookings_move_into_the_pool_and_back(empty_app: Flask, database_kind: str) -> None:
    history = next(h for h in migrations.histories(empty_app) if h.name == "core")
    false = "0" if database_kind == "sqlite" else "false"
    migrations.upgrade(history, "0013_campaign_life")
    with db.engine.begin() as connection:
        for statement in OLD:
            connection.execute(text(statement.replace("{false}", false)))
    migrations.upgrade(history, "0014_places")
    with db.engine.begin() as connection:
        quotas = connection.execute(
            text("SELECT session_id, kind, capacity, taken, waiting FROM booking_quota ORDER BY session_id")
        )
        assert [tuple(row) for row in quotas] == [(1, "pool", 2, 1, 0), (2, "pool", 3, 1, 0)]
        moved = connection.execute(
            text(
                "SELECT b.id, q.session_id, b.party, b.slot, b.way, b.reach, b.state FROM booking_booking b "
                "JOIN booking_quota q ON q.id = b.quota_id ORDER BY b.id"
            )
        )
        assert [tuple(row) for row in moved] == [
            (1, 1, 1, 0, "self", "sms", "booked"),
            (2, 1, 1, 0, "self", "sms", "cancelled"),
            (3, 2, 1, 0, "self", "sms", "booked"),
        ]
        connection.execute(text("UPDATE booking_booking SET state = 'waiting', queue_no = 1 WHERE id = 3"))
    migrations.downgrade(history, "0013_campaign_life")
    with db.engine.begin() as connection:
        old = connection.execute(text("SELECT id, state FROM booking_booking ORDER BY id"))
        assert [tuple(row) for row in old] == [(1, "booked"), (2, "cancelled"), (3, "cancelled")]
        taken = connection.execute(text("SELECT taken FROM booking_session ORDER BY id"))
        assert [row.taken for row in taken] == [1, 0]
