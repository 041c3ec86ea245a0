"""Interviews' whole face to the house."""

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
    Event,
    Indicator,
    LiveStream,
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

from . import messages as wording
from . import (
    pack,
    showing_live,
    showing_questions,
    showing_schedule,
    showing_transcript,
    views_after_staff,
    views_live_public,
    views_live_staff,
    views_notice_staff,
    views_questions_public,
    views_questions_staff,
    views_schedule_public,
    views_schedule_staff,
    views_transcript_media,
    views_transcript_public,
    views_transcript_staff,
    views_vote_public,
    views_vote_staff,
)
from .models import TABLES
from .permissions import PERMISSIONS
from .service import keeping_vote, next_year, reading, vote
from .views_public import public
from .views_staff import staff

INFO = PluginInfo(
    name="interviews",
    title=_l("在线访谈"),
    version="0.1.0",
    path=pack.PATH,
    summary=_l("访谈计划、提问、图文直播、实录。"),
)
HERE = Path(__file__).parent
#: in the order of the work
PARTS = (showing_schedule, showing_questions, showing_live, showing_transcript)


@hookimpl
def blueprints() -> Sequence[Blueprint]:
    # every part's pages hang on these two
    assert views_notice_staff.staff is views_schedule_staff.staff is staff
    assert views_questions_staff.staff is views_vote_staff.staff is staff
    assert views_questions_public.public is views_vote_public.public is public
    assert views_live_staff.staff is staff
    assert views_schedule_public.public is public
    assert views_live_public.public is public
    assert views_transcript_staff.staff is views_transcript_media.staff is views_after_staff.staff is staff
    assert views_transcript_public.public is public
    return (public, staff)


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
def messages() -> Any:
    return wording.MESSAGES


@hookimpl
def audit_texts() -> Any:
    return wording.AUDIT_TEXTS


@hookimpl
def audit_subjects() -> Mapping[str, Callable[..., Any]]:
    return {
        "interviews_interview": showing_schedule.interview_subjects,
        "interviews_place": showing_schedule.place_subjects,
    }


@hookimpl
def message_kinds() -> Sequence[MessageKind]:
    return wording.KINDS


@hookimpl
def live_streams() -> Sequence[LiveStream]:
    return (*showing_questions.live_streams(), *showing_live.live_streams())


@hookimpl
def shown_files(file_ids: Sequence[int]) -> Sequence[int]:
    """Pictures of released turns, and what a broadcast's player plays."""
    return reading.shown_files(file_ids)


@hookimpl
def document_kinds() -> Sequence[DocumentKind]:
    return [kind for part in PARTS for kind in part.document_kinds()]


@hookimpl
def opinion_kinds() -> Sequence[OpinionKind]:
    return showing_questions.opinion_kinds()


@hookimpl
def publish_blockers(revision: RevisionView, campaign: Campaign, now: datetime) -> Sequence[Blocker]:
    return [one for part in PARTS for one in part.publish_blockers(revision, campaign, now)]


@hookimpl
def archive_parts(revision: RevisionView) -> Sequence[ArchivePart]:
    return [one for part in PARTS for one in part.archive_parts(revision)]


@hookimpl
def document_copies(revision: RevisionView) -> Sequence[Copy]:
    return [one for part in PARTS for one in part.copies(revision)]


@hookimpl
def blank_copies(revision: RevisionView, now: datetime) -> None:
    for part in PARTS:
        part.blank(revision, now)


@hookimpl
def nav(actor: Actor, campaign: Campaign | None) -> Sequence[NavItem]:
    return [one for part in PARTS for one in part.nav(actor, campaign)] if campaign is not None else ()


@hookimpl
def desk_items(actor: Actor, campaign: Campaign | None, now: datetime) -> Sequence[DeskItem]:
    if campaign is None:
        return ()
    return [one for part in PARTS for one in part.desk_items(actor, campaign, now)]


@hookimpl
def deadlines(campaign: Campaign, now: datetime) -> Sequence[Deadline]:
    return [one for part in PARTS for one in part.deadlines(campaign, now)]


@hookimpl
def agenda(campaign: Campaign, now: datetime) -> Sequence[AgendaItem]:
    return [one for part in PARTS for one in part.agenda(campaign, now)]


@hookimpl
def personal_fields() -> Sequence[PersonalField]:
    return keeping_vote.FIELDS


@hookimpl
def personal_data(person_digest: str) -> Sequence[PersonalRecord]:
    return keeping_vote.personal_data(person_digest)


@hookimpl
def erase_personal_data(person_digest: str, now: datetime) -> None:
    vote.erase(person_digest)


@hookimpl
def purge_personal_data(now: datetime) -> Sequence[Purged]:
    return keeping_vote.purge_due(now)


@hookimpl
def campaign_panels(campaign: Campaign, now: datetime) -> Sequence[Panel]:
    return [one for part in PARTS for one in part.panels(campaign, now)]


@hookimpl
def on_event(event: Event, now: datetime) -> None:
    showing_questions.hear(event, now)


@hookimpl
def indicators(campaign: Campaign, now: datetime) -> Sequence[Indicator]:
    from .service.indicators import indicators as measured  # only a score run asks

    return measured(campaign, now)


@hookimpl
def report_section(campaign: Campaign, department_id: int | None, now: datetime) -> Sequence[ReportSection]:
    from .service.report import sections  # only a summary report asks

    return sections(campaign, department_id, now)


@hookimpl
def campaign_copied(source: Campaign, campaign: Campaign, now: datetime) -> None:
    next_year.bring_along(source, campaign, now=now)


@hookimpl
def demo(campaign: Campaign, now: datetime) -> None:
    """Every part's story, in this order: later ones use what earlier ones made."""
    from .service import story_live, story_questions, story_schedule, story_transcript

    for part in (story_schedule, story_questions, story_live, story_transcript):
        part.tell(campaign, now)


@hookimpl
def busy_demo(campaign: Campaign, now: datetime, size: float, progress: Progress) -> None:
    from .service import busy  # only for a city that is made to be measured

    busy.fill(campaign, now, size, progress)
