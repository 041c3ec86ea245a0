"""The second factor of staff: time-based codes (RFC 6238), recovery codes on paper, and who must have one."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp
from sqlalchemy import func, select, update

from core.base import audit
from core.base.access import Actor
from core.base.db import db, unit_of_work
from core.base.errors import Conflict, Invalid, NotFound, RuleBroken
from core.base.privacy import seal, token_digest, unseal
from core.base.registry import settings
from core.users import rules, store
from core.users.models import RecoveryCodeRow, SecondFactorRow, UserRow
from core.users.service.people import person
from core.users.service.tries import count, refuse_locked

RECOVERY_CODES = 10


@dataclass(frozen=True)
class SecondFactor:
    """How a person stands with the second factor. `demanded`: one of their roles asks for it."""

    on: bool
    demanded: bool
    since: datetime | None
    codes_left: int


@dataclass(frozen=True)
class Setup:
    """What an authenticator app needs: the address for its QR code, and the secret in groups of four to type."""

    address: str
    secret: str


def second_factor_of(user_id: int) -> SecondFactor:
    """How a person stands."""
    row = db.session.get(SecondFactorRow, user_id)
    on = row is not None and row.confirmed_at is not None
    left = select(func.count()).where(RecoveryCodeRow.user_id == user_id, RecoveryCodeRow.used_at.is_(None))
    return SecondFactor(
        on, demanded(user_id), row.confirmed_at if row and on else None, db.session.scalar(left) or 0
    )


def demanded(user_id: int) -> bool:
    """Whether a role of the person demands a second factor (setting SECOND_FACTOR_ROLES)."""
    return bool(store.roles_of([user_id]).get(user_id, set()) & set(settings().second_factor_roles))


def begin_second_factor(user_id: int, *, now: datetime) -> Setup:
    """A secret to bring into the app; the same until it is confirmed, so that a reload changes nothing.

    Raises Conflict("second_factor_on").
    """
    with unit_of_work() as session:
        user = store.lock_user(user_id)
        if user is None:
            raise NotFound("person_gone")
        row = session.get(SecondFactorRow, user_id)
        if row is not None and row.confirmed_at is not None:
            raise Conflict("second_factor_on")
        if row is None:
            row = SecondFactorRow(user_id=user_id, secret_sealed=seal(pyotp.random_base32()), begun_at=now)
            session.add(row)
        secret = unseal(row.secret_sealed)
        address = pyotp.TOTP(secret).provisioning_uri(
            name=user.login_name, issuer_name=settings().site["name"]
        )
        return Setup(address, " ".join(secret[n : n + 4] for n in range(0, len(secret), 4)))


def confirm_second_factor(user_id: int, code: str, *, actor: Actor, now: datetime) -> list[str]:
    """Turn the second factor on with a first right code; returns the recovery codes, which nobody can see again.

    Raises Invalid("second_factor_wrong"), Conflict("second_factor_on"), RuleBroken("sign_in_locked").
    """
    begin_second_factor(user_id, now=now)
    _count_try(user_id, now)
    with unit_of_work() as session:
        row = session.get_one(SecondFactorRow, user_id, with_for_update=True)
        if row.confirmed_at is not None:
            raise Conflict("second_factor_on")
        step = _step_of(row, code, now)
        if step is None:
            raise Invalid("second_factor_wrong", field="code")
        row.confirmed_at, row.last_step = now, step
        store.drop_throttle(_counter(user_id))
        audit.record(actor, now, "users.second_factor_on", subject=("user", user_id))
        return _fresh_codes(user_id)


def check(user_id: int, code: str, *, now: datetime) -> None:
    """Accept a code of the app or one on paper, each once. Counts the try before it looks.

    Raises Invalid("second_factor_wrong"), RuleBroken("sign_in_locked", minutes=…).
    """
    _count_try(user_id, now)
    with unit_of_work() as session:
        row = session.get(SecondFactorRow, user_id, with_for_update=True)
        if row is None or row.confirmed_at is None:
            raise Invalid("second_factor_wrong", field="code")
        step = _step_of(row, code, now)
        if step is not None:
            row.last_step = step
        elif not _use_recovery_code(user_id, code, now):
            raise Invalid("second_factor_wrong", field="code")
        store.drop_throttle(_counter(user_id))


def turn_second_factor_off(*, actor: Actor, now: datetime) -> None:
    """Do without one's own second factor. Raises RuleBroken("second_factor_demanded") where a role demands it."""
    user_id = _self(actor)
    if demanded(user_id):
        raise RuleBroken("second_factor_demanded")
    with unit_of_work():
        _remove(user_id)
        audit.record(actor, now, "users.second_factor_off", subject=("user", user_id))


