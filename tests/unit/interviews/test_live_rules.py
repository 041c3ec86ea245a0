"""The rules of a broadcast, by themselves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.interviews.rules import live as rules

NOW = datetime(2026, 9, 11, 1, 0, tzinfo=UTC)


def test_a_broadcast_goes_one_way() -> None:
    assert rules.moved("waiting", "open") == "on"
    assert rules.moved("on", "pause") == "paused"
    assert rules.moved("paused", "resume") == "on"
    assert rules.moved("on", "end") == rules.moved("paused", "end") == "over"
    for act in ("open", "pause", "resume", "end"):
        assert rules.moved("over", act) is None
    assert rules.moved("waiting", "end") is None


def test_what_a_broadcast_lacks() -> None:
    assert rules.opening_lacks(notice=True, outline=True, typists=[1], releasers=[2]) == []
    assert rules.opening_lacks(notice=False, outline=False, typists=[], releasers=[]) == [
        "notice", "outline", "typist", "releaser",
    ]  # fmt: skip
    assert rules.opening_lacks(notice=True, outline=True, typists=[1], releasers=[1]) == ["two"]
    assert rules.opening_lacks(notice=True, outline=True, typists=[1], releasers=[1, 2]) == []


@given(
    state=st.sampled_from(("typing", "waiting", "returned", "released", "pulled", "dropped", "offered")),
    typed=st.integers(1, 4), edited=st.integers(1, 4), who=st.integers(1, 4),
    live=st.sampled_from(("waiting", "on", "paused", "over")), releasers=st.sets(st.integers(1, 4)),
)  # fmt: skip
def test_nobody_releases_their_own_words(
    state: str, typed: int, edited: int, who: int, live: str, releasers: set[int]
) -> None:
    turn = rules.TurnFacts(state, typed, edited, typed)
    refused = rules.refuse_release(turn, who, live=live, releasers=releasers)
    allowed = who in releasers and live == "on" and who not in (typed, edited) and state == "waiting"
    assert (refused is None) == allowed


def test_what_is_done_to_a_turn_leads_where() -> None:
    for act, (before, after) in rules.TURN_MOVES.items():
        for state in before:
            assert rules.turn_moved(state, act) == after
    # what came out never waits again, what was pulled stays pulled
    for act in rules.TURN_MOVES:
        assert rules.turn_moved("pulled", act) is None
        assert rules.turn_moved("dropped", act) is None
    assert [act for act in rules.TURN_MOVES if rules.turn_moved("released", act)] == ["pull"]


@pytest.mark.parametrize(
    "text",
    [
        "请打 13812345678", "请打138 1234 5678。", "电话１３８１２３４５６７８", "+86 13812345678", "身份证 33010219900307421X",
        "卡号6222021234567890123", "投诉打 0571-87654321", "联系 260 0118", "写信到 wang@example.com", "(010)62345678",
        "旧证330102900307421",
    ],
)  # fmt: skip
def test_numbers_that_may_be_somebodys_are_marked(text: str) -> None:
    assert len(rules.private_numbers(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "拨打 12345", "一共 1200 件", "投入 3500000 元", "节水 2345678 吨", "2026年9月11日9:00", "文号〔2026〕7号", "完成 98.5%",
        "自 2026-09-11 起", "第 3 条",
    ],
)  # fmt: skip
def test_other_figures_are_left_alone(text: str) -> None:
    assert rules.private_numbers(text) == []


def test_marks_stand_where_the_number_stands() -> None:
    text = "请打 13812345678，或 13987654321。"
    assert [text[start:end] for start, end in rules.private_numbers(text)] == ["13812345678", "13987654321"]


def test_a_timer_counts_down_and_over() -> None:
    assert rules.seconds_left(None, NOW) is None
    assert rules.seconds_left(NOW + timedelta(seconds=90), NOW) == 90
    assert rules.seconds_left(NOW - timedelta(seconds=5), NOW) == -5


@pytest.mark.parametrize(
    ("url", "good"),
    [
        ("https://tv.example.cn/live/1", True), ("http://a.cn/", True), ("javascript:alert(1)", False), ("//a.cn/x", False),
        ("https://", False), ("https://a.cn/a b", False), ("", False), (f"https://a.cn/{'x' * 300}", False),
    ],
)  # fmt: skip
def test_an_address_elsewhere(url: str, good: bool) -> None:
    assert rules.is_address(url) is good
