"""The open day's whole face to the house."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from core.api import (
    Actor,
    AgendaItem,
    ArchivePart,
    Blocker,
    Campaign,
    Copy,
    Deadline,
    DeskItem,
    DocumentKind,
    MessageKind,
    NavItem,
    OpinionKind,
    Panel,
    Permission,
    PersonalField,
    PluginInfo,
    Purged,
    RevisionView,
    RuleDeclaration,
    hookimpl,
)

from . import archiving, chain, opinions, pack, store, views_announcements, views_tickets
from . import messages as wording
from . import showing as shown
from .models import OpenDay, Plan
from .service import copies, freezing, keeping, plans, story
from .views_public import public
from .views_staff import staff

INFO = PluginInfo(
    name="open_day",
    title=_l("政府开放日"),
    version="0.1.0",
    path=pack.PATH,
    summary=_l("方案备案、公告 13 项检查、场次和报名。"),
)
HERE = Path(__file__).parent


@hookimpl
def blueprints() -> Sequence[Blueprint]:
    assert views_tickets.public is public  # the pages of booking and tickets hang on the same blueprint,
    assert views_announcements.staff is staff  # those of the announcement on the staff's
    return (public, staff)


@hookimpl
def models() -> Sequence[type]:
    return (Plan, OpenDay)


@hookimpl
def schema() -> Path:
    return HERE / "schema" / "versions"


@hookimpl
def translations() -> Path:
    return HERE / "translations"


@hookimpl
def permissions() -> Sequence[Permission]:
    return (
        Permission("open_day.see", _l("看开放日的方案和公告"), ("editor", "lead", "office")),
        Permission("open_day.edit", _l("写方案、起草公告"), ("editor",)),
        Permission("open_day.approve", _l("审核备案方案"), ("office",)),
        Permission("open_day.roster", _l("看报名名单"), ("editor",)),
    )


@hookimpl
def rules() -> Sequence[RuleDeclaration]:
    return pack.DECLARATIONS


@hookimpl
def messages() -> Mapping[str, Any]:
    return wording.MESSAGES


@hookimpl
def audit_texts() -> Mapping[str, Any]:
    return wording.AUDIT_TEXTS


@hookimpl
def message_kinds() -> Sequence[MessageKind]:
    return wording.KINDS


@hookimpl
def document_kinds() -> Sequence[DocumentKind]:
    return (
        DocumentKind(
            code=chain.KIND,
            title=_l("政府开放日活动公告"),
            column=_l("实施方案及活动公告"),
            public_endpoint="open_day_public.announcement",
            staff_endpoint="open_day_staff.announcement",
            subject_arg="open_day_id",
            place_of=store.place_of,
        ),
    )


@hookimpl
def opinion_kinds() -> Sequence[OpinionKind]:
    return (opinions.KIND,)


@hookimpl
def publish_blockers(revision: RevisionView, campaign: Campaign, now: datetime) -> Sequence[Blocker]:
    return freezing.blockers(revision, campaign, now) if revision.kind == chain.KIND else ()


@hookimpl
def archive_parts(revision: RevisionView) -> Sequence[ArchivePart]:
    return archiving.parts(revision)


@hookimpl
def document_copies(revision: RevisionView) -> Sequence[Copy]:
    return copies.copies(revision)


@hookimpl
def blank_copies(revision: RevisionView, now: datetime) -> None:
    copies.blank(revision, now)


@hookimpl
def nav(actor: Actor, campaign: Campaign | None) -> Sequence[NavItem]:
    if campaign is None:
        return ()
    items = [NavItem("public", _l("开放日"), "open_day_public.index", 20)]
    if actor.can("open_day.see", campaign_id=campaign.id):
        items.append(NavItem("staff", _l("开放日"), "open_day_staff.index", 20))
    return items


@hookimpl
def campaign_panels(campaign: Campaign, now: datetime) -> Sequence[Panel]:
    return shown.panels(campaign, now)


@hookimpl
def agenda(campaign: Campaign, now: datetime) -> Sequence[AgendaItem]:
    return shown.agenda(campaign)


@hookimpl
def desk_items(actor: Actor, campaign: Campaign | None, now: datetime) -> Sequence[DeskItem]:
    return shown.desk_items(actor, campaign, now) if campaign is not None else ()


@hookimpl
def deadlines(campaign: Campaign, now: datetime) -> Sequence[Deadline]:
    return shown.deadlines(campaign)


@hookimpl
def personal_fields() -> Sequence[PersonalField]:
    return keeping.FIELDS


@hookimpl
def purge_personal_data(now: datetime) -> Sequence[Purged]:
    return keeping.purge_due(now)


@hookimpl
def audit_subjects() -> Mapping[str, Callable[..., Any]]:
    return {
        "open_day_plan": shown.plan_subjects,
        "open_day_announcement": shown.announcement_subjects,
    }


@hookimpl
def campaign_copied(source: Campaign, campaign: Campaign, now: datetime) -> None:
    plans.bring_along(source, campaign, now=now)


@hookimpl
def demo(campaign: Campaign, now: datetime) -> None:
    story.tell(campaign, now)
