"""The figures of the live board and its advice, as functions over rows: each number is the count of the rows it opens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from .board_rows import Row, Seat, quarter_of

#: the waiting are compared with those of so long ago (seconds)
LOOK_BACK = 600
#: two quarters of an hour: callbacks that are named beforehand (seconds)
SOON = 1800
#: with fewer calls a rate says nothing yet
ENOUGH = 20


@dataclass(frozen=True)
class Counts:
    """The counts of some rows and what follows from them. Rates are shares from 0 to 1, None without a case."""

    calls: int = 0
    waiting: int = 0
    answered: int = 0
    missed: int = 0
    timed: int = 0
    within: int = 0
    longest_since: float | None = None

    @property
    def rated(self) -> int:
        return self.answered + self.missed

    @property
    def connection(self) -> float | None:
        return self.answered / self.rated if self.rated else None

    @property
    def service(self) -> float | None:
        """With the abandoned: who gave up wasn't answered in time either."""
        return self.within / (self.timed + self.missed) if self.timed + self.missed else None

    @property
    def service_of_answered(self) -> float | None:
        """Without the abandoned."""
        return self.within / self.timed if self.timed else None


def count(rows: Iterable[Row], target: float) -> Counts:
    calls = waits = done = lost = known = quick = 0
    longest: float | None = None
    for row in rows:
        calls += 1
        if row.state == "waiting":
            waits += 1
            since = row.waits_from if row.waits_from is not None else row.arrived
            longest = since if longest is None or since < longest else longest
        if row.answered is not None:
            done += 1
            if row.waits_from is not None:
                known += 1
                quick += row.answered - row.waits_from <= target
        elif row.outcome in ("abandoned", "callback"):
            lost += 1
    return Counts(calls, waits, done, lost, known, quick, longest)


@dataclass(frozen=True)
class Quarter:
    """A quarter of an hour of the day, from 0; `last_year` None where no data is kept."""

    index: int
    counts: Counts
    last_year: int | None = None


@dataclass(frozen=True)
class TopicFigures:
    """A topic's line. `situation`: tight, fine, nobody, later (opens at `opens`), none."""

    topic_id: int
    counts: Counts
    on_duty: int
    seats: int
    situation: str
    opens: float | None = None


@dataclass(frozen=True)
class Advice:
    """What to do now: a code with its figures."""

    code: str
    topic_id: int | None = None
    from_topic_id: int | None = None
    seat: int | None = None
    count: int = 0
    seconds: int = 0


@dataclass(frozen=True)
class Figures:
    """Everything on the board at one moment."""

    all: Counts
    waiting_before: int
    longest_topic: int | None
    callbacks: int
    callbacks_due: int
    seats: tuple[Seat, ...]
    by_state: Mapping[str, int]
    topics: tuple[TopicFigures, ...]
    quarters: tuple[Quarter, ...]
    advice: Advice
    soon: tuple[float, ...] = field(default=())

    @property
    def on_duty(self) -> int:
        return sum(seat.on_duty for seat in self.seats)


@dataclass(frozen=True)
class Terms:
    """The pack's values (HL-01): `target` and `alarm` in seconds, `connection` and as a share."""

    target: float
    alarm: float
    connection: float


def figures(
    rows: Sequence[Row],
    seats: Sequence[Seat],
    topic_ids: Sequence[int],
    callbacks: Sequence[float],
    *,
    now: float,
    day_start: float,
    terms: Terms,
    last_year: Mapping[int, int] | None = None,
) -> Figures:
    """The board at `now`. `callbacks` are the first moments of those that are owed; `last_year`: quarter → calls."""
    seats = [seat.at(now) for seat in seats]
    by_topic: dict[int | None, list[Row]] = {}
    by_quarter: dict[int, list[Row]] = {}
    for row in rows:
        by_topic.setdefault(row.topic_id, []).append(row)
        by_quarter.setdefault(quarter_of(row, day_start), []).append(row)
    whole = count(rows, terms.target)
    counted = {topic: count(by_topic.get(topic, ()), terms.target) for topic in topic_ids}
    topics = tuple(_topic(topic, counted[topic], seats, now, terms) for topic in topic_ids)
    longest = [row for row in rows if row.state == "waiting"]
    head = min(longest, key=lambda row: row.waits_from or row.arrived, default=None)
    held = last_year or {}
    quarters = tuple(
        Quarter(index, count(by_quarter.get(index, ()), terms.target), held.get(index, 0) if held else None)
        for index in sorted({*by_quarter, *held})
    )
    return Figures(
        all=whole,
        waiting_before=sum(_waited_at(row, now - LOOK_BACK) for row in rows),
        longest_topic=head.topic_id if head else None,
        callbacks=len(callbacks),
        callbacks_due=sum(moment <= now for moment in callbacks),
        seats=tuple(sorted(seats, key=lambda seat: (seat.number, seat.starts))),
        by_state=Counter(seat.state for seat in seats),
        topics=topics,
        quarters=quarters,
        advice=advise(topics, seats, callbacks, whole, now=now, terms=terms),
        soon=tuple(sorted(moment for moment in callbacks if now < moment <= now + SOON)),
    )


