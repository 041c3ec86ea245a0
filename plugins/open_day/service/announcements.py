"""The announcement: drafted from an approved plan, checked, frozen and sent into the publishing chain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from core.api import (
    Actor,
    Campaign,
    Conflict,
    DocumentView,
    Invalid,
    NotFound,
    RuleBroken,
    audit,
    clock,
    files,
    pictures,
    publishing,
    registry,
    secrecy,
    unit_of_work,
)

from .. import chain, document, messages, store
from .. import pack as packs
from ..models import OpenDay
from ..rules.announcement import proposed_name
from ..rules.dates import Milestone, milestones
from ..rules.sessions import refuse_quotas
from ..rules.values import CheckResult, OpenDayPack
from .freezing import (
    SessionDraft,
    check,
    frozen,
    pool_at,
    prepare_places,
    session_of,
    slot_of,
    slots_of,
    stored,
)
from .plans import APPROVE, EDIT, SEE

#: Booking closes this many days before the day unless the editor says otherwise.
CLOSES_BEFORE = timedelta(days=5)
#: What is offered unless the editor says otherwise.
FIRST_NEEDS = ("wheelchair", "sign_language")
#: A freed place is never kept longer than this: the line behind would stand still.
MOST_OFFER_HOURS = 72


@dataclass(frozen=True)
class SaveAnnouncement:
    """What the announcement's form holds. `companions`, `offer_hours` and `needs`: see the columns of OpenDay."""

    title: str
    doc_number: str
    items: Mapping[str, str]
    sessions: tuple[SessionDraft, ...]
    opens_at: datetime | None
    closes_at: datetime | None
    #: ids of the pictures (配图), in their order
    pictures: tuple[int, ...] = ()
    companions: int = 0
    offer_hours: int = 0
    needs: tuple[str, ...] = ()


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
    document: DocumentView | None
    gate_list: bool = False
    pool_at: datetime | None = None

    @property
    def locked(self) -> bool:
        """On its way through the chain: nobody changes the text under the reviewers' eyes."""
        return self.document is not None and self.document.under_way

    @property
    def changed(self) -> bool:
        """Written to since it was published (or never published): there is something to send."""
        return self.published_at is None or self.saved_at > self.published_at

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
            publishing.refuse_hidden(chain.ANNOUNCEMENT.code, there.id)
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
            site_kinds=plan.site_kinds,
            dialogue=plan.dialogue,
            invitees=plan.invitees,
            agenda=plan.agenda_rows,
            gate_list=plan.gate_list,
            number=plan.number,
            slots=[slot_of(s) for s in sessions],
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
            sessions=[stored(s) for s in sessions],
            companions=values.companions,
            offer_hours=values.offer_hours,
            needs=list(FIRST_NEEDS),
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
    """Write the draft. Raises Conflict("open_day.locked") while it is with the reviewers, RuleBroken("secret_mark") for
    a text with a mark of 密级, of which nothing is stored (SC-01), Invalid for quotas, companions or hours that can't be."""
    secrecy.refuse_marks(secrecy.texts_in([command.title, command.doc_number, dict(command.items)]))
    secrecy.refuse_marks(text for s in command.sessions for text in (s.title, s.place))
    refuse_places(command, packs.values_of(campaign))
    with unit_of_work():
        row = _editable(campaign, open_day_id, actor)
        if chain.ANNOUNCEMENT.published(row.id) is None:
            row.sessions = [stored(s) for s in command.sessions]
            row.recommended = sum(s.recommended for s in command.sessions)
            row.opens_at, row.closes_at = command.opens_at, command.closes_at
            row.companions, row.offer_hours = command.companions, command.offer_hours
        elif _places_of(row) != _places_in(command):
            raise RuleBroken("open_day.published_sessions")
        attach_pictures(row, command.pictures)
        row.title, row.doc_number = command.title, command.doc_number
        row.items, row.needs = dict(command.items), list(command.needs)
        row.draft_number += 1
        row.saved_at = now
        _record(row, "open_day.announcement_saved", actor, now)


def refuse_places(command: SaveAnnouncement, values: OpenDayPack) -> None:
    """Refuse quotas that don't fit their session (OD-07), more companions than the pack allows (OD-06), and hours of
    keeping or kinds of help that nobody knows. Raises Invalid with the form's field."""
    for n, session in enumerate(command.sessions):
        refusal = refuse_quotas(session.capacity, session.quotas)
        if refusal is not None:
            field = f"sessions-{n}-{refusal.category or 'capacity'}"
            raise Invalid(f"open_day.{refusal.code}", field=field, n=n + 1, **refusal.params)
    if not 0 <= command.companions <= values.companions:
        raise Invalid("open_day.companions_many", field="companions", limit=values.companions)
    if not 0 <= command.offer_hours <= MOST_OFFER_HOURS:
        raise Invalid("open_day.offer_hours_range", field="offer_hours", limit=MOST_OFFER_HOURS)
    if not set(command.needs) <= set(messages.NEEDS):
        raise Invalid("open_day.need_unknown", field="needs")


def attach_pictures(row: OpenDay, chosen: tuple[int, ...]) -> None:
    """Make these the announcement's pictures. Raises Invalid for too many, or for somebody else's."""
    if len(chosen) > pictures.MOST_ATTACHED:
        raise Invalid("open_day.pictures_too_many", limit=pictures.MOST_ATTACHED)
    if not pictures.may_use(chosen, row.department_id):
        raise Invalid("picture_not_yours")
    files.attach(chain.ANNOUNCEMENT.code, row.id, chosen, campaign_id=row.campaign_id)


