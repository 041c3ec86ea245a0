"""Day arithmetic against answers worked out by hand, and each gate's verdict with the earliest lawful day.

Days off as the State Council announced them. 2024: 10–17 Feb (at work on 4 and 18 Feb), 4–6 Apr (7 Apr), 1–5 May (28 Apr,
11 May), 8–10 Jun, 15–17 Sep (14 Sep), 1–7 Oct (29 Sep, 12 Oct). 2025: 28 Jan – 4 Feb (26 Jan, 8 Feb), 4–6 Apr, 1–5 May
(27 Apr), 31 May – 2 Jun, 1–8 Oct (28 Sep, 11 Oct). 2026: 1–3 Jan (4 Jan), 15–23 Feb (14, 28 Feb), 4–6 Apr, 1–5 May
(9 May), 19–21 Jun, 25–27 Sep (20 Sep), 1–7 Oct (10 Oct).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.base.workdays import WorkCalendar
from plugins.decisions.rules import gates
from plugins.decisions.rules.gates import Consultation, Deciding, Review
from plugins.decisions.rules.values import DecisionPack, RuleValue, Term

WORKS = WorkCalendar().is_working_day
DAYS_30, DAYS_15, DAYS_7 = Term(30), Term(15), Term(7)
WORKING_7, WORKING_3 = Term(7, "working"), Term(3, "working")
PACK = DecisionPack(
    comment_period=RuleValue(DAYS_30, "第十五条"),
    contents=RuleValue(("决策草案", "说明", "意见提出方式", "意见提出期限"), "第十五条"),
    papers=RuleValue(DAYS_7, "第十六条"),
    legality=RuleValue(WORKING_7, "第二十五条"),
    feedback=RuleValue(DAYS_15, "15天内"),
    interpretation=RuleValue(WORKING_3, "3个工作日内"),
)


def d(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "term", "earliest"),
    [
        # calendar days: month ends, leap year, year's end
        ("2026-05-15", DAYS_30, "2026-06-14"),
        ("2024-01-30", DAYS_30, "2024-02-29"),
        ("2024-01-31", DAYS_30, "2024-03-01"),
        ("2025-01-31", DAYS_30, "2025-03-02"),
        ("2024-02-29", DAYS_30, "2024-03-30"),
        ("2026-08-31", DAYS_30, "2026-09-30"),
        ("2025-12-31", DAYS_30, "2026-01-30"),
        # ending on a holiday: a minimum never rolls
        ("2026-09-01", DAYS_30, "2026-10-01"),
        ("2024-04-01", DAYS_30, "2024-05-01"),
        ("2025-01-22", DAYS_7, "2025-01-29"),
        # working days with make-up days
        ("2024-02-02", WORKING_7, "2024-02-18"),
        ("2024-09-25", WORKING_7, "2024-10-10"),
        ("2024-02-26", WORKING_3, "2024-02-29"),
        ("2025-09-25", WORKING_7, "2025-10-11"),
        ("2025-04-25", WORKING_3, "2025-04-29"),
        ("2025-04-30", WORKING_3, "2025-05-08"),
        ("2025-12-30", WORKING_3, "2026-01-05"),
        ("2026-02-10", WORKING_7, "2026-02-26"),
        ("2026-04-29", WORKING_7, "2026-05-12"),
        ("2026-06-15", WORKING_7, "2026-06-25"),
        ("2026-09-30", WORKING_3, "2026-10-10"),
        # a fact on a day off
        ("2026-05-16", WORKING_7, "2026-05-26"),
        ("2026-10-03", WORKING_3, "2026-10-10"),
        # over Mid-Autumn and National Day (at work: 28–30 Sep, 8–10 and 12 Oct); over the Spring Festival (14, 24–28 Feb, 2 Mar)
        ("2026-09-24", WORKING_7, "2026-10-12"),
        ("2026-02-13", WORKING_7, "2026-03-02"),
        ("2026-02-27", WORKING_3, "2026-03-03"),
        ("2026-05-08", WORKING_3, "2026-05-12"),
        # thirty days that end within the National Day week, on the first day of the Spring Festival, on 29 February
        ("2026-09-04", DAYS_30, "2026-10-04"),
        ("2026-01-16", DAYS_30, "2026-02-15"),
        ("2028-01-30", DAYS_30, "2028-02-29"),
        ("2027-01-30", DAYS_30, "2027-03-01"),
        # 29 February 2028 is a Tuesday; that year's days off aren't announced: weekends only
        ("2028-02-25", WORKING_3, "2028-03-01"),
        # nothing to count
        ("2026-10-03", Term(0, "working"), "2026-10-03"),
    ],
)
def test_forwards_by_hand(start: str, term: Term, earliest: str) -> None:
    assert gates.earliest_after(d(start), term, WORKS) == d(earliest)


@pytest.mark.parametrize(
    ("day", "term", "latest"),
    [
        ("2024-03-30", DAYS_30, "2024-02-29"),
        ("2026-03-02", DAYS_30, "2026-01-31"),
        ("2026-06-22", DAYS_7, "2026-06-15"),
        ("2026-06-25", WORKING_7, "2026-06-15"),
        ("2026-10-12", WORKING_7, "2026-09-27"),
        ("2026-05-15", WORKING_3, "2026-05-12"),
        ("2026-10-04", WORKING_3, "2026-09-27"),
        ("2026-03-02", WORKING_7, "2026-02-13"),
        ("2028-02-29", WORKING_3, "2028-02-24"),
        ("2026-10-12", DAYS_7, "2026-10-05"),
    ],
)
def test_backwards_by_hand(day: str, term: Term, latest: str) -> None:
    assert gates.latest_before(d(day), term, WORKS) == d(latest)


@pytest.mark.parametrize(
    ("end", "rolled", "plain"),
    [
        ("2026-09-20", "2026-10-08", "2026-10-05"),  # the term ends in the National Day week
        ("2025-05-17", "2025-06-03", "2025-06-01"),
        ("2024-04-26", "2024-05-11", "2024-05-11"),  # a Saturday at work
        ("2026-06-14", "2026-06-29", "2026-06-29"),
    ],
)
def test_a_due_day_rolls_only_where_the_rule_says_so(end: str, rolled: str, plain: str) -> None:
    assert gates.due_after(d(end), Term(15, roll=True), WORKS) == d(rolled)
    assert gates.due_after(d(end), DAYS_15, WORKS) == d(plain)


@given(
    st.dates(date(2023, 1, 1), date(2026, 12, 31)),
    st.integers(0, 40),
    st.sampled_from(["calendar", "working"]),
)
def test_backwards_is_the_last_day_from_which_forwards_still_arrives(day: date, n: int, unit: str) -> None:
    term = Term(n, unit)  # type: ignore[arg-type]
    last = gates.latest_before(day, term, WORKS)
    assert gates.earliest_after(last, term, WORKS) <= day
    assert gates.earliest_after(last + timedelta(days=1), term, WORKS) > day


# ── the consultation ────────────────────────────────────────────────────────────────────────────────────────────────
FULL = Consultation(True, "说明", True, None, d("2026-06-14"))


def codes(found: tuple[gates.Gate, ...]) -> list[tuple[str, date | None]]:
    return [(gate.code.removeprefix("decisions."), gate.earliest) for gate in found]


def test_thirty_days_or_a_published_reason() -> None:
    out = d("2026-05-15")
    assert gates.consultation_gates(FULL, PACK, out, WORKS) == ()
    short = replace(FULL, comment_until=d("2026-06-13"))
    found = gates.consultation_gates(short, PACK, out, WORKS)
    assert codes(found) == [("comment_short", d("2026-06-14"))]
    assert (found[0].rule, found[0].clause) == ("DP-02", "第十五条")
    assert gates.consultation_gates(replace(short, shorter_reason="汛期将至"), PACK, out, WORKS) == ()
    strict = replace(PACK, shorter_with_reason=False)
    told = gates.consultation_gates(replace(short, shorter_reason="汛期将至"), strict, out, WORKS)
    assert codes(told) == [("comment_short_no_way", d("2026-06-14"))]
    # coming out late, or beginning later, moves the first lawful end
    assert codes(gates.consultation_gates(FULL, PACK, d("2026-05-16"), WORKS)) == [
        ("comment_short", d("2026-06-15"))
    ]
    later = replace(FULL, comment_from=d("2026-05-20"))
    assert codes(gates.consultation_gates(later, PACK, out, WORKS)) == [("comment_short", d("2026-06-19"))]
    assert codes(gates.consultation_gates(FULL, PACK, d("2026-06-20"), WORKS)) == [
        ("comment_over", d("2026-07-20"))
    ]
    assert gates.consultation_gates(short, replace(PACK, comment_period=None), out, WORKS) == ()


def test_draft_explanation_ways_and_time_limit_all_there() -> None:
    bare = Consultation(False, " ", False, None, None)
    found = gates.consultation_gates(bare, PACK, d("2026-05-15"), WORKS)
    assert codes(found) == [("consultation_incomplete", None)]
    assert found[0].params["missing"] == ("决策草案", "说明", "意见提出方式", "意见提出期限")
    more = replace(PACK, contents=RuleValue(("决策草案", "社会稳定风险评估"), "本市规定"))
    assert gates.consultation_gates(FULL, more, d("2026-05-15"), WORKS)[0].params["missing"] == (
        "社会稳定风险评估",
    )


def test_hearing_papers_go_out_seven_days_ahead() -> None:
    hearing = d("2026-06-08")
    assert gates.hearing_gates(d("2026-06-01"), hearing, PACK, WORKS) == ()
    found = gates.hearing_gates(d("2026-06-02"), hearing, PACK, WORKS)
    assert codes(found) == [("papers_late", d("2026-06-09"))]
    assert found[0].params["latest"] == d("2026-06-01")
    assert codes(gates.hearing_gates(None, hearing, PACK, WORKS)) == [("papers_missing", None)]


# ── the legality review and the decision ────────────────────────────────────────────────────────────────────────────
END = d("2026-06-14")


@pytest.mark.parametrize(
    ("review", "decided", "code", "earliest"),
    [
        (None, "2026-06-20", "legality_missing", "2026-06-30"),
        (None, "2026-06-10", "legality_missing", "2026-06-25"),  # it can only be sent after the comments
        (
            Review(d("2026-06-14"), d("2026-06-24"), "passed"),
            "2026-06-29",
            "legality_before_comments",
            "2026-07-08",
        ),
        (Review(d("2026-06-15")), "2026-06-20", "legality_running", "2026-06-25"),
        (Review(d("2026-06-15"), d("2026-06-17"), "passed"), "2026-06-24", "legality_short", "2026-06-25"),
        (Review(d("2026-06-15"), d("2026-06-26"), "passed"), "2026-06-25", "legality_short", "2026-06-26"),
        (Review(d("2026-06-15"), d("2026-06-25"), "refused"), "2026-06-26", "legality_refused", "2026-07-07"),
        (
            Review(d("2026-06-15"), d("2026-06-25"), "changes"),
            "2026-06-26",
            "legality_conditions",
            "2026-06-26",
        ),
        (
            Review(d("2026-06-15"), d("2026-06-25"), "changes", d("2026-07-01")),
            "2026-06-30",
            "legality_short",
            "2026-07-01",
        ),
    ],
)
def test_the_legality_review(review: Review | None, decided: str, code: str, earliest: str) -> None:
    assert codes(gates.legality_gates(END, review, d(decided), PACK, WORKS)) == [(code, d(earliest))]


def test_a_review_of_seven_working_days_opens_the_decision() -> None:
    review = Review(d("2026-06-15"), d("2026-06-25"), "passed")
    assert gates.legality_gates(END, review, d("2026-06-25"), PACK, WORKS) == ()
    told = Deciding(END, review, feedback=d("2026-06-24"), wants_feedback=True)
    assert gates.decision_gates(told, d("2026-06-25"), PACK, WORKS) == ()
    for change, code in (
        ({"feedback": None}, "feedback_missing"),
        ({"feedback": d("2026-06-26")}, "feedback_after"),
        ({"interpretation_drafted": False}, "interpretation_not_together"),
        ({"comment_until": d("2026-06-30")}, "comments_open"),
    ):
        found = gates.decision_gates(replace(told, **change), d("2026-06-25"), PACK, WORKS)
        assert code in [gate.code.removeprefix("decisions.") for gate in found], change


def test_is_it_possible_forwards_and_backwards() -> None:
    ahead = {
        step.code: step.day.isoformat()
        for step in gates.forwards(d("2026-05-15"), PACK, hearing=True, is_workday=WORKS)
    }
    assert ahead == {
        "publish": "2026-05-15", "hearing": "2026-05-22", "comments_end": "2026-06-14", "legality_sent": "2026-06-15",
        "decide": "2026-06-25", "feedback": "2026-06-29", "interpretation": "2026-06-30",
    }  # fmt: skip
    back = gates.backwards(d("2026-06-25"), PACK, chain=WORKING_3, hearing=d("2026-06-01"), is_workday=WORKS)
    assert {step.code: step.day.isoformat() for step in back} == {
        "submit": "2026-05-12", "publish": "2026-05-15", "papers": "2026-05-25", "hearing": "2026-06-01",
        "comments_end": "2026-06-14", "legality_sent": "2026-06-15", "feedback": "2026-06-25", "decide": "2026-06-25",
        "interpretation": "2026-06-30",
    }  # fmt: skip


@given(st.dates(date(2024, 1, 1), date(2026, 6, 30)))
def test_what_the_calculator_promises_the_gates_allow(published: date) -> None:
    ahead = {step.code: step.day for step in gates.forwards(published, PACK, is_workday=WORKS)}
    told = replace(FULL, comment_until=ahead["comments_end"])
    assert gates.consultation_gates(told, PACK, published, WORKS) == ()
    review = Review(ahead["legality_sent"], ahead["decide"], "passed")
    assert gates.legality_gates(ahead["comments_end"], review, ahead["decide"], PACK, WORKS) == ()
    early = gates.legality_gates(
        ahead["comments_end"], review, ahead["decide"] - timedelta(days=1), PACK, WORKS
    )
    assert [gate.earliest for gate in early] == [ahead["decide"]]
