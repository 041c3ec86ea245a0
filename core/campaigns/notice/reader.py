"""`read_notice`: a notice's text in, a `Notice` out. Pure: no files, no clock, no network."""

from __future__ import annotations

import re

from .activities import read_activities, read_periods
from .contacts import is_contact_line, read_contacts
from .dates import DateSpan, YearContext, find_dates, years_in
from .duties import read_deadlines
from .facts import read_form, read_theme, read_window, window_of_activities
from .head import HeadReading, read_head, take_foot
from .lists import read_addressees, read_requirements, read_slogans, read_units
from .model import NotANotice, Notice, Period, Placed, Section, Unplaced
from .outline import LABEL, Node, Outline, build, reading_order
from .pollution import find_pollution
from .roles import assign_roles, roles_of
from .source import Line, Paragraph, fold, split_lines

# A notice has a few thousand characters; seventeen plans in one file have 17,000.
MAX_CHARACTERS = 60_000
MAX_LINES = 6_000
_OFFICE_WORDS = re.compile(
    r"政务公开|政府|单位|部门|办公室|报送|活动|印发|通知如下|组织|开展|开放日|落实|群众"
)
_NUMBERED_TITLE = re.compile(r"(?:表|方案|清单|名单|标语|模板|样式|问卷|指南|台账|回执|公告|安排)$")


def read_notice(text: str, *, year: int | None = None) -> Notice:
    """Read a notice of a government office.

    `text`: the decoded file. `year`: taken for dates without a year when the text names none.
    Raises NotANotice when the text is empty, longer than MAX_CHARACTERS or MAX_LINES, or no notice.
    Nothing is dropped: every non-blank line is in `placed`, and what could not be placed is also in `unplaced`.
    """
    if len(text) > MAX_CHARACTERS:
        raise NotANotice("notice_too_long", limit=MAX_CHARACTERS, length=len(text), unit="characters")
    lines = split_lines(text)
    if len(lines) > MAX_LINES:
        raise NotANotice("notice_too_long", limit=MAX_LINES, length=len(lines), unit="lines")
    if not lines:
        raise NotANotice("notice_empty")
    outline = build(text)
    _lift_annex_lists(outline)
    head = read_head(outline)
    take_foot(outline, head)
    tops = _main_parts(outline)
    assign_roles(tops)
    _require_notice(text, head, tops)
    context = _year_context(head, tops, outline, year)
    nodes = [node for top in tops for node in top.walk()]
    window = read_window(head, nodes, context)
    end = DateSpan(0, 0, window.start, window.end) if window else None
    activities = read_activities(tops, context, end)
    window = window or window_of_activities(activities)
    addressees = read_addressees(head)
    loose = [*head.preamble, *outline.tail]
    slogans, slogan_lines = read_slogans(tops, outline)
    duty_nodes = [node for node in nodes if node.role not in ("background", "slogans")]
    deadlines = read_deadlines(
        duty_nodes,
        loose,
        context,
        window.end if window else None,
        "、".join(u.name for u in addressees) or None,
    )
    everything = [*head.preamble, *(p for top in tops for p in reading_order(top)), *outline.tail]
    publication = [p for p in outline.head if p not in head.preamble]
    contacts = read_contacts([*publication, *everything])
    placed, unplaced = _place(lines, outline, head, tops, slogan_lines)
    return Notice(
        title=head.title,
        plan_title=head.plan_title,
        issuer=head.issuer,
        number=head.number,
        signed=head.signed,
        theme=read_theme(head, nodes),
        form=read_form(head, nodes),
        window=window,
        units=tuple(read_units(nodes, head, activities, addressees)),
        activities=tuple(activities),
        deadlines=tuple(deadlines),
        slogans=tuple(slogans),
        contacts=tuple(contacts),
        requirements=tuple(read_requirements(tops)),
        sections=tuple(_sections(tops, outline)),
        dates=tuple(_all_dates(everything, context, end)),
        pollution=tuple(find_pollution(lines)),
        unplaced=tuple(unplaced),
        placed=tuple(placed),
        year=context.year,
    )


def _lift_annex_lists(outline: Outline) -> None:
    """“附件:1.方案 2.报名表” before the signature lists appendices and is none: give it back to the last part."""
    kept: list[Node] = []
    for annex in outline.annexes:
        titles = [fold(child.heading).rstrip("。;") for child in annex.children]
        listed = bool(titles) and all(len(title) <= 40 and _NUMBERED_TITLE.search(title) for title in titles)
        if not listed or not outline.sections:
            kept.append(annex)
            continue
        last = outline.sections[-1]
        while last.children:
            last = last.children[-1]
        last.body += [paragraph for paragraph in annex.all_paragraphs() if paragraph.text]
    outline.annexes = kept


