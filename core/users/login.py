"""Flask-Login over our session rows: the cookie carries the row's random id, every request asks the row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from core.base import clock
from core.base.access import Actor
from core.base.registry import Registry
from core.users import service
from core.users.roles import ROLES


class SignedIn(UserMixin):
    """What Flask-Login carries about: the session's random id and the actor behind it."""

    def __init__(self, session_id: str, actor: Actor) -> None:
        self.id = session_id
        self.actor = actor


def init_login(app: Flask) -> None:
    """Set Flask-Login up and tell the house how to find the actor and a department's name."""
    # Its context processor would read the session for every page and make each one uncacheable.
    manager = LoginManager(app, add_context_processor=False)
    manager.login_view = "users_staff.sign_in"
    # The row decides; a phone that changes its network must not be thrown out.
    manager.session_protection = None
    manager.user_loader(_load)
    house: Registry = app.extensions["yangguang"]
    house.load_actor = current_actor
    house.actor_in = actor_in
    house.department_name = service.department_name
    house.role_title = lambda code: ROLES[code].title


def current_actor() -> Actor | None:
    """Who asks, or None when nobody is signed in."""
    who: Any = current_user
    return who.actor if who.is_authenticated else None


def actor_in(opened: Mapping[str, Any]) -> Actor | None:
    """Who is signed in with a session that isn't this request's."""
    session_id = opened.get("_user_id")
    return service.load_actor(session_id, now=clock.now()) if session_id else None


def current_session_id() -> str:
    """The random id of this session, "" when nobody is signed in."""
    who: Any = current_user
    return who.id if who.is_authenticated else ""


def enter(session_id: str) -> None:
    """Give this browser the session. What the visitor before had in the cookie goes."""
    actor = service.load_actor(session_id, now=clock.now())
    if actor is not None:
        session.clear()
        login_user(SignedIn(session_id, actor))


def leave() -> None:
    """Take the session out of this browser."""
    logout_user()
    session.clear()


def _load(session_id: str) -> SignedIn | None:
    actor = service.load_actor(session_id, now=clock.now())
    return SignedIn(session_id, actor) if actor is not None else None
