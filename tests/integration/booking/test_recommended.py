"""Recommended participants: a quota of their own, all or nothing, once."""

from __future__ import annotations

from typing import Any

import pytest

from core.base.access import Actor
from core.base.errors import Invalid
from core.booking import service
from core.booking.contracts import EventView, Recommended
from tests.integration.booking.scene import NOW, book, check_books, fresh, prepare, session, states

OFFICE = Actor(5, "政务公开办")


def row(event: EventView, person: int, **more: Any) -> Recommended:
    values: dict[str, Any] = {
        "session_id": event.sessions[0].id, "call_name": "赵代表", "phone": f"139{person:08d}", "category": "企业家代表",
    }  # fmt: skip
    return Recommended(**values | more)


def test_they_have_places_of_their_own_and_never_wait(db_session) -> None:
    event = prepare(session(1, recommended=2))
    book(event, 0, 1)
    assert book(event, 0, 2).state == "waiting"
    rows = [row(event, 1), row(event, 2, phone="", contact="单位转告", reach="call")]
    got = service.import_recommended(event.id, rows, key="k", actor=OFFICE, now=NOW)
    assert [(b.state, b.way, b.first_time) for b in got] == [("booked", "recommended", True)] * 2
    shown = fresh(event).sessions[0]
    assert (shown.capacity, shown.taken, shown.waiting) == (1, 1, 1), "the public figures leave them out"
    again = service.import_recommended(event.id, rows, key="k", actor=OFFICE, now=NOW)
    assert [(b.id, b.first_time) for b in again] == [(b.id, False) for b in got]
    check_books(event.id)


def test_one_faulty_row_keeps_all_out_and_the_preview_names_each(db_session) -> None:
    event = prepare(session(1, recommended=2))
    book(event, 0, 1, phone="13900000009")
    rows = [row(event, 1), row(event, 9), row(event, 2, session_id=0), row(event, 3), row(event, 4)]
    faults = service.check_recommended(event.id, rows, actor=OFFICE, now=NOW)
    assert [(f.row, f.code) for f in faults] == [
        (1, "already_booked"), (2, "session_unknown"), (4, "recommended_full"),
    ]  # fmt: skip
    with pytest.raises(Invalid, match="recommended_faulty") as refused:
        service.import_recommended(event.id, rows, key="k", actor=OFFICE, now=NOW)
    assert refused.value.params == {"count": 3, "row": 2}
    assert len(states(event)) == 1
    check_books(event.id)
    assert len(service.import_recommended(event.id, rows[:1], key="k", actor=OFFICE, now=NOW)) == 1
