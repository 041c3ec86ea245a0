"""Whose ticket was scanned, or whose number or digits were typed at the door."""

from __future__ import annotations

import secrets

from core.booking import rules
from core.booking.contracts import BookingView


def is_asked_for(person: BookingView, asked: rules.Asked, session_id: int | None) -> bool:
    """Whether this is the booking that was asked for at the door of a session (None: of any)."""
    if asked.kind == "token":
        return secrets.compare_digest(person.token.encode(), asked.value.encode())
    if asked.kind == "digits":
        return last_digits(person) == asked.value
    digits = "".join(c for c in person.number if c.isdigit())
    if asked.kind == "number":
        return digits == asked.value
    last = person.number.rsplit("-", 1)[-1]
    return person.session.id == session_id and last.isdigit() and int(last) == int(asked.value)


def last_digits(person: BookingView) -> str:
    """The last four digits of the phone somebody gave; "" without one."""
    digits = "".join(c for c in person.phone or person.contact if c.isdigit())
    return digits[-4:] if len(digits) >= 7 else ""
