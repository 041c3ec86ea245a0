"""Comments put under questions, and ended, many at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.api import Actor, Campaign, EndOpinion, Invalid, opinions, unit_of_work

from .. import chain
from ..contracts import PreviewView
from ..rules.feedback import Said
from ..store import feedback as store
from . import drafts, previews
from .after_copies import FEEDBACK, editable, record
from .feedback_said import SaidOn, said_on

PER_PAGE = 50
#: comments put by one click when all that were filtered are meant
MOST_AT_ONCE = 100_000


@dataclass(frozen=True)
class Wanted:
    """Which comments a page shows: of a question (None: all, 0: under none), a paragraph (None: all, "": the whole), an
    end ("": all, "open" still open)."""

    question: int | None = None
    anchor: str | None = None
    end: str = ""
    page: int = 1


@dataclass(frozen=True)
class CommentLine:
    """One comment of the page. `text` is what a moderator let through; "" has to be looked at in the ledger."""

    id: int
    version: int
    number: str
    with_it: int
    text: str
    anchor: str
    question: int
    end: str
    reason: str
    passed_to: str
    can_end: bool


@dataclass(frozen=True)
class CommentsPage:
    """One page of comments. `anchors`: (anchor, comments) of the whole preview, most first; `unplaced` under no question."""

    preview: PreviewView
    said: SaidOn
    lines: tuple[CommentLine, ...]
    total: int
    wanted: Wanted
    may_end: bool

    @property
    def pages(self) -> int:
        return max((self.total + PER_PAGE - 1) // PER_PAGE, 1)


def comments_page(campaign: Campaign, preview_id: int, wanted: Wanted, *, actor: Actor) -> CommentsPage:
    """Comments that stand for themselves, by number; those merged into one are counted with it. Raises NotFound."""
    preview = previews.for_staff(campaign, preview_id, actor=actor)
    said = said_on(preview_id)
    shown = opinions.heads_on(
        chain.COMMENT, preview_id, _heads(said, wanted), store.placed(preview_id), limit=PER_PAGE,
        offset=(wanted.page - 1) * PER_PAGE,
    )  # fmt: skip
    ids = [row.id for row, _place in shown]
    texts, with_it = opinions.texts_of(ids), opinions.voices_of(ids)
    lines = tuple(
        CommentLine(
            id=row.id,
            version=texts[row.id].version,
            number=row.number,
            with_it=with_it.get(row.id, 0),
            text=texts[row.id].text,
            anchor=row.anchor,
            question=said.places.get(place or 0, 0),
            end=row.end,
            reason=texts[row.id].reason,
            passed_to=texts[row.id].passed_to,
            can_end=row.state in ("accepted", "assigned"),
        )
        for row, place in shown
        if row.id in texts
    )
    total = sum(one.times for one in said.heads if _fits(one, wanted))
    return CommentsPage(preview, said, lines, total, wanted, may_end(preview, actor))


def may_end(preview: PreviewView, actor: Actor) -> bool:
    """Whether this person may answer comments: their department's editor, or who moderates the ledger."""
    where = {"campaign_id": preview.campaign_id, "department_id": preview.department_id}
    return actor.can("opinions.answer", **where) or actor.can(
        "opinions.moderate", campaign_id=preview.campaign_id
    )


def place_comments(
    campaign: Campaign, preview_id: int, question_id: int | None, chosen: Sequence[int], *, actor: Actor, now: datetime,
    every: Wanted | None = None,
) -> int:  # fmt: skip
    """Put the chosen comments (or `every` one that was filtered) under a question, or (None) under none; gives how many.

    Raises Invalid("decisions.comments_none" | "decisions.question_gone"), Conflict("decisions.copy_locked").
    """
    with unit_of_work():
        preview = editable(campaign, preview_id, FEEDBACK, actor=actor)
        said = said_on(preview_id)
        if question_id is not None and question_id not in {question.id for question in said.questions}:
            raise Invalid("decisions.question_gone", field="question")
        wanted = _heads(said, every) if every is not None else opinions.Heads(only=list(chosen))
        ids = opinions.head_ids(chain.COMMENT, preview_id, wanted, store.placed(preview_id))
        if not ids:
            raise Invalid("decisions.comments_none", field="chosen")
        store.put(preview_id, ids[:MOST_AT_ONCE], question_id)
        record("decisions.comments_placed", preview, actor, now, comments=len(ids))
        return len(ids)


def end_comments(
    campaign: Campaign, preview_id: int, chosen: Sequence[tuple[int, int]], command: EndOpinion, *, actor: Actor,
    now: datetime,
) -> tuple[tuple[str, ...], tuple[str, ...]]:  # fmt: skip
    """End the chosen comments alike, each by itself and its authors told; (numbers done, numbers somebody was quicker with).

    Raises what the ledger demands of an end (DP-10), Invalid("decisions.comments_none").
    """
    previews.for_staff(campaign, preview_id, actor=actor)
    asked = opinions.Heads(only=[opinion_id for opinion_id, _version in chosen])
    mine = set(opinions.head_ids(chain.COMMENT, preview_id, asked, store.placed(preview_id)))
    ours = [(opinion_id, version) for opinion_id, version in chosen if opinion_id in mine]
    if not ours:
        raise Invalid("decisions.comments_none", field="chosen")
    done = opinions.in_bulk(opinions.end, ours, command=command, actor=actor, now=now)
    return done.numbers, tuple(number for number, _code, _params in done.refused)


def anchor_names(preview_id: int, anchors: Sequence[str]) -> dict[str, str]:
    """What paragraphs are called (第十二条): of the draft, else the anchor itself."""
    names = drafts.paragraph_names(preview_id)
    return {anchor: names.get(anchor) or anchor for anchor in anchors}


def _fits(said: Said, wanted: Wanted) -> bool:
    return (
        (wanted.question is None or said.question == wanted.question)
        and (wanted.anchor is None or said.anchor == wanted.anchor)
        and (not wanted.end or said.end == wanted.end)
    )


def _heads(said: SaidOn, wanted: Wanted) -> opinions.Heads:
    """The page's filter in the ledger's words: a question's place is its id there; one that isn't there has no comments."""
    by_place = {question.place: question.id for question in said.questions}
    place = wanted.question if not wanted.question else by_place.get(wanted.question, -1)
    return opinions.Heads(anchor=wanted.anchor, end=wanted.end, place=place)
