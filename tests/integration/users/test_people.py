"""People, roles, who may give and reset what."""

from __future__ import annotations

import pytest
from sqlalchemy import event, select

from core.base.access import SYSTEM
from core.base.db import db
from core.base.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken
from core.users import service
from core.users.contracts import SavePerson
from core.users.models import LinkRow, SessionRow, UserRow
from tests.integration.users.conftest import NOW, PASSWORD, City

WATER, HOUSING = "云川市水务局", "云川市住房和城乡建设局"


def sign_in(login: str, password: str = PASSWORD) -> str:
    return service.sign_in(service.SignIn(login, password, "10.0.0.1", "Mozilla Firefox Linux"), now=NOW)


# ── people ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_contacts_are_sealed_in_the_table(city: City):
    command = SavePerson("王女士", "wang", city.ids[WATER], "0954-2000001", "wang@example.org")
    user_id = service.add_person(command, actor=SYSTEM, now=NOW)
    row = db.session.get_one(UserRow, user_id)
    assert "2000001" not in row.phone_sealed
    assert "example" not in row.mail_sealed
    assert service.person(user_id, actor=SYSTEM).phone == "0954-2000001"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": "  "}, "name_missing"),
        ({"name": "王" * 61}, "text_long"),
        ({"login_name": "a b"}, "login_shape"),
        ({"login_name": "WANG"}, "login_taken"),
        ({"phone": "不知道"}, "contact_phone_shape"),
        ({"mail": "wang@"}, "mail_shape"),
        ({"department_id": 99999}, "department_missing"),
    ],
)
def test_what_cannot_be_used_names_its_field(city: City, change: dict, code: str):
    city.person("wang", WATER)
    given = {"name": "李女士", "login_name": "li", "department_id": city.ids[WATER], **change}
    with pytest.raises(Invalid) as refusal:
        service.add_person(SavePerson(**given), actor=SYSTEM, now=NOW)
    assert refusal.value.code == code
    assert refusal.value.field == next(iter(change))


def test_a_lead_sees_and_changes_the_own_department_only(city: City):
    lead = city.actor("lead", WATER, ("lead", WATER))
    own, foreign = city.person("own", WATER), city.person("foreign", HOUSING)
    assert {line.login_name for line in service.list_people(actor=lead).items} == {"lead", "own"}
    assert service.person(own, actor=lead).login_name == "own"
    for act in (
        lambda: service.person(foreign, actor=lead),
        lambda: service.deactivate_person(foreign, actor=lead, now=NOW),
        lambda: service.give_role(foreign, "editor", city.ids[WATER], None, actor=lead, now=NOW),
        lambda: service.make_links([foreign], actor=lead, now=NOW),
    ):
        with pytest.raises(NotFound):
            act()
    with pytest.raises(NotAllowed):
        service.change_person(own, SavePerson("人", "own", city.ids[HOUSING]), actor=lead, now=NOW)


def test_the_list_searches_filters_and_pages(city: City):
    for n in range(55):
        city.person(f"p{n:02}", "望河街道", name=f"张{n:02}")
    editor = city.person("ed", WATER, ("editor", WATER))
    first = service.list_people(actor=SYSTEM)
    assert (first.total, first.pages, len(first.items)) == (56, 2, 50)
    assert len(service.list_people(actor=SYSTEM, number=2).items) == 6
    assert service.list_people(actor=SYSTEM, department_id=city.ids["青溪区"]).total == 55
    assert service.list_people(actor=SYSTEM, text="张07").total == 1
    assert service.list_people(actor=SYSTEM, text="%").total == 0
    assert service.list_people(actor=SYSTEM, text="住建").total == 0
    assert [line.id for line in service.list_people(actor=SYSTEM, role="editor").items] == [editor]
    assert service.list_people(actor=SYSTEM, active=False).total == 0


def test_shutting_an_account_ends_its_sessions_and_links(city: City):
    user = city.person("ed", WATER, ("editor", WATER))
    city.set_password(user)
    session_id = sign_in("ed")
    service.make_links([user], actor=SYSTEM, now=NOW)
    service.deactivate_person(user, actor=SYSTEM, now=NOW)
    assert service.load_actor(session_id, now=NOW) is None
    assert db.session.scalars(select(SessionRow)).all() == []
    assert db.session.scalars(select(LinkRow)).all() == []


