"""What every way of answering a follow-up shares: whether it may still be answered, storing it, who reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.api import (
    SYSTEM,
    Actor,
    Campaign,
    Conflict,
    Invalid,
    NotFound,
    RuleBroken,
    audit,
    campaigns,
    secrecy,
    unit_of_work,
)

from ..models.answers import FollowUp
from ..pack import number
from ..rules import follow_up as rules
from ..store import answers as store
from ..store import orders as order_store
from . import order_acts
from .order_pieces import closed, opened

#: characters
MOST_WORDS = 500


@dataclass(frozen=True)
class Given:
    """What was answered about an order, with its source, for its readers. `reopened`: it opened the order again."""

    round: int
    state: str
    way: str
    resolved: bool | None
    satisfaction: int | None
    words: str
    entered_by: int | None
    answered_at: datetime | None
    reopened: bool


def given_for(order_id: int, *, actor: Actor, now: datetime) -> list[Given]:
    """What was answered about an order, for somebody who may read it."""
    order = order_store.order(order_id)
    if order is None:
        raise NotFound
    days = days_of(campaigns.campaign_by_id(order.campaign_id))
    return [
        Given(
            row.round,
            rules.state_at(row.state, row.asked_at, now, days),
            row.way,
            row.resolved,
            row.satisfaction,
            opened(row.words_sealed),
            row.entered_by,
            row.answered_at,
            row.reopened,
        )
        for row in store.rounds(order_id)
    ]


def days_of(campaign: Campaign) -> int:
    """How long a caller may answer (HL-11)."""
    return number(campaign, "HL-11.days", 7)


def attempts_of(campaign: Campaign) -> int:
    """How often somebody tries to ring (HL-11)."""
    return number(campaign, "HL-11.attempts", 3)


def checked_words(resolved: bool | None, satisfaction: int | None, words: str) -> str:
    if resolved is None:
        raise Invalid("hotline.follow_up_resolved_missing", field="resolved")
    if satisfaction not in rules.WORDS:
        raise Invalid("hotline.follow_up_word_missing", field="satisfaction")
    text = words.replace("\r\n", "\n").strip()
    if len(text) > MOST_WORDS:
        raise Invalid("hotline.follow_up_words_long", field="words", limit=MOST_WORDS)
    secrecy.refuse_marks([text])
    return text


def take_answer(row: FollowUp, said: rules.Said, way: str, words: str, actor: Actor, now: datetime) -> bool:
    require_open(row, now)
    row.state, row.way = rules.ANSWERED, way
    row.resolved, row.satisfaction = said.resolved, said.satisfaction
    row.words_sealed, row.answered_at = closed(words), now
    figures: dict[str, int | str] = {
        "way": way,
        "satisfaction": said.satisfaction or 0,
        "resolved": _flag(said.resolved),
    }
    record_act(row, "hotline.follow_up_answered", actor, now, **figures)
    if said.reopens:
        try:
            with unit_of_work():
                # The caller opens it, whoever wrote that down; the words stay with the follow-up.
                order_acts.reopen(row.order_id, actor=SYSTEM, now=now)
            row.reopened = True
        except (RuleBroken, Conflict):
            row.reopened = False  # it was opened again once already: the supervisor sees it in the figures
    return row.reopened


def _flag(resolved: bool | None) -> str:
    return "" if resolved is None else "yes" if resolved else "no"


def require_open(row: FollowUp, now: datetime) -> None:
    if row.state == rules.ANSWERED:
        raise Conflict("hotline.follow_up_answered")
    if state_now(row, now) != rules.ASKED:
        raise Conflict("hotline.follow_up_over")


def state_now(row: FollowUp, now: datetime) -> str:
    return rules.state_at(row.state, row.asked_at, now, days_of(campaigns.campaign_by_id(row.campaign_id)))


def record_act(row: FollowUp, action: str, actor: Actor, now: datetime, **figures: Any) -> None:
    audit.record(
        actor, now, action, subject=("hotline_order", row.order_id), campaign_id=row.campaign_id, **figures
    )
