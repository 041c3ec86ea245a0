"""What hand-ins contribute to pages of others."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.api import (
    Actor,
    Campaign,
    Copy,
    DeskItem,
    DocumentKind,
    RevisionView,
    Subject,
    campaigns,
    registry,
)

from . import chain
from .permissions import BOARD
from .service import bundle, items
from .store import submissions as store


def desk_items(actor: Actor, campaign: Campaign, now: datetime) -> Sequence[DeskItem]:
    """For the office: what came in and waits to be accepted or returned."""
    if campaign.state == "draft" or not actor.can(BOARD, campaign_id=campaign.id):
        return ()
    return [
        DeskItem(
            title=_(
                "%(unit)s报送了：%(what)s", unit=registry().department_name(row.department_id), what=row.title
            ),
            url=url_for("assessment_staff.submission", campaign=campaign.slug, submission_id=row.id),
            action=_("去办"),
            state="half",
            state_text=_("等接收"),
        )
        for row in store.submissions(campaign.id)
        if row.state == "handed_in"
    ]


def document_kinds() -> Sequence[DocumentKind]:
    return (
        DocumentKind(
            code=chain.ITEM.code,
            title=_l("栏目稿件"),
            column=_l("活动动态"),
            public_endpoint="assessment_public.item",
            staff_endpoint="assessment_staff.item",
            subject_arg="submission_id",
            place_of=items.place_of,
        ),
    )


def copies(revision: RevisionView) -> Sequence[Copy]:
    """The working copy, and the paper that it was made from."""
    if revision.kind != chain.ITEM.code:
        return ()
    count = items.copies(revision.subject_id)
    return [Copy(_("栏目稿件的草稿和报送的材料"), f"#{revision.subject_id}", count)]


def blank(revision: RevisionView, now: datetime) -> None:
    if revision.kind == chain.ITEM.code:
        items.blank(revision, now)


def jobs() -> Mapping[str, Callable[..., None]]:
    return {bundle.JOB: bundle.make}


def audit_subjects() -> Mapping[str, Callable[..., Any]]:
    return {"assessment_submission": _subjects}


def _subjects(ids: Sequence[int], actor: Actor) -> dict[int, Subject]:
    found = (store.submission(one) for one in ids)
    return {
        row.id: Subject(
            row.title,
            url_for(
                "assessment_staff.submission",
                campaign=campaigns.campaign_by_id(row.campaign_id).slug,
                submission_id=row.id,
            ),
        )
        for row in found
        if row is not None
    }
