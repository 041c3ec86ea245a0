"""All open days of a campaign for the openness office: who is short of people, whom to invite, who is late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from core.api import Actor, Campaign, NotFound, campaigns, clock, publishing, registry

from .. import chain, store
from .. import pack as packs
from ..models import OpenDay, Plan
from ..rules.dates import latest_publish_day
from . import deciding, places
from .deciding import Correction, GoNoGo
from .plans import APPROVE


@dataclass(frozen=True)
class Line:
    """One open day. `stage`: draft, filed, returned, approved, in_chain, open, called_off, over.

    `stands` is there once the announcement is public. `late_by`: days past the last lawful day to publish (OD-03), 0
    when in time. `days_left` until the day, None without a date; negative when it is over.
    """

    plan_id: int
    open_day_id: int | None
    department: str
    theme: str
    day: date | None
    days_left: int | None
    stage: str
    planned: int
    publish_by: date | None
    late_by: int
    stands: GoNoGo | None
    correction: Correction | None

    @property
    def short(self) -> int:
        """How many people are missing: over the day, or in the session that lacks most."""
        if self.stands is None or self.stage in ("called_off", "over"):
            return 0
        return max((s.missing for s in self.stands.shortfalls), default=0)


@dataclass(frozen=True)
class Overview:
    """The lines, the most urgent first, and the departments of the campaign that have no plan yet."""

    lines: tuple[Line, ...]
    without_plan: tuple[str, ...]
    plan_due: date | None

    @property
    def short(self) -> int:
        return sum(1 for line in self.lines if line.short)

    @property
    def late(self) -> int:
        return sum(1 for line in self.lines if line.late_by or line.correction)


def overview(campaign: Campaign, *, actor: Actor, now: datetime) -> Overview:
    """Every open day of the campaign, for the office. Raises NotFound for anybody else."""
    if not actor.can(APPROVE, campaign_id=campaign.id):
        raise NotFound
    today = clock.local(now).date()
    hidden = publishing.hidden_subjects(chain.ANNOUNCEMENT.code)
    drafted = {row.plan_id: row for row in store.open_days(campaign.id) if row.id not in hidden}
    public = {shown.id: shown for shown in places.public_open_days(campaign)}
    reach = actor.departments_for(APPROVE, campaign_id=campaign.id)
    lines = []
    for plan in store.plans(campaign.id, reach):
        row = drafted.get(plan.id)
        shown = public.get(row.id) if row is not None else None
        if shown is not None:
            stands = deciding.standing(campaign, shown, now)
            lines.append(_public(campaign, plan, stands, today))
        else:
            lines.append(_coming(campaign, plan, row, today))
    values = packs.values_of(campaign)
    with_plan = {line.department for line in lines}
    taking_part = [registry().department_name(d) for d in campaigns.participants(campaign.id)]
    return Overview(
        lines=tuple(sorted(lines, key=_urgency)),
        without_plan=tuple(name for name in taking_part if name not in with_plan),
        plan_due=values.plan_due.value if values.plan_due is not None else None,
    )


def _public(campaign: Campaign, plan: Plan, stands: GoNoGo, today: date) -> Line:
    stage = "called_off" if stands.called_off else "over" if stands.over else "open"
    return Line(
        plan_id=plan.id,
        open_day_id=stands.shown.id,
        department=stands.shown.department,
        theme=stands.shown.theme,
        day=stands.first_day,
        days_left=(stands.first_day - today).days if stands.first_day else None,
        stage=stage,
        planned=stands.planned,
        publish_by=None,
        late_by=0,
        stands=stands,
        correction=deciding.correction_due(campaign, stands.shown) if stage == "open" else None,
    )


def _coming(campaign: Campaign, plan: Plan, row: OpenDay | None, today: date) -> Line:
    """An open day that is not public yet: planned people, and by when it must be announced."""
    days = [date.fromisoformat(kept["day"]) for kept in row.sessions] if row is not None else []
    day = min(days, default=plan.day)
    notice = packs.values_of(campaign).notice
    by = None
    if day is not None and notice is not None:
        by = latest_publish_day(day, notice.value, campaign.calendar.is_working_day)
    document = chain.ANNOUNCEMENT.document(row.id) if row is not None else None
    stage = "in_chain" if document is not None and document.under_way else plan.state
    planned = (
        sum(int(kept["capacity"]) + int(kept.get("recommended", 0)) for kept in row.sessions)
        if row is not None
        else plan.number or 0
    )
    return Line(
        plan_id=plan.id,
        open_day_id=row.id if row is not None else None,
        department=registry().department_name(plan.department_id),
        theme=plan.theme or plan.name,
        day=day,
        days_left=(day - today).days if day else None,
        stage=stage,
        planned=planned,
        publish_by=by,
        late_by=max((today - by).days, 0) if by is not None else 0,
        stands=None,
        correction=None,
    )


def _urgency(line: Line) -> tuple[int, int, int]:
    done = line.stage in ("called_off", "over")
    hurts = bool(line.short or line.late_by or line.correction)
    return (1 if done else 0, 0 if hurts else 1, line.days_left if line.days_left is not None else 10_000)
