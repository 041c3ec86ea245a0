"""What is due after an open day, and from which day it counts."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from core.base.clock import SHANGHAI
from plugins.open_day.rules.after_the_day import (
    EVALUATION,
    RESULTS,
    Counted,
    Held,
    duties,
    duty,
    figures,
    key_of_category,
    lacks_of_evaluation,
    lacks_of_results,
    last_end,
    purge_on,
    real_end,
    refuse_end,
    worth_keeping,
)
from plugins.open_day.rules.slips import as_lines, read_lines
from plugins.open_day.rules.values import OpenDayPack, RuleValue, Term

PACK = OpenDayPack(results=RuleValue(Term(3), "三（三）1"), evaluation=RuleValue(Term(15), "三（三）2"))


def at(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 9, day, hour, tzinfo=SHANGHAI)


MORNING, AFTERNOON = Held(at(19), at(19, 11)), Held(at(19, 14), at(19, 16))


@pytest.mark.parametrize(
    ("ended", "results", "evaluation"),
    [
        (date(2026, 9, 19), date(2026, 9, 22), date(2026, 10, 4)),
        (date(2026, 9, 30), date(2026, 10, 3), date(2026, 10, 15)),  # over a month's end, no rolling
        (date(2028, 2, 27), date(2028, 3, 1), date(2028, 3, 13)),  # 29 February counts
    ],
)
def test_both_terms_count_from_the_end(ended: date, results: date, evaluation: date) -> None:
    found = duties(PACK, ended, {}, ended)
    assert [(d.what, d.due, d.mark) for d in found] == [
        (RESULTS, results, "due"),
        (EVALUATION, evaluation, "due"),
    ]


def test_a_rule_that_the_pack_lacks_owes_nothing() -> None:
    found = duties(OpenDayPack(), date(2026, 9, 19), {}, date(2026, 12, 1))
    assert [(d.due, d.mark) for d in found] == [(None, "open"), (None, "open")]


@pytest.mark.parametrize(
    ("done", "today", "mark", "days"),
    [
        (None, date(2026, 9, 22), "due", 0),
        (None, date(2026, 9, 23), "late", 1),
        (date(2026, 9, 22), date(2026, 10, 30), "done", 0),  # the last day belongs to the term
        (date(2026, 9, 24), date(2026, 10, 30), "done_late", 2),
    ],
)
def test_how_a_duty_stands(done: date | None, today: date, mark: str, days: int) -> None:
    found = duty(RESULTS, "OD-10", "", date(2026, 9, 22), done, today)
    assert (found.mark, found.days) == (mark, days)


def test_the_end_is_the_last_session_that_takes_place() -> None:
    assert last_end([MORNING, AFTERNOON]) == at(19, 16)
    assert last_end([MORNING, Held(at(19, 14), at(19, 16), called_off=True)]) == at(19, 11)
    assert last_end([Held(at(19), at(19, 11), called_off=True)]) is None


def test_a_session_moved_behind_a_confirmed_end_makes_it_void() -> None:
    assert real_end([MORNING, AFTERNOON], at(19, 15)) == at(19, 15)
    assert real_end([MORNING, Held(at(26), at(26, 11))], at(19, 15)) == at(26, 11)


@pytest.mark.parametrize(
    ("ended", "reason", "now", "code"),
    [
        (at(19, 16), "", at(19, 17), None),
        (at(19, 18), "", at(19, 17), "end_in_future"),
        (at(19, 13), "", at(19, 17), "end_before_start"),
        (at(20, 10), "", at(21), "end_reason_missing"),
        (at(20, 10), "座谈延到第二天", at(21), None),
    ],
)
def test_what_can_be_the_end(ended: datetime, reason: str, now: datetime, code: str | None) -> None:
    found = refuse_end([MORNING, AFTERNOON], ended, reason, now)
    assert (found[0] if found else None) == code


COUNTED = Counted(
    sessions=2, booked=48, attended=41, opinions=9, by_category=(("其他群众", 30, 27), ("职工代表", 18, 14))
)


def test_figures_follow_the_rows_until_somebody_says_otherwise() -> None:
    key = key_of_category("其他群众")
    typed = {
        "attended": (43, "两人没有扫码"),
        "booked": (48, "写了也没用"),
        key: (27, ""),
        "unknown": (1, "x"),
    }
    kept = worth_keeping(COUNTED, typed)
    assert kept == {"attended": {"value": 43, "reason": "两人没有扫码"}}
    shown = {f.key: (f.counted, f.value, f.reason) for f in figures(COUNTED, kept)}
    assert shown["attended"] == (41, 43, "两人没有扫码")
    assert shown["booked"] == (48, 48, "")
    assert shown[key] == (27, 27, "")


def test_a_figure_without_its_reason_keeps_the_results_back() -> None:
    shown = figures(COUNTED, {"attended": {"value": 43, "reason": ""}})
    lacks = lacks_of_results("标题", {"content": "参观"}, shown, 1, PACK)
    assert [lack.code for lack in lacks] == ["figure_reason_missing"]
    lacks = lacks_of_results("", {}, figures(COUNTED, {}), 0, PACK)
    assert [lack.code for lack in lacks] == [
        "after_title_missing", "results_content_missing", "results_pictures_missing",
    ]  # fmt: skip


def test_an_open_opinion_keeps_the_evaluation_back() -> None:
    parts = {"effects": "好", "problems": "少", "measures": "改"}
    assert lacks_of_evaluation("标题", parts, 0, PACK) == ()
    assert [lack.code for lack in lacks_of_evaluation("标题", parts, 2, PACK)] == ["evaluation_opinions_open"]


@pytest.mark.parametrize(
    ("called_off", "evaluated", "ended", "expected"),
    [
        (None, date(2026, 10, 1), date(2026, 9, 19), date(2026, 12, 30)),
        (None, None, date(2026, 9, 19), date(2027, 1, 2)),  # without one: the day it was due, and 90 more
        (date(2026, 9, 10), None, None, date(2026, 12, 9)),
        (None, None, None, None),
    ],
)
def test_when_persons_are_forgotten(
    called_off: date | None, evaluated: date | None, ended: date | None, expected: date | None
) -> None:
    assert purge_on(called_off, evaluated, ended, PACK, 90) == expected
    assert purge_on(called_off, evaluated, ended, PACK, None) is None


def test_slips_are_read_line_by_line() -> None:
    slips = read_lines(
        "1. 建议多开一场。\r\n\r\n（2）停车太少\t王女士\t138 0000 2046\n- 讲解慢一点\n2026年再来一次"
    )
    assert [(s.number, s.text, s.name, s.contact) for s in slips] == [
        (1, "建议多开一场。", "", ""),
        (3, "停车太少", "王女士", "138 0000 2046"),
        (4, "讲解慢一点", "", ""),
        (5, "2026年再来一次", "", ""),
    ]
    assert as_lines(slips[1:2]) == "停车太少\t王女士\t138 0000 2046"
