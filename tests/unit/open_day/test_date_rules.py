"""Lawful dates forwards and backwards, and the milestones of one open day."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from plugins.open_day.rules.dates import (
    after,
    day_kind,
    earliest_open_day,
    last_days,
    latest_publish_day,
    lawful_day,
    milestones,
    weekend_only,
    working_day_until,
)
from plugins.open_day.rules.values import OpenDayPack, RuleValue, Term
from tests.unit.open_day.announcements import Y24

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


def test_plan_filed_on_the_last_day_cannot_open_before_the_fourth_of_september() -> None:
    found = lawful_day(date(2024, 8, 20), Y24)
    assert found.earliest == date(2024, 9, 4)
    assert found.clause == "三（一）"


def test_the_reasons_of_the_trap_step_by_step() -> None:
    found = lawful_day(date(2024, 8, 20), Y24)
    assert [(s.code, s.day, s.rule, s.clause) for s in found.steps] == [
        ("filed", date(2024, 8, 20), "OD-02", "三（一）"),
        ("approved", date(2024, 8, 20), "OD-01", "二（一）"),
        ("publish", date(2024, 8, 20), "PB-01", ""),
        ("open", date(2024, 9, 4), "OD-03", "三（一）"),
    ]
    assert found.steps[-1].term == Term(15)
    assert found.steps[-1].other == date(2024, 8, 20)


def test_a_plan_that_still_waits_was_not_approved_in_the_past() -> None:
    found = lawful_day(date(2024, 8, 5), Y24, not_before=date(2024, 8, 12))
    assert (found.approved, found.earliest) == (date(2024, 8, 12), date(2024, 8, 27))
    early = lawful_day(date(2024, 8, 5), Y24, not_before=date(2024, 8, 1))
    assert early.earliest == date(2024, 8, 20)


def test_back_from_a_wished_day() -> None:
    found = last_days(date(2024, 9, 20), Y24, review=Term(3, "working"), chain=Term(2, "working"))
    assert [(s.code, s.day, s.rule) for s in found] == [
        ("file_due", date(2024, 8, 20), "OD-02"),
        ("approve_by", date(2024, 9, 3), "OD-01"),
        ("submit_by", date(2024, 9, 3), "PB-01"),
        ("publish_by", date(2024, 9, 5), "OD-03"),
        ("open_day", date(2024, 9, 20), ""),
        ("results_by", date(2024, 9, 23), "OD-10"),
        ("evaluation_by", date(2024, 10, 5), "OD-11"),
        ("report_due", date(2024, 10, 15), "OD-13"),
    ]
    assert found[0].limit == date(2024, 8, 29)  # filed later it would be marked late, and still be in time
    soon = last_days(date(2024, 9, 4), Y24)
    assert (soon[0].code, soon[0].day) == ("file_by", date(2024, 8, 20))
    sooner = last_days(date(2024, 9, 3), Y24)
    assert (sooner[0].code, sooner[0].day) == ("file_by", date(2024, 8, 19))


def test_back_without_rules() -> None:
    assert [(s.code, s.day) for s in last_days(date(2024, 9, 20), OpenDayPack())] == [
        ("submit_by", date(2024, 9, 20)),
        ("open_day", date(2024, 9, 20)),
    ]
    free = lawful_day(date(2024, 9, 20), OpenDayPack(), review=Term(5))
    assert free.earliest == date(2024, 9, 20)  # without OD-01 nobody reviews


@given(DAYS, st.integers(0, 6), st.integers(0, 6), st.integers(0, 30))
def test_who_files_on_the_last_day_is_in_time_and_one_day_later_is_not(
    wished: date, review: int, chain: int, ahead: int
) -> None:
    pack = OpenDayPack(plan_required=RuleValue(True), notice=RuleValue(Term(ahead)))
    looked_at, signed = Term(review, "working"), Term(chain, "working")
    filed = last_days(wished, pack, review=looked_at, chain=signed)[0]
    assert filed.code == "file_by"
    assert lawful_day(filed.day, pack, review=looked_at, chain=signed).earliest <= wished
    tomorrow = filed.day + timedelta(days=1)
    assert lawful_day(tomorrow, pack, review=looked_at, chain=signed).earliest > wished


def test_kinds_of_days() -> None:
    holiday, make_up = date(2024, 10, 1), date(2024, 9, 29)

    def workday(day: date) -> bool:
        return day == make_up or (day.weekday() < 5 and day != holiday)

    assert day_kind(holiday, workday) == "holiday"
    assert day_kind(make_up, workday) == "make_up"
    assert day_kind(date(2024, 9, 28), workday) == "weekend"
    assert day_kind(date(2024, 9, 30), workday) == ""
    assert working_day_until(date(2024, 9, 28), workday) == date(2024, 9, 27)
    assert working_day_until(holiday, workday) == date(2024, 9, 30)


def test_review_and_chain_take_working_days() -> None:
    found = lawful_day(
        date(2024, 8, 16), Y24, review=Term(2, "working"), chain=Term(1, "working")
    )  # a Friday
    assert (found.approved, found.publish, found.earliest) == (
        date(2024, 8, 20),
        date(2024, 8, 21),
        date(2024, 9, 5),
    )


def test_terms() -> None:
    assert after(date(2024, 9, 20), Term(3)) == date(2024, 9, 23)
    assert after(date(2024, 9, 20), Term(15)) == date(2024, 10, 5)
    assert after(date(2024, 2, 28), Term(1)) == date(2024, 2, 29)
    assert after(date(2023, 2, 28), Term(1)) == date(2023, 3, 1)
    assert after(date(2024, 9, 20), Term(3, "working")) == date(2024, 9, 25)
    assert after(date(2024, 9, 20), Term(1, roll=True)) == date(2024, 9, 23)
    assert after(date(2024, 9, 20), Term(1)) == date(2024, 9, 21)


def test_a_minimum_never_rolls() -> None:
    assert earliest_open_day(date(2024, 9, 6), Term(15, roll=True)) == date(2024, 9, 21)  # a Saturday stays


@given(DAYS, st.integers(0, 60))
def test_backwards_is_the_inverse_of_forwards(event: date, n: int) -> None:
    for unit in ("calendar", "working"):
        term = Term(n, unit)
        publish = latest_publish_day(event, term)
        assert earliest_open_day(publish, term) <= event
        assert earliest_open_day(publish + timedelta(days=1), term) > event or n == 0


@given(DAYS, st.integers(1, 40))
def test_working_days_end_on_a_working_day(day: date, n: int) -> None:
    end = after(day, Term(n, "working"))
    assert weekend_only(end)
    assert sum(weekend_only(day + timedelta(days=k)) for k in range(1, (end - day).days + 1)) == n


def test_milestones_in_order() -> None:
    found = milestones(Y24, first_day=date(2024, 9, 20), last_day=date(2024, 9, 20))
    assert [(m.code, m.day, m.rule) for m in found] == [
        ("plan_due", date(2024, 8, 20), "OD-02"),
        ("publish_by", date(2024, 9, 5), "OD-03"),
        ("open_day", date(2024, 9, 20), ""),
        ("results_by", date(2024, 9, 23), "OD-10"),
        ("evaluation_by", date(2024, 10, 5), "OD-11"),
        ("report_due", date(2024, 10, 15), "OD-13"),
    ]
    true = milestones(
        Y24,
        first_day=date(2024, 9, 20),
        last_day=date(2024, 9, 21),
        filed=date(2024, 8, 19),
        published=date(2024, 9, 1),
    )
    assert [m.code for m in true[:2]] == ["plan_filed", "published"]
    assert true[3].day == date(2024, 9, 24)  # counted from the last day


def test_no_rules_leave_only_the_day() -> None:
    assert [
        m.code for m in milestones(OpenDayPack(), first_day=date(2024, 9, 20), last_day=date(2024, 9, 20))
    ] == ["open_day"]
