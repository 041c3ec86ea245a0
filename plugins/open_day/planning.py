"""The date solver and the changes of a plan in a reader's words: rules in, rows for the pages out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from core.api import Campaign, clock

from . import messages, wording_plan
from . import pack as packs
from .rules.dates import Step, day_kind, last_days, lawful_day, working_day_until
from .rules.plan import Change
from .rules.values import Term

#: as far as a wished day is reckoned with; a mistyped year ends here
FARTHEST = timedelta(days=800)


@dataclass(frozen=True)
class Row:
    """One step as it is shown. `kind` marks a day that is no ordinary working day, `past` one that is over; `advice` is
    the working day to act on when the last day is a day off."""

    code: str
    day: date
    title: str
    reason: str
    cited: str
    kind: str
    past: bool
    advice: date | None


@dataclass(frozen=True)
class Solved:
    """The earliest lawful day and how it comes about; and, for a wished day, the last day of each step.

    `state` of the wish: "" without one, ok, late (a step's last day is over), early (before the earliest lawful day).
    `trap`: (the plan's due date, the earliest day for a plan filed on it), when that is still to come or asked about.
    """

    filed: date
    earliest: date
    rows: tuple[Row, ...]
    wished: date | None
    back: tuple[Row, ...]
    state: str
    short: int
    late: Row | None
    trap: tuple[date, date] | None
    window: tuple[date, date]
    notes: tuple[str, ...]


def asked_day(text: str | None) -> date | None:
    """A day out of an address, or None."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def solve(
    campaign: Campaign,
    *,
    filed: date | None = None,
    wished: date | None = None,
    review_days: int | None = None,
    chain_days: int = 0,
    waiting: bool = False,
) -> Solved:
    """Reckon for a plan filed on `filed` (default today). `review_days` in the pack's unit, `chain_days` 工作日; `waiting`
    says that it is a real plan, not approved until now."""
    today = clock.today()
    values, workday = packs.values_of(campaign), campaign.calendar.is_working_day
    start = filed or today
    review = packs.review_term(campaign)
    if review_days is not None:
        review = Term(review_days, review.unit)
    terms: dict[str, Any] = {"review": review, "chain": Term(chain_days, "working"), "is_workday": workday}
    ahead = lawful_day(start, values, not_before=today if waiting else None, **terms)
    if wished is not None and abs(wished - today) > FARTHEST:
        wished = None
    back = last_days(wished, values, **terms) if wished is not None else ()
    shown = tuple(_row(step, today, workday, values.plan_due is not None) for step in back)
    acts = ("file_by", "approve_by", "submit_by", "publish_by")
    late = next((row for row in shown if row.code in acts and row.past), None) if filed is None else None
    state = ""
    if wished is not None:
        state = "early" if wished < ahead.earliest else "ok"
        state = "late" if late is not None and state == "early" else state
    trap = None
    if values.plan_due is not None and values.notice is not None:
        trap = (values.plan_due.value, lawful_day(values.plan_due.value, values, **terms).earliest)
    last = max([ahead.earliest, *(step.day for step in back)])
    first = min([start, *(step.day for step in back)])
    return Solved(
        filed=start,
        earliest=ahead.earliest,
        rows=tuple(_row(step, today, workday, values.plan_due is not None) for step in ahead.steps),
        wished=wished,
        back=shown,
        state=state,
        short=(ahead.earliest - wished).days if wished is not None else 0,
        late=late,
        trap=trap,
        window=(campaign.starts_on, campaign.ends_on),
        notes=tuple(
            _("%(year)s 年放假安排还没有公布，暂按周末计算", year=note.year)
            for note in campaign.calendar.notes(first, last)
        ),
    )


def _row(step: Step, today: date, workday: Any, has_due: bool) -> Row:
    kind = day_kind(step.day, workday)
    to_do = step.code in (
        "file_by",
        "file_due",
        "approve_by",
        "submit_by",
        "publish_by",
        "results_by",
        "evaluation_by",
    )
    on_time = working_day_until(step.day, workday) if to_do and kind in ("weekend", "holiday") else None
    return Row(
        code=step.code,
        day=step.day,
        title=str(wording_plan.STEPS[step.code]),
        reason=reason(step, has_due),
        cited=f"{step.rule} {step.clause}".strip() if step.clause else "",
        kind=kind,
        past=step.day < today,
        advice=on_time,
    )


def reason(step: Step, has_due: bool = True) -> str:
    """Why a step falls on that day."""
    code = step.code
    late = (step.day - step.limit).days if code == "filed" and step.limit is not None else 0
    if code == "filed":
        code = "filed_free" if not has_due else "filed_late" if late > 0 else "filed"
    elif step.term is not None and step.term.n == 0 and f"{code}_at_once" in wording_plan.REASONS:
        code = f"{code}_at_once"
    told = wording_plan.REASONS.get(code)
    if told is None:
        return ""
    return str(told) % {
        "term": term_words(step.term) if step.term is not None else "",
        "other": messages.short_day(step.other) if step.other is not None else "",
        "limit": messages.short_day(step.limit) if step.limit is not None else "",
        "late": late,
    }


def term_words(term: Term) -> str:
    """15 天, 3 个工作日."""
    if term.unit == "working":
        return ngettext("%(num)d 个工作日", "%(num)d 个工作日", term.n)
    return ngettext("%(num)d 天", "%(num)d 天", term.n)


def told_change(change: Change) -> dict[str, Any]:
    """One changed field of a plan in a reader's words: its name, what it said, what it says; both as lines."""
    return {
        "field": str(wording_plan.PLAN_FIELDS[change.field]),
        "before": _lines(change.field, change.before),
        "after": _lines(change.field, change.after),
    }


def _lines(field: str, value: Any) -> list[str]:
    if field == "gate_list":
        return [_("要") if value else _("不要")]
    if not value:
        return []
    if field == "agenda":
        return [f"{at} {what}".strip() for at, what in value]
    if field == "forms":
        return [_("、").join(str(messages.FORMS.get(code, code)) for code in value)]
    if isinstance(value, (list, tuple)):
        return [_("、").join(messages.known(str(word)) for word in value)]
    if field == "day":
        return [messages.day_and_weekday(date.fromisoformat(str(value)))]
    return str(value).splitlines()
