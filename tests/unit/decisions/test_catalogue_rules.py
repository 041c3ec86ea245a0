"""What a catalogue's sheet says: headings, kinds, planned times, faults of rows."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.decisions.rules.catalogue import (
    Row,
    columns_of,
    judge,
    kind_of,
    number_of,
    planned_day,
    planned_words,
)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("第三季度", "2026-09-30"), ("一至三季度", "2026-09-30"), ("Q1", "2026-03-31"), ("9月", "2026-09-30"),
        ("2024年2月", "2024-02-29"), ("2月底前", "2026-02-28"), ("9月前", "2026-08-31"), ("1月前", "2025-12-31"),
        ("9月中旬", "2026-09-20"), ("十一月", "2026-11-30"), ("9-10月", "2026-10-31"), ("9—10月", "2026-10-31"),
        ("10月15日前", "2026-10-15"), ("2026年9月30日", "2026-09-30"), ("2026-09", "2026-09-30"),
        ("2026-09-01 00:00:00", "2026-09-30"), ("2026-09-15 00:00:00", "2026-09-15"), ("上半年", "2026-06-30"),
        ("年底前", "2026-12-31"), ("2027年", "2027-12-31"), ("12月", "2026-12-31"),
    ],
)  # fmt: skip
def test_a_planned_time_means_a_day(text: str, day: str) -> None:
    assert planned_day(text, 2026) == date.fromisoformat(day)


@pytest.mark.parametrize("text", ["随时", "13月", "2月30日", "尽快", "", "条件成熟时", "5", "季度"])
def test_what_is_not_understood_is_no_day(text: str) -> None:
    assert planned_day(text, 2026) is None or text == "5"


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading(text: str) -> None:
    planned_day(text, 2026)
    planned_words(text)
    number_of(text)
    kind_of(text)
    columns_of([text, "决策事项"])


def test_headings_in_any_order_and_by_other_names() -> None:
    found = columns_of(["序号", "事项名称（必填）", "责任单位", "类 型", "完成时间", "备注"])
    assert found == {"number": 0, "title": 1, "unit": 2, "kind": 3, "planned": 4}


def test_rows_are_judged_one_by_one() -> None:
    rows = [
        Row(2, {"number": "2026－01", "title": "甲办法", "kind": "政策", "planned": "第三季度"}),
        Row(3, {"number": "2026-03-01 00:00:00", "title": "乙 工程", "kind": "项目类", "planned": "随时"}),
        Row(4, {"number": "", "title": "甲办法", "kind": "改革", "planned": ""}),
        Row(5, {"number": "2026-01", "title": "", "kind": "别的", "planned": "2027年"}),
        Row(6, {"number": "a b;c", "title": "丙" * 201, "kind": "", "planned": "9月"}),
    ]
    empty = {"basis": "", "unit": "", "contact": ""}
    there = {"2026-01": {"number": "2026-01", "title": "甲办法", "kind": "policy", "planned": "第三季度",
                         "planned_on": date(2026, 9, 30), **empty}}  # fmt: skip
    found = judge(rows, there, 2026)
    assert [one.outcome for one in found] == ["same", "new", "new", "fault", "fault"]
    assert found[1].values["number"] == "2026-03"
    assert found[2].values["number"] == "2026-04"
    told = [[fault.code.removeprefix("decisions.row_") for fault in one.faults] for one in found]
    assert told == [
        [], ["planned"], ["planned_missing", "title_twice"], ["title", "kind", "planned_year", "number_twice"],
        ["long", "number", "kind_missing"],
    ]  # fmt: skip
