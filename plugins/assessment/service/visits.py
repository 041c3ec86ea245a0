"""Visits on the spot: one line of the checklist after another, with photos; what was wrong becomes findings."""

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
    campaigns,
    clock,
    db,
    files,
    secrecy,
    unit_of_work,
)

from ..models.inspection import Check, Inspection, Visit
from ..permissions import INSPECT, PLAN
from ..rules import inspection as rules
from ..rules.inspection import Item, Progress
from ..store import inspection as store
from . import findings
from .inspection import count_of, items_of

PLACE = "assessment.check"
PICTURES = ("jpeg", "png")
MOST_FILES = 6


@dataclass(frozen=True)
class CheckView:
    """A line of the checklist with what was found; `verdict` "" while nobody looked."""

    item: Item
    verdict: str
    note: str
    files: tuple[files.FileInfo, ...]
    version: int
    by: int | None


@dataclass(frozen=True)
class VisitView:
    """A visit with its lines."""

    id: int
    round_id: int
    round_number: int
    round_title: str
    department_id: int
    inspector_id: int | None
    day: date | None
    place: str
    note: str
    state: str
    version: int
    checks: tuple[CheckView, ...]
    progress: Progress
    findings: tuple[int, ...]


def mine(campaign: Campaign, *, actor: Actor) -> list[VisitView]:
    """Visits that this person has to make."""
    if not actor.can(INSPECT, campaign_id=campaign.id):
        return []
    rounds = {row.id: row for row in store.rounds(campaign.id) if row.state == "drawn"}
    rows = [
        one for one in store.visits(list(rounds)) if one.inspector_id == actor.user_id and one.state != "done"
    ]
    return [_view(rounds[one.inspection_id], one, actor) for one in rows]


def view(campaign: Campaign, visit_id: int, *, actor: Actor) -> VisitView:
    """A visit for who inspects or plans. Raises NotFound."""
    visit, row = _seen(campaign, visit_id, actor)
    return _view(row, visit, actor)


def _seen(campaign: Campaign, visit_id: int, actor: Actor, *, lock: bool = False) -> tuple[Visit, Inspection]:
    if not actor.can(INSPECT, campaign_id=campaign.id) and not actor.can(PLAN, campaign_id=campaign.id):
        raise NotFound()
    visit = store.visit(visit_id, lock=lock)
    row = store.round_(visit.inspection_id) if visit is not None else None
    if visit is None or row is None or row.campaign_id != campaign.id:
        raise NotFound()
    return visit, row


def _view(row: Inspection, visit: Visit, actor: Actor) -> VisitView:
    said = {one.item: one for one in store.checks([visit.id])}
    items = items_of(row)
    lines = []
    for item in items:
        one = said.get(item.code)
        attached = (
            tuple(file for file in files.attached(PLACE, one.id) if not files.withheld(file, actor))
            if one is not None
            else ()
        )
        lines.append(
            CheckView(
                item,
                one.verdict if one else "",
                one.note if one else "",
                attached,
                one.version if one else 0,
                one.by if one else None,
            )
        )
    made = tuple(one.id for one in store.findings(row.campaign_id) if one.visit_id == visit.id)
    return VisitView(
        visit.id, row.id, row.number, row.title, visit.department_id, visit.inspector_id, visit.day, visit.place,
        visit.note, visit.state, visit.version, tuple(lines),
        rules.progress(items, {code: one.verdict for code, one in said.items()}), made,
    )  # fmt: skip


