"""Search over all that is published, on SQLite and PostgreSQL alike.

`put` and `remove` belong into the unit of work of the fact itself, so that what is published is found at once and what is
hidden is gone at once. Only public words may be put in.
"""

from core.base.search.contracts import Filters, Hit, Passage, Piece, Place, Results, SearchDocument, place
from core.base.search.finding import search
from core.base.search.index import put, remove

__all__ = [
    "Filters",
    "Hit",
    "Passage",
    "Piece",
    "Place",
    "Results",
    "SearchDocument",
    "place",
    "put",
    "remove",
    "search",
]
