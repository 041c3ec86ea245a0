"""What inspections contribute to pages of others."""

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
    clock,
    registry,
)

from .permissions import INSPECT, LOOK, RECTIFY
from .rules import inspection as rules
from .service import findings, visits
from .store import inspection as store


def nav(actor: Actor, campaign: Campaign) -> Sequence[NavItem]:
    if not actor.can(LOOK, campaign_id=campaign.id):
        return ()
    return (NavItem("staff", _l("现场检查"), "assessment_staff.inspections", 64),)


def desk_items(actor: Actor, campaign: Campaign, now: datetime) -> Sequence[DeskItem]:
    """An inspector's visits and what to look at again; a department's findings."""
    if campaign.state == "draft":
        return ()
    found = [
        DeskItem(
            title=_("去检查：%(unit)s", unit=registry().department_name(one.department_id)),
            url=url_for("assessment_staff.visit", campaign=campaign.slug, visit_id=one.id),
            action=_("去检查"),
            due=one.day,
            state="half",
            state_text=_("等检查"),
        )
        for one in visits.mine(campaign, actor=actor)
    ]
    inspects = actor.can(INSPECT, campaign_id=campaign.id)
    mine = actor.departments_for(RECTIFY, campaign_id=campaign.id)
    for one in findings.listed(campaign, actor=actor, now=now):
        url = url_for("assessment_staff.finding", campaign=campaign.slug, finding_id=one.id)
        unit = registry().department_name(one.department_id)
        if one.state == rules.REPORTED and inspects:
            found.append(
                DeskItem(
                    title=_("复查：%(unit)s的问题 %(n)s", unit=unit, n=one.number), url=url, action=_("去复查"),
                    state="half", state_text=_("等复查"),
                )
            )  # fmt: skip
        elif one.state == rules.OPEN and mine is not None and one.department_id in mine:
            found.append(
                DeskItem(
                    title=_("整改检查发现的问题：%(what)s", what=one.text), url=url, action=_("去报告"),
                    due=one.due_on, state="stop" if one.late else "half",
                    state_text=_("逾期没有整改") if one.late else _("待整改"), department_id=one.department_id,
                )
            )  # fmt: skip
    return found


def deadlines(campaign: Campaign, now: datetime) -> Sequence[Deadline]:
    """By when findings are to be put right."""
    today = clock.local(now).date()
    return [
        Deadline(
            row.due_on,
            _("整改检查发现的问题 %(n)s", n=row.number),
            "",
            row.department_id,
            rules.in_time(row.state, row.due_on, row.reported_on, today),
            url_for("assessment_staff.finding", campaign=campaign.slug, finding_id=row.id),
        )
        for row in store.findings(campaign.id)
    ]


def audit_subjects() -> Mapping[str, Callable[..., Any]]:
    return {
        "assessment_inspection": _rounds,
        "assessment_visit": _visits,
        "assessment_finding": _findings,
    }


def _address(campaign_id: int, page: str, **values: Any) -> str:
    return url_for(f"assessment_staff.{page}", campaign=campaigns.campaign_by_id(campaign_id).slug, **values)


def _rounds(ids: Sequence[int], actor: Actor) -> dict[int, Subject]:
    return {
        row.id: Subject(row.title, _address(row.campaign_id, "round", round_id=row.id))
        for row in store.rounds_by_id(list(ids))
    }


def _visits(ids: Sequence[int], actor: Actor) -> dict[int, Subject]:
    rows = store.visits_by_id(list(ids))
    rounds = {row.id: row for row in store.rounds_by_id([one.inspection_id for one in rows])}
    return {
        row.id: Subject(
            registry().department_name(row.department_id),
            _address(rounds[row.inspection_id].campaign_id, "visit", visit_id=row.id),
        )
        for row in rows
    }


def _findings(ids: Sequence[int], actor: Actor) -> dict[int, Subject]:
    return {
        row.id: Subject(
            _("问题 %(n)s", n=row.number), _address(row.campaign_id, "finding", finding_id=row.id)
        )
        for row in store.findings_by_id(list(ids))
    }
