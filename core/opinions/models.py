"""Tables of the ledger of opinions."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.base.db import Model, UtcDateTime


class OpinionCounter(Model):
    """The last number of a campaign. One row each, changed in the transaction that stores the opinion."""

    __tablename__ = "opinions_counter"

    campaign_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    year: Mapped[int]
    last: Mapped[int] = mapped_column(default=0)


class Opinion(Model):
    """One comment, question, slip or free text. `state` as in rules; `version` counts its changes.

    The text as written, name and phone are sealed; erasing empties them. `published_text` has passed a moderator.
    """

    __tablename__ = "opinions_opinion"
    __table_args__ = (
        UniqueConstraint("campaign_id", "number"),
        Index("ix_opinions_opinion_inbox", "state", "received_at"),
        Index("ix_opinions_opinion_subject", "kind", "subject_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(index=True)
    number: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(64))
    subject_id: Mapped[int]
    source: Mapped[str] = mapped_column(String(12))
    language: Mapped[str] = mapped_column(String(2), default="zh")
    department_id: Mapped[int | None] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(String(10), default="received")
    #: where a merged one stood before, and goes back to when the merge is undone
    state_before: Mapped[str] = mapped_column(String(10), default="")
    merged_into: Mapped[int | None] = mapped_column(ForeignKey("opinions_opinion.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)
    text_sealed: Mapped[str] = mapped_column(Text)
    published_text: Mapped[str] = mapped_column(Text, default="")
    name_sealed: Mapped[str] = mapped_column(Text, default="")
    #: a mobile that gets messages, or whatever number a clerk can ring
    phone_sealed: Mapped[str] = mapped_column(Text, default="")
    person_digest: Mapped[str] = mapped_column(String(64), default="", index=True)
    by_call: Mapped[bool] = mapped_column(default=False)
    code_digest: Mapped[str] = mapped_column(String(64))
    idempotency_key: Mapped[str] = mapped_column(String(64), unique=True)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    entered_by: Mapped[int | None]
    way: Mapped[str] = mapped_column(String(12), default="click")
    read_back: Mapped[bool] = mapped_column(default=False)
    scan_file_id: Mapped[int | None] = mapped_column(ForeignKey("base_file.id"))
    due_on: Mapped[date | None] = mapped_column(Date)
    due_rule: Mapped[str] = mapped_column(String(40), default="")
    reason_code: Mapped[str] = mapped_column(String(20), default="")
    outcome: Mapped[str] = mapped_column(String(12), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    passed_to: Mapped[str] = mapped_column(String(120), default="")
    passed_number: Mapped[str] = mapped_column(String(60), default="")
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: the author asked for erasing while a duty kept the rest: it goes as soon as the opinion has ended
    erase_at_end: Mapped[bool] = mapped_column(default=False)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class OpinionLikeness(Model):
    """Two opinions that seem to say the same, found when the later one came in. `percent` 0 to 100."""

    __tablename__ = "opinions_likeness"
    __table_args__ = (UniqueConstraint("opinion_id", "other_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    opinion_id: Mapped[int] = mapped_column(ForeignKey("opinions_opinion.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("opinions_opinion.id"), index=True)
    percent: Mapped[int]
    #: somebody has looked and said that these are two matters
    apart: Mapped[bool] = mapped_column(default=False)


class OpinionLimit(Model):
    """How often a phone or an address has written or looked up within the current window; the key is a digest."""

    __tablename__ = "opinions_limit"

    key: Mapped[str] = mapped_column(String(90), primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
    since: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)


class OpinionDraft(Model):
    """What a visitor has typed before it is sent; sealed, found by the random id in the visitor's cookie."""

    __tablename__ = "opinions_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    body_sealed: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
