"""The questions that were picked for a broadcast."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, delete, func, select, update
from sqlalchemy.exc import IntegrityError

from core.api import db

from ..models import Chosen, Live, Turn


def chosen(chosen_id: int) -> Chosen | None:
    return db.session.get(Chosen, chosen_id, populate_existing=True)


def of_opinion(opinion_id: int) -> Chosen | None:
    return db.session.scalar(select(Chosen).where(Chosen.opinion_id == opinion_id))


def chosen_of(interview_id: int) -> Sequence[Chosen]:
    """The host's list, in its order."""
    rows = select(Chosen).where(Chosen.interview_id == interview_id).order_by(Chosen.ordinal, Chosen.id)
    return db.session.scalars(rows.execution_options(populate_existing=True)).all()


def chosen_in(interview_ids: Collection[int]) -> Sequence[Chosen]:
    """The lists of several interviews."""
    return db.session.scalars(select(Chosen).where(Chosen.interview_id.in_(interview_ids))).all()


def add(interview_id: int, opinion_id: int, actor_id: int, now: datetime) -> int | None:
    """Put a question at the end of the list; None when it is in one already (another host was quicker)."""
    last = db.session.scalar(select(func.max(Chosen.ordinal)).where(Chosen.interview_id == interview_id))
    row = Chosen(
        interview_id=interview_id,
        opinion_id=opinion_id,
        ordinal=(last or 0) + 1,
        chosen_by=actor_id,
        chosen_at=now,
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
            db.session.flush()
    except IntegrityError:
        return None
    return row.id


def on_air(chosen_id: int) -> bool:
    """Whether it is on the screen, or a turn puts or answers it: then it stays in the list."""
    shown = select(Live.id).where(Live.chosen_id == chosen_id).limit(1)
    told = select(Turn.id).where((Turn.chosen_id == chosen_id) | (Turn.answers_id == chosen_id)).limit(1)
    return db.session.scalar(shown) is not None or db.session.scalar(told) is not None


def remove(chosen_id: int) -> bool:
    """Take it off the list; a broadcast that has it lined up has nothing lined up then."""
    _change(update(Live).where(Live.next_id == chosen_id).values(next_id=None, version=Live.version + 1))
    return _change(delete(Chosen).where(Chosen.id == chosen_id)) == 1


def arrange(order: Sequence[int]) -> None:
    """Number the list anew."""
    for at, one in enumerate(order, start=1):
        _change(update(Chosen).where(Chosen.id == one).values(ordinal=at))


def hand(chosen_id: int, opinion_id: int) -> None:
    """It is another opinion's from now on: the one that it was merged into."""
    _change(update(Chosen).where(Chosen.id == chosen_id).values(opinion_id=opinion_id))


def answered(chosen_id: int, at: datetime | None) -> None:
    _change(update(Chosen).where(Chosen.id == chosen_id).values(answered_at=at))


def live_of(interview_id: int) -> tuple[str, datetime | None]:
    """(how far the broadcast is, when it ended)."""
    row = db.session.execute(
        select(Live.state, Live.ended_at).where(Live.interview_id == interview_id)
    ).one_or_none()
    return (row.state, row.ended_at) if row is not None else ("waiting", None)


def _change(statement: Any) -> int:
    done = cast(
        "CursorResult[Any]", db.session.execute(statement.execution_options(synchronize_session=False))
    )
    db.session.expire_all()
    return done.rowcount
