"""The text of a notice as numbered lines and paragraphs.

`fold` maps every character to one character (full-width digits and punctuation to half-width), so that
an offset in the folded text is the same offset in the text as it was handed in.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property, lru_cache

_LINE_END = re.compile(r"\r\n|\n|\r")
_SPECIAL = {
    "〇": "○", "Ｏ": "○", "◯": "○", "　": " ", "\u00a0": " ", "\t": " ", "\f": " ", "\ufeff": " ",
    "–": "—", "―": "—", "－": "-", "−": "-", "～": "~", "〜": "~", "﹣": "-", "‐": "-", "‑": "-",
    "﹝": "〔", "﹞": "〕", "［": "[", "］": "]", "．": ".", "﹒": ".", "•": "·", "・": "·",
    "〖": "【", "〗": "】", "＂": '"',
}  # fmt: skip


@lru_cache(maxsize=8192)
def _fold_char(char: str) -> str:
    if char in _SPECIAL:
        return _SPECIAL[char]
    code = ord(char)
    if 0x2F00 <= code <= 0x2FD5 or 0xFF01 <= code <= 0xFF5E or 0x2000 <= code <= 0x200A:
        plain = unicodedata.normalize("NFKC", char)
        return plain if len(plain) == 1 else char
    return char


def fold(text: str) -> str:
    """The same text, same length, in half-width form. ASCII stays as it is."""
    return text.translate(
        {ord(char): _fold_char(char) for char in set(text) if ord(char) > 126 or char in "\t\f"}
    )


@dataclass(frozen=True)
class Line:
    """One non-blank line: 1-based number, offset of `text` in the whole input, text without outer blanks."""

    number: int
    start: int
    text: str


def split_lines(text: str) -> list[Line]:
    """All non-blank lines of `text`. Lines end at CR, LF or CRLF only, as editors count them."""
    lines: list[Line] = []
    position = 0
    ends = [match.span() for match in _LINE_END.finditer(text)] + [(len(text), len(text))]
    for number, (end, following) in enumerate(ends, start=1):
        raw = text[position:end]
        stripped = raw.strip(" \t\f\u3000\u00a0\ufeff\u200b")
        if stripped:
            lines.append(Line(number, position + raw.index(stripped), stripped))
        position = following
    return lines


@dataclass(frozen=True)
class Paragraph:
    """A paragraph put together from one or more lines (a page break tears paragraphs apart)."""

    parts: tuple[Line, ...]
    text: str
    folded: str

    @classmethod
    def of(cls, *parts: Line) -> Paragraph:
        text = "".join(
            (" " if index and parts[index - 1].text[-1:].isascii() and part.text[:1].isascii()
             and part.text[:1].isalpha() and parts[index - 1].text[-1:].isalpha() else "") + part.text
            for index, part in enumerate(parts)
        )  # fmt: skip
        return cls(parts, text, fold(text))

    @property
    def line(self) -> int:
        return self.parts[0].number

    @cached_property
    def clauses(self) -> list[tuple[int, int]]:
        """Offsets of the sentences, cut at semicolons too."""
        return _cut_sentences(self.folded, True)

    @cached_property
    def full_sentences(self) -> list[tuple[int, int]]:
        """Offsets of the sentences, semicolons kept inside."""
        return _cut_sentences(self.folded, False)

    def line_at(self, offset: int) -> int:
        """The line number that holds the character at `offset` of `text`."""
        passed = 0
        for part in self.parts:
            passed += len(part.text)
            if offset < passed:
                return part.number
        return self.parts[-1].number

    def slice(self, start: int, end: int | None = None) -> Paragraph:
        """The paragraph's text between two offsets as a paragraph of its own, line numbers kept."""
        end = len(self.text) if end is None else end
        kept: list[Line] = []
        passed = 0
        for part in self.parts:
            left, right = max(start - passed, 0), min(end - passed, len(part.text))
            if left < right:
                piece = part.text[left:right]
                lead = len(piece) - len(piece.lstrip())
                if piece.strip():
                    kept.append(Line(part.number, part.start + left + lead, piece.strip()))
            passed += len(part.text)
        return Paragraph.of(*kept) if kept else Paragraph(self.parts[:1], "", "")


_SENTENCE_END = re.compile(r"[。!?;](?:[”’》)」』]|(?=[^。!?;]))?|\n")


def sentences(paragraph: Paragraph, *, semicolons: bool = True) -> list[tuple[int, int]]:
    """Offsets of the sentences of a paragraph; a semicolon ends one unless `semicolons` is False."""
    return paragraph.clauses if semicolons else paragraph.full_sentences


def _cut_sentences(folded: str, semicolons: bool) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _SENTENCE_END.finditer(folded):
        if not semicolons and match.group().startswith(";"):
            continue
        spans.append((start, match.end()))
        start = match.end()
    if folded[start:].strip():
        spans.append((start, len(folded)))
    return spans


def sentence_at(paragraph: Paragraph, offset: int) -> str:
    """The whole sentence (semicolons kept inside) around an offset, as printed."""
    spans = paragraph.full_sentences
    index = bisect_right(spans, (offset, len(paragraph.text) + 1)) - 1
    if 0 <= index < len(spans) and offset < spans[index][1]:
        return paragraph.text[spans[index][0] : spans[index][1]].strip()
    return paragraph.text.strip()
