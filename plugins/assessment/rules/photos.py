"""Photos: how large they truly are, what a caption lacks, which look alike (CP-06). Standard library only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

#: so many of the 64 bits of two looks may differ when they show the same
ALIKE = 8
#: a look with fewer set or unset bits is of a nearly plain picture (sky, a page): many of them look alike by chance
PLAIN, ALIKE_PLAIN = 10, 1
#: a picture whose true width is less than this part of its own looks enlarged
ENLARGED = 0.85
LONGEST_WHAT, LONGEST_PART, LEAST_WHAT = 500, 200, 6


@dataclass(frozen=True)
class Facts:
    """What is known of a photo: its own pixels, the rule's least ones (long side, short side), its caption, whether its
    persons agreed, and whether it is said to show the same as another one."""

    width: int
    height: int
    least: tuple[int, int] | None
    true_width: int | None
    who: str
    place: str
    what: str
    taken_on: date | None
    consent_open: bool
    same_as: int | None = None
    pairs_open: int = 0


def large_enough(width: int, height: int, least: tuple[int, int] | None) -> bool:
    """Whether a picture has the rule's pixels, upright or across."""
    return least is None or (max(width, height) >= max(least) and min(width, height) >= min(least))


def seems_enlarged(width: int, true_width: int | None) -> bool:
    """Whether its detail reaches only as far as that of a clearly smaller picture."""
    return true_width is not None and true_width < width * ENLARGED


def caption_lacks(what: str, who: str, place: str, taken_on: date | None) -> tuple[str, ...]:
    """Which parts of a caption are missing: what, who, place, day."""
    found = []
    if len(what.strip()) < LEAST_WHAT:
        found.append("what")
    if not who.strip():
        found.append("who")
    if not place.strip():
        found.append("place")
    if taken_on is None:
        found.append("day")
    return tuple(found)


def caption(what: str, who: str, place: str, taken_on: date | None) -> str:
    """A line for the paper: 2026年5月15日，在政务服务中心，工作人员演示查询办法。（摄/人：…）"""
    parts = []
    if taken_on is not None:
        parts.append(f"{taken_on.year}年{taken_on.month}月{taken_on.day}日")
    parts += [text for text in (place.strip(), who.strip()) if text]
    told = what.strip()
    return "，".join([*parts, told] if told else parts)


def blockers(facts: Facts) -> tuple[str, ...]:
    """Codes of why a photo can't be chosen; a suspicion is none of them."""
    found = []
    if not large_enough(facts.width, facts.height, facts.least):
        found.append("assessment.photo_small")
    if caption_lacks(facts.what, facts.who, facts.place, facts.taken_on):
        found.append("assessment.photo_caption")
    if facts.consent_open:
        found.append("assessment.photo_consent")
    if facts.same_as is not None:
        found.append("assessment.photo_same")
    elif facts.pairs_open:
        found.append("assessment.photo_pairs_open")
    return tuple(found)


def warnings(facts: Facts, starts_on: date, ends_on: date) -> tuple[str, ...]:
    """What the office should look at before it chooses."""
    found = []
    if seems_enlarged(facts.width, facts.true_width):
        found.append("assessment.photo_enlarged")
    if facts.taken_on is not None and not starts_on <= facts.taken_on <= ends_on:
        found.append("assessment.photo_day_outside")
    return tuple(found)


def alike(looks: str, others: Iterable[tuple[int, str]], most: int = ALIKE) -> list[tuple[int, int]]:
    """(id, distance) of those that look like this one, the nearest first."""
    mine = int(looks, 16)
    if not PLAIN <= mine.bit_count() <= 64 - PLAIN:
        most = min(most, ALIKE_PLAIN)
    found = [
        (number, gap) for number, other in others if (gap := (mine ^ int(other, 16)).bit_count()) <= most
    ]
    return sorted(found, key=lambda one: (one[1], one[0]))


def look_of(gray: Sequence[Sequence[int]]) -> str:
    """The look of a picture that was reduced to 9×8 grey values: 64 bits, each whether a pixel is lighter than the next one
    to its right, as 16 hexadecimal digits. Robust to another size, quality and brightness."""
    bits = 0
    for row in gray:
        for left, right in pairwise(row):
            bits = (bits << 1) | (left > right)
    return f"{bits:016x}"
