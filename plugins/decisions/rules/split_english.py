"""English numbering: Chapter II, Section 1, Article 3, Annex A, and the lists (a), (i)."""

from __future__ import annotations

import re

_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}
_N = rf"(\d{{1,3}}|[IVXL]{{1,6}}|{'|'.join(_ONES)})\b"
_HEADING = re.compile(rf"(part|title|chapter|section|article|art\.)\s*{_N}\s*[.:]?(?=\s|$)", re.I)
_ANNEX = re.compile(
    r"((?:annex|appendix|schedule)(?:\s+(?:\d{1,2}|[A-Z]|[IVX]{1,4}))?\s*[.:]?)(?=\s|$)", re.I
)
_STYLE = {"part": "part", "title": "part", "chapter": "chapter", "section": "section", "article": "article"}
_LIST = re.compile(r"\(\s*([a-z]|[ivx]{2,5})\s*\)", re.I)
_LONGEST_NAME = 110


def heading(line: str) -> tuple[str, int, int] | None:
    """Style, value and where the text begins of "Chapter II General", or None: "Article 5 applies" speaks of one."""
    found = _HEADING.match(line)
    if found is None or line[0].islower():
        return _annex(line)
    rest = line[found.end() :].lstrip()
    style = _STYLE.get(found[1].lower(), "article")
    if rest and not (rest[0].isupper() or rest[0].isdigit() or rest[0] in "([“\"'"):
        return None
    named = style not in ("article", "section")
    if named and (len(rest) > _LONGEST_NAME or rest.endswith((".", ";", ","))):
        return None
    return style, value(found[2]), found.end()


def _annex(line: str) -> tuple[str, int, int] | None:
    found = _ANNEX.match(line)
    if found is None or line[0].islower():
        return None
    rest = line[found.end() :].strip()
    if len(rest) > _LONGEST_NAME or rest.endswith((".", ";")) or (rest and rest[0].islower()):
        return None
    word = found[1].rstrip(" .:").split()
    return "annex", value(word[1]) if len(word) > 1 else 0, found.end(1)


def listed(line: str) -> tuple[str, int, int] | None:
    """Style, value and end of (a) or (ii). A single (i), (v), (x) counts as Roman: the list it stands in may know better."""
    found = _LIST.match(line)
    if found is None:
        return None
    sign = found[1].lower()
    if sign in ("i", "v", "x") or len(sign) > 1:
        return "roman", value(sign), found.end()
    return "letter_paren", letter(sign), found.end()


def letter(sign: str) -> int:
    """a → 1."""
    return ord(sign.lower()) - ord("a") + 1


def value(number: str) -> int:
    """12, XII, twelve → 12; B → 2; 0 for what counts nothing."""
    word = number.lower()
    if word.isdigit():
        return int(word)
    if word in _ONES:
        return _ONES.index(word) + 1
    if set(word) <= set(_ROMAN):
        values = [_ROMAN[sign] for sign in word]
        return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))
    return letter(word) if len(word) == 1 else 0
