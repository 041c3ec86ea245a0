"""Snapshots that the rules read and the findings that they give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from types import MappingProxyType
from typing import Generic, Literal, TypeVar

T = TypeVar("T")
Severity = Literal["B", "W"]
ItemState = Literal["ok", "missing", "inconsistent", "skipped"]

#: The thirteen items that OD-04 names, with the short key used for field ids. A pack may name others.
ITEM_KEYS: Mapping[str, str] = MappingProxyType(
    {
        "报名方式": "signup",
        "参加人数": "number",
        "开放主题": "theme",
        "参加领导": "leaders",
        "承办单位": "organiser",
        "时间地点": "time_place",
        "邀请对象": "invitees",
        "活动内容": "content",
        "活动形式": "form",
        "联系人员": "contact",
        "联系电话": "phone",
        "邮箱": "email",
        "温馨提示": "tips",
    }
)


def key_of(name: str, index: int) -> str:
    """The field id of an announcement item; items that only a pack knows are numbered (`item_14`)."""
    return ITEM_KEYS.get(name, f"item_{index}")


@dataclass(frozen=True, slots=True)
class RuleValue(Generic[T]):
    """One rule of the pack: its value and the clause that it comes from."""

    value: T
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """`n` calendar days (天) or working days (工作日); `roll` moves a day off to the next working day."""

    n: int
    unit: Literal["calendar", "working"] = "calendar"
    roll: bool = False


@dataclass(frozen=True, slots=True)
class Eligibility:
    """OD-06: who may come. `ties` are the words of which one is needed (生活 工作 学习)."""

    min_age: int | None = 18
    full_capacity: bool = True
    ties: tuple[str, ...] = ("生活", "工作", "学习")


@dataclass(frozen=True, slots=True)
class OpenDayPack:
    """The open-day rules of one rule pack. `None`: the pack does not have the rule, so it does not apply."""

    plan_required: RuleValue[bool] | None = None  # OD-01
    plan_due: RuleValue[date] | None = None  # OD-02
    notice: RuleValue[Term] | None = None  # OD-03
    items: RuleValue[tuple[str, ...]] | None = None  # OD-04
    short_phones: tuple[str, ...] = ("8890",)  # OD-04: hotlines of four digits
    min_people: RuleValue[int] | None = None  # OD-05, people
    people_per_session: bool = False  # OD-05: each session counts by itself instead of the whole open day
    eligibility: RuleValue[Eligibility] | None = None  # OD-06
    categories: RuleValue[tuple[str, ...]] | None = None  # OD-07
    refused_names: RuleValue[tuple[str, ...]] | None = None  # OD-08
    name_pattern: str = "{area}{department}“政府开放日”"  # OD-08
    dialogue: RuleValue[tuple[str, ...]] | None = None  # OD-09
    dialogue_at_least: int = 1  # OD-09: how many of them must be held
    results: RuleValue[Term] | None = None  # OD-10
    evaluation: RuleValue[Term] | None = None  # OD-11
    columns: RuleValue[tuple[str, ...]] | None = None  # OD-12
    report_due: RuleValue[date] | None = None  # OD-13
    decide_before: RuleValue[Term] | None = None  # OD-05: go or no-go, so long before the day
    review: RuleValue[Term] | None = None  # OD-01: kept for the office's review of a plan
    per_phone: int = 1  # OD-06: bookings with one phone
    companions: int = 0  # OD-06: the most that one booking may bring
    offer_hours: int = 0  # OD-07: how long a freed place is kept for the next in line; 0: no waiting list
    pool_before: int = 0  # OD-07: calendar days before the day when unused category places become everybody's
    emergency: RuleValue[object] | None = None  # CP-08: an emergency plan is wanted
    collect_little: RuleValue[object] | None = None  # PI-01


@dataclass(frozen=True, slots=True)
class Slot:
    """One session as the public reads it, in Shanghai time; `capacity` counts bookable places."""

    title: str
    day: date
    starts: time
    ends: time
    place: str
    capacity: int


@dataclass(frozen=True, slots=True)
class Announcement:
    """An announcement before publication. `items` maps the Chinese item name to its text.

    `area` (原州区) and `department` (水务局) give the lawful name; empty when a loose text is checked.
    `recommended` people come by offline recommendation and have places of their own.
    """

    title: str
    items: Mapping[str, str]
    area: str = ""
    department: str = ""
    slots: tuple[Slot, ...] = ()
    recommended: int = 0
    booking_closes: date | None = None
    #: None: booking opens with the publication
    booking_opens: date | None = None
    #: sessions that a loose text speaks of, where `slots` are not known
    sessions_said: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong. `code`: `OD-04.n` for an item, else the rule's id; messages word `problem`."""

    code: str
    item: str | None
    problem: str
    clause: str = ""
    severity: Severity = "B"
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ItemVerdict:
    """One line of the item table: `said` is what the announcement says, on one line."""

    index: int
    name: str
    key: str
    state: ItemState
    said: str
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckResult:
    """All verdicts over one announcement. `skipped` names rules that the pack does not have."""

    items: tuple[ItemVerdict, ...]
    findings: tuple[Finding, ...]
    skipped: tuple[str, ...]

    @property
    def blockers(self) -> tuple[Finding, ...]:
        """What stops publication."""
        return tuple(f for f in self.findings if f.severity == "B")

    @property
    def ok(self) -> bool:
        """True when nothing stops publication (warnings may remain)."""
        return not self.blockers

    def count(self, state: ItemState) -> int:
        """How many items are in a state."""
        return sum(1 for item in self.items if item.state == state)
