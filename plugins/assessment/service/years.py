"""This year's figures beside those of the years before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from core.api import Actor, Campaign, NotFound, campaigns

from ..rules import reports as rules
from . import reports, scores

#: this year and so many before it
YEARS = 3


@dataclass(frozen=True)
class YearLine:
    """A figure over the years, this year's first: (value, denominator) or None where a year has none. `change` against the
    year before, in per cent, "" where that is nought or missing."""

    code: str
    title: str
    unit: str
    values: tuple[tuple[Fraction, int | None] | None, ...]
    change: str


@dataclass(frozen=True)
class RankLine:
    """A department's places in the published scores, this year's first: (rank, rate of 100), None where a year has none."""

    department_id: int
    places: tuple[tuple[int, Fraction] | None, ...]


@dataclass(frozen=True)
class YearTable:
    """`campaigns` this year's first; lines by section."""

    campaigns: tuple[Campaign, ...]
    sections: Mapping[str, tuple[YearLine, ...]]
    ranks: tuple[RankLine, ...]


def table(campaign: Campaign, department_id: int, *, actor: Actor, now: datetime) -> YearTable:
    """Figures of a department (0: of all) over up to three campaigns, each copied from the one before or simply earlier.
    Raises NotFound."""
    reports.unit_of(campaign, department_id)
    if not reports.may_see(campaign, department_id, actor):
        raise NotFound()
    years = [campaign]
    while len(years) < YEARS and (before := campaigns.campaign_before(years[-1].id)) is not None:
        if before in years:
            break
        years.append(before)
    found = [
        {
            one.code: (section, one)
            for section in reports.sections(year, department_id, now)
            for one in section.figures
        }
        for year in years
    ]
    sections: dict[str, list[YearLine]] = {}
    for code in dict.fromkeys(code for year in found for code in year):
        section, known = next(year[code] for year in found if code in year)
        values = tuple((year[code][1].value, year[code][1].of) if code in year else None for year in found)
        sections.setdefault(str(section.title), []).append(
            YearLine(code, str(known.title), known.unit, values, _change(values))
        )
    ranks = _ranks(years, department_id)
    return YearTable(tuple(years), {title: tuple(lines) for title, lines in sections.items()}, ranks)


def _ranks(years: Sequence[Campaign], department_id: int) -> tuple[RankLine, ...]:
    """The department's places; of all departments (0) everybody's, in the order of this year's ranks."""
    found = [
        {one.department_id: (one.rank, one.rate) for one in scores.published_places(year)} for year in years
    ]
    units = dict.fromkeys(unit for year in found for unit in year)
    lines = []
    for unit in units:
        places: list[tuple[int, Fraction] | None] = []
        for year in found:
            rank, rate = year.get(unit, (None, None))
            places.append((rank, rate) if rank is not None and rate is not None else None)
        if any(places) and department_id in (reports.WHOLE, unit):
            lines.append(RankLine(unit, tuple(places)))
    return tuple(lines)


def _change(values: tuple[tuple[Fraction, int | None] | None, ...]) -> str:
    if len(values) < 2 or values[0] is None or values[1] is None:
        return ""
    (now, of), (then, of_then) = values[0], values[1]
    if of is not None and of_then is not None:
        if not of or not of_then:
            return ""
        points = now / of * 100 - then / of_then * 100
        return f"{'+' if points > 0 else ''}{rules.plain(Fraction(round(points * 100), 100))}"
    return rules.change(now, then)
