"""The assessment's whole face to the house."""

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
    showing_duties,
    showing_inspection,
    showing_onsite,
    showing_photos,
    showing_reports,
    showing_scores,
    showing_submissions,
    views_duties_staff,
    views_inspection_public,
    views_inspection_staff,
    views_inspection_visits,
    views_items,
    views_onsite_staff,
    views_photos_incoming,
    views_photos_staff,
    views_reports_public,
    views_reports_staff,
    views_scores_department,
    views_scores_staff,
    views_submissions_staff,
    views_years_staff,
)
from .commands_scores import assessment_group
from .models import TABLES
from .permissions import PERMISSIONS
from .service import keeping, next_year, photo_offering
from .views_public import public
from .views_staff import staff

INFO = PluginInfo(
    name="assessment",
    title=_l("活动评估"),
    version="0.1.0",
    path=pack.PATH,
    summary=_l("报送、催报、照片、检查、评分、总结。"),
)
HERE = Path(__file__).parent
#: in the order of the work
PARTS = (
    showing_duties,
    showing_submissions,
    showing_onsite,
    showing_photos,
    showing_inspection,
    showing_scores,
    showing_reports,
)


@hookimpl
def blueprints() -> Sequence[Blueprint]:
    # every part's pages hang on these two
    assert views_duties_staff.staff is views_submissions_staff.staff is staff
    assert views_scores_department.staff is views_scores_staff.staff is views_photos_staff.staff is staff
    assert views_photos_incoming.staff is staff
    assert views_inspection_staff.staff is views_inspection_visits.staff is views_years_staff.staff is staff
    assert views_reports_staff.staff is views_items.staff is views_onsite_staff.staff is staff
    assert views_reports_public.public is views_inspection_public.public is views_items.public is public
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
def settings() -> Mapping[str, str]:
    #: remind_before and remind_after: days, listed with commas; video_mb: the largest video
    return {"remind_before": "7,3,1", "remind_after": "1,3,7", "video_mb": "80"}


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
    return {name: find for part in PARTS for name, find in part.audit_subjects().items()}


@hookimpl
def message_kinds() -> Sequence[MessageKind]:
    return wording.KINDS


@hookimpl
def document_kinds() -> Sequence[DocumentKind]:
    return (*showing_submissions.document_kinds(), *showing_reports.document_kinds())


@hookimpl
def jobs() -> Mapping[str, Callable[..., None]]:
    return {
        **showing_duties.jobs(),
        **showing_submissions.jobs(),
        **showing_photos.jobs(),
        **showing_scores.jobs(),
    }


@hookimpl
def publish_blockers(revision: RevisionView, campaign: Campaign, now: datetime) -> Sequence[Blocker]:
    return showing_reports.publish_blockers(revision, campaign, now)


@hookimpl
def archive_parts(revision: RevisionView) -> Sequence[ArchivePart]:
    return showing_reports.archive_parts(revision)


@hookimpl
def document_copies(revision: RevisionView) -> Sequence[Copy]:
    return (*showing_submissions.copies(revision), *showing_reports.copies(revision))


@hookimpl
def blank_copies(revision: RevisionView, now: datetime) -> None:
    showing_submissions.blank(revision, now)
    showing_reports.blank(revision, now)


@hookimpl
def nav(actor: Actor, campaign: Campaign | None) -> Sequence[NavItem]:
    if campaign is None:
        return ()
    parts = (
        showing_duties,
        showing_onsite,
        showing_photos,
        showing_inspection,
        showing_scores,
        showing_reports,
    )
    return [one for part in parts for one in part.nav(actor, campaign)]


@hookimpl
def desk_items(actor: Actor, campaign: Campaign | None, now: datetime) -> Sequence[DeskItem]:
    if campaign is None:
        return ()
    parts = (one for one in PARTS if one is not showing_onsite)  # nothing waits there
    return [one for part in parts for one in part.desk_items(actor, campaign, now)]


@hookimpl
def deadlines(campaign: Campaign, now: datetime) -> Sequence[Deadline]:
    return (*showing_duties.deadlines(campaign, now), *showing_inspection.deadlines(campaign, now))


@hookimpl
def live_streams() -> Sequence[LiveStream]:
    return showing_scores.live_streams()


@hookimpl
def indicators(campaign: Campaign, now: datetime) -> Sequence[Indicator]:
    from .service.indicators import indicators as measured  # only a score run asks

    return measured(campaign, now)


@hookimpl
def campaign_panels(campaign: Campaign, now: datetime) -> Sequence[Panel]:
    return showing_reports.panels(campaign)


@hookimpl
def report_section(campaign: Campaign, department_id: int | None, now: datetime) -> Sequence[ReportSection]:
    from .service.report import sections  # only a summary report asks

    return sections(campaign, department_id, now)


@hookimpl
def campaign_copied(source: Campaign, campaign: Campaign, now: datetime) -> None:
    next_year.bring(source, campaign, now)


@hookimpl
def personal_fields() -> Sequence[PersonalField]:
    return keeping.FIELDS


@hookimpl
def personal_data(person_digest: str) -> Sequence[PersonalRecord]:
    return keeping.personal_data(person_digest)


@hookimpl
def erase_personal_data(person_digest: str, now: datetime) -> None:
    keeping.erase(person_digest, now)


@hookimpl
def purge_personal_data(now: datetime) -> Sequence[Purged]:
    return keeping.purge(now)


@hookimpl
def on_event(event: Event, now: datetime) -> None:
    """A picture was replaced in its drawer: the photo desk follows."""
    photo_offering.follow(event, now)


@hookimpl
def commands() -> Sequence[click.Command]:
    return (assessment_group,)


@hookimpl
def demo(campaign: Campaign, now: datetime) -> None:
    """Every part's story, in this order: later ones use what earlier ones made."""
    from .service import (
        story_duties,
        story_inspection,
        story_items,
        story_onsite,
        story_photos,
        story_reports,
        story_scores,
        story_submissions,
    )

    for part in (
        story_duties,
        story_submissions,
        story_onsite,
        story_photos,
        story_items,
        story_inspection,
        story_scores,
        story_reports,
    ):
        part.tell(campaign, now)


@hookimpl
def busy_demo(campaign: Campaign, now: datetime, size: float, progress: Progress) -> None:
    from .service import busy  # only for a city that is made to be measured

    busy.fill(campaign, now, size, progress)
