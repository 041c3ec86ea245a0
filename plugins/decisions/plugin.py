"""Decision preview's whole face to the house."""

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
    MessageKind,
    NavItem,
    OpinionKind,
    Panel,
    Permission,
    PersonalField,
    PersonalRecord,
    PluginInfo,
    Progress,
    Purged,
    ReportSection,
    RevisionView,
    RuleDeclaration,
    hookimpl,
)

from . import (
    chain,
    chain_after,
    chain_meetings,
    pack,
    showing_drafts,
    showing_feedback,
    showing_meetings,
    showing_preview,
    views_after_public,
    views_after_staff,
    views_booking,
    views_catalogue_staff,
    views_comments_public,
    views_comments_staff,
    views_drafts_public,
    views_drafts_staff,
    views_feedback_public,
    views_feedback_staff,
    views_meetings_people,
    views_meetings_public,
    views_meetings_staff,
    views_preview_public,
    views_preview_staff,
)
from . import messages as wording
from . import opinions as comments
from .commands import draft_group
from .commands_draw import decisions_group
from .models import TABLES
from .permissions import PERMISSIONS
from .service import (
    catalogue_texts,
    keeping_meetings,
    meetings,
    next_year,
    telling_meetings,
)
from .views_public import public
from .views_staff import staff

INFO = PluginInfo(
    name="decisions",
    title=_l("行政决策大家看"),
    version="0.1.0",
    path=pack.PATH,
    commands=("draft",),
    summary=_l("年度目录、草案征求意见、座谈听证、意见采纳反馈。"),
)
HERE = Path(__file__).parent


@hookimpl
def blueprints() -> Sequence[Blueprint]:
    assert (
        views_preview_staff.staff is views_catalogue_staff.staff is staff
    )  # every part's pages hang on these two
    assert views_booking.public is views_meetings_public.public is public
    assert views_meetings_people.staff is views_meetings_staff.staff is staff
    assert views_preview_public.public is public
    assert views_drafts_staff.staff is views_comments_staff.staff is staff
    assert views_drafts_public.public is views_comments_public.public is public
    assert views_feedback_staff.staff is views_after_staff.staff is staff  # feedback and what follows it
    assert views_feedback_public.public is views_after_public.public is public
    return (public, staff)


@hookimpl
def commands() -> Sequence[click.Command]:
    return (draft_group, decisions_group)


@hookimpl
def models() -> Sequence[type]:
    return TABLES


@hookimpl
def schema() -> Path:
    return HERE / "schema" / "versions"


@hookimpl
def translations() -> Path:
    return HERE / "translations"


@hookimpl
def permissions() -> Sequence[Permission]:
    return PERMISSIONS


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
def audit_subjects() -> Mapping[str, Callable[..., Any]]:
    return {
        "decisions_preview": showing_preview.preview_subjects,
        "decisions_catalogue": showing_preview.catalogue_subjects,
        "decisions_meeting": showing_meetings.meeting_subjects,
    }


@hookimpl
def opinion_kinds() -> Sequence[OpinionKind]:
    return (comments.KIND,)


@hookimpl
def document_kinds() -> Sequence[DocumentKind]:
    return (
        *showing_preview.document_kinds(),
        *showing_drafts.document_kinds(),
        *chain_after.document_kinds(),
        chain_meetings.KIND,
    )


@hookimpl
def publish_blockers(revision: RevisionView, campaign: Campaign, now: datetime) -> Sequence[Blocker]:
    return [
        *catalogue_texts.blockers(revision),
        *showing_drafts.publish_blockers(revision, campaign, now),
        *chain_after.publish_blockers(revision, campaign, now),
        *chain_meetings.publish_blockers(revision, campaign, now),
    ]


@hookimpl
def archive_parts(revision: RevisionView) -> Sequence[ArchivePart]:
    return [
        *showing_drafts.archive_parts(revision),
        *chain_after.archive_parts(revision),
        *chain_meetings.archive_parts(revision),
    ]


