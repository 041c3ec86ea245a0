"""What must be filled for what; numbers; what fits on the screen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.base.clock import SHANGHAI
from plugins.hotline.rules.intake import (
    Missing,
    Typed,
    callback_slots,
    check,
    fit,
    suggest_topic,
    term_class,
)
from plugins.hotline.rules.phones import dial, masked, reported

NOW = datetime(2026, 5, 15, 2, 42, tzinfo=UTC)
FULL = Typed(
    phone="13800002046",
    topic_id=1,
    title="加装电梯",
    reply="可以不分摊。",
    handle="answer",
    result="answered",
)


def wrong(typed: Typed, *, has_number: bool = False) -> list[Missing]:
    return list(check(typed, now=NOW, has_number=has_number))


def test_what_each_way_needs() -> None:
    assert wrong(FULL) == []
    assert wrong(replace(FULL, phone="", title="", reply=" ")) == [
        Missing("title", "title_missing"),
        Missing("reply", "reply_missing"),
    ]
    assert wrong(replace(FULL, handle="dispatch", reply="")) == [Missing("department", "department_missing")]
    assert wrong(replace(FULL, handle="seat", topic_id=None)) == [Missing("topic", "topic_missing")]
    callback = replace(FULL, handle="callback", phone="", reply="")
    assert wrong(callback) == [Missing("phone", "phone_for_callback")]
    assert wrong(callback, has_number=True) == []
    assert wrong(replace(FULL, phone="123")) == [Missing("phone", "phone_unreadable")]
    assert wrong(replace(FULL, publish=True, confidential=True)) == [
        Missing("publish", "publish_confidential")
    ]


def test_a_call_without_a_matter_and_a_merged_one_need_little() -> None:
    assert wrong(Typed(result="void")) == []
    assert wrong(Typed(title="同一件事", merge_into=7)) == []


def test_a_callback_is_promised_for_the_coming_week() -> None:
    callback = replace(FULL, handle="callback")
    assert wrong(replace(callback, callback_at=NOW + timedelta(hours=1))) == []
    assert wrong(replace(callback, callback_at=NOW - timedelta(hours=1)))[0].code == "callback_past"
    assert wrong(replace(callback, callback_at=NOW + timedelta(days=8)))[0].code == "callback_far"


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("138 0000 2046", "13800002046"),
        ("+86-138-0000-2046", "13800002046"),
        ("１３８００００２０４６", "13800002046"),
        ("0571-260 0118", "05712600118"),
        ("（0571）2600118", "05712600118"),
        ("2600118", "2600118"),
        ("8890", ""),
        ("没留", ""),
        ("1380000204", ""),
    ],
)
def test_a_number_is_dialled(typed: str, plain: str) -> None:
    assert dial(typed) == plain


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("+86 138 0000 2046", "13800002046"),
        ("8001", "8001"),
        ("*21#", "*21#"),
        ("+1 212 555", "+1212555"),
        ("anonymous", ""),
    ],
)
def test_a_telephone_system_may_tell_more(told: str, kept: str) -> None:
    assert reported(told) == kept


@given(st.from_regex(r"[0-9]{7,16}", fullmatch=True))
def test_a_masked_number_can_not_be_dialled(phone: str) -> None:
    hidden = masked(phone)
    assert phone not in hidden
    assert hidden.count("*") >= 4


def test_a_topic_is_suggested_from_the_words() -> None:
    topics = [(1, "住房与物业 加装电梯"), (2, "社保与医保"), (3, "供水与供热")]
    assert suggest_topic("老楼加装的电梯，一楼不同意", topics) == 1
    assert suggest_topic("异地医保怎么报", topics) == 2
    assert suggest_topic("你好", topics) is None
    assert suggest_topic("", topics) is None


@given(st.lists(st.integers(0, 40), max_size=12), st.integers(0, 40))
def test_the_line_fits_the_screen(sizes: list[int], rows: int) -> None:
    shown = fit(sizes, rows)
    assert all(0 <= part <= size for part, size in zip(shown, sizes, strict=True))
    room = max(rows - len(sizes), 0)
    assert sum(shown) == min(room, sum(sizes))
    # nobody's second before everybody's first
    if any(part > 1 for part in shown):
        assert all(part >= min(size, 1) for part, size in zip(shown, sizes, strict=True))


def test_callbacks_are_promised_on_the_half_hour_of_open_hours() -> None:
    slots = callback_slots(datetime(2026, 5, 15, 16, 42, tzinfo=SHANGHAI), opens=510, closes=1050)
    assert [f"{slot:%d %H:%M}" for slot in slots[:3]] == ["16 08:30", "16 09:00", "16 09:30"]
    slots = callback_slots(datetime(2026, 5, 15, 10, 42, tzinfo=SHANGHAI), opens=510, closes=1050)
    assert f"{slots[0]:%d %H:%M}" == "15 11:30"
    assert len(slots) == 12


def test_the_class_of_the_term() -> None:
    assert [term_class(sort) for sort in ("consult", "help", "complaint")] == ["consult", "other", "other"]
