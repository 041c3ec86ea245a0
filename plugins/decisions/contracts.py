"""Frozen shapes that the parts of decision preview pass to each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True)
class PreviewView:
    """A preview for staff: see models.Preview."""

    id: int
    campaign_id: int
    department_id: int
    item_id: int | None
    kind: str
    title: str
    summary: str
    basis: str
    contact: str
    comment_from: date | None
    comment_until: date | None
    shorter_reason: str
    ways: Mapping[str, Any]
    explanation: str
    hearing: str
    state: str
    stop_reason: str
    version: int
    saved_at: datetime


@dataclass(frozen=True)
class PublicPreview:
    """A preview as the public reads it: what the published consultation froze (`data["preview"]`, see
    service.previews.frozen_preview). `counts_from` is the moment that day rules count from (PB-04)."""

    id: int
    campaign_id: int
    department_id: int
    kind: str
    title: str
    summary: str
    basis: str
    contact: str
    item_id: int | None
    item_number: str
    comment_from: date | None
    comment_until: date | None
    shorter_reason: str
    ways: Mapping[str, Any]
    explanation: str
    hearing: str
    state: str
    stop_reason: str
    published_at: datetime
    counts_from: datetime
    version: int
    portal_url: str = ""


@dataclass(frozen=True)
class PartLink:
    """A row of the preview's staff page, from `links(preview, actor)` of a part's showing_<part>.py: where to go on with
    it and how far it is. `state` is a tag's (ok half idle no warn stop info now)."""

    title: str
    url: str
    note: str = ""
    state: str = "idle"
    state_text: str = ""


@dataclass(frozen=True)
class PublicPart:
    """A section of the preview's public page, from `public_part(preview_id, campaign, now)` of a part's showing_<part>.py
    (None: nothing to show). The template is included with `part` = context; its ids begin with the part's name."""

    template: str
    context: Mapping[str, Any]


@dataclass(frozen=True)
class Phase:
    """One phase of a decision's way. `code`: announcement, comment, meeting, feedback, legality, decision, interpretation,
    follow_through. `state`: done, now, todo, late, skipped. `note` is said beside it; `clause` is where a term is written."""

    code: str
    state: str
    starts: date | None = None
    ends: date | None = None
    note: str = ""
    url: str = ""
    clause: str = ""


@dataclass(frozen=True)
class DraftFacts:
    """What phases ask of the drafts: the consultation as it was published."""

    published_on: date | None = None
    comment_from: date | None = None
    comment_until: date | None = None
    under_way: bool = False


@dataclass(frozen=True)
class CommentFacts:
    """What phases ask of the comments: how many came in, how many are still open."""

    total: int = 0
    open: int = 0


@dataclass(frozen=True)
class MeetingFacts:
    """One published or planned meeting."""

    meeting_id: int
    kind: str
    title: str
    starts_at: datetime
    ends_at: datetime
    published: bool
    held: bool
    url: str = ""


@dataclass(frozen=True)
class AfterFacts:
    """What phases ask of the feedback, the decision and what follows it; days are None while nothing is published."""

    feedback_on: date | None = None
    decided_on: date | None = None
    decision_published_on: date | None = None
    interpretation_on: date | None = None
    milestones: tuple[tuple[str, date, date | None], ...] = field(default=())
