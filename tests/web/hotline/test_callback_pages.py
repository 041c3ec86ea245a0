"""A citizen asks for a callback on the web; the supervisor looks after the line; a seat asks for the next caller."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.base import clock
from core.base.access import Actor
from core.base.db import unit_of_work
from core.base.registry import registry
from tests.integration.hotline.line_scene import NOW, SUPERVISOR, Line, make_line

PHONE = "13800002046"


@pytest.fixture
def queue(make_app: Any) -> Iterator[tuple[Flask, Line]]:
    app = make_app(SMS_GATEWAY="demo")
    with clock.travel(NOW), app.app_context():
        from core.campaigns.models import CampaignRow

        line = make_line(2)
        with unit_of_work() as session:
            session.query(CampaignRow).update({"state": "open"})
    with clock.travel(NOW):
        yield app, line


@contextmanager
def signed_in(app: Flask, actor: Actor) -> Iterator[FlaskClient]:
    with app.app_context():
        house = registry()
    before = house.load_actor
    house.load_actor = lambda: actor
    try:
        yield app.test_client()
    finally:
        house.load_actor = before


def prove(app: Flask, browser: FlaskClient) -> None:
    from core.base.privacy import digest
    from core.users import phone, phone_web

    with app.app_context():
        token = phone.keep_proven(
            phone.ProvenPhone(digest(PHONE), PHONE, clock.now() + timedelta(hours=2)), now=clock.now()
        )
    with browser.session_transaction() as session:
        session[phone_web.PROVEN] = token


def ask(browser: FlaskClient, topic: int, **more: str) -> Any:
    page = browser.get("/zh/c/line/hotline/callback/details").text
    key = re.search(r'name="key"[^>]*value="([0-9a-f]+)"', page)
    assert key is not None
    form = {
        "key": key[1],
        "topic": str(topic),
        "when": "",
        "language": "",
        "name": "冯女士",
        "summary": "怎么办",
        **more,
    }
    first = browser.post("/zh/c/line/hotline/callback/details", data=form)
    again = browser.post("/zh/c/line/hotline/callback/details", data=form)
    assert first.status_code == again.status_code == 303, first.text
    assert first.headers["Location"] == again.headers["Location"]
    return first.headers["Location"].partition("?")[0]


def test_a_citizen_asks_sees_the_place_changes_the_time_withdraws(queue: tuple[Flask, Line]) -> None:
    app, line = queue
    with app.app_context():
        line.seat()
        line.join(0)
        line.join(0)
    browser = app.test_client()
    page = browser.get("/zh/c/line/hotline/callback")
    assert "我们怎样使用您的信息" in page.text
    assert "想问的事" in page.text
    prove(app, browser)
    place = ask(browser, line.topics[0])
    assert "前面还有 2 人" in browser.get(place).text
    with app.app_context():
        line.next(1, NOW)
    now = browser.get(place + "/now")
    assert "前面还有 1 人" in now.text
    assert now.headers["Cache-Control"] == "no-store"
    times = re.findall(r'<option[^>]*value="([^"]+)"', browser.get(place).text)
    assert browser.post(place + "/time", data={"when": times[-1]}).status_code == 303
    after = re.sub(r"<[^>]+>", "", browser.get(place).text)
    assert "位置给您留着" in after, after
    assert browser.post(place + "/time", data={"when": "nonsense"}).status_code == 422
    mine = browser.get("/zh/c/line/hotline/callback/mine").text
    assert place in mine
    assert "怎么办" not in mine
    assert browser.post(place + "/withdraw").status_code == 303
    assert "已经结束" in browser.get(place).text
    assert app.test_client().get("/zh/c/line/hotline/callback/nobodysecret").status_code == 404


def test_one_callback_per_number_and_topic(queue: tuple[Flask, Line]) -> None:
    app, line = queue
    browser = app.test_client()
    prove(app, browser)
    ask(browser, line.topics[0])
    page = browser.get("/zh/c/line/hotline/callback/details").text
    key = re.search(r'name="key"[^>]*value="([0-9a-f]+)"', page)
    assert key is not None
    form = {"key": key[1], "topic": str(line.topics[0]), "when": "", "language": ""}
    second = browser.post("/zh/c/line/hotline/callback/details", data=form)
    assert second.headers["Location"].endswith("/callback/mine")


def test_the_supervisor_and_the_seat(queue: tuple[Flask, Line]) -> None:
    app, line = queue
    with app.app_context():
        seat = line.seat()
        first, second = line.join(0), line.join(1, now=NOW + timedelta(seconds=1))
    base = "/zh/staff/c/line/hotline/line"
    with signed_in(app, SUPERVISOR) as browser:
        page = browser.get(base).text
        assert "139****" in page
        assert first.phone not in page
        assert browser.get(f"{base}/{second.id}").status_code == 200
        assert browser.post(f"{base}/{second.id}/reassign", data={"seat": str(seat)}).status_code == 303
        assert browser.post(f"{base}/{second.id}/raise", data={"raise_reason": "frail"}).status_code == 303
        assert browser.post(f"{base}/{second.id}/raise", data={"raise_reason": "nothing"}).status_code == 422
    with signed_in(app, line.seats[seat]) as browser:
        assert browser.get(base).status_code == 403
        answer = browser.post(f"{base}/next/{seat}", headers={"Accept": "application/json"})
        assert answer.json is not None
        assert answer.json["waiter"]["id"] == second.id
        assert browser.post(f"{base}/next/{seat}").status_code == 303
        assert browser.post(f"{base}/next/999", headers={"Accept": "application/json"}).status_code == 404
    with signed_in(app, SUPERVISOR) as browser:
        assert browser.post(f"{base}/{second.id}/close", data={"close_reason": "twice"}).status_code == 409
        assert browser.post(f"{base}/{first.id}/close", data={"close_reason": "twice"}).status_code == 303
