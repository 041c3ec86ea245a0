"""Sealing the audit trail in batches, shortly after the commit and outside of it, and checking the seals.

No writer waits for the chain. On PostgreSQL an entry with a smaller id may become visible after one with a larger id;
a batch therefore lists its entries, and the next one looks again behind the last until nothing can come there any more.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, BigInteger, String, event, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from core.base import audit_chain as chain
from core.base.audit import AuditEntry
from core.base.db import Model, UtcDateTime, db, unit_of_work
from core.base.keyring import FIRST
from core.base.privacy import derived_key
from core.base.registry import settings

MOST_IN_A_SEAL = 1000
#: PostgreSQL hands out an id a moment before the transaction gets its number: look back over this many ids anyway.
LOOK_BACK = 1000
#: An entry that is this old and in no seal means that the worker stands still or a seal is gone.
LATEST = timedelta(hours=1)
HEAD_FILE = "audit.head"
#: a column was altered to what is no JSON or no moment: a find, not a fault of the database
_UNREADABLE = (ValueError, TypeError)


class AuditSeal(Model):
    """One sealed batch of entries. `entries`: [[id, mark], …]; `horizon`: no unsealed entry can lawfully be at or below.

    `settles_at` is the number of the transaction (PostgreSQL) from which on everything up to `last_id` is visible.
    """

    __tablename__ = "base_audit_seal"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    first_id: Mapped[int]
    last_id: Mapped[int]
    count: Mapped[int]
    entries: Mapped[list[Any]] = mapped_column(JSON)
    previous_digest: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
    key_id: Mapped[str] = mapped_column(String(8))
    horizon: Mapped[int] = mapped_column(BigInteger)
    settles_at: Mapped[int | None] = mapped_column(BigInteger)
    sealed_at: Mapped[datetime] = mapped_column(UtcDateTime)


def _refuse(_mapper: Any, _connection: Any, target: Any) -> None:
    raise PermissionError(f"{target.__tablename__} is append-only")


for _model in (AuditEntry, AuditSeal):
    event.listen(_model, "before_update", _refuse)
    event.listen(_model, "before_delete", _refuse)


def seal_due(now: datetime) -> int:
    """Seal every entry that is in no seal yet; returns how many. Of two workers at once one seals, the other gets 0."""
    total = 0
    while True:
        try:
            done = _seal_one_batch(now)
        except IntegrityError:  # another worker wrote a seal with this number while we prepared ours
            return total
        total += done
        if done < MOST_IN_A_SEAL:
            return total


def _seal_one_batch(now: datetime) -> int:
    if not _unsealed(_newest(), 1)[0]:
        return 0  # a look without a write: SQLite's single writer isn't taken every two seconds for nothing
    with unit_of_work() as session:
        last = _newest()
        settled = _settled_before(last)
        rows, seen_last = _unsealed(last, MOST_IN_A_SEAL)
        if not rows:
            return 0
        key = derived_key("audit")
        number = last.number + 1 if last else 1
        previous = last.digest if last else chain.BEGINNING
        entries = tuple((row.id, chain.mark(key, row)) for row in rows)
        row = AuditSeal(
            number=number,
            first_id=rows[0].id,
            last_id=rows[-1].id,
            count=len(rows),
            entries=[list(pair) for pair in entries],
            previous_digest=previous,
            digest=chain.seal_digest(key, number, previous, entries, now),
            key_id=FIRST,
            horizon=_horizon(last, settled, max(seen_last, rows[-1].id)),
            settles_at=_next_transaction(),
            sealed_at=now,
        )
        session.add(row)
        digest = row.digest
    _note_head(number, digest)
    return len(rows)


def _newest() -> AuditSeal | None:
    return db.session.scalar(select(AuditSeal).order_by(AuditSeal.number.desc()).limit(1))


def _unsealed(last: AuditSeal | None, limit: int) -> tuple[list[chain.Entry], int]:
    """(entries above the last horizon that are in no seal, the highest id that is)."""
    above = last.horizon if last else 0
    query = select(AuditSeal.entries).where(AuditSeal.last_id > above)
    sealed = {pair[0] for entries in db.session.scalars(query) for pair in entries}
    wanted = select(AuditEntry.id).where(AuditEntry.id > above).order_by(AuditEntry.id)
    ids = [entry_id for entry_id in db.session.scalars(wanted) if entry_id not in sealed][:limit]
    rows = [_entry(row) for row in db.session.scalars(_rows(ids))] if ids else []
    return rows, max(sealed, default=above)


def _rows(ids: list[int]) -> Any:
    return select(AuditEntry).where(AuditEntry.id.in_(ids)).order_by(AuditEntry.id)


def _horizon(last: AuditSeal | None, settled: int, highest: int) -> int:
    if db.engine.dialect.name == "sqlite":
        return highest  # one writer: ids become visible in their order
    return max(last.horizon if last else 0, min(settled, highest - LOOK_BACK))


def _settled_before(last: AuditSeal | None) -> int:
    """Up to which id everything that will ever come is visible now (asked before the entries are read)."""
    if last is None or db.engine.dialect.name == "sqlite":
        return 0
    oldest = db.session.scalar(text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"))
    query = select(AuditSeal.last_id).where(AuditSeal.last_id > last.horizon, AuditSeal.settles_at <= oldest)
    return max(db.session.scalars(query), default=0)


def _next_transaction() -> int | None:
    """PostgreSQL: the number above every transaction begun so far (asked after the entries were read)."""
    if db.engine.dialect.name == "sqlite":
        return None
    number: int = db.session.scalar(text("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint"))
    return number


def _entry(row: AuditEntry) -> chain.Entry:
    return chain.Entry(
        row.id,
        row.at,
        row.user_id,
        row.action,
        row.subject_type,
        row.subject_id,
        row.campaign_id,
        row.department_id,
        row.codes,
    )


# ── checking ────────────────────────────────────────────────────────────────────────────────────────────────────────
def head() -> tuple[int, str] | None:
    """(number, digest) of the newest seal: note it on paper, and nobody can cut the end off unseen."""
    newest = _newest()
    return (newest.number, newest.digest) if newest else None


def verify(now: datetime, noted: str = "") -> tuple[int, int, list[chain.Finding]]:
    """(seals, entries, findings). `noted` is a digest that `head` told earlier."""
    db.session.rollback()  # on SQLite one look at one moment; on PostgreSQL the seals are read before the entries
    rows = _seal_rows()
    seals = [_seal(row) if isinstance(row, AuditSeal) else _unreadable_seal(row, now) for row in rows]
    readable = [row for row in rows if isinstance(row, AuditSeal)]
    heads: list[tuple[int | None, str]] = [(None, noted)] if noted else []
    heads += [head for head in [_noted_head()] if head is not None]
    count = [0]
    findings = chain.check(
        derived_key("audit"),
        seals,
        _all_entries(count),
        heads=heads,
        horizon=readable[-1].horizon if readable else 0,
        too_late_before=now - LATEST,
    )
    told = {finding.seal for finding in findings if finding.code == "seal_altered"}
    findings += [chain.Finding("seal_altered", seal=n) for n in _ill_described(readable) if n not in told]
    return len(seals), count[0], findings


def _ill_described(rows: list[AuditSeal]) -> Iterator[int]:
    """Seals whose columns beside the digest contradict their entries: nobody but a tamperer writes such a row."""
    horizon = highest = 0
    for row in rows:
        ids = [pair[0] for pair in row.entries] or [0]
        highest = max(highest, ids[-1])
        described = (row.first_id, row.last_id, row.count, row.key_id) == (ids[0], ids[-1], len(ids), FIRST)
        if not described or not horizon <= row.horizon <= highest:
            yield row.number
        else:
            horizon = row.horizon


def _seal_rows() -> list[AuditSeal | int]:
    """Every seal in the order of the numbers; of one that can't be read only its number."""
    query = select(AuditSeal).order_by(AuditSeal.number).execution_options(populate_existing=True)
    try:
        return list(db.session.scalars(query))
    except _UNREADABLE:
        numbers = db.session.scalars(select(AuditSeal.number).order_by(AuditSeal.number)).all()
        return [_one(query.where(AuditSeal.number == number)) or number for number in numbers]


