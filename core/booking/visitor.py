"""What one browser carries between the steps of booking: what was typed, sealed, in its session cookie."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, MutableMapping
from typing import Any

from flask import session

from core.base import privacy
from core.base.errors import DomainError
from core.users import phone_web as phones


class Drafts:
    """The drafts of one owner, one a browser; `slot` is their name in the session ("open_day.booking")."""

    def __init__(self, slot: str) -> None:
        self.slot = slot

    def draft(self, subject_id: int) -> dict[str, Any]:
        """What was typed for this subject so far; empty at the beginning or when the key no longer fits."""
        return self.draft_in(session, subject_id)

    def draft_in(self, browser: Mapping[str, Any], subject_id: int) -> dict[str, Any]:
        """The same of another browser's session."""
        sealed = browser.get(self.slot)
        if not sealed:
            return {}
        try:
            kept: dict[str, Any] = json.loads(privacy.unseal(sealed))
        except (DomainError, ValueError):
            return {}
        return kept if kept.get("subject") == subject_id else {}

    def keep(self, subject_id: int, **values: Any) -> dict[str, Any]:
        """Add to what was typed. The first call gives the draft its key, by which a double click books once."""
        kept = {"subject": subject_id, "key": secrets.token_hex(16), **self.draft(subject_id), **values}
        session[self.slot] = privacy.seal(json.dumps(kept, ensure_ascii=False))
        return kept

    def drop(self) -> None:
        """Forget what was typed: it is booked."""
        self.drop_in(session)

    def drop_in(self, browser: MutableMapping[str, Any]) -> None:
        """The same in another browser's session."""
        browser.pop(self.slot, None)


def proven_phone() -> str | None:
    """The phone that this browser has proven, while that holds."""
    proven = phones.current_phone()
    return proven.phone if proven else None
