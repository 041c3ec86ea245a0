"""Puts the finders together: each line by itself, the surest kind first where two overlap."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .addresses import addresses
from .model import KINDS, Cutter, Reading, Span
from .names import names
from .numbers import numbers


def find(text: str, cutter: Cutter | None = None) -> tuple[Span, ...]:
    """Every span of a text, in order and without overlaps; lines are read one by one."""
    found: list[Span] = []
    offset = 0
    for line in text.split("\n"):
        found += [Span(offset + s.start, offset + s.end, s.kind) for s in find_in_line(line, cutter)]
        offset += len(line) + 1
    return tuple(found)


def find_lines(text: str, cutter: Cutter | None = None) -> Iterator[tuple[int, tuple[Span, ...]]]:
    """The 1-based number of each line and its spans, counted from the line's own first character."""
    for number, line in enumerate(lines_of(text), start=1):
        yield number, find_in_line(line, cutter)


def lines_of(text: str) -> list[str]:
    """The lines of a file, without their ends; the end of the last one begins no further line."""
    lines = re.split(r"\r\n|\n|\r", text)
    return lines[:-1] if lines[-1] == "" else lines


def find_in_line(line: str, cutter: Cutter | None = None) -> tuple[Span, ...]:
    reading = Reading(line, cutter)
    taken: list[Span] = []
    _add(taken, numbers(reading))
    places = list(addresses(reading, taken))
    _add(taken, places)
    _add(taken, names(reading, taken))
    return tuple(sorted(taken))


def _add(taken: list[Span], more: Iterator[Span] | list[Span]) -> None:
    ranked = sorted(more, key=lambda s: (KINDS.index(s.kind), s.start - s.end, s.start))
    for span in ranked:
        if all(span.end <= other.start or span.start >= other.end for other in taken):
            taken.append(span)
