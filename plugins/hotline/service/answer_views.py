"""Drafts of public answers as their writers look at them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.api import (
    Actor,
    Campaign,
    DocumentView,
    NotFound,
    Published,
    publishing,
)

from .. import chain
from ..models.answers import Answer
from ..permissions import ANSWERS
from ..rules import answers as rules
from ..store import answers as store
from ..store import orders as order_store
from . import reach
from .order_pieces import opened


@dataclass(frozen=True)
class AnswerDraft:
    """A draft with everything that is said about it. `open_marks`: nobody has decided about them yet."""

    id: int
    version: int
    campaign_id: int
    department_id: int
    topic_id: int | None
    order_id: int | None
    order_number: str
    question: str
    answer: str
    marks: tuple[rules.Mark, ...]
    confirmed_at: datetime | None
    confirmed_by: int | None
    typical: bool
    saved_at: datetime
    document: DocumentView | None
    published: Published | None
    may_edit: bool
    may_submit: bool

    @property
    def title(self) -> str:
        return rules.masked_text(self.question, self.marks, "question").split("\n")[0].strip()

    @property
    def open_marks(self) -> int:
        return rules.open_marks(self.marks)

    @property
    def locked(self) -> bool:
        """On its way through the chain: nobody changes the text under the reviewers' eyes."""
        return self.document is not None and self.document.under_way

    @property
    def changed(self) -> bool:
        """There is something to send: never published, or written to since."""
        return self.published is None or self.saved_at > self.published.published_at

    def shown(self, field: str) -> str:
        """The field as the public will read it."""
        return rules.masked_text(self.question if field == "question" else self.answer, self.marks, field)


def view(campaign: Campaign, answer_id: int, *, actor: Actor, now: datetime) -> AnswerDraft:
    """One draft. Raises NotFound for one that is none of the actor's business, Hidden while it is hidden (疑似涉密)."""
    row = store.answer(answer_id)
    if row is None or row.campaign_id != campaign.id or not may_write(actor, row):
        raise NotFound
    publishing.refuse_hidden(chain.ANSWER.code, row.id)
    return _view(row, actor)


def drafts(campaign: Campaign, *, actor: Actor) -> list[AnswerDraft]:
    """The answers that this person may work at, the newest first."""
    hidden = publishing.hidden_subjects(chain.ANSWER.code)
    rows = [
        row
        for row in store.answers_of_campaign(campaign.id)
        if row.id not in hidden and may_write(actor, row)
    ]
    return [_view(row, actor) for row in rows]


def may_write(actor: Actor, row: Answer) -> bool:
    return actor.can(ANSWERS, campaign_id=row.campaign_id, department_id=row.department_id)


def _view(row: Answer, actor: Actor) -> AnswerDraft:
    order = order_store.order(row.order_id) if row.order_id is not None else None
    document = chain.ANSWER.document(row.id)
    locked = document is not None and document.under_way
    where = {"campaign_id": row.campaign_id, "department_id": row.department_id}
    return AnswerDraft(
        id=row.id,
        version=row.version,
        campaign_id=row.campaign_id,
        department_id=row.department_id,
        topic_id=row.topic_id,
        order_id=row.order_id,
        order_number=order.number if order is not None and reach.may_read(order, actor) else "",
        question=opened(row.question_sealed),
        answer=opened(row.answer_sealed),
        marks=tuple(row.masks),
        confirmed_at=row.confirmed_at,
        confirmed_by=row.confirmed_by,
        typical=row.typical,
        saved_at=row.saved_at,
        document=document,
        published=chain.ANSWER.published(row.id),
        may_edit=not locked and bool(row.question_sealed) and may_write(actor, row),
        may_submit=not locked and actor.can("publishing.submit", **where),
    )
