"""The feedback text (意见采纳反馈): written, frozen with a line for every comment, sent into the chain, judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
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
    db,
    opinions,
    publishing,
    secrecy,
    unit_of_work,
)

from .. import chain, document_feedback, document_meeting
from ..contracts import PreviewView
from ..models import Question
from ..rules import feedback as rules
from ..rules.feedback import ASIDE, Asked, lacks_of_feedback
from ..store import feedback as store
from . import minutes, previews
from .after_copies import FEEDBACK, CopyView, editable, may_edit, record, unit, write
from .decision import facts_of
from .feedback_public import exported as export_of
from .feedback_said import SaidOn, feedback_duty, published_days, published_until, questions_of, said_on

__all__ = [
    "SaveFeedback",
    "blockers",
    "export_of",
    "facts_of",
    "save_feedback",
    "submit_feedback",
    "view_feedback",
]


@dataclass(frozen=True)
class SaveFeedback:
    """What the form holds. `questions`: (id of a question there was, or None; its texts); rows without any text are left
    out, and a question that isn't in here any more is dropped."""

    title: str
    intro: str
    closing: str
    questions: Sequence[tuple[int | None, Asked]]
    draft_number: int


def view_feedback(campaign: Campaign, preview_id: int, *, actor: Actor, now: datetime) -> CopyView:
    """The working copy with its counts and what it lacks. Raises NotFound, Hidden."""
    preview = previews.for_staff(campaign, preview_id, actor=actor)
    publishing.refuse_hidden(chain.FEEDBACK.code, preview_id)
    return _view(campaign, preview, actor, now)


def save_feedback(
    campaign: Campaign, preview_id: int, command: SaveFeedback, *, actor: Actor, now: datetime
) -> None:
    """Write text and questions. Raises Conflict("decisions.copy_locked" | "decisions.changed"),
    RuleBroken("secret_mark"), Invalid("decisions.question_text")."""
    with unit_of_work():
        preview = editable(campaign, preview_id, FEEDBACK, actor=actor)
        parts = {"intro": command.intro.strip(), "closing": command.closing.strip()}
        for _id, asked in command.questions:
            secrecy.refuse_marks([asked.asked, asked.said, asked.did, asked.short])
        write(preview_id, FEEDBACK, command.draft_number, command.title, parts, now)
        _write_questions(preview_id, command.questions)
        record("decisions.feedback_saved", preview, actor, now)


def _write_questions(preview_id: int, wanted: Sequence[tuple[int | None, Asked]]) -> None:
    known = {row.id: row for row in store.questions(preview_id)}
    kept = set()
    place = 0
    for question_id, asked in wanted:
        if not any(text.strip() for text in (asked.asked, asked.said, asked.did, asked.short)):
            continue
        if not asked.asked.strip():
            raise Invalid("decisions.question_text", field=f"questions-{place}-asked")
        row = known.get(question_id) if question_id is not None else None
        if row is None:
            row = Question(preview_id=preview_id)
            db.session.add(row)
        else:
            kept.add(row.id)
        row.ordinal = place = place + 1
        row.asked, row.said, row.did = asked.asked.strip()[:300], asked.said.strip(), asked.did.strip()
        row.short = asked.short.strip()[:40]
    if place > rules.MOST_QUESTIONS:
        raise Invalid("decisions.questions_many", most=rules.MOST_QUESTIONS)
    for question_id, row in known.items():
        if question_id not in kept:
            store.drop_question(row)
    db.session.flush()


def submit_feedback(
    campaign: Campaign, preview_id: int, *, actor: Actor, now: datetime, correction: str = ""
) -> None:
    """Freeze text and lines and send them into the chain (送审).

    Raises RuleBroken("decisions.copy_not_ready"), Invalid("decisions.correction_missing"), and what the chain raises.
    """
    with unit_of_work():
        preview = editable(campaign, preview_id, FEEDBACK, actor=actor)
        view = _view(campaign, preview, actor, now)
        if not view.ready:
            raise RuleBroken("decisions.copy_not_ready", count=max(len(view.lacks) + len(view.blockers), 1))
        if view.published is not None and not correction.strip():
            raise Invalid("decisions.correction_missing", field="correction")
        said: SaidOn = view.more["said"]
        ledger = _ledger_state(preview_id)
        lines = _lines(preview_id, view.draft_number)
        public = view.published
        keep = {public.revision.data.get("edition", 0)} if public is not None else set()
        store.drop_lines(preview_id, keep - {view.draft_number})
        store.add_lines(lines)
        chain.FEEDBACK.submit(
            preview_id, campaign.id, preview.department_id, _content(preview, view, said, lines, ledger), actor=actor,
            now=now, correction=correction,
        )  # fmt: skip
        record("decisions.feedback_submitted", preview, actor, now, comments=said.counted.all.total)


