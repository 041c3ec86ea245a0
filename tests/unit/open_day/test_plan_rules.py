"""Filing a plan, its states, and who may take part."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from plugins.open_day.rules.plan import PlanSnapshot, check_plan, days_late, may_follow
from plugins.open_day.rules.taking_part import categories_of, declarations_of, undeclared
from plugins.open_day.rules.values import OpenDayPack, RuleValue
from tests.unit.open_day.announcements import CATEGORIES, Y24

PLAN = PlanSnapshot(
    name="原州区水务局“政府开放日”",
    theme="一滴水的旅程",
    forms=("site",),
    leaders="主要负责同志",
    day=date(2024, 9, 21),
    place="第二水厂",
    number=60,
    agenda="9:00 集合",
    emergency="",
    area="原州区",
    department="水务局",
)


def problems(
    plan: PlanSnapshot, filed: date = date(2024, 8, 20), emergency_required: bool = False
) -> list[tuple[str, str | None, str]]:
    return [
        (f.code, f.item, f.severity)
        for f in check_plan(plan, Y24, filed=filed, emergency_required=emergency_required)
    ]


def test_whole_plan_has_no_findings() -> None:
    assert problems(PLAN) == []


@pytest.mark.parametrize(
    ("field", "empty"),
    [
        ("theme", ""),
        ("forms", ()),
        ("leaders", ""),
        ("day", None),
        ("place", ""),
        ("number", None),
        ("agenda", ""),
    ],
)
def test_missing_field_stops_filing(field: str, empty: object) -> None:
    assert problems(replace(PLAN, **{field: empty})) == [("OD-01", field, "B")]  # type: ignore[arg-type]


def test_emergency_plan_only_where_the_pack_demands_it() -> None:
    assert problems(PLAN, emergency_required=True) == [("CP-08", "emergency", "B")]


def test_few_people_and_a_near_day_only_warn_the_plan() -> None:
    assert problems(replace(PLAN, number=24)) == [("OD-05", "number", "W")]
    assert problems(replace(PLAN, day=date(2024, 9, 3))) == [("OD-03", "day", "W")]
    assert problems(replace(PLAN, day=date(2024, 9, 4))) == []


def test_refused_name_stops_filing() -> None:
    assert problems(replace(PLAN, name="原州区水务局“政务服务开放日”")) == [("OD-08", "name", "B")]


def test_late_is_counted_not_refused() -> None:
    assert days_late(date(2024, 8, 20), date(2024, 8, 20)) == 0
    assert days_late(date(2024, 9, 1), date(2024, 8, 20)) == 12
    assert days_late(date(2024, 9, 1), None) == 0


def test_states() -> None:
    assert may_follow("draft", "filed")
    assert may_follow("returned", "filed")
    assert may_follow("filed", "approved")
    assert may_follow("filed", "returned")
    assert not may_follow("draft", "approved")
    assert not may_follow("approved", "returned")


def test_others_are_always_invited() -> None:
    assert categories_of(Y24) == (*CATEGORIES, "其他群众")
    assert categories_of(OpenDayPack()) == ("其他群众",)
    assert categories_of(replace(Y24, categories=RuleValue(("其他群众", "网民代表"), ""))) == (
        "网民代表",
        "其他群众",
    )


def test_declarations() -> None:
    assert declarations_of(Y24) == ("age_capacity", "ties")
    assert undeclared({"ties"}, Y24) == ("age_capacity",)
    assert undeclared((), OpenDayPack()) == ()
