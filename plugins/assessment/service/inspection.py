"""Rounds of inspections: planned, announced with a commitment, drawn by the seed that is told afterwards."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.api import (
    Actor,
    Campaign,
    Conflict,
    Invalid,
    NotFound,
    audit,
    booking,
    campaigns,
    db,
    people_with,
    registry,
    secrecy,
    unit_of_work,
)

from ..models.inspection import Inspection, Visit
from ..permissions import INSPECT, PLAN
from ..rules import inspection as rules
from ..rules.inspection import Item, Progress
from ..store import inspection as store


@dataclass(frozen=True)
class SaveRound:
    """What was typed about a round. `days` are counted by `count`: the campaign's working days, or days of the calendar."""

    title: str
    checklist: str
    starts_on: date | None
    ends_on: date | None
    days: int
    wanted: int
    always: tuple[int, ...]
    drawn_from: tuple[int, ...]
    why_always: str = ""
    count: str = rules.WORKING


@dataclass(frozen=True)
class RoundView:
    """A round for staff. `visits` are those drawn and those that are always visited."""

    id: int
    number: int
    title: str
    items: tuple[Item, ...]
    starts_on: date | None
    ends_on: date | None
    days: int
    wanted: int
    always: tuple[int, ...]
    drawn_from: tuple[int, ...]
    drawn: tuple[int, ...]
    commitment: str
    seed: str
    state: str
    announced_at: datetime | None
    drawn_at: datetime | None
    version: int
    why_always: str
    count: str
    visits: tuple[VisitLine, ...] = ()


@dataclass(frozen=True)
class VisitLine:
    """A visit in a list."""

    id: int
    department_id: int
    inspector_id: int | None
    day: date | None
    state: str
    progress: Progress
    drawn: bool


@dataclass(frozen=True)
class PublicDraw:
    """A draw as everybody may check it: (number, department's name) of the list, and of whom was drawn. `seed` "" before."""

    number: int
    title: str
    list: tuple[tuple[str, str], ...]
    text: str
    digest: str
    wanted: int
    always: tuple[str, ...]
    why_always: str
    commitment: str
    seed: str
    drawn: tuple[tuple[str, str], ...]
    announced_at: datetime | None
    drawn_at: datetime | None


def listed(campaign: Campaign, *, actor: Actor) -> list[RoundView]:
    """All rounds, the newest first; for the office and inspectors."""
    _require_seer(campaign, actor)
    return _views(store.rounds(campaign.id))


def view(campaign: Campaign, round_id: int, *, actor: Actor) -> RoundView:
    """One round. Raises NotFound."""
    _require_seer(campaign, actor)
    row = store.round_(round_id)
    if row is None or row.campaign_id != campaign.id:
        raise NotFound()
    return _views([row])[0]


def _require_seer(campaign: Campaign, actor: Actor) -> None:
    if not actor.can(PLAN, campaign_id=campaign.id):
        actor.require(INSPECT, campaign_id=campaign.id)


def _views(rows: Sequence[Inspection]) -> list[RoundView]:
    visits = store.visits([row.id for row in rows])
    said: dict[int, dict[str, str]] = {}
    for one in store.checks([visit.id for visit in visits]):
        said.setdefault(one.visit_id, {})[one.item] = one.verdict
    found = []
    for row in rows:
        items = items_of(row)
        lines = tuple(
            VisitLine(
                one.id, one.department_id, one.inspector_id, one.day, one.state,
                rules.progress(items, said.get(one.id, {})), one.department_id in row.drawn,
            )
            for one in visits
            if one.inspection_id == row.id
        )  # fmt: skip
        found.append(
            RoundView(
                row.id, row.number, row.title, items, row.starts_on, row.ends_on, row.days, row.wanted,
                tuple(row.always), tuple(row.drawn_from), tuple(row.drawn), row.commitment,
                row.seed if row.drawn_at is not None else "", row.state, row.announced_at, row.drawn_at, row.version,
                why_always(row), count_of(row), lines,
            )
        )  # fmt: skip
    return found


