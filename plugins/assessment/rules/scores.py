"""Scores from frozen measures, exactly: points of each indicator, the sum, the ranking. Standard library only."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

#: what is given by hand or corrected after an appeal stands among the measures under these
JUDGED, CORRECTED = "judged:", "corrected:"


@dataclass(frozen=True)
class Gauge:
    """One indicator of the pack as it was when the run froze it. See core's Points."""

    rule: str
    title: str
    title_en: str
    clause: str
    full: Fraction
    formula: str
    measure: str
    each: Fraction
    least: Fraction


@dataclass(frozen=True)
class Row:
    """One record behind a measure: what it counts, and where it can be opened. `of`: how many it stands for in a share."""

    key: str
    title: str
    amount: Fraction
    endpoint: str = ""
    values: tuple[tuple[str, Any], ...] = ()
    of: int = 1


@dataclass(frozen=True)
class Measure:
    """What one department's records say under one code."""

    code: str
    department_id: int
    unit: str
    share: bool
    rows: tuple[Row, ...]

    @property
    def value(self) -> Fraction:
        return sum((one.amount for one in self.rows), Fraction(0))

    @property
    def of(self) -> int:
        """The denominator of a share."""
        return sum(one.of for one in self.rows)


@dataclass(frozen=True)
class Score:
    """A department's points for one indicator. `points` None: no record says anything, so it isn't counted. `source` is
    records, judged or corrected; value of `of` (None: no share) is what the records say."""

    department_id: int
    rule: str
    points: Fraction | None
    full: Fraction
    value: Fraction | None = None
    of: int | None = None
    source: str = "records"


@dataclass(frozen=True)
class Place:
    """A department in the ranking. `rate` of 100: the points it has of those that it could have; None when nothing could be
    counted, and then it has no rank. Who has the same rate shares the rank, the next one comes after all of them."""

    department_id: int
    points: Fraction
    full: Fraction
    rate: Fraction | None
    rank: int | None


def points_for(gauge: Gauge, measure: Measure | None) -> Fraction | None:
    """The points of one measure, between the least and the full marks; None without anything to count."""
    if measure is None or (measure.share and not measure.of):
        return None
    if gauge.formula == "judged":
        found = measure.value
    elif gauge.formula == "share":
        found = gauge.full * measure.value / max(measure.of, 1)
    else:
        found = gauge.full - gauge.each * measure.value
    return min(max(found, gauge.least), gauge.full)


def scores(gauges: Sequence[Gauge], measures: Iterable[Measure], departments: Iterable[int]) -> list[Score]:
    """Every department's points for every indicator, in the order of departments and indicators."""
    by_place = {(one.code, one.department_id): one for one in measures}
    found = []
    for department in sorted(set(departments)):
        for gauge in gauges:
            found.append(_score(gauge, department, by_place))
    return found


def _score(gauge: Gauge, department: int, by_place: Mapping[tuple[str, int], Measure]) -> Score:
    code = JUDGED + gauge.rule if gauge.formula == "judged" else gauge.measure
    measure = by_place.get((code, department))
    points, source = points_for(gauge, measure), "judged" if gauge.formula == "judged" else "records"
    corrected = by_place.get((CORRECTED + gauge.rule, department))
    if corrected is not None and corrected.rows:
        # The last answer to an appeal counts.
        points, source = min(max(corrected.rows[-1].amount, Fraction(0)), gauge.full), "corrected"
    value = measure.value if measure is not None else None
    of = measure.of if measure is not None and measure.share else None
    return Score(department, gauge.rule, points, gauge.full, value, of, source)


def ranking(found: Iterable[Score]) -> list[Place]:
    """Departments by rate, the best first; who shares a rank stands by its id, who has none at the end."""
    sums: dict[int, tuple[Fraction, Fraction]] = {}
    for one in found:
        points, full = sums.get(one.department_id, (Fraction(0), Fraction(0)))
        if one.points is not None:
            points, full = points + one.points, full + one.full
        sums[one.department_id] = (points, full)
    rates = {unit: points / full * 100 if full else None for unit, (points, full) in sums.items()}
    counted = sorted((rate for rate in rates.values() if rate is not None), reverse=True)
    first: dict[Fraction, int] = {}
    for number, rate in enumerate(counted, 1):
        first.setdefault(rate, number)
    places = [
        Place(unit, points, full, rate, None if rate is None else first[rate])
        for unit, (points, full) in sums.items()
        for rate in [rates[unit]]
    ]
    return sorted(places, key=lambda one: (one.rank is None, one.rank or 0, one.department_id))


# ── frozen ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def ordered(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Rows in one order, however they came."""
    return tuple(sorted(rows, key=lambda one: (one.key, one.amount, one.title)))


def rows_as_json(rows: Iterable[Row]) -> list[list[Any]]:
    """The denominator stands there only where a row isn't one of its own: most are."""
    return [
        [one.key, one.title, str(one.amount), one.endpoint, [list(v) for v in one.values]]
        + ([one.of] if one.of != 1 else [])
        for one in rows
    ]


def rows_of_json(kept: Iterable[Sequence[Any]]) -> tuple[Row, ...]:
    return tuple(
        Row(key, title, Fraction(amount), endpoint, tuple((name, value) for name, value in values), *more)
        for key, title, amount, endpoint, values, *more in kept
    )


def digest(content: Any) -> str:
    """sha256 over a JSON value, the same for the same content on every machine."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def result_digest(found: Iterable[Score], places: Iterable[Place]) -> str:
    """What a run says, as one digest: the points and the ranks."""
    return digest(
        [
            [[s.department_id, s.rule, _text(s.points), str(s.full), s.source] for s in found],
            [[p.department_id, str(p.points), str(p.full), _text(p.rate), p.rank] for p in places],
        ]
    )


def _text(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


def gauge_as_json(one: Gauge) -> dict[str, str]:
    return {
        "rule": one.rule, "title": one.title, "title_en": one.title_en, "clause": one.clause, "full": str(one.full),
        "formula": one.formula, "measure": one.measure, "each": str(one.each), "least": str(one.least),
    }  # fmt: skip


def gauge_of_json(kept: Mapping[str, str]) -> Gauge:
    numbers = {name: Fraction(kept[name]) for name in ("full", "each", "least")}
    words = {name: kept[name] for name in ("rule", "title", "title_en", "clause", "formula", "measure")}
    return Gauge(**words, **numbers)  # type: ignore[arg-type]


def shown(value: Fraction | None, places: int = 2) -> str:
    """A number for people: at most two decimals, rounded half up; "" for none. Only for showing, never to count on."""
    if value is None:
        return ""
    scale = 10**places
    number = (Decimal(value.numerator * scale) / Decimal(value.denominator)).quantize(
        Decimal(1), rounding=ROUND_HALF_UP
    )
    text = f"{number / scale:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
