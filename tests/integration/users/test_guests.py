"""Guests: an account for some hours opens with its link or code, may do one thing, and dies with its hours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from core.base.access import SYSTEM, Actor, Grant
from core.base.audit import AuditEntry
from core.base.db import db
from core.base.errors import Invalid, NotAllowed, NotFound, RuleBroken
from core.users import service
from core.users.contracts import SaveDepartment
from core.users.models import SessionRow, UserRow
from core.users.service import guests
from core.users.service.guests import NewGuest

NOW = datetime(2026, 5, 15, 1, 0, tzinfo=UTC)
START, END = NOW + timedelta(hours=1), NOW + timedelta(hours=3)
DOING = ("users.people",)


@pytest.fixture
def unit(app: Flask) -> Iterator[int]:
    with app.app_context():
        yield service.add_department(SaveDepartment("云川市水务局", "bureau", None), actor=SYSTEM, now=NOW).id


def made(unit: int, actor: Actor = SYSTEM) -> guests.GuestPass:
    return guests.make_guest(
        NewGuest("何望", "seat_expert", DOING, unit, 7, START, END), actor=actor, now=NOW
    )


def enter(secret: str, now: datetime, campaign_id: int = 7) -> str:
    return guests.enter(
        secret, campaign_id=campaign_id, address="10.0.0.8", user_agent="x", now=now
    ).session_id


def test_a_guest_lives_for_its_hours_and_no_longer(unit: int) -> None:
    card = made(unit)
    with pytest.raises(RuleBroken, match="guest_early"):
        enter(card.code, START - timedelta(minutes=1))
    with pytest.raises(Invalid, match="guest_wrong"):
        enter(card.code, START, campaign_id=8)
    first = enter(card.token, START)
    actor = service.load_actor(first, now=START)
    assert actor is not None
    assert (actor.name, actor.user_id) == ("何望", card.user_id)
    assert actor.can("users.people", department_id=unit, campaign_id=7)
    assert not actor.can("users.people", campaign_id=8)
    assert not actor.can("users.people", department_id=unit + 1)
    assert not actor.can("users.reset")
    # the code works as well, in small letters and without its dash, and ends the session before
    second = enter(card.code.replace("-", " ").lower(), START + timedelta(minutes=5))
    assert service.load_actor(first, now=START + timedelta(minutes=5)) is None
    assert service.load_actor(second, now=END - timedelta(seconds=1)) is not None
    assert service.load_actor(second, now=END) is None
    assert db.session.query(SessionRow).count() == 0
    with pytest.raises(RuleBroken, match="guest_over"):
        enter(card.code, END)
    guests.end_over(now=END)
    assert not db.session.get_one(UserRow, card.user_id).active
    assert {"users.guest_made", "users.guest_entered", "users.guest_over"} <= {
        entry.action for entry in db.session.query(AuditEntry)
    }


def test_revoked_at_once(unit: int) -> None:
    card = made(unit)
    session = enter(card.code, START)
    guests.end_guest(card.user_id, actor=SYSTEM, now=START + timedelta(minutes=1))
    assert db.session.query(SessionRow).count() == 0
    assert service.load_actor(session, now=START + timedelta(minutes=1)) is None
    with pytest.raises(RuleBroken, match="guest_over"):
        enter(card.token, START + timedelta(minutes=2))
    with pytest.raises(NotFound):
        guests.move_guest(card.user_id, START, END, actor=SYSTEM, now=NOW)


def test_a_guest_is_nobody_s_to_manage_and_in_no_list(unit: int) -> None:
    card = made(unit)
    assert service.list_people(actor=SYSTEM).total == 0
    for act in (service.person, service.grants_of):
        with pytest.raises(NotFound):
            act(card.user_id, actor=SYSTEM)
    with pytest.raises(NotFound):
        service.make_links([card.user_id], actor=SYSTEM, now=NOW)
    with pytest.raises(NotFound):
        service.give_role(card.user_id, "editor", unit, None, actor=SYSTEM, now=NOW)
    service.deactivate_department(unit, actor=SYSTEM, now=NOW)  # a guest doesn't hold it open


def test_nobody_gives_what_they_do_not_hold(unit: int) -> None:
    clerk = Actor(None, "clerk", (Grant("lead", frozenset({"users.people"}), frozenset({unit + 5})),))
    with pytest.raises(NotAllowed):
        made(unit, clerk)
    with pytest.raises(Invalid, match="guest_hours"):
        guests.make_guest(NewGuest("何望", "seat_expert", DOING, unit, 7, END, START), actor=SYSTEM, now=NOW)


def test_guessing_locks_the_address(unit: int) -> None:
    card = made(unit)
    for _ in range(guests.WRONG_TRIES):
        with pytest.raises(Invalid):
            enter("2345-6789", START)
    with pytest.raises(RuleBroken, match="sign_in_locked"):
        enter(card.code, START)
