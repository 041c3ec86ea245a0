"""Tries at a secret, counted as rows before the secret is looked at, so that many at once don't get more tries."""

from __future__ import annotations

from datetime import datetime

from core.base.errors import RuleBroken
from core.users import rules
from core.users.models import ThrottleRow


def refuse_locked(row: ThrottleRow, now: datetime) -> None:
    """Raise RuleBroken("sign_in_locked", minutes=…) while the counter is locked."""
    if row.locked_until is not None and now < row.locked_until:
        raise RuleBroken("sign_in_locked", minutes=rules.minutes_left(row.locked_until, now))


def count(row: ThrottleRow, now: datetime, limit: int) -> None:
    """Note one more try; past the limit the counter locks."""
    tries = rules.after_wrong_try(
        rules.Tries(row.count, row.locks, row.last_at, row.locked_until), now, limit
    )
    row.count, row.locks = tries.count, tries.locks
    row.last_at, row.locked_until = tries.last_at, tries.locked_until
