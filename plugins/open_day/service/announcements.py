"""The announcement: drafted from an approved plan, checked, frozen and sent into the publishing chain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from core.api import (
    Actor,
    Blocker,
    Campaign,
    Conflict,
    Invalid,
    NotFound,
    RevisionView,
    RuleBroken,
    audit,
    booking,
    clock,
    registry,
    settings,
    unit_of_work,
)

from .. import chain, document, store
from .. import pack as packs
from ..models import OpenDay
from ..rules.announcement import check_announcement, proposed_name
from ..rules.dates import Milestone, milestones
from ..rules.values import Announcement, CheckResult, Slot
from .plans import APPROVE, EDIT

OWNER = "open_day"
#: Booking closes this many days before the day unless the editor says otherwise.
CLOSES_BEFORE = timedelta(days=5)


@dataclass(frozen=True)
class SessionDraft:
    """One session as drafted, Shanghai time; `starts` and `ends` are HH:MM."""

    title: str
    day: date
    starts: str
    ends: str
    place: str
    capacity: int


@dataclass(frozen=True)
class SaveAnnouncement:
    """What the announcement's form holds."""

    title: str
    doc_number: str
    items: Mapping[str, str]
    sessions: tuple[SessionDraft, ...]
    recommended: int
    opens_at: datetime | None
    closes_at: datetime | None


@dataclass(frozen=True)
class AnnouncementView:
    """A draft with everything that is said about it."""

    id: int
    plan_id: int
    campaign_id: int
    department_id: int
    department: str
    plan_state: str
    plan_filed_at: datetime | None
    content: SaveAnnouncement
    draft_number: int
    saved_at: datetime
    published_at: datetime | None
    item_names: tuple[str, ...]
    check: CheckResult
    milestones: tuple[Milestone, ...]
    document: chain.DocumentView | None

    @property
    def locked(self) -> bool:
        """On its way through the chain: nobody changes the text under the reviewers' eyes."""
        return self.document is not None and self.document.under_way

    @property
    def first_day(self) -> date | None:
        return min((s.day for s in self.content.sessions), default=None)


def start_announcement(campaign: Campaign, plan_id: int, *, actor: Actor, now: datetime) -> int:
    """Draft the announcement of an approved plan, filled from it; returns the open day's id (also a second time).

    Raises RuleBroken("open_day.plan_not_approved").
    """
    with unit_of_work() as session:
        plan = store.plan(plan_id, campaign.id)
        if plan is None:
            raise NotFound
        actor.require(EDIT, department_id=plan.department_id, campaign_id=campaign.id)
        there = store.open_day_of_plan(plan_id)
        if there is not None:
            return there.id
        if plan.state != "approved":
            raise RuleBroken("open_day.plan_not_approved")
        sessions = []
        if plan.day is not None:
            sessions = [
                SessionDraft(
                    "上午场" if (plan.starts or "09:00") < "12:00" else "下午场",
                    plan.day,
                    plan.starts or "09:00",
                    plan.ends or ("11:30" if (plan.starts or "09:00") < "11:30" else "17:30"),
                    plan.place,
                    plan.number or 25,
                )
            ]
        values = packs.values_of(campaign)
        area, department = packs.area_of(campaign), registry().department_name(plan.department_id)
        closes = plan.day - CLOSES_BEFORE if plan.day else None
        items = document.first_texts(
            pack=values,
            theme=plan.theme,
            leaders=plan.leaders,
            forms=plan.forms,
            agenda=plan.agenda,
            number=plan.number,
            slots=[_slot(s) for s in sessions],
            area=area,
            organiser=department,
            closes=closes,
        )
        open_day = OpenDay(
            plan_id=plan.id,
            campaign_id=campaign.id,
            department_id=plan.department_id,
            title=f"{proposed_name(area, department, values.name_pattern)}活动公告",
            items=items,
            sessions=[_stored(s) for s in sessions],
            closes_at=datetime.combine(closes, time(17), clock.SHANGHAI) if closes else None,
            saved_at=now,
        )
        session.add(open_day)
        session.flush()
        _record(open_day, "open_day.announcement_started", actor, now)
        return open_day.id


def save_announcement(
    campaign: Campaign, open_day_id: int, command: SaveAnnouncement, *, actor: Actor, now: datetime
) -> None:
    """Write the draft. Raises Conflict("open_day.locked") while it is with the reviewers."""
    with unit_of_work():
        row = _editable(campaign, open_day_id, actor)
        sessions = [_stored(s) for s in command.sessions]
        if chain.published(row.id) and _stored_window(row) != (
            sessions,
            command.opens_at,
            command.closes_at,
        ):
            raise RuleBroken("open_day.published_sessions")
        row.title, row.doc_number = command.title, command.doc_number
        row.items, row.sessions = dict(command.items), sessions
        row.recommended = command.recommended
        row.opens_at, row.closes_at = command.opens_at, command.closes_at
        row.draft_number += 1
        row.saved_at = now
        _record(row, "open_day.announcement_saved", actor, now)


