"""The publishing room's face to the house."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from core.plugin.contracts import Blocker, Campaign, Permission, PluginInfo
from core.plugin.host import hookimpl
from core.publishing import messages as wording
from core.publishing import models as tables
from core.publishing import rules, store

INFO = PluginInfo(name="publishing", title=_l("公开流程"), version="1.0", scope="site", path="")


@hookimpl
def blueprints() -> Sequence[Blueprint]:
    return []


@hookimpl
def models() -> Sequence[type]:
    return (tables.DocumentRow, tables.RevisionRow, tables.SignatureRow, tables.PublicationRow)


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
    count = store.document_count(None, (*rules.REVIEWS, rules.PUBLISH), campaign.id)
    return [Blocker("documents_under_way", {"count": count})] if count else []
