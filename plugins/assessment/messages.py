"""Wording by code: refusals, audit entries, messages to people. Each part's words stand in its own file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.api import MessageKind

from . import (
    wording_duties,
    wording_inspection,
    wording_onsite,
    wording_photos,
    wording_reports,
    wording_scores,
    wording_submissions,
)

_PARTS = (
    wording_duties,
    wording_submissions,
    wording_onsite,
    wording_photos,
    wording_inspection,
    wording_scores,
    wording_reports,
)
MESSAGES: Mapping[str, Any] = {code: words for part in _PARTS for code, words in part.MESSAGES.items()}
AUDIT_TEXTS: Mapping[str, Any] = {
    action: words for part in _PARTS for action, words in part.AUDIT_TEXTS.items()
}
KINDS: tuple[MessageKind, ...] = tuple(kind for part in _PARTS for kind in part.KINDS)
