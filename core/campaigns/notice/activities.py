"""The numbered activities of a notice, with their units, days and places."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

from .dates import DateSpan, YearContext, find_dates, find_times
from .model import Activity, Period
from .outline import LABEL, Node
from .roles import is_attribute, is_container
from .source import Paragraph, fold, sentence_at, sentences
from .units import list_units, names_units, unique, units_in_sentence

_BY = re.compile(r"\s?(?:\([^)]{0,8}\))?\s?(?:下班)?\s?(?:之前|以前|前(?![来往期后台沿列]))")
_UNTIL = re.compile(r"(?:截止|截至|不晚于|不迟于|最迟)[^,。;]{0,6}$")
_PLACE = re.compile(r"(?:活动|访谈|参观|集合)?地\s?[点址]\s?:\s?(?P<place>[^。;\n]{2,60})")
_STEP = re.compile(r"步骤|阶段|程序|流程")
_FIRSTLY = re.compile(r"(?:^|(?<=[。;,:!?]))(?P<n>[一二三四五六七八九十])[是要](?=\S)")
_TABLE_ACTIVITY = re.compile(r"活动(?:名称|内容|项目|事项)?$|^项目|主题活动|^内容$|任务|活动")
_TABLE_UNITS = re.compile(r"单位|部门")
_TABLE_DATES = re.compile(r"时间|日期|时限")


def read_activities(tops: list[Node], context: YearContext, window_end: DateSpan | None) -> list[Activity]:
    """Every activity of the parts whose role is `activities` (or `activity`, when a notice has no such part)."""
    found: list[Activity] = []
    for top in tops:
        for node in _roots(top):
            kind = "step" if _STEP.search(node.heading) else "activity"
            if node.role == "activity":
                found += _from_node(node, None, kind, context, window_end)
            else:
                found += _from_section(node, kind, context, window_end)
    return _without_phases(found)


def _without_phases(found: list[Activity]) -> list[Activity]:
    """Phases (筹备阶段, 总结阶段) are no activities where the notice names real ones elsewhere."""
    real = [activity for activity in found if activity.kind == "activity" and not activity.parent]
    return [activity for activity in found if activity.kind == "activity"] if real else found


def _roots(node: Node) -> list[Node]:
    if node.role in ("activities", "activity"):
        return [node]
    return [root for child in node.children for root in _roots(child)]


def _from_section(section: Node, kind: str, context: YearContext, end: DateSpan | None) -> list[Activity]:
    found: list[Activity] = []
    containers = [child for child in section.children if is_container(child) and child.children]
    if containers:
        for container in containers:
            found += _from_section(container, kind, context, end)
        rest = [child for child in section.children if child not in containers and not is_attribute(child)]
    else:
        rest = [child for child in section.children if not is_attribute(child)]
        if not rest and section.children:
            rest = [
                child for child in section.children if re.search(r"内容|安排", child.heading)
            ] or section.children[:1]
    for child in rest:
        found += _from_node(child, None, kind, context, end)
    tables = [
        activity for paragraphs in [section.body] for activity in _from_table(paragraphs, kind, context)
    ]
    found += tables
    if not found and section.body:
        found = _from_prose(section, kind, context, end)
    return found


def _from_node(
    node: Node, parent: str | None, kind: str, context: YearContext, end: DateSpan | None
) -> list[Activity]:
    nested = [
        child
        for child in node.children
        if child.titled and not is_attribute(child) and _is_sub_activity(child)
    ]
    table = _from_table(node.body, kind, context)
    if nested and not any(paragraph.text for paragraph in node.body):
        return [
            activity for child in nested for activity in _from_node(child, node.heading, kind, context, end)
        ]
    own = [child for child in node.children if child not in nested]
    paragraphs = _without_repeats([*node.body, *(p for child in own for p in child.all_paragraphs())])
    activity = _activity(node.heading, node.number, node.paragraph, paragraphs, parent, kind, context, end)
    inner = (a for child in nested for a in _from_node(child, node.heading, "activity", context, end))
    return [activity, *table, *inner]


def _is_sub_activity(node: Node) -> bool:
    """A numbered part with a short heading and a text of its own, not a mere point of a list."""
    if node.marker is None or node.marker.rank > 4 or not 3 <= len(node.heading) <= 32:
        return False
    has_text = bool(node.body or node.children)
    return has_text or bool(
        re.search(r"活动|访谈|开放|宣传|热线|直播|座谈|问卷|评选|征集|展|咨询", node.heading)
    )


def _without_repeats(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """A child's opening paragraph holds its body as well; keep each stretch of text once."""
    kept: list[Paragraph] = []
    for paragraph in paragraphs:
        if paragraph.text and not (
            kept and kept[-1].text.endswith(paragraph.text) and kept[-1].line == paragraph.line
        ):
            kept.append(paragraph)
    return kept


