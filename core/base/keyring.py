"""The keys for personal data: the first comes from the master key, later ones stand in INSTANCE/keyring.json (0600).

A sealed token begins with the id of its key (`1.`, `2.`), so several keys can be in use while values move over.
What must outlive a rotation and holds no personal data (manage links, tokens, audit seals) keeps its key: `LASTING`.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import g, has_request_context

from core.base.config import BadSetting, Settings, master_key

FIRST = "1"
FILE = "keyring.json"
#: where a request keeps the ring it has seen
SEEN = "yangguang_keyring"
MASTER = "yangguang_master_key"
#: where a request keeps what core/base/privacy.py has made of the ring
TOOLS = "yangguang_keys"
#: Written into the ring at the first rotation, so that links and audit seals hold when the master key is replaced too.
LASTING = ("audit", "booking.manage", "digest")


@dataclass(frozen=True)
class Keyring:
    """`made`: id → moment, every key that can still open something; `secrets`: the bytes of all but the first."""

    current: str = FIRST
    made: Mapping[str, str] = field(default_factory=lambda: {FIRST: ""})
    secrets: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    lasting: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    retired: tuple[str, ...] = ()

    @property
    def live(self) -> tuple[str, ...]:
        """Ids of usable keys, the current one first."""
        return (self.current, *sorted((k for k in self.made if k != self.current), key=int))


@lru_cache(maxsize=64)
def _derive(master: bytes, purpose: str) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=b"yangguang", info=purpose.encode()).derive(master)


def house_key(settings: Settings, purpose: str) -> bytes:
    """32 bytes for one purpose of the house; a lasting one stays the same whatever is rotated."""
    kept = load(settings).lasting.get(purpose)
    return kept if kept is not None else _derive(_master(settings), purpose)


def personal_key(settings: Settings, key_id: str, purpose: str) -> bytes:
    """32 bytes of one personal key. Raises KeyError for a key that was retired or never was."""
    ring = load(settings)
    if key_id not in ring.made:
        raise KeyError(key_id)
    if key_id == FIRST:
        return _derive(_master(settings), purpose)
    return _derive(ring.secrets[key_id], purpose)


def load(settings: Settings) -> Keyring:
    """The ring as it stands in the file; other processes see a rotation with their next request.

    A request looks once: a booking asks for keys thirty times. Who holds a lock meanwhile says `look_again`.
    """
    if not has_request_context():
        return _load(settings)
    kept: tuple[Settings, Keyring] | None = g.get(SEEN)
    if kept is None or kept[0] is not settings:
        kept = settings, _load(settings)
        setattr(g, SEEN, kept)
    return kept[1]


def _master(settings: Settings) -> bytes:
    """The master key, read once a request, too."""
    if not has_request_context():
        return master_key(settings)
    kept: tuple[Settings, bytes] | None = g.get(MASTER)
    if kept is None or kept[0] is not settings:
        kept = settings, master_key(settings)
        setattr(g, MASTER, kept)
    return kept[1]


def look_again() -> None:
    """Have this request read the ring anew."""
    if has_request_context():
        g.pop(SEEN, None)
        g.pop(TOOLS, None)


def _load(settings: Settings) -> Keyring:
    path = settings.instance / FILE
    try:
        found = path.stat()
    except FileNotFoundError:
        return Keyring()
    return _read(path, found.st_mtime_ns, found.st_size, found.st_ino)


@lru_cache(maxsize=8)
def _read(path: Path, _mtime: int, _size: int, _inode: int) -> Keyring:
    try:
        data = json.loads(path.read_text("utf-8"))
        return Keyring(
            current=data["current"],
            made=dict(data["made"]),
            secrets={name: base64.b64decode(value) for name, value in data["secrets"].items()},
            lasting={name: base64.b64decode(value) for name, value in data["lasting"].items()},
            retired=tuple(data["retired"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise BadSetting(
            f"密钥文件 {path.name} 读不懂。请从备份恢复它；没有它，已封存的信息读不出来。"
        ) from problem


def rotate(settings: Settings, now: datetime) -> str:
    """Add a new key and make it the current one; returns its id. Older ones keep opening what they closed."""
    with _locked(settings):
        ring = _load(settings)
        key_id = str(max(int(name) for name in (*ring.made, *ring.retired)) + 1)
        lasting = dict(ring.lasting) or {p: _derive(master_key(settings), p) for p in LASTING}
        _write(
            settings,
            replace(
                ring,
                current=key_id,
                made={**ring.made, key_id: now.isoformat(timespec="seconds")},
                secrets={**ring.secrets, key_id: secrets.token_bytes(32)},
                lasting=lasting,
            ),
        )
    return key_id


def retire(settings: Settings, key_id: str) -> None:
    """Take a key off the ring for good. The caller has made sure that nothing is sealed under it any more."""
    with _locked(settings):
        ring = _load(settings)
        if key_id == ring.current:
            raise ValueError("the current key can't be retired")
        _write(
            settings,
            replace(
                ring,
                made={k: v for k, v in ring.made.items() if k != key_id},
                secrets={k: v for k, v in ring.secrets.items() if k != key_id},
                retired=tuple(sorted({*ring.retired, key_id}, key=int)),
            ),
        )


@contextmanager
def _locked(settings: Settings) -> Iterator[None]:
    settings.instance.mkdir(parents=True, exist_ok=True)
    handle = os.open(settings.instance / f"{FILE}.lock", os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _write(settings: Settings, ring: Keyring) -> None:
    data: dict[str, Any] = {
        "current": ring.current,
        "made": dict(ring.made),
        "secrets": {name: base64.b64encode(value).decode() for name, value in ring.secrets.items()},
        "lasting": {name: base64.b64encode(value).decode() for name, value in ring.lasting.items()},
        "retired": list(ring.retired),
    }
    partial = settings.instance / f"{FILE}.{secrets.token_hex(4)}.tmp"
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        json.dump(data, out, indent=1)
        out.flush()
        os.fsync(out.fileno())
    # Renamed whole: a crash leaves either the old ring or the new one, never half a file.
    partial.replace(settings.instance / FILE)
    look_again()
