"""What became of everything that was said about a subject, light enough for tens of thousands: texts come page by page."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import aliased

from core.base.db import db
from core.base.memory import remembered
from core.opinions import rules
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
    """What a page shows of one: the moderated text ("" keeps it off the public) and the answer."""

    id: int
    version: int
    number: str
    text: str
    reason: str
    passed_to: str
    state: str
    received_at: datetime


def entries_on(kind: str, subject_id: int) -> Entries:
    """Everything that was said about a subject, with how it ended."""
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
    about = [Opinion.kind == kind, Opinion.subject_id == subject_id]
    known = select(func.count(func.distinct(Opinion.person_digest))).where(
        *about, Opinion.person_digest != ""
    )
    nameless = select(func.count()).select_from(Opinion).where(*about, Opinion.person_digest == "")
    return Entries(found, (db.session.scalar(known) or 0) + (db.session.scalar(nameless) or 0))


def texts_of(ids: Collection[int]) -> dict[int, EntryText]:
    """Texts and answers of some of them, by id."""
    columns = (
        Opinion.id, Opinion.version, Opinion.number, Opinion.published_text, Opinion.reason, Opinion.passed_to,
        Opinion.state, Opinion.received_at,
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
