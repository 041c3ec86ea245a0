"""The demo's story of deadlines: one that the office added, another day granted, another asked for."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.api import Campaign, campaigns, clock, db

from ..models.duties import Duty, Extension, Reminder
from . import duties


def tell(campaign: Campaign, now: datetime) -> None:
    """Told once for a campaign whose departments stand."""
    units = [one for one in campaigns.participants(campaign.id) if one != campaign.host_department_id]
    if len(units) < 3:
        return
    today = clock.local(now).date()
    row = Duty(
        campaign_id=campaign.id, key="hand:new", title="活动联络人名单", kind="other", day=today - timedelta(days=2),
        owes=units[:3], version=1, saved_at=now - timedelta(days=9),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    row.key = f"hand:{row.id}"
    for one in duties.all_duties(campaign):
        if one.day is None or one.key == row.key or units[0] not in one.owes:
            continue
        granted, asked = one.day + timedelta(days=3), max(one.day, today) + timedelta(days=5)
        for unit, state, wanted in ((units[0], "granted", granted), (units[1], "asked", asked)):
            if unit in one.owes:
                db.session.add(
                    Extension(
                        campaign_id=campaign.id, key=one.key, department_id=unit, wanted=wanted,
                        reason="承办人外出培训，材料还差两张现场照片。", asked_at=now - timedelta(days=1), state=state,
                        day=wanted if state == "granted" else None, decided_at=now if state == "granted" else None,
                        answer="同意，请不要再晚。" if state == "granted" else "",
                    )
                )  # fmt: skip
        break
    db.session.add(
        Reminder(
            campaign_id=campaign.id, key=row.key, department_id=units[2], due=today - timedelta(days=2), mark=1,
            title=row.title, way="call", told=[], at=now - timedelta(days=1), note="",
        )
    )  # fmt: skip
    db.session.flush()
