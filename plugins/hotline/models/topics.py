"""Topics people call about, and what was proposed as one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.api import Model, UtcDateTime


class Topic(Model):
    """What people call about most (热点). `state`: open, closed. `term_class`: consult, other (HL-07).

    `short` is the name on a seat's plate (two to four characters), `script` what an operator reads out. `min_cover` is
    how many seats must be taken at every hour that the hotline is open.
    """

    __tablename__ = "hotline_topic"
    __table_args__ = (UniqueConstraint("campaign_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(String(60))
    short: Mapped[str] = mapped_column(String(12), default="")
    state: Mapped[str] = mapped_column(String(10), default="open")
    term_class: Mapped[str] = mapped_column(String(10), default="other")
    script: Mapped[str] = mapped_column(Text, default="")
    min_cover: Mapped[int] = mapped_column(default=1)
    ordinal: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)


class TopicDepartment(Model):
    """A department that answers for a topic; the first one is the topic's own."""

    __tablename__ = "hotline_topic_department"

    topic_id: Mapped[int] = mapped_column(ForeignKey("hotline_topic.id"), primary_key=True)
    department_id: Mapped[int] = mapped_column(primary_key=True)
    ordinal: Mapped[int] = mapped_column(default=0)


class TopicProposal(Model):
    """Calls and orders of late that seem to be about one thing. `state`: open, taken, merged, dismissed.

    `words` are the words they share, `order_ids` the orders (never confidential ones), `waiter_ids` callers in line who
    have no order yet. `size` is what it was when it was made or decided on; what is shown is counted anew.
    `topic_id` is what it became or was merged into.
    """

    __tablename__ = "hotline_topic_proposal"
    __table_args__ = (Index("ix_hotline_topic_proposal_open", "campaign_id", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int]
    words: Mapped[list[str]] = mapped_column(JSON)
    order_ids: Mapped[list[int]] = mapped_column(JSON)
    waiter_ids: Mapped[list[int]] = mapped_column(JSON)
    size: Mapped[int]
    state: Mapped[str] = mapped_column(String(10), default="open")
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("hotline_topic.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by: Mapped[int | None]
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Programme(Model):
    """A special programme on air (百姓热线特别节目): its slot and the departments on air; callers are tagged to it.

    `state`: planned, cancelled. `summary` is what the public reads.
    """

    __tablename__ = "hotline_programme"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(index=True)
    title: Mapped[str] = mapped_column(String(120))
    place: Mapped[str] = mapped_column(String(120), default="")
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    department_ids: Mapped[list[int]] = mapped_column(JSON)
    summary: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(10), default="planned")
    version: Mapped[int] = mapped_column(default=1)
