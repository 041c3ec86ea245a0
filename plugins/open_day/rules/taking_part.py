"""Who may come (OD-06) and under which category (OD-07)."""

from __future__ import annotations

from collections.abc import Iterable

from .values import OpenDayPack

#: Always offered, because a pensioner or a farmer fits none of a notice's categories.
OTHERS = "其他群众"


def categories_of(pack: OpenDayPack) -> tuple[str, ...]:
    """The categories to choose from: the pack's, in its order, and always 其他群众 last."""
    listed = pack.categories.value if pack.categories is not None else ()
    return (*(c for c in listed if c != OTHERS), OTHERS)


def declarations_of(pack: OpenDayPack) -> tuple[str, ...]:
    """What a visitor must declare: `age_capacity` and `ties`, none when the pack does not have OD-06."""
    if pack.eligibility is None:
        return ()
    rule = pack.eligibility.value
    needed = []
    if rule.min_age is not None or rule.full_capacity:
        needed.append("age_capacity")
    if rule.ties:
        needed.append("ties")
    return tuple(needed)


def undeclared(declared: Iterable[str], pack: OpenDayPack) -> tuple[str, ...]:
    """The declarations that are still missing."""
    given = set(declared)
    return tuple(code for code in declarations_of(pack) if code not in given)
