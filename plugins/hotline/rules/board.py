"""The figures of the live board, as functions over rows: each number is the count of the rows that it opens.

Moments are seconds since 1970 (UTC), durations seconds. A row is one incoming call of the day, or a caller in line of
whom no call is known. How each figure counts is written down in docs/hotline.md; here it is, once:

waiting    stands in line now
rated      was answered, or left the line without being answered (hung up, or was promised a callback)
missed     rated and not answered
connection answered ÷ rated (HL-01)
timed      answered, and it is known since when they waited
within     timed, and answered within the pack's seconds (HL-01)
service    with the abandoned:    within ÷ (timed + missed)
           without the abandoned: within ÷ timed
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

QUARTER = 900
DAY = 86_400
#: the waiting are compared with those of so long ago
LOOK_BACK = 600


@dataclass(frozen=True, slots=True)
class Row:
    """One caller. `state`: ringing, waiting, talking, ended; `outcome` of the ended: answered, abandoned, callback."""

    key: str
    call_id: int | None
    waiter_id: int | None
    topic_id: int | None
    shift_id: int | None
    state: str
    outcome: str
    arrived: float
    waits_from: float | None
    answered: float | None
    ended: float | None


@dataclass(frozen=True, slots=True)
class CallFacts:
    """What the store knows of a call."""

    id: int
    source: str
    topic_id: int | None
    shift_id: int | None
    state: str
    outcome: str
    arrived: float
    queued: float | None
    answered: float | None
    ended: float | None


@dataclass(frozen=True, slots=True)
class WaiterFacts:
    """What the line knows of a caller."""

    id: int
    call_id: int | None
    topic_id: int
    shift_id: int | None
    kind: str
    state: str
    joined: float
    claimed: float | None
    ended: float | None


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat that is planned now or later today. `state`: ready, serving, wrap_up, paused, off, later."""

    shift_id: int
    number: int
    state: str
    since: float
    topic_ids: tuple[int, ...]
    general: bool
    starts: float
    ends: float

    @property
    def on_duty(self) -> bool:
        return self.state in ("ready", "serving", "wrap_up", "paused")


# ── rows ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def row_of(call: CallFacts | None, waiter: WaiterFacts | None) -> Row:
    """One caller, from the call, from their place in the line, or from both.

    The telephone system knows best when somebody came and was answered. A call that an operator typed was answered at
    once; when it is then put into the line for a seat, what counts is the wait for that seat.
    """
    if call is None:
        assert waiter is not None
        return Row(f"w{waiter.id}", None, waiter.id, waiter.topic_id, waiter.shift_id, *_in_line(waiter))
    topic = call.topic_id if call.topic_id is not None else waiter.topic_id if waiter else None
    shift = call.shift_id if call.shift_id is not None else waiter.shift_id if waiter else None
    named = (f"c{call.id}", call.id, waiter.id if waiter else None, topic, shift)
    if call.source != "telephone" and waiter is not None:
        state, outcome, _joined, since, answered, ended = _in_line(waiter)
        return Row(*named, state, outcome, call.arrived, since, answered, ended)
    since = call.queued if call.queued is not None else call.arrived if call.source == "telephone" else None
    answered, state, outcome = call.answered, call.state, call.outcome
    if answered is None and waiter is not None and _served(waiter):
        answered = waiter.claimed  # the seat has them, the telephone system hasn't said so
        state, outcome = ("ended", "answered") if state == "ended" else ("talking", "")
    elif state == "queued":
        state = "waiting"
    if (
        answered is None
        and waiter is not None
        and waiter.kind == "callback"
        and state in ("waiting", "ended")
    ):
        return Row(*named, "ended", "callback", call.arrived, since, None, call.ended or waiter.joined)
    return Row(*named, state, outcome, call.arrived, since, answered, call.ended)


def _served(waiter: WaiterFacts) -> bool:
    return waiter.kind == "call" and waiter.claimed is not None and waiter.state in ("claimed", "done")


def _in_line(
    waiter: WaiterFacts,
) -> tuple[str, str, float, float | None, float | None, float | None]:
    """(state, outcome, arrived, waits from, answered, ended) as the line has it."""
    if waiter.kind == "callback":
        return "ended", "callback", waiter.joined, waiter.joined, None, waiter.ended or waiter.joined
    if waiter.state == "waiting":
        return "waiting", "", waiter.joined, waiter.joined, None, None
    if _served(waiter):
        over = waiter.state == "done"
        times = (waiter.joined, waiter.joined, waiter.claimed, waiter.ended if over else None)
        return ("ended", "answered", *times) if over else ("talking", "", *times)
    return "ended", "abandoned", waiter.joined, waiter.joined, None, waiter.ended or waiter.joined


# ── which rows a number is made of ──────────────────────────────────────────────────────────────────────────────────
def waiting(row: Row) -> bool:
    return row.state == "waiting"


def answered(row: Row) -> bool:
    return row.answered is not None


def missed(row: Row) -> bool:
    return row.answered is None and row.outcome in ("abandoned", "callback")


def rated(row: Row) -> bool:
    return answered(row) or missed(row)


def timed(row: Row) -> bool:
    return row.answered is not None and row.waits_from is not None


def waited(row: Row, now: float) -> float | None:
    """How long this caller waited, or has waited so far; None where nobody knows since when."""
    if row.waits_from is None:
        return None
    until = row.answered if row.answered is not None else row.ended if row.ended is not None else now
    return max(0.0, until - row.waits_from)


def within(row: Row, target: float) -> bool:
    return timed(row) and (waited(row, 0.0) or 0.0) <= target


def picks(target: float) -> dict[str, Callable[[Row], bool]]:
    """What each number counts, by its name."""
    return {
        "waiting": waiting,
        "calls": lambda row: True,
        "answered": answered,
        "missed": missed,
        "rated": rated,
        "timed": timed,
        "within": lambda row: within(row, target),
        "late": lambda row: timed(row) and not within(row, target),
    }


def pick(
    rows: Iterable[Row],
    what: str,
    *,
    target: float,
    topic_id: int | None = None,
    quarter: int | None = None,
    day_start: float = 0.0,
) -> list[Row]:
    """The rows that a number is made of, latest first; those who wait: longest first. KeyError for an unknown name."""
    wanted = picks(target)[what]
    found = [
        row
        for row in rows
        if wanted(row)
        and (topic_id is None or row.topic_id == topic_id)
        and (quarter is None or quarter_of(row, day_start) == quarter)
    ]
    if what == "waiting":
        return sorted(found, key=lambda row: (row.waits_from or row.arrived, row.key))
    return sorted(found, key=lambda row: (-row.arrived, row.key))


def quarter_of(row: Row, day_start: float) -> int:
    """The quarter of an hour of the day in which somebody called, from 0."""
    return int((row.arrived - day_start) // QUARTER)


# ── figures ─────────────────────────────────────────────────────────────────────────────────────────────────────────
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
        soon=tuple(sorted(moment for moment in callbacks if now < moment <= now + 1800)),
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
    if whole.connection is not None and whole.rated >= 20 and whole.connection < terms.connection:
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
