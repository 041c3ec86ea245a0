"""Fixtures that every test may use: a fresh migrated copy of the product on the database of this run."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings
from jinja2 import FileSystemBytecodeCache

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


@pytest.fixture(scope="session")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What every copy would otherwise make anew in the same way: compiled catalogues and compiled templates."""
    folder = tmp_path_factory.mktemp("warm")
    (folder / "translations").mkdir()
    (folder / "templates").mkdir()
    return folder


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
def make_app(database_url: str, tmp_path: Path, warm: Path) -> Iterator[Callable[..., Flask]]:
    """Make a copy of the product: `make_app(CLOCK="2024-08-01T09:00", SMS_GATEWAY="demo")`.

    All copies that a test makes share its database and instance folder. Nothing is pushed: wrap direct
    calls of services in `with app.app_context():`, and keep that apart from requests, which would else
    share one `g`.
    """
    from core.base import clock

    apps = []

    def make(**overrides: Any) -> Flask:
        app = warm_app({**made.base_settings(tmp_path / "instance", database_url), **overrides}, warm)
        apps.append(app)
        return app

    yield make
    clock.set_clock("")
    for app in apps:
        leave(app)
    shutil.rmtree(tmp_path / "instance", ignore_errors=True)


def warm_app(settings: dict[str, Any], warm: Path) -> Flask:
    """A copy of the product over what earlier copies have compiled."""
    from core import create_app

    cache = Path(settings["INSTANCE"]) / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    if not (cache / "translations").exists():
        (cache / "translations").symlink_to(warm / "translations")
    app = create_app(settings)
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(warm / "templates"))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    return app


def leave(app: Flask) -> None:
    """Close what a copy holds open."""
    from core.base.db import db

    with app.app_context():
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture(scope="session")
def filled(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory, warm: Path
) -> Iterator[Callable[[str], tuple[str, Path]]]:
    """The demo at one moment, made once: `filled("2026-05-06T12:00")` gives its database and instance folder."""
    demos: dict[str, tuple[str, Path]] = {}

    def fill(moment: str) -> tuple[str, Path]:
        if moment not in demos:
            from core.base import clock
            from core.demo import fill_demo

            url, instance = databases.copy(), tmp_path_factory.mktemp("demo")
            settings = made.base_settings(instance, url)
            app = warm_app({**settings, "CLOCK": moment, "SMS_GATEWAY": "demo", "DEMO": "1"}, warm)
            fill_demo(app, clock.now())
            leave(app)
            demos[moment] = url, instance
        return demos[moment]

    yield fill
    for url, _instance in demos.values():
        databases.drop(url)


@pytest.fixture
def make_demo(
    filled: Callable[[str], tuple[str, Path]], databases: Databases, tmp_path: Path, warm: Path
) -> Iterator[Callable[..., Flask]]:
    """A copy of the product with the demo in it: `make_demo("2026-05-06T12:00", SECOND_FACTOR_ROLES="office")`."""
    from core.base import clock

    copies: list[tuple[Flask, str]] = []

    def make(moment: str, **overrides: Any) -> Flask:
        source, folder = filled(moment)
        url, instance = databases.copy(of=source), tmp_path / f"demo-{len(copies)}"
        shutil.copytree(folder, instance, symlinks=True)
        given = {"CLOCK": moment, "SMS_GATEWAY": "demo", "DEMO": "1", **overrides}
        app = warm_app({**made.base_settings(instance, url), **given}, warm)
        copies.append((app, url))
        return app

    yield make
    clock.set_clock("")
    for app, url in copies:
        leave(app)
        databases.drop(url)


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
