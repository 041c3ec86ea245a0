"""Rows of the outbox as the delivery needs them: claimed, settled, found, counted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update

from core.base.db import db
from core.base.outbox import ENDED, OPEN, OutboxMessage
from core.delivery import rules
from core.delivery.models import ChoiceRow
from core.users.models import UserRow

Row = OutboxMessage


@dataclass(frozen=True)
class Wanted:
    """Which rows a list shows. `campaigns` None means all; `since` is the oldest moment they may be from."""

    states: tuple[str, ...] = ()
    kind: str = ""
    since: datetime | None = None
    campaigns: frozenset[int] | None = None


def due(lane: str, now: datetime, *, quiet: bool) -> ColumnElement[bool]:
    """Rows of a lane that may leave now; in quiet hours the urgent ones only."""
    ready = and_(
        Row.lane == lane, Row.state.in_(OPEN), or_(Row.try_at <= now, Row.try_at > now + rules.FARTHEST)
    )
    return and_(ready, Row.urgent.is_(True)) if quiet else ready


def any_due(lane: str, now: datetime, *, quiet: bool) -> bool:
    """Whether a claim would find something; asked first, since a claim takes the writer's lock on SQLite."""
    return db.session.scalar(select(Row.id).where(due(lane, now, quiet=quiet)).limit(1)) is not None


