"""The instance's own rule packs: read as text, checked, written whole."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from core.base import audit, stamps
from core.base.access import Actor
from core.base.db import unit_of_work
from core.base.errors import Conflict, Invalid, NotFound
from core.base.rulepacks import BASE_ID, PackError, RulePack, load_pack
from core.campaigns import packs_store

PACKS = "campaigns.packs"


@dataclass(frozen=True)
class Mistake:
    """One mistake of a pack, at its 1-based line."""

    line: int
    sentence: str


class PackFaulty(Invalid):
    """A pack's text can't be used; `mistakes` tells every one with its line."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        super().__init__("pack_faulty", field="text", count=len(mistakes))
        self.mistakes = tuple(mistakes)


def broken_packs() -> list[tuple[str, bool, tuple[Mistake, ...]]]:
    """File name, whether it is this instance's own, and its mistakes."""
    return [(e.file.name, _is_own(e.file), mistakes_of(e)) for e in packs_store.load()[1]]


def mistakes_of(error: PackError) -> tuple[Mistake, ...]:
    return tuple(Mistake(problem.line, str(problem)) for problem in error.problems)


def own_ids() -> frozenset[str]:
    """The file names, without .toml, of this instance's own packs, sound or broken."""
    folder = packs_store.own_folder()
    return frozenset(path.stem for path in folder.glob("*.toml")) if folder.is_dir() else frozenset()


def own_text(name: str) -> str:
    """The text of one of this instance's packs. Raises NotFound, Invalid("pack_not_ours") for a bundled one."""
    if name not in own_ids():
        if (packs_store.BUNDLED / f"{name}.toml") in packs_store.BUNDLED.glob("*.toml"):
            raise Invalid("pack_not_ours")
        raise NotFound()
    return _read(packs_store.own_folder() / f"{name}.toml")


def sample_text(name: str) -> str:
    """The text of any pack, to begin a new one from. Raises NotFound."""
    for folder in (packs_store.own_folder(), packs_store.BUNDLED):
        for path in folder.glob("*.toml") if folder.is_dir() else ():
            if path.stem == name:
                return _read(path)
    raise NotFound()


def digest_of(text: str) -> str:
    """What a page keeps, to notice that somebody saved in between."""
    return hashlib.sha256(text.encode()).hexdigest()


def save_pack(text: str, *, name: str | None, seen: str, actor: Actor, now: datetime) -> RulePack:
    """Check and write one of this instance's packs; `name` is the file being changed, None for a new one.

    Written beside and moved over, so a reader sees the old or the new. Raises PackFaulty, Invalid("pack_id_taken",
    "pack_id_fixed"), Conflict("pack_changed_meanwhile").
    """
    actor.require(PACKS)
    folder = packs_store.own_folder()
    folder.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(prefix=".", suffix=".part", dir=folder)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text if text.endswith("\n") else f"{text}\n")
            stream.flush()
            os.fsync(stream.fileno())
        pack = _checked(Path(beside))
        if name is None and (pack.id in own_ids() or pack.id in packs_store.load()[0]):
            raise Invalid("pack_id_taken", field="text", id=pack.id)
        if name is not None and pack.id != name:
            raise Invalid("pack_id_fixed", field="text", wanted=pack.id)
        with unit_of_work() as session:
            if name is not None and digest_of(own_text(name)) != seen:
                raise Conflict("pack_changed_meanwhile")
            audit.record(
                actor, now, "campaigns.pack_saved", subject=("pack", None), pack=pack.id, version=pack.version
            )
            stamps.touch(session)
            os.chmod(beside, 0o644)
            os.replace(beside, folder / f"{pack.id}.toml")
        return pack
    finally:
        Path(beside).unlink(missing_ok=True)


def _checked(path: Path) -> RulePack:
    head = path.read_text("utf-8")
    if re.search(rf'(?m)^\s*id\s*=\s*["\']{BASE_ID}["\']', head):
        raise Invalid("pack_id_taken", field="text", id=BASE_ID)
    base = packs_store.load()[0].get(BASE_ID)
    try:
        return load_pack(path, base=base, declared=packs_store.declared())
    except PackError as error:
        raise PackFaulty(mistakes_of(error)) from error


def _is_own(path: Path) -> bool:
    return path.parent == packs_store.own_folder()


def _read(path: Path) -> str:
    """A pack's text; what can't be decoded is shown with marks rather than not at all."""
    raw = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding).replace("\r\n", "\n")
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")
