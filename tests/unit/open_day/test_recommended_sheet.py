"""Sheets of recommended participants as people really send them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart

from core.base.errors import Invalid
from plugins.hotline import exchange_sheet
from plugins.open_day import recommended_sheet

PERSON = ("王一", "13800001234", "上午场", "其他群众", "")
HEADINGS = ("姓名", "电话", "场次", "类别", "需要的帮助")


def book(*rows: Sequence[Any], chart_first: bool = False, name: str = "") -> io.BytesIO:
    made = Workbook()
    sheet = made.worksheets[0]
    sheet.title = name or "Sheet1"
    for row in rows:
        sheet.append(list(row))
    if chart_first:
        made.create_chartsheet("图", 0).add_chart(BarChart())
    out = io.BytesIO()
    made.save(out)
    out.seek(0)
    return out


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        ((HEADINGS, PERSON), 2),
        ((("推荐人员名单（第一批）",), (), HEADINGS, PERSON), 4),
        ((("姓 名*", "手机号码", "参加场次", "代表类别：", "需要的帮助"), PERSON), 2),
        ((HEADINGS, (), (), PERSON), 4),
        ((("序号", "备注", *HEADINGS), (1, "", *PERSON)), 2),
    ],
)
def test_titles_and_own_headings_are_read(rows: tuple[Sequence[Any], ...], line: int) -> None:
    (found,) = recommended_sheet.read(book(*rows))
    assert (found.number, found.name, found.phone, found.session, found.category) == (
        line, "王一", "13800001234", "上午场", "其他群众",
    )  # fmt: skip


def test_a_page_that_is_one_chart_is_passed_over() -> None:
    assert len(recommended_sheet.read(book(HEADINGS, PERSON, chart_first=True))) == 1
    assert exchange_sheet.read(book(HEADINGS, PERSON, chart_first=True)).headings == HEADINGS


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ((PERSON,), "sheet_columns"),
        ((("姓名", "单位"), ("王一", "甲厂")), "sheet_columns"),
        ((HEADINGS,), "sheet_empty"),
        ((("名单",),), "sheet_empty"),
        ((), "sheet_empty"),
    ],
)
def test_what_is_no_list_says_what_lacks(rows: tuple[Sequence[Any], ...], code: str) -> None:
    with pytest.raises(Invalid, match=code):
        recommended_sheet.read(book(*rows))
