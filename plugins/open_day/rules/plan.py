"""The filed plan (实施方案): what it must hold, whether it is late, and which step may follow which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from .announcement import proposed_name, wrong_name
from .dates import IsWorkday, earliest_open_day, weekend_only
from .values import Finding, OpenDayPack

PlanState = Literal["draft", "filed", "returned", "approved"]

#: The three ways of opening that the notices know (Y24 三（二）).
FORMS = ("office", "site", "meeting")

#: From a state, the states that may follow.
NEXT: Mapping[PlanState, frozenset[PlanState]] = {
    "draft": frozenset({"filed"}),
    "returned": frozenset({"filed"}),
    "filed": frozenset({"approved", "returned"}),
    "approved": frozenset(),
}


def may_follow(state: PlanState, following: PlanState) -> bool:
    """Is this step allowed now? An approved plan is closed; a filed plan waits for the office."""
    return following in NEXT[state]


def days_late(filed: date, due: date | None) -> int:
    """OD-02: days after the due date, 0 when in time or without one. Late filing is marked, not refused."""
    return max((filed - due).days, 0) if due is not None else 0


@dataclass(frozen=True, slots=True)
class PlanSnapshot:
    """A plan as it would be filed."""

    name: str
    theme: str
    forms: tuple[str, ...]
    leaders: str
    day: date | None
    place: str
    number: int | None
    agenda: str
    emergency: str
    area: str = ""
    department: str = ""


def check_plan(
    plan: PlanSnapshot,
    pack: OpenDayPack,
    *,
    filed: date,
    emergency_required: bool = False,
    is_workday: IsWorkday = weekend_only,
) -> list[Finding]:
    """What stops a plan from being filed (B) and what the office should look at (W)."""
    found: list[Finding] = []
    wanted = {
        "theme": plan.theme,
        "forms": plan.forms,
        "leaders": plan.leaders,
        "day": plan.day,
        "place": plan.place,
        "number": plan.number,
        "agenda": plan.agenda,
    }
    clause = pack.plan_required.clause if pack.plan_required else ""
    found += [
        Finding("OD-01", key, "plan_field_missing", clause) for key, value in wanted.items() if not value
    ]
    if emergency_required and not plan.emergency.strip():
        found.append(Finding("CP-08", "emergency", "plan_field_missing"))
    if pack.refused_names is not None:
        wrong = wrong_name(plan.name, plan.area, plan.department, pack.refused_names.value)
        if wrong and wrong != "name_quotes":
            right = proposed_name(plan.area, plan.department, pack.name_pattern)
            found.append(Finding("OD-08", "name", wrong, pack.refused_names.clause, "B", {"proposed": right}))
    if pack.min_people is not None and plan.number is not None and plan.number < pack.min_people.value:
        params = {"have": plan.number, "least": pack.min_people.value}
        found.append(Finding("OD-05", "number", "too_few_people", pack.min_people.clause, "W", params))
    if pack.notice is not None and plan.day is not None:
        earliest = earliest_open_day(filed, pack.notice.value, is_workday)
        if plan.day < earliest:
            dates: dict[str, object] = {"days": pack.notice.value.n, "earliest": earliest, "day": plan.day}
            found.append(Finding("OD-03", "day", "plan_day_too_near", pack.notice.clause, "W", dates))
    return found
