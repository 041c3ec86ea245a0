"""Files to packs. A pack is used whole or not at all; a broken one never stops another."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from pathlib import Path

from core.base.rulepacks.problems import PackError, PackProblem, Problems
from core.base.rulepacks.reader import PackReader
from core.base.rulepacks.syntax import read_toml
from core.base.rulepacks.types import RuleDeclaration, RulePack

BASE_ID = "national"
_MOST_BYTES = 1_000_000

Declarations = Mapping[str, RuleDeclaration]


def load_pack(
    path: Path | str, *, base: RulePack | None = None, declared: Declarations | None = None
) -> RulePack:
    """Read, check and merge one pack over ``base``.

    ``declared`` holds the rule ids that core and the plugins act on; without it any well-formed id is
    accepted. Raises PackError with every mistake found and its line.
    """
    file = Path(path)
    problems = Problems()
    parsed = read_toml(_read_text(file), problems)
    if problems.found and not parsed.text:
        raise PackError(file, problems.found)
    pack = PackReader(parsed, problems, base, declared).read()
    if problems.found:
        raise PackError(file, problems.found)
    return replace(pack, digest=_digest(pack))


def load_all(
    directories: Iterable[Path | str], *, declared: Declarations | None = None
) -> tuple[dict[str, RulePack], list[PackError]]:
    """Every ``*.toml`` of the directories, by pack id, and one PackError per file that can't be used.

    The base is the file ``national.toml`` of the first directory that has one; if it is broken no pack
    can be trusted to hold the law, so all are reported. An id used twice: the first file keeps it.
    """
    files = [file for directory in directories for file in sorted(Path(directory).glob("*.toml"))]
    errors: list[PackError] = []
    packs: dict[str, RulePack] = {}
    places: dict[str, Path] = {}
    base: RulePack | None = None
    base_file = next((file for file in files if file.stem == BASE_ID), None)
    if base_file is not None:
        try:
            base = load_pack(base_file, declared=declared)
            packs[base.id] = base
            places[base.id] = base_file
        except PackError as error:
            errors.append(error)
    for file in files:
        if file == base_file:
            continue
        if base_file is not None and base is None:
            errors.append(PackError(file, [PackProblem(1, "base_broken")]))
            continue
        try:
            pack = load_pack(file, base=base, declared=declared)
            if pack.id in packs:
                twice = PackProblem(1, "duplicate_pack", {"id": pack.id, "file": places[pack.id].name})
                raise PackError(file, [twice])
        except PackError as error:
            errors.append(error)
            continue
        packs[pack.id] = pack
        places[pack.id] = file
    return packs, errors


def declarations_from(packs: Iterable[RulePack]) -> dict[str, RuleDeclaration]:
    """Declarations for the rules that these packs hold: enough to find a mistyped id without any plugin."""
    found: dict[str, RuleDeclaration] = {}
    for pack in packs:
        for rule in pack.rules:
            found.setdefault(rule.id, RuleDeclaration(rule.id, rule.value_type, rule.unit, rule.title))
    return found


def _read_text(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            raw = stream.read(_MOST_BYTES + 1)
    except OSError:
        raise PackError(file, [PackProblem(1, "unreadable_missing")]) from None
    if len(raw) > _MOST_BYTES:
        raise PackError(file, [PackProblem(1, "unreadable_large")])
    if b"\x00" in raw:
        raise PackError(file, [PackProblem(1, "unreadable_binary")])
    # Notepad on an office machine writes UTF-8 with a mark, or GB18030 as "ANSI".
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise PackError(file, [PackProblem(1, "unreadable_binary")])


def _digest(pack: RulePack) -> str:
    content = json.dumps(_plain(replace(pack, digest="")), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value if isinstance(value, (int, str, bool, type(None))) else str(value)
