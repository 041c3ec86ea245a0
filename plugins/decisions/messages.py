"""Wording by code: refusals, audit entries, messages to people. Each part's words stand in its own file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.api import MessageKind

from . import wording_catalogue, wording_drafts, wording_feedback, wording_meetings, wording_preview

MESSAGES: Mapping[str, Any] = {
    **wording_preview.MESSAGES,
    **wording_catalogue.MESSAGES,
    **wording_drafts.MESSAGES,
    **wording_feedback.MESSAGES,
    **wording_meetings.MESSAGES,
}
AUDIT_TEXTS: Mapping[str, Any] = {
    **wording_preview.AUDIT_TEXTS,
    **wording_catalogue.AUDIT_TEXTS,
    **wording_drafts.AUDIT_TEXTS,
    **wording_feedback.AUDIT_TEXTS,
    **wording_meetings.AUDIT_TEXTS,
}
#: messages to people, each part's
KINDS: tuple[MessageKind, ...] = wording_meetings.KINDS
