"""How many seats each hour needs (Erlang C), from figures typed in or from the calls that were recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.api import Actor, Campaign, Invalid, clock

from ..contracts import ShiftView
from ..permissions import SUPERVISE
from ..rules import erlang
from ..store import shifts as store
from . import shifts

MOST_CALLS, LONGEST_CALL = 20_000, 7200


@dataclass(frozen=True)
class Target:
    """`share` (percent) of the callers answered within `seconds` (HL-01 of the pack)."""

    share: int
    seconds: int


@dataclass(frozen=True)
class Hour:
    """One hour's need beside what is planned. `planned` is the fewest seats in that hour, None without a day."""

    hour: int
    calls: float
    need: erlang.Staffing
    planned: int | None = None


@dataclass(frozen=True)
class Recorded:
    """What the calls of late say: mean calls per hour of the day, their mean length, over how many days and calls."""

    by_hour: tuple[float, ...]
    mean_seconds: float
    days: int
    calls: int


def target_of(campaign: Campaign) -> Target:
    """The pack's target; 80 percent in 15 seconds where it says nothing."""
    share, seconds = (
        campaign.pack.value("HL-01.answered_in_time"),
        campaign.pack.value("HL-01.answer_within"),
    )
    return Target(
        share if isinstance(share, int) and 0 < share < 100 else 80,
        seconds if isinstance(seconds, int) else 15,
    )


def advice(calls: float, mean_seconds: float, target: Target) -> list[erlang.Staffing]:
    """The fewest seats that reach the target, with two seats fewer and two more beside it.

    Raises Invalid (hotline.staffing_calls, staffing_length, staffing_target).
    """
    best = _needed(calls, mean_seconds, target)
    around = range(max(best.seats - 2, 0), best.seats + 3)
    return [erlang.staffing(seats, calls, mean_seconds, target.seconds) for seats in around]


def needed(calls: float, mean_seconds: float, target: Target) -> erlang.Staffing:
    """The fewest seats that reach the target. Raises Invalid as `advice`."""
    return _needed(calls, mean_seconds, target)


def recorded(campaign: Campaign, *, days: int, actor: Actor, now: datetime) -> Recorded:
    """The calls of the last whole days, by hour of the day (24 means). Days without any call don't count."""
    actor.require(SUPERVISE, campaign_id=campaign.id)
    until, _ = shifts.day_bounds(clock.local(now).date())
    seen: set[date] = set()
    counts = [0] * 24
    lengths: list[float] = []
    for arrived, answered, ended in store.calls_by_hour(campaign.id, until - timedelta(days=days), until):
        there = clock.local(arrived)
        seen.add(there.date())
        counts[there.hour] += 1
        if answered is not None and ended is not None:
            lengths.append((ended - answered).total_seconds())
    mean = sum(lengths) / len(lengths) if lengths else 0.0
    return Recorded(tuple(c / (len(seen) or 1) for c in counts), mean, len(seen), sum(counts))


def by_hour(
    campaign: Campaign, found: Recorded, mean_seconds: float, target: Target, day: date
) -> list[Hour]:
    """The need of every hour in which somebody called or the hotline is open, beside the seats planned on a day."""
    hours = shifts.opening(day)
    first, last = shifts.day_bounds(day)
    seats = shifts.seats_between(campaign, first, last)
    lines = []
    for hour in range(24):
        starts = first + timedelta(hours=hour)
        ends = starts + timedelta(hours=1)
        is_open = hours.starts is not None and hours.ends is not None and hours.starts < ends <= hours.ends
        if not is_open and not found.by_hour[hour]:
            continue
        lines.append(
            Hour(
                hour,
                found.by_hour[hour],
                _needed(found.by_hour[hour], mean_seconds, target),
                _least(seats, starts, ends),
            )
        )
    return lines


def _least(seats: Sequence[ShiftView], starts: datetime, ends: datetime) -> int:
    """How many seats are taken at the emptiest quarter of an hour."""
    quarters = [starts + timedelta(minutes=15 * n) for n in range(4)]
    return min(
        sum(1 for s in seats if s.starts_at <= q and s.ends_at >= min(q + timedelta(minutes=15), ends))
        for q in quarters
    )


def _needed(calls: float, mean_seconds: float, target: Target) -> erlang.Staffing:
    if not 0 <= calls <= MOST_CALLS:
        raise Invalid("hotline.staffing_calls", field="calls", most=MOST_CALLS)
    if not 0 < mean_seconds <= LONGEST_CALL:
        raise Invalid("hotline.staffing_length", field="length", most=LONGEST_CALL)
    if not 0 < target.share < 100 or not 0 <= target.seconds <= 3600:
        raise Invalid("hotline.staffing_target", field="share")
    try:
        return erlang.seats_needed(calls, mean_seconds, target.seconds, target.share / 100)
    except ValueError as problem:
        raise Invalid("hotline.staffing_calls", field="calls", most=MOST_CALLS) from problem
