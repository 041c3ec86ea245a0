"""The packs of this instance: those that ship and those in INSTANCE/packs, loaded again when a file changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from core.base.errors import Invalid
from core.base.registry import registry, settings
from core.base.rulepacks import PackError, RuleDeclaration, RulePack, declarations_from, load_all

BUNDLED = Path(__file__).parent / "packs"
Loaded = tuple[dict[str, RulePack], list[PackError]]


def own_folder() -> Path:
    return settings().instance / "packs"


def load() -> Loaded:
    """Every pack by id, and the broken ones with their lines. Kept until a file's name, time or size changes."""
    folders = [folder for folder in (BUNDLED, own_folder()) if folder.is_dir()]
    stamp = tuple(
        (str(path), path.stat().st_mtime_ns, path.stat().st_size)
        for folder in folders
        for path in sorted(folder.glob("*.toml"))
    )
    house: Any = registry()
    kept = house.pack_cache
    if kept is None or kept[0] != stamp:
        kept = house.pack_cache = (stamp, load_all(folders, declared=declared()))
    loaded: Loaded = kept[1]
    return loaded


def declared() -> dict[str, RuleDeclaration]:
    """The rules that a pack may hold: those of the packs that ship, and more exactly those that a plugin reads."""
    return {**declarations_from(load_all([BUNDLED])[0].values()), **registry().rule_declarations}


def pack(pack_id: str) -> RulePack:
    """One pack. Raises Invalid("pack_missing") when it is gone or broken."""
    found = load()[0].get(pack_id)
    if found is None:
        raise Invalid("pack_missing", field="pack_id", pack=pack_id)
    return found
