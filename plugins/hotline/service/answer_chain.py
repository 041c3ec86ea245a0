"""A public answer as the publishing chain sees it: what is frozen, and why it may not be published."""

from __future__ import annotations

from datetime import datetime

from core.api import (
    Blocker,
    Content,
    RevisionView,
    SubjectPlace,
    registry,
)

from .. import chain
from ..models.answers import Answer
from ..rules import answers as rules
from ..store import answers as store
from ..store import orders as order_store
from .order_pieces import opened


def blockers(revision: RevisionView, now: datetime) -> list[Blocker]:
    """Why a masked answer may not be published: an open mark, a number that nobody decided to keep, an order that was
    opened again or became confidential meanwhile."""
    if revision.kind != chain.ANSWER.code:
        return []
    row = store.answer(revision.subject_id)
    if row is None:
        return [Blocker("hotline.answer_gone")]
    found: list[Blocker] = []
    left = rules.open_marks(row.masks)
    if left:
        found.append(Blocker("hotline.answer_masks_open", {"count": left}, rule="PI-04"))
    texts = texts_of(row)
    kept = [
        texts[mark["field"]][mark["start"] : mark["end"]] for mark in row.masks if mark["state"] == rules.KEPT
    ]
    lines = [revision.title, *(str(block.get("text", "")) for block in revision.blocks)]
    missed = rules.left_over("\n".join(lines), kept)
    if missed:
        found.append(Blocker("hotline.answer_unmasked", {"count": missed}, rule="PI-04"))
    order = order_store.order(row.order_id) if row.order_id is not None else None
    if order is not None and order.confidential:
        found.append(Blocker("hotline.answer_confidential", rule="HL-03"))
    elif order is not None and order.state not in ("closed", "merged"):
        found.append(Blocker("hotline.answer_order_open"))
    return found


def place_of(answer_id: int) -> SubjectPlace | None:
    """Whose an answer is before it was first submitted: for waivers and 补录."""
    row = store.answer(answer_id)
    if row is None:
        return None
    title = rules.title_of(rules.masked_text(opened(row.question_sealed), row.masks, "question"))
    return SubjectPlace(row.campaign_id, row.department_id, title)


def frozen(row: Answer) -> Content:
    """The text as the chain gets it: masked, with nothing of the order but its topic."""
    question = rules.masked_text(opened(row.question_sealed), row.masks, "question")
    answer = rules.masked_text(opened(row.answer_sealed), row.masks, "answer")
    paragraphs = [line.strip() for line in answer.split("\n") if line.strip()]
    blocks = [
        *({"kind": "paragraph", "text": line, "id": "question"} for line in rules.details_of(question)),
        *({"kind": "paragraph", "text": line} for line in paragraphs),
    ]
    data = {"topic_id": row.topic_id, "answer": "\n".join(paragraphs)}
    return Content(rules.title_of(question), registry().department_name(row.department_id), blocks, data)


def texts_of(row: Answer) -> dict[str, str]:
    return {"question": opened(row.question_sealed), "answer": opened(row.answer_sealed)}
