"""Migrations: one command for all, no row lost, no half-done step, two processes at once."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import inspect, text

import core
from core.base.db import db
from core.plugin import migrations
from core.plugin.host import PluginFault
from core.plugin.migrations import History
from tests.support.databases import Databases, base_settings

ROOT = Path(core.__file__).resolve().parents[1]
REVISION = """
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = {revision!r}, {down!r}, None, None
needs_core = {needs!r}
def upgrade():
    {up}
def downgrade():
    {down_code}
"""
TABLE = 'op.create_table("sample_thing", sa.Column("id", sa.Integer(), primary_key=True))'


def revision(folder: Path, name: str, up: str, down: str | None = None, needs: str | None = None) -> None:
    folder.mkdir(exist_ok=True)
    body = REVISION.format(
        revision=name, down=down, needs=needs, up=up, down_code='op.drop_table("sample_thing")'
    )
    (folder / f"{name}.py").write_text(body)


@pytest.fixture
def empty_app(databases: Databases, tmp_path: Path) -> Iterator[Flask]:
    """The product without plugins, on a database without tables."""
    url = databases.empty()
    app = core.create_app({**base_settings(tmp_path / "instance", url), "PLUGINS": "", "STRICT_PLUGINS": ""})
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    databases.drop(url)


def tables(app: Flask) -> set[str]:
    with app.app_context():
        return set(inspect(db.engine).get_table_names())


def test_down_to_nothing_and_up_again(empty_app: Flask) -> None:
    assert all(standing.pending for standing in migrations.standings(empty_app))
    migrations.upgrade_all(empty_app)
    full = tables(empty_app)
    migrations.downgrade_all(empty_app)
    assert tables(empty_app) == set()
    assert not any(standing.pending for standing in migrations.upgrade_all(empty_app))
    assert tables(empty_app) == full


def test_a_plugin_waits_for_the_core_it_needs(empty_app: Flask, tmp_path: Path) -> None:
    revision(tmp_path / "versions", "sample_1", TABLE, needs="0099_future")
    migrations.upgrade_all(empty_app)
    history = History("sample", tmp_path / "versions", ("sample_thing",))
    with empty_app.app_context(), pytest.raises(PluginFault, match="要等核心到 0099_future"):
        migrations.upgrade(history)
    assert "sample_thing" not in tables(empty_app)


def test_a_step_that_fails_is_undone_whole(empty_app: Flask, tmp_path: Path) -> None:
    revision(tmp_path / "versions", "sample_1", f"{TABLE}; raise RuntimeError('half way')")
    history = History("sample", tmp_path / "versions", ("sample_thing",))
    with empty_app.app_context(), pytest.raises(RuntimeError, match="half way"):
        migrations.upgrade(history)
    assert tables(empty_app) == set()


@pytest.mark.sqlite
def test_rows_that_would_lose_their_owner_undo_the_step(empty_app: Flask, tmp_path: Path) -> None:
    """With foreign keys off during a migration, only the check at its end sees this."""
    owned = (
        'op.create_table("sample_owner", sa.Column("id", sa.Integer(), primary_key=True)); '
        'op.create_table("sample_thing", sa.Column("id", sa.Integer(), primary_key=True), '
        'sa.Column("owner", sa.Integer(), sa.ForeignKey("sample_owner.id"))); '
        'op.execute("INSERT INTO sample_owner VALUES (1)"); op.execute("INSERT INTO sample_thing VALUES (1, 1)")'
    )
    folder = tmp_path / "versions"
    revision(folder, "sample_1", owned)
    revision(folder, "sample_2", 'op.execute("DELETE FROM sample_owner")', down="sample_1")
    history = History("sample", folder, ("sample_thing", "sample_owner"))
    with empty_app.app_context():
        migrations.upgrade(history, "sample_1")
        with pytest.raises(PluginFault, match="sample_thing"):
            migrations.upgrade(history)
        assert db.session.execute(text("SELECT count(*) FROM sample_owner")).scalar() == 1
        assert db.session.execute(text("PRAGMA foreign_keys")).scalar() == 1


def with_plugin(app: Flask, folder: Path) -> Any:
    """Pretend that an admitted plugin `sample` brought this history."""
    from types import ModuleType

    from core.plugin.contracts import PluginInfo
    from core.plugin.host import Plugin

    host = app.extensions["yangguang"].host
    plugin = Plugin(
        PluginInfo("sample", "样例", "1"), ModuleType("sample"), tables=("sample_thing",), schema=folder
    )
    host.plugins["sample"] = plugin
    return plugin


def test_one_plugins_failing_migration_stops_nobody_else(empty_app: Flask, tmp_path: Path) -> None:
    revision(tmp_path / "versions", "sample_1", "raise RuntimeError('no')")
    plugin = with_plugin(empty_app, tmp_path / "versions")
    standing = {s.name: s for s in migrations.upgrade_all(empty_app)}
    assert not standing["core"].pending
    assert standing["sample"].pending
    assert plugin.quarantined
    assert plugin.fault.startswith("它的表没有更新成：RuntimeError: no")
    empty_app.extensions["yangguang"].host.strict = True
    with pytest.raises(PluginFault, match="它的表没有更新成"):
        migrations.upgrade_all(empty_app)


def test_broken_files_of_one_plugin_do_not_hide_how_the_others_stand(
    empty_app: Flask, tmp_path: Path
) -> None:
    (tmp_path / "versions").mkdir()
    (tmp_path / "versions" / "0001.py").write_text("not python(")
    with_plugin(empty_app, tmp_path / "versions")
    standing = {s.name: s for s in migrations.standings(empty_app)}
    assert standing["sample"].pending
    assert "SyntaxError" in standing["sample"].fault
    newest = max(path.stem for path in migrations.CORE_SCHEMA.glob("0*.py"))
    assert standing["core"].head == newest


def test_two_processes_that_migrate_at_once_agree(databases: Databases, tmp_path: Path) -> None:
    url = databases.empty()
    settings = {**base_settings(tmp_path / "instance", url), "PLUGINS": "", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "core", "migrate"]
    both = [
        subprocess.Popen(
            command, cwd=tmp_path, env={**os.environ, **settings}, stderr=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    told = [process.communicate(timeout=120)[1] for process in both]
    assert [process.returncode for process in both] == [0, 0], told
    databases.drop(url)


def test_a_switched_off_plugin_moves_along(make_app: Callable[..., Flask]) -> None:
    app = make_app(PLUGINS="", STRICT_PLUGINS="")
    host = app.extensions["yangguang"].host
    off = {plugin.name for plugin in host.plugins.values() if not plugin.enabled and plugin.tables}
    assert off <= {standing.name for standing in migrations.standings(app)}


def test_two_threads_read_standings_while_one_writes(make_app: Callable[..., Flask]) -> None:
    """The plugin page asks for standings while `yangguang migrate` runs."""
    app = make_app(STRICT_PLUGINS="")
    seen: list[bool] = []

    def look() -> None:
        seen.append(any(standing.pending for standing in migrations.standings(app)))

    threads = [threading.Thread(target=look) for _ in range(2)]
    for thread in threads:
        thread.start()
    migrations.upgrade_all(app)
    for thread in threads:
        thread.join(60)
    assert seen == [False, False]


def test_a_start_sees_without_alembic_whether_anything_is_to_be_done(
    app: Flask, empty_app: Flask, tmp_path: Path
) -> None:
    assert migrations.up_to_date(app)
    assert not migrations.up_to_date(empty_app)
    with app.app_context(), db.session.begin():
        db.session.execute(text("UPDATE core_alembic_version SET version_num = '0001_house'"))
    assert not migrations.up_to_date(app)


def test_a_revision_that_cant_be_read_off_its_file_is_left_to_alembic(tmp_path: Path) -> None:
    (tmp_path / "0001_first.py").write_text('revision = "0001_first"\ndown_revision = None\n')
    (tmp_path / "0002_next.py").write_text('revision: str = "0002_next"\ndown_revision = "0001_first"\n')
    assert migrations._ends(tmp_path) == ["0002_next"]
    revision(tmp_path, "0003_last", "pass", "0002_next")
    assert migrations._ends(tmp_path) == []
