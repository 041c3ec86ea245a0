"""How pages show a checked text: lines with numbered marks, and a list of reasons beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import get_translations
from flask_babel import gettext as _

from core.base.hygiene import KIND_NAMES, REASONS
from core.publishing.service.hygiene import Checked, CheckedFinding

#: characters before and after a finding in an excerpt
_AROUND = 14
#: more findings than this are counted, not listed: the text is broken as a whole
MOST = 200


@dataclass(frozen=True)
class Piece:
    """A stretch of a line; `number` is the finding it belongs to, 0 for none. `first`, `last`: of that finding."""

    text: str
    number: int = 0
    first: bool = False
    last: bool = False
    open: bool = False


def marked_lines(checked: Checked) -> list[list[Piece]]:
    """The text line by line, cut at the findings; blank lines are left out."""
    lines: list[list[Piece]] = []
    findings = checked.findings[:MOST]
    start = index = 0
    for line in checked.text.split("\n"):
        end = start + len(line)
        while index < len(findings) and findings[index].finding.end <= start:
            index += 1
        pieces = _cut(checked.text, start, end, findings[index:])
        if line.strip() or any(piece.number for piece in pieces):
            lines.append(pieces)
        start = end + 1
    return lines


def _cut(text: str, start: int, end: int, findings: Sequence[CheckedFinding]) -> list[Piece]:
    pieces: list[Piece] = []
    place = start
    for item in findings:
        found = item.finding
        if found.start > end or (found.start == end and end > start):
            break
        begin, finish = max(found.start, start), min(found.end, end)
        if begin >= finish:
            continue
        if begin > place:
            pieces.append(Piece(text[place:begin]))
        pieces.append(
            Piece(
                visible(text[begin:finish]),
                item.number,
                begin == found.start,
                finish == found.end,
                item.is_open,
            )
        )
        place = finish
    if place < end:
        pieces.append(Piece(text[place:end]))
    return pieces


def visible(text: str) -> str:
    """A finding's text as a reader can see it: what no font draws is named."""
    shown = "".join(char if char.isprintable() else "" for char in text)
    return shown if shown.strip() else str(_("（看不见的字符）"))


def translated(sentence: str) -> str:
    """A sentence of the engine in the reader's language; the engine marks them for the catalogue."""
    found: str = get_translations().ugettext(sentence)
    return found


def finding_rows(checked: Checked) -> list[dict[str, Any]]:
    """The findings for the list beside the text, in words."""
    return [
        {
            "number": item.number,
            "kind": translated(KIND_NAMES[item.finding.kind]),
            "text": visible(item.finding.text[:80]),
            "before": checked.text[max(0, item.finding.start - _AROUND) : item.finding.start].split("\n")[-1],
            "after": checked.text[item.finding.end : item.finding.end + _AROUND].split("\n")[0],
            "reason": translated(REASONS[item.finding.code]) % dict(item.finding.params),
            "fingerprint": item.fingerprint,
            "overrule": item.overrule,
        }
        for item in checked.findings[:MOST]
    ]
