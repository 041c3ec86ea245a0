"""Who is offered a free place: the strict lines of a session."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.booking.rules.quotas import CATEGORY, POOL, Places


@dataclass(frozen=True, slots=True)
class Waiting:
    """A booking in line. `quota` is the index of the quota in whose line it stands."""

    id: int
    quota: int
    party: int
    queue_no: int


@dataclass(frozen=True, slots=True)
class Offer:
    """A booking that is offered places of a quota (by its index)."""

    id: int
    quota: int


@dataclass(frozen=True, slots=True)
class Filled:
    """Whom to offer places, in order, and the quotas afterwards."""

    offers: tuple[Offer, ...]
    quotas: tuple[Places, ...]


def fill(quotas: Sequence[Places], line: Sequence[Waiting], *, pooled: bool) -> Filled:
    """Offer what is free to those who wait; groups stay together and nobody overtakes.

    A category's places go to the head of its own line. Once the categories have flowed into the pool (`pooled`), what
    the own head can't take becomes the pool's, and the pool's places go by `queue_no` over all lines. A head whose group
    doesn't fit keeps the free places of its line.
    """
    after = list(quotas)
    lines: list[deque[Waiting]] = [deque() for _ in quotas]
    for one in sorted(line, key=lambda w: w.queue_no):
        lines[one.quota].append(one)
    offers: list[Offer] = []

    def serve(one: Waiting, taken_from: int) -> None:
        lines[one.quota].popleft()
        own, given = after[one.quota], after[taken_from]
        if one.quota == taken_from:
            after[taken_from] = replace(given, taken=given.taken + one.party, waiting=given.waiting - 1)
        else:
            after[one.quota] = replace(own, waiting=own.waiting - 1)
            after[taken_from] = replace(given, taken=given.taken + one.party)
        offers.append(Offer(one.id, taken_from))

    for index, quota in enumerate(quotas):
        if quota.kind == CATEGORY or (quota.kind == POOL and not pooled):
            while lines[index] and lines[index][0].party <= after[index].free:
                serve(lines[index][0], index)
    pool = next((index for index, quota in enumerate(quotas) if quota.kind == POOL), None)
    if not pooled or pool is None:
        return Filled(tuple(offers), tuple(after))
    for index, quota in enumerate(after):
        if quota.kind == CATEGORY and quota.free:
            after[pool] = replace(after[pool], capacity=after[pool].capacity + quota.free)
            after[index] = replace(quota, capacity=quota.taken)
    while heads := [waiting[0] for waiting in lines if waiting]:
        first = min(heads, key=lambda w: w.queue_no)
        if first.party > after[pool].free:
            break
        serve(first, pool)
    return Filled(tuple(offers), tuple(after))
