"""The .xlsx of recommended participants: its template, and reading one that somebody filled in."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Any, BinaryIO

from core.api import Invalid, booking

from .rules.recommending import HELP, SheetRow

LARGEST_MB = 5
MOST_UNPACKED_MB = 80
MOST_ROWS = 500
SHEET = "推荐人员"
#: (column, must it be filled); the words are the form's own and stay Chinese in every language
COLUMNS = (("姓名", True), ("电话", True), ("场次", True), ("类别", True), ("需要的帮助", False))
#: what people write over our columns when they make a sheet of their own
_ALSO = {
    "手机": "电话", "手机号": "电话", "手机号码": "电话", "联系电话": "电话", "联系方式": "电话", "电话号码": "电话",
    "代表类别": "类别", "人员类别": "类别", "参加场次": "场次",
}  # fmt: skip
#: lines over the headings
MOST_TITLES = 6
_WIDTHS = (14, 18, 16, 22, 20)


def template(sessions: Sequence[str], categories: Sequence[str]) -> bytes:
    """An empty sheet with headings, lists to choose the session and the category from, and a page that explains."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = SHEET
    for index, ((column, needed), width) in enumerate(zip(COLUMNS, _WIDTHS, strict=True), 1):
        cell = sheet.cell(1, index, column)
        cell.font = Font(bold=needed)
        sheet.column_dimensions[cell.column_letter].width = width
        for row in range(2, 202):  # without a text format a phone number becomes 1.38E+10
            sheet.cell(row, index).number_format = "@"
    sheet.freeze_panes = "A2"
    notes = book.create_sheet("说明")
    notes.column_dimensions["A"].width = 90
    for line in hints(sessions, categories):
        notes.append([line])
    # The lists stand in cells of their own: written into the rule they may be 255 characters at most.
    lists = book.create_sheet("可选")
    for place, words in ((1, sessions), (2, categories)):
        for row, word in enumerate(words, 1):
            cell = lists.cell(row, place, word)
            cell.data_type = "s"
    for letter, column, words in (("C", "A", sessions), ("D", "B", categories)):
        rule = DataValidation(
            type="list", formula1=f"可选!${column}$1:${column}${len(words)}", allow_blank=True
        )
        sheet.add_data_validation(rule)
        rule.add(f"{letter}2:{letter}{MOST_ROWS + 1}")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def hints(sessions: Sequence[str], categories: Sequence[str]) -> tuple[str, ...]:
    """How the sheet is filled; the form's own words, Chinese in every language."""
    return (
        "一人一行。“姓名”“电话”“类别”必填；只有一个场次时“场次”可以不填。",
        "电话写手机号；没有手机的写能打通的座机，会排进电话通知清单。",
        "场次只能写：" + "、".join(sessions) + "。",
        "类别只能写：" + "、".join(categories) + "。",
        "需要的帮助可写：" + "、".join(HELP) + "；不需要的留空。",
    )


def read(stream: BinaryIO) -> tuple[SheetRow, ...]:
    """Read a filled sheet. Raises Invalid (open_day.sheet_…) with what to do when it can't be used as a whole."""
    data = stream.read(LARGEST_MB * 1024 * 1024 + 1)
    if not data:
        raise Invalid("open_day.sheet_missing", field="file")
    if len(data) > LARGEST_MB * 1024 * 1024:
        raise Invalid("open_day.sheet_large", field="file", most=LARGEST_MB)
    book = _open(data)
    try:
        sheets = book.worksheets  # without pages that are one chart: they have no rows
        chosen = [sheet for sheet in sheets if _text(sheet.title) == SHEET] or sheets[:1]
        rows = _rows(chosen[0].iter_rows(values_only=True))
    except (ValueError, KeyError, IndexError, TypeError, SyntaxError, zipfile.BadZipFile) as problem:
        raise Invalid("open_day.sheet_not_xlsx", field="file") from problem
    finally:
        book.close()
    if not rows:
        raise Invalid("open_day.sheet_empty", field="file")
    return rows


def _open(data: bytes) -> Any:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as pack:
            # A few kilobytes can unpack to gigabytes.
            if sum(entry.file_size for entry in pack.infolist()) > MOST_UNPACKED_MB * 1024 * 1024:
                raise Invalid("open_day.sheet_large", field="file", most=LARGEST_MB)
        return load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except Invalid:
        raise
    except Exception as problem:  # the library answers a broken file with many kinds of error
        raise Invalid("open_day.sheet_not_xlsx", field="file") from problem


def _rows(rows: Any) -> tuple[SheetRow, ...]:
    places: dict[str, int] = {}
    found: list[SheetRow] = []
    for number, cells in enumerate(rows, 1):
        if not any(_text(cell) for cell in cells):
            continue
        if not found and number <= MOST_TITLES and len(places) < 2:
            # A title may stand over the headings; what is no heading is a row of people without any.
            heading = [_column(_text(cell)) for cell in cells]
            here = {column: heading.index(column) for column, _needed in COLUMNS if column in heading}
            if len(here) > len(places):
                places = here
            if here or sum(bool(_text(cell)) for cell in cells) == 1:
                continue
        missing = [c for c, needed in COLUMNS if needed and c not in places and c != "场次"]
        if missing:
            raise Invalid("open_day.sheet_columns", field="file", columns=missing)
        if len(found) == MOST_ROWS:
            raise Invalid("open_day.sheet_rows", field="file", most=MOST_ROWS)
        cell = {c: _text(cells[at]) if at < len(cells) else "" for c, at in places.items()}
        typed = cell.get("电话", "")
        found.append(
            SheetRow(
                number=number,
                name=cell.get("姓名", ""),
                phone_typed=typed,
                phone=booking.phone_of(typed),
                session=cell.get("场次", ""),
                category=cell.get("类别", ""),
                help=cell.get("需要的帮助", ""),
            )
        )
    return tuple(found)


def _column(heading: str) -> str:
    """Our name of a column, however its heading was set or retyped: 姓 名*, 手机号码."""
    plain = "".join(heading.split()).strip("*＊：:")
    return _ALSO.get(plain, plain)


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str(cell).split())
