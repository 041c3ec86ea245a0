"""How bundles and site copies are written: the same entries give the same bytes, and a file is whole or not there.

Entries are stored, not compressed: the bytes then depend on no compressor's version, a reader can rebuild the archive
and compare every byte, and an archive of ours can be no bomb.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from core.base import clock

MANIFEST = "manifest.json"
CHUNK = 1 << 20


@dataclass(frozen=True)
class Written:
    """A file that stands: its digest and size in bytes."""

    sha256: str
    size: int


def spelled(value: Any) -> bytes:
    """JSON in one fixed spelling, for people to read and for digests."""
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def digest_of_file(path: Path) -> str:
    """SHA-256 (hex) of a file's bytes."""
    hasher = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            hasher.update(chunk)
    return hasher.hexdigest()


def listed(entries: Mapping[str, bytes | Path]) -> list[dict[str, Any]]:
    """Every entry as a manifest lists it: path, sha256, size."""
    return [
        {"path": name, "sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
        if isinstance(data, bytes)
        else {"path": name, "sha256": digest_of_file(data), "size": data.stat().st_size}
        for name, data in sorted(entries.items())
    ]


def write_zip(
    out: IO[bytes], entries: Mapping[str, bytes | Path], at: tuple[int, int, int, int, int, int]
) -> None:
    """Write the entries, sorted by name, all with one moment and one set of rights."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in sorted(entries.items()):
            info = zipfile.ZipInfo(name, at)
            info.create_system, info.external_attr = 3, 0o644 << 16
            if isinstance(data, bytes):
                archive.writestr(info, data)
            else:
                info.file_size = data.stat().st_size
                with data.open("rb") as source, archive.open(info, "w") as entry:
                    shutil.copyfileobj(source, entry, CHUNK)


def zip_moment(at: datetime) -> tuple[int, int, int, int, int, int]:
    """A moment as zip entries bear it: local time, even seconds, not before 1980."""
    that = clock.local(at)
    return (max(that.year, 1980), that.month, that.day, that.hour, that.minute, that.second // 2 * 2)


def write_atomically(target: Path, write: Callable[[IO[bytes]], None]) -> Written:
    """Have a file written beside its place and moved there when every byte is on the disk."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, partial = tempfile.mkstemp(dir=target.parent, prefix=".making-")
    try:
        with os.fdopen(handle, "w+b") as out:
            write(out)
            out.flush()
            os.fsync(out.fileno())
        written = Written(digest_of_file(Path(partial)), Path(partial).stat().st_size)
        os.replace(partial, target)
    except BaseException:
        Path(partial).unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)
    return written


def _sync_folder(folder: Path) -> None:
    """The move itself must survive a loss of power too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
