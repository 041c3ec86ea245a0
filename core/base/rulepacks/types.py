"""What a rule pack is once it is read: frozen values, nothing that touches a file or a database."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from functools import cached_property
from typing import Literal

ValueType = Literal[
    "days", "count", "percent", "size", "month_day", "month_day_range",
    "yes_no", "texts", "text", "choice", "time_range", "steps", "points",
]  # fmt: skip

# The unit a clerk writes decides what kind of value is expected.
UNIT_TYPES: Mapping[str, ValueType] = {
    "天": "days",
    "工作日": "days",
    "人": "count",
    "件": "count",
    "次": "count",
    "条": "count",
    "项": "count",
    "张": "count",
    "个": "count",
    "篇": "count",
    "秒": "count",
    "分钟": "count",
    "小时": "count",
    "周岁": "count",
    "百分比": "percent",
    "像素": "size",
    "月日": "month_day",
    "月日起止": "month_day_range",
    "时段": "time_range",
    "是否": "yes_no",
    "清单": "texts",
    "文字": "text",
    "选项": "choice",
    "步骤": "steps",
    "分值": "points",
}

KINDS = ("B", "W", "D", "C")

CHAIN_STEPS: Mapping[str, str] = {
    "draft": "拟稿",
    "first_review": "初审",
    "secrecy_review": "保密审查",
    "approval": "审核",
    "publish": "公开",
    "archive": "建档",
}
CHAIN_ROLES: Mapping[str, str] = {
    "editor": "部门编辑",
    "reviewer": "初审人",
    "secrecy_reviewer": "保密审查员",
    "leader": "分管领导",
    "office": "政务公开办",
    "system": "系统",
}


@dataclass(frozen=True, slots=True, order=True)
class MonthDay:
    """A day of the year without the year, written ``05-15`` in a pack."""

    month: int
    day: int

    def in_year(self, year: int) -> date:
        """The date in that year; 02-29 becomes 28 February in a common year (never a day too late)."""
        if (self.month, self.day) == (2, 29) and not isleap(year):
            return date(year, 2, 28)
        return date(year, self.month, self.day)

    def __str__(self) -> str:
        return f"{self.month:02d}-{self.day:02d}"


@dataclass(frozen=True, slots=True)
class MonthDayRange:
    """From a day to a day of the same year, both included."""

    start: MonthDay
    end: MonthDay

    def in_year(self, year: int) -> tuple[date, date]:
        return self.start.in_year(year), self.end.in_year(year)

    def __str__(self) -> str:
        return f"{self.start}/{self.end}"


@dataclass(frozen=True, slots=True)
class TimeRange:
    """From a time to a time of one day, Asia/Shanghai."""

    start: time
    end: time

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"


@dataclass(frozen=True, slots=True)
class Size:
    """Smallest picture in true pixels."""

    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.width}x{self.height}"


#: how points come about: from a share, less for each day or each thing, given by hand
FORMULAS = ("share", "per_late_day", "per_item", "judged")


@dataclass(frozen=True, slots=True)
class Points:
    """Points for one indicator: at most `full`, at least `least`.

    `formula`: share (full × the share of what is well), per_late_day and per_item (full less `each` for every day late or
    every thing), judged (given by hand with evidence). `measure` is the code of what is counted ("open_day.plans_in_time").
    """

    full: Decimal
    formula: str
    measure: str = ""
    each: Decimal = Decimal(0)
    least: Decimal = Decimal(0)

    def __str__(self) -> str:
        return f"{self.full:f}"


@dataclass(frozen=True, slots=True)
class ChainStep:
    """One step of the publishing chain (PB-01): who may sign it and whose signature must be another's.

    ``key`` is one of CHAIN_STEPS; ``roles`` are keys of CHAIN_ROLES; ``must_differ_from`` names
    earlier steps.
    """

    key: str
    roles: tuple[str, ...]
    must_differ_from: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return CHAIN_STEPS[self.key]

    @property
    def by_system(self) -> bool:
        return self.roles == ("system",)


Value = (
    int
    | str
    | bool
    | tuple[str, ...]
    | MonthDay
    | MonthDayRange
    | TimeRange
    | Size
    | Points
    | tuple[ChainStep, ...]
    | None
)


@dataclass(frozen=True)
class Rule:
    """One rule with its value, as it applies under a pack.

    ``kind`` is a "/"-joined subset of B W D C. ``before``: the term is counted back from the fact
    (3 天 ahead of an interview). ``exact``: on the very day, not merely by it. ``roll``: a D term that
    ends on a day off is shown rolled to the next working day. ``parts`` are further values of the same
    rule (CP-02: plan, material, summary); each is a Rule with the same id and its own value.
    ``origin`` tells whether the value comes from the national base or from the pack.
    """

    id: str
    title: str
    value: Value
    unit: str
    kind: str
    clause: str
    source: str = ""
    title_en: str = ""
    roll: bool = False
    from_law: bool = False
    before: bool = False
    exact: bool = False
    note: str = ""
    choices: tuple[str, ...] = ()
    stricter: Literal["", "more", "less"] = ""
    parts: tuple[Rule, ...] = ()
    part_name: str = ""
    origin: Literal["base", "pack"] = "pack"

    def named(self, language: str) -> str:
        """Its title in the reader's language ("zh", "en"); the Chinese one where the pack gives no other."""
        return (language == "en" and self.title_en) or self.title

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(self.kind.split("/"))

    @property
    def blocks(self) -> bool:
        return "B" in self.kinds

    @property
    def warns(self) -> bool:
        return "W" in self.kinds

    @property
    def sets_deadline(self) -> bool:
        return "D" in self.kinds

    @property
    def waivable(self) -> bool:
        """The openness office may waive it for one item: a B from a notice (CP-, OD-), never one from law."""
        return self.blocks and not self.from_law and self.id.startswith(("CP-", "OD-"))

    @property
    def value_type(self) -> ValueType | None:
        return UNIT_TYPES.get(self.unit)

    @property
    def day_unit(self) -> Literal["calendar", "working"]:
        """How this rule's days are counted."""
        return "working" if self.unit == "工作日" else "calendar"

    def part(self, name: str) -> Rule | None:
        """A named part, or None when this pack does not set it."""
        return next((part for part in self.parts if part.part_name == name), None)


