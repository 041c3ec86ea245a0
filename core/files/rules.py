"""Photos as pure decisions: may a portrait be public (PI-04), is a photo large and well enough told (CP-06)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

#: what was answered to "can anyone be recognised in it?": not yet, nobody, a crowd without faces, persons
Answer = Literal["open", "none", "crowd", "persons"]
ANSWERS = ("none", "crowd", "persons")
#: how a person agreed: on paper, spoken and written down by a clerk, a child's guardian on paper
WAYS = ("written", "oral", "guardian")
ON_PAPER = ("written", "guardian")

Standing = Literal["clear", "question_open", "consent_missing"]


def standing(answer: str, persons: int, agreed: int) -> Standing:
    """Whether a photo may be public: `persons` can be recognised in it, `agreed` of them have and still do."""
    if answer in ("none", "crowd"):
        return "clear"
    if answer != "persons" or persons < 1:
        return "question_open"
    return "clear" if agreed >= persons else "consent_missing"


@dataclass(frozen=True)
class PhotoRule:
    """CP-06 as a pack has it: least pixels, whether a caption must stand, and how many characters it has at least."""

    long_side: int
    short_side: int
    caption: bool
    caption_length: int
    clause: str


@dataclass(frozen=True)
class Shortfall:
    """What a photo lacks: `small` or `caption`."""

    code: str
    have: int = 0
    least: int = 0


def shortfalls(rule: PhotoRule | None, width: int, height: int, caption: str) -> Sequence[Shortfall]:
    """What keeps a photo from CP-06. A photo held upright counts by its longer side; no rule, nothing lacks."""
    if rule is None:
        return ()
    found = []
    if max(width, height) < rule.long_side or min(width, height) < rule.short_side:
        found.append(Shortfall("small"))
    written = len("".join(caption.split()))
    if rule.caption and written < max(1, rule.caption_length):
        found.append(Shortfall("caption", written, max(1, rule.caption_length)))
    return found
