"""Where the questions to an interview stand: in the ledger, in the host's list, on air; and telling open lists of news."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.api import live, opinions

from ..chain import QUESTION
from ..models import Chosen
from ..rules import questions as rules
from ..store import questions as store

#: the stream of the host's lists; the key of a channel is the interview
STREAM = "interviews.questions"
FIELDS = ("what", "opinion")


@dataclass(frozen=True)
class Question:
    """One question as it stands. `brief` is the ledger's; `chosen` its row in the host's list."""

    brief: opinions.Brief
    state: str
    chosen_id: int | None = None
    ordinal: int = 0
    aired_at: datetime | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True)
class Figures:
    """Questions of an interview by where they stand, merged ones left out but counted in `total`. `on_air`: answered in the
    broadcast, `later`: answered after it. `supports`: voices behind all of them."""

    total: int
    waiting: int
    ready: int
    chosen: int
    answered: int
    passed: int
    refused: int
    merged: int
    on_air: int
    later: int
    supports: int

    def of(self, tab: str) -> int:
        found: int = getattr(self, tab)
        return found


def questions_on(interview_id: int) -> list[Question]:
    """Everything that was asked, by number."""
    return _questions([interview_id])


def _questions(interview_ids: Sequence[int]) -> list[Question]:
    picked = {row.opinion_id: row for row in store.chosen_in(interview_ids)}
    return [_question(brief, picked.get(brief.id)) for brief in opinions.briefs_on(QUESTION, interview_ids)]


def _question(brief: opinions.Brief, row: Chosen | None) -> Question:
    answered_at = row.answered_at if row is not None else None
    state = rules.state_of(brief.state, brief.outcome, row is not None, answered_at is not None)
    if row is None:
        return Question(brief, state)
    return Question(brief, state, row.id, row.ordinal, row.aired_at, row.answered_at)


def in_tab(found: Sequence[Question], tab: str) -> list[Question]:
    """Those of a tab: the host's list in its order, the others by support and then by time."""
    mine = [one for one in found if one.state == tab]
    if tab == "chosen":
        return sorted(mine, key=lambda one: (one.ordinal, one.brief.id))
    if tab == "answered":
        return sorted(mine, key=lambda one: one.brief.ended_at or one.brief.received_at, reverse=True)
    return sorted(mine, key=lambda one: (-one.brief.supports, one.brief.received_at, one.brief.id))


def figures(interview_id: int) -> Figures:
    """How many stand where."""
    return _figures(questions_on(interview_id))


def figures_of(interview_ids: Sequence[int]) -> dict[int, Figures]:
    """The same of several interviews, in two questions to the database."""
    found: dict[int, list[Question]] = {number: [] for number in interview_ids}
    for one in _questions(interview_ids):
        found[one.brief.subject_id].append(one)
    return {number: _figures(some) for number, some in found.items()}


def _figures(found: Sequence[Question]) -> Figures:
    def count(state: str) -> int:
        return sum(one.state == state for one in found)

    answered = [one for one in found if one.state == "answered"]
    on_air = sum(one.answered_at is not None for one in answered)
    return Figures(
        total=len(found),
        waiting=count("waiting"),
        ready=count("ready"),
        chosen=count("chosen"),
        answered=len(answered),
        passed=count("passed"),
        refused=count("refused"),
        merged=count("merged"),
        on_air=on_air,
        later=len(answered) - on_air,
        supports=sum(one.brief.supports for one in found if one.state != "merged"),
    )


def states_of(interview_id: int) -> dict[int, str]:
    """opinion → where it stands, for pages that list the public ones."""
    return {one.brief.id: one.state for one in questions_on(interview_id)}


def question_of(brief: opinions.Brief) -> Question:
    """One that the ledger told of."""
    return _question(brief, store.of_opinion(brief.id))


def tell(campaign_id: int, interview_id: int, what: str, now: datetime, opinion_id: int = 0) -> None:
    """Tell open lists to look again, in the caller's unit of work."""
    live.tell(STREAM, now=now, campaign_id=campaign_id, key=interview_id, what=what, opinion=opinion_id)
