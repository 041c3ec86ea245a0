"""Reminders of what is due after an open day: once before its day, once after it. A job that looks every morning."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from core.api import Campaign, clock, jobs, outbox, people_with, registry

from .. import pack as packs
from .. import store_after
from ..rules.after_the_day import EVALUATION, RESULTS, Duty, duty
from ..wording_after import DUE_SOON, OVERDUE, duty_name
from . import places
from .looking_back import days_behind
from .plans import APPROVE, EDIT

JOB = "open_day.look_back"
#: reminders are told this many days ahead of the day
AHEAD = timedelta(days=1)
AT = time(8, 40)


def plan_look(now: datetime) -> None:
    """Ask for tomorrow morning's look; asked again it changes nothing."""
    day = clock.local(now).date()
    if clock.local(now).time() >= AT:
        day += timedelta(days=1)
    moment = datetime.combine(day, AT, clock.SHANGHAI)
    jobs.enqueue(JOB, now=now, run_at=moment, key=f"{JOB}:{day.isoformat()}")


def look_back(now: datetime) -> None:
    """Tell departments of what is due tomorrow, and them and the office of what is late; each once. Plans the next look
    while any campaign still goes on."""
    going = False
    for campaign in registry().load_campaigns():
        if campaign.state not in ("open", "closed") or "open_day" in campaign.plugins_off:
            continue
        owed = list(duties_of(campaign, now))
        going = going or any(d.is_open for _id, _unit, d in owed) or bool(places.public_open_days(campaign))
        for subject, department_id, one in owed:
            _tell(campaign, subject, department_id, one, now)
    if going:
        plan_look(now)


def duties_of(campaign: Campaign, now: datetime) -> Iterator[tuple[str, int, Duty]]:
    """(what it is about, department, duty) of everything owed after the open days of a campaign."""
    days = [day for day in days_behind(campaign, now) if not day.called_off and day.over(now)]
    for day in days:
        for what in (RESULTS, EVALUATION):
            yield f"open_day:{day.id}:{what}", day.department_id, day.duty(what)
    rule = packs.values_of(campaign).report_due
    filed = store_after.reports(campaign.id)
    for department_id in sorted({day.department_id for day in days}) if rule is not None else ():
        row = filed.get(department_id)
        done = clock.local(row.filed_at).date() if row is not None and row.filed_at is not None else None
        one = duty(
            "report",
            "OD-13",
            rule.clause if rule else "",
            rule.value if rule else None,
            done,
            clock.local(now).date(),
        )
        yield f"open_day_report:{campaign.id}:{department_id}", department_id, one


def _tell(campaign: Campaign, subject: str, department_id: int, one: Duty, now: datetime) -> None:
    if one.due is None or not one.is_open:
        return
    today: date = clock.local(now).date()
    permissions: tuple[str, ...]
    if one.mark == "late":
        kind, moment, permissions = OVERDUE, "after", (EDIT, APPROVE)
    elif one.due - today <= AHEAD:
        kind, moment, permissions = DUE_SOON, "before", (EDIT,)
    else:
        return
    people = {
        person.id
        for permission in permissions
        for person in people_with(permission, department_id=department_id, campaign_id=campaign.id)
    }
    for user_id in sorted(people):
        outbox.queue_message(
            kind=kind,
            # The day is part of the fact: an end that was moved gives a new day and a new reminder.
            fact=f"{subject}:{moment}:{one.due.isoformat()}",
            user_id=user_id,
            params={
                "department": registry().department_name(department_id),
                "what": duty_name(one.what),
                "day": one.due,
                "days": one.days,
            },
            now=now,
            campaign_id=campaign.id,
        )
