"""Follow-through (落实情况): what was promised by when, what was done, each step through the chain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from core.api import (
    Actor,
    Blocker,
    Campaign,
    Conflict,
    Content,
    Invalid,
    NotFound,
    RevisionView,
    RuleBroken,
    SubjectPlace,
    clock,
    publishing,
    secrecy,
    unit_of_work,
)

from .. import chain, document_after
from ..contracts import PreviewView
from ..models import Milestone
from ..permissions import EDIT
from ..rules.after import Duty, lacks_of_progress, link_shaped
from ..store import feedback as store
from . import previews
from .after_copies import PROGRESS, CopyView, editable, may_edit, record, unit

MOST = 60


@dataclass(frozen=True)
class SaveMilestone:
    """What the form holds."""

    title: str
    due: date | None
    done_on: date | None = None
    note: str = ""
    evidence_url: str = ""


@dataclass(frozen=True)
class MilestoneView:
    """One milestone for staff, with how it stands."""

    id: int
    preview_id: int
    title: str
    due: date
    done_on: date | None
    note: str
    evidence_url: str
    version: int
    duty: Duty
    #: "" not sent, under_way, published, changed (published, written to since)
    step: str


def milestones_of(preview_ids: Sequence[int], now: datetime) -> list[MilestoneView]:
    """The milestones of previews, the earliest first."""
    rows = store.milestones(preview_ids)
    out = chain.PROGRESS.all_published([row.id for row in rows])
    found = []
    for row in rows:
        document = chain.PROGRESS.document(row.id)
        if document is not None and document.under_way:
            step = "under_way"
        elif row.id in out:
            step = "changed" if row.saved_at > out[row.id].published_at else "published"
        else:
            step = ""
        found.append(_milestone(row, now, step))
    return found


def view_milestone(campaign: Campaign, milestone_id: int, *, actor: Actor, now: datetime) -> CopyView:
    """One milestone as a text for the chain. Raises NotFound, Hidden."""
    row = store.milestone(milestone_id)
    if row is None:
        raise NotFound("decisions.preview_gone")
    preview = previews.for_staff(campaign, row.preview_id, actor=actor)
    publishing.refuse_hidden(chain.PROGRESS.code, milestone_id)
    return _view(campaign, preview, row, actor, now)


def save_milestone(
    campaign: Campaign, preview_id: int, command: SaveMilestone, *, actor: Actor, now: datetime,
    milestone_id: int | None = None, version: int = 0,
) -> int:  # fmt: skip
    """Make or change a milestone; gives its id. Raises Invalid, Conflict("decisions.changed" | "decisions.copy_locked")."""
    title = " ".join(command.title.split())
    if not title:
        raise Invalid("decisions.milestone_title", field="title")
    if command.due is None:
        raise Invalid("decisions.milestone_due", field="due")
    if command.done_on is not None and command.done_on > clock.local(now).date():
        raise Invalid("decisions.progress_future", field="done_on")
    url = command.evidence_url.strip()
    if url and not link_shaped(url):
        raise Invalid("decisions.progress_link", field="evidence_url")
    secrecy.refuse_marks([title, command.note])
    with unit_of_work() as session:
        row = store.milestone(milestone_id, lock=True) if milestone_id is not None else None
        if milestone_id is not None and (row is None or row.preview_id != preview_id):
            raise NotFound("decisions.preview_gone")
        if row is None:
            preview = previews.for_staff(campaign, preview_id, actor=actor)
            actor.require(EDIT, campaign_id=campaign.id, department_id=preview.department_id)
            if len(store.milestones([preview_id])) >= MOST:
                raise Invalid("decisions.milestones_many", most=MOST)
            row = Milestone(preview_id=preview_id, version=0)
            session.add(row)
        else:
            preview = editable(campaign, preview_id, PROGRESS, actor=actor, subject_id=row.id)
            if row.version != version:
                raise Conflict("decisions.changed")
        row.title, row.due, row.done_on = title[:200], command.due, command.done_on
        row.note, row.evidence_url, row.saved_at = command.note.strip(), url, now
        row.version += 1
        session.flush()
        record("decisions.milestone_saved", preview, actor, now, milestone=row.id)
        return row.id


def drop_milestone(
    campaign: Campaign, milestone_id: int, version: int, *, actor: Actor, now: datetime
) -> None:
    """Take back a milestone that nobody has read of. Raises Conflict("decisions.milestone_told")."""
    with unit_of_work() as session:
        row = store.milestone(milestone_id, lock=True)
        if row is None:
            raise NotFound("decisions.preview_gone")
        preview = editable(campaign, row.preview_id, PROGRESS, actor=actor, subject_id=row.id)
        if row.version != version:
            raise Conflict("decisions.changed")
        if _told(row):
            raise Conflict("decisions.milestone_told")
        record("decisions.milestone_dropped", preview, actor, now, milestone=row.id)
        session.delete(row)


def submit_progress(
    campaign: Campaign, milestone_id: int, *, actor: Actor, now: datetime, correction: str = ""
) -> None:
    """Freeze a milestone's progress and send it into the chain."""
    with unit_of_work():
        row = store.milestone(milestone_id, lock=True)
        if row is None:
            raise NotFound("decisions.preview_gone")
        preview = editable(campaign, row.preview_id, PROGRESS, actor=actor, subject_id=row.id)
        view = _view(campaign, preview, row, actor, now)
        if not view.ready:
            raise RuleBroken("decisions.copy_not_ready", count=max(len(view.lacks) + len(view.blockers), 1))
        if view.published is not None and not correction.strip():
            raise Invalid("decisions.correction_missing", field="correction")
        chain.PROGRESS.submit(
            row.id,
            campaign.id,
            preview.department_id,
            view.content,
            actor=actor,
            now=now,
            correction=correction,
        )
        record("decisions.progress_submitted", preview, actor, now, milestone=row.id)