def _waited_at(row: Row, moment: float) -> bool:
    if row.waits_from is None or row.waits_from > moment:
        return False
    left = row.answered if row.answered is not None else row.ended
    return left is None or left > moment


def _topic(topic_id: int, counts: Counts, seats: Sequence[Seat], now: float, terms: Terms) -> TopicFigures:
    own = [seat for seat in seats if topic_id in seat.topic_ids]
    on_duty = sum(seat.on_duty for seat in own)
    served = on_duty + sum(seat.on_duty and seat.general for seat in seats)
    later = [seat.starts for seat in own if seat.state == "later"]
    waits = now - counts.longest_since if counts.longest_since is not None else 0.0
    if counts.waiting and not served:
        situation = "nobody"
    elif counts.waiting and (waits >= terms.alarm or counts.waiting > served):
        situation = "tight"
    elif served:
        situation = "fine"
    elif later:
        situation = "later"
    elif own:
        situation = "nobody"
    else:
        situation = "none"
    return TopicFigures(topic_id, counts, on_duty, len(own), situation, min(later, default=None))


def advise(
    topics: Sequence[TopicFigures],
    seats: Sequence[Seat],
    callbacks: Sequence[float],
    whole: Counts,
    *,
    now: float,
    terms: Terms,
) -> Advice:
    """The one thing to do first. Facts, no forecasts: who waits where, and which seat could help."""
    pressed = sorted(
        (t for t in topics if t.counts.waiting and t.situation in ("tight", "nobody")),
        key=lambda t: t.counts.longest_since or now,
    )
    for topic in pressed:
        longest = int(now - (topic.counts.longest_since or now))
        facts = {"topic_id": topic.topic_id, "count": topic.counts.waiting, "seconds": longest}
        free = _first(seats, "ready", topic.topic_id)
        if free is not None:
            return Advice("take", seat=free.number, **facts)
        helper = _helper(topic.topic_id, topics, seats)
        if helper is not None:
            return Advice("move", from_topic_id=helper.topic_ids[0], seat=helper.number, **facts)
        paused = _first(seats, "paused", topic.topic_id)
        if paused is not None:
            return Advice("resume", seat=paused.number, **facts)
        absent = _first(seats, "off", topic.topic_id)
        if absent is not None:
            return Advice("absent", seat=absent.number, **facts)
        writing = _first(seats, "wrap_up", topic.topic_id)
        if writing is not None and topic.situation == "tight":
            return Advice("wrap_up", seat=writing.number, **facts)
        return Advice("open_seat" if topic.situation == "nobody" else "all_busy", **facts)
    due = sum(moment <= now for moment in callbacks)
    if due:
        return Advice("callbacks", count=due)
    if whole.connection is not None and whole.rated >= ENOUGH and whole.connection < terms.connection:
        return Advice("rate", count=whole.missed)
    return Advice("nothing")


def _helper(topic_id: int, topics: Sequence[TopicFigures], seats: Sequence[Seat]) -> Seat | None:
    """A free seat of another topic where nobody waits for it, the one that has been free longest."""
    calm = {topic.topic_id for topic in topics if topic.counts.waiting < max(topic.on_duty - 1, 1)}
    free = [
        seat
        for seat in seats
        if seat.state == "ready"
        and seat.topic_ids
        and topic_id not in seat.topic_ids
        and all(one in calm for one in seat.topic_ids)
    ]
    return min(free, key=lambda seat: (seat.since, seat.number), default=None)


def _first(seats: Sequence[Seat], state: str, topic_id: int) -> Seat | None:
    found = [seat for seat in seats if seat.state == state and (topic_id in seat.topic_ids or seat.general)]
    return min(found, key=lambda seat: (seat.since, seat.number), default=None)
