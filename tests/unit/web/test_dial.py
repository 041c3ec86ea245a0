"""The sundial: midnight at the foot, noon at the top, the hand where the time is."""

from __future__ import annotations

from datetime import time

import pytest

from core.web.dial import DialEvent, layout


def test_the_drawn_hand_and_hour() -> None:
    dial = layout(now=time(9, 12))
    assert dial.hand is not None
    assert (dial.hand.x1, dial.hand.y1, dial.hand.x2, dial.hand.y2) == (-111.1, -123.4, -176.7, -196.2)
    assert [h.name for h in dial.hours if h.now] == ["巳"]
    assert len(dial.ticks) == 96
    assert len(dial.hours) == 12


@pytest.mark.parametrize(
    ("at", "name"),
    [(time(0), "子"), (time(23), "子"), (time(22, 59), "亥"), (time(1), "丑"), (time(12), "午")],
)
def test_double_hours_begin_on_odd_hours(at: time, name: str) -> None:
    assert [h.name for h in layout(now=at).hours if h.now] == [name]


def test_noon_is_at_the_top_and_evening_on_the_right() -> None:
    noon, evening = layout(now=time(12)).hand, layout(now=time(18)).hand
    assert noon is not None
    assert noon.y2 < noon.y1 < 0
    assert evening is not None
    assert evening.x2 > evening.x1 > 0


def test_events_that_overlap_get_lanes_of_their_own() -> None:
    dial = layout(
        [
            DialEvent(time(9), time(11, 30)),
            DialEvent(time(9, 5), time(9, 55), live=True),
            DialEvent(time(10, 30), time(11, 30)),
            DialEvent(time(14)),
        ]
    )
    assert [arc.path for arc in dial.arcs][:2] == [
        "M-181.0 -181.0A256 256 0 0 1 -33.4 -253.8",
        "M-172.9 -180.6A250 250 0 0 1 -129.7 -213.7",
    ]
    assert [arc.live for arc in dial.arcs] == [False, True, False, False]
    assert "A250" in dial.arcs[2].path
    assert "A256" in dial.arcs[3].path
    assert dial.hand is None
    assert not any(h.now for h in dial.hours)


def test_a_crowded_hour_leaves_out_what_finds_no_lane() -> None:
    assert len(layout([DialEvent(time(9), time(10))] * 5).arcs) == 3
