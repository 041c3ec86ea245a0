"""The working-day calendar with the administrator's corrections."""

from __future__ import annotations

from datetime import date, datetime

from core.base import audit
from core.base.access import Actor
from core.base.db import db, unit_of_work
from core.base.workdays import WorkCalendar
from core.campaigns import store
from core.campaigns.contracts import Correction
from core.campaigns.models import CalendarDayRow

CALENDAR = "campaigns.calendar"


def calendar_overrides() -> dict[date, bool]:
    """day → whether it is a working day, where somebody corrected the national calendar."""
    return {row.day: row.working for row in store.calendar_days()}


def corrections(year: int) -> list[Correction]:
    """The corrections of one year, in order."""
    return [
        Correction(row.day, row.working, row.note) for row in store.calendar_days() if row.day.year == year
    ]


def calendar() -> WorkCalendar:
    return WorkCalendar(calendar_overrides())


def set_calendar_day(day: date, working: bool, note: str, *, actor: Actor, now: datetime) -> None:
    """Correct one day; a second correction replaces the first."""
    actor.require(CALENDAR)
    with unit_of_work() as session:
        row = store.calendar_day(day)
        if row is None:
            row = CalendarDayRow(day=day)
            session.add(row)
        row.working, row.note, row.user_id, row.at = working, note, actor.user_id, now
        audit.record(
            actor, now, "campaigns.calendar_set", subject=("day", None), day=day.isoformat(), working=working
        )


def unset_calendar_day(day: date, *, actor: Actor, now: datetime) -> None:
    """Take a correction back; nothing happens when there is none."""
    actor.require(CALENDAR)
    with unit_of_work():
        row = store.calendar_day(day)
        if row is not None:
            db.session.delete(row)
            audit.record(actor, now, "campaigns.calendar_unset", subject=("day", None), day=day.isoformat())
