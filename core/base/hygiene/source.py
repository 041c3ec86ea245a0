"""A text made ready for the detectors: folded with its length kept, and squeezed with a way back to the offsets."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from functools import cached_property, lru_cache

from .tables import script

#: drawn by no font, but enough to hide a word from a search
INVISIBLE = "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\u3164\ufeff\uffa0"
_BLANK = (
    " \t\f\v\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)
#: what spam puts between the characters of a word
_ORNAMENTS = set("·•・‧●○◆◇■□★☆♠♣♥♦❤♡✿▲△▼▽※*_~^|¦=`´¨…°")
_LIKE_LATIN = dict(
    zip(
        "АВЕКМНОРСТУХавекмнорстухіІјЈѕЅԁһΑΒΕΗΙΚΜΝΟΡΤΥΧοανρτιϲℓ",
        "ABEKMHOPCTYXabekmhopctyxiIjJsSdhABEHIKMNOPTYXoavptic" + "l",
        strict=True,
    )
)
_SPOKEN = {
    "➕": "+",
    "薇": "微",
    "❶": "1",
    "❷": "2",
    "❸": "3",
    "❹": "4",
    "❺": "5",
    "❻": "6",
    "❼": "7",
    "❽": "8",
    "❾": "9",
}
_BREAK = re.compile(r"[。！？!?；;\n\r]")
#: how far words around a find are looked at
_SIGHT = 240
#: a dot or stroke set between two characters to break a word up
_BETWEEN_HAN = re.compile(r"(?<=[\u4e00-\u9fff])[.\-/\\'](?=[\u4e00-\u9fff])")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")


def is_han(char: str) -> bool:
    return bool(_HAN.match(char))


@lru_cache(maxsize=16384)
def _half_width(char: str) -> str:
    if char in _BLANK:
        return " "
    code = ord(char)
    if 0xFF01 <= code <= 0xFF5E or 0x2F00 <= code <= 0x2FD5 or 0x2460 <= code <= 0x2473 or code >= 0x1D400:
        plain = unicodedata.normalize("NFKC", char)
        return plain if len(plain) == 1 else char
    return {"﹝": "〔", "﹞": "〕", "．": ".", "﹒": ".", "＿": "_"}.get(char, char)


def fold(text: str) -> str:
    """The same text, same length, in half-width form."""
    return text.translate({ord(c): _half_width(c) for c in set(text) if ord(c) > 126 or c in "\t\f\v"})


class Source:
    """One text under examination. Offsets are those of `text` everywhere."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.folded = fold(text)
        self._breaks = [match.start() for match in _BREAK.finditer(self.folded)]
        self._ends = [match.start() for match in re.finditer(r"\n|\r", text)]

    def sentence(self, start: int, end: int | None = None) -> tuple[int, int]:
        """Where the sentence (or sentences) around [start, end) begins and ends, without its full stop."""
        return self._around(self._breaks, start, start if end is None else end)

    def line(self, start: int, end: int | None = None) -> tuple[int, int]:
        """Where the line around an offset begins and ends."""
        return self._around(self._ends, start, start if end is None else end)

    def sentence_text(self, start: int, end: int | None = None, *, reach: int = _SIGHT) -> str:
        """The sentence around [start, end), at most `reach` characters to either side."""
        begin, finish = self.sentence(start, end)
        return self.folded[max(begin, start - reach) : min(finish, (end or start) + reach)]

    def line_text(self, start: int, end: int | None = None) -> str:
        begin, finish = self.line(start, end)
        return self.folded[begin:finish]

    def _around(self, marks: list[int], start: int, end: int) -> tuple[int, int]:
        before = bisect_right(marks, start - 1) - 1
        after = bisect_right(marks, max(end - 1, start - 1))
        begin = marks[before] + 1 if before >= 0 else 0
        finish = marks[after] if after < len(marks) else len(self.text)
        # A text without breaks must not make every look around it long.
        return max(begin, start - _SIGHT), min(max(finish, end), end + _SIGHT)

    @cached_property
    def _squeezed(self) -> tuple[str, list[int]]:
        folded = _BETWEEN_HAN.sub(" ", self.folded)
        table = {char: _squeezed_char(char) for char in set(folded)}
        chars = [table[char] for char in folded]
        return "".join(chars), [place for place, char in enumerate(chars) if char]

    @property
    def squeezed(self) -> str:
        """Without blanks, ornaments and invisible characters, look-alikes as Latin, traditional as simplified, lower case."""
        return self._squeezed[0]

    def back(self, start: int, end: int) -> tuple[int, int]:
        """A span of `squeezed` as a span of `text`."""
        index = self._squeezed[1]
        return index[start], index[end - 1] + 1


def _squeezed_char(char: str) -> str:
    """What is left of a character when only words count: one character, or none."""
    if char == " " or char in _ORNAMENTS or char in INVISIBLE or unicodedata.combining(char):
        return ""
    plain = _SPOKEN.get(char) or _LIKE_LATIN.get(char) or script().plain.get(char, char)
    lower = plain.lower()
    return lower if len(lower) == 1 else plain
