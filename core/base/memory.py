"""What a process keeps of the database while it stays true: frozen values under the stamps of their tables."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from functools import lru_cache
from typing import TypeVar

from sqlalchemy.orm import Session

from core.base.db import OWN, Model, db
from core.base.registry import registry
from core.base.stamps import ANYTHING, BEFORE, SHOWN, UNDONE, UNSEEN, WRITTEN, Slots, look_outside, slot_of

Value = TypeVar("Value")
#: values kept in one process; past this all are forgotten
MOST_KEPT = 4000


def remembered(key: Hashable, tables: tuple[type[Model], ...], load: Callable[[], Value]) -> Value:
    """What `load` gives, kept in this process until one of these tables changes. It must be frozen: many share it.

    Without tables: until anything changes that a public page may show. A unit of work that has itself written to one of
    the tables reads for itself, and keeps that until it writes to one of them again.
    """
    slots = slots_of(tables)
    session = db.session()
    house = registry()
    if session.info.get("working") and _writes(session, tables):
        if _waits(session, tables):
            return load()  # which first writes what waits
        return _of_this_work(session, key, (*_marks(session, tables), *house.stamps.values(slots)), load)
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


def _of_this_work(
    session: Session, key: Hashable, marks: tuple[int, ...], load: Callable[[], Value]
) -> Value:
    """What this unit of work read itself; nobody else ever gets it."""
    own: dict[Hashable, tuple[tuple[int, ...], Value]] = session.info[OWN]
    kept = own.get(key)
    if kept is not None and kept[0] == marks:
        return kept[1]
    value = load()
    own[key] = (marks, value)
    return value


def _writes(session: Session, tables: tuple[type[Model], ...]) -> bool:
    """Whether this unit of work has written to one of the tables, or is about to."""
    written = session.connection().info.get(WRITTEN, {})
    if not tables:
        return bool(written.keys() - UNSEEN) or _waits(session, tables)
    names = {model.__tablename__ for model in tables}
    if ANYTHING in written or not names.isdisjoint(written):
        return True
    return _waits(session, tables)


def _waits(session: Session, tables: tuple[type[Model], ...]) -> bool:
    """Whether changed rows of the tables (of any, without) are still to be written."""
    if not tables:
        return any((session.new, session.dirty, session.deleted))
    return any(
        isinstance(row, tables) for part in (session.new, session.dirty, session.deleted) for row in part
    )


def _marks(session: Session, tables: tuple[type[Model], ...]) -> tuple[int, ...]:
    """Another one after every statement of this unit of work that wrote to one of the tables, or undid such a one."""
    info = session.connection().info
    written: Mapping[str, int] = info[WRITTEN]
    names = {ANYTHING, *(model.__tablename__ for model in tables)} if tables else written.keys() - UNSEEN
    return info.get(UNDONE, 0), sum(written.get(name, 0) for name in names)
