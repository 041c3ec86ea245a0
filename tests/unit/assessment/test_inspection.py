"""Inspections: what a round needs, how far a visit is, which steps of a finding there are, and whether it was in time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.assessment.rules import inspection as rules

DAY = date(2026, 5, 15)
ONE = timedelta(days=1)


def test_a_checklist_is_typed_a_line_each_with_its_clause_in_brackets() -> None:
    items = rules.read_checklist("1. 公告张贴在现场（通知第三条）\n\n  2、有人引导 \n")
    assert [(one.code, one.text, one.clause) for one in items] == [
        ("1", "公告张贴在现场", "通知第三条"), ("2", "有人引导", ""),
    ]  # fmt: skip
    assert rules.read_checklist(rules.as_text(items)) == items


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (" \n", "assessment.checklist_empty"),
        ("长" * 201, "assessment.item_long"),
        ("一条\n" * 41, "assessment.checklist_long"),
    ],
)
def test_a_checklist_that_nobody_can_go_through_is_refused(text: str, code: str) -> None:
    with pytest.raises(ValueError, match=code):
        rules.read_checklist(text)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"wanted": 3}, "assessment.draw_wanted"),
        ({"wanted": -1}, "assessment.draw_wanted"),
        ({"wanted": 0, "always": []}, "assessment.draw_nobody"),
        ({"always": [1]}, "assessment.draw_twice"),
        ({"starts": None}, "assessment.round_days"),
        ({"ends": DAY - ONE}, "assessment.round_order"),
        ({"days": 0}, "assessment.round_term"),
        ({"days": 91}, "assessment.round_term"),
        ({"why_always": " 有  "}, "assessment.round_why"),
    ],
)
def test_a_round_says_what_it_lacks_before_it_is_announced(changed: dict[str, object], code: str) -> None:
    whole: dict[str, object] = {
        "wanted": 1, "always": [3], "drawn_from": [1, 2], "starts": DAY, "ends": DAY, "days": 10,
        "why_always": "去年意见最多",
    }  # fmt: skip
    assert rules.refuse_round(**whole) is None  # type: ignore[arg-type]
    refused = rules.refuse_round(**{**whole, **changed})  # type: ignore[arg-type]
    assert refused is not None
    assert refused[0] == code


def test_a_visit_is_whole_when_every_line_was_looked_at() -> None:
    items = rules.read_checklist("甲\n乙\n丙")
    told = rules.progress(items, {"1": "well", "3": "fault", "9": "fault"})
    assert (told.done, told.of, told.faults, told.whole) == (2, 3, 1, False)
    assert rules.progress(items, {"1": "well", "2": "not_here", "3": "fault"}).whole


def test_a_fault_must_be_described() -> None:
    assert rules.refuse_check("fault", " 三个字 ") == ("assessment.check_note", "note")
    assert rules.refuse_check("fault", "没有公告") is None
    assert rules.refuse_check("well", "") is None
    assert rules.refuse_check("else", "") == ("assessment.check_verdict", "verdict")
    assert rules.refuse_check("well", "长" * 1001) == ("assessment.check_long", "note")


def test_in_time_is_reported_by_the_day_itself() -> None:
    assert rules.in_time("reported", DAY, DAY, DAY + ONE) is True
    assert rules.in_time("closed", DAY, DAY + ONE, DAY + ONE) is False
    assert rules.in_time("open", DAY, None, DAY) is None
    assert rules.in_time("open", DAY, None, DAY + ONE) is False
    assert rules.late_days("open", DAY, DAY + 3 * ONE) == 3
    assert rules.late_days("reported", DAY, DAY + 3 * ONE) == 0


@given(st.lists(st.sampled_from(("reported", "confirmed", "sent_back", "moved"))))
def test_a_finding_is_closed_only_by_a_re_check_of_a_report_and_stays_so(acts: list[str]) -> None:
    state, before = rules.OPEN, ""
    for act in acts:
        after = rules.next_state(state, act)
        if state == rules.CLOSED:
            assert after is None
        if after == rules.CLOSED:
            assert (state, act) == (rules.REPORTED, "confirmed")
            assert before == "reported"
        if after is not None:
            state = after
            before = act if act != "moved" else before
        assert state in rules.FINDING_STATES
