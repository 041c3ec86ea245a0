"""Counting days as official documents count them.

The day of the fact is day 0. N calendar days = the date + N. N working days = the Nth working day
after (before, for a negative N). Working days follow the national make-up-day calendar that the
State Council office publishes every autumn for the next year; an administrator's corrections win
over it. A year that is not yet published counts weekends only, and says so (see ``notes``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Literal, cast

Unit = Literal["calendar", "working"]
UNITS: tuple[Unit, ...] = ("calendar", "working")

# Far enough for any file of an office, near enough that a mistyped number ends at once.
FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2199, 12, 31)

_ONE_DAY = timedelta(days=1)


class WorkdayError(ValueError):
    """A date or count that can't be used; ``code`` is one of
    ``bad_unit``, ``out_of_range``, ``bad_override``; ``str()`` is a clear sentence in Chinese."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True, slots=True)
class CalendarNote:
    """Something a reader must know about a counted date: code ``weekends_only`` for a year."""

    code: str
    year: int

    def __str__(self) -> str:
        return f"{self.year}年放假安排尚未公布，暂按周末计算"


@dataclass(frozen=True, slots=True)
class _NationalCalendar:
    days_off: frozenset[date]
    make_up_days: frozenset[date]
    years: frozenset[int]


@cache
def _national() -> _NationalCalendar:
    # Imported on first use: most requests never count a working day.
    from chinese_calendar import constants

    days_off = frozenset(cast("Iterable[date]", constants.holidays))
    # A year counts as published when its National Day is in the data: a New Year holiday that
    # reaches over from the year before does not publish the whole year.
    years = frozenset(day.year for day in days_off if (day.month, day.day) == (10, 1))
    return _NationalCalendar(days_off, frozenset(cast("Iterable[date]", constants.workdays)), years)


class WorkCalendar:
    """Working days of China with an administrator's corrections on top.

    ``overrides`` maps a date to True (a working day) or False (a day off) and always wins.
    Instances are immutable and cheap: make one per request or per command.
    """

    def __init__(self, overrides: Mapping[date, bool] | None = None) -> None:
        checked: dict[date, bool] = {}
        for day, working in (overrides or {}).items():
            if type(day) is not date or not isinstance(working, bool):
                raise WorkdayError(
                    "bad_override", f"工作日更正有误：{day!r} 应为日期，{working!r} 应为是或否。"
                )
            checked[day] = working
        self._overrides = checked
        self._corrected_years = frozenset(day.year for day in checked)

    @classmethod
    def from_rows(cls, rows: Iterable[tuple[date, bool]]) -> WorkCalendar:
        """From stored corrections: (date, is_working) pairs; a date given twice raises WorkdayError."""
        overrides: dict[date, bool] = {}
        for day, working in rows:
            if day in overrides and overrides[day] != working:
                raise WorkdayError(
                    "bad_override", f"工作日更正自相矛盾：{day.isoformat()} 既是工作日又是休息日。"
                )
            overrides[day] = working
        return cls(overrides)

    def is_working_day(self, day: date) -> bool:
        """True when offices work: a correction wins, then the national calendar, then weekends."""
        _check_range(day)
        corrected = self._overrides.get(day)
        if corrected is not None:
            return corrected
        national = _national()
        if day in national.make_up_days:
            return True
        if day in national.days_off:
            return False
        return day.weekday() < 5

    def is_published(self, year: int) -> bool:
        """True when the national holiday arrangement of that year is known to this installation."""
        return year in _national().years

    def notes(self, start: date, end: date | None = None) -> tuple[CalendarNote, ...]:
        """What to say beside a date counted over [start, end]: one note for each year that is neither
        published nor corrected by an administrator (暂按周末计算)."""
        last = end if end is not None else start
        first_year, last_year = sorted((start.year, last.year))
        return tuple(
            CalendarNote("weekends_only", year)
            for year in range(first_year, last_year + 1)
            if not self.is_published(year) and year not in self._corrected_years
        )

    def add(self, day: date, n: int, unit: Unit = "calendar") -> date:
        """``day`` is day 0; the result is ``n`` days on, or back when ``n`` is negative.

        ``n == 0`` gives ``day`` itself in both units, even when it is a day off: day 0 is the day of
        the fact and is never moved. For "working", n=1 is the first working day after ``day``.
        Raises WorkdayError (``out_of_range``, ``bad_unit``).
        """
        _check_unit(unit)
        _check_range(day)
        if unit == "calendar":
            try:
                result = day + timedelta(days=n)
            except OverflowError:
                raise _out_of_range() from None
            _check_range(result)
            return result
        step = _ONE_DAY if n > 0 else -_ONE_DAY
        left = abs(n)
        result = day
        while left:
            result += step
            if self.is_working_day(result):
                left -= 1
        return result

    def between(self, start: date, end: date, unit: Unit = "calendar") -> int:
        """Days from ``start`` (day 0) to ``end``, negative when ``end`` lies before.

        Calendar: the plain difference. Working: the working days after ``start`` up to and including
        ``end`` (backwards: before ``start`` down to and including ``end``), so
        ``add(start, between(start, end)) == end`` whenever ``end`` is a working day.
        """
        _check_unit(unit)
        _check_range(start)
        _check_range(end)
        if unit == "calendar":
            return (end - start).days
        step = _ONE_DAY if end > start else -_ONE_DAY
        count, day = 0, start
        while day != end:
            day += step
            count += self.is_working_day(day)
        return count if end > start else -count

    def roll_forward(self, day: date) -> date:
        """The day itself when it is a working day, else the next working day."""
        while not self.is_working_day(day):
            day += _ONE_DAY
        return day


def _check_unit(unit: str) -> None:
    if unit not in UNITS:
        raise WorkdayError(
            "bad_unit", f"不认识的计算单位“{unit}”，只能是 calendar（天）或 working（工作日）。"
        )


def _check_range(day: date) -> None:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise _out_of_range()


def _out_of_range() -> WorkdayError:
    return WorkdayError(
        "out_of_range", f"日期超出可计算的范围（{FIRST_DAY.isoformat()} 至 {LAST_DAY.isoformat()}）。"
    )
