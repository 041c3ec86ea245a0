"""Rotating the keys of personal data: a new key, then every declared value is sealed and digested anew, in batches.

Nothing is remembered of the way: a token tells its key, so a run that was broken off goes on where it stopped.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Table, func, literal, select, update
from sqlalchemy.exc import IntegrityError

from core.base import audit, jobs, keyring
from core.base.access import Actor
from core.base.db import cut_write_log, db, unit_of_work
from core.base.errors import DomainError, RuleBroken
from core.base.personal import sealed_columns
from core.base.privacy import digest, digest_candidates, seal, unseal
from core.base.registry import settings

log = structlog.get_logger(__name__)
JOB = "trail.reseal"
BATCH = 200


@dataclass(frozen=True)
class KeyStanding:
    """One key: whether new values use it, and how many values are sealed under it."""

    id: str
    current: bool
    made: str
    sealed: int


def rotate_keys(*, actor: Actor, now: datetime) -> str:
    """Make a new key and ask the worker to move everything over. Raises RuleBroken while a move is under way."""
    if due():
        raise RuleBroken("trail.reseal_under_way")
    key_id = keyring.rotate(settings(), now)
    with unit_of_work():
        audit.record(actor, now, "trail.keys_rotated", subject=("key", int(key_id)))
        jobs.enqueue(JOB, now=now)
    return key_id


def retire_key(key_id: str, *, actor: Actor, now: datetime) -> None:
    """Take an old key away for good. Raises RuleBroken while something is sealed under it."""
    ring = keyring.load(settings())
    if key_id not in ring.made or key_id == ring.current:
        raise RuleBroken("trail.key_not_old", key=key_id)
    left = _sealed_under(key_id)
    if left:
        raise RuleBroken("trail.key_in_use", key=key_id, count=left)
    keyring.retire(settings(), key_id)
    with unit_of_work():
        audit.record(actor, now, "trail.key_retired", subject=("key", int(key_id)))


def standing() -> list[KeyStanding]:
    """Every key on the ring, the current one first."""
    ring = keyring.load(settings())
    return [
        KeyStanding(key_id, key_id == ring.current, ring.made[key_id], _sealed_under(key_id))
        for key_id in ring.live
    ]


def due() -> int:
    """How many values are still sealed under an older key."""
    ring = keyring.load(settings())
    return sum(_sealed_under(key_id) for key_id in ring.live if key_id != ring.current)


def reseal(now: datetime | None = None) -> tuple[int, int]:
    """Seal and digest anew whatever is under an older key: (values moved, values that could not be).

    Each batch is one short transaction; a value that changes meanwhile is left to its writer.
    """
    moved = stuck = 0
    current = keyring.load(settings()).current
    for table_name, sealed, of_digest in sealed_columns():
        table = db.metadata.tables[table_name]
        if not _stands(table):
            continue
        after: Any = None
        while True:
            rows = _next_rows(table, sealed, of_digest, current, after)
            if not rows:
                break
            with unit_of_work():
                for row in rows:
                    done = _move(table, sealed, of_digest, row)
                    moved, stuck = moved + done, stuck + (not done)
            after = rows[-1].key
    if moved:
        cut_write_log()
    return moved, stuck


def run_reseal(now: datetime) -> None:
    """The worker's job."""
    moved, stuck = reseal(now)
    log.info("trail.resealed", moved=moved, stuck=stuck)


def _next_rows(table: Table, sealed: str, of_digest: str, current: str, after: Any) -> list[Any]:
    key = _key(table)
    column = table.c[sealed]
    query = select(key.label("key"), column.label("token"), _digest_column(table, of_digest).label("digest"))
    query = (
        query.where(column.is_not(None), column != "", column.not_like(f"{current}.%"))
        .order_by(key)
        .limit(BATCH)
    )
    if after is not None:
        query = query.where(key > after)
    db.session.rollback()
    return list(db.session.execute(query))


def _move(table: Table, sealed: str, of_digest: str, row: Any) -> bool:
    try:
        plain = unseal(row.token)
    except DomainError:
        log.error("trail.reseal_broken", table=table.name, column=sealed, row=str(row.key))
        return False
    values: dict[str, Any] = {sealed: seal(plain)}
    if of_digest and row.digest in digest_candidates(plain):
        values[of_digest] = digest(plain)
    statement = update(table).where(_key(table) == row.key, table.c[sealed] == row.token).values(values)
    try:
        with db.session.begin_nested():
            db.session.execute(statement)
    except IntegrityError:
        # The same person stands there under the new key already, where only once is allowed.
        log.error("trail.reseal_twice", table=table.name, column=sealed, row=str(row.key))
        return False
    return True


def _sealed_under(key_id: str) -> int:
    total = 0
    for table_name, sealed, _of_digest in sealed_columns():
        table = db.metadata.tables[table_name]
        if _stands(table):
            query = select(func.count()).select_from(table).where(table.c[sealed].like(f"{key_id}.%"))
            total += db.session.scalar(query) or 0
    return total


def _stands(table: Table) -> bool:
    return bool(db.inspect(db.session.connection()).has_table(table.name))


def _key(table: Table) -> Any:
    (column,) = table.primary_key.columns
    return column


def _digest_column(table: Table, of_digest: str) -> Any:
    return table.c[of_digest] if of_digest else literal("")
