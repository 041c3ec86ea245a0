"""The audit trail as readable lines for those whom it concerns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.base import audit
from core.base.access import Actor
from core.base.audit import AuditEntry
from core.base.db import unit_of_work
from core.base.errors import NotAllowed
from core.base.registry import registry
from core.base.wording import shown
from core.plugin.contracts import Subject
from core.trail import store
from core.trail.messages import SUBJECTS
from core.trail.rules import Reach, reach_of
from core.trail.store import Asked
from core.users import service as users

PER_PAGE = 50
MOST_EXPORTED = 20_000


@dataclass(frozen=True)
class Line:
    """One act. `who` "" is a visitor or the system (`by_system`); `subject` "" when the act is about nothing in particular."""

    id: int
    at: datetime
    who: str
    by_system: bool
    what: str
    group: str
    subject: str
    url: str
    department: str
    campaign_id: int | None


@dataclass(frozen=True)
class Page:
    """A part of the trail."""

    lines: tuple[Line, ...]
    total: int
    number: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PER_PAGE))


def see_of(actor: Actor) -> Reach:
    """What the actor may read. Raises NotAllowed for who isn't signed in."""
    if actor.user_id is None:
        raise NotAllowed(permission="trail")
    return reach_of(actor.user_id, actor.grants)


def groups() -> list[tuple[str, Any]]:
    """(code, title) of everybody who writes into the trail."""
    codes = {action.partition(".")[0] for action in registry().audit_texts}
    plugins = registry().host.plugins
    return [(code, plugins[code].info.title) for code in plugins if code in codes]


def read_trail(asked: Asked, *, actor: Actor, number: int = 1) -> Page:
    """One page of what the actor may see of what they ask for, the newest first."""
    reach = see_of(actor)
    number = max(1, number)
    total, rows = store.entries(
        reach, asked, _people_of(reach), limit=PER_PAGE, offset=(number - 1) * PER_PAGE
    )
    return Page(tuple(_lines(rows, actor)), total, number)


def export_lines(asked: Asked, *, actor: Actor, now: datetime) -> list[Line]:
    """The same as one list, at most 20,000 lines; that somebody took it along is audited."""
    reach = see_of(actor)
    _total, rows = store.entries(reach, asked, _people_of(reach), limit=MOST_EXPORTED)
    found = _lines(rows, actor)
    with unit_of_work():
        audit.record(
            actor,
            now,
            "trail.exported",
            subject=("trail", None),
            campaign_id=asked.campaign_id,
            department_id=asked.department_id,
            count=len(found),
        )
    return found


def _people_of(reach: Reach) -> list[int]:
    if not reach.departments:
        return []
    return users.ids_in(reach.departments)


def _lines(rows: Sequence[AuditEntry], actor: Actor) -> list[Line]:
    names = users.user_names(sorted({row.user_id for row in rows if row.user_id is not None}))
    subjects = _subjects(rows, actor)
    plugins = registry().host.plugins
    found = []
    for row in rows:
        code = row.action.partition(".")[0]
        subject = subjects.get((row.subject_type, row.subject_id)) if row.subject_id is not None else None
        title = subject.title if subject else _number(row)
        found.append(
            Line(
                id=row.id,
                at=row.at,
                who=names.get(row.user_id, f"#{row.user_id}") if row.user_id is not None else "",
                by_system=row.codes.get("by") == "system",
                what=_words(row),
                group=str(plugins[code].info.title) if code in plugins else code,
                subject=title,
                url=subject.url if subject else "",
                department=registry().department_name(row.department_id) if row.department_id else "",
                campaign_id=row.campaign_id,
            )
        )
    return found


def _subjects(rows: Sequence[AuditEntry], actor: Actor) -> dict[tuple[str, int | None], Subject]:
    wanted: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        if row.subject_id is not None and row.subject_type in registry().audit_subjects:
            wanted[row.subject_type].add(row.subject_id)
    return {
        (kind, subject_id): subject
        for kind, ids in wanted.items()
        for subject_id, subject in registry().audit_subjects[kind](sorted(ids), actor).items()
    }


def _number(row: AuditEntry) -> str:
    """A thing that nobody can name (any more): its kind and number."""
    if row.subject_id is None:
        return ""
    kind = str(SUBJECTS.get(row.subject_type, row.subject_type))
    return f"{kind} {row.subject_id}"


def _words(row: AuditEntry) -> str:
    """The declared text with the entry's codes put in; the bare action for one whose plugin is gone."""
    template = registry().audit_texts.get(row.action)
    if template is None:
        return row.action
    known: dict[str, Any] = defaultdict(str, {name: shown(value) for name, value in row.codes.items()})
    return str(template) % known if "%(" in str(template) else str(template)
