"""Signing in and out, sessions as rows, one's own password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.base import audit, jobs
from core.base.access import VISITOR, Actor, Grant
from core.base.clock import local
from core.base.db import unit_of_work
from core.base.errors import Invalid, NotFound, RuleBroken
from core.base.memory import remembered
from core.base.privacy import token_digest
from core.users import passwords, roles, rules, store
from core.users.contracts import SessionView
from core.users.models import DepartmentRow, GrantRow, SessionRow, UserRow
from core.users.service import guests, sign_in_steps
from core.users.service.sessions import open_session
from core.users.service.tries import count, refuse_locked


@dataclass(frozen=True)
class SignIn:
    """What somebody typed, and from where."""

    login_name: str
    password: str
    address: str
    user_agent: str


def sign_in(command: SignIn, *, now: datetime) -> str:
    """Open a session; returns its random id for the cookie. It may still lack its second factor (`half_way`).

    Raises Invalid("sign_in_wrong", left=…) and RuleBroken("sign_in_locked", minutes=…); neither tells whether the
    name exists. The try is counted before the password is looked at, so that many at once don't get more tries.
    """
    login = rules.login_key(command.login_name)
    name_key, address_key = f"name:{token_digest(login)}", f"address:{token_digest(command.address)}"
    with unit_of_work():
        known = store.user_by_login(login)
        for key in (address_key, name_key):
            locked_until = store.locked_throttle(key).locked_until
            if locked_until is not None and now < locked_until:
                refused = RuleBroken("sign_in_locked", minutes=rules.minutes_left(locked_until, now))
                _log(known.id if known is not None else None, "locked", command, now)
                break
        else:
            refused = None
    if refused is not None:
        raise refused
    with unit_of_work():
        counter = store.locked_throttle(name_key)
        refuse_locked(counter, now)
        count(counter, now, rules.WRONG_TRIES_PER_NAME)
        user = store.user_by_login(login)
        user_id = user.id if user is not None else None
        known_hash = user.password_hash if user is not None and user.active else ""
    if not passwords.fits(known_hash, command.password):
        raise _wrong(name_key, address_key, user_id, command, now)
    with unit_of_work():
        again = store.user_by_login(login)
        if again is None or not again.active or again.password_hash != known_hash:
            raise Invalid("sign_in_wrong", field="password", left=rules.WRONG_TRIES_PER_NAME - 1)
        if passwords.outdated(known_hash):
            again.password_hash = passwords.hashed(command.password)
        store.drop_throttle(name_key)
        stage = sign_in_steps.stage_for(again)
        token = open_session(again, command.address, command.user_agent, now, stage)
        _log(again.id, "in" if stage == "full" else "half", command, now)
        if stage == "full":
            audit.record(Actor(again.id, again.name), now, "users.signed_in", subject=("user", again.id))
        jobs.enqueue(
            "users.purge", now=now, run_at=now + timedelta(days=1), key=f"users.purge:{local(now):%Y-%m-%d}"
        )
        return token


def _log(user_id: int | None, outcome: str, command: SignIn, now: datetime) -> None:
    browser, system = rules.agent_family(command.user_agent)
    sign_in_steps.add_line(user_id, outcome, command.address, browser, system, now)


def _wrong(
    name_key: str, address_key: str, user_id: int | None, command: SignIn, now: datetime
) -> Invalid | RuleBroken:
    with unit_of_work():
        _log(user_id, "wrong", command, now)
        count(store.locked_throttle(address_key), now, rules.WRONG_TRIES_PER_ADDRESS)
        counter = store.locked_throttle(name_key)
        audit.record(VISITOR, now, "users.sign_in_refused", subject=("user", user_id))
        if counter.locked_until is not None and now < counter.locked_until:
            audit.record(VISITOR, now, "users.locked", subject=("user", user_id), locks=counter.locks)
            return RuleBroken("sign_in_locked", minutes=rules.minutes_left(counter.locked_until, now))
        return Invalid("sign_in_wrong", field="password", left=rules.WRONG_TRIES_PER_NAME - counter.count)


@dataclass(frozen=True)
class _SignedIn:
    """What a session's row and its person say, as this process keeps it; no `actor` for a guest, whose hours end."""

    row_id: int
    user_id: int
    created_at: datetime
    last_seen_at: datetime
    full: bool
    actor: Actor | None


def load_actor(session_id: str, *, now: datetime) -> Actor | None:
    """Who stands behind a session's random id, with every grant spread down the tree; None when it is over.

    Kept in the process until a session, a person, a grant or a department changes; a guest is asked for anew each time.
    """
    digest = token_digest(session_id)
    tables = (SessionRow, UserRow, GrantRow, DepartmentRow)
    found = remembered(("users.signed_in", digest), tables, lambda: _signed_in(digest))
    if found is None or not found.full or rules.session_over(found.created_at, found.last_seen_at, now):
        return None
    actor = found.actor
    if actor is None:
        known = store.session_with_user(digest)
        actor = guests.guest_actor(known[1], now) if known is not None and known[1].active else None
    if actor is None:
        with unit_of_work():
            store.end_sessions(found.user_id)
        return None
    if now - found.last_seen_at >= rules.SESSION_TOUCH:
        with unit_of_work():
            store.touch_session(found.row_id, now, now - rules.SESSION_TOUCH)
    return actor


