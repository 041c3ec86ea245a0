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
    Campaign,
    Copy,
    Deadline,
    DeskItem,
    DocumentKind,
    MessageKind,
    NavItem,
    Panel,
    Permission,
    PluginInfo,
    RevisionView,
    RuleDeclaration,
    hookimpl,
)

from . import (
    chain_after,
    pack,
    showing_drafts,
    showing_feedback,
    showing_preview,
    views_after_public,
    views_after_staff,
    views_catalogue_staff,
    views_drafts_public,
    views_drafts_staff,
    views_feedback_public,
    views_feedback_staff,
    views_preview_public,
    views_preview_staff,
)
from . import messages as wording
from .commands import draft_group
from .models import TABLES
from .permissions import PERMISSIONS
from .service import catalogue_texts, story_drafts, story_previews
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
    assert views_preview_public.public is public
    assert views_drafts_staff.staff is staff
    assert views_drafts_public.public is public
    assert views_feedback_staff.staff is views_after_staff.staff is staff  # feedback and what follows it
    assert views_feedback_public.public is views_after_public.public is public
    return (public, staff)


@hookimpl
def commands() -> Sequence[click.Command]:
    return (draft_group,)


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
    }


@hookimpl
def document_kinds() -> Sequence[DocumentKind]:
    return (
        *showing_preview.document_kinds(),
        *showing_drafts.document_kinds(),
        *chain_after.document_kinds(),
    )


@hookimpl
def publish_blockers(revision: RevisionView, campaign: Campaign, now: datetime) -> Sequence[Blocker]:
    return [
        *catalogue_texts.blockers(revision),
        *showing_drafts.publish_blockers(revision, campaign, now),
        *chain_after.publish_blockers(revision, campaign, now),
    ]


@hookimpl
def archive_parts(revision: RevisionView) -> Sequence[ArchivePart]:
    return [*showing_drafts.archive_parts(revision), *chain_after.archive_parts(revision)]


@hookimpl
def document_copies(revision: RevisionView) -> Sequence[Copy]:
    return [
        *catalogue_texts.copies(revision),
        *showing_drafts.copies(revision),
        *chain_after.copies(revision),
    ]


@hookimpl
def blank_copies(revision: RevisionView, now: datetime) -> None:
    catalogue_texts.blank(revision, now)
    showing_drafts.blank(revision, now)
    chain_after.blank(revision, now)


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
        *showing_feedback.desk_items(actor, campaign, now),
    ]


@hookimpl
def deadlines(campaign: Campaign, now: datetime) -> Sequence[Deadline]:
    return [
        *showing_preview.deadlines(campaign, now),
        *showing_feedback.deadlines(campaign, now),
    ]


@hookimpl
def agenda(campaign: Campaign, now: datetime) -> Sequence[AgendaItem]:
    return [*showing_preview.agenda(campaign, now)]


@hookimpl
def campaign_panels(campaign: Campaign, now: datetime) -> Sequence[Panel]:
    return [*showing_preview.panels(campaign, now)]


@hookimpl
def demo(campaign: Campaign, now: datetime) -> None:
    """Every part's story, in this order: later ones use what earlier ones made."""
    story_previews.tell(campaign, now)
    story_drafts.tell(campaign, now)
