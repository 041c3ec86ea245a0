"""What the open day contributes to pages of others: the column, the programme, the desk, the list of deadlines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from core.api import Actor, AgendaItem, Campaign, Deadline, DeskItem, Panel, Subject, campaigns, clock

from . import messages, store
from . import pack as packs
from .rules.dates import after, latest_publish_day
from .service import announcements, places, plans
from .service.places import PublicOpenDay
from .wording_booking import left_now


def plan_subjects(ids: Sequence[int], actor: Actor) -> dict[int, Subject]:
    """The plans that audit entries are about."""
    return {
        row.id: _subject(row.campaign_id, "plan", {"plan_id": row.id}, row.name or _("方案 %(n)s", n=row.id))
        for row in store.plans_by_id(ids)
    }


def announcement_subjects(ids: Sequence[int], actor: Actor) -> dict[int, Subject]:
    """The announcements that audit entries are about."""
    return {
        row.id: _subject(row.campaign_id, "announcement", {"open_day_id": row.id}, row.title)
        for row in store.open_days_by_id(ids)
    }


def _subject(campaign_id: int, page: str, values: dict[str, Any], title: str) -> Subject:
    slug = campaigns.campaign_by_id(campaign_id).slug
    return Subject(title, url_for(f"open_day_staff.{page}", campaign=slug, **values))


def panels(campaign: Campaign, now: datetime) -> list[Panel]:
    """A door for the next open day that can be booked, and the list of all coming ones."""
    shown = [o for o in places.public_open_days(campaign) if o.event.sessions[-1].ends_at >= now]
    bookable = [o for o in shown if o.event.refusal(now) is None and left_now(o.event) > 0]
    found: list[Panel] = []
    if bookable:
        found.append(Panel("door", "web/door.html", _door(campaign, bookable[0]), 20))
    if shown:
        lines = [
            {
                "url": _address(campaign, o),
                "opinion_url": url_for(
                    "opinions_public.new", campaign=campaign.slug, kind="open_day.opinion", subject_id=o.id
                ),
                "day": o.event.sessions[0].starts_at,
                "theme": o.theme,
                "department": o.department,
                "place": o.event.sessions[0].place,
                "state": "ok" if o in bookable else "idle",
                "left": messages.places_left(left_now(o.event))
                if o.event.refusal(now) is None
                else _("不在报名时间"),
            }
            for o in shown[:6]
        ]
        all_url = url_for("open_day_public.index", campaign=campaign.slug)
        found.append(Panel("main", "open_day/panel.html", {"lines": lines, "url": all_url}, 20))
    return found


def _door(campaign: Campaign, o: PublicOpenDay) -> dict[str, object]:
    sessions = o.event.sessions
    when = messages.day_and_weekday(sessions[0].starts_at)
    text = _(
        "%(department)s，%(when)s，%(place)s，%(count)s 个场次共 %(capacity)s 席。",
        department=o.department,
        when=when,
        place=sessions[0].place,
        count=len(sessions),
        capacity=o.event.capacity,
    )
    return {
        "char": "看",
        "word": "See",
        "kicker": _("政府开放日"),
        "state": "ok",
        "state_text": messages.places_left(left_now(o.event)),
        "title": o.theme,
        "text": text,
        "actions": [{"url": _address(campaign, o), "text": _("报名参观")}],
        "elder_title": _("报名去参观"),
        "elder_text": _("%(theme)s，%(left)s", theme=o.theme, left=messages.places_left(left_now(o.event))),
    }


def _address(campaign: Campaign, o: PublicOpenDay) -> str:
    return url_for("open_day_public.announcement", campaign=campaign.slug, open_day_id=o.id)


def agenda(campaign: Campaign) -> list[AgendaItem]:
    """Every session of every published open day."""
    return [
        AgendaItem(
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            title=_("开放日：%(theme)s（%(session)s）", theme=o.theme, session=session.title),
            place=session.place,
            who=o.department,
            url=_address(campaign, o),
            key=messages.calendar_key(session.id),
        )
        for o in places.public_open_days(campaign)
        for session in o.event.sessions
    ]


def deadlines(campaign: Campaign) -> list[Deadline]:
    """What the pack fixes for every department."""
    values = packs.values_of(campaign)
    found = []
    if values.plan_due is not None:
        found.append(Deadline(values.plan_due.value, _("报送政府开放日实施方案"), "OD-02"))
    if values.report_due is not None:
        found.append(Deadline(values.report_due.value, _("报送政府开放日开展情况"), "OD-13"))
    return found


def desk_items(actor: Actor, campaign: Campaign, now: datetime) -> list[DeskItem]:
    """Plans to file, to mend and to approve; announcements to finish and to publish in time."""
    if not actor.can("open_day.see", campaign_id=campaign.id):
        return []
    return [
        *_plan_items(actor, campaign, now),
        *_announcement_items(actor, campaign, now),
    ]


def _plan_items(actor: Actor, campaign: Campaign, now: datetime) -> list[DeskItem]:
    values = packs.values_of(campaign)
    due = values.plan_due.value if values.plan_due else None
    clause = _("OD-02 方案报送时限") if due else ""
    found: list[DeskItem] = []
    mine = actor.departments_for(plans.EDIT, campaign_id=campaign.id)
    with_plan: set[int] = set()
    for view in plans.list_plans(campaign, actor=actor, now=now):
        with_plan.add(view.department_id)
        address = url_for("open_day_staff.plan", campaign=campaign.slug, plan_id=view.id)
        theme = view.content.theme or view.content.name
        if plans.may_edit(view, campaign, actor):
            state, words = messages.PLAN_STATES[view.state]
            title = (
                _("改好退回的开放日方案：%(theme)s", theme=theme)
                if view.state == "returned"
                else _("报送开放日方案：%(theme)s", theme=theme)
            )
            found.append(
                DeskItem(
                    title=title,
                    url=address,
                    action=_("改方案"),
                    due=due,
                    state=state,
                    state_text=str(words),
                    clause=clause,
                    department_id=view.department_id,
                )
            )
        elif plans.may_decide(view, campaign, actor):
            filed = clock.local(view.filed_at or now).date()
            review = packs.review_term(campaign)
            found.append(
                DeskItem(
                    title=_("审核开放日方案：%(theme)s", theme=theme),
                    url=address,
                    action=_("去审核"),
                    due=after(filed, review, campaign.calendar.is_working_day) if review.n else None,
                    note=view.department,
                    state="info",
                    state_text=_("等您审核备案"),
                    clause=_("OD-01 方案审核备案"),
                    department_id=view.department_id,
                )
            )
        elif view.state == "approved" and view.open_day_id is None and mine and view.department_id in mine:
            found.append(
                DeskItem(
                    title=_("起草开放日公告：%(theme)s", theme=theme),
                    url=address,
                    action=_("起草"),
                    due=_publish_by(campaign, view.content.day),
                    state="ok",
                    state_text=_("方案已备案"),
                    clause=_("OD-03 活动前提前公告"),
                    department_id=view.department_id,
                )
            )
    own = actor.department_id
    if due and mine and own in mine and own not in with_plan and clock.local(now).date() <= due:
        found.append(
            DeskItem(
                title=_("报送政府开放日实施方案"),
                url=url_for("open_day_staff.new_plan", campaign=campaign.slug),
                action=_("写方案"),
                due=due,
                state="idle",
                state_text=_("未开始"),
                clause=clause,
                department_id=own,
            )
        )
    return found


def _announcement_items(actor: Actor, campaign: Campaign, now: datetime) -> list[DeskItem]:
    found: list[DeskItem] = []
    for view in announcements.list_drafts(campaign, actor=actor, now=now):
        wrong = len(view.check.blockers)
        if view.locked:
            state, words, action = "half", _("在公开流程中"), _("看进度")
        elif wrong:
            state, action = "stop", _("改公告")
            words = ngettext("还差 %(num)d 处", "还差 %(num)d 处", wrong)
        else:
            state, words, action = "ok", _("可以送审"), _("去送审")
        found.append(
            DeskItem(
                title=_("公开“政府开放日”活动公告：%(theme)s", theme=view.content.items.get("开放主题", "")),
                url=url_for("open_day_staff.announcement", campaign=campaign.slug, open_day_id=view.id),
                action=action,
                due=_publish_by(campaign, view.first_day),
                state=state,
                state_text=words,
                clause=_("OD-03 活动前提前公告"),
                department_id=view.department_id,
            )
        )
    return found


def _publish_by(campaign: Campaign, day: date | None) -> date | None:
    notice = packs.values_of(campaign).notice
    if day is None or notice is None:
        return day
    return latest_publish_day(day, notice.value, campaign.calendar.is_working_day)
