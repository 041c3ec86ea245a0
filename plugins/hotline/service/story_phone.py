"""The demo's day at the telephone: the calls of the last hours, who waits now, what the seats do, the same day last year.

Everybody in it is invented. Seats beside those of the plan fill the room, so that the board shows a busy morning.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from core.api import SYSTEM, Campaign, clock, db, privacy, unit_of_work

from ..contracts import NewWaiter
from ..models import Call, SeatState, Shift, ShiftTopic, Topic, TopicDepartment
from ..rules.board_rows import QUARTER
from . import line
from .board import day_of

#: calls of the quarters of an hour up to now, and of the same day last year from the first of them on
CALLS = (38, 52, 61, 57, 66, 72, 64)
LAST_YEAR = (30, 44, 55, 58, 52, 49, 46, 40, 36, 28)
#: topic's name → share of the calls, share answered, share of these within 15 seconds, who waits since (seconds)
TOPICS: dict[str, tuple[int, float, float, tuple[int, ...]]] = {
    "住房与物业": (142, 0.91, 0.97, (158, 96, 41)),
    "社保与医保": (104, 0.96, 0.99, (72, 33)),
    "供水与供热": (71, 0.98, 1.0, (52,)),
    "道路与停车": (93, 0.985, 1.0, (18,)),
}
#: seat, topic, what it does, for how many seconds
ROOM = (
    (1, "住房与物业", "serving", 130),
    (2, "供水与供热", "serving", 109),
    (3, "社保与医保", "serving", 65),
    (4, "道路与停车", "serving", 195),
    (5, "", "serving", 33),
    (7, "住房与物业", "serving", 347),
    (8, "住房与物业", "serving", 222),
    (9, "住房与物业", "wrap_up", 18),
    (10, "供水与供热", "ready", 12),
    (11, "供水与供热", "serving", 51),
    (12, "社保与医保", "serving", 260),
    (13, "社保与医保", "serving", 176),
    (14, "道路与停车", "wrap_up", 20),
    (15, "道路与停车", "serving", 122),
    (16, "入学与招生", "later", 0),
)
TALK = 210
#: calls of a working day by the hour, from eight on: what the staffing page reckons with
BY_HOUR = (24, 46, 52, 38, 15, 28, 44, 47, 36, 12)
DAYS_BEFORE = 5


def tell(campaign: Campaign, now: datetime) -> None:
    """Calls, seats and who waits; nothing where the topics of the story are missing."""
    topics = {
        row.name: row.id
        for row in db.session.execute(select(Topic.id, Topic.name).where(Topic.campaign_id == campaign.id))
    }
    if not set(TOPICS) <= set(topics):
        return
    dice = random.Random(515)
    with unit_of_work() as session:
        shifts = _room(campaign, topics, now)
        rows = [
            *_today(campaign, topics, shifts, dice, now),
            *_days_before(campaign, topics, now),
            *_last_year(campaign, now),
        ]
        session.execute(insert(Call), rows)
        _talking(campaign, topics, shifts, now)
        _waiting(campaign, topics, now)


def _room(campaign: Campaign, topics: dict[str, int], now: datetime) -> dict[int, int]:
    """Seat → its shift, made where the plan has none; what each does."""
    planned = {
        row.seat_number: row
        for row in db.session.scalars(
            select(Shift).where(
                Shift.campaign_id == campaign.id,
                Shift.state == "planned",
                Shift.starts_at <= now,
                Shift.ends_at > now,
            )
        )
    }
    units = dict(
        db.session.execute(
            select(TopicDepartment.topic_id, TopicDepartment.department_id)
            .where(TopicDepartment.topic_id.in_(topics.values()))
            .order_by(TopicDepartment.ordinal.desc())
        ).all()
    )
    hour = clock.local(now).replace(minute=0, second=0, microsecond=0)
    found: dict[int, int] = {}
    for number, topic, state, seconds in ROOM:
        if state == "later" and hour.hour > 20:
            continue  # nothing begins later today
        shift = planned.get(number)
        if shift is None and topic:
            starts = hour + timedelta(hours=2) if state == "later" else hour
            shift = Shift(
                campaign_id=campaign.id, seat_number=number, department_id=units.get(topics[topic]), languages=[],
                expert_title="值班", starts_at=starts, ends_at=starts + timedelta(hours=1 if state == "later" else 5),
            )  # fmt: skip
            db.session.add(shift)
            db.session.flush()
            db.session.add(ShiftTopic(shift_id=shift.id, topic_id=topics[topic]))
        if shift is None:
            continue
        found[number] = shift.id
        if state != "later" and db.session.get(SeatState, shift.id) is None:
            since = now - timedelta(seconds=seconds)
            db.session.add(
                SeatState(
                    shift_id=shift.id, campaign_id=campaign.id, state=state, since=since,
                    until=now + timedelta(seconds=40) if state == "wrap_up" else None,
                )
            )  # fmt: skip
    db.session.flush()
    return found


def _today(
    campaign: Campaign, topics: dict[str, int], shifts: dict[int, int], dice: random.Random, now: datetime
) -> list[dict[str, Any]]:
    start = day_of(now)
    current = int((now - start).total_seconds() // QUARTER)
    at_topic = {
        name: [shifts[n] for n, topic, *_ in ROOM if topic == name and n in shifts] for name in TOPICS
    }
    names, weights = list(TOPICS), [share for share, *_ in TOPICS.values()]
    rows = []
    for ago, calls in enumerate(reversed(CALLS)):
        begin = start + timedelta(seconds=(current - ago) * QUARTER)
        if begin < start:
            break
        length = min(QUARTER, (now - begin).total_seconds())
        for _ in range(round(calls * length / QUARTER)):
            name = dice.choices(names, weights)[0]
            _share, answered, quick, _waits = TOPICS[name]
            at = begin + timedelta(seconds=dice.random() * max(length - 60, 1))
            row = _row(campaign, at, topics[name], dice, phone=True)
            if dice.random() < answered:
                wait = dice.uniform(3, 14) if dice.random() < quick else dice.uniform(17, 90)
                row["answered_at"] = row["queued_at"] + timedelta(seconds=wait)
                row["ended_at"] = row["answered_at"] + timedelta(
                    seconds=min(900, 30 + dice.expovariate(1 / TALK))
                )
                row["shift_id"] = dice.choice(at_topic[name]) if at_topic[name] else None
                row["outcome"] = "answered"
            else:
                row["ended_at"] = row["queued_at"] + timedelta(seconds=dice.uniform(15, 140))
                row["outcome"] = "abandoned"
            row["ended_at"] = min(row["ended_at"], now)
            rows.append(row)
    return rows


def _days_before(campaign: Campaign, topics: dict[str, int], now: datetime) -> list[dict[str, Any]]:
    """Calls of the last days, without numbers."""
    dice = random.Random(513)
    names, weights = list(TOPICS), [share for share, *_ in TOPICS.values()]
    rows = []
    for ago in range(1, DAYS_BEFORE + 1):
        eight = day_of(now) - timedelta(days=ago) + timedelta(hours=8)
        for hour, calls in enumerate(BY_HOUR):
            for _ in range(round(calls * dice.uniform(0.85, 1.15))):
                name = dice.choices(names, weights)[0]
                at = eight + timedelta(hours=hour, seconds=dice.random() * 3600)
                row = _row(campaign, at, topics[name], dice, phone=False)
                if dice.random() < TOPICS[name][1]:
                    row["answered_at"] = row["queued_at"] + timedelta(seconds=dice.uniform(3, 20))
                    talk = min(900, 30 + dice.expovariate(1 / TALK))
                    row["ended_at"] = row["answered_at"] + timedelta(seconds=talk)
                    row["outcome"] = "answered"
                else:
                    row["ended_at"] = row["queued_at"] + timedelta(seconds=dice.uniform(15, 140))
                    row["outcome"] = "abandoned"
                rows.append(row)
    return rows


def _last_year(campaign: Campaign, now: datetime) -> list[dict[str, Any]]:
    """The same quarters of an hour a year ago: times only, as everything personal of them is long gone."""
    start = day_of(now)
    first = max(0, int((now - start).total_seconds() // QUARTER) - len(CALLS) + 1)
    then = (
        start - timedelta(days=365)
        if (start.month, start.day) == (2, 29)
        else start.replace(year=start.year - 1)
    )
    dice = random.Random(514)
    rows = []
    for place, calls in enumerate(LAST_YEAR):
        begin = then + timedelta(seconds=(first + place) * QUARTER)
        for _ in range(calls):
            row = _row(campaign, begin + timedelta(seconds=dice.random() * QUARTER), None, dice, phone=False)
            row["answered_at"] = row["queued_at"] + timedelta(seconds=9)
            row["ended_at"] = row["answered_at"] + timedelta(seconds=TALK)
            row["outcome"] = "answered"
            rows.append(row)
    return rows


def _row(
    campaign: Campaign, at: datetime, topic_id: int | None, dice: random.Random, *, phone: bool
) -> dict[str, Any]:
    number = f"1360000{dice.randrange(10_000):04d}" if phone else ""
    return {
        "campaign_id": campaign.id, "direction": "in", "source": "telephone",
        "external_id": f"story-{dice.getrandbits(48):012x}", "topic_id": topic_id, "shift_id": None,
        "person_digest": privacy.digest(number) if number else "", "phone_sealed": privacy.seal(number) if number else "",
        "recording_sealed": "", "language": "", "arrived_at": at, "queued_at": at + timedelta(seconds=2),
        "answered_at": None, "ended_at": None, "state": "ended", "outcome": "", "changed_at": at,
    }  # fmt: skip


def _talking(campaign: Campaign, topics: dict[str, int], shifts: dict[int, int], now: datetime) -> None:
    """The calls of the seats that are serving."""
    for number, topic, state, seconds in ROOM:
        if state != "serving" or number not in shifts:
            continue
        at = now - timedelta(seconds=seconds + 8)
        db.session.add(
            Call(
                campaign_id=campaign.id, source="telephone", external_id=f"story-now-{number}", topic_id=topics.get(topic),
                shift_id=shifts[number], arrived_at=at, queued_at=at + timedelta(seconds=1),
                answered_at=at + timedelta(seconds=8), state="talking", changed_at=now,
            )
        )  # fmt: skip


def _waiting(campaign: Campaign, topics: dict[str, int], now: datetime) -> None:
    for name, (_share, _answered, _quick, waits) in TOPICS.items():
        for place, seconds in enumerate(waits):
            at = now - timedelta(seconds=seconds)
            number = f"1370000{topics[name] % 100:02d}{place:02d}"
            call = Call(
                campaign_id=campaign.id, source="telephone", external_id=f"story-waits-{topics[name]}-{place}",
                topic_id=topics[name], person_digest=privacy.digest(number), phone_sealed=privacy.seal(number),
                arrived_at=at - timedelta(seconds=3), queued_at=at, state="queued", changed_at=now,
            )  # fmt: skip
            db.session.add(call)
            db.session.flush()
            line.join(
                NewWaiter(
                    campaign_id=campaign.id, topic_id=topics[name], key=f"story-phone-{campaign.id}-{call.id}",
                    source="telephone", phone=number, call_id=call.id, joined_at=at,
                ),
                actor=SYSTEM, now=now,
            )  # fmt: skip
