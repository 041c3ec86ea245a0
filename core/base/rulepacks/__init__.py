"""Rules as data: read a pack, ask for a rule, count its days. See docs/rule-packs.md."""

from core.base.rulepacks.deadlines import Due, NotCountable, due, earliest_after, latest_before, window
from core.base.rulepacks.loader import BASE_ID, declarations_from, load_all, load_pack
from core.base.rulepacks.problems import PackError, PackProblem
from core.base.rulepacks.types import (
    CHAIN_ROLES,
    CHAIN_STEPS,
    UNIT_TYPES,
    ChainStep,
    MonthDay,
    MonthDayRange,
    Points,
    Rule,
    RuleDeclaration,
    RulePack,
    Size,
    Source,
    TimeRange,
    Value,
    ValueType,
)
from core.base.rulepacks.wording import value_words

__all__ = [
    "BASE_ID",
    "CHAIN_ROLES",
    "CHAIN_STEPS",
    "UNIT_TYPES",
    "ChainStep",
    "Due",
    "MonthDay",
    "MonthDayRange",
    "NotCountable",
    "PackError",
    "PackProblem",
    "Points",
    "Rule",
    "RuleDeclaration",
    "RulePack",
    "Size",
    "Source",
    "TimeRange",
    "Value",
    "ValueType",
    "declarations_from",
    "due",
    "earliest_after",
    "latest_before",
    "load_all",
    "load_pack",
    "value_words",
    "window",
]
