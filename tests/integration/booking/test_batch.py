"""Many requests in one transaction are answered as if each had come alone."""

from __future__ import annotations

import pytest

from core.base.access import VISITOR
from core.base.audit import AuditEntry
from core.base.db import db
from core.base.errors import DomainError
from core.booking import service
from core.booking.contracts import BookingView
from tests.integration.booking.scene import NOW, book, check_books, command, overheard, prepare, session


def told(answer: BookingView | DomainError) -> tuple[str, int | None]:
    return (answer.code, None) if isinstance(answer, DomainError) else (answer.state, answer.place)


def test_each_gets_their_own_answer_and_the_owner_hears_once(db_session) -> None:
    event = prepare(session(2), session(1, n=1))
    earlier = book(event, 1, 50)
    batch = [
        command(event, 0, 1),
        command(event, 0, 1, key="somebody in a hurry"),
        command(event, 0, 2, party=9),
        command(event, 0, 3),
        command(event, 0, 4),
        command(event, 0, 1),
        command(event, 1, 50),
        command(event, 0, 51, key=f"{event.id}-1-0"),
        command(event, 0, 5, may_wait=False),
        command(event, 0, 6),
    ]
    with overheard() as heard:
        answers = service.place_all(batch, NOW)
    assert [told(a) for a in answers] == [
        ("booked", None), ("already_booked", None), ("party_too_big", None), ("booked", None), ("waiting", 1),
        ("booked", None), ("booked", None), ("key_reused", None), ("session_full", None), ("waiting", 2),
    ]  # fmt: skip
    assert [fact for fact, _ in heard] == ["booked", "waiting"]
    firsts = [a.first_time for a in answers if isinstance(a, BookingView)]
    assert firsts == [True, True, True, False, False, True]
    assert isinstance(answers[6], BookingView)
    assert answers[6].id == earlier.id
    acts = db.session.query(AuditEntry).filter(AuditEntry.action.in_(("booking.booked", "booking.waiting")))
    assert acts.count() == 5
    assert all(entry.user_id == VISITOR.user_id for entry in acts)
    check_books(event.id)


def test_a_batch_over_two_events(db_session) -> None:
    event, other = prepare(session(1)), prepare(session(1), owner_id=2)
    answers = service.place_all([command(event, 0, 1), command(other, 0, 1), command(other, 0, 2)], NOW)
    assert [told(a) for a in answers] == [("booked", None), ("booked", None), ("waiting", 1)]
    check_books(event.id)
    check_books(other.id)


def test_an_owner_that_fails_undoes_the_batch(db_session) -> None:
    from core.base.registry import registry
    from core.plugin.contracts import BookingOwner

    def fail(fact: str, bookings: object, now: object) -> None:
        raise RuntimeError(fact)

    event = prepare(session(2))
    registry().booking_owners["test"] = BookingOwner("test", fail)
    try:
        for _ in range(2):
            with pytest.raises(RuntimeError, match="booked"):
                service.place_all([command(event, 0, 1)], NOW)
    finally:
        del registry().booking_owners["test"]
    assert book(event, 0, 1).number == "0919-1-001"
    check_books(event.id)
