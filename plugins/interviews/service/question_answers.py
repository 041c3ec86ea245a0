"""What a broadcast's answers do to the questions they answer: the ledger ends them, and waits again when one is pulled."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from core.api import SYSTEM, Actor, DomainError, EndOpinion, audit, db, opinions, unit_of_work

from ..store import questions as store
from ..store import schedule as schedule_store
from .question_views import tell

#: what the ledger says of a question whose answer can't be told as it was given
ANSWERED = "主持人和嘉宾已在直播中回答，见访谈页面的图文直播。"
#: the most of an answer that is told (the ledger's limit)
MOST_TOLD = 1000


def answered_on_air(chosen_id: int, text: str, *, actor: Actor, now: datetime) -> None:
    """An answer to a picked question was released: `text` is everything that was released in answer to it so far.

    Inside the caller's unit of work. The question ends as answered and whoever asked is told, with the first answer; more of
    it is added to what is published. A release never fails for what the ledger thinks of the words.
    """
    with unit_of_work():
        db.session.flush()
        row = store.chosen(chosen_id)
        if row is None:
            return
        interview_id, opinion_id, first = row.interview_id, row.opinion_id, row.answered_at is None
        interview = schedule_store.interview(interview_id)
        assert interview is not None
        campaign_id = interview.campaign_id
        if first:
            store.answered(chosen_id, now)
        told = opinions.told_of([opinion_id]).get(opinion_id)
        if told is not None:
            _say(told.head_id, _shortened(text) or ANSWERED, now)
        if first:
            audit.record(
                actor, now, "interviews.question_answered", subject=("interviews_interview", interview_id), campaign_id=campaign_id,
                department_id=interview.department_id, opinion=opinion_id,
            )  # fmt: skip
        tell(campaign_id, interview_id, "answered", now, opinion_id)


def _say(head_id: int, text: str, now: datetime) -> None:
    """End it with these words, or with a plain sentence where they may not stand in the ledger; somebody may be at it too."""
    for words in (text, text, ANSWERED):
        head = opinions.brief_of(head_id)
        assert head is not None
        with suppress(DomainError):
            if head.state in ("accepted", "assigned"):
                opinions.end(head.id, head.version, EndOpinion("answered", words), actor=SYSTEM, now=now)
            elif head.state == "ended" and head.outcome == "answered":
                opinions.rewrite(head.id, words, actor=SYSTEM, now=now)
            return


def _shortened(text: str) -> str:
    text = text.strip()
    return text if len(text) <= MOST_TOLD else f"{text[: MOST_TOLD - 1]}…"


def answer_pulled(chosen_id: int, *, actor: Actor, now: datetime) -> None:
    """The only answer to a picked question was pulled: it waits in the host's list again. In the caller's unit of work."""
    with unit_of_work():
        db.session.flush()
        row = store.chosen(chosen_id)
        if row is None or row.answered_at is None:
            return
        interview_id, opinion_id, ended_at = row.interview_id, row.opinion_id, row.answered_at
        interview = schedule_store.interview(interview_id)
        assert interview is not None
        campaign_id = interview.campaign_id
        store.answered(chosen_id, None)
        told = opinions.told_of([opinion_id]).get(opinion_id)
        head = opinions.brief_of(told.head_id) if told is not None else None
        # What somebody ended in the ledger otherwise, or earlier, isn't taken back from here.
        if head is not None and head.state == "ended" and head.ended_at == ended_at:
            with suppress(DomainError):
                opinions.reopen(head.id, head.version, actor=SYSTEM, now=now)
        audit.record(
            actor, now, "interviews.question_reopened", subject=("interviews_interview", interview_id), campaign_id=campaign_id,
            department_id=interview.department_id, opinion=opinion_id,
        )  # fmt: skip
        tell(campaign_id, interview_id, "reopened", now, opinion_id)
