"""What of a year's plan of interviews goes along into the next year's campaign."""

from __future__ import annotations

from datetime import datetime

from core.api import Campaign, campaigns, clock, publishing, unit_of_work

from .. import chain
from ..models import Interview
from ..store import schedule as store


def bring_along(source: Campaign, campaign: Campaign, *, now: datetime) -> None:
    """Last year's interviews as entries of this year's plan (campaign_copied): title, topic and department, in the month that
    is as many years on as the campaign is. Persons, days, places and votes belong to their year. What was called off or is
    hidden (疑似涉密), and what was of a department that doesn't take part any more, stays behind."""
    years = campaign.starts_on.year - source.starts_on.year
    taking_part = set(campaigns.participants(campaign.id))
    hidden = publishing.hidden_subjects(chain.NOTICE.code)
    with unit_of_work() as session:
        for old in store.interviews(source.id):
            month = f"{clock.local(old.starts_at):%Y-%m}" if old.starts_at is not None else old.month
            # one whose words were blanked (疑似涉密) has no title left
            if old.state != "planned" or old.id in hidden or not old.title or not month:
                continue
            if old.department_id not in taking_part:
                continue
            year, _dash, of_year = month.partition("-")
            session.add(
                Interview(
                    campaign_id=campaign.id, department_id=old.department_id, title=old.title, topic=old.topic,
                    month=f"{int(year) + years}-{of_year}", saved_at=now,
                )
            )  # fmt: skip
