"""Who is next: pure decisions about the line. Moments are whole milliseconds since 1970.

The order never changes by waiting: everybody grows older at the same pace, so a step of priority is a head start of a
fixed length (`aging`), and whoever came earlier than that can't be overtaken. The order is therefore a number that is
stored once, and the next caller is found by an index, however long the line.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

MOST_PRIORITY = 3


@dataclass(frozen=True)
class Head:
    """Somebody at the front of a lane (a topic, or minus the shift they are reserved for)."""

    id: int
    lane: int
    language: str
    rank: int
    turn: int


@dataclass(frozen=True)
class Asking:
    """A seat that is free: whose lanes it serves, what is spoken there."""

    shift_id: int
    lanes: frozenset[int]
    languages: frozenset[str] = frozenset()


def rank_of(joined: int, priority: int, aging: int) -> int:
    """The place in line: the moment of joining, earlier by what the priority is worth."""
    return joined - max(0, min(priority, MOST_PRIORITY)) * aging


def turn_of(rank: int, language: str, language_wait: int) -> int:
    """The place among those whom any seat takes: a language waits a little for a seat that speaks it."""
    return rank + language_wait if language else rank


def standing(
    seat: Asking, head: Head, *, now: int, language_wait: int, covered: Collection[tuple[int, str]]
) -> int | None:
    """How early this seat would take somebody (smaller first); None when they wait for another seat.

    `covered`: (topic, language) of what is spoken at the seats that are on duty now. A seat takes those who speak its
    language as if they had come `language_wait` earlier: they found the seat that others wait for.
    """
    if head.lane not in seat.lanes:
        return None
    if not head.language:
        return head.turn
    if head.language in seat.languages:
        return head.rank - language_wait
    if head.turn > now and (head.lane, head.language) in covered:
        return None
    return head.turn


def assign(
    seats: Sequence[Asking],
    heads: Collection[Head],
    *,
    now: int,
    language_wait: int,
    covered: Collection[tuple[int, str]] = (),
) -> dict[int, Head]:
    """Shift → caller, decided seat by seat in the order in which they asked. Whoever is reserved for a seat is first."""
    lanes: dict[int, list[Head]] = {}
    spoken: dict[tuple[int, str], list[Head]] = {}
    for head in sorted(heads, key=lambda one: (one.turn, one.id)):
        lanes.setdefault(head.lane, []).append(head)
        if head.language:
            # The same language waits equally long: its order is that of the turns.
            spoken.setdefault((head.lane, head.language), []).append(head)
    gone: set[int] = set()
    given: dict[int, Head] = {}
    for seat in seats:
        mine = next((head for head in lanes.get(-seat.shift_id, ()) if head.id not in gone), None)
        best: tuple[int, int] | None = None
        for lane in seat.lanes if mine is None else ():
            groups = [lanes.get(lane, ()), *(spoken.get((lane, one), ()) for one in seat.languages)]
            for group in groups:
                for head in group:
                    if head.id in gone:
                        continue
                    place = standing(seat, head, now=now, language_wait=language_wait, covered=covered)
                    if place is None:
                        continue
                    if best is None or (place, head.id) < best:
                        best, mine = (place, head.id), head
                    break
        if mine is not None:
            given[seat.shift_id] = mine
            gone.add(mine.id)
    return given


def told(before: int | None, ahead: int) -> int:
    """The number of people ahead that is told: what was told once never grows."""
    return ahead if before is None else min(before, ahead)


@dataclass(frozen=True)
class AfterFailure:
    """What becomes of a callback that nobody answered: `closed`, or tried again not before (ms)."""

    closed: bool
    not_before: int


def after_failure(attempts: int, *, most: int, gap: int, now: int) -> AfterFailure:
    """`attempts` counts this failure."""
    return AfterFailure(attempts >= most, now + gap)


SeatIs = Literal["ready", "serving", "wrap_up", "paused", "off"]
#: what a seat's person may do in which state
MOVES: Mapping[str, frozenset[SeatIs]] = {
    "sit_down": frozenset(("off",)),
    "pause": frozenset(("ready", "wrap_up", "paused")),
    "resume": frozenset(("paused", "wrap_up", "ready")),
    "leave": frozenset(("ready", "serving", "wrap_up", "paused")),
}


def is_free(state: str, until: int | None, now: int) -> bool:
    """Whether a seat may be given somebody: ready, or its wrap-up is over."""
    return state == "ready" or (state == "wrap_up" and until is not None and until <= now)
