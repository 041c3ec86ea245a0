"""The time line: the drawn one to the unit, and no two labels ever over each other."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from core.web.timeline import WIDTH, Mark, Milestone, Span, layout, text_width

DRAWN = [
    Milestone(date(2026, 8, 20), "方案备案", "done"),
    Milestone(date(2026, 9, 5), "公告最迟"),
    Milestone(date(2026, 9, 20), "开放日", "day"),
    Milestone(date(2026, 9, 23), "活动情况"),
    Milestone(date(2026, 10, 5), "评估反馈"),
    Milestone(date(2026, 10, 15), "报市办"),
]
SPAN = Span(date(2026, 9, 5), date(2026, 9, 20), "不少于 15 天")


def box(mark: Mark) -> tuple[float, float]:
    width = max(text_width(mark.label), text_width(mark.day))
    left = {"start": 0.0, "middle": width / 2, "end": width}[mark.anchor]
    return mark.text_x - left, mark.text_x - left + width


def test_it_is_the_drawn_line() -> None:
    line = layout(DRAWN, date(2026, 9, 2), SPAN)
    assert [m.x for m in line.marks] == [10.0, 358.6, 685.4, 750.7, 1012.1, 1230.0]
    assert (line.axis, line.height) == (72.0, 136.0)
    assert line.today is not None
    assert (line.today.x, line.today.day) == (293.2, "9月2日")
    assert line.stroke is not None
    assert (line.stroke.x1, line.stroke.x2, line.stroke.text_x) == (
        358.6,
        685.4,
        522.0,
    )
    above = [m.label for m in line.marks if m.label_y < line.axis]
    assert above == ["活动情况"]
    assert [t.long for t in line.ticks[:6]] == [False, False, False, False, True, False]


def test_the_words_of_the_stroke_step_aside_for_today() -> None:
    line = layout(DRAWN, date(2026, 9, 12), SPAN)
    assert line.today is not None
    assert line.stroke is not None
    assert abs(line.stroke.text_x - line.today.x) >= text_width(SPAN.label) / 2


def test_a_far_today_is_not_drawn_and_an_empty_line_stands() -> None:
    assert layout(DRAWN, date(2028, 1, 1)).today is None
    empty = layout([], date(2026, 9, 2))
    assert empty.marks == ()
    assert empty.today is not None
    assert layout([], None).today is None


def test_one_day_and_many_years() -> None:
    assert layout([Milestone(date(2026, 5, 15), "启动")], None).marks[0].x == 620.0
    long = layout([Milestone(date(2020, 1, 1), "始"), Milestone(date(2026, 1, 1), "终")], None)
    assert len(long.ticks) <= 121


labels = st.sampled_from(["开放日", "公告最迟公开", "Publish the announcement", "报市办", "意见采纳反馈公开"])
points = st.lists(st.tuples(st.integers(0, 70), labels), min_size=1, max_size=14)


@settings(max_examples=60, deadline=None)
@given(points, st.integers(-5, 75), st.booleans())
def test_labels_never_touch_each_other_or_todays_line(
    drawn: list[tuple[int, str]], today: int, with_span: bool
) -> None:
    start = date(2026, 8, 1)
    span = Span(start + timedelta(days=10), start + timedelta(days=25), "不少于 15 天") if with_span else None
    line = layout(
        [Milestone(start + timedelta(days=n), label) for n, label in drawn],
        start + timedelta(days=today),
        span,
    )
    for mark in line.marks:
        left, right = box(mark)
        assert left >= -0.1
        assert right <= WIDTH + 0.1
        assert 28 <= mark.label_y <= line.height
        if line.today is not None and mark.label_y < line.axis:
            assert not left < line.today.x < right
    for one, other in combinations(line.marks, 2):
        if one.label_y == other.label_y:
            (a, b), (c, d) = box(one), box(other)
            assert b <= c + 0.2 or d <= a + 0.2
