"""The published answer's side of the publishing chain: what goes in, how far it is, what the public may read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from core.api import Actor, Content, DocumentView, Published, publishing

#: the kind of document that a published answer is
KIND = "hotline.answer"
PUBLIC = "hotline_public.answer"


def submit(
    answer_id: int,
    campaign_id: int,
    department_id: int,
    content: Content,
    *,
    actor: Actor,
    now: datetime,
    correction: str = "",
) -> None:
    """Freeze the text and send it to 初审. Raises what `publishing.submit` raises."""
    publishing.submit(
        kind=KIND,
        subject_id=answer_id,
        campaign_id=campaign_id,
        department_id=department_id,
        content=content,
        no_secret_marks=True,  # the drafter confirmed it on every save: see the forms
        actor=actor,
        now=now,
        correction=correction,
    )


def document(answer_id: int) -> DocumentView | None:
    """How far the answer is; None before it was first submitted."""
    return publishing.document_for(KIND, answer_id)


def published(answer_id: int) -> Published | None:
    """What the public may read of an answer."""
    return publishing.published(KIND, answer_id)


def published_or_gone(answer_id: int) -> Published:
    """The same for its page. Raises NotFound, or what tells that it was taken down (撤下)."""
    return publishing.published_or_gone(KIND, answer_id)


def all_published(answer_ids: Sequence[int]) -> dict[int, Published]:
    return publishing.all_published(KIND, answer_ids)
