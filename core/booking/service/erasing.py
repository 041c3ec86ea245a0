"""Forgetting a person by their own wish."""

from __future__ import annotations

from datetime import datetime

from core.base.access import SYSTEM
from core.booking import store
from core.booking.keeping import empty
from core.booking.models import LIVING
from core.booking.service.held import holding
from core.booking.service.tickets import give_up


def erase_person(person_digest: str, *, now: datetime) -> int:
    """Forget a person: coming places are given back and offered on; names, phone and needs go; counts stay."""
    sessions = {row.session_id for row in store.bookings_of_person(person_digest)}
    with holding(sessions, actor=SYSTEM, now=now) as held:
        rows = [row for row in store.bookings_of_person(person_digest) if row.session_id in held.sessions]
        for row in rows:
            if row.state in LIVING and now < held.session(row.session_id).starts_at:
                give_up(held, row)
            empty(row, now)
            held.record("booking.erased", row)
            held.tell("erased", row)
        for session_id in held.sessions:
            held.fill(session_id)
    return len(rows)
