"""What became of the questions to an interview: sorted so that the numbers add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

#: where a question came from, as figures tell it; what a clerk entered from paper, desk or telephone is one
PAGE, HOTLINE, CLERK = SOURCES = ("page", "hotline", "clerk")
#: what became of it, one of these for each
ON_AIR, LATER, PASSED_ON, NOT_TAKEN, WITHDRAWN, OPEN, NEW = FATES = (
    "on_air", "later", "passed_on", "not_taken", "withdrawn", "open", "new",
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """One question. `state`, `outcome` and `reason` are those of the one that it is answered with (`head_id`)."""

    id: int
    head_id: int
    source: str
    state: str
    outcome: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Counted:
    """How many questions by fate, by source, by reason of not being taken up; `chosen` were picked for the broadcast."""

    received: int
    chosen: int
    fates: Mapping[str, int]
    sources: Mapping[str, int]
    reasons: Mapping[str, int] = field(default_factory=dict)

    @property
    def let_through(self) -> int:
        return sum(self.fates.get(fate, 0) for fate in (ON_AIR, LATER, PASSED_ON, OPEN))

    @property
    def waiting(self) -> int:
        """Neither answered nor ended otherwise."""
        return self.fates.get(OPEN, 0) + self.fates.get(NEW, 0)


def source_of(source: str) -> str:
    return source if source in (PAGE, HOTLINE) else CLERK


def fate_of(one: Asked, on_air: Iterable[int]) -> str:
    """What became of a question; `on_air` are those to which an answer was released in the broadcast."""
    if one.state == "rejected":
        return NOT_TAKEN
    if one.state == "withdrawn":
        return WITHDRAWN
    if one.head_id in set(on_air):
        return ON_AIR
    if one.state == "ended":
        return PASSED_ON if one.outcome == "passed_on" else LATER
    return OPEN if one.state in ("accepted", "assigned") else NEW


def count(asked: Iterable[Asked], chosen: Iterable[int], on_air: Iterable[int]) -> Counted:
    """Every question once; what was merged counts with the one that it is answered with."""
    all_of, picked, aired = list(asked), set(chosen), set(on_air)
    return Counted(
        received=len(all_of),
        chosen=sum(one.head_id in picked for one in all_of),
        fates=Counter(fate_of(one, aired) for one in all_of),
        sources=Counter(source_of(one.source) for one in all_of),
        reasons=Counter(one.reason for one in all_of if one.state == "rejected"),
    )
