"""Deputies by date: who may stand for whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.publishing.deputy_rules import Deputyship, refuse_naming, stands_for

TODAY = date(2026, 9, 1)
WATER, CITY = 2, 1
NEW = Deputyship("leader", WATER, 4, 2, date(2026, 9, 3), date(2026, 9, 10))


def refusal(new: Deputyship, *standing: Deputyship, holds: bool = True, sees: bool = True) -> str:
    found = refuse_naming(new, person_holds=holds, deputy_sees=sees, standing=standing, today=TODAY)
    return found.code if found else ""


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, ""),
        ({"deputy_id": 4}, "deputy_self"),
        ({"ends_on": date(2026, 9, 2)}, "deputy_days_reversed"),
        ({"starts_on": date(2026, 8, 1), "ends_on": date(2026, 8, 31)}, "deputy_days_past"),
        ({"starts_on": date(2026, 8, 1)}, ""),
        ({"starts_on": TODAY, "ends_on": TODAY}, ""),
        ({"ends_on": date(2027, 9, 3)}, ""),
        ({"ends_on": date(2027, 9, 4)}, "deputy_too_long"),
    ],
)
def test_days_and_persons(change: dict[str, object], code: str) -> None:
    assert refusal(replace(NEW, **change)) == code  # type: ignore[arg-type]


def test_only_an_own_role_can_be_given_and_only_to_somebody_who_sees_the_texts() -> None:
    assert refusal(NEW, holds=False) == "deputy_not_own_role"
    assert refusal(NEW, sees=False) == "deputy_sees_nothing"


def test_one_deputy_at_a_time() -> None:
    other = replace(NEW, deputy_id=7, starts_on=date(2026, 9, 10), ends_on=date(2026, 9, 20))
    assert refusal(NEW, other) == "deputy_there_already"
    assert refusal(NEW, replace(other, starts_on=date(2026, 9, 11))) == ""
    assert refusal(NEW, replace(other, role="reviewer")) == ""
    assert refusal(NEW, replace(other, department_id=None)) == "deputy_there_already"


def test_a_duty_is_not_passed_on() -> None:
    away_too = replace(NEW, person_id=2, deputy_id=9)
    standing_in = replace(NEW, person_id=8, deputy_id=4)
    assert refusal(NEW, away_too) == "deputy_passes_on"
    assert refusal(NEW, standing_in) == "deputy_passes_on"


@given(
    st.dates(date(2026, 8, 20), date(2026, 9, 20)),
    st.sampled_from(["leader", "reviewer"]),
    st.sampled_from([2, 3]),
    st.lists(st.sampled_from([CITY, WATER, 3]), min_size=1, unique=True),
)
def test_a_deputy_stands_in_on_the_days_in_the_role_and_in_the_place(
    day: date, role: str, who: int, places: list[int]
) -> None:
    found = stands_for([NEW], who, [role], places, day)
    expected = NEW.starts_on <= day <= NEW.ends_on and role == "leader" and who == 2 and WATER in places
    assert bool(found) == expected