def items_of(row: Inspection) -> tuple[Item, ...]:
    return tuple(Item(one["code"], one["text"], one["clause"]) for one in row.checklist)


def why_always(row: Inspection) -> str:
    return str(row.extra.get("why_always", ""))


def count_of(row: Inspection) -> Any:
    """How the days to put a finding right are counted; rounds of before chose nothing."""
    return row.extra.get("count", rules.WORKING)


def save(
    campaign: Campaign, round_id: int | None, command: SaveRound, version: int, *, actor: Actor, now: datetime
) -> int:
    """Keep a round while it isn't announced. Returns its id. Raises NotAllowed, NotFound, Invalid, Conflict, RuleBroken."""
    actor.require(PLAN, campaign_id=campaign.id)
    title = " ".join(command.title.split())
    if not title or len(title) > 200:
        raise Invalid("assessment.round_title", field="title")
    try:
        items = rules.read_checklist(command.checklist)
    except ValueError as wrong:
        raise Invalid(
            str(wrong), field="checklist", most=rules.LONGEST_ITEM, count=rules.MOST_ITEMS
        ) from wrong
    taking_part = set(campaigns.participants(campaign.id))
    if not {*command.always, *command.drawn_from} <= taking_part:
        raise Invalid("assessment.round_departments", field="drawn_from")
    if not 1 <= command.days <= rules.MOST_DAYS:
        raise Invalid("assessment.round_term", field="days")
    why = " ".join(command.why_always.split())
    if len(why) > rules.LONGEST_WHY:
        raise Invalid("assessment.round_why_long", field="why_always", most=rules.LONGEST_WHY)
    if command.count not in rules.COUNTS:
        raise Invalid("assessment.round_count", field="count")
    secrecy.refuse_marks([title, command.checklist, why])
    with unit_of_work() as session:
        if round_id is None:
            row = Inspection(
                campaign_id=campaign.id,
                number=store.next_round(campaign.id),
                title=title,
                version=0,
                saved_at=now,
            )
            session.add(row)
        else:
            row = _editable(campaign, round_id, version)
        row.title, row.starts_on, row.ends_on = title, command.starts_on, command.ends_on
        row.checklist = [{"code": one.code, "text": one.text, "clause": one.clause} for one in items]
        row.days, row.wanted = command.days, command.wanted
        row.extra = {**(row.extra or {}), "why_always": why, "count": command.count}
        row.always = sorted(set(command.always))
        row.drawn_from = sorted(set(command.drawn_from) - set(command.always))
        row.version += 1
        row.saved_at, row.saved_by = now, actor.user_id
        session.flush()
        _record(campaign, row, "assessment.round_saved", actor, now)
        return row.id


def announce(campaign: Campaign, round_id: int, version: int, *, actor: Actor, now: datetime) -> None:
    """Freeze the list and publish it with the commitment; from now on nobody can change whom is drawn from."""
    actor.require(PLAN, campaign_id=campaign.id)
    with unit_of_work():
        row = _editable(campaign, round_id, version)
        refused = rules.refuse_round(
            row.wanted, row.always, row.drawn_from, row.starts_on, row.ends_on, row.days, why_always(row)
        )
        if refused is not None:
            raise Invalid(refused[0], field=refused[1], most=rules.MOST_DAYS)
        row.seed = secrets.token_hex(32)
        row.commitment = booking.commitment_of(row.seed)
        row.state, row.announced_at = "announced", now
        row.version += 1
        _record(campaign, row, "assessment.round_announced", actor, now, count=len(row.drawn_from))


def draw(campaign: Campaign, round_id: int, version: int, *, actor: Actor, now: datetime) -> None:
    """Draw: the seed is told, visits are made. Raises NotAllowed, NotFound, Conflict."""
    actor.require(PLAN, campaign_id=campaign.id)
    with unit_of_work() as session:
        row = _locked(campaign, round_id, version)
        if row.state != "announced":
            raise Conflict("assessment.round_not_announced")
        row.drawn = [int(one) for one in booking.draw(row.seed, lots_of(row), row.wanted).taken]
        row.state, row.drawn_at, row.drawn_by = "drawn", now, actor.user_id
        row.version += 1
        for unit in sorted({*row.drawn, *row.always}):
            session.add(Visit(inspection_id=row.id, department_id=unit))
        session.flush()
        _record(campaign, row, "assessment.round_drawn", actor, now, count=len(row.drawn))


