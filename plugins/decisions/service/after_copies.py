"""The working copies of feedback, decision and interpretation: who may change them, and what pages show of all three."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from core.api import (
    Actor,
    Blocker,
    Campaign,
    Conflict,
    Content,
    DocumentView,
    Published,
    TextKind,
    audit,
    clock,
    db,
    publishing,
    registry,
    secrecy,
)

from .. import chain
from ..contracts import PreviewView
from ..models import AfterText
from ..permissions import EDIT
from ..rules.after import Duty
from ..rules.feedback import Lack
from ..store import feedback as store
from . import previews

FEEDBACK, DECISION, INTERPRETATION, PROGRESS = "feedback", "decision", "interpretation", "progress"
#: what a page calls a text → its kind in the chain
TEXTS: Mapping[str, TextKind] = {
    FEEDBACK: chain.FEEDBACK,
    DECISION: chain.DECISION,
    INTERPRETATION: chain.INTERPRETATION,
    PROGRESS: chain.PROGRESS,
}


@dataclass(frozen=True)
class CopyView:
    """One working copy with everything that is said about it. `saved_at` None: not begun, the parts are proposals."""

    what: str
    preview: PreviewView
    subject_id: int
    title: str
    parts: Mapping[str, Any]
    draft_number: int
    saved_at: datetime | None
    duty: Duty
    lacks: tuple[Lack, ...]
    blockers: tuple[Blocker, ...]
    document: DocumentView | None
    published: Published | None
    content: Content
    may_edit: bool
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def locked(self) -> bool:
        """On its way through the chain: nobody changes the text under the reviewers' eyes."""
        return self.document is not None and self.document.under_way

    @property
    def changed(self) -> bool:
        """There is something to send: never published, or written to since."""
        if self.saved_at is None:
            return False
        return self.published is None or self.saved_at > self.published.published_at

    @property
    def ready(self) -> bool:
        return self.saved_at is not None and not self.lacks and not self.blockers


def unit(preview: PreviewView) -> str:
    """The department as the document's issuer."""
    return registry().department_name(preview.department_id)


def may_edit(preview: PreviewView, campaign: Campaign, actor: Actor) -> bool:
    return actor.can(EDIT, campaign_id=campaign.id, department_id=preview.department_id)


def editable(
    campaign: Campaign, preview_id: int, what: str, *, actor: Actor, subject_id: int | None = None
) -> PreviewView:
    """The preview for a change of one of its texts. Raises NotFound, NotAllowed, Hidden, Conflict("decisions.copy_locked")."""
    preview = previews.for_staff(campaign, preview_id, actor=actor)
    actor.require(EDIT, campaign_id=campaign.id, department_id=preview.department_id)
    subject = preview_id if subject_id is None else subject_id
    publishing.refuse_hidden(TEXTS[what].code, subject)
    document = TEXTS[what].document(subject)
    if document is not None and document.under_way:
        raise Conflict("decisions.copy_locked")
    return preview


def write(
    preview_id: int, what: str, draft_number: int, title: str, parts: Mapping[str, Any], now: datetime
) -> AfterText:
    """Write a working copy that is still as its form showed it, inside a unit of work. Raises RuleBroken("secret_mark"),
    of which nothing is stored, and Conflict("decisions.changed")."""
    secrecy.refuse_marks([title, *secrecy.texts_in(dict(parts))])
    row = store.text(preview_id, what, lock=True)
    if (row.draft_number if row is not None else 0) != draft_number:
        raise Conflict("decisions.changed")
    if row is None:
        row = AfterText(preview_id=preview_id, kind=what, draft_number=0)
        db.session.add(row)
    row.title, row.parts, row.saved_at = title.strip()[:200], dict(parts), now
    row.draft_number += 1
    db.session.flush()
    return row


def record(action: str, preview: PreviewView, actor: Actor, now: datetime, **codes: Any) -> None:
    """One line of the audit trail about a preview."""
    audit.record(
        actor,
        now,
        action,
        subject=("decisions_preview", preview.id),
        campaign_id=preview.campaign_id,
        department_id=preview.department_id,
        **codes,
    )


def day_of(published: Published | None) -> date | None:
    """The day that day rules count from (PB-04); None while nothing is public."""
    return clock.local(published.counts_from).date() if published is not None else None
