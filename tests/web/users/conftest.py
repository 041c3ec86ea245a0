"""A small city with signed-in clients for the web tests of the users room."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.base import clock
from core.base.access import SYSTEM
from core.base.db import db
from core.users import passwords, service
from core.users.contracts import SaveDepartment, SavePerson
from core.users.models import UserRow

PASSWORD = "门前大桥下游过一群鸭"
NOW = datetime(2026, 5, 15, 1, 0, tzinfo=UTC)
#: hashing is slow on purpose; the tests need it once
HASH = passwords.hashed(PASSWORD)
WATER, HOUSING = "云川市水务局", "云川市住房和城乡建设局"


@dataclass
class City:
    """Departments and people of a test: ids by name and by login."""

    app: Flask
    units: dict[str, int]
    people: dict[str, int]

    def sign_in(self, login: str) -> FlaskClient:
        client = self.app.test_client()
        answer = client.post("/zh/staff/sign-in", data={"login_name": login, "password": PASSWORD})
        assert answer.status_code == 303, answer.text
        return client

    def run(self, act: Callable[[], Any]) -> Any:
        """Call a service outside any request."""
        with self.app.app_context():
            return act()


@pytest.fixture
def city(make_app: Callable[..., Flask]) -> City:
    app = make_app(SMS_GATEWAY="demo", CLOCK="2026-05-15T09:00")
    with app.app_context():
        units: dict[str, int] = {}
        for name, kind, above in (
            ("云川市", "city", None), (WATER, "bureau", "云川市"), (HOUSING, "bureau", "云川市"),
            ("青溪区", "county", "云川市"),
        ):  # fmt: skip
            command = SaveDepartment(name, kind, units[above] if above else None)
            units[name] = service.add_department(command, actor=SYSTEM, now=NOW).id
        people: dict[str, int] = {}
        for login, unit, role, where in (
            ("admin", WATER, "administrator", None), ("office", WATER, "office", None), ("lead", WATER, "lead", WATER),
            ("editor", WATER, "editor", WATER), ("reviewer", HOUSING, "reviewer", HOUSING),
            ("secrecy", WATER, "secrecy_reviewer", WATER), ("leader", WATER, "leader", WATER),
            ("operator", None, "operator", None), ("nobody", WATER, None, None),
        ):  # fmt: skip
            command_ = SavePerson(f"人{login}", login, units[unit] if unit else None)
            people[login] = service.add_person(command_, actor=SYSTEM, now=NOW)
            db.session.get_one(UserRow, people[login]).password_hash = HASH
            db.session.commit()
            if role:
                where_id = units[where] if where else None
                service.give_role(people[login], role, where_id, None, actor=SYSTEM, now=clock.now())
    return City(app, units, people)
