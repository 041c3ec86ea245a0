"""The time line of a campaign or a plan, as coordinates for an SVG. Pure: dates in, numbers out.

The drawing is 1240 units wide. The axis runs from x = 10 to x = 1230 with a tick for every day (or for every
few days when the line is long); what belongs to a day stands below the axis, and where two labels would
touch, above it or in a further row. Nothing is ever printed over something else.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, count, product, repeat
from typing import Literal

Kind = Literal["done", "due", "late", "day"]
Anchor = Literal["start", "middle", "end"]

WIDTH = 1240
LEFT, RIGHT = 10.0, 1230.0
_FONT = 15.0
_ROW = 44.0
_GAP = 14.0
_MOST_TICKS = 120


@dataclass(frozen=True, slots=True)
class Milestone:
    """One date on the line. kind: done (full dot), due (hollow dot), late (cross), day (square)."""

    date: date
    label: str
    kind: Kind = "due"


@dataclass(frozen=True, slots=True)
class Span:
    """A distance that a rule demands, drawn as a thick stroke: both ends and its words (不少于 15 天)."""

    start: date
    end: date
    label: str


@dataclass(frozen=True, slots=True)
class Tick:
    x: float
    long: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """A milestone in place: its dot at (x, axis), its text at (text_x, label_y) and (text_x, date_y).

    `leader` is the (top, bottom) of the fine line that ties a far label to its dot, or None.
    """

    x: float
    text_x: float
    label_y: float
    date_y: float
    anchor: Anchor
    label: str
    day: str
    kind: Kind
    leader: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Stroke:
    x1: float
    x2: float
    text_x: float
    text_y: float
    label: str


@dataclass(frozen=True, slots=True)
class Today:
    x: float
    top: float
    bottom: float
    text_x: float
    anchor: Anchor
    day: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything the macro needs; all lengths in the units of the view box (0 0 WIDTH height)."""

    width: int
    height: float
    axis: float
    ticks: tuple[Tick, ...]
    marks: tuple[Mark, ...]
    stroke: Stroke | None
    today: Today | None


def chinese_day(day: date) -> str:
    """5月15日: the short form used in lists."""
    return f"{day.month}月{day.day}日"


def layout(
    milestones: Iterable[Milestone],
    today: date | None,
    span: Span | None = None,
    *,
    day_text: Callable[[date], str] = chinese_day,
) -> Timeline:
    """Place milestones, the demanded distance and today's line so that no label covers another.

    `today` outside the milestones widens the line by at most a month; further away it is not drawn.
    An empty list gives a bare axis around today.
    """
    ordered = sorted(milestones, key=lambda m: m.date)
    first, last, shown_today = _range(ordered, today, span)
    scale = (RIGHT - LEFT) / max((last - first).days, 1)

    def x_of(day: date) -> float:
        return round(LEFT + (day - first).days * scale, 1)

    today_x = x_of(shown_today) if shown_today else None
    stroke_at = _place_stroke(span, x_of, today_x) if span else None
    shelves = _Shelves(today_x, stroke_at)
    placed = [(m, x_of(m.date), shelves.put(x_of(m.date), _width(m, day_text))) for m in ordered]

    above = max([1, *(-row for _, _, (row, _, _) in placed if row < 0)])
    below = max([1, *(row for _, _, (row, _, _) in placed if row > 0)])
    axis = 72.0 + _ROW * (above - 1)
    marks = tuple(_mark(m, x, spot, axis, day_text(m.date)) for m, x, spot in placed)
    return Timeline(
        width=WIDTH,
        height=axis + 64.0 + _ROW * (below - 1),
        axis=axis,
        ticks=_ticks(first, last, x_of),
        marks=marks,
        stroke=_stroke(stroke_at, axis, span.label) if span and stroke_at else None,
        today=_today(today_x, axis, day_text(shown_today)) if shown_today and today_x is not None else None,
    )


def _range(
    ordered: Sequence[Milestone], today: date | None, span: Span | None
) -> tuple[date, date, date | None]:
    days = [m.date for m in ordered] + ([span.start, span.end] if span else [])
    if not days:
        middle = today or date(2000, 1, 1)
        return middle - timedelta(days=15), middle + timedelta(days=15), today
    first, last = min(days), max(days)
    month = timedelta(days=31)
    if today is not None and first - month <= today <= last + month:
        first, last = min(first, today), max(last, today)
    else:
        today = None
    if (last - first).days < 10:
        first, last = first - timedelta(days=3), last + timedelta(days=3)
    return first, last, today


