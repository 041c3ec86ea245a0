"""The campaign of a large city that doesn't exist: the demo's notice, with every unit of the city taking part."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from core.base.db import db, insert_many, unit_of_work
from core.campaigns.models import ParticipantRow
from core.campaigns.service.demo import create_demo_campaign
from core.campaigns.service.views import campaign_by_id
from core.plugin.contracts import Campaign
from core.users import service as users


def create_busy_campaign(now: datetime) -> Campaign:
    """Read the demo's notice and let the rest of the city take part."""
    with unit_of_work():
        campaign = create_demo_campaign(now)
        there = set(
            db.session.scalars(select(ParticipantRow.department_id).filter_by(campaign_id=campaign.id))
        )
        rest = [unit.id for unit in users.all_departments() if unit.id not in there and unit.kind != "city"]
        if rest:
            insert_many(ParticipantRow, [{"campaign_id": campaign.id, "department_id": one} for one in rest])
    return campaign_by_id(campaign.id)
