"""People: who they are, where they belong, how they are found."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from core.base import audit
from core.base.access import Actor
from core.base.db import db, unit_of_work
from core.base.errors import Invalid, NotFound, RuleBroken
from core.base.memory import remembered
from core.base.privacy import seal, unseal
from core.users import roles, rules, store
from core.users.contracts import Page, Person, PersonLine, PersonView, SavePerson
from core.users.models import DepartmentRow, GrantRow, UserRow

MANAGE = "users.people"
PER_PAGE = 50
#: what it rests on who may do something
HOLDERS = (UserRow, GrantRow, DepartmentRow)


def user_name(user_id: int) -> str:
    """The name of a person, also of one who has left; "" for an unknown id."""
    return user_names([user_id]).get(user_id, "")


def user_names(user_ids: Collection[int]) -> dict[int, str]:
    """id → name for those who are known."""
    if not user_ids:
        return {}
    wanted = tuple(sorted(set(user_ids)))
    return dict(remembered(("names", wanted), (UserRow,), lambda: store.names_of(wanted)))


def ids_in(department_ids: Collection[int]) -> list[int]:
    """Everybody of these departments, ended accounts too."""
    return store.ids_in(department_ids)


def ids_named(text: str) -> list[int]:
    """Everybody whose name or login name holds the text, ended accounts too."""
    return store.ids_named(text)


def people_with(
    permission: str, *, department_id: int | None = None, campaign_id: int | None = None
) -> list[Person]:
    """Active people who may do it for this department (None: for any) and campaign (None: for any)."""
    holding = roles.roles_with(permission)
    if not holding:
        return []
    key = ("people with", frozenset(holding), department_id, campaign_id)
    return list(remembered(key, HOLDERS, lambda: _holders(holding, department_id, campaign_id)))


def _holders(
    holding: Collection[str], department_id: int | None, campaign_id: int | None
) -> tuple[Person, ...]:
    reach = rules.ancestors(store.parents(), department_id) if department_id is not None else None
    return tuple(Person(u.id, u.name, u.department_id) for u in store.holders(holding, reach, campaign_id))


def list_people(
    *,
    actor: Actor,
    text: str = "",
    department_id: int | None = None,
    role: str = "",
    active: bool = True,
    number: int = 1,
) -> Page:
    """A page of 50 people among those whom the actor manages; a department includes what is below it."""
    actor.require(MANAGE)
    reach = actor.departments_for(MANAGE)
    if department_id is not None:
        wanted = set(db.session.scalars(db.select(store.below(department_id).c.id)))
        reach = frozenset(wanted if reach is None else wanted & reach)
    total, rows = store.search_people(
        text=rules.plain(text),
        department_ids=reach,
        role=role,
        active=active,
        limit=PER_PAGE,
        offset=(max(number, 1) - 1) * PER_PAGE,
    )
    held = store.roles_of([user.id for user, _ in rows])
    return Page(
        items=tuple(
            PersonLine(
                user.id,
                user.name,
                user.login_name,
                unit or "",
                tuple(roles.titles(held.get(user.id, ()))),
                user.active,
                bool(user.password_hash),
            )
            for user, unit in rows
        ),
        number=max(number, 1),
        pages=max(1, -(-total // PER_PAGE)),
        total=total,
    )


def person(user_id: int, *, actor: Actor) -> PersonView:
    """One person for those who manage people. Raises NotFound when not there or not theirs to see."""
    return _view(managed(user_id, actor=actor))


def managed(user_id: int, *, actor: Actor, lock: bool = False) -> UserRow:
    """The row of a person whom the actor manages; a foreign one looks as if it weren't there."""
    row = store.lock_user(user_id) if lock else db.session.get(UserRow, user_id)
    if row is None or row.guest or not actor.can(MANAGE, department_id=row.department_id):
        raise NotFound("person_gone")
    return row


def add_person(command: SavePerson, *, actor: Actor, now: datetime) -> int:
    """Add a person without a password; returns the id.

    Raises Invalid (name_missing, login_shape, login_taken, department_missing, contact shapes), NotAllowed.
    """
    with unit_of_work() as session:
        actor.require(MANAGE, department_id=command.department_id)
        row = UserRow(active=True, created_at=now)
        fill(row, command)
        session.add(row)
        flush_login(row.login_name)
        audit.record(
            actor, now, "users.person_added", subject=("user", row.id), department_id=row.department_id
        )
        return row.id


