"""What a score run freezes: everybody's measures, and the points that were given by hand or by an answered appeal."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

from core.api import Campaign, Indicator, IndicatorRow, registry

from ..models.scores import ScoreMeasure
from ..rules import scores as rules
from ..rules.scores import Row
from ..store import scores as store


def given(campaign: Campaign, units: set[int], now: datetime) -> dict[int, list[Indicator]]:
    """Everybody's measures by department; what isn't the giver's own code is left out, the same code twice is put together."""
    found: dict[tuple[int, str], Indicator] = {}
    for owner, one in registry().host.contribute("indicators", campaign=campaign, now=now):
        if one.department_id not in units or not one.code.startswith(f"{owner}."):
            continue
        place = (one.department_id, one.code)
        if place in found:
            first = found[place]
            one = Indicator(
                first.code, first.title, first.unit, first.department_id, (*first.rows, *one.rows), first.share,
                first.endpoint, first.values,
            )  # fmt: skip
        found[place] = one
    for one in _by_hand(campaign, units):
        found[one.department_id, one.code] = one
    by_unit: dict[int, list[Indicator]] = {}
    for (unit, _code), one in sorted(found.items()):
        by_unit.setdefault(unit, []).append(one)
    return by_unit


def _by_hand(campaign: Campaign, units: set[int]) -> list[Indicator]:
    """Points that were judged, and those that upheld appeals gave, as measures of one row."""
    newest = {(one.department_id, one.rule): one for one in store.judgements(campaign.id)}
    found = [
        Indicator(
            rules.JUDGED + rule, rule, "分", unit,
            (IndicatorRow(
                f"judgement:{one.id}", one.reason[:200], Fraction(one.points), "assessment_staff.score_judge",
                {"campaign": campaign.slug, "department_id": unit, "code": rule},
            ),),
            share=False,
        )
        for (unit, rule), one in newest.items()
    ]  # fmt: skip
    upheld = {
        (one.department_id, one.rule): one
        for one in store.appeals(campaign.id)
        if one.state == "upheld" and one.points
    }
    found += [
        Indicator(
            rules.CORRECTED + rule, rule, "分", unit,
            (IndicatorRow(
                f"appeal:{one.id}", one.answer[:200], Fraction(one.points), "assessment_staff.score_appeal",
                {"campaign": campaign.slug, "appeal_id": one.id},
            ),),
            share=False,
        )
        for (unit, rule), one in upheld.items()
    ]  # fmt: skip
    return [one for one in found if one.department_id in units]


def frozen(run_id: int, one: Indicator) -> ScoreMeasure:
    rows = rules.ordered(
        Row(
            row.key,
            str(row.title),
            Fraction(row.amount),
            row.endpoint,
            tuple(sorted(row.values.items())),
            row.of,
        )
        for row in one.rows
    )
    kept = rules.rows_as_json(rows)
    return ScoreMeasure(
        run_id=run_id, department_id=one.department_id, code=one.code, title=str(one.title)[:200], unit=one.unit,
        share=one.share, endpoint=one.endpoint, values=dict(one.values), rows=kept, digest=rules.digest(kept),
    )  # fmt: skip
