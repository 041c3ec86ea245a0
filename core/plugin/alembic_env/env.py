"""One Alembic environment for core and every plugin; the caller passes the connection and the version table."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

from core.base.db import UtcDateTime, db

config = context.config
attributes = config.attributes


def mine(_obj: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
    """Whether a table belongs to the history at hand; foreign tables are none of its business."""
    if kind == "table":
        return name in attributes["tables"]
    return True


def render(kind: str, obj: Any, _context: Any) -> str | Literal[False]:
    if kind == "type" and isinstance(obj, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def compare(_context: Any, _inspected: Any, _meta: Any, _seen: Any, wanted: Any) -> bool | None:
    return False if isinstance(wanted, UtcDateTime) else None


context.configure(
    connection=attributes["connection"],
    target_metadata=db.metadata,
    version_table=attributes["version_table"],
    render_as_batch=True,
    include_object=mine,
    render_item=render,
    compare_type=compare,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
