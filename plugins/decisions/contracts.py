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
    authors: int = 0
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
