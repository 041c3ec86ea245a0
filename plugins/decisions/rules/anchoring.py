"""Which paragraph of a new version is which of the old: the same, edited, renumbered or moved. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

#: how alike (0 to 1) two texts are that stand in the same place; less is enough where the number is the same
ALIKE, ALIKE_SAME_NUMBER = 0.5, 0.34
#: and that stand in other places
ALIKE_MOVED = 0.68
#: pairs that are weighed at once; beyond that only what is much alike is found
_MOST_PAIRS = 40_000
_SHORT = 4  # characters; shorter texts are the same or they are not


@dataclass(frozen=True)
class Piece:
    """A paragraph as the comparison sees it."""

    kind: str
    number: str
    text: str

    @property
    def key(self) -> str:
        return re.sub(r"\s", "", self.text)


def survivors(old: Sequence[Piece], new: Sequence[Piece]) -> list[int | None]:
    """For every new paragraph the old one that lives on in it, or None. An old one lives on once at most."""
    match = _Matching(old, new)
    match.exact()
    match.in_place()
    match.moved()
    return [match.found.get(n) for n in range(len(new))]


class _Matching:
    def __init__(self, old: Sequence[Piece], new: Sequence[Piece]) -> None:
        self.old, self.new = old, new
        self.found: dict[int, int] = {}
        self.taken: set[int] = set()
        self.grams = [_grams(piece.key) for piece in old]
        self.new_grams = [_grams(piece.key) for piece in new]

    def exact(self) -> None:
        """The same words: first with the same number, then with another; of several equal ones the first takes the first."""
        for with_number in (True, False):
            places: dict[tuple[str, str], list[int]] = defaultdict(list)
            for n, piece in enumerate(self.old):
                if n not in self.taken:
                    places[(piece.key, piece.number if with_number or not piece.key else "")].append(n)
            for n, piece in enumerate(self.new):
                key = (piece.key, piece.number if with_number or not piece.key else "")
                if n not in self.found and places[key]:
                    self._take(n, places[key].pop(0))

    def in_place(self) -> None:
        """Between neighbours that were found: the pairs that are most alike, in their order."""
        kept = _rising(sorted(self.found.items()))
        bounds = [(-1, -1), *kept, (len(self.new), len(self.old))]
        for (new_from, old_from), (new_to, old_to) in pairwise(bounds):
            self._in_order(range(new_from + 1, new_to), range(old_from + 1, old_to))
        self._in_order(range(len(self.new)), range(len(self.old)))

    def moved(self) -> None:
        """What is left, wherever it stands now."""
        postings: dict[str, list[int]] = defaultdict(list)
        for o in range(len(self.old)):
            if o not in self.taken:
                for gram in self.grams[o]:
                    postings[gram].append(o)
        pairs = []
        for n in range(len(self.new)):
            if n in self.found:
                continue
            shared: Counter[int] = Counter()
            for gram, count in self.new_grams[n].items():
                for o in postings.get(gram, ()):
                    shared[o] += min(count, self.grams[o][gram])
            for o, common in shared.most_common(5):
                likeness = self._dice(common, n, o)
                if likeness >= ALIKE_MOVED and self._fit(n, o):
                    pairs.append((-likeness, abs(n - o), n, o))
        for _likeness, _far, n, o in sorted(pairs):
            if n not in self.found and o not in self.taken:
                self._take(n, o)

    def _in_order(self, new: range, old: range) -> None:
        news = [n for n in new if n not in self.found]
        olds = [n for n in old if n not in self.taken]
        if news and olds and len(news) * len(olds) <= _MOST_PAIRS:
            for n, o in list(self._best_order(news, olds)):
                self._take(n, o)

    def _best_order(self, news: Sequence[int], olds: Sequence[int]) -> Iterable[tuple[int, int]]:
        """The pairing in order with the greatest sum of likeness (as the longest common subsequence, weighed)."""
        score = [[0.0] * (len(olds) + 1) for _ in range(len(news) + 1)]
        alike = [[self._alike(n, o) for o in olds] for n in news]
        for i in range(len(news) - 1, -1, -1):
            for j in range(len(olds) - 1, -1, -1):
                both = score[i + 1][j + 1] + alike[i][j] if alike[i][j] else 0.0
                score[i][j] = max(both, score[i + 1][j], score[i][j + 1])
        i = j = 0
        while i < len(news) and j < len(olds):
            if alike[i][j] and score[i][j] == score[i + 1][j + 1] + alike[i][j]:
                yield news[i], olds[j]
                i, j = i + 1, j + 1
            elif score[i][j] == score[i + 1][j]:
                i += 1
            else:
                j += 1

    def _alike(self, n: int, o: int) -> float:
        if not self._fit(n, o):
            return 0.0
        new, old = self.new[n], self.old[o]
        same_number = bool(new.number) and new.number == old.number
        if min(len(new.key), len(old.key)) < _SHORT:
            heading = new.kind in ("chapter", "section", "annex")
            return 0.5 if same_number and heading else 0.0
        common = sum((self.new_grams[n] & self.grams[o]).values())
        likeness = self._dice(common, n, o)
        least = ALIKE_SAME_NUMBER if same_number else ALIKE
        return likeness + 0.1 * same_number if likeness >= least else 0.0

    def _dice(self, common: int, n: int, o: int) -> float:
        size = sum(self.new_grams[n].values()) + sum(self.grams[o].values())
        return 2 * common / size if size else 0.0

    def _fit(self, n: int, o: int) -> bool:
        """A chapter never becomes an article; an article's second paragraph may become an item."""
        outer = ("chapter", "section", "annex", "preamble")
        here, there = self.new[n].kind, self.old[o].kind
        return here == there or (here not in outer and there not in outer)

    def _take(self, n: int, o: int) -> None:
        self.found[n] = o
        self.taken.add(o)


def _grams(text: str) -> Counter[str]:
    """Pairs of neighbouring characters."""
    return Counter(text[n : n + 2] for n in range(len(text) - 1)) if len(text) > 1 else Counter(text)


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of the pairs whose old places rise, too: what was moved is left out."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for n, (_new, old) in enumerate(pairs):
        place = bisect_left(tails, old)
        before.append(ends[place - 1] if place else -1)
        if place == len(tails):
            tails.append(old)
            ends.append(n)
        else:
            tails[place] = old
            ends[place] = n
    found = []
    n = ends[-1] if ends else -1
    while n >= 0:
        found.append(pairs[n])
        n = before[n]
    return found[::-1]
