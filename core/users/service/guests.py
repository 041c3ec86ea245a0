"""Guests: somebody without an account who may do one thing for some hours, under their own name.

A guest's account has no password, no role and stands in no list of people. It opens with a link or a code, from
`starts_at` to `ends_at`; every request asks whether it still may, and its sessions end with it.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from core.base import audit, jobs
from core.base.access import SYSTEM, Actor, Grant
from core.base.db import db, unit_of_work
from core.base.errors import DomainError, Invalid, NotFound, RuleBroken
from core.base.privacy import token_digest
from core.users import rules, store
from core.users.models import DepartmentRow, GuestRow, UserRow
from core.users.service import sign_in_steps
from core.users.service.sessions import open_session
from core.users.service.tries import count, refuse_locked

JOB = "users.end_guests"
#: wrong codes from one address before it has to wait
WRONG_TRIES = 10
#: letters and figures that nobody takes for one another, on paper or by telephone
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 8


@dataclass(frozen=True)
class NewGuest:
    """Who, as what (`role` is only its name on the page), what they may do, where, and when."""

    name: str
    role: str
    permissions: tuple[str, ...]
    department_id: int | None
    campaign_id: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class GuestPass:
    """A guest's link and code. They exist only here: the table keeps their digests."""

    user_id: int
    token: str
    code: str


@dataclass(frozen=True)
class GuestView:
    """A guest as whoever made it sees it."""

    user_id: int
    name: str
    department_id: int | None
    campaign_id: int
    starts_at: datetime
    ends_at: datetime
    used_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True)
class Entered:
    """A session was opened: its random id for the cookie, and where the guest belongs."""

    session_id: str
    user_id: int
    campaign_id: int


def make_guest(command: NewGuest, *, actor: Actor, now: datetime) -> GuestPass:
    """Make an account for some hours. Nobody gives what they don't hold there themselves.

    Raises Invalid (name_missing, text_long, department_missing, guest_hours), NotAllowed.
    """
    name = rules.plain(command.name)
    if not name:
        raise Invalid("name_missing", field="name")
    if len(name) > 60:
        raise Invalid("text_long", field="name", most=60)
    if not now < command.ends_at > command.starts_at:
        raise Invalid("guest_hours", field="ends")
    with unit_of_work() as session:
        for permission in command.permissions:
            actor.require(permission, department_id=command.department_id, campaign_id=command.campaign_id)
        if command.department_id is not None and session.get(DepartmentRow, command.department_id) is None:
            raise Invalid("department_missing", field="department_id")
        user = UserRow(
            name=name,
            login_name=f"guest-{secrets.token_hex(12)}",
            department_id=command.department_id,
            active=True,
            guest=True,
            created_at=now,
        )
        session.add(user)
        session.flush()
        token, code = secrets.token_urlsafe(24), "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))
        session.add(
            GuestRow(
                user_id=user.id,
                role=command.role,
                permissions=list(command.permissions),
                department_id=command.department_id,
                campaign_id=command.campaign_id,
                starts_at=command.starts_at,
                ends_at=command.ends_at,
                token_digest=token_digest(token),
                code_digest=token_digest(code),
                made_at=now,
                made_by=actor.user_id,
            )
        )
        _record(actor, now, "users.guest_made", user.id, command.campaign_id, command.department_id)
        jobs.enqueue(JOB, now=now, run_at=command.ends_at)
        return GuestPass(user.id, token, f"{code[:4]}-{code[4:]}")


def move_guest(user_id: int, starts_at: datetime, ends_at: datetime, *, actor: Actor, now: datetime) -> None:
    """Other hours for a guest who still may come. Raises NotFound("guest_gone"), Invalid("guest_hours")."""
    if not ends_at > starts_at:
        raise Invalid("guest_hours", field="ends")
    with unit_of_work():
        row = _open_row(user_id)
        if (row.starts_at, row.ends_at) != (starts_at, ends_at):
            row.starts_at, row.ends_at = starts_at, ends_at
            _record(actor, now, "users.guest_moved", user_id, row.campaign_id, row.department_id)
            jobs.enqueue(JOB, now=now, run_at=ends_at)


def end_guest(user_id: int, *, actor: Actor, now: datetime) -> None:
    """Revoke at once: every session is gone. One that is over already is no error."""
    with unit_of_work():
        found = store.guests([user_id])
        if not found or found[0][0].ended_at is not None:
            return
        row = found[0][0]
        row.ended_at = now
        _shut(user_id)
        _record(actor, now, "users.guest_ended", user_id, row.campaign_id, row.department_id)


