"""The campaigns room's face to the house."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from core.base.registry import Registry
from core.campaigns import messages as wording
from core.campaigns import models as tables
from core.campaigns import service
from core.plugin.contracts import Campaign, Deadline, Permission, PluginInfo
from core.plugin.host import hookimpl

INFO = PluginInfo(name="campaigns", title=_l("活动"), version="1.0", scope="site", path="")


def connect(registry: Registry) -> None:
    """Give the floors below what they need of campaigns."""
    registry.load_campaign = service.campaign_view
    registry.load_campaigns = service.live_campaigns


@hookimpl
def blueprints() -> Sequence[Blueprint]:
    return []


@hookimpl
def models() -> Sequence[type]:
    return (
        tables.CampaignRow,
        tables.ParticipantRow,
        tables.ActivityRow,
        tables.DutyRow,
        tables.ReadingRow,
        tables.CalendarDayRow,
        tables.PluginSwitchRow,
    )


@hookimpl
def permissions() -> Sequence[Permission]:
    everyone = (
        "editor", "reviewer", "secrecy_reviewer", "leader", "lead", "office", "operator", "seat_expert",
        "supervisor", "host", "administrator",
    )  # fmt: skip
    return [
        Permission("campaigns.view", _l("看活动"), everyone),
        Permission("campaigns.manage", _l("管理活动"), ("office",)),
        Permission("campaigns.plugins", _l("选用插件"), ("office",)),
        Permission("campaigns.packs", _l("管理规则包"), ("office", "administrator")),
        Permission("campaigns.calendar", _l("更正工作日历"), ("administrator",)),
    ]


@hookimpl
def events() -> Sequence[str]:
    return ["campaigns.opened", "campaigns.closed", "campaigns.archived"]


@hookimpl
def messages() -> Mapping[str, Any]:
    return wording.MESSAGES


@hookimpl
def audit_texts() -> Mapping[str, Any]:
    return wording.AUDIT_TEXTS


@hookimpl
def deadlines(campaign: Campaign, now: datetime) -> Sequence[Deadline]:
    return service.deadlines_of(campaign)
