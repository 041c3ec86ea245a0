"""1 总则 with 1.0.1 under it, and 1 设施台账；2 巡查记录； – figures that a blank parts from the words (technical standards).

A figure before words is numbering only where the text bears it out: the decimals of a chapter follow, or it counts on from
a colon.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .split_marks import Mark, bare_mark, plain

_STOPS = re.compile(r"[。；;，,：:]")
_LONGEST_NAME = 30


def bare_marks(texts: Sequence[str], marks: Sequence[Mark | None]) -> dict[int, Mark]:
    """For the lines that begin with such a figure: their numbering, by the line's place."""
    found: dict[int, Mark] = {}
    chapter = item = 0
    for n, text in enumerate(texts):
        mark = bare_mark(text, "bare") if marks[n] is None else None
        if mark is None:
            if marks[n] is not None:
                item = 0
            continue
        name = plain(text)[mark.end :]
        is_name = len(name) <= _LONGEST_NAME and _STOPS.search(name) is None
        if is_name and mark.value == chapter + 1 and _decimals_follow(mark.value, marks[n + 1 : n + 12]):
            found[n] = Mark("chapter", mark.number, mark.value, mark.end)
            chapter, item = mark.value, 0
        elif mark.value == item + 1 and (item or (n and plain(texts[n - 1]).endswith(":"))):
            found[n] = mark
            item = mark.value
    return found


def _decimals_follow(value: int, marks: Sequence[Mark | None]) -> bool:
    first = next((mark for mark in marks if mark is not None and mark.style == "decimal"), None)
    return first is not None and first.path[0] == value and first.value == 1
