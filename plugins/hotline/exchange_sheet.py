"""Reading a spreadsheet of another platform, and writing ours. Nothing here knows what the columns mean."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO

from core.api import Invalid

LARGEST_MB = 10
MOST_UNPACKED_MB = 120
MOST_ROWS = 5000
MOST_COLUMNS = 60


@dataclass(frozen=True)
class RawSheet:
    """Headings and filled rows, each with its line in the sheet (from 1)."""

    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read(stream: BinaryIO) -> RawSheet:
    """Read the first sheet that has rows; titles above the headings are passed over.

    Raises Invalid (hotline.sheet_…) with what to do when the file can't be used as a whole.
    """
    data = stream.read(LARGEST_MB * 1024 * 1024 + 1)
    if not data:
        raise Invalid("hotline.sheet_missing", field="file")
    if len(data) > LARGEST_MB * 1024 * 1024:
        raise Invalid("hotline.sheet_large", field="file", most=LARGEST_MB)
    book = _open(data)
    try:
        for sheet in book.worksheets:  # a page that is one chart has no rows
            found = _sheet(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS))
            if found is not None:
                return found
    except (ValueError, KeyError, IndexError, TypeError, SyntaxError, zipfile.BadZipFile) as problem:
        raise Invalid("hotline.sheet_not_xlsx", field="file") from problem
    finally:
        book.close()
    raise Invalid("hotline.sheet_empty", field="file")


def _open(data: bytes) -> Any:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as pack:
            # A few kilobytes can unpack to gigabytes.
            if sum(entry.file_size for entry in pack.infolist()) > MOST_UNPACKED_MB * 1024 * 1024:
                raise Invalid("hotline.sheet_large", field="file", most=LARGEST_MB)
        return load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except Invalid:
        raise
    except Exception as problem:  # the library answers a broken file with many kinds of error
        raise Invalid("hotline.sheet_not_xlsx", field="file") from problem


def _sheet(lines: Any) -> RawSheet | None:
    headings: tuple[str, ...] = ()
    rows: list[tuple[int, tuple[str, ...]]] = []
    for number, cells in enumerate(lines, 1):
        texts = tuple(_text(cell) for cell in cells)
        filled = sum(bool(text) for text in texts)
        if not headings:
            # A title over the table is one merged cell; a heading line has several.
            if filled >= 2:
                headings = _distinct(texts)
            continue
        if not filled:
            continue
        if len(rows) == MOST_ROWS:
            raise Invalid("hotline.sheet_rows", field="file", most=MOST_ROWS)
        rows.append((number, texts[: len(headings)]))
    return RawSheet(headings, tuple(rows)) if rows else None


def _distinct(texts: Sequence[str]) -> tuple[str, ...]:
    """Headings without empty ones at the end; the second of two equal ones gets its column's number."""
    last = max(at for at, text in enumerate(texts) if text)
    seen: set[str] = set()
    found = []
    for at, text in enumerate(texts[: last + 1], 1):
        name = text[:60]
        if name in seen and name:
            name = f"{name[:54]} ({at})"
        seen.add(name)
        found.append(name)
    return tuple(found)


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, bool):
        return "是" if cell else ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    lines = str(cell).replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", "").split("\n")
    return "\n".join(" ".join(line.split()) for line in lines).strip()


def write(title: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """A sheet of texts: a number stays as typed, and nothing that begins with = is ever a formula."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title[:31]
    for at, heading in enumerate(headings, 1):
        cell = sheet.cell(1, at, heading)
        cell.data_type = "s"
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = 42 if len(heading) > 3 else 18
    for line, row in enumerate(rows, 2):
        for at, text in enumerate(row, 1):
            cell = sheet.cell(line, at, _safe(text))
            cell.data_type = "s"
            cell.number_format = "@"
            cell.alignment = Alignment(vertical="top", wrap_text=True)
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _safe(text: str) -> str:
    """Without the control characters that a sheet can't hold."""
    return "".join(c for c in text if c in "\n\t" or ord(c) >= 32)[:32000]
