"""Who is next, on thousands of random lines, without a database."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from plugins.hotline.rules.line import (
    MOST_PRIORITY,
    Asking,
    Head,
    after_failure,
    assign,
    is_free,
    rank_of,
    told,
    turn_of,
)

AGING, WAIT, NOW = 600_000, 120_000, 10_000_000
callers = st.lists(
    st.tuples(
        st.integers(NOW - 3_000_000, NOW),
        st.integers(0, 3),
        st.sampled_from(("", "", "yue", "wu")),
        st.integers(1, 3),
    ),
    max_size=25,
)
seats = st.lists(
    st.tuples(st.frozensets(st.integers(1, 3), min_size=1), st.frozensets(st.sampled_from(("yue", "wu")))),
    max_size=6,
)


def line(rows: list[tuple[int, int, str, int]]) -> list[Head]:
    found = []
    for n, (joined, priority, language, lane) in enumerate(rows):
        rank = rank_of(joined, priority, AGING)
        found.append(Head(n, lane, language, rank, turn_of(rank, language, WAIT)))
    return found


@given(rows=callers, asked=seats)
def test_each_at_most_once_and_nobody_before_an_earlier_one(
    rows: list[tuple[int, int, str, int]], asked: list[tuple[frozenset[int], frozenset[str]]]
) -> None:
    heads = line(rows)
    asking = [Asking(n, lanes, languages) for n, (lanes, languages) in enumerate(asked, 1)]
    chosen = assign(asking, heads, now=NOW, language_wait=WAIT, covered={(1, "yue"), (2, "wu")})
    ids = [head.id for head in chosen.values()]
    assert len(ids) == len(set(ids))
    left = [head for head in heads if head.id not in ids]
    for seat in asking:
        got = chosen.get(seat.shift_id)
        mine = [head for head in left if head.lane in seat.lanes]
        if got is None:
            # Who is left over waits for a seat that speaks their language, and not for long.
            assert all(head.language and head.turn > NOW for head in mine)
            continue
        assert got.lane in seat.lanes
        for other in mine:
            if other.language == got.language:
                assert (got.turn, got.id) < (other.turn, other.id)
            # Whatever the language: nobody passes who came more than two waits earlier.
            if other.turn <= NOW or not other.language:
                assert got.rank - other.rank <= 3 * WAIT


@given(joined=st.integers(0, NOW), priority=st.integers(0, 9), later=st.integers(0, NOW))
def test_a_head_start_is_bounded(joined: int, priority: int, later: int) -> None:
    if later > joined + MOST_PRIORITY * AGING:
        assert rank_of(joined, 0, AGING) < rank_of(later, priority, AGING)


def test_reserved_first_and_only_there() -> None:
    heads = [Head(1, -7, "", 50, 50), Head(2, 1, "", 10, 10)]
    chosen = assign(
        [Asking(8, frozenset({1})), Asking(7, frozenset({1}))], heads, now=NOW, language_wait=WAIT
    )
    assert {shift: head.id for shift, head in chosen.items()} == {8: 2, 7: 1}


def test_small_things() -> None:
    assert told(None, 5) == 5
    assert told(3, 5) == 3
    assert told(5, 3) == 3
    assert not after_failure(2, most=3, gap=10, now=5).closed
    assert after_failure(3, most=3, gap=10, now=5).closed
    assert is_free("ready", None, 5)
    assert is_free("wrap_up", 5, 5)
    assert not is_free("wrap_up", 6, 5)
    assert not is_free("paused", None, 5)
