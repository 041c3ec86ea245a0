"""Booking, giving back, retrying, erasing: what stands in the tables afterwards."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.base.access import VISITOR, Actor, Grant
from core.base.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken
from core.base.privacy import digest
from core.booking import service
from core.booking.contracts import BookingView, BookPlace, EventView, NewSession

NOW = datetime(2026, 9, 1, 2, tzinfo=UTC)
START = datetime(2026, 9, 19, 1, tzinfo=UTC)


def sessions(*capacities: int) -> tuple[NewSession, ...]:
    titles = ("上午场", "下午场", "晚场")
    return tuple(
        NewSession(
            titles[n], "水厂东门", START + timedelta(hours=5 * n), START + timedelta(hours=5 * n + 2), size
        )
        for n, size in enumerate(capacities)
    )


def prepare(*capacities: int, owner_id: int = 1) -> EventView:
    return service.prepare_event(
        "test", owner_id, campaign_id=1, opens_at=NOW, closes_at=NOW + timedelta(days=10),
        sessions=sessions(*capacities),
    )  # fmt: skip


def request(event: EventView, n: int, key: str, *, phone: str = "13800002046") -> BookPlace:
    return BookPlace(
        event_id=event.id, session_id=event.sessions[n].id, phone=phone, call_name="王女士", category="职工代表",
        declared=("age_capacity", "ties"), needs=("wheelchair",), photo_consent=False, notice_agreed_at=NOW,
        idempotency_key=key,
    )  # fmt: skip


def book(
    event: EventView, n: int, key: str, *, phone: str = "13800002046", now: datetime = NOW
) -> BookingView:
    return service.book_place(request(event, n, key, phone=phone), actor=VISITOR, now=now)


def taken(owner_id: int = 1) -> list[int]:
    event = service.view_event("test", owner_id)
    assert event is not None
    return [s.taken for s in event.sessions]


def test_a_booking_takes_one_place_and_shows_its_ticket(db_session) -> None:
    event = prepare(2, 3)
    got = book(event, 1, "k1")
    assert got.first_time
    assert (got.number, got.call_name, got.phone, got.state) == (
        "0919-2-001",
        "王女士",
        "13800002046",
        "booked",
    )
    assert taken() == [0, 1]
    assert service.view_booking(got.token).number == got.number
    assert service.find_booking("０９１９－２－００１", "13800002046") is not None
    assert service.find_booking("0919-2-001", "13900002046") is None


def test_the_same_request_again_returns_the_first_booking(db_session) -> None:
    event = prepare(2)
    first, again = book(event, 0, "k1"), book(event, 0, "k1")
    assert again.number == first.number
    assert again.token == first.token
    assert not again.first_time
    assert taken() == [1]


def test_one_person_one_booking_per_event(db_session) -> None:
    event, other = prepare(2, 2), prepare(2, owner_id=2)
    book(event, 0, "k1")
    with pytest.raises(Conflict) as refused:
        book(event, 1, "k2")
    assert refused.value.code == "already_booked"
    assert refused.value.params == {"number": "0919-1-001"}
    book(other, 0, "k3")
    assert taken() == [1, 0]


def test_a_key_belongs_to_one_person(db_session) -> None:
    event = prepare(2)
    book(event, 0, "k1")
    with pytest.raises(Conflict, match="key_reused"):
        book(event, 0, "k1", phone="13900002046")


def test_a_full_session_offers_the_others(db_session) -> None:
    event = prepare(1, 1)
    book(event, 0, "k1")
    with pytest.raises(Conflict) as refused:
        book(event, 0, "k2", phone="13900002046")
    assert (refused.value.code, refused.value.params) == ("session_full_others", {"others": ["下午场"]})
    book(event, 1, "k3", phone="13900002046")
    with pytest.raises(Conflict, match="session_full"):
        book(event, 1, "k4", phone="13700002046")


def test_a_place_is_given_back_once_and_its_number_never_again(db_session) -> None:
    event = prepare(1)
    first = book(event, 0, "k1")
    assert service.cancel_booking(first.token, actor=VISITOR, now=NOW).state == "cancelled"
    assert service.cancel_booking(first.token, actor=VISITOR, now=NOW).state == "cancelled"
    assert taken() == [0]
    again = book(event, 0, "k2")
    assert again.number == "0919-1-002"
    assert taken() == [1]


def test_no_cancelling_after_the_start(db_session) -> None:
    event = prepare(1)
    token = book(event, 0, "k1").token
    with pytest.raises(RuleBroken, match="cancel_too_late"):
        service.cancel_booking(token, actor=VISITOR, now=START)
    assert taken() == [1]


@pytest.mark.parametrize(
    ("now", "code"),
    [(NOW - timedelta(minutes=1), "booking_not_yet"), (NOW + timedelta(days=11), "booking_closed")],
)
def test_outside_the_window(db_session, now: datetime, code: str) -> None:
    event = prepare(1)
    with pytest.raises(RuleBroken, match=code):
        book(event, 0, "k1", now=now)


def test_sessions_of_another_event_are_unknown(db_session) -> None:
    event, other = prepare(1), prepare(1, owner_id=2)
    command = request(event, 0, "k1")
    wrong = BookPlace(**{**command.__dict__, "session_id": other.sessions[0].id})
    with pytest.raises(NotFound):
        service.book_place(wrong, actor=VISITOR, now=NOW)
    with pytest.raises(NotFound):
        service.view_booking("no-such-token")


def test_sessions_can_be_replaced_only_while_nobody_booked(db_session) -> None:
    prepare(1)
    event = prepare(2, 2)
    assert [s.capacity for s in event.sessions] == [2, 2]
    book(event, 0, "k1")
    assert prepare(2, 2).sessions[0].taken == 1  # the same sessions again change nothing
    with pytest.raises(RuleBroken, match="sessions_have_bookings"):
        prepare(3, 2)
    with pytest.raises(Invalid, match="session_without_places"):
        prepare(0, owner_id=3)


def test_photo_consent_is_withdrawn_as_easily_as_given(db_session) -> None:
    token = book(prepare(1), 0, "k1").token
    assert service.change_photo_consent(token, True, actor=VISITOR, now=NOW).photo_consent
    assert not service.change_photo_consent(token, False, actor=VISITOR, now=NOW).photo_consent


def test_roster_needs_the_owners_permission(db_session) -> None:
    event = prepare(2)
    book(event, 0, "k1")
    editor = Actor(7, "编辑", (Grant("editor", frozenset({"open_day.roster"}), frozenset({3})),))
    shown = service.roster(event.id, permission="open_day.roster", department_id=3, actor=editor, now=NOW)
    assert [(b.call_name, b.phone) for b in shown] == [("王女士", "13800002046")]
    with pytest.raises(NotAllowed):
        service.roster(event.id, permission="open_day.roster", department_id=4, actor=editor, now=NOW)


def test_an_erased_person_leaves_a_count_and_no_trace(db_session) -> None:
    event = prepare(2)
    token = book(event, 0, "k1").token
    person = digest("13800002046")
    assert len(service.bookings_of(person)) == 1
    service.erase_person(person, now=NOW)
    assert service.bookings_of(person) == ()
    assert taken() == [0]
    with pytest.raises(NotFound):
        service.view_booking(token)
    book(event, 0, "k2")  # may come again


def test_erasing_after_the_visit_keeps_the_count(db_session) -> None:
    event = prepare(2)
    book(event, 0, "k1")
    service.erase_person(digest("13800002046"), now=START + timedelta(days=1))
    assert taken() == [1]
