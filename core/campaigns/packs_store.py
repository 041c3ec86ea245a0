"""The packs of this instance: those that ship and those in INSTANCE/packs, loaded again when a file changes."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from core.base.errors import Invalid
from core.base.registry import registry, settings
from core.base.rulepacks import PackError, RuleDeclaration, RulePack, declarations_from, load_all

BUNDLED = Path(__file__).parent / "packs"
Loaded = tuple[dict[str, RulePack], list[PackError]]
Stamp = tuple[tuple[str, int, int], ...]


def own_folder() -> Path:
    return settings().instance / "packs"


def load() -> Loaded:
    """Every pack by id, and the broken ones with their lines. Kept until a file's name, time or size changes."""
    stamp = mark(own_folder())
    house: Any = registry()
    kept = house.pack_cache
    if kept is None or kept[0] != stamp:
        wanted = tuple(sorted(declared().items()))
        kept = house.pack_cache = (stamp, _loaded(stamp, tuple(_folders(own_folder())), wanted))
    loaded: Loaded = kept[1]
    return loaded


@lru_cache(maxsize=4)
def _loaded(
    _stamp: Stamp, folders: tuple[Path, ...], wanted: tuple[tuple[str, RuleDeclaration], ...]
) -> Loaded:
    # The same files read for the same rules: another copy in this process needn't read them again.
    return load_all(folders, declared=dict(wanted))


def mark(own: Path) -> Stamp:
    """Name, time and size of every pack's file: it changes whenever one of them does."""
    found = []
    for folder in _folders(own):
        for path in sorted(folder.glob("*.toml")):
            stands = path.stat()
            found.append((str(path), stands.st_mtime_ns, stands.st_size))
    return tuple(found)


def _folders(own: Path) -> list[Path]:
    return [folder for folder in (BUNDLED, own) if folder.is_dir()]


def declared() -> dict[str, RuleDeclaration]:
    """The rules that a pack may hold: those of the packs that ship, and more exactly those that a plugin reads."""
    return {**_shipped(), **registry().rule_declarations}


@cache
def _shipped() -> dict[str, RuleDeclaration]:
    return declarations_from(load_all([BUNDLED])[0].values())


def pack(pack_id: str) -> RulePack:
    """One pack. Raises Invalid("pack_missing") when it is gone or broken."""
    found = load()[0].get(pack_id)
    if found is None:
        raise Invalid("pack_missing", field="pack_id", pack=pack_id)
    return found
