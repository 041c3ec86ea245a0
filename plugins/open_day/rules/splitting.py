"""An announcement as somebody wrote it, split into title, items, preamble and annex.

Numbered headings, “活动时间：…” lines, labels inside a paragraph, bracketed heads, table rows (cells parted by tabs)
and folded items are read; what has no label is left in `rest` for `evidence.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from .framing import cut_end, find_title, without_mark
from .labels import Label, Lexicon, lexicon
from .pasting import unpasted
from .tables import labelled_rows
from .values import ITEM_KEYS, key_of

_BRACKET = re.compile(
    r"[【〖\[［「『<〈《＜](?P<label>[^】〗\]］」』>〉》＞]{2,20})[】〗\]］」』>〉》＞]\s*[:：]?\s*"
)
#: what may stand between a label and its text instead of a colon
_GAP = re.compile(r"[\t\u3000]+|\s+[|｜]\s*|[|｜]\s*|\s+|[。.]\s*|——?\s*")
_BLANK = re.compile(r"\s")
_COLON = re.compile(r"[:：﹕∶]")
_TAIL = re.compile(r"(?:安排)?(?:如下|为|是|有)?[：:。]?$")
_IS = re.compile(r"\s*(?:定于|定在|定为|拟定于|暂定于|暂定为|初定为|包括|为|是|即)\s*[:：]?")
_RUN = re.compile(r"[一-鿿A-Za-z、/及和与（）() \u3000“”－\-]{2,24}$")


@dataclass
class Segment:
    """One labelled piece: the items that it gives, its lines, and the depth of its heading (0.5: no number)."""

    label: Label
    depth: float
    lines: list[str] = field(default_factory=list)
    owner: Segment | None = None
    #: a 时间 or 地点 inside the programme is the programme's; it counts only when nothing else is said
    inner: bool = False
    marked: bool = False
    #: begins its line
    head: bool = False

    @property
    def text(self) -> str:
        return "\n".join(line for line in self.lines if line.strip()).strip()


@dataclass(frozen=True)
class SplitText:
    """What was read. `items`: key → text of the items that were labelled; `preamble`: what stands before the first label;
    `rest`: unlabelled pieces; `annex`: what follows the signature; `signed`: the issuing unit at the end."""

    title: str
    items: dict[str, str]
    soft: dict[str, str]
    preamble: str
    rest: str
    annex: str
    signed: str
    body: str
    #: the text goes through the items one by one: what has no label of its own there is missing
    itemised: bool


def split_text(text: str, names: Sequence[str] = tuple(ITEM_KEYS)) -> SplitText:
    """Split any announcement. `names`: the items that the pack asks for."""
    extra = tuple((name, key_of(name, n)) for n, name in enumerate(names, 1) if name not in ITEM_KEYS)
    words = lexicon(extra)
    lines = [line.rstrip() for line in re.split(r"\r\n|\r|\n|\v|\f|\u2028", _clean(unpasted(text), words))]
    lines = [line for line in lines if line.strip()]
    found = _split(lines, words)
    if len(found.items) < 4 and found.annex.count("\n") > 3:
        # A covering letter (现将《…公告》印发给你们) with the announcement behind its signature.
        behind = _split(found.annex.split("\n"), words)
        if len(behind.items) > len(found.items):
            return behind
    return found


def _split(lines: list[str], words: Lexicon) -> SplitText:
    body, annex, signed = cut_end(lines)
    title, start = find_title(body, words)
    segments, preamble = _segments(body[start:], words)
    items, soft = _gather(segments)
    alone = {s.label.keys[0] for s in segments if s.head and len(s.label.keys) == 1 and not s.label.soft}
    rest = "\n".join(s.text for s in segments if not s.label.gives)
    return SplitText(
        title,
        items,
        soft,
        "\n".join(preamble),
        rest,
        annex,
        signed,
        "\n".join(body[start:]),
        len(alone) >= 10,
    )


#: a head in brackets or behind a sign, in the middle of a line that a PDF has joined
_JOINED = re.compile(
    r"(?<=[^\s])[ \u3000]*(?:(?=[【〖](?P<inside>[^】〗\n]{2,14})[】〗])"
    r"|(?=[\u2600-\u27bf\U0001f300-\U0001faff◆●■★▲◎○□◇➤►☆※▪]\ufe0f?\s?(?P<behind>[一-鿿]{2,8})))"
)


def _clean(text: str, words: Lexicon) -> str:
    """Without what nobody sees, blanks in measure, and every head on a line of its own."""

    def apart(found: re.Match[str]) -> str:
        return "\n" if words.parse(found["inside"] or found["behind"]) is not None else found[0]

    text = re.sub(r"[\u200b\u200c\u200d\u2060\ufeff\u00ad]", "", text).replace("∶", ":").replace("﹕", "：")
    text = re.sub(r"([ \u3000\u00a0]{4})[ \u3000\u00a0]+", r"\1", re.sub(r"\*\*|__", "", text))
    return _JOINED.sub(apart, text)


# -- the pieces


def _segments(lines: list[str], words: Lexicon) -> tuple[list[Segment], list[str]]:
    segments: list[Segment] = []
    preamble: list[str] = []
    stack: list[Segment] = []
    current: Segment | None = None
    unnumbered: int | None = None  # how deep the stack was at the last unnumbered head
    for line in _with_rows(lines, words):
        depth, marked, rest = without_mark(line)
        pieces = list(_pieces(rest, marked, words))
        owner_keys = current.label.keys if current is not None else ()
        if (
            len(owner_keys) > 1
            and len(pieces)
            and any(x and x.spoken and set(x.keys) <= set(owner_keys) for x, _ in pieces)
        ):
            pieces = [(None, rest)]
        plain = pieces[0][0] is None
        if plain and depth:
            while stack and stack[-1].depth >= depth:
                stack.pop()
            if current is not None and current.depth >= depth:
                heading = Segment(Label(), depth, marked=True)
                current = stack[-1] if stack else heading
                if current is heading:
                    segments.append(heading)
        elif plain and current is not None and not current.marked and current.text and current.owner:
            current = current.owner
        for n, (label, text) in enumerate(pieces):
            if label is None:
                (current.lines if current is not None else preamble).append(line if not n else text)
                continue
            if depth and n == 0:
                while stack and stack[-1].depth >= depth:
                    stack.pop()
                if unnumbered is not None and len(stack) < unnumbered:
                    unnumbered = None
            elif n == 0:
                del stack[unnumbered if unnumbered is not None else len(stack) :]
                unnumbered = len(stack)
            at = depth if depth and n == 0 else (stack[-1].depth if stack else 0) + 0.5
            owner = stack[-1] if stack else None
            numbered = bool(depth and n == 0)
            segment = Segment(_in_section(label, owner), at, [text], marked=numbered, head=n == 0)
            if owner is not None and owner.label.gives:
                segment.owner = owner
                if owner.label.keys == ("content",):
                    segment.inner = label.keys == ("time_place",)
                    owner.lines.append(text)
            segments.append(segment)
            current = segment
            if segment.marked:
                stack.append(segment)
    return segments, preamble


def _in_section(label: Label, owner: Segment | None) -> Label:
    """时间 and 地点 under 报名方式 tell when and where to sign up."""
    if owner is not None and label.bare and "signup" in owner.label.keys and label.keys == ("time_place",):
        return Label(("signup",)) if "time_place" not in owner.label.keys else label
    return label


def _pieces(rest: str, marked: bool, words: Lexicon) -> Iterator[tuple[Label | None, str]]:
    """The line cut at its labels: (None, text before the first), (label, its text) …"""
    label, start = _head_label(rest, marked, words)
    cuts: list[tuple[int, int, Label]] = [(0, start, label)] if label is not None else []
    cuts += [cut for cut in _inside(rest, words) if cut[0] >= start]
    if not cuts:
        yield None, rest
        return
    if cuts[0][0] > 0:
        yield None, rest[: cuts[0][0]].strip(" ，,；;（(")
    for n, (_, begin, found) in enumerate(cuts):
        last = n + 1 == len(cuts)
        text = rest[begin : len(rest) if last else cuts[n + 1][0]].strip(" \t\u3000|｜")
        if not last:
            text = text.rstrip("，,；;（( ")
        folded = len(found.keys) + len(found.soft) > 1
        yield found, rest[begin:].strip() if n == 0 and (folded or not text) else text


def _head_label(rest: str, marked: bool, words: Lexicon) -> tuple[Label | None, int]:
    found = _BRACKET.match(rest)
    if found:
        label = words.parse(found["label"])
        return (label, found.end()) if label is not None else (None, 0)
    whole = words.parse(rest) or words.parse(_TAIL.sub("", rest))
    if whole is not None:
        return whole, len(rest)
    colon = _COLON.search(rest)
    if colon and colon.start() <= 30:
        label = words.parse(rest[: colon.start()]) or words.parse(_TAIL.sub("", rest[: colon.start()]))
        if label is not None:
            return label, colon.end()
    for gap in _GAP.finditer(rest[:30]):
        label = words.parse(rest[: gap.start()])
        wide = len(gap[0].strip(" ")) > 0 or len(gap[0]) > 1
        if label is not None and (marked or wide or len(_BLANK.sub("", rest[: gap.start()])) >= 3):
            return (label, gap.end()) if rest[gap.end() :].strip() else (None, 0)
    return None, 0


_DIRECT = re.compile(
    r"(?:(?<=^)|(?<=[^一-鿿A-Za-z]))(?:(?P<phone>(?:联系|咨询|报名|办公|预约)?电话)(?=\s*[(（]?\+?\d)|"
    r"(?P<email>(?:电子|联系|报名)?邮箱)(?=\s*[A-Za-z0-9])|(?P<contact>联系人)(?=\s*[一-鿿]{2,4}(?:[，,；;、\s（(0-9]|$)))"
)


def _inside(rest: str, words: Lexicon) -> list[tuple[int, int, Label]]:
    """Labels in the middle of a line: before a colon, before a number, or opening a sentence (活动时间为…)."""
    found: list[tuple[int, int, Label]] = []
    for colon in _COLON.finditer(rest):
        i = colon.start()
        if i and rest[i - 1].isdigit() and rest[i + 1 : i + 2].isdigit():
            continue
        run = _RUN.search(rest[max(0, i - 24) : i])
        if run is None:
            continue
        low = max(0, i - 24) + run.start()
        for j in range(low, i - 1):
            if rest[j] in " \u3000、/及和与）)－-” ":
                continue
            before = rest[j - 1] if j else ""
            loose = "一" <= before <= "鿿"
            if loose and (
                i - j < 4 or rest[max(0, j - 2) : j] in ("拨打", "发送") or before in "的至到过打向"
            ):
                continue
            label = words.parse(rest[j:i])
            if label is not None and (label.gives or not loose):
                found.append((j, colon.end(), label))
                break
    for direct in _DIRECT.finditer(rest):
        key = direct.lastgroup or ""
        found.append((direct.start(), direct.end(), Label((key,))))
    for sentence in re.finditer(r"(?:^|[。；;，,\n])\s*", rest):
        opened = words.opening(rest[sentence.end() : sentence.end() + 16])
        if opened is None:
            continue
        after = _IS.match(rest, sentence.end() + opened[1])
        if after:
            found.append((sentence.end(), after.end(), opened[0]))
    found.sort(key=lambda cut: cut[0])
    kept: list[tuple[int, int, Label]] = []
    for cut in found:
        if not kept or cut[0] >= kept[-1][1]:
            kept.append(cut)
    return kept


def _with_rows(lines: list[str], words: Lexicon) -> Iterator[str]:
    """Table rows turned into “label：text” lines; other lines as they are."""
    n = 0
    while n < len(lines):
        if "\t" not in lines[n].strip():
            yield lines[n]
            n += 1
            continue
        rows = []
        while n < len(lines) and "\t" in lines[n].strip():
            rows.append([cell.strip() for cell in lines[n].strip().split("\t")])
            n += 1
        yield from labelled_rows(rows, words)


def _gather(segments: list[Segment]) -> tuple[dict[str, str], dict[str, str]]:
    """Texts by item: what is said under its own heads, else what the programme says of it. Then the soft ones."""
    sure: dict[str, list[str]] = {}
    inner: dict[str, list[str]] = {}
    soft: dict[str, list[str]] = {}
    children: dict[int, list[Segment]] = {}
    for segment in segments:
        if segment.owner is not None:
            children.setdefault(id(segment.owner), []).append(segment)
    for segment in segments:
        parts = [] if segment.text else children.get(id(segment), [])
        beside = [part.text for part in parts if not set(part.label.keys) & set(segment.label.keys)]
        text = segment.text or "\n".join(beside)
        told = {key for part in parts for key in part.label.keys}
        for key in segment.label.keys:
            if key in told:
                continue
            (inner if segment.inner else sure).setdefault(key, []).append(text)
        for key in segment.label.soft:
            soft.setdefault(key, []).append(segment.text or "\n".join(part.text for part in parts))
    for key, texts in inner.items():
        if not any(sure.get(key, ())):
            sure[key] = texts
    join = {key: "\n".join(t for t in texts if t) for key, texts in sure.items()}
    return join, {key: "\n".join(t for t in texts if t) for key, texts in soft.items()}