def _signed_in(digest: str) -> _SignedIn | None:
    found = store.session_with_user(digest)
    if found is None:
        return None
    session, user = found
    actor = None if user.guest or not user.active else actor_of(user)
    full = session.stage == "full" and user.active
    return _SignedIn(session.id, user.id, session.created_at, session.last_seen_at, full, actor)


def actor_of(user: UserRow) -> Actor:
    """The person with all grants."""
    heads: dict[int, tuple[str, int | None, bool]] = {}
    reach: dict[int, set[int]] = {}
    for grant_id, role, campaign_id, own, reached in store.reach_of(user.id):
        heads[grant_id] = (role, campaign_id, own is None)
        if reached is not None:
            reach.setdefault(grant_id, set()).add(reached)
    grants = tuple(
        Grant(
            role,
            roles.permissions_of(role),
            None if everywhere else frozenset(reach.get(grant_id, ())),
            campaign_id,
        )
        for grant_id, (role, campaign_id, everywhere) in heads.items()
    )
    return Actor(user.id, user.name, grants, user.department_id)


def sign_out(session_id: str, *, actor: Actor, now: datetime) -> None:
    """End this session. One that is over already is no error."""
    with unit_of_work() as session:
        found = store.session_with_user(token_digest(session_id))
        if found is not None:
            session.delete(found[0])
            audit.record(actor, now, "users.signed_out", subject=("user", found[1].id))


def own_sessions(session_id: str, *, actor: Actor, now: datetime) -> list[SessionView]:
    """Where the actor is signed in, the last used first."""
    this = token_digest(session_id)
    return [
        SessionView(
            row.id,
            row.created_at,
            row.last_seen_at,
            row.address,
            row.browser,
            row.system,
            row.token_digest == this,
        )
        for row in store.sessions_of(_self(actor))
        if not rules.session_over(row.created_at, row.last_seen_at, now)
    ]


def end_own_session(row_id: int, *, actor: Actor, now: datetime) -> None:
    """End one of one's own sessions. Raises NotFound for another's."""
    with unit_of_work() as session:
        row = session.get(SessionRow, row_id)
        if row is None or row.user_id != _self(actor):
            raise NotFound("session_gone")
        session.delete(row)
        audit.record(actor, now, "users.session_ended", subject=("user", row.user_id))


def end_other_sessions(session_id: str, *, actor: Actor, now: datetime) -> int:
    """End all but this one; returns how many."""
    with unit_of_work():
        ended = store.end_sessions(_self(actor), except_digest=token_digest(session_id))
        audit.record(actor, now, "users.session_ended", subject=("user", actor.user_id), n=ended)
        return ended


def change_own_password(session_id: str, old: str, new: str, *, actor: Actor, now: datetime) -> None:
    """Set a new password; every other session of the person ends.

    Raises Invalid: password_old_wrong, and those of rules.refuse_password; RuleBroken("sign_in_locked").
    """
    user_id = _self(actor)
    key = f"password:{user_id}"
    with unit_of_work() as session:
        counter = store.locked_throttle(key)
        refuse_locked(counter, now)
        count(counter, now, rules.WRONG_TRIES_PER_NAME)
        user = session.get_one(UserRow, user_id)
        known_hash, login, name = user.password_hash, user.login_name, user.name
    if not passwords.fits(known_hash, old):
        raise Invalid("password_old_wrong", field="old")
    refuse_password(new, login, name, field="new")
    if new == old:
        raise Invalid("password_same", field="new")
    fresh = passwords.hashed(new)
    with unit_of_work():
        locked = store.lock_user(user_id)
        if locked is None or locked.password_hash != known_hash:
            raise Invalid("password_old_wrong", field="old")
        locked.password_hash = fresh
        store.drop_throttle(key)
        store.drop_open_links(user_id)
        store.end_sessions(user_id, except_digest=token_digest(session_id))
        audit.record(actor, now, "users.password_changed", subject=("user", user_id))


def refuse_password(password: str, login_name: str, name: str, *, field: str) -> None:
    """Raise Invalid for a password that the rules don't take."""
    verdict = rules.refuse_password(password, login_name, name)
    if verdict is not None:
        raise Invalid(verdict.code, field=field, **verdict.params)


def purge(*, now: datetime) -> None:
    """Remove ended sessions, old codes, proofs and counters. Called by the worker, inside its transaction."""
    store.purge(
        sessions_before=now - rules.SESSION_LONGEST,
        idle_before=now - rules.SESSION_IDLE,
        codes_before=now,
        quiet_before=now - timedelta(days=2),
    )
    sign_in_steps.forget_old(now)
    guests.end_past(now)


def _self(actor: Actor) -> int:
    if actor.user_id is None:
        raise NotFound("session_gone")
    return actor.user_id
