"""What became of everything that was said about a subject, light enough for tens of thousands: texts come page by page."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, Subquery, and_, case, func, select
from sqlalchemy.orm import aliased

from core.base.db import db
from core.base.memory import remembered
from core.opinions import rules, store
from core.opinions.models import Opinion


class Entry(NamedTuple):
    """One opinion without its text. `head_id` is the one it is answered with (its own id when it wasn't merged); state,
    outcome and reason_code are that one's. `anchor` is the owner's word for the part spoken of."""

    id: int
    head_id: int
    number: str
    anchor: str
    state: str
    outcome: str
    reason_code: str
    source: str

    @property
    def open(self) -> bool:
        return self.state in rules.OPEN

    @property
    def end(self) -> str:
        """How it ended (an outcome, rejected, withdrawn), or "open"."""
        return "open" if self.open else self.outcome or self.state


@dataclass(frozen=True)
class Entries:
    """Everything about one subject by number, and how many people it came from: who left no phone counts as one."""

    rows: tuple[Entry, ...]
    authors: int


@dataclass(frozen=True)
class EntryText:
    """What a page shows of one: the moderated text ("" keeps it off the public), the answer, who answers, who stands behind it."""

    id: int
    version: int
    number: str
    text: str
    reason: str
    passed_to: str
    state: str
    received_at: datetime
    outcome: str = ""
    department_id: int | None = None
    supports: int = 0
    source: str = ""
    ended_at: datetime | None = None


class EndCount(NamedTuple):
    """How many ended alike: `end` as of `Entry`, on one part, put at one place by the subject's owner (None: at none);
    `alone`: they stand for themselves, else they were merged into another one."""

    end: str
    anchor: str
    place: int | None
    alone: bool
    number: int


@dataclass(frozen=True)
class Heads:
    """Which of those that stand for themselves are asked for: of a part (None: all, "": the whole), with an end ("": any),
    put at a place (None: anywhere, 0: at none); `only` some of them."""

    anchor: str | None = None
    end: str = ""
    place: int | None = None
    only: Collection[int] | None = None


def ends_on(kind: str, subject_id: int, placed: Select[int, int]) -> list[EndCount]:
    """Everything that was said about a subject, counted by the database.

    `placed`: the owner's query of (opinion, place); what was merged is counted where the one it is answered with is put.
    """
    places = _places(placed)
    alone = (
        select(Opinion.state, Opinion.outcome, Opinion.anchor, places.c.place, func.count())
        .outerjoin(places, places.c.opinion_id == Opinion.id)
        .where(Opinion.kind == kind, Opinion.subject_id == subject_id, Opinion.state != "merged")
        .group_by(Opinion.state, Opinion.outcome, Opinion.anchor, places.c.place)
    )
    head = aliased(Opinion)
    merged = (
        select(head.state, head.outcome, Opinion.anchor, places.c.place, func.count())
        .join(head, Opinion.merged_into == head.id)
        .outerjoin(places, places.c.opinion_id == head.id)
        .where(Opinion.kind == kind, Opinion.subject_id == subject_id, Opinion.state == "merged")
        .group_by(head.state, head.outcome, Opinion.anchor, places.c.place)
    )
    return [
        EndCount("open" if state in rules.OPEN else outcome or state, anchor, place, stands, count)
        for stands, rows in ((True, alone), (False, merged))
        for state, outcome, anchor, place, count in db.session.execute(rows)
    ]


def heads_on(
    kind: str, subject_id: int, wanted: Heads, placed: Select[int, int], *, limit: int, offset: int = 0
) -> list[tuple[Entry, int | None]]:
    """One page of those that stand for themselves with their places, by number; `ends_on` says how many there are."""
    places = _places(placed)
    query = _heads(kind, subject_id, wanted, places)
    # The page out of the index first, then its rows.
    ids = list(
        db.session.scalars(
            query.with_only_columns(Opinion.id).order_by(Opinion.id).limit(limit).offset(offset)
        )
    )
    columns = (
        Opinion.id, Opinion.number, Opinion.anchor, Opinion.state, Opinion.outcome, Opinion.reason_code, Opinion.source,
        places.c.place,
    )  # fmt: skip
    rows = select(*columns).outerjoin(places, places.c.opinion_id == Opinion.id).where(Opinion.id.in_(ids))
    found = db.session.execute(rows.order_by(Opinion.id))
    return [(Entry(row[0], row[0], *row[1:7]), row[7]) for row in found]


def head_ids(kind: str, subject_id: int, wanted: Heads, placed: Select[int, int]) -> list[int]:
    """The ids of all of them, by number."""
    query = _heads(kind, subject_id, wanted, _places(placed))
    return list(db.session.scalars(query.with_only_columns(Opinion.id).order_by(Opinion.id)))


def voices_of(head_ids: Collection[int]) -> dict[int, int]:
    """How many are answered with each of these; those that stand alone are left out."""
    return store.member_counts(head_ids)


def state_of(kind: str, subject_id: int) -> tuple[int, int, int]:
    """Another one after every change of what was said about a subject: how many, the newest, how often they changed."""
    about = [Opinion.kind == kind, Opinion.subject_id == subject_id]
    columns = (
        func.count(),
        func.coalesce(func.max(Opinion.id), 0),
        func.coalesce(func.sum(Opinion.version), 0),
    )
    row = db.session.execute(select(*columns).select_from(Opinion).where(*about)).one()
    return int(row[0]), int(row[1]), int(row[2])


def _places(placed: Select[int, int]) -> Subquery:
    opinion, place = placed.selected_columns
    return placed.with_only_columns(opinion.label("opinion_id"), place.label("place")).subquery()


def _heads(kind: str, subject_id: int, wanted: Heads, places: Subquery) -> Select[Opinion]:
    query = select(Opinion).where(
        Opinion.kind == kind, Opinion.subject_id == subject_id, Opinion.state != "merged"
    )
    if wanted.only is not None:
        query = query.where(Opinion.id.in_(wanted.only))
    if wanted.anchor is not None:
        query = query.where(Opinion.anchor == wanted.anchor)
    if wanted.end == "open":
        query = query.where(Opinion.state.in_(rules.OPEN))
    elif wanted.end in ("rejected", "withdrawn"):
        query = query.where(Opinion.state == wanted.end)
    elif wanted.end:
        query = query.where(Opinion.state == "ended", Opinion.outcome == wanted.end)
    if wanted.place is not None:
        query = query.outerjoin(places, places.c.opinion_id == Opinion.id)
        query = query.where(places.c.place == wanted.place if wanted.place else places.c.place.is_(None))
    return query


def entries_on(kind: str, subject_id: int) -> Entries:
    """Everything that was said about a subject, with how it ended: for a text that lists it all."""
    return remembered(("opinions.entries", kind, subject_id), (Opinion,), lambda: _entries(kind, subject_id))


def _entries(kind: str, subject_id: int) -> Entries:
    head = aliased(Opinion)
    own = head.id.is_(None)
    rows = db.session.execute(
        select(
            Opinion.id,
            func.coalesce(head.id, Opinion.id),
            Opinion.number,
            Opinion.anchor,
            case((own, Opinion.state), else_=head.state),
            case((own, Opinion.outcome), else_=head.outcome),
            case((own, Opinion.reason_code), else_=head.reason_code),
            Opinion.source,
        )
        .outerjoin(head, and_(Opinion.merged_into == head.id, Opinion.state == "merged"))
        .where(Opinion.kind == kind, Opinion.subject_id == subject_id)
        .order_by(Opinion.id)
    )
    found = tuple(Entry(*row) for row in rows)
    return Entries(found, store.authors(kind, subject_id))


def texts_of(ids: Collection[int]) -> dict[int, EntryText]:
    """Texts and answers of some of them, by id."""
    columns = (
        Opinion.id, Opinion.version, Opinion.number, Opinion.published_text, Opinion.reason, Opinion.passed_to,
        Opinion.state, Opinion.received_at, Opinion.outcome, Opinion.department_id, Opinion.supports, Opinion.source,
        Opinion.ended_at,
    )  # fmt: skip
    rows = db.session.execute(select(*columns).where(Opinion.id.in_(ids))) if ids else ()
    return {row[0]: EntryText(*row) for row in rows}


def ended_without_reason(kind: str, subject_id: int) -> list[str]:
    """Numbers of those that were not adopted, or only partly, and say no reason (DP-10)."""
    rows = select(Opinion.number).where(
        Opinion.kind == kind,
        Opinion.subject_id == subject_id,
        Opinion.state == "ended",
        Opinion.outcome.in_(("not_adopted", "partly")),
        func.trim(Opinion.reason) == "",
    )
    return list(db.session.scalars(rows.order_by(Opinion.id)))