def check(
    campaign: Campaign,
    visit_id: int,
    item: str,
    verdict: str,
    note: str,
    uploads: Sequence[tuple[BinaryIO, str]],
    version: int,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Keep one line at once, so that a lost connection loses no more than this line. The photos come in addition.

    Raises NotFound, Invalid, Conflict("assessment.check_changed" | "assessment.visit_done"), RuleBroken (SC-01).
    """
    refused = rules.refuse_check(verdict, note)
    if refused is not None:
        raise Invalid(refused[0], field=refused[1])
    secrecy.refuse_marks([note])
    with unit_of_work() as session:
        visit, round_ = _open(campaign, visit_id, actor)
        if item not in {one.code for one in items_of(round_)}:
            raise NotFound()
        row = store.check(visit.id, item)
        if (row.version if row is not None else 0) != version:
            raise Conflict("assessment.check_changed")
        if row is None:
            row = Check(visit_id=visit.id, item=item, verdict=verdict, version=0, at=now)
            session.add(row)
        row.verdict, row.note, row.at, row.by = verdict, note.strip(), now, actor.user_id
        row.version += 1
        session.flush()
        kept = kept_pictures(campaign, uploads, actor, now)
        before = [one.id for one in files.attached(PLACE, row.id)]
        if len(before) + len(kept) > MOST_FILES:
            raise Invalid("assessment.check_files", field="files", most=MOST_FILES)
        row.files = [*before, *kept]
        files.attach(PLACE, row.id, row.files, campaign_id=campaign.id)
        if visit.state == "planned":
            visit.state, visit.begun_at = "begun", now
            visit.version += 1
        if visit.inspector_id is None:
            visit.inspector_id = actor.user_id
        audit.record(
            actor, now, "assessment.checked", subject=("assessment_visit", visit.id), campaign_id=campaign.id,
            department_id=visit.department_id,
        )  # fmt: skip


def kept_pictures(
    campaign: Campaign, uploads: Sequence[tuple[BinaryIO, str]], actor: Actor, now: datetime
) -> list[int]:
    """Photos kept as the host's. Raises Invalid for what isn't one."""
    found = []
    for stream, name in uploads:
        kept = files.store(
            stream, name, accept=PICTURES, actor=actor, now=now, department_id=campaign.host_department_id
        )
        found.append(kept.id)
    return found


def finish(
    campaign: Campaign, visit_id: int, place: str, note: str, version: int, *, actor: Actor, now: datetime
) -> int:
    """End a visit all of whose lines were looked at: every fault becomes a finding with its day. Returns how many.

    Raises NotFound, Conflict, Invalid("assessment.visit_lines")."""
    if len(place) > 200 or len(note) > 2000:
        raise Invalid("assessment.check_long", field="note")
    secrecy.refuse_marks([place, note])
    with unit_of_work():
        visit, row = _open(campaign, visit_id, actor)
        if visit.version != version:
            raise Conflict("assessment.visit_changed")
        items = items_of(row)
        said = {one.item: one for one in store.checks([visit.id])}
        told = rules.progress(items, {code: one.verdict for code, one in said.items()})
        if not told.whole:
            raise Invalid("assessment.visit_lines", left=told.of - told.done)
        visit.place, visit.note = place.strip(), note.strip()
        visit.state, visit.done_at = "done", now
        visit.version += 1
        due_on = campaign.calendar.add(clock.local(now).date(), row.days, count_of(row))
        for item in items:
            one = said[item.code]
            if one.verdict == rules.FAULT:
                text = f"{item.text}：{one.note}"
                findings.open_one(campaign, visit, item.code, text, list(one.files), due_on, actor, now)
        db.session.flush()
        audit.record(
            actor, now, "assessment.visit_finished", subject=("assessment_visit", visit.id),
            campaign_id=campaign.id, department_id=visit.department_id, count=told.faults,
        )  # fmt: skip
        return told.faults


def _open(campaign: Campaign, visit_id: int, actor: Actor) -> tuple[Visit, Inspection]:
    visit, row = _seen(campaign, visit_id, actor, lock=True)
    actor.require(INSPECT, campaign_id=campaign.id)
    if visit.state == "done" or row.state != "drawn":
        raise Conflict("assessment.visit_done")
    return visit, row


def file_of(campaign: Campaign, visit_id: int, file_id: int, *, actor: Actor) -> files.FileInfo:
    """A photo of a visit, for who may see it: inspectors, the office, and the department itself. Raises NotFound."""
    visit = store.visit(visit_id)
    row = store.round_(visit.inspection_id) if visit is not None else None
    if visit is None or row is None or campaigns.campaign_by_id(row.campaign_id).id != campaign.id:
        raise NotFound()
    if not findings.may_see(campaign, visit.department_id, actor):
        raise NotFound()
    for one in store.checks([visit.id]):
        for file in files.attached(PLACE, one.id):
            if file.id == file_id and not files.withheld(file, actor):
                return file
    raise NotFound()
