"""Finds persons in a text, with the words of a dictionary beside the rules."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

from ..rules import deidentify
from ..rules.deidentify import Cut, Span


def find(text: str) -> tuple[Span, ...]:
    """Every span of a text, in order and without overlaps."""
    return deidentify.find(text, cut)


def find_lines(text: str) -> Iterator[tuple[int, tuple[Span, ...]]]:
    """The 1-based number of each line and its spans, counted from the line's own first character."""
    return deidentify.find_lines(text, cut)


def cut(line: str) -> Cut:
    """A line in words. Pure: the same line is always cut the same way."""
    segmenter = _segmenter()
    words = [(word, len(word) > 1 and _of_person(word)) for word in segmenter.cut(line, False)]
    persons = []
    at = 0
    for word, tag in segmenter.tag(line):
        if tag.startswith("nr"):
            persons.append((at, at + len(word)))
        at += len(word)
    return Cut(words, persons)


@lru_cache(maxsize=20_000)
def _of_person(word: str) -> bool:
    """Whether the dictionary knows the word as a person's name or a piece of one."""
    tagged = _segmenter().tag(word)
    return len(tagged) == 1 and str(tagged[0][1]).startswith("nr")


@cache
def _segmenter() -> Any:
    """The segmenter; loading its dictionary takes a moment, so only on use."""
    import rjieba

    return rjieba.Jieba()
