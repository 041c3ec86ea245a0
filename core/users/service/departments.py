"""The tree of departments: read by everyone, changed by the office and the administrator."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from core.base import audit
from core.base.access import Actor
from core.base.db import db, unit_of_work
from core.base.errors import Invalid, NotFound, RuleBroken
from core.base.memory import remembered
from core.users import rules, store
from core.users.contracts import Department, SaveDepartment
from core.users.models import DepartmentRow

MANAGE = "users.departments"


def all_departments(*, include_inactive: bool = False) -> list[Department]:
    """Every department in the order of the tree: each stands right after what is above it."""

    def load() -> tuple[Department, ...]:
        rows = {row.id: row for row in store.departments(include_inactive=include_inactive)}
        order = rules.tree_order((r.id, r.parent_id) for r in rows.values())
        return tuple(_view(rows[found], depth) for found, depth in order)

    return list(remembered(("departments", include_inactive), (DepartmentRow,), load))


def department(department_id: int) -> Department:
    """One department, active or not. Raises NotFound."""
    row = db.session.get(DepartmentRow, department_id)
    if row is None:
        raise NotFound("department_gone")
    return _view(row)


def department_name(department_id: int) -> str:
    """Its name, or "" when there is none with this id."""
    names = remembered("department names", (DepartmentRow,), _names)
    return names.get(department_id, "")


def _names() -> dict[int, str]:
    return {row.id: row.name for row in store.departments(include_inactive=True)}


def find_department(name: str) -> Department | None:
    """The active department of this name, short name or alias; blanks and the width of letters don't matter."""
    return index_of_names(all_departments()).get(rules.name_key(name))


def index_of_names(departments: Sequence[Department]) -> dict[str, Department]:
    """Every name, short name and alias → its department. A full name wins; a short name that two share names neither."""
    full = {rules.name_key(d.name): d for d in departments}
    short: dict[str, set[int]] = {}
    by_id = {d.id: d for d in departments}
    for d in departments:
        for word in (d.short_name, *d.aliases):
            if word:
                short.setdefault(rules.name_key(word), set()).add(d.id)
    clear = {key: by_id[next(iter(ids))] for key, ids in short.items() if len(ids) == 1}
    return {**clear, **full}


def add_department(command: SaveDepartment, *, actor: Actor, now: datetime) -> Department:
    """Add a department. Raises Invalid (name_missing, department_name_taken, department_kind), NotFound, NotAllowed."""
    with unit_of_work() as session:
        store.lock_tree()
        actor.require(MANAGE, department_id=command.parent_id)
        row = DepartmentRow(active=True)
        _fill(row, command)
        session.add(row)
        session.flush()
        audit.record(
            actor, now, "users.department_added", subject=("department", row.id), department_id=row.id
        )
        return _view(row)


def change_department(
    department_id: int, command: SaveDepartment, *, actor: Actor, now: datetime
) -> Department:
    """Rename, move or describe. Raises Invalid (department_cycle and those of adding), NotFound, NotAllowed."""
    with unit_of_work() as session:
        store.lock_tree()
        row = _get(department_id)
        actor.require(MANAGE, department_id=department_id)
        moved = row.parent_id != command.parent_id
        if moved:
            actor.require(MANAGE, department_id=command.parent_id)
        if rules.makes_cycle(store.parents(), department_id, command.parent_id):
            raise Invalid("department_cycle", field="parent_id", name=row.name)
        _fill(row, command)
        session.flush()
        action = "users.department_moved" if moved else "users.department_changed"
        audit.record(
            actor,
            now,
            action,
            subject=("department", row.id),
            department_id=row.id,
            parent_id=command.parent_id,
        )
        return _view(row)


def deactivate_department(department_id: int, *, actor: Actor, now: datetime) -> None:
    """Take it out of every list to choose from; what refers to it keeps its name.

    Raises RuleBroken: department_has_children, department_has_people.
    """
    with unit_of_work():
        store.lock_tree()
        row = _get(department_id)
        actor.require(MANAGE, department_id=department_id)
        children = [d for d in store.departments(include_inactive=False) if d.parent_id == department_id]
        if children:
            raise RuleBroken("department_has_children", name=row.name, others=[d.name for d in children[:5]])
        people = store.people_count(department_id)
        if people:
            raise RuleBroken("department_has_people", name=row.name, n=people)
        if row.active:
            row.active = False
            audit.record(
                actor, now, "users.department_ended", subject=("department", row.id), department_id=row.id
            )


def activate_department(department_id: int, *, actor: Actor, now: datetime) -> None:
    """Put it back. Raises RuleBroken("department_parent_ended")."""
    with unit_of_work() as session:
        store.lock_tree()
        row = _get(department_id)
        actor.require(MANAGE, department_id=department_id)
        above = session.get(DepartmentRow, row.parent_id) if row.parent_id else None
        if above is not None and not above.active:
            raise RuleBroken("department_parent_ended", name=above.name)
        if not row.active:
            row.active = True
            audit.record(
                actor, now, "users.department_resumed", subject=("department", row.id), department_id=row.id
            )


def ensure_departments(
    wanted: Sequence[tuple[str, str]], *, parent_id: int | None, actor: Actor, now: datetime
) -> dict[str, int]:
    """The ids of departments by name as given; who is missing is added under `parent_id`: [(name, kind)] → {name: id}."""
    with unit_of_work():
        store.lock_tree()
        known = index_of_names(all_departments(include_inactive=True))
        found: dict[str, int] = {}
        for name, kind in wanted:
            key = rules.name_key(name)
            if key not in known:
                command = SaveDepartment(name=name, kind=kind, parent_id=parent_id)
                known[key] = add_department(command, actor=actor, now=now)
            found[name] = known[key].id
        return found


def _get(department_id: int) -> DepartmentRow:
    row = db.session.get(DepartmentRow, department_id, populate_existing=True)
    if row is None:
        raise NotFound("department_gone")
    return row


def _fill(row: DepartmentRow, command: SaveDepartment) -> None:
    name = rules.plain(command.name)
    if not name:
        raise Invalid("name_missing", field="name")
    if len(name) > 120:
        raise Invalid("text_long", field="name", most=120)
    if command.kind not in rules.KINDS:
        raise Invalid("department_kind", field="kind")
    if command.parent_id is not None:
        above = _get(command.parent_id)
        if not above.active and row.parent_id != command.parent_id:
            raise Invalid("department_parent_ended", field="parent_id", name=above.name)
    key = rules.name_key(name)
    with db.session.no_autoflush:
        for other in store.departments(include_inactive=True):
            if other.name_key == key and other.id != row.id:
                code = "department_name_taken" if other.active else "department_name_taken_ended"
                raise Invalid(code, field="name", name=other.name)
    row.name, row.name_key, row.kind, row.parent_id = name, key, command.kind, command.parent_id
    row.short_name = rules.plain(command.short_name)[:60]
    row.aliases = [rules.plain(alias)[:60] for alias in command.aliases if rules.plain(alias)]


def _view(row: DepartmentRow, depth: int = 0) -> Department:
    return Department(
        id=row.id,
        name=row.name,
        short_name=row.short_name,
        kind=row.kind,
        parent_id=row.parent_id,
        aliases=tuple(row.aliases),
        active=row.active,
        depth=depth,
    )
