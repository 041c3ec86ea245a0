"""Erlang's formulas against values worked out by hand and from published tables."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.hotline.rules import erlang


@pytest.mark.parametrize(
    ("seats", "load", "wanted"),
    [
        (1, 1, 1 / 2),
        (2, 1, 1 / 5),
        (3, 2, 4 / 19),
        (5, 2, (32 / 120) / (1 + 2 + 2 + 8 / 6 + 16 / 24 + 32 / 120)),
    ],
)
def test_blocking_by_hand(seats: int, load: float, wanted: float) -> None:
    assert erlang.blocking(seats, load) == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("seats", "load", "wanted"), [(1, 0.5, 0.5), (2, 1, 1 / 3), (3, 2, 4 / 9), (2, 1.5, 9 / 14)]
)
def test_waiting_by_hand(seats: int, load: float, wanted: float) -> None:
    assert erlang.waiting_probability(seats, load) == pytest.approx(wanted)


def test_the_textbook_s_hour() -> None:
    """100 calls in half an hour, 180 s each, 80 % in 20 s: ten erlangs, 14 seats, 88.8 %, 17.4 % wait, 7.8 s."""
    best = erlang.seats_needed(200, 180, 20, 0.80)
    assert (best.seats, best.load) == (14, 10)
    assert best.waiting == pytest.approx(0.1741, abs=0.0005)
    assert best.served_in_time == pytest.approx(0.888, abs=0.0005)
    assert best.mean_wait == pytest.approx(7.8, abs=0.05)
    assert best.occupancy == pytest.approx(10 / 14)


def test_hundreds_of_seats_stay_exact() -> None:
    """The terms of the sum reach 10^200 here; in fractions it is exact."""
    seats, load = 320, 300
    term, total = Fraction(1), Fraction(1)
    for number in range(1, seats + 1):
        term = term * load / number
        if number < seats:
            total += term
    queued = term * Fraction(seats, seats - load)
    assert erlang.waiting_probability(seats, load) == pytest.approx(
        float(queued / (total + queued)), rel=1e-9
    )
    assert erlang.seats_needed(6000, 600, 15, 0.8).seats > 1000


@pytest.mark.parametrize("seats", [0, 5, 10])
def test_too_few_seats(seats: int) -> None:
    line = erlang.staffing(seats, 200, 180, 20)
    assert (line.waiting, line.served_in_time, line.mean_wait, line.occupancy) == (1, 0, math.inf, 1)


def test_no_calls_need_no_seats() -> None:
    best = erlang.seats_needed(0, 180, 15, 0.8)
    assert (best.seats, best.served_in_time) == (0, 0.0)
    with pytest.raises(ValueError, match="share"):
        erlang.seats_needed(10, 180, 15, 1)
    with pytest.raises(ValueError, match="negative"):
        erlang.offered_load(-1, 3)


@given(st.floats(0.1, 400), st.floats(10, 900), st.integers(0, 120), st.integers(50, 98))
def test_the_answer_is_the_fewest_that_do(calls: float, length: float, within: int, share: int) -> None:
    best = erlang.seats_needed(calls, length, within, share / 100)
    assert best.served_in_time >= share / 100
    assert 0 <= best.waiting <= 1
    assert erlang.service_level(best.seats - 1, best.load, length, within) < share / 100
