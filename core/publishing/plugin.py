"""The publishing room's face to the house."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from core.base.access import Actor
from core.plugin.contracts import Blocker, Campaign, DeskItem, LiveStream, NavItem, Panel, Permission, PluginInfo
from core.plugin.host import hookimpl
from core.publishing import contributions, service
from core.publishing import messages as wording
from core.publishing import models as tables
from core.publishing.service import chain
from core.publishing.views_public import public
from core.publishing.views_staff import staff

INFO = PluginInfo(name="publishing", title=_l("公开流程"), version="1.0", scope="site", path="")


@hookimpl
def blueprints() -> Sequence[Blueprint]:
    return [public, staff]


@hookimpl
def models() -> Sequence[type]:
    return (
        tables.DocumentRow, tables.RevisionRow, tables.SignatureRow, tables.PublicationRow, tables.WithdrawalRow,
        tables.InstructionRow, tables.WaiverRow, tables.HappenedRow, tables.DeputyRow,
    )  # fmt: skip


@hookimpl
def permissions() -> Sequence[Permission]:
    chain = ("editor", "reviewer", "secrecy_reviewer", "leader", "lead", "office")
    return [
        Permission("publishing.view", _l("看本单位的文稿"), chain),
        Permission("publishing.submit", _l("定稿送审"), ("editor",)),
        Permission("publishing.first_review", _l("签初审"), ("reviewer",)),
        Permission("publishing.secrecy_review", _l("签保密审查"), ("secrecy_reviewer",)),
        Permission("publishing.approve", _l("签审核"), ("leader",)),
        Permission("publishing.publish", _l("公开发布"), ("office",)),
        Permission("publishing.record_paper", _l("登记纸质签批"), ("editor", "office")),
        Permission("publishing.record_portal", _l("登记门户网址"), ("office",)),
    ]


@hookimpl
def events() -> Sequence[str]:
    return ["publishing.published"]


@hookimpl
def live_streams() -> Sequence[LiveStream]:
    """For desks: something moved in one's department. For the public: something was published or taken down."""
    return (
        LiveStream(chain.DESK, _l("公开流程的待办"), permission="publishing.view", by_department=True),
        LiveStream(chain.NEWS, _l("公开的内容")),
    )


@hookimpl
def messages() -> Mapping[str, Any]:
    return wording.MESSAGES


@hookimpl
def audit_texts() -> Mapping[str, Any]:
    return wording.AUDIT_TEXTS


@hookimpl
def campaign_blockers(campaign: Campaign, state: str, now: datetime) -> Sequence[Blocker]:
    """A campaign doesn't end over texts that are still on their way."""
    if state not in ("closed", "archived"):
        return []
    count = service.under_way_count(campaign.id)
    return [Blocker("documents_under_way", {"count": count})] if count else []


@hookimpl
def nav(actor: Actor, campaign: Campaign | None) -> Sequence[NavItem]:
    items = (
        [NavItem("public", lazy_pgettext("menu", "公开"), "publishing_public.published_list", 90)]
        if campaign
        else []
    )
    if actor.can("publishing.view"):
        items.append(NavItem("staff", _l("公开流程"), "publishing_staff.documents", 60))
    return items


@hookimpl
def desk_items(actor: Actor, campaign: Campaign | None, now: datetime) -> Sequence[DeskItem]:
    return contributions.desk_items(actor, campaign) if campaign is not None else ()


@hookimpl
def campaign_panels(campaign: Campaign, now: datetime) -> Sequence[Panel]:
    return contributions.panels(campaign)
