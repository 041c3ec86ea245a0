"""The plan: written and filed by a department, returned or approved by the openness office (OD-01, OD-02)."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date, datetime

from core.api import (
    Actor,
    Campaign,
    Conflict,
    Invalid,
    NotFound,
    RuleBroken,
    audit,
    clock,
    files,
    publishing,
    registry,
    secrecy,
    unit_of_work,
)

from .. import chain, store
from .. import pack as packs
from ..models import Plan
from ..rules.announcement import proposed_name
from ..rules.plan import Change, PlanSnapshot, check_plan, days_late, may_follow
from ..rules.values import Finding
from . import filings
from .filings import FilingView, SavePlan, Upload

SEE = "open_day.see"
EDIT = "open_day.edit"
APPROVE = "open_day.approve"


@dataclass(frozen=True)
class PlanView:
    """A plan as staff see it."""

    id: int
    department_id: int
    department: str
    state: str
    content: SavePlan
    remarks: str
    days_late: int
    saved_at: datetime
    filed_at: datetime | None
    decided_at: datetime | None
    open_day_id: int | None
    findings: tuple[Finding, ...]
    attachment: files.FileInfo | None = None
    history: tuple[FilingView, ...] = ()
    changes: tuple[Change, ...] = ()

    @property
    def complete(self) -> bool:
        return not any(f.severity == "B" for f in self.findings)


def proposed_plan_name(campaign: Campaign, department_id: int) -> str:
    """The lawful name of a department's open day (OD-08)."""
    pattern = packs.values_of(campaign).name_pattern
    return proposed_name(packs.area_of(campaign), registry().department_name(department_id), pattern)


def save_plan(
    campaign: Campaign,
    department_id: int,
    plan_id: int | None,
    command: SavePlan,
    *,
    actor: Actor,
    now: datetime,
    upload: Upload | None = None,
    drop_file: bool = False,
) -> int:
    """Write a draft (or a returned plan) and return its id. `upload` becomes the emergency plan's file, `drop_file` takes
    the one there is away.

    Raises Conflict when it is with the office already, RuleBroken("secret_mark") for a text or a file with a mark of
    密级, of which nothing is stored (SC-01), and what `files.received` raises; nothing is written then either.
    """
    secrecy.refuse_marks(secrecy.texts_in(list(command.__dict__.values())))
    with ExitStack() as held:
        incoming = None
        if upload is not None:
            incoming = held.enter_context(files.received(*upload, accept=filings.ACCEPTED))
        session = held.enter_context(unit_of_work())
        if plan_id is None:
            actor.require(EDIT, department_id=department_id, campaign_id=campaign.id)
            plan = Plan(campaign_id=campaign.id, department_id=department_id)
            session.add(plan)
        else:
            plan = _editable(campaign, plan_id, actor)
        filings.write(plan, command)
        plan.saved_at = now
        session.flush()
        if incoming is not None:
            filings.attach(plan, incoming, actor=actor, now=now)
        elif drop_file:
            files.attach(filings.FILES, plan.id, [], campaign_id=campaign.id)
        _record(plan, "open_day.plan_saved", actor, now)
        return plan.id


def emergency_file(campaign: Campaign, plan_id: int, *, actor: Actor, now: datetime) -> files.FileInfo:
    """The emergency plan's file, for whoever may see the plan; the look is audited. Raises NotFound."""
    with unit_of_work():
        view = view_plan(campaign, plan_id, actor=actor, now=now)
        if view.attachment is None or view.attachment.blanked:
            raise NotFound
        audit.record(
            actor,
            now,
            "open_day.plan_file_read",
            subject=("open_day_plan", plan_id),
            campaign_id=campaign.id,
            department_id=view.department_id,
            file=view.attachment.id,
        )
        return view.attachment


def file_plan(campaign: Campaign, plan_id: int, *, actor: Actor, now: datetime) -> int:
    """Hand the plan to the openness office; returns how many days late it is (OD-02 marks, it never refuses).

    Raises RuleBroken("open_day.plan_incomplete"), Conflict("open_day.plan_moved").
    """
    with unit_of_work():
        plan = _editable(campaign, plan_id, actor)
        found = _findings(plan, campaign, clock.local(now).date(), filings.emergency_file(plan.id))
        if any(f.severity == "B" for f in found):
            raise RuleBroken("open_day.plan_incomplete")
        due = packs.values_of(campaign).plan_due
        late = days_late(clock.local(now).date(), due.value if due else None)
        moved = store.move_plan(
            plan.id, ("draft", "returned"), "filed", filed_at=now, filed_by=actor.user_id, days_late=late
        )
        if not moved:
            raise Conflict("open_day.plan_moved")
        filings.begin(plan, filed_at=now, filed_by=actor.user_id, days_late=late)
        _record(plan, "open_day.plan_filed", actor, now, days_late=late)
        return late


def decide_plan(
    campaign: Campaign, plan_id: int, approve: bool, remarks: str, *, actor: Actor, now: datetime
) -> None:
    """Approve a filed plan or return it with remarks (OD-01).

    Raises Invalid("open_day.remarks_missing"), Conflict("open_day.plan_moved").
    """
    secrecy.refuse_marks([remarks])
    with unit_of_work():
        plan = store.plan(plan_id, campaign.id)
        if plan is None:
            raise NotFound
        _refuse_hidden(plan)
        actor.require(APPROVE, department_id=plan.department_id, campaign_id=campaign.id)
        if not approve and not remarks.strip():
            raise Invalid("open_day.remarks_missing", field="remarks")
        to = "approved" if approve else "returned"
        if not may_follow(plan.state, to) or not store.move_plan(  # type: ignore[arg-type]
            plan.id, ("filed",), to, decided_at=now, decided_by=actor.user_id, remarks=remarks.strip()
        ):
            raise Conflict("open_day.plan_moved")
        filings.close(plan, to, remarks.strip(), actor=actor, now=now)
        _record(plan, f"open_day.plan_{to}", actor, now)


