"""The ledger's face to the house: one number for every comment, question, slip and free text, each ending in a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from core.base.access import Actor
from core.base.jobs import takes_long
from core.base.registry import Registry
from core.base.search import SearchDocument
from core.opinions import (
    contributions,
    service,
    views_acts,
    views_entry,
    views_form,
    views_groups,
    views_voices,
)
from core.opinions import messages as wording
from core.opinions import models as tables
from core.opinions.service import finding, persons
from core.opinions.views_public import public
from core.opinions.views_staff import staff
from core.plugin.contracts import (
    ArchivePart,
    Blocker,
    Campaign,
    DeskItem,
    Job,
    MessageKind,
    NavItem,
    Permission,
    PersonalField,
    PersonalRecord,
    PluginInfo,
    Purged,
    RevisionView,
    RuleDeclaration,
)
from core.plugin.host import hookimpl

INFO = PluginInfo(name="opinions", title=_l("意见"), version="1.0", scope="site", path="")


def connect(registry: Registry) -> None:
    """Who may see an opinion sees the scan of the letter it came in."""
    registry.file_guards.append(service.sees_scan)


@hookimpl
def blueprints() -> Sequence[Blueprint]:
    # the form, the receipt, the proof and the support hang on the same blueprint,
    assert views_form.public is views_voices.public is public
    assert (
        views_acts.staff is views_entry.staff is views_groups.staff is staff
    )  # the acts and the clerk's form on the staff's
    return (public, staff)


@hookimpl
def models() -> Sequence[type]:
    return (
        tables.OpinionCounter,
        tables.Opinion,
        tables.OpinionLikeness,
        tables.OpinionSupport,
        tables.OpinionComparing,
        tables.OpinionGroup,
        tables.OpinionGroupMember,
        tables.OpinionLimit,
        tables.OpinionDraft,
    )


@hookimpl
def permissions() -> Sequence[Permission]:
    return (
        Permission("opinions.see", _l("看交给本单位的意见"), ("office", "editor", "host")),
        Permission("opinions.moderate", _l("审核、交办、合并意见"), ("office",)),
        Permission("opinions.answer", _l("答复交给本单位的意见"), ("editor",)),
        Permission("opinions.enter", _l("替群众代录意见"), ("operator", "editor", "office")),
    )


@hookimpl
def jobs() -> Mapping[str, Job]:
    return {
        service.COMPARE: takes_long(service.compare),
        "opinions.tell_members": takes_long(service.tell_members),
    }


@hookimpl
def rules() -> Sequence[RuleDeclaration]:
    return (RuleDeclaration("DP-10", "yes_no", "是否", "不采纳的意见逐条说明理由"),)


@hookimpl
def events() -> Sequence[str]:
    return ("opinions.received", "opinions.ended")


@hookimpl
def messages() -> Mapping[str, Any]:
    return wording.MESSAGES


@hookimpl
def message_kinds() -> Sequence[MessageKind]:
    return wording.KINDS


@hookimpl
def audit_texts() -> Mapping[str, Any]:
    return wording.AUDIT_TEXTS


@hookimpl
def audit_subjects() -> Mapping[str, Any]:
    return contributions.audit_subjects()


@hookimpl
def nav(actor: Actor, campaign: Campaign | None) -> Sequence[NavItem]:
    items = (
        [NavItem("public", lazy_pgettext("menu", "意见"), "opinions_public.opinions", 80)]
        if campaign is not None
        else []
    )
    if actor.can("opinions.see"):
        items.append(NavItem("staff", lazy_pgettext("menu", "意见"), "opinions_staff.inbox", 70))
    elif actor.can("opinions.enter"):
        items.append(NavItem("staff", _l("代录意见"), "opinions_staff.enter", 70))
    return items


@hookimpl
def desk_items(actor: Actor, campaign: Campaign | None, now: datetime) -> Sequence[DeskItem]:
    return contributions.desk_items(actor, campaign, now) if campaign is not None else ()


@hookimpl
def publish_blockers(revision: RevisionView, campaign: Campaign) -> Sequence[Blocker]:
    return contributions.blockers(revision, campaign)


@hookimpl
def campaign_blockers(campaign: Campaign, state: str) -> Sequence[Blocker]:
    return contributions.campaign_blockers(campaign, state)


@hookimpl
def search_documents(campaign: Campaign | None) -> Sequence[SearchDocument]:
    return finding.public_documents(campaign.id) if campaign is not None else ()


@hookimpl
def archive_parts(revision: RevisionView) -> Sequence[ArchivePart]:
    return contributions.archive_parts(revision)


@hookimpl
def personal_fields() -> Sequence[PersonalField]:
    return contributions.FIELDS


@hookimpl
def personal_data(person_digest: str) -> Sequence[PersonalRecord]:
    return contributions.personal_records(person_digest)


@hookimpl
def erase_personal_data(person_digest: str, now: datetime) -> None:
    persons.erase_person(person_digest, now=now)


@hookimpl
def purge_personal_data(now: datetime) -> Sequence[Purged]:
    return persons.purge(now)
