"""A transcript's turns: merged, split, moved, refreshed from the broadcast; what they lack."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.interviews.rules import transcript as rules
from plugins.interviews.rules.transcript import Line, LiveLine, Refused

HOST = Line("host", "主持人", "各位网友好。", came_from=(1,))
ASK = Line("question", "市民提问", "家里漏水找谁？", opinion_id=9, came_from=(2,))
TELL = Line("guest", "周明河", "打 12345。\n\n水务局当天上门。", came_from=(3,))
MORE = Line("guest", "周明河", "不收钱。", came_from=(4,))

PLAIN = st.text(st.characters(categories=("L", "N", "P")), min_size=1, max_size=20)
LINES = st.lists(
    st.builds(
        Line,
        st.sampled_from(rules.SPEAKERS),
        st.sampled_from(["主持人", "周明河"]),
        st.lists(PLAIN, min_size=1, max_size=3).map("\n\n".join),
    ),
    min_size=1,
    max_size=8,
)


def test_two_turns_of_one_speaker_become_one() -> None:
    got = rules.merge([ASK, TELL, MORE], 2)
    assert [line.text for line in got] == [ASK.text, "打 12345。\n\n水务局当天上门。\n不收钱。"]
    assert got[1].came_from == (3, 4)


@pytest.mark.parametrize(("lines", "at", "code"), [
    ([HOST], 0, "first"),
    ([HOST, TELL], 1, "other_speaker"),
    ([replace(TELL, picture_id=1), replace(MORE, picture_id=2)], 1, "two_pictures"),
    ([HOST], 5, "gone"),
])  # fmt: skip
def test_a_merge_that_would_mix_is_refused(lines: list[Line], at: int, code: str) -> None:
    with pytest.raises(Refused) as refused:
        rules.merge(lines, at)
    assert refused.value.code == code


def test_a_turn_is_split_at_its_empty_line() -> None:
    first, second = rules.split([replace(TELL, picture_id=7, caption="大厅")], 0)
    assert (first.text, second.text) == ("打 12345。", "水务局当天上门。")
    assert (first.picture_id, second.picture_id, second.caption) == (7, None, "")
    assert first.came_from == second.came_from == (3,)
    with pytest.raises(Refused, match="no_gap"):
        rules.split([HOST], 0)


@given(LINES, st.data())
def test_what_was_split_and_merged_says_the_same(lines: list[Line], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(lines) - 1))
    try:
        parted = rules.split(lines, at)
    except Refused:
        return
    again = rules.merge(parted, at + 1)
    assert len(again) == len(lines)
    assert rules.paragraphs(again[at].text) == rules.paragraphs(lines[at].text)
    assert again[:at] + again[at + 1 :] == [*lines[:at], *lines[at + 1 :]]


@given(LINES, st.data())
def test_moving_keeps_every_turn(lines: list[Line], data: st.DataObject) -> None:
    where = st.integers(0, len(lines) - 1)
    at, to = data.draw(where), data.draw(where)
    moved = rules.move(lines, at, to)
    assert moved[to] == lines[at]
    assert sorted(map(repr, moved)) == sorted(map(repr, lines))
    assert rules.move(moved, to, at) == lines


def test_refreshing_brings_what_came_after_and_loses_no_edit() -> None:
    edited = [replace(HOST, text="各位网友，大家好。"), TELL]
    late = LiveLine(8, 5, Line("host", "主持人", "谢谢各位。", came_from=(8,)))
    known = LiveLine(2, 2, ASK)
    got, came, gone = rules.refreshed(edited, [late, known], {}, taken_place=4)
    # the question that the editor left out does not come back
    assert (got, came, gone) == ([*edited, late.line], 1, 0)


def test_what_was_pulled_goes_also_out_of_a_merged_turn() -> None:
    joined = rules.merge([TELL, MORE], 1)
    got, _came, gone = rules.refreshed([HOST, *joined], [], {4: MORE.text, 1: HOST.text}, taken_place=9)
    assert gone == 1
    assert [line.text for line in got] == ["打 12345。\n水务局当天上门。"]
    assert not rules.flaws(got, {4, 1})


def test_pulled_words_that_were_rewritten_stay_marked() -> None:
    joined = [replace(rules.merge([TELL, MORE], 1)[0], text="打 12345，当天上门，免费。")]
    got, _came, gone = rules.refreshed(joined, [], {4: MORE.text}, taken_place=9)
    assert gone == 0
    assert [flaw.code for flaw in rules.flaws(got, {4})] == ["pulled"]


def test_a_pulled_turn_never_gets_in_again_whatever_was_rewritten() -> None:
    got, _came, gone = rules.refreshed(
        [replace(MORE, text="一分钱不收。")], [], {4: MORE.text}, taken_place=9
    )
    assert (got, gone) == ([], 1)


def test_a_corrected_turn_comes_where_the_pulled_one_stood() -> None:
    right = LiveLine(9, 5, replace(TELL, text="打 12319。", came_from=(9,)), corrects=3)
    got, came, gone = rules.refreshed([HOST, TELL, MORE], [right], {3: TELL.text}, taken_place=4)
    assert ([line.text for line in got], came, gone) == ([HOST.text, "打 12319。", MORE.text], 1, 1)


def test_flaws() -> None:
    assert [flaw.code for flaw in rules.flaws([], ())] == ["empty"]
    bad = [
        replace(HOST, who=" "),
        replace(TELL, text="\n"),
        Line("nobody", "某", "话"),
        Line("note", "", "（掌声）"),
    ]
    assert [(flaw.code, flaw.turn) for flaw in rules.flaws(bad, ())] == [
        ("speaker", 1),
        ("text", 2),
        ("speaker", 3),
    ]


def test_contents_name_the_questions() -> None:
    long = replace(
        ASK, text="我家住在城北，水压一到晚上就很低，洗澡都洗不成，已经反映过好几次了，请问什么时候能解决？"
    )
    assert rules.questions([HOST, ASK, TELL, long]) == [
        (1, "家里漏水找谁？"),
        (2, "我家住在城北，水压一到晚上就很低，洗澡都洗不成，已经反映过好几次了，请…"),
    ]
