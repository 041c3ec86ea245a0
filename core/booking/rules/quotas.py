"""Whose places a person takes: the quotas of a session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.booking.rules.windows import Verdict

POOL, CATEGORY, RECOMMENDED = "pool", "category", "recommended"
#: Who fits no category of their own belongs here (OD-07), when a session keeps places for them.
OTHERS = "其他群众"


@dataclass(frozen=True, slots=True)
class Places:
    """A quota as the rules read it. `waiting` counts the bookings in its own line."""

    kind: str
    name: str
    capacity: int
    taken: int
    waiting: int = 0

    @property
    def free(self) -> int:
        return self.capacity - self.taken


def quota_for(category: str, quotas: Sequence[tuple[str, str]]) -> int | None:
    """The index of the quota whose places, and line, a category takes; `quotas` are (kind, name).

    The category's own, else the one of 其他群众, else the pool; None only for a session without a pool.
    """
    own = {name: index for index, (kind, name) in enumerate(quotas) if kind == CATEGORY}
    for name in (category, OTHERS):
        if name in own:
            return own[name]
    return pool_of(quotas)


def pool_of(quotas: Sequence[tuple[str, str]]) -> int | None:
    """The index of the pool."""
    return next((index for index, (kind, _) in enumerate(quotas) if kind == POOL), None)


def choose(quotas: Sequence[Places], own: int, party: int, *, pooled: bool) -> int | None:
    """The index of the quota in which a new booking takes its places; None: it has to wait.

    Nobody new takes a place while somebody who could take it waits, even when those who wait are a group that doesn't
    fit. Until the categories' places have flowed together (`pooled`), everybody takes those of their own quota only.
    """
    if not pooled:
        fits = quotas[own].waiting == 0 and quotas[own].free >= party
        return own if fits else None
    if any(quota.waiting for quota in quotas):
        return None
    pool = next((index for index, quota in enumerate(quotas) if quota.kind == POOL), own)
    return next((index for index in (own, pool) if quotas[index].free >= party), None)


def largest_party(quotas: Sequence[Places], own: int, *, flows: bool) -> int:
    """How large a group can ever be served; a larger one would block its line for good.

    `flows`: the categories' places will flow, or have flowed, into the pool.
    """
    if not flows:
        return quotas[own].capacity
    return sum(quota.capacity for quota in quotas if quota.kind != RECOMMENDED)


def refuse_quotas(
    n: int, capacity: int, quotas: Sequence[tuple[str, int]], recommended: int
) -> Verdict | None:
    """Quotas are inside a session's capacity, each of one place at least and named once. `n`: which session, from 1."""
    names = [name for name, _ in quotas]
    if len(set(names)) < len(names) or not all(names):
        return Verdict("quota_twice", {"n": n})
    if recommended < 0 or any(places < 1 for _, places in quotas):
        return Verdict("quota_without_places", {"n": n})
    if sum(places for _, places in quotas) > capacity:
        return Verdict("quotas_exceed", {"n": n, "capacity": capacity})
    return None
