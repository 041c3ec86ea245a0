"""Go or no-go: when it is decided, what is short, and what follows when a session is moved (OD-03, OD-05)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from .dates import IsWorkday, earliest_open_day, latest_publish_day, weekend_only
from .values import Term


@dataclass(frozen=True, slots=True)
class Turnout:
    """One session that is held: `booked` counts people with a place, the recommended too, nobody who waits."""

    session_id: int
    day: date
    booked: int


@dataclass(frozen=True, slots=True)
class Shortfall:
    """Too few people: in one session, or over the whole open day (`session_id` None)."""

    session_id: int | None
    booked: int
    least: int

    @property
    def missing(self) -> int:
        return self.least - self.booked


def shortfalls(
    sessions: Sequence[Turnout], least: int | None, *, per_session: bool = False
) -> tuple[Shortfall, ...]:
    """Where fewer than `least` have booked, as the pack counts (OD-05.counted_over); nothing without the rule."""
    if least is None or not sessions:
        return ()
    if per_session:
        return tuple(Shortfall(s.session_id, s.booked, least) for s in sessions if s.booked < least)
    booked = sum(s.booked for s in sessions)
    return (Shortfall(None, booked, least),) if booked < least else ()


def decide_on(sessions: Sequence[Turnout], before: Term, is_workday: IsWorkday = weekend_only) -> date | None:
    """The day of go or no-go: so long before the first session that is still held (OD-05.decide_before)."""
    first = min((s.day for s in sessions), default=None)
    if first is None:
        return None
    left, day = before.n, first
    while left > 0:
        day -= timedelta(days=1)
        left -= before.unit == "calendar" or is_workday(day)
    return day


@dataclass(frozen=True, slots=True)
class Moving:
    """What moving a session to another day means for OD-03.

    `anew`: the pack counts the days again from a corrected announcement; then `earliest` is the first lawful new day
    for one that is published today, and `publish_by` the last day to publish it for the wished day.
    """

    anew: bool
    lawful: bool
    earliest: date | None = None
    publish_by: date | None = None


def moving(
    old_day: date,
    new_day: date,
    *,
    today: date,
    notice: Term | None,
    again: bool,
    is_workday: IsWorkday = weekend_only,
) -> Moving:
    """Whether the notice runs anew. Another hour or place on the same day moves no day."""
    if new_day == old_day or not again or notice is None:
        return Moving(anew=False, lawful=True)
    earliest = earliest_open_day(today, notice, is_workday)
    return Moving(True, new_day >= earliest, earliest, latest_publish_day(new_day, notice, is_workday))
