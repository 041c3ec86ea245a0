"""Quotas, strict lines, offers and the pool, as pure decisions."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.booking.rules import (
    Filled,
    Places,
    Waiting,
    choose,
    fill,
    largest_party,
    offer_until,
    quota_for,
    refuse_quotas,
    refuse_start,
    seen_at_once,
)

NOON = datetime(2026, 9, 10, 4, tzinfo=UTC)  # 12:00 in China
FAR = NOON + timedelta(days=30)
QUIET = (time(21, 30), time(8, 0))


def pool(capacity: int, taken: int = 0, waiting: int = 0) -> Places:
    return Places("pool", "", capacity, taken, waiting)


def category(name: str, capacity: int, taken: int = 0, waiting: int = 0) -> Places:
    return Places("category", name, capacity, taken, waiting)


def offered(filled: Filled) -> list[tuple[int, int]]:
    return [(offer.id, offer.quota) for offer in filled.offers]


@pytest.mark.parametrize(
    ("wanted", "quotas", "index"),
    [
        ("职工代表", [("pool", "")], 0),
        ("职工代表", [("pool", ""), ("category", "职工代表")], 1),
        ("网民代表", [("pool", ""), ("category", "职工代表")], 0),
        ("网民代表", [("pool", ""), ("category", "其他群众"), ("category", "职工代表")], 1),
        ("推荐", [("recommended", "推荐"), ("pool", "")], 1),
        ("职工代表", [], None),
    ],
)
def test_own_row_then_others_then_pool(wanted: str, quotas: list[tuple[str, str]], index: int | None) -> None:
    assert quota_for(wanted, quotas) == index


def test_before_the_pool_everybody_takes_their_own() -> None:
    quotas = [pool(5), category("职工代表", 1, 1)]
    assert choose(quotas, 1, 1, pooled=False) is None
    assert choose(quotas, 0, 1, pooled=False) == 0
    assert choose(quotas, 1, 1, pooled=True) == 0


def test_nobody_new_passes_those_who_wait() -> None:
    group_waits = [pool(5, 4, waiting=1), category("职工代表", 3)]
    assert choose(group_waits, 0, 1, pooled=False) is None, "a place is free, a group of two is next"
    assert choose(group_waits, 1, 1, pooled=False) == 1, "another row's line is not theirs"
    assert choose(group_waits, 1, 1, pooled=True) is None, (
        "one line for all once the rows have flowed together"
    )


def test_a_freed_place_goes_to_the_head_of_its_own_line() -> None:
    quotas = [pool(1, 1, 1), category("职工代表", 2, 1, 2)]
    line = [Waiting(7, 0, 1, 1), Waiting(8, 1, 1, 2), Waiting(9, 1, 1, 3)]
    assert offered(fill(quotas, line, pooled=False)) == [(8, 1)]


def test_a_group_at_the_head_keeps_the_free_places() -> None:
    quotas = [pool(4, 2, 2)]
    line = [Waiting(1, 0, 3, 1), Waiting(2, 0, 1, 2)]
    assert offered(fill(quotas, line, pooled=False)) == []
    assert offered(fill([pool(5, 2, 2)], line, pooled=False)) == [(1, 0)]
    assert offered(fill([pool(6, 2, 2)], line, pooled=False)) == [(1, 0), (2, 0)]


def test_unfilled_rows_flow_into_the_pool_by_the_order_of_all_lines() -> None:
    quotas = [
        pool(2, 2, 1),
        category("职工代表", 3, 0),
        category("专家学者", 1, 1, 2),
        Places("recommended", "", 4, 0),
    ]
    line = [Waiting(1, 2, 1, 1), Waiting(2, 0, 2, 2), Waiting(3, 2, 1, 3)]
    filled = fill(quotas, line, pooled=True)
    assert offered(filled) == [(1, 0), (2, 0)]
    assert [(q.capacity, q.taken, q.waiting) for q in filled.quotas] == [
        (5, 5, 0),
        (0, 0, 0),
        (1, 1, 1),
        (4, 0, 0),
    ]


def test_an_own_row_serves_its_own_head_even_after_the_pool() -> None:
    quotas = [pool(1, 1, 1), category("专家学者", 1, 0, 1)]
    line = [Waiting(1, 0, 1, 1), Waiting(2, 1, 1, 2)]
    assert offered(fill(quotas, line, pooled=True)) == [(2, 1)]


@st.composite
def halls(draw: st.DrawFn) -> tuple[list[Places], list[Waiting], bool]:
    """Any session: quotas with free places, a line of groups."""
    parties = st.lists(st.tuples(st.integers(0, 2), st.integers(1, 4)), max_size=12)
    line = [Waiting(n, quota, party, n) for n, (quota, party) in enumerate(draw(parties), 1)]
    quotas = []
    for index in range(3):
        capacity = draw(st.integers(0, 6))
        waiting = sum(one.quota == index for one in line)
        name = ("", "职工代表", "其他群众")[index]
        kind = "pool" if index == 0 else "category"
        quotas.append(Places(kind, name, capacity, draw(st.integers(0, capacity)), waiting))
    return quotas, line, draw(st.booleans())


@given(halls())
def test_filling_keeps_every_promise(hall: tuple[list[Places], list[Waiting], bool]) -> None:
    quotas, line, pooled = hall
    filled = fill(quotas, line, pooled=pooled)
    served = {offer.id for offer in filled.offers}
    assert sum(q.capacity for q in filled.quotas) == sum(q.capacity for q in quotas)
    assert all(0 <= q.taken <= q.capacity for q in filled.quotas)
    parties = sum(one.party for one in line if one.id in served)
    assert sum(q.taken for q in filled.quotas) == sum(q.taken for q in quotas) + parties
    assert sum(q.waiting for q in filled.quotas) == len(line) - len(served)
    for index, quota in enumerate(filled.quotas):
        own = [one for one in line if one.quota == index]
        marks = [one.id in served for one in own]
        assert marks == sorted(marks, reverse=True), "nobody overtakes in a line"
        left = [one for one in own if one.id not in served]
        if left and not pooled:
            assert left[0].party > quota.free, "nobody waits for a place that is free"
    if pooled:
        left = [one for one in line if one.id not in served]
        assert not left or left[0].party > filled.quotas[0].free
        assert all(q.free == 0 for q in filled.quotas[1:])


def test_a_group_that_could_never_be_served_is_told_so() -> None:
    quotas = [pool(2), category("职工代表", 3), Places("recommended", "", 9, 0)]
    assert largest_party(quotas, 0, flows=False) == 2
    assert largest_party(quotas, 0, flows=True) == 5


@pytest.mark.parametrize(
    ("now", "minutes", "until"),
    [
        (NOON, 120, NOON + timedelta(hours=2)),
        # 21:00: half an hour until quiet, the rest from eight in the morning
        (NOON + timedelta(hours=9), 120, NOON + timedelta(hours=9 + 11 + 1.5)),
        # 03:00: counts from eight
        (NOON + timedelta(hours=15), 60, NOON + timedelta(hours=21)),
        # two days of waking hours
        (NOON, 60 * 15, NOON + timedelta(hours=9.5 + 10.5 + 5.5)),
    ],
)
def test_an_offer_rests_in_quiet_hours(now: datetime, minutes: int, until: datetime) -> None:
    assert offer_until(now, minutes, FAR, *QUIET) == until


def test_an_offer_ends_with_the_start_and_counts_on_without_quiet_hours() -> None:
    assert offer_until(NOON, 120, NOON + timedelta(hours=1), *QUIET) == NOON + timedelta(hours=1)
    night = NOON + timedelta(hours=10)
    assert offer_until(night, 120, FAR, time(8), time(8)) == night + timedelta(hours=2)
    day_quiet = (time(11), time(13))
    assert offer_until(NOON, 30, FAR, *day_quiet) == NOON + timedelta(hours=1.5)
    assert offer_until(NOON, 30, NOON, *QUIET) == NOON


@pytest.mark.parametrize(
    ("capacity", "quotas", "recommended", "code"),
    [
        (5, [("职工代表", 2), ("其他群众", 3)], 0, None),
        (5, [("职工代表", 2), ("其他群众", 4)], 0, "quotas_exceed"),
        (5, [("职工代表", 2), ("职工代表", 1)], 0, "quota_twice"),
        (5, [("", 2)], 0, "quota_twice"),
        (5, [("职工代表", 0)], 0, "quota_without_places"),
        (5, [], -1, "quota_without_places"),
    ],
)
def test_quotas_of_a_session(
    capacity: int, quotas: list[tuple[str, int]], recommended: int, code: str | None
) -> None:
    verdict = refuse_quotas(2, capacity, quotas, recommended)
    assert (verdict.code if verdict else None) == code


def test_a_session_that_began_or_was_called_off_takes_nobody() -> None:
    assert refuse_start(NOON, FAR, "open") is None
    assert refuse_start(NOON, NOON, "open") is not None
    off = refuse_start(NOON, FAR, "called_off")
    assert off is not None
    assert off.code == "booking_session_called_off"


def test_only_what_comes_late_is_a_conflict_to_look_at() -> None:
    assert seen_at_once(NOON, NOON + timedelta(minutes=2))
    assert not seen_at_once(NOON, NOON + timedelta(minutes=3))
