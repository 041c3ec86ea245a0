"""Frozen shapes of the search: what goes in, what is asked, what comes out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

#: (endpoint, its values without language and campaign)
Place = tuple[str, tuple[tuple[str, Any], ...]]


def place(endpoint: str, **values: Any) -> Place:
    """A page as SearchDocument.places takes it."""
    return endpoint, tuple(sorted(values.items()))


@dataclass(frozen=True)
class SearchDocument:
    """One published thing, in public words only. `key` is `<room or plugin>:<id>` and never changes.

    `places`: its permanent address, and further ones for when the plugin of the first rests; the first that works is
    shown. `column` names the section it stands in. `names`: units, also by their short names, that should find it.
    `body`: plain text, a paragraph a line; `headings` stand in `body` too. Moments are aware.
    """

    key: str
    kind: str
    title: str
    body: str
    places: tuple[Place, ...]
    published_at: datetime
    headings: tuple[str, ...] = ()
    doc_number: str = ""
    names: tuple[str, ...] = ()
    campaign_id: int | None = None
    department_id: int | None = None


@dataclass(frozen=True)
class Filters:
    """What may be found. `campaign_ids`: only these and what belongs to none. `since`, `until`: [since, until)."""

    campaign_ids: frozenset[int] | None = None
    campaign_id: int | None = None
    department_id: int | None = None
    kind: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Piece:
    """A bit of a text; `marked` when it is what was looked for."""

    text: str
    marked: bool = False


#: A passage: pieces that make up a stretch of the real text.
Passage = tuple[Piece, ...]


@dataclass(frozen=True)
class Hit:
    """One thing found. `partial`: it holds only some of the words."""

    key: str
    kind: str
    title: Passage
    passages: tuple[Passage, ...]
    places: tuple[Place, ...]
    published_at: datetime
    campaign_id: int | None
    department_id: int | None
    doc_number: Passage
    english: bool
    partial: bool


@dataclass(frozen=True)
class Results:
    """What a search found. `total` counts those with all words; `partial_total` those after them with only some.

    `capped`: more were found than are put in order, `total` counts them all the same. `words`: what was looked for, as
    understood. `cut`: the question was too long and its end was left out. `suggestions`: words that would find something;
    given only when nothing was found.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    partial_total: int = 0
    shown_total: int = 0
    capped: bool = False
    words: tuple[str, ...] = ()
    cut: bool = False
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Facets:
    """What the index holds, to filter by."""

    kinds: tuple[str, ...] = ()
    department_ids: frozenset[int] = frozenset()
    campaign_ids: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Candidate:
    """A document as the ranking reads it: texts as `words.fold_text` writes them.

    `more`: the body goes on where reading stopped, and the engine found every term somewhere in it.
    """

    id: int
    key: str
    title: str
    headings: str
    names: str
    body: str
    doc_number: str
    published_at: datetime
    more: bool = False


@dataclass(frozen=True)
class Rank:
    """Where a candidate stands: `full` when it holds every word that must be there."""

    id: int
    full: bool
    score: float


@dataclass(frozen=True)
class Form:
    """One way to say a term: its words as they stand in folded texts.

    `known`: the segmenter has it as one word, so a text where it is torn over two words doesn't mean it.
    """

    words: tuple[str, ...]
    english: bool = False
    known: bool = False

    @property
    def spaced(self) -> str:
        return " " + " ".join(self.words) + " "

    @property
    def tight(self) -> str:
        return "".join(self.words)


@dataclass(frozen=True)
class Term:
    """One thing asked for. The first form is as typed, the others mean the same.

    `exact`: in quotes, or a number: it must stand there word for word.
    """

    forms: tuple[Form, ...]
    shown: str
    weight: float = 1.0
    required: bool = True
    exact: bool = False


@dataclass(frozen=True)
class Query:
    """A question as understood."""

    terms: tuple[Term, ...] = ()
    tight: str = ""
    cut: bool = False

    @property
    def required(self) -> tuple[Term, ...]:
        return tuple(term for term in self.terms if term.required)