def submit_announcement(campaign: Campaign, open_day_id: int, *, actor: Actor, now: datetime) -> None:
    """Freeze the draft, prepare its places and send it into the chain (送审), all in one transaction.

    Raises RuleBroken("open_day.not_ready" | "open_day.plan_not_approved"), Invalid (booking window), Conflict.
    """
    with unit_of_work():
        row = _editable(campaign, open_day_id, actor)
        plan = store.plan(row.plan_id, campaign.id)
        if packs.values_of(campaign).plan_required and (plan is None or plan.state != "approved"):
            raise RuleBroken("open_day.plan_not_approved")
        result = _check(row, campaign, now)
        if not result.ok:
            raise RuleBroken("open_day.not_ready", count=len(result.blockers))
        prepare_places(row, campaign, now=now)
        chain.submit(frozen(row, campaign, now), actor=actor, now=now)
        _record(row, "open_day.announcement_submitted", actor, now)


def prepare_places(row: OpenDay, campaign: Campaign, *, now: datetime) -> None:
    """Open the sessions of the draft for booking; nobody can book before the announcement is public."""
    slots = slots_of(row)
    if row.closes_at is None:
        raise Invalid("open_day.window_missing", field="closes_at")
    opens_at = row.opens_at or now
    if row.closes_at <= opens_at:
        raise Invalid("open_day.window_reversed", field="closes_at")
    sessions = tuple(
        booking.NewSession(
            title=s.title,
            place=s.place,
            starts_at=datetime.combine(s.day, s.starts, clock.SHANGHAI),
            ends_at=datetime.combine(s.day, s.ends, clock.SHANGHAI),
            capacity=s.capacity,
        )
        for s in slots
    )
    first = min((s.starts_at for s in sessions), default=None)
    if first is not None and row.closes_at > first:
        raise Invalid("open_day.window_after_start", field="closes_at", starts=first)
    booking.prepare_event(
        OWNER, row.id, campaign_id=campaign.id, opens_at=opens_at, closes_at=row.closes_at, sessions=sessions
    )


def frozen(row: OpenDay, campaign: Campaign, now: datetime) -> chain.Frozen:
    """The document as it goes to the reviewers: blocks to read and the data that the rules judge again."""
    values = packs.values_of(campaign)
    department = registry().department_name(row.department_id)
    names = values.items.value if values.items is not None else tuple(row.items)
    return chain.Frozen(
        open_day_id=row.id,
        campaign_id=campaign.id,
        department_id=row.department_id,
        title=row.title,
        doc_number=row.doc_number,
        issuer=department,
        blocks=document.blocks(
            area=packs.area_of(campaign),
            organiser=department,
            office=settings().site["office"],
            items=row.items,
            names=names,
            slots=slots_of(row),
            signed_on=clock.local(now).date(),
        ),
        data={
            "plan_id": row.plan_id,
            "items": dict(row.items),
            "sessions": list(row.sessions),
            "recommended": row.recommended,
            "closes_on": clock.local(row.closes_at).date().isoformat() if row.closes_at else None,
        },
    )


def blockers(revision: RevisionView, campaign: Campaign, now: datetime) -> list[Blocker]:
    """Why this frozen announcement may not be published now: OD-01, and every B of the check."""
    from ..messages import cited, coded

    found: list[Blocker] = []
    values = packs.values_of(campaign)
    plan = store.plan(int(revision.data["plan_id"]), campaign.id)
    if values.plan_required and values.plan_required.value and (plan is None or plan.state != "approved"):
        found.append(Blocker("open_day.plan_not_approved", clause=f"OD-01 {values.plan_required.clause}"))
    announcement = _announcement(revision.title, revision.data, campaign, revision.department_id)
    result = check_announcement(
        announcement, values, publish=clock.local(now).date(), is_workday=campaign.calendar.is_working_day
    )
    for finding in result.blockers:
        code, params = coded(finding)
        found.append(Blocker(code, params, clause=cited(finding)))
    return found


def view_announcement(
    campaign: Campaign, open_day_id: int, *, actor: Actor, now: datetime
) -> AnnouncementView:
    """One draft with its check. Raises NotFound for one that is none of the actor's business."""
    row = store.open_day(open_day_id, campaign.id)
    if row is None or not _may_see(row, actor):
        raise NotFound
    return _view(row, campaign, now)


