"""What photos contribute to pages of others."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from core.api import (
    Actor,
    Campaign,
    DeskItem,
    NavItem,
    Subject,
    campaigns,
)

from .permissions import CHOOSE, PHOTOGRAPH, SEE
from .rules.photos import caption_lacks
from .service import photo_pairs
from .store import photos as store


def nav(actor: Actor, campaign: Campaign) -> Sequence[NavItem]:
    if not actor.can(SEE, campaign_id=campaign.id):
        return ()
    return (NavItem("staff", _l("照片台"), "assessment_staff.photo_list", 62),)


def desk_items(actor: Actor, campaign: Campaign, now: datetime) -> Sequence[DeskItem]:
    """For the office, photos that wait; for a department, captions that lack something."""
    if campaign.state == "draft" or not actor.can(SEE, campaign_id=campaign.id):
        return ()
    rows = [row for row in store.photos(campaign.id) if row.state == "offered"]
    lacking = [row for row in rows if caption_lacks(row.what, row.who, row.place, row.taken_on)]
    found = []
    complete = len(rows) - len(lacking)
    if complete and actor.can(CHOOSE, campaign_id=campaign.id):
        found.append(
            DeskItem(
                title=ngettext("%(num)d 张照片等选用", "%(num)d 张照片等选用", complete),
                url=url_for("assessment_staff.photo_list", campaign=campaign.slug, state="offered"),
                action=_("去选"),
                state="half",
                state_text=_("等选用"),
            )
        )
    waiting = photo_pairs.open_pairs(campaign, actor=actor)
    if waiting:
        found.append(
            DeskItem(
                title=ngettext("%(num)d 对相像的照片等判断", "%(num)d 对相像的照片等判断", len(waiting)),
                url=url_for("assessment_staff.photo_pair", campaign=campaign.slug, pair_id=waiting[0]),
                action=_("去判断"),
                state="half",
                state_text=_("等判断"),
            )
        )
    for unit in sorted({row.department_id for row in lacking}):
        mine = actor.departments_for(PHOTOGRAPH, campaign_id=campaign.id)
        if mine is None or unit not in mine:
            continue
        count = sum(row.department_id == unit for row in lacking)
        found.append(
            DeskItem(
                title=ngettext("%(num)d 张照片的说明不齐", "%(num)d 张照片的说明不齐", count),
                url=url_for("assessment_staff.photo_list", campaign=campaign.slug, department=unit),
                action=_("去补"),
                state="warn",
                state_text=_("说明不齐"),
                department_id=unit,
            )
        )
    return found


def jobs() -> Mapping[str, Callable[..., None]]:
    return {photo_pairs.JOB: photo_pairs.look_again}


def audit_subjects() -> Mapping[str, Callable[..., Any]]:
    return {"assessment_photo": _subjects}


def _subjects(ids: Sequence[int], actor: Actor) -> dict[int, Subject]:
    return {
        row.id: Subject(
            _("照片 %(n)s", n=row.id),
            url_for(
                "assessment_staff.photo",
                campaign=campaigns.campaign_by_id(row.campaign_id).slug,
                photo_id=row.id,
            ),
        )
        for row in store.photos_by_id(list(ids))
    }
