"""The rules of feedback and what follows it: counting, bars, lacks, duties, the shape of links."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.decisions.rules.after import (
    Duty,
    lacks_of_decision,
    lacks_of_interpretation,
    lacks_of_progress,
    link_shaped,
)
from plugins.decisions.rules.feedback import (
    DRAWN,
    ENDS,
    WIDE,
    Asked,
    Said,
    Tally,
    bar,
    count,
    digest_of,
    excerpt,
    lacks_of_feedback,
)

TODAY = date(2026, 9, 1)


@given(st.lists(st.builds(Said, st.sampled_from(ENDS), st.integers(0, 4), st.sampled_from(["", "a1", "a2"]))))
def test_every_comment_is_counted_once_in_each_table(said: list[Said]) -> None:
    counted = count(said)
    assert counted.all.total == len(said)
    assert sum(tally.total for tally in counted.by_question.values()) == len(said)
    assert sum(tally.total for tally in counted.by_anchor.values()) == len(said)
    assert counted.all.drawn + sum(n for _end, n in counted.all.beside) == len(said)


@given(st.tuples(*[st.integers(0, 60_000)] * 3), st.integers(0, 60_000))
def test_a_bar_stays_in_its_drawing_and_says_every_figure(ends: tuple[int, int, int], more: int) -> None:
    tally = Tally(dict(zip(DRAWN, ends, strict=True)))
    pieces = bar(tally, tally.drawn + more)
    assert [(piece.end, piece.count) for piece in pieces] == [
        (end, n) for end, n in zip(DRAWN, ends, strict=True) if n
    ]
    for before, after in itertools.pairwise(pieces):
        assert before.x + before.width <= after.x + 0.15
    if pieces:
        assert pieces[-1].x + pieces[-1].width <= WIDE + 0.5
        assert all(piece.width >= 8 * len(str(piece.count)) for piece in pieces)


def test_the_bar_of_the_drawing() -> None:
    pieces = bar(Tally({"adopted": 38, "partly": 14, "not_adopted": 19}), 71)
    assert [(round(p.x), round(p.width)) for p in pieces] == [(0, 170), (174, 63), (241, 85)]


def test_what_a_feedback_lacks() -> None:
    asked = [Asked("收多少合适？", "多数人……", "")]
    found = lacks_of_feedback(
        title="", intro="一段", questions=asked, still_open=2, without_reason=["2026-0007"],
        until=TODAY, today=TODAY,
    )  # fmt: skip
    assert [lack.code for lack in found] == [
        "feedback_too_early", "feedback_open", "feedback_reason", "feedback_title", "feedback_did",
    ]  # fmt: skip
    assert found[0].params["earliest"] == date(2026, 9, 2)
    done = lacks_of_feedback(
        title="题", intro="一段", questions=[Asked("问？", "说", "做")], still_open=0, without_reason=(),
        until=TODAY - timedelta(days=1), today=TODAY,
    )  # fmt: skip
    assert done == ()


@pytest.mark.parametrize(
    ("text", "shaped"),
    [
        ("https://www.example.org/2026/0715.html?a=1#b", True),
        ("http://gov.example.cn:8080/x", True),
        ("www.example.org/1", False),
        ("https://localhost/x", False),
        ("https://user:pw@example.org/", False),
        ("javascript:alert(1)", False),
        ("https://example.org/a b", False),
        ("https://example.org/<script>", False),
        ("https://例子.org/", False),
        ("https://example.org/" + "a" * 500, False),
    ],
)
def test_the_shape_of_a_link(text: str, shaped: bool) -> None:
    assert link_shaped(text) is shaped


def test_what_decision_interpretation_and_progress_lack() -> None:
    found = lacks_of_decision({"way": "link", "url": "www"}, "", date(2026, 9, 3), TODAY)
    assert [lack.code for lack in found] == [
        "decision_title", "decision_number", "decision_future", "decision_body", "decision_link",
    ]  # fmt: skip
    full = {"number": "云政〔2026〕1号", "body": "常务会议", "way": "draft", "text": ""}
    assert [lack.code for lack in lacks_of_decision(full, "题", TODAY, TODAY)] == ["decision_draft"]
    told = lacks_of_interpretation("题", {"background": " ", "answers": [["问", " "]]})
    assert [lack.code for lack in told] == [
        "interpretation_background", "interpretation_answers", "interpretation_answer",
    ]  # fmt: skip
    step = lacks_of_progress(date(2026, 8, 1), "", "x", TODAY, date(2026, 8, 2))
    assert [lack.code for lack in step] == ["progress_before", "progress_note", "progress_link"]


@pytest.mark.parametrize(
    ("due", "done", "mark", "days"),
    [
        (TODAY, None, "due", 0),
        (TODAY - timedelta(days=2), None, "late", 2),
        (TODAY, TODAY - timedelta(days=3), "done", 3),
        (TODAY, TODAY + timedelta(days=1), "done_late", 1),
        (None, None, "open", 0),
        (None, TODAY, "done", 0),
    ],
)
def test_how_a_duty_stands(due: date | None, done: date | None, mark: str, days: int) -> None:
    duty = Duty(due, done, TODAY)
    assert (duty.mark, duty.days) == (mark, days)


def test_the_digest_tells_another_order_and_another_word() -> None:
    one = [["2026-0001", "采纳"], ["2026-0002", "不采纳"]]
    assert digest_of(one) == digest_of([list(line) for line in one])
    assert digest_of(one) != digest_of(reversed(one))
    assert excerpt("甲 乙\n丙" * 40, 20) == "甲 乙 丙甲 乙 丙甲 乙 丙甲 乙…"
