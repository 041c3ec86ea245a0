"""Deputies by date (AB角): naming, ending, and the lists of who stands for whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from core.base import audit, clock
from core.base.access import Actor
from core.base.db import db, unit_of_work
from core.base.errors import Conflict, Invalid, NotAllowed, NotFound
from core.publishing import deputy_rules, store
from core.publishing.contracts import DeputyLine
from core.publishing.models import DeputyRow
from core.publishing.permissions import DEPUTIES, ROLE_PERMISSION, VIEW
from core.publishing.service.persons import deputyship_of
from core.users import service as users
from core.users.contracts import Person

#: which box of the form a refusal is about
FIELDS = {
    "deputy_self": "deputy", "deputy_sees_nothing": "deputy", "deputy_passes_on": "deputy",
    "deputy_days_reversed": "ends_on", "deputy_days_past": "ends_on", "deputy_too_long": "ends_on",
    "deputy_not_own_role": "duty", "deputy_there_already": "starts_on",
}  # fmt: skip


@dataclass(frozen=True)
class Duty:
    """A role of the chain that somebody holds in their own right. `department_id` None: for the whole city."""

    role: str
    department_id: int | None
    person: Person

    @property
    def key(self) -> str:
        return f"{self.role}:{self.department_id or ''}:{self.person.id}"


def duties_to_give(*, actor: Actor) -> list[Duty]:
    """The roles for which this person may name a deputy: the own ones, and those of the people they manage."""
    found = [
        Duty(grant.role, place, Person(actor.user_id, actor.name, actor.department_id))
        for grant in actor.grants
        if actor.user_id is not None and ROLE_PERMISSION.get(grant.role) in grant.permissions
        for place in _places(grant.department_ids)
    ]
    managed = actor.departments_for(DEPUTIES)
    # Three hundred units, few with people of their own in the chain: only these are asked about one by one.
    at_home = {
        person.department_id
        for permission in ROLE_PERMISSION.values()
        for person in users.people_with(permission)
    }
    for unit in users.all_departments():
        if unit.active and unit.id in at_home and (managed is None or unit.id in managed):
            found += [
                Duty(role, unit.id, person)
                for role, permission in ROLE_PERMISSION.items()
                for person in users.people_with(permission, department_id=unit.id)
                if person.department_id == unit.id
            ]
    return list({duty.key: duty for duty in found}.values())


def possible_deputies(*, actor: Actor) -> list[Person]:
    """Who may be named: people who see the documents of a department where this person names deputies."""
    places = {duty.department_id for duty in duties_to_give(actor=actor)}
    found: dict[int, Person] = {}
    for place in places:
        for person in users.people_with(VIEW, department_id=place):
            found[person.id] = person
    return sorted(found.values(), key=lambda person: person.name)


def name_deputy(
    duty_key: str, deputy_id: int, starts_on: date, ends_on: date, *, actor: Actor, now: datetime
) -> int:
    """Name who signs in somebody's place from day to day, both included; the deputyship's id.

    Raises NotAllowed for a duty that isn't this person's to give, Invalid with the codes of `deputy_rules`.
    """
    with unit_of_work():
        store.hold_deputies()
        duty = next((d for d in duties_to_give(actor=actor) if d.key == duty_key), None)
        if duty is None:
            raise Invalid("deputy_not_own_role", field="duty")
        new = deputy_rules.Deputyship(
            duty.role, duty.department_id, duty.person.id, deputy_id, starts_on, ends_on
        )
        seeing = {p.id for p in users.people_with(VIEW, department_id=duty.department_id)}
        today = clock.local(now).date()
        refusal = deputy_rules.refuse_naming(
            new,
            person_holds=True,
            deputy_sees=deputy_id in seeing,
            standing=[deputyship_of(row) for row in store.deputies(ending_from=min(today, starts_on))],
            today=today,
        )
        if refusal is not None:
            raise Invalid(refusal.code, field=FIELDS[refusal.code], **refusal.params)
        row = DeputyRow(
            role=new.role, department_id=new.department_id, person_id=new.person_id, deputy_id=deputy_id,
            starts_on=starts_on, ends_on=ends_on, named_by=actor.user_id, at=now,
        )  # fmt: skip
        db.session.add(row)
        db.session.flush()
        _tell(actor, now, "deputy_named", row)
        return row.id


def end_deputy(deputyship_id: int, *, actor: Actor, now: datetime) -> None:
    """End a deputyship at once; what was signed under it stays. Raises NotFound, NotAllowed, Conflict("deputy_over")."""
    with unit_of_work():
        row = db.session.get(DeputyRow, deputyship_id, with_for_update=True)
        if row is None:
            raise NotFound()
        if not _may_end(row, actor):
            raise NotAllowed(permission=DEPUTIES)
        if row.ended_at is not None or row.ends_on < clock.local(now).date():
            raise Conflict("deputy_over")
        row.ended_at, row.ended_by = now, actor.user_id
        _tell(actor, now, "deputy_ended", row)


def deputy_lines(*, actor: Actor, now: datetime) -> list[DeputyLine]:
    """Deputyships that this person gave, has, or manages: those that hold or will hold first."""
    today = clock.local(now).date()
    managed = actor.departments_for(DEPUTIES)
    rows = [
        row
        for row in store.deputies()
        if actor.user_id in (row.person_id, row.deputy_id)
        or managed is None
        or (row.department_id is not None and row.department_id in managed)
    ]
    ids = {user_id for row in rows for user_id in (row.person_id, row.deputy_id, row.named_by)}
    names = users.user_names([user_id for user_id in ids if user_id is not None])
    units = {unit.id: unit.name for unit in users.all_departments()}
    lines = [
        DeputyLine(
            row.id, row.role, units.get(row.department_id or 0, ""), names.get(row.person_id, ""),
            names.get(row.deputy_id, ""), row.starts_on, row.ends_on, _state(row, today),
            names.get(row.named_by or 0, ""), _state(row, today) != "over" and _may_end(row, actor),
        )
        for row in rows
    ]  # fmt: skip
    order = {"now": 0, "later": 1, "over": 2}
    return sorted(lines, key=lambda line: (order[line.state], line.starts_on))


def _places(department_ids: frozenset[int] | None) -> list[int | None]:
    """Where a role is held: the topmost departments of a grant, which includes those under them; None everywhere."""
    if department_ids is None:
        return [None]
    parents = {unit.id: unit.parent_id for unit in users.all_departments()}
    return [place for place in sorted(department_ids) if parents.get(place) not in department_ids]


def _state(row: DeputyRow, today: date) -> str:
    if row.ends_on < today:
        return "over"
    return "now" if row.starts_on <= today else "later"


def _may_end(row: DeputyRow, actor: Actor) -> bool:
    return actor.user_id == row.person_id or actor.can(DEPUTIES, department_id=row.department_id)


def _tell(actor: Actor, now: datetime, fact: str, row: DeputyRow) -> None:
    audit.record(
        actor, now, f"publishing.{fact}", subject=("deputy", row.id), department_id=row.department_id,
        role=row.role, person=row.person_id, deputy=row.deputy_id,
    )  # fmt: skip
