"""Taking a plugin's tables away: everything out into a zip first, then the migrations down."""

from __future__ import annotations

import json
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, Table, select

from core.base.db import db
from core.plugin.migrations import History, downgrade


def export_tables(history: History, target: Path) -> int:
    """Write each table as JSON lines into a zip; returns the number of rows. Works from the database, not the models."""
    rows = 0
    with db.engine.connect() as connection, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name in history.tables:
            if not db.inspect(connection).has_table(name):
                continue
            table = Table(name, MetaData(), autoload_with=connection)
            with bundle.open(f"{name}.jsonl", "w") as out:
                for row in connection.execute(select(table)).mappings():
                    out.write((json.dumps(dict(row), ensure_ascii=False, default=_plain) + "\n").encode())
                    rows += 1
    return rows


def remove_tables(history: History) -> None:
    """Run the plugin's migrations down to nothing."""
    downgrade(history)


def _plain(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)
