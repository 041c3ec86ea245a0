"""What go or no-go puts on the desk: too few people on the decision day, a correction that is still to be published."""

from __future__ import annotations

from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from core.api import Actor, Campaign, DeskItem, clock

from .service import deciding
from .service.at_hand import CALL_OFF, open_days_for
from .service.plans import EDIT


def items(actor: Actor, campaign: Campaign, now: datetime) -> list[DeskItem]:
    """For whoever may call an open day off; the correction for whoever writes the announcement."""
    if not actor.can(CALL_OFF, campaign_id=campaign.id):
        return []
    found: list[DeskItem] = []
    today = clock.local(now).date()
    for shown in open_days_for(campaign, CALL_OFF, actor):
        if all(session.ends_at <= now for session in shown.event.sessions):
            continue  # over: nobody is counted for it any more
        decided = deciding.day_of_decision(campaign, shown)
        # Nobody is counted before the day: sixty open days have twenty thousand bookings.
        stands = deciding.standing(campaign, shown, now) if decided is not None and decided <= today else None
        if stands is not None and stands.is_due(today):
            short = stands.shortfalls[0]
            found.append(
                DeskItem(
                    title=_(
                        "人数不够，决定办不办：%(theme)s，已报 %(booked)s 人，要有 %(least)s 人",
                        theme=shown.theme,
                        booked=short.booked,
                        least=short.least,
                    ),
                    url=url_for("open_day_staff.decide", campaign=campaign.slug, open_day_id=shown.id),
                    action=_("去决定"),
                    due=stands.decide_on,
                    note=shown.department,
                    state="warn",
                    state_text=_("人数不够"),
                    clause=_("OD-05 参加人数"),
                    department_id=shown.department_id,
                )
            )
        correction = deciding.correction_due(campaign, shown)
        may_edit = actor.can(EDIT, department_id=shown.department_id, campaign_id=campaign.id)
        if correction is not None and may_edit:
            found.append(
                DeskItem(
                    title=_("改了日期，更正公告：%(theme)s", theme=shown.theme),
                    url=url_for("open_day_staff.announcement", campaign=campaign.slug, open_day_id=shown.id),
                    action=_("去更正"),
                    due=correction.publish_by,
                    state="warn",
                    state_text=_("公告没有更正"),
                    clause=_("OD-03 活动前提前公告"),
                    department_id=shown.department_id,
                )
            )
    return found
