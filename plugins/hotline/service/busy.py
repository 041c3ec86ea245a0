"""The hotline of a large city that doesn't exist (`yangguang demo --busy`): topics, seats, a hundred thousand calls, who
waits now. Everybody in it is invented, and so are the numbers."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import insert

from core.api import SYSTEM, Campaign, Progress, clock, db, departments, privacy, unit_of_work

from ..contracts import NewWaiter
from ..models import Call, SeatState, Shift, ShiftTopic
from . import busy_orders, line, topics
from .topics import SaveTopic

CALLS = 100_000
#: rows that are made, sealed and written together
AT_ONCE = 2000
SEATS, WAITING = 32, 40
#: people behind the calls; their numbers begin with 138000, where nobody is
PEOPLE = 60_000
TOPICS: tuple[tuple[str, str, str, str, int], ...] = (
    ("住房与物业", "住房", "other", "市住房城乡建设局", 14),
    ("供水与排水", "供水", "other", "市水务局", 11),
    ("供热与燃气", "供热", "other", "市热力集团", 12),
    ("养老与社保", "社保", "consult", "市人社局", 9),
    ("医保报销", "医保", "consult", "市医保局", 7),
    ("道路与停车", "道路", "other", "市交通运输局", 8),
    ("公交与出行", "公交", "other", "市公交公司", 5),
    ("入学与招生", "教育", "consult", "市教育局", 7),
    ("占道与噪声", "城管", "other", "市城管局", 8),
    ("食品与消费", "市场", "other", "市市场监管局", 6),
    ("户籍与证件", "户籍", "consult", "市公安局", 5),
    ("污水与扬尘", "环保", "other", "市生态环境局", 4),
    ("低保与救助", "民政", "consult", "市民政局", 3),
    ("不动产登记", "登记", "consult", "市自然资源局", 4),
)  # fmt: skip
#: how many of a day's calls come in each hour, from midnight on
BY_HOUR = (2, 1, 1, 1, 1, 3, 8, 20, 48, 70, 78, 62, 34, 42, 66, 68, 60, 44, 26, 20, 16, 10, 6, 4)


@dataclass(frozen=True)
class Made:
    """What the calls and orders refer to: topic → share, unit, term class; a day's shifts by topic."""

    topics: tuple[int, ...]
    shares: tuple[int, ...]
    units: dict[int, int]
    terms: dict[int, str]
    shorts: dict[int, str]
    shifts: dict[tuple[int, int], list[int]]


def fill(campaign: Campaign, now: datetime, size: float, progress: Progress) -> None:
    """Topics and seats, the calls since the campaign began, orders for a part of them, who waits."""
    dice = random.Random(515)
    made = _plan(campaign, now, size)
    total = max(20, round(CALLS * size))
    maker = busy_orders.Orders(campaign, made, now)
    with progress("热线来电", total) as step:
        for batch in _batches(campaign, made, dice, total, now):
            with unit_of_work() as session:
                done = insert(Call).returning(Call.id, sort_by_parameter_order=True)
                ids = list(session.scalars(done, batch))
                maker.take(list(zip(ids, batch, strict=True)), dice)
            db.session.expunge_all()
            step(len(batch))
    maker.finish()
    with unit_of_work():
        _waiting(campaign, made, max(3, round(WAITING * size)), dice, now)


def number_of(dice: random.Random) -> str:
    """The number of one of the city's people."""
    return f"138000{dice.randrange(PEOPLE):05d}"


def _plan(campaign: Campaign, now: datetime, size: float) -> Made:
    """Topics by their departments; seats for each day of the campaign up to today, those of today at work."""
    units = {unit.short_name: unit.id for unit in departments() if unit.short_name}
    seats = max(len(TOPICS), round(SEATS * min(size, 1)))
    with unit_of_work() as session:
        made = [
            topics.save_topic(
                campaign, SaveTopic(name, short, term, f"先问清在哪里、从什么时候开始，再问{name}的事。", (units[unit],), 1),
                actor=SYSTEM, now=now,
            )
            for name, short, term, unit, _share in TOPICS
        ]  # fmt: skip
        owner = {topic: units[unit] for topic, (*_rest, unit, _share) in zip(made, TOPICS, strict=True)}
        shifts: dict[tuple[int, int], list[int]] = {}
        today = clock.local(now).date()
        hour = clock.local(now).replace(minute=0, second=0, microsecond=0)
        for ago in range((today - campaign.starts_on).days + 1):
            day = today - timedelta(days=ago)
            for seat in range(seats):
                topic = made[seat % len(made)]
                starts = datetime.combine(day, time(8), clock.SHANGHAI) if ago else hour
                row = Shift(
                    campaign_id=campaign.id, seat_number=seat + 1, department_id=owner[topic], languages=[],
                    expert_title="值班", starts_at=starts, ends_at=starts + timedelta(hours=10 if ago else 5),
                    state="planned",
                )  # fmt: skip
                session.add(row)
                session.flush()
                session.add(ShiftTopic(shift_id=row.id, topic_id=topic))
                if not ago:
                    session.add(_at_work(campaign, row.id, seat, now))
                shifts.setdefault((ago, topic), []).append(row.id)
    return Made(
        tuple(made),
        tuple(share for *_rest, share in TOPICS),
        owner,
        {topic: term for topic, (_n, _s, term, _u, _h) in zip(made, TOPICS, strict=True)},
        {topic: short for topic, (_n, short, _t, _u, _h) in zip(made, TOPICS, strict=True)},
        shifts,
    )


