"""What the pages of the door share: the door itself, the pack's words for it, the sentence for who isn't let in."""

from __future__ import annotations

from typing import Any

from flask import g
from flask_babel import gettext as _

from core.api import clock

from . import messages
from . import pack as packs
from .rules.taking_part import categories_of
from .service import check_in
from .service.check_in import Came, Door

BASE = "/announcements/<int:open_day_id>/check-in"


def door_at(open_day_id: int) -> Door:
    return check_in.open_door(g.campaign, open_day_id, actor=g.actor, now=clock.now())


def eligibility() -> Any:
    rule = packs.values_of(g.campaign).eligibility
    value = rule.value if rule else None
    return value if value and (value.min_age is not None or value.full_capacity) else None


def categories() -> list[tuple[str, str]]:
    return [(c, messages.known(c)) for c in categories_of(packs.values_of(g.campaign))]


def refused(came: Came) -> str:
    """The sentence for somebody who was not let in just now."""
    if came.outcome == "duplicate":
        return _(
            "%(number)s 已经签过到：%(time)s，%(people)s 人，经手人 %(who)s。",
            number=came.number,
            time=messages.hour(came.at),
            people=came.people,
            who=came.by,
        )
    if came.outcome == "not_booked":
        return _("%(number)s 没有有效的报名：已经取消，或者还没有排到。", number=came.number)
    return _("名单里没有这个编号。")
