"""What callers in line are told by message; whoever can't get one is on the list of calls to make."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from core.api import Campaign, clock, db, outbox, privacy

from ..models import Topic, Waiter
from .waiter_views import mobile

NOTED, NO_ANSWER, CLOSED = "hotline.callback_noted", "hotline.callback_no_answer", "hotline.callback_closed"


def noted(rows: Sequence[Waiter], campaign: Campaign, *, now: datetime) -> None:
    """We ring back: once per caller, however often that is decided."""
    _queue(NOTED, [(row, f"hotline_waiter:{row.id}:noted") for row in rows], campaign, now)


def not_answered(row: Waiter, campaign: Campaign, *, now: datetime) -> None:
    """We rang and nobody answered; we try again."""
    _queue(NO_ANSWER, [(row, f"hotline_waiter:{row.id}:no_answer:{row.attempts}")], campaign, now)


def closed(row: Waiter, campaign: Campaign, *, now: datetime) -> None:
    """We won't ring again."""
    _queue(CLOSED, [(row, f"hotline_waiter:{row.id}:closed")], campaign, now)


def _queue(kind: str, facts: Sequence[tuple[Waiter, str]], campaign: Campaign, now: datetime) -> None:
    messages = []
    for row, fact in facts:
        phone = mobile(privacy.unseal(row.phone_sealed)) if row.phone_sealed else None
        if phone is None:
            continue  # a landline gets no messages, and it is us who ring
        topic = db.session.get_one(Topic, row.topic_id)
        when = row.not_before or now
        params = {"topic": topic.name, "when": clock.local(when), "tries": row.attempts}
        messages.append(outbox.NewMessage(kind, fact, phone=phone, params=params, campaign_id=campaign.id))
    outbox.queue_messages(messages, now=now)
