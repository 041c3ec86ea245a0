"""Wording by code: refusals, audit entries, messages to people. Each part's words stand in its own file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import (
    wording_answers,
    wording_exchange,
    wording_intake,
    wording_line,
    wording_orders,
    wording_phone,
    wording_seats,
)

MESSAGES: Mapping[str, Any] = {
    **wording_seats.MESSAGES,
    **wording_intake.MESSAGES,
    **wording_exchange.MESSAGES,
    **wording_orders.MESSAGES,
    **wording_line.MESSAGES,
    **wording_phone.MESSAGES,
    **wording_answers.MESSAGES,
}
AUDIT_TEXTS: Mapping[str, Any] = {
    **wording_seats.AUDIT_TEXTS,
    **wording_intake.AUDIT_TEXTS,
    **wording_orders.AUDIT_TEXTS,
    **wording_line.AUDIT_TEXTS,
    **wording_phone.AUDIT_TEXTS,
    **wording_answers.AUDIT_TEXTS,
}
