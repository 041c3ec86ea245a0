"""A bench: the product with one plugin in it, on an empty database, with stand-ins for who asks and for the campaign."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import itertools
import os
from collections.abc import Callable
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any, Self, cast

import psycopg
from flask import Flask, request
from flask.testing import FlaskClient
from sqlalchemy import func, select, table

from core.base import clock
from core.base.access import Actor, Grant
from core.base.db import db, unit_of_work
from core.base.rulepacks import BASE_ID, load_pack
from core.base.workdays import WorkCalendar
from core.plugin import migrations
from core.plugin.contracts import Campaign
from core.plugin.finding import find_plugins
from core.plugin.host import Host, Plugin

SECRET_KEY = "a-key-for-tests-only-0123456789abcdef0123456789"
#: The environment's key under which a test client says who it is.
WHO = "yangguang.actor"
#: Where the campaigns room keeps the packs that ship with the product.
PACKS = Path(__file__).parents[2] / "campaigns" / "packs"


class Bench:
    """One plugin (with those it requires) in a product of its own; use it as a context manager.

    `new_database` gives the address of an empty database each time, `drop` takes it away again, `folder` is a
    scratch folder of the test.
    """

    def __init__(
        self,
        name: str,
        new_database: Callable[[], str],
        folder: Path,
        drop: Callable[[str], None] | None = None,
    ) -> None:
        self.name = name
        self.folder = folder
        self._new_database, self._drop = new_database, drop
        self._apps: list[Flask] = []
        self._urls: list[str] = []
        self._stored_campaigns: Callable[[], list[Campaign]] = list

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        for app in self._apps:
            with app.app_context():
                db.session.remove()
                db.engine.dispose()
        for url in self._urls if self._drop else ():
            assert self._drop is not None
            self._drop(url)

    # ── the product ─────────────────────────────────────────────────────────────────────────────────────────────────
    @cached_property
    def app(self) -> Flask:
        """The product with this plugin, its tables made, the sample campaign open."""
        app = self.make_app()
        migrations.upgrade_all(app)
        return app

    def make_app(self, *, database: str | None = None, **settings: str) -> Flask:
        """One more copy, strict unless STRICT_PLUGINS="" is given; PLUGINS is this plugin and what it requires."""
        if database is None:
            database = self._new_database()
            self._urls.append(database)
        given = {
            "INSTANCE": str(self.folder / "instance"),
            "DATABASE_URL": database,
            "SECRET_KEY": SECRET_KEY,
            "LOG_LEVEL": "ERROR",
            "SMS_GATEWAY": "demo",
            "DEMO": "1",
            "STRICT_PLUGINS": "1",
            "PLUGINS": ",".join(self.with_needs()),
        }
        # By name: the kit stands below the house in the order of floors, and yet it puts the whole house up.
        create_app: Callable[..., Flask] = importlib.import_module("core").create_app
        app = create_app({**given, **settings})
        app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
        house = app.extensions["yangguang"]
        house.load_actor = lambda: request.environ.get(WHO)
        stored, self._stored_campaigns = house.load_campaign, house.load_campaigns
        house.load_campaign = lambda slug: self.campaign if slug == self.campaign.slug else stored(slug)
        house.load_campaigns = lambda: [self.campaign]
        self._apps.append(app)
        return app

    def with_needs(self) -> list[str]:
        """This plugin's name after the names of those it requires."""
        found = find_plugins()
        names: list[str] = []

        def take(name: str) -> None:
            if name in found and name not in names:
                for needed in found[name].load().INFO.requires:
                    take(needed)
                names.append(name)

        take(self.name)
        return names or [self.name]

    @property
    def host(self) -> Host:
        found: Host = self.app.extensions["yangguang"].host
        return found

    @property
    def plugin(self) -> Plugin:
        return self.host.plugins[self.name]

    @property
    def package(self) -> Path:
        """The folder of the plugin's sources."""
        assert self.plugin.module is not None
        assert self.plugin.module.__file__ is not None
        return Path(self.plugin.module.__file__).parent

    @property
    def history(self) -> migrations.History | None:
        """The plugin's line of migrations, None when it has no tables."""
        with self.app.app_context():
            return next((h for h in migrations.histories(self.app) if h.name == self.name), None)

    # ── who asks, and where ─────────────────────────────────────────────────────────────────────────────────────────
    @cached_property
    def campaign(self) -> Campaign:
        """An open campaign /c/sample/ under the national pack, 1 to 31 May of this year."""
        return sample_campaign()

    @staticmethod
    def actor(*permissions: str, user_id: int = 1, department_id: int = 1) -> Actor:
        """A signed-in person with these permissions, for every department."""
        grant = Grant("editor", frozenset(permissions))
        return Actor(user_id, "样例", (grant,), department_id)

    def client(self, actor: Actor | None = None) -> FlaskClient:
        """A browser of this person, or of a visitor."""
        browser = self.app.test_client()
        if actor is not None:
            cast(dict[str, Any], browser.environ_base)[WHO] = actor
        return browser

    # ── rows ────────────────────────────────────────────────────────────────────────────────────────────────────────
    @property
    def helper(self) -> ModuleType | None:
        """The plugin's own `testing.py`, if it has one."""
        module = self.plugin.module
        name = f"{module.__package__}.testing" if module else ""
        return importlib.import_module(name) if importlib.util.find_spec(name) else None

    def fill(self) -> None:
        """Make rows in the plugin's tables: by its `testing.fill`, else by its `demo`."""
        with self.app.app_context(), self.app.test_request_context("/zh/"), unit_of_work():
            campaign = self.stored_campaign(clock.now())
            if self.helper is not None and hasattr(self.helper, "fill"):
                self.helper.fill(campaign=campaign, now=clock.now())
            else:
                self.host.ask_owner("demo", self.name, campaign=campaign, now=clock.now())

    def stored_campaign(self, now: datetime) -> Campaign:
        """The demo's campaign with its departments and people, stored; call it inside a unit of work."""
        if importlib.util.find_spec("core.campaigns.service") is None:
            return self.campaign
        users = importlib.import_module("core.users.service")
        campaigns = importlib.import_module("core.campaigns.service")
        if users.is_empty():
            users.create_demo_people(now)
            campaigns.create_demo_campaign(now)
        return self._stored_campaigns()[0]

    def counts(self) -> dict[str, int]:
        """Table of the plugin → its number of rows."""
        with self.app.app_context():
            return {
                name: db.session.scalar(select(func.count()).select_from(table(name))) or 0
                for name in self.plugin.tables
            }


def sample_campaign() -> Campaign:
    """A campaign that stands in no database, for pages and hooks that only read it."""
    year = clock.today().year
    return Campaign(
        id=1,
        slug="sample",
        title="样例市政务公开日",
        edition=1,
        theme="样例",
        state="open",
        starts_on=date(year, 5, 1),
        ends_on=date(year, 5, 31),
        pack=load_pack(PACKS / f"{BASE_ID}.toml"),
        calendar=WorkCalendar(),
    )


def new_databases(folder: Path) -> Callable[[], str]:
    """Addresses of empty databases: SQLite files in `folder`, or on the server that TEST_DATABASE_URL names."""
    numbers = itertools.count(1)
    server = os.environ.get("TEST_DATABASE_URL", "").rstrip("/")

    def make() -> str:
        if not server:
            return f"sqlite:///{folder / f'bench-{next(numbers)}.sqlite'}"
        name = f"bench_{os.getpid()}_{next(numbers)}"
        with contextlib.closing(psycopg.connect(f"{server}/postgres", autocommit=True)) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name}".encode())
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'".encode())
        return f"{server}/{name}"

    return make
