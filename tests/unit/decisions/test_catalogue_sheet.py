"""A catalogue's .xlsx as offices fill it in: merged cells, other headings, two header lines, days as figures, blank lines."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook

from core.base.errors import Invalid
from plugins.decisions import catalogue_sheet
from plugins.decisions.rules.catalogue import judge


def book(rows: Sequence[Sequence[Any]], merged: Sequence[str] = (), formatted: int = 0) -> io.BytesIO:
    made = Workbook()
    sheet = made.worksheets[0]
    for row in rows:
        sheet.append(list(row))
    for area in merged:
        sheet.merge_cells(area)
    for line in range(len(rows) + 1, formatted):
        sheet.cell(line, 1).number_format = "@"
    out = io.BytesIO()
    made.save(out)
    out.seek(0)
    return out


def test_merged_cells_other_headings_and_days_as_figures() -> None:
    read = catalogue_sheet.read(
        book(
            [
                ["云川市水务局2026年度重大行政决策目录"],
                ["完成时限", "重大行政决策事项名称", "事项类别", "承办部门", "联系人", "联系电话"],
                [date(2026, 9, 30), "水价调整方案", "政策", "水务局", "何工", 2600151],
                [46295, "节水办法", None, None, None, None],
                [],
                ["20260630", "河道规划", "项目", "水务局", "李工", "2600152"],
            ],
            ["A1:F1", "C3:C4", "D3:D4", "E3:E4", "F3:F4"],
        )
    )
    judged = judge(read, {}, 2026)
    assert [(one.outcome, one.row.line) for one in judged] == [("new", 3), ("new", 4), ("new", 6)]
    assert [one.values["planned"] for one in judged] == ["2026年9月30日", "2026年9月30日", "2026年6月30日"]
    assert [(one.values["kind"], one.values["unit"], one.values["contact"]) for one in judged] == [
        ("policy", "水务局", "何工 2600151"), ("policy", "水务局", "何工 2600151"), ("project", "水务局", "李工 2600152"),
    ]  # fmt: skip


def test_headings_of_two_lines_that_come_again_on_the_next_page() -> None:
    head = ["编号", "决策事项", "类别", "联系方式", None, "计划时间"]
    read = catalogue_sheet.read(
        book(
            [head, [None, None, None, "联系人", "电话", None], ["1", "水价", "政策", "何工", "260", "三季度"],
             head, ["2", "节水", "改革", "何工", "260", "9－10月"]],
            ["A1:A2", "B1:B2", "C1:C2", "D1:E1", "F1:F2"],
        )
    )  # fmt: skip
    assert [(row.cells["number"], row.cells["contact"]) for row in read] == [
        ("1", "何工 260"),
        ("2", "何工 260"),
    ]


def test_too_many_rows_are_refused_and_formatted_blank_ones_are_none() -> None:
    rows = [["决策事项", "类别"], *(["事项", "政策"] for _n in range(5000))]
    with pytest.raises(Invalid) as caught:
        catalogue_sheet.read(book(rows))
    assert caught.value.code == "decisions.sheet_rows"
    assert len(catalogue_sheet.read(book([["决策事项", "类别"], ["水价", "政策"]], formatted=20_000))) == 1
