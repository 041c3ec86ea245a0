"""The few queries and conditional updates of the ledger. Changes need a unit of work."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Select, and_, case, delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

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


def members(head_id: int, limit: int | None = None) -> list[Opinion]:
    """Those merged into one, by number; there may be thousands."""
    rows = select(Opinion).where(Opinion.merged_into == head_id).order_by(Opinion.id)
    return list(db.session.scalars(rows.limit(limit).execution_options(populate_existing=True)))


def member_counts(head_ids: Collection[int]) -> dict[int, int]:
    """How many are merged into each of these; those with none are left out."""
    if not head_ids:
        return {}
    rows = select(Opinion.merged_into, func.count()).where(Opinion.merged_into.in_(head_ids))
    found = db.session.execute(rows.group_by(Opinion.merged_into))
    return {head: count for head, count in found if head is not None}


def member_numbers(head_ids: Collection[int], most: int) -> dict[int, list[str]]:
    """The first `most` numbers of those merged into each."""
    found: dict[int, list[str]] = {}
    for head_id in member_counts(head_ids):
        rows = select(Opinion.number).where(Opinion.merged_into == head_id).order_by(Opinion.id).limit(most)
        found[head_id] = list(db.session.scalars(rows))
    return found


def members_after(head_id: int, after: int, limit: int) -> list[Opinion]:
    rows = select(Opinion).where(Opinion.merged_into == head_id, Opinion.id > after).order_by(Opinion.id)
    return list(db.session.scalars(rows.limit(limit).execution_options(populate_existing=True)))


def end_members(head_id: int, now: datetime) -> None:
    """They end with the one they are merged into."""
    _change_members(head_id, ended_at=now)


def reopen_members(head_id: int) -> None:
    """They wait again; an end that is given anew is another one to tell."""
    _change_members(head_id, ended_at=None, version=Opinion.version + 1)


def hand_members(head_id: int, new_head_id: int) -> None:
    """They stand with another one from now on."""
    _change_members(head_id, merged_into=new_head_id, version=Opinion.version + 1)


def _change_members(head_id: int, **values: Any) -> None:
    statement = update(Opinion).where(Opinion.merged_into == head_id).values(**values)
    db.session.execute(statement.execution_options(synchronize_session=False))
    db.session.expire_all()


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


def page(query: Select[Any], limit: int, offset: int, total: int | None = None) -> tuple[list[Opinion], int]:
    """One page of a query and how many there are in all (asked for unless known).

    The ids come first, out of an index; only the rows of the page are read.
    """
    if total is None:
        total = db.session.scalar(query.order_by(None).with_only_columns(func.count(Opinion.id))) or 0
    if offset >= total:
        return [], total
    ids = list(db.session.scalars(query.with_only_columns(Opinion.id).limit(limit).offset(offset)))
    rows = several(ids)
    return [rows[one] for one in ids], total


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
    count = db.session.scalar(select(func.count()).select_from(Opinion).where(*where)) or 0
    if not count:
        return 0, None
    oldest_id = select(Opinion.id).where(*where).order_by(Opinion.received_at, Opinion.id).limit(1)
    return count, db.session.scalar(select(Opinion.number).where(Opinion.id == oldest_id.scalar_subquery()))


def count_of(kind: str, subject_id: int) -> tuple[int, int]:
    """(all, open) opinions about a subject."""
    about = [Opinion.kind == kind, Opinion.subject_id == subject_id]
    everything = db.session.scalar(select(func.count()).select_from(Opinion).where(*about)) or 0
    return everything, open_of(kind, subject_id)[0]


def about(kind: str, subject_id: int) -> list[Opinion]:
    """Everything said about a subject, by number."""
    rows = select(Opinion).filter_by(kind=kind, subject_id=subject_id).order_by(Opinion.id)
    return list(db.session.scalars(rows))


def heads(kind: str, subject_id: int, limit: int | None, offset: int) -> list[Any]:
    """(id, number, moderated text, state, outcome, reason, passed_to, reason_code, source, anchor), merged ones left out."""
    columns = (
        Opinion.id, Opinion.number, Opinion.published_text, Opinion.state, Opinion.outcome, Opinion.reason,
        Opinion.passed_to, Opinion.reason_code, Opinion.source, Opinion.anchor,
    )  # fmt: skip
    about = [Opinion.kind == kind, Opinion.subject_id == subject_id, Opinion.state != "merged"]
    rows = select(*columns).order_by(Opinion.id)
    if limit is None:
        return list(db.session.execute(rows.where(*about)))
    # The page out of the index first, then its rows.
    ids = db.session.scalars(
        select(Opinion.id).where(*about).order_by(Opinion.id).limit(limit).offset(offset)
    )
    return list(db.session.execute(rows.where(Opinion.id.in_(list(ids)))))


def merged_numbers(kind: str, subject_id: int) -> dict[int, list[str]]:
    """head → the numbers of those merged into it, for everything about a subject."""
    about = [Opinion.kind == kind, Opinion.subject_id == subject_id, Opinion.state == "merged"]
    found: dict[int, list[str]] = {}
    rows = select(Opinion.merged_into, Opinion.number).where(*about).order_by(Opinion.id)
    for head, number in db.session.execute(rows):
        if head is not None:
            found.setdefault(head, []).append(number)
    return found


def relist(opinion_id: int) -> None:
    """Bring an opinion's place in the public lists in line with its state; called after whatever may change it."""
    listed = and_(Opinion.state.in_(rules.LET_THROUGH), Opinion.published_text != "")
    shown = case((listed, func.coalesce(Opinion.ended_at, Opinion.received_at)), else_=None)
    statement = update(Opinion).where(Opinion.id == opinion_id).values(shown_at=shown)
    db.session.execute(statement.execution_options(synchronize_session=False))


