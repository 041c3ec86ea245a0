"""The one order of what was found, the same on every database. Pure: the standard library and our own shapes.

What counts, from most to least: the document number asked for; the question as it stands in a title; all words before
some; title, names of units, headings, body; words of one's own before words that mean the same; words near each other; and
where all that is equal, the newer text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from core.base.search.contracts import Candidate, Form, Query, Rank, Term

FIELDS = (("title", 12.0), ("names", 6.0), ("headings", 4.0), ("body", 1.0))
SYNONYM = 0.5
INSIDE, TORN, UNREAD = 0.85, 0.4, 0.2
#: Added for the whole question standing word for word in a field.
PHRASE = {"title": 14.0, "headings": 6.0, "body": 4.0}
SAME_TITLE, SAME_NUMBER, ALL_IN_TITLE, NEAR = 20.0, 60.0, 8.0, 4.0
NEAR_SPAN = 120  # characters
MOST_COUNTED = 5


@dataclass(frozen=True)
class _Text:
    """A field in two writings: words between spaces, and without spaces."""

    spaced: str
    tight: str


def ranked(query: Query, candidates: Sequence[Candidate]) -> list[Rank]:
    """The candidates that hold at least one term, best first."""
    read = [(candidate, _fields(candidate)) for candidate in candidates]
    strengths = [
        [_strengths(term, fields, candidate.more) for term in query.terms] for candidate, fields in read
    ]
    rarity = [
        1 + math.log((len(read) + 1) / (1 + sum(1 for row in strengths if any(row[i].values()))))
        for i in range(len(query.terms))
    ]
    found: list[tuple[Rank, Candidate]] = []
    for (candidate, fields), row in zip(read, strengths, strict=True):
        held = [any(strength.values()) for strength in row]
        if not any(held):
            continue
        full = all(is_held for is_held, term in zip(held, query.terms, strict=True) if term.required)
        score = sum(
            term.weight * rarity[i] * sum(row[i][name] * weight for name, weight in FIELDS)
            for i, term in enumerate(query.terms)
        )
        score += _whole(query, candidate, fields)
        if all(strength["title"] for strength in row):
            score += ALL_IN_TITLE
        if full and len(query.terms) > 1:
            score += _nearness(query, fields["body"].tight)
        # A title that says little else is more about it.
        score += sum(map(bool, held)) * 2 / (1 + len(fields["title"].tight) / 10)
        found.append((Rank(candidate.id, full, round(score, 1)), candidate))
    found.sort(key=lambda pair: pair[1].key)
    found.sort(key=lambda pair: pair[1].published_at, reverse=True)
    found.sort(key=lambda pair: (pair[0].full, pair[0].score), reverse=True)
    return [rank for rank, _ in found]


def _fields(candidate: Candidate) -> dict[str, _Text]:
    return {
        name: _Text(text, text.replace(" ", ""))
        for name, text in (
            ("title", f"{candidate.title}{candidate.doc_number}"),
            ("names", candidate.names),
            ("headings", candidate.headings),
            ("body", candidate.body),
        )
    }


def _strengths(term: Term, fields: dict[str, _Text], more: bool) -> dict[str, float]:
    """How strongly a term stands in each field: 0 is not at all."""
    found = {}
    for name, text in fields.items():
        best = 0.0
        for place, form in enumerate(term.forms):
            quality, count = holds(form, text.spaced, text.tight)
            if quality:
                times = 1 + 0.25 * (min(count, MOST_COUNTED) - 1) if name == "body" else 1.0
                best = max(best, quality * times * (SYNONYM if place else 1.0))
        found[name] = best
    if more and not any(found.values()):
        found["body"] = UNREAD
    return found


def holds(form: Form, spaced: str, tight: str) -> tuple[float, int]:
    """(how well, how often) a text holds a form: as words, inside a longer word, or torn over two words.

    Two characters torn out of the middle of two words (水务 in 用水务必) are not the word.
    """
    whole = spaced.count(form.spaced)
    if whole:
        return 1.0, whole
    if form.english:
        return _inside_number(form, spaced)
    if form.tight not in tight:
        return 0.0, 0
    inside = spaced.count(form.spaced.strip())
    if inside:
        return INSIDE, inside
    side_by_side = len(_side_by_side(form.tight).findall(spaced))
    if side_by_side:
        return INSIDE, side_by_side
    torn = may_be_torn(form) or (len(form.tight) == 2 and _at_one_edge(form.tight).search(spaced))
    return (TORN, 1) if torn else (0.0, 0)


def may_be_torn(form: Form) -> bool:
    """Whether a form counts where it begins and ends inside words: names and rare words are often cut wrongly."""
    return len(form.tight) > (3 if form.known else 2)


def _inside_number(form: Form, spaced: str) -> tuple[float, int]:
    """2024 in 〔2024〕12号 and in 2024年."""
    if len(form.words) == 1 and form.tight.isdigit():
        count = spaced.count(f"〔{form.tight}〕") + spaced.count(f" {form.tight}年 ")
        count += len(re.findall(rf"(?<=[ 〕]){form.tight}[月日号] ", spaced))
        return (INSIDE, count) if count else (0.0, 0)
    return 0.0, 0


@lru_cache(maxsize=512)
def _side_by_side(tight: str) -> re.Pattern[str]:
    return re.compile("(?<= )" + " ?".join(map(re.escape, tight)) + "(?= )")


@lru_cache(maxsize=512)
def _at_one_edge(tight: str) -> re.Pattern[str]:
    """Beginning or ending with a word: 路灯 in 路 灯不亮."""
    loose = " ?".join(map(re.escape, tight))
    return re.compile(f"(?<= ){loose}|{loose}(?= )")


def _whole(query: Query, candidate: Candidate, fields: dict[str, _Text]) -> float:
    asked = query.tight
    if not asked:
        return 0.0
    score = 0.0
    number = candidate.doc_number.replace(" ", "")
    if number and number == asked:
        score += SAME_NUMBER
    if candidate.title.replace(" ", "") == asked:
        score += SAME_TITLE
    if len(query.terms) > 1:
        score += sum(extra for name, extra in PHRASE.items() if asked in fields[name].tight)
    return score


def _nearness(query: Query, tight: str) -> float:
    """Up to NEAR, the closer the terms stand in the body."""
    places: list[tuple[int, int]] = []
    for i, term in enumerate(query.terms):
        form = next((form for form in term.forms if form.tight in tight), None)
        if form is None:
            return 0.0
        found = [match.start() for match in re.finditer(re.escape(form.tight), tight)][:50]
        places += [(start, i) for start in found]
    places.sort()
    wanted, last, closest = len(query.terms), {}, NEAR_SPAN
    for start, i in places:
        last[i] = start
        if len(last) == wanted:
            closest = min(closest, start - min(last.values()))
    return NEAR * (1 - closest / NEAR_SPAN)
