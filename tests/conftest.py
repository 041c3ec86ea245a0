"""Fixtures that every test may use: a fresh migrated copy of the product on the database of this run."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from argon2 import PasswordHasher
from hypothesis import HealthCheck, settings

from core.users import passwords
from tests.support import databases as made
from tests.support.databases import Databases
from tests.support.once import folder_of_run, is_shared, made_once
from tests.support.places import Place, close_rested, leave, warm_app

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
# The same argon2id, made quick: hundreds of sign-ins would otherwise cost minutes of nothing but hashing. Here, because
# the conftests below this one hash when they are read.
passwords.HASHER = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite", help="what to test on")


def pytest_configure(config: pytest.Config) -> None:
    """A test must not depend on the settings of the shell it was started from."""
    from core.base.config import KNOWN

    for name in KNOWN:
        os.environ.pop(name, None)


#: Files that take longest, the longest first. Begun last, one of them would keep one worker busy while the other rests.
LONGEST = (
    "test_every_page",
    "test_rush",
    "test_live",
    "test_hotline_rush",
    "test_random_walk",
    "test_decision_walk",
    "test_hotline_operator",
    "test_check_in_offline",
    "test_tutorial",
    "test_outside",
    "test_dossier",
    "test_plugins",
    "test_workers",
    "test_random_acts",
    "test_archive_pages",
    "test_line_erlang",
    "test_made_known",
)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL run only what reads a database: the rest has run on SQLite and can't differ."""
    order = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: order.get(item.path.stem, len(order)))
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
def databases(database_kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """Makes databases: `empty()`, `copy()` of the migrated one, `drop(url)`."""
    shared = folder_of_run(tmp_path_factory)
    maker = made.databases(database_kind, tmp_path_factory.mktemp("databases"), shared, os.environ)
    yield maker
    maker.close()


@pytest.fixture(scope="session")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What every copy would otherwise make anew in the same way: compiled catalogues and compiled templates."""
    folder = tmp_path_factory.mktemp("warm")
    (folder / "translations").mkdir()
    (folder / "templates").mkdir()
    return folder


@pytest.fixture(scope="session")
def places(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory, warm: Path
) -> Iterator[Callable[[int], Place]]:
    """The places of this worker's tests by number; 0 is the one of `make_app`."""
    found: list[Place] = []

    def place(number: int) -> Place:
        while len(found) <= number:
            found.append(Place(databases, tmp_path_factory.mktemp("place"), warm))
        return found[number]

    yield place
    for one in found:
        one.drop()


@pytest.fixture(autouse=True)
def nothing_left_open(database_kind: str) -> Iterator[None]:
    """No connection outlives a test: it would be missed only by whoever collects the garbage."""
    yield
    if database_kind == "postgresql":
        close_rested()


@pytest.fixture
def database_url(places: Callable[[int], Place]) -> str:
    """A fresh database with all tables and no rows but those the migrations make."""
    places(0).renew()
    return places(0).database_url


@pytest.fixture
def redis_url() -> str:
    """A Redis server of this run; mark the test `redis`."""
    return os.environ["TEST_REDIS_URL"]


@pytest.fixture
def make_app(
    database_url: str, places: Callable[[int], Place], tmp_path: Path
) -> Iterator[Callable[..., Flask]]:
    """Make a copy of the product: `make_app(CLOCK="2024-08-01T09:00", SMS_GATEWAY="demo")`.

    All copies that a test makes share its database and instance folder (tmp_path / "instance"). Nothing is pushed:
    wrap direct calls of services in `with app.app_context():`, and keep that apart from requests, which would else
    share one `g`.
    """
    from core.base import clock

    place = places(0)
    (tmp_path / "instance").symlink_to(place.instance, target_is_directory=True)
    yield place.app
    clock.set_clock("")
    place.leave()


@pytest.fixture(scope="session")
def filled(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory, warm: Path
) -> Iterator[Callable[[str], tuple[str, Path]]]:
    """The demo at one moment, made once: `filled("2026-05-06T12:00")` gives its database and instance folder."""
    demos: dict[str, tuple[str, Path]] = {}

    def made_at(moment: str) -> str:
        from core.base import clock
        from core.demo import fill_demo

        url, instance = databases.copy(), tmp_path_factory.mktemp("demo")
        settings = made.base_settings(instance, url)
        app = warm_app({**settings, "CLOCK": moment, "SMS_GATEWAY": "demo", "DEMO": "1"}, warm)
        fill_demo(app, clock.now())
        leave(app)
        return f"{url}\n{instance}"

    def fill(moment: str) -> tuple[str, Path]:
        if moment not in demos:
            name = "demo-" + moment.replace(":", "")
            url, instance = made_once(folder_of_run(tmp_path_factory), name, lambda: made_at(moment)).split(
                "\n"
            )
            demos[moment] = url, Path(instance)
        return demos[moment]

    yield fill
    for url, _instance in demos.values():
        if not is_shared():
            databases.drop(url)


@pytest.fixture
def make_demo(
    filled: Callable[[str], tuple[str, Path]], places: Callable[[int], Place]
) -> Iterator[Callable[..., Flask]]:
    """A copy of the product with the demo in it: `make_demo("2026-05-06T12:00", SECOND_FACTOR_ROLES="office")`."""
    from core.base import clock

    used: list[Place] = []

    def make(moment: str, **overrides: Any) -> Flask:
        source, folder = filled(moment)
        place = places(1 + len(used))
        used.append(place)
        place.renew(source, folder)
        return place.app(**{"CLOCK": moment, "SMS_GATEWAY": "demo", "DEMO": "1", **overrides})

    yield make
    clock.set_clock("")
    for place in used:
        place.leave()


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