def public(
    campaign_id: int,
    kinds: Collection[str],
    kind: str = "",
    subject_id: int | None = None,
    *,
    anchor: str | None = None,
    outcome: str = "",
    most_supported: bool = False,
) -> Select[Any]:
    """What everybody may read: let through, with a text a moderator has seen; the newest end first.

    `outcome` "open" asks for those without an end.
    """
    query = select(Opinion).where(Opinion.campaign_id == campaign_id, Opinion.shown_at.is_not(None))
    if kind:
        query = query.where(Opinion.kind == kind, Opinion.subject_id == subject_id)
    query = query.where(Opinion.kind.in_(kinds))
    if anchor is not None:
        query = query.where(Opinion.anchor == anchor)
    if outcome:
        query = query.where(Opinion.outcome == ("" if outcome == "open" else outcome))
    newest = (Opinion.shown_at.desc(), Opinion.id.desc())
    return query.order_by(Opinion.supports.desc(), *newest) if most_supported else query.order_by(*newest)


def public_subjects(campaign_id: int, kinds: Collection[str]) -> list[tuple[str, int]]:
    wanted = [Opinion.campaign_id == campaign_id, Opinion.shown_at.is_not(None), Opinion.kind.in_(kinds)]
    rows = select(Opinion.kind, Opinion.subject_id).where(*wanted).distinct()
    return [(row[0], row[1]) for row in db.session.execute(rows.order_by(Opinion.kind, Opinion.subject_id))]


def tally(kind: str, subject_id: int) -> list[tuple[str, str, str, int]]:
    """(anchor, state, outcome, how many) of everything said about a subject, counted by the database."""
    about = [Opinion.kind == kind, Opinion.subject_id == subject_id]
    columns = (Opinion.anchor, Opinion.state, Opinion.outcome)
    rows = db.session.execute(select(*columns, func.count()).where(*about).group_by(*columns))
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def authors(kind: str, subject_id: int) -> int:
    """How many people spoke: phones, each once, and everyone who left none."""
    about = [Opinion.kind == kind, Opinion.subject_id == subject_id]
    known = select(func.count(Opinion.person_digest.distinct())).where(*about, Opinion.person_digest != "")
    nameless = select(func.count()).select_from(Opinion).where(*about, Opinion.person_digest == "")
    return (db.session.scalar(known) or 0) + (db.session.scalar(nameless) or 0)


def public_by_anchor(kind: str, subject_id: int) -> dict[str, int]:
    """anchor → how many everybody may read."""
    about = [Opinion.kind == kind, Opinion.subject_id == subject_id, Opinion.shown_at.is_not(None)]
    rows = db.session.execute(select(Opinion.anchor, func.count()).where(*about).group_by(Opinion.anchor))
    return {row[0]: row[1] for row in rows}


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
    pairs: list[tuple[int, int, int]] = []
    for mine, other in (
        (OpinionLikeness.opinion_id, OpinionLikeness.other_id),
        (OpinionLikeness.other_id, OpinionLikeness.opinion_id),
    ):
        rows = select(mine, other, OpinionLikeness.percent)
        rows = rows.where(mine.in_(opinion_ids), OpinionLikeness.apart.is_(False))
        pairs += [(row[0], row[1], row[2]) for row in db.session.execute(rows)]
    # The others by themselves: joined, SQLite would begin with every open opinion there is.
    others = several({other for _mine, other, _percent in pairs})
    found = [
        (mine, others[other], percent)
        for mine, other, percent in pairs
        if others[other].state in (*rules.OPEN, "ended")
    ]
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
                row = OpinionLimit(key=key, count=0)
                db.session.add(row)
        except IntegrityError:
            continue
        return row
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
            or_(
                Opinion.person_digest != "",
                Opinion.text_sealed != "",
                Opinion.name_sealed != "",
                Opinion.file_id.is_not(None),
            ),
        )
        .limit(1000)
    )
    return list(db.session.scalars(rows))


def count_files() -> int:
    return db.session.scalar(select(func.count(Opinion.file_id))) or 0


def campaigns_with_opinions() -> list[int]:
    return list(db.session.scalars(select(OpinionCounter.campaign_id)))
