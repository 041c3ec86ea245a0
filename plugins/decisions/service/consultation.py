"""The announcement of a consultation (征求意见): draft, explanation, ways and time limit, frozen for the chain and judged there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from core.api import (
    Actor,
    Blocker,
    Campaign,
    Content,
    DocumentView,
    Invalid,
    NotFound,
    RevisionView,
    RuleBroken,
    SubjectPlace,
    clock,
    publishing,
    registry,
    unit_of_work,
)

from .. import chain, document_draft
from ..contracts import PreviewView
from ..store import drafts as store
from ..store import previews as preview_store
from . import drafts, gating, previews
from .drafts import DraftView, PublicDraft


@dataclass(frozen=True)
class ConsultationView:
    """The announcement as it would go out now, with everything that is said about it. `draft` None: nothing handed in."""

    preview: PreviewView
    draft: DraftView | None
    versions: tuple[DraftView, ...]
    blockers: tuple[Blocker, ...]
    document: DocumentView | None
    published: PublicDraft | None
    may_edit: bool

    @property
    def locked(self) -> bool:
        """On its way through the chain: nobody changes the text under the reviewers' eyes."""
        return self.document is not None and self.document.under_way

    @property
    def changed(self) -> bool:
        """There is something to send: never published, or written to since."""
        if self.draft is None:
            return False
        latest = max(self.draft.saved_at, self.preview.saved_at)
        return self.published is None or latest > self.published.published_at

    @property
    def ready(self) -> bool:
        return self.draft is not None and not self.blockers


def view(campaign: Campaign, preview_id: int, *, actor: Actor, now: datetime) -> ConsultationView:
    """Raises NotFound, Hidden while the text is hidden (疑似涉密)."""
    preview = previews.for_staff(campaign, preview_id, actor=actor)
    draft = drafts.current(preview_id)
    data = _data(preview, draft) if draft is not None else {"preview": previews.frozen_preview(preview)}
    where = {"campaign_id": campaign.id, "department_id": preview.department_id}
    return ConsultationView(
        preview=preview,
        draft=draft,
        versions=drafts.versions(preview_id),
        blockers=tuple(_blockers(campaign, preview_id, data, now)),
        document=chain.DRAFT.document(preview_id),
        published=drafts.published_draft(preview_id),
        may_edit=actor.can("decisions.edit", **where),
    )


def submit(campaign: Campaign, preview_id: int, *, actor: Actor, now: datetime, correction: str = "") -> None:
    """Freeze the newest draft with the preview's days and ways, and send it to 初审; a published one as a correction (更正).

    Raises RuleBroken("decisions.consultation_not_ready"), Invalid("decisions.draft_correction"), what the chain raises.
    """
    with unit_of_work():
        row = previews.editable_row(campaign, preview_id, actor=actor)
        drafts.refuse_locked(preview_id)
        found = view(campaign, preview_id, actor=actor, now=now)
        if found.draft is None or found.blockers:
            raise RuleBroken("decisions.consultation_not_ready", count=max(len(found.blockers), 1))
        if found.published is not None and not correction.strip():
            raise Invalid("decisions.draft_correction", field="correction")
        content = content_of(found.preview, found.draft)
        chain.DRAFT.submit(
            preview_id, campaign.id, found.preview.department_id, content, actor=actor, now=now,
            correction=correction,
        )  # fmt: skip
        previews.record(row, "decisions.consultation_submitted", actor, now, number=found.draft.number)


def content_of(preview: PreviewView, draft: DraftView) -> Content:
    """The announcement as the reviewers and the archive get it."""
    issuer = registry().department_name(preview.department_id)
    data = _data(preview, draft)
    return Content(
        title=document_draft.title(preview.title, draft.purpose),
        issuer=issuer,
        blocks=document_draft.blocks(data, issuer),
        data=data,
    )


def blockers(revision: RevisionView, campaign: Campaign, now: datetime) -> list[Blocker]:
    """Why a frozen announcement may not come out now: DP-02 and DP-03."""
    if revision.kind != chain.DRAFT.code:
        return []
    return _blockers(campaign, revision.subject_id, revision.data, now)


def place_of(preview_id: int) -> SubjectPlace | None:
    """Whose a consultation is before it was first submitted: for waivers and 补录."""
    try:
        preview = previews.preview_view(preview_id)
    except NotFound:
        return None
    return SubjectPlace(
        preview.campaign_id, preview.department_id, document_draft.title(preview.title, "consult")
    )


def blank(preview_id: int, now: datetime) -> None:
    """Empty every working copy on the secrecy department's instruction; ids, numbers, kinds and days stay."""
    store.blank(preview_id)
    row = preview_store.preview(preview_id)
    if row is not None:
        row.title = row.summary = row.basis = row.contact = row.shorter_reason = row.explanation = ""
        row.ways = {}
        row.saved_at = now


# ── pieces ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def _data(preview: PreviewView, draft: DraftView) -> dict[str, Any]:
    return {
        "preview": previews.frozen_preview(preview),
        "draft": {
            "version_id": draft.id,
            "number": draft.number,
            "purpose": draft.purpose,
            "note": draft.note,
            "explanation": draft.explanation or preview.explanation,
            "paragraphs": [[p.anchor, p.depth, p.kind, p.number, p.text] for p in draft.paragraphs],
        },
    }


def _blockers(campaign: Campaign, preview_id: int, data: Any, now: datetime) -> list[Blocker]:
    """Judged by the frozen words. A correction that leaves the days alone has its time for comments behind it."""
    told, draft = data["preview"], data.get("draft") or {}
    preview = replace(
        previews.preview_view(preview_id),
        comment_from=_day(told["comment_from"]),
        comment_until=_day(told["comment_until"]),
        shorter_reason=told["shorter_reason"],
        ways=told["ways"],
        explanation=draft.get("explanation") or told["explanation"],
    )
    day = _counts_from(preview_id, preview, now)
    found = gating.consultation_blockers(
        campaign, preview, has_draft=bool(draft.get("paragraphs")), published=day
    )
    out = chain.DRAFT.published(preview_id)
    if out is not None and _same_days(out.revision.data["preview"], told):
        found = [one for one in found if one.rule != "DP-02"]
    return found


def _counts_from(preview_id: int, preview: PreviewView, now: datetime) -> date:
    """The day the time for comments counts from: that of the first publication; a new round counts anew."""
    out = chain.DRAFT.published(preview_id)
    if out is None:
        return clock.local(publishing.counted_from(chain.DRAFT.code, preview_id, now)).date()
    before = _day(out.revision.data["preview"]["comment_until"])
    if before is not None and preview.comment_from is not None and preview.comment_from > before:
        return clock.local(now).date()
    first = min(out.counts_from, *(one.published_at for one in drafts.published_drafts(preview_id)))
    return clock.local(first).date()


def _same_days(before: Any, now: Any) -> bool:
    return all(before[name] == now[name] for name in ("comment_from", "comment_until"))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
