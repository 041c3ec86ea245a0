"""The filed plan (实施方案): what it must hold, whether it is late, which step may follow which, and what was changed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, Literal

from .announcement import proposed_name, wrong_name
from .dates import IsWorkday, earliest_open_day, weekend_only
from .values import Finding, OpenDayPack

PlanState = Literal["draft", "filed", "returned", "approved"]

#: The three ways of opening that the notices know (Y24 三（二）).
FORMS = ("office", "site", "meeting")
#: The sites that 进现场 leads to (Y24 三（二）2), in its own words; 主要包括, so others may be written.
SITE_KINDS: Mapping[str, tuple[str, ...]] = {
    "工程现场": ("项目评估现场", "项目招标现场", "工程建设现场"),
    "执法现场": ("安全生产执法现场", "食品安全执法现场", "生态保护执法现场", "城市综合执法现场"),
    "管理现场": ("考试阅卷评分现场", "低保评审现场", "政务服务审批现场"),
}
#: Where a gate usually wants names: offices and meetings (PI-01).
WITH_A_GATE = ("office", "meeting")

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
    """A plan as it would be filed. `agenda` holds pairs of (HH:MM or "", what); `emergency` is a text, `attached` says
    that a file carries it."""

    name: str
    theme: str
    forms: tuple[str, ...]
    leaders: str
    day: date | None
    place: str
    number: int | None
    agenda: tuple[tuple[str, str], ...]
    emergency: str
    area: str = ""
    department: str = ""
    site_kinds: tuple[str, ...] = ()
    invitees: str = ""
    dialogue: tuple[str, ...] = ()
    attached: bool = False
    starts: str = ""
    ends: str = ""


def check_plan(
    plan: PlanSnapshot, pack: OpenDayPack, *, filed: date, is_workday: IsWorkday = weekend_only
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
        "invitees": plan.invitees,
        "agenda": plan.agenda,
    }
    clause = pack.plan_required.clause if pack.plan_required else ""
    found += [
        Finding("OD-01", key, "plan_field_missing", clause) for key, value in wanted.items() if not value
    ]
    if "site" in plan.forms and not plan.site_kinds:
        found.append(Finding("OD-01", "site_kinds", "site_kind_missing", clause, "W"))
    if (
        pack.dialogue is not None
        and len(set(plan.dialogue) & set(pack.dialogue.value)) < pack.dialogue_at_least
    ):
        one_of: dict[str, object] = {"one_of": pack.dialogue.value}
        found.append(Finding("OD-09", "dialogue", "no_dialogue", pack.dialogue.clause, "B", one_of))
    if (
        pack.emergency is not None
        and pack.emergency.value
        and not plan.emergency.strip()
        and not plan.attached
    ):
        found.append(Finding("CP-08", "emergency", "plan_field_missing", pack.emergency.clause))
    found += _check_agenda(plan, clause)
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


def _check_agenda(plan: PlanSnapshot, clause: str) -> list[Finding]:
    """The agenda's times: in order, and inside the day's span. A row may have none."""
    times = [time for time, _ in plan.agenda if time]
    late = next((b for a, b in pairwise(times) if b < a), None)
    if late is not None:
        return [Finding("OD-01", "agenda", "agenda_out_of_order", clause, "W", {"time": late})]
    outside = [
        t
        for t in times
        if (plan.starts and t < plan.starts) or (plan.ends and plan.ends > plan.starts and t >= plan.ends)
    ]
    if outside:
        return [Finding("OD-01", "agenda", "agenda_outside", clause, "W", {"time": outside[0]})]
    return []


def check_gate_words(items: Mapping[str, str], gate_list: bool, pack: OpenDayPack) -> list[Finding]:
    """PI-01: an open day whose gate wants names must announce 请带身份证,只看不存 (in whatever item and punctuation)."""
    if not gate_list or pack.collect_little is None:
        return []
    said = re.sub(r"[\s\W]", "", "".join(items.values()))
    if re.search(r"[带持]\w{0,12}身份证", said) and "只看不存" in said:
        return []
    return [Finding("PI-01", "tips", "gate_words_missing", pack.collect_little.clause)]


@dataclass(frozen=True, slots=True)
class Change:
    """One field of the plan that is not what it was; values as they were kept."""

    field: str
    before: Any
    after: Any


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """What differs between two states of a plan, in the order of `after`; nothing and empty are the same."""
    return tuple(
        Change(field, before.get(field), value)
        for field, value in after.items()
        if (before.get(field) or None) != (value or None)
    )
