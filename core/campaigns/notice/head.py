"""The head and the foot of a notice: letterhead, number, title, addressees, signature."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from .dates import YearContext, find_dates
from .model import Found, Placed
from .numbering import chinese_number
from .outline import TITLE_END, Node, Outline
from .source import Paragraph, fold

_NUMBER = re.compile(r"[一-鿿]{1,14}\s?(?:〔|\[|\(|【)\s?\d{4}\s?(?:〕|\]|\)|】)\s?(?:第\s?)?\d{1,4}\s?号")
_NUMBER_LABEL = re.compile(r"^(?:发布文号|发文字号|文\s?号|发文文号|公文字号|文件编号)\s?:\s?(?P<value>.+)$")
_ISSUER_LABEL = re.compile(
    r"^(?:发电单位|发布机构|发文机关|发布单位|印发单位|制发机关|发文单位|责任单位)\s?:?\s?(?P<value>\S{4,40})"
)
_META_LABEL = re.compile(
    r"^(?:索\s?引\s?号|主题分类|主题词|体裁分类|组配分类|成文日期|发文日期|发布日期|发布时间|生成日期|有\s?效\s?性|来\s?源|信息来源|浏览次数|字\s?体|"
    r"标\s?题|名\s?称|公开方式|公开时限|密\s?级|缓\s?急|等\s?级|紧急程度|签发人?|承办单位|公开属性)\s?[:\s]"
)
_LETTERHEAD = re.compile(
    r"^(?:NO[.:]?\s?[\d.\s]+|\d{3,8}|.{2,20}(?:发电|文件|明传电报|传真电报|电报)|.{0,30}(?:特急|加急|平急|明电).{0,40}|序号.*|签发.*|[★☆].*)$",
    re.I,
)
_ORG_LINE = re.compile(
    r"^[一-鿿、()\s“”]{2,40}?(?:人民政府(?:办公室|办公厅)?|政府(?:办公室|办公厅)|政务公开(?:工作)?(?:办公室|领导小组(?:办公室)?)|政务公开办|委员会|管委会|管理委员会|领导小组(?:办公室)?"
    r"|办公室|办公厅|[^、]{1,12}(?:局|委|厅|中心|办|街道办事处|医院|学校|公司|处|院))(?:\(代章\)|\(盖章\)|\(公章\))?$"
)
_ORG_IN_TITLE = re.compile(
    r"^(?P<org>[一-鿿、\s]{3,60}?(?:人民政府|政府|办公室|办公厅|委员会|管委会|领导小组|局|委|厅|中心|办))\s?关于"
)
_ADDRESSEE = re.compile(r"^.{2,300}:$")
_FULL_DATE = re.compile(
    r"(?P<y>\d{4}|[二一○零三四五六七八九Oo0]{4})\s?年\s?(?P<m>\S{1,3})\s?月\s?(?P<d>\S{1,3})\s?日"
)
_PUBLICATION = re.compile(r"^\(此件.{0,200}\)?$|^抄送|^主送|^\(公开形式|^公开方式|^\(联系人.*\)$")
_MOST_TITLES = 20


@dataclass
class HeadReading:
    title: Found | None = None
    plan_title: Found | None = None
    number: Found | None = None
    issuer: Found | None = None
    signed: tuple[date, int] | None = None
    addressees: Paragraph | None = None
    preamble: list[Paragraph] = field(default_factory=list)
    unknown: list[Paragraph] = field(default_factory=list)
    placed: list[Placed] = field(default_factory=list)

    def put(self, paragraph: Paragraph, place: str) -> None:
        self.placed += [Placed(part.number, place, part.text) for part in paragraph.parts]


def _strip_number_brackets(text: str) -> str:
    return text.strip().strip("()（）")


def signed_date(folded: str) -> date | None:
    """The date of a line that is nothing but a date, in figures or in characters."""
    match = _FULL_DATE.fullmatch(folded.strip())
    if match is None:
        spans = find_dates(folded, YearContext())
        whole = [
            span
            for span in spans
            if span.begin == 0 and span.stop == len(folded) and span.start and not span.is_span
        ]
        return whole[0].start if whole else None
    year = match.group("y").replace("O", "○").replace("o", "○")
    if not year.isdigit():
        year = year.replace("0", "○")
    numbers = [chinese_number(part) for part in (year, match.group("m"), match.group("d"))]
    if any(number is None for number in numbers):
        return None
    try:
        return date(numbers[0] or 0, numbers[1] or 0, numbers[2] or 0)
    except ValueError:
        return None


def _found(paragraph: Paragraph, value: str) -> Found:
    return Found(value.strip(), paragraph.line, paragraph.text)


def _is_title(folded: str) -> bool:
    plain = folded.strip(" *#")
    return (
        bool(TITLE_END.search(plain)) and 6 <= len(plain) <= 110 and not re.search(r"[。;!?]|通知如下", plain)
    )


def _join_title(head: list[Paragraph], index: int, first: int) -> tuple[str, list[Paragraph]]:
    """A title printed over several lines, with the issuing body above it, joined into one."""
    used = [head[index]]
    while index - 1 >= first:
        above = head[index - 1]
        plain = above.folded
        if (
            len(plain) > 60
            or plain[-1:] in "。;:,、!?"
            or _LETTERHEAD.match(plain)
            or _META_LABEL.match(plain)
            or _NUMBER.search(plain)
        ):
            break
        joined = "".join(part.folded for part in used)
        opened = "关于" in joined or joined.startswith(("20", "“", "《"))
        if _ORG_LINE.match(plain) and joined.startswith("关于"):
            used.insert(0, above)
            break
        if (
            _is_title(plain)
            or ("关于" not in plain and opened)
            or (not opened and "关于" not in plain and not _ORG_LINE.match(plain))
        ):
            break
        used.insert(0, above)
        index -= 1
    return "".join(part.text for part in used), used


def read_head(outline: Outline) -> HeadReading:
    """Sort the paragraphs before the first numbered part. What is of no known kind goes to `unknown`."""
    reading = HeadReading()
    head = outline.head
    titles: dict[int, str] = {}
    title_parts: set[int] = set()
    for index, paragraph in enumerate(head):
        if len(titles) >= _MOST_TITLES:
            break
        if (
            _is_title(paragraph.folded)
            and not _META_LABEL.match(paragraph.folded)
            and index not in title_parts
        ):
            text, used = _join_title(head, index, 0)
            titles[index] = text
            title_parts |= {head.index(part) for part in used}
    _take_titles(reading, head, titles)
    seen_title = False
    for index, paragraph in enumerate(head):
        plain = paragraph.folded
        if index in title_parts:
            reading.put(paragraph, "title")
            seen_title = True
        elif _take_meta(reading, paragraph):
            continue
        elif (
            _ADDRESSEE.match(plain)
            and re.search(r"各|局|委|政府|办公室|单位|部门", plain)
            and len(plain) <= 300
            and not re.search(r"如下|制定|制订|结合|按照|根据|精神", plain)
        ):
            reading.addressees = reading.addressees or paragraph
            reading.put(paragraph, "addressee")
        elif (day := signed_date(plain)) is not None:
            reading.signed = reading.signed or (day, paragraph.line)
            reading.put(paragraph, "signature")
        elif _ORG_LINE.match(plain) and len(plain) <= 40:
            if seen_title or reading.issuer is None:
                reading.issuer = _found(
                    paragraph, re.sub(r"[(（](?:代章|盖章|公章)[)）]$", "", paragraph.text)
                )
            reading.put(paragraph, "signature" if seen_title else "letterhead")
        elif _LETTERHEAD.match(plain):
            reading.put(paragraph, "letterhead")
        elif _PUBLICATION.match(plain):
            reading.put(paragraph, "copies")
        elif plain[-1:] in "。:;!?" or len(plain) > 60 or (seen_title and "," in plain):
            reading.preamble.append(paragraph)
            reading.put(paragraph, "preamble")
        elif (
            reading.title is None
            and index == 0
            and len(plain) <= 60
            and re.search(r"公开|开放|活动|访谈|政务", plain)
        ):
            reading.title = _found(paragraph, paragraph.text)
            reading.put(paragraph, "title")
        elif (
            seen_title
            and len(plain) <= 60
            and "\t" not in paragraph.text
            and re.match(r"^[(“].{2,50}[)”]$", plain)
        ):
            reading.put(paragraph, "title")
        elif re.match(r"^[一-鿿]{2,8}:", plain):
            reading.preamble.append(paragraph)
            reading.put(paragraph, "preamble")
        else:
            reading.unknown.append(paragraph)
    return reading


def _take_titles(reading: HeadReading, head: list[Paragraph], titles: dict[int, str]) -> None:
    distinct: list[tuple[Paragraph, str]] = []
    for index, text in titles.items():
        if all(fold(text).replace(" ", "") != fold(other).replace(" ", "") for _, other in distinct):
            distinct.append((head[index], text))
    if not distinct:
        return
    first, text = distinct[0]
    reading.title = Found(text.strip(), first.line, text.strip())
    org = _ORG_IN_TITLE.match(fold(text))
    if org:
        reading.issuer = Found(text[: org.end("org")].strip(), first.line, text.strip())
    if len(distinct) > 1:
        reading.plan_title = Found(distinct[-1][1].strip(), distinct[-1][0].line, distinct[-1][1].strip())


def _take_meta(reading: HeadReading, paragraph: Paragraph) -> bool:
    """Letterhead and portal lines: number, issuing body, dates of writing."""
    plain = paragraph.folded
    label = _NUMBER_LABEL.match(plain)
    if label:
        reading.number = reading.number or _found(paragraph, paragraph.text[label.start("value") :])
        reading.put(paragraph, "number")
        return True
    issuer = _ISSUER_LABEL.match(plain)
    number = _NUMBER.search(plain)
    alone = number is not None and len(plain) <= 40 and _strip_number_brackets(plain) == number.group()
    on_slip = len(plain) <= 60 and "《" not in plain and re.search(r"等级|明电|特急|签发人?", plain)
    own_number = number is not None and (alone or on_slip)
    if issuer:
        value = re.split(r"\s|签发|盖章", issuer.group("value"))[0]
        reading.issuer = reading.issuer or _found(paragraph, value)
        reading.put(paragraph, "letterhead")
    elif own_number and number is not None:
        text = paragraph.text[number.start() : number.end()]
        reading.number = reading.number or _found(paragraph, text)
        reading.put(paragraph, "number")
    elif _META_LABEL.match(plain):
        if re.match(r"^(?:成文|发文|印发)日期", plain):
            spans = find_dates(plain, YearContext())
            if spans and spans[0].start:
                reading.signed = reading.signed or (spans[0].start, paragraph.line)
        if number is not None:
            reading.number = reading.number or _found(
                paragraph, paragraph.text[number.start() : number.end()]
            )
        reading.put(paragraph, "letterhead")
    else:
        return False
    return True


def take_foot(outline: Outline, reading: HeadReading) -> None:
    """Take the signature, the copies line and what follows it off the end of the last numbered part, and of the
    list of appendices where the signature stands below it."""
    lasts: list[Node] = []
    if outline.sections:
        lasts.append(_deepest(outline.sections[-1]))
    lasts += [_deepest(annex) for annex in outline.annexes]
    for node in lasts:
        _take_foot_of(node, reading, outline.tail)


def _deepest(node: Node) -> Node:
    while node.children:
        node = node.children[-1]
    return node


def _take_foot_of(node: Node, reading: HeadReading, tail: list[Paragraph]) -> None:
    at = next((i for i in range(len(node.body) - 1, -1, -1) if _signature(node.body[i])), None)
    if at is None:
        for paragraph in node.body:
            if _PUBLICATION.match(paragraph.folded):
                reading.put(paragraph, "copies")
        node.body = [paragraph for paragraph in node.body if not _PUBLICATION.match(paragraph.folded)]
        return
    signature = node.body[at]
    first = at
    orgs: list[str] = []
    before, day = _signature(signature) or ("", None)
    if before:
        orgs.append(before)
    while (
        first > 0
        and _ORG_LINE.match(node.body[first - 1].folded)
        and not node.body[first - 1].folded.endswith("。")
    ):
        first -= 1
        orgs.insert(0, node.body[first].text.strip())
    below = node.body[at + 1 :]
    if not orgs and node.is_annex:
        return
    for paragraph in node.body[first : at + 1]:
        reading.put(paragraph, "signature")
    if day is not None:
        reading.signed = (day, signature.line)
    if orgs:
        names = [
            re.sub(r"[(（](?:代章|盖章|公章)[)）]$", "", name).strip()
            for org in orgs
            for name in re.split(r"\s{2,}|\u3000+", org)
        ]
        reading.issuer = Found("、".join(names), node.body[first].line, names[0])
    del node.body[first:]
    for paragraph in below:
        if _PUBLICATION.match(paragraph.folded) and "联系人" not in paragraph.folded:
            reading.put(paragraph, "copies")
        else:
            tail.append(paragraph)


def _signature(paragraph: Paragraph) -> tuple[str, date | None] | None:
    """(“office on the same line” or "", date) when a paragraph is a signature with its date."""
    day = signed_date(paragraph.folded)
    if day is not None:
        return "", day
    if len(paragraph.folded) <= 60:
        match = _FULL_DATE.search(paragraph.folded)
        if match and match.end() == len(paragraph.folded):
            org = paragraph.folded[: match.start()].strip()
            day = signed_date(match.group())
            if day and _ORG_LINE.match(org):
                return paragraph.text[: match.start()].strip(), day
    return None
