"""What the campaigns room does for the others: `from core.campaigns import service`."""

from core.campaigns.service.calendar import calendar, calendar_overrides, set_calendar_day, unset_calendar_day
from core.campaigns.service.changes import (
    create_campaign,
    move_campaign,
    state_blockers,
    switch_plugin,
    update_campaign,
)
from core.campaigns.service.deadlines import deadlines_of
from core.campaigns.service.demo import create_demo_campaign
from core.campaigns.service.views import (
    all_campaigns,
    campaign_by_id,
    campaign_file,
    campaign_view,
    live_campaigns,
    participants,
)

__all__ = [
    "all_campaigns",
    "calendar",
    "calendar_overrides",
    "campaign_by_id",
    "campaign_file",
    "campaign_view",
    "create_campaign",
    "create_demo_campaign",
    "deadlines_of",
    "live_campaigns",
    "move_campaign",
    "participants",
    "set_calendar_day",
    "state_blockers",
    "switch_plugin",
    "unset_calendar_day",
    "update_campaign",
]
