"""Search over all that is published, on SQLite and PostgreSQL alike.

`put` and `remove` belong into the unit of work of the fact itself, so that what is published is found at once and what is
hidden is gone at once. Only public words may be put in.
"""

from core.base.search.contracts import (
    Facets,
    Filters,
    Hit,
    Passage,
    Piece,
    Place,
    Results,
    SearchDocument,
    place,
)
from core.base.search.finding import facets, newest, search
from core.base.search.index import holds, put, remove
from core.base.search.quick import QuickHit, quick

__all__ = [
    "Facets",
    "Filters",
    "Hit",
    "Passage",
    "Piece",
    "Place",
    "QuickHit",
    "Results",
    "SearchDocument",
    "facets",
    "holds",
    "newest",
    "place",
    "put",
    "quick",
    "remove",
    "search",
]
