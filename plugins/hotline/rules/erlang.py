"""How many seats a number of calls needs: Erlang C (callers wait, arrive at random, none gives up).

Intensity is in erlangs: calls per hour × mean length in seconds ÷ 3600. Everything is computed through Erlang B's
recursion, whose terms stay between 0 and 1: factorials and powers of hundreds of seats would overflow.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

#: more seats than any hotline has; a question that needs more is answered by its load alone
MOST_SEATS = 2000


@dataclass(frozen=True)
class Staffing:
    """What `seats` seats make of a load: shares are 0 to 1, times are seconds."""

    seats: int
    load: float
    waiting: float
    served_in_time: float
    mean_wait: float
    occupancy: float


def offered_load(calls_per_hour: float, mean_seconds: float) -> float:
    """Erlangs: how many callers would be talking at once if nobody had to wait."""
    if calls_per_hour < 0 or mean_seconds < 0:
        raise ValueError("calls and their length can't be negative")
    return calls_per_hour * mean_seconds / 3600


def blocking(seats: int, load: float) -> float:
    """Erlang B: the share that would find every one of `seats` taken if nobody could wait."""
    if seats < 0 or load < 0:
        raise ValueError("seats and load can't be negative")
    if load == 0:
        return 0.0 if seats else 1.0
    share = 1.0
    for number in range(1, seats + 1):
        share = load * share / (number + load * share)
    return share


def waiting_probability(seats: int, load: float) -> float:
    """Erlang C: the share of callers who wait at all. 1 where the seats can't keep up."""
    if load == 0:
        return 0.0 if seats else 1.0
    if seats <= load:
        return 1.0
    lost = blocking(seats, load)
    return lost / (1 - (load / seats) * (1 - lost))


def service_level(seats: int, load: float, mean_seconds: float, within_seconds: float) -> float:
    """The share of callers who are answered within so many seconds; 0 where the line only grows."""
    if load == 0:
        return 1.0 if seats else 0.0
    if seats <= load or mean_seconds <= 0:
        return 0.0
    return 1 - waiting_probability(seats, load) * math.exp(-(seats - load) * within_seconds / mean_seconds)


def mean_wait(seats: int, load: float, mean_seconds: float) -> float:
    """Seconds that a caller waits on average; infinite where the line only grows."""
    if load == 0:
        return 0.0 if seats else math.inf
    if seats <= load:
        return math.inf
    return waiting_probability(seats, load) * mean_seconds / (seats - load)


def staffing(seats: int, calls_per_hour: float, mean_seconds: float, within_seconds: float) -> Staffing:
    """Everything about one number of seats."""
    load = offered_load(calls_per_hour, mean_seconds)
    return Staffing(
        seats,
        load,
        waiting_probability(seats, load),
        service_level(seats, load, mean_seconds, within_seconds),
        mean_wait(seats, load, mean_seconds),
        min(load / seats, 1.0) if seats else (1.0 if load else 0.0),
    )


def seats_needed(calls_per_hour: float, mean_seconds: float, within_seconds: float, share: float) -> Staffing:
    """The fewest seats with which `share` (0 to 1) of the callers are answered within `within_seconds`.

    Raises ValueError for a share that no number of seats reaches (1 and more) or a load beyond MOST_SEATS.
    """
    if not 0 <= share < 1:
        raise ValueError("a share from 0 to below 1")
    load = offered_load(calls_per_hour, mean_seconds)
    if load == 0:
        return staffing(0, 0, mean_seconds, within_seconds)
    if load >= MOST_SEATS:
        raise ValueError("more calls than any hotline has seats for")
    first = max(1, math.floor(load) + 1)
    # One walk of Erlang B up to the answer: each number of seats follows from the one before.
    lost = blocking(first - 1, load)
    for seats in range(first, MOST_SEATS + 1):
        lost = load * lost / (seats + load * lost)
        waits = lost / (1 - (load / seats) * (1 - lost)) if seats > load else 1.0
        level = 1 - waits * math.exp(-(seats - load) * within_seconds / mean_seconds) if seats > load else 0.0
        if level >= share:
            return staffing(seats, calls_per_hour, mean_seconds, within_seconds)
    raise ValueError("more calls than any hotline has seats for")
