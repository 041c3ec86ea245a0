"""Wording by code: refusals, audit entries, messages to people. Each part's words stand in its own file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from core.api import MessageKind

from . import wording_live, wording_questions, wording_schedule, wording_transcript

_PARTS = (wording_schedule, wording_questions, wording_live, wording_transcript)
MESSAGES: Mapping[str, Any] = {
    "interviews.gone": _l("没有这场访谈，或者它已经撤下。"),
    **{code: words for part in _PARTS for code, words in part.MESSAGES.items()},
}
AUDIT_TEXTS: Mapping[str, Any] = {
    action: words for part in _PARTS for action, words in part.AUDIT_TEXTS.items()
}
KINDS: tuple[MessageKind, ...] = tuple(kind for part in _PARTS for kind in part.KINDS)
