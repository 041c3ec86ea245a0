"""The broadcast: how far it is, who does what in it, and its turns."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.api import Model, UtcDateTime


class Live(Model):
    """How an interview's broadcast stands. `state`: waiting, on, paused, over. `chosen_id` is the question on the screen,
    `next_id` the one that the host has lined up; `timer_until` the time the host gave for an answer. `media`: none, file
    (`media_file_id`), page (`media_url`, another site's player, linked). `released` counts released turns and gives each its place.
    `readers` browsers opened the live page, `readers_most` at once."""

    __tablename__ = "interviews_live"

    id: Mapped[int] = mapped_column(primary_key=True)
    interview_id: Mapped[int] = mapped_column(ForeignKey("interviews_interview.id"), unique=True)
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    chosen_id: Mapped[int | None] = mapped_column(ForeignKey("interviews_chosen.id"))
    next_id: Mapped[int | None] = mapped_column(ForeignKey("interviews_chosen.id"))
    timer_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    media: Mapped[str] = mapped_column(String(8), default="none")
    media_file_id: Mapped[int | None]
    media_url: Mapped[str] = mapped_column(String(300), default="")
    released: Mapped[int] = mapped_column(default=0)
    readers: Mapped[int] = mapped_column(default=0)
    readers_most: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)


class Duty(Model):
    """Who does what in a broadcast: `role` typist, releaser, assistant (of the guests). One who was relieved (`until`) keeps the row."""

    __tablename__ = "interviews_duty"

    id: Mapped[int] = mapped_column(primary_key=True)
    interview_id: Mapped[int] = mapped_column(ForeignKey("interviews_interview.id"), index=True)
    user_id: Mapped[int] = mapped_column(index=True)
    role: Mapped[str] = mapped_column(String(10))
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Turn(Model):
    """One turn of the live text. `speaker`: host, guest (`guest_id`), question (`chosen_id`), note. `state`: sketch (a guest's
    answer that an assistant writes), offered (to the typist), typing, waiting (for the releaser), returned (to the typist, with
    `remark`), released, pulled (taken off at once, with `pull_reason`), dropped.

    `place` numbers released turns 1, 2, 3 … without gaps and says what a reader lacks; `spot` says where a turn stands on the
    page: its own place, or that of the pulled turn which it corrects (`corrects_id`). `key` makes a double click one turn.
    `answers_id` is the question that a guest's turn answers. `typed_by` typed it first, `edited_by` last changed it, `held_by`
    has it now: none of the first two may release it."""

    __tablename__ = "interviews_turn"
    __table_args__ = (
        UniqueConstraint("key"),
        UniqueConstraint("interview_id", "place"),
        Index("ix_interviews_turn_state", "interview_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    interview_id: Mapped[int] = mapped_column(ForeignKey("interviews_interview.id"), index=True)
    place: Mapped[int | None]
    speaker: Mapped[str] = mapped_column(String(8))
    guest_id: Mapped[int | None] = mapped_column(ForeignKey("interviews_guest.id"))
    chosen_id: Mapped[int | None] = mapped_column(ForeignKey("interviews_chosen.id"))
    answers_id: Mapped[int | None] = mapped_column(ForeignKey("interviews_chosen.id"))
    text: Mapped[str] = mapped_column(Text)
    picture_id: Mapped[int | None]
    caption: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[str] = mapped_column(String(8), default="typing")
    key: Mapped[str] = mapped_column(String(36))
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("interviews_turn.id"))
    spot: Mapped[int | None]
    typed_by: Mapped[int]
    typed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    edited_by: Mapped[int]
    edited_at: Mapped[datetime] = mapped_column(UtcDateTime)
    held_by: Mapped[int] = mapped_column(index=True)
    handed_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    remark: Mapped[str] = mapped_column(String(200), default="")
    released_by: Mapped[int | None]
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    pulled_by: Mapped[int | None]
    pulled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    pull_reason: Mapped[str] = mapped_column(String(200), default="")
    version: Mapped[int] = mapped_column(default=1)


class DeskWord(Model):
    """A short message between those who run a broadcast."""

    __tablename__ = "interviews_desk_word"

    id: Mapped[int] = mapped_column(primary_key=True)
    interview_id: Mapped[int] = mapped_column(ForeignKey("interviews_interview.id"), index=True)
    user_id: Mapped[int]
    text: Mapped[str] = mapped_column(String(200))
    key: Mapped[str] = mapped_column(String(36), unique=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