def blockers(revision: RevisionView, campaign: Campaign, now: datetime) -> list[Blocker]:
    """Why a frozen feedback may not come out now: comments are still taken, or the ledger says something else by now."""
    found = []
    until = published_until(revision.subject_id)
    today = clock.local(now).date()
    rule = campaign.pack.rule("DP-11")
    clause = f"DP-11 {rule.clause}" if rule is not None else ""
    if until is None:
        found.append(Blocker("decisions.feedback_no_consultation"))
    elif today <= until:
        earliest = rules.day_after(until)
        found.append(Blocker("decisions.feedback_too_early", {"until": until, "earliest": earliest}, clause))
    if _changed(revision):
        found.append(Blocker("decisions.comments_changed", clause=clause))
    return found


def _changed(revision: RevisionView) -> bool:
    """Whether the ledger says something else than what was frozen. Every line is held against it only where something was
    touched since."""
    if revision.data.get("ledger_state") == _ledger_state(revision.subject_id):
        return False
    return revision.data.get("ledger") != _digest(_lines(revision.subject_id, 0))


def _ledger_state(preview_id: int) -> list[int]:
    return [*opinions.state_of(chain.COMMENT, preview_id), *store.places_state(preview_id)]


# ── pieces ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def _view(campaign: Campaign, preview: PreviewView, actor: Actor, now: datetime) -> CopyView:
    row = store.text(preview.id, FEEDBACK)
    said = said_on(preview.id)
    first, until = published_days(preview.id)
    if row is not None:
        title, parts = row.title, dict(row.parts)
    else:
        title = document_feedback.first_title(preview.title)
        parts = {
            "intro": document_feedback.first_intro(preview.title, first, until),
            "closing": "",
        }
    return CopyView(
        what=FEEDBACK,
        preview=preview,
        subject_id=preview.id,
        title=title,
        parts=parts,
        draft_number=row.draft_number if row is not None else 0,
        saved_at=row.saved_at if row is not None else None,
        duty=feedback_duty(campaign, preview.id, now),
        lacks=lacks_of_feedback(
            title=title,
            intro=str(parts.get("intro", "")),
            questions=[question.asked for question in said.questions],
            still_open=said.counted.all.open,
            without_reason=opinions.ended_without_reason(chain.COMMENT, preview.id)
            if campaign.pack.value("DP-10") is True
            else (),
            until=until,
            today=clock.local(now).date(),
        ),
        blockers=(),
        document=chain.FEEDBACK.document(preview.id),
        published=chain.FEEDBACK.published(preview.id),
        content=Content(title, unit(preview), ()),
        may_edit=may_edit(preview, campaign, actor),
        more={"said": said, "first": first, "until": until},
    )


def shown_content(view: CopyView) -> Content:
    """The working copy as it will read, with the beginning of its list of comments."""
    first = _first_lines(view.preview.id, view.more["said"], document_feedback.MOST_LISTED + 1)
    return _content(view.preview, view, view.more["said"], first, [])


def draft_lines(preview_id: int) -> list[tuple[Any, ...]]:
    """(number, head, question, anchor, end, text, reason, passed_to) of every comment that has ended, as it stands now."""
    names = ("number", "head", "question", "anchor", "end", "text", "reason", "passed_to")
    return [tuple(line[name] for name in names) for line in _lines(preview_id, 0)]


