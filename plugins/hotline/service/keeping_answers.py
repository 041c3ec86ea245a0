"""What drafts of public answers and follow-ups keep about a caller, why, and how it goes (PI-03, PI-07, HL-09)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from sqlalchemy import select

from core.api import (
    SYSTEM,
    NotFound,
    PersonalField,
    PersonalRecord,
    Purged,
    audit,
    campaigns,
    clock,
    db,
    unit_of_work,
)

from .. import chain
from ..models.answers import Answer, FollowUp
from ..models.orders import Order
from .order_pieces import opened

RULE = "HL-09"

FIELDS = (
    PersonalField(
        "hotline.answer.question", _l("公开答复草稿里的问题"), _l("把办结的事整理成公开答复"), table="hotline_answer",
        sealed_column="question_sealed", digest_column="person_digest", rule=RULE, counted_from=_l("最后一次修改"),
        optional=False,
    ),
    PersonalField(
        "hotline.answer.text", _l("公开答复草稿里的答复"), _l("把办结的事整理成公开答复"), table="hotline_answer",
        sealed_column="answer_sealed", rule=RULE, counted_from=_l("最后一次修改"), optional=False,
    ),
    PersonalField(
        "hotline.follow_up.words", _l("回访时说的话"), _l("回访、改进服务"), table="hotline_follow_up",
        sealed_column="words_sealed", rule=RULE, counted_from=_l("评价"), optional=True,
    ),
)  # fmt: skip


def records_of(person_digest: str) -> list[PersonalRecord]:
    """What a person answered when they were asked how it was, and drafts made of their matter."""
    found = []
    for row, number in _follow_ups(person_digest):
        if row.words_sealed:
            found.append(
                PersonalRecord(
                    title=str(_l("热线工单 %(number)s 的评价", number=number)),
                    fields={str(_l("您的话")): opened(row.words_sealed)},
                    kept_until=_until(row.campaign_id, row.answered_at),
                    ref=f"hotline_follow_up:{row.id}",
                )
            )
    for draft in _drafts(person_digest):
        if draft.question_sealed:
            found.append(
                PersonalRecord(
                    title=str(_l("由您的诉求整理的公开答复草稿")),
                    fields={
                        str(lazy_pgettext("answer", "问题")): opened(draft.question_sealed),
                        str(_l("答复")): opened(draft.answer_sealed),
                    },
                    kept_until=_until(draft.campaign_id, draft.saved_at),
                    ref=f"hotline_answer:{draft.id}",
                )
            )
    return found


def erase(person_digest: str, now: datetime) -> None:
    """Forget a person: words and drafts go, words and marks of satisfaction stay as figures. What is public is masked."""
    if not person_digest:
        return
    with unit_of_work():
        for row, _number in _follow_ups(person_digest):
            row.words_sealed, row.token_digest = "", None
        for draft in _drafts(person_digest):
            draft.person_digest = ""
            if chain.ANSWER.published(draft.id) is None:
                _empty(draft, now)


def purge(now: datetime) -> list[Purged]:
    """HL-09: drafts that never came out, and words of a follow-up, go after the pack's days."""
    drafts = words = 0
    with unit_of_work():
        for draft in db.session.scalars(select(Answer).where(Answer.question_sealed != "")):
            days = _days(draft.campaign_id)
            if days is None or draft.saved_at > now - timedelta(days=days):
                continue
            document = chain.ANSWER.document(draft.id)
            if chain.ANSWER.published(draft.id) is None and not (document is not None and document.under_way):
                _empty(draft, now)
                drafts += 1
            elif draft.person_digest:
                draft.person_digest = ""
        for row in db.session.scalars(select(FollowUp).where(FollowUp.words_sealed != "")):
            days = _days(row.campaign_id)
            if (
                days is not None
                and row.answered_at is not None
                and row.answered_at <= now - timedelta(days=days)
            ):
                row.words_sealed = ""
                words += 1
    return [
        Purged("hotline.answer.question", drafts),
        Purged("hotline.answer.text", drafts),
        Purged("hotline.follow_up.words", words),
    ]


def _empty(draft: Answer, now: datetime) -> None:
    draft.question_sealed = draft.answer_sealed = draft.person_digest = ""
    draft.masks = []
    draft.version += 1
    audit.record(
        SYSTEM,
        now,
        "hotline.answer_purged",
        subject=("hotline_answer", draft.id),
        campaign_id=draft.campaign_id,
    )


def _follow_ups(person_digest: str) -> list[tuple[FollowUp, str]]:
    if not person_digest:
        return []
    wanted = (
        select(FollowUp, Order.number)
        .join(Order, Order.id == FollowUp.order_id)
        .where(Order.person_digest == person_digest)
    )
    return [(row, number) for row, number in db.session.execute(wanted)]


def _drafts(person_digest: str) -> list[Answer]:
    if not person_digest:
        return []
    return list(db.session.scalars(select(Answer).filter_by(person_digest=person_digest)))


def _days(campaign_id: int) -> int | None:
    try:
        value = campaigns.campaign_by_id(campaign_id).pack.value(RULE)
    except NotFound:
        return None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _until(campaign_id: int, since: datetime | None) -> date | None:
    days = _days(campaign_id)
    return (
        clock.local(since).date() + timedelta(days=days) if days is not None and since is not None else None
    )
