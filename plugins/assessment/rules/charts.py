"""Bars drawn as SVG: readable without colour, with the numbers beside the bars. Standard library only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

#: sizes in SVG units
WIDTH, LINE, LEFT, RIGHT, BAR = 640, 30, 190, 110, 16


@dataclass(frozen=True)
class Bar:
    """One bar: its name, its length relative to the others, and the number in words."""

    name: str
    value: float
    words: str


@dataclass(frozen=True)
class Chart:
    """A titled group of bars. `most` is what the longest possible bar means; None: the longest one there is."""

    title: str
    bars: tuple[Bar, ...]
    most: float | None = None


def svg(chart: Chart, key: str) -> str:
    """The picture; `key` makes its ids unique on a page."""
    height = LINE * len(chart.bars) + 8
    most = chart.most or max((bar.value for bar in chart.bars), default=0) or 1
    room = WIDTH - LEFT - RIGHT
    told = "；".join(f"{bar.name} {bar.words}" for bar in chart.bars)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" class="bars" '
        f'aria-labelledby="{key}-t {key}-d"><title id="{key}-t">{escape(chart.title)}</title>'
        f'<desc id="{key}-d">{escape(told)}</desc>'
    ]
    for n, bar in enumerate(chart.bars):
        top = 4 + n * LINE
        long = max(round(room * min(bar.value, most) / most), 1 if bar.value > 0 else 0)
        middle = top + LINE / 2 + 5
        lines.append(
            f'<text x="{LEFT - 8}" y="{middle:g}" text-anchor="end" font-size="14">{escape(shortened(bar.name))}</text>'
            f'<rect x="{LEFT}" y="{top + (LINE - BAR) / 2:g}" width="{long}" height="{BAR}" fill="#b42a1d"/>'
            f'<text x="{LEFT + long + 8}" y="{middle:g}" font-size="14">{escape(bar.words)}</text>'
        )
    return "".join(lines) + "</svg>"


def shortened(name: str, most: int = 12) -> str:
    return name if len(name) <= most else name[: most - 1] + "…"


def by_department(
    title: str, head: Sequence[str], rows: Sequence[Sequence[object]], most: int = 12
) -> Chart | None:
    """A chart of a table whose first column names departments, over its first column with 人次, else with a unit in
    brackets; the largest first. None for another table."""
    if not head or head[0] != "单位":
        return None
    column = next((n for n, name in enumerate(head) if "到场" in name), None)
    if column is None:
        column = next((n for n, name in enumerate(head) if name.endswith("）") and "（" in name), None)
    if column is None:
        return None
    sums: dict[str, int] = {}
    for row in rows:
        value = row[column]
        sums[str(row[0])] = sums.get(str(row[0]), 0) + (value if isinstance(value, int) else 0)
    name, _, unit = head[column].partition("（")
    found = sorted(((n, v) for n, v in sums.items() if v), key=lambda one: (-one[1], one[0]))[:most]
    bars = tuple(Bar(who, value, f"{value} {unit.rstrip('）')}") for who, value in found)
    return Chart(f"{title}：各单位{name}", bars) if bars else None
