"""A few best hits while somebody types: the same tokens and the same order as the search, over a small pool.

Rows with every word in the title come first; others are looked at only where these are too few. How much is read is
bounded, however many texts there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from core.base.db import db
from core.base.search.asking import understand
from core.base.search.contracts import Candidate, Filters, Place, Query
from core.base.search.engines import engine
from core.base.search.finding import wanted_tokens, within
from core.base.search.models import SearchRow
from core.base.search.ranking import ranked

#: how many are put in order
POOL = 20


@dataclass(frozen=True)
class QuickHit:
    """One thing found: its key in the index and its addresses. `full`: it holds every word."""

    key: str
    places: tuple[Place, ...]
    full: bool


def quick(text: str, filters: Filters, *, limit: int = 5) -> tuple[QuickHit, ...]:
    """What answers the words best; nothing typed is an error. With no text that holds them all, those with some."""
    query = understand(text)
    pool: dict[int, Any] = {}
    for statement in statements(query, filters):
        pool.update((row[0], row) for row in db.session.execute(statement).all())
        if len(pool) >= limit:
            break
    found = ranked(query, [Candidate(*row[:8]) for row in pool.values()])[:limit]
    return tuple(_hit(pool[rank.id], rank.full) for rank in found)


def statements(query: Query, filters: Filters) -> Iterator[Select[Any]]:
    """What is asked of the database, one after the other until there is enough."""
    wanted = wanted_tokens(query.required)
    if not wanted or not all(wanted):
        return
    by, inside = engine(), within(filters)
    yield _pool([by.holds(wanted, in_title=True), *inside])
    yield _pool([by.holds(wanted, in_title=False), *inside])
    if len(wanted) > 1:
        # None holds them all: one that holds any of them in its title is better than nothing.
        either = [[form for term in wanted for form in term]]
        yield _pool([by.holds(either, in_title=True), *inside])


@cache
def _columns() -> Select[Any]:
    """What is read of every candidate, built once: building a statement costs more than asking it."""
    return (
        select(
            SearchRow.id, SearchRow.key, SearchRow.folded_title, SearchRow.folded_headings,
            SearchRow.folded_names, SearchRow.folded_body, SearchRow.folded_number, SearchRow.published_at,
            SearchRow.places,
        )
        .order_by(SearchRow.published_at.desc(), SearchRow.id.desc())
        .limit(POOL)
    )  # fmt: skip


def _pool(conditions: list[ColumnElement[bool]]) -> Select[Any]:
    return _columns().where(*conditions)


def _hit(row: Any, full: bool) -> QuickHit:
    return QuickHit(
        row.key, tuple((endpoint, tuple(values.items())) for endpoint, values in row.places), full
    )