def guests(user_ids: Collection[int]) -> dict[int, GuestView]:
    """id → guest for those who are guests."""
    found = store.guests(user_ids) if user_ids else ()
    return {
        row.user_id: GuestView(
            row.user_id,
            name,
            row.department_id,
            row.campaign_id,
            row.starts_at,
            row.ends_at,
            row.used_at,
            row.ended_at,
        )
        for row, name in found
    }


def look_at(secret: str, *, address: str, now: datetime) -> GuestView:
    """Whose link or code it is, as typed. Wrong ones are counted by address.

    Raises Invalid("guest_wrong", field="code"), RuleBroken("sign_in_locked", minutes=…).
    """
    user_id = _row_of(secret, address, now).user_id
    return guests([user_id])[user_id]


def enter(secret: str, *, campaign_id: int, address: str, user_agent: str, now: datetime) -> Entered:
    """Open a session with a link's token or a code as typed; an earlier session of the same guest ends.

    Raises Invalid("guest_wrong", field="code"), RuleBroken: guest_early (at=…), guest_over, sign_in_locked.
    """
    seen = _row_of(secret, address, now)
    if seen.campaign_id != campaign_id:
        raise Invalid("guest_wrong", field="code")
    user_id = seen.user_id
    with unit_of_work():
        user = store.lock_user(user_id)
        row = db.session.get_one(GuestRow, user_id, populate_existing=True)
        if user is None or not user.active or row.ended_at is not None or now >= row.ends_at:
            raise RuleBroken("guest_over")
        if now < row.starts_at:
            raise RuleBroken("guest_early", at=row.starts_at)
        store.end_sessions(user_id)
        row.used_at = row.used_at or now
        session_id = open_session(user, address, user_agent, now)
        browser, system = rules.agent_family(user_agent)
        sign_in_steps.add_line(user_id, "in", address, browser, system, now)
        actor = Actor(user_id, user.name)
        _record(actor, now, "users.guest_entered", user_id, row.campaign_id, row.department_id)
        return Entered(session_id, user_id, row.campaign_id)


def guest_actor(user: UserRow, now: datetime) -> Actor | None:
    """The guest with what is allowed, None outside of the hours."""
    row = db.session.get(GuestRow, user.id)
    if row is None or row.ended_at is not None or not row.starts_at <= now < row.ends_at:
        return None
    units = frozenset(() if row.department_id is None else (row.department_id,))
    grant = Grant(row.role, frozenset(row.permissions), units, row.campaign_id)
    return Actor(user.id, user.name, (grant,), row.department_id)


def end_past(now: datetime) -> None:
    """Shut the accounts whose hours are over, in the caller's unit of work."""
    for user_id in store.guests_over(now):
        _shut(user_id)


def end_over(*, now: datetime) -> None:
    """The job at the end of a guest's hours."""
    with unit_of_work():
        for user_id in store.guests_over(now):
            _shut(user_id)
            audit.record(SYSTEM, now, "users.guest_over", subject=("user", user_id))


def _row_of(secret: str, address: str, now: datetime) -> GuestRow:
    """Count under a lock, so that many at once don't get more tries."""
    typed = "".join(secret.split())
    as_code = token_digest(typed.replace("-", "").upper())
    refused: DomainError | None = None
    with unit_of_work():
        row = store.guest_by_secret(token_digest(typed)) or store.guest_by_secret(as_code)
        counter = store.locked_throttle(f"guest:{token_digest(address)[:64]}")
        try:
            refuse_locked(counter, now)
        except RuleBroken as locked:
            refused = locked
        else:
            if row is None:
                count(counter, now, WRONG_TRIES)
                refused = Invalid("guest_wrong", field="code")
    if refused is not None or row is None:
        raise refused or Invalid("guest_wrong", field="code")
    return row


def _open_row(user_id: int) -> GuestRow:
    found = store.guests([user_id])
    if not found or found[0][0].ended_at is not None:
        raise NotFound("guest_gone")
    return found[0][0]


def _shut(user_id: int) -> None:
    store.end_sessions(user_id)
    user = store.lock_user(user_id)
    if user is not None:
        user.active = False


def _record(
    actor: Actor, now: datetime, action: str, user_id: int, campaign_id: int, department_id: int | None
) -> None:
    audit.record(
        actor, now, action, subject=("user", user_id), campaign_id=campaign_id, department_id=department_id
    )
