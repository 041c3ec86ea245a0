"""When something is due, and the earliest and latest lawful day.

The day of the fact is day 0; a "by" date includes that day. A D term that ends on a day off is rolled
to the next working day only where the rule says ``roll = true``; minimum distances (B) never roll.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from core.base.rulepacks.types import MonthDay, MonthDayRange, Rule
from core.base.workdays import CalendarNote, WorkCalendar

DueCode = Literal[
    "fixed_date",
    "counted_calendar",
    "counted_working",
    "counted_back_calendar",
    "counted_back_working",
]


class NotCountable(TypeError):
    """The rule holds no term that days can be counted from (wrong unit, or only parts)."""

    def __init__(self, rule: Rule) -> None:
        name = f"{rule.id}.{rule.part_name}" if rule.part_name else rule.id
        super().__init__(f"规则 {name} 的单位“{rule.unit}”不能用来计算日期。")
        self.rule = rule


@dataclass(frozen=True, slots=True)
class Due:
    """A counted deadline.

    ``date`` is the last day that is in time; ``raw_date`` the same before rolling. ``unit`` is the rule's
    unit word, ``days`` its number (None for a fixed date), ``code`` names the way it was counted, and
    ``notes`` what to say beside it (暂按周末计算).
    """

    date: dt.date
    raw_date: dt.date
    rolled: bool
    unit: str
    days: int | None
    code: DueCode
    notes: tuple[CalendarNote, ...] = ()

    def is_late(self, done: dt.date) -> bool:
        return done > self.date


def due(rule: Rule, fact: dt.date | None, calendar: WorkCalendar, *, year: int | None = None) -> Due:
    """The deadline that ``rule`` sets for ``fact``.

    A month-day rule (05-15) resolves in ``year`` (the campaign's), else in the year of ``fact``.
    A rule with ``before = true`` is counted back from the fact. Raises NotCountable for a rule without
    a term, ValueError when neither fact nor year is given.
    """
    if isinstance(rule.value, MonthDay):
        in_year = year if year is not None else (fact.year if fact is not None else None)
        if in_year is None:
            raise ValueError("a month-day rule needs the campaign's year or a fact")
        raw = rule.value.in_year(in_year)
        return _rolled(rule, raw, raw, None, "fixed_date", calendar)
    days = _days(rule)
    if fact is None:
        raise ValueError("a counted rule needs the day of the fact")
    raw = calendar.add(fact, -days if rule.before else days, rule.day_unit)
    working = rule.day_unit == "working"
    code: DueCode
    if rule.before:
        code = "counted_back_working" if working else "counted_back_calendar"
    else:
        code = "counted_working" if working else "counted_calendar"
    return _rolled(rule, fact, raw, days, code, calendar)


def _rolled(
    rule: Rule, start: dt.date, raw: dt.date, days: int | None, code: DueCode, calendar: WorkCalendar
) -> Due:
    may_roll = rule.roll and rule.sets_deadline and not rule.before
    final = calendar.roll_forward(raw) if may_roll else raw
    counts_working = rule.day_unit == "working" or may_roll
    notes = calendar.notes(start, final) if counts_working else ()
    return Due(final, raw, final != raw, rule.unit, days, code, notes)


def earliest_after(rule: Rule, fact: dt.date, calendar: WorkCalendar) -> dt.date:
    """The first day that keeps the minimum distance after ``fact`` (published on X: from when on)."""
    return calendar.add(fact, _days(rule), rule.day_unit)


def latest_before(rule: Rule, fact: dt.date, calendar: WorkCalendar) -> dt.date:
    """The last day that keeps the minimum distance before ``fact`` (the day is Y: publish by …).

    It is truly the last: ``earliest_after`` of it is no later than ``fact``, of the next day it is later.
    It may itself be a day off.
    """
    days = _days(rule)
    if rule.day_unit == "calendar" or days == 0:
        return calendar.add(fact, -days, rule.day_unit)
    # The working days after the day we seek, up to and including the fact's, must be at least N. Counting
    # back from a fact on a day off would find one too few; and the day itself may be a day off.
    first = fact if calendar.is_working_day(fact) else calendar.add(fact, -1, "working")
    return calendar.add(first, 1 - days, "working") - dt.timedelta(days=1)


def window(rule: Rule, year: int) -> tuple[dt.date, dt.date]:
    """First and last day, both included, of a month-day range (CP-01) in that year."""
    if not isinstance(rule.value, MonthDayRange):
        raise NotCountable(rule)
    return rule.value.in_year(year)


def _days(rule: Rule) -> int:
    if rule.value_type != "days" or not isinstance(rule.value, int):
        raise NotCountable(rule)
    return rule.value
