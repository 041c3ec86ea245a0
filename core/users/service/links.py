"""One-time links: to set a password, and to make the first administrator. Digest stored, seven days, single use."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from core.base import audit
from core.base.access import SYSTEM, VISITOR, Actor
from core.base.db import db, unit_of_work
from core.base.errors import Conflict, NotFound, RuleBroken
from core.base.privacy import token_digest
from core.users import passwords, rules, store
from core.users.contracts import LinkView, SavePerson, Slip
from core.users.models import GrantRow, LinkRow, UserRow
from core.users.service.departments import department_name
from core.users.service.people import fill, managed, refuse_stronger
from core.users.service.sign_in import refuse_password

RESET = "users.reset"


def make_links(user_ids: Sequence[int], *, actor: Actor, now: datetime) -> list[Slip]:
    """A fresh link for each person; earlier unused ones stop working. The old password works until the link is used.

    Raises NotFound for people who aren't the actor's to manage, RuleBroken (person_ended, person_is_stronger), NotAllowed.
    """
    with unit_of_work():
        slips = []
        held = store.roles_of(list(user_ids)) if user_ids else {}
        for user_id in dict.fromkeys(user_ids):
            user = managed(user_id, actor=actor, lock=True)
            actor.require(RESET, department_id=user.department_id)
            refuse_stronger(user.id, held.get(user.id, set()), actor)
            if not user.active:
                raise RuleBroken("person_ended", name=user.name)
            token, expires_at = _put_link(user.id, actor, now)
            audit.record(
                actor, now, "users.link_made", subject=("user", user.id), department_id=user.department_id
            )
            unit = department_name(user.department_id) if user.department_id else ""
            slips.append(Slip(user.id, user.name, user.login_name, unit, token, expires_at))
        return slips


def people_without_password(user_ids: Sequence[int], *, actor: Actor) -> list[int]:
    """Who of these still needs a link, among those whom the actor manages."""
    waiting = store.without_password(list(user_ids)) if user_ids else []
    return [user_id for user_id in waiting if _manages(user_id, actor)]


def _manages(user_id: int, actor: Actor) -> bool:
    try:
        managed(user_id, actor=actor)
    except NotFound:
        return False
    return True


def look_at_link(token: str, *, now: datetime) -> LinkView:
    """Whom a link is for. Raises NotFound("link_gone") for a used, old or unknown one."""
    link = store.open_link(token_digest(token), now)
    if link is None:
        raise NotFound("link_gone")
    if link.user_id is None:
        return LinkView(None, "", "")
    user = db.session.get_one(UserRow, link.user_id)
    if not user.active:
        raise NotFound("link_gone")
    return LinkView(user.id, user.name, user.login_name)


def set_password(token: str, password: str, *, now: datetime) -> str:
    """Use a link; every session of the person ends, a lock-out too. Returns the login name. Raises NotFound, Invalid."""
    seen = look_at_link(token, now=now)
    if seen.user_id is None:
        raise NotFound("link_gone")
    refuse_password(password, seen.login_name, seen.name, field="password")
    fresh = passwords.hashed(password)
    with unit_of_work():
        link = store.open_link(token_digest(token), now)
        user = store.lock_user(seen.user_id)
        if link is None or user is None or not user.active or not store.use_link(link.id, now):
            raise NotFound("link_gone")
        user.password_hash = fresh
        store.end_sessions(user.id)
        store.drop_throttle(f"name:{token_digest(user.login_name)}")
        audit.record(
            VISITOR, now, "users.password_set", subject=("user", user.id), department_id=user.department_id
        )
        return user.login_name


def make_setup_link(*, now: datetime) -> str:
    """The link that makes the first administrator. Raises RuleBroken("administrator_there")."""
    with unit_of_work():
        if store.administrators():
            raise RuleBroken("administrator_there")
        token, _expires = _put_link(None, SYSTEM, now)
        audit.record(SYSTEM, now, "users.setup_link_made", subject=("user", None))
        return token


def use_setup_link(token: str, command: SavePerson, password: str, *, now: datetime) -> int:
    """Make the first administrator; returns the id. Raises NotFound("link_gone"), RuleBroken, Invalid."""
    if look_at_link(token, now=now).user_id is not None:
        raise NotFound("link_gone")
    with unit_of_work():
        link = store.open_link(token_digest(token), now)
        if link is None or not store.use_link(link.id, now):
            raise NotFound("link_gone")
        if store.administrators():
            raise RuleBroken("administrator_there")
        return make_administrator(command, password, now=now)


def make_administrator(command: SavePerson, password: str, *, now: datetime) -> int:
    """Add an administrator from the command line or the set-up; returns the id. Raises Invalid, Conflict."""
    refuse_password(password, command.login_name, command.name, field="password")
    fresh = passwords.hashed(password)
    with unit_of_work() as session:
        if store.user_by_login(rules.login_key(command.login_name)) is not None:
            raise Conflict("login_taken", login=rules.login_key(command.login_name))
        user = UserRow(active=True, created_at=now, password_hash=fresh)
        fill(user, command)
        session.add(user)
        session.flush()
        session.add(GrantRow(user_id=user.id, role="administrator", granted_at=now))
        audit.record(SYSTEM, now, "users.administrator_made", subject=("user", user.id))
        return user.id


def _put_link(user_id: int | None, actor: Actor, now: datetime) -> tuple[str, datetime]:
    store.drop_open_links(user_id)
    token = secrets.token_urlsafe(32)
    expires_at = now + rules.LINK_LIFE
    db.session.add(
        LinkRow(
            token_digest=token_digest(token),
            user_id=user_id,
            made_at=now,
            made_by=actor.user_id,
            expires_at=expires_at,
        )
    )
    return token, expires_at
