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


def day_kind(day: date, is_workday: IsWorkday = weekend_only) -> str:
    """ "" for an ordinary working day, else weekend, holiday (a weekday off) or make_up (a weekend day at work)."""
    if is_workday(day):
        return "make_up" if day.weekday() >= 5 else ""
    return "weekend" if day.weekday() >= 5 else "holiday"


def working_day_until(day: date, is_workday: IsWorkday = weekend_only) -> date:
    """The day itself, or the last working day before it: when an office must act to be in time."""
    while not is_workday(day):
        day -= timedelta(days=1)
    return day


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way to an open day. `term` is counted from (or, backwards, to) `other`; `limit` is a fixed day
    that the rule names. `code` is worded by messages; `rule` is empty where no rule says it."""

    code: str
    day: date
    rule: str = ""
    clause: str = ""
    term: Term | None = None
    other: date | None = None
    limit: date | None = None


@dataclass(frozen=True, slots=True)
class LawfulDay:
    """From a filing date: approval expected, announcement possible, the first lawful day, and how it comes about."""

    filed: date
    approved: date
    publish: date
    earliest: date
    clause: str
    steps: tuple[Step, ...] = ()


def lawful_day(
    filed: date,
    pack: OpenDayPack,
    *,
    review: Term = AT_ONCE,
    chain: Term = AT_ONCE,
    not_before: date | None = None,
    is_workday: IsWorkday = weekend_only,
) -> LawfulDay:
    """The earliest lawful day for a plan filed on `filed`; review and chain take their time (OD-01, OD-02, OD-03).

    `not_before`: a plan that still waits for its approval on this day wasn't approved earlier.
    """
    needed = pack.plan_required is not None and pack.plan_required.value
    approved = _count(filed, review, is_workday) if needed else filed
    approved = max(approved, not_before or approved)
    publish = _count(approved, chain, is_workday)
    earliest = earliest_open_day(publish, pack.notice.value, is_workday) if pack.notice else publish
    steps = []
    if needed:
        due = pack.plan_due
        steps.append(Step("filed", filed, "OD-02", _clause(due), limit=due.value if due else None))
        steps.append(Step("approved", approved, "OD-01", _clause(pack.plan_required), review, filed))
    steps.append(Step("publish", publish, "PB-01", "", chain, approved))
    if pack.notice is not None:
        steps.append(Step("open", earliest, "OD-03", pack.notice.clause, pack.notice.value, publish))
    return LawfulDay(filed, approved, publish, earliest, _clause(pack.notice), tuple(steps))


def last_days(
    wished: date,
    pack: OpenDayPack,
    *,
    last_day: date | None = None,
    review: Term = AT_ONCE,
    chain: Term = AT_ONCE,
    is_workday: IsWorkday = weekend_only,
) -> tuple[Step, ...]:
    """Backwards from a wished day: the last day for each step before it, then what is due after it (`last_day`: its end).

    The plan's due date (OD-02) cuts the time for filing short; who files later is marked late, not refused.
    """
    end = last_day or wished
    publish = latest_publish_day(wished, pack.notice.value, is_workday) if pack.notice else wished
    submit = latest_publish_day(publish, chain, is_workday)
    steps = []
    if pack.plan_required is not None and pack.plan_required.value:
        file = latest_publish_day(submit, review, is_workday)
        if pack.plan_due is not None and pack.plan_due.value < file:
            steps.append(Step("file_due", pack.plan_due.value, "OD-02", pack.plan_due.clause, limit=file))
        else:
            steps.append(Step("file_by", file, "OD-01", _clause(pack.plan_required), review, submit))
        steps.append(Step("approve_by", submit, "OD-01", _clause(pack.plan_required)))
    steps.append(Step("submit_by", submit, "PB-01", "", chain, publish))
    if pack.notice is not None:
        steps.append(Step("publish_by", publish, "OD-03", pack.notice.clause, pack.notice.value, wished))
    if pack.decide_before is not None:
        decide = latest_publish_day(wished, pack.decide_before.value, is_workday)
        steps.append(
            Step("decide_on", decide, "OD-05", pack.decide_before.clause, pack.decide_before.value, wished)
        )
    steps.append(Step("open_day", wished))
    for code, rule, value in (
        ("results_by", "OD-10", pack.results),
        ("evaluation_by", "OD-11", pack.evaluation),
    ):
        if value is not None:
            steps.append(
                Step(code, after(end, value.value, is_workday), rule, value.clause, value.value, end)
            )
    if pack.report_due is not None:
        steps.append(Step("report_due", pack.report_due.value, "OD-13", pack.report_due.clause))
    return tuple(sorted(steps, key=lambda step: step.day))


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


def _clause(rule: RuleValue[Term] | RuleValue[date] | RuleValue[bool] | None) -> str:
    return rule.clause if rule is not None else ""
