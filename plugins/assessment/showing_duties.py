"""What deadlines contribute to pages of others: menu, desk, days, the nightly job, the trail."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.api import (
    Actor,
    Campaign,
    Deadline,
    DeskItem,
    NavItem,
    Subject,
    campaigns,
    registry,
)
from core.api import jobs as work

from . import wording_duties
from .permissions import BOARD, HAND_IN, SEE
from .service import duties, extensions, reminders
from .store import duties as store

#: so many days before its day a duty stands on the desk
AHEAD = 30


def nav(actor: Actor, campaign: Campaign) -> Sequence[NavItem]:
    """The board, for departments and the office."""
    if not actor.can(SEE, campaign_id=campaign.id):
        return ()
    return (
        NavItem("staff", _l("报送台账"), "assessment_staff.board", 60, values={"campaign": campaign.slug}),
    )


def desk_items(actor: Actor, campaign: Campaign, now: datetime) -> Sequence[DeskItem]:
    """What a department owes soon or late; for the office, who asks for another day, what came in and whom to call."""
    if campaign.state != "open":
        return ()
    mine = actor.departments_for(HAND_IN, campaign_id=campaign.id)
    found: list[DeskItem] = []
    if actor.can(BOARD, campaign_id=campaign.id):
        found += _of_office(actor, campaign, now)
    taking_part = campaigns.participants(campaign.id)
    own = tuple(one for one in taking_part if mine is not None and one in mine)
    if own:
        found += _of_departments(campaign, own, now)
    return found


def _of_departments(campaign: Campaign, own: tuple[int, ...], now: datetime) -> list[DeskItem]:
    board = duties.matrix(campaign, own, now)
    found = []
    for duty in board.duties:
        if duty.source == "plugin":
            continue
        for department in own:
            cell = board.cells[department, duty.key]
            if cell.state not in reminders.OPEN or cell.day is None or (cell.day - board.today).days > AHEAD:
                continue
            found.append(
                DeskItem(
                    title=duty.title,
                    url=url_for(
                        "assessment_staff.hand_in",
                        campaign=campaign.slug,
                        key=duty.key,
                        department_id=department,
                    ),
                    action=_("去报送"),
                    due=cell.day,
                    unit="工作日" if duty.unit == "工作日" else "天",
                    note=_("报给%(receiver)s", receiver=duty.receiver) if duty.receiver else "",
                    state=wording_duties.SHAPES[cell.state],
                    state_text=wording_duties.state_text(cell, duty.unit),
                    department_id=department,
                )
            )
    return found


def _of_office(actor: Actor, campaign: Campaign, now: datetime) -> list[DeskItem]:
    found = [
        DeskItem(
            title=_(
                "%(unit)s申请延期：%(what)s",
                unit=registry().department_name(one.department_id),
                what=one.title,
            ),
            url=url_for("assessment_staff.extension", campaign=campaign.slug, extension_id=one.id),
            action=_("去批复"),
            due=one.wanted,
            state="half",
            state_text=_("等批复"),
        )
        for one in extensions.listed(campaign, actor=actor)
        if one.state == "asked"
    ]
    calls = [
        one for one in reminders.listed(campaign, actor=actor) if one.way == "call" and one.called_at is None
    ]
    if calls:
        found.append(
            DeskItem(
                title=_("有 %(n)s 个提醒要打电话", n=len(calls)),
                url=url_for("assessment_staff.reminders_index", campaign=campaign.slug),
                action=_("去看"),
                state="warn",
                state_text=_("要打电话"),
            )
        )
    return found


def deadlines(campaign: Campaign, now: datetime) -> Sequence[Deadline]:
    """Every duty of every department that owes it, with the day that counts for it. `rule_id` is the duty's key."""
    board = duties.matrix(campaign, campaigns.participants(campaign.id), now, plugins=False)
    return [
        Deadline(
            cell.day,
            duty.title,
            duty.key,
            department,
            True if cell.state in ("in_time", "in_late") else False if cell.state == "late" else None,
            url_for("assessment_staff.cell", campaign=campaign.slug, key=duty.key, department_id=department),
        )
        for duty in board.duties
        for department in board.departments
        if (cell := board.cells[department, duty.key]).state != "not_owed" and cell.day is not None
    ]


@work.daily
def _remind(now: datetime) -> None:
    reminders.remind_everywhere(now)


def jobs() -> Mapping[str, Callable[..., None]]:
    return {"assessment.remind": _remind}


def audit_subjects() -> Mapping[str, Callable[..., Any]]:
    return {"assessment_duty": _duty_subjects}


def _duty_subjects(ids: Sequence[int], actor: Actor) -> dict[int, Subject]:
    return {
        row.id: Subject(
            row.title,
            url_for("assessment_staff.board", campaign=campaigns.campaign_by_id(row.campaign_id).slug),
        )
        for row in store.choices_by_id(list(ids))
    }
