"""Queries of support by others and of proposals for merging. Changes need a unit of work."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, delete, func, or_, select, update
from sqlalchemy.exc import IntegrityError

from core.base.db import db, insert_many
from core.opinions import rules
from core.opinions.models import Opinion, OpinionComparing, OpinionGroup, OpinionGroupMember, OpinionSupport

#: how many are read, compared or written at a time
CHUNK = 2000


# ── support ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def add_support(opinion_id: int, person_digest: str, phone_sealed: str, now: datetime) -> bool:
    """False when this phone stands behind it already."""
    try:
        with db.session.begin_nested():
            db.session.add(
                OpinionSupport(
                    opinion_id=opinion_id, person_digest=person_digest, phone_sealed=phone_sealed, at=now
                )
            )
    except IntegrityError:
        return False
    return True


def drop_support(opinion_id: int, digests: Sequence[str]) -> int:
    """Take it back; how many rows went (one, or none)."""
    statement = delete(OpinionSupport).where(
        OpinionSupport.opinion_id == opinion_id, OpinionSupport.person_digest.in_(digests)
    )
    return cast("CursorResult[Any]", db.session.execute(statement)).rowcount


def supports_of(digests: Sequence[str]) -> list[tuple[OpinionSupport, Opinion]]:
    """What these phones stand behind, the newest first."""
    rows = (
        select(OpinionSupport, Opinion)
        .join(Opinion, Opinion.id == OpinionSupport.opinion_id)
        .where(OpinionSupport.person_digest.in_(digests))
        .order_by(OpinionSupport.id.desc())
    )
    return [(row[0], row[1]) for row in db.session.execute(rows)]


def supports(opinion_id: int, digests: Sequence[str]) -> bool:
    found = select(OpinionSupport.id).where(
        OpinionSupport.opinion_id == opinion_id, OpinionSupport.person_digest.in_(digests)
    )
    return db.session.scalar(found.limit(1)) is not None


def recount(head_id: int) -> None:
    """Count the phones behind an opinion and those merged into it, each once."""
    family = select(Opinion.id).where(or_(Opinion.id == head_id, Opinion.merged_into == head_id))
    count = select(func.count(OpinionSupport.person_digest.distinct())).where(
        OpinionSupport.opinion_id.in_(family)
    )
    statement = update(Opinion).where(Opinion.id == head_id).values(supports=db.session.scalar(count) or 0)
    db.session.execute(statement.execution_options(synchronize_session=False))


def forget_supports(before: datetime, campaign_id: int) -> int:
    """Drop who stood behind opinions that ended before `before`; their counts stay. How many went."""
    ended = select(Opinion.id).where(
        Opinion.campaign_id == campaign_id, Opinion.ended_at <= before, Opinion.state.not_in(rules.OPEN)
    )
    gone = delete(OpinionSupport).where(OpinionSupport.opinion_id.in_(ended))
    return cast(
        "CursorResult[Any]", db.session.execute(gone.execution_options(synchronize_session=False))
    ).rowcount


# ── comparing ───────────────────────────────────────────────────────────────────────────────────────────────────────
def comparing(kind: str, subject_id: int, *, lock: bool = False) -> OpinionComparing | None:
    query = select(OpinionComparing).filter_by(kind=kind, subject_id=subject_id)
    return db.session.scalar(
        (query.with_for_update() if lock else query).execution_options(populate_existing=True)
    )


def campaign_of(kind: str, subject_id: int) -> int | None:
    """The campaign of whatever was said about a subject."""
    about = [Opinion.kind == kind, Opinion.subject_id == subject_id]
    return db.session.scalar(select(Opinion.campaign_id).where(*about).limit(1))


def fresh(kind: str, subject_id: int, after: int) -> tuple[int, int]:
    """(opinions that came after one, all) about a subject."""
    about = [Opinion.kind == kind, Opinion.subject_id == subject_id]
    newer = select(func.count()).select_from(Opinion).where(*about, Opinion.id > after)
    everything = select(func.count()).select_from(Opinion).where(*about)
    return db.session.scalar(newer) or 0, db.session.scalar(everything) or 0


def sealed_texts(kind: str, subject_id: int) -> Iterator[list[tuple[int, str]]]:
    """(id, sealed text) of everything that can still be merged, by id, some thousand at a time."""
    after = 0
    while True:
        rows = db.session.execute(
            select(Opinion.id, Opinion.text_sealed)
            .where(
                Opinion.kind == kind,
                Opinion.subject_id == subject_id,
                Opinion.state.in_((*rules.OPEN, "ended")),
                Opinion.text_sealed != "",
                Opinion.id > after,
            )
            .order_by(Opinion.id)
            .limit(CHUNK)
        ).all()
        if not rows:
            return
        yield [(row[0], row[1]) for row in rows]
        after = rows[-1][0]


def kept_apart(kind: str, subject_id: int) -> dict[int, int]:
    """opinion → the group in which somebody found it to be a matter of its own."""
    rows = db.session.execute(
        select(OpinionGroupMember.opinion_id, OpinionGroupMember.group_id)
        .join(OpinionGroup, OpinionGroup.id == OpinionGroupMember.group_id)
        .where(
            OpinionGroup.kind == kind, OpinionGroup.subject_id == subject_id, OpinionGroup.state == "apart"
        )
        .order_by(OpinionGroup.id)
    )
    return {row[0]: row[1] for row in rows}


def drop_open_groups(kind: str, subject_id: int) -> None:
    """Forget the proposals that nobody has looked at."""
    old = select(OpinionGroup.id).filter_by(kind=kind, subject_id=subject_id, state="open")
    plain = {"synchronize_session": False}
    db.session.execute(
        delete(OpinionGroupMember).where(OpinionGroupMember.group_id.in_(old)), execution_options=plain
    )
    db.session.execute(delete(OpinionGroup).where(OpinionGroup.id.in_(old)), execution_options=plain)


def add_groups(
    campaign_id: int, kind: str, subject_id: int, groups: Sequence[Sequence[int]], now: datetime
) -> None:
    """Store proposals, the first with the lowest id among those of its size; thousands in a few statements."""
    if not groups:
        return
    values = {
        "campaign_id": campaign_id,
        "kind": kind,
        "subject_id": subject_id,
        "found_at": now,
        "state": "open",
    }
    made = insert_many(
        OpinionGroup, [{**values, "size": len(group)} for group in groups], returning=("id", "size")
    )
    # Before they have members, new groups of one size are as good as each other.
    ids: dict[int, list[int]] = {}
    for row in sorted(made, key=lambda row: -row.id):
        ids.setdefault(row.size, []).append(row.id)
    members: list[tuple[int, int]] = []
    for group in groups:
        group_id = ids[len(group)].pop()
        members += [(group_id, one) for one in group]
    for start in range(0, len(members), CHUNK):
        some = members[start : start + CHUNK]
        insert_many(OpinionGroupMember, [{"group_id": g, "opinion_id": one} for g, one in some])


def group(group_id: int, *, lock: bool = False) -> OpinionGroup | None:
    return db.session.get(OpinionGroup, group_id, with_for_update=lock or None, populate_existing=True)


def several_groups(ids: Collection[int]) -> list[OpinionGroup]:
    return list(db.session.scalars(select(OpinionGroup).where(OpinionGroup.id.in_(ids))))


def open_groups(kind: str, subject_id: int, limit: int, offset: int) -> tuple[list[OpinionGroup], int]:
    """Proposals that nobody has looked at, the largest first, and how many there are."""
    wanted = select(OpinionGroup).filter_by(kind=kind, subject_id=subject_id, state="open")
    total = db.session.scalar(wanted.with_only_columns(func.count(OpinionGroup.id))) or 0
    order = wanted.order_by(OpinionGroup.size.desc(), OpinionGroup.id)
    return list(db.session.scalars(order.limit(limit).offset(offset))), total


def close_group(group_id: int, state: str) -> None:
    db.session.execute(update(OpinionGroup).where(OpinionGroup.id == group_id).values(state=state))


def group_members(group_id: int, limit: int, offset: int = 0) -> list[Opinion]:
    """Members that can still be merged, by number."""
    rows = (
        select(Opinion)
        .join(OpinionGroupMember, OpinionGroupMember.opinion_id == Opinion.id)
        .where(OpinionGroupMember.group_id == group_id, Opinion.state.in_((*rules.OPEN, "ended")))
        .order_by(Opinion.id)
        .limit(limit)
        .offset(offset)
    )
    return list(db.session.scalars(rows))


def group_counts(group_ids: Collection[int]) -> dict[int, int]:
    """How many of each can still be merged."""
    rows = (
        select(OpinionGroupMember.group_id, func.count())
        .join(Opinion, OpinionGroupMember.opinion_id == Opinion.id)
        .where(OpinionGroupMember.group_id.in_(group_ids), Opinion.state.in_((*rules.OPEN, "ended")))
        .group_by(OpinionGroupMember.group_id)
    )
    return {row[0]: row[1] for row in db.session.execute(rows)} if group_ids else {}


def mergeable(group_id: int) -> list[tuple[int, str, str]]:
    """(id, state, number) of all members that can still be merged, by number."""
    rows = (
        select(Opinion.id, Opinion.state, Opinion.number)
        .join(OpinionGroupMember, OpinionGroupMember.opinion_id == Opinion.id)
        .where(OpinionGroupMember.group_id == group_id, Opinion.state.in_((*rules.OPEN, "ended")))
        .order_by(Opinion.id)
    )
    return [(row[0], row[1], row[2]) for row in db.session.execute(rows)]


def join_all(ids: Sequence[int], head_id: int) -> list[int]:
    """Merge those of `ids` that are still open into a head, their own members with them; the ids that were."""
    done: list[int] = []
    for start in range(0, len(ids), CHUNK):
        some = ids[start : start + CHUNK]
        plain = {"synchronize_session": False}
        joined = (
            update(Opinion)
            .where(Opinion.id.in_(some), Opinion.state.in_(rules.OPEN), Opinion.id != head_id)
            .values(
                state="merged", state_before=Opinion.state, merged_into=head_id, shown_at=None,
                version=Opinion.version + 1,
            )
            .returning(Opinion.id)
        )  # fmt: skip
        fresh_ids = list(db.session.scalars(joined, execution_options=plain))
        theirs = update(Opinion).where(Opinion.merged_into.in_(fresh_ids))
        handed = theirs.values(merged_into=head_id, version=Opinion.version + 1)
        if fresh_ids:
            db.session.execute(handed, execution_options=plain)
        done += fresh_ids
    db.session.expire_all()
    return sorted(done)
