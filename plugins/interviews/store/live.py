"""Broadcasts, duties, turns and messages between the desks as rows."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select

from core.api import db

from ..models import Chosen, DeskWord, Duty, Interview, Live, Turn


def live(interview_id: int) -> Live | None:
    """How the broadcast stands; None before anybody touched it."""
    return db.session.scalar(select(Live).where(Live.interview_id == interview_id))


def live_locked(interview_id: int) -> Live:
    """The row, made with the first question, kept for this unit of work: everything that a broadcast does to its turns
    stands in line here."""
    asked = select(Live).where(Live.interview_id == interview_id).with_for_update()
    found = db.session.scalar(asked.execution_options(populate_existing=True))
    if found is None:
        # Two first ones stand in line at the interview.
        db.session.get(Interview, interview_id, with_for_update=True)
        found = db.session.scalar(asked)
    if found is None:
        found = Live(interview_id=interview_id)
        db.session.add(found)
        db.session.flush()
    return found


def lives(states: Collection[str], interview_ids: Collection[int]) -> dict[int, Live]:
    """The broadcasts of these interviews that are in these states."""
    rows = select(Live).where(Live.state.in_(states), Live.interview_id.in_(interview_ids))
    return {row.interview_id: row for row in db.session.scalars(rows)}


def duties(interview_ids: Collection[int], *, present: bool = True) -> Sequence[Duty]:
    """Who does what, in the order in which they were named; with `present` only those who still do."""
    rows = select(Duty).where(Duty.interview_id.in_(interview_ids)).order_by(Duty.since, Duty.id)
    return db.session.scalars(rows.where(Duty.until.is_(None)) if present else rows).all()


def duty(duty_id: int) -> Duty | None:
    return db.session.get(Duty, duty_id)


def turn(turn_id: int, *, lock: bool = False) -> Turn | None:
    """One turn; `lock` keeps it until the unit of work ends, as it stands now."""
    return db.session.get(Turn, turn_id, with_for_update=lock or None, populate_existing=lock)


def turn_by_key(key: str) -> Turn | None:
    return db.session.scalar(select(Turn).where(Turn.key == key))


def turns(interview_id: int, states: Collection[str] = ()) -> Sequence[Turn]:
    """The turns of a broadcast in these states (all where none is named), in the order in which they were begun."""
    rows = select(Turn).where(Turn.interview_id == interview_id).order_by(Turn.id)
    return db.session.scalars(rows.where(Turn.state.in_(states)) if states else rows).all()


def waiting(interview_id: int) -> Sequence[Turn]:
    """Those that wait for a releaser, first come first."""
    rows = select(Turn).where(Turn.interview_id == interview_id, Turn.state == "waiting")
    return db.session.scalars(rows.order_by(Turn.handed_in_at, Turn.id)).all()


def last_out(interview_id: int, limit: int) -> Sequence[Turn]:
    """The last ones that came out, newest first, pulled ones with them."""
    rows = select(Turn).where(Turn.interview_id == interview_id, Turn.place.is_not(None))
    return db.session.scalars(rows.order_by(Turn.place.desc()).limit(limit)).all()


def correction_of(turn_id: int) -> Turn | None:
    """The turn that is to stand in a pulled one's place, if one was begun and not dropped."""
    return db.session.scalar(
        select(Turn).where(Turn.corrects_id == turn_id, Turn.state.not_in(("dropped", "pulled"))).limit(1)
    )


def answers_out(interview_id: int, chosen_id: int) -> Sequence[Turn]:
    """The released turns that answer a question, in the order of the page."""
    rows = select(Turn).where(
        Turn.interview_id == interview_id, Turn.answers_id == chosen_id, Turn.state == "released"
    )
    return db.session.scalars(rows.order_by(Turn.spot)).all()


def chosen(interview_id: int) -> Sequence[Chosen]:
    """The questions that were picked, in the host's order."""
    rows = select(Chosen).where(Chosen.interview_id == interview_id)
    return db.session.scalars(rows.order_by(Chosen.ordinal, Chosen.id)).all()


def words(interview_id: int, limit: int) -> Sequence[DeskWord]:
    """The last messages between the desks, newest first."""
    rows = select(DeskWord).where(DeskWord.interview_id == interview_id)
    return db.session.scalars(rows.order_by(DeskWord.id.desc()).limit(limit)).all()


def word_by_key(key: str) -> DeskWord | None:
    return db.session.scalar(select(DeskWord).where(DeskWord.key == key))
