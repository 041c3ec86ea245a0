"""The fixtures themselves: every test starts from the same migrated, empty database."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import inspect, text

from core.base.db import db
from core.plugin.migrations import standings


def leave_a_trace(app: Flask) -> list[str]:
    with app.app_context(), db.engine.begin() as connection:
        found = [name for name in inspect(connection).get_table_names() if name == "trace"]
        connection.execute(text("CREATE TABLE IF NOT EXISTS trace (n INTEGER)"))
        return found


def test_one_test_sees_nothing_of_another(app: Flask) -> None:
    assert leave_a_trace(app) == []


def test_nor_the_other_way_round(app: Flask) -> None:
    assert leave_a_trace(app) == []


def test_nothing_is_left_to_migrate(app: Flask) -> None:
    pending = [standing.name for standing in standings(app) if standing.pending]
    assert not pending


def test_the_database_is_the_one_of_this_run(app: Flask, database_kind: str) -> None:
    with app.app_context():
        assert db.engine.dialect.name == database_kind


def test_two_copies_share_what_they_keep(make_app: Callable[..., Flask]) -> None:
    first, second = make_app(), make_app()
    assert leave_a_trace(first) == []
    assert leave_a_trace(second) == ["trace"]


def test_health(client: FlaskClient) -> None:
    assert client.get("/healthz").status_code == 200
