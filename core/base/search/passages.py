"""The stretches of the real text that show what was found, with the words marked. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from core.base.search import folding
from core.base.search.contracts import Form, Passage, Piece, Query
from core.base.search.folding import BREAK, Word
from core.base.search.ranking import may_be_torn

WIDTH = 84  # characters of Chinese; English takes twice as many
MOST_READ = 100_000
MOST_PLACES = 100
CUT = "……"
Read = Callable[[str], Sequence[Word]]


@dataclass(frozen=True)
class _Found:
    start: int
    end: int
    term: int


def marked(text: str, query: Query, read: Read) -> Passage:
    """The whole text with its words marked: for titles."""
    return _with_marks(text, 0, len(text), query, read)


def passages(text: str, query: Query, read: Read, *, most: int = 2) -> tuple[Passage, ...]:
    """The best stretches: one, and a second where it shows a word that the first lacks. Without a word, the beginning."""
    text = text[:MOST_READ]
    width = WIDTH * 2 if _is_english(text) else WIDTH
    found = _places(text, query)
    shown: list[Passage] = []
    seen: set[int] = set()
    while len(shown) < most:
        fresh = [place for place in found if place.term not in seen]
        if not fresh:
            break
        start, end, terms = _best(fresh, found, query, width)
        passage = _with_marks(text, *_bounds(text, start, end, width), query, read)
        seen |= terms
        if any(piece.marked for piece in passage):
            shown.append(passage)
    if not shown and text.strip():
        return (_with_marks(text, *_bounds(text, 0, 0, width), Query(), read),)
    return tuple(shown)


def _places(text: str, query: Query) -> list[_Found]:
    """Where the terms may stand. Runs of Chinese are not cut into words here: that is done for what is shown only."""
    words = list(folding.read(text, lambda run: (run,)))
    tight = "".join(word.text for word in words)
    offsets = [0, *accumulate(len(word.text) for word in words)]

    def real(place: int) -> tuple[int, int]:
        number = bisect_right(offsets, place) - 1
        word = words[number]
        if len(word.text) != word.end - word.start:
            return word.start, word.end
        start = word.start + place - offsets[number]
        return start, start + 1

    found = []
    for number, term in enumerate(query.terms):
        for form in term.forms:
            place = tight.find(form.tight)
            count = 0
            while place >= 0 and count < MOST_PLACES:
                last = place + len(form.tight) - 1
                found.append(_Found(real(place)[0], real(last)[1], number))
                place = tight.find(form.tight, last + 1)
                count += 1
    return sorted(found, key=lambda one: (one.start, one.end))


def _best(
    fresh: Sequence[_Found], found: Sequence[_Found], query: Query, width: int
) -> tuple[int, int, set[int]]:
    """The window that shows most: (start, end, terms in it). It begins at a word that was not shown yet."""
    best: tuple[float, int, int, set[int]] | None = None
    for first in fresh:
        here = [place for place in found if first.start <= place.start and place.end <= first.start + width]
        terms = {place.term for place in here} or {first.term}
        worth = sum(query.terms[term].weight for term in terms) + min(len(here), 6) / 100
        if best is None or worth > best[0]:
            best = (worth, first.start, max((place.end for place in here), default=first.end), terms)
    assert best is not None
    return best[1], best[2], best[3]


def _bounds(text: str, start: int, end: int, width: int) -> tuple[int, int]:
    """The window widened to `width`, beginning behind a clause where one ends near."""
    room = max(width - (end - start), 0)
    begin = max(start - room // 2, 0)
    if begin:
        breaks = [text.rfind(sign, begin, start) for sign in "。！？；\n.!?;，,、 "]
        near = [place + 1 for place in breaks if place >= 0]
        begin = min(near) if near else begin
    finish = min(begin + max(width, end - start), len(text))
    return begin, max(finish, min(end, len(text)))


def _with_marks(text: str, begin: int, finish: int, query: Query, read: Read) -> Passage:
    part = text[begin:finish]
    spans = _merged(_marks(part, query, read)) if query.terms else []
    pieces: list[Piece] = [Piece(CUT)] if begin else []
    last = 0
    for start, end in spans:
        pieces += [Piece(_line(part[last:start])), Piece(part[start:end], True)]
        last = end
    pieces.append(Piece(_line(part[last:])))
    if finish < len(text):
        pieces.append(Piece(CUT))
    return tuple(piece for piece in pieces if piece.text)


def _line(text: str) -> str:
    """On one line, with a space where a paragraph ended."""
    return text.replace("\r", "").replace("\n", " ")


def _marks(part: str, query: Query, read: Read) -> list[tuple[int, int]]:
    words = [word for word in read(part) if word.text != BREAK]
    tight = "".join(word.text for word in words)
    starts: list[int] = []
    at = 0
    for word in words:
        starts.append(at)
        at += len(word.text)
    edges = {*starts, at}
    owner = [number for number, word in enumerate(words) for _ in word.text]
    found = []
    for form in (form for term in query.terms for form in term.forms):
        place = tight.find(form.tight)
        while place >= 0:
            end = place + len(form.tight)
            if _stands(form, place, end, edges, owner):
                found.append((_real(words, starts, owner, place)[0], _real(words, starts, owner, end - 1)[1]))
            place = tight.find(form.tight, place + 1)
    return found


def _stands(form: Form, start: int, end: int, edges: set[int], owner: Sequence[int]) -> bool:
    """The rule of ranking.holds, for one place."""
    on_edges = start in edges and end in edges
    if form.english:
        return on_edges
    at_one_edge = end - start == 2 and (start in edges or end in edges)
    return on_edges or at_one_edge or owner[start] == owner[end - 1] or may_be_torn(form)


def _real(words: Sequence[Word], starts: Sequence[int], owner: Sequence[int], place: int) -> tuple[int, int]:
    """Where a character of the tight text stands in the real one: itself, or its whole word where they differ."""
    word = words[owner[place]]
    if len(word.text) != word.end - word.start or word.text[:1].isascii():
        return word.start, word.end
    real = word.start + place - starts[owner[place]]
    return real, real + 1


def _merged(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _is_english(text: str) -> bool:
    sample = text[:400]
    return sum(char.isascii() for char in sample) > 0.8 * len(sample)
