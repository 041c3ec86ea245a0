"""Wording by code: refusals, audit entries, messages to people. Each part's words stand in its own file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import wording_line, wording_orders

MESSAGES: Mapping[str, Any] = {**wording_orders.MESSAGES, **wording_line.MESSAGES}
AUDIT_TEXTS: Mapping[str, Any] = {**wording_orders.AUDIT_TEXTS, **wording_line.AUDIT_TEXTS}
