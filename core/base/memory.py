"""What a process keeps of the database while it stays true: frozen values under the stamps of their tables."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import TypeVar

from sqlalchemy.orm import Session

from core.base.db import Model, db
from core.base.registry import registry
from core.base.stamps import ANYTHING, BEFORE, SHOWN, UNSEEN, WRITTEN, Slots, look_outside, slot_of

Value = TypeVar("Value")
#: values kept in one process; past this all are forgotten
MOST_KEPT = 4000


def remembered(key: Hashable, tables: tuple[type[Model], ...], load: Callable[[], Value]) -> Value:
    """What `load` gives, kept in this process until one of these tables changes. It must be frozen: many share it.

    Without tables: until anything changes that a public page may show. A unit of work that has itself written to one of
    the tables reads for itself.
    """
    slots = slots_of(tables)
    session = db.session()
    if session.info.get("working") and _writes(session, tables):
        return load()
    house = registry()
    look_outside(house)
    stamps = house.stamps
    now = stamps.values(slots)
    kept = house.memory.get(key)
    if kept is not None and kept[0] == now:
        value: Value = kept[1]
        return value
    before = now
    if session.in_transaction():
        begun_with = session.connection().info.get(BEFORE)
        if begun_with is not None:
            before = tuple([begun_with[slot] for slot in slots])
    value = load()
    if stamps.values(slots) == before and stamps.may_keep(slots):
        if len(house.memory) >= MOST_KEPT:
            house.memory.clear()
        house.memory[key] = (before, value)
    return value


@lru_cache(maxsize=512)
def slots_of(tables: tuple[type[Model], ...]) -> Slots:
    return tuple(sorted({slot_of(model.__tablename__) for model in tables})) or (SHOWN,)


def _writes(session: Session, tables: tuple[type[Model], ...]) -> bool:
    written = session.connection().info.get(WRITTEN, set())
    if not tables:
        return bool(written - UNSEEN) or any((session.new, session.dirty, session.deleted))
    names = {model.__tablename__ for model in tables}
    if ANYTHING in written or not names.isdisjoint(written):
        return True
    return any(
        isinstance(row, tables) for part in (session.new, session.dirty, session.deleted) for row in part
    )
