"""Lawful dates of an open day: forwards from a publish date, backwards from a wished day, and milestones.

The day of the fact is day 0. N 天 = date + N; N 工作日 = the Nth working day after.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from .values import OpenDayPack, RuleValue, Term

IsWorkday = Callable[[date], bool]
AT_ONCE = Term(0)


def weekend_only(day: date) -> bool:
    """The calendar used when no holiday calendar is passed: Monday to Friday are working days."""
    return day.weekday() < 5


def after(day: date, term: Term, is_workday: IsWorkday = weekend_only) -> date:
    """The last day of a term that starts with a fact on `day` (D terms; rolls only when the rule says so)."""
    end = _count(day, term, is_workday)
    while term.roll and not is_workday(end):
        end += timedelta(days=1)
    return end


def earliest_open_day(publish: date, notice: Term, is_workday: IsWorkday = weekend_only) -> date:
    """The first day that may be held when the announcement is published on `publish` (OD-03; never rolls)."""
    return _count(publish, notice, is_workday)


def latest_publish_day(event: date, notice: Term, is_workday: IsWorkday = weekend_only) -> date:
    """The last day to publish for an open day on `event` (OD-03; never rolls)."""
    if notice.unit == "calendar":
        return event - timedelta(days=notice.n)
    day = event
    while earliest_open_day(day, notice, is_workday) > event:
        day -= timedelta(days=1)
    return day


def _count(day: date, term: Term, is_workday: IsWorkday) -> date:
    if term.unit == "calendar":
        return day + timedelta(days=term.n)
    left = term.n
    while left > 0:
        day += timedelta(days=1)
        left -= is_workday(day)
    return day


@dataclass(frozen=True, slots=True)
class LawfulDay:
    """From a filing date: approval expected, announcement possible, and the first lawful day."""

    filed: date
    approved: date
    publish: date
    earliest: date
    clause: str


def lawful_day(
    filed: date,
    pack: OpenDayPack,
    *,
    review: Term = AT_ONCE,
    chain: Term = AT_ONCE,
    is_workday: IsWorkday = weekend_only,
) -> LawfulDay:
    """The earliest lawful day for a plan filed on `filed`; review and chain take their time."""
    approved = _count(filed, review, is_workday)
    publish = _count(approved, chain, is_workday)
    if pack.notice is None:
        return LawfulDay(filed, approved, publish, publish, "")
    earliest = earliest_open_day(publish, pack.notice.value, is_workday)
    return LawfulDay(filed, approved, publish, earliest, pack.notice.clause)


@dataclass(frozen=True, slots=True)
class Milestone:
    """A date on the time line. `code` is worded by messages; `rule` sets it, empty for the day itself."""

    code: str
    day: date
    rule: str
    clause: str = ""


def milestones(
    pack: OpenDayPack,
    *,
    first_day: date,
    last_day: date,
    filed: date | None = None,
    published: date | None = None,
    is_workday: IsWorkday = weekend_only,
) -> tuple[Milestone, ...]:
    """The dates of one open day in order: plan, announcement, day, results, evaluation, report."""
    found: list[Milestone] = [Milestone("open_day", first_day, "")]
    if filed is not None:
        found.append(Milestone("plan_filed", filed, "OD-02", _clause(pack.plan_due)))
    elif pack.plan_due is not None:
        found.append(Milestone("plan_due", pack.plan_due.value, "OD-02", pack.plan_due.clause))
    if published is not None:
        found.append(Milestone("published", published, "OD-03", _clause(pack.notice)))
    elif pack.notice is not None:
        latest = latest_publish_day(first_day, pack.notice.value, is_workday)
        found.append(Milestone("publish_by", latest, "OD-03", pack.notice.clause))
    for code, rule, value in (
        ("results_by", "OD-10", pack.results),
        ("evaluation_by", "OD-11", pack.evaluation),
    ):
        if value is not None:
            found.append(Milestone(code, after(last_day, value.value, is_workday), rule, value.clause))
    if pack.report_due is not None:
        found.append(Milestone("report_due", pack.report_due.value, "OD-13", pack.report_due.clause))
    return tuple(sorted(found, key=lambda m: m.day))


def _clause(rule: RuleValue[Term] | RuleValue[date] | None) -> str:
    return rule.clause if rule is not None else ""
