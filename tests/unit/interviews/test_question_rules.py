"""Where a question stands, when any are taken, how the host's list is moved."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.interviews.rules import questions as rules

NOW = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("ledger", "chosen", "answered", "wanted"),
    [
        (("received", ""), False, False, "waiting"),
        (("held", ""), False, False, "waiting"),
        (("accepted", ""), False, False, "ready"),
        (("accepted", ""), True, False, "chosen"),
        (("accepted", ""), True, True, "answered"),
        (("assigned", ""), False, False, "passed"),
        (("assigned", ""), True, False, "chosen"),
        (("ended", "answered"), True, True, "answered"),
        (("ended", "answered"), False, False, "answered"),
        (("ended", "passed_on"), False, False, "passed"),
        (("rejected", ""), False, False, "refused"),
        (("withdrawn", ""), True, False, "refused"),
        (("merged", ""), True, False, "merged"),
    ],
)
def test_a_question_stands_in_one_place(
    ledger: tuple[str, str], chosen: bool, answered: bool, wanted: str
) -> None:
    assert rules.state_of(*ledger, chosen, answered) == wanted


def test_the_window_is_the_notices_until_the_broadcast_and_open_while_it_is_on() -> None:
    assert rules.takes(NOW, NOW + HOUR, "waiting", None) == (NOW, NOW + HOUR, True)
    assert rules.takes(None, NOW, "waiting", None)[2] is False
    for live in ("on", "paused"):
        assert rules.takes(NOW, NOW + HOUR, live, None) == (None, None, True)
        assert rules.takes(None, None, live, None) == (None, None, True)
    assert rules.takes(NOW, NOW + 2 * HOUR, "over", NOW + HOUR)[1] == NOW + HOUR
    assert rules.takes(NOW, NOW + HOUR, "over", NOW + 2 * HOUR)[1] == NOW + HOUR
    assert rules.takes(None, None, "over", NOW)[1:] == (NOW, True)


@given(st.lists(st.integers(1, 99), min_size=1, max_size=12, unique=True), st.integers(-3, 3), st.data())
def test_a_move_loses_none_and_keeps_the_others_in_order(
    order: list[int], by: int, data: st.DataObject
) -> None:
    one = data.draw(st.sampled_from(order))
    found = rules.moved(order, one, by)
    assert rules.same_set(order, found)
    assert [n for n in found if n != one] == [n for n in order if n != one]
    assert found.index(one) == min(max(order.index(one) + by, 0), len(order) - 1)


def test_another_set_is_none() -> None:
    assert not rules.same_set([1, 2, 3], [1, 2])
    assert not rules.same_set([1, 2, 3], [1, 2, 2])
    assert not rules.same_set([1, 2, 3], [1, 2, 4])
    assert rules.same_set([1, 2, 3], [3, 1, 2])
