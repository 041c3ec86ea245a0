"""Lines, offers, the pool: what people get and are told, on the database of the run."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from core.base import jobs
from core.base.access import SYSTEM, VISITOR
from core.base.errors import Conflict, Invalid, RuleBroken
from core.base.privacy import digest
from core.booking import service
from core.booking.contracts import EventTerms
from core.booking.service import lines
from tests.integration.booking.scene import (
    LINE,
    NOW,
    POOL_AT,
    START,
    book,
    check_books,
    fresh,
    overheard,
    prepare,
    session,
    states,
)

HOUR = timedelta(hours=1)


def test_who_comes_too_late_waits_and_is_told_the_place(db_session) -> None:
    event = prepare(session(1))
    assert book(event, 0, 1).state == "booked"
    second, third = book(event, 0, 2), book(event, 0, 3)
    assert [(b.state, b.place, b.queue_no) for b in (second, third)] == [("waiting", 1, 1), ("waiting", 2, 2)]
    seen = service.standing(third.token)
    assert seen is not None
    assert (seen.place, seen.reason, seen.params) == (2, "full", {"ahead": 1, "waiting": 2})
    with pytest.raises(Conflict, match="session_full"):
        book(event, 0, 4, may_wait=False)
    shown = fresh(event).sessions[0]
    assert (shown.taken, shown.left, shown.waiting) == (1, 0, 2)
    again = book(event, 0, 3)
    assert (again.place, again.first_time) == (2, False)
    check_books(event.id)


def test_without_a_line_nobody_waits(db_session) -> None:
    event = prepare(session(1), terms=EventTerms())
    book(event, 0, 1)
    with pytest.raises(Conflict, match="session_full"):
        book(event, 0, 2)


def test_a_freed_place_is_offered_kept_accepted(db_session) -> None:
    event = prepare(session(1))
    first, second = book(event, 0, 1), book(event, 0, 2)
    with overheard() as told:
        service.cancel_booking(first.token, actor=VISITOR, now=NOW)
        assert told == [("cancelled", (first.number,)), ("offered", (second.number,))]
        offered = service.view_booking(second.token)
        assert (offered.state, offered.offer_until) == ("offered", NOW + 2 * HOUR)
        with pytest.raises(Conflict):
            book(event, 0, 3, may_wait=False)
        mine = service.accept_offer(second.token, actor=VISITOR, now=NOW + 2 * HOUR)
        assert (mine.state, mine.queue_no) == ("booked", None)
        assert service.accept_offer(second.token, actor=VISITOR, now=NOW + HOUR).state == "booked"
        assert [fact for fact, _ in told] == ["cancelled", "offered", "accepted"]
    check_books(event.id)


def test_an_offer_that_runs_out_passes_on(db_session) -> None:
    event = prepare(session(1))
    first, second, third = (book(event, 0, n) for n in (1, 2, 3))
    service.cancel_booking(first.token, actor=VISITOR, now=NOW)
    assert service.lapse_offers(NOW + 2 * HOUR) == 0
    with overheard() as told:
        assert service.lapse_offers(NOW + 3 * HOUR) == 1
        assert service.lapse_offers(NOW + 3 * HOUR) == 0
        assert told == [("lapsed", (second.number,)), ("offered", (third.number,))]
    with pytest.raises(RuleBroken, match="offer_over"):
        service.accept_offer(second.token, actor=VISITOR, now=NOW + 3 * HOUR)
    service.cancel_booking(third.token, actor=VISITOR, now=NOW + 3 * HOUR)  # declining frees it for anybody
    assert book(event, 0, 4, now=NOW + 3 * HOUR).state == "booked"
    check_books(event.id)


def test_the_worker_lets_time_do_its_work(db_session) -> None:
    terms = EventTerms(offer_minutes=120, pool_at=NOW + 4 * HOUR)
    event = prepare(session(2, ("职工代表", 1), ("其他群众", 1)), terms=terms)
    first, second, third = (book(event, 0, n) for n in (1, 2, 3))
    lines.plan_jobs(NOW)
    assert jobs.run_due(NOW) == 0, "nothing is due"
    service.cancel_booking(first.token, actor=VISITOR, now=NOW)
    for _ in range(2):
        lines.plan_jobs(NOW + 5 * HOUR)
    assert jobs.run_due(NOW + 5 * HOUR) == 2, "each once, however often the worker looks"
    found = [service.view_booking(b.token).state for b in (second, third)]
    assert found == ["lapsed", "offered"]
    assert fresh(event).pooled_at == NOW + 5 * HOUR
    check_books(event.id)


def test_who_still_waits_at_the_start_is_told_once(db_session) -> None:
    event = prepare(session(1), session(1))
    book(event, 0, 1)
    waiting = [book(event, 0, n) for n in (2, 3)]
    book(event, 1, 4)
    start = event.sessions[0].starts_at
    with overheard() as told:
        lines.plan_jobs(start - HOUR)
        assert jobs.run_due(start - HOUR) == 0
        for minutes in (0, 1, 2):
            lines.plan_jobs(start + minutes * HOUR / 60)
            jobs.run_due(start + minutes * HOUR / 60)
        assert told == [("missed", tuple(one.number for one in waiting))]
    assert service.view_booking(waiting[0].token).state == "waiting"
    check_books(event.id)


def test_a_group_keeps_together_and_may_shrink(db_session) -> None:
    event = prepare(session(2))
    first, _, group, single = (
        book(event, 0, 1), book(event, 0, 2), book(event, 0, 3, party=2), book(event, 0, 4),
    )  # fmt: skip
    service.cancel_booking(first.token, actor=VISITOR, now=NOW)
    seen = service.standing(group.token)
    assert seen is not None
    assert (seen.reason, seen.params) == ("group", {"free": 1, "party": 2, "mine": True})
    behind = service.standing(single.token)
    assert behind is not None
    assert (behind.place, behind.reason) == (2, "group")
    assert book(event, 0, 5).state == "waiting", "nobody new takes what a group waits for"
    changed = service.change_booking(group.token, party=1, actor=VISITOR, now=NOW)
    assert (changed.state, changed.party) == ("offered", 1)
    check_books(event.id)


def test_a_party_changes_within_what_is_free(db_session) -> None:
    event = prepare(session(4))
    mine = book(event, 0, 1, party=2)
    with pytest.raises(Invalid, match="party_too_big"):
        service.change_booking(mine.token, party=4, actor=VISITOR, now=NOW)
    with overheard() as told:
        assert service.change_booking(mine.token, party=3, actor=VISITOR, now=NOW).party == 3
        service.change_booking(mine.token, party=3, actor=VISITOR, now=NOW)
        assert told == [("changed", (mine.number,))]
    book(event, 0, 2)
    waiting = book(event, 0, 3)
    with pytest.raises(Conflict, match="party_needs_places"):
        service.change_booking(waiting.token, party=2, actor=VISITOR, now=NOW)
    service.change_booking(mine.token, party=2, actor=VISITOR, now=NOW)
    assert service.view_booking(waiting.token).state == "offered", "what a smaller party frees is offered"
    with pytest.raises(Invalid, match="party_too_big"):
        book(event, 0, 4, party=4)
    check_books(event.id)


def test_categories_keep_their_rows_until_they_flow_together(db_session) -> None:
    terms = EventTerms(companions=0, per_phone=1, offer_minutes=120, pool_at=POOL_AT)
    event = prepare(session(4, ("职工代表", 2), ("其他群众", 1)), terms=terms)
    assert [b.state for b in (book(event, 0, 1), book(event, 0, 2))] == ["booked", "waiting"]
    netizen = book(event, 0, 3, category="网民代表")  # no row of their own: theirs is 其他群众
    assert (netizen.state, netizen.place) == ("waiting", 2)
    assert book(event, 0, 4, category="职工代表").state == "booked"
    assert service.flow_into_pool(POOL_AT - timedelta(seconds=1)) == 0
    with overheard() as told:
        assert service.flow_into_pool(POOL_AT) == 1
        assert service.flow_into_pool(POOL_AT) == 0
    assert [(fact, len(numbers)) for fact, numbers in told] == [("offered", 2)]
    rows = {q.name: (q.capacity, q.taken) for q in fresh(event).sessions[0].quotas}
    assert rows == {"": (2, 2), "职工代表": (1, 1), "其他群众": (1, 1)}
    check_books(event.id)


def test_a_freed_place_of_a_row_goes_to_its_own_line(db_session) -> None:
    event = prepare(session(2, ("职工代表", 1), ("其他群众", 1)))
    worker, other = book(event, 0, 1, category="职工代表"), book(event, 0, 2)
    waits = [book(event, 0, 3), book(event, 0, 4, category="职工代表")]
    service.cancel_booking(worker.token, actor=VISITOR, now=NOW)
    assert [service.view_booking(w.token).state for w in waits] == ["waiting", "offered"]
    service.cancel_booking(other.token, actor=VISITOR, now=NOW)
    assert [service.view_booking(w.token).state for w in waits] == ["offered", "offered"]
    check_books(event.id)


def test_more_places_go_to_the_line_first(db_session) -> None:
    event = prepare(session(1))
    _, second = book(event, 0, 1), book(event, 0, 2)
    place = event.sessions[0].id
    shown = service.enlarge_session(place, capacity=3, recommended=2, actor=SYSTEM, now=NOW)
    assert (shown.capacity, shown.taken, shown.waiting) == (3, 2, 0)
    assert shown.recommended is not None
    assert shown.recommended.capacity == 2
    assert service.view_booking(second.token).state == "offered"
    with pytest.raises(RuleBroken, match="session_below_taken"):
        service.enlarge_session(place, capacity=1, actor=SYSTEM, now=NOW)
    check_books(event.id)


def test_another_session_gives_a_new_number_and_frees_the_old_place(db_session) -> None:
    event = prepare(session(1), session(1, n=1), session(1, n=2))
    first, second = book(event, 0, 1), book(event, 0, 2)
    book(event, 1, 3)
    with pytest.raises(Conflict, match="session_full"):
        service.change_session(first.token, event.sessions[1].id, actor=VISITOR, now=NOW)
    with overheard() as told:
        moved = service.change_session(first.token, event.sessions[2].id, actor=VISITOR, now=NOW)
        assert told == [("session_changed", ("0919-3-001",)), ("offered", (second.number,))]
    assert (moved.number, moved.state, moved.token) == ("0919-3-001", "booked", first.token)
    check_books(event.id)


def test_a_session_that_is_called_off_leaves_the_others(db_session) -> None:
    event = prepare(session(1), session(2, n=1))
    here, waits, there = book(event, 0, 1), book(event, 0, 2), book(event, 1, 3)
    with overheard() as told:
        gone = service.call_off_session(event.sessions[0].id, actor=SYSTEM, now=NOW)
        assert {b.number for b in gone} == {here.number, waits.number}
        assert told == [("called_off", (here.number, waits.number))]
        assert service.call_off_session(event.sessions[0].id, actor=SYSTEM, now=NOW) == ()
    with pytest.raises(RuleBroken, match="booking_session_called_off"):
        book(event, 0, 4)
    again = service.change_session(here.token, event.sessions[1].id, actor=VISITOR, now=NOW)
    assert again.state == "booked"
    service.call_off_event(event.id, actor=SYSTEM, now=NOW)
    assert service.view_booking(there.token).state == "called_off"
    with pytest.raises(RuleBroken, match="booking_called_off"):
        book(event, 1, 5)
    with pytest.raises(RuleBroken, match="booking_called_off"):
        service.change_session(waits.token, event.sessions[1].id, actor=VISITOR, now=NOW)
    check_books(event.id)


def test_who_has_booked_anew_doesnt_come_back_twice(db_session) -> None:
    event = prepare(session(1), session(2, n=1))
    first = book(event, 0, 1)
    service.call_off_session(event.sessions[0].id, actor=SYSTEM, now=NOW)
    book(event, 1, 1, key="anew")
    with pytest.raises(Conflict, match="already_booked"):
        service.change_session(first.token, event.sessions[1].id, actor=VISITOR, now=NOW)


def test_a_moved_session_keeps_bookings_and_numbers(db_session) -> None:
    event = prepare(session(1))
    first, second = book(event, 0, 1), book(event, 0, 2)
    later = START + timedelta(days=1)
    with overheard() as told:
        moved = service.move_session(
            event.sessions[0].id,
            starts_at=later,
            ends_at=later + HOUR,
            place="水厂西门",
            actor=SYSTEM,
            now=NOW,
        )
        assert told == [("moved", (first.number, second.number))]
    assert [(b.number, b.session.place, b.session.starts_at) for b in moved] == [
        (first.number, "水厂西门", later), (second.number, "水厂西门", later),
    ]  # fmt: skip
    with pytest.raises(Invalid, match="session_moved_back"):
        service.move_session(
            event.sessions[0].id, starts_at=NOW, ends_at=NOW + HOUR, place="", actor=SYSTEM, now=NOW
        )


def test_booking_is_kept_open_longer_but_not_past_the_start(db_session) -> None:
    event = prepare(session(1))
    with pytest.raises(Invalid, match="extend_past_start"):
        service.extend_booking(event.id, START + HOUR, actor=SYSTEM, now=NOW)
    with pytest.raises(Invalid, match="extend_not_later"):
        service.extend_booking(event.id, NOW + HOUR, actor=SYSTEM, now=NOW)
    assert service.extend_booking(event.id, START, actor=SYSTEM, now=NOW).closes_at == START
    assert book(event, 0, 1, now=START - HOUR).state == "booked"


def test_one_phone_books_for_a_family(db_session) -> None:
    event = prepare(session(5), terms=EventTerms(per_phone=2, offer_minutes=60))
    mine, mother = book(event, 0, 1, key="a"), book(event, 0, 1, key="b")
    assert (mine.slot, mother.slot) == (0, 1)
    with pytest.raises(RuleBroken, match="phone_limit") as refused:
        book(event, 0, 1, key="c")
    assert refused.value.params == {"limit": 2}
    service.cancel_booking(mine.token, actor=VISITOR, now=NOW)
    assert book(event, 0, 1, key="d").slot == 0
    assert [b.slot for b in service.bookings_for(event.id, "13800000001")] == [0, 1]
    check_books(event.id)


def test_somebody_without_a_phone_stands_in_the_same_line(db_session) -> None:
    event = prepare(session(1))
    clerk: dict[str, Any] = {
        "phone": "",
        "way": "clerk",
        "reach": "call",
        "contact": "村委会 0410-1234567",
        "entered_by": 7,
    }
    first, second = book(event, 0, 1, **clerk), book(event, 0, 2, **clerk)
    assert (first.state, second.state, second.place) == ("booked", "waiting", 1)
    assert service.view_booking(second.token).contact == "村委会 0410-1234567"


def test_an_erased_person_makes_room_for_the_next(db_session) -> None:
    event = prepare(session(1))
    first, second, third = (book(event, 0, n) for n in (1, 2, 3))
    service.erase_person(digest(second.phone), now=NOW)
    seen = service.standing(third.token)
    assert seen is not None
    assert seen.place == 1
    with overheard() as told:
        service.erase_person(digest(first.phone), now=NOW)
        assert told == [("erased", (first.number,)), ("offered", (third.number,))]
    assert [state for _, state in states(event)] == ["cancelled", "cancelled", "offered"]
    check_books(event.id)


def test_the_line_is_told_apart_from_the_roster(db_session) -> None:
    event = prepare(session(1), terms=LINE)
    first, second, third, fourth = (book(event, 0, n) for n in (1, 2, 3, 4))
    service.cancel_booking(third.token, actor=VISITOR, now=NOW)
    look = {"permission": "open_day.roster", "department_id": 3, "actor": SYSTEM, "now": NOW}
    assert [b.number for b in service.roster(event.id, **look)] == [first.number]  # type: ignore[arg-type]
    line = service.waiting_of(event.id, **look)  # type: ignore[arg-type]
    assert [(b.number, b.place) for b in line] == [(second.number, 1), (fourth.number, 2)]