def _one(query: Any) -> Any:
    """The one row of a query, or None where a column holds what can't be read."""
    try:
        return db.session.scalars(query).one()
    except _UNREADABLE:
        return None


def _unreadable_seal(number: int, now: datetime) -> chain.Seal:
    """Stands for a seal that can't be read: its digest fits nothing."""
    return chain.Seal(number, (), "", "", FIRST, now)


def _unreadable_entry(entry_id: int) -> chain.Entry:
    """Stands for an entry that can't be read: its mark fits nothing."""
    return chain.Entry(
        entry_id, datetime.min.replace(tzinfo=UTC), None, "", "", None, None, None, {"unreadable": True}
    )


def _seal(row: AuditSeal) -> chain.Seal:
    entries = tuple((int(pair[0]), str(pair[1])) for pair in row.entries)
    return chain.Seal(row.number, entries, row.previous_digest, row.digest, row.key_id, row.sealed_at)


def _all_entries(count: list[int]) -> Iterator[chain.Entry]:
    after: int | None = None
    while True:
        query = select(AuditEntry).order_by(AuditEntry.id).limit(2000)
        if after is not None:
            query = query.where(AuditEntry.id > after)
        query = query.execution_options(populate_existing=True)
        try:
            found = [_entry(row) for row in db.session.scalars(query)]
        except _UNREADABLE:
            found = [_entry_alone(entry_id) for entry_id in db.session.scalars(_ids_only(after))]
        if not found:
            return
        count[0] += len(found)
        yield from found
        after = found[-1].id
        db.session.expunge_all()


def _ids_only(after: int | None) -> Any:
    query = select(AuditEntry.id).order_by(AuditEntry.id).limit(2000)
    return query if after is None else query.where(AuditEntry.id > after)


def _entry_alone(entry_id: int) -> chain.Entry:
    row = _one(select(AuditEntry).where(AuditEntry.id == entry_id))
    return _entry(row) if row is not None else _unreadable_entry(entry_id)


def _note_head(number: int, digest: str) -> None:
    """Beside the database, so that its end can't be cut off by who can only write there."""
    path = _head_file()
    partial = path.with_suffix(".tmp")
    partial.write_text(f"{number} {digest}\n", "ascii")
    partial.replace(path)


def _noted_head() -> tuple[int, str] | None:
    try:
        number, digest = _head_file().read_text("ascii").split()
        return int(number), digest
    except (OSError, ValueError):
        return None


def _head_file() -> Path:
    return settings().instance / HEAD_FILE
