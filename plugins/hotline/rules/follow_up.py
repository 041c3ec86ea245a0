"""Asking callers how it was (回访): keys, words, who may ask, and the figures with their denominators. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

#: the five words of 好差评, by their code
WORDS = (5, 4, 3, 2, 1)
WAYS = ("key", "link", "person")
ASKED, ANSWERED, UNANSWERED, VOID = "asked", "answered", "unanswered", "void"
#: from here down a caller isn't satisfied
NOT_SATISFIED = 2


@dataclass(frozen=True)
class Said:
    """What a caller answered: `resolved` None and `satisfaction` None where they said nothing of it."""

    resolved: bool | None = None
    satisfaction: int | None = None

    @property
    def reopens(self) -> bool:
        """Not resolved or not satisfied: the order is opened again, once."""
        return self.resolved is False or (
            self.satisfaction is not None and self.satisfaction <= NOT_SATISFIED
        )


def by_key(digit: str) -> Said | None:
    """A key pressed after the call: 1 to 5 are the five words, from 非常满意 down; 0 says that it isn't resolved.

    None: the key means nothing. 1 to 3 say that it was resolved, too.
    """
    if digit == "0":
        return Said(resolved=False)
    if digit in ("1", "2", "3", "4", "5"):
        word = 6 - int(digit)
        return Said(resolved=True if word > NOT_SATISFIED else None, satisfaction=word)
    return None


def may_ask(
    user_id: int | None, department_id: int | None, *, registered_by: int | None, acted: Collection[int | None],
    unit: int | None,
) -> bool:  # fmt: skip
    """Whether this person may ask the caller of an order: never who registered it or did anything with it, nor anybody
    of the department that answered."""
    if user_id is None:
        return False
    if user_id == registered_by or user_id in acted:
        return False
    return unit is None or department_id != unit


def state_at(state: str, asked_at: datetime, now: datetime, days: int | None) -> str:
    """Where it stands at a moment: who hasn't answered within the pack's days doesn't any more."""
    if state == ASKED and days is not None and now >= asked_at + timedelta(days=days):
        return UNANSWERED
    return state


@dataclass(frozen=True)
class Row:
    """One follow-up as the figures read it."""

    state: str
    way: str
    resolved: bool | None
    satisfaction: int | None
    group: int | None = None


@dataclass(frozen=True)
class Figures:
    """`asked` counts all that were asked and not called off; `rated` those who gave a word; `words` code → how many."""

    asked: int = 0
    answered: int = 0
    waiting: int = 0
    unanswered: int = 0
    told: int = 0
    resolved: int = 0
    rated: int = 0
    satisfied: int = 0
    ways: tuple[tuple[str, int], ...] = ()
    words: tuple[tuple[int, int], ...] = ()

    @property
    def response(self) -> int | None:
        """Percent of those asked who answered."""
        return percent(self.answered, self.asked)

    @property
    def satisfaction(self) -> int | None:
        """Percent of those who gave a word."""
        return percent(self.satisfied, self.rated)

    @property
    def resolution(self) -> int | None:
        """Percent of those who said whether it was resolved."""
        return percent(self.resolved, self.told)


def percent(part: int, whole: int) -> int | None:
    """Rounded to a whole number; None of nothing."""
    return (200 * part + whole) // (2 * whole) if whole else None


def figures(rows: Iterable[Row]) -> Figures:
    """The figures of some follow-ups."""
    kept = [row for row in rows if row.state != VOID]
    answered = [row for row in kept if row.state == ANSWERED]
    rated = [row for row in answered if row.satisfaction is not None]
    return Figures(
        asked=len(kept),
        answered=len(answered),
        waiting=sum(1 for row in kept if row.state == ASKED),
        unanswered=sum(1 for row in kept if row.state == UNANSWERED),
        told=sum(1 for row in answered if row.resolved is not None),
        resolved=sum(1 for row in answered if row.resolved),
        rated=len(rated),
        satisfied=sum(1 for row in rated if (row.satisfaction or 0) > NOT_SATISFIED),
        ways=tuple((way, sum(1 for row in answered if row.way == way)) for way in WAYS),
        words=tuple((word, sum(1 for row in rated if row.satisfaction == word)) for word in WORDS),
    )