def claim(lane: str, now: datetime, attempt: str, *, quiet: bool) -> OutboxMessage | None:
    """Take the next due row into hand, for this attempt alone. Two workers never get the same one."""
    found = (
        select(Row.id)
        .where(due(lane, now, quiet=quiet))
        .order_by(Row.urgent.desc(), Row.try_at, Row.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row_id = db.session.scalar(found)
    if row_id is None:
        return None
    taken: Any = db.session.execute(
        update(Row)
        .where(Row.id == row_id, Row.state.in_(OPEN))
        .values(state=rules.SENDING, attempt=attempt, attempts=Row.attempts + 1)
    )
    return db.session.get(Row, row_id, populate_existing=True) if taken.rowcount == 1 else None


def settle(row_id: int, attempt: str, now: datetime, **values: Any) -> bool:
    """Write how an attempt ended, if the row is still in its hands (or was only thought to be lost)."""
    done: Any = db.session.execute(
        update(Row)
        .where(
            Row.id == row_id, Row.attempt == attempt, Row.state.in_((rules.SENDING, rules.UNCERTAIN))
        )
        .values(**values, ended_at=now if values["state"] in ENDED else None)
    )  # fmt: skip
    return bool(done.rowcount)


def lose(row_id: int, attempt: str, now: datetime, state: str) -> bool:
    """Write that nobody has a row in hand any more."""
    done: Any = db.session.execute(
        update(Row)
        .where(Row.id == row_id, Row.attempt == attempt, Row.state == rules.SENDING)
        .values(state=state, fault="worker_lost", figure="", fault_at=now, try_at=now)
    )
    return bool(done.rowcount)


def in_hand() -> list[tuple[int, str, str]]:
    """(id, attempt, lane) of every row that somebody is handing over."""
    found = db.session.execute(select(Row.id, Row.attempt, Row.lane).where(Row.state == rules.SENDING))
    return [(row.id, row.attempt, row.lane) for row in found]


def locked(ids: Collection[int]) -> Sequence[OutboxMessage]:
    return db.session.scalars(select(Row).where(Row.id.in_(ids)).order_by(Row.id).with_for_update()).all()


def _where(wanted: Wanted) -> list[ColumnElement[bool]]:
    parts: list[ColumnElement[bool]] = []
    if wanted.states:
        parts.append(Row.state.in_(wanted.states))
    if wanted.kind:
        parts.append(Row.kind == wanted.kind)
    if wanted.since is not None:
        parts.append(Row.at >= wanted.since)
    if wanted.campaigns is not None:
        parts.append(Row.campaign_id.in_(wanted.campaigns))
    return parts


def page(
    wanted: Wanted, *, limit: int, offset: int, oldest_first: bool = False
) -> tuple[int, Sequence[OutboxMessage]]:
    """(how many in all, the rows of one page)."""
    where = _where(wanted)
    total = db.session.scalar(select(func.count()).select_from(Row).where(*where)) or 0
    order = (Row.at.asc(), Row.id.asc()) if oldest_first else (Row.at.desc(), Row.id.desc())
    rows = db.session.scalars(select(Row).where(*where).order_by(*order).limit(limit).offset(offset)).all()
    return total, rows


def counts(wanted: Wanted) -> dict[str, int]:
    """State → number of rows."""
    found = db.session.execute(select(Row.state, func.count()).where(*_where(wanted)).group_by(Row.state))
    return {row[0]: row[1] for row in found}


def faults(wanted: Wanted, limit: int) -> list[tuple[str, str, str, int, datetime | None]]:
    """(lane, fault, figure, how often, last) of rows that are stuck or are tried again, the latest first."""
    stuck = (rules.RETRY, rules.UNCERTAIN, rules.GIVEN_UP)
    last = func.max(Row.fault_at)
    found = db.session.execute(
        select(Row.lane, Row.fault, Row.figure, func.count(), last)
        .where(*_where(wanted), Row.fault != "", Row.state.in_(stuck))
        .group_by(Row.lane, Row.fault, Row.figure)
        .order_by(last.desc())
        .limit(limit)
    )
    return [(row[0], row[1], row[2], row[3], row[4]) for row in found]


def last_sent(lane: str) -> datetime | None:
    return db.session.scalar(select(func.max(Row.ended_at)).where(Row.lane == lane, Row.state == rules.SENT))


def oldest_due(now: datetime, *, quiet: bool) -> datetime | None:
    """Since when the message that has waited longest could have left."""
    where = [Row.state.in_(OPEN), Row.lane != "call"]
    if quiet:
        where.append(Row.urgent.is_(True))
    return db.session.scalar(select(func.min(Row.try_at)).where(*where))


def of_person(person_digest: str) -> Sequence[OutboxMessage]:
    return db.session.scalars(select(Row).where(Row.person_digest == person_digest).order_by(Row.id)).all()


def latest_of_user(user_id: int, kind: str) -> OutboxMessage | None:
    return db.session.scalars(
        select(Row).where(Row.user_id == user_id, Row.kind == kind).order_by(Row.id.desc()).limit(1)
    ).first()


def steer(user_id: int, lane: str, now: datetime) -> None:
    """Have what waits for a person leave by another lane; without one it is dropped."""
    mine = update(Row).where(Row.user_id == user_id, Row.state.in_(OPEN))
    if lane:
        db.session.execute(mine.values(lane=lane))
    else:
        db.session.execute(mine.values(state=rules.DROPPED, fault="unwanted", fault_at=now, ended_at=now))


def blank_ended(before: datetime) -> int:
    """Take number and words out of rows that ended before; returns how many."""
    done: Any = db.session.execute(
        update(Row)
        .where(Row.state.in_(ENDED), func.coalesce(Row.ended_at, Row.at) < before, Row.body_sealed != "")
        .values(phone_sealed="", subject_sealed="", body_sealed="", note_sealed="")
    )
    return int(done.rowcount)


def drop_choices_of_gone() -> int:
    gone = select(UserRow.id).where(UserRow.active.is_(False))
    done: Any = db.session.execute(delete(ChoiceRow).where(ChoiceRow.user_id.in_(gone)))
    return int(done.rowcount)


def choice(user_id: int) -> ChoiceRow | None:
    return db.session.get(ChoiceRow, user_id)


def choosers() -> Sequence[ChoiceRow]:
    """Everybody who gets messages at all."""
    return db.session.scalars(select(ChoiceRow).where(ChoiceRow.way != "").order_by(ChoiceRow.user_id)).all()
