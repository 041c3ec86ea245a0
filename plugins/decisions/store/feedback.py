"""Queries of questions, places of comments, frozen lines, working copies and milestones."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, delete, func, insert, select, update

from core.api import db

from ..models import AfterText, CommentPlace, FeedbackLine, Milestone, Question

#: lines that are written or read at a time
CHUNK = 2000


# ── questions and places ────────────────────────────────────────────────────────────────────────────────────────────
def questions(preview_id: int) -> list[Question]:
    wanted = select(Question).filter_by(preview_id=preview_id).order_by(Question.ordinal, Question.id)
    return list(db.session.scalars(wanted))


def places(preview_id: int) -> dict[int, int]:
    """opinion → question."""
    rows = select(CommentPlace.opinion_id, CommentPlace.question_id).filter_by(preview_id=preview_id)
    return {row[0]: row[1] for row in db.session.execute(rows)}


def placed(preview_id: int) -> Select[int, int]:
    """The query of (opinion, question), for the ledger to count by."""
    return select(CommentPlace.opinion_id, CommentPlace.question_id).where(
        CommentPlace.preview_id == preview_id
    )


def places_state(preview_id: int) -> tuple[int, int]:
    """Another one after a comment was put elsewhere."""
    moved = func.sum(CommentPlace.opinion_id * (CommentPlace.question_id % 9973 + 1))
    row = db.session.execute(
        select(func.count(), func.coalesce(moved, 0)).where(CommentPlace.preview_id == preview_id)
    ).one()
    return int(row[0]), int(row[1])


def put(preview_id: int, opinion_ids: Collection[int], question_id: int | None) -> None:
    """Put comments under a question, or (None) under none."""
    ids = list(opinion_ids)
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        db.session.execute(delete(CommentPlace).where(CommentPlace.opinion_id.in_(some)))
        if question_id is not None:
            db.session.execute(
                insert(CommentPlace),
                [{"opinion_id": i, "preview_id": preview_id, "question_id": question_id} for i in some],
            )


def drop_question(row: Question) -> None:
    """Its comments go back under none."""
    db.session.execute(delete(CommentPlace).where(CommentPlace.question_id == row.id))
    db.session.delete(row)


# ── frozen lines ────────────────────────────────────────────────────────────────────────────────────────────────────
def add_lines(rows: Sequence[Mapping[str, Any]]) -> None:
    for start in range(0, len(rows), CHUNK):
        # Past the ORM, for which tens of thousands are too many.
        db.session.connection().execute(insert(FeedbackLine), [*map(dict, rows[start : start + CHUNK])])


def drop_lines(preview_id: int, keep: Iterable[int]) -> None:
    """Forget the lines of texts that were never published and never will be."""
    db.session.execute(
        delete(FeedbackLine).where(
            FeedbackLine.preview_id == preview_id, FeedbackLine.edition.not_in(list(keep))
        )
    )


def heads(
    preview_id: int,
    edition: int,
    *,
    question: int | None = None,
    anchor: str | None = None,
    end: str = "",
    limit: int = 50,
    offset: int = 0,
) -> tuple[list[FeedbackLine], int]:
    """One page of the lines that stand for themselves, by number, and how many there are."""
    where = [FeedbackLine.preview_id == preview_id, FeedbackLine.edition == edition, FeedbackLine.head == ""]
    if question is not None:
        where.append(FeedbackLine.question == question)
    if anchor is not None:
        where.append(FeedbackLine.anchor == anchor)
    if end:
        where.append(FeedbackLine.end == end)
    total = db.session.scalar(select(func.count()).select_from(FeedbackLine).where(*where)) or 0
    rows = select(FeedbackLine).where(*where).order_by(FeedbackLine.id).limit(limit).offset(offset)
    return list(db.session.scalars(rows)), total


def merged_into(preview_id: int, edition: int, numbers: Collection[str]) -> dict[str, list[str]]:
    """The numbers answered together with each of these."""
    found: dict[str, list[str]] = {}
    rows = select(FeedbackLine.head, FeedbackLine.number).where(
        FeedbackLine.preview_id == preview_id, FeedbackLine.edition == edition, FeedbackLine.head.in_(numbers)
    )
    for head, number in db.session.execute(rows.order_by(FeedbackLine.id)) if numbers else ():
        found.setdefault(head, []).append(number)
    return found


def line(preview_id: int, edition: int, number: str) -> FeedbackLine | None:
    wanted = select(FeedbackLine).filter_by(preview_id=preview_id, edition=edition, number=number)
    return db.session.scalar(wanted)


def count_lines(preview_id: int) -> int:
    """Lines of all editions."""
    wanted = select(func.count()).select_from(FeedbackLine).where(FeedbackLine.preview_id == preview_id)
    return db.session.scalar(wanted) or 0


def blank_lines(preview_id: int) -> None:
    """Empty their texts; numbers and ends stay."""
    db.session.execute(
        update(FeedbackLine)
        .where(FeedbackLine.preview_id == preview_id)
        .values(text="", reason="", passed_to="")
        .execution_options(synchronize_session=False)
    )


def every_line(preview_id: int, edition: int) -> Iterator[tuple[Any, ...]]:
    """(number, head, question, anchor, end, text, reason, passed_to) of all of them, by number, some thousand in memory."""
    after = 0
    while rows := lines_after(preview_id, edition, after, CHUNK):
        for _id, *line in rows:
            yield tuple(line)
        after = rows[-1][0]


def lines_after(preview_id: int, edition: int, after: int, limit: int) -> list[tuple[Any, ...]]:
    """(id, then as `every_line`) of those that come after the line with this id."""
    wanted = (
        select(
            FeedbackLine.id, FeedbackLine.number, FeedbackLine.head, FeedbackLine.question, FeedbackLine.anchor,
            FeedbackLine.end, FeedbackLine.text, FeedbackLine.reason, FeedbackLine.passed_to,
        )
        .where(
            FeedbackLine.preview_id == preview_id, FeedbackLine.edition == edition, FeedbackLine.id > after
        )
        .order_by(FeedbackLine.id)
        .limit(limit)
    )  # fmt: skip
    return [tuple(row) for row in db.session.execute(wanted)]


def loudest(preview_id: int, edition: int) -> list[tuple[Any, ...]]:
    """(anchor, end, comments, number, text, reason, sources) of each paragraph and end: the head with most voices speaks."""
    where = (
        FeedbackLine.preview_id == preview_id,
        FeedbackLine.edition == edition,
        FeedbackLine.anchor != "",
    )
    by = (FeedbackLine.anchor, FeedbackLine.end, FeedbackLine.source)
    counts: dict[tuple[str, str], int] = {}
    heard: dict[tuple[str, str], list[str]] = {}
    for anchor, end, source, count in db.session.execute(
        select(*by, func.count()).where(*where).group_by(*by)
    ):
        counts[anchor, end] = counts.get((anchor, end), 0) + count
        heard.setdefault((anchor, end), []).append(source)
    rank = func.row_number().over(
        partition_by=(FeedbackLine.anchor, FeedbackLine.end),
        order_by=(FeedbackLine.voices.desc(), FeedbackLine.id),
    )
    # Ids alone are sorted; texts are read of the few that speak.
    ranked = (
        select(FeedbackLine.id, rank.label("rank"))
        .where(*where, FeedbackLine.head == "", FeedbackLine.text != "")
        .subquery()
    )
    first = list(db.session.scalars(select(ranked.c.id).where(ranked.c.rank == 1)))
    rows = db.session.scalars(select(FeedbackLine).where(FeedbackLine.id.in_(first)))
    speaks = {(row.anchor, row.end): (row.number, row.text, row.reason) for row in rows}
    return [
        (anchor, end, count, *speaks.get((anchor, end), ("", "", "")), tuple(sorted(heard[anchor, end])))
        for (anchor, end), count in counts.items()
    ]


# ── working copies ──────────────────────────────────────────────────────────────────────────────────────────────────
def text(preview_id: int, kind: str, *, lock: bool = False) -> AfterText | None:
    wanted = select(AfterText).filter_by(preview_id=preview_id, kind=kind)
    return db.session.scalar(wanted.with_for_update() if lock else wanted)


def texts(preview_ids: Collection[int]) -> dict[tuple[int, str], AfterText]:
    rows = db.session.scalars(select(AfterText).where(AfterText.preview_id.in_(preview_ids)))
    return {(row.preview_id, row.kind): row for row in rows}


# ── milestones ──────────────────────────────────────────────────────────────────────────────────────────────────────
def milestone(milestone_id: int, *, lock: bool = False) -> Milestone | None:
    return db.session.get(Milestone, milestone_id, with_for_update=lock or None, populate_existing=lock)


def milestones(preview_ids: Collection[int]) -> list[Milestone]:
    wanted = select(Milestone).where(Milestone.preview_id.in_(preview_ids))
    return list(db.session.scalars(wanted.order_by(Milestone.due, Milestone.id)))


def milestones_by_id(ids: Collection[int]) -> list[Milestone]:
    return list(db.session.scalars(select(Milestone).where(Milestone.id.in_(ids))))
