"""A small city with signed-in clients, and a campaign being prepared, for the web tests of the campaigns room."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.base.access import SYSTEM
from core.base.db import db
from core.campaigns import service as campaigns
from core.campaigns.contracts import ActivityDraft, CampaignDraft, DutyDraft
from core.users import passwords, service
from core.users.contracts import SaveDepartment, SavePerson
from core.users.models import UserRow

PASSWORD = "门前大桥下游过一群鸭"
NOW = datetime(2026, 5, 20, 0, 0, tzinfo=UTC)
#: hashing is slow on purpose; the tests need it once
HASH = passwords.hashed(PASSWORD)
SLUG = "2026-openness-day"
CITY, WATER, HOUSING, DISTRICT = "云川市", "云川市水务局", "云川市住房和城乡建设局", "青溪区"


@dataclass
class City:
    """Departments of a test by name; people sign in by their login name."""

    app: Flask
    units: dict[str, int]

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
    app = make_app(CLOCK="2026-05-20T08:00")
    with app.app_context():
        units: dict[str, int] = {}
        for name, kind, above, short in (
            (CITY, "city", None, ""), (WATER, "bureau", CITY, "市水务局"), (HOUSING, "bureau", CITY, "市住建局"),
            (DISTRICT, "county", CITY, ""),
        ):  # fmt: skip
            command = SaveDepartment(name, kind, units[above] if above else None, short_name=short)
            units[name] = service.add_department(command, actor=SYSTEM, now=NOW).id
        for login, role, where in (
            ("admin", "administrator", None), ("office", "office", None), ("editor", "editor", WATER),
            ("housing", "editor", HOUSING), ("leader", "leader", WATER), ("operator", "operator", None),
            ("nobody", "", None),
        ):  # fmt: skip
            user_id = service.add_person(SavePerson(f"人{login}", login, units[WATER]), actor=SYSTEM, now=NOW)
            db.session.get_one(UserRow, user_id).password_hash = HASH
            db.session.commit()
            if role:
                service.give_role(user_id, role, units[where] if where else None, None, actor=SYSTEM, now=NOW)
    return City(app, units)


@pytest.fixture
def campaign(city: City) -> str:
    """One with one of everything; its slug."""
    draft = CampaignDraft(
        slug=SLUG,
        title="云川市第六届“5·15政务公开日”",
        theme="公开在身边",
        starts_on=date(2026, 5, 15),
        ends_on=date(2026, 5, 31),
        pack_id="yunchuan",
        edition=6,
        department_ids=(city.units[WATER],),
        activities=(
            ActivityDraft(
                "开展“在线访谈”活动",
                "局长在线答问。",
                periods=(
                    {"start": "2026-05-20", "end": "2026-05-20", "start_time": "09:05", "end_time": "09:55"},
                ),
                department_ids=(city.units[WATER],),
                plugin="interviews",
            ),
        ),
        duties=(
            DutyDraft(
                "报送总结", day=date(2026, 5, 29), receiver="市政府办公室", sentence="于5月29日前报送总结。"
            ),
            DutyDraft("发布活动实施情况", rule="event_end+3d"),
        ),
        slogans=("阳光之下，事事可问",),
        requirements=("加强组织领导",),
        contacts=({"name": "某某", "phone": "2600001"},),
    )
    city.run(lambda: campaigns.create_campaign(draft, actor=SYSTEM, now=NOW))
    return SLUG


def filled(page: str) -> dict[str, Any]:
    """What a browser would send back for the page's largest form, as it stands; buttons are left out."""
    found: dict[str, Any] = {}
    form = max(re.findall(r"<form[^>]*>.*?</form>", page, re.S), key=len)
    for tag in re.findall(r"<input[^>]*>", form):
        name, kind = _attribute(tag, "name"), _attribute(tag, "type")
        if name and (kind not in ("checkbox", "radio") or " checked" in tag):
            found.setdefault(name, []).append(_attribute(tag, "value"))
    for name, inner in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\r?\n?(.*?)</textarea>', form, re.S):
        found.setdefault(name, []).append(html.unescape(inner))
    for name, inner in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        options = re.findall(r"<option[^>]*>", inner)
        chosen = [option for option in options if " selected" in option] or options[:1]
        found.setdefault(name, []).append(_attribute(chosen[0], "value"))
    return found


def _attribute(tag: str, name: str) -> str:
    match = re.search(rf'\s{name}="([^"]*)"', tag)
    return html.unescape(match[1]) if match else ""
