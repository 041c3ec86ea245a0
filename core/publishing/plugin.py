"""The publishing room's face to the house."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from core.base.access import Actor
from core.base.events import Event
from core.base.registry import Registry
from core.base.search import SearchDocument
from core.plugin.contracts import (
    Blocker,
    Campaign,
    Copy,
    DeskItem,
    LiveStream,
    MessageKind,
    NavItem,
    Panel,
    Permission,
    PluginInfo,
    RevisionView,
)
from core.plugin.host import hookimpl
from core.publishing import (
    contributions,
    hygiene_messages,
    hygiene_models,
    hygiene_views,
    pictures,
    service,
    views_archive,
    views_deputies,
    views_exceptions,
    views_feed,
    views_secrecy,
)
from core.publishing import messages as wording
from core.publishing import models as tables
from core.publishing.archive import hooks as archive
from core.publishing.service import copies, hygiene, indexing, records
from core.publishing.service import demo as chain_demo
from core.publishing.views_public import public
from core.publishing.views_staff import staff

INFO = PluginInfo(name="publishing", title=_l("公开流程"), version="1.0", scope="site", path="")


def connect(registry: Registry) -> None:
    """Who may see the files of documents; what follows when a photo may no longer be shown."""
    pictures.connect(registry)
    registry.file_watchers.append(_follow_file)


def _follow_file(file_id: int, now: datetime) -> None:
    for document_id in pictures.documents_with(file_id):
        indexing.refresh(document_id, now)


@hookimpl
def blueprints() -> Sequence[Blueprint]:
    # These pages hang on the same blueprint.
    assert {
        m.staff for m in (hygiene_views, views_archive, views_deputies, views_exceptions, views_secrecy)
    } == {staff}
    assert views_feed.public is public
    return [public, staff]


@hookimpl
def models() -> Sequence[type]:
    return (
        tables.DocumentRow, tables.RevisionRow, tables.SignatureRow, tables.PublicationRow, tables.WithdrawalRow,
        tables.InstructionRow, tables.WaiverRow, tables.HappenedRow, tables.DeputyRow,
        hygiene_models.FindingOverruleRow, *archive.MODELS,
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
        Permission(
            "publishing.overrule_finding",
            _l("写明理由，保留文本检查发现的一处"),
            ("editor", "reviewer", "office"),
        ),
        Permission("publishing.record_paper", _l("登记纸质签批"), ("editor", "office")),
        Permission("publishing.record_portal", _l("登记门户网址"), ("office",)),
        Permission("publishing.hide", _l("隔离疑似涉密的文稿"), ("secrecy_reviewer", "office")),
        Permission("publishing.enter_instruction", _l("登记保密部门的书面指令"), ("secrecy_reviewer",)),
        Permission("publishing.confirm_instruction", _l("核对并执行保密部门的书面指令"), ("office",)),
        Permission("publishing.make_exception", _l("办理豁免和补录"), ("office",)),
        Permission("publishing.take_down", _l("紧急撤下已公开的文稿"), ("office",)),
        Permission("publishing.name_deputies", _l("替别人指定代理人"), ("lead", "office")),
        archive.PERMISSION,
    ]


@hookimpl
def events() -> Sequence[str]:
    return [
        "publishing.published", "publishing.withdrawn", "publishing.restored", "publishing.hidden",
        "publishing.released", "publishing.blanked",
    ]  # fmt: skip


@hookimpl
def document_copies(revision: RevisionView) -> Sequence[Copy]:
    return [*copies.own(revision), *archive.document_copies(revision)]


@hookimpl
def blank_copies(revision: RevisionView, now: datetime) -> None:
    archive.blank_copies(revision, now)
    copies.blank_own(revision, now)
    hygiene.forget_reasons(revision.document_id)


@hookimpl
def live_streams() -> Sequence[LiveStream]:
    """For desks: something moved in one's department. For the public: something was published or taken down."""
    return (
        LiveStream(records.DESK, _l("公开流程的待办"), permission="publishing.view", by_department=True),
        LiveStream(records.NEWS, _l("公开的内容")),
    )


@hookimpl
def messages() -> Mapping[str, Any]:
    return {**wording.MESSAGES, **hygiene_messages.MESSAGES, **archive.MESSAGES}


@hookimpl
def message_kinds() -> Sequence[MessageKind]:
    return wording.KINDS


@hookimpl
def audit_texts() -> Mapping[str, Any]:
    return {**wording.AUDIT_TEXTS, **hygiene_messages.AUDIT_TEXTS, **archive.AUDIT_TEXTS}


@hookimpl
def jobs() -> Mapping[str, Any]:
    return archive.JOBS


@hookimpl
def on_event(event: Event, now: datetime) -> None:
    archive.hear(event, now)


@hookimpl
def audit_subjects() -> Mapping[str, Callable[..., Any]]:
    return {"document": contributions.audited_documents}


@hookimpl
def campaign_blockers(campaign: Campaign, state: str, now: datetime) -> Sequence[Blocker]:
    """A campaign doesn't end over texts that are still on their way."""
    if state not in ("closed", "archived"):
        return []
    count = service.under_way_count(campaign.id)
    return [Blocker("documents_under_way", {"count": count})] if count else []


@hookimpl
def demo(campaign: Campaign, now: datetime) -> None:
    chain_demo.tell(campaign, now)


@hookimpl
def nav(actor: Actor, campaign: Campaign | None) -> Sequence[NavItem]:
    items = (
        [NavItem("public", lazy_pgettext("menu", "公开"), "publishing_public.published_list", 90)]
        if campaign
        else []
    )
    if actor.can("publishing.view"):
        items.append(NavItem("staff", _l("公开流程"), "publishing_staff.documents", 60))
        items.append(NavItem("staff", _l("文本检查"), "publishing_staff.check_text", 62))
        items.append(NavItem("admin", _l("代理"), "publishing_staff.deputies", 61))
    return [*items, *archive.nav(actor)]


@hookimpl
def desk_items(actor: Actor, campaign: Campaign | None, now: datetime) -> Sequence[DeskItem]:
    return contributions.desk_items(actor, campaign, now) if campaign is not None else ()


@hookimpl
def campaign_panels(campaign: Campaign, now: datetime) -> Sequence[Panel]:
    return contributions.panels(campaign)


@hookimpl
def search_documents(campaign: Campaign | None, now: datetime) -> Sequence[SearchDocument]:
    return indexing.public_documents(campaign.id) if campaign is not None else ()