def submit_announcement(
    campaign: Campaign, open_day_id: int, *, actor: Actor, now: datetime, correction: str = ""
) -> None:
    """Freeze the draft, prepare its places and send it into the chain (送审), all in one transaction.

    A public announcement needs to say what was wrong with it (更正). Raises Invalid("open_day.correction_missing"),
    RuleBroken("open_day.not_ready" | "open_day.plan_not_approved"), Invalid (booking window), Conflict.
    """
    with unit_of_work():
        row = _editable(campaign, open_day_id, actor)
        plan = store.plan(row.plan_id, campaign.id)
        waived = publishing.waived_rules(chain.ANNOUNCEMENT.code, row.id, campaign)
        required = packs.values_of(campaign).plan_required and "OD-01" not in waived
        if required and (plan is None or plan.state != "approved"):
            raise RuleBroken("open_day.plan_not_approved")
        result = check(row, campaign, now)
        if not result.ok:
            raise RuleBroken("open_day.not_ready", count=len(result.blockers))
        published = chain.ANNOUNCEMENT.published(row.id) is not None
        if published and not correction.strip():
            raise Invalid("open_day.correction_missing", field="correction")
        if (
            not published
        ):  # afterwards the places are the booking room's: they may have been moved or enlarged there
            prepare_places(row, campaign, now=now)
        text = frozen(row, campaign, now)
        chain.ANNOUNCEMENT.submit(
            row.id, campaign.id, row.department_id, text, actor=actor, now=now, correction=correction
        )
        _record(row, "open_day.announcement_submitted", actor, now)


def view_announcement(
    campaign: Campaign, open_day_id: int, *, actor: Actor, now: datetime
) -> AnnouncementView:
    """One draft with its check. Raises NotFound for one that is none of the actor's business, Hidden while its document
    is hidden as 疑似涉密."""
    row = store.open_day(open_day_id, campaign.id)
    if row is None or not _may_see(row, actor):
        raise NotFound
    publishing.refuse_hidden(chain.ANNOUNCEMENT.code, row.id)
    return _view(row, campaign, now)


def list_announcements(campaign: Campaign, *, actor: Actor, now: datetime) -> list[AnnouncementView]:
    """The announcements that the actor edits or, as the office, watches."""
    hidden = publishing.hidden_subjects(chain.ANNOUNCEMENT.code)
    rows = [row for row in store.open_days(campaign.id) if row.id not in hidden and _may_see(row, actor)]
    return [_view(row, campaign, now) for row in rows]


def list_drafts(campaign: Campaign, *, actor: Actor, now: datetime) -> list[AnnouncementView]:
    """Those of them that this person writes and that aren't public yet; the others aren't checked for it."""
    hidden = publishing.hidden_subjects(chain.ANNOUNCEMENT.code)
    rows = [
        row
        for row in store.open_days(campaign.id)
        if row.id not in hidden and actor.can(EDIT, department_id=row.department_id, campaign_id=campaign.id)
    ]
    public = chain.ANNOUNCEMENT.all_published([row.id for row in rows])
    return [_view(row, campaign, now) for row in rows if row.id not in public]


def may_edit(view: AnnouncementView, actor: Actor) -> bool:
    """Can this person change this draft now?"""
    return not view.locked and actor.can(EDIT, department_id=view.department_id, campaign_id=view.campaign_id)


def _view(row: OpenDay, campaign: Campaign, now: datetime) -> AnnouncementView:
    values = packs.values_of(campaign)
    plan = store.plan(row.plan_id, campaign.id)
    days = [s.day for s in slots_of(row)]
    filed = clock.local(plan.filed_at).date() if plan and plan.filed_at else None
    public = chain.ANNOUNCEMENT.published(row.id)
    published = clock.local(public.counts_from).date() if public else None
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
            sessions=tuple(session_of(kept) for kept in row.sessions),
            opens_at=row.opens_at,
            closes_at=row.closes_at,
            companions=row.companions,
            offer_hours=row.offer_hours,
            needs=tuple(row.needs),
            pictures=tuple(file.id for file in files.attached(chain.ANNOUNCEMENT.code, row.id)),
        ),
        draft_number=row.draft_number,
        saved_at=row.saved_at,
        published_at=public.published_at if public else None,
        item_names=values.items.value if values.items is not None else tuple(row.items),
        check=check(row, campaign, public.counts_from if public else now),
        milestones=line,
        document=chain.ANNOUNCEMENT.document(row.id),
        gate_list=plan is not None and plan.gate_list,
        pool_at=pool_at(row, values.pool_before),
    )


def _editable(campaign: Campaign, open_day_id: int, actor: Actor) -> OpenDay:
    row = store.open_day(open_day_id, campaign.id)
    if row is None or not _may_see(row, actor):
        raise NotFound
    publishing.refuse_hidden(chain.ANNOUNCEMENT.code, row.id)
    actor.require(EDIT, department_id=row.department_id, campaign_id=campaign.id)
    under_way = chain.ANNOUNCEMENT.document(row.id)
    if under_way is not None and under_way.under_way:
        raise Conflict("open_day.locked")
    return row


def _may_see(row: OpenDay, actor: Actor) -> bool:
    where = {"department_id": row.department_id, "campaign_id": row.campaign_id}
    return any(actor.can(permission, **where) for permission in (SEE, EDIT, APPROVE))


def _places_of(row: OpenDay) -> tuple[Any, ...]:
    sessions = tuple(session_of(kept) for kept in row.sessions)
    return sessions, row.opens_at, row.closes_at, row.companions, row.offer_hours


def _places_in(command: SaveAnnouncement) -> tuple[Any, ...]:
    return (
        command.sessions,
        command.opens_at,
        command.closes_at,
        command.companions,
        command.offer_hours,
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
