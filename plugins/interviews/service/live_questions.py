"""The chosen questions as a broadcast's desks see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.api import opinions

from .question_views import questions_on


@dataclass(frozen=True)
class ChosenLine:
    """A question of the host's list. `supports`: how many stand behind it."""

    id: int
    opinion_id: int
    ordinal: int
    number: str
    text: str
    supports: int
    aired_at: datetime | None
    answered_at: datetime | None


def lines(interview_id: int) -> list[ChosenLine]:
    """The chosen questions in the host's order, in the words that the moderator published."""
    picked = [one for one in questions_on(interview_id) if one.chosen_id is not None]
    texts = opinions.texts_of([one.brief.id for one in picked])
    found = []
    for one in sorted(picked, key=lambda one: (one.ordinal, one.brief.id)):
        text = texts.get(one.brief.id)
        if text is not None and one.chosen_id is not None:
            found.append(
                ChosenLine(
                    one.chosen_id, one.brief.id, one.ordinal, text.number, text.text, one.brief.supports,
                    one.aired_at, one.answered_at,
                )
            )  # fmt: skip
    return found
