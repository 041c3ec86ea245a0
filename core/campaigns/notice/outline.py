"""From lines to an outline: head matter, numbered tree, signature, appendices. Interprets form, not meaning."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .numbering import Marker, inline_cuts, marker_at
from .source import Line, Paragraph, fold, split_lines

PAGE_NUMBER = re.compile(
    r"^(?:[-—·]{1,2}\s?\d{1,3}\s?[-—·]{1,2}|第\s?\d{1,3}\s?页(?:[,\s/]{0,2}共\s?\d{1,3}\s?页)?|\d{1,3}\s?/\s?\d{1,3})$"
)
ANNEX = re.compile(
    r"^附\s?(?:件|录|表|图)?\s?(?P<n>\d{1,2}|[一二三四五六七八九十])?\s?(?:[:.、]\s?(?P<rest>.*))?$"
)
_TYPE_WORD = r"(?:通知|方案|安排|计划|意见|公告|通告|函|要点|办法|细则|决定|预案)"
TITLE_END = re.compile(rf"{_TYPE_WORD}(?:\((?:试行|征求意见稿|摘要|节选)\))?$")
LABEL = re.compile(
    r"^(?P<label>(?:活动|宣传|访谈|开放|参观|参加|参与|责任|牵头|配合|承办|主办|协办|组织|邀请|联系|咨询|传真|电子|报名|集中|举办|开展|办公|监督)?"
    r"(?:主题|时间|日期|地点|地址|内容|方式|形式|对象|单位|部门|人员|人数|科室|嘉宾|主持人|流程|电话|邮箱|邮件|传真|人|标语|口号|范围|时限)(?:和地点|及地点|、地点|\(盖章\))?)\s?:\s?"
)
_TERMINAL = "。!?;:”）)》】…"
_WRAP_MIN_SHARE = 0.4


@dataclass
class Node:
    """A numbered part. `heading` is clean; `titled` says whether it is a heading or the opening of a sentence."""

    marker: Marker | None
    heading: str
    titled: bool
    paragraph: Paragraph
    body: list[Paragraph] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    role: str = "other"
    is_annex: bool = False

    @property
    def line(self) -> int:
        return self.paragraph.line

    @property
    def number(self) -> str:
        return self.marker.text if self.marker else ""

    def walk(self) -> Iterator[Node]:
        yield self
        for child in self.children:
            yield from child.walk()

    def all_paragraphs(self) -> list[Paragraph]:
        """Own text and the text of everything inside, headings included."""
        return [paragraph for node in self.walk() for paragraph in ([node.paragraph, *node.body])]


@dataclass
class Outline:
    head: list[Paragraph]
    sections: list[Node]
    tail: list[Paragraph]
    annexes: list[Node]
    page_numbers: list[Line]
    strays: list[tuple[Paragraph, str]]


def structural(folded: str) -> bool:
    """A line that certainly begins something new."""
    return bool(marker_at(folded) or ANNEX.match(folded) or LABEL.match(folded) or re.match(r"^联系人|^抄送|^主送|^\(此件", folded)
                or "\t" in folded)  # fmt: skip


def _wrap_width(lines: list[Line]) -> int | None:
    """The width at which a hard-wrapped text breaks its lines, or None when lines are whole paragraphs."""
    lengths = [len(line.text) for line in lines if not PAGE_NUMBER.match(fold(line.text))]
    if len(lengths) < 8 or max(lengths) > 80:
        return None
    full = max(lengths)
    near = [line for line in lines if len(line.text) >= full - 4]
    torn = sum(1 for line in near if fold(line.text)[-1] not in _TERMINAL)
    wrapped = len(near) >= 5 and len(near) / len(lengths) >= _WRAP_MIN_SHARE and torn >= 0.6 * len(near)
    return full if wrapped and full >= 18 else None


def _is_open(line: Line, width: int | None) -> bool:
    """The line stops in the middle of a sentence."""
    folded = fold(line.text)
    if re.match(r"^(?:联系人|联系电话|电子邮箱|传真)", folded):
        return False
    if not folded or folded[-1] in _TERMINAL or "\t" in line.text or ANNEX.match(folded):
        return False
    if width is not None:
        return len(folded) >= width - 4
    return len(folded) >= 40 and not TITLE_END.search(folded) and "@" not in folded[-30:]


def _date_line(folded: str) -> bool:
    return bool(re.fullmatch(r"[\d二○零一三四五六七八九]{4}\s?年\s?\S{1,3}\s?月\s?\S{1,3}\s?日", folded))


def _stump(folded: str) -> bool:
    """A paragraph that begins in the middle of a word: “定,听取意见…”."""
    first = re.match(r"^([^,、;:。!?(“《]{1,2})[,、]", folded)
    return first is not None and first.group(1) not in (
        "一是",
        "二是",
        "三是",
        "四是",
        "五是",
        "其中",
        "同时",
        "此外",
        "另外",
        "届时",
        "其次",
        "首先",
        "因此",
        "为此",
        "目前",
        "今年",
        "据此",
        "望",
    )


def paragraphs_of(text: str) -> tuple[list[Paragraph], list[Line], list[tuple[Paragraph, str]]]:
    """Paragraphs (torn ones mended), page numbers, and strays: paragraphs found inside a torn one."""
    lines = split_lines(text)
    pages = [line for line in lines if PAGE_NUMBER.match(fold(line.text))]
    page_lines = {line.number for line in pages}
    rest = [line for line in lines if line.number not in page_lines]
    width = _wrap_width(rest)
    paragraphs: list[Paragraph] = []
    strays: list[tuple[Paragraph, str]] = []
    index = 0
    while index < len(rest):
        parts = [rest[index]]
        index += 1
        while index < len(rest) and len(parts) < 400 and _is_open(parts[-1], width):
            following = fold(rest[index].text)
            if structural(following) or _date_line(following):
                break
            after = fold(rest[index + 1].text) if index + 1 < len(rest) else ""
            if (
                width is None
                and not structural(after)
                and _stump(after)
                and following[-1:] in "。!?"
                and not _stump(following)
            ):
                strays.append((Paragraph.of(rest[index]), "inside_torn_paragraph"))
                parts.append(rest[index + 1])
                index += 2
                continue
            parts.append(rest[index])
            index += 1
        paragraphs += _cut_items(Paragraph.of(*parts))
    return paragraphs, pages, strays


def _cut_items(paragraph: Paragraph) -> list[Paragraph]:
    if len(paragraph.folded) < 12:
        return [paragraph]
    cuts = [0, *inline_cuts(paragraph.folded), len(paragraph.text)]
    if len(cuts) == 2:
        return [paragraph]
    return [paragraph.slice(left, right) for left, right in itertools.pairwise(cuts)]


# Time or units in brackets after a heading are its text: “走进智慧水务(5月22日,区水务局负责)”.
_ASIDE = re.compile(r"\((?=[^()]*(?:\d|,|牵头|负责|配合|单位:))[^()]{2,120}(?:\([^()]*\)[^()]*)?\)$")


def split_heading(paragraph: Paragraph, begin: int) -> tuple[str, bool, Paragraph | None]:
    """(heading, is it a heading of its own?, body in the same line) of a numbered paragraph after its marker."""
    text, folded = paragraph.text, paragraph.folded
    while begin < len(folded) and folded[begin] == " ":
        begin += 1
    stop = _first_stop(folded, begin)
    gap = re.compile(r"\s{2,}|\u3000").search(folded, begin + 2, min(len(folded), begin + 26))
    if (
        gap
        and (stop is None or gap.start() < stop)
        and not re.search(r"[,、。]", folded[begin : gap.start()])
    ):
        stop = gap.start()
    whole = _ASIDE.search(folded, begin) if stop is None else None
    if whole and whole.start() - begin >= 2:
        return text[begin : whole.start()].strip(), True, paragraph.slice(whole.start())
    if stop is None:
        if len(folded) - begin <= 44 and folded[-1:] != ",":
            return text[begin:].strip().rstrip(",，、;；"), True, None
        return _clause_heading(text, folded, begin), False, paragraph.slice(begin)
    aside = _ASIDE.search(folded, begin, stop)
    if aside and aside.start() - begin >= 2:
        return text[begin : aside.start()].strip(), True, paragraph.slice(aside.start())
    heading = text[begin:stop].strip()
    if not heading:
        return text[begin:].strip(), False, paragraph.slice(begin)
    after = paragraph.slice(stop + 1) if folded[stop] != " " else paragraph.slice(stop)
    rest = after if after.text else None
    if len(heading) <= 44 and (rest is not None or len(heading) <= 26 or "," not in folded[begin:stop]):
        return heading, rest is not None or len(heading) <= 30, rest
    return _clause_heading(text, folded, begin), False, paragraph.slice(begin)


def _first_stop(folded: str, begin: int) -> int | None:
    depth = 0
    for index in range(begin, min(len(folded), begin + 200)):
        char = folded[index]
        if char in "(《【":
            depth += 1
        elif char in ")》】":
            depth = max(0, depth - 1)
        elif depth == 0 and char in "。;!?":
            return index
        elif depth == 0 and char == ":" and index - begin <= 22 and "," not in folded[begin:index]:
            clock = folded[index - 1].isdigit() and folded[index + 1 : index + 2].isdigit()
            if not clock:
                return index
    return None


def _clause_heading(text: str, folded: str, begin: int) -> str:
    """A heading for an item that has none: its first clause, without an aside in brackets at its end."""
    depth = 0
    for index in range(begin, min(len(folded), begin + 90)):
        char = folded[index]
        if char in "(《“":
            depth += 1
        elif char in ")》”":
            depth = max(0, depth - 1)
        elif (
            depth == 0 and char in ",;。:" and index - begin >= 6 and folded[index - 1] not in "后前内间中时"
        ):
            return re.sub(r"\s*[(（][^()（）]{4,}[)）]$", "", text[begin:index].strip())
    return text[begin : begin + 60].strip()


def build(text: str) -> Outline:
    """The outline of a text. Nothing is judged here: a text without numbering has only a head."""
    paragraphs, pages, strays = paragraphs_of(text)
    head: list[Paragraph] = []
    sections: list[Node] = []
    annexes: list[Node] = []
    stack: list[Node] = []
    annex: Node | None = None
    listing = False
    known = {
        (marker.kind, marker.value) for paragraph in paragraphs if (marker := marker_at(paragraph.folded))
    }
    for paragraph in paragraphs:
        annex_match = ANNEX.match(paragraph.folded)
        if annex_match and _begins_annex(annex_match):
            annex = Node(None, "", True, paragraph, is_annex=True, role="annex")
            annexes.append(annex)
            stack = []
            continue
        marker = marker_at(paragraph.folded)
        listed = (
            marker is not None
            and marker.rank >= 4
            and len(paragraph.folded) <= 60
            and paragraph.folded[-1] not in "。;"
        )
        listing = annex_match is not None or (listing and listed)
        if listing and listed:  # “附件:1.方案” goes on with “2.报名表”
            marker = None
        # A first item “1.” in the head begins the body only when a “2.” comes later.
        if (
            marker is not None
            and not sections
            and annex is None
            and marker.rank >= 4
            and (marker.kind, marker.value + 1) not in known
        ):
            marker = None
        if marker is None:
            if stack:
                stack[-1].body.append(paragraph)
            elif annex is not None:
                if (
                    not annex.heading
                    and len(paragraph.text) <= 60
                    and paragraph.folded[-1:] not in "。;"
                    and "\t" not in paragraph.text
                ):
                    annex.heading = paragraph.text.strip('“”"')
                annex.body.append(paragraph)
            else:
                head.append(paragraph)
            continue
        heading, titled, rest = split_heading(paragraph, marker.end)
        node = Node(marker, heading, titled, paragraph, [rest] if rest else [])
        while stack and (stack[-1].marker is None or stack[-1].marker.rank >= marker.rank):
            stack.pop()
        if stack:
            stack[-1].children.append(node)
        elif annex is not None:
            annex.children.append(node)
        else:
            sections.append(node)
        stack.append(node)
    return Outline(head, sections, [], annexes, pages, strays)


def _begins_annex(match: re.Match[str]) -> bool:
    """“附件” on a line of its own begins an appendix; “附件:1.报名表” before the signature only lists it."""
    rest = match.group("rest") or ""
    bare = not rest.strip()
    if bare:
        return True
    return match.group("n") is not None and len(rest) <= 40 and "." not in rest[:3]


def reading_order(top: Node) -> list[Paragraph]:
    """Paragraphs of a part once each: a numbered paragraph already holds the body in its own line."""
    kept: list[Paragraph] = []
    for paragraph in top.all_paragraphs():
        if paragraph.text and not any(
            paragraph.line == k.line and k.text.endswith(paragraph.text) for k in kept[-3:]
        ):
            kept.append(paragraph)
    return kept
