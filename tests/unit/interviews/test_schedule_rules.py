"""The slot on air (IV-03): which broadcasts leave it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from plugins.interviews.rules.schedule import off_air

SLOT = (time(9, 5), time(9, 55))
DAY = date(2026, 5, 15)


def at(day: int, hour: int, minute: int) -> datetime:
    """A moment of May 2026 in Shanghai, as it is stored."""
    return datetime(2026, 5, day, hour - 8, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("first", "last", "leaves"),
    [
        ((15, 9, 5), (15, 9, 55), False),
        ((15, 9, 20), (15, 9, 40), False),
        ((15, 9, 0), (15, 9, 55), True),
        ((15, 9, 5), (15, 10, 0), True),
        ((14, 9, 5), (14, 9, 55), True),
        ((16, 9, 5), (16, 9, 55), True),
    ],
)
def test_the_day_and_both_ends_of_the_slot_count(
    first: tuple[int, int, int], last: tuple[int, int, int], leaves: bool
) -> None:
    assert off_air(at(*first), at(*last), SLOT, DAY) is leaves


def test_what_the_pack_does_not_prescribe_is_free() -> None:
    assert not off_air(at(20, 9, 5), at(20, 9, 55), SLOT, None)
    assert not off_air(at(15, 14, 0), at(15, 15, 0), None, DAY)
    assert off_air(at(16, 14, 0), at(16, 15, 0), None, DAY)


def test_a_day_that_is_a_term_may_be_kept_earlier() -> None:
    assert not off_air(at(14, 9, 5), at(14, 9, 55), SLOT, DAY, exact=False)
    assert off_air(at(16, 9, 5), at(16, 9, 55), SLOT, DAY, exact=False)