def renew_recovery_codes(*, actor: Actor, now: datetime) -> list[str]:
    """New recovery codes; those before stop working. Raises NotFound without a second factor."""
    user_id = _self(actor)
    with unit_of_work():
        if not second_factor_of(user_id).on:
            raise NotFound()
        audit.record(actor, now, "users.recovery_codes_renewed", subject=("user", user_id))
        return _fresh_codes(user_id)


def reset_second_factor(user_id: int, *, actor: Actor, now: datetime) -> None:
    """Take a lost second factor off another person's account; all their sessions end.

    Raises NotFound for whom the actor doesn't manage, RuleBroken("not_own_second_factor").
    """
    if user_id == actor.user_id:
        raise RuleBroken("not_own_second_factor")
    with unit_of_work():
        found = person(user_id, actor=actor)
        actor.require("users.reset", department_id=found.department_id)
        _remove(user_id)
        store.end_sessions(user_id)
        audit.record(
            actor, now, "users.second_factor_reset", subject=("user", user_id),
            department_id=found.department_id,
        )  # fmt: skip


# ── pieces ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def _step_of(row: SecondFactorRow, code: str, now: datetime) -> int | None:
    """The time step that a code belongs to, one before or after at most; None for a wrong or a used one."""
    plain = "".join(rules.plain(code).split())
    if not plain.isdigit() or len(plain) != 6:
        return None
    totp = pyotp.TOTP(unseal(row.secret_sealed))
    # The telephone knows nothing of a CLOCK that was set for a demonstration.
    moments = [now.timestamp(), *([time.time()] if settings().clock else [])]
    for moment in moments:
        here = int(moment) // totp.interval
        for step in (here, here - 1, here + 1):
            used = row.last_step - 2 <= step <= row.last_step
            if not used and secrets.compare_digest(totp.generate_otp(step), plain):
                return step
    return None


def _use_recovery_code(user_id: int, code: str, now: datetime) -> bool:
    used = db.session.execute(
        update(RecoveryCodeRow)
        .where(
            RecoveryCodeRow.user_id == user_id,
            RecoveryCodeRow.code_token == token_digest(_code_key(user_id, code)),
            RecoveryCodeRow.used_at.is_(None),
        )
        .values(used_at=now)
    )
    return bool(used.rowcount)  # type: ignore[attr-defined]


def _fresh_codes(user_id: int) -> list[str]:
    db.session.execute(RecoveryCodeRow.__table__.delete().where(RecoveryCodeRow.user_id == user_id))  # type: ignore[attr-defined]
    codes = [rules.recovery_code(secrets.choice) for _ in range(RECOVERY_CODES)]
    db.session.add_all(
        RecoveryCodeRow(user_id=user_id, code_token=token_digest(_code_key(user_id, code))) for code in codes
    )
    return codes


def _code_key(user_id: int, code: str) -> str:
    return f"recovery:{user_id}:{rules.recovery_key(code)}"


def _remove(user_id: int) -> None:
    row = db.session.get(SecondFactorRow, user_id, with_for_update=True)
    if row is None or row.confirmed_at is None:
        raise NotFound()
    db.session.execute(RecoveryCodeRow.__table__.delete().where(RecoveryCodeRow.user_id == user_id))  # type: ignore[attr-defined]
    db.session.delete(row)


def _count_try(user_id: int, now: datetime) -> None:
    with unit_of_work():
        counter = store.locked_throttle(_counter(user_id))
        refuse_locked(counter, now)
        count(counter, now, rules.WRONG_TRIES_PER_NAME)


def _counter(user_id: int) -> str:
    return f"second:{user_id}"


def _self(actor: Actor) -> int:
    if actor.user_id is None:
        raise NotFound("session_gone")
    return actor.user_id


#: a password that was right half of the way is asked again after this long
HALF_WAY = timedelta(minutes=10)


def is_on(user: UserRow) -> bool:
    """Whether this account signs in with a second factor."""
    row = db.session.get(SecondFactorRow, user.id)
    return row is not None and row.confirmed_at is not None
