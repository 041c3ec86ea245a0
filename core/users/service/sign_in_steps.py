"""What comes after the password: the second factor, proving again that one is there, and the log of sign-ins."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from core.base import audit
from core.base.access import Actor
from core.base.db import db, unit_of_work
from core.base.errors import DomainError, Invalid, NotFound
from core.base.privacy import token_digest
from core.users import passwords, rules, store
from core.users.models import SessionRow, SignInRow, UserRow
from core.users.service import second_factor
from core.users.service.tries import count, refuse_locked

#: how long a proof of being there lasts for dangerous acts
CONFIRMED = timedelta(minutes=15)
#: how long tries are kept (cybersecurity law, 21: at least six months)
LOG_KEPT = timedelta(days=190)
PAGE = 50


@dataclass(frozen=True)
class SignInLine:
    """One try to sign in. `user_id` None: the name that was typed belongs to nobody."""

    at: datetime
    user_id: int | None
    name: str
    outcome: str
    address: str
    browser: str
    system: str


@dataclass(frozen=True)
class HalfWay:
    """A right password that waits for its second factor: `stage` "code", or "setup" where none is set up yet."""

    user_id: int
    stage: str


def stage_for(user: UserRow) -> str:
    """What a right password of this person opens."""
    if second_factor.is_on(user):
        return "code"
    return "setup" if second_factor.demanded(user.id) else "full"


def half_way(token: str, *, now: datetime) -> HalfWay | None:
    """Who stands behind a token that lacks its second factor; None when it is over or complete."""
    found = store.session_with_user(token_digest(token)) if token else None
    if found is None or found[0].stage == "full" or not found[1].active:
        return None
    if not timedelta(0) <= now - found[0].created_at < second_factor.HALF_WAY:
        return None
    return HalfWay(found[1].id, found[0].stage)


def finish_sign_in(token: str, code: str, *, now: datetime) -> tuple[str, list[str]]:
    """Complete a sign-in with a code: returns the session's new id and, after setting up, the recovery codes.

    Raises NotFound("sign_in_over"), Invalid("second_factor_wrong"), RuleBroken("sign_in_locked").
    """
    waiting = half_way(token, now=now)
    if waiting is None:
        raise NotFound("sign_in_over")
    codes: list[str] = []
    try:
        if waiting.stage == "setup":
            actor = Actor(waiting.user_id, store.names_of([waiting.user_id])[waiting.user_id])
            codes = second_factor.confirm_second_factor(waiting.user_id, code, actor=actor, now=now)
        else:
            second_factor.check(waiting.user_id, code, now=now)
    except DomainError as refusal:
        note(token, "locked" if refusal.code == "sign_in_locked" else "code_wrong", now)
        raise
    with unit_of_work():
        found = store.session_with_user(token_digest(token))
        if found is None:
            raise NotFound("sign_in_over")
        row, user = found
        fresh = secrets.token_urlsafe(32)
        row.token_digest, row.stage, row.confirmed_at, row.last_seen_at = (
            token_digest(fresh),
            "full",
            now,
            now,
        )
        add_line(user.id, "in", row.address, row.browser, row.system, now)
        audit.record(Actor(user.id, user.name), now, "users.signed_in", subject=("user", user.id))
    return fresh, codes


def confirmed(token: str, *, now: datetime) -> bool:
    """Whether the person behind this session proved to be there a short while ago."""
    found = store.session_with_user(token_digest(token)) if token else None
    at = found[0].confirmed_at if found else None
    return at is not None and timedelta(0) <= now - at < CONFIRMED


def confirm(token: str, password: str, *, actor: Actor, now: datetime) -> None:
    """Prove with the password that it is still oneself. Raises Invalid("password_old_wrong"), RuleBroken."""
    key = f"password:{actor.user_id}"
    with unit_of_work() as session:
        counter = store.locked_throttle(key)
        refuse_locked(counter, now)
        count(counter, now, rules.WRONG_TRIES_PER_NAME)
        known_hash = session.get_one(UserRow, actor.user_id).password_hash
    if not passwords.fits(known_hash, password):
        raise Invalid("password_old_wrong", field="password")
    with unit_of_work():
        found = store.session_with_user(token_digest(token))
        if found is None:
            raise NotFound("session_gone")
        found[0].confirmed_at = now
        store.drop_throttle(key)


# ── the log ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def add_line(
    user_id: int | None, outcome: str, address: str, browser: str, system: str, now: datetime
) -> None:
    """Note one try in the caller's unit of work."""
    db.session.add(
        SignInRow(
            at=now,
            user_id=user_id,
            outcome=outcome,
            address=(address or "")[:45],
            browser=browser,
            system=system,
        )
    )


def note(token: str, outcome: str, now: datetime) -> None:
    """Note how a session's next step went."""
    with unit_of_work():
        found = store.session_with_user(token_digest(token))
        if found is not None:
            row: SessionRow = found[0]
            add_line(row.user_id, outcome, row.address, row.browser, row.system, now)


def own_sign_in_log(*, actor: Actor) -> list[SignInLine]:
    """The last tries on one's own account, newest first."""
    return _lines(select(SignInRow).where(SignInRow.user_id == actor.user_id).limit(20))


def sign_in_log(
    *, user_id: int | None = None, only_failed: bool = False, number: int = 1, actor: Actor
) -> tuple[list[SignInLine], bool]:
    """A page of everybody's tries, newest first, and whether there are more. Needs users.sign_ins."""
    actor.require("users.sign_ins")
    wanted = select(SignInRow)
    if user_id is not None:
        wanted = wanted.where(SignInRow.user_id == user_id)
    if only_failed:
        wanted = wanted.where(SignInRow.outcome.in_(("wrong", "locked", "code_wrong")))
    lines = _lines(wanted.limit(PAGE + 1).offset((max(number, 1) - 1) * PAGE))
    return lines[:PAGE], len(lines) > PAGE


def forget_old(now: datetime) -> None:
    """Remove tries older than they must be kept, and passwords that never got their second factor."""
    db.session.execute(delete(SignInRow).where(SignInRow.at < now - LOG_KEPT))
    db.session.execute(
        delete(SessionRow).where(
            SessionRow.stage != "full", SessionRow.created_at < now - second_factor.HALF_WAY
        )
    )


def _lines(query: object) -> list[SignInLine]:
    rows: Sequence[SignInRow] = db.session.scalars(query.order_by(SignInRow.id.desc())).all()  # type: ignore[attr-defined]
    names = store.names_of([row.user_id for row in rows if row.user_id is not None])
    return [
        SignInLine(r.at, r.user_id, names.get(r.user_id or 0, ""), r.outcome, r.address, r.browser, r.system)
        for r in rows
    ]
