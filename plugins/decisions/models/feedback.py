"""What follows the comments: questions, where comments belong, working copies, frozen lines, milestones."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.api import Model, UtcDateTime


class Question(Model):
    """One row of 我们问了什么 (`asked`), 您说了什么 (`said`), 我们做了什么 (`did`). `short` names it in tables."""

    __tablename__ = "decisions_question"

    id: Mapped[int] = mapped_column(primary_key=True)
    preview_id: Mapped[int] = mapped_column(ForeignKey("decisions_preview.id"), index=True)
    ordinal: Mapped[int] = mapped_column(default=0)
    short: Mapped[str] = mapped_column(String(40), default="")
    asked: Mapped[str] = mapped_column(String(300))
    said: Mapped[str] = mapped_column(Text, default="")
    did: Mapped[str] = mapped_column(Text, default="")


class CommentPlace(Model):
    """The question that a comment belongs to; what was merged goes with the comment it is answered with."""

    __tablename__ = "decisions_comment_place"

    opinion_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    preview_id: Mapped[int] = mapped_column(ForeignKey("decisions_preview.id"), index=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("decisions_question.id"), index=True)


class FeedbackLine(Model):
    """One comment as a feedback text lists it, frozen when the text was sent into the chain.

    `edition` is the draft number of that text; the revision's `data` names it and the digest over its lines. `end`: adopted,
    partly, not_adopted, passed_on, answered, rejected, withdrawn. A merged comment names its `head` and leaves text and
    reason to it. `question` is the question's place in the text (0: none).
    """

    __tablename__ = "decisions_feedback_line"
    __table_args__ = (
        UniqueConstraint("preview_id", "edition", "number"),
        Index("ix_decisions_feedback_line_head", "preview_id", "edition", "head"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    preview_id: Mapped[int] = mapped_column(ForeignKey("decisions_preview.id"))
    edition: Mapped[int]
    number: Mapped[str] = mapped_column(String(20))
    head: Mapped[str] = mapped_column(String(20), default="")
    #: how many comments this one speaks for, itself among them; 0 for a merged one
    voices: Mapped[int] = mapped_column(default=1)
    question: Mapped[int] = mapped_column(default=0)
    anchor: Mapped[str] = mapped_column(String(80), default="")
    end: Mapped[str] = mapped_column(String(12))
    source: Mapped[str] = mapped_column(String(12), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    passed_to: Mapped[str] = mapped_column(String(120), default="")


class AfterText(Model):
    """The working copy of a text that follows the comments. `kind`: feedback, decision, interpretation. `parts` as the
    kind's service has them (JSON, days as ISO); `draft_number` counts its changes."""

    __tablename__ = "decisions_after_text"
    __table_args__ = (UniqueConstraint("preview_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    preview_id: Mapped[int] = mapped_column(ForeignKey("decisions_preview.id"))
    kind: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(200), default="")
    parts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    draft_number: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Milestone(Model):
    """One step of carrying a decision out. `done_on` with `note` and `evidence_url` once it is done; the public reads what
    went through the chain (decisions.progress). `version` counts changes."""

    __tablename__ = "decisions_milestone"

    id: Mapped[int] = mapped_column(primary_key=True)
    preview_id: Mapped[int] = mapped_column(ForeignKey("decisions_preview.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    due: Mapped[date] = mapped_column(Date)
    done_on: Mapped[date | None] = mapped_column(Date)
    note: Mapped[str] = mapped_column(Text, default="")
    evidence_url: Mapped[str] = mapped_column(String(500), default="")
    version: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