@hookimpl
def document_copies(revision: RevisionView) -> Sequence[Copy]:
    return [
        *catalogue_texts.copies(revision),
        *showing_drafts.copies(revision),
        *chain_after.copies(revision),
        *chain_meetings.copies(revision),
    ]


@hookimpl
def blank_copies(revision: RevisionView, now: datetime) -> None:
    catalogue_texts.blank(revision, now)
    showing_drafts.blank(revision, now)
    chain_after.blank(revision, now)
    chain_meetings.blank(revision)


@hookimpl
def nav(actor: Actor, campaign: Campaign | None) -> Sequence[NavItem]:
    if campaign is None:
        return ()
    return [*showing_preview.nav(actor, campaign)]


@hookimpl
def desk_items(actor: Actor, campaign: Campaign | None, now: datetime) -> Sequence[DeskItem]:
    if campaign is None:
        return ()
    return [
        *showing_preview.desk_items(actor, campaign, now),
        *showing_meetings.desk_items(actor, campaign, now),
        *showing_feedback.desk_items(actor, campaign, now),
    ]


@hookimpl
def deadlines(campaign: Campaign, now: datetime) -> Sequence[Deadline]:
    return [
        *showing_preview.deadlines(campaign, now),
        *showing_meetings.deadlines(campaign, now),
        *showing_feedback.deadlines(campaign, now),
    ]


@hookimpl
def report_section(campaign: Campaign, department_id: int | None, now: datetime) -> Sequence[ReportSection]:
    from .service.report import sections  # only a summary report asks

    return sections(campaign, department_id, now)


@hookimpl
def indicators(campaign: Campaign, now: datetime) -> Sequence[Indicator]:
    from .service.indicators import indicators as measured  # only a score run asks

    return measured(campaign, now)


@hookimpl
def agenda(campaign: Campaign, now: datetime) -> Sequence[AgendaItem]:
    return [*showing_preview.agenda(campaign, now), *showing_meetings.agenda(campaign, now)]


@hookimpl
def campaign_panels(campaign: Campaign, now: datetime) -> Sequence[Panel]:
    return [*showing_preview.panels(campaign, now)]


@hookimpl
def on_event(event: Event, now: datetime) -> None:
    """A corrected notice of a meeting came out: its places follow."""
    if event.name == "publishing.published" and event.payload.get("kind") == chain.MEETING.code:
        chain_meetings.follow(int(event.payload["subject_id"]), now)


@hookimpl
def booking_owners() -> Sequence[BookingOwner]:
    return (BookingOwner(meetings.OWNER, telling_meetings.tell),)


@hookimpl
def personal_fields() -> Sequence[PersonalField]:
    return keeping_meetings.FIELDS


@hookimpl
def personal_data(person_digest: str) -> Sequence[PersonalRecord]:
    return keeping_meetings.personal_data(person_digest)


@hookimpl
def erase_personal_data(person_digest: str, now: datetime) -> None:
    keeping_meetings.erase(person_digest, now)


@hookimpl
def purge_personal_data(now: datetime) -> Sequence[Purged]:
    return keeping_meetings.purge_due(now)


@hookimpl
def campaign_copied(source: Campaign, campaign: Campaign, now: datetime) -> None:
    next_year.bring_along(source, campaign, now=now)


@hookimpl
def demo(campaign: Campaign, now: datetime) -> None:
    """Every part's story, in this order: later ones use what earlier ones made."""
    from .service import story_comments, story_drafts, story_feedback, story_meetings, story_previews

    story_previews.tell(campaign, now)
    story_drafts.tell(campaign, now)
    story_comments.tell(campaign, now)
    story_meetings.tell(campaign, now)
    story_feedback.tell(campaign, now)


@hookimpl
def busy_demo(campaign: Campaign, now: datetime, size: float, progress: Progress) -> None:
    from .service import busy  # only for a city that is made to be measured

    busy.fill(campaign, now, size, progress)
