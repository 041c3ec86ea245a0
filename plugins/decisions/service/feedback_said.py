"""What was said about a preview, counted from the ledger's rows: by end, by question, by paragraph."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from core.api import Campaign, clock, due, opinions, remembered

from .. import chain
from ..rules.after import Duty
from ..rules.feedback import Asked, Counted, Said, count
from ..store import feedback as store


@dataclass(frozen=True)
class QuestionView:
    """One question of the working copy; `place` counts from 1."""

    id: int
    place: int
    asked: Asked


@dataclass(frozen=True)
class SaidOn:
    """Everything said about a preview, counted, and from how many people. `heads`: those that stand for themselves, by end,
    question and paragraph. `places`: question's id → its place."""

    questions: tuple[QuestionView, ...]
    counted: Counted
    heads: tuple[Said, ...]
    authors: int

    @property
    def places(self) -> dict[int, int]:
        return {question.id: question.place for question in self.questions}


def questions_of(preview_id: int) -> tuple[QuestionView, ...]:
    """The questions as they are being written."""
    return tuple(
        QuestionView(row.id, n, Asked(row.asked, row.said, row.did, row.short))
        for n, row in enumerate(store.questions(preview_id), 1)
    )


def said_on(preview_id: int) -> SaidOn:
    """The comments of a preview by their question; what was merged goes with the one it is answered with."""
    return remembered(("decisions.said", preview_id), (), lambda: _said_on(preview_id))


def _said_on(preview_id: int) -> SaidOn:
    questions = questions_of(preview_id)
    place = {question.id: question.place for question in questions}
    found = [
        (Said(one.end, place.get(one.place or 0, 0), one.anchor, one.number), one.alone)
        for one in opinions.ends_on(chain.COMMENT, preview_id, store.placed(preview_id))
    ]
    return SaidOn(
        questions,
        count(said for said, _alone in found),
        tuple(said for said, alone in found if alone),
        opinions.authors_of(chain.COMMENT, preview_id),
    )


def feedback_duty(campaign: Campaign, preview_id: int, now: datetime) -> Duty:
    """By when the feedback is owed (DP-11): counted from the last day for comments as it was published."""
    until = published_until(preview_id)
    rule = campaign.pack.rule("DP-11")
    owed = due(rule, until, campaign.calendar).date if rule is not None and until is not None else None
    out = chain.FEEDBACK.published(preview_id)
    done = clock.local(out.counts_from).date() if out is not None else None
    return Duty(owed, done, clock.local(now).date())


def published_until(preview_id: int) -> date | None:
    """The last day for comments as the published consultation says; None before it was published."""
    return published_days(preview_id)[1]


def published_days(preview_id: int) -> tuple[date | None, date | None]:
    """First and last day for comments as the published consultation says."""
    out = chain.DRAFT.published(preview_id)
    told = (out.revision.data.get("preview") or {}) if out is not None else {}
    first, last = told.get("comment_from"), told.get("comment_until")
    began = date.fromisoformat(first) if isinstance(first, str) and first else None
    if began is None and out is not None:
        began = clock.local(out.counts_from).date()
    return began, date.fromisoformat(last) if isinstance(last, str) and last else None
