"""Tables of the ledger of opinions."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.base.db import Model, UtcDateTime

_ASKED = ("department_id", "campaign_id", "kind", "subject_id", "source", "due_on")
_TOLD = ("campaign_id", "department_id", "source", "outcome")
_SHOWN = ("anchor", "outcome", "supports", "campaign_id")


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
        # Fifty thousand about one subject: what is filtered, sorted and counted stands in the index itself.
        Index("ix_opinions_opinion_inbox", "state", "received_at", "id", *_ASKED),
        Index("ix_opinions_opinion_unit", "department_id", "state", "received_at", "id", *_ASKED[1:]),
        Index(
            "ix_opinions_opinion_subject",
            "kind",
            "subject_id",
            "state",
            "received_at",
            "id",
            "anchor",
            *_TOLD,
        ),
        Index(
            "ix_opinions_opinion_campaign",
            "campaign_id",
            "state",
            "received_at",
            "id",
            "due_on",
            "department_id",
        ),
        Index("ix_opinions_opinion_tally", "kind", "subject_id", "anchor", "state", "outcome", "shown_at"),
        Index("ix_opinions_opinion_author", "kind", "subject_id", "person_digest"),
        Index("ix_opinions_opinion_shown", "campaign_id", "shown_at", "id", "kind", "subject_id"),
        Index("ix_opinions_opinion_voices", "kind", "subject_id", "shown_at", "id", *_SHOWN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int]
    number: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(64))
    subject_id: Mapped[int]
    source: Mapped[str] = mapped_column(String(12))
    language: Mapped[str] = mapped_column(String(2), default="zh")
    department_id: Mapped[int | None]
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
    #: what of the subject is spoken of, and which wording of it, in the words of the kind's owner; "" is the whole
    anchor: Mapped[str] = mapped_column(String(80), default="")
    anchor_version: Mapped[str] = mapped_column(String(40), default="")
    #: what the author attached; the public sees it once a moderator let it through
    file_id: Mapped[int | None] = mapped_column(ForeignKey("base_file.id"))
    file_public: Mapped[bool] = mapped_column(default=False)
    #: SHA-256 of the attached file as it was sent, and of the whole as rules.canonical writes it; both outlive erasing
    file_digest: Mapped[str] = mapped_column(String(64), default="")
    digest: Mapped[str] = mapped_column(String(64), default="")
    #: how many proven phones stand behind it and those merged into it
    supports: Mapped[int] = mapped_column(default=0)
    #: by what it is sorted in public lists; None while it is in none
    shown_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
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


class OpinionSupport(Model):
    """A proven phone stands behind somebody else's published opinion; once each."""

    __tablename__ = "opinions_support"
    __table_args__ = (UniqueConstraint("opinion_id", "person_digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    opinion_id: Mapped[int] = mapped_column(ForeignKey("opinions_opinion.id"))
    person_digest: Mapped[str] = mapped_column(String(64), index=True)
    phone_sealed: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class OpinionComparing(Model):
    """One look over everything said about a subject for what says the same. `state`: waiting, running, done.

    `done` of `total` texts are compared; `last_id` is the newest that was. One row for each subject.
    """

    __tablename__ = "opinions_comparing"
    __table_args__ = (UniqueConstraint("kind", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int]
    kind: Mapped[str] = mapped_column(String(64))
    subject_id: Mapped[int]
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    last_id: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class OpinionGroup(Model):
    """Opinions that are proposed as one. `state`: open (nobody has looked), merged, apart. `size` as it was found."""

    __tablename__ = "opinions_group"
    __table_args__ = (Index("ix_opinions_group_subject", "kind", "subject_id", "state", "size"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int]
    kind: Mapped[str] = mapped_column(String(64))
    subject_id: Mapped[int]
    state: Mapped[str] = mapped_column(String(10), default="open")
    size: Mapped[int]
    found_at: Mapped[datetime] = mapped_column(UtcDateTime)


class OpinionGroupMember(Model):
    """One of a proposed group."""

    __tablename__ = "opinions_group_member"

    group_id: Mapped[int] = mapped_column(ForeignKey("opinions_group.id"), primary_key=True)
    opinion_id: Mapped[int] = mapped_column(ForeignKey("opinions_opinion.id"), primary_key=True, index=True)


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
