"""The feedback as everybody reads it: what was frozen when it came out, figures from its data, comments from its lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.api import Campaign, NotFound, Published, clock, opinions, remembered

from .. import chain
from ..contracts import PublicPreview
from ..models import FeedbackLine
from ..rules.after import Duty
from ..rules.feedback import DRAWN, Asked, Counted, Segment, Tally, bar, excerpt
from ..store import feedback as store
from . import drafts, previews
from .after_copies import day_of
from .feedback_placing import anchor_names
from .feedback_said import feedback_duty

PER_PAGE = 50
#: comments in one JSON document
ITEMS = 1000


@dataclass(frozen=True)
class QuestionShown:
    """One question with its counts and its bar; `place` counts from 1."""

    place: int
    asked: Asked
    tally: Tally
    bar: tuple[Segment, ...]


@dataclass(frozen=True)
class PublicFeedback:
    """A published feedback. Everything in here is as it was frozen."""

    preview_id: int
    out: Published
    title: str
    intro: str
    closing: str
    first: date | None
    until: date | None
    authors: int
    counted: Counted
    questions: tuple[QuestionShown, ...]
    edition: int
    minutes: tuple[Mapping[str, Any], ...] = ()

    @property
    def day(self) -> date:
        """The day that DP-11 counts to."""
        found = day_of(self.out)
        assert found is not None
        return found

    @property
    def unplaced(self) -> Tally:
        """Comments under no question."""
        return self.counted.question(0)

    @property
    def others(self) -> bool:
        """Some ended otherwise than adopted, partly or not adopted: the table gets a column."""
        return self.counted.all.total > self.counted.all.drawn


@dataclass(frozen=True)
class LineShown:
    """One comment of the list. `numbers` are its own and those answered with it; `text` "" is not for the public."""

    number: str
    numbers: tuple[str, ...]
    question: int
    anchor: str
    end: str
    source: str
    text: str
    reason: str
    passed_to: str


@dataclass(frozen=True)
class ParagraphOutcome:
    """What became of the comments on one paragraph, for the draft's margin: one for each way they ended."""

    anchor: str
    end: str
    count: int
    sources: tuple[str, ...]
    excerpt: str
    reason: str
    number: str


def published_feedback(preview_id: int) -> PublicFeedback:
    """Raises NotFound, or what tells that it was taken down (撤下)."""
    return _feedback(preview_id, chain.FEEDBACK.published_or_gone(preview_id))


def feedback_if_out(preview_id: int) -> PublicFeedback | None:
    out = chain.FEEDBACK.published(preview_id)
    return _feedback(preview_id, out) if out is not None else None


@dataclass(frozen=True)
class NotYet:
    """A feedback that isn't out: its page says by when it is owed."""

    preview: PublicPreview
    duty: Duty
    comments: int


def not_yet(campaign: Campaign, preview_id: int, now: datetime) -> NotYet:
    """For a preview that the public knows. Raises NotFound."""
    preview = previews.public_preview(campaign, preview_id)
    total = sum(count for *_rest, count in opinions.tally(chain.COMMENT, preview_id))
    return NotYet(preview, feedback_duty(campaign, preview_id, now), total)


def lines(
    shown: PublicFeedback,
    *,
    question: int | None = None,
    anchor: str | None = None,
    end: str = "",
    page: int = 1,
) -> tuple[list[LineShown], int]:
    """One page of the frozen comments, and how many there are; those answered with another stand with it."""
    rows, total = store.heads(
        shown.preview_id, shown.edition, question=question, anchor=anchor, end=end, limit=PER_PAGE,
        offset=(page - 1) * PER_PAGE,
    )  # fmt: skip
    joined = store.merged_into(shown.preview_id, shown.edition, [row.number for row in rows])
    return [_line(row, joined.get(row.number, [])) for row in rows], total


def every_line(shown: PublicFeedback, preview_id: int) -> Iterator[tuple[Any, ...]]:
    """All of it for the document, read as it is written: (number, head, question, anchor, end, text, reason, passed_to)."""
    return store.every_line(preview_id, shown.edition)


def one_line(shown: PublicFeedback, number: str) -> LineShown:
    """The comment with this number, or the one it was answered with. Raises NotFound."""
    row = store.line(shown.preview_id, shown.edition, number)
    if row is not None and row.head:
        row = store.line(shown.preview_id, shown.edition, row.head)
    if row is None:
        raise NotFound
    return _line(row, store.merged_into(shown.preview_id, shown.edition, [row.number]).get(row.number, []))


def paragraph_outcomes(preview_id: int) -> dict[str, tuple[ParagraphOutcome, ...]]:
    """By anchor what became of the comments, as published; empty before, and once it was taken down."""
    shown = feedback_if_out(preview_id)
    if shown is None:
        return {}
    key = ("decisions.paragraph_outcomes", preview_id, shown.edition)
    return remembered(key, (FeedbackLine,), lambda: _outcomes(preview_id, shown.edition))


