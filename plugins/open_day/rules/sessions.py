"""The places of one session: how many are kept for categories, and what is left for everybody (OD-07)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from .taking_part import OTHERS

Quotas = Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why these quotas can't be: a message code, the category it is about ("" for the session), and figures."""

    code: str
    category: str = ""
    params: dict[str, object] = field(default_factory=dict)


def used(quotas: Quotas) -> tuple[tuple[str, int], ...]:
    """The quotas that keep places; a category with none or nothing written has no quota of its own."""
    return tuple((name, places) for name, places in quotas if places)


def common(capacity: int, quotas: Quotas) -> int:
    """The places that no category has: the common pool. Negative when more is kept than there is."""
    return capacity - sum(places for _, places in quotas)


def refuse_quotas(capacity: int, quotas: Quotas) -> Refusal | None:
    """Quotas fit into the session, and where there are any 其他群众 has one: who fits no category must find a place."""
    kept = used(quotas)
    if not kept:
        return None
    if any(places < 0 for _, places in kept):
        return Refusal("quota_negative", next(name for name, places in kept if places < 0))
    total = sum(places for _, places in kept)
    if total > capacity:
        return Refusal("quotas_exceed", "", {"total": total, "capacity": capacity, "over": total - capacity})
    if OTHERS not in dict(kept):
        return Refusal("quota_others_missing", OTHERS, {"category": OTHERS, "left": capacity - total})
    return None
