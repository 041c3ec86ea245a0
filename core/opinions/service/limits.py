"""How often a phone or an address may write, look up, attach or support: rows, so that two processes count alike."""

from __future__ import annotations

from datetime import datetime

from core.base.db import db
from core.base.errors import RuleBroken
from core.base.privacy import token_digest
from core.opinions import rules, store


def count(limit: str, who: str, now: datetime, *, code: str = "opinions_too_many") -> None:
    """Count one act against a limit, in the current unit of work. Raises RuleBroken(code, minutes=…)."""
    row = store.locked_limit(f"{limit}:{token_digest(who)}")
    refusal = rules.spent(row.count, row.since, now, limit)
    if refusal is not None:
        raise RuleBroken(code, **refusal.params)
    if row.since is None or now - row.since >= rules.LIMITS[limit][1]:
        row.since, row.count = now, 0
    row.count += 1
    db.session.flush()
