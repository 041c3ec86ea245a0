"""Fresh databases for tests: migrated once, then copied, which is far quicker than migrating each time."""

from __future__ import annotations

import itertools
import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol

import psycopg

from tests.support.once import is_shared, made_once

#: The key under which tests seal and digest personal data; a fixed one keeps failures repeatable.
SECRET_KEY = "a-key-for-tests-only-0123456789abcdef0123456789"


class Databases(Protocol):
    """Makes empty databases and copies of the migrated one, or of one that nobody uses any more; a copy `to` an address
    takes the place of what is there. Addresses are what DATABASE_URL takes."""

    def empty(self) -> str: ...
    def copy(self, of: str = "", to: str = "") -> str: ...
    def drop(self, url: str) -> None: ...
    def close(self) -> None: ...


def migrate(url: str, instance: Path) -> None:
    """Bring all tables of core and the bundled plugins into the database."""
    from core import create_app
    from core.base.db import db
    from core.plugin.migrations import upgrade_all

    app = create_app(base_settings(instance, url))
    upgrade_all(app)
    with app.app_context():
        db.engine.dispose()


def base_settings(instance: Path, url: str) -> dict[str, Any]:
    """The settings of a copy under test: no demo, no gateway, a faulty plugin stops it."""
    return {
        "INSTANCE": str(instance),
        "DATABASE_URL": url,
        "SECRET_KEY": SECRET_KEY,
        "STRICT_PLUGINS": "1",
        "LOG_LEVEL": "WARNING",
        "SECOND_FACTOR_ROLES": "none",
    }


class SqliteDatabases:
    """SQLite files in one folder."""

    def __init__(self, folder: Path, shared: Path) -> None:
        self.folder = folder
        self.shared = shared
        self.numbers = itertools.count(1)
        self.template: Path | None = None

    def empty(self) -> str:
        return f"sqlite:///{self.folder / f'{next(self.numbers)}.sqlite'}"

    def copy(self, of: str = "", to: str = "") -> str:
        if self.template is None:
            self.template = self.path(made_once(self.shared, "tables", self.migrated))
        url = to or self.empty()
        self.drop(url)  # not written over: whoever still reads the old one keeps it
        with (
            closing(sqlite3.connect(self.path(of) if of else self.template)) as source,
            closing(sqlite3.connect(self.path(url))) as target,
        ):
            source.backup(target)
        return url

    def migrated(self) -> str:
        url = self.empty()
        migrate(url, self.folder / "instance")
        return url

    def drop(self, url: str) -> None:
        for suffix in ("", "-wal", "-shm"):
            self.path(url).with_name(self.path(url).name + suffix).unlink(missing_ok=True)

    def close(self) -> None:
        """Nothing is open between two copies."""

    @staticmethod
    def path(url: str) -> Path:
        return Path(url.removeprefix("sqlite:///"))


class PostgresqlDatabases:
    """Databases on the server that TEST_DATABASE_URL names, each with a name of its own."""

    def __init__(self, server: str, folder: Path, shared: Path, worker: str) -> None:
        self.server = server.rstrip("/")
        self.folder = folder
        self.shared = shared
        self.names = (f"test_{worker}_{os.getpid()}_{n}" for n in itertools.count(1))
        self.template: str | None = None
        self.line: psycopg.Connection[Any] | None = None

    def empty(self) -> str:
        return self.create("TEMPLATE template0 ENCODING 'UTF8'")

    def copy(self, of: str = "", to: str = "") -> str:
        if self.template is None:
            self.template = made_once(self.shared, "tables", self.migrated).rpartition("/")[2]
        if to:
            self.drop(to)
        # Whole files, as before PostgreSQL 15, instead of page by page through the log: a third of the time here, where
        # nothing is synced to a disk.
        how = " STRATEGY file_copy" if self.connection().info.server_version >= 150000 else ""
        return self.create(f"TEMPLATE {of.rpartition('/')[2] or self.template}{how}", to)

    def migrated(self) -> str:
        url = self.empty()
        migrate(url, self.folder / "instance")
        return url

    def create(self, how: str, url: str = "") -> str:
        name = url.rpartition("/")[2] or next(self.names)
        self.tell(f"CREATE DATABASE {name} {how}")
        return f"{self.server}/{name}"

    def drop(self, url: str) -> None:
        self.tell(f"DROP DATABASE IF EXISTS {url.rpartition('/')[2]} WITH (FORCE)")

    def tell(self, statement: str) -> None:
        self.connection().execute(statement.encode())

    def connection(self) -> psycopg.Connection[Any]:
        if self.line is None:
            self.line = psycopg.connect(f"{self.server}/postgres", autocommit=True)
        return self.line

    def close(self) -> None:
        if self.template is not None and not is_shared():
            self.drop(self.template)
        if self.line is not None:
            self.line.close()
            self.line = None


def databases(kind: str, folder: Path, shared: Path, environment: Mapping[str, str]) -> Databases:
    """The maker for `--database`; PostgreSQL's server is started by `make test`. `shared` is seen by all workers."""
    if kind == "sqlite":
        return SqliteDatabases(folder, shared)
    server = environment.get("TEST_DATABASE_URL", "")
    if not server:
        raise RuntimeError("TEST_DATABASE_URL is not set; run: make test PARTS=postgresql ARGS='-k …'")
    return PostgresqlDatabases(server, folder, shared, environment.get("PYTEST_XDIST_WORKER", "main"))