def view_plan(campaign: Campaign, plan_id: int, *, actor: Actor, now: datetime) -> PlanView:
    """One plan. Raises NotFound for a plan that is none of the actor's business."""
    plan = store.plan(plan_id, campaign.id)
    if plan is None or not _may_see(plan, actor):
        raise NotFound
    _refuse_hidden(plan)
    past, changed = filings.history(plan), filings.changed_since_return(plan)
    return replace(_view(plan, campaign, now), history=past, changes=changed)


def list_plans(campaign: Campaign, *, actor: Actor, now: datetime) -> list[PlanView]:
    """The plans that the actor edits or approves, newest first."""
    hidden = store.plans_of(publishing.hidden_subjects(chain.ANNOUNCEMENT.code))
    found = [plan for plan in store.plans(campaign.id) if plan.id not in hidden and _may_see(plan, actor)]
    return [_view(plan, campaign, now) for plan in found]


def may_edit(view: PlanView, campaign: Campaign, actor: Actor) -> bool:
    """Can this person change this plan now?"""
    return view.state in ("draft", "returned") and actor.can(
        EDIT, department_id=view.department_id, campaign_id=campaign.id
    )


def may_decide(view: PlanView, campaign: Campaign, actor: Actor) -> bool:
    """Can this person approve or return this plan now?"""
    return view.state == "filed" and actor.can(
        APPROVE, department_id=view.department_id, campaign_id=campaign.id
    )


def _editable(campaign: Campaign, plan_id: int, actor: Actor) -> Plan:
    plan = store.plan(plan_id, campaign.id)
    if plan is None or not _may_see(plan, actor):
        raise NotFound
    _refuse_hidden(plan)
    actor.require(EDIT, department_id=plan.department_id, campaign_id=campaign.id)
    if plan.state not in ("draft", "returned"):
        raise Conflict("open_day.plan_moved")
    return plan


def _refuse_hidden(plan: Plan) -> None:
    """The announcement was drafted from this plan: when that is hidden as 疑似涉密, so is this."""
    open_day = store.open_day_of_plan(plan.id)
    if open_day is not None:
        publishing.refuse_hidden(chain.ANNOUNCEMENT.code, open_day.id)


def _may_see(plan: Plan, actor: Actor) -> bool:
    where = {"department_id": plan.department_id, "campaign_id": plan.campaign_id}
    filed = plan.state != "draft"
    return actor.can(EDIT, **where) or (filed and (actor.can(SEE, **where) or actor.can(APPROVE, **where)))


def _findings(
    plan: Plan, campaign: Campaign, filed: date, attachment: files.FileInfo | None
) -> list[Finding]:
    content = filings.content_of(plan)
    snapshot = PlanSnapshot(
        name=content.name,
        theme=content.theme,
        forms=content.forms,
        site_kinds=content.site_kinds,
        leaders=content.leaders,
        day=content.day,
        starts=content.starts,
        ends=content.ends,
        place=content.place,
        number=content.number,
        invitees=content.invitees,
        agenda=content.agenda,
        dialogue=content.dialogue,
        emergency=content.emergency,
        attached=attachment is not None,
        area=packs.area_of(campaign),
        department=registry().department_name(plan.department_id),
    )
    values = packs.values_of(campaign)
    return check_plan(snapshot, values, filed=filed, is_workday=campaign.calendar.is_working_day)


def _view(plan: Plan, campaign: Campaign, now: datetime) -> PlanView:
    open_day = store.open_day_of_plan(plan.id)
    attachment = filings.emergency_file(plan.id)
    filed = clock.local(plan.filed_at if plan.filed_at and plan.state != "returned" else now).date()
    return PlanView(
        id=plan.id,
        department_id=plan.department_id,
        department=registry().department_name(plan.department_id),
        state=plan.state,
        content=filings.content_of(plan),
        remarks=plan.remarks,
        days_late=plan.days_late,
        saved_at=plan.saved_at,
        filed_at=plan.filed_at,
        decided_at=plan.decided_at,
        open_day_id=open_day.id if open_day else None,
        findings=tuple(_findings(plan, campaign, filed, attachment)),
        attachment=attachment,
    )


def _record(plan: Plan, action: str, actor: Actor, now: datetime, **codes: int) -> None:
    audit.record(
        actor,
        now,
        action,
        subject=("open_day_plan", plan.id),
        campaign_id=plan.campaign_id,
        department_id=plan.department_id,
        **codes,
    )


def bring_along(source: Campaign, campaign: Campaign, *, now: datetime) -> None:
    """Last year's plans as this year's drafts (campaign_copied): what stays the same, without the day and its remarks."""
    with unit_of_work() as session:
        for old in store.plans(source.id):
            plan = Plan(campaign_id=campaign.id, department_id=old.department_id, saved_at=now)
            filings.write(plan, replace(filings.content_of(old), day=None))
            session.add(plan)
