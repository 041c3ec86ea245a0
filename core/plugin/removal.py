"""Taking a plugin's tables away: everything out into a zip first, then the migrations down."""

from __future__ import annotations

import base64
import json
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import Connection, MetaData, Table, inspect, select, text

from core.plugin.migrations import History, prepared


def remove_with_export(history: History, target: Path) -> int:
    """Write every table as JSON lines into a zip at `target`, then drop them; returns the number of rows.

    One transaction: nobody can write a row between the copy and the end, and a failure leaves all tables there.
    """
    with prepared(history) as (config, connection):
        if connection.dialect.name == "postgresql":
            for name in _standing(history, connection):
                connection.execute(text(f'LOCK TABLE "{name}" IN ACCESS EXCLUSIVE MODE'))
        rows = _export(history, connection, target)
        command.downgrade(config, "base")
        connection.execute(text(f"DROP TABLE IF EXISTS {history.version_table}"))
    return rows


def _export(history: History, connection: Connection, target: Path) -> int:
    """From the database, not the models: what stands there is what is written."""
    rows = 0
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name in _standing(history, connection):
            table = Table(name, MetaData(), autoload_with=connection)
            with bundle.open(f"{name}.jsonl", "w") as out:
                for row in connection.execute(select(table)).mappings():
                    out.write((json.dumps(dict(row), ensure_ascii=False, default=_plain) + "\n").encode())
                    rows += 1
    return rows


def _standing(history: History, connection: Connection) -> list[str]:
    there = set(inspect(connection).get_table_names())
    return [name for name in history.tables if name in there]


def _plain(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    return str(value)