def _first_lines(preview_id: int, said: SaidOn, most: int) -> list[dict[str, Any]]:
    """The first of them that stand for themselves."""
    rows = opinions.heads_on(
        chain.COMMENT, preview_id, opinions.Heads(), store.placed(preview_id), limit=most
    )
    heads = [row for row, _place in rows if not row.open]
    place = {row.id: said.places.get(question or 0, 0) for row, question in rows}
    with_it = opinions.voices_of([row.id for row in heads])
    voices = {row.id: 1 + with_it.get(row.id, 0) for row in heads}
    return _frozen(preview_id, 0, heads, {}, voices, place)


def _lines(preview_id: int, edition: int) -> list[dict[str, Any]]:
    """A frozen line for every comment that ended; texts and reasons stand with the heads."""
    every = opinions.entries_on(chain.COMMENT, preview_id).rows
    number = {row.id: row.number for row in every}
    known = {question.id: question.place for question in questions_of(preview_id)}
    put = store.places(preview_id)
    place = {opinion: known.get(question, 0) for opinion, question in put.items()}
    ended = [row for row in every if not row.open]
    return _frozen(preview_id, edition, ended, number, Counter(row.head_id for row in ended), place)


def _frozen(
    preview_id: int, edition: int, rows: Sequence[opinions.Entry], number: Mapping[int, str],
    voices: Mapping[int, int], place: Mapping[int, int],
) -> list[dict[str, Any]]:  # fmt: skip
    texts: dict[int, opinions.EntryText] = {}
    heads = [row.id for row in rows if row.id == row.head_id and row.end not in ASIDE]
    for start in range(0, len(heads), store.CHUNK):
        texts |= opinions.texts_of(heads[start : start + store.CHUNK])
    found = []
    for row in rows:
        told = texts.get(row.id)
        found.append(
            {
                "preview_id": preview_id,
                "edition": edition,
                "number": row.number,
                "head": "" if row.id == row.head_id else number.get(row.head_id, ""),
                "voices": voices.get(row.id, 0) if row.id == row.head_id else 0,
                "question": place.get(row.head_id, 0),
                "anchor": row.anchor,
                "end": row.end,
                "source": row.source,
                "text": told.text if told is not None else "",
                # What the moderator kept off the public keeps its answer off it, too: its author has read it.
                "reason": told.reason if told is not None and told.text else "",
                "passed_to": told.passed_to if told is not None and told.text else "",
            }
        )
    return found


def _digest(lines: Sequence[Mapping[str, Any]]) -> str:
    names = ("number", "head", "question", "anchor", "end", "text", "reason", "passed_to")
    return rules.digest_of([line[name] for name in names] for line in lines)


def _content(
    preview: PreviewView,
    view: CopyView,
    said: SaidOn,
    lines: Sequence[Mapping[str, Any]],
    ledger: Sequence[int],
) -> Content:
    counted, questions = said.counted, [question.asked for question in said.questions]
    issuer = unit(preview)
    held = minutes.minutes_for_feedback(preview.id)
    blocks = document_feedback.blocks(
        issuer=issuer,
        intro=str(view.parts.get("intro", "")),
        closing=str(view.parts.get("closing", "")),
        questions=questions,
        counted=counted,
        authors=said.authors,
        lines=[line for line in lines if not line["head"]],
        minutes=document_meeting.minutes_blocks(held),
    )
    return Content(
        title=view.title,
        issuer=issuer,
        blocks=blocks,
        data={
            "edition": view.draft_number,
            "ledger": _digest(lines),
            "ledger_state": list(ledger),
            "authors": said.authors,
            "intro": str(view.parts.get("intro", "")),
            "closing": str(view.parts.get("closing", "")),
            "from": first.isoformat() if (first := view.more["first"]) is not None else None,
            "until": until.isoformat() if (until := view.more["until"]) is not None else None,
            "questions": [
                {"asked": one.asked, "said": one.said, "did": one.did, "short": one.short}
                for one in questions
            ],
            "ends": dict(counted.all.ends),
            "by_question": {str(place): dict(tally.ends) for place, tally in counted.by_question.items()},
            "by_anchor": {anchor: dict(tally.ends) for anchor, tally in counted.by_anchor.items()},
            "minutes": [dict(one.__dict__) for one in held],
        },
    )
