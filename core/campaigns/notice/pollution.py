"""Pollution in a notice, found by the hygiene check (core/base/hygiene).

Left to publishing: names of other places and of bodies merged since, which need the office's own name and year to judge.
"""

from __future__ import annotations

from bisect import bisect_right

from core.base import hygiene

from .model import Pollution
from .source import Line

_LEFT_TO_PUBLISHING = ("other_area", "old_name")


def find_pollution(lines: list[Line]) -> list[Pollution]:
    """Pollution in the order of the text, each with the line it begins in; none overlap."""
    text = _laid_out(lines)
    starts = [line.start for line in lines]
    found = []
    for item in hygiene.check(text):
        if item.code not in _LEFT_TO_PUBLISHING:
            line = lines[bisect_right(starts, item.start) - 1]
            found.append(Pollution(item.start, item.end, item.kind, item.text, line.number, line.text))
    return found


def _laid_out(lines: list[Line]) -> str:
    """The lines at the offsets they have in the notice; what lies between them are line ends."""
    pieces: list[str] = []
    length = 0
    for line in lines:
        pieces += ["\n" * (line.start - length), line.text]
        length = line.start + len(line.text)
    return "".join(pieces)
