"""Several numbered items in one paragraph: 下列情形：（一）…；（二）…。 and 第一章 总则 第一条 … on one line."""

from __future__ import annotations

import re
from itertools import pairwise

from .split_marks import CN, mark_of, plain, sign_value, value_of

_STYLES = (
    ("cn_dot", re.compile(rf"({CN}{{1,3}})、(?!\s*{CN}+[、级类等期季产])")),
    ("cn_paren", re.compile(rf"\(\s*({CN}{{1,3}})\s*\)")),
    ("dot", re.compile(r"(?<![\d.])(\d{1,2})\s*[.、](?!\s*\d)")),
    ("paren", re.compile(r"\(\s*(\d{1,2})\s*\)")),
    ("half", re.compile(r"(?<![\d(])(\d{1,2})\)")),
    ("circle", re.compile(r"([①-⑳])")),
    ("signs", re.compile(r"([㈠-㈩])")),
    ("signs", re.compile(r"([⑴-⒇])")),
    ("signs", re.compile(r"([⒈-⒛])")),
)
_SPOKEN_OF = re.compile(r"\s*(?:[项款目](?!目)|[至到和与及或、]\s*\()")
_NEXT = re.compile(rf"[。;]\s*(?=第\s*(?:{CN}{{1,6}}|\d{{1,3}})\s*([条章]))")
_CHAPTER = re.compile(r"第\s*\S{1,5}\s*[章节编]")
_CHAPTER_NAME = re.compile(r"第\s*\S{1,6}\s*章\s+\S{1,20}?(?=\s+第)")
_ARTICLE = re.compile(rf"(?<=\s)第\s*{CN}{{1,6}}\s*条(?=\s)")


def pieces(text: str) -> list[str]:
    """The paragraph cut before each of its items; one piece when it holds none. Nothing is lost."""
    line = plain(text)
    cuts = _cuts(line)
    if not cuts:
        return [text]
    places = [0, *cuts, len(text)]
    cut = [text[a:b].strip() for a, b in pairwise(places)]
    return [
        inner for piece in cut if piece for inner in (pieces(piece) if piece != text.strip() else [piece])
    ]


def chapter_and_rest(text: str) -> list[str]:
    """第一章 总则 第一条 … → chapter and article."""
    found = _ARTICLE.search(plain(text)) if _CHAPTER.match(text) else None
    return [text[: found.start()].strip(), text[found.start() :].strip()] if found else [text]


def articles(text: str) -> list[str]:
    """第一条 …。第二条 …。 in one paragraph, as texts that lost their line ends: cut where the articles count on."""
    first = mark_of(text)
    begun = _ARTICLE.search(plain(text)) if _CHAPTER.match(text) else None
    if begun is None and (first is None or first.style != "article"):
        return [text]
    line = plain(text)
    cuts = [0]
    opening = mark_of(text[begun.start() :]) if begun is not None else first
    value = opening.value if opening is not None else 0
    for found in _NEXT.finditer(line):
        mark = mark_of(text[found.end() :])
        if mark is None and found[1] == "章":
            named = _CHAPTER_NAME.match(line, found.end())
            mark = mark_of(text[found.end() : named.end()]) if named is not None else None
        if mark is None or line.count("“", 0, found.end()) > line.count("”", 0, found.end()):
            continue
        if mark.style == "chapter":
            cuts.append(found.end())
            begun = _ARTICLE.search(line, found.end())
            opening = mark_of(text[begun.start() :]) if begun is not None else None
            value = opening.value if opening is not None else value
        elif mark.style == "article" and (mark.value == value + 1 or (not value and mark.parted)):
            cuts.append(found.end())
            value = mark.value
    return [text[a:b].strip() for a, b in pairwise([*cuts, len(text)])]


def _cuts(line: str) -> list[int]:
    best: list[int] = []
    for style, pattern in _STYLES:
        cuts = _run(line, style, pattern)
        if cuts and (not best or cuts[0] < best[0]):
            best = cuts
    return best


def _run(line: str, style: str, pattern: re.Pattern[str]) -> list[int]:
    """Where numbers of one style stand that count on from the first one; [] when there are not two."""
    cuts: list[int] = []
    wanted = quotes = seen = 0
    begins = False
    for found in pattern.finditer(line):
        start = found.start()
        quotes += line.count("“", seen, start) - line.count("”", seen, start)
        seen = start
        if quotes > 0 or _SPOKEN_OF.match(line, found.end()):
            continue
        value = sign_value(found[1]) or value_of(found[1])
        before = _sign_before(line, start)
        if not before:
            begins, wanted = True, value + 1
        elif not wanted and value == 1 and before in (":" if style in ("cn_dot", "dot") else ":。;"):
            cuts.append(start)
            wanted = 2
        elif wanted and value == wanted and before in ";。,:":
            cuts.append(start)
            wanted += 1
    return cuts if begins or len(cuts) > 1 else []


def _sign_before(line: str, place: int) -> str:
    """The last character before a place that is no blank; "" at the beginning."""
    while place and line[place - 1].isspace():
        place -= 1
    return line[place - 1] if place else ""
