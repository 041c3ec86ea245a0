"""Weeks and months of an agenda."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from core.base.clock import SHANGHAI
from core.plugin.contracts import AgendaItem
from core.web import agenda


def at(day: int, hour: int = 9, month: int = 5) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=SHANGHAI)


def test_a_month_starts_on_monday_and_fills_its_weeks() -> None:
    view = agenda.month(date(2026, 5, 15), [AgendaItem(at(15), "开放日")], date(2026, 5, 15))
    assert [week[0].day.weekday() for week in view.weeks] == [0] * 5
    assert all(len(week) == 7 for week in view.weeks)
    assert (view.first, view.last) == (date(2026, 5, 1), date(2026, 5, 31))
    assert (view.before, view.after) == (date(2026, 4, 1), date(2026, 6, 1))
    assert [(d.day, d.today) for d in view.busy] == [(date(2026, 5, 15), True)]


def test_what_lasts_stands_on_each_of_its_days_and_midnight_belongs_to_the_day_before() -> None:
    long = AgendaItem(at(30), "征求意见", ends_at=at(2, 0, month=6))
    assert sorted(agenda.by_day([long])) == [date(2026, 5, 30), date(2026, 5, 31), date(2026, 6, 1)]


def test_something_endless_is_bounded() -> None:
    assert (
        len(agenda.by_day([AgendaItem(at(1), "长", ends_at=at(1) + timedelta(days=4000))]))
        == agenda.LONGEST + 1
    )


def test_a_week() -> None:
    view = agenda.week(date(2026, 5, 17), [], date(2026, 5, 17))
    assert (view.first, view.last, view.before, view.after) == (
        date(2026, 5, 11), date(2026, 5, 17), date(2026, 5, 4), date(2026, 5, 18),
    )  # fmt: skip


def test_where_it_opens() -> None:
    items = [AgendaItem(at(15), "a"), AgendaItem(at(20), "b")]
    window = (date(2026, 5, 10), date(2026, 5, 31))
    assert agenda.best_day(items, date(2026, 5, 1), window) == date(2026, 5, 15)
    assert agenda.best_day(items, date(2026, 5, 16), window) == date(2026, 5, 20)
    assert agenda.best_day(items, date(2026, 7, 1), window) == date(2026, 5, 20)
    assert agenda.best_day([], date(2026, 1, 1), window) == date(2026, 5, 10)
