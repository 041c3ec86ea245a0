"""Go or no-go and moving: counting as the pack says, days counted anew or not."""

from __future__ import annotations

from datetime import date

from plugins.open_day.rules.deciding import Turnout, decide_on, moving, shortfalls
from plugins.open_day.rules.values import Term

MORNING, AFTERNOON = Turnout(1, date(2026, 9, 19), 20), Turnout(2, date(2026, 9, 19), 6)


def test_people_are_counted_over_the_day_or_in_each_session() -> None:
    assert shortfalls([MORNING, AFTERNOON], 25) == ()
    assert shortfalls([MORNING, AFTERNOON], 26) == ()
    (day,) = shortfalls([MORNING], 25)
    assert (day.session_id, day.missing) == (None, 5)
    each = shortfalls([MORNING, AFTERNOON], 25, per_session=True)
    assert [(s.session_id, s.missing) for s in each] == [(1, 5), (2, 19)]


def test_a_pack_without_the_rule_and_a_day_without_sessions_lack_nobody() -> None:
    assert shortfalls([MORNING], None) == ()
    assert shortfalls([], 25) == ()
    assert decide_on([], Term(3)) is None


def test_the_decision_lies_before_the_first_session() -> None:
    later = Turnout(3, date(2026, 9, 26), 0)
    assert decide_on([later, MORNING], Term(3)) == date(2026, 9, 16)
    assert decide_on([MORNING], Term(3, "working")) == date(2026, 9, 16)


def test_another_day_counts_the_notice_anew_where_the_pack_says_so() -> None:
    old, today, notice = date(2026, 9, 19), date(2026, 9, 8), Term(15)
    near = moving(old, date(2026, 9, 22), today=today, notice=notice, again=True)
    assert (near.anew, near.lawful, near.earliest) == (True, False, date(2026, 9, 23))
    just = moving(old, date(2026, 9, 23), today=today, notice=notice, again=True)
    assert (just.lawful, just.publish_by) == (True, today)
    assert moving(old, date(2026, 9, 20), today=today, notice=notice, again=False).lawful
    same_day = moving(old, old, today=date(2026, 9, 18), notice=notice, again=True)
    assert (same_day.anew, same_day.lawful) == (False, True)
