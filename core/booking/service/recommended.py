"""People who are sent by departments: a quota of their own, taken all together or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from core.base import audit
from core.base.access import Actor
from core.base.db import unit_of_work
from core.base.errors import DomainError, Invalid, NotFound
from core.base.privacy import token_digest
from core.booking import store
from core.booking.contracts import BookingView, BookPlace, Recommended, RowFault
from core.booking.models import BookingEvent
from core.booking.service.placing import place_all


class _Undone(Exception):
    """Carries the faults out of a savepoint that is given up."""

    def __init__(self, faults: tuple[RowFault, ...]) -> None:
        super().__init__()
        self.faults = faults


def check_recommended(
    event_id: int, rows: Sequence[Recommended], *, actor: Actor, now: datetime
) -> tuple[RowFault, ...]:
    """What is wrong with each row, as importing them now would find it. Nothing is stored. Raises NotFound."""
    try:
        with unit_of_work() as session, session.begin_nested():
            _, faults = _place(event_id, rows, "check", actor, now)
            raise _Undone(faults)
    except _Undone as done:
        return done.faults


def import_recommended(
    event_id: int, rows: Sequence[Recommended], *, key: str, actor: Actor, now: datetime
) -> tuple[BookingView, ...]:
    """Book every row in its session's own quota, or none. The same `key` again returns the first import.

    Raises Invalid("recommended_faulty", count=, row=) with the first faulty row (from 1), NotFound.
    """
    with unit_of_work() as session, session.begin_nested():
        views, faults = _place(event_id, rows, key, actor, now)
        if faults:
            raise Invalid("recommended_faulty", count=len(faults), row=faults[0].row + 1)
        new = sum(view.first_time for view in views)
        if new:
            audit.record(
                actor,
                now,
                "booking.recommended_imported",
                subject=("booking_event", event_id),
                campaign_id=views[0].campaign_id,
                count=new,
            )
        return views


def _place(
    event_id: int, rows: Sequence[Recommended], key: str, actor: Actor, now: datetime
) -> tuple[tuple[BookingView, ...], tuple[RowFault, ...]]:
    event = store.events_by_id([event_id]).get(event_id)
    if event is None:
        raise NotFound
    commands = [_command(event, row, key, n, actor, now) for n, row in enumerate(rows)]
    answers = place_all(commands, now, actors=[actor] * len(commands))
    faults = [RowFault(n, a.code, a.params) for n, a in enumerate(answers) if isinstance(a, DomainError)]
    return tuple(a for a in answers if isinstance(a, BookingView)), tuple(faults)


def _command(
    event: BookingEvent, row: Recommended, key: str, n: int, actor: Actor, now: datetime
) -> BookPlace:
    return BookPlace(
        event_id=event.id,
        session_id=row.session_id,
        phone=row.phone,
        call_name=row.call_name,
        category=row.category,
        declared=row.declared,
        needs=row.needs,
        photo_consent=False,
        notice_agreed_at=now,
        # Random for whoever doesn't know the house's key: the manage link is computed from it.
        idempotency_key=token_digest(f"recommended:{event.id}:{key}:{n}"),
        full_name=row.full_name,
        way="recommended",
        reach=row.reach,
        contact=row.contact,
        entered_by=actor.user_id,
    )
