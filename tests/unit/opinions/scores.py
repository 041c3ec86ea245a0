"""The samples, and how well groups that were found fit the groups that were meant."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from pathlib import Path


@dataclass(frozen=True)
class Samples:
    """All texts; `meant` the groups of their indexes."""

    texts: list[str]
    meant: list[list[int]]


def load(name: str) -> Samples:
    """A sample file: blank lines part groups, behind "# alone" each line stands for itself."""
    texts: list[str] = []
    meant: list[list[int]] = [[]]
    alone = False
    for line in (Path(__file__).parent / name).read_text("utf-8").splitlines():
        if line.startswith("#"):
            alone = alone or line == "# alone"
        elif not line.strip():
            meant.append([])
        else:
            if not alone:
                meant[-1].append(len(texts))
            texts.append(line)
    return Samples(texts, [group for group in meant if group])


def pairs(groups: list[list[int]]) -> set[tuple[int, int]]:
    return {pair for group in groups for pair in combinations(sorted(group), 2)}


def precision_and_recall(found: list[list[int]], meant: list[list[int]]) -> tuple[float, float]:
    """Over pairs of texts."""
    got, wanted = pairs(found), pairs(meant)
    right = len(got & wanted)
    return (right / len(got) if got else 1.0), right / len(wanted)