def _main_parts(outline: Outline) -> list[Node]:
    """The numbered parts that make up the notice: those of the text, and those of an appended plan."""
    parts = list(outline.sections)
    telling = {role for node in parts for role in roles_of(node.heading)}
    for annex in outline.annexes:
        plan = re.search(r"方案|计划|安排|通知", annex.heading)
        if (
            annex.children
            and (plan or not telling & {"activities", "theme", "window"})
            and not re.search(r"标语|口号|问卷|表$", annex.heading)
        ):
            parts += annex.children
            annex.children = []
            annex.role = "annex"
    return parts


def _require_notice(text: str, head: HeadReading, tops: list[Node]) -> None:
    """Refuse a text that is no notice: it needs office words and two of title, telling sections, dates."""
    folded = fold(text)
    office = {match.group() for match in _OFFICE_WORDS.finditer(folded)}
    telling = [node for top in tops for node in top.walk() if node.role not in ("other", "activity")]
    has_dates = bool(find_dates(folded[:60_000], YearContext(2000)))
    labels = [p for p in head.preamble if LABEL.match(p.folded)]
    missing = []
    if head.title is None:
        missing.append("title")
    if not telling and len(tops) < 2 and len(labels) < 2:
        missing.append("sections")
    if not has_dates:
        missing.append("dates")
    if len(office) < 3:
        missing.append("office_words")
    unprintable = sum(
        1 for char in text[:20_000] if (ord(char) < 32 and char not in "\r\n\t\f") or char == "\ufffd"
    )
    if (
        "office_words" in missing
        or ("sections" in missing and len(missing) > 1)
        or len(missing) >= 3
        or unprintable > 0.02 * min(len(text), 20_000)
    ):
        raise NotANotice("not_a_notice", missing=tuple(missing))


def _year_context(head: HeadReading, tops: list[Node], outline: Outline, given: int | None) -> YearContext:
    signed = head.signed[0] if head.signed else None
    in_title = [
        year for found in (head.plan_title, head.title) if found for year in years_in(fold(found.value))
    ]
    if in_title:
        return YearContext(in_title[0], signed)
    if signed:
        return YearContext(signed.year, signed)
    numbered = years_in(fold(head.number.value)) if head.number else []
    if numbered:
        return YearContext(numbered[0])
    texts = [p.folded for p in head.preamble] + [p.folded for top in tops for p in top.all_paragraphs()]
    for folded in texts:
        dated = [
            span
            for span in find_dates(
                re.sub(r"《[^》]*》", lambda m: " " * len(m.group()), folded), YearContext()
            )
            if span.start
        ]
        if dated and dated[0].start:
            return YearContext(dated[0].start.year)
    for folded in texts:
        years = years_in(re.sub(r"《[^》]*》|[〔(\[]\d{4}[〕)\]]", "", folded))
        if years:
            return YearContext(years[0])
    return YearContext(given)


def _sections(tops: list[Node], outline: Outline) -> list[Section]:
    found = [
        Section(node.number, node.heading, node.role, node.marker.rank if node.marker else 1, node.line)
        for top in tops for node in top.walk()
    ]  # fmt: skip
    found += [Section("附件", annex.heading, "annex", 1, annex.line) for annex in outline.annexes]
    return sorted(found, key=lambda section: section.line)


def _all_dates(paragraphs: list[Paragraph], context: YearContext, end: DateSpan | None) -> list[Period]:
    return [
        period for paragraph in paragraphs for period in read_periods(paragraph, context, end, by_dates=True)
    ]


def _place(
    lines: list[Line], outline: Outline, head: HeadReading, tops: list[Node], slogan_lines: set[int]
) -> tuple[list[Placed], list[Unplaced]]:  # fmt: skip
    """Where each line went. A line may stand in two places (several numbered items in one line): the first counts."""
    where: dict[int, str] = {item.line: item.place for item in reversed(head.placed)}
    unplaced: dict[int, str] = {}
    for paragraph, reason in outline.strays:
        unplaced |= {part.number: reason for part in paragraph.parts}
    for paragraph in head.unknown:
        unplaced |= {part.number: "head" for part in paragraph.parts}
    for paragraph in outline.tail:
        for part in paragraph.parts:
            if is_contact_line(paragraph.folded):
                where.setdefault(part.number, "contact")
            else:
                unplaced.setdefault(part.number, "after_signature")
    where |= {line.number: "page_number" for line in outline.page_numbers}
    for top in tops:
        for paragraph in top.all_paragraphs():
            for part in paragraph.parts:
                place = (
                    "slogan"
                    if part.number in slogan_lines
                    else "contact"
                    if is_contact_line(paragraph.folded)
                    else "section"
                )
                where.setdefault(part.number, place)
    for annex in outline.annexes:
        for paragraph in annex.all_paragraphs():
            for part in paragraph.parts:
                where.setdefault(part.number, "slogan" if part.number in slogan_lines else "annex")
    placed: list[Placed] = []
    missing: list[Unplaced] = []
    for line in lines:
        if line.number in unplaced and line.number not in where:
            missing.append(Unplaced(line.number, line.text, unplaced[line.number]))
        elif line.number not in where:
            missing.append(Unplaced(line.number, line.text, "unknown"))
        placed.append(Placed(line.number, where.get(line.number, "unplaced"), line.text))
    return placed, missing