def blockers(revision: RevisionView, campaign: Campaign, now: datetime) -> list[Blocker]:
    """Nothing is told of carrying out a decision that isn't public."""
    row = store.milestone(revision.subject_id)
    return _gates(row.preview_id) if row is not None else []


def place_of(milestone_id: int) -> SubjectPlace | None:
    """Whose a milestone is: for waivers and 补录."""
    row = store.milestone(milestone_id)
    if row is None:
        return None
    preview = previews.preview_view(row.preview_id)
    title = document_after.progress_title(preview.title, row.title)
    return SubjectPlace(preview.campaign_id, preview.department_id, title)


def _told(row: Milestone) -> bool:
    decision = chain.DECISION.published(row.preview_id)
    announced = decision.revision.data.get("milestones", ()) if decision is not None else ()
    return row.id in {one["id"] for one in announced} or chain.PROGRESS.document(row.id) is not None


def _gates(preview_id: int) -> list[Blocker]:
    return [] if chain.DECISION.published(preview_id) is not None else [Blocker("decisions.decision_not_out")]


def _milestone(row: Milestone, now: datetime, step: str) -> MilestoneView:
    duty = Duty(row.due, row.done_on, clock.local(now).date())
    return MilestoneView(
        row.id, row.preview_id, row.title, row.due, row.done_on, row.note, row.evidence_url, row.version, duty, step
    )  # fmt: skip


def _view(campaign: Campaign, preview: PreviewView, row: Milestone, actor: Actor, now: datetime) -> CopyView:
    today = clock.local(now).date()
    decision = chain.DECISION.published(preview.id)
    told = decision.revision.data.get("decided_on") if decision is not None else None
    decided = date.fromisoformat(told) if told else None
    title = document_after.progress_title(preview.title, row.title)
    issuer = unit(preview)
    document = chain.PROGRESS.document(row.id)
    return CopyView(
        what=PROGRESS,
        preview=preview,
        subject_id=row.id,
        title=title,
        parts={},
        draft_number=row.version,
        saved_at=row.saved_at,
        duty=Duty(row.due, row.done_on, today),
        lacks=lacks_of_progress(row.done_on, row.note, row.evidence_url, today, decided),
        blockers=tuple(_gates(preview.id)),
        document=document,
        published=chain.PROGRESS.published(row.id),
        content=Content(
            title,
            issuer,
            document_after.progress_blocks(
                issuer=issuer, title=row.title, due=row.due, done_on=row.done_on, note=row.note,
                evidence_url=row.evidence_url,
            ),
            {
                "preview_id": preview.id,
                "title": row.title,
                "due": row.due.isoformat(),
                "done_on": row.done_on.isoformat() if row.done_on is not None else None,
                "note": row.note,
                "evidence_url": row.evidence_url,
            },
        ),
        may_edit=may_edit(preview, campaign, actor),
        more={"milestone": _milestone(row, now, ""), "told": _told(row)},
    )  # fmt: skip
