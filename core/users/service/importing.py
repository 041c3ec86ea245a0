"""Departments and people from a spreadsheet: look first, store what was confirmed. The same file twice changes nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from core.base import audit
from core.base.access import Actor
from core.base.db import db, unit_of_work
from core.base.errors import DomainError, Invalid
from core.base.privacy import seal, unseal
from core.users import roles, rules, spreadsheet, store
from core.users.contracts import Department, SaveDepartment, SavePerson
from core.users.models import UserRow
from core.users.service import departments
from core.users.service.grants import may_grant, put_grant, refuse_grant
from core.users.service.people import fill, opened
from core.users.spreadsheet import RawRow, RawSheets

IMPORT = "users.import"
PREVIEW_LIFE = timedelta(hours=1)


@dataclass(frozen=True)
class Fault:
    """Why a row can't be taken: a message code with its figures."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class PlannedRow:
    """What would become of one row. `outcome`: add, change, same, fault."""

    sheet: str
    number: int
    title: str
    where: str
    outcome: str
    faults: tuple[Fault, ...] = ()
    roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Preview:
    """Every row with its outcome, and the sealed rows to hand back for confirming."""

    rows: tuple[PlannedRow, ...]
    sealed: str

    def count(self, outcome: str) -> int:
        return sum(row.outcome == outcome for row in self.rows)

    @property
    def usable(self) -> int:
        return self.count("add") + self.count("change")


@dataclass(frozen=True)
class Imported:
    """What was stored, and the rows that weren't."""

    added_departments: int
    added_people: int
    changed: int
    faulty: tuple[PlannedRow, ...]
    people_ids: tuple[int, ...]


def preview(sheets: RawSheets, *, actor: Actor, now: datetime) -> Preview:
    """Look at every row; nothing is stored. Only for who manages the whole city. Raises NotAllowed."""
    actor.require(IMPORT, department_id=None)
    plan = _Plan(actor)
    plan.look(sheets)
    body = {"user": actor.user_id, "at": now.isoformat(), **asdict(sheets)}
    return Preview(tuple(plan.rows), seal(json.dumps(body, ensure_ascii=False)))


def confirm(sealed: str, *, actor: Actor, now: datetime) -> Imported:
    """Store the good rows of a preview, judged again as things are now. Raises Invalid("sheet_stale"), NotAllowed."""
    actor.require(IMPORT, department_id=None)
    sheets = _unpacked(sealed, actor, now)
    with unit_of_work():
        store.lock_tree()
        plan = _Plan(actor, storing_at=now)
        plan.look(sheets)
        audit.record(
            actor,
            now,
            "users.people_imported",
            subject=("user", actor.user_id),
            departments=plan.added_departments,
            people=plan.added_people,
            changed=plan.changed,
        )
        faulty = tuple(row for row in plan.rows if row.outcome == "fault")
        return Imported(
            plan.added_departments, plan.added_people, plan.changed, faulty, tuple(plan.people_ids)
        )


def _unpacked(sealed: str, actor: Actor, now: datetime) -> RawSheets:
    try:
        body = json.loads(unseal(sealed))
        made = datetime.fromisoformat(body["at"])
    except (DomainError, ValueError, KeyError) as problem:
        raise Invalid("sheet_stale", field="file") from problem
    if body["user"] != actor.user_id or now - made > PREVIEW_LIFE:
        raise Invalid("sheet_stale", field="file")
    return RawSheets(
        tuple(RawRow(**row) for row in body["departments"]), tuple(RawRow(**row) for row in body["people"])
    )


