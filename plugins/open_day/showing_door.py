"""What the day at the door contributes to the desk: today's doors, for whoever may stand at one."""

from __future__ import annotations

from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from core.api import Actor, Campaign, DeskItem, clock

from . import messages
from .service import places
from .service.check_in import CHECK_IN


def desk_items(actor: Actor, campaign: Campaign, now: datetime) -> list[DeskItem]:
    """One line per open day that is held today."""
    today = clock.local(now).date()
    if not actor.can(CHECK_IN, campaign_id=campaign.id):
        return []
    found = []
    for shown in places.public_open_days(campaign):
        if not actor.can(CHECK_IN, department_id=shown.department_id, campaign_id=campaign.id):
            continue
        mine = [
            s
            for s in shown.event.sessions
            if clock.local(s.starts_at).date() == today and s.state == "open" and now < s.ends_at
        ]
        if mine:
            found.append(
                DeskItem(
                    title=_("今天开放，给来人签到：%(theme)s", theme=shown.theme),
                    url=url_for("open_day_staff.check_in_page", campaign=campaign.slug, open_day_id=shown.id),
                    action=_("去签到"),
                    due=mine[0].starts_at,
                    note=_("%(time)s 开始", time=messages.hour(mine[0].starts_at)),
                    state="now",
                    state_text=_("今天"),
                    department_id=shown.department_id,
                )
            )
    return found