@dataclass(frozen=True, slots=True)
class RuleDeclaration:
    """A rule id that core or a plugin acts on: a pack may only use declared ids, with a fitting unit.

    ``unit`` may be "" (the rule has parts only, or any unit of the type will do). With ``parts``
    given, only these part names are accepted.
    """

    id: str
    value_type: ValueType | None
    unit: str
    title: str
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A document that rules come from: its title in full, its number, its date, and where it is published."""

    key: str
    title: str
    number: str = ""
    date: str = ""
    url: str = ""


@dataclass(frozen=True)
class RulePack:
    """All rules that apply to a campaign: a pack with the national base merged under it.

    ``digest`` (sha256, hex) covers every value of the merged pack: keep it with id and version beside
    what was decided. A rule that is in neither the pack nor the base is not here: it does not apply.
    """

    id: str
    version: str
    title: str
    rules: tuple[Rule, ...]
    title_en: str = ""
    area: str = ""
    note: str = ""
    sources: tuple[Source, ...] = ()
    base_id: str = ""
    base_version: str = ""
    digest: str = field(default="", compare=True)

    @cached_property
    def _by_id(self) -> dict[str, Rule]:
        return {rule.id: rule for rule in self.rules}

    def rule(self, rule_id: str) -> Rule | None:
        """The rule, or its part for ``"CP-02.plan"``. None means it does not apply: say so, don't guess."""
        name, _, part = rule_id.partition(".")
        found = self._by_id.get(name)
        return found.part(part) if found is not None and part else found

    def value(self, rule_id: str) -> Value:
        """The rule's value, or None when it does not apply."""
        found = self.rule(rule_id)
        return None if found is None else found.value

    def source(self, rule: Rule) -> Source | None:
        """The document this rule's clause is in."""
        return next((source for source in self.sources if source.key == rule.source), None)

    def chain(self) -> tuple[ChainStep, ...]:
        """The publishing chain's steps in order (PB-01); empty when the rule does not apply."""
        value = self.value("PB-01")
        if not isinstance(value, tuple):
            return ()
        return tuple(step for step in value if isinstance(step, ChainStep))
