"""What the finder gives, and the text as it reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

#: in the order in which an overlap is decided: the surest first
KINDS = (
    "email",
    "id_number",
    "bank_card",
    "mobile",
    "landline",
    "plate",
    "wechat",
    "address",
    "name",
)


class Span(NamedTuple):
    """`[start, end)` in characters of the text, and what stands there (one of KINDS)."""

    start: int
    end: int
    kind: str


class Cut:
    """A line cut into words of a dictionary: where words begin and end, which of them may be a person's, and which
    pieces the one who cut took for persons."""

    def __init__(self, words: Iterable[tuple[str, bool]], persons: Iterable[tuple[int, int]] = ()) -> None:
        self.word_at: dict[int, tuple[int, bool]] = {}
        self.over: dict[int, tuple[int, int, bool]] = {}
        at = 0
        for word, of_person in words:
            end = at + len(word)
            self.word_at[at] = end, of_person
            self.over.update((inside, (at, end, of_person)) for inside in range(at + 1, end))
            at = end
        self.persons = frozenset(persons)


#: cuts a line, which stays as long as it was
Cutter = Callable[[str], Cut]
_NO_WORDS = Cut(())


_CHINESE = dict(zip("〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖两", "0012345678911234567892", strict=True))
_DASHES = "‐‑‒–—―−﹣－ー"


class Reading:
    """A text twice, character by character as long as itself: `plain` with narrow letters, digits and dashes, and
    `digits` where digits written in Chinese stand as digits, too."""

    def __init__(self, text: str, cutter: Cutter | None = None) -> None:
        self.text = text
        self.plain = "".join(map(_narrow, text))
        self.digits = "".join(_CHINESE.get(char, char) for char in self.plain)
        self.cut = cutter(self.plain) if cutter is not None else _NO_WORDS

    def before(self, start: int, reach: int) -> str:
        """At most `reach` characters before an offset, in its own sentence."""
        piece = self.plain[max(0, start - reach) : start]
        return piece[max(piece.rfind(mark) for mark in "。！？!?；;\n") + 1 :]

    def after(self, end: int, reach: int) -> str:
        return self.plain[end : end + reach]


def spaced(words: str) -> frozenset[str]:
    """Words written one after another."""
    return frozenset(words.split())


def _narrow(char: str) -> str:
    code = ord(char)
    if 0xFF01 <= code <= 0xFF5E:
        char = chr(code - 0xFEE0)
    elif code in (0x3000, 0xA0, 0x2002, 0x2003, 0x2009, 0x202F):
        return " "
    return "-" if char in _DASHES else char


def is_han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff" or char == "〇"
