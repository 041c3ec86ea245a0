"""What a plan says, as it is kept, compared and shown: its content, its emergency plan's file, its filings one by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, BinaryIO

from core.api import Actor, db, files, user_names

from .. import store
from ..models import Plan, PlanFiling
from ..rules.plan import Change, changes

#: the place of use of an emergency plan's file; its id is the plan's
FILES = "open_day.plan"
#: what an emergency plan comes as
ACCEPTED = ("pdf", "docx", "jpeg", "png", "txt")
#: where a field lies under another name, because the column kept something else once
_COLUMNS = {"agenda": "agenda_rows"}
#: a file as the form gets it: its stream and its name
Upload = tuple[BinaryIO, str]


@dataclass(frozen=True)
class SavePlan:
    """What the plan's form holds; everything may still be missing in a draft. See the columns of Plan."""

    name: str
    theme: str
    forms: tuple[str, ...]
    leaders: str
    day: date | None
    starts: str
    ends: str
    place: str
    number: int | None
    agenda: tuple[tuple[str, str], ...]
    emergency: str
    site_kinds: tuple[str, ...] = ()
    invitees: str = ""
    dialogue: tuple[str, ...] = ()
    gate_list: bool = False


@dataclass(frozen=True)
class FilingView:
    """One filing and the office's answer. `outcome`: "" while it waits, returned, approved."""

    number: int
    filed_at: datetime
    filed_by: str
    days_late: int
    outcome: str
    remarks: str
    decided_at: datetime | None
    decided_by: str


def content_of(plan: Plan) -> SavePlan:
    """What a plan says."""
    found: dict[str, Any] = {}
    for field in fields(SavePlan):
        value = getattr(plan, _COLUMNS.get(field.name, field.name))
        if field.name == "agenda":
            value = tuple((str(time), str(what)) for time, what in value)
        found[field.name] = tuple(value) if isinstance(value, list) else value
    return SavePlan(**found)


def write(plan: Plan, content: SavePlan) -> None:
    """Put what the form holds into the row."""
    for field in fields(SavePlan):
        value = getattr(content, field.name)
        if field.name == "agenda":
            value = [list(row) for row in value]
        column = _COLUMNS.get(field.name, field.name)
        setattr(plan, column, list(value) if isinstance(value, tuple) else value)


def kept(plan: Plan) -> dict[str, Any]:
    """A plan as a filing keeps it; the emergency plan's file by its name."""
    content = content_of(plan)
    said: dict[str, Any] = {field.name: getattr(content, field.name) for field in fields(SavePlan)}
    said["agenda"] = [list(row) for row in content.agenda]
    said |= {name: list(said[name]) for name in ("forms", "site_kinds", "dialogue")}
    said["day"] = content.day.isoformat() if content.day else None
    file = emergency_file(plan.id)
    said["emergency_file"] = file.name if file else ""
    return said


def emergency_file(plan_id: int) -> files.FileInfo | None:
    """The file that carries a plan's emergency plan (CP-08)."""
    return next(iter(files.attached(FILES, plan_id)), None)


def attach(plan: Plan, incoming: files.Incoming, *, actor: Actor, now: datetime) -> None:
    """Make an upload the plan's emergency plan, in the current unit of work; one before it is let go.

    It is nobody's in particular, so that it is seen through the plan only, and hidden with it.
    """
    file = files.keep(incoming, actor=actor, now=now)
    files.attach(FILES, plan.id, [file.id], campaign_id=plan.campaign_id)


def begin(plan: Plan, *, filed_at: datetime, filed_by: int | None, days_late: int) -> PlanFiling:
    """Note a filing, with what the plan says in it."""
    number = len(store.filings(plan.id)) + 1
    filing = PlanFiling(
        plan_id=plan.id,
        number=number,
        content=kept(plan),
        filed_at=filed_at,
        filed_by=filed_by,
        days_late=days_late,
    )
    db.session.add(filing)
    db.session.flush()
    return filing


def close(plan: Plan, outcome: str, remarks: str, *, actor: Actor, now: datetime) -> None:
    """Note the office's answer on the filing that waits for it."""
    waiting = [filing for filing in store.filings(plan.id) if not filing.outcome]
    # A plan that was filed before filings were noted has none yet.
    filing = waiting[-1] if waiting else None
    if filing is None:
        filed_at = plan.filed_at or now
        filing = begin(plan, filed_at=filed_at, filed_by=plan.filed_by, days_late=plan.days_late)
    filing.outcome, filing.remarks = outcome, remarks
    filing.decided_at, filing.decided_by = now, actor.user_id


def history(plan: Plan) -> tuple[FilingView, ...]:
    """Every filing, oldest first."""
    rows = store.filings(plan.id)
    names = user_names({by for row in rows for by in (row.filed_by, row.decided_by) if by})
    return tuple(
        FilingView(
            row.number,
            row.filed_at,
            names.get(row.filed_by or 0, ""),
            row.days_late,
            row.outcome,
            row.remarks,
            row.decided_at,
            names.get(row.decided_by or 0, ""),
        )
        for row in rows
    )


def changed_since_return(plan: Plan) -> tuple[Change, ...]:
    """What the plan says otherwise than when it was last returned; nothing when it never was."""
    returned: Mapping[str, Any] | None = None
    for row in store.filings(plan.id):
        if row.outcome == "returned":
            returned = row.content
    return changes(returned, kept(plan)) if returned else ()


def blank(plan: Plan, now: datetime) -> None:
    """Empty a plan's texts, all it said in its filings, and its file (SC-01); ids, states and dates stay."""
    plan.name = plan.theme = plan.leaders = plan.place = plan.emergency = plan.remarks = plan.invitees = ""
    plan.agenda_rows, plan.site_kinds = [], []
    for filing in store.filings(plan.id):
        filing.content, filing.remarks = {}, ""
    files.blank([file.id for file in files.attached(FILES, plan.id)], now)
