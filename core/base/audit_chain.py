"""How audit entries are bound together: a mark per entry, a digest per batch that holds the digest before it. Pure."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

#: what stands before the first seal
BEGINNING = "0" * 64
MARK = 32  # hex characters: 128 bits, enough that nobody finds another entry with the same mark


@dataclass(frozen=True)
class Entry:
    """One audit entry as it is bound: every column of the row."""

    id: int
    at: datetime
    user_id: int | None
    action: str
    subject_type: str
    subject_id: int | None
    campaign_id: int | None
    department_id: int | None
    codes: Mapping[str, Any]


@dataclass(frozen=True)
class Seal:
    """One sealed batch. `entries` lists (id, mark) in the order of the ids."""

    number: int
    entries: tuple[tuple[int, str], ...]
    previous: str
    digest: str
    key_id: str
    sealed_at: datetime


@dataclass(frozen=True)
class Finding:
    """What is wrong: a code, the seal and the entry it concerns."""

    code: str
    entry: int | None = None
    seal: int | None = None


def mark(key: bytes, entry: Entry) -> str:
    """The mark of one entry: it changes with any column, the id included."""
    plain = {
        "id": entry.id,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "user": entry.user_id,
        "action": entry.action,
        "subject": [entry.subject_type, entry.subject_id],
        "campaign": entry.campaign_id,
        "department": entry.department_id,
        "codes": entry.codes,
    }
    return hmac.new(key, _canonical(plain), hashlib.sha256).hexdigest()[:MARK]


def seal_digest(
    key: bytes, number: int, previous: str, entries: Iterable[tuple[int, str]], sealed_at: datetime
) -> str:
    """The digest of a batch: over its number, the digest before it, its entries and the moment it was sealed."""
    moment = sealed_at.astimezone(UTC).isoformat(timespec="microseconds")
    plain = [number, previous, [[entry_id, entry_mark] for entry_id, entry_mark in entries], moment]
    return hmac.new(key, _canonical(plain), hashlib.sha256).hexdigest()


def check(
    key: bytes,
    seals: Sequence[Seal],
    entries: Iterable[Entry],
    *,
    heads: Sequence[tuple[int | None, str]] = (),
    horizon: int = 0,
    too_late_before: datetime | None = None,
) -> list[Finding]:
    """Everything that doesn't fit. `entries` in the order of their ids, `seals` in the order of their numbers.

    `heads`: digests that were noted elsewhere, with their seal's number where it is known. An entry in no seal is new,
    unless its id is at or below `horizon` (nothing can have come there lawfully) or it is from before
    `too_late_before` (the worker stands still, or seals were taken away).
    """
    found: list[Finding] = []
    sealed: dict[int, tuple[str, int]] = {}
    previous, expected = BEGINNING, 1
    for seal in seals:
        while expected < seal.number:
            found.append(Finding("seal_missing", seal=expected))
            expected += 1
        own = seal_digest(key, seal.number, seal.previous, seal.entries, seal.sealed_at)
        if not hmac.compare_digest(own, seal.digest):
            found.append(Finding("seal_altered", seal=seal.number))
        elif seal.previous != previous and not any(f.seal == seal.number - 1 for f in found):
            found.append(Finding("seal_unlinked", seal=seal.number))
        for entry_id, entry_mark in seal.entries:
            if entry_id in sealed:
                found.append(Finding("entry_sealed_twice", entry=entry_id, seal=seal.number))
            sealed[entry_id] = (entry_mark, seal.number)
        previous, expected = seal.digest, seal.number + 1
    digests = {seal.number: seal.digest for seal in seals}
    for number, digest in heads:
        there = digest in digests.values() if number is None else digests.get(number) == digest
        if not there:
            found.append(Finding("head_not_found", seal=number))
    left = dict(sealed)
    for entry in entries:
        kept = left.pop(entry.id, None)
        if kept is not None:
            if not hmac.compare_digest(mark(key, entry), kept[0]):
                found.append(Finding("entry_altered", entry=entry.id, seal=kept[1]))
        elif entry.id <= horizon:
            found.append(Finding("entry_inserted", entry=entry.id))
        elif too_late_before is not None and entry.at < too_late_before:
            found.append(Finding("entry_unsealed", entry=entry.id))
    found += [Finding("entry_missing", entry=entry_id, seal=number) for entry_id, (_, number) in left.items()]
    return found


def _canonical(plain: Any) -> bytes:
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
