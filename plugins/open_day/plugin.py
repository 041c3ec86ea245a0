"""The open day's whole face to the house."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from flask import Blueprint
from flask_babel import lazy_gettext as _l

from core.api import (
    Actor,
    AgendaItem,
    ArchivePart,
    Blocker,
    BookingOwner,
    Campaign,
    Copy,
    Deadline,
    DeskItem,
    DocumentKind,
    Event,
    Indicator,
    LiveStream,
    MessageKind,
    NavItem,
    OpinionKind,
    Panel,
    Permission,
    PersonalField,
    PluginInfo,
    Progress,
    Purged,
    ReportSection,
    RevisionView,
    RuleDeclaration,
    hookimpl,
)

from . import (
    archiving,
    chain,
    chain_after,
    desk_go,
    models_after,
    models_channels,
    models_taking_part,
    opinions,
    pack,
    showing_after,
    showing_door,
    store,
    tellings,
    views_after,
    views_after_public,
    views_after_texts,
    views_announcements,
    views_calling_off,
    views_channels,
    views_check_in,
    views_check_in_paper,
    views_checking,
    views_clerk,
    views_dates,
    views_go,
    views_manage,
    views_posters,
    views_recommended,
    views_roster,
    wording_after,
    wording_staff,
)
from . import messages as wording
from . import showing as shown
from .commands import announcement_group
from .models import OpenDay, Plan, PlanFiling
from .service import (
    after_texts,
    at_hand,
    check_in,
    copies,
    deciding,
    freezing,
    keeping,
    plans,
    reminding,
)
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
    assert views_manage.public is public  # the pages of booking and tickets hang on the same blueprint,
    assert views_announcements.staff is staff  # those of the announcement on the staff's
    assert views_dates.staff is staff
    assert views_check_in.staff is views_check_in_paper.staff is views_checking.staff is staff
    assert views_channels.staff is views_posters.staff is staff
    assert (
        views_roster.staff is views_clerk.staff is views_recommended.staff is staff
    )  # who comes, who books for whom,
    assert views_go.staff is views_calling_off.staff is staff  # and whether it is held
    assert views_after.staff is views_after_texts.staff is staff  # what follows the day,
    assert views_after_public.public is public  # and what the public reads of it
    return (public, staff)


@hookimpl
def models() -> Sequence[type]:
    return (
        Plan,
        PlanFiling,
        OpenDay,
        models_taking_part.Change,
        models_taking_part.TooFew,
        models_channels.Channel,
        *models_after.TABLES,
    )


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
        Permission(
            at_hand.BOOK_FOR,
            _l("代群众报名、查找报名"),
            ("editor", "lead", "office", "operator", "supervisor"),
        ),
        Permission(at_hand.RECOMMEND, _l("登记线下推荐人员"), ("editor", "lead", "office")),
        Permission(at_hand.CALL_OFF, _l("决定办不办、改期、取消"), ("editor", "lead", "office")),
        Permission(check_in.CHECK_IN, _l("开放日现场签到"), ("editor", "lead", "office")),
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
    return (*wording.KINDS, *wording_after.KINDS, *wording_staff.KINDS)


@hookimpl
def commands() -> Sequence[click.Command]:
    return (announcement_group,)


@hookimpl
def live_streams() -> Sequence[LiveStream]:
    """Who came; the key of a channel is the open day's id. It says only that something changed."""
    return (LiveStream(check_in.DOOR, _l("现场签到"), permission=check_in.CHECK_IN),)


@hookimpl
def document_kinds() -> Sequence[DocumentKind]:
    return (
        DocumentKind(
            code=chain.ANNOUNCEMENT.code,
            title=_l("政府开放日活动公告"),
            column=_l("实施方案及活动公告"),
            public_endpoint="open_day_public.announcement",
            staff_endpoint="open_day_staff.announcement",
            subject_arg="open_day_id",
            place_of=store.place_of,
        ),
        *chain_after.document_kinds(),
    )


@hookimpl
def opinion_kinds() -> Sequence[OpinionKind]:
    return (opinions.KIND,)


