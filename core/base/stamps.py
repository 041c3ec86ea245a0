"""What was changed lately, told to every process of the house: nothing kept in memory outlives what it was made of.

Each table has a stamp (by its name, some share one), and slot 0 is the stamp of everything that a public page may
show. A commit raises the stamps of the tables it wrote; whoever keeps a value notes the stamps from before it was read
and asks, each time, whether they still stand. Nobody gets an answer to a change before its stamps are raised.

On one machine the stamps are eight bytes each in a file that all processes have in their memory (INSTANCE/cache/stamps):
asking costs less than a microsecond. A stamp is raised before the commit and after it. In between stands a marker, and
while it stands nobody keeps what he reads: it may be the old or the new. A marker whose process died is removed after a
while, and the stamps are raised once more. With STAMPS=database (several machines) they are rows
(core/base/stamp_rows.py, docs/decisions/0015).
"""

from __future__ import annotations

import mmap
import os
import re
import threading
import time
import zlib
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import Session
from sqlalchemy.sql import dml

from core.base.registry import Registry, registry

Slots = tuple[int, ...]

SLOTS = 256
#: the slot of everything that public pages may show
SHOWN = 0
ALL: Slots = tuple(range(SLOTS))
#: a commit takes milliseconds; a marker older than this was left behind by a process that died (seconds)
LEFT_BEHIND = 60.0
#: how often files that somebody may edit by hand are looked at (seconds)
LOOK_EVERY = 1.0
#: Tables that no public page shows. Whatever isn't named here raises the stamp of public pages.
UNSEEN = frozenset(
    {
        "base_audit", "base_audit_seal", "base_consent", "base_delivery", "base_event", "base_heartbeat", "base_job",
        "base_notice", "base_outbox", "base_stream_audience", "base_stream_event", "delivery_choice", "hotline_attempt",
        "hotline_seat_change", "hotline_seat_state", "hotline_waiter", "opinions_comparing", "opinions_draft", "opinions_group",
        "opinions_group_member", "opinions_likeness", "opinions_limit", "opinions_support", "trail_purge", "users_grant", "users_guest", "users_link", "users_phone_code", "users_proven_phone",
        "users_recovery_code", "users_second_factor", "users_session", "users_sign_in", "users_throttle",
    }
)  # fmt: skip
#: written by a statement whose table can't be told: every stamp is raised
ANYTHING = "*"
#: on a connection: table → how many statements of this transaction wrote to it
WRITTEN = "yangguang.written"
#: on a connection: how often a part of this transaction was undone
UNDONE = "yangguang.undone"
BEFORE = "yangguang.stamps"
_READING = ("SELECT", "BEGIN", "SAVEPO", "RELEAS", "ROLLBA", "COMMIT", "PRAGMA", "SHOW", "SET", "EXPLAI")
_PLAIN_WRITE = re.compile(
    r"\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM) (?!ONLY\b|OR\b)(\w+)(?![\w.])", re.IGNORECASE
)


class Stamps(Protocol):
    """Where the stamps are. `values` compare equal while nothing was raised."""

    #: whether asking costs next to nothing and needs no thread
    quick: bool

    def values(self, slots: Slots) -> tuple[int, ...]: ...
    def raise_now(self, slots: Collection[int]) -> None: ...
    def raising(self, slots: Slots, session: Session) -> AbstractContextManager[None]: ...
    def may_keep(self, slots: Slots) -> bool: ...