def end(campaign: Campaign, round_id: int, version: int, *, actor: Actor, now: datetime) -> None:
    """End a round whose visits are all done. Raises Conflict while one isn't."""
    actor.require(PLAN, campaign_id=campaign.id)
    with unit_of_work():
        row = _locked(campaign, round_id, version)
        if row.state != "drawn":
            raise Conflict("assessment.round_not_drawn")
        if any(one.state != "done" for one in store.visits([row.id])):
            raise Conflict("assessment.round_visits_open")
        row.state = "ended"
        row.version += 1
        _record(campaign, row, "assessment.round_ended", actor, now)


def assign(
    campaign: Campaign,
    visit_id: int,
    inspector_id: int | None,
    day: date | None,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Who goes there, and when. Raises NotFound, Invalid for a person who may not inspect or a day outside the round."""
    actor.require(PLAN, campaign_id=campaign.id)
    if inspector_id is not None and inspector_id not in {one.id for one in inspectors(campaign)}:
        raise Invalid("assessment.visit_inspector", field="inspector_id")
    with unit_of_work():
        visit = store.visit(visit_id, lock=True)
        row = store.round_(visit.inspection_id) if visit is not None else None
        if visit is None or row is None or row.campaign_id != campaign.id:
            raise NotFound()
        inside = (
            row.starts_on is None or row.ends_on is None or day is None or row.starts_on <= day <= row.ends_on
        )
        if not inside:
            raise Invalid("assessment.visit_day", field="day")
        if visit.state == "done":
            raise Conflict("assessment.visit_done")
        visit.inspector_id, visit.day = inspector_id, day
        visit.version += 1
        audit.record(
            actor, now, "assessment.visit_assigned", subject=("assessment_visit", visit.id),
            campaign_id=campaign.id, department_id=visit.department_id,
        )  # fmt: skip


def inspectors(campaign: Campaign) -> Sequence[Any]:
    """Who may inspect."""
    return people_with(INSPECT, campaign_id=campaign.id)


def lots_of(row: Inspection) -> list[booking.Lot]:
    return [booking.Lot(str(unit)) for unit in row.drawn_from]


def public_draw(campaign: Campaign, number: int) -> PublicDraw:
    """Raises NotFound for a round that isn't announced, or draws nobody."""
    row = store.round_by_number(campaign.id, number)
    if row is None or row.announced_at is None or not row.wanted:
        raise NotFound()
    lots = lots_of(row)

    def named(units: Sequence[int]) -> tuple[tuple[str, str], ...]:
        return tuple((str(unit), registry().department_name(unit)) for unit in units)

    return PublicDraw(
        row.number, row.title, named(row.drawn_from), booking.list_of(lots), booking.digest_of(lots), row.wanted,
        tuple(name for _unit, name in named(row.always)), why_always(row), row.commitment,
        row.seed if row.drawn_at is not None else "", named(row.drawn), row.announced_at, row.drawn_at,
    )  # fmt: skip


def _editable(campaign: Campaign, round_id: int, version: int) -> Inspection:
    row = _locked(campaign, round_id, version)
    if row.state != "draft":
        raise Conflict("assessment.round_frozen")
    return row


def _locked(campaign: Campaign, round_id: int, version: int) -> Inspection:
    row = store.round_(round_id, lock=True)
    if row is None or row.campaign_id != campaign.id:
        raise NotFound()
    if row.version != version:
        raise Conflict("assessment.round_changed")
    return row


def _record(
    campaign: Campaign, row: Inspection, action: str, actor: Actor, now: datetime, **figures: int
) -> None:
    db.session.flush()
    audit.record(
        actor, now, action, subject=("assessment_inspection", row.id), campaign_id=campaign.id, **figures
    )