@hookimpl
def publish_blockers(revision: RevisionView, campaign: Campaign, now: datetime) -> Sequence[Blocker]:
    if revision.kind == chain.ANNOUNCEMENT.code:
        return freezing.blockers(revision, campaign, now)
    return after_texts.blockers(revision, campaign, now)


@hookimpl
def archive_parts(revision: RevisionView) -> Sequence[ArchivePart]:
    return [*archiving.parts(revision), *showing_after.archive_parts(revision)]


@hookimpl
def document_copies(revision: RevisionView) -> Sequence[Copy]:
    return [*copies.copies(revision), *showing_after.copies(revision)]


@hookimpl
def blank_copies(revision: RevisionView, now: datetime) -> None:
    copies.blank(revision, now)
    showing_after.blank(revision, now)


@hookimpl
def jobs() -> Mapping[str, Callable[..., None]]:
    return {reminding.JOB: reminding.look_back, deciding.DECIDE: deciding.warn_if_short}


@hookimpl
def on_event(event: Event, now: datetime) -> None:
    """An announcement that came out begins the morning looks for what will be due after it, and its go or no-go."""
    if event.name == "publishing.published" and event.payload.get("kind") == chain.ANNOUNCEMENT.code:
        reminding.plan_look(now)
        deciding.plan_decision(int(event.payload["subject_id"]), now=now)


@hookimpl
def nav(actor: Actor, campaign: Campaign | None) -> Sequence[NavItem]:
    if campaign is None:
        return ()
    items = [NavItem("public", _l("开放日"), "open_day_public.index", 20)]
    if actor.can("open_day.see", campaign_id=campaign.id):
        items.append(NavItem("staff", _l("开放日"), "open_day_staff.index", 20))
    elif actor.can(at_hand.BOOK_FOR, campaign_id=campaign.id):
        items.append(NavItem("staff", _l("代为报名"), "open_day_staff.counter", 20))
    return items


@hookimpl
def campaign_panels(campaign: Campaign, now: datetime) -> Sequence[Panel]:
    return shown.panels(campaign, now)


@hookimpl
def agenda(campaign: Campaign, now: datetime) -> Sequence[AgendaItem]:
    return shown.agenda(campaign)


@hookimpl
def desk_items(actor: Actor, campaign: Campaign | None, now: datetime) -> Sequence[DeskItem]:
    if campaign is None:
        return ()
    return [
        *showing_door.desk_items(actor, campaign, now),
        *shown.desk_items(actor, campaign, now),
        *desk_go.items(actor, campaign, now),
        *showing_after.desk_items(actor, campaign, now),
    ]


@hookimpl
def deadlines(campaign: Campaign, now: datetime) -> Sequence[Deadline]:
    return [*shown.deadlines(campaign), *showing_after.deadlines(campaign, now)]


@hookimpl
def report_section(campaign: Campaign, department_id: int | None, now: datetime) -> Sequence[ReportSection]:
    from .service.report import sections  # only a summary report asks

    return sections(campaign, department_id, now)


@hookimpl
def indicators(campaign: Campaign, now: datetime) -> Sequence[Indicator]:
    from .service.indicators import indicators as measured  # only a score run asks

    return measured(campaign, now)


@hookimpl
def booking_owners() -> Sequence[BookingOwner]:
    return (BookingOwner(freezing.OWNER, tellings.tell),)


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
        "open_day_report": showing_after.report_subjects,
    }


@hookimpl
def campaign_copied(source: Campaign, campaign: Campaign, now: datetime) -> None:
    plans.bring_along(source, campaign, now=now)


@hookimpl
def demo(campaign: Campaign, now: datetime) -> None:
    from .service import story, story_taking_part  # Pillow and much text, for a demo's first start

    story.tell(campaign, now)
    story_taking_part.tell(campaign, now)


@hookimpl
def busy_demo(campaign: Campaign, now: datetime, size: float, progress: Progress) -> None:
    from .service import busy  # only for a city that is made to be measured

    busy.fill(campaign, now, size, progress)
