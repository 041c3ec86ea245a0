"""The single facts of a notice: theme, form, window of days."""

from __future__ import annotations

import itertools
import re

from .activities import read_periods
from .dates import YearContext
from .head import HeadReading
from .model import Activity, Found, Period, Window
from .outline import LABEL, Node
from .roles import ATTRIBUTE, roles_of
from .source import Paragraph, sentence_at, sentences

_THEME = re.compile(
    r"(?:活动|开放|本次活动的?|今年活动的?|宣传)?主题(?:统一)?(?:为|是|:|定为|确定为)\s?:?\s?(?P<theme>“[^”]{4,120}”|[^。;\n“”]{4,100})"
)
_THEME_AS = re.compile(
    r"以\s?[“《](?P<theme>[^”》]{4,80})[”》]\s?为(?:活动)?主题|围绕\s?“(?P<theme2>[^”]{4,80})”\s?(?:这一|的)?(?:活动)?主题"
)
_NOT_A_THEME = re.compile(r"自行确定|自定|结合.{0,30}确定|确定.{0,12}主题|要围绕")
_OPEN_DAY = re.compile(
    r"(?:是|为).{0,24}(?:公开日|开放日)|(?:开展|举办|举行|组织)[^。]{0,40}(?:活动|开放日|公开日)"
)
_NOT_THE_EVENT = re.compile(r"报名|筹备|准备|总结|报送|动员|部署阶段|宣传预热|前期|上报|培训|顺延|如遇|延期")


def _value_paragraphs(head: HeadReading, nodes: list[Node], role: str) -> list[Paragraph]:
    """Where a theme, window, form or list of units may stand: parts with that role, then label lines."""
    found: list[Paragraph] = []
    for node in nodes:
        if node.role == role or (
            role in roles_of(node.heading) and node.titled and node.role not in ("activities", "requirements")
        ):
            own = node.role == role
            inner = [p for child in node.children if own and child.role == role for p in _own_text(child)]
            found += [*node.body, *inner]
    labelled = [
        *head.preamble,
        *(p for node in nodes if node.role not in ("requirements",) for p in node.body),
    ]
    for paragraph in labelled:
        label = LABEL.match(paragraph.folded)
        if label and role in roles_of(label.group("label")) and ATTRIBUTE.match(label.group("label")):
            found.append(paragraph.slice(label.end()))
    return [paragraph for paragraph in dict.fromkeys(found) if paragraph.text]


def _own_text(node: Node) -> list[Paragraph]:
    """The text of a numbered point; one that is nothing but a heading (“(一)实地参观。”) is its own text."""
    return node.body or [node.paragraph.slice(node.marker.end if node.marker else 0)]


def read_theme(head: HeadReading, nodes: list[Node]) -> Found | None:
    for paragraph in _value_paragraphs(head, nodes, "theme"):
        match = _THEME.search(paragraph.folded) or _THEME_AS.search(paragraph.folded)
        if match:
            group = "theme" if match.group("theme") else "theme2"
            value = paragraph.text[match.start(group) : match.end(group)]
            return Found(bare(value), paragraph.line_at(match.start()), sentence_at(paragraph, match.start()))
        first = sentences(paragraph)[:1]
        if first and len(paragraph.folded[: first[0][1]]) <= 70 and not _NOT_A_THEME.search(paragraph.folded):
            return Found(bare(paragraph.text[: first[0][1]]), paragraph.line, paragraph.text)
    for paragraph in [*head.preamble, *(p for node in nodes for p in [node.paragraph, *node.body])]:
        for pattern in (_THEME_AS, _THEME):
            match = pattern.search(paragraph.folded)
            if match and not _NOT_A_THEME.search(match.group()):
                groups = match.groupdict()
                group = "theme" if groups.get("theme") else "theme2"
                value = paragraph.text[match.start(group) : match.end(group)]
                return Found(
                    bare(value), paragraph.line_at(match.start()), sentence_at(paragraph, match.start())
                )
    return None


def bare(value: str) -> str:
    value = value.strip().rstrip("。；;.,，").strip()
    if value[:1] in '“"「' and value[-1:] in '”"」' and value.count("“") <= 1:
        value = value[1:-1]
    return value.strip()


def read_form(head: HeadReading, nodes: list[Node]) -> Found | None:
    paragraphs = [
        p
        for p in _value_paragraphs(head, [n for n in nodes if n.role != "activity"], "form")
        if "\t" not in p.text
    ]
    if not paragraphs:
        return None
    text = "\n".join(paragraph.text for paragraph in paragraphs)
    return Found(text.strip().rstrip("。"), paragraphs[0].line, paragraphs[0].text)


def read_window(head: HeadReading, nodes: list[Node], context: YearContext) -> Window | None:
    outside = [node for node in nodes if node.role == "window" or "window" in roles_of(node.heading)]
    paragraphs = _value_paragraphs(head, outside, "window")
    outline_level = _value_paragraphs(
        head, [node for node in nodes if node.role not in ("activities", "activity")], "window"
    )
    for paragraph in dict.fromkeys([*paragraphs, *outline_level]):
        periods = _event_periods(paragraph, context)
        if periods:
            return Window(
                min(p.start for p in periods),
                max(p.end for p in periods),
                periods[0].line,
                periods[0].sentence,
            )
    for paragraph in head.preamble:
        for start, stop in sentences(paragraph):
            folded = paragraph.folded[start:stop]
            if _OPEN_DAY.search(folded):
                periods = _event_periods(paragraph.slice(start, stop), context)
                if periods:
                    return Window(
                        periods[0].start, periods[0].end, paragraph.line, sentence_at(paragraph, start), True
                    )
    return None


def _event_periods(paragraph: Paragraph, context: YearContext) -> list[Period]:
    """Periods of a paragraph that are the event's own, not those for preparing or reporting."""
    kept: list[Period] = []
    for start, stop in sentences(paragraph):
        for left, right in _clause_spans(paragraph.folded, start, stop):
            if not _NOT_THE_EVENT.search(paragraph.folded[left:right]):
                kept += read_periods(paragraph.slice(left, right), context, None)
    return kept


def _clause_spans(folded: str, start: int, stop: int) -> list[tuple[int, int]]:
    edges = [start, *(match.end() for match in re.finditer(r"[,，](?!\s?\d)", folded[start:stop])), stop]
    edges = [start] + [start + edge for edge in edges[1:-1]] + [stop]
    return [(left, right) for left, right in itertools.pairwise(edges) if left < right]


def window_of_activities(activities: list[Activity]) -> Window | None:
    periods = [period for activity in activities for period in activity.periods]
    if not periods:
        return None
    first = min(periods, key=lambda period: period.start)
    return Window(first.start, max(period.end for period in periods), first.line, first.sentence, True)
