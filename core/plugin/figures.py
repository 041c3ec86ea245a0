"""Exact figures that plugins give of their records: measures of departments, and sections of the summary report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any


@dataclass(frozen=True)
class IndicatorRow:
    """One record that a measure was counted from. `key` finds it again ("filing:12"), `title` names it without a person's
    name, `amount` is what it counts (1 or 0 in a share, days, things); endpoint and values open it. `of`: how many it stands
    for in a share's denominator, where one record counts several (questionnaires of a day)."""

    key: str
    title: str
    amount: Fraction = Fraction(1)
    endpoint: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    of: int = 1


@dataclass(frozen=True)
class Indicator:
    """What a department's records say, exactly. `code` is `<plugin>.<what>`, `unit` 件, 天…; `share`: out of what all rows stand for.

    A department without records is left out, or given without rows: then there is nothing to judge by.
    """

    code: str
    title: Any
    unit: str
    department_id: int
    rows: tuple[IndicatorRow, ...]
    share: bool = True
    endpoint: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def value(self) -> Fraction:
        """The sum of what its rows count."""
        return sum((one.amount for one in self.rows), Fraction(0))

    @property
    def of(self) -> int | None:
        """The denominator of a share."""
        return sum(one.of for one in self.rows) if self.share else None


@dataclass(frozen=True)
class ReportFigure:
    """A figure of the summary report, exactly: the sum of what its rows count. `code` is `<plugin>.<what>`; `share`: so many of
    what all rows stand for (满意率): that is the denominator. A row counts as in Indicator and opens its page."""

    code: str
    title: Any
    unit: str
    rows: tuple[IndicatorRow, ...]
    share: bool = False

    @property
    def value(self) -> Fraction:
        """The sum of what its rows count."""
        return sum((one.amount for one in self.rows), Fraction(0))

    @property
    def of(self) -> int | None:
        """The denominator of a share."""
        return sum(one.of for one in self.rows) if self.share else None


@dataclass(frozen=True)
class ReportSection:
    """What a plugin's activity adds to the summary report: a heading, its figures, and perhaps a table ({"head", "rows",
    "foot"}, always in Chinese, as reports are)."""

    code: str
    title: Any
    figures: tuple[ReportFigure, ...]
    table: Mapping[str, Any] | None = None
