"""Signing in, lock-out, sessions, links, the first administrator."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.base.access import SYSTEM, Actor
from core.base.audit import AuditEntry
from core.base.db import db
from core.base.errors import Conflict, Invalid, NotFound, RuleBroken
from core.users import passwords, rules, service
from core.users.contracts import SavePerson
from core.users.models import LinkRow, SessionRow, ThrottleRow, UserRow
from tests.integration.users.conftest import NOW, PASSWORD, City

WATER = "云川市水务局"
NEW = "小白兔白又白两只耳朵"


@pytest.fixture
def user(city: City) -> int:
    user_id = city.person("wang", WATER, ("editor", WATER))
    city.set_password(user_id)
    return user_id


def attempt(
    password: str = PASSWORD, login: str = "wang", address: str = "10.0.0.1", after: timedelta = timedelta()
):
    return service.sign_in(service.SignIn(login, password, address, "Mozilla Firefox Linux"), now=NOW + after)


def actor_behind(session_id: str, after: timedelta = timedelta()) -> Actor | None:
    return service.load_actor(session_id, now=NOW + after)


# ── signing in ──────────────────────────────────────────────────────────────────────────────────────────────────────
def test_signing_in_opens_a_session_whose_row_holds_no_token(user: int):
    session_id = attempt()
    row = db.session.scalars(select(SessionRow)).one()
    assert session_id not in (row.token_digest, row.address)
    assert len(session_id) >= 43
    assert (row.browser, row.system) == ("firefox", "linux")
    found = actor_behind(session_id)
    assert found is not None
    assert found.user_id == user


@pytest.mark.parametrize("login", ["WANG", " wang ", "ｗａｎｇ"])
def test_login_names_forgive_case_width_and_blanks(user: int, login: str):
    assert attempt(login=login)


def test_passwords_are_argon2id(user: int):
    assert db.session.get_one(UserRow, user).password_hash.startswith("$argon2id$")


def test_an_unknown_name_is_answered_and_locked_like_a_known_one(user: int, monkeypatch: pytest.MonkeyPatch):
    checked: list[str] = []
    real = passwords.fits

    def watched(password_hash: str, password: str) -> bool:
        checked.append(password_hash)
        return real(password_hash, password)

    monkeypatch.setattr(passwords, "fits", watched)
    for login in ("wang", "nobody"):
        answers = []
        for _ in range(6):
            with pytest.raises((Invalid, RuleBroken)) as refusal:
                attempt("wrong", login)
            answers.append((refusal.value.code, refusal.value.params))
        assert answers == [
            *[("sign_in_wrong", {"left": left}) for left in (4, 3, 2, 1)],
            ("sign_in_locked", {"minutes": 15}),
            ("sign_in_locked", {"minutes": 15}),
        ]
    assert len(checked) == 10  # five looks at a hash for each; for the unknown name at nobody's


def test_nobodys_password_never_fits():
    assert not passwords.fits("", "")
    assert not passwords.fits("", PASSWORD)


def test_a_locked_account_refuses_the_right_password_until_the_time_is_over(user: int):
    for _ in range(5):
        with pytest.raises((Invalid, RuleBroken)):
            attempt("wrong")
    with pytest.raises(RuleBroken, match="sign_in_locked"):
        attempt(after=timedelta(minutes=14))
    assert attempt(after=timedelta(minutes=15))


def test_the_second_lock_lasts_longer(user: int):
    for after in (timedelta(), timedelta(minutes=16)):
        for _ in range(5):
            with pytest.raises((Invalid, RuleBroken)) as refusal:
                attempt("wrong", after=after)
    assert refusal.value.params == {"minutes": 30}


def test_a_right_password_clears_the_count(user: int):
    for _ in range(4):
        with pytest.raises(Invalid):
            attempt("wrong")
    attempt()
    with pytest.raises(Invalid) as refusal:
        attempt("wrong")
    assert refusal.value.params == {"left": 4}


def test_an_address_that_tries_many_names_is_locked(user: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(passwords, "fits", lambda h, p: False)
    for n in range(rules.WRONG_TRIES_PER_ADDRESS):
        with pytest.raises(Invalid):
            attempt("wrong", f"name{n}")
    monkeypatch.undo()
    with pytest.raises(RuleBroken, match="sign_in_locked"):
        attempt()
    assert attempt(address="10.0.0.2")


def test_no_digest_row_names_the_login_or_the_address(user: int):
    with pytest.raises(Invalid):
        attempt("wrong")
    for row in db.session.scalars(select(ThrottleRow)):
        assert "wang" not in row.key
        assert "10.0.0.1" not in row.key


@pytest.mark.parametrize("state", ["inactive", "without password"])
def test_who_cannot_sign_in(user: int, state: str):
    row = db.session.get_one(UserRow, user)
    if state == "inactive":
        row.active = False
    else:
        row.password_hash = ""
    db.session.commit()
    with pytest.raises(Invalid, match="sign_in_wrong"):
        attempt()
    with pytest.raises(Invalid, match="sign_in_wrong"):
        attempt("")


# ── sessions ────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_session_lives_while_used_but_no_longer_than_twelve_hours(user: int):
    session_id = attempt()
    for hours in range(1, 12):
        assert actor_behind(session_id, timedelta(hours=hours)) is not None
    assert actor_behind(session_id, timedelta(hours=12)) is None


def test_a_session_ends_after_two_idle_hours(user: int):
    session_id = attempt()
    assert actor_behind(session_id, timedelta(minutes=119)) is not None
    assert actor_behind(session_id, timedelta(minutes=119 + 120)) is None


def test_signing_out_deletes_the_row(user: int):
    session_id, other = attempt(), attempt()
    service.sign_out(session_id, actor=SYSTEM, now=NOW)
    assert actor_behind(session_id) is None
    assert actor_behind(other) is not None


def test_own_sessions_are_listed_and_ended_but_not_anothers(user: int, city: City):
    mine, elsewhere = attempt(), attempt()
    me = actor_behind(mine)
    assert me is not None
    listed = service.own_sessions(mine, actor=me, now=NOW)
    assert [s.is_this for s in listed].count(True) == 1
    other = next(s for s in listed if not s.is_this)
    stranger = city.actor("li", WATER)
    with pytest.raises(NotFound):
        service.end_own_session(other.id, actor=stranger, now=NOW)
    service.end_own_session(other.id, actor=me, now=NOW)
    assert actor_behind(elsewhere) is None
    assert actor_behind(mine) is not None


def test_changing_the_password_ends_other_sessions(user: int):
    mine, elsewhere = attempt(), attempt()
    me = actor_behind(mine)
    assert me is not None
    service.change_own_password(mine, PASSWORD, NEW, actor=me, now=NOW)
    assert actor_behind(mine) is not None
    assert actor_behind(elsewhere) is None
    with pytest.raises(Invalid):
        attempt()
    assert attempt(NEW)


@pytest.mark.parametrize(
    ("old", "new", "code", "field"),
    [("wrong", NEW, "password_old_wrong", "old"), (PASSWORD, "kurz", "password_short", "new"),
     (PASSWORD, PASSWORD, "password_same", "new"), (PASSWORD, "1234567890", "password_common", "new")],
)  # fmt: skip
def test_passwords_that_are_not_changed(user: int, old: str, new: str, code: str, field: str):
    session_id = attempt()
    me = actor_behind(session_id)
    assert me is not None
    with pytest.raises(Invalid) as refusal:
        service.change_own_password(session_id, old, new, actor=me, now=NOW)
    assert (refusal.value.code, refusal.value.field) == (code, field)


def test_purging_removes_what_is_over_and_nothing_else(user: int):
    old = attempt()
    fresh = attempt(after=timedelta(hours=13))
    service.purge(now=NOW + timedelta(hours=13))
    db.session.commit()
    assert len(db.session.scalars(select(SessionRow)).all()) == 1
    assert actor_behind(old, timedelta(hours=13)) is None
    assert actor_behind(fresh, timedelta(hours=13)) is not None


# ── one-time links ──────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_link_sets_a_password_once_and_ends_sessions(user: int):
    session_id = attempt()
    slip = service.make_links([user], actor=SYSTEM, now=NOW)[0]
    assert slip.token not in {row.token_digest for row in db.session.scalars(select(LinkRow))}
    assert service.look_at_link(slip.token, now=NOW).login_name == "wang"
    assert actor_behind(session_id) is not None  # looking is not using
    assert service.set_password(slip.token, NEW, now=NOW) == "wang"
    assert actor_behind(session_id) is None
    assert attempt(NEW)
    with pytest.raises(NotFound, match="link_gone"):
        service.set_password(slip.token, NEW + "二", now=NOW)


def test_a_link_ends_after_seven_days_and_by_a_newer_one(user: int):
    first = service.make_links([user], actor=SYSTEM, now=NOW)[0]
    second = service.make_links([user], actor=SYSTEM, now=NOW)[0]
    with pytest.raises(NotFound):
        service.look_at_link(first.token, now=NOW)
    assert service.look_at_link(second.token, now=NOW + timedelta(days=7, seconds=-1))
    with pytest.raises(NotFound):
        service.look_at_link(second.token, now=NOW + timedelta(days=7))


def test_a_link_also_ends_a_lock(user: int):
    for _ in range(5):
        with pytest.raises((Invalid, RuleBroken)):
            attempt("wrong")
    slip = service.make_links([user], actor=SYSTEM, now=NOW)[0]
    service.set_password(slip.token, NEW, now=NOW)
    assert attempt(NEW)


def test_a_bad_password_leaves_the_link_unused(user: int):
    slip = service.make_links([user], actor=SYSTEM, now=NOW)[0]
    with pytest.raises(Invalid, match="password_short"):
        service.set_password(slip.token, "kurz", now=NOW)
    assert service.set_password(slip.token, NEW, now=NOW)


# ── the first administrator ─────────────────────────────────────────────────────────────────────────────────────────
def test_the_setup_link_makes_one_administrator_and_no_second(city: City):
    token = service.make_setup_link(now=NOW)
    user_id = service.use_setup_link(token, SavePerson("程星野", "admin", None), PASSWORD, now=NOW)
    assert [grant.role for grant in service.own_grants(user_id)] == ["administrator"]
    with pytest.raises(NotFound):
        service.use_setup_link(token, SavePerson("别人", "other", None), PASSWORD, now=NOW)
    with pytest.raises(RuleBroken, match="administrator_there"):
        service.make_setup_link(now=NOW)


def test_a_persons_link_makes_no_administrator(user: int):
    slip = service.make_links([user], actor=SYSTEM, now=NOW)[0]
    with pytest.raises(NotFound):
        service.use_setup_link(slip.token, SavePerson("别人", "other", None), PASSWORD, now=NOW)
    setup = service.make_setup_link(now=NOW)
    with pytest.raises(NotFound):
        service.set_password(setup, PASSWORD, now=NOW)


def test_an_administrator_from_the_terminal(user: int):
    with pytest.raises(Conflict, match="login_taken"):
        service.make_administrator(SavePerson("别人", "wang", None), PASSWORD, now=NOW)
    with pytest.raises(Invalid, match="password_short"):
        service.make_administrator(SavePerson("别人", "other", None), "kurz", now=NOW)
    assert service.make_administrator(SavePerson("别人", "other", None), PASSWORD, now=NOW)


def test_audit_holds_ids_and_codes_only(user: int):
    with pytest.raises(Invalid):
        attempt("wrong")
    session_id = attempt()
    service.sign_out(session_id, actor=SYSTEM, now=NOW)
    entries = db.session.scalars(select(AuditEntry)).all()
    assert {"users.signed_in", "users.signed_out", "users.sign_in_refused"} <= {e.action for e in entries}
    assert all("wang" not in str(entry.codes) for entry in entries)
