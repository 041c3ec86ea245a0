"""The chosen questions as a broadcast uses them: shown, lined up, answered, taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.api import Actor, db, opinions

from ..models import Chosen
from ..store import live as store


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
    rows = store.chosen(interview_id)
    texts = opinions.texts_of([row.opinion_id for row in rows])
    supports = opinions.voices_of([row.opinion_id for row in rows])
    found = []
    for row in rows:
        text = texts.get(row.opinion_id)
        if text is not None:
            found.append(
                ChosenLine(
                    row.id, row.opinion_id, row.ordinal, text.number, text.text,
                    supports.get(row.opinion_id, 0), row.aired_at, row.answered_at,
                )
            )  # fmt: skip
    return found


def answered(chosen_id: int, text: str, *, actor: Actor, now: datetime) -> None:
    """An answer to it came out."""
    db.session.get_one(Chosen, chosen_id).answered_at = now


def pulled(chosen_id: int, *, actor: Actor, now: datetime) -> None:
    """The only answer to it was pulled."""
    db.session.get_one(Chosen, chosen_id).answered_at = None
