"""What the page of a reading shows beside its form: the notice line by line with marks, and what is known of its units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _l

from core.campaigns import rules
from core.campaigns.messages import POLLUTION
from core.campaigns.service.reading import group_ids, known_units

SINGLE = {
    "title": _l("名称"),
    "issuer": _l("发文单位"),
    "number": _l("文号"),
    "theme": _l("主题"),
    "form": _l("形式"),
    "window": _l("时间"),
}
#: list of findings → its word, the id of a row's first field (with %(n)s) or of the one field for all
LISTS = {
    "units": (_l("参加单位"), "units"),
    "activities": (_l("活动"), "activities-%(n)s-heading"),
    "duties": (_l("期限"), "duties-%(n)s-what"),
    "slogans": (_l("标语"), "slogans"),
    "contacts": (_l("联系方式"), "contacts-%(n)s-name"),
    "requirements": (_l("要求"), "requirements"),
}


@dataclass
class SourceLine:
    """One line of the notice: its parts (text, polluted), what was found in it, and whether it found no place."""

    number: int
    parts: list[tuple[str, bool]]
    marks: dict[str, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    unplaced: bool = False


@dataclass(frozen=True)
class UnitLine:
    """A unit of the list: where it stands, and whether the city has it already."""

    name: str
    line: int | None
    known_as: str
    #: a collective word such as 各县区: how many departments it stands for here; None for a single unit
    group: int | None = None


def source_lines(text: str, findings: Mapping[str, Any]) -> list[SourceLine]:
    """The notice's lines; blank ones are left out, numbers are those of the file."""
    lines = {
        number: SourceLine(number, [(line, False)])
        for number, line in enumerate(text.split("\n"), 1)
        if line.strip()
    }
    for name, number in (findings.get("lines") or {}).items():
        if number in lines:
            anchor = "starts_on" if name == "window" else name
            lines[number].marks.setdefault(str(SINGLE[name]), f"#{anchor}")
    for name, (word, anchor) in LISTS.items():
        for place, found in enumerate(findings[name]):
            if found.get("line") in lines:
                lines[found["line"]].marks.setdefault(str(word), f"#{anchor % {'n': place}}")
    for polluted in findings.get("pollution") or ():
        if polluted["line"] in lines:
            line = lines[polluted["line"]]
            line.parts = [piece for part in line.parts for piece in _cut(part, polluted["text"])]
            kind = POLLUTION.get(polluted["kind"])
            line.warnings.append(str(kind or polluted["kind"]))
    for unplaced in findings.get("unplaced") or ():
        if unplaced["line"] in lines:
            lines[unplaced["line"]].unplaced = True
    return list(lines.values())


def unit_lines(units: list[Mapping[str, Any]]) -> list[UnitLine]:
    """Each unit with the department it is, if the city has it."""
    known = known_units(unit["name"] for unit in units)
    lines = []
    for unit in units:
        name, found = unit["name"], known[unit["name"]]
        group = None if found or not rules.is_group(name) else len(group_ids(name))
        lines.append(UnitLine(name, unit.get("line"), found.name if found else "", group))
    return lines


def _cut(part: tuple[str, bool], polluted: str) -> list[tuple[str, bool]]:
    text, marked = part
    if marked or not polluted or polluted not in text:
        return [part]
    before, _found, after = text.partition(polluted)
    return [piece for piece in ((before, False), (polluted, True), (after, False)) if piece[0]]
