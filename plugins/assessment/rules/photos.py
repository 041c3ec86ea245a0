"""Photos: how large they truly are, what a caption lacks, which look alike (CP-06). Standard library only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

LONGEST_WHAT, LONGEST_PART, LEAST_WHAT = 500, 200, 6


@dataclass(frozen=True)
class Facts:
    """What is known of a photo: its own pixels, the rule's least ones (long side, short side), its caption, whether its
    persons agreed, whether it is said to show the same as another one, whether it was looked at since it came, and whether
    its caption was typed anew after it was chosen."""

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
    looked_at: bool = True
    said_anew: bool = False


def large_enough(width: int, height: int, least: tuple[int, int] | None) -> bool:
    """Whether a picture has the rule's pixels, upright or across."""
    return least is None or (max(width, height) >= max(least) and min(width, height) >= min(least))


def seems_enlarged(facts: Facts) -> bool:
    """Whether its detail reaches only as far as that of a picture with fewer pixels than the rule wants (CP-06).

    A soft photo with far more pixels than that is none: reduced to its true width it is still large enough.
    """
    if facts.true_width is None or not facts.width:
        return False
    true_height = round(facts.height * facts.true_width / facts.width)
    return facts.least is not None and not large_enough(facts.true_width, true_height, facts.least)


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
    if not facts.looked_at:
        found.append("assessment.photo_unlooked")
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
    if seems_enlarged(facts):
        found.append("assessment.photo_enlarged")
    if facts.said_anew:
        found.append("assessment.photo_said_anew")
    if facts.taken_on is not None and not starts_on <= facts.taken_on <= ends_on:
        found.append("assessment.photo_day_outside")
    return tuple(found)
