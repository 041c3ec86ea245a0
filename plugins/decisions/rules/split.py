"""A draft's text as a tree: chapters, sections, articles, paragraphs, items (章 节 条 款 项 目), and 一、（一）1. papers.

Nothing of the text is lost: numbers and texts, read in order, are the input without blanks and without what is reported
as dropped. Numbers stand as they are written, also when they skip or begin again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from .split_english import letter
from .split_inline import articles, chapter_and_rest, pieces
from .split_lines import Dropped, Paragraph, is_day, paragraphs
from .split_marks import HEADINGS, RANK, Mark, mark_of, plain

KINDS = ("chapter", "section", "article", "paragraph", "item", "subitem", "preamble", "annex")
_LEVELS = {"annex": 0, "part": 1, "subpart": 2, "chapter": 3, "section": 4, "article": 5}
_UNIT = re.compile(
    r"(?:政府|办公室|办公厅|委员会|[^。]{2}局|厅|法院|检察院|研究院|支队|中心|公司|领导小组|指挥部|管委会|街道办事处|委|署|社区|学校|协会)$"
)
_STOPS = re.compile(r"[。；，：:;,？！]")
_TITLE_ONLY = re.compile(r"\s*(?:【[^】]{1,40}】|\([^)]{1,40}\)|〔[^〕]{1,40}〕|\[[^\]]{1,40}\])$")
_ENDED = re.compile(r"[。！？；;.]$")
_LAST_WORDS = re.compile(
    r"本(?:通知|意见|方案|办法|规定|细则|决定|制度|公约|规约|村规民约|规划|计划|预案|标准|导则|指南|措施|规则|章程)自.{1,40}起(?:施行|实施|执行|生效)"
)
_SAID_WITHIN = 15  # paragraphs: how far the end of a quotation is looked for


@dataclass
class Node:
    """One part of the text. `number` as it is written ("第一条", "（一）", "1."), "" without one; `line` where it begins."""

    kind: str
    number: str
    text: str
    children: list[Node] = field(default_factory=list)
    line: int = 0
    mark: Mark | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "number": self.number,
            "text": self.text,
            "children": [child.as_json() for child in self.children],
        }


@dataclass(frozen=True)
class Split:
    """The tree of a text and what was left out of it."""

    nodes: tuple[Node, ...]
    dropped: tuple[Dropped, ...]

    def walk(self) -> Iterator[tuple[int, Node]]:
        """Every node in the order of the text, with its depth."""
        yield from _walk(self.nodes, 0)

    def as_json(self) -> list[dict[str, Any]]:
        return [node.as_json() for node in self.nodes]


def split(text: str) -> Split:
    """The text's tree. Never fails: a text without any numbering is a list of paragraphs."""
    found, dropped = paragraphs(text)
    parts = list(_parts(found))
    builder = _Builder(parts)
    for n in range(len(parts)):
        builder.add(n)
    return Split(tuple(builder.root), tuple(dropped))


def _walk(nodes: tuple[Node, ...] | list[Node], depth: int) -> Iterator[tuple[int, Node]]:
    for node in nodes:
        yield depth, node
        yield from _walk(node.children, depth + 1)


def _unspaced(name: str) -> str:
    """总　则 → 总则; names of several words keep their blanks."""
    return name.replace(" ", "").replace("　", "") if re.fullmatch(r"\S(?:\s+\S)+", name) else name


def _parts(found: list[Paragraph]) -> Iterator[Paragraph]:
    """The paragraphs, those with several items cut; words inside a long quotation are no numbering."""
    quoted_until = -1
    for n, one in enumerate(found):
        if n <= quoted_until:
            yield Paragraph(one.text, one.line, one.row, None)
            continue
        opened = one.text.count("“") - one.text.count("”")
        if opened > 0:
            quoted_until = _end_of_quotation(found, n, opened)
        if one.row:
            yield one
            continue
        following = found[n + 1].mark if n + 1 < len(found) else None
        cut = [
            half
            for article in articles(one.text)
            for part in chapter_and_rest(article)
            for half in _first_item(part, following)
        ]
        for piece in (inner for part in cut for inner in pieces(part)):
            whole = piece == one.text
            yield Paragraph(piece, one.line, False, one.mark if whole else mark_of(piece))


def _first_item(text: str, following: Mark | None) -> list[str]:
    """下列工作：（一）登记； when （二） begins the next paragraph: the first item goes to the second."""
    if following is None or following.value != 2 or following.style in _LEVELS:
        return [text]
    for colon in re.finditer(r"[：:]\s*", text):
        mark = mark_of(text[colon.end() :])
        if mark is not None and mark.value == 1 and mark.style == following.style:
            return [text[: colon.end()].strip(), text[colon.end() :]]
    return [text]


def _end_of_quotation(found: list[Paragraph], start: int, opened: int) -> int:
    for n in range(start + 1, min(start + 1 + _SAID_WITHIN, len(found))):
        opened += found[n].text.count("“") - found[n].text.count("”")
        if opened <= 0:
            return n
    return -1


