"""Follow-up of closed cases, and answers made public from them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.api import Model, UtcDateTime


class FollowUp(Model):
    """Whether a closed order was resolved, asked once per closing. `way`: key, link, person; `state`: asked, answered,
    unanswered, void (the order was opened again before anybody answered). `closed_at` is the closing it asks about,
    `reopened` that the answer opened the order again. `satisfaction` is one of the five words' codes, 5 (非常满意) to 1; never entered by the handler."""

    __tablename__ = "hotline_follow_up"
    __table_args__ = (
        UniqueConstraint("order_id", "round"),
        Index("ix_hotline_follow_up_open", "campaign_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int]
    order_id: Mapped[int] = mapped_column(ForeignKey("hotline_order.id"), index=True)
    round: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(String(12), default="asked")
    way: Mapped[str] = mapped_column(String(8), default="")
    resolved: Mapped[bool | None]
    satisfaction: Mapped[int | None]
    words_sealed: Mapped[str] = mapped_column(Text, default="")
    token_digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    attempts: Mapped[int] = mapped_column(default=0)
    reopened: Mapped[bool] = mapped_column(default=False)
    closed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    entered_by: Mapped[int | None]
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Answer(Model):
    """A question and its answer on their way to the public. What the public reads is the chain's frozen revision.

    `masks` are the spans found in the texts: {"field", "start", "end", "kind", "state": found|masked|kept, "by"}. The
    draft is sealed until every mask is decided by a person. `typical` marks a case for the magazine.
    """

    __tablename__ = "hotline_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(index=True)
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("hotline_topic.id"), index=True)
    order_id: Mapped[int | None] = mapped_column(ForeignKey("hotline_order.id"), index=True)
    department_id: Mapped[int]
    person_digest: Mapped[str] = mapped_column(String(64), default="", index=True)
    question_sealed: Mapped[str] = mapped_column(Text)
    answer_sealed: Mapped[str] = mapped_column(Text)
    masks: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    confirmed_by: Mapped[int | None]
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    typical: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    saved_by: Mapped[int | None]


class PublishedAnswer(Model):
    """What is public of an answer, for lists and for the search; the chain's frozen revision is the truth.

    `used` and `helped` are the sums over AnswerUse.
    """

    __tablename__ = "hotline_published_answer"
    __table_args__ = (
        Index("ix_hotline_published_answer_newest", "campaign_id", "published_at"),
        Index("ix_hotline_published_answer_topic", "campaign_id", "topic_id", "published_at"),
        Index("ix_hotline_published_answer_unit", "campaign_id", "department_id", "published_at"),
    )

    answer_id: Mapped[int] = mapped_column(ForeignKey("hotline_answer.id"), primary_key=True)
    campaign_id: Mapped[int]
    topic_id: Mapped[int | None]
    department_id: Mapped[int]
    question: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)
    typical: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int]
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used: Mapped[int] = mapped_column(default=0)
    helped: Mapped[int] = mapped_column(default=0)


class AnswerUse(Model):
    """How often a published answer was read out by an operator or answered a reader; one row per answer and day."""

    __tablename__ = "hotline_answer_use"

    answer_id: Mapped[int] = mapped_column(ForeignKey("hotline_answer.id"), primary_key=True)
    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    read_out: Mapped[int] = mapped_column(default=0)
    helped: Mapped[int] = mapped_column(default=0)