def change_person(user_id: int, command: SavePerson, *, actor: Actor, now: datetime) -> None:
    """Change name, login name, department, contacts. Raises as add_person, NotFound."""
    with unit_of_work():
        row = managed(user_id, actor=actor, lock=True)
        if row.department_id != command.department_id:
            actor.require(MANAGE, department_id=command.department_id)
        old_department = row.department_id
        fill(row, command)
        flush_login(row.login_name)
        audit.record(
            actor,
            now,
            "users.person_changed",
            subject=("user", row.id),
            department_id=row.department_id,
            from_department_id=old_department,
        )


def deactivate_person(user_id: int, *, actor: Actor, now: datetime) -> None:
    """Shut the account: every session and open link ends. Raises RuleBroken: not_oneself, last_administrator."""
    with unit_of_work():
        row = managed(user_id, actor=actor, lock=True)
        if row.id == actor.user_id:
            raise RuleBroken("not_oneself")
        held = store.roles_of([row.id]).get(row.id, set())
        refuse_stronger(row.id, held, actor)
        if not row.active:
            return
        row.active = False
        db.session.flush()
        if "administrator" in held and store.administrators() == 0:
            raise RuleBroken("last_administrator")
        store.end_sessions(row.id)
        store.drop_open_links(row.id)
        audit.record(
            actor, now, "users.person_ended", subject=("user", row.id), department_id=row.department_id
        )


def activate_person(user_id: int, *, actor: Actor, now: datetime) -> None:
    """Open the account again; the old password stays valid."""
    with unit_of_work():
        row = managed(user_id, actor=actor, lock=True)
        refuse_stronger(row.id, store.roles_of([row.id]).get(row.id, set()), actor)
        if not row.active:
            row.active = True
            audit.record(
                actor, now, "users.person_resumed", subject=("user", row.id), department_id=row.department_id
            )


def refuse_stronger(user_id: int, held: set[str], actor: Actor) -> None:
    """A department's lead may not take over or shut the account of the office or of an administrator.

    Raises RuleBroken("person_is_stronger").
    """
    if {"office", "administrator"} & held and not (actor.can("users.grant") or actor.can("users.appoint")):
        raise RuleBroken("person_is_stronger")


def fill(row: UserRow, command: SavePerson) -> None:
    """Check what was typed and put it into the row."""
    name, login = rules.plain(command.name), rules.login_key(command.login_name)
    phone, mail = rules.plain(command.phone), rules.plain(command.mail)
    if not name:
        raise Invalid("name_missing", field="name")
    if len(name) > 60:
        raise Invalid("text_long", field="name", most=60)
    for field, verdict in (
        ("login_name", rules.refuse_login_name(login)),
        ("phone", rules.refuse_contact_phone(phone)),
        ("mail", rules.refuse_mail(mail)),
    ):
        if verdict is not None:
            raise Invalid(verdict.code, field=field, **verdict.params)
    if command.department_id is not None:
        unit = db.session.get(DepartmentRow, command.department_id)
        if unit is None or (not unit.active and row.department_id != unit.id):
            raise Invalid("department_missing", field="department_id")
    with db.session.no_autoflush:
        other = store.user_by_login(login)
    if other is not None and other.id != row.id:
        raise Invalid("login_taken", field="login_name", login=login)
    row.name, row.login_name, row.department_id = name, login, command.department_id
    row.phone_sealed = resealed(row.phone_sealed, phone)
    row.mail_sealed = resealed(row.mail_sealed, mail)


def flush_login(login_name: str) -> None:
    """Write now: of two who take the same login name at the same moment the second hears of it here."""
    try:
        db.session.flush()
    except IntegrityError as problem:
        raise Invalid("login_taken", field="login_name", login=login_name) from problem


def resealed(sealed: str | None, text: str) -> str:
    """The sealed text; what says the same already stays as it is."""
    if sealed and unseal(sealed) == text:
        return sealed
    return seal(text) if text else ""


def opened(sealed: str) -> str:
    return unseal(sealed) if sealed else ""


def _view(row: UserRow) -> PersonView:
    return PersonView(
        id=row.id,
        name=row.name,
        login_name=row.login_name,
        department_id=row.department_id,
        phone=opened(row.phone_sealed),
        mail=opened(row.mail_sealed),
        active=row.active,
        has_password=bool(row.password_hash),
        created_at=row.created_at,
    )
