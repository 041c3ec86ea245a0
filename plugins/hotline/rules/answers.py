"""A question and its answer on the way to the public: what was found in them, and what a person decided about it.

Pure. A mark is {"field", "start", "end", "kind", "state", "by"}; `state` found, masked or kept. Marks hold no words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from . import deidentify
from .deidentify import KINDS, Span

FIELDS = ("question", "answer")
FOUND, MASKED, KEPT = "found", "masked", "kept"
#: characters
MOST_TITLE, MOST_QUESTION, MOST_ANSWER = 100, 3000, 6000
#: kinds that are never public by themselves: one left over stops the publishing
SURE = ("id_number", "bank_card", "mobile", "email", "wechat", "plate")

Mark = dict[str, Any]
Finder = Callable[[str], Iterable[Span]]


def scan(
    texts: Mapping[str, str],
    known: Sequence[Mark] = (),
    before: Mapping[str, str] | None = None,
    find: Finder | None = None,
) -> list[Mark]:
    """What the finder sees in the texts. A decision that was taken about the same words holds on; words that a person
    marked by hand are marked wherever they still stand."""
    decided = {
        (mark["field"], (before or {}).get(mark["field"], "")[mark["start"] : mark["end"]]): mark
        for mark in known
    }
    marks: list[Mark] = []
    for field in FIELDS:
        text = texts.get(field, "")
        found = [(span.start, span.end, span.kind) for span in (find or deidentify.find)(text)]
        for (of_field, words), mark in decided.items():
            if of_field == field and words:
                found += [(at, at + len(words), mark["kind"]) for at in _places(text, words)]
        for start, end, kind in _without_overlaps(found):
            earlier = decided.get((field, text[start:end]))
            marks.append(
                {
                    "field": field,
                    "start": start,
                    "end": end,
                    "kind": kind,
                    "state": earlier["state"] if earlier else FOUND,
                    "by": earlier["by"] if earlier else None,
                }
            )
    return marks


def add(texts: Mapping[str, str], marks: Sequence[Mark], words: str, kind: str, by: int | None) -> list[Mark]:
    """Every place of these words masked, over what was marked there before; [] when they stand nowhere."""
    new: list[Mark] = []
    for field in FIELDS:
        for at in _places(texts.get(field, ""), words):
            new.append(
                {"field": field, "start": at, "end": at + len(words), "kind": kind, "state": MASKED, "by": by}
            )
    if not new:
        return []
    kept = [mark for mark in marks if not any(_overlap(mark, one) for one in new)]
    return sorted([*kept, *new], key=lambda m: (FIELDS.index(m["field"]), m["start"]))


def open_marks(marks: Iterable[Mark]) -> int:
    """How many nobody has decided about."""
    return sum(1 for mark in marks if mark["state"] == FOUND)


def masked_text(text: str, marks: Iterable[Mark], field: str) -> str:
    """The field as the public will read it: what is decided to be masked, and what is still open, too."""
    gone = [
        Span(m["start"], m["end"], m["kind"]) for m in marks if m["field"] == field and m["state"] != KEPT
    ]
    return deidentify.masked(text, gone)


def left_over(text: str, kept: Iterable[str]) -> int:
    """How many sure finds stand in a text that is about to be public and that nobody decided to keep."""
    allowed = set(kept)
    return sum(
        1
        for span in deidentify.find(text)
        if span.kind in SURE and text[span.start : span.end] not in allowed
    )


def title_of(question: str) -> str:
    """The first line of a question."""
    return next((line.strip() for line in question.split("\n") if line.strip()), "")


def details_of(question: str) -> list[str]:
    """The lines behind the first."""
    lines = [line.strip() for line in question.split("\n") if line.strip()]
    return lines[1:]


def _places(text: str, words: str) -> list[int]:
    places, at = [], text.find(words) if words else -1
    while at >= 0:
        places.append(at)
        at = text.find(words, at + len(words))
    return places


def _without_overlaps(found: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    taken: list[tuple[int, int, str]] = []
    for start, end, kind in sorted(set(found), key=lambda f: (f[0] - f[1], KINDS.index(f[2]), f[0])):
        if all(end <= other[0] or start >= other[1] for other in taken):
            taken.append((start, end, kind))
    return sorted(taken)


def _overlap(one: Mark, other: Mark) -> bool:
    same = one["field"] == other["field"]
    return bool(same and one["start"] < other["end"] and other["start"] < one["end"])
