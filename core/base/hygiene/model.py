"""What the hygiene check takes and gives, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .reasons import REASONS

#: in the order of weight: where two finds overlap, the heavier kind names the whole
KINDS = ("injected", "garbled", "lost_character", "personal", "wrong_name", "placeholder")


@dataclass(frozen=True)
class Context:
    """What is known about a text besides its words. Empty values are inferred from the text, or not judged.

    `year`: the year it speaks from. `areas`: names of its own areas, the narrowest first (云川市). `departments`:
    official names of the units that the system knows.
    """

    year: int | None = None
    areas: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """One polluted stretch: [start, end) in characters of the text, one of KINDS, and why as a code with words."""

    start: int
    end: int
    kind: str
    code: str
    text: str
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def reason(self) -> str:
        """What is wrong and what to do, one Chinese sentence."""
        return REASONS[self.code] % dict(self.params)

    def to_json(self) -> dict[str, object]:
        return {"start": self.start, "end": self.end, "kind": self.kind, "reason": self.reason}


@dataclass(frozen=True)
class Hit:
    """A find of one detector, before overlaps are settled."""

    start: int
    end: int
    kind: str
    code: str
    params: Mapping[str, str] = field(default_factory=dict)
