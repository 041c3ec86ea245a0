"""Words of the summary reports: refusals, audit entries, names of things."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.api import MessageKind

MESSAGES: Mapping[str, Any] = {}
AUDIT_TEXTS: Mapping[str, Any] = {}
#: messages to people
KINDS: tuple[MessageKind, ...] = ()
