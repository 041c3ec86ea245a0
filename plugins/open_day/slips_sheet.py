"""The .xlsx of opinions from a meeting or a survey: its template, and reading one that somebody filled in."""

from __future__ import annotations

import io
import zipfile
from typing import Any, BinaryIO

from core.api import Invalid

from .rules.slips import COLUMNS, MOST, Slip

LARGEST_MB = 5
MOST_UNPACKED_MB = 80
SHEET = "意见"
_WIDTHS = (80, 14, 18)
HINTS = (
    "一行一条意见，照原话写。“意见”必填；“称呼”“电话”可以不填。",
    "写了电话的，结果会告诉本人：手机收短信，座机排进电话清单。填电话以前，请把个人信息告知念给本人听。",
    "请不要写身份证号。有密级标志的内容不能填。",
    f"一次最多 {MOST} 条，再多请分几次。",
)


def template() -> bytes:
    """An empty sheet with headings and a page that explains."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = SHEET
    for index, (column, width) in enumerate(zip(COLUMNS, _WIDTHS, strict=True), 1):
        cell = sheet.cell(1, index, column)
        cell.font = Font(bold=index == 1)
        sheet.column_dimensions[cell.column_letter].width = width
        for row in range(2, MOST + 2):  # without a text format a phone number becomes 1.38E+10
            sheet.cell(row, index).number_format = "@"
            sheet.cell(row, index).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    notes = book.create_sheet("说明")
    notes.column_dimensions["A"].width = 90
    for line in HINTS:
        notes.append([line])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(stream: BinaryIO) -> tuple[Slip, ...]:
    """Read a filled sheet. Raises Invalid (open_day.slips_…) with what to do when it can't be used as a whole."""
    from openpyxl import load_workbook

    data = stream.read(LARGEST_MB * 1024 * 1024 + 1)
    if len(data) > LARGEST_MB * 1024 * 1024:
        raise Invalid("open_day.slips_large", field="file", most=LARGEST_MB)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as pack:
            # A few kilobytes can unpack to gigabytes.
            if sum(entry.file_size for entry in pack.infolist()) > MOST_UNPACKED_MB * 1024 * 1024:
                raise Invalid("open_day.slips_large", field="file", most=LARGEST_MB)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        try:
            name = SHEET if SHEET in book.sheetnames else book.sheetnames[0]
            rows = _rows(book[name].iter_rows(values_only=True))
        finally:
            book.close()
    except Invalid:
        raise
    except Exception as problem:  # the library answers a broken file with many kinds of error
        raise Invalid("open_day.slips_not_xlsx", field="file") from problem
    if not rows:
        raise Invalid("open_day.slips_empty", field="file")
    return rows


def _rows(rows: Any) -> tuple[Slip, ...]:
    heading = [_text(cell) for cell in next(iter(rows), ())]
    places = {column: heading.index(column) for column in COLUMNS if column in heading}
    if COLUMNS[0] not in places:
        raise Invalid("open_day.slips_columns", field="file", columns=[COLUMNS[0]])
    found: list[Slip] = []
    for number, cells in enumerate(rows, 2):
        cell = {c: _text(cells[at]) if at < len(cells) else "" for c, at in places.items()}
        if not any(cell.values()):
            continue
        if len(found) == MOST:
            raise Invalid("open_day.slips_many", field="file", most=MOST)
        found.append(Slip(number, *(cell.get(column, "") for column in COLUMNS)))
    return tuple(found)


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str(cell).split())
