"""A row that is there once, whoever comes first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from core.api import Model, db


def insert_once(model: type[Model], row: Mapping[str, Any]) -> bool:
    """Insert a row; False when one with the same key is there already, in which case nothing changes."""
    dialect: Any = sqlite if db.engine.dialect.name == "sqlite" else postgresql
    table: Any = model.__table__
    adding = dialect.insert(model).values(**row).on_conflict_do_nothing()
    return db.session.execute(adding.returning(*table.primary_key.columns)).first() is not None
