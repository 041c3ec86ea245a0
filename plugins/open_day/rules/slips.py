"""Opinions from a meeting or a survey as a clerk hands them in: one a line. Pure decisions."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: how many are taken at once: each is compared with what was said before
MOST = 100
#: the sheet's own words, Chinese in every language; pasted lines have the same order, parted by tabs
COLUMNS = ("意见", "称呼", "电话")
SOURCES = ("meeting", "survey")
_NUMBER = re.compile(r"^\s*(?:[（(]?\d{1,3}[)）、.．]|[-•·*])\s*")


@dataclass(frozen=True, slots=True)
class Slip:
    """One opinion. `number`: its line in the list or its row in the sheet, counted from 1."""

    number: int
    text: str
    name: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class SlipFault:
    """What is wrong with one line: a code and its figures."""

    number: int
    code: str
    params: dict[str, object]


def read_lines(pasted: str) -> tuple[Slip, ...]:
    """One opinion a line, empty lines left out. Tabs part text, name and telephone, as they do when cells are pasted;
    numbers and bullets before the text go."""
    found = []
    for number, line in enumerate(pasted.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        if not line.strip():
            continue
        text, name, contact = ([*(" ".join(cell.split()) for cell in line.split("\t")), "", ""])[:3]
        if text == COLUMNS[0] and number == 1:
            continue  # the sheet's heading was pasted with it
        found.append(Slip(number, _NUMBER.sub("", text), name, contact))
    return tuple(found)


def as_lines(slips: tuple[Slip, ...]) -> str:
    """The same as pasted lines: what a sheet held, to be set right on the page."""
    return "\n".join("\t".join((s.text, s.name, s.contact)).rstrip("\t") for s in slips)
