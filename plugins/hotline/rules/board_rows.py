"""The rows that the live board counts, and which of them each of its numbers is made of.

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

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

QUARTER = 900


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
    until: float | None = None

    def at(self, now: float) -> Seat:
        """The seat at a moment: nobody presses a button when a wrap-up is over."""
        if self.state == "wrap_up" and self.until is not None and self.until <= now:
            return replace(self, state="ready", since=self.until, until=None)
        return self

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
