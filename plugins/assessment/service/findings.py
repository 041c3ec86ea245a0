"""What has to be put right after an inspection: reported by the department, looked at again, confirmed or sent back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO

from core.api import (
    Actor,
    Campaign,
    Conflict,
    Invalid,
    NotFound,
    audit,
    clock,
    db,
    files,
    secrecy,
    unit_of_work,
)

from ..models.inspection import Finding, FindingAct, Visit
from ..permissions import INSPECT, PLAN, RECTIFY, SEE
from ..rules import inspection as rules
from ..store import inspection as store
from .telling import of_department, of_office, tell

PLACE = "assessment.finding_act"
PICTURES = ("jpeg", "png", "pdf")
MOST_FILES, LONGEST = 6, 2000
KIND_NEW, KIND_REPORTED, KIND_BACK = (
    "assessment.finding_new", "assessment.finding_reported", "assessment.finding_back",
)  # fmt: skip


@dataclass(frozen=True)
class ActView:
    """One step of a finding."""

    act: str
    text: str
    files: tuple[files.FileInfo, ...]
    day: date | None
    at: datetime
    by: int | None
    id: int


@dataclass(frozen=True)
class FindingView:
    """A finding. `late` days past its day while nobody reported it; `in_time` as in the rules."""

    id: int
    number: int
    visit_id: int
    department_id: int
    text: str
    files: tuple[int, ...]
    due_on: date
    state: str
    late: int
    in_time: bool | None
    made_at: datetime
    version: int
    acts: tuple[ActView, ...] = ()


def may_see(campaign: Campaign, department_id: int, actor: Actor) -> bool:
    """Inspectors and the office see all, a department its own."""
    if actor.can(INSPECT, campaign_id=campaign.id) or actor.can(PLAN, campaign_id=campaign.id):
        return True
    return actor.can(SEE, campaign_id=campaign.id, department_id=department_id)


def listed(campaign: Campaign, *, actor: Actor, now: datetime) -> list[FindingView]:
    """Findings that this person may see: the late first, then by day."""
    today = clock.local(now).date()
    found = [
        _view(row, today)
        for row in store.findings(campaign.id)
        if may_see(campaign, row.department_id, actor)
    ]
    order = {rules.OPEN: 0, rules.REPORTED: 1, rules.CLOSED: 2}
    return sorted(found, key=lambda one: (order[one.state], -one.late, one.due_on, one.number))


def view(campaign: Campaign, finding_id: int, *, actor: Actor, now: datetime) -> FindingView:
    """One finding with its steps. Raises NotFound."""
    row = store.finding(finding_id)
    if row is None or row.campaign_id != campaign.id or not may_see(campaign, row.department_id, actor):
        raise NotFound()
    acts = tuple(
        ActView(
            one.act,
            one.text,
            tuple(file for file in files.attached(PLACE, one.id) if not files.withheld(file, actor)),
            one.day,
            one.at,
            one.by,
            one.id,
        )
        for one in store.acts([row.id])
    )
    return _view(row, clock.local(now).date(), acts)


def _view(row: Finding, today: date, acts: tuple[ActView, ...] = ()) -> FindingView:
    return FindingView(
        row.id, row.number, row.visit_id, row.department_id, row.text, tuple(row.files), row.due_on, row.state,
        rules.late_days(row.state, row.due_on, today),
        rules.in_time(row.state, row.due_on, row.reported_on, today), row.made_at, row.version, acts,
    )  # fmt: skip


def open_one(
    campaign: Campaign,
    visit: Visit,
    item: str,
    text: str,
    kept: Sequence[int],
    due_on: date,
    actor: Actor,
    now: datetime,
) -> None:
    """Inside a unit of work: a new finding, told to the department's people."""
    row = Finding(
        campaign_id=campaign.id, number=store.next_finding(campaign.id), visit_id=visit.id,
        department_id=visit.department_id, item=item, text=text, files=list(kept), due_on=due_on, made_at=now,
        made_by=actor.user_id,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    db.session.add(FindingAct(finding_id=row.id, act="opened", day=due_on, at=now, by=actor.user_id))
    _tell(campaign, row, KIND_NEW, of_department(campaign, row.department_id, RECTIFY), now)


def report(
    campaign: Campaign,
    finding_id: int,
    text: str,
    uploads: Sequence[tuple[BinaryIO, str]],
    version: int,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """The department says what it did. Raises NotFound, Invalid, Conflict, RuleBroken (SC-01)."""
    if len(text.strip()) < 4 or len(text) > LONGEST:
        raise Invalid("assessment.finding_text", field="text", most=LONGEST)
    secrecy.refuse_marks([text])
    with unit_of_work():
        row = _locked(campaign, finding_id, version, actor)
        if not actor.can(RECTIFY, campaign_id=campaign.id, department_id=row.department_id):
            raise NotFound()
        _step(campaign, row, "reported", text, uploads, None, actor, now)
        row.reported_on = clock.local(now).date()
        _tell(campaign, row, KIND_REPORTED, of_office(campaign, INSPECT), now)


def recheck(
    campaign: Campaign,
    finding_id: int,
    well: bool,
    text: str,
    day: date | None,
    uploads: Sequence[tuple[BinaryIO, str]],
    version: int,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Looked at again: confirmed, or sent back with a reason and another day. Raises NotFound, Invalid, Conflict."""
    if not actor.can(INSPECT, campaign_id=campaign.id):
        raise NotFound()
    today = clock.local(now).date()
    if not well and len(text.strip()) < 4:
        raise Invalid("assessment.recheck_reason", field="text")
    if not well and (day is None or day < today):
        raise Invalid("assessment.recheck_day", field="day")
    if len(text) > LONGEST:
        raise Invalid("assessment.finding_text", field="text", most=LONGEST)
    secrecy.refuse_marks([text])
    with unit_of_work():
        row = _locked(campaign, finding_id, version, actor)
        _step(
            campaign,
            row,
            "confirmed" if well else "sent_back",
            text,
            uploads,
            None if well else day,
            actor,
            now,
        )
        if well:
            row.closed_on = today
        else:
            assert day is not None
            row.due_on, row.reported_on = day, None
            _tell(campaign, row, KIND_BACK, of_department(campaign, row.department_id, RECTIFY), now)


def move(
    campaign: Campaign,
    finding_id: int,
    day: date | None,
    text: str,
    version: int,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """The office gives another day with a reason. Raises NotAllowed, NotFound, Invalid, Conflict."""
    actor.require(PLAN, campaign_id=campaign.id)
    if len(text.strip()) < 4 or len(text) > LONGEST:
        raise Invalid("assessment.recheck_reason", field="text")
    if day is None or day < clock.local(now).date():
        raise Invalid("assessment.recheck_day", field="day")
    secrecy.refuse_marks([text])
    with unit_of_work():
        row = _locked(campaign, finding_id, version, actor)
        _step(campaign, row, "moved", text, (), day, actor, now)
        row.due_on = day


def _locked(campaign: Campaign, finding_id: int, version: int, actor: Actor) -> Finding:
    row = store.finding(finding_id, lock=True)
    if row is None or row.campaign_id != campaign.id or not may_see(campaign, row.department_id, actor):
        raise NotFound()
    if row.version != version:
        raise Conflict("assessment.finding_changed")
    return row


def _step(
    campaign: Campaign,
    row: Finding,
    act: str,
    text: str,
    uploads: Sequence[tuple[BinaryIO, str]],
    day: date | None,
    actor: Actor,
    now: datetime,
) -> None:
    state = rules.next_state(row.state, act)
    if state is None:
        raise Conflict("assessment.finding_state")
    if len(uploads) > MOST_FILES:
        raise Invalid("assessment.check_files", field="files", most=MOST_FILES)
    kept = [
        files.store(stream, name, accept=PICTURES, actor=actor, now=now, department_id=row.department_id).id
        for stream, name in uploads
    ]
    made = FindingAct(
        finding_id=row.id, act=act, text=text.strip(), files=kept, day=day, at=now, by=actor.user_id
    )
    db.session.add(made)
    db.session.flush()
    files.attach(PLACE, made.id, kept, campaign_id=campaign.id)
    row.state = state
    row.version += 1
    audit.record(
        actor, now, f"assessment.finding_{act}", subject=("assessment_finding", row.id),
        campaign_id=campaign.id, department_id=row.department_id,
    )  # fmt: skip


def _tell(campaign: Campaign, row: Finding, kind: str, people: set[int], now: datetime) -> None:
    told = {"number": row.number, "day": row.due_on}
    tell(campaign, kind, f"finding:{row.id}:{row.version}", people, told, now)


def file_of(
    campaign: Campaign, finding_id: int, file_id: int, *, actor: Actor, now: datetime
) -> files.FileInfo:
    """A file of a finding's steps. Raises NotFound."""
    for act in view(campaign, finding_id, actor=actor, now=now).acts:
        for file in act.files:
            if file.id == file_id and not files.withheld(file, actor):
                return file
    raise NotFound()
