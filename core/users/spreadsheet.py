"""The .xlsx with departments and people: its template, and reading one that somebody filled in."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from core.base.errors import Invalid
from core.users import rules

LARGEST_MB = 5
MOST_UNPACKED_MB = 80
MOST_ROWS = 3000

DEPARTMENTS, PEOPLE = "部门", "人员"
#: sheet → (column, must it be there); the words are the form's own and stay Chinese in every language
COLUMNS: dict[str, tuple[tuple[str, bool], ...]] = {
    DEPARTMENTS: (("全称", True), ("类别", True), ("上级", False), ("简称", False), ("别名", False)),
    PEOPLE: (
        ("姓名", True),
        ("登录名", True),
        ("部门", True),
        ("角色", False),
        ("电话", False),
        ("邮箱", False),
    ),
}
KIND_WORDS = {
    "市": "city",
    "县区": "county",
    "部门": "bureau",
    "公共企事业单位": "company",
    "乡镇街道": "town",
}
ROLE_WORDS = {
    "部门编辑": "editor",
    "初审人": "reviewer",
    "保密审查员": "secrecy_reviewer",
    "分管领导": "leader",
    "部门管理员": "lead",
    "专席专家": "seat_expert",
    "政务公开办": "office",
    "话务员": "operator",
    "班长": "supervisor",
    "主持人": "host",
    "系统管理员": "administrator",
}
HINTS = {
    DEPARTMENTS: (
        "“全称”和“类别”必填；“上级”写全称或简称，上级要先建好或者写在前面的行里。",
        "类别只能写：" + "、".join(KIND_WORDS) + "。别名有几个的用顿号隔开。",
    ),
    PEOPLE: (
        "“姓名”“登录名”“部门”必填；部门写全称或简称。登录名用汉字、字母或数字，不要空格。",
        "角色有几个的用顿号隔开，可写：" + "、".join(ROLE_WORDS) + "。可以以后再给。",
        "同一张表可以重复上传：已有的人不会重复建。密码不写在表里，导入后用一次性链接各自设定。",
    ),
}
HEADING_WIDTHS = {"全称": 32, "别名": 24, "部门": 32, "角色": 24, "邮箱": 26, "上级": 26}


@dataclass(frozen=True)
class RawRow:
    """One filled row: its number in the sheet (1-based) and its cells as text by column."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True)
class RawSheets:
    """What a file holds; a sheet that isn't there is empty."""

    departments: tuple[RawRow, ...]
    people: tuple[RawRow, ...]


def template() -> bytes:
    """An empty .xlsx with both sheets, headings and a page that explains."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for name, columns in COLUMNS.items():
        sheet = book.create_sheet(name)
        for index, (column, needed) in enumerate(columns, 1):
            cell = sheet.cell(1, index, column)
            cell.font = Font(bold=needed)
            sheet.column_dimensions[cell.column_letter].width = HEADING_WIDTHS.get(column, 16)
            # Without a text format a phone number becomes 1.38E+10.
            for row in range(2, 202):
                sheet.cell(row, index).number_format = "@"
        sheet.freeze_panes = "A2"
    kinds = DataValidation(type="list", formula1='"' + ",".join(KIND_WORDS) + '"', allow_blank=True)
    book[DEPARTMENTS].add_data_validation(kinds)
    kinds.add(f"B2:B{MOST_ROWS}")
    notes = book.create_sheet("说明")
    notes.column_dimensions["A"].width = 100
    for line in (*HINTS[DEPARTMENTS], *HINTS[PEOPLE]):
        notes.append([line])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(stream: BinaryIO) -> RawSheets:
    """Read a filled file. Raises Invalid (sheet_…) with what to do when it can't be used as a whole."""
    data = stream.read(LARGEST_MB * 1024 * 1024 + 1)
    if not data:
        raise Invalid("sheet_missing", field="file")
    if len(data) > LARGEST_MB * 1024 * 1024:
        raise Invalid("sheet_large", field="file", most=LARGEST_MB)
    book = _open(data)
    try:
        names = {rules.plain(name): name for name in book.sheetnames}
        if DEPARTMENTS not in names and PEOPLE not in names:
            raise Invalid("sheet_pages", field="file")
        found = {
            sheet: tuple(_rows(sheet, book[names[sheet]].iter_rows(values_only=True)))
            if sheet in names
            else ()
            for sheet in COLUMNS
        }
    except (ValueError, KeyError, IndexError, TypeError, SyntaxError, zipfile.BadZipFile) as problem:
        raise Invalid("sheet_not_xlsx", field="file") from problem
    finally:
        book.close()
    if not any(found.values()):
        raise Invalid("sheet_empty", field="file")
    return RawSheets(found[DEPARTMENTS], found[PEOPLE])


def _open(data: bytes) -> Any:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as pack:
            # A few kilobytes can unpack to gigabytes.
            if sum(entry.file_size for entry in pack.infolist()) > MOST_UNPACKED_MB * 1024 * 1024:
                raise Invalid("sheet_large", field="file", most=LARGEST_MB)
        return load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except Invalid:
        raise
    except Exception as problem:  # the library answers a broken file with many kinds of error
        raise Invalid("sheet_not_xlsx", field="file") from problem


def _rows(sheet: str, rows: Iterator[Sequence[Any]]) -> Iterator[RawRow]:
    heading = [_text(cell) for cell in next(iter(rows), ())]
    places = {column: heading.index(column) for column, _ in COLUMNS[sheet] if column in heading}
    filled = 0
    for number, cells in enumerate(rows, 2):
        values = {c: _text(cells[i]) if i < len(cells) else "" for c, i in places.items()}
        if not any(_text(cell) for cell in cells):
            continue
        missing = [column for column, needed in COLUMNS[sheet] if needed and column not in places]
        if missing:
            raise Invalid("sheet_columns", field="file", sheet=sheet, columns=missing)
        filled += 1
        if filled > MOST_ROWS:
            raise Invalid("sheet_rows", field="file", sheet=sheet, most=MOST_ROWS)
        yield RawRow(number, values)


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return rules.plain(str(cell))
