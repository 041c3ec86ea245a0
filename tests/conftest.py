"""Fixtures that every test may use: a fresh migrated copy of the product on the database of this run."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

from tests.support import databases as made
from tests.support.databases import Databases

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient, FlaskCliRunner
    from flask_sqlalchemy.session import Session
    from sqlalchemy.orm import scoped_session

settings.register_profile(
    "quick", deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "soak", deadline=None, max_examples=5000, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("quick")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite", help="what to test on")


def pytest_configure(config: pytest.Config) -> None:
    """A test must not depend on the settings of the shell it was started from."""
    from core.base.config import KNOWN

    for name in KNOWN:
        os.environ.pop(name, None)
    # The same argon2id, made quick: hundreds of sign-ins would otherwise cost minutes of nothing but hashing.
    from argon2 import PasswordHasher

    from core.users import passwords

    passwords.HASHER = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL run only what reads a database: the rest has run on SQLite and can't differ."""
    kind = config.getoption("--database")
    kept: list[pytest.Item] = []
    left_out: list[pytest.Item] = []
    for item in items:
        other = "postgres" if kind == "sqlite" else "sqlite"
        if item.get_closest_marker(other):
            item.add_marker(pytest.mark.skip(reason=f"needs {other}"))
        if item.get_closest_marker("redis") and not os.environ.get("TEST_REDIS_URL"):
            item.add_marker(pytest.mark.skip(reason="TEST_REDIS_URL is not set; make test starts a server"))
        uses_database = "databases" in getattr(item, "fixturenames", ()) or item.get_closest_marker(
            "postgres"
        )
        (kept if kind == "sqlite" or uses_database else left_out).append(item)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = kept


@pytest.fixture(scope="session")
def database_kind(request: pytest.FixtureRequest) -> str:
    """`sqlite` or `postgresql`."""
    kind: str = request.config.getoption("--database")
    return kind


@pytest.fixture(scope="session")
def databases(database_kind: str, tmp_path_factory: pytest.TempPathFactory) -> Databases:
    """Makes databases: `empty()`, `copy()` of the migrated one, `drop(url)`."""
    return made.databases(database_kind, tmp_path_factory.mktemp("databases"), os.environ)


@pytest.fixture
def database_url(databases: Databases) -> Iterator[str]:
    """A fresh database with all tables and no rows but those the migrations make."""
    url = databases.copy()
    yield url
    databases.drop(url)


@pytest.fixture
def redis_url() -> str:
    """A Redis server of this run; mark the test `redis`."""
    return os.environ["TEST_REDIS_URL"]


@pytest.fixture
def make_app(database_url: str, tmp_path: Path) -> Iterator[Callable[..., Flask]]:
    """Make a copy of the product: `make_app(CLOCK="2024-08-01T09:00", SMS_GATEWAY="demo")`.

    All copies that a test makes share its database and instance folder. Nothing is pushed: wrap direct
    calls of services in `with app.app_context():`, and keep that apart from requests, which would else
    share one `g`.
    """
    from core import create_app
    from core.base import clock
    from core.base.db import db

    apps = []

    def make(**overrides: Any) -> Flask:
        app = create_app({**made.base_settings(tmp_path / "instance", database_url), **overrides})
        app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
        apps.append(app)
        return app

    yield make
    clock.set_clock("")
    for app in apps:
        with app.app_context():
            db.session.remove()
            for engine in db.engines.values():
                engine.dispose()
    shutil.rmtree(tmp_path / "instance", ignore_errors=True)


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    """The product as it comes, on a fresh migrated database."""
    return make_app()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without cookies; forms need no CSRF token."""
    return app.test_client()


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    """Runs the product's commands."""
    return app.test_cli_runner()


@pytest.fixture
def db_session(app: Flask) -> Iterator[scoped_session[Session]]:
    """An application context and its session, for tests that call services and never send a request."""
    from core.base.db import db

    with app.app_context():
        yield db.session
        db.session.rollback()
