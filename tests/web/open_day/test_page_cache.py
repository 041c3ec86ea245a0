"""Public pages are kept in memory, and change for everybody the moment something that they show does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.base import clock
from core.base.db import unit_of_work
from core.base.stamps import SHOWN
from core.web.page_cache import Redrawing, answer_at_once
from tests.web.open_day.conftest import NOW, PUBLIC, House, officer

COLUMN = "/zh/c/2026-open-day/"
PAGE = f"{PUBLIC}/1/"


def fields(answer: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in answer.headers if name not in ("X-Request-ID", "Date")}


@pytest.fixture
def both(house: House, make_app: Callable[..., Flask]) -> tuple[House, FlaskClient, FlaskClient]:
    """Two processes over one database, and the announcement public."""
    house.publish()
    other = make_app(SMS_GATEWAY="demo")
    clock.set_clock("2026-08-17T09:10:00")
    return house, house.app.test_client(), other.test_client()


def kept(client: FlaskClient, path: str) -> bool:
    pages = client.application.extensions["yangguang"].pages
    return any(key[2] == path and pages.find(key) for key in list(pages.pages))


def scope(
    path: str, *headers: tuple[bytes, bytes], query: bytes = b"", method: str = "GET"
) -> dict[str, Any]:
    return {
        "type": "http", "method": method, "path": path, "query_string": query, "scheme": "http",
        "headers": [(b"host", b"localhost"), *headers],
    }  # fmt: skip


def test_the_second_time_it_comes_from_memory(both: tuple[House, FlaskClient, FlaskClient]) -> None:
    _house, here, _there = both
    first = here.get(COLUMN)
    assert first.headers["Cache-Control"] == "public, no-cache"
    assert kept(here, COLUMN)
    second = here.get(COLUMN)
    assert second.data == first.data
    assert second.headers["X-Request-ID"] != first.headers["X-Request-ID"]
    assert fields(second) == fields(first)
    unchanged = here.get(COLUMN, headers={"If-None-Match": first.headers["ETag"]})
    assert unchanged.status_code == 304
    assert unchanged.data == b""
    assert here.get(COLUMN, headers={"If-None-Match": '"other"'}).status_code == 200
    assert here.head(COLUMN).data == b""


def test_beside_flask(both: tuple[House, FlaskClient, FlaskClient]) -> None:
    _house, here, _there = both
    app = here.application
    assert answer_at_once(app, scope(COLUMN)) is None
    drawn = here.get(COLUMN)
    found = answer_at_once(app, scope(COLUMN))
    assert found is not None
    status, fields, body = found
    assert (status, body) == (200, drawn.data)
    assert (b"content-security-policy", drawn.headers["Content-Security-Policy"].encode()) in fields
    etag = drawn.headers["ETag"].encode()
    again = answer_at_once(app, scope(COLUMN, (b"if-none-match", etag), (b"x-request-id", b"abcdefgh")))
    assert again is not None
    assert again[0] == 304
    assert (b"x-request-id", b"abcdefgh") in again[1]
    head = answer_at_once(app, scope(COLUMN, method="HEAD"))
    assert head is not None
    assert head[2] == b""
    assert answer_at_once(app, scope(COLUMN, query=b"a=1")) is None
    assert answer_at_once(app, scope(COLUMN, (b"cookie", b"elder=1"))) is None, "elder mode is another page"
    assert answer_at_once(app, scope(COLUMN, method="POST")) is None


def test_a_page_that_ran_out_is_drawn_by_one_for_all(both: tuple[House, FlaskClient, FlaskClient]) -> None:
    _house, here, _there = both
    app = here.application
    here.get(COLUMN)
    app.extensions["yangguang"].stamps.raise_now((SHOWN,))
    pages, drawn = Redrawing(app), []

    async def scene(path: str) -> list[Any]:
        async def draw() -> None:
            drawn.append(path)
            await asyncio.to_thread(here.get, path)

        return await asyncio.gather(*(pages.answer(scope(path), draw) for _ in range(6)))

    answers = asyncio.run(scene(COLUMN))
    assert drawn == [COLUMN]
    assert [answer[0] for answer in answers if answer is not None] == [200] * 5
    drawn.clear()
    asyncio.run(scene("/zh/my"))
    assert len(drawn) == 6, "what may be somebody's own is drawn for each"


def test_a_visitors_own_pages_are_never_kept(both: tuple[House, FlaskClient, FlaskClient]) -> None:
    _house, here, _there = both
    for path in (f"{PAGE}book", "/zh/my", "/zh/staff/sign-in"):
        here.get(path)
        here.get(path)
        assert not kept(here, path)


def test_taken_down_it_is_gone_everywhere(both: tuple[House, FlaskClient, FlaskClient]) -> None:
    from core.publishing import service as publishing

    house, here, there = both
    for browser in (here, there):
        assert "一滴水的旅程" in browser.get(COLUMN).text
        assert browser.get(PAGE).status_code == 200
        assert kept(browser, PAGE)
    with house.app.app_context():
        document = publishing.document_for("open_day.announcement", 1)
        assert document is not None
        office = officer(
            110, "office", None, "publishing.publish", "publishing.withdraw", "publishing.take_down"
        )
        publishing.take_down_at_once(document.id, "数字有误。", actor=office, now=clock.now())
    for browser in (here, there):
        assert browser.get(PAGE).status_code in (404, 410)
        assert "一滴水的旅程" not in browser.get(COLUMN).text


def test_a_booking_shows_at_once_in_the_other_process(both: tuple[House, FlaskClient, FlaskClient]) -> None:
    house, here, there = both
    before = there.get(PAGE).text
    assert kept(there, PAGE)
    token = house.book(here, "13800002046", session="1")
    after = there.get(PAGE).text
    assert after != before
    here.post(f"{PUBLIC}/booking/{token}/cancel")
    assert there.get(PAGE).text != after


def test_a_plugin_switched_off_is_off_at_once(both: tuple[House, FlaskClient, FlaskClient]) -> None:
    from core.campaigns import store

    house, here, there = both
    assert there.get(PAGE).status_code == 200
    with house.app.app_context(), unit_of_work():
        store.add_switch(house.campaign.id, "open_day", "不用", None, NOW)
    assert there.get(PAGE).status_code == 404
    assert here.get(PAGE).status_code == 404


def test_time_changes_a_page(both: tuple[House, FlaskClient, FlaskClient]) -> None:
    _house, here, _there = both
    here.get(PAGE)
    with clock.travel(NOW + timedelta(days=27, hours=7, minutes=59)):  # a minute before booking closes
        open_page = here.get(PAGE).text
    with clock.travel(NOW + timedelta(days=28, hours=8, seconds=1)):
        assert here.get(PAGE).text != open_page


def test_a_moment_within_the_minute_ends_it(both: tuple[House, FlaskClient, FlaskClient]) -> None:
    house, here, _there = both
    moment = clock.now() + timedelta(seconds=5)
    house.app.extensions["yangguang"].page_moments.append(lambda now: moment if now < moment else None)
    here.get(PAGE)
    assert kept(here, PAGE)
    with clock.travel(moment + timedelta(seconds=1)):
        assert not kept(here, PAGE)


def test_a_pack_edited_by_hand_is_seen_within_a_second(both: tuple[House, FlaskClient, FlaskClient]) -> None:
    house, here, _there = both
    here.get(PAGE)
    registry = house.app.extensions["yangguang"]
    own = registry.settings.instance / "packs"
    own.mkdir(exist_ok=True)
    (own / "empty.toml").write_text("")
    registry.outside_again = 0.0
    assert not kept(here, PAGE)