def list_announcements(campaign: Campaign, *, actor: Actor, now: datetime) -> list[AnnouncementView]:
    """The announcements that the actor edits or, as the office, watches."""
    return [_view(row, campaign, now) for row in store.open_days(campaign.id) if _may_see(row, actor)]


def may_edit(view: AnnouncementView, actor: Actor) -> bool:
    """Can this person change this draft now?"""
    return not view.locked and actor.can(EDIT, department_id=view.department_id, campaign_id=view.campaign_id)


def slots_of(row: OpenDay) -> tuple[Slot, ...]:
    """The drafted sessions as the rules read them."""
    return tuple(_slot(_session(stored)) for stored in row.sessions)


def _view(row: OpenDay, campaign: Campaign, now: datetime) -> AnnouncementView:
    values = packs.values_of(campaign)
    plan = store.plan(row.plan_id, campaign.id)
    days = [s.day for s in slots_of(row)]
    filed = clock.local(plan.filed_at).date() if plan and plan.filed_at else None
    public = chain.published(row.id)
    published = clock.local(public.published_at).date() if public else None
    line: tuple[Milestone, ...] = ()
    if days:
        line = milestones(
            values,
            first_day=min(days),
            last_day=max(days),
            filed=filed,
            published=published,
            is_workday=campaign.calendar.is_working_day,
        )
    return AnnouncementView(
        id=row.id,
        plan_id=row.plan_id,
        campaign_id=row.campaign_id,
        department_id=row.department_id,
        department=registry().department_name(row.department_id),
        plan_state=plan.state if plan else "",
        plan_filed_at=plan.filed_at if plan else None,
        content=SaveAnnouncement(
            title=row.title,
            doc_number=row.doc_number,
            items=dict(row.items),
            sessions=tuple(_session(stored) for stored in row.sessions),
            recommended=row.recommended,
            opens_at=row.opens_at,
            closes_at=row.closes_at,
        ),
        draft_number=row.draft_number,
        saved_at=row.saved_at,
        published_at=public.published_at if public else None,
        item_names=values.items.value if values.items is not None else tuple(row.items),
        check=_check(row, campaign, public.published_at if public else now),
        milestones=line,
        document=chain.view(row.id),
    )


def _check(row: OpenDay, campaign: Campaign, at: datetime) -> CheckResult:
    closes = clock.local(row.closes_at).date().isoformat() if row.closes_at else None
    data = {
        "items": row.items,
        "sessions": row.sessions,
        "recommended": row.recommended,
        "closes_on": closes,
    }
    return check_announcement(
        _announcement(row.title, data, campaign, row.department_id),
        packs.values_of(campaign),
        publish=clock.local(at).date(),
        is_workday=campaign.calendar.is_working_day,
    )


def _announcement(
    title: str, data: Mapping[str, Any], campaign: Campaign, department_id: int
) -> Announcement:
    closes = data.get("closes_on")
    return Announcement(
        title=title,
        items=dict(data["items"]),
        area=packs.area_of(campaign),
        department=registry().department_name(department_id),
        slots=tuple(_slot(_session(stored)) for stored in data["sessions"]),
        recommended=int(data["recommended"]),
        booking_closes=date.fromisoformat(closes) if closes else None,
    )


def _editable(campaign: Campaign, open_day_id: int, actor: Actor) -> OpenDay:
    row = store.open_day(open_day_id, campaign.id)
    if row is None or not _may_see(row, actor):
        raise NotFound
    actor.require(EDIT, department_id=row.department_id, campaign_id=campaign.id)
    under_way = chain.view(row.id)
    if under_way is not None and under_way.under_way:
        raise Conflict("open_day.locked")
    return row


def _may_see(row: OpenDay, actor: Actor) -> bool:
    where = {"department_id": row.department_id, "campaign_id": row.campaign_id}
    return actor.can(EDIT, **where) or actor.can(APPROVE, **where)


def _stored_window(row: OpenDay) -> tuple[list[dict[str, Any]], datetime | None, datetime | None]:
    return row.sessions, row.opens_at, row.closes_at


def _stored(session: SessionDraft) -> dict[str, Any]:
    return {**session.__dict__, "day": session.day.isoformat()}


def _session(stored: Mapping[str, Any]) -> SessionDraft:
    return SessionDraft(**{**stored, "day": date.fromisoformat(stored["day"])})


def _slot(session: SessionDraft) -> Slot:
    return Slot(
        session.title,
        session.day,
        time.fromisoformat(session.starts),
        time.fromisoformat(session.ends),
        session.place,
        session.capacity,
    )


def _record(row: OpenDay, action: str, actor: Actor, now: datetime) -> None:
    audit.record(
        actor,
        now,
        action,
        subject=("open_day_announcement", row.id),
        campaign_id=row.campaign_id,
        department_id=row.department_id,
    )
