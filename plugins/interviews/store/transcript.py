"""Transcripts, their turns and subtitles as rows; and of the broadcast what they are made from."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import delete, select

from core.api import db

from ..models import Chosen, Cue, Live, Transcript, TranscriptTurn, Turn


def transcript(interview_id: int, *, lock: bool = False) -> Transcript | None:
    """An interview's transcript; `lock` keeps it until the transaction ends (PostgreSQL)."""
    wanted = select(Transcript).where(Transcript.interview_id == interview_id)
    return db.session.scalar(wanted.with_for_update() if lock else wanted)


def transcripts(interview_ids: Collection[int]) -> dict[int, Transcript]:
    """Those of several interviews."""
    wanted = select(Transcript).where(Transcript.interview_id.in_(interview_ids))
    return {row.interview_id: row for row in db.session.scalars(wanted)}


def turns(transcript_id: int) -> Sequence[TranscriptTurn]:
    """Its turns in order."""
    wanted = select(TranscriptTurn).where(TranscriptTurn.transcript_id == transcript_id)
    return db.session.scalars(wanted.order_by(TranscriptTurn.ordinal)).all()


def drop_turns(transcript_id: int) -> None:
    db.session.execute(delete(TranscriptTurn).where(TranscriptTurn.transcript_id == transcript_id))


def cues(transcript_id: int) -> Sequence[Cue]:
    """Its subtitles in order."""
    return db.session.scalars(
        select(Cue).where(Cue.transcript_id == transcript_id).order_by(Cue.ordinal)
    ).all()


def drop_cues(transcript_id: int) -> None:
    db.session.execute(delete(Cue).where(Cue.transcript_id == transcript_id))


def live(interview_id: int) -> Live | None:
    """How the broadcast stands."""
    return db.session.scalar(select(Live).where(Live.interview_id == interview_id))


def lives(interview_ids: Collection[int]) -> dict[int, Live]:
    """The same for several interviews."""
    return {
        row.interview_id: row
        for row in db.session.scalars(select(Live).where(Live.interview_id.in_(interview_ids)))
    }


def released(interview_id: int) -> Sequence[Turn]:
    """The released turns in the order of the page."""
    wanted = select(Turn).where(Turn.interview_id == interview_id, Turn.state == "released")
    return db.session.scalars(wanted.order_by(Turn.spot, Turn.place)).all()


def pulled(turn_ids: Collection[int]) -> dict[int, str]:
    """Those of these turns that are no longer released, with their words."""
    wanted = select(Turn.id, Turn.text).where(Turn.id.in_(turn_ids), Turn.state != "released")
    return {row.id: row.text for row in db.session.execute(wanted)} if turn_ids else {}


def chosen(interview_ids: Collection[int]) -> dict[int, list[Chosen]]:
    """The questions that were picked, each interview's in the host's order."""
    found: dict[int, list[Chosen]] = {number: [] for number in interview_ids}
    wanted = select(Chosen).where(Chosen.interview_id.in_(found)).order_by(Chosen.ordinal)
    for row in db.session.scalars(wanted):
        found[row.interview_id].append(row)
    return found
