"""The transcript (实录): what was said, edited, and the subtitles of a recording."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.api import Model, UtcDateTime


class Transcript(Model):
    """An interview's transcript as it is being edited; the public reads the frozen one. `lead` stands before the first turn.
    `recording_id` is a file of the drawer, `recording_url` an address elsewhere. `version` counts changes. `taken_place` is the
    highest place of a live turn that was taken over: what has a higher one came after."""

    __tablename__ = "interviews_transcript"

    id: Mapped[int] = mapped_column(primary_key=True)
    interview_id: Mapped[int] = mapped_column(ForeignKey("interviews_interview.id"), unique=True)
    lead: Mapped[str] = mapped_column(Text, default="")
    recording_id: Mapped[int | None]
    recording_url: Mapped[str] = mapped_column(String(300), default="")
    taken_place: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class TranscriptTurn(Model):
    """One turn of a transcript. `came_from` are the live turns that it came from, none for one typed by hand. `speaker` as in Turn; `who` is how the speaker is
    named ("主持人", "张明 水务局局长"). `picture_id` a file of the drawer with its `caption`."""

    __tablename__ = "interviews_transcript_turn"

    id: Mapped[int] = mapped_column(primary_key=True)
    transcript_id: Mapped[int] = mapped_column(ForeignKey("interviews_transcript.id"), index=True)
    ordinal: Mapped[int]
    came_from: Mapped[list[int]] = mapped_column(JSON, default=list)
    speaker: Mapped[str] = mapped_column(String(8))
    who: Mapped[str] = mapped_column(String(140))
    opinion_id: Mapped[int | None]
    text: Mapped[str] = mapped_column(Text)
    picture_id: Mapped[int | None]
    caption: Mapped[str] = mapped_column(String(200), default="")


class Cue(Model):
    """One subtitle of the recording: from and to in milliseconds from its beginning. `voice` is who speaks, `settings` where a
    player puts it (WebVTT's words)."""

    __tablename__ = "interviews_cue"

    id: Mapped[int] = mapped_column(primary_key=True)
    transcript_id: Mapped[int] = mapped_column(ForeignKey("interviews_transcript.id"), index=True)
    ordinal: Mapped[int]
    from_ms: Mapped[int]
    to_ms: Mapped[int]
    voice: Mapped[str] = mapped_column(String(60), default="")
    settings: Mapped[str] = mapped_column(String(120), default="")
    text: Mapped[str] = mapped_column(Text)
