"""Counts of an activity on the spot: what is refused, who was satisfied, shares of rows that count several."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from plugins.assessment.rules import onsite, scores
from plugins.assessment.rules.scores import Gauge, Measure, Row

TODAY = date(2026, 5, 20)


@pytest.mark.parametrize(
    ("day", "title", "source", "counts", "refused"),
    [
        (TODAY, "咨询台", "签到表", (1, 0, 0), None),
        (date(2026, 5, 21), "咨询台", "签到表", (1, 0, 0), "onsite_day"),
        (date(2025, 5, 15), "咨询台", "签到表", (1, 0, 0), "onsite_day"),
        (None, "咨询台", "签到表", (1, 0, 0), "onsite_day"),
        (TODAY, " ", "签到表", (1, 0, 0), "onsite_title"),
        (TODAY, "咨" * 121, "签到表", (1, 0, 0), "onsite_title"),
        (TODAY, "咨询台", "签到表", (0, 0, 0), "onsite_nothing"),
        (TODAY, "咨询台", "签到表", (0, 0, -1), "onsite_count"),
        (TODAY, "咨询台", "签到表", (0, onsite.MOST + 1, 0), "onsite_count"),
        (TODAY, "咨询台", "", (0, 3, 0), "onsite_source"),
    ],
)
def test_what_is_refused(
    day: date | None, title: str, source: str, counts: tuple[int, ...], refused: str | None
) -> None:
    found = onsite.refuse(day, title, source, counts, 2026, TODAY)
    assert (found[0] if found else None) == refused


def test_the_first_three_words_are_satisfied_and_all_five_the_denominator() -> None:
    assert onsite.satisfied([41, 12, 3, 1, 2]) == (56, 59)
    assert onsite.satisfied([]) == (0, 0)
    assert onsite.refuse_ratings([0, 0, 0, 0, 0], "两人数") == ("onsite_no_ratings", "very_satisfied")
    assert onsite.refuse_ratings([1, 2, 3], "两人数") is not None
    assert onsite.refuse_ratings([1, 0, 0, 0, 0], "") == ("onsite_source", "source")


def test_a_row_that_counts_several_weighs_as_many_and_survives_being_kept() -> None:
    gauge = Gauge("KH-01", "", "", "", Fraction(10), "share", "a.b", Fraction(0), Fraction(0))
    rows = (Row("a", "", Fraction(9), of=10), Row("b", "", Fraction(0), of=1), Row("c", "", Fraction(1)))
    measure = Measure("a.b", 1, "份", True, rows)
    assert scores.points_for(gauge, measure) == Fraction(10) * Fraction(10, 12)
    kept = scores.rows_as_json(rows)
    assert scores.rows_of_json(kept) == rows
    assert [len(one) for one in kept] == [
        6,
        5,
        5,
    ]  # rows of one stay as they always were: digests don't change
    assert scores.points_for(gauge, Measure("a.b", 1, "份", True, (Row("a", "", Fraction(0), of=0),))) is None