def test_nobody_shuts_the_own_account_or_the_last_administrator(city: City):
    admin = city.actor("admin", None, ("administrator", None))
    assert admin.user_id is not None
    with pytest.raises(RuleBroken, match="not_oneself"):
        service.deactivate_person(admin.user_id, actor=admin, now=NOW)
    with pytest.raises(RuleBroken, match="last_administrator"):
        service.deactivate_person(admin.user_id, actor=SYSTEM, now=NOW)
    assert db.session.get_one(UserRow, admin.user_id).active


# ── what a role reaches ─────────────────────────────────────────────────────────────────────────────────────────────
def test_a_grant_reaches_down_the_tree_and_nowhere_else(city: City):
    user = city.person("lead", "青溪区", ("lead", "青溪区"))
    city.set_password(user)
    actor = service.load_actor(sign_in("lead"), now=NOW)
    assert actor is not None
    assert actor.grants[0].department_ids == frozenset({city.ids["青溪区"], city.ids["望河街道"]})
    assert actor.can("users.people", department_id=city.ids["望河街道"])
    assert not actor.can("users.people", department_id=city.ids[WATER])
    assert not actor.can("users.people", department_id=None)


def test_loading_an_actor_takes_two_queries(city: City):
    user = city.person("many", WATER, ("lead", WATER), ("editor", WATER), ("office", None))
    city.set_password(user)
    session_id = sign_in("many")
    db.session.rollback()
    said: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda c, cur, text, *rest: said.append(text))
    actor = service.load_actor(session_id, now=NOW)
    assert actor is not None
    assert {grant.role for grant in actor.grants} == {"lead", "editor", "office"}
    assert len([text for text in said if text.startswith(("SELECT", "WITH"))]) == 2


def test_a_campaigns_grant_holds_for_that_campaign_only(city: City):
    user = city.person("office", None)
    service.give_role(user, "office", None, 7, actor=SYSTEM, now=NOW)
    city.set_password(user)
    actor = service.load_actor(sign_in("office"), now=NOW)
    assert actor is not None
    assert actor.can("users.people", campaign_id=7)
    assert not actor.can("users.people", campaign_id=8)


def test_people_with_a_permission_for_a_department(city: City):
    lead = city.person("lead", "青溪区", ("lead", "青溪区"))
    office = city.person("office", None, ("office", None))
    gone = city.person("gone", "青溪区", ("lead", "青溪区"))
    service.deactivate_person(gone, actor=SYSTEM, now=NOW)
    found = service.people_with("users.people", department_id=city.ids["望河街道"])
    assert {p.id for p in found} == {lead, office}
    assert {p.id for p in service.people_with("users.people", department_id=city.ids[WATER])} == {office}
    assert service.people_with("nobody.declared") == []


# ── giving roles ────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("giver", "role", "where", "allowed"),
    [
        ("lead", "editor", WATER, True),
        ("lead", "reviewer", WATER, True),
        ("lead", "leader", WATER, False),
        ("lead", "secrecy_reviewer", WATER, False),
        ("lead", "editor", HOUSING, False),
        ("lead", "office", None, False),
        ("lead", "lead", WATER, False),
        ("editor", "editor", WATER, False),
        ("office", "leader", WATER, True),
        ("office", "office", None, True),
        ("office", "operator", None, True),
        ("office", "administrator", None, False),
        ("administrator", "administrator", None, True),
        ("administrator", "office", None, True),
        ("administrator", "editor", WATER, False),
        ("administrator", "leader", WATER, False),
    ],
)
def test_who_may_give_what(city: City, giver: str, role: str, where: str | None, allowed: bool):
    actor = city.actor("giver", WATER, (giver, None if giver in ("office", "administrator") else WATER))
    other = city.person("other", WATER)
    department = city.ids[where] if where else None
    if allowed:
        service.give_role(other, role, department, None, actor=actor, now=NOW)
        assert [g.role for g in service.own_grants(other)] == [role]
    else:
        with pytest.raises((NotAllowed, NotFound)):
            service.give_role(other, role, department, None, actor=actor, now=NOW)
        assert service.own_grants(other) == []


