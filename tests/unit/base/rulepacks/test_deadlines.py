"""Due dates, earliest and latest lawful days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.base.rulepacks import (
    MonthDay,
    NotCountable,
    Rule,
    RulePack,
    due,
    earliest_after,
    latest_before,
    load_all,
    window,
)
from core.base.workdays import WorkCalendar
from core.campaigns.rulepack_commands import BUNDLED_PACKS

CALENDAR = WorkCalendar()


def a_rule(value: object, unit: str, kind: str = "D", **more: object) -> Rule:
    return Rule("OD-99", "规则", value, unit, kind, "一", **more)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def y24() -> RulePack:
    return load_all([BUNDLED_PACKS])[0]["y24"]


def test_a_plan_filed_on_the_last_day_cannot_open_before_4_september(y24):
    plan_due = due(y24.rule("OD-02"), None, CALENDAR, year=2024)
    assert plan_due.date == date(2024, 8, 20)
    assert earliest_after(y24.rule("OD-03"), plan_due.date, CALENDAR) == date(2024, 9, 4)
    assert latest_before(y24.rule("OD-03"), date(2024, 9, 4), CALENDAR) == date(2024, 8, 20)
    assert latest_before(y24.rule("OD-03"), date(2024, 9, 3), CALENDAR) == date(2024, 8, 19)


def test_results_and_evaluation_count_from_the_end(y24):
    assert due(y24.rule("OD-10"), date(2024, 9, 28), CALENDAR).date == date(2024, 10, 1)
    assert due(y24.rule("OD-11"), date(2024, 9, 20), CALENDAR).date == date(2024, 10, 5)


def test_a_by_date_includes_its_day(y24):
    report = due(y24.rule("OD-13"), date(2024, 9, 1), CALENDAR)
    assert (report.date, report.code, report.days) == (date(2024, 10, 15), "fixed_date", None)
    assert not report.is_late(date(2024, 10, 15))
    assert report.is_late(date(2024, 10, 16))


def test_working_days_skip_the_holiday(y24):
    found = due(y24.rule("PB-02"), date(2024, 9, 14), CALENDAR)
    # 15–17 September and 1–7 October off; 29 September and 12 October worked
    assert found.date == date(2024, 10, 18)
    assert (found.unit, found.days, found.code, found.rolled) == ("工作日", 20, "counted_working", False)


@pytest.mark.parametrize(
    ("roll", "expected", "rolled"), [(False, date(2024, 10, 1), False), (True, date(2024, 10, 8), True)]
)
def test_a_deadline_rolls_only_where_the_rule_says(roll, expected, rolled):
    found = due(a_rule(3, "天", roll=roll), date(2024, 9, 28), CALENDAR)
    assert (found.date, found.raw_date, found.rolled) == (expected, date(2024, 10, 1), rolled)


def test_a_fixed_date_rolls_too():
    found = due(a_rule(MonthDay(10, 2), "月日", roll=True), None, CALENDAR, year=2024)
    assert (found.date, found.raw_date, found.code) == (date(2024, 10, 8), date(2024, 10, 2), "fixed_date")


def test_a_minimum_distance_never_rolls():
    rule = a_rule(15, "天", "B", roll=True)
    assert earliest_after(rule, date(2024, 9, 16), CALENDAR) == date(2024, 10, 1)
    assert due(rule, date(2024, 9, 16), CALENDAR).date == date(2024, 10, 1)


def test_a_term_counted_back_from_the_fact():
    pack = load_all([BUNDLED_PACKS])[0]["national"]
    interview, hearing = pack.rule("IV-01"), pack.rule("DP-04")
    assert interview is not None
    assert hearing is not None
    assert due(interview, date(2024, 3, 2), CALENDAR).date == date(2024, 2, 28)
    found = due(hearing, date(2024, 10, 8), CALENDAR)
    assert (found.date, found.code) == (date(2024, 10, 1), "counted_back_calendar")
    back = due(a_rule(2, "工作日", before=True), date(2024, 10, 8), CALENDAR)
    assert (back.date, back.code) == (date(2024, 9, 29), "counted_back_working")


def test_29_february_as_a_fixed_date():
    rule = a_rule(MonthDay(2, 29), "月日")
    assert due(rule, None, CALENDAR, year=2024).date == date(2024, 2, 29)
    assert due(rule, None, CALENDAR, year=2025).date == date(2025, 2, 28)


def test_the_campaigns_year_goes_before_the_facts_year():
    rule = a_rule(MonthDay(1, 10), "月日")
    assert due(rule, date(2024, 12, 30), CALENDAR).date == date(2024, 1, 10)
    assert due(rule, date(2024, 12, 30), CALENDAR, year=2025).date == date(2025, 1, 10)


def test_a_year_not_published_is_said():
    assert [note.year for note in due(a_rule(5, "工作日"), date(2190, 9, 30), CALENDAR).notes] == [2190]
    assert due(a_rule(5, "天"), date(2190, 9, 30), CALENDAR).notes == ()


def test_the_window(y24):
    assert window(y24.rule("CP-01"), 2024) == (date(2024, 9, 1), date(2024, 9, 30))
    with pytest.raises(NotCountable):
        window(y24.rule("OD-03"), 2024)


def test_what_holds_no_term_cannot_be_counted(y24):
    for rule_id in ("OD-05", "OD-04", "HL-07", "OD-01"):
        with pytest.raises(NotCountable, match=rule_id):
            due(y24.rule(rule_id), date(2024, 1, 1), CALENDAR)
    with pytest.raises(ValueError, match="fact"):
        due(y24.rule("OD-03"), None, CALENDAR)
    with pytest.raises(ValueError, match="year"):
        due(y24.rule("OD-02"), None, CALENDAR)


@given(st.dates(date(2005, 1, 1), date(2030, 1, 1)), st.integers(0, 120), st.sampled_from(["天", "工作日"]))
def test_the_latest_day_before_an_event_is_truly_the_latest(event, days, unit):
    rule = a_rule(days, unit, "B")
    last = latest_before(rule, event, CALENDAR)
    assert (
        earliest_after(rule, last, CALENDAR)
        <= event
        < earliest_after(rule, last + timedelta(days=1), CALENDAR)
    )


@pytest.mark.parametrize(
    ("event", "days", "expected"),
    [
        ("2024-10-08", 1, "2024-10-07"),  # Tuesday after the holiday: any day of the holiday still keeps it
        ("2024-10-05", 1, "2024-09-29"),  # in the holiday: 30 September is the one working day between
        ("2024-10-14", 7, "2024-09-29"),
        ("2024-10-14", 0, "2024-10-14"),
    ],
)
def test_the_latest_day_in_working_days(event, days, expected):
    rule = a_rule(days, "工作日", "B")
    assert latest_before(rule, date.fromisoformat(event), CALENDAR) == date.fromisoformat(expected)
