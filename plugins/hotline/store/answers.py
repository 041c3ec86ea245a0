"""The few queries of published answers and follow-up."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from core.api import db

from ..models.answers import Answer, AnswerUse, FollowUp, PublishedAnswer
from ..models.orders import OrderAct


def answer(answer_id: int) -> Answer | None:
    return db.session.get(Answer, answer_id)


def answers_by_id(ids: Collection[int]) -> list[Answer]:
    return list(db.session.scalars(select(Answer).where(Answer.id.in_(ids))))


def answer_of_order(order_id: int) -> Answer | None:
    """The answer that was begun from an order."""
    return db.session.scalar(select(Answer).filter_by(order_id=order_id).order_by(Answer.id))


def answers_of_campaign(campaign_id: int, limit: int = 500) -> list[Answer]:
    wanted = (
        select(Answer).filter_by(campaign_id=campaign_id).order_by(Answer.saved_at.desc(), Answer.id.desc())
    )
    return list(db.session.scalars(wanted.limit(limit)))


def published_lines(ids: Collection[int]) -> dict[int, PublishedAnswer]:
    rows = (
        db.session.scalars(select(PublishedAnswer).where(PublishedAnswer.answer_id.in_(ids))) if ids else ()
    )
    return {row.answer_id: row for row in rows}


def page(
    campaign_id: int, *, topic_id: int | None, department_id: int | None, limit: int, offset: int,
    typical: bool = False,
) -> tuple[list[PublishedAnswer], int]:  # fmt: skip
    """The newest published answers of a topic or a department, and how many there are."""
    where = [PublishedAnswer.campaign_id == campaign_id]
    if topic_id is not None:
        where.append(PublishedAnswer.topic_id == topic_id)
    if department_id is not None:
        where.append(PublishedAnswer.department_id == department_id)
    if typical:
        where.append(PublishedAnswer.typical.is_(True))
    wanted = select(PublishedAnswer).where(*where)
    ordered = wanted.order_by(PublishedAnswer.published_at.desc(), PublishedAnswer.answer_id.desc())
    count = db.session.scalar(select(func.count()).select_from(PublishedAnswer).where(*where)) or 0
    return list(db.session.scalars(ordered.limit(limit).offset(offset))), count


def counts(campaign_id: int) -> tuple[dict[int, int], dict[int, int]]:
    """How many published answers each topic and each department has."""

    def by(column: Any) -> dict[int, int]:
        wanted = select(column, func.count()).where(PublishedAnswer.campaign_id == campaign_id)
        return {key: n for key, n in db.session.execute(wanted.group_by(column)) if key is not None}

    return by(PublishedAnswer.topic_id), by(PublishedAnswer.department_id)


def count_use(answer_id: int, day: str, *, read_out: int = 0, helped: int = 0) -> None:
    """Add to a day's counters and to the sum that lists show."""
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    new = dialect.insert(AnswerUse).values(answer_id=answer_id, day=day, read_out=read_out, helped=helped)
    db.session.execute(
        new.on_conflict_do_update(
            index_elements=["answer_id", "day"],
            set_={"read_out": AnswerUse.read_out + read_out, "helped": AnswerUse.helped + helped},
        )
    )
    db.session.execute(
        update(PublishedAnswer)
        .where(PublishedAnswer.answer_id == answer_id)
        .values(used=PublishedAnswer.used + read_out, helped=PublishedAnswer.helped + helped)
    )


def sums(answer_id: int) -> tuple[int, int]:
    """How often an answer was read out, and how often it helped."""
    wanted = select(func.sum(AnswerUse.read_out), func.sum(AnswerUse.helped)).filter_by(answer_id=answer_id)
    read_out, helped = db.session.execute(wanted).one()
    return int(read_out or 0), int(helped or 0)


# ── follow-up ───────────────────────────────────────────────────────────────────────────────────────────────────────
def follow_up(follow_up_id: int) -> FollowUp | None:
    return db.session.get(FollowUp, follow_up_id, with_for_update=True)


def rounds(order_id: int) -> list[FollowUp]:
    """Every time an order was asked about, oldest first."""
    return list(db.session.scalars(select(FollowUp).filter_by(order_id=order_id).order_by(FollowUp.round)))


def by_token(digest: str) -> FollowUp | None:
    return db.session.scalar(select(FollowUp).filter_by(token_digest=digest)) if digest else None


def asked(campaign_id: int) -> list[FollowUp]:
    """Those that nobody has answered yet, the longest ago first."""
    wanted = select(FollowUp).filter_by(campaign_id=campaign_id, state="asked")
    return list(db.session.scalars(wanted.order_by(FollowUp.asked_at, FollowUp.id)))


def who_acted(order_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """Everybody who did anything with each of these orders."""
    if not order_ids:
        return {}
    wanted = select(OrderAct.order_id, OrderAct.user_id).where(OrderAct.order_id.in_(order_ids)).distinct()
    found: dict[int, set[int]] = {}
    for order_id, user_id in db.session.execute(wanted):
        if user_id is not None:
            found.setdefault(order_id, set()).add(user_id)
    return {order_id: frozenset(users) for order_id, users in found.items()}
