"""The pure decisions about campaigns: states, addresses, editions, periods, terms, marks of secrecy."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.campaigns import rules

STATES = ("draft", "open", "closed", "archived")


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("wanted", STATES)
def test_a_campaign_goes_one_step_forward_and_never_back(state, wanted):
    assert rules.may_follow(state, wanted) is (STATES.index(wanted) == STATES.index(state) + 1)


@pytest.mark.parametrize(
    ("words", "taken", "slug"),
    [
        ("2020年全市“5·15政务公开日”活动方案", (), "2020-openness-day"),
        ("原州区2020年“政府开放日”工作方案", (), "2020-open-day"),
        ("全市“政府开放月”活动", (), "2020-open-month"),
        ("政务公开日", ("2020-openness-day", "2020-openness-day-2"), "2020-openness-day-3"),
    ],
)
def test_an_address_is_readable_and_free(words, taken, slug):
    assert rules.slug_for(date(2020, 5, 15), words, frozenset(taken)) == slug
    assert rules.good_slug(slug)


@pytest.mark.parametrize(
    "slug", ["", "2026 day", "2026-", "-2026", "A", "2026--day", "公开日", "a" * 61, "a\n"]
)
def test_an_address_holds_only_small_letters_figures_and_dashes(slug):
    assert not rules.good_slug(slug)


@pytest.mark.parametrize(
    ("title", "edition"),
    [
        ("全省第十四届“政务公开日”", 14),
        ("第十四个政务公开日", 14),
        ("第6届", 6),
        ("第二十届", 20),
        ("第二十三届", 23),
        ("2020年政务公开日", None),
        ("第一季度", None),
    ],
)
def test_the_edition_stands_in_the_title(title, edition):
    assert rules.edition_in(title) == edition


@pytest.mark.parametrize(
    ("heading", "plugin"),
    [
        ("开展“在线访谈”活动", "interviews"),
        ("8890百姓热线特别节目", "hotline"),
        ("开展“行政决策大家看”活动", "decisions"),
        ("开展“政务公开社会评”活动", "surveys"),
        ("开展“服务事项高效办”活动", "services"),
        ("发表署名文章", "publicity"),
        ("进机关(机关开放)", "open_day"),
        ("加强组织领导", ""),
    ],
)
def test_an_activity_goes_to_the_plugin_whose_words_it_uses(heading, plugin):
    assert rules.plugin_for(heading, "") == plugin


def test_the_heading_says_more_than_the_text():
    assert rules.plugin_for("开展“在线访谈”活动", "在热线上宣传") == "interviews"
    assert rules.plugin_for("其他", "组织问卷") == "surveys"


@pytest.mark.parametrize(
    ("line", "period"),
    [
        ("2026-05-15", {"start": "2026-05-15", "end": "2026-05-15"}),
        ("2026年5月15日", {"start": "2026-05-15", "end": "2026-05-15"}),
        ("2026-05-15 至 2026-05-31", {"start": "2026-05-15", "end": "2026-05-31"}),
        ("2026-5-15—2026-5-31", {"start": "2026-05-15", "end": "2026-05-31"}),
        (
            "2026-05-15 9:05-9:55",
            {"start": "2026-05-15", "end": "2026-05-15", "start_time": "09:05", "end_time": "09:55"},
        ),
        (
            "２０２６-05-15 9：05—9：55",
            {"start": "2026-05-15", "end": "2026-05-15", "start_time": "09:05", "end_time": "09:55"},
        ),
        ("2026-05-15 9:05", {"start": "2026-05-15", "end": "2026-05-15", "start_time": "09:05"}),
    ],
)
def test_a_period_is_read_as_people_write_it(line, period):
    assert rules.periods_from(line) == ([period], "")


@pytest.mark.parametrize(
    "line",
    [
        "5月15日",
        "2026-02-30",
        "2026-05-31 至 2026-05-15",
        "2026-05-15 25:00",
        "2026-05-15 10:00-9:00",
        "上午",
    ],
)
def test_a_period_that_cannot_be_is_named(line):
    assert rules.periods_from(f"2026-05-14\n{line}")[1] == line


times = st.times().map(lambda t: f"{t:%H:%M}")


@st.composite
def periods(draw):
    first, second = sorted(draw(st.tuples(*[st.dates(date(1900, 1, 1), date(2199, 12, 31))] * 2)))
    found = {"start": first.isoformat(), "end": second.isoformat()}
    start, end = sorted(draw(st.tuples(times, times)))
    if start != end:
        found |= {"start_time": start, "end_time": end}
    return found


@given(st.lists(periods(), unique_by=str))
def test_periods_written_out_are_read_back(some):
    assert rules.periods_from(rules.periods_text(some)) == (some, "")


@pytest.mark.parametrize(
    ("rule", "parts"),
    [
        ("event_end+3d", ("event_end", 3, "calendar")),
        ("window_end+5wd", ("window_end", 5, "working")),
        ("event_start-15d", ("event_start", -15, "calendar")),
        ("after_filing", None),
        ("event_end+3m", None),
        ("", None),
    ],
)
def test_a_relative_term_has_an_anchor_a_count_and_a_unit(rule, parts):
    assert rules.relative_parts(rule) == parts


@pytest.mark.parametrize(
    "rule", ["event_end+3d", "window_end+5wd", "event_start-15d", "after_filing", "received+2m", ""]
)
def test_a_term_taken_apart_is_put_together_again(rule):
    assert rules.join_term(*rules.split_term(rule)) == rule


def test_names_and_lines_are_taken_once():
    assert rules.names_in("市水务局、市住建局，市水务局\n 县区 ") == ["市水务局", "市住建局", "县区"]
    assert rules.lines_of(" 一 \n\n二\n一") == ["一", "二"]
