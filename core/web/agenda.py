"""A campaign's agenda: the weeks of a month with what happens on each day. Pure: items and days in, rows out."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from core.base.clock import local
from core.plugin.contracts import AgendaItem

#: something that goes on for longer is shown on this many days, counted from its first
LONGEST = 62


@dataclass(frozen=True)
class Day:
    """A day of the view. `inside` is false for the days of the neighbouring months that fill a week."""

    day: date
    items: tuple[AgendaItem, ...]
    inside: bool = True
    today: bool = False


@dataclass(frozen=True)
class View:
    """A month or a week: its weeks from Monday on, and where the neighbouring views begin."""

    kind: str
    first: date
    last: date
    weeks: tuple[tuple[Day, ...], ...]
    before: date
    after: date

    @property
    def busy(self) -> list[Day]:
        """The days of this view on which something happens."""
        return [day for week in self.weeks for day in week if day.inside and day.items]


def by_day(items: Iterable[AgendaItem]) -> dict[date, list[AgendaItem]]:
    """Day (Shanghai) → what happens on it, by time; what lasts for days stands on each of them."""
    found: dict[date, list[AgendaItem]] = {}
    for item in sorted(items, key=lambda i: (i.starts_at, i.title)):
        first = local(item.starts_at).date()
        # What ends at midnight belongs to the day before.
        last = local(item.ends_at - timedelta(seconds=1)).date() if item.ends_at else first
        for n in range(min(max((last - first).days, 0), LONGEST) + 1):
            found.setdefault(first + timedelta(days=n), []).append(item)
    return found


def month(on: date, items: Sequence[AgendaItem], today: date) -> View:
    """The month that a day is in."""
    days = by_day(items)
    weeks = tuple(
        tuple(Day(day, tuple(days.get(day, ())), day.month == on.month, day == today) for day in week)
        for week in calendar.Calendar().monthdatescalendar(on.year, on.month)
    )
    first = on.replace(day=1)
    last = on.replace(day=calendar.monthrange(on.year, on.month)[1])
    return View(
        "month", first, last, weeks, (first - timedelta(days=1)).replace(day=1), last + timedelta(days=1)
    )


def week(on: date, items: Sequence[AgendaItem], today: date) -> View:
    """The week, from Monday on, that a day is in."""
    days = by_day(items)
    first = on - timedelta(days=on.weekday())
    row = tuple(
        Day(day, tuple(days.get(day, ())), True, day == today)
        for day in (first + timedelta(days=n) for n in range(7))
    )
    last = first + timedelta(days=6)
    return View("week", first, last, (row,), first - timedelta(days=7), last + timedelta(days=1))


def best_day(items: Sequence[AgendaItem], today: date, window: tuple[date, date]) -> date:
    """Where a view opens by itself: today when something is still to come, else the last day on which something was."""
    days = sorted(by_day(items))
    if not days:
        return min(max(today, window[0]), window[1])
    return next((day for day in days if day >= today), days[-1])
