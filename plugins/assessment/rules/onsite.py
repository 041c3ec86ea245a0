"""Counts of an activity on the spot: what is refused, who was satisfied. Standard library only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

#: the largest count of one activity of one day; more is a slip of the finger
MOST = 1_000_000
#: words of 好差评, the best first; the first three are satisfied
WORDS = ("very_satisfied", "satisfied", "fairly_satisfied", "dissatisfied", "very_dissatisfied")
SATISFIED = 3


def refuse(
    held_on: date | None, title: str, source: str, counts: Sequence[int], year: int, today: date
) -> tuple[str, str] | None:
    """Why what was typed can't stand: (code, field), None when it can. A day that hasn't come has no counts, and one of
    another year belongs to another campaign."""
    if held_on is None or held_on > today or held_on.year != year:
        return "onsite_day", "held_on"
    if not title.strip() or len(title) > 120:
        return "onsite_title", "title"
    if any(not 0 <= one <= MOST for one in counts):
        return "onsite_count", "received"
    if not any(counts):
        return "onsite_nothing", "received"
    if not source.strip() or len(source) > 200:
        return "onsite_source", "source"
    return None


def refuse_ratings(ratings: Sequence[int], source: str) -> tuple[str, str] | None:
    """The same of questionnaires' counts, one for each of WORDS."""
    if len(ratings) != len(WORDS) or any(not 0 <= one <= MOST for one in ratings):
        return "onsite_count", WORDS[0]
    if not any(ratings):
        return "onsite_no_ratings", WORDS[0]
    if not source.strip() or len(source) > 200:
        return "onsite_source", "source"
    return None


def satisfied(ratings: Sequence[int]) -> tuple[int, int]:
    """(satisfied, all) of the questionnaires' counts."""
    return sum(ratings[:SATISFIED]), sum(ratings)
