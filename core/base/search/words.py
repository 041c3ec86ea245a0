"""Words and tokens: a text cut into words (rjieba, brought in on first use) and into the tokens both engines index."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

from core.base.search import folding
from core.base.search.folding import BREAK, Word
from core.base.search.synonyms import known_words

#: In front of a token of a title. Not ASCII: SQLite's `ascii` tokenizer takes such signs for letters.
IN_TITLE = "†"
#: PostgreSQL's tsvector ends at 1 MB; what comes later in a text is then found by its earlier words only.
MOST_BYTES = 800_000
_CHINESE = re.compile(f"[{folding.CJK}]+")
_NUMBERS = re.compile(r"\d+[年月日号]?")


@cache
def _segmenter() -> Any:
    # Its dictionary is 25 MB in memory: only processes that search or publish pay for it.
    import rjieba

    segmenter = rjieba.Jieba()
    for word in known_words():
        if not segmenter.has_word(word):
            # Just frequent enough to stay whole, so that 开放日期 is still 开放 and 日期.
            segmenter.add_word(word, segmenter.suggest_freq(word), "n")
    return segmenter


def cut(chinese: str) -> Sequence[str]:
    """A run of Chinese characters as words; what the dictionary doesn't know stays single characters.

    To guess new words is left off: a wrong guess would swallow half of a known word beside it.
    """
    parts: Sequence[str] = _segmenter().cut(chinese, False) if len(chinese) > 1 else (chinese,)
    return parts


def read(text: str) -> list[Word]:
    """The words of a text with their places."""
    return list(folding.read(text, cut))


def fold_text(text: str) -> str:
    """A text as the ranking reads it: words between single spaces."""
    said = [word.text for word in read(text)]
    return f" {' '.join(said)} " if said else " "


def tokens(folded: str) -> list[str]:
    """The tokens of a folded text, each once, in order: words, and every one and two neighbouring Chinese characters."""
    found: dict[str, None] = {}
    for word in folded.split():
        if word != BREAK:
            found[_token(word)] = None
            if "〔" in word or word[0].isdigit():
                for part in _NUMBERS.findall(word):
                    found.update({part: None, part.rstrip("年月日号"): None})
    for run in _CHINESE.findall(folded.replace(" ", "")):
        found.update(dict.fromkeys(run))
        found.update(dict.fromkeys(map("".join, pairwise(run))))
    return list(found)


def needed(words: Iterable[str]) -> list[str]:
    """The tokens that a text must have to hold these words side by side."""
    found: dict[str, None] = {}
    tight = ""
    for word in words:
        if _CHINESE.fullmatch(word):
            tight += word
        else:
            tight += " "
            found[_token(word)] = None
    for run in tight.split():
        if len(run) == 1:
            found[run] = None
        found.update(dict.fromkeys(map("".join, pairwise(run))))
    return list(found)


def indexed(title: str, texts: Iterable[str]) -> str:
    """The tokens of a document for the index, between spaces; `title` and `texts` are folded."""
    of_title = tokens(title)
    wanted = dict.fromkeys([*of_title, *(IN_TITLE + token for token in of_title)])
    for text in texts:
        wanted.update(dict.fromkeys(tokens(text)))
    kept: list[str] = []
    size = 0
    for token in wanted:
        size += len(token.encode()) + 1
        if size > MOST_BYTES:
            break
        kept.append(token)
    return " ".join(kept)


def _token(word: str) -> str:
    # Signs inside a number (9:00, 3.5) would part it again in one engine and not in the other.
    return re.sub(r"[^\w〔〕]", "点", word)
