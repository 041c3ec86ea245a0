"""A person at the counter: recognised by a code or by an identity card that was only looked at; every step audited."""

from __future__ import annotations

from datetime import datetime

from core.base import audit
from core.base.access import Actor
from core.base.db import unit_of_work
from core.base.privacy import normalise_phone
from core.users import phone as phones
from core.users.contracts import ProvenPhone

PERMISSION = "trail.privacy"


def send_code(phone: str, *, actor: Actor, now: datetime, remote: str) -> str:
    """Send a code to the person's own phone; returns the proof's id. Raises as `core.users.phone.send_code`."""
    actor.require(PERMISSION)
    return phones.send_code(phone, purpose="counter", now=now, remote=remote)


def recognise_by_code(proof_id: str, code: str, *, actor: Actor, now: datetime) -> str:
    """The phone of who read the code out. Raises as `core.users.phone.confirm_code`."""
    actor.require(PERMISSION)
    proven: ProvenPhone = phones.confirm_code(proof_id, code, now=now)
    _note(actor, now, "code")
    return proven.phone


def recognise_by_card(phone: str, *, actor: Actor, now: datetime) -> str:
    """The phone of who has shown an identity card; nothing of the card is kept. Raises Invalid("phone_shape")."""
    actor.require(PERMISSION)
    number = normalise_phone(phone)
    _note(actor, now, "id_seen")
    return number


def _note(actor: Actor, now: datetime, way: str) -> None:
    with unit_of_work():
        audit.record(actor, now, "trail.person_recognised", subject=("person", None), way=way)
