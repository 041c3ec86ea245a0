"""Special programmes on air (百姓热线特别节目): their slot, their departments, who called, and how it went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.api import Actor, Campaign, Conflict, Invalid, NotFound, audit, db, departments, unit_of_work

from ..contracts import ProgrammeView
from ..models import Order, Programme
from ..permissions import BOARD, SUPERVISE
from ..store import topics as store
from . import topics

LONGEST = timedelta(hours=6)
CLOSED = ("closed", "merged")


@dataclass(frozen=True)
class SaveProgramme:
    """A programme's form."""

    title: str
    place: str
    summary: str
    starts_at: datetime
    ends_at: datetime
    department_ids: tuple[int, ...]


@dataclass(frozen=True)
class ReportLine:
    """A department's matters of a programme; `department_id` None: with the hotline itself."""

    department_id: int | None
    orders: int
    on_air: int
    passed_on: int
    open: int


@dataclass(frozen=True)
class Report:
    """How a programme went, in figures only. Confidential orders aren't in it (HL-03)."""

    programme: ProgrammeView
    calls: int
    answered_calls: int
    waiting: int
    lines: tuple[ReportLine, ...]

    def total(self, name: str) -> int:
        return sum(getattr(line, name) for line in self.lines)


def list_programmes(campaign: Campaign) -> tuple[ProgrammeView, ...]:
    """Every programme, by time, cancelled ones too."""
    return tuple(view(row) for row in store.programmes(campaign.id))


def programme_now(campaign: Campaign, *, now: datetime) -> ProgrammeView | None:
    """The programme on air at this moment: calls, callers in line and orders of this time are tagged with its id."""
    row = store.programme_at(campaign.id, now)
    return view(row) if row is not None else None


def programme_view(campaign: Campaign, programme_id: int) -> ProgrammeView:
    """One programme of this campaign. Raises NotFound."""
    return view(_row(campaign, programme_id))


def save_programme(
    campaign: Campaign,
    command: SaveProgramme,
    *,
    actor: Actor,
    now: datetime,
    programme_id: int | None = None,
    version: int = 0,
) -> int:
    """Make or change a programme; returns its id.

    Raises Invalid (hotline.programme_title, programme_hours, programme_overlap, programme_department), Conflict, NotFound.
    """
    actor.require(SUPERVISE, campaign_id=campaign.id)
    title = " ".join(command.title.split())
    _check(command, title)
    with unit_of_work() as session:
        for other in store.programmes(campaign.id):
            meets = command.starts_at < other.ends_at and other.starts_at < command.ends_at
            if other.id != programme_id and other.state == "planned" and meets:
                raise Invalid("hotline.programme_overlap", field="starts", title=other.title)
        if programme_id is None:
            row = Programme(campaign_id=campaign.id, state="planned", version=1)
            session.add(row)
        else:
            row = _row(campaign, programme_id, lock=True)
            if row.version != version:
                raise Conflict("hotline.programme_changed")
            row.version += 1
        row.title, row.place = title, " ".join(command.place.split())[:120]
        row.summary = command.summary.strip()[:2000]
        row.starts_at, row.ends_at = command.starts_at, command.ends_at
        row.department_ids = list(command.department_ids)
        session.flush()
        action = "hotline.programme_made" if programme_id is None else "hotline.programme_changed"
        audit.record(actor, now, action, subject=("hotline_programme", row.id), campaign_id=campaign.id)
        return row.id


def cancel_programme(campaign: Campaign, programme_id: int, *, actor: Actor, now: datetime) -> None:
    """It isn't on air. Who called already stays tagged. Raises NotFound."""
    actor.require(SUPERVISE, campaign_id=campaign.id)
    with unit_of_work():
        row = _row(campaign, programme_id, lock=True)
        if row.state == "cancelled":
            return
        row.state = "cancelled"
        row.version += 1
        audit.record(
            actor,
            now,
            "hotline.programme_cancelled",
            subject=("hotline_programme", row.id),
            campaign_id=campaign.id,
        )


def report(campaign: Campaign, programme_id: int, *, actor: Actor) -> Report:
    """Calls, and by department what was answered on air, passed on, still open. Needs the board or supervising."""
    if not actor.can(SUPERVISE, campaign_id=campaign.id):
        actor.require(BOARD, campaign_id=campaign.id)
    row = _row(campaign, programme_id)
    orders = store.programme_orders(row.id)
    calls = [call for call in store.programme_calls(row.id) if call.direction == "in"]
    waiting = [w for w in store.programme_waiters(row.id) if w.state in ("waiting", "claimed")]
    own = {
        topic.id: topic.department_ids[0]
        for topic in topics.list_topics(campaign, with_closed=True)
        if topic.department_ids
    }
    # What was answered in the studio was handed to nobody: it counts for the department whose topic it is.
    placed = [(order.department_id or own.get(order.topic_id or 0), order) for order in orders]
    units: list[int | None] = [*row.department_ids, *(unit for unit, _order in placed)]
    lines = [_line(unit, [o for at, o in placed if at == unit], row) for unit in dict.fromkeys(units)]
    lines.sort(key=lambda line: line.department_id is None)
    return Report(
        view(row), len(calls), sum(1 for c in calls if c.answered_at is not None), len(waiting), tuple(lines)
    )


def _line(unit: int | None, mine: Sequence[Order], programme: Programme) -> ReportLine:
    return ReportLine(
        unit,
        len(mine),
        sum(1 for order in mine if _on_air(order, programme)),
        sum(1 for order in mine if order.dispatched_at is not None),
        sum(1 for order in mine if order.state not in CLOSED),
    )


def _on_air(order: Order, programme: Programme) -> bool:
    """Answered while the programme ran, without being passed on."""
    at = order.replied_at or order.closed_at
    return order.dispatched_at is None and at is not None and programme.starts_at <= at < programme.ends_at


def _check(command: SaveProgramme, title: str) -> None:
    if not title or len(title) > 120:
        raise Invalid("hotline.programme_title", field="title")
    if not command.starts_at < command.ends_at <= command.starts_at + LONGEST:
        raise Invalid("hotline.programme_hours", field="ends", hours=int(LONGEST.total_seconds() // 3600))
    if not set(command.department_ids) <= {unit.id for unit in departments()}:
        raise Invalid("hotline.programme_department", field="departments")


def _row(campaign: Campaign, programme_id: int, *, lock: bool = False) -> Programme:
    row = db.session.get(Programme, programme_id, with_for_update=lock or None, populate_existing=lock)
    if row is None or row.campaign_id != campaign.id:
        raise NotFound("hotline.programme_gone")
    return row


def view(row: Programme) -> ProgrammeView:
    return ProgrammeView(
        row.id,
        row.campaign_id,
        row.title,
        row.place,
        row.starts_at,
        row.ends_at,
        tuple(row.department_ids),
        row.summary,
        row.state,
        row.version,
    )
