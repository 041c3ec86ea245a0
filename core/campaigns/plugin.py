"""The campaigns room's face to the house."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, url_for
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from core.base.access import Actor
from core.base.registry import Registry
from core.base.search import SearchDocument
from core.campaigns import desk, packs_store, service
from core.campaigns import messages as wording
from core.campaigns import models as tables
from core.campaigns.service import searching
from core.campaigns.views_copy import copy_views
from core.campaigns.views_edit import edit_views
from core.campaigns.views_notice import notice_views
from core.campaigns.views_packs import pack_views
from core.campaigns.views_public import public
from core.campaigns.views_staff import staff
from core.plugin.contracts import (
    AgendaItem,
    Campaign,
    Deadline,
    DeskItem,
    NavItem,
    Panel,
    Permission,
    PluginInfo,
    Subject,
)
from core.plugin.host import hookimpl

INFO = PluginInfo(name="campaigns", title=_l("活动"), version="1.0", scope="site", path="")

for add_views in (notice_views, edit_views, pack_views, copy_views):
    add_views(staff)


def connect(registry: Registry) -> None:
    """Give the floors below what they need of campaigns."""
    registry.load_campaign = service.campaign_view
    registry.load_campaigns = service.live_campaigns
    registry.all_campaigns = service.all_campaigns
    own = registry.settings.instance / "packs"
    registry.outside_marks.append(lambda: packs_store.mark(own))


@hookimpl
def blueprints() -> Sequence[Blueprint]:
    return [public, staff]


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
        Permission("campaigns.respond", _l("办理通知布置的事"), ("editor", "lead")),
        Permission("campaigns.manage", _l("管理活动"), ("office",)),
        Permission("campaigns.plugins", _l("选用插件"), ("office",)),
        Permission("campaigns.packs", _l("管理规则包"), ("office", "administrator")),
        Permission("campaigns.calendar", _l("更正工作日历"), ("administrator",)),
    ]


@hookimpl
def audit_subjects() -> Mapping[str, Callable[..., Any]]:
    return {"campaign": _campaigns}


def _campaigns(ids: Sequence[int], actor: Actor) -> dict[int, Subject]:
    return {
        c.id: Subject(c.title, url_for("campaigns_staff.campaign", slug=c.slug))
        for c in service.all_campaigns()
        if c.id in ids
    }


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


@hookimpl
def nav(actor: Actor, campaign: Campaign | None) -> Sequence[NavItem]:
    items = []
    if campaign is not None:
        items.append(
            NavItem("public", _l("关于"), "campaigns_public.about", 90, values={"campaign": campaign.slug})
        )
    if actor.can("campaigns.view"):
        items.append(NavItem("staff", _l("活动"), "campaigns_staff.campaigns", 10))
    if actor.can("campaigns.packs"):
        items.append(NavItem("admin", lazy_pgettext("menu", "规则包"), "campaigns_staff.packs", 85))
    if actor.can("campaigns.calendar"):
        items.append(NavItem("admin", _l("日历"), "campaigns_staff.calendar", 86))
    return items


@hookimpl
def desk_items(actor: Actor, campaign: Campaign | None, now: datetime) -> Sequence[DeskItem]:
    return list(desk.desk(actor, campaign, now))


@hookimpl
def campaign_panels(campaign: Campaign) -> Sequence[Panel]:
    return list(desk.column_panels(campaign))


@hookimpl
def agenda(campaign: Campaign, now: datetime) -> Sequence[AgendaItem]:
    return list(desk.programme(campaign, now))


@hookimpl
def search_documents(campaign: Campaign | None, now: datetime) -> Sequence[SearchDocument]:
    found = searching.search_document(campaign.id) if campaign is not None else None
    return [found] if found is not None else []
