"""How somebody is reached for whom a clerk books: a message to a mobile, a call to any number, or they come again."""

from __future__ import annotations

from core.base import privacy
from core.base.errors import DomainError, Invalid
from core.booking import rules

REACHES = ("sms", "call", "none")


def reached_by(reach: str, phone: str, contact: str) -> tuple[str, str, str]:
    """(reach, normalised number or "", how else) of what was typed. Raises Invalid for what doesn't fit together."""
    if reach not in REACHES:
        raise Invalid("reach_unknown", field="reach")
    if reach == "none":
        if not contact:
            raise Invalid("contact_missing", field="contact")
        return "none", "", contact
    if not phone:
        raise Invalid("number_missing", field="phone")
    if reach == "sms":
        return "sms", privacy.normalise_phone(phone), contact
    number = phone_of(phone)
    if number is None:
        raise Invalid("call_shape", field="phone")
    return "call", number, contact


def phone_of(typed: str) -> str | None:
    """A mobile as 11 digits, a landline as its digits; None for what can't be dialled."""
    try:
        return privacy.normalise_phone(typed)
    except DomainError:
        digits = "".join(c for c in typed if c.isdigit())
        # No landline begins with 1: such a number is a mobile mistyped.
        if rules.refuse_landline(typed) or digits.startswith("1"):
            return None
        return digits


def is_mobile(phone: str) -> bool:
    """Whether messages reach this normalised number."""
    return len(phone) == 11 and phone.startswith("1")
