"""What follows from how a hand-over went: when to try again, when it is uncertain, when to give up. Standard library only."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

#: About 48 hours of trying with the waits below. A count, not a clock: a clock that is set back can't prolong it.
MOST_ATTEMPTS = 20
FIRST_WAIT = timedelta(seconds=30)
FIRST_WAIT_URGENT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=4)
#: Nothing waits longer than a night and its spread: a later moment was written by a clock that has since been set back.
FARTHEST = timedelta(hours=26)
#: A row that one worker has been seen handing over for this long (seconds) is nobody's any more.
LEASE = 180.0
#: Sent and dropped messages keep their number and words this long.
WORDS_KEPT = timedelta(days=30)
#: A message that is due this long means that nobody delivers.
LATE = timedelta(minutes=10)

WAITING, RETRY, SENDING, UNCERTAIN = "waiting", "retry", "sending", "uncertain"
SENT, SHOWN, DROPPED, GIVEN_UP = "sent", "shown", "dropped", "given_up"
CALL, CALLED = "call", "called"
STATES = (WAITING, RETRY, SENDING, UNCERTAIN, GIVEN_UP, CALL, SENT, SHOWN, CALLED, DROPPED)
#: States from which somebody may send again by hand. What was sent is never sent again.
MAY_RETRY = frozenset({UNCERTAIN, GIVEN_UP, RETRY})
MAY_DROP = frozenset({WAITING, RETRY, UNCERTAIN, GIVEN_UP, CALL})
MAY_CALL = frozenset({UNCERTAIN, GIVEN_UP, RETRY, WAITING})

#: How a telephone call ended → the state that follows.
CALL_RESULTS = {"told": CALLED, "no_answer": CALL, "wrong_number": DROPPED}


@dataclass(frozen=True)
class Outcome:
    """How one hand-over went: "sent", "later" (surely not delivered), "refused" (for good), "unknown" (perhaps delivered).

    `fault` is a code; `figure` the other side's number ("550 5.1.1"), never its words. `receipt` is the gateway's id.
    """

    how: str
    fault: str = ""
    figure: str = ""
    receipt: str = ""


def state_after(outcome: Outcome, attempts: int, *, repeats_safely: bool) -> str:
    """The state after a hand-over, the `attempts`-th (from 1).

    `repeats_safely`: the gateway knows each message by its key and delivers it once, however often it gets it.
    """
    if outcome.how == "sent":
        return SENT
    if outcome.how == "refused":
        return GIVEN_UP
    if outcome.how == "unknown" and not repeats_safely:
        return UNCERTAIN
    return RETRY if attempts < MOST_ATTEMPTS else GIVEN_UP


def wait_after(attempts: int, *, urgent: bool, chance: float) -> timedelta:
    """How long until the next try: doubling, at most four hours, between 75 % and 125 % of it by `chance` (0 to 1)."""
    first = FIRST_WAIT_URGENT if urgent else FIRST_WAIT
    return min(first * 2 ** min(attempts - 1, 20), LONGEST_WAIT) * (0.75 + chance / 2)


class Leases:
    """Which rows one worker has seen in the same hands, and for how long, by its own monotonic clock.

    The wall clock isn't asked: set forward it would take a message from a living worker, set back it would keep a
    dead worker's message for hours.
    """

    def __init__(self, lease: float = LEASE) -> None:
        self.lease = lease
        self._seen: dict[Hashable, float] = {}

    def lost(self, in_hand: Iterable[tuple[int, str]], monotonic: float) -> list[tuple[int, str]]:
        """Of the (row, attempt) pairs in hand now, those seen for longer than the lease."""
        now_there = list(in_hand)
        self._seen = {pair: self._seen.get(pair, monotonic) for pair in now_there}
        return [pair for pair in now_there if monotonic - self._seen[pair] > self.lease]


def is_late(due: datetime, now: datetime) -> bool:
    """Whether a message that was due then should have left by now."""
    return now - due > LATE
