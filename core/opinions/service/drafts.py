"""What a visitor has typed so far, kept sealed on our side: a cookie would be too small for it."""

from __future__ import annotations

import json
import secrets
from datetime import datetime
from typing import Any

from core.base.db import unit_of_work
from core.base.errors import DomainError
from core.base.privacy import seal, token_digest, unseal
from core.base.secrecy import refuse_marks, texts_in
from core.opinions import rules, store
from core.opinions.models import OpinionDraft


def keep(token: str, values: dict[str, Any], *, now: datetime) -> str:
    """Keep what was typed; returns the token that finds it again. A new draft gets the key of its opinion.

    Raises RuleBroken("secret_mark"): a text that bears a mark of 密级 isn't even kept as a draft (SC-01).
    """
    refuse_marks(texts_in(values))
    token = token or secrets.token_urlsafe(24)
    with unit_of_work() as session:
        row = store.draft(token_digest(token))
        kept = {"key": secrets.token_hex(16), **(_opened(row) if row is not None else {}), **values}
        body = seal(json.dumps(kept, ensure_ascii=False))
        if row is None:
            session.add(OpinionDraft(token_digest=token_digest(token), body_sealed=body, at=now))
        else:
            row.body_sealed, row.at = body, now
    return token


def kept(token: str, *, now: datetime) -> dict[str, Any]:
    """What was typed under a token; empty when there is nothing or it is too old."""
    row = store.draft(token_digest(token)) if token else None
    return _opened(row) if row is not None and row.at > now - rules.DRAFT_LIFE else {}


def drop(token: str) -> None:
    """Forget it: it was sent."""
    with unit_of_work():
        store.drop_draft(token_digest(token))


def _opened(row: OpinionDraft) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(unseal(row.body_sealed))
    except (DomainError, ValueError):
        return {}
    return found
