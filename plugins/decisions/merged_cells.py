"""Which cells of an .xlsx sheet are merged: openpyxl reads large sheets row by row and leaves that out."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

MOST_CELLS = 20_000
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
_RELATION = re.compile(rb"<Relationship [^>]*>")
_SHEET = re.compile(rb"<(?:\w+:)?sheet [^>]*>")


def joined(data: bytes, place: int) -> dict[tuple[int, int], tuple[int, int]]:
    """Cells below the first one of a merged range → its first cell, both (row, column) from 1; `place`: which sheet, from 0.

    Ranges that only go sideways are titles and don't matter. A book that is written differently has none.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as pack:
        name = _path(pack, place)
        if name not in pack.namelist():
            return {}
        ranges = [found.decode() for found in _MERGED.findall(pack.read(name))]
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for first, cell in _cells(ranges):
        if len(found) >= MOST_CELLS:
            break
        found[cell] = first
    return found


def _path(pack: zipfile.ZipFile, place: int) -> str:
    sheets = _SHEET.findall(pack.read("xl/workbook.xml"))
    if place >= len(sheets):
        return ""
    key = re.search(rb'r:id="([^"]+)"', sheets[place])
    for one in _RELATION.findall(pack.read("xl/_rels/workbook.xml.rels")):
        target = re.search(rb'Target="([^"]+)"', one)
        if key is not None and target is not None and b'Id="' + key[1] + b'"' in one:
            path = target[1].decode()
            return path.lstrip("/") if path.startswith("/") else f"xl/{path}"
    return ""


def _cells(ranges: list[str]) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    from openpyxl.utils.cell import range_boundaries

    for one in ranges:
        left, top, _right, bottom = range_boundaries(one)
        if left is None or top is None or bottom is None:
            continue  # a whole column or row
        for row in range(int(top) + 1, int(bottom) + 1):
            yield (int(top), int(left)), (row, int(left))