def _ticks(first: date, last: date, x_of: Callable[[date], float]) -> tuple[Tick, ...]:
    days = (last - first).days
    step = max(1, -(-days // _MOST_TICKS))
    return tuple(
        Tick(x_of(first + timedelta(days=n * step)), long=n % 7 == 4 or days < 7)
        for n in range(days // step + 1)
    )


def text_width(text: str, size: float = _FONT) -> float:
    """About how wide a line of text is: a full-width character is one em, any other 0.58 em."""
    wide = sum(1 for c in text if unicodedata.east_asian_width(c) in "WFA")
    return size * (wide + 0.58 * (len(text) - wide))


def _width(milestone: Milestone, day_text: Callable[[date], str]) -> float:
    return min(max(text_width(milestone.label), text_width(day_text(milestone.date))), WIDTH - 16)


def _interval(x: float, width: float, anchor: Anchor) -> tuple[float, float, float]:
    """(left, right, text x) of a label tied to a dot at x; it leans inwards at both ends of the line."""
    if anchor == "middle":
        text_x = min(max(x, width / 2), WIDTH - width / 2)
        return text_x - width / 2, text_x + width / 2, text_x
    if anchor == "start":
        return x - 8, x - 8 + width, x - 8
    return x + 8 - width, x + 8, x + 8


class _Shelves:
    """Rows of labels: 1, 2 … below the axis, -1, -2 … above it. A label goes to the first free place."""

    def __init__(self, today_x: float | None, stroke_at: _StrokeAt | None) -> None:
        self._taken: dict[int, list[tuple[float, float]]] = {}
        self._leaders: list[tuple[int, float]] = []
        self._today_x = today_x
        if stroke_at is not None:
            self._taken[-1] = [(stroke_at.left, stroke_at.right)]

    def put(self, x: float, width: float) -> tuple[int, Anchor, float]:
        """(row, anchor, text x): centred below the dot, else above it, else leaning, else further out.

        A leader that would run behind a nearer label is taken only when three rows offer nothing better.
        """
        near = product(range(1, 4), (True,))
        for depth, strict in chain(near, zip(count(2), repeat(False))):
            for row, anchor in self._places(depth, x, width):
                left, right, text_x = _interval(x, width, anchor)
                if left >= 0 and right <= WIDTH and self._free(row, left, right, x, strict=strict):
                    self._taken.setdefault(row, []).append((left, right))
                    self._leaders.append((row, x))
                    return row, anchor, text_x
        raise AssertionError("the rows never end")

    @staticmethod
    def _places(depth: int, x: float, width: float) -> Iterator[tuple[int, Anchor]]:
        leaning: tuple[Anchor, ...] = ("start", "end")
        if x - width / 2 < 0 or x + width / 2 > WIDTH:
            yield from ((depth, anchor) for anchor in leaning)
        yield depth, "middle"
        yield from ((-depth, anchor) for anchor in leaning)
        yield -depth, "middle"
        yield from ((depth, anchor) for anchor in leaning)

    def _free(self, row: int, left: float, right: float, x: float, *, strict: bool) -> bool:
        if row < 0 and self._today_x is not None and left - 6 < self._today_x < right + 6:
            return False
        if not all(right + _GAP <= a or b + _GAP <= left for a, b in self._taken.get(row, [])):
            return False
        return not strict or (self._no_leader_behind(row, left, right) and self._clear_way(row, x))

    def _no_leader_behind(self, row: int, left: float, right: float) -> bool:
        return not any(
            other * row > 0 and abs(other) > abs(row) and left - 3 < x < right + 3
            for other, x in self._leaders
        )

    def _clear_way(self, row: int, x: float) -> bool:
        nearer = range(1, row) if row > 0 else range(-1, row, -1)
        return all(not (a - 3 < x < b + 3) for n in nearer for a, b in self._taken.get(n, []))


@dataclass(frozen=True, slots=True)
class _StrokeAt:
    x1: float
    x2: float
    text_x: float
    left: float
    right: float


def _place_stroke(span: Span, x_of: Callable[[date], float], today_x: float | None) -> _StrokeAt:
    """Puts the words in the middle of the stroke, or beside today's line when that runs through them."""
    x1, x2 = x_of(span.start), x_of(span.end)
    half = text_width(span.label) / 2
    middle = (x1 + x2) / 2
    if today_x is not None and abs(today_x - middle) < half + 10:
        middle = today_x + half + 12 if today_x <= middle else today_x - half - 12
    middle = min(max(middle, half), WIDTH - half)
    return _StrokeAt(x1, x2, round(middle, 1), middle - half, middle + half)


def _stroke(at: _StrokeAt | None, axis: float, label: str) -> Stroke | None:
    return Stroke(at.x1, at.x2, at.text_x, axis - 12, label) if at else None


def _mark(m: Milestone, x: float, spot: tuple[int, Anchor, float], axis: float, day: str) -> Mark:
    row, anchor, text_x = spot
    if row > 0:
        label_y = axis + 32 + _ROW * (row - 1)
        leader = (axis + 8, label_y - 16) if row > 1 else None
    else:
        label_y = axis - 30 - _ROW * (-row - 1)
        leader = (label_y + 24, axis - 8) if row < -1 else None
    date_y = label_y + (19 if row > 0 else 18)
    return Mark(x, round(text_x, 1), label_y, date_y, anchor, m.label, day, m.kind, leader)


def _today(x: float, axis: float, day: str) -> Today:
    half = text_width(day) / 2 + _FONT * 2
    anchor: Anchor = "start" if x < half else "end" if x > WIDTH - half else "middle"
    text_x = {"start": x - 8, "middle": x, "end": x + 8}[anchor]
    return Today(x, 22.0, axis + 8, round(text_x, 1), anchor, day)
