"""Queries of meetings, their papers and minutes."""

from __future__ import annotations

from sqlalchemy import func, select

from core.api import booking, db

from ..models.meetings import Meeting, MeetingPaper, Minutes, MinutesAnswer

OWNER = "decisions.meeting"
_FRESH = {"populate_existing": True}


def meeting(meeting_id: int, *, lock: bool = False) -> Meeting | None:
    """One meeting as it stands now; `lock` holds it until the transaction ends."""
    found = select(Meeting).filter_by(id=meeting_id).execution_options(**_FRESH)
    return db.session.scalar(found.with_for_update() if lock else found)


def meetings(campaign_id: int) -> list[Meeting]:
    """A campaign's meetings in the order of their days."""
    found = select(Meeting).filter_by(campaign_id=campaign_id)
    return list(db.session.scalars(found.order_by(Meeting.starts_at, Meeting.id)))


def meetings_of_preview(preview_id: int) -> list[Meeting]:
    """A preview's meetings in the order of their days."""
    found = select(Meeting).filter_by(preview_id=preview_id)
    return list(db.session.scalars(found.order_by(Meeting.starts_at, Meeting.id)))


def meetings_by_id(ids: list[int]) -> list[Meeting]:
    """Some meetings."""
    return list(db.session.scalars(select(Meeting).where(Meeting.id.in_(ids))))


def papers(meeting_id: int) -> list[MeetingPaper]:
    """A meeting's papers in their order."""
    found = select(MeetingPaper).filter_by(meeting_id=meeting_id)
    return list(db.session.scalars(found.order_by(MeetingPaper.ordinal, MeetingPaper.id)))


def was_held(meeting_id: int) -> bool:
    """Whether somebody came, or minutes were written: a day that passed proves nothing."""
    if minutes(meeting_id) is not None:
        return True
    event = booking.view_event(OWNER, meeting_id)
    return event is not None and any(a.undone_at is None for a in booking.arrivals_of(event.id))


def minutes(meeting_id: int, *, lock: bool = False) -> Minutes | None:
    """A meeting's minutes."""
    found = select(Minutes).filter_by(meeting_id=meeting_id).execution_options(**_FRESH)
    return db.session.scalar(found.with_for_update() if lock else found)


def answers(minutes_id: int, round_: int) -> list[MinutesAnswer]:
    """What was said of one round of minutes, in the order it came in."""
    found = select(MinutesAnswer).filter_by(minutes_id=minutes_id, round=round_)
    return list(db.session.scalars(found.order_by(MinutesAnswer.id).execution_options(**_FRESH)))


def answer_of(minutes_id: int, round_: int, booking_id: int) -> MinutesAnswer | None:
    """What one booking's holder said of it."""
    found = select(MinutesAnswer).filter_by(minutes_id=minutes_id, round=round_, booking_id=booking_id)
    return db.session.scalar(found.execution_options(**_FRESH))


def answers_of_person(person_digest: str) -> list[tuple[MinutesAnswer, int]]:
    """Everything a person said of minutes, with the meeting's id."""
    found = select(MinutesAnswer, Minutes.meeting_id).join(Minutes, Minutes.id == MinutesAnswer.minutes_id)
    rows = db.session.execute(found.where(MinutesAnswer.person_digest == person_digest))
    return [(row[0], row[1]) for row in rows]


def sealed_answers(meeting_id: int) -> list[MinutesAnswer]:
    """The answers about a meeting's minutes that still say something of a person."""
    found = select(MinutesAnswer).join(Minutes, Minutes.id == MinutesAnswer.minutes_id)
    kept = (MinutesAnswer.remark_sealed != "") | (MinutesAnswer.person_digest != "")
    return list(db.session.scalars(found.where(Minutes.meeting_id == meeting_id, kept)))


def count_remarks() -> int:
    """How many remarks are still kept."""
    found = select(func.count()).select_from(MinutesAnswer).where(MinutesAnswer.remark_sealed != "")
    return db.session.scalar(found) or 0