class _Builder:
    """Puts paragraph after paragraph where it belongs. `stack` holds what is open, outermost first."""

    def __init__(self, parts: list[Paragraph]) -> None:
        self.parts = parts
        self.root: list[Node] = []
        self.stack: list[tuple[str, Node]] = []
        self.begun = False
        self.any_numbering = any(part.mark is not None for part in parts)
        self.heads = self._unnumbered_headings()
        self.signed = self._signatures()

    def add(self, n: int) -> None:
        part = self.parts[n]
        if n in self.signed and self.begun:
            self.stack = []
            self._put(Node("paragraph", "", part.text, line=part.line))
            return
        if n in self.heads:
            self._open_head(n, part)
            return
        if part.mark is None:
            self._plain(n, part)
            return
        self.begun = True
        mark = self._in_its_list(part.mark)
        node = Node("", mark.number, part.text[mark.end :].strip(), line=part.line, mark=mark)
        if mark.style in HEADINGS:
            node.text = _unspaced(node.text)
        if mark.style in _LEVELS:
            self._open_heading(mark.style, node)
        else:
            self._open_item(mark, node)
        rest = mark_of(node.text) if mark.style == "annex" and node.text else None
        if rest is not None and rest.style not in _LEVELS:  # 附件：1.…
            inner = Node("", rest.number, node.text[rest.end :].strip(), line=part.line, mark=rest)
            node.text = ""
            self._open_item(rest, inner)

    # ── without a number ────────────────────────────────────────────────────────────────────────────────────────────
    def _plain(self, n: int, part: Paragraph) -> None:
        if not self.begun:
            kind = "preamble" if self.any_numbering or self._is_title(n) else "paragraph"
            self.root.append(Node(kind, "", part.text, line=part.line))
            return
        if not self.stack:
            self._put(Node("paragraph", "", part.text, line=part.line))
            return
        style, top = self.stack[-1]
        if not part.row and not top.children and self._belongs_to_number(style, top, part.text):
            top.text += _unspaced(part.text) if style in HEADINGS else part.text
            return
        self._close_list(part.text)
        if not self.stack:
            self._put(Node("paragraph", "", part.text, line=part.line))
            return
        node = Node("paragraph", "", part.text, line=part.line)
        self._put(node)
        if self._announces(part.text) or self._in_article():
            self.stack.append(("text", node))

    def _belongs_to_number(self, style: str, top: Node, text: str) -> bool:
        """The number stands alone on its line, or with a title in brackets: its text follows."""
        if style.startswith("head "):
            return False
        if style in (*HEADINGS, "annex"):
            return not top.text and len(text) <= _LONGEST_NAME and not _STOPS.search(text)
        if style == "text":
            return False
        return not top.text or (style == "article" and _TITLE_ONLY.fullmatch(plain(top.text)) is not None)

    def _close_list(self, text: str) -> None:
        """An unnumbered paragraph after items belongs to what announced them; in an article it is the next 款.

        本通知自…起施行 belongs to the whole; after items that are sentences of their own and hold nothing, it goes on behind
        the list.
        """
        if self._in_article():
            while self.stack[-1][0] != "article":
                self.stack.pop()
            return
        while self.stack and self.stack[-1][0] == "text":
            self.stack.pop()
        while len(self.stack) > 1 and self.stack[-1][0] in RANK and self._announces(self.stack[-2][1].text):
            announced_by = self.stack[-2][0]
            self.stack.pop()
            if announced_by == "text":
                self.stack.pop()
        if self.stack[0][0] != "annex" and _LAST_WORDS.match(text):
            self.stack = []
        while self.stack and self._is_whole(self.stack[-1]):
            self.stack.pop()

    def _is_whole(self, entry: tuple[str, Node]) -> bool:
        """The last of several items of which each is a sentence, and none before it holds a paragraph."""
        style, node = entry
        if style not in RANK or style == "cn_dot" or not _ENDED.search(node.text):
            return False
        mine = node.mark.style if node.mark is not None else ""
        siblings = [one for one in self._beside() if one.mark is not None and one.mark.style == mine]
        return len(siblings) > 1 and all(
            (_ENDED.search(one.text) or one.children)
            and all(child.mark is not None for child in one.children)
            for one in siblings
        )

    def _beside(self) -> list[Node]:
        return self.stack[-2][1].children if len(self.stack) > 1 else self.root

    # ── headings without a number ───────────────────────────────────────────────────────────────────────────────────
    def _unnumbered_headings(self) -> dict[int, str]:
        """方案一, 方案二: several short lines behind each of which a list of the same style begins anew."""
        found: dict[int, str] = {}
        for n, (part, after) in enumerate(pairwise(self.parts)):
            short = (
                part.mark is None and not part.row and len(part.text) <= 20 and not _STOPS.search(part.text)
            )
            if short and n and after.mark is not None and after.mark.value == 1 and after.mark.style in RANK:
                found[n] = after.mark.style
        many = Counter(found.values())
        articles = any(part.mark is not None and part.mark.style == "article" for part in self.parts)
        return (
            {}
            if articles
            else {n: style for n, style in found.items() if many[style] > 1 and style != "cn_dot"}
        )

    def _open_head(self, n: int, part: Paragraph) -> None:
        self.begun = True
        style = f"head {self.heads[n]}"
        while self.stack and any(open_style == style for open_style, _node in self.stack):
            self.stack.pop()
        if self.stack:
            self._close_list(part.text)
        node = Node("paragraph", "", part.text, line=part.line)
        self._put(node)
        self.stack.append((style, node))

    def _in_its_list(self, mark: Mark) -> Mark:
        """(i) after (h) is a letter."""
        if mark.style != "roman" or len(mark.number) != 3:
            return mark
        before = [
            node.mark for style, node in self.stack if style == "letter_paren" and node.mark is not None
        ]
        value = letter(mark.number[1])
        return (
            replace(mark, style="letter_paren", value=value)
            if before and before[-1].value == value - 1
            else mark
        )

    # ── with a number ───────────────────────────────────────────────────────────────────────────────────────────────
    def _open_heading(self, style: str, node: Node) -> None:
        node.kind = "chapter" if style in ("part", "subpart") else style
        level = _LEVELS[style]
        while self.stack and not self._may_hold(self.stack[-1], level):
            self.stack.pop()
        self._put(node)
        self.stack.append((style, node))

    def _may_hold(self, entry: tuple[str, Node], level: int) -> bool:
        style, node = entry
        if style in _LEVELS:
            return _LEVELS[style] < level
        # 一、总则 with articles under it
        return (
            level == _LEVELS["article"]
            and style == "cn_dot"
            and node.kind == "section"
            and not _STOPS.search(node.text)
        )

    def _open_item(self, mark: Mark, node: Node) -> None:
        key = self._key(mark)
        open_styles = [style for style, _node in self.stack]
        if key in open_styles and not self._begins_inside(key, mark):
            del self.stack[len(open_styles) - 1 - open_styles[::-1].index(key) :]
        else:
            while self.stack and self._ranks_below(self.stack[-1], mark):
                self.stack.pop()
        node.kind = self._kind_of(mark)
        self._put(node)
        self.stack.append((key, node))

    def _begins_inside(self, key: str, mark: Mark) -> bool:
        """一、 inside an article of a part that is itself numbered 一、."""
        return mark.value == 1 and self._in_article() and key not in self._styles_in_article()

    def _ranks_below(self, entry: tuple[str, Node], mark: Mark) -> bool:
        style, node = entry
        if style in _LEVELS:
            return style == "annex" and mark.style == "cn_dot" and mark.value > 1 and len(self.stack) > 1
        if style.startswith("head "):
            return RANK[style.removeprefix("head ")] > RANK[self._key(mark)]
        if style == "text":
            return not (self._announces(node.text) or (mark.value == 1 and self._in_article()))
        key = self._key(mark)
        return RANK[style] >= RANK[key] and not (self._announces(node.text) and mark.value == 1)

    def _kind_of(self, mark: Mark) -> str:
        lists = [node for style, node in self.stack if style in RANK]
        if mark.style == "cn_dot" and not lists and not self._in_article():
            return "section"
        return "subitem" if any(node.kind in ("item", "subitem") for node in lists) else "item"

    # ── pieces ──────────────────────────────────────────────────────────────────────────────────────────────────────
    def _put(self, node: Node) -> None:
        (self.stack[-1][1].children if self.stack else self.root).append(node)

    def _in_article(self) -> bool:
        return any(style == "article" for style, _node in self.stack)

    def _styles_in_article(self) -> list[str]:
        styles = [style for style, _node in self.stack]
        return styles[styles.index("article") :]

    @staticmethod
    def _key(mark: Mark) -> str:
        return f"decimal{len(mark.path)}" if mark.path else mark.style

    @staticmethod
    def _announces(text: str) -> bool:
        return text.rstrip().endswith(("：", ":"))

    def _is_title(self, n: int) -> bool:
        """Of a text without any numbering: the lines before its first sentence."""
        return all(
            len(part.text) <= 60 and not part.row and not re.search(r"[。；！？：]", part.text)
            for part in self.parts[: n + 1]
        ) and n + 1 < len(self.parts)

    def _signatures(self) -> set[int]:
        """The unit and the day at the end of a text, and a unit alone at the very end."""
        found: set[int] = set()
        for n, part in enumerate(self.parts):
            if part.mark is None and is_day(part.text):
                found.add(n)
                for before in range(n - 1, max(n - 4, -1), -1):
                    if not self._signs(before, must_be_unit=before < n - 1):
                        break
                    found.add(before)
        last = len(self.parts) - 1
        if last > 0 and last not in found and self._signs(last, must_be_unit=True):
            found.add(last)
        return found

    def _signs(self, n: int, *, must_be_unit: bool) -> bool:
        part = self.parts[n]
        if part.mark is not None or part.row or len(part.text) > 30 or _STOPS.search(part.text):
            return False
        return not must_be_unit or _UNIT.search(part.text) is not None


_LONGEST_NAME = 60