def _outcomes(preview_id: int, edition: int) -> dict[str, tuple[ParagraphOutcome, ...]]:
    found: dict[str, list[ParagraphOutcome]] = {}
    order = {end: n for n, end in enumerate(DRAWN)}
    for anchor, end, count, number, text, reason, sources in store.loudest(preview_id, edition):
        if end == "withdrawn":
            continue
        found.setdefault(anchor, []).append(
            ParagraphOutcome(anchor, end, count, sources, excerpt(text), excerpt(reason, 160), number)
        )
    return {anchor: tuple(sorted(ends, key=lambda e: order.get(e.end, 9))) for anchor, ends in found.items()}


def paragraphs(shown: PublicFeedback) -> list[tuple[str, str, Tally]]:
    """(anchor, what it is called, counts) of every paragraph that was spoken of, in the draft's order, then the whole."""
    spoken = {anchor: tally for anchor, tally in shown.counted.by_anchor.items() if anchor}
    names = anchor_names(shown.preview_id, list(spoken))
    order = {anchor: n for n, anchor in enumerate(_draft_order(shown.preview_id))}
    return [
        (anchor, names[anchor], spoken[anchor])
        for anchor in sorted(spoken, key=lambda a: (order.get(a, len(order)), a))
    ]


def exported(preview_id: int) -> dict[str, Any]:
    """What is public of feedback, decision, interpretation and progress, for the JSON of a preview."""
    found: dict[str, Any] = {}
    shown = feedback_if_out(preview_id)
    if shown is not None:
        found["feedback"] = {
            "published": shown.day.isoformat(),
            "version": shown.out.version,
            "comments": shown.counted.all.total,
            "authors": shown.authors,
            "outcomes": dict(shown.counted.all.ends),
            "questions": [
                {"asked": q.asked.asked, "said": q.asked.said, "did": q.asked.did, "outcomes": dict(q.tally.ends)}
                for q in shown.questions
            ],
            "minutes": [dict(one) for one in shown.minutes],
            **items(shown),
        }  # fmt: skip
    for name, kind in (("decision", chain.DECISION), ("interpretation", chain.INTERPRETATION)):
        out = kind.published(preview_id)
        if out is not None:
            found[name] = {
                "title": out.revision.title,
                "published": clock.local(out.counts_from).date().isoformat(),
                **dict(out.revision.data),
            }
    steps = store.milestones([preview_id])
    told = chain.PROGRESS.all_published([step.id for step in steps])
    found["progress"] = [dict(told[step.id].revision.data) for step in steps if step.id in told]
    return found


def items(shown: PublicFeedback, after: str = "") -> dict[str, Any]:
    """The comments that follow the one with this number ("": from the first), and the number to go on after, None at the
    end. Raises NotFound for a number that isn't there."""
    row = store.line(shown.preview_id, shown.edition, after) if after else None
    if after and row is None:
        raise NotFound
    start = row.id if row is not None else 0
    rows = store.lines_after(shown.preview_id, shown.edition, start, ITEMS + 1)
    names = ("number", "with", "question", "paragraph", "outcome", "text", "reason", "passed_to")
    told = [dict(zip(names, line, strict=True)) for _id, *line in rows[:ITEMS]]
    return {"items": told, "after": told[-1]["number"] if len(rows) > ITEMS else None}


# ── pieces ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def _feedback(preview_id: int, out: Published) -> PublicFeedback:
    data = out.revision.data
    counted = Counted(
        Tally(dict(data.get("ends", {}))),
        {int(place): Tally(dict(ends)) for place, ends in data.get("by_question", {}).items()},
        {anchor: Tally(dict(ends)) for anchor, ends in data.get("by_anchor", {}).items()},
    )
    asked = [
        Asked(q["asked"], q.get("said", ""), q.get("did", ""), q.get("short", ""))
        for q in data.get("questions", ())
    ]
    first, until = data.get("from"), data.get("until")
    return PublicFeedback(
        preview_id=preview_id,
        out=out,
        title=out.revision.title,
        intro=str(data.get("intro", "")),
        closing=str(data.get("closing", "")),
        first=date.fromisoformat(first) if first else None,
        until=date.fromisoformat(until) if until else None,
        authors=int(data.get("authors", 0)),
        counted=counted,
        questions=drawn(asked, counted),
        edition=int(data.get("edition", 0)),
        minutes=tuple(data.get("minutes", ())),
    )


def drawn(asked: Sequence[Asked], counted: Counted) -> tuple[QuestionShown, ...]:
    """The questions with their bars, all to one scale."""
    most = max((counted.question(n).drawn for n in range(len(asked) + 1)), default=0)
    return tuple(
        QuestionShown(n, one, counted.question(n), bar(counted.question(n), most))
        for n, one in enumerate(asked, 1)
    )


def unplaced_bar(counted: Counted, questions: int) -> tuple[Segment, ...]:
    """The bar of the comments under no question, to the same scale."""
    most = max((counted.question(n).drawn for n in range(questions + 1)), default=0)
    return bar(counted.question(0), most)


def _line(row: FeedbackLine, joined: Sequence[str]) -> LineShown:
    return LineShown(
        row.number, (row.number, *joined), row.question, row.anchor, row.end, row.source, row.text, row.reason,
        row.passed_to,
    )  # fmt: skip


def _draft_order(preview_id: int) -> Sequence[str]:
    return list(drafts.paragraph_names(preview_id))
