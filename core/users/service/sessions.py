"""Opening a session: a random id for the cookie, its digest in a row."""

from __future__ import annotations

import secrets
from datetime import datetime

from core.base.db import db
from core.base.privacy import token_digest
from core.users import rules
from core.users.models import SessionRow, UserRow


def open_session(user: UserRow, address: str, user_agent: str, now: datetime, stage: str = "full") -> str:
    """Add a session row in the caller's unit of work; returns the random id."""
    token = secrets.token_urlsafe(32)
    browser, system = rules.agent_family(user_agent)
    db.session.add(
        SessionRow(
            token_digest=token_digest(token),
            user_id=user.id,
            created_at=now,
            last_seen_at=now,
            address=(address or "")[:45],
            browser=browser,
            system=system,
            stage=stage,
            confirmed_at=now if stage == "full" else None,
        )
    )
    return token
