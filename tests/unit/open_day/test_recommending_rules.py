"""The sheet of recommended people, row by row; what a clerk types into the one box."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.booking.rules import refuse_landline, sought
from plugins.open_day.rules.recommending import Held, Open, SheetRow, judge, needs_of, session_of

SESSIONS = [Open(11, 1, "上午场", 2), Open(12, 2, "下午场", 1)]
CATEGORIES = ("专家学者", "其他群众")
ROW = SheetRow(2, "王女士", "13800002046", "13800002046", "上午场", "其他群众", "")


def codes(*rows: SheetRow, held: dict[str, Held] | None = None) -> list[tuple[str, ...]]:
    """(outcome, fault codes…) of each row."""
    return [
        (j.outcome, *(f.code.removeprefix("open_day.row_") for f in j.faults))
        for j in judge(rows, SESSIONS, CATEGORIES, held or {})
    ]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ("add",)),
        ({"name": ""}, ("fault", "name_missing")),
        ({"name": "很" * 21}, ("fault", "name_long")),
        ({"phone_typed": "", "phone": None}, ("fault", "phone_missing")),
        ({"phone_typed": "1380000", "phone": None}, ("fault", "phone_shape")),
        ({"session": "晚上场"}, ("fault", "session_unknown")),
        ({"session": ""}, ("fault", "session_missing")),
        ({"session": "第2场"}, ("add",)),
        ({"category": "学者"}, ("fault", "category_unknown")),
        ({"category": ""}, ("fault", "category_missing")),
        ({"help": "翻译"}, ("fault", "help_unknown")),
        ({"name": "", "category": ""}, ("fault", "name_missing", "category_missing")),
    ],
)
def test_each_fault_is_found(change: dict[str, str | None], expected: tuple[str, ...]) -> None:
    assert codes(replace(ROW, **change)) == [expected]  # type: ignore[arg-type]


def test_twice_in_the_sheet_booked_before_and_more_than_the_quota() -> None:
    second, third, fourth = (
        replace(ROW, number=n, phone=f"1380000000{n}", phone_typed=f"1380000000{n}") for n in (3, 4, 5)
    )
    assert codes(ROW, replace(ROW, number=3)) == [("add",), ("fault", "twice")]
    assert codes(ROW, second, third) == [("add",), ("add",), ("fault", "over_quota")]
    held = {
        ROW.phone or "": Held(11, "0919-1-007", False),
        second.phone or "": Held(11, "0919-1-008", True),
        third.phone or "": Held(12, "0919-2-001", True),
    }
    found = codes(ROW, second, third, fourth, held=held)
    # Who is on the list already stays; who booked by themselves, or is in the other session, is a fault.
    assert found == [("fault", "booked"), ("same",), ("fault", "booked"), ("add",)]


def test_a_faulty_row_takes_no_place_from_the_next() -> None:
    rows = [replace(ROW, session="下午场", category="", phone="13800000009"), replace(ROW, session="下午场")]
    assert codes(*rows) == [("fault", "category_missing"), ("add",)]


def test_words_of_a_cell() -> None:
    assert session_of("", SESSIONS[:1]) == SESSIONS[0]
    assert session_of("2", SESSIONS) == SESSIONS[1]
    assert needs_of("要轮椅、手语翻译") == ("wheelchair", "sign_language")
    assert needs_of("无") == ()


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("0919-2-017", ("number", "0919-2-017")),
        ("０９１９－２－０１７", ("number", "0919-2-017")),
        ("09192017", ("number", "09192017")),
        ("2046", ("digits", "2046")),
        ("138 0000 2046", ("digits", "13800002046")),
        ("0954-2000118", ("digits", "09542000118")),
        ("王女士", ("name", "王女士")),
        ("12", ("nothing", "")),
        ("  ", ("nothing", "")),
    ],
)
def test_the_one_box_knows_what_is_sought(typed: str, expected: tuple[str, str]) -> None:
    assert sought(typed) == expected


def test_a_landline_can_be_dialled_or_is_refused() -> None:
    assert not refuse_landline("(0954) 260 0118 转 3")
    assert refuse_landline("家里")
    assert refuse_landline("123")
