"""Numbering at the beginning of a paragraph: 第一章 第一条 一、（一）1.（1）① – and what only looks like it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from . import split_english as english

#: one character for one character, so that places in both texts are the same
_PLAIN = str.maketrans(
    "０１２３４５６７８９．（）：；，！？　\u00a0\u2002\u2003\t", "0123456789.():;,!?     "
)
_DIGITS = dict(zip("零〇○一二两三四五六七八九", (0, 0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
CN = "[一二三四五六七八九十百千零〇○两]"
_N = rf"({CN}(?:\s*{CN})*|\d{{1,4}})"
_HEADINGS = (
    ("part", re.compile(rf"第\s*{_N}\s*(?:编|篇|部分)")),
    ("subpart", re.compile(rf"第\s*{_N}\s*分编")),
    ("chapter", re.compile(rf"第\s*{_N}\s*章")),
    ("section", re.compile(rf"第\s*{_N}\s*节")),
)
_ARTICLE = re.compile(rf"第\s*{_N}\s*条(?:\s*之\s*({CN}{{1,3}}|\d{{1,2}}))?")
#: what follows the words 第三条 when they are no heading but speak of that article
_SPEAKS_OF = re.compile(
    r"\s*(?:第\s*[一二三四五六七八九十百\d]+\s*[款项条]|前款|[款项目]|所[称列指述规]|规定|中[的，,]|[的至到和与及或、,。;)》”]|之规定|以[上下外])"
)
_WORDS_OF_ANOTHER = re.compile(r"\s*(?:规定|所[称列述]|的|中[，,、]|第\s*\S{1,4}\s*[条款])")
_LISTS = (
    ("cn_dot", re.compile(rf"({CN}{{1,3}})\s*[、.]")),
    ("cn_paren", re.compile(rf"\(\s*({CN}{{1,3}})\s*\)[、.]?")),
    ("cn_half", re.compile(rf"({CN}{{1,3}})\s*\)")),
    ("dot", re.compile(r"(\d{1,3})\s*[.、](?:(?!\s*\d)|(?=\s*\d{4}\s*年))")),
    ("paren", re.compile(r"\(\s*(\d{1,3})\s*\)[、.]?")),
    ("half", re.compile(r"(\d{1,2})\s*\)")),
    ("letter", re.compile(r"([A-Za-z])\s*[.、)](?![A-Za-z0-9])")),
)
_BARE = re.compile(r"(\d{1,2}) +(?=[一-鿿])")
_DECIMAL = re.compile(r"(\d{1,2}(?:\.\d{1,2}){1,3})(?=\s|[一-鿿])")
#: 第（三）项, （一）至（三）, （一）、（二） speak of items
_ITEM_SPOKEN_OF = re.compile(r"\s*(?:[项款目](?!目)|[至到和与及或、]\s*\()")
_COUNTS_ON = re.compile(rf"\s*(?:{CN}+\s*[、级类等期季产]|{CN}\s*$)")
_SIGNS = {
    "circle": ((0x2460, 20, 1), (0x3251, 15, 21), (0x2776, 10, 1)),
    "cn_paren": ((0x3220, 10, 1),),
    "paren": ((0x2474, 20, 1),),
    "dot": ((0x2488, 20, 1),),
}
_SIGN = {
    chr(first + n): (style, start + n)
    for style, rows in _SIGNS.items()
    for first, count, start in rows
    for n in range(count)
}
_ANNEX = re.compile(
    rf"(附\s*[件表录图](?:\s*(?:{CN}{{1,3}}|\d{{1,2}}|[A-Z]))?(?:\s*[-—]\s*\d{{1,2}})?\s*(?:[:.、]|(?=\s|$))|附\s*:)\s*(.*)$",
    re.S,
)
_ALONE = re.compile(r"(?:总\s*则|附\s*则)$")
HEADINGS = ("part", "subpart", "chapter", "section")
#: the usual order of list numbering, outermost first
RANK = {"cn_dot": 1, "cn_paren": 2, "cn_half": 2, "dot": 3, "decimal2": 4, "decimal3": 5, "decimal4": 6,
        "bare": 7, "paren": 8, "half": 9, "circle": 10, "letter": 11, "letter_paren": 12, "roman": 13}  # fmt: skip


@dataclass(frozen=True)
class Mark:
    """A numbering: its style, the text of the number, what it counts (`after` of 第十条之一 is 1), where the text begins.

    `parted`: a blank or a bracket stands between number and text. `path` is that of 1.2.3."""

    style: str
    number: str
    value: int
    end: int
    after: int = 0
    parted: bool = True
    path: tuple[int, ...] = ()


def plain(text: str) -> str:
    """The text with half-width digits, brackets and blanks, character for character."""
    return text.translate(_PLAIN)


def value_of(number: str) -> int:
    """一百零三 → 103, 12 → 12; 0 when it counts nothing."""
    number = re.sub(r"\s", "", number)
    if number.isdigit() and number.isascii():
        return int(number)
    if len(number) > 1 and all(char in _DIGITS for char in number):
        return int("".join(str(_DIGITS[char]) for char in number))
    total = section = 0
    for char in number:
        if char in _DIGITS:
            section = _DIGITS[char]
        else:
            unit = {"十": 10, "百": 100, "千": 1000}.get(char, 1)
            total += (section or 1) * unit
            section = 0
    return total + section


def sign_value(sign: str) -> int:
    """① → 1, ㈡ → 2; 0 for what is no such sign."""
    return _SIGN[sign][1] if sign in _SIGN else 0


def mark_of(text: str) -> Mark | None:
    """The numbering that a paragraph begins with, or None. `text` has no blanks before it."""
    line = plain(text)
    if not line:
        return None
    if line[0] == "第":
        return _heading(text, line) or _article(text, line)
    if line[0] == "附":
        return _annex(text, line)
    if line[0] in _SIGN:
        style, value = _SIGN[line[0]]
        end = 1 + (len(line) > 1 and line[1] in "、.")
        return None if _ITEM_SPOKEN_OF.match(line, end) else Mark(style, text[:end], value, end)
    if _ALONE.match(line):
        return Mark("chapter", "", 0, 0)
    if line[0] in "PTCSAptcsa":
        named = english.heading(line)
        if named is not None:
            style, value, end = named
            return Mark(style, text[:end].strip(), value, end)
    return _decimal(text, line) or _listed(text, line)


def _heading(text: str, line: str) -> Mark | None:
    for style, pattern in _HEADINGS:
        found = pattern.match(line)
        if found is None:
            continue
        rest = line[found.end() :]
        if len(rest) > 45 or re.search(r"[。;,!?]", rest) or _WORDS_OF_ANOTHER.match(rest):
            return None
        return Mark(style, _tight(text[: found.end()]), value_of(found[1]), found.end())
    return None


def _article(text: str, line: str) -> Mark | None:
    found = _ARTICLE.match(line)
    if found is None:
        return None
    rest = line[found.end() :]
    parted = not rest or rest[0] in " [(【〔:、"
    speaks = _WORDS_OF_ANOTHER if rest[:1] == " " else _SPEAKS_OF
    named = rest.startswith((":", "、")) and not re.match(r"、\s*第", rest)
    if rest and not named and speaks.match(rest):
        return None
    end = found.end() + (rest[:1] in (":", "、"))
    after = value_of(found[2]) if found[2] else 0
    return Mark("article", _tight(text[:end]), value_of(found[1]), end, after, parted)


def _annex(text: str, line: str) -> Mark | None:
    found = _ANNEX.match(line)
    if found is None or len(found[2]) > 80 or "。" in found[2]:
        return None
    end = found.end(1)
    counted = re.search(rf"{CN}+|\d+", line[:end])
    return Mark("annex", _tight(text[:end]), value_of(counted[0]) if counted else 0, end)


def _listed(text: str, line: str) -> Mark | None:
    for style, pattern in _LISTS:
        found = pattern.match(line)
        if found is None:
            continue
        rest = line[found.end() :]
        if style == "cn_dot" and _COUNTS_ON.match(rest):
            return None
        if style in ("cn_paren", "paren", "cn_half", "half") and _ITEM_SPOKEN_OF.match(rest):
            return None
        value = english.letter(found[1]) if style == "letter" else value_of(found[1])
        return Mark(style, _tight(text[: found.end()]), value, found.end()) if value else None
    in_brackets = english.listed(line)
    if in_brackets is None:
        return None
    style, value, end = in_brackets
    return Mark(style, _tight(text[:end]), value, end)


def bare_mark(text: str, style: str) -> Mark | None:
    """1 总则 of a technical standard: a figure, a blank and words. Only the place in the text tells that it is numbering."""
    found = _BARE.match(plain(text))
    return Mark(style, found[1], int(found[1]), found.end(1)) if found is not None else None


def _decimal(text: str, line: str) -> Mark | None:
    """1.2 and 1.2.3: only the place in the text tells them from 1.5公里, so the caller asks whether they count on."""
    found = _DECIMAL.match(line)
    if found is None:
        return None
    path = tuple(int(n) for n in found[1].split("."))
    parted = line[found.end() : found.end() + 1] in ("", " ")
    return Mark("decimal", text[: found.end()], path[-1], found.end(), parted=parted, path=path)


def _tight(number: str) -> str:
    return re.sub(r"\s", "", number)