def test_nobody_changes_the_own_roles(city: City):
    actor = city.actor("admin", WATER, ("administrator", None), ("office", None))
    assert actor.user_id is not None
    with pytest.raises(RuleBroken, match="own_roles"):
        service.give_role(actor.user_id, "leader", city.ids[WATER], None, actor=actor, now=NOW)
    with pytest.raises(RuleBroken, match="own_roles"):
        service.end_role(actor.user_id, service.own_grants(actor.user_id)[0].id, actor=actor, now=NOW)


def test_a_county_office_gives_nothing_beyond_its_county(city: City):
    actor = city.actor("office", "青溪区", ("office", "青溪区"))
    other = city.person("other", "望河街道")
    with pytest.raises(NotAllowed):
        service.give_role(other, "office", None, None, actor=actor, now=NOW)
    with pytest.raises(NotAllowed):
        service.give_role(other, "editor", city.ids[WATER], None, actor=actor, now=NOW)
    assert service.give_role(other, "editor", city.ids["望河街道"], None, actor=actor, now=NOW)


def test_an_office_of_one_campaign_gives_roles_for_that_one_only(city: City):
    user = city.person("office", None)
    service.give_role(user, "office", None, 7, actor=SYSTEM, now=NOW)
    city.set_password(user)
    actor = service.load_actor(sign_in("office"), now=NOW)
    assert actor is not None
    other = city.person("other", WATER)
    with pytest.raises(NotAllowed):
        service.give_role(other, "editor", city.ids[WATER], None, actor=actor, now=NOW)
    service.give_role(other, "editor", city.ids[WATER], 7, actor=actor, now=NOW)


def test_the_same_role_twice_and_an_impossible_scope(city: City):
    other = city.person("other", WATER, ("editor", WATER))
    with pytest.raises(Conflict, match="grant_there"):
        service.give_role(other, "editor", city.ids[WATER], None, actor=SYSTEM, now=NOW)
    for role, department, code in (
        ("editor", None, "grant_needs_department"),
        ("administrator", city.ids[WATER], "grant_administrator_scope"),
        ("king", None, "role_unknown"),
        ("editor", 99999, "department_missing"),
    ):
        with pytest.raises(Invalid, match=code):
            service.give_role(other, role, department, None, actor=SYSTEM, now=NOW)


def test_a_role_taken_back_stops_at_the_next_look(city: City):
    user = city.person("lead", WATER, ("lead", WATER))
    city.set_password(user)
    session_id = sign_in("lead")
    service.end_role(user, service.own_grants(user)[0].id, actor=SYSTEM, now=NOW)
    actor = service.load_actor(session_id, now=NOW)
    assert actor is not None
    assert not actor.can("users.people")


def test_the_last_administrators_role_stays(city: City):
    admin = city.person("admin", None, ("administrator", None))
    with pytest.raises(RuleBroken, match="last_administrator"):
        service.end_role(admin, service.own_grants(admin)[0].id, actor=SYSTEM, now=NOW)
    assert len(service.own_grants(admin)) == 1


# ── links ───────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("maker", "allowed"), [("office", True), ("administrator", True), ("lead", True), ("editor", False)]
)
def test_who_may_reset_in_the_own_department(city: City, maker: str, allowed: bool):
    actor = city.actor("maker", WATER, (maker, None if maker in ("office", "administrator") else WATER))
    other = city.person("other", WATER, ("editor", WATER))
    if allowed:
        assert service.make_links([other], actor=actor, now=NOW)[0].login_name == "other"
    else:
        with pytest.raises((NotAllowed, NotFound)):
            service.make_links([other], actor=actor, now=NOW)


@pytest.mark.parametrize("role", ["office", "administrator"])
def test_a_lead_cannot_take_over_the_office_or_an_administrator(city: City, role: str):
    lead = city.actor("lead", WATER, ("lead", WATER))
    strong = city.person("strong", WATER, (role, None))
    for act in (
        lambda: service.make_links([strong], actor=lead, now=NOW),
        lambda: service.deactivate_person(strong, actor=lead, now=NOW),
    ):
        with pytest.raises(RuleBroken, match="person_is_stronger"):
            act()
