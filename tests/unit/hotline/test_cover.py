"""What a plan lacks and doubles, and when a group of calls is proposed again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from plugins.hotline.rules.cover import Clash, Gap, Slot, clashes, gaps, opening
from plugins.hotline.rules.proposals import Group, Known, comes_back, direction, is_same, shared_words, trend

DAY = datetime(2026, 5, 15, tzinfo=UTC)
WATER, HOUSES = 1, 2


def at(hour: float) -> datetime:
    return DAY + timedelta(hours=hour)


def slot(number: int, seat: int, starts: float, ends: float, person: str = "", **more: object) -> Slot:
    return Slot(number, seat, person, at(starts), at(ends), **more)  # type: ignore[arg-type]


def test_one_seat_and_one_person_in_two_places() -> None:
    plan = [
        slot(1, 1, 9, 12, "u7"),
        slot(2, 1, 11, 13, "u8"),
        slot(3, 2, 11.5, 14, "u7"),
        slot(4, 1, 13, 15, "u8"),
    ]
    assert clashes(plan) == [
        Clash("seat", 1, 2, 1, at(11), at(12)),
        Clash("person", 1, 3, 2, at(11.5), at(12)),
    ]
    assert clashes(plan, only={4}) == []  # 13:00 follows 13:00: nobody is there twice
    assert clashes([slot(1, 1, 9, 12), slot(2, 2, 9, 12)]) == []  # two seats that nobody has yet


def test_an_account_that_may_not_sit_there() -> None:
    assert clashes([slot(1, 3, 9, 10, "u7", fit=False)]) == [Clash("unfit", 1, None, 3, at(9), at(10))]


def test_gaps_are_joined_and_counted_by_topic() -> None:
    plan = [
        slot(1, 1, 9, 11, topics=frozenset({WATER})),
        slot(2, 2, 10, 12, topics=frozenset({WATER, HOUSES})),
        slot(3, 3, 8, 18, general=True),
    ]
    assert gaps(plan, {WATER: 1, HOUSES: 2}, at(8.5), at(13)) == [
        Gap(WATER, at(8.5), at(9), 0, 1),
        Gap(HOUSES, at(8.5), at(10), 0, 2),
        Gap(HOUSES, at(10), at(12), 1, 2),
        Gap(WATER, at(12), at(13), 0, 1),
        Gap(HOUSES, at(12), at(13), 0, 2),
    ]
    assert gaps(plan, {}, at(8), at(13)) == []


def test_opening_hours() -> None:
    friday, sunday = date(2026, 5, 15), date(2026, 5, 17)
    assert opening(friday, "08:30-17:30", "1-5", UTC) == (at(8.5), at(17.5))
    assert opening(sunday, "08:30-17:30", "1-5", UTC) is None
    assert opening(friday, "8:30-24:00", "1，3，5", UTC) == (at(8.5), at(24))
    assert opening(friday, "20:00-02:00", "5", UTC) == (at(20), at(26))
    with pytest.raises(ValueError, match="isoformat"):
        opening(friday, "morning", "1-7", UTC)


def test_the_same_group_again() -> None:
    known = Known(1, frozenset({"o1", "o2", "o3"}), frozenset({"停水", "水压"}), 3)
    assert is_same(Group(frozenset({"o2", "o3", "o9"}), ("暖气",), 3), known)
    assert is_same(Group(frozenset({"o8", "o9"}), ("停水", "水压"), 2), known)
    assert not is_same(Group(frozenset({"o3", "o7", "o8", "o9"}), ("停水", "公交", "站台"), 4), known)
    assert not comes_back(4, 3, 2)
    assert not comes_back(5, 2, 3)
    assert comes_back(6, 3, 2)


def test_words_and_trend() -> None:
    texts = [{"停水", "小区", "26号楼"}, {"停水", "小区"}, {"停水", "王女士"}]
    assert shared_words(texts) == ("停水", "小区")
    today = date(2026, 5, 15)
    counts = trend({today: 3, today - timedelta(days=3): 1, today - timedelta(days=40): 9}, today, 4)
    assert counts == (1, 0, 0, 3)
    assert (direction(counts), direction((3, 0, 0, 1)), direction((2, 2))) == ("up", "down", "level")
