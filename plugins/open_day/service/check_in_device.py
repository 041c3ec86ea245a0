"""What a device at the door may keep, so that it works while the network is away."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from typing import Any

from core.api import Actor, booking

from .check_in import Door, expected


def device_list(door: Door, *, actor: Actor, now: datetime) -> dict[str, Any]:
    """What a device may keep for today: numbers, call names of who is expected today, sizes of groups, states.

    Last digits and codes only as salted digests: the device can check what is shown to it and knows no phone. On any
    other day the list is empty.
    """
    salt = secrets.token_hex(8)
    people = expected(door, actor=actor, now=now) if door.is_today else ()
    return {
        "open_day": door.id,
        "user": actor.user_id,
        "now": now.isoformat(),
        "until": door.until.isoformat(),
        "salt": salt,
        "people": [_for_device(door, p, salt) for p in people],
    }


def _for_device(door: Door, person: booking.BookingView, salt: str) -> dict[str, Any]:
    """A person as a device keeps it; without a name when they aren't expected today."""
    today = door.session(person.session.id) is not None
    digits = booking.last_digits(person)
    return {
        "id": person.id,
        "number": person.number,
        "session": person.session.id,
        "title": person.session.title,
        "starts": person.session.starts_at.isoformat(),
        "today": today,
        "state": person.state,
        "party": person.party,
        "name": person.call_name if today and person.living else "",
        "digits": _salted(salt, digits) if today and person.living and digits else "",
        "code": _salted(salt, person.token) if person.token else "",
    }


def _salted(salt: str, value: str) -> str:
    return hashlib.sha256(f"{salt}:{value}".encode()).hexdigest()[:32]
