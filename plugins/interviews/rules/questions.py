"""What becomes of a question, and the host's list of those that were picked. Pure decisions: codes in, verdicts out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

#: in the order of the work: waits for the host, let through, picked, answered, with a department, not public
TABS: Final = ("waiting", "ready", "chosen", "answered", "passed", "refused")
#: what may be done with a question where it stands
ACTS: Final = {
    "waiting": ("pass", "choose", "hold", "pass_on", "refuse"),
    "ready": ("choose", "pass_on"),
    "chosen": ("unchoose",),
    "answered": (),
    "passed": ("pass_on",),
    "refused": (),
    "merged": (),
}
#: the most questions of a host's list: more are never answered in an hour
MOST_CHOSEN: Final = 60


def state_of(state: str, outcome: str, chosen: bool, answered: bool) -> str:
    """Where a question stands for people: by the ledger's state and end, and whether it was picked or answered on air."""
    if state == "merged":
        return "merged"
    if state in ("received", "held"):
        return "waiting"
    if state in ("rejected", "withdrawn"):
        return "refused"
    if answered:
        return "answered"
    if state == "ended":
        return "passed" if outcome == "passed_on" else "answered"
    if chosen:
        return "chosen"
    return "passed" if state == "assigned" else "ready"


def takes(
    first: datetime | None, until: datetime | None, live: str, ended_at: datetime | None
) -> tuple[datetime | None, datetime | None, bool]:
    """(from, until, whether at all): when questions to an interview are taken.

    `first` and `until` are the window that the notice announced, `live` how far the broadcast is. While it is on they are
    taken until it ends, whatever the window says; once it is over no more are.
    """
    if live in ("on", "paused"):
        return None, None, True
    if live == "over" and ended_at is not None:
        until = min(until, ended_at) if until is not None else ended_at
    return first, until, first is not None or live == "over"


def moved(order: Sequence[int], one: int, by: int) -> list[int]:
    """The list with `one` moved up (by < 0) or down; at the ends it stays."""
    found = [other for other in order if other != one]
    at = min(max(list(order).index(one) + by, 0), len(found))
    return [*found[:at], one, *found[at:]]


def same_set(order: Sequence[int], wanted: Sequence[int]) -> bool:
    """Whether a new order holds what the list holds, each once."""
    return len(wanted) == len(set(wanted)) and sorted(order) == sorted(wanted)
