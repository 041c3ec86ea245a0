"""The sundial behind the column's slogan: a day of twenty-four hours, midnight at the foot, noon at the top.

Pure: times in, coordinates out, in a view box of -300 -300 600 600. The drawing is decoration; the same
events stand in the day's programme as text.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time

VIEW_BOX = "-300 -300 600 600"
OUTER, INNER = 262, 228
DOUBLE_HOURS = "子丑寅卯辰巳午未申酉戌亥"

_LANES = (256, 250, 244)
_SHORTEST = 8  # minutes: an event that only begins is still seen
_HAND = (166, 264)


@dataclass(frozen=True, slots=True)
class DialEvent:
    """An event of the day in local time. `end` None: it only begins. `live`: drawn in vermilion."""

    start: time
    end: time | None = None
    live: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    x1: float
    y1: float
    x2: float
    y2: float
    width: float


@dataclass(frozen=True, slots=True)
class Hour:
    x: float
    y: float
    name: str
    now: bool


@dataclass(frozen=True, slots=True)
class Arc:
    path: str
    live: bool


@dataclass(frozen=True, slots=True)
class Dial:
    ticks: tuple[Line, ...]
    hours: tuple[Hour, ...]
    arcs: tuple[Arc, ...]
    hand: Line | None


def layout(events: Iterable[DialEvent] = (), now: time | None = None) -> Dial:
    """The dial with its events and, when `now` is given, the hand and the current double hour."""
    minute = _minute(now) if now is not None else None
    hand = None
    if minute is not None:
        (x1, y1), (x2, y2) = (_point(radius, minute) for radius in _HAND)
        hand = Line(x1, y1, x2, y2, 2)
    return Dial(_ticks(), _hours(minute), _arcs(events), hand)


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def _point(radius: float, minute: float) -> tuple[float, float]:
    angle = math.radians(minute / 1440 * 360)
    return round(-radius * math.sin(angle), 1) + 0.0, round(radius * math.cos(angle), 1) + 0.0


def _ticks() -> tuple[Line, ...]:
    ticks = []
    for quarter in range(96):
        length, width = (16, 1.5) if quarter % 4 == 0 else (10, 1.0) if quarter % 2 == 0 else (6, 1.0)
        (x1, y1), (x2, y2) = _point(INNER, quarter * 15), _point(INNER + length, quarter * 15)
        ticks.append(Line(x1, y1, x2, y2, width))
    return tuple(ticks)


def _hours(minute: int | None) -> tuple[Hour, ...]:
    # 子时 runs from 23:00 to 1:00, so the current one is found an hour ahead
    current = None if minute is None else (minute + 60) // 120 % 12
    hours = []
    for index, name in enumerate(DOUBLE_HOURS):
        x, y = _point(275, index * 120)
        hours.append(Hour(x, round(y + 7, 1), name, index == current))
    return tuple(hours)


def _arcs(events: Iterable[DialEvent]) -> tuple[Arc, ...]:
    """Events that overlap go to the next lane inwards; what finds no lane is left out."""
    free = dict.fromkeys(_LANES, -1)
    arcs = []
    for event in sorted(events, key=lambda e: (e.start, not e.live)):
        start = _minute(event.start)
        end = max(_minute(event.end) if event.end else start, start + _SHORTEST)
        lane = next((radius for radius in _LANES if free[radius] <= start), None)
        if lane is None:
            continue
        free[lane] = end
        (x1, y1), (x2, y2) = _point(lane, start), _point(lane, end)
        large = int(end - start > 720)
        arcs.append(Arc(f"M{x1} {y1}A{lane} {lane} 0 {large} 1 {x2} {y2}", event.live))
    return tuple(arcs)
