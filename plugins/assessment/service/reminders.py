"""Who is reminded of what and when, once for each mark; whom somebody has to call; and who is late, for a text to paste."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from core.api import (
    SYSTEM,
    Actor,
    Campaign,
    Conflict,
    NotFound,
    audit,
    campaigns,
    db,
    outbox,
    people_with,
    secrecy,
    settings,
    unit_of_work,
)

from ..models.duties import Reminder
from ..permissions import BOARD, HAND_IN, SEE
from ..rules import duties as rules
from ..rules.duties import Cell, Duty
from ..store import duties as store
from . import duties

KIND = "assessment.reminder"
#: cells that a reminder is about
OPEN = ("owed", "extended", "late", "returned")


@dataclass(frozen=True)
class ReminderView:
    """A department was reminded; see models.Reminder."""

    id: int
    key: str
    title: str
    department_id: int
    due: date
    mark: int
    way: str
    told: tuple[int, ...]
    at: datetime
    called_at: datetime | None
    called_by: int | None
    note: str


@dataclass(frozen=True)
class Late:
    """A duty and the departments that are late with it, the longest delay first."""

    duty: Duty
    cells: tuple[Cell, ...]


def marks() -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Days before and after a day on which departments are reminded (settings)."""
    given = settings().of("assessment")
    return rules.numbers_in(given["remind_before"]), rules.numbers_in(given["remind_after"])


def remind_everywhere(now: datetime) -> None:
    """The nightly job: every open campaign."""
    for campaign in campaigns.live_campaigns():
        if campaign.state == "open" and "assessment" not in campaign.plugins_off:
            remind(campaign, now)


def remind(campaign: Campaign, now: datetime, *, actor: Actor = SYSTEM) -> int:
    """Remind whoever is at a mark today and wasn't reminded at it; how many departments were."""
    before, after = marks()
    count = 0
    with unit_of_work() as session:
        board = duties.matrix(campaign, campaigns.participants(campaign.id), now, plugins=False)
        known = {(r.key, r.department_id, r.due, r.mark) for r in store.reminders(campaign.id)}
        for duty in board.duties:
            if duty.source == "plugin":
                continue
            for department in board.departments:
                cell = board.cells[department, duty.key]
                if cell.state not in OPEN or cell.day is None:
                    continue
                mark = rules.marks_due(cell.day, board.today, before, after)
                if mark is None or (duty.key, department, cell.day, mark) in known:
                    continue
                session.add(_told(campaign, duty, department, cell.day, mark, now))
                count += 1
        session.flush()
        if count:
            audit.record(
                actor,
                now,
                "assessment.reminded",
                subject=("campaign", campaign.id),
                campaign_id=campaign.id,
                count=count,
            )
    return count


def _told(
    campaign: Campaign, duty: Duty, department_id: int, day: date, mark: int, now: datetime
) -> Reminder:
    told = []
    for person in people_with(HAND_IN, department_id=department_id, campaign_id=campaign.id):
        if person.department_id != department_id:
            continue  # the office holds it everywhere; it needs no reminder
        fact = f"assessment:{campaign.id}:{duty.key}:{department_id}:{day}:{mark}"
        params = {"what": duty.title, "day": day, "campaign": campaign.title}
        if outbox.queue_message(
            kind=KIND, fact=fact, user_id=person.id, params=params, campaign_id=campaign.id, now=now
        ):
            told.append(person.id)
    return Reminder(
        campaign_id=campaign.id, key=duty.key, department_id=department_id, due=day, mark=mark,
        title=duty.title, way="message" if told else "call", told=told, at=now, note="",
    )  # fmt: skip


def listed(
    campaign: Campaign, *, actor: Actor, department_id: int | None = None, key: str = ""
) -> list[ReminderView]:
    """Who was reminded when and how, the newest first."""
    actor.require(SEE, campaign_id=campaign.id)
    mine = actor.departments_for(SEE, campaign_id=campaign.id)
    return [
        ReminderView(
            r.id, r.key, r.title, r.department_id, r.due, r.mark, r.way, tuple(r.told), r.at, r.called_at,
            r.called_by, r.note,
        )
        for r in store.reminders(campaign.id, department_id, key)
        if mine is None or r.department_id in mine
    ]  # fmt: skip


def called(campaign: Campaign, reminder_id: int, note: str, *, actor: Actor, now: datetime) -> None:
    """Somebody called a department that gets no messages. Raises NotFound, Conflict("assessment.called_already")."""
    actor.require(BOARD, campaign_id=campaign.id)
    note = " ".join(note.split())[:300]
    secrecy.refuse_marks([note])
    with unit_of_work():
        row = store.reminder(reminder_id, lock=True)
        if row is None or row.campaign_id != campaign.id or row.way != "call":
            raise NotFound()
        if row.called_at is not None:
            raise Conflict("assessment.called_already")
        row.called_at, row.called_by, row.note = now, actor.user_id, note
        db.session.flush()
        audit.record(
            actor, now, "assessment.called", campaign_id=campaign.id, department_id=row.department_id,
            subject=("assessment_reminder", row.id),
        )  # fmt: skip


def late(campaign: Campaign, *, actor: Actor, now: datetime, key: str = "") -> list[Late]:
    """Every duty (or one) with those who are late, for the text to paste (催报)."""
    actor.require(BOARD, campaign_id=campaign.id)
    board = duties.matrix(campaign, campaigns.participants(campaign.id), now)
    found = []
    for duty in board.duties:
        if key and duty.key != key:
            continue
        cells = [board.cells.get((one, duty.key)) for one in board.departments]
        behind = [
            one
            for one in cells
            if one is not None and (one.state == "late" or (one.state == "returned" and one.days))
            and one.day is not None and one.day < board.today
        ]  # fmt: skip
        if behind:
            found.append(Late(duty, tuple(sorted(behind, key=lambda one: -one.days))))
    return found
