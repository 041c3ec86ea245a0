"""The catalogue's .xlsx: its template, and reading one that somebody filled in."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, BinaryIO

from core.api import Invalid

from . import merged_cells as merged
from .rules.catalogue import COLUMNS, KINDS, NEEDED, Row, columns_of, kind_of, phone_of, plain_heading

LARGEST_MB = 5
MOST_UNPACKED_MB = 80
MOST_ROWS = 500
MOST_COLUMNS = 40
MOST_EMPTY = 2000  # lines in a row: a sheet may be formatted down to its millionth line
SHEET = "年度目录"
_WIDTHS = {"number": 12, "title": 44, "kind": 10, "basis": 36, "unit": 22, "planned": 16, "contact": 24}
_KIND_WORDS = tuple(words[0] for words in KINDS.values())
#: the form's own words, Chinese in every language
HINTS = (
    "一行一件。“决策事项”“类别”必填，“计划时间”请尽量填。",
    "编号可以不填，导入时按顺序编；填了已有的编号，就改那一件。",
    "类别只能写：" + "、".join(_KIND_WORDS) + "。",
    "计划时间写季度、月份或日期都可以，例如：第三季度、9月、9月中旬、2026年9月30日、年底前。",
    "联系方式写科室和办公电话，不写个人手机号。",
    "不要写带密级的内容。",
)


def template(year: int) -> bytes:
    """An empty sheet with headings, a list to choose the kind from, and a page that explains."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = SHEET
    for index, (column, names) in enumerate(COLUMNS.items(), 1):
        cell = sheet.cell(1, index, names[0])
        cell.font = Font(bold=column in NEEDED)
        sheet.column_dimensions[cell.column_letter].width = _WIDTHS[column]
        for row in range(2, 202):  # without a text format 2026-03 becomes a date
            sheet.cell(row, index).number_format = "@"
    sheet.freeze_panes = "A2"
    rule = DataValidation(type="list", formula1='"' + ",".join(_KIND_WORDS) + '"', allow_blank=True)
    sheet.add_data_validation(rule)
    rule.add(f"C2:C{MOST_ROWS + 1}")
    notes = book.create_sheet("说明")
    notes.column_dimensions["A"].width = 90
    for line in (f"{year}年度行政决策目录", *HINTS):
        notes.append([line])
    return _bytes(book)


def write(rows: Sequence[Sequence[str]]) -> bytes:
    """A filled sheet with the template's headings; nothing that begins with = is ever a formula."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = SHEET
    for at, row in enumerate(([names[0] for names in COLUMNS.values()], *rows), 1):
        for place, text in enumerate(row, 1):
            cell = sheet.cell(at, place, text)
            cell.data_type = "s"
            cell.number_format = "@"
    for column, letter in zip(COLUMNS, "ABCDEFG", strict=True):
        sheet.column_dimensions[letter].width = _WIDTHS[column]
    sheet.freeze_panes = "A2"
    return _bytes(book)


def read(stream: BinaryIO) -> tuple[Row, ...]:
    """Read a filled sheet; titles above the headings are passed over.

    Raises Invalid (decisions.sheet_…) with what to do when the file can't be used as a whole.
    """
    data = stream.read(LARGEST_MB * 1024 * 1024 + 1)
    if not data:
        raise Invalid("decisions.sheet_missing", field="file")
    if len(data) > LARGEST_MB * 1024 * 1024:
        raise Invalid("decisions.sheet_large", field="file", most=LARGEST_MB)
    book = _open(data)
    try:
        for name in book.sheetnames:
            lines = book[name].iter_rows(values_only=True, max_col=MOST_COLUMNS)
            rows = _rows(lines, merged.joined(data, book.sheetnames.index(name)))
            if rows is not None:
                break
        else:
            raise Invalid("decisions.sheet_columns", field="file")
    except (ValueError, KeyError, IndexError, TypeError, SyntaxError, zipfile.BadZipFile) as problem:
        raise Invalid("decisions.sheet_not_xlsx", field="file") from problem
    finally:
        book.close()
    if not rows:
        raise Invalid("decisions.sheet_empty", field="file")
    return rows


def _open(data: bytes) -> Any:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as pack:
            # A few kilobytes can unpack to gigabytes.
            if sum(entry.file_size for entry in pack.infolist()) > MOST_UNPACKED_MB * 1024 * 1024:
                raise Invalid("decisions.sheet_large", field="file", most=LARGEST_MB)
        return load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except Invalid:
        raise
    except Exception as problem:  # the library answers a broken file with many kinds of error
        raise Invalid("decisions.sheet_not_xlsx", field="file") from problem


def _rows(lines: Any, joined: Mapping[tuple[int, int], tuple[int, int]]) -> tuple[Row, ...] | None:
    """None when no line has our headings. A cell merged over several lines counts for each of them."""
    places: dict[str, int] = {}
    found: list[Row] = []
    said: dict[tuple[int, int], str] = {}
    first_cells = set(joined.values())
    empty, phone = 0, -1
    for number, cells in enumerate(lines, 1):
        texts = [_text(cell) for cell in cells]
        own = any(texts)
        empty = 0 if own else empty + 1
        if empty > MOST_EMPTY:
            break
        said |= {
            (number, at): text for at, text in enumerate(texts, 1) if text and (number, at) in first_cells
        }
        if own:
            texts = [
                text or said.get(joined.get((number, at), (0, 0)), "") for at, text in enumerate(texts, 1)
            ]
        if not places:
            told = columns_of(texts)
            if "title" in told and len(told) >= 2:
                places, phone = told, phone_of(texts, told)
            continue
        row = {column: texts[at] if at < len(texts) else "" for column, at in places.items()}
        number_too = texts[phone] if 0 <= phone < len(texts) else ""
        if number_too and number_too != row["contact"]:
            row["contact"] = f"{row['contact']} {number_too}".strip()
        # A line that only carries a running number is an empty one of a prepared form.
        if not any(text for column, text in row.items() if column != "number"):
            continue
        # the headings again, or their second line
        if plain_heading(row["title"]) in COLUMNS["title"] and not kind_of(row.get("kind", "")):
            phone = phone_of(texts, places) if phone < 0 else phone
            continue
        if len(found) == MOST_ROWS:
            raise Invalid("decisions.sheet_rows", field="file", most=MOST_ROWS)
        found.append(Row(number, row))
    return tuple(found) if places else None


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(cell, date):
        return f"{cell.isoformat()} 00:00:00"
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    lines = str(cell).replace("_x000D_", "").replace("\r", "\n").split("\n")
    return "\n".join(" ".join(line.split()) for line in lines if line.split())


def _bytes(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
