"""Roles given to people: per department with everything below it, per campaign."""

from __future__ import annotations

from datetime import datetime

from core.base import audit
from core.base.access import Actor
from core.base.db import db, unit_of_work
from core.base.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken
from core.users import roles, rules, store
from core.users.contracts import GrantView
from core.users.models import DepartmentRow, GrantRow, UserRow
from core.users.service.people import managed


def grants_of(user_id: int, *, actor: Actor) -> list[GrantView]:
    """The roles of a person whom the actor manages. Raises NotFound."""
    managed(user_id, actor=actor)
    return own_grants(user_id)


def own_grants(user_id: int) -> list[GrantView]:
    """The roles of a person, for that person's own page."""
    rows = store.grants_of(user_id)
    ids = {row.department_id for row in rows if row.department_id is not None}
    names = {d.id: d.name for d in store.departments(include_inactive=True) if d.id in ids} if ids else {}
    return [
        GrantView(row.id, row.role, row.department_id, names.get(row.department_id or 0, ""), row.campaign_id)
        for row in rows
    ]


def grantable_roles(actor: Actor) -> list[roles.Role]:
    """The roles that the actor may give somewhere."""
    return [
        role
        for role in roles.ROLES.values()
        if any(actor.can(p) for p in rules.granting_permissions(role.code))
    ]


def may_grant(actor: Actor, role: str, department_id: int | None, campaign_id: int | None) -> bool:
    """Whether the actor may give or end this role there: nobody gives what reaches further than their own."""
    return any(
        actor.can(permission, department_id=department_id, campaign_id=campaign_id)
        for permission in rules.granting_permissions(role)
    )


def give_role(
    user_id: int,
    role: str,
    department_id: int | None,
    campaign_id: int | None,
    *,
    actor: Actor,
    now: datetime,
) -> int:
    """Give a role; returns the grant's id.

    Raises Invalid (role_unknown, grant_needs_department, grant_administrator_scope, department_missing),
    RuleBroken("own_roles"), Conflict("grant_there"), NotAllowed, NotFound.
    """
    with unit_of_work():
        row = managed(user_id, actor=actor, lock=True)
        return put_grant(row, role, department_id, campaign_id, actor=actor, now=now)


def put_grant(
    user: UserRow,
    role: str,
    department_id: int | None,
    campaign_id: int | None,
    *,
    actor: Actor,
    now: datetime,
) -> int:
    """The same for a row at hand, in the caller's unit of work."""
    refuse_grant(user.id, role, department_id, campaign_id, actor)
    if store.same_grant(user.id, role, department_id, campaign_id) is not None:
        raise Conflict("grant_there")
    grant = GrantRow(
        user_id=user.id,
        role=role,
        department_id=department_id,
        campaign_id=campaign_id,
        granted_at=now,
        granted_by=actor.user_id,
    )
    db.session.add(grant)
    db.session.flush()
    audit.record(
        actor,
        now,
        "users.role_given",
        subject=("user", user.id),
        department_id=department_id,
        campaign_id=campaign_id,
        role=role,
    )
    return grant.id


def refuse_grant(
    user_id: int | None, role: str, department_id: int | None, campaign_id: int | None, actor: Actor
) -> None:
    """Raise when this role can't be given there by this actor."""
    known = roles.ROLES.get(role)
    if known is None:
        raise Invalid("role_unknown", field="role")
    if user_id is not None and user_id == actor.user_id:
        raise RuleBroken("own_roles")
    verdict = rules.refuse_scope(role, known.scope, department_id, campaign_id)
    if verdict is not None:
        raise Invalid(verdict.code, field="department_id", **verdict.params)
    if department_id is not None:
        unit = db.session.get(DepartmentRow, department_id)
        if unit is None or not unit.active:
            raise Invalid("department_missing", field="department_id")
    if not may_grant(actor, role, department_id, campaign_id):
        raise NotAllowed("role_not_yours", role=str(known.title))


def end_role(user_id: int, grant_id: int, *, actor: Actor, now: datetime) -> None:
    """Take a role back; it stops at the person's next page.

    Raises RuleBroken: own_roles, last_administrator; NotAllowed, NotFound.
    """
    with unit_of_work() as session:
        managed(user_id, actor=actor, lock=True)
        grant = session.get(GrantRow, grant_id)
        if grant is None or grant.user_id != user_id:
            raise NotFound("grant_gone")
        if user_id == actor.user_id:
            raise RuleBroken("own_roles")
        if not may_grant(actor, grant.role, grant.department_id, grant.campaign_id):
            role = roles.ROLES.get(grant.role)
            raise NotAllowed("role_not_yours", role=str(role.title) if role else grant.role)
        session.delete(grant)
        session.flush()
        if grant.role == "administrator" and store.administrators() == 0:
            raise RuleBroken("last_administrator")
        audit.record(
            actor,
            now,
            "users.role_ended",
            subject=("user", user_id),
            department_id=grant.department_id,
            campaign_id=grant.campaign_id,
            role=grant.role,
        )
