"""Counting days: DOMAIN's rule (day 0, Nth working day after), holidays, make-up days, corrections."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.base.workdays import FIRST_DAY, LAST_DAY, WorkCalendar, WorkdayError

CALENDAR = WorkCalendar()
days = st.dates(date(2005, 1, 1), date(2030, 12, 31))
units = st.sampled_from(["calendar", "working"])


@pytest.mark.parametrize(
    ("start", "n", "unit", "expected"),
    [
        # month's end, both sides; 29 February
        ("2024-01-31", 1, "calendar", "2024-02-01"),
        ("2024-03-01", -1, "calendar", "2024-02-29"),
        ("2023-03-01", -1, "calendar", "2023-02-28"),
        ("2024-02-28", 1, "calendar", "2024-02-29"),
        ("2024-02-29", 365, "calendar", "2025-02-28"),
        ("2024-08-20", 15, "calendar", "2024-09-04"),
        ("2024-04-30", 1, "working", "2024-05-06"),  # Labour Day, 1 to 5 May
        ("2024-02-29", 1, "working", "2024-03-01"),
        ("2024-02-28", 1, "working", "2024-02-29"),
        # Spring Festival 2024: 10 to 17 February off; 4 and 18 February (Sundays) worked
        ("2024-02-02", 1, "working", "2024-02-04"),
        ("2024-02-09", 1, "working", "2024-02-18"),
        ("2024-02-09", 2, "working", "2024-02-19"),
        # Spring Festival 2025: 28 January to 4 February off; Sunday 26 January, Saturday 8 February worked
        ("2025-01-24", 1, "working", "2025-01-26"),
        ("2025-01-27", 1, "working", "2025-02-05"),
        ("2025-02-07", 1, "working", "2025-02-08"),
        # National Day 2024: 1 to 7 October off; 29 September (Sunday) and 12 October (Saturday) worked
        ("2024-09-27", 1, "working", "2024-09-29"),
        ("2024-09-30", 1, "working", "2024-10-08"),
        ("2024-10-11", 1, "working", "2024-10-12"),
        ("2024-10-11", 2, "working", "2024-10-14"),
        ("2024-10-08", -1, "working", "2024-09-30"),
        ("2024-09-30", -1, "working", "2024-09-29"),
        # from a day off
        ("2024-10-05", 1, "working", "2024-10-08"),
        ("2024-10-05", -1, "working", "2024-09-30"),
        # day 0 is never moved
        ("2024-10-05", 0, "working", "2024-10-05"),
        ("2024-10-05", 0, "calendar", "2024-10-05"),
    ],
)  # fmt: skip
def test_adding_days(start, n, unit, expected):
    assert CALENDAR.add(date.fromisoformat(start), n, unit) == date.fromisoformat(expected)


def test_make_up_days_are_working_days_and_weekday_holidays_are_not():
    assert CALENDAR.is_working_day(date(2024, 9, 29))
    assert CALENDAR.is_working_day(date(2024, 10, 12))
    assert not CALENDAR.is_working_day(date(2024, 10, 7))
    assert not CALENDAR.is_working_day(date(2024, 10, 13))


@given(days, st.integers(-4000, 4000))
def test_calendar_days_go_there_and_back(day, n):
    assert CALENDAR.add(CALENDAR.add(day, n), -n) == day


@given(days, st.integers(1, 300))
def test_working_days_go_there_and_back_from_a_working_day(day, n):
    start = CALENDAR.roll_forward(day)
    there = CALENDAR.add(start, n, "working")
    assert CALENDAR.is_working_day(there)
    assert CALENDAR.add(there, -n, "working") == start


@given(days, st.integers(-200, 200), units)
def test_between_counts_what_add_added(day, n, unit):
    assert CALENDAR.between(day, CALENDAR.add(day, n, unit), unit) == n


@given(days, st.integers(1, 60))
def test_exactly_n_working_days_lie_after_the_fact(day, n):
    end = CALENDAR.add(day, n, "working")
    span = [day + timedelta(days=step) for step in range(1, (end - day).days + 1)]
    assert sum(CALENDAR.is_working_day(each) for each in span) == n


@given(days)
def test_rolling_forward_lands_on_the_first_working_day(day):
    rolled = CALENDAR.roll_forward(day)
    assert rolled >= day
    assert CALENDAR.is_working_day(rolled)
    assert not any(CALENDAR.is_working_day(day + timedelta(days=n)) for n in range((rolled - day).days))


def test_a_year_not_published_counts_weekends_and_says_so():
    assert CALENDAR.is_published(2024)
    assert not CALENDAR.is_published(2190)
    assert CALENDAR.is_working_day(date(2190, 10, 1)) == (date(2190, 10, 1).weekday() < 5)
    (note,) = CALENDAR.notes(date(2190, 9, 30), date(2190, 10, 9))
    assert (note.code, note.year) == ("weekends_only", 2190)
    assert "暂按周末计算" in str(note)
    assert CALENDAR.notes(date(2024, 12, 1), date(2024, 12, 31)) == ()


def test_notes_cover_each_year_also_counted_backwards():
    assert [note.year for note in CALENDAR.notes(date(2191, 1, 5), date(2190, 12, 20))] == [2190, 2191]


def test_corrections_win_and_silence_the_note():
    corrected = WorkCalendar({date(2190, 10, 1): False, date(2024, 9, 29): False})
    assert not corrected.is_working_day(date(2190, 10, 1))
    assert not corrected.is_working_day(date(2024, 9, 29))
    assert corrected.notes(date(2190, 9, 30)) == ()
    assert not corrected.is_published(2190)


def test_corrections_from_rows():
    calendar = WorkCalendar.from_rows([(date(2024, 10, 1), True), (date(2024, 10, 1), True)])
    assert calendar.is_working_day(date(2024, 10, 1))
    with pytest.raises(WorkdayError, match="自相矛盾"):
        WorkCalendar.from_rows([(date(2024, 10, 1), True), (date(2024, 10, 1), False)])


@pytest.mark.parametrize("n", [10**12, -(10**12), 200_000])
@pytest.mark.parametrize("unit", ["calendar", "working"])
def test_too_far_is_a_clear_error_and_quick(n, unit):
    with pytest.raises(WorkdayError, match="超出可计算的范围") as caught:
        CALENDAR.add(date(2024, 1, 1), n, unit)
    assert caught.value.code == "out_of_range"


def test_dates_out_of_range_and_unknown_units_are_refused():
    for day in (FIRST_DAY - timedelta(days=1), LAST_DAY + timedelta(days=1)):
        with pytest.raises(WorkdayError):
            CALENDAR.is_working_day(day)
        with pytest.raises(WorkdayError):
            CALENDAR.between(day, date(2024, 1, 1))
    with pytest.raises(WorkdayError) as caught:
        CALENDAR.add(date(2024, 1, 1), 1, "week")  # type: ignore[arg-type]
    assert caught.value.code == "bad_unit"


def test_every_working_day_is_one_of_its_week_or_a_known_make_up_day():
    """251 working days in 2024 by the published arrangement (国办发明电〔2023〕7号)."""
    day, count = date(2024, 1, 1), 0
    while day.year == 2024:
        count += CALENDAR.is_working_day(day)
        day += timedelta(days=1)
    assert count == 251