def _activity(
    heading: str, number: str, opening: Paragraph, paragraphs: list[Paragraph], parent: str | None, kind: str,
    context: YearContext, end: DateSpan | None,
) -> Activity:  # fmt: skip
    units = list_units(heading, fold(heading)) if names_units(fold(heading)) else []
    groups: list[str] = []
    periods: list[Period] = []
    place: str | None = None
    at = max(opening.text.find(heading), 0)
    texts = [opening.slice(at, at + len(heading)), *paragraphs] if paragraphs else [opening.slice(at)]
    for paragraph in texts:
        for start, stop in sentences(paragraph):
            named, collective = units_in_sentence(paragraph.text[start:stop], paragraph.folded[start:stop])
            units += named
            groups += collective
        periods += read_periods(paragraph, context, end)
        match = _PLACE.search(paragraph.folded)
        if match and place is None:
            place = paragraph.text[match.start("place") : match.end("place")].strip()
    body = "\n".join(paragraph.text for paragraph in paragraphs)
    return Activity(
        heading=heading, number=number, body=body, units=tuple(unique(units)), groups=tuple(unique(groups)),
        periods=tuple(dict.fromkeys(periods)), during_window="活动期间" in fold(body) or "活动结束" in body,
        place=place, kind=kind, parent=parent, line=opening.line,
        sentence=opening.text[: opening.text.find(heading) + len(heading)].strip() if heading in opening.text else heading,
    )  # fmt: skip


def read_periods(
    paragraph: Paragraph, context: YearContext, window_end: DateSpan | None, *, by_dates: bool = False
) -> list[Period]:
    """Days and spans in a paragraph. A “by” date (5月7日前) says when something is due, not when an activity takes
    place: left out unless `by_dates`."""
    periods: list[Period] = []
    spans = find_dates(paragraph.folded, context)
    for index, span in enumerate(spans):
        due = _BY.match(paragraph.folded, span.stop) or _UNTIL.search(
            paragraph.folded[max(0, span.begin - 10) : span.begin]
        )
        if due and not by_dates:
            continue
        if is_citation(paragraph.folded, span):
            continue
        if span.open_end and window_end is not None and window_end.end and span.start:
            span = replace(span, end=window_end.end)
        if span.start is None or span.end is None or span.end < span.start:
            continue
        start_time, end_time = span.start_time, span.end_time
        if start_time is None and not span.whole_month:
            upto = spans[index + 1].begin if index + 1 < len(spans) else len(paragraph.folded)
            near = find_times(paragraph.folded[span.stop : min(upto, span.stop + 14)])
            if near:
                _, start_time, end_time = near[0]
        periods.append(
            Period(
                span.start,
                span.end,
                start_time,
                end_time,
                paragraph.line_at(span.begin),
                sentence_at(paragraph, span.begin),
            )
        )
    return periods


