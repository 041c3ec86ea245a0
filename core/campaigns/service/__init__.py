"""What the campaigns room does for the others: `from core.campaigns import service`."""

from core.campaigns.service.busy import create_busy_campaign
from core.campaigns.service.calendar import (
    calendar,
    calendar_overrides,
    corrections,
    set_calendar_day,
    unset_calendar_day,
)
from core.campaigns.service.changes import (
    create_campaign,
    move_campaign,
    state_blockers,
    switch_plugin,
    update_campaign,
)
from core.campaigns.service.deadlines import day_of, deadlines_of, owing
from core.campaigns.service.demo import create_demo_campaign
from core.campaigns.service.for_commands import calendar_where_kept, pack_named
from core.campaigns.service.views import (
    all_campaigns,
    campaign_before,
    campaign_by_id,
    campaign_file,
    campaign_view,
    live_campaigns,
    participant_counts,
    participants,
)

__all__ = [
    "all_campaigns",
    "calendar",
    "calendar_overrides",
    "calendar_where_kept",
    "campaign_before",
    "campaign_by_id",
    "campaign_file",
    "campaign_view",
    "corrections",
    "create_busy_campaign",
    "create_campaign",
    "create_demo_campaign",
    "day_of",
    "deadlines_of",
    "live_campaigns",
    "move_campaign",
    "owing",
    "pack_named",
    "participant_counts",
    "participants",
    "set_calendar_day",
    "state_blockers",
    "switch_plugin",
    "unset_calendar_day",
    "update_campaign",
]
