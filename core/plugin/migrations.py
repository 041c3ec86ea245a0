"""Migrations: one history for core, one per plugin, all run by one command, switched-off plugins included.

Alembic comes in with whoever migrates: no page needs it, nor does a start at which every table is up to date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from core.base.db import db
from core.plugin.checking import PluginFault, told
from core.plugin.host import VERSION_TABLE, Host

if TYPE_CHECKING:
    from alembic.config import Config

ENVIRONMENT = Path(__file__).parent / "alembic_env"
MIGRATION_LOCK = 0x79616E67  # "yang": any number that is the same in every process
_NAMES = re.compile(r'^(revision|down_revision)\b[^=,\n]*=\s*"([^"]+)"', re.MULTILINE)
CORE_SCHEMA = Path(__file__).parents[1] / "schema" / "versions"


class MigrationFault(PluginFault):
    """The tables can't be brought to the wanted state; the text says why."""


@dataclass(frozen=True)
class History:
    """One line of revisions: whose, where its files are, which tables it owns."""

    name: str
    folder: Path
    tables: tuple[str, ...]

    @property
    def version_table(self) -> str:
        return f"{self.name}{VERSION_TABLE}"


@dataclass(frozen=True)
class Standing:
    """Where a history stands in the database and where its files end."""

    name: str
    current: str | None
    head: str | None
    fault: str = ""

    @property
    def pending(self) -> bool:
        return self.current != self.head or bool(self.fault)


def histories(app: Flask) -> list[History]:
    """Core first, then every plugin that has a schema, whether enabled or not."""
    host: Host = app.extensions["yangguang"].host
    core_tables = tuple(name for plugin in host.plugins.values() if plugin.is_room for name in plugin.tables)
    found = [History("core", CORE_SCHEMA, (*core_tables, *_base_tables()))]
    for plugin in host.plugins.values():
        if not plugin.is_room and plugin.schema is not None:
            found.append(History(plugin.name, plugin.schema, plugin.tables))
    return found


def up_to_date(app: Flask) -> bool:
    """Whether every history stands where its files end: a start's quick look. False when in doubt."""
    with app.app_context(), db.engine.connect() as connection:
        try:
            for history in histories(app):
                stands = (
                    connection.execute(text(f"SELECT version_num FROM {history.version_table}"))
                    .scalars()
                    .all()
                )
                if [*stands] != _ends(history.folder):
                    return False
        except DBAPIError:  # no such table yet
            return False
    return True


def _ends(folder: Path) -> list[str]:
    """The revisions after which no other comes, read off the files without running them; none where one can't be read."""
    named: set[str] = set()
    followed: set[str] = set()
    for file in folder.glob("*.py"):
        said = dict(_NAMES.findall(file.read_text("utf-8")))
        if "revision" not in said:
            return []
        named.add(said["revision"])
        followed.add(said.get("down_revision", ""))
    return sorted(named - followed)


def upgrade_all(app: Flask) -> list[Standing]:
    """Bring core, then every plugin, to the newest revision.

    A plugin whose migration fails is quarantined and the others go on; in strict mode, and for core, it stops here
    (MigrationFault, PluginFault, or the database's own error).
    """
    host: Host = app.extensions["yangguang"].host
    with app.app_context():
        for history in histories(app):
            try:
                upgrade(history)
            except Exception as problem:
                if history.name == "core":
                    raise
                host.put_out(host.plugins[history.name], f"它的表没有更新成：{told(problem)}")
    return standings(app)


def downgrade_all(app: Flask) -> None:
    """Take every plugin, then core, down to nothing."""
    with app.app_context():
        for history in reversed(histories(app)):
            downgrade(history)


def upgrade(history: History, target: str = "head") -> None:
    from alembic import command

    with prepared(history) as (config, connection):
        _check_needs_core(history, config, connection)
        command.upgrade(config, target)


def downgrade(history: History, target: str = "base") -> None:
    from alembic import command

    with prepared(history) as (config, connection):
        command.downgrade(config, target)
        if target == "base":
            connection.execute(text(f"DROP TABLE IF EXISTS {history.version_table}"))


def revise(history: History, message: str, revision_id: str, needs_core: str | None = None) -> None:
    """Write a new revision file by comparing the tables with the models."""
    from alembic import command

    with prepared(history) as (config, _connection):
        config.attributes["needs_core"] = needs_core
        command.revision(config, message, autogenerate=True, rev_id=revision_id)


def standings(app: Flask) -> list[Standing]:
    """Where each history stands."""
    with app.app_context(), db.engine.connect() as connection:
        return [_standing(history, connection) for history in histories(app)]


def _standing(history: History, connection: Connection) -> Standing:
    from alembic.script import ScriptDirectory

    current = _current(history, connection)
    try:
        head = ScriptDirectory.from_config(alembic_config(history)).get_current_head()
    except Exception as problem:  # the plugin's files are broken: that must not hide how the others stand
        return Standing(history.name, current, None, told(problem))
    return Standing(history.name, current, head)


@contextmanager
def prepared(history: History) -> Iterator[tuple[Config, Connection]]:
    """A connection with one open transaction; on SQLite foreign keys are off for its time and checked before commit.

    With them on, a batch change of a core table (copy, drop, rename) silently deletes the plugin rows that refer to it.
    """
    config = alembic_config(history)
    db.session.remove()
    with db.engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            # PRAGMA foreign_keys is ignored inside a transaction, so it goes to the driver's connection before one.
            connection.connection.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.execution_options(yangguang_write=True).begin():
                if not sqlite:
                    # Two processes that migrate at once: the second waits and then finds nothing left to do.
                    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
                config.attributes["connection"] = connection
                config.attributes["version_table"] = history.version_table
                config.attributes["tables"] = history.tables
                yield config, connection
                if sqlite:
                    _refuse_orphans(history, connection)
        finally:
            if sqlite:
                connection.connection.execute("PRAGMA foreign_keys=ON")


def _refuse_orphans(history: History, connection: Connection) -> None:
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if orphans:
        tables = sorted({row[0] for row in orphans})
        raise MigrationFault(
            f"{history.name} 的迁移会让这些表里的行失去归属，已全部撤回：{'、'.join(tables)}"
        )


def alembic_config(history: History) -> Config:
    """Alembic's settings for one history; the connection is added where one is needed."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(ENVIRONMENT))
    config.set_main_option("version_locations", str(history.folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _current(history: History, connection: Connection) -> str | None:
    from alembic.runtime.migration import MigrationContext

    context = MigrationContext.configure(connection, opts={"version_table": history.version_table})
    return context.get_current_revision()


def _check_needs_core(history: History, config: Config, connection: Connection) -> None:
    from alembic.script import ScriptDirectory

    if history.name == "core":
        return
    core = ScriptDirectory.from_config(alembic_config(History("core", CORE_SCHEMA, ())))
    standing = _current(History("core", CORE_SCHEMA, ()), connection)
    reached = {script.revision for script in core.iterate_revisions(standing, "base")} if standing else set()
    for script in ScriptDirectory.from_config(config).walk_revisions():
        needed = getattr(script.module, "needs_core", None)
        if needed and needed not in reached:
            raise MigrationFault(
                f"插件 {history.name} 的表要等核心到 {needed} 才能建，现在核心在 {standing}。"
            )


def _base_tables() -> tuple[str, ...]:
    return tuple(name for name in db.metadata.tables if name.startswith("base_"))
