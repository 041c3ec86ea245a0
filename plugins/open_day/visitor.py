"""What one browser carries between the steps of booking: what was typed, sealed, in its session cookie."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, MutableMapping
from typing import Any

from flask import session

from core.api import DomainError, phones, privacy

_DRAFT = "open_day.booking"


def draft(open_day_id: int) -> dict[str, Any]:
    """What was typed for this open day so far; empty at the beginning or when the key no longer fits."""
    return draft_in(session, open_day_id)


def draft_in(session: Mapping[str, Any], open_day_id: int) -> dict[str, Any]:
    """The same of another browser's session."""
    sealed = session.get(_DRAFT)
    if not sealed:
        return {}
    try:
        kept: dict[str, Any] = json.loads(privacy.unseal(sealed))
    except (DomainError, ValueError):
        return {}
    return kept if kept.get("open_day") == open_day_id else {}


def keep(open_day_id: int, **values: Any) -> dict[str, Any]:
    """Add to what was typed. The first call gives the draft its key, by which a double click books once."""
    kept = {"open_day": open_day_id, "key": secrets.token_hex(16), **draft(open_day_id), **values}
    session[_DRAFT] = privacy.seal(json.dumps(kept, ensure_ascii=False))
    return kept


def drop() -> None:
    """Forget what was typed: it is booked."""
    drop_in(session)


def drop_in(session: MutableMapping[str, Any]) -> None:
    """The same in another browser's session."""
    session.pop(_DRAFT, None)


def proven_phone() -> str | None:
    """The phone that this browser has proven, while that holds."""
    proven = phones.current_phone()
    return proven.phone if proven else None
