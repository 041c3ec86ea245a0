"""The interpretation (政策解读, PB-05): drafted together with the decision, out within its term."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
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
    due,
    publishing,
    unit_of_work,
)

from .. import chain, document_after
from ..contracts import PreviewView
from ..rules.after import MOST_ANSWERS, Duty, lacks_of_interpretation
from ..store import feedback as store
from . import previews
from .after_copies import INTERPRETATION, CopyView, day_of, editable, may_edit, record, unit, write
from .feedback_said import questions_of


@dataclass(frozen=True)
class SaveInterpretation:
    """What the form holds. `answers`: questions with their answers; pairs without any text are left out."""

    title: str
    background: str
    answers: Sequence[tuple[str, str]]
    contact: str
    draft_number: int


def view_interpretation(campaign: Campaign, preview_id: int, *, actor: Actor, now: datetime) -> CopyView:
    """The working copy. Raises NotFound, Hidden."""
    preview = previews.for_staff(campaign, preview_id, actor=actor)
    publishing.refuse_hidden(chain.INTERPRETATION.code, preview_id)
    return _view(campaign, preview, actor, now)


def save_interpretation(
    campaign: Campaign, preview_id: int, command: SaveInterpretation, *, actor: Actor, now: datetime
) -> None:
    """Write the working copy. Raises what `write` raises, Invalid("decisions.answers_many")."""
    answers = [[q.strip(), a.strip()] for q, a in command.answers if q.strip() or a.strip()]
    if len(answers) > MOST_ANSWERS:
        raise Invalid("decisions.answers_many", most=MOST_ANSWERS)
    with unit_of_work():
        preview = editable(campaign, preview_id, INTERPRETATION, actor=actor)
        parts = {
            "background": command.background.strip(),
            "answers": answers,
            "contact": command.contact.strip(),
        }
        write(preview_id, INTERPRETATION, command.draft_number, command.title, parts, now)
        record("decisions.interpretation_saved", preview, actor, now)


def submit_interpretation(
    campaign: Campaign, preview_id: int, *, actor: Actor, now: datetime, correction: str = ""
) -> None:
    """Freeze it and send it into the chain; it comes out with or after the decision."""
    with unit_of_work():
        preview = editable(campaign, preview_id, INTERPRETATION, actor=actor)
        view = _view(campaign, preview, actor, now)
        if view.saved_at is None or view.lacks:
            raise RuleBroken("decisions.copy_not_ready", count=max(len(view.lacks), 1))
        if view.published is not None and not correction.strip():
            raise Invalid("decisions.correction_missing", field="correction")
        chain.INTERPRETATION.submit(
            preview_id,
            campaign.id,
            preview.department_id,
            view.content,
            actor=actor,
            now=now,
            correction=correction,
        )
        record("decisions.interpretation_submitted", preview, actor, now)


def blockers(revision: RevisionView, campaign: Campaign, now: datetime) -> list[Blocker]:
    """It doesn't come out before the decision that it explains."""
    return _gates(revision.subject_id)


def drafted(preview_id: int) -> bool:
    """Whether an interpretation stands that lacks nothing: the decision asks for it (draft and interpretation together)."""
    row = store.text(preview_id, INTERPRETATION)
    return row is not None and not lacks_of_interpretation(row.title, row.parts)


def interpretation_duty(campaign: Campaign, preview_id: int, now: datetime) -> Duty:
    """Owed within PB-05 of the day on which the decision came out."""
    decided = day_of(chain.DECISION.published(preview_id))
    rule = campaign.pack.rule("PB-05")
    owed = due(rule, decided, campaign.calendar).date if rule is not None and decided is not None else None
    return Duty(owed, day_of(chain.INTERPRETATION.published(preview_id)), clock.local(now).date())


def proposals(preview_id: int) -> tuple[str, ...]:
    """Questions that an interpretation may answer: what was asked in the consultation, and what people usually want to know."""
    asked = [question.asked.asked for question in questions_of(preview_id)]
    return tuple(
        dict.fromkeys([*document_after.USUAL_QUESTIONS[:2], *asked, *document_after.USUAL_QUESTIONS[2:]])
    )


def _gates(preview_id: int) -> list[Blocker]:
    return [] if chain.DECISION.published(preview_id) is not None else [Blocker("decisions.decision_not_out")]


def _view(campaign: Campaign, preview: PreviewView, actor: Actor, now: datetime) -> CopyView:
    row = store.text(preview.id, INTERPRETATION)
    title = row.title if row is not None else document_after.interpretation_title(preview.title)
    parts: dict[str, Any] = (
        dict(row.parts) if row is not None else {"background": "", "answers": [], "contact": preview.contact}
    )
    issuer = unit(preview)
    return CopyView(
        what=INTERPRETATION,
        preview=preview,
        subject_id=preview.id,
        title=title,
        parts=parts,
        draft_number=row.draft_number if row is not None else 0,
        saved_at=row.saved_at if row is not None else None,
        duty=interpretation_duty(campaign, preview.id, now),
        lacks=lacks_of_interpretation(title, parts),
        blockers=(),
        document=chain.INTERPRETATION.document(preview.id),
        published=chain.INTERPRETATION.published(preview.id),
        content=Content(
            title,
            issuer,
            document_after.interpretation_blocks(issuer=issuer, parts=parts),
            {"answers": parts["answers"]},
        ),
        may_edit=may_edit(preview, campaign, actor),
        more={"waits_for_decision": bool(_gates(preview.id))},
    )