def is_citation(folded: str, span: DateSpan) -> bool:
    """The date belongs to a document that is cited: inside a book-title mark or round brackets after a document's name a date belongs to that document."""
    before = folded[max(0, span.begin - 120) : span.begin]
    return before.rfind("《") > before.rfind("》") or bool(
        re.match(r"\s?(?:印发|施行|实施|修订|通过|生效)", folded[span.stop :])
    )


def _from_prose(section: Node, kind: str, context: YearContext, end: DateSpan | None) -> list[Activity]:
    """A part without numbers: “一是…;二是…”, one activity each, or one activity for the whole."""
    found: list[Activity] = []
    for paragraph in section.body:
        marks = list(_FIRSTLY.finditer(paragraph.folded))
        if len(marks) < 2:
            continue
        edges = [match.start() for match in marks] + [len(paragraph.text)]
        for left, right in itertools.pairwise(edges):
            piece = paragraph.slice(left, right)
            heading = re.split(r"[,，。;；:：]", piece.text[2:])[0].strip()
            found.append(_activity(heading, piece.text[:2], piece, [piece], None, kind, context, end))
    if found:
        return found
    plain = [
        paragraph
        for paragraph in section.body
        if "\t" not in paragraph.text and not LABEL.match(paragraph.folded)
    ]
    starts = [
        index
        for index, paragraph in enumerate(plain[:-1])
        if len(paragraph.text) <= 30
        and paragraph.folded[-1:] not in "。;:,"
        and len(plain[index + 1].text) > 30
    ]
    if len(starts) >= 2:
        return _from_bare_headings(plain, starts, kind, context, end)
    return [
        _activity(section.heading, section.number, section.paragraph, section.body, None, kind, context, end)
    ]


def _from_bare_headings(
    plain: list[Paragraph], starts: list[int], kind: str, context: YearContext, end: DateSpan | None
) -> list[Activity]:
    """Unnumbered short lines, each followed by its text."""
    return [
        _activity(plain[left].text, "", plain[left], plain[left + 1 : right], None, kind, context, end)
        for left, right in itertools.pairwise([*starts, len(plain)])
    ]


def _from_table(paragraphs: list[Paragraph], kind: str, context: YearContext) -> list[Activity]:
    """Rows of a table (cells parted by tabs) whose header names an activity column."""
    rows = [paragraph for paragraph in paragraphs if "\t" in paragraph.text]
    if len(rows) < 2:
        return []
    header = [cell.strip() for cell in fold_cells(rows[0])]
    column = _column(header, _TABLE_ACTIVITY, avoid=re.compile(r"时间|日期|单位|部门|地点|形式|序号"))
    if column is None:
        return []
    found: list[Activity] = []
    for row in rows[1:]:
        cells = [cell.strip() for cell in row.text.split("\t")]
        if column >= len(cells) or not cells[column]:
            continue
        units: list[str] = []
        groups: list[str] = []
        for index, title in enumerate(header):
            if _TABLE_UNITS.search(title) and index < len(cells):
                units += list_units(cells[index], fold(cells[index]))
        days = read_periods(row, context, None) if any(_TABLE_DATES.search(title) for title in header) else []
        place = next(
            (cells[i] for i, title in enumerate(header) if re.search(r"地点|场所", title) and i < len(cells)),
            None,
        )
        found.append(
            Activity(
                heading=cells[column].rstrip("。"),
                number=cells[0] if cells[0].isdigit() else "",
                body=row.text,
                units=tuple(unique(units)),
                groups=tuple(groups),
                periods=tuple(days),
                during_window="活动期间" in row.text,
                place=place or None,
                kind=kind,
                parent=None,
                line=row.line,
                sentence=row.text,
            )
        )
    return found


def fold_cells(row: Paragraph) -> list[str]:
    """Cells of a table row in half-width form (folding turns the tab itself into a blank)."""
    return [fold(cell) for cell in row.text.split("\t")]


def _column(header: list[str], pattern: re.Pattern[str], avoid: re.Pattern[str]) -> int | None:
    return next(
        (i for i, title in enumerate(header) if pattern.search(title) and not avoid.search(title)), None
    )
