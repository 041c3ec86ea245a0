"""From a closed case to a question and its answer: proposed, marked, every mark decided by a person, sent into the chain.

What a person wrote stays sealed; once the text is public its working copy is what the public reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from core.api import (
    Actor,
    Campaign,
    Conflict,
    Invalid,
    NotAllowed,
    NotFound,
    RuleBroken,
    audit,
    campaigns,
    departments,
    publishing,
    secrecy,
    unit_of_work,
)

from .. import chain
from ..models.answers import Answer
from ..models.orders import Order
from ..permissions import ANSWERS
from ..rules import answers as rules
from ..rules.deidentify import KINDS
from ..store import answers as store
from ..store import orders as order_store
from . import finding, reach
from .answer_chain import blockers, frozen, place_of, texts_of
from .answer_views import AnswerDraft, drafts, may_write, view
from .order_pieces import closed, opened
from .topics import list_topics

__all__ = [
    "AnswerDraft",
    "SaveAnswer",
    "blockers",
    "decide",
    "draft_from_order",
    "drafts",
    "frozen",
    "mask_more",
    "place_of",
    "save",
    "start",
    "submit",
    "view",
]


@dataclass(frozen=True)
class SaveAnswer:
    """What the form holds."""

    question: str
    answer: str
    department_id: int
    topic_id: int | None = None


def draft_from_order(order_id: int, *, actor: Actor, now: datetime) -> int:
    """Begin an answer from a closed order, question and answer proposed from it; the same one a second time.

    Raises NotFound, RuleBroken("hotline.answer_confidential" | "hotline.answer_order_open").
    """
    with unit_of_work() as session:
        order = order_store.order(order_id)
        if order is None or not reach.may_read(order, actor):
            raise NotFound
        _require(actor, order.campaign_id, order.department_id)
        if order.confidential:
            raise RuleBroken("hotline.answer_confidential")
        if order.state != "closed" or not order.reply_sealed:
            raise RuleBroken("hotline.answer_order_open")
        there = store.answer_of_order(order_id)
        if there is not None:
            return there.id
        texts = {"question": _proposed(order), "answer": opened(order.reply_sealed)}
        row = Answer(
            campaign_id=order.campaign_id,
            topic_id=order.topic_id,
            order_id=order.id,
            department_id=order.department_id or _own_department(order.campaign_id, order.topic_id, actor),
            person_digest=order.person_digest,
            question_sealed=closed(texts["question"]),
            answer_sealed=closed(texts["answer"]),
            masks=rules.scan(texts, find=finding.find),
            saved_at=now,
            saved_by=actor.user_id,
        )
        session.add(row)
        session.flush()
        _record(row, "hotline.answer_begun", actor, now)
        return row.id


def start(campaign: Campaign, command: SaveAnswer, *, actor: Actor, now: datetime) -> int:
    """Begin an answer that no order stands behind."""
    texts = _checked(command)
    _require(actor, campaign.id, command.department_id)
    with unit_of_work() as session:
        row = Answer(
            campaign_id=campaign.id,
            topic_id=_topic(campaign, command.topic_id),
            department_id=command.department_id,
            question_sealed=closed(texts["question"]),
            answer_sealed=closed(texts["answer"]),
            masks=rules.scan(texts, find=finding.find),
            saved_at=now,
            saved_by=actor.user_id,
        )
        session.add(row)
        session.flush()
        _record(row, "hotline.answer_begun", actor, now)
        return row.id


def save(
    campaign: Campaign, answer_id: int, version: int, command: SaveAnswer, *, actor: Actor, now: datetime
) -> None:
    """Write the draft; what was decided about words that stay holds on, new finds wait for a decision."""
    texts = _checked(command)
    with unit_of_work():
        row = _editable(campaign, answer_id, version, actor)
        if command.department_id != row.department_id:
            if chain.ANSWER.document(row.id) is not None:
                raise Invalid("hotline.answer_unit_fixed", field="department_id")
            _require(actor, campaign.id, command.department_id)
            row.department_id = command.department_id
        before = texts_of(row)
        row.masks = rules.scan(texts, row.masks, before, finding.find)
        row.question_sealed, row.answer_sealed = closed(texts["question"]), closed(texts["answer"])
        row.topic_id = _topic(campaign, command.topic_id)
        _touch(row, actor, now)
        _record(row, "hotline.answer_saved", actor, now, open=rules.open_marks(row.masks))


def decide(
    campaign: Campaign,
    answer_id: int,
    version: int,
    states: Mapping[int, str],
    *,
    actor: Actor,
    now: datetime,
) -> int:
    """Decide about marks by their place in the list: masked or kept. Gives how many are still open."""
    with unit_of_work():
        row = _editable(campaign, answer_id, version, actor)
        marks = [dict(mark) for mark in row.masks]
        for place, state in states.items():
            if not 0 <= place < len(marks) or state not in (rules.MASKED, rules.KEPT):
                raise Invalid("hotline.answer_mark_unknown")
            if marks[place]["state"] != state:
                marks[place].update(state=state, by=actor.user_id)
        row.masks = marks
        _touch(row, actor, now)
        left = rules.open_marks(marks)
        kept = sum(1 for mark in marks if mark["state"] == rules.KEPT)
        _record(
            row, "hotline.answer_masked", actor, now, open=left, kept=kept, masked=len(marks) - left - kept
        )
        return left


def mask_more(
    campaign: Campaign, answer_id: int, version: int, words: str, kind: str, *, actor: Actor, now: datetime
) -> None:
    """Mask words that the finder missed, wherever they stand. Raises Invalid at `words`."""
    if kind not in KINDS:
        raise Invalid("hotline.answer_mark_unknown", field="kind")
    with unit_of_work():
        row = _editable(campaign, answer_id, version, actor)
        marks = rules.add(texts_of(row), row.masks, words.strip(), kind, actor.user_id)
        if not marks:
            raise Invalid("hotline.answer_words_nowhere", field="words")
        row.masks = marks
        _touch(row, actor, now)
        _record(row, "hotline.answer_masked", actor, now, open=rules.open_marks(marks))


def submit(
    campaign: Campaign, answer_id: int, version: int, *, actor: Actor, now: datetime, correction: str = ""
) -> None:
    """Freeze the masked text and send it into the chain (送审).

    Raises RuleBroken("hotline.answer_masks_open"), Invalid("hotline.answer_correction_missing"), Conflict, and what the
    chain raises.
    """
    with unit_of_work():
        row = _editable(campaign, answer_id, version, actor)
        left = rules.open_marks(row.masks)
        if left:
            raise RuleBroken("hotline.answer_masks_open", count=left)
        if chain.ANSWER.published(row.id) is not None and not correction.strip():
            raise Invalid("hotline.answer_correction_missing", field="correction")
        chain.ANSWER.submit(
            row.id, campaign.id, row.department_id, frozen(row), actor=actor, now=now, correction=correction
        )
        _record(row, "hotline.answer_submitted", actor, now)


def _proposed(order: Order) -> str:
    """The caller's title as the question, their words below where they say more."""
    title, words = opened(order.title_sealed).strip(), opened(order.words_sealed).strip()
    return title if not words or words.strip("。") == title.strip("。") else f"{title}\n{words}"


