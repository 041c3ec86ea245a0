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

#: The key under which tests seal and digest personal data; a fixed one keeps failures repeatable.
SECRET_KEY = "a-key-for-tests-only-0123456789abcdef0123456789"


class Databases(Protocol):
    """Makes empty databases and copies of the migrated one, or of one that nobody uses any more; addresses are what
    DATABASE_URL takes."""

    def empty(self) -> str: ...
    def copy(self, of: str = "") -> str: ...
    def drop(self, url: str) -> None: ...


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

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.numbers = itertools.count(1)
        self.template: Path | None = None

    def empty(self) -> str:
        return f"sqlite:///{self.folder / f'{next(self.numbers)}.sqlite'}"

    def copy(self, of: str = "") -> str:
        if self.template is None:
            url = self.empty()
            migrate(url, self.folder / "instance")
            self.template = self.path(url)
        url = self.empty()
        with (
            closing(sqlite3.connect(self.path(of) if of else self.template)) as source,
            closing(sqlite3.connect(self.path(url))) as target,
        ):
            source.backup(target)
        return url

    def drop(self, url: str) -> None:
        for suffix in ("", "-wal", "-shm"):
            self.path(url).with_name(self.path(url).name + suffix).unlink(missing_ok=True)

    @staticmethod
    def path(url: str) -> Path:
        return Path(url.removeprefix("sqlite:///"))


class PostgresqlDatabases:
    """Databases on the server that TEST_DATABASE_URL names, each with a name of its own."""

    def __init__(self, server: str, folder: Path, worker: str) -> None:
        self.server = server.rstrip("/")
        self.folder = folder
        self.names = (f"test_{worker}_{os.getpid()}_{n}" for n in itertools.count(1))
        self.template: str | None = None

    def empty(self) -> str:
        return self.create("TEMPLATE template0 ENCODING 'UTF8'")

    def copy(self, of: str = "") -> str:
        if self.template is None:
            url = self.empty()
            migrate(url, self.folder / "instance")
            self.template = url.rpartition("/")[2]
        return self.create(f"TEMPLATE {of.rpartition('/')[2] or self.template}")

    def create(self, how: str) -> str:
        name = next(self.names)
        self.tell(f"CREATE DATABASE {name} {how}")
        return f"{self.server}/{name}"

    def drop(self, url: str) -> None:
        self.tell(f"DROP DATABASE IF EXISTS {url.rpartition('/')[2]} WITH (FORCE)")

    def tell(self, statement: str) -> None:
        with psycopg.connect(f"{self.server}/postgres", autocommit=True) as connection:
            connection.execute(statement.encode())


def databases(kind: str, folder: Path, environment: Mapping[str, str]) -> Databases:
    """The maker for `--database`; PostgreSQL's server is started by `make test`."""
    if kind == "sqlite":
        return SqliteDatabases(folder)
    server = environment.get("TEST_DATABASE_URL", "")
    if not server:
        raise RuntimeError("TEST_DATABASE_URL is not set; run: make test PARTS=postgresql ARGS='-k …'")
    return PostgresqlDatabases(server, folder, environment.get("PYTEST_XDIST_WORKER", "main"))
