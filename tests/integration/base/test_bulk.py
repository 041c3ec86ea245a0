"""What is written in one statement for many is what as many single calls write."""

from __future__ import annotations

from typing import Any

import pytest
from flask import g
from sqlalchemy import select

from core.base import audit, clock, outbox, personal
from core.base.access import SYSTEM, VISITOR
from core.base.audit import AuditEntry
from core.base.db import Model, db, unit_of_work
from core.base.outbox import NewMessage, OutboxMessage
from core.base.personal import Consent, NewConsent, NoticeText
from core.base.privacy import unseal

PHONES = ("13800002046", "13900001111", "13700003333")


@pytest.fixture
def house(make_app: Any) -> Any:
    app = make_app(
        SMS_GATEWAY="http", SMS_URL="https://sms.example/send", SMS_KEY="k" * 20, CLOCK="2024-08-20T22:30"
    )
    with app.test_request_context("/en/"):
        g.lang = "en"
        yield app.extensions["yangguang"]
        db.session.remove()


def rows(model: type[Model], leave_out: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """The stored rows without what is drawn anew each time; sealed values opened."""
    found = []
    for row in db.session.scalars(select(model).order_by(*model.__table__.primary_key)).all():
        values = {c.name: getattr(row, c.name) for c in model.__table__.columns if c.name not in leave_out}
        for name in values:
            if name.endswith("_sealed") and values[name]:
                values[name] = unseal(values[name])
        found.append(values)
    return found


def test_audit(house: Any) -> None:
    now = clock.now()
    with unit_of_work():
        for number in (1, 2):
            audit.record(
                SYSTEM, now, "booking.booked", subject=("booking", number), campaign_id=7, n=number, a="b"
            )
        audit.record_many(
            SYSTEM, now, "booking.booked", [("booking", 1), ("booking", 2)], campaign_id=7,
            each=[{"n": 1}, {"n": 2}], a="b",
        )  # fmt: skip
        audit.record_many(SYSTEM, now, "booking.booked", [])
    found = rows(AuditEntry, ("id",))
    assert len(found) == 4
    assert found[:2] == found[2:]


def test_messages(house: Any) -> None:
    now = clock.now()
    kind = "users.phone_code"
    params = {"code": "123456", "minutes": 5}
    with unit_of_work():
        for phone in PHONES:
            assert outbox.queue_message(
                kind=kind, fact="one", now=now, phone=phone, params=params, campaign_id=3
            )
    with unit_of_work():
        many = [NewMessage(kind, "many", phone=phone, params=params, campaign_id=3) for phone in PHONES]
        assert outbox.queue_messages(many, now=now) == 3
        assert outbox.queue_messages(many[:2], now=now) == 0, "one message of a kind for one fact"
        assert outbox.queue_messages([], now=now) == 0
    found = rows(OutboxMessage, ("id", "fact", "try_at"))
    assert len(found) == 6
    assert found[:3] == found[3:]
    assert {row["lang"] for row in found} == {"en"}


def test_consents(house: Any) -> None:
    now = clock.now()
    with unit_of_work():
        for number, phone in enumerate(PHONES):
            personal.record_consent(
                "open_day.booking", phone=phone, way="click", actor=VISITOR, now=now, who="水务局",
                subject=("booking", number),
            )  # fmt: skip
        personal.record_consents(
            "open_day.booking",
            [NewConsent(phone, "click", now, ("booking", n)) for n, phone in enumerate(PHONES)],
            actor=VISITOR,
            who="水务局",
        )
    found = rows(Consent, ("id",))
    assert len(found) == 6
    assert found[:3] == found[3:]
    assert len(rows(NoticeText)) == 1
    assert found[0]["notice_digest"] == personal.notice("open_day.booking", who="水务局").digest
