"""What the campaigns room puts on desks and into the column's programme."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from flask import url_for
from flask_babel import gettext as _

from core.base import clock
from core.base.access import Actor
from core.base.registry import registry
from core.campaigns import rules, service
from core.campaigns.activity_lines import activity_lines, department_names, moments
from core.campaigns.service import reading as readings
from core.plugin.contracts import AgendaItem, Campaign, DeskItem, Panel

#: A duty is on the desk this long before its day, and this long after it.
AHEAD, LATE = timedelta(days=30), timedelta(days=7)
SLOGANS_SHOWN = 4
UNITS_NAMED = 3


def desk(actor: Actor, campaign: Campaign | None, now: datetime) -> Iterator[DeskItem]:
    """For departments that take part, the notice's duties; for the office, what is begun and not finished."""
    manages = actor.can("campaigns.manage")
    if campaign is None:
        if manages:
            yield from _open_readings(actor)
        return
    if campaign.state == "draft" and manages:
        yield DeskItem(
            title=_("公开活动：%(title)s", title=campaign.title),
            url=url_for("campaigns_staff.campaign", slug=campaign.slug),
            action=_("去看"),
            due=campaign.starts_on,
            state="half",
            state_text=_("筹备中"),
        )
    if campaign.state == "open":
        yield from _duties(actor, campaign, now)


def _open_readings(actor: Actor) -> Iterator[DeskItem]:
    for reading_id, title, _at in readings.open_readings(actor=actor):
        yield DeskItem(
            title=_("核对通知：%(title)s", title=title or _("没有标题的通知")),
            url=url_for("campaigns_staff.reading", reading_id=reading_id),
            action=_("去核对"),
            state="half",
            state_text=_("还没确认"),
        )


def _duties(actor: Actor, campaign: Campaign, now: datetime) -> Iterator[DeskItem]:
    mine = actor.departments_for("campaigns.respond", campaign_id=campaign.id)
    taking_part = set(service.participants(campaign.id))
    own = taking_part if mine is None else taking_part & mine
    if not own:
        return
    today, kept = clock.local(now).date(), _kept_elsewhere(campaign, now)
    for duty in service.campaign_file(campaign.slug).duties:
        if f"notice:{duty.id}" in kept:
            continue
        day = service.day_of(campaign, duty.day, duty.rule)
        if day is None or not today - LATE <= day <= today + AHEAD:
            continue
        named = {d.id for d in readings.known_units(rules.names_in(duty.sender)).values() if d is not None}
        if named and not named & own:
            continue
        yield DeskItem(
            title=duty.what,
            url=url_for("campaigns_staff.campaign", slug=campaign.slug, _anchor="duties"),
            action=_("看要求"),
            due=day,
            note=_("报给%(receiver)s", receiver=duty.receiver) if duty.receiver else "",
            state="idle" if day >= today else "warn",
            state_text=_("等您办") if day >= today else _("已过期"),
            clause=_("通知：%(sentence)s", sentence=_short(duty.sentence)) if duty.sentence else "",
            department_id=min(named & own or own),
        )


def _kept_elsewhere(campaign: Campaign, now: datetime) -> set[str]:
    """The duties that a plugin keeps by itself (`notice:<id>`): it says who has met them, and puts them on desks."""
    given = registry().host.contribute("deadlines", campaign=campaign, now=now)
    return {deadline.rule_id for _name, deadline in given if deadline.rule_id.startswith("notice:")}


def _short(sentence: str) -> str:
    return sentence if len(sentence) <= 40 else f"{sentence[:39]}…"


def column_panels(campaign: Campaign) -> Iterator[Panel]:
    """活动安排 with the units folded away, and the slogans."""
    file, names = service.campaign_file(campaign.slug), department_names()
    about = url_for("campaigns_public.about", campaign=campaign.slug)
    lines = activity_lines(file, names)
    units = [names[i] for i in file.department_ids if i in names]
    if lines or units:
        yield Panel(
            "main", "campaigns/panel_activities.html", {"activities": lines, "units": units, "url": about}, 20
        )
    if campaign.slogans:
        shown = {
            "slogans": campaign.slogans[:SLOGANS_SHOWN],
            "more": len(campaign.slogans) > SLOGANS_SHOWN,
            "url": about,
        }
        yield Panel("side", "campaigns/panel_slogans.html", shown, 80)


def programme(campaign: Campaign, now: datetime) -> Iterator[AgendaItem]:
    """Every activity that has clock times, on its days."""
    today, names = clock.local(now).date(), department_names()
    for activity in service.campaign_file(campaign.slug).activities:
        units = [names[i] for i in activity.department_ids if i in names]
        who = _("、").join(units[:UNITS_NAMED])
        if len(units) > UNITS_NAMED:
            who = _("%(units)s等 %(count)s 个单位", units=who, count=len(units))
        url = url_for("campaigns_public.about", campaign=campaign.slug, _anchor=f"activity-{activity.id}")
        for starts_at, ends_at in moments(activity, today):
            yield AgendaItem(starts_at, activity.heading, ends_at, activity.place, who, url)
