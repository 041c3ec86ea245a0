"""The index as one of the places that hold a copy of a text (SC-01)."""

from __future__ import annotations

from core.base import search
from core.plugin.contracts import RevisionView


def _key(revision: RevisionView) -> str:
    return f"publishing:{revision.document_id}"


def copies_of(revision: RevisionView) -> int:
    """How many entries of the index hold the document's text."""
    return int(search.holds(_key(revision)))


def forget(revision: RevisionView) -> None:
    """Take the document's text out of the index, its words out of the index's files."""
    search.remove(_key(revision))