def _at_work(campaign: Campaign, shift_id: int, seat: int, now: datetime) -> SeatState:
    state = ("serving", "serving", "serving", "ready", "wrap_up", "paused")[seat % 6]
    return SeatState(
        shift_id=shift_id, campaign_id=campaign.id, state=state, since=now - timedelta(seconds=20 + seat * 7),
        until=now + timedelta(seconds=40) if state == "wrap_up" else None,
        reason="rest" if state == "paused" else "",
    )  # fmt: skip


def _batches(
    campaign: Campaign, made: Made, dice: random.Random, total: int, now: datetime
) -> Iterator[list[dict[str, Any]]]:
    """The calls from the campaign's first day on, day by day, the busier hours with more of them."""
    today = clock.local(now).date()
    days = (today - campaign.starts_on).days
    passed = clock.local(now).hour
    weights = [(ago, h, BY_HOUR[h]) for ago in range(days, 0, -1) for h in range(24)]
    weights += [(0, h, BY_HOUR[h]) for h in range(passed)] or [(0, 0, 1)]
    chosen = dice.choices(weights, [weight for *_rest, weight in weights], k=total)
    rows: list[dict[str, Any]] = []
    for n, (ago, hour, _weight) in enumerate(sorted(chosen, key=lambda one: (-one[0], one[1]))):
        start = datetime.combine(today - timedelta(days=ago), time(hour), clock.SHANGHAI)
        at = min(start + timedelta(seconds=dice.random() * 3600), now - timedelta(seconds=30))
        rows.append(_call(campaign, made, dice, n, ago, at, now))
        if len(rows) == AT_ONCE:
            yield rows
            rows = []
    if rows:
        yield rows


def _call(
    campaign: Campaign, made: Made, dice: random.Random, n: int, ago: int, at: datetime, now: datetime
) -> dict[str, Any]:
    topic = dice.choices(made.topics, made.shares)[0]
    phone = number_of(dice)
    queued = at + timedelta(seconds=2)
    reached = dice.random() < 0.94
    waited = dice.expovariate(1 / 9) if reached else dice.uniform(15, 140)
    answered = queued + timedelta(seconds=min(waited, 120)) if reached else None
    ended = (answered or queued) + timedelta(
        seconds=min(900, 30 + dice.expovariate(1 / 190)) if reached else waited
    )
    seats: Sequence[int | None] = made.shifts.get((ago, topic)) or (None,)
    return {
        "campaign_id": campaign.id, "direction": "in", "source": "telephone", "external_id": f"busy-{n}",
        "topic_id": topic, "shift_id": dice.choice(seats) if reached else None,
        "person_digest": privacy.digest(phone), "phone_sealed": privacy.seal(phone), "recording_sealed": "",
        "language": "", "arrived_at": at, "queued_at": min(queued, now),
        "answered_at": min(answered, now) if answered else None, "ended_at": min(ended, now), "state": "ended",
        "outcome": "answered" if reached else "abandoned", "changed_at": min(ended, now),
    }  # fmt: skip


def _waiting(campaign: Campaign, made: Made, many: int, dice: random.Random, now: datetime) -> None:
    for n in range(many):
        topic = dice.choices(made.topics, made.shares)[0]
        at = now - timedelta(seconds=dice.uniform(3, 240))
        line.join(
            NewWaiter(
                campaign_id=campaign.id, topic_id=topic, key=f"busy-waits-{n}", source="operator",
                phone=f"138001{n:05d}", summary=f"想问{made.shorts[topic]}的事", joined_at=at,
            ),
            actor=SYSTEM, now=now,
        )  # fmt: skip
