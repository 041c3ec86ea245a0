"""The board's figures: each is the count of the rows that it opens."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from plugins.hotline.rules import board, board_rows
from plugins.hotline.rules.board import Terms
from plugins.hotline.rules.board_rows import CallFacts, Row, Seat, WaiterFacts, pick, row_of

TERMS = Terms(target=15, alarm=120, connection=0.95)
DAY = 1_000_000.0
NOW = DAY + 40_000


def call(**more: object) -> CallFacts:
    return CallFacts(**{  # type: ignore[arg-type]
        "id": 1, "source": "telephone", "topic_id": 1, "shift_id": None, "state": "ended", "outcome": "answered",
        "arrived": NOW - 100, "queued": NOW - 98, "answered": NOW - 90, "ended": NOW - 10, **more,
    })  # fmt: skip


def waiter(**more: object) -> WaiterFacts:
    return WaiterFacts(**{  # type: ignore[arg-type]
        "id": 5, "call_id": 1, "topic_id": 1, "shift_id": 9, "kind": "call", "state": "waiting", "joined": NOW - 80,
        "claimed": None, "ended": None, **more,
    })  # fmt: skip


moments = st.one_of(st.none(), st.integers(0, 200).map(lambda s: NOW - s))
rows = st.lists(
    st.builds(
        Row,
        key=st.uuids().map(str),
        call_id=st.integers(1, 99),
        waiter_id=st.none(),
        topic_id=st.sampled_from([None, 1, 2]),
        shift_id=st.none(),
        state=st.sampled_from(["ringing", "waiting", "talking", "ended"]),
        outcome=st.sampled_from(["", "answered", "abandoned", "callback"]),
        arrived=st.integers(0, 39_999).map(lambda s: DAY + s),
        waits_from=moments,
        answered=moments,
        ended=moments,
    ),
    max_size=30,
)


@given(rows)
def test_every_number_is_the_count_of_its_rows(given_rows: list[Row]) -> None:
    figures = board.figures(given_rows, (), [1, 2], (), now=NOW, day_start=DAY, terms=TERMS)
    for counts, topic in ((figures.all, None), *((t.counts, t.topic_id) for t in figures.topics)):
        for what in ("calls", "waiting", "answered", "missed", "timed", "within", "rated"):
            assert getattr(counts, what) == len(pick(given_rows, what, target=15, topic_id=topic)), what
    for quarter in figures.quarters:
        found = pick(given_rows, "calls", target=15, quarter=quarter.index, day_start=DAY)
        assert quarter.counts.calls == len(found)
    late = len(pick(given_rows, "late", target=15))
    assert late + figures.all.within == figures.all.timed
    assert sum(q.counts.calls for q in figures.quarters) == len(given_rows)
    for rate in (figures.all.connection, figures.all.service, figures.all.service_of_answered):
        assert rate is None or 0 <= rate <= 1


def test_both_ways_of_counting_who_gave_up() -> None:
    quick = [row_of(call(id=n), None) for n in range(6)]
    slow = [row_of(call(id=n, answered=NOW - 60), None) for n in range(6, 8)]
    gone = [row_of(call(id=n, answered=None, outcome="abandoned"), None) for n in range(8, 10)]
    counts = board.count([*quick, *slow, *gone], 15)
    assert counts.service == 0.6
    assert counts.service_of_answered == 0.75
    assert counts.connection == 0.8


def test_a_call_and_its_place_in_line_are_one_row() -> None:
    telephone = row_of(call(state="queued", outcome="", answered=None, ended=None), waiter())
    assert (telephone.state, telephone.waits_from) == ("waiting", NOW - 98)
    taken = row_of(
        call(state="queued", outcome="", answered=None, ended=None), waiter(state="claimed", claimed=NOW - 70)
    )
    assert (taken.state, taken.answered) == ("talking", NOW - 70)
    typed = row_of(call(source="operator", queued=None, answered=NOW - 100, state="talking"), None)
    assert board_rows.answered(typed)
    assert not board_rows.timed(typed), "nobody knows how long they rang"
    passed_on = row_of(call(source="operator", queued=None, answered=NOW - 100, state="talking"), waiter())
    assert (passed_on.state, passed_on.waits_from, passed_on.answered) == ("waiting", NOW - 80, None)
    promised = row_of(call(answered=None, outcome="abandoned"), waiter(kind="callback"))
    assert (promised.state, promised.outcome) == ("ended", "callback")
    assert board_rows.missed(promised)
    alone = row_of(None, waiter(call_id=None, state="gone", ended=NOW - 5))
    assert (alone.key, alone.outcome, alone.waits_from) == ("w5", "abandoned", NOW - 80)


def seat(number: int, state: str, *topics: int, since: float = NOW - 60, general: bool = False) -> Seat:
    return Seat(number, number, state, since, topics, general, DAY, NOW + 9000)


def waits(topic: int, seconds: float, key: str = "a") -> Row:
    return Row(key, None, None, topic, None, "waiting", "", NOW - seconds, NOW - seconds, None, None)


def at(given_rows: list[Row], seats: list[Seat], callbacks: tuple[float, ...] = ()) -> board.Figures:
    return board.figures(given_rows, seats, [1, 2], callbacks, now=NOW, day_start=DAY, terms=TERMS)


def test_what_to_do_now() -> None:
    pressed = [waits(1, 158)]
    moved = at(pressed, [seat(1, "serving", 1), seat(10, "ready", 2), seat(11, "serving", 2)]).advice
    assert (moved.code, moved.seat, moved.topic_id, moved.from_topic_id, moved.seconds) == (
        "move",
        10,
        1,
        2,
        158,
    )
    assert (
        at([*pressed, waits(2, 5, "b")], [seat(1, "serving", 1), seat(10, "ready", 2)]).advice.code
        == "all_busy"
    )
    assert at(pressed, [seat(1, "serving", 1), seat(2, "paused", 1)]).advice.code == "resume"
    assert at(pressed, [seat(1, "serving", 1), seat(2, "off", 1)]).advice.code == "absent"
    at_hand = at(pressed, [seat(1, "serving", 1), seat(5, "ready", general=True)]).advice
    assert (at_hand.code, at_hand.seat) == ("take", 5)
    assert at(pressed, []).advice.code == "open_seat"
    assert at([], [seat(1, "ready", 1)], (NOW - 5,)).advice.code == "callbacks"
    assert at([], [seat(1, "ready", 1)]).advice.code == "nothing"


def test_how_a_topic_stands() -> None:
    topics = at([waits(1, 20)], [seat(1, "serving", 1), seat(2, "later", 2)]).topics
    assert [t.situation for t in topics] == ["fine", "later"]
    assert at([waits(1, 120)], [seat(1, "serving", 1)]).topics[0].situation == "tight"
    assert at([waits(1, 5)], [seat(1, "off", 1)]).topics[0].situation == "nobody"
    assert at([waits(1, 5)], [seat(5, "ready", general=True)]).topics[0].situation == "fine"
    assert at([], []).topics[0].situation == "none"
    ten_minutes_ago = at(
        [
            waits(1, 700),
            Row("x", None, None, 1, None, "ended", "abandoned", NOW - 900, NOW - 900, None, NOW - 30),
        ],
        [],
    )
    assert (ten_minutes_ago.all.waiting, ten_minutes_ago.waiting_before) == (1, 2)
