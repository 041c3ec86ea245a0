"""The lists of a notice: participating units, requirements, slogans."""

from __future__ import annotations

import re

from .facts import bare
from .head import HeadReading
from .model import Activity, Requirement, Slogan, Unit
from .outline import LABEL, Node, Outline, reading_order
from .roles import roles_of
from .source import Paragraph, fold
from .units import list_units


def read_addressees(head: HeadReading) -> list[Unit]:
    paragraph = head.addressees
    if paragraph is None:
        return []
    names = list_units(paragraph.text.rstrip(":："), paragraph.folded.rstrip(":"))
    return [Unit(name, paragraph.line, paragraph.text, "addressee") for name in names]


def read_units(
    nodes: list[Node], head: HeadReading, activities: list[Activity], addressees: list[Unit]
) -> list[Unit]:
    """The list of participants where there is one; otherwise whom the notice addresses and whom its activities name."""
    listed: list[Unit] = []
    for node in nodes:
        if node.role != "units":
            continue
        for paragraph in [
            *node.body,
            *(p for child in node.children for p in child.body or [child.paragraph]),
        ]:
            cells = _table_units(paragraph)
            names = cells if cells is not None else list_units(paragraph.text, paragraph.folded)
            listed += [Unit(name, _line_of(paragraph, name), paragraph.text, "section") for name in names]
    if not listed:
        outside = [
            *head.preamble,
            *(p for node in nodes if node.role in ("other", "form", "window", "theme") for p in node.body),
        ]
        for paragraph in outside:
            label = LABEL.match(paragraph.folded)
            if label and roles_of(label.group("label"))[0] == "units":
                inner = paragraph.slice(label.end())
                listed += [
                    Unit(n, paragraph.line, paragraph.text, "section")
                    for n in list_units(inner.text, inner.folded)
                ]
    if listed:
        return _once(listed)
    named = [
        Unit(name, activity.line, activity.sentence, "activity")
        for activity in activities
        for name in activity.units
    ]
    return _once([*addressees, *named])


def _table_units(paragraph: Paragraph) -> list[str] | None:
    if "\t" not in paragraph.text:
        return None
    cells = [cell.strip() for cell in paragraph.text.split("\t")]
    return [
        cell
        for cell in cells
        if cell and not cell.isdigit() and not re.search(r"序号|^单位|名称|备注|部门$", cell)
    ]


def _line_of(paragraph: Paragraph, name: str) -> int:
    at = paragraph.text.find(name)
    return paragraph.line_at(at) if at >= 0 else paragraph.line


def _once(units: list[Unit]) -> list[Unit]:
    seen: dict[str, Unit] = {}
    for unit in units:
        seen.setdefault(fold(unit.name).replace(" ", "").replace("人民政府", "政府"), unit)
    return list(seen.values())


def read_requirements(tops: list[Node]) -> list[Requirement]:
    found: list[Requirement] = []
    for top in tops:
        for node in [top, *top.children]:
            if node.role not in ("requirements", "reporting") or (
                node is not top and top.role in ("requirements", "reporting", "activities")
            ):
                continue
            children = node.children or []
            for child in children:
                body = "\n".join(
                    p.text
                    for p in [*child.body, *(q for c in child.children for q in c.all_paragraphs())]
                    if p.text
                )
                found.append(Requirement(child.heading, child.number, body, child.line, child.paragraph.text))
            if not children:
                found += _requirements_in_prose(node)
    return found


def _requirements_in_prose(node: Node) -> list[Requirement]:
    found: list[Requirement] = []
    for paragraph in node.body:
        marks = list(re.finditer(r"(?:^|(?<=[。;,:]))[一二三四五六七八九十][是要](?=\S)", paragraph.folded))
        for index, mark in enumerate(marks):
            stop = marks[index + 1].start() if index + 1 < len(marks) else len(paragraph.text)
            piece = paragraph.text[mark.start() : stop]
            heading = re.split(r"[,，。;；:：]", piece[2:])[0].strip()
            found.append(Requirement(heading, piece[:2], piece, paragraph.line_at(mark.start()), piece))
    if found:
        return found
    return [
        Requirement(
            node.heading, node.number, "\n".join(p.text for p in node.body), node.line, node.paragraph.text
        )
    ]


def read_slogans(tops: list[Node], outline: Outline) -> tuple[list[Slogan], set[int]]:
    found: list[Slogan] = []
    for annex in outline.annexes:
        if re.search(r"标语|口号", annex.heading) and annex not in tops:
            found += _slogan_lines(annex, skip_heading=True)
    for node in [node for top in tops for node in top.walk()]:
        if node.role == "slogans" and roles_of(node.heading)[0] == "slogans":
            found += _slogan_lines(node, skip_heading=False)
    for paragraph in [p for top in tops for p in reading_order(top)]:
        match = re.search(
            r"(?:标语|口号|横幅)(?:内容)?(?:为|是|:|如)?\s?:?\s?(?P<list>(?:[“\"][^”\"]{4,40}[”\"][、,和及;]?\s?)+)",
            paragraph.folded,
        )
        if match:
            quoted = re.findall(
                r"[“\"]([^”\"]{4,40})[”\"]", paragraph.text[match.start("list") : match.end("list")]
            )
            found += [Slogan(text.strip(), paragraph.line_at(match.start())) for text in quoted]
    kept = {slogan.text: slogan for slogan in reversed(found)}
    ordered = [slogan for slogan in found if kept.get(slogan.text) is slogan]
    return ordered, {slogan.line for slogan in ordered}


def _slogan_lines(node: Node, *, skip_heading: bool) -> list[Slogan]:
    found: list[Slogan] = []
    for paragraph in node.body:
        text = paragraph.text.strip()
        if skip_heading and fold(text).strip('“”"') == fold(node.heading).strip('“”"'):
            continue
        if re.search(r"[:：。]$", text) and len(text) > 12 and re.search(r"如下|单位|可|各", text):
            continue
        quoted = (
            re.findall(r"[“\"]([^”\"]{4,40})[”\"]", text)
            if text.count("“") >= 2 or text.count('"') >= 4
            else [text]
        )
        found += [Slogan(bare(item), paragraph.line) for item in quoted if 4 <= len(item) <= 60]
    for child in node.children:
        text = child.paragraph.text[child.marker.end if child.marker else 0 :].strip()
        if not child.children and text:
            found.append(Slogan(bare(text), child.line))
        for inner in child.children:
            found.append(Slogan(bare(inner.heading), inner.line))
    return found
