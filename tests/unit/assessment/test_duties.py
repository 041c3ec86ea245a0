"""The deadline board's rules: how a cell stands, 天 and 工作日 apart, what is put together, which reminder goes out."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from plugins.assessment.rules import duties
from plugins.assessment.rules.duties import Cell, Choice, Duty, Standing

DAY = date(2026, 5, 7)  # a Thursday


def between(start: date, end: date, unit: str) -> int:
    """Days after `start` up to `end`; working ones are Monday to Friday."""
    if unit == "calendar":
        return (end - start).days
    return sum((start + timedelta(days=n)).weekday() < 5 for n in range(1, (end - start).days + 1))


def cell(
    today: date,
    *,
    unit: str = "天",
    standing: Standing | None = None,
    extended: date | None = None,
    day: date | None = DAY,
    owes: tuple[int, ...] = (1,),
) -> Cell:
    duty = Duty("notice:1", "方案", "plan", "notice", day, unit=unit, owes=owes)
    return duties.cell(duty, 1, standing, extended, False, today, between)


@pytest.mark.parametrize(
    ("today", "unit", "state", "days"),
    [
        (DAY, "天", "owed", 0),  # a "by" day includes that day
        (date(2026, 5, 11), "天", "late", 4),
        (date(2026, 5, 11), "工作日", "late", 2),
        (date(2026, 5, 4), "天", "owed", 3),
    ],
)
def test_days_late_count_in_the_duty_s_own_unit(today: date, unit: str, state: str, days: int) -> None:
    found = cell(today, unit=unit)
    assert (found.state, found.days) == (state, days)


def test_what_came_late_stays_late_and_what_was_granted_counts() -> None:
    came = Standing(1, "handed_in", date(2026, 5, 9))
    assert (cell(date(2026, 6, 1), standing=came).state, cell(date(2026, 6, 1), standing=came).days) == (
        "in_late",
        2,
    )
    assert cell(date(2026, 6, 1), standing=came, extended=date(2026, 5, 9)).state == "in_time"
    assert cell(date(2026, 5, 8), extended=date(2026, 5, 9)).state == "extended"
    returned = Standing(1, "returned", DAY)
    assert cell(date(2026, 5, 10), standing=returned).state == "returned"
    assert cell(date(2026, 5, 10), standing=returned).days == 3
    assert cell(DAY, day=None).state == "waits"
    assert cell(DAY, owes=(2,)).state == "not_owed"


def test_a_rule_that_the_notice_says_too_stands_once_and_the_office_s_word_wins() -> None:
    notice = [Duty("notice:1", "上报总结", "summary", "notice", DAY, owes=(1, 2))]
    fixed = [
        Duty("rule:CP-02.summary", "总结", "report", "rule", DAY, owes=(1, 2)),
        Duty("rule:CP-02.plan", "方案", "plan", "rule", DAY, raw_day=DAY - timedelta(days=1), owes=(1, 2)),
    ]
    choice = Choice("rule:CP-02.plan", day=date(2026, 5, 20), owes=(2,), carried_over=True)
    found = duties.merged(notice, fixed, [], {choice.key: choice})
    assert [one.key for one in found] == ["notice:1", "rule:CP-02.plan"]
    assert (found[1].day, found[1].owes, found[1].said_day) == (date(2026, 5, 20), (2,), DAY)
    assert found[1].carried_over
    assert not found[1].rolled


def test_one_reminder_for_each_mark_and_none_long_after() -> None:
    before, after = (7, 3, 1), (1, 3, 7)
    said = [
        (n, duties.marks_due(DAY, DAY + timedelta(days=n), before, after))
        for n in (-8, -7, -5, -3, 0, 1, 2, 7, 14, 15)
    ]
    assert said == [
        (-8, None), (-7, -7), (-5, -7), (-3, -3), (0, -1), (1, 1), (2, 1), (7, 7), (14, 7), (15, None),
    ]  # fmt: skip


def test_the_most_pressing_of_several_cells_counts() -> None:
    cells = [
        Cell("", 1, "in_time"),
        Cell("", 1, "late", days=2),
        Cell("", 1, "late", days=5),
        Cell("", 1, "owed"),
    ]
    assert duties.worst(cells).days == 5
    assert duties.numbers_in("7，3、1,x,900") == (7, 3, 1)


@pytest.mark.parametrize("met", [False, None])
def test_a_plugins_deadline_is_not_late_before_its_day_is_over(met: bool | None) -> None:
    for days, state, left in ((-26, "owed", 26), (0, "owed", 0), (1, "late", 1)):
        found = duties.of_plugin(met, DAY, DAY + timedelta(days=days), between)
        assert (found.state, found.days) == (state, left)
    assert duties.of_plugin(True, DAY, DAY + timedelta(days=9), between).state == "in_time"
