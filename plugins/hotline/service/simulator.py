"""A telephone system that isn't there: a day of calls, posted to the product's own address as a real one would."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select

from core.api import Campaign, clock, db, settings

from ..models import Shift, ShiftTopic, Topic
from ..rules.simulation import Day, Told, disturbed, make_day
from ..rules.telephone import signature

#: calls an hour for a topic that isn't given a rate
RATE = 24.0
_LINE = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass
class Outcome:
    """What was sent and what the product answered."""

    sent: int = 0
    again: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    away: int = 0


def plan(
    campaign: Campaign, seed: int, rates: Mapping[str, float], hours: float, now: datetime
) -> tuple[Day, datetime]:
    """The day, and when it began: at today's opening, or two hours ago when that is less.

    Seats are those planned for now; a topic without any gets two, as a telephone system has numbers of its own.
    Raises KeyError(topic) for a rate of an unknown topic.
    """
    topics = {
        row.short or row.name: row
        for row in db.session.execute(
            select(Topic.id, Topic.name, Topic.short)
            .where(Topic.campaign_id == campaign.id, Topic.state == "open")
            .order_by(Topic.ordinal, Topic.id)
        )
    }
    chosen: dict[str, float] = {}
    for name, rate in rates.items():
        row = next((one for short, one in topics.items() if name in (short, one.name, str(one.id))), None)
        if row is None:
            raise KeyError(name)
        chosen[row.name] = rate
    chosen = {row.name: chosen.get(row.name, RATE) for row in topics.values()} if not rates else chosen
    names = {row.id: row.name for row in topics.values()}
    seats: dict[str, list[int]] = {name: [] for name in chosen}
    for number, topic_id in db.session.execute(
        select(Shift.seat_number, ShiftTopic.topic_id)
        .join(ShiftTopic, ShiftTopic.shift_id == Shift.id)
        .where(
            Shift.campaign_id == campaign.id,
            Shift.state == "planned",
            Shift.starts_at <= now,
            Shift.ends_at > now,
        )
        .order_by(Shift.seat_number)
    ):
        if names.get(topic_id) in seats and all(number not in taken for taken in seats.values()):
            seats[names[topic_id]].append(number)
    for place, numbers in enumerate(seats.values()):
        numbers.extend(() if numbers else (901 + place * 2, 902 + place * 2))
    return make_day(seed, chosen, seats, hours), _begin(now)


def _begin(now: datetime) -> datetime:
    told = settings().of("hotline")["hours"].partition("-")[0]
    hour, _colon, minute = told.partition(":")
    opening = clock.local(now).replace(hour=int(hour), minute=int(minute or 0), second=0, microsecond=0)
    return min(opening, now - timedelta(hours=2)) if opening <= now else now - timedelta(hours=2)


def run(
    url: str,
    day: Day,
    begin: datetime,
    *,
    speed: float,
    until: datetime | None,
    seed: int,
    disturb: bool,
    say: Callable[[str], None],
) -> Outcome:
    """Post the day, `speed` times as quickly as it happened, until it has caught up with the clock; from then on at the
    clock's own pace. At the end, or at `until`, whoever is still on the line hangs up.
    """
    outcome = Outcome()
    key = f"{int(begin.timestamp())}-{seed}"
    events: Sequence[Told] = disturbed(day.events, seed) if disturb else day.events
    open_calls: dict[str, Told] = {}
    started = time.monotonic()
    spoke = started
    try:
        for number, event in enumerate(events):
            at = begin + timedelta(seconds=event.after)
            # Not before it happened, and in the past no quicker than `speed` allows.
            pause = max(
                event.after / speed - (time.monotonic() - started), (at - clock.now()).total_seconds()
            )
            if until is not None and clock.now() + timedelta(seconds=max(0.0, pause)) > until:
                break
            if pause > 0:
                time.sleep(pause)
            _post(url, _payload(event, at, key), outcome)
            if event.event in ("ringing", "queued", "answered"):
                open_calls[event.call_id] = event
            elif event.event == "hung_up":
                open_calls.pop(event.call_id, None)
            if time.monotonic() - spoke > 5:
                spoke = time.monotonic()
                say(f"{clock.local(at):%H:%M}  {number + 1}/{len(events)}")
    except KeyboardInterrupt:
        say("…")
    for number, event in enumerate(open_calls.values()):
        over = Told(event.after, number, event.call_id, "hung_up", {})
        _post(url, _payload(over, clock.now(), key), outcome)
    return outcome


def _payload(event: Told, at: datetime, key: str) -> dict[str, object]:
    return {
        "event_id": f"{event.call_id}-{event.event}-{key}",
        "call_id": f"{event.call_id}-{key}",
        "event": event.event,
        "at": at.isoformat(timespec="milliseconds"),
        **event.facts,
    }


def _post(url: str, payload: Mapping[str, object], outcome: Outcome) -> None:
    body = json.dumps(payload, ensure_ascii=False).encode()
    stamp = str(int(clock.now().timestamp()))
    secret = settings().of("hotline")["telephone_secret"]
    request = urllib.request.Request(
        f"{url}/api/hotline/telephone",
        data=body,
        headers={
            "Content-Type": "application/json",
            "X-Yangguang-Time": stamp,
            "X-Yangguang-Signature": f"sha256={signature(secret, stamp, body)}",
        },
    )
    outcome.sent += 1
    try:
        with _LINE.open(request, timeout=30) as answer:
            outcome.again += bool(json.load(answer).get("again"))
    except urllib.error.HTTPError as problem:
        outcome.refused[_sentence(problem)] += 1
    except OSError:
        outcome.away += 1


def _sentence(problem: urllib.error.HTTPError) -> str:
    try:
        return f"{problem.code} {json.load(problem)['error']}"
    except (ValueError, KeyError, TypeError):
        return str(problem.code)
