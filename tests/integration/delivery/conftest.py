"""A house with one member of staff and real gateways on loopback."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from flask import Flask

#: Friday 2026-05-15, nine in the morning in China.
NOW = datetime(2026, 5, 15, 1, 0, tzinfo=UTC)
PHONE = "13800002046"
PAIR_KEY = "a-key-shared-with-the-gateway"


def person(name: str = "王青禾", login: str = "qinghe") -> int:
    """A member of staff; call it inside an app context."""
    from core.base.access import SYSTEM
    from core.users import service as users

    return users.add_person(users.SavePerson(name, login, None), actor=SYSTEM, now=NOW)


def chooses(user_id: int, way: str, address: str, **more: Any) -> None:
    from core.base.access import Actor
    from core.delivery import service
    from core.delivery.contracts import Choice

    given: dict[str, Any] = {"way": way, "mail": "", "robot": "", "lang": "zh", "unwanted": (), **more}
    if way:
        given[way] = address
    service.save_choice(Choice(**given), actor=Actor(user_id, "x"), now=NOW)


def queue_test(
    user_id: int, fact: str = "f", now: datetime = NOW, kind: str = "delivery.test", **more: Any
) -> bool:
    from core.base.db import unit_of_work
    from core.base.outbox import queue_message

    with unit_of_work():
        return queue_message(kind=kind, fact=fact, user_id=user_id, now=now, **more)


def queue_sms(fact: str = "booking:1:booked", now: datetime = NOW, phone: str = PHONE, **more: Any) -> bool:
    from core.base.db import unit_of_work
    from core.base.outbox import queue_message

    params = {"department": "云川市水务局", "number": "KF-7Q4M2"}
    with unit_of_work():
        return queue_message(
            kind="open_day.cancelled", fact=fact, phone=phone, params=params, now=now, **more
        )


def rows() -> list[Any]:
    from core.base.db import db
    from core.base.outbox import OutboxMessage

    db.session.rollback()
    return list(db.session.query(OutboxMessage).order_by(OutboxMessage.id))


def deliver(lane: str, now: datetime = NOW) -> bool:
    from core.delivery import service

    gateway = service.gateway_of(lane)
    assert gateway is not None
    return service.deliver_one(lane, gateway, now=now)


@pytest.fixture
def house(make_app: Callable[..., Flask]) -> Callable[..., Flask]:
    """Make the product with message settings."""

    def make(**settings: str) -> Flask:
        return make_app(MAIL_FROM="notice@example.org", **settings)

    return make
