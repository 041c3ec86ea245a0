"""A day of calls made up from a seed: who calls when about what, which seat answers, who gives up. Standard library only.

Each topic has its own seats and a line served in order; arrivals, talks and patience are exponential. The same seed and
rates give the same day.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

#: seconds
RING, TALK, WRITE_UP, PATIENCE, MENU = 3.0, 210.0, 30.0, 100.0, 6.0


@dataclass(frozen=True, order=True)
class Told:
    """One event, `after` so many seconds from the day's beginning."""

    after: float
    order: int
    call_id: str = field(compare=False)
    event: str = field(compare=False)
    facts: Mapping[str, Any] = field(compare=False)


@dataclass(frozen=True)
class Day:
    """What happens, in order, and what it comes to."""

    events: tuple[Told, ...]
    calls: int
    answered: int
    abandoned: int


def make_day(seed: int, rates: Mapping[str, float], seats: Mapping[str, Sequence[int]], hours: float) -> Day:
    """`rates`: calls per hour by topic; `seats`: the numbers of each topic's seats."""
    dice = random.Random(seed)
    told: list[Told] = []
    calls = answered = abandoned = 0

    def tell(after: float, call_id: str, event: str, **facts: Any) -> None:
        told.append(Told(round(after, 2), len(told), call_id, event, facts))

    for topic, rate in rates.items():
        # (free from, seat's number)
        free = [(0.0, number) for number in seats.get(topic, ())]
        heapq.heapify(free)
        at = 0.0
        while rate > 0:
            at += dice.expovariate(rate / 3600)
            if at > hours * 3600:
                break
            calls += 1
            call_id = f"sim-{seed}-{calls}-{dice.getrandbits(24):06x}"
            phone = f"1390000{dice.randrange(10_000):04d}"
            queued = at + MENU * dice.random()
            tell(at, call_id, "ringing", **{"from": phone})
            tell(queued, call_id, "queued", topic=topic)
            gives_up = queued + 5 + dice.expovariate(1 / PATIENCE)
            begins = max(queued + RING * dice.random(), free[0][0]) if free else gives_up + 1
            if begins > gives_up:
                abandoned += 1
                tell(gives_up, call_id, "hung_up")
                continue
            answered += 1
            _free_from, number = heapq.heappop(free)
            over = begins + 20 + dice.expovariate(1 / TALK)
            heapq.heappush(free, (over + WRITE_UP, number))
            tell(begins, call_id, "answered", seat=number)
            tell(over, call_id, "hung_up")
            if dice.random() < 0.5:
                tell(over + 5, call_id, "recording", url=f"https://pbx.example.org/recordings/{call_id}.wav")
    return Day(tuple(sorted(told)), calls, answered, abandoned)


def disturbed(events: Sequence[Told], seed: int) -> list[Told]:
    """The same events as a bad line brings them: some twice, some before those that they follow."""
    dice = random.Random(seed)
    found = list(events)
    for place in range(len(found) - 1):
        if dice.random() < 0.1:
            found[place], found[place + 1] = found[place + 1], found[place]
    return [one for event in found for one in ((event, event) if dice.random() < 0.05 else (event,))]