class _Plan:
    """One walk over all rows. With `storing_at` the good ones are stored as they pass."""

    def __init__(self, actor: Actor, storing_at: datetime | None = None) -> None:
        self.actor, self.storing_at = actor, storing_at
        self.rows: list[PlannedRow] = []
        self.known = departments.index_of_names(departments.all_departments())
        self.ended = {
            rules.name_key(d.name) for d in departments.all_departments(include_inactive=True) if not d.active
        }
        self.names = {d.id: d.name for d in self.known.values()}
        self.seen: dict[str, int] = {}
        self.next_unborn = -1
        self.added_departments = self.added_people = self.changed = 0
        self.people_ids: list[int] = []

    def look(self, sheets: RawSheets) -> None:
        for row in sheets.departments:
            self.rows.append(self._department(row))
        self.seen = {}
        logins = {rules.login_key(row.cells.get("登录名", "")) for row in sheets.people}
        present = store.users_by_login(logins)
        held = _grants_by_user([user.id for user in present.values()])
        for row in sheets.people:
            self.rows.append(self._person(row, present, held))

    # ── departments ─────────────────────────────────────────────────────────────────────────────────────────────────
    def _department(self, row: RawRow) -> PlannedRow:
        cells = row.cells
        name, above = cells.get("全称", ""), cells.get("上级", "")
        key = rules.name_key(name)
        planned = PlannedRow(spreadsheet.DEPARTMENTS, row.number, name, above, "fault")
        faults: list[Fault] = []
        if not name:
            faults.append(Fault("row_name_missing"))
        elif len(name) > 120:
            faults.append(Fault("text_long", {"most": 120}))
        elif key in self.seen:
            faults.append(Fault("row_double", {"row": self.seen[key]}))
        elif key in self.ended:
            faults.append(Fault("department_name_taken_ended", {"name": name}))
        kind = spreadsheet.KIND_WORDS.get(cells.get("类别", ""))
        if kind is None:
            known = list(spreadsheet.KIND_WORDS)
            faults.append(Fault("row_kind", {"value": cells.get("类别", ""), "known": known}))
        parent = self.known.get(rules.name_key(above)) if above else None
        if above and parent is None:
            faults.append(Fault("row_parent", {"value": above}))
        self.seen.setdefault(key, row.number)
        if faults or kind is None:
            return replace(planned, faults=tuple(faults))
        command = SaveDepartment(
            name,
            kind,
            parent.id if parent else None,
            cells.get("简称", ""),
            rules.split_names(cells.get("别名", "")),
        )
        there = self.known.get(key)
        if there is not None and rules.name_key(there.name) == key:
            return self._known_department(planned, there, command, bool(above))
        return self._new_department(planned, command)

    def _known_department(
        self, planned: PlannedRow, there: Department, command: SaveDepartment, says_parent: bool
    ) -> PlannedRow:
        if says_parent and there.parent_id != command.parent_id:
            parent = self.names.get(there.parent_id or 0, "")
            return replace(planned, faults=(Fault("row_moved", {"parent": parent or there.name}),))
        wanted = replace(
            command,
            parent_id=there.parent_id,
            short_name=command.short_name or there.short_name,
            aliases=tuple(dict.fromkeys((*there.aliases, *command.aliases))),
        )
        have = SaveDepartment(there.name, there.kind, there.parent_id, there.short_name, there.aliases)
        if replace(wanted, name=there.name) == have:
            return replace(planned, outcome="same")
        if self.storing_at is not None:
            departments.change_department(there.id, wanted, actor=self.actor, now=self.storing_at)
        self.changed += 1
        return replace(planned, outcome="change")

    def _new_department(self, planned: PlannedRow, command: SaveDepartment) -> PlannedRow:
        if self.storing_at is not None:
            made = departments.add_department(command, actor=self.actor, now=self.storing_at)
        else:
            # In a preview it gets an id that no row has, so that the rows after it can name it.
            made = Department(
                self.next_unborn, command.name, command.short_name, command.kind, command.parent_id
            )
            self.next_unborn -= 1
        self.names[made.id] = made.name
        for word in (made.name, command.short_name, *command.aliases):
            if word:
                self.known.setdefault(rules.name_key(word), made)
        self.added_departments += 1
        return replace(planned, outcome="add")

    # ── people ──────────────────────────────────────────────────────────────────────────────────────────────────────
    def _person(
        self, row: RawRow, present: dict[str, UserRow], held: dict[int, set[tuple[str, int | None]]]
    ) -> PlannedRow:
        cells = row.cells
        name, login, unit = (
            cells.get("姓名", ""),
            rules.login_key(cells.get("登录名", "")),
            cells.get("部门", ""),
        )
        planned = PlannedRow(spreadsheet.PEOPLE, row.number, name or login, unit, "fault")
        there = present.get(login)
        faults = self._person_faults(cells, name, login, there)
        department = self.known.get(rules.name_key(unit)) if unit else None
        if not unit:
            faults.append(Fault("row_department_missing"))
        elif department is None:
            code = "row_department_ended" if rules.name_key(unit) in self.ended else "row_department"
            faults.append(Fault(code, {"value": unit}))
        wanted: list[str] = []
        for word in rules.split_names(cells.get("角色", "")):
            code = spreadsheet.ROLE_WORDS.get(word, "")
            wanted.append(code)
            if not code:
                faults.append(Fault("row_role", {"value": word, "known": list(spreadsheet.ROLE_WORDS)}))
            elif department is not None:
                faults.extend(self._grant_faults(there, code, department.id))
        if login:
            self.seen.setdefault(login, row.number)
        if faults or department is None:
            return replace(planned, faults=tuple(faults))
        command = SavePerson(name, login, department.id, cells.get("电话", ""), cells.get("邮箱", ""))
        missing = [
            code
            for code in wanted
            if there is None or (code, _scope(code, department.id)) not in held.get(there.id, ())
        ]
        return self._keep(replace(planned, roles=tuple(missing)), there, command)

    def _person_faults(
        self, cells: Mapping[str, str], name: str, login: str, there: UserRow | None
    ) -> list[Fault]:
        faults: list[Fault] = []
        if not name:
            faults.append(Fault("row_person_missing"))
        elif len(name) > 60:
            faults.append(Fault("text_long", {"most": 60}))
        if not login:
            faults.append(Fault("row_login_missing"))
        elif login in self.seen:
            faults.append(Fault("row_double", {"row": self.seen[login]}))
        for verdict in (
            rules.refuse_login_name(login) if login else None,
            rules.refuse_contact_phone(cells.get("电话", "")),
            rules.refuse_mail(cells.get("邮箱", "")),
        ):
            if verdict is not None:
                faults.append(Fault(verdict.code, verdict.params))
        if there is not None and name and there.name != name:
            # Writing a colleague's login name by mistake must not turn the colleague into somebody else.
            faults.append(Fault("row_login_other", {"login": login, "name": there.name}))
        elif there is not None and not there.active:
            faults.append(Fault("row_ended", {"name": there.name}))
        return faults

    def _grant_faults(self, there: UserRow | None, role: str, department_id: int) -> list[Fault]:
        scope = _scope(role, department_id)
        if scope is not None and scope < 0:  # its department is born in this file
            allowed = may_grant(self.actor, role, None, None)
            return [] if allowed else [Fault("role_not_yours", {"role": str(roles.ROLES[role].title)})]
        try:
            refuse_grant(there.id if there else None, role, scope, None, self.actor)
        except DomainError as refusal:
            return [Fault(refusal.code, refusal.params)]
        return []

    def _keep(self, planned: PlannedRow, there: UserRow | None, command: SavePerson) -> PlannedRow:
        now = self.storing_at
        if there is not None:
            command = replace(
                command,
                phone=command.phone or opened(there.phone_sealed),
                mail=command.mail or opened(there.mail_sealed),
            )
            same = (there.department_id, opened(there.phone_sealed), opened(there.mail_sealed)) == (
                command.department_id,
                rules.plain(command.phone),
                rules.plain(command.mail),
            )
            if same and not planned.roles:
                if now is not None:
                    self.people_ids.append(there.id)
                return replace(planned, outcome="same")
        if now is not None:
            self._store(there, command, planned.roles, now)
        if there is None:
            self.added_people += 1
            return replace(planned, outcome="add")
        self.changed += 1
        return replace(planned, outcome="change")

    def _store(
        self, there: UserRow | None, command: SavePerson, new_roles: tuple[str, ...], now: datetime
    ) -> None:
        row = there or UserRow(active=True, created_at=now)
        fill(row, command)
        db.session.add(row)
        db.session.flush()
        action = "users.person_added" if there is None else "users.person_changed"
        audit.record(self.actor, now, action, subject=("user", row.id), department_id=row.department_id)
        for code in new_roles:
            put_grant(row, code, _scope(code, row.department_id), None, actor=self.actor, now=now)
        self.people_ids.append(row.id)


def _scope(role: str, department_id: int | None) -> int | None:
    """A department's role is held for the person's department, a city's role for everything."""
    return department_id if roles.ROLES[role].scope == "department" else None


def _grants_by_user(user_ids: list[int]) -> dict[int, set[tuple[str, int | None]]]:
    found: dict[int, set[tuple[str, int | None]]] = {}
    for user_id, role, department_id in store.grants_everywhere(user_ids):
        found.setdefault(user_id, set()).add((role, department_id))
    return found
