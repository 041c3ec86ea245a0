"""Snapshots that the rules read: the values of a campaign's pack, with their clauses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RuleValue(Generic[T]):
    """One rule of the pack: its value and the clause that it comes from."""

    value: T
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """`n` calendar days (天) or working days (工作日); `roll` moves a D term's last day off to the next working day."""

    n: int
    unit: Literal["calendar", "working"] = "calendar"
    roll: bool = False


@dataclass(frozen=True, slots=True)
class DecisionPack:
    """The decision rules of one rule pack. `None`: the pack does not have the rule, so it does not apply."""

    comment_period: RuleValue[Term] | None = None  # DP-02
    shorter_with_reason: bool = True  # DP-02.shorter_with_reason
    contents: RuleValue[tuple[str, ...]] | None = None  # DP-03
    papers: RuleValue[Term] | None = None  # DP-04
    legality: RuleValue[Term] | None = None  # DP-07
    feedback: RuleValue[Term] | None = None  # DP-11
    interpretation: RuleValue[Term] | None = None  # PB-05
