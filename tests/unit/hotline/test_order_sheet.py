"""How the sheets of another platform are understood."""

from __future__ import annotations

from datetime import datetime

import pytest

from plugins.hotline.rules.order_sheet import doubled, guess, moment_of, sort_of, understand


def test_headings_of_other_platforms_are_guessed() -> None:
    theirs = [
        "序号",
        "工单编号",
        "受理 时间",
        "诉求类型(大类)",
        "诉求标题",
        "问题描述",
        "联系电话",
        "事发地址",
    ]
    assert guess("orders", theirs) == {
        "external_number": "工单编号",
        "registered_at": "受理 时间",
        "sort": "诉求类型(大类)",
        "title": "诉求标题",
        "words": "问题描述",
        "phone": "联系电话",
        "place": "事发地址",
    }
    ours = ["工单号", "对方工单号", "答复", "办理单位", "答复时间"]
    assert list(guess("replies", ours).values()) == ours


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-05-15 10:20:05", datetime.fromisoformat("2026-05-15T10:20:05")),
        ("2026/5/6", datetime.fromisoformat("2026-05-06")),
        ("2026年5月6日 9:05", datetime.fromisoformat("2026-05-06T09:05")),
        ("2026.05.06 09：05", datetime.fromisoformat("2026-05-06T09:05")),
        ("46157.5", datetime.fromisoformat("2026-05-15T12:00")),
        ("2026-02-30", None),
        ("昨天", None),
        ("12", None),
    ],
)
def test_moments_as_people_write_them(text: str, moment: datetime | None) -> None:
    assert moment_of(text) == moment


def test_a_row_says_what_is_wrong_with_it() -> None:
    faults = understand("replies", 7, {"reply": "", "replied_at": "很快"}, {}).faults
    assert [(fault.column, fault.code) for fault in faults] == [
        ("reply", "sheet_empty_cell"),
        ("replied_at", "sheet_bad_moment"),
        ("external_number", "sheet_no_number"),
    ]
    call = {"external_id": "a", "arrived_at": "2026-05-06 10:00", "ended_at": "2026-05-06 09:00"}
    assert [fault.code for fault in understand("calls", 1, call, {}).faults] == ["sheet_before_arrival"]


def test_a_title_is_made_of_the_words_and_flags_are_read() -> None:
    row = understand(
        "orders", 2, {"external_number": "A1", "words": "停" * 50, "confidential": "保密"}, {"words": 99}
    )
    assert (row.get("title"), row.get("confidential"), row.get("sort")) == ("停" * 30, "1", "help")
    assert sort_of("投诉举报类") == "complaint"


def test_a_number_twice_with_different_words_is_found() -> None:
    rows = [
        understand("replies", line, {"external_number": number, "reply": reply}, {})
        for line, number, reply in ((2, "A", "一"), (3, "B", "二"), (4, "A", "一"), (5, "A", "三"))
    ]
    assert doubled(rows, "external_number") == {5: 2}
