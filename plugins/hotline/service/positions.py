"""Who waits, how many are ahead, what is told: reading the line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from core.api import (
    VISITOR,
    Campaign,
    Conflict,
    NotFound,
    RuleBroken,
    audit,
    campaigns,
    db,
    privacy,
    unit_of_work,
)

from ..contracts import WaiterView
from ..models import Topic, Waiter
from ..pack import line_rules
from ..rules import line as rules
from ..store import line as store
from . import seat_moves
from .waiter_views import page_token, people, waiter_view

#: rows of one topic that a page shows at most
SHOWN = 200


@dataclass(frozen=True)
class Position:
    """What a caller is told: `ahead` never grows. `opens_at`: when the topic's next seat begins, a past moment when one
    is on, None when none is planned. `seats`: how many serve the topic now."""

    waiter: WaiterView
    topic: str
    ahead: int
    opens_at: datetime | None
    most_attempts: int
    outcome: str
    ended_at: datetime | None


@dataclass(frozen=True)
class TopicLine:
    """The line of one topic: how many hold it, since when the first; callbacks that may be rung now, and later ones."""

    topic_id: int
    waiting: int
    longest_since: datetime | None
    callbacks: int
    later: int
    lines: tuple[WaiterView, ...] = ()


def position(waiter_id: int, *, now: datetime) -> Position:
    """Where somebody stands. Telling is kept: a later answer is never worse."""
    row = store.waiter(waiter_id)
    if row is None:
        raise NotFound
    return _position(row, now)


def position_by_token(token: str, campaign: Campaign, *, now: datetime) -> Position:
    """The same for the holder of a page's secret. Raises NotFound."""
    row = store.waiter_by_token(privacy.token_digest(token)) if token else None
    if row is None or row.campaign_id != campaign.id or row.erased_at is not None:
        raise NotFound
    return _position(row, now)


def _position(row: Waiter, now: datetime) -> Position:
    campaign = campaigns.campaign_by_id(row.campaign_id)
    topic = db.session.get_one(Topic, row.topic_id)
    ahead = 0
    if row.state == "waiting":
        ahead = rules.told(row.told_ahead, store.ahead_of(row))
        if ahead != row.told_ahead:
            row_id = row.id
            with unit_of_work():
                fresh = store.waiter(row_id)
                assert fresh is not None  # rows of the line are never deleted
                ahead = rules.told(fresh.told_ahead, ahead)
                fresh.told_ahead = ahead
                db.session.flush()
                row = fresh
    elif row.state == "claimed":
        ahead = 0
    return Position(
        waiter=waiter_view(row, ahead=ahead),
        topic=topic.name,
        ahead=ahead,
        opens_at=store.planned_from(campaign.id, row.topic_id, now),
        most_attempts=line_rules(campaign).attempts,
        outcome=row.outcome,
        ended_at=row.ended_at,
    )


def tokens_of(phone: str, campaign: Campaign) -> list[tuple[str, WaiterView]]:
    """(secret, request) of everything this proven number asked for in a campaign, the newest first."""
    rows = [
        row for row in store.of_person(people(phone)) if row.campaign_id == campaign.id and row.token_digest
    ]
    return [
        (page_token(row.idempotency_key), waiter_view(row)) for row in reversed(rows) if row.erased_at is None
    ]


def change_time(waiter_id: int, not_before: datetime | None, *, now: datetime) -> WaiterView:
    """The caller wants to be rung later, or as soon as it is their turn (None); the place is kept."""
    with unit_of_work():
        row = store.waiter(waiter_id)
        if row is None:
            raise NotFound
        store.hold_line(row.campaign_id)
        row = store.waiter(waiter_id)
        if row is None or row.ended_at is not None:
            raise RuleBroken("hotline.over")
        if row.state != "waiting":
            raise Conflict("hotline.ringing_now")
        if not_before is not None and not_before <= now:
            not_before = None
        row.not_before = not_before
        row.lane = None if not_before is not None else row.topic_id
        audit.record(
            VISITOR,
            now,
            "hotline.time_changed",
            subject=("hotline_waiter", row.id),
            campaign_id=row.campaign_id,
        )
        seat_moves.tell(row.campaign_id, row.topic_id, now=now)
        db.session.flush()
        return waiter_view(row)


# ── everybody ───────────────────────────────────────────────────────────────────────────────────────────────────────
def counts(campaign: Campaign) -> Mapping[int, TopicLine]:
    """The lines in figures, by topic; topics for which nobody waits aren't there."""
    found: dict[int, dict[str, object]] = {}
    for row in store.counts(campaign.id):
        one = found.setdefault(
            row.topic_id, {"waiting": 0, "longest_since": None, "callbacks": 0, "later": 0}
        )
        if row.kind == "call":
            one["waiting"], one["longest_since"] = row.n, row.first
        else:
            key = "later" if row.asleep else "callbacks"
            one[key] = row.n
    return {topic: TopicLine(topic, **values) for topic, values in found.items()}  # type: ignore[arg-type]


def waiting(campaign: Campaign) -> dict[int, TopicLine]:
    """The lines with their callers in order, by topic; at most some of each."""
    return {
        topic: TopicLine(
            line.topic_id,
            line.waiting,
            line.longest_since,
            line.callbacks,
            line.later,
            tuple(waiter_view(row) for row in store.open_of(campaign.id, topic, SHOWN)),
        )
        for topic, line in counts(campaign).items()
    }


def callbacks_due(campaign: Campaign, *, now: datetime) -> tuple[WaiterView, ...]:
    """Whom we owe a call now, the next first."""
    rows = store.callbacks(campaign.id, SHOWN)
    return tuple(waiter_view(row) for row in rows if row.not_before is None or row.not_before <= now)


def gave_up(campaign: Campaign, since: datetime) -> int:
    """How many gave up waiting since a moment."""
    return store.ended_count(campaign.id, "gone", since)


def waiter(waiter_id: int) -> WaiterView:
    """Somebody in line, whatever became of them. Raises NotFound."""
    row = store.waiter(waiter_id)
    if row is None:
        raise NotFound
    return waiter_view(row)
