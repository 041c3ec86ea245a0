"""A small city with people for the tests of the users room."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from core.base.access import SYSTEM, Actor
from core.base.db import db
from core.users import passwords, service
from core.users.contracts import SaveDepartment, SavePerson
from core.users.models import UserRow
from core.users.service.sign_in import actor_of

NOW = datetime(2026, 5, 15, 1, 0, tzinfo=UTC)
PASSWORD = "门前大桥下游过一群鸭"


@dataclass
class City:
    """云川市 with two bureaus, a county and its town; people are made by `person`."""

    ids: dict[str, int]

    def person(self, login: str, unit: str | None, *roles: tuple[str, str | None], name: str = "") -> int:
        department = self.ids[unit] if unit else None
        command = SavePerson(name or f"人{login}", login, department)
        user_id = service.add_person(command, actor=SYSTEM, now=NOW)
        for role, where in roles:
            service.give_role(user_id, role, self.ids[where] if where else None, None, actor=SYSTEM, now=NOW)
        return user_id

    def actor(self, login: str, unit: str | None, *roles: tuple[str, str | None]) -> Actor:
        return actor_of(db.session.get_one(UserRow, self.person(login, unit, *roles)))

    def set_password(self, user_id: int, password: str = PASSWORD) -> None:
        db.session.get_one(UserRow, user_id).password_hash = passwords.hashed(password)
        db.session.commit()


def plant() -> City:
    ids: dict[str, int] = {}
    for name, kind, above, short, alias in (
        ("云川市", "city", None, "市政府", ()),
        ("云川市水务局", "bureau", "云川市", "市水务局", ("水务局",)),
        ("云川市住房和城乡建设局", "bureau", "云川市", "市住建局", ()),
        ("青溪区", "county", "云川市", "", ()),
        ("望河街道", "town", "青溪区", "", ()),
    ):
        command = SaveDepartment(name, kind, ids[above] if above else None, short, alias)
        ids[name] = service.add_department(command, actor=SYSTEM, now=NOW).id
    return City(ids)


@pytest.fixture
def city(db_session: Any) -> City:
    return plant()


@pytest.fixture
def demo_gateway(make_app: Callable[..., Flask]) -> Iterator[Flask]:
    app = make_app(SMS_GATEWAY="demo")
    with app.app_context():
        yield app
        db.session.rollback()
