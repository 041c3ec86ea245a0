"""The plan of the year: interviews, who sits in them, where; and residents' vote on a topic."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.api import Model, UtcDateTime


class Place(Model):
    """Where interviews are held, for the whole city. `kind`: studio, site, radio. A place that is `closed` takes no new ones."""

    __tablename__ = "interviews_place"
    __table_args__ = (UniqueConstraint("name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(120))
    address: Mapped[str] = mapped_column(String(200), default="")
    closed: Mapped[bool] = mapped_column(default=False)


class Interview(Model):
    """One interview as it is being planned; the public reads the frozen notice, and the live page once it is on.

    `department_id` is the department that is interviewed. `host_id` is a user. `month` ("2026-09") says when an interview
    of the year's plan is meant to be while it has no slot yet (`starts_at`, `ends_at` None). `state`: planned, called_off (with
    `off_reason`); whether it is announced, on or over follows from notice, slot and `Live`. `outline` is the 提纲 that goes
    through the chain before the broadcast. `vote_from`, `vote_until`: residents choose the topic among `Candidate`s;
    `settled_id` is the chosen one, with `settled_reason` where it isn't the one with most votes. `version` counts changes.
    """

    __tablename__ = "interviews_interview"
    __table_args__ = (Index("ix_interviews_interview_starts", "campaign_id", "starts_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(index=True)
    department_id: Mapped[int] = mapped_column(index=True)
    title: Mapped[str] = mapped_column(String(120))
    topic: Mapped[str] = mapped_column(Text, default="")
    month: Mapped[str] = mapped_column(String(7), default="")
    starts_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("interviews_place.id"))
    host_id: Mapped[int | None]
    questions_from: Mapped[datetime | None] = mapped_column(UtcDateTime)
    questions_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    contact: Mapped[str] = mapped_column(String(200), default="")
    outline: Mapped[str] = mapped_column(Text, default="")
    vote_from: Mapped[datetime | None] = mapped_column(UtcDateTime)
    vote_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_id: Mapped[int | None]
    settled_reason: Mapped[str] = mapped_column(String(300), default="")
    state: Mapped[str] = mapped_column(String(10), default="planned")
    off_reason: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Guest(Model):
    """Somebody who answers in an interview, by office. `person_key` tells the same person in two interviews (see
    rules.schedule.person_key). `photo_id` is a file of the drawer."""

    __tablename__ = "interviews_guest"
    __table_args__ = (UniqueConstraint("interview_id", "person_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    interview_id: Mapped[int] = mapped_column(ForeignKey("interviews_interview.id"), index=True)
    ordinal: Mapped[int]
    name: Mapped[str] = mapped_column(String(40))
    post: Mapped[str] = mapped_column(String(80))
    photo_id: Mapped[int | None]
    person_key: Mapped[str] = mapped_column(String(120), index=True)


class Taken(Model):
    """The fence against clashes: one row for each five minutes that an accepted interview takes of a guest, a host, a place
    or a department. `what` is `guest:<key>`, `host:<id>`, `place:<id>`, `department:<id>`; `cell` counts five minutes since 1970."""

    __tablename__ = "interviews_taken"
    __table_args__ = (UniqueConstraint("what", "cell"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    interview_id: Mapped[int] = mapped_column(ForeignKey("interviews_interview.id"), index=True)
    what: Mapped[str] = mapped_column(String(140))
    cell: Mapped[int]


class Candidate(Model):
    """A topic that residents may choose for an interview."""

    __tablename__ = "interviews_candidate"

    id: Mapped[int] = mapped_column(primary_key=True)
    interview_id: Mapped[int] = mapped_column(ForeignKey("interviews_interview.id"), index=True)
    ordinal: Mapped[int]
    title: Mapped[str] = mapped_column(String(120))
    summary: Mapped[str] = mapped_column(Text, default="")


class Ballot(Model):
    """One proven phone's choice. The person goes (`person_digest`, `phone_sealed` "") when asked or when its time is over, the
    count stays.
    `way`: phone, or clerk (entered for somebody by `entered_by`)."""

    __tablename__ = "interviews_ballot"
    __table_args__ = (
        Index("uq_interviews_ballot_once", "interview_id", "person_digest", unique=True,
              sqlite_where=text("person_digest <> ''"), postgresql_where=text("person_digest <> ''")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    interview_id: Mapped[int] = mapped_column(ForeignKey("interviews_interview.id"), index=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("interviews_candidate.id"), index=True)
    person_digest: Mapped[str] = mapped_column(String(64), default="", index=True)
    phone_sealed: Mapped[str] = mapped_column(Text, default="")
    way: Mapped[str] = mapped_column(String(6), default="phone")
    entered_by: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
