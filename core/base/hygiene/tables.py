"""The tables of the hygiene check, read once. Where they come from: docs/hygiene.md."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Script:
    """`plain`: traditional character → simplified one. `simplified`: characters that only simplified texts use."""

    plain: dict[str, str]
    simplified: frozenset[str]


@cache
def script() -> Script:
    traditional, plain, simplified = (_DATA / "traditional.txt").read_text("utf-8").splitlines()
    return Script(dict(zip(traditional, plain, strict=True)), frozenset(simplified))


@dataclass(frozen=True)
class Readings:
    """`of`: character → its syllables without tones, the usual one first. `syllables`: all there are."""

    of: dict[str, tuple[str, ...]]
    syllables: frozenset[str]

    def sound_alike(self, one: str, other: str) -> bool:
        """Whether two characters have the same usual syllable, as typed by people who don't part zh from z, ing from in."""
        mine, theirs = self.of.get(one), self.of.get(other)
        return bool(mine and theirs and _levelled(mine[0]) == _levelled(theirs[0]))


def _levelled(syllable: str) -> str:
    if syllable[:2] in ("zh", "ch", "sh"):
        syllable = syllable[0] + syllable[2:]
    return syllable.removesuffix("g") if syllable.endswith("ng") else syllable


@cache
def readings() -> Readings:
    usual: dict[str, str] = {}
    further: defaultdict[str, list[str]] = defaultdict(list)
    lines = [line.split("\t") for line in (_DATA / "readings.txt").read_text("utf-8").splitlines()]
    for syllable, first, rest in lines:
        usual.update(dict.fromkeys(first, syllable))
        for char in rest:
            further[char].append(syllable)
    return Readings(
        {char: (syllable, *further.get(char, ())) for char, syllable in usual.items()},
        frozenset(line[0] for line in lines),
    )


@cache
def areas() -> dict[str, tuple[str, ...]]:
    """Name of a province, city or county → its national codes (several places may share a name)."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for line in (_DATA / "areas.txt").read_text("utf-8").splitlines():
        code, name = line.split(" ", 1)
        found[name].append(code)
    return {name: tuple(codes) for name, codes in found.items()}
