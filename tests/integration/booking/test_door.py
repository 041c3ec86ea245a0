"""The door: first scans, second scans, devices that were away, people without a booking."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.base.access import VISITOR, Actor
from core.base.errors import Conflict, NotFound
from core.booking import service
from core.booking.contracts import ArrivalView, EventView
from tests.integration.booking.scene import NOW, START, book, prepare, session

CLERK, COLLEAGUE = Actor(7, "门口"), Actor(8, "同事")


def arrive(
    event: EventView, ticket: str | int, key: str, *, minute: int = 0, late: int = 0, by: Actor = CLERK
) -> ArrivalView:
    """Somebody shows a ticket `minute` minutes after the start; the device tells it `late` minutes later."""
    at = START + timedelta(minutes=minute)
    return service.arrive(
        event.id, booking=ticket, way="qr", people=1, declared=("age_capacity",), at=at, client_key=key,
        actor=by, now=at + timedelta(minutes=late),
    )  # fmt: skip


def test_a_ticket_opens_once_and_the_second_scan_tells_the_first(db_session) -> None:
    event = prepare(session(3))
    mine = book(event, 0, 1)
    first = arrive(event, mine.token, "a")
    assert (first.outcome, first.booking_id, first.by) == ("in", mine.id, 7)
    second = arrive(event, mine.number, "b", minute=5, by=COLLEAGUE)
    assert (second.outcome, second.at, second.by) == ("duplicate", START, 7)
    assert arrive(event, mine.token, "a", minute=9).id == first.id, "told again: the first answer"
    again = arrive(event, mine.number, "b", minute=9)
    assert (again.id, again.outcome, again.at) == (second.id, "duplicate", START)
    assert [a.id for a in service.arrivals_of(event.id)] == [first.id]
    assert service.conflicts_of(event.id) == (), "who stood before the screen has seen it"


def test_an_arrival_is_taken_back_and_made_again(db_session) -> None:
    event = prepare(session(3))
    mine = book(event, 0, 1)
    first = arrive(event, mine.id, "a")
    undone = service.undo_arrival(first.id, actor=CLERK, now=START)
    assert undone.undone_at == START
    assert service.undo_arrival(first.id, actor=CLERK, now=START + timedelta(hours=1)).undone_at == START
    assert arrive(event, mine.id, "b").outcome == "in"


def test_what_a_device_tells_late_is_kept_until_somebody_looks(db_session) -> None:
    event = prepare(session(1), session(1, n=1))
    mine, waits = book(event, 0, 1), book(event, 0, 2)
    arrive(event, mine.number, "online", minute=3)
    late = [
        arrive(event, mine.number, "away-1", late=30),
        arrive(event, waits.number, "away-2", late=30),
        arrive(event, "0919-9-999", "away-3", minute=180, late=30),
    ]
    assert [a.outcome for a in late] == ["duplicate", "not_booked", "unknown"]
    assert late[2].session_id == event.sessions[1].id, "the session of that hour"
    assert [c.id for c in service.conflicts_of(event.id)] == [a.id for a in late]
    service.mark_seen(late[0].id, actor=CLERK, now=START)
    assert len(service.conflicts_of(event.id)) == 2


def test_tickets_of_another_event_are_unknown(db_session) -> None:
    event, other = prepare(session(1)), prepare(session(1), owner_id=2)
    theirs = book(other, 0, 1)
    assert arrive(event, theirs.token, "a").outcome == "unknown"
    assert arrive(event, theirs.id, "b").outcome == "unknown"
    with pytest.raises(Conflict, match="key_reused"):
        arrive(other, theirs.id, "b")


def test_people_without_a_booking_are_counted_not_named(db_session) -> None:
    event = prepare(session(1))
    place = event.sessions[0].id
    told = {"people": 2, "category": "其他群众", "declared": (), "at": START, "actor": CLERK, "now": START}
    came = service.walk_in(event.id, place, client_key="w", **told)  # type: ignore[arg-type]
    assert (came.outcome, came.people, came.booking_id) == ("in", 2, None)
    assert service.walk_in(event.id, place, client_key="w", **told).id == came.id  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        service.walk_in(event.id, place + 99, client_key="x", **told)  # type: ignore[arg-type]


def test_the_last_digits_find_the_booking(db_session) -> None:
    event = prepare(session(3))
    mine = book(event, 0, 2046)
    book(event, 0, 31)
    found = service.find_by_digits(event.id, "2046", actor=CLERK, now=NOW)
    assert [b.number for b in found] == [mine.number]
    assert service.find_by_digits(event.id, "", actor=CLERK, now=NOW) == ()
    service.cancel_booking(mine.token, actor=VISITOR, now=NOW)
    assert arrive(event, mine.number, "a").outcome == "not_booked"
