"""The few queries and conditional updates of the ledger. Changes need a unit of work."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Select, delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from core.base.db import db
from core.opinions import rules
from core.opinions.models import Opinion, OpinionCounter, OpinionDraft, OpinionLikeness, OpinionLimit

_OPEN = Opinion.state.in_(rules.OPEN)


def next_number(campaign_id: int, year: int) -> str:
    """The next number of a campaign, taken in the transaction that uses it: none is given twice, none is lost.

    One conditional statement; the row's lock is held until the opinion is stored.
    """
    for _attempt in range(2):
        taken = db.session.execute(
            update(OpinionCounter)
            .where(OpinionCounter.campaign_id == campaign_id)
            .values(last=OpinionCounter.last + 1)
            .returning(OpinionCounter.year, OpinionCounter.last)
            .execution_options(synchronize_session=False)
        ).one_or_none()
        if taken is not None:
            return rules.number_of(taken.year, taken.last)
        try:
            with db.session.begin_nested():
                db.session.execute(insert(OpinionCounter).values(campaign_id=campaign_id, year=year, last=0))
        except IntegrityError:
            continue  # the first two opinions of a campaign came at once
    raise RuntimeError("the counter of a campaign can't be made")


def add_opinion(**values: Any) -> int:
    """Insert; raises IntegrityError when the idempotency key is there already."""
    return db.session.execute(insert(Opinion).values(**values).returning(Opinion.id)).scalar_one()


def change(opinion_id: int, version: int, states: Collection[str], **values: Any) -> bool:
    """Change an opinion that is still as it was seen; False when somebody was quicker."""
    statement = (
        update(Opinion)
        .where(Opinion.id == opinion_id, Opinion.version == version, Opinion.state.in_(states))
        .values(version=Opinion.version + 1, **values)
        .execution_options(synchronize_session=False)
    )
    done = cast("CursorResult[Any]", db.session.execute(statement)).rowcount == 1
    db.session.expire_all()
    return done


def opinion(opinion_id: int) -> Opinion | None:
    return db.session.get(Opinion, opinion_id, populate_existing=True)


def by_key(idempotency_key: str) -> Opinion | None:
    found = select(Opinion).filter_by(idempotency_key=idempotency_key)
    return db.session.scalar(found.execution_options(populate_existing=True))


def by_number(campaign_id: int, number: str) -> Opinion | None:
    return db.session.scalar(select(Opinion).filter_by(campaign_id=campaign_id, number=number))


def several(ids: Collection[int]) -> dict[int, Opinion]:
    rows = db.session.scalars(select(Opinion).where(Opinion.id.in_(ids))) if ids else ()
    return {row.id: row for row in rows}


def members(head_ids: Collection[int]) -> dict[int, list[Opinion]]:
    """Those merged into each, by number."""
    found: dict[int, list[Opinion]] = {head: [] for head in head_ids}
    if head_ids:
        rows = select(Opinion).where(Opinion.merged_into.in_(head_ids)).order_by(Opinion.id)
        for row in db.session.scalars(rows.execution_options(populate_existing=True)):
            found[cast("int", row.merged_into)].append(row)
    return found


def of_person(digests: Sequence[str]) -> list[Opinion]:
    return list(
        db.session.scalars(select(Opinion).where(Opinion.person_digest.in_(digests)).order_by(Opinion.id))
    )


# ── the inbox ───────────────────────────────────────────────────────────────────────────────────────────────────────
TABS: dict[str, tuple[str, ...]] = {
    "new": ("received",),
    "held": ("held",),
    "open": ("accepted", "assigned"),
    "ended": ("ended", "rejected", "withdrawn"),
}


def in_tab(tab: str, wanted: Sequence[Any]) -> Select[Any]:
    """Opinions of a tab, those that have waited longest first; ended ones newest first."""
    query = select(Opinion).where(Opinion.state.in_(TABS[tab]), *wanted)
    order = Opinion.id.desc() if tab == "ended" else Opinion.received_at
    return query.order_by(order, Opinion.id)


def page(query: Select[Any], limit: int, offset: int) -> tuple[list[Opinion], int]:
    total = db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    return list(db.session.scalars(query.limit(limit).offset(offset))), total


def tab_counts(wanted: Sequence[Any]) -> dict[str, int]:
    rows = db.session.execute(select(Opinion.state, func.count()).where(*wanted).group_by(Opinion.state))
    by_state = {row[0]: row[1] for row in rows}
    return {tab: sum(by_state.get(state, 0) for state in states) for tab, states in TABS.items()}


def oldest(states: Collection[str], wanted: Sequence[Any]) -> datetime | None:
    return db.session.scalar(select(func.min(Opinion.received_at)).where(Opinion.state.in_(states), *wanted))


def subjects(wanted: Sequence[Any]) -> list[tuple[int, str, int]]:
    """(campaign, kind, subject) of everything that an opinion is about."""
    rows = db.session.execute(
        select(Opinion.campaign_id, Opinion.kind, Opinion.subject_id)
        .where(*wanted)
        .distinct()
        .order_by(Opinion.campaign_id, Opinion.kind, Opinion.subject_id)
        .limit(200)
    )
    return [(row[0], row[1], row[2]) for row in rows]


# ── what is open and what is public ─────────────────────────────────────────────────────────────────────────────────
def open_of(kind: str, subject_id: int | None, campaign_id: int | None = None) -> tuple[int, str | None]:
    """How many are open, and the number of the oldest. `kind` "" asks for all kinds."""
    where: list[Any] = [_OPEN]
    if kind:
        where += [Opinion.kind == kind, Opinion.subject_id == subject_id]
    if campaign_id is not None:
        where.append(Opinion.campaign_id == campaign_id)
    first = db.session.scalar(select(Opinion.number).where(*where).order_by(Opinion.received_at).limit(1))
    return db.session.scalar(select(func.count()).select_from(Opinion).where(*where)) or 0, first


def count_of(kind: str, subject_id: int) -> tuple[int, int]:
    """(all, open) opinions about a subject."""
    about = [Opinion.kind == kind, Opinion.subject_id == subject_id]
    everything = db.session.scalar(select(func.count()).select_from(Opinion).where(*about)) or 0
    return everything, open_of(kind, subject_id)[0]


def about(kind: str, subject_id: int) -> list[Opinion]:
    """Everything said about a subject, by number."""
    rows = select(Opinion).filter_by(kind=kind, subject_id=subject_id).order_by(Opinion.id)
    return list(db.session.scalars(rows))


def public(campaign_id: int, kinds: Collection[str], kind: str, subject_id: int | None) -> Select[Any]:
    """What everybody may read: let through, with a text a moderator has seen; the newest end first."""
    query = select(Opinion).where(
        Opinion.campaign_id == campaign_id,
        Opinion.state.in_(rules.LET_THROUGH),
        Opinion.published_text != "",
        Opinion.kind.in_(kinds),
    )
    if kind:
        query = query.where(Opinion.kind == kind, Opinion.subject_id == subject_id)
    return query.order_by(func.coalesce(Opinion.ended_at, Opinion.received_at).desc(), Opinion.id.desc())


def public_subjects(campaign_id: int, kinds: Collection[str]) -> list[tuple[str, int]]:
    query = public(campaign_id, kinds, "", None).order_by(None).subquery()
    rows = db.session.execute(
        select(query.c.kind, query.c.subject_id).distinct().order_by(query.c.kind, query.c.subject_id)
    )
    return [(row[0], row[1]) for row in rows]


# ── likeness ────────────────────────────────────────────────────────────────────────────────────────────────────────
def comparable(campaign_id: int, kind: str, subject_id: int, limit: int) -> list[Opinion]:
    """The newest opinions about the same subject that can be merged with."""
    rows = (
        select(Opinion)
        .where(
            Opinion.campaign_id == campaign_id,
            Opinion.kind == kind,
            Opinion.subject_id == subject_id,
            Opinion.state.in_((*rules.OPEN, "ended")),
            Opinion.text_sealed != "",
        )
        .order_by(Opinion.id.desc())
        .limit(limit)
    )
    return list(db.session.scalars(rows))


def add_likeness(opinion_id: int, other_id: int, percent: int) -> None:
    db.session.add(OpinionLikeness(opinion_id=opinion_id, other_id=other_id, percent=percent))


def alike(opinion_ids: Collection[int]) -> list[tuple[int, Opinion, int]]:
    """(opinion, another that seems to say the same, percent), both ways, the most alike first."""
    if not opinion_ids:
        return []
    found: list[tuple[int, Opinion, int]] = []
    for mine, other in (
        (OpinionLikeness.opinion_id, OpinionLikeness.other_id),
        (OpinionLikeness.other_id, OpinionLikeness.opinion_id),
    ):
        that = aliased(Opinion)
        rows = db.session.execute(
            select(mine, that, OpinionLikeness.percent)
            .join(that, that.id == other)
            .where(mine.in_(opinion_ids), OpinionLikeness.apart.is_(False))
            .where(or_(that.state.in_(rules.OPEN), that.state == "ended"))
        )
        found += [(row[0], row[1], row[2]) for row in rows]
    return sorted(found, key=lambda row: (-row[2], row[1].id))


def keep_apart(one: int, other: int) -> None:
    db.session.execute(
        update(OpinionLikeness)
        .where(OpinionLikeness.opinion_id.in_((one, other)), OpinionLikeness.other_id.in_((one, other)))
        .values(apart=True)
    )


# ── limits and drafts ───────────────────────────────────────────────────────────────────────────────────────────────
def locked_limit(key: str) -> OpinionLimit:
    """The counter of a key, made when missing, locked until the transaction ends."""
    for _attempt in range(2):
        row = db.session.get(OpinionLimit, key, with_for_update=True, populate_existing=True)
        if row is not None:
            return row
        try:
            with db.session.begin_nested():
                db.session.add(OpinionLimit(key=key, count=0))
        except IntegrityError:
            continue
    return db.session.get_one(OpinionLimit, key, with_for_update=True, populate_existing=True)


def draft(token_digest: str) -> OpinionDraft | None:
    return db.session.scalar(select(OpinionDraft).filter_by(token_digest=token_digest))


def drop_draft(token_digest: str) -> None:
    db.session.execute(delete(OpinionDraft).filter_by(token_digest=token_digest))


def drop_old(before: datetime) -> None:
    """Drafts that were never sent, counters that have come to rest."""
    db.session.execute(delete(OpinionDraft).where(OpinionDraft.at <= before))
    db.session.execute(delete(OpinionLimit).where(OpinionLimit.since <= before))


def ended(campaign_id: int) -> list[Opinion]:
    """Every opinion of a campaign that came to its end."""
    wanted = select(Opinion).filter_by(campaign_id=campaign_id, state="ended").order_by(Opinion.id)
    return list(db.session.scalars(wanted))


def ended_with_person(before: datetime, campaign_id: int) -> list[Opinion]:
    """Opinions whose keeping time is over and that still hold something about their author."""
    rows = (
        select(Opinion)
        .where(
            Opinion.campaign_id == campaign_id,
            Opinion.ended_at <= before,
            Opinion.state.not_in(rules.OPEN),
            or_(Opinion.person_digest != "", Opinion.text_sealed != "", Opinion.name_sealed != ""),
        )
        .limit(1000)
    )
    return list(db.session.scalars(rows))


def campaigns_with_opinions() -> list[int]:
    return list(db.session.scalars(select(OpinionCounter.campaign_id)))
