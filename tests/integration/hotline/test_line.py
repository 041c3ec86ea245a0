"""The line: who is next, how somebody goes back and keeps their place, what a seat may do, what callers are told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.base.access import SYSTEM
from core.base.db import db, unit_of_work
from core.base.errors import Conflict, NotAllowed, NotFound, RuleBroken
from core.base.outbox import OutboxMessage
from plugins.hotline.models import Attempt, SeatChange
from plugins.hotline.service import line, positions, seat_states
from tests.integration.hotline.line_scene import ENDS, NOW, SUPERVISOR, Line, expert, make_line, row

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@pytest.fixture
def queue(db_session) -> Line:
    return make_line(3)


def test_the_longest_wait_across_a_seats_topics(queue: Line) -> None:
    seat, other = queue.seat(0, 1), queue.seat(2)
    third = queue.join(1, now=NOW + 3 * SECOND)
    first = queue.join(0, now=NOW + SECOND)
    not_ours = queue.join(2, now=NOW)
    second = queue.join(1, now=NOW + 2 * SECOND)
    served = []
    now = NOW + MINUTE
    for _ in range(3):
        got = queue.next(seat, now)
        assert got is not None
        served.append(got.id)
        queue.finish(got.id, seat, now)
        now += 61 * SECOND
    assert served == [first.id, second.id, third.id]
    assert queue.next(seat, now) is None
    got = queue.next(other, now)
    assert got is not None
    assert (got.id, got.phone[:3], got.summary) == (not_ours.id, "139", "公积金怎么取")


def test_urgent_is_a_head_start_and_nobody_starves(queue: Line) -> None:
    seat = queue.seat()
    old = queue.join(0, now=NOW)
    recent = queue.join(0, now=NOW + 9 * MINUTE)
    urgent = queue.join(1, now=NOW + 12 * MINUTE, urgent=True)
    now, served = NOW + 13 * MINUTE, []
    for _ in range(3):
        got = queue.next(seat, now)
        assert got is not None
        served.append(got.id)
        line.finish(got.id, "answered", actor=queue.seats[seat], now=now)
        now += 2 * MINUTE
    assert served == [old.id, urgent.id, recent.id]


def test_a_language_goes_first_to_who_speaks_it_and_waits_not_for_ever(queue: Line) -> None:
    plain = queue.seat(0)
    speaks = queue.seat(0, languages=("yue",))
    tagged = queue.join(0, now=NOW, language="yue")
    assert queue.next(plain, NOW + 30 * SECOND) is None  # somebody on duty speaks it
    other = queue.join(0, now=NOW + SECOND)
    got = queue.next(plain, NOW + 40 * SECOND)
    assert got is not None
    assert got.id == other.id
    later = queue.join(0, now=NOW + 41 * SECOND)
    got = queue.next(speaks, NOW + 50 * SECOND)
    assert got is not None
    assert got.id == tagged.id
    queue.finish(other.id, plain, NOW + 50 * SECOND)
    queue.finish(tagged.id, speaks, NOW + 50 * SECOND)
    stranger = queue.join(0, now=NOW + 51 * SECOND, language="wu")
    now = NOW + 3 * MINUTE
    got = queue.next(plain, now)
    assert got is not None
    assert got.id == later.id
    queue.finish(later.id, plain, now)
    got = queue.next(plain, now + 61 * SECOND)  # nobody speaks it: no seat lets them wait
    assert got is not None
    assert got.id == stranger.id


def test_a_seat_that_has_somebody_is_told_the_same_again(queue: Line) -> None:
    seat = queue.seat()
    first, _second = queue.join(), queue.join()
    assert [queue.next(seat).id for _ in range(3)] == [first.id] * 3  # type: ignore[union-attr]
    assert len(db.session.scalars(select(Attempt)).all()) == 1
    with pytest.raises(Conflict):
        line.claim(_second.id, seat, actor=queue.seats[seat], now=NOW)


def test_handed_back_to_the_same_place(queue: Line) -> None:
    one, two = queue.seat(), queue.seat()
    first = queue.join(now=NOW)
    queue.join(now=NOW + SECOND)
    assert queue.next(one, NOW + MINUTE).id == first.id  # type: ignore[union-attr]
    line.hand_back(first.id, "other_topic", actor=queue.seats[one], now=NOW + 2 * MINUTE)
    got = queue.next(two, NOW + 2 * MINUTE)
    assert got is not None
    assert got.id == first.id
    with pytest.raises(Conflict, match="lease_lost"):
        line.finish(first.id, "answered", actor=queue.seats[one], now=NOW + 3 * MINUTE)


def test_nobody_is_served_inside_wrap_up_or_a_pause(queue: Line) -> None:
    seat = queue.seat()
    me = queue.seats[seat]
    first, second = queue.join(), queue.join()
    queue.next(seat)
    queue.finish(first.id, seat, NOW + MINUTE)
    queue.finish(first.id, seat, NOW + MINUTE)  # pressed twice
    with pytest.raises(RuleBroken, match="in_wrap_up"):
        queue.next(seat, NOW + MINUTE + 59 * SECOND)
    seat_states.pause(seat, "rest", actor=me, now=NOW + 2 * MINUTE)
    with pytest.raises(RuleBroken, match="seat_paused"):
        queue.next(seat, NOW + 10 * MINUTE)
    seat_states.resume(seat, actor=me, now=NOW + 11 * MINUTE)
    assert queue.next(seat, NOW + 11 * MINUTE).id == second.id  # type: ignore[union-attr]
    with pytest.raises(Conflict, match="seat_busy"):
        seat_states.pause(seat, "rest", actor=me, now=NOW + 12 * MINUTE)
    changes = db.session.scalars(select(SeatChange).order_by(SeatChange.ordinal)).all()
    assert [c.state for c in changes] == ["ready", "serving", "wrap_up", "paused", "ready", "serving"]
    assert [c.ordinal for c in changes] == list(range(1, 7))


def test_the_shift_is_this_persons_and_running(queue: Line) -> None:
    seat = queue.seat()
    queue.join()
    with pytest.raises(NotAllowed):
        line.claim_next(seat, actor=expert(77), now=NOW)
    with pytest.raises(RuleBroken, match="shift_not_running"):
        queue.next(seat, ENDS)
    with pytest.raises(NotFound):
        line.claim_next(987_654, actor=expert(1), now=NOW)
    standing = queue.seat(sit=False)
    with pytest.raises(RuleBroken, match="not_seated"):
        queue.next(standing)


def test_a_silent_seats_caller_is_back_at_the_head(queue: Line) -> None:
    dead, alive = queue.seat(), queue.seat()
    first = queue.join(now=NOW)
    for n in range(3):
        queue.join(now=NOW + (n + 1) * SECOND)
    queue.next(dead, NOW + MINUTE)
    line.keep(first.id, actor=queue.seats[dead], now=NOW + 2 * MINUTE)
    second = queue.next(alive, NOW + 3 * MINUTE)  # kept: the lease runs
    assert second is not None
    assert second.id != first.id
    queue.finish(second.id, alive, NOW + 3 * MINUTE)
    got = queue.next(alive, NOW + 5 * MINUTE)
    assert got is not None
    assert got.id == first.id
    assert [s.state for s in seat_states.seats(queue.campaign, now=NOW + 5 * MINUTE)] == ["paused", "serving"]
    with pytest.raises(Conflict, match="lease_lost"):
        line.keep(first.id, actor=queue.seats[dead], now=NOW + 5 * MINUTE)
    tries = db.session.scalars(select(Attempt).filter_by(waiter_id=first.id).order_by(Attempt.id)).all()
    assert [t.outcome for t in tries] == ["lease_over", ""]


def test_the_job_returns_a_lease_when_nobody_asks(queue: Line) -> None:
    seat = queue.seat()
    first = queue.join()
    queue.next(seat)
    seat_states.look(NOW + 3 * MINUTE)
    assert (row(first.id).state, row(first.id).lane) == ("waiting", queue.topics[0])


def test_nobody_there_becomes_a_callback_and_keeps_the_place(queue: Line) -> None:
    early = queue.join(0, now=NOW, phone="13800001111")
    assert (early.kind, row(early.id).lane) == ("callback", queue.topics[0])
    seat = queue.seat(0, starts=NOW + 60 * MINUTE, ends=NOW + 120 * MINUTE, sit=False)
    second = queue.join(0, now=NOW + SECOND)
    assert (second.kind, second.not_before) == ("callback", NOW + 60 * MINUTE)
    held = queue.join(0, now=NOW + 2 * SECOND, phone="")
    assert held.kind == "call"  # nobody to ring back: the telephone system holds the line
    at = NOW + 60 * MINUTE
    seat_states.sit_down(seat, actor=queue.seats[seat], now=at)
    third = queue.join(0, now=at)
    assert third.kind == "call"
    served = []
    for _ in range(4):
        got = queue.next(seat, at)
        assert got is not None
        served.append(got.id)
        queue.finish(got.id, seat, at)
        at += 61 * SECOND
    assert served == [early.id, second.id, held.id, third.id]
    kinds = db.session.scalars(select(OutboxMessage.kind)).all()
    assert kinds == ["hotline.callback_noted"] * 2


def test_the_shifts_end_gives_everybody_back(queue: Line) -> None:
    seat = queue.seat(0, ends=NOW + 30 * MINUTE)
    first, second = queue.join(0), queue.join(0, now=NOW + SECOND)
    mine = queue.join(0, now=NOW + 2 * SECOND)
    line.reassign(mine.id, seat, actor=SUPERVISOR, now=NOW + 3 * SECOND)
    got = queue.next(seat, NOW + MINUTE)
    assert got is not None
    assert got.id == mine.id
    seat_states.look(NOW + 31 * MINUTE)
    for waiter in (first, second, mine):
        assert (row(waiter.id).state, row(waiter.id).kind) == ("waiting", "callback")
        assert row(waiter.id).shift_id is None
    assert seat_states.seats(queue.campaign, now=NOW + 31 * MINUTE) == ()
    again = queue.seat(0, starts=NOW + 40 * MINUTE, sit=False)
    seat_states.sit_down(again, actor=queue.seats[again], now=NOW + 40 * MINUTE)
    assert queue.next(again, NOW + 41 * MINUTE).id == first.id  # type: ignore[union-attr]


def test_rung_in_vain_three_times(queue: Line) -> None:
    seat = queue.seat()
    me = queue.seats[seat]
    waiter = queue.join(kind="callback", source="web", phone="13800002222")
    now = NOW
    for n in range(1, 4):
        got = queue.next(seat, now)
        assert got is not None
        assert got.id == waiter.id
        after = line.attempt_failed(waiter.id, "no_answer", actor=me, now=now)
        assert after.attempts == n
        assert queue.next(seat, now + 59 * MINUTE) is None
        now += 61 * MINUTE
    assert (row(waiter.id).state, row(waiter.id).outcome) == ("closed", "no_answer")
    kinds = db.session.scalars(select(OutboxMessage.kind).order_by(OutboxMessage.id)).all()
    assert kinds == [
        "hotline.callback_noted", "hotline.callback_no_answer", "hotline.callback_no_answer", "hotline.callback_closed",
    ]  # fmt: skip


def test_what_was_told_never_gets_worse(queue: Line) -> None:
    queue.seat()
    for n in range(3):
        queue.join(now=NOW + n * SECOND)
    mine = queue.join(now=NOW + 5 * SECOND)
    assert mine.ahead == 3
    queue.join(now=NOW + 6 * SECOND, urgent=True)
    assert positions.position(mine.id, now=NOW + MINUTE).ahead == 3
    seat = queue.seat()
    got = queue.next(seat, NOW + MINUTE)
    assert got is not None
    queue.next(queue.seat(), NOW + MINUTE)
    assert positions.position(mine.id, now=NOW + MINUTE).ahead == 2
    line.hand_back(got.id, "break", actor=queue.seats[seat], now=NOW + MINUTE)
    assert positions.position(mine.id, now=NOW + MINUTE).ahead == 2


def test_the_supervisor(queue: Line) -> None:
    seat = queue.seat()
    _first, second = queue.join(), queue.join(now=NOW + SECOND)
    line.raise_priority(second.id, "frail", actor=SUPERVISOR, now=NOW)
    assert queue.next(seat).id == second.id  # type: ignore[union-attr]
    with pytest.raises(Conflict):
        line.close(second.id, "twice", actor=SUPERVISOR, now=NOW)
    with pytest.raises(NotAllowed):
        line.close(_first.id, "twice", actor=expert(1), now=NOW)
    line.close(_first.id, "twice", actor=SUPERVISOR, now=NOW)
    third = queue.join()
    line.give_up(third.id, actor=SYSTEM, now=NOW + SECOND)
    line.give_up(third.id, actor=SYSTEM, now=NOW + SECOND)
    assert positions.gave_up(queue.campaign, NOW) == 1
    assert not positions.counts(queue.campaign)


def test_the_same_key_joins_once(queue: Line) -> None:
    queue.seat()
    first = queue.join(0, key="once", n=1)
    assert queue.join(0, key="once", n=1).id == first.id
    with pytest.raises(Conflict, match="key_reused"):
        queue.join(1, key="once", n=1)


def test_a_page_without_a_script_keeps_its_caller_for_a_talk(queue: Line) -> None:
    seat = queue.seat(0)
    queue.join()
    got = queue.next(seat)
    assert got is not None
    line.keep(got.id, actor=queue.seats[seat], now=NOW, silent=True)
    line.keep(got.id, actor=queue.seats[seat], now=NOW + MINUTE)  # opening the page again shortens nothing
    queue.join()
    other = queue.seat(0)
    queue.next(other, NOW + 10 * MINUTE)
    assert row(got.id).shift_id == seat


def test_a_talk_that_the_telephone_system_knows_of_is_not_cut_short(queue: Line) -> None:
    from plugins.hotline.models import Call

    seat = queue.seat(0)
    with unit_of_work() as session:
        call = Call(
            campaign_id=queue.campaign.id, source="telephone", external_id="talk", arrived_at=NOW, answered_at=NOW,
            state="talking", changed_at=NOW,
        )  # fmt: skip
        session.add(call)
        session.flush()
        call_id = call.id
    queue.join(call_id=call_id)
    got = queue.next(seat)
    assert got is not None
    seat_states.look(NOW + 10 * MINUTE)
    assert row(got.id).state == "claimed"
    with unit_of_work() as session:
        session.get_one(Call, call_id).ended_at = NOW + 10 * MINUTE
    seat_states.look(NOW + 20 * MINUTE)
    assert row(got.id).state == "waiting"
