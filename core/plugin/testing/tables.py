"""A plugin's tables: up, down and up again, as the models say, safe beside the core's own changes, and exportable."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

from alembic import command
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import inspect

from core.base import clock
from core.base.db import Base, db
from core.plugin import migrations
from core.plugin.migrations import History
from core.plugin.removal import remove_with_export
from core.plugin.testing.bench import Bench

PROBE = '''"""what a later version of the core may do: rebuild its tables"""

import sqlalchemy as sa
from alembic import op

revision = "9999_probe"
down_revision = {head!r}
branch_labels = None
depends_on = None


def upgrade():
    for name in {tables!r}:
        with op.batch_alter_table(name, recreate={recreate!r}) as batch:
            batch.add_column(sa.Column("probe", sa.Integer(), nullable=True))


def downgrade():
    for name in {tables!r}:
        with op.batch_alter_table(name, recreate={recreate!r}) as batch:
            batch.drop_column("probe")
'''


def tables_stand_in_the_models_hook(bench: Bench) -> None:
    """Every table class of the plugin's package is given by its hook; one that isn't is never made or exported."""
    assert bench.plugin.module is not None
    root = (bench.plugin.module.__package__ or "").rstrip(".")
    declared = {model.__tablename__ for model in bench.plugin.declared["models"]}
    forgotten = [
        mapper.class_.__name__
        for mapper in Base.registry.mappers
        if (mapper.class_.__module__ + ".").startswith(root + ".")
        and mapper.class_.__tablename__ not in declared
    ]
    assert not forgotten, f"the hook models leaves out {', '.join(sorted(forgotten))}"


def tables_go_up_down_and_up(bench: Bench) -> None:
    """The migrations make every table, leave nothing behind on the way down, and make them again."""
    history = bench.history
    if history is None:
        return
    first = list(ScriptDirectory.from_config(migrations.alembic_config(history)).walk_revisions())[-1]
    assert getattr(first.module, "needs_core", None), (
        f"{first.revision} names no revision of core (needs_core)"
    )
    with bench.app.app_context():
        assert _mine(history) == set(history.tables)
        migrations.downgrade(history)
        left = _mine(history) | ({history.version_table} & _all())
        assert not left, f"the way down leaves {', '.join(sorted(left))}"
        migrations.upgrade(history)
        assert _mine(history) == set(history.tables)


def models_match_migrations(bench: Bench) -> None:
    """After the last migration nothing differs between tables and models."""
    history = bench.history
    if history is None:
        return
    bench.app  # noqa: B018 - makes the tables
    with bench.app.app_context(), migrations.prepared(history) as (config, _connection):
        try:
            command.check(config)
        except CommandError as problem:
            raise AssertionError(f"yangguang revise would write: {problem}") from problem


def rows_outlive_a_change_of_the_core(bench: Bench) -> None:
    """The core rebuilds the tables that the plugin's rows refer to: the rows are all there afterwards, up and down."""
    history = bench.history
    if history is None:
        return
    bench.fill()
    before = bench.counts()
    empty = [name for name, number in before.items() if not number]
    assert not empty, (
        f"no row in {', '.join(empty)}: give testing.py a fill(campaign, now), or the demo more to do"
    )
    with bench.app.app_context():
        core = migrations.histories(bench.app)[0]
        later, head = _later_core(bench, core)
        migrations.upgrade(later)
        assert bench.counts() == before
        migrations.downgrade(later, head)
        assert bench.counts() == before


def removal_exports_everything_and_comes_back(bench: Bench) -> None:
    """Removing writes every row to the zip and takes the tables away; the next migration makes them again."""
    history = bench.history
    if history is None:
        return
    bench.fill()
    before = bench.counts()
    target = bench.folder / f"{bench.name}.zip"
    target.unlink(missing_ok=True)
    with bench.app.app_context():
        words = bench.app.extensions["yangguang"].messages
        for blocker in bench.host.may_remove(bench.plugin, clock.now()):
            assert blocker.code in words, f"removal_blockers: {blocker.code!r} has no words"
        assert remove_with_export(history, target) == sum(before.values())
        assert not _mine(history)
    with zipfile.ZipFile(target) as bundle:
        exported = {
            name.removesuffix(".jsonl"): [json.loads(line) for line in bundle.read(name).splitlines()]
            for name in bundle.namelist()
        }
    assert {name: len(rows) for name, rows in exported.items()} == before
    standing = {s.name: s for s in migrations.upgrade_all(bench.app)}
    assert not standing[bench.name].pending
    assert set(bench.counts().values()) == {0}


def _later_core(bench: Bench, core: History) -> tuple[History, str]:
    """The core's history with one more revision that rebuilds every core table that plugins refer to."""
    mine = set(bench.plugin.tables)
    referred = {
        key.column.table.name
        for name in mine
        for key in db.metadata.tables[name].foreign_keys
        if key.column.table.name not in mine
    }
    head = str(ScriptDirectory.from_config(migrations.alembic_config(core)).get_current_head())
    folder = bench.folder / "later_core"
    shutil.copytree(core.folder, folder, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
    recreate = "always" if db.engine.dialect.name == "sqlite" else "auto"
    text = PROBE.format(head=head, tables=sorted(referred or {"base_event"}), recreate=recreate)
    (Path(folder) / "9999_probe.py").write_text(text, encoding="utf-8")
    return History("core", folder, core.tables), head


def _all() -> set[str]:
    db.session.remove()
    return set(inspect(db.engine).get_table_names())


def _mine(history: History) -> set[str]:
    return _all() & set(history.tables)
