"""The demo's campaign: read from a notice about a city that doesn't exist, its days counted from today."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from core.base import clock
from core.base.access import SYSTEM
from core.campaigns.notice import demo_notice, read_notice
from core.campaigns.service.changes import move_campaign
from core.campaigns.service.reading import create_from, draft_from, findings_of
from core.plugin.contracts import Campaign

#: The campaign began this many days ago, so that the demo shows something past, something now and something to come.
BEGAN = timedelta(days=6)


def create_demo_campaign(now: datetime) -> Campaign:
    """Read the demo notice, make its campaign and open it."""
    start = clock.local(now).date() - BEGAN
    findings = findings_of(read_notice(demo_notice(start)))
    findings["pack_id"] = "yunchuan"
    draft, units = draft_from(findings)
    draft = replace(
        draft,
        edition=6,
        summary="四十多个部门开门、接线、答问，件件有回音。",
        ends_on=draft.ends_on + timedelta(days=30),
    )
    campaign = create_from(draft, units, actor=SYSTEM, now=now)
    return move_campaign(campaign.slug, "open", actor=SYSTEM, now=now)
