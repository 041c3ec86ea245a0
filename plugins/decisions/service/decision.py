"""The decision (决策结果公布): its working copy, its gates, and the facts that phases ask of all that follows the comments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.api import (
    Actor,
    Blocker,
    Campaign,
    Content,
    Invalid,
    RevisionView,
    RuleBroken,
    clock,
    publishing,
    text_files,
    unit_of_work,
)

from .. import chain, document_after
from ..contracts import AfterFacts, PreviewView
from ..rules import after as rules
from ..rules.after import Duty
from ..store import feedback as store
from . import drafts, gating, previews
from .after_copies import DECISION, CopyView, day_of, editable, may_edit, record, unit, write
from .feedback_said import published_until
from .interpretation import drafted

__all__ = ["SaveDecision", "blockers", "facts_of", "save_decision", "submit_decision", "view_decision"]


@dataclass(frozen=True)
class SaveDecision:
    """What the form holds. `way`: text (typed, or read from the uploaded `file`), draft (the newest final draft), link."""

    title: str
    number: str
    decided_on: date | None
    body: str
    note: str
    way: str
    text: str
    url: str
    place: str
    draft_number: int
    file: tuple[bytes, str] | None = None


def view_decision(campaign: Campaign, preview_id: int, *, actor: Actor, now: datetime) -> CopyView:
    """The working copy with its gates. Raises NotFound, Hidden."""
    preview = previews.for_staff(campaign, preview_id, actor=actor)
    publishing.refuse_hidden(chain.DECISION.code, preview_id)
    return _view(campaign, preview, actor, now)


def save_decision(
    campaign: Campaign, preview_id: int, command: SaveDecision, *, actor: Actor, now: datetime
) -> None:
    """Write the working copy. Raises what `write` raises, Invalid for a file that can't be read or a text too long."""
    if command.way not in rules.WAYS:
        raise Invalid("decisions.decision_way", field="way")
    text = command.text
    if command.way == "text" and command.file is not None:
        text = text_files.extract_text(*command.file)
    if len(text) > rules.LONGEST_TEXT:
        raise Invalid("decisions.text_long", field="text", limit=rules.LONGEST_TEXT)
    url = command.url.strip()
    if command.way == "link" and url and not rules.link_shaped(url):
        raise Invalid("decisions.decision_link", field="url")
    with unit_of_work():
        preview = editable(campaign, preview_id, DECISION, actor=actor)
        parts = {
            "number": " ".join(command.number.split())[:60],
            "decided_on": command.decided_on.isoformat() if command.decided_on is not None else None,
            "body": " ".join(command.body.split())[:120],
            "note": command.note.strip(),
            "way": command.way,
            "text": text.replace("\r\n", "\n").strip() if command.way == "text" else "",
            "url": url if command.way == "link" else "",
            "place": " ".join(command.place.split())[:80] if command.way == "link" else "",
        }
        write(preview_id, DECISION, command.draft_number, command.title, parts, now)
        record("decisions.decision_saved", preview, actor, now)


def submit_decision(
    campaign: Campaign, preview_id: int, *, actor: Actor, now: datetime, correction: str = ""
) -> None:
    """Freeze the decision and send it into the chain. Raises RuleBroken("decisions.copy_not_ready"), Invalid, Conflict."""
    with unit_of_work():
        preview = editable(campaign, preview_id, DECISION, actor=actor)
        view = _view(campaign, preview, actor, now)
        if not view.ready:
            raise RuleBroken("decisions.copy_not_ready", count=max(len(view.lacks) + len(view.blockers), 1))
        if view.published is not None and not correction.strip():
            raise Invalid("decisions.correction_missing", field="correction")
        chain.DECISION.submit(
            preview_id,
            campaign.id,
            preview.department_id,
            view.content,
            actor=actor,
            now=now,
            correction=correction,
        )
        record("decisions.decision_submitted", preview, actor, now)


def blockers(revision: RevisionView, campaign: Campaign, now: datetime) -> list[Blocker]:
    """Why a frozen decision may not come out: legality review, feedback, interpretation, or the preview was stopped."""
    return _gates(campaign, revision.subject_id, _day(revision.data.get("decided_on")), now)


