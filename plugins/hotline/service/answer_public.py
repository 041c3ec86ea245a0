"""What follows when an answer comes out or is taken down: lists, the working copy, typical cases, the archive."""

from __future__ import annotations

import io
from datetime import datetime

from flask_babel import gettext as _

from core.api import (
    Actor,
    ArchivePart,
    Campaign,
    Copy,
    Event,
    NotFound,
    RevisionView,
    audit,
    clock,
    db,
    registry,
    unit_of_work,
)

from .. import chain
from ..contracts import AnswerLine
from ..models.answers import PublishedAnswer
from ..permissions import ANSWERS
from ..rules import answers as rules
from ..store import answers as store
from . import finding
from .answers import line_of
from .order_pieces import closed, opened

PER_PAGE = 20


def counts(campaign: Campaign) -> tuple[dict[int, int], dict[int, int]]:
    """How many answers are public by topic, and by department."""
    return store.counts(campaign.id)


def line(answer_id: int) -> PublishedAnswer | None:
    """The row of a public answer with its counts; None when it isn't public."""
    return store.published_lines([answer_id]).get(answer_id)


def hear(event: Event, now: datetime) -> None:
    """A fact of the chain about one of our texts."""
    named = (
        "publishing.published",
        "publishing.withdrawn",
        "publishing.hidden",
        "publishing.restored",
        "publishing.released",
    )
    if event.name in named and event.payload.get("kind") == chain.ANSWER.code:
        refresh(int(event.payload["subject_id"]), now)


def refresh(answer_id: int, now: datetime) -> None:
    """Bring the list in line with the chain; a public text's working copy becomes what the public reads."""
    with unit_of_work() as session:
        row = store.answer(answer_id)
        line = session.get(PublishedAnswer, answer_id)
        public = chain.ANSWER.published(answer_id)
        if row is None or public is None:
            if line is not None:
                session.delete(line)
            return
        if line is None:
            line = PublishedAnswer(answer_id=answer_id)
            line.used, line.helped = store.sums(answer_id)
            session.add(line)
        revision = public.revision
        line.campaign_id, line.department_id = row.campaign_id, row.department_id
        line.topic_id = revision.data.get("topic_id")
        line.question, line.answer = revision.title, str(revision.data.get("answer", ""))
        line.typical = row.typical
        line.version, line.published_at = public.version, public.published_at
        if row.saved_at <= public.published_at and row.question_sealed:
            before = {"question": opened(row.question_sealed), "answer": opened(row.answer_sealed)}
            after = {field: rules.masked_text(text, row.masks, field) for field, text in before.items()}
            row.question_sealed, row.answer_sealed = closed(after["question"]), closed(after["answer"])
            # What a person decided to keep stays decided; what was masked stands there no more.
            again = rules.scan(after, row.masks, before, finding.find)
            row.masks = [mark for mark in again if mark["state"] == rules.KEPT]


def page(
    campaign: Campaign, *, topic_id: int | None = None, department_id: int | None = None, number: int = 1
) -> tuple[list[AnswerLine], int]:
    """A page of what is public, the newest first, and how many there are in all."""
    rows, count = store.page(
        campaign.id,
        topic_id=topic_id,
        department_id=department_id,
        limit=PER_PAGE,
        offset=(max(number, 1) - 1) * PER_PAGE,
    )
    public = chain.ANSWER.all_published([row.answer_id for row in rows])
    return [line_of(row, campaign) for row in rows if row.answer_id in public], count


def mark_typical(campaign: Campaign, answer_id: int, typical: bool, *, actor: Actor, now: datetime) -> None:
    """Mark an answer as a typical case for the magazine, or take the mark away."""
    with unit_of_work() as session:
        row = store.answer(answer_id)
        if row is None or row.campaign_id != campaign.id:
            raise NotFound
        actor.require(ANSWERS, campaign_id=campaign.id, department_id=row.department_id)
        row.typical = typical
        line = session.get(PublishedAnswer, answer_id)
        if line is not None:
            line.typical = typical
        audit.record(
            actor,
            now,
            "hotline.answer_typical" if typical else "hotline.answer_untypical",
            subject=("hotline_answer", row.id),
            campaign_id=campaign.id,
            department_id=row.department_id,
        )


def typical_cases(campaign: Campaign) -> list[AnswerLine]:
    """The published answers marked for the magazine, the oldest first."""
    rows, _count = store.page(
        campaign.id, topic_id=None, department_id=None, limit=500, offset=0, typical=True
    )
    public = chain.ANSWER.all_published([row.answer_id for row in rows])
    return [line_of(row, campaign) for row in reversed(rows) if row.answer_id in public]


def typical_docx(campaign: Campaign, *, actor: Actor, now: datetime) -> bytes:
    """The typical cases as a Word file for the magazine; always in Chinese, as documents are."""
    actor.require(ANSWERS, campaign_id=campaign.id)
    from docx import Document  # a quarter of a second, for this file only

    made = Document()
    made.styles["Normal"].font.name = "SimSun"
    made.add_heading(f"{campaign.title}热线典型案例", level=1)
    for number, line in enumerate(typical_cases(campaign), start=1):
        made.add_heading(f"{number}. {line.question}", level=2)
        for paragraph in line.answer.split("\n"):
            made.add_paragraph(paragraph)
        unit = registry().department_name(line.department_id)
        day = clock.local(line.published_at).date()
        made.add_paragraph(f"（{unit}，{day.year}年{day.month}月{day.day}日公开）")
    kept = io.BytesIO()
    made.save(kept)
    with unit_of_work():
        audit.record(
            actor, now, "hotline.typical_exported", subject=("campaign", campaign.id), campaign_id=campaign.id
        )
    return kept.getvalue()


# ── the archive and the copies (SC-01) ──────────────────────────────────────────────────────────────────────────────
def archive_parts(revision: RevisionView) -> list[ArchivePart]:
    """How often a published answer was read out and helped; numbers only."""
    if revision.kind != chain.ANSWER.code:
        return []
    read_out, helped = store.sums(revision.subject_id)
    rows = [["话务员向来电人读出", read_out], ["群众点“解决了我的问题”", helped]]
    return [ArchivePart("figures", "答复使用情况", {"head": ["项目", "次数"], "rows": rows})]


def copies(revision: RevisionView) -> list[Copy]:
    """The working copy of an answer, and its line in the public list."""
    row = store.answer(revision.subject_id) if revision.kind == chain.ANSWER.code else None
    if row is None:
        return []
    found = [Copy(_("热线公开答复的草稿"), f"#{row.id}")]
    if row.id in store.published_lines([row.id]):
        found.append(Copy(_("热线公开答复的列表"), f"#{row.id}"))
    if row.order_id is not None:
        found.append(Copy(_("答复来自的热线工单"), f"#{row.order_id}"))
    return found


def blank(revision: RevisionView, now: datetime) -> None:
    """Empty the working copy and the line in the list; ids, counters and dates stay."""
    row = store.answer(revision.subject_id) if revision.kind == chain.ANSWER.code else None
    if row is None:
        return
    row.question_sealed = row.answer_sealed = ""
    row.masks, row.saved_at = [], now
    line = db.session.get(PublishedAnswer, row.id)
    if line is not None:
        line.question = line.answer = ""
