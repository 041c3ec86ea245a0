"""The line: callers who wait for a seat and callbacks that are owed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from core.api import Model, UtcDateTime


def _where(condition: str) -> dict[str, Any]:
    """An index over a few of the rows, on both databases: what is over doesn't weigh on what waits."""
    return {"postgresql_where": text(condition), "sqlite_where": text(condition)}


class Waiter(Model):
    """One caller in line for a topic. `kind`: call (on the line now), callback (is rung back).

    `state`: waiting, claimed (a seat has it until `lease_until`), done, gone (gave up), closed (attempts used up,
    withdrawn). `rank` is the moment of joining in ms since 1970, less what `priority` is worth: smaller first, and it
    stays what it is when somebody becomes a callback or is handed back. `turn` is the rank among those whom any seat may
    take: a language that not every seat speaks waits a little for one that does. `lane` says who may take somebody now:
    the topic's id, minus a shift's id when a supervisor gave them to that seat, None for everybody who isn't to be taken
    (served, gone, a callback before its `not_before`). `attempts` is how often ringing back failed. `told_ahead` is the
    smallest number of people ahead that was ever told: what is told never exceeds it. A caller's own page opens with
    the token whose digest is kept.
    """

    __tablename__ = "hotline_waiter"
    __table_args__ = (
        Index("ix_hotline_waiter_lane", "lane", "turn", "id", **_where("lane IS NOT NULL")),
        Index(
            "ix_hotline_waiter_spoken",
            "lane",
            "language",
            "rank",
            "id",
            **_where("lane IS NOT NULL AND language <> ''"),
        ),
        Index("ix_hotline_waiter_open", "campaign_id", "topic_id", **_where("ended_at IS NULL")),
        Index("ix_hotline_waiter_asleep", "not_before", **_where("lane IS NULL AND state = 'waiting'")),
        Index("ix_hotline_waiter_lease", "lease_until", **_where("lease_until IS NOT NULL")),
        Index("ix_hotline_waiter_ended", "campaign_id", "ended_at", **_where("ended_at IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int]
    topic_id: Mapped[int] = mapped_column(ForeignKey("hotline_topic.id"))
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("hotline_programme.id"))
    call_id: Mapped[int | None] = mapped_column(ForeignKey("hotline_call.id"), index=True)
    order_id: Mapped[int | None] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(String(10), default="call")
    source: Mapped[str] = mapped_column(String(10), default="operator")
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    rank: Mapped[int] = mapped_column(BigInteger)
    turn: Mapped[int] = mapped_column(BigInteger)
    lane: Mapped[int | None]
    priority: Mapped[int] = mapped_column(default=0)
    language: Mapped[str] = mapped_column(String(20), default="")
    person_digest: Mapped[str] = mapped_column(String(64), default="", index=True)
    phone_sealed: Mapped[str] = mapped_column(Text, default="")
    name_sealed: Mapped[str] = mapped_column(Text, default="")
    summary_sealed: Mapped[str] = mapped_column(Text, default="")
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime)
    not_before: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    shift_id: Mapped[int | None] = mapped_column(ForeignKey("hotline_shift.id"), index=True)
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[str] = mapped_column(String(12), default="")
    told_ahead: Mapped[int | None]
    idempotency_key: Mapped[str] = mapped_column(String(64), unique=True)
    token_digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Attempt(Model):
    """A try to serve a waiter: by which shift, how it went (served, handed_back, no_answer, busy, lease_over)."""

    __tablename__ = "hotline_attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    waiter_id: Mapped[int] = mapped_column(ForeignKey("hotline_waiter.id"), index=True)
    shift_id: Mapped[int | None] = mapped_column(ForeignKey("hotline_shift.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[str] = mapped_column(String(12), default="")
    reason: Mapped[str] = mapped_column(String(20), default="")
