"""From the lines of a file to paragraphs: page furniture and the table of contents go, hard-wrapped lines are joined."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from .split_bare import bare_marks
from .split_marks import HEADINGS, Mark, mark_of, plain

#: drawn by no font
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_LINES = re.compile(r"\r\n|[\n\r\v\x85\u2028\u2029]")
_PAGE = re.compile(
    r"[-—–―－─~·]+\s*(?:\d{1,4}|[一二三四五六七八九十]{1,4})\s*[-—–―－─~·]+|第\s*[\d一二三四五六七八九十]{1,4}\s*页(?:\s*[,/]?\s*共\s*\S{1,4}\s*页)?"
    r"|Page \d+(?: of \d+)?",
    re.I,
)
_BARE = re.compile(r"(\d{1,3})(?:\s*/\s*\d{1,3})?")
_CONTENTS = re.compile(r"目\s*[录次]|(?:Table of )?Contents", re.I)
_LEADER = re.compile(r"\s*(?:[.…·•‥﹒—_-]{2,}|\s{2,}|\t)\s*[(（]?\d{1,4}[)）]?$|[.…·•‥﹒]{2,}$")
_CLOSED = re.compile(
    r"[。！？!?；;：:…](?:[”’」』）)】\]]*)$|[”」』】]$|[A-Za-z)\]]\.$|(?:稿|草案|试行)[)）]$"
)
_WANTS_MORE = re.compile(
    r"[，、,（(《“‘〈—-]$|第[一二三四五六七八九十百\d]*$|(?:依照|按照|根据|违反|超过|以及|或者|[和自至的])$"
)
_ADDRESSED = re.compile(r"各[^。；]{2,80}[：:]")
_DAY = re.compile(
    r"(?:\d{4}|[一二三四五六七八九〇○零]{4}|[×xX]{4})\s*年\s*(?:\S{1,3})?\s*月\s*(?:\S{1,3})?\s*日"
)
#: signs that no line begins with unless it was wrapped there
_NEVER_FIRST = "，。；、：！？）》”’"
_LONGEST_HEAD = 40
_SMALL = "abcdefghijklmnopqrstuvwxyz"
_HOLDS_DECIMALS = ("dot", "cn_dot", "article", "chapter")
_PAPER = 130  # columns: no printed line is longer, so a longer one was never wrapped


@dataclass
class Paragraph:
    """A paragraph of the text: `line` is where it begins (1-based); `row`: a row of a table, its cells parted by tabs."""

    text: str
    line: int
    row: bool = False
    mark: Mark | None = None


@dataclass(frozen=True)
class Dropped:
    """Page furniture that is no part of the text: page_number, running_head, contents."""

    line: int
    kind: str
    text: str


@dataclass
class _Line:
    text: str
    number: int
    indented: bool
    gap: bool = False  # a blank line stands before it
    page: bool = False  # a page begins with it
    row: bool = False
    mark: Mark | None = field(default=None)

    @property
    def length(self) -> int:
        """In characters, its indent with it."""
        return len(self.text) + 2 * self.indented

    @property
    def key(self) -> str:
        return re.sub(r"\s", "", plain(self.text))


def paragraphs(text: str) -> tuple[list[Paragraph], list[Dropped]]:
    """The paragraphs of a text, and what was left out of them."""
    lines = _read(text)
    lines, dropped = _without_pages(lines)
    lines, contents = _without_contents(lines)
    return _joined(lines), sorted([*dropped, *contents], key=lambda one: one.line)


def is_day(text: str) -> bool:
    """The line is a date and nothing else."""
    return _DAY.fullmatch(plain(text).strip()) is not None


def _read(text: str) -> list[_Line]:
    found: list[_Line] = []
    gap = page = False
    for number, raw in enumerate(_LINES.split(text.translate(_UNSEEN)), 1):
        page = page or "\f" in raw
        raw = raw.replace("\f", "")
        stripped = raw.strip()
        if not stripped:
            gap = True
            continue
        lead = raw[: len(raw) - len(raw.lstrip())]
        line = _Line(stripped, number, "　" in lead or "\t" in lead or len(lead) >= 2, gap, page)
        line.row = _is_row(stripped)
        line.mark = None if line.row else mark_of(stripped)
        found.append(line)
        gap = page = False
    lines = [(n, line) for n, line in enumerate(found) if not line.row]
    for place, mark in bare_marks([one.text for _n, one in lines], [one.mark for _n, one in lines]).items():
        lines[place][1].mark = mark
    return found


def _is_row(text: str) -> bool:
    cells = [cell for cell in text.split("\t") if cell.strip()]
    if len(cells) < 2:
        return False
    mark = mark_of(cells[0].strip())
    alone = mark is not None and not cells[0].strip()[mark.end :].strip()
    return len(cells) > 2 or not alone


# ── pages ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def _without_pages(lines: list[_Line]) -> tuple[list[_Line], list[Dropped]]:
    numbers = {n for n, line in enumerate(lines) if _PAGE.fullmatch(plain(line.text).strip())}
    numbers |= _bare_numbers(lines)
    edges = {n + step for n in numbers for step in (-1, 1)} | {
        n + step for n, line in enumerate(lines) if line.page for step in (-1, 0)
    }
    if numbers or any(line.page for line in lines):
        edges |= {0}
    edges -= numbers
    # a head and a number may stand on both sides of the page's end
    edges |= {
        n + step for n in numbers for step in (-2, 2) if n + step // 2 in numbers or n + step // 2 in edges
    }
    at_edge = Counter(lines[n].key for n in edges if 0 <= n < len(lines) and n not in numbers)
    heads = {key for key, count in at_edge.items() if count > 1 and len(key) <= _LONGEST_HEAD}
    inside = {line.key for n, line in enumerate(lines) if n not in edges and n not in numbers}
    seen: set[str] = set()
    kept: list[_Line] = []
    dropped: list[Dropped] = []
    torn = False
    for n, line in enumerate(lines):
        head = n in edges and line.key in heads and (line.key in seen or line.key in inside)
        seen.add(line.key)
        if n in numbers or head:
            dropped.append(Dropped(line.number, "page_number" if n in numbers else "running_head", line.text))
            torn = True
            continue
        if torn:
            line.gap = False
        torn = False
        kept.append(line)
    return kept, dropped


def _bare_numbers(lines: list[_Line]) -> set[int]:
    """Lines that hold only a figure: page numbers when they count on and stand far from each other."""
    found = [(n, _BARE.fullmatch(plain(line.text).strip())) for n, line in enumerate(lines)]
    bare = [(n, int(match[1])) for n, match in found if match is not None]
    if len(bare) < 2:
        return set()
    apart = all(b[1] == a[1] + 1 and b[0] - a[0] >= 4 for a, b in pairwise(bare))
    return {n for n, _value in bare} if apart else set()


# ── the table of contents ───────────────────────────────────────────────────────────────────────────────────────────
def _without_contents(lines: list[_Line]) -> tuple[list[_Line], list[Dropped]]:
    """What stands in a 目录, or with its page, and comes again in the text is left out; a 目录 that nothing follows stays."""
    keys = [_entry_key(line) for line in lines]
    for n, line in enumerate(lines):
        if not _CONTENTS.fullmatch(line.text):
            continue
        end = n + 1
        seen: set[str] = set()
        while (
            end < len(lines) and keys[end] not in seen and _is_entry(lines[end], keys[end], keys[end + 1 :])
        ):
            seen.add(keys[end])
            end += 1
        if seen and seen & set(keys[end:]):
            gone = lines[n:end]
            dropped = [Dropped(one.number, "contents", one.text) for one in gone]
            return [*lines[:n], *lines[end:]], dropped
    entries = {
        n
        for n, line in enumerate(lines)
        if _LEADER.search(line.text) and mark_of(line.text) and keys[n] in keys[n + 1 :]
    }
    if len(entries) < 2:
        return lines, []
    left_out = [Dropped(lines[n].number, "contents", lines[n].text) for n in sorted(entries)]
    return [line for n, line in enumerate(lines) if n not in entries], left_out


def _entry_key(line: _Line) -> str:
    return re.sub(r"\s", "", plain(_LEADER.sub("", line.text)))


def _is_entry(line: _Line, key: str, later: Iterable[str]) -> bool:
    if len(key) > 60 or re.search(r"[。；;！!]", key) or is_day(line.text):
        return False
    return line.mark is not None or _LEADER.search(line.text) is not None or key in later


# ── lines that were wrapped by hand or by a printer ─────────────────────────────────────────────────────────────────
def _joined(lines: list[_Line]) -> list[Paragraph]:
    full = _full_width(lines)
    marked = [line for line in lines if line.mark is not None and line.mark.style not in HEADINGS]
    indents = sum(line.indented for line in marked) >= max(1, 0.6 * len(marked)) and any(
        not line.indented for line in lines
    )
    found: list[Paragraph] = []
    last: dict[str, int] = {}
    tip: tuple[int, ...] = ()
    before: _Line | None = None
    for line in lines:
        if line.mark is not None and line.mark.style == "decimal":
            counts_on = _next_decimal(line.mark, tip)
        else:
            counts_on = _counts_on(line.mark, last)
        if before is not None and _goes_on(found[-1], before, line, counts_on, full, indents):
            found[-1].text += _glue(found[-1].text, line.text) + line.text
        elif before is not None and before.row and line.row and not line.gap:
            found[-1].text += "\n" + line.text
        else:
            mark = line.mark if counts_on or line.mark is None or line.mark.style != "decimal" else None
            found.append(Paragraph(line.text, line.number, line.row, mark))
            if mark is not None:
                last[mark.style] = mark.value
                if mark.style == "decimal":
                    tip = mark.path
                elif mark.style in _HOLDS_DECIMALS:
                    tip = (mark.value,)
        before = line
    for one in found:
        if one.mark is not None and one.mark.style not in ("decimal", "bare"):
            one.mark = mark_of(one.text) or one.mark
    return found


def _counts_on(mark: Mark | None, last: dict[str, int]) -> bool:
    """The number is the first of its kind or the next one."""
    if mark is None:
        return False
    return mark.value <= 1 or mark.value == last.get(mark.style, 0) + 1 or mark.after > 0


def _next_decimal(mark: Mark, tip: tuple[int, ...]) -> bool:
    """1.2 and 1.1.1 after 1.1, 1.1 and 1.0.1 after 1. or 第1条; a blank behind it lets it skip one."""
    *above, value = mark.path
    depth = len(above)
    open_ones = (*tip, *[0] * depth)[:depth]
    if not tip or tuple(above) != open_ones:
        return False
    before = tip[depth] if len(tip) > depth else 0
    return value == before + 1 or (mark.parted and before < value <= before + 2)


def _goes_on(
    so_far: Paragraph, before: _Line, line: _Line, counts_on: bool, full: tuple[int, int], indents: bool
) -> bool:
    """The line is the rest of the paragraph before it."""
    if before.row or line.row or is_day(line.text) or is_day(before.text):
        return False
    if line.gap:
        return line.mark is None and _torn(so_far, before.text, line.text)
    if _ADDRESSED.fullmatch(line.text) is not None and so_far.mark is None:
        return False
    heading = so_far.mark is not None and so_far.mark.style in (*HEADINGS, "annex")
    wide = full[0] > 0 and (_width(before.text) >= full[0] - 6 or before.length >= full[1] - 1)
    if line.text[0] in _NEVER_FIRST and not before.row:
        return True
    if (
        line.mark is None
        and line.text[0] in _SMALL
        and before.text[-1:].isascii()
        and not _CLOSED.search(before.text)
    ):
        return not heading
    if _CLOSED.search(before.text):
        colon = before.text[-1] in "：:"
        return indents and wide and not line.indented and line.mark is None and not colon and not heading
    if line.mark is not None and (counts_on or heading or not (wide or _WANTS_MORE.search(before.text))):
        return _WANTS_MORE.search(before.text) is not None and not counts_on
    if indents and line.indented:
        return False
    if _WANTS_MORE.search(before.text):
        return not heading
    if heading:
        return False
    if wide:
        return True
    if full[0] or _width(before.text) < 24:
        return False
    listed = so_far.mark is not None and so_far.mark.style != "article"
    body = so_far.text[so_far.mark.end :] if so_far.mark is not None else so_far.text
    return re.search(r"[，。；,;]", body) is not None and (not listed or len(body) > 30)


def _torn(so_far: Paragraph, before: str, after: str) -> bool:
    """A sentence that a page's end has torn: the first half has no end, the second is no heading and no address."""
    body = so_far.text[so_far.mark.end :] if so_far.mark is not None else so_far.text
    whole = len(body) > 40 and re.search(r"[，,。]", body) is not None and _CLOSED.search(before) is None
    return whole and re.search(r"[，。,]", after) is not None and not re.match(r"[^，。,]{1,12}[：:]", after)


def _full_width(lines: list[_Line]) -> tuple[int, int]:
    """How wide a full line is when the text was wrapped, in columns and in characters; 0 when it was not."""
    widths = [_width(line.text) for line in lines if not line.row]
    if not widths or max(widths) > _PAPER or max(widths) < 30:
        return 0, 0
    widest = max(widths)
    open_ones = sum(
        1
        for line in lines
        if not line.row and _width(line.text) >= widest - 6 and not _CLOSED.search(line.text)
    )
    return (widest, max(line.length for line in lines if not line.row)) if open_ones >= 2 else (0, 0)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def _glue(before: str, after: str) -> str:
    ends = before[-1:].isascii() and before[-1:].isalpha()
    return " " if ends and after[:1].isascii() and after[:1].isalpha() else ""
