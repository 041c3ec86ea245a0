"""The way without a stream, and who may read what."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.base import clock, live
from core.base.db import unit_of_work


@pytest.fixture
def demo(make_demo: Callable[..., Flask]) -> Flask:
    return make_demo("2024-08-01T09:00")


def sign_in(client: FlaskClient, login: str) -> FlaskClient:
    answer = client.post("/zh/staff/sign-in", data={"login_name": login, "password": "yunchuan-demo"})
    assert answer.status_code == 303
    return client


def tell(app: Flask, stream: str, key: int) -> None:
    with app.app_context(), unit_of_work():
        live.tell(stream, now=clock.now(), campaign_id=1, key=key)


def test_polling_tells_what_happened_since(demo: Flask) -> None:
    client = demo.test_client()
    start = client.get("/live/poll?ch=booking.places:1").get_json()
    assert start["events"] == []
    tell(demo, "booking.places", 5)
    answer = client.get(f"/live/poll?ch=booking.places:1&after={start['last']}")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    news = answer.get_json()
    assert [(e["stream"], e["key"]) for e in news["events"]] == [("booking.places", 5)]
    assert news["last"] == news["events"][0]["id"]
    again = client.get(f"/live/poll?ch=booking.places:1&after={news['last']}").get_json()
    assert again == {"events": [], "reset": False, "last": news["last"]}


def test_a_position_nobody_knows_is_a_new_beginning(demo: Flask) -> None:
    tell(demo, "booking.places", 5)
    news = demo.test_client().get("/live/poll?ch=booking.places:1&after=999").get_json()
    assert news["reset"]
    assert news["events"] == []


@pytest.mark.postgres
def test_who_begins_while_another_gives_positions_begins_behind_them(demo: Flask) -> None:
    """Else the first answer would be older than the page, and the second would have to ask for everything anew."""
    demo.test_client().get("/live/poll?ch=booking.places:1")  # everything told so far has its position
    begun, finish = threading.Event(), threading.Event()

    def arrange_slowly() -> None:
        with demo.app_context(), unit_of_work() as session:
            live.arrange()
            session.flush()
            begun.set()
            finish.wait(10)

    tell(demo, "booking.places", 5)
    other = threading.Thread(target=arrange_slowly)
    other.start()
    begun.wait(10)
    threading.Timer(0.3, finish.set).start()
    start = demo.test_client().get("/live/poll?ch=booking.places:1").get_json()
    other.join()
    with demo.app_context():
        assert start["last"] == live.newest()


@pytest.mark.parametrize(
    "query", ["", "ch=", "ch=publishing.desk:1", "ch=nobody.knows:1", "ch=booking.places:77", "ch=%00"]
)
def test_a_stranger_gets_nothing_of_a_private_or_foreign_channel(demo: Flask, query: str) -> None:
    assert demo.test_client().get(f"/live/poll?{query}").status_code == 404


def test_a_private_channel_is_left_out_beside_a_public_one(demo: Flask) -> None:
    client = demo.test_client()
    tell(demo, "publishing.desk", 1)
    news = client.get("/live/poll?ch=publishing.desk:1&ch=booking.places:1&after=0").get_json()
    assert all(e["stream"] == "booking.places" for e in news["events"])


def test_an_editor_follows_the_own_department_only(demo: Flask) -> None:
    client = sign_in(demo.test_client(), "editor")
    page = client.get("/zh/staff/").text
    own = page.split('data-live="')[1].split('"')[0].split()
    assert own
    assert all(name.count(":") == 2 for name in own)
    assert client.get(f"/live/poll?ch={own[0]}").status_code == 200
    assert client.get("/live/poll?ch=publishing.desk:1").status_code == 404, "that is every department"
    foreign = next(n for n in range(1, 50) if f"publishing.desk:1:{n}" not in own)
    assert client.get(f"/live/poll?ch=publishing.desk:1:{foreign}").status_code == 404
    office = sign_in(demo.test_client(), "office")
    assert office.get("/live/poll?ch=publishing.desk:1").status_code == 200


def test_without_a_stream_the_browser_is_told_to_stop_asking_for_one(demo: Flask) -> None:
    assert demo.test_client().get("/live?ch=booking.places:1").status_code == 204