class FileStamps:
    """The stamps of one machine, in a file that is mapped into every process."""

    quick = True

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.markers = folder / "stamps.raising"
        self.markers.mkdir(exist_ok=True)
        handle = os.open(folder / "stamps", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if os.fstat(handle).st_size < SLOTS * 8:
                # Written, not only stretched: on a full disk a hole in a mapped file ends the process.
                os.pwrite(handle, bytes(SLOTS * 8), 0)
            self._map = mmap.mmap(handle, SLOTS * 8)
        finally:
            os.close(handle)
        self._slots = memoryview(self._map).cast("Q")
        self._numbers = count()

    def values(self, slots: Slots) -> tuple[int, ...]:
        found = self._slots
        return tuple([found[slot] for slot in slots])

    def everything(self) -> tuple[int, ...]:
        return tuple(self._slots)

    def raise_now(self, slots: Collection[int]) -> None:
        """Give each a value it never had. Nobody needs a lock: of two who raise at once either value is a new one."""
        fresh = int.from_bytes(os.urandom(8), "little") | 1
        for slot in slots:
            self._slots[slot] = fresh

    @contextmanager
    def raising(self, slots: Slots, _session: Session) -> Iterator[None]:
        """Around a commit."""
        # A bit for each slot: a list of them would be too long for a file's name.
        touched = sum(1 << slot for slot in slots)
        marker = self.markers / f"{os.getpid()}-{threading.get_ident()}-{next(self._numbers)}.{touched:x}"
        os.close(os.open(marker, os.O_CREAT | os.O_WRONLY, 0o600))
        self.raise_now(slots)
        try:
            yield
        finally:
            self.raise_now(slots)
            marker.unlink(missing_ok=True)

    def may_keep(self, slots: Slots) -> bool:
        """Whether nobody is just committing something about these."""
        for name in os.listdir(self.markers):
            touched = int(name.partition(".")[2], 16)
            if any(touched >> slot & 1 for slot in slots) and not self._left_behind(name, touched):
                return False
        return True

    def _left_behind(self, name: str, touched: int) -> bool:
        marker = self.markers / name
        try:
            if time.time() - marker.stat().st_mtime < LEFT_BEHIND:
                return False
        except FileNotFoundError:
            return False  # raised and gone meanwhile: ask again next time
        self.raise_now([slot for slot in ALL if touched >> slot & 1])
        marker.unlink(missing_ok=True)
        return False


# ── raising ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def set_up(house: Registry, engine: Engine) -> None:
    """Choose where the stamps are and listen to what is written.

    Whoever starts raises all: a process may have died before it could.
    """
    from core.base.stamp_rows import DatabaseStamps  # it stands on core.base.db, which stands on this module

    if house.settings.stamps == "database":
        house.stamps = DatabaseStamps()
    else:
        house.stamps = FileStamps(house.settings.instance / "cache")
        house.stamps.raise_now(ALL)

    def begun(connection: Connection) -> None:
        # What this transaction reads is at least as new as the stamps are now.
        connection.info[WRITTEN] = Counter()
        connection.info[UNDONE] = 0
        connection.info[BEFORE] = house.stamps.everything() if house.stamps.quick else None

    event.listen(engine, "begin", begun)
    event.listen(engine, "before_cursor_execute", statement_run)


def statement_run(
    connection: Connection, _cursor: Any, statement: str, _values: Any, context: Any, _many: Any
) -> None:
    """Note which table a statement writes to."""
    compiled = getattr(context, "compiled", None)
    written = getattr(compiled, "statement", None)
    if isinstance(written, dml.UpdateBase):
        _note(connection, getattr(written.table, "name", ANYTHING))
    elif not getattr(written, "is_select", False):
        _note_plain(connection, statement)
    for cte in getattr(compiled, "ctes", None) or ():
        if isinstance(cte.element, dml.UpdateBase):
            _note(connection, getattr(cte.element.table, "name", ANYTHING))


def _note(connection: Connection, table: str) -> None:
    connection.info.setdefault(WRITTEN, Counter())[table] += 1


def _note_plain(connection: Connection, statement: str) -> None:
    """A statement that only its words tell about."""
    verb = statement.lstrip()[:6].upper()
    if verb == "ROLLBA":
        connection.info[UNDONE] = connection.info.get(UNDONE, 0) + 1
    elif not verb.startswith(_READING):
        found = _PLAIN_WRITE.match(statement)
        _note(connection, found[1] if found is not None else ANYTHING)


def touch(session: Session) -> None:
    """Raise everything with this session's commit: something outside of the tables changes with it (a file)."""
    _note(session.connection(), ANYTHING)


@contextmanager
def around_commit(session: Session) -> Iterator[None]:
    """Raise the stamps of what this session's transaction wrote, so that it is done before anybody gets an answer."""
    written: Collection[str] = session.connection().info.get(WRITTEN, ()) if session.in_transaction() else ()
    slots = slots_written(frozenset(written)) if written else ()
    if not slots:
        yield
        return
    with registry().stamps.raising(slots, session):
        yield


@lru_cache(maxsize=512)
def slots_written(tables: frozenset[str]) -> Slots:
    if ANYTHING in tables:
        return ALL
    found = {slot_of(table) for table in tables}
    return tuple(sorted(found | {SHOWN} if tables - UNSEEN else found))


@lru_cache(maxsize=1024)
def slot_of(table: str) -> int:
    return zlib.crc32(table.encode()) % (SLOTS - 1) + 1


def look_outside(house: Registry) -> None:
    """Once a second: were files edited by hand that values are made of? Then everything is read anew."""
    now = time.monotonic()
    if now < house.outside_again:
        return
    house.outside_again = now + LOOK_EVERY
    marks = tuple([mark() for mark in house.outside_marks])
    if house.outside_seen is not None and house.outside_seen != marks:
        house.memory.clear()
        house.stamps.raise_now(ALL)
    house.outside_seen = marks