def facts_of(preview_id: int) -> AfterFacts:
    """What has come out after the comments; milestones as the decision announced them and as progress was published."""
    decision = chain.DECISION.published(preview_id)
    rows = store.milestones([preview_id])
    out = chain.PROGRESS.all_published([row.id for row in rows])
    planned = decision.revision.data.get("milestones", ()) if decision is not None else ()
    steps: dict[int, tuple[str, date, date | None]] = {
        int(one["id"]): (str(one["title"]), date.fromisoformat(one["due"]), None) for one in planned
    }
    for row in rows:
        told = out[row.id].revision.data if row.id in out else None
        if told is not None:
            steps[row.id] = (str(told["title"]), date.fromisoformat(told["due"]), _day(told.get("done_on")))
    return AfterFacts(
        feedback_on=day_of(chain.FEEDBACK.published(preview_id)),
        decided_on=_day(decision.revision.data.get("decided_on")) if decision is not None else None,
        decision_published_on=day_of(decision),
        interpretation_on=day_of(chain.INTERPRETATION.published(preview_id)),
        milestones=tuple(sorted(steps.values(), key=lambda step: step[1])),
    )


def final_draft(preview_id: int) -> tuple[int, str] | None:
    """(number, text) of the newest draft version that was saved as final; None without one."""
    return drafts.final_text(preview_id)


# ── pieces ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def _view(campaign: Campaign, preview: PreviewView, actor: Actor, now: datetime) -> CopyView:
    row = store.text(preview.id, DECISION)
    today = clock.local(now).date()
    title = row.title if row is not None else document_after.decision_title(preview.title)
    parts: dict[str, Any] = dict(row.parts) if row is not None else {"way": "text"}
    final = final_draft(preview.id)
    filled = (
        {**parts, "text": final[1] if final is not None else ""} if parts.get("way") == "draft" else parts
    )
    decided = _day(parts.get("decided_on"))
    published = chain.DECISION.published(preview.id)
    return CopyView(
        what=DECISION,
        preview=preview,
        subject_id=preview.id,
        title=title,
        parts=parts,
        draft_number=row.draft_number if row is not None else 0,
        saved_at=row.saved_at if row is not None else None,
        duty=Duty(None, day_of(published), today),
        lacks=rules.lacks_of_decision(filled, title, decided, today),
        blockers=tuple(_gates(campaign, preview.id, decided, now)),
        document=chain.DECISION.document(preview.id),
        published=published,
        content=_content(preview, title, filled, decided),
        may_edit=may_edit(preview, campaign, actor),
        more={"final": final},
    )


def _gates(campaign: Campaign, preview_id: int, decided: date | None, now: datetime) -> list[Blocker]:
    found = []
    if previews.preview_view(preview_id).state == "stopped":
        found.append(Blocker("decisions.decision_stopped"))
    found += gating.decision_blockers(
        campaign,
        preview_id,
        decided=decided or clock.local(now).date(),
        comment_until=published_until(preview_id),
        feedback=day_of(chain.FEEDBACK.published(preview_id)),
        wants_feedback=True,
        interpretation_drafted=drafted(preview_id),
    )
    return found


def _content(preview: PreviewView, title: str, parts: Mapping[str, Any], decided: date | None) -> Content:
    issuer = unit(preview)
    review = gating.newest_review(preview.id)
    steps = store.milestones([preview.id])
    return Content(
        title=title,
        issuer=issuer,
        doc_number=str(parts.get("number", "")),
        blocks=document_after.decision_blocks(
            issuer=issuer,
            preview_title=preview.title,
            parts=parts,
            decided_on=decided,
            reviewed_on=review.done if review is not None else None,
            feedback_on=day_of(chain.FEEDBACK.published(preview.id)),
            milestones=[(step.title, step.due) for step in steps],
        ),
        data={
            "number": str(parts.get("number", "")),
            "decided_on": parts.get("decided_on"),
            "body": str(parts.get("body", "")),
            "way": str(parts.get("way", "text")),
            "url": str(parts.get("url", "")),
            "place": str(parts.get("place", "")),
            "milestones": [
                {"id": step.id, "title": step.title, "due": step.due.isoformat()} for step in steps
            ],
        },
    )


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) and text else None