def _own_department(campaign_id: int, topic_id: int | None, actor: Actor) -> int:
    """Whose answer it is where no department had the order: the topic's first, else the actor's own, else the host."""
    campaign = campaigns.campaign_by_id(campaign_id)
    topic = next((t for t in list_topics(campaign, with_closed=True) if t.id == topic_id), None)
    for found in (*(topic.department_ids if topic else ()), actor.department_id, campaign.host_department_id):
        if found is not None:
            return int(found)
    return departments()[0].id


def _checked(command: SaveAnswer) -> dict[str, str]:
    texts = {
        "question": command.question.replace("\r\n", "\n").strip(),
        "answer": command.answer.replace("\r\n", "\n").strip(),
    }
    if not texts["question"]:
        raise Invalid("hotline.answer_question_missing", field="question")
    if not texts["answer"]:
        raise Invalid("hotline.answer_text_missing", field="answer")
    if len(rules.title_of(texts["question"])) > rules.MOST_TITLE:
        raise Invalid("hotline.answer_title_long", field="question", limit=rules.MOST_TITLE)
    for field, most in (("question", rules.MOST_QUESTION), ("answer", rules.MOST_ANSWER)):
        if len(texts[field]) > most:
            raise Invalid("hotline.answer_long", field=field, limit=most)
    if command.department_id not in {unit.id for unit in departments()}:
        raise Invalid("hotline.answer_unit_missing", field="department_id")
    secrecy.refuse_marks(texts.values())
    return texts


def _topic(campaign: Campaign, topic_id: int | None) -> int | None:
    if topic_id is None:
        return None
    if topic_id not in {topic.id for topic in list_topics(campaign, with_closed=True)}:
        raise Invalid("hotline.answer_topic_unknown", field="topic_id")
    return topic_id


def _editable(campaign: Campaign, answer_id: int, version: int, actor: Actor) -> Answer:
    row = store.answer(answer_id)
    if row is None or row.campaign_id != campaign.id or not may_write(actor, row):
        raise NotFound
    publishing.refuse_hidden(chain.ANSWER.code, row.id)
    document = chain.ANSWER.document(row.id)
    if document is not None and document.under_way:
        raise Conflict("hotline.answer_locked")
    if row.version != version:
        raise Conflict("hotline.answer_changed")
    if not row.question_sealed:
        raise Conflict("hotline.answer_emptied")
    return row


def _touch(row: Answer, actor: Actor, now: datetime) -> None:
    row.version += 1
    row.saved_at, row.saved_by = now, actor.user_id
    done = rules.open_marks(row.masks) == 0
    row.confirmed_at, row.confirmed_by = (now, actor.user_id) if done else (None, None)


def _require(actor: Actor, campaign_id: int, department_id: int | None) -> None:
    if not actor.can(ANSWERS, campaign_id=campaign_id, department_id=department_id):
        raise NotAllowed(permission=ANSWERS)


def _record(row: Answer, action: str, actor: Actor, now: datetime, **figures: int) -> None:
    audit.record(
        actor,
        now,
        action,
        subject=("hotline_answer", row.id),
        campaign_id=row.campaign_id,
        department_id=row.department_id,
        **figures,
    )
