"""The board's pages: every number leads to as many rows, the wall shows nobody, both languages, who may look."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.base.db import db
from plugins.hotline.models import Call

MOMENT = "2026-05-15T10:42"
PASSWORD = "yunchuan-demo"


@pytest.fixture
def demo(make_demo: Callable[..., Flask]) -> Flask:
    return make_demo(MOMENT, SECOND_FACTOR_ROLES="none")


def signed_in(demo: Flask, login: str) -> tuple[FlaskClient, str]:
    """A browser and the address of the board."""
    client = demo.test_client()
    client.post("/zh/staff/sign-in", data={"login_name": login, "password": PASSWORD})
    found = re.search(r"/zh/staff/c/([^/]+)/", client.get("/zh/staff/").text)
    assert found is not None
    return client, f"/zh/staff/c/{found[1]}/hotline/board/"


def number_and_link(page: str, what: str) -> tuple[str, str]:
    found = re.search(rf'href="([^"]*/board/rows\?what={what})">(?:<span[^>]*>)?([^<]+)<', page)
    assert found is not None, what
    return found[2], found[1].replace("&amp;", "&")


def test_every_number_opens_as_many_rows(demo: Flask) -> None:
    client, board = signed_in(demo, "supervisor")
    page = client.get(board).text
    assert 'data-board-src="' in page
    assert "现在该做" in page
    assert "去年同日" in page
    for what in ("waiting", "calls"):
        number, link = number_and_link(page, what)
        assert f"共 {number} 个" in client.get(link).text, what
    answered = re.search(r"接通 (\d+)", page)
    assert answered is not None
    assert f"共 {answered[1]} 个" in client.get(f"{board}rows?what=answered").text
    topics = re.findall(r'rows\?what=calls&amp;topic=(\d+)">(\d+)<', page)
    assert len(topics) >= 4
    for topic, number in topics:
        assert f"共 {number} 个" in client.get(f"{board}rows?what=calls&topic={topic}").text
    day = client.get(f"{board}day").text
    quarter = re.search(r'what=calls&amp;quarter=(\d+)">(\d+)<', day)
    assert quarter is not None
    assert f"共 {quarter[2]} 个" in client.get(f"{board}rows?what=calls&quarter={quarter[1]}").text
    assert "没等到的算在内" in day
    assert "没等到的不算" in day
    for path in (
        "rows?what=seats",
        "rows?what=seats&state=serving",
        "rows?what=callbacks",
        "walls",
        "rows?what=late&page=99",
    ):
        assert client.get(board + path).status_code == 200, path
    assert client.get(f"{board}rows?what=words").status_code == 404
    call = re.search(r'href="([^"]*/calls/\d+/)"', client.get(f"{board}rows?what=calls").text)
    assert call is not None
    page = client.get(call[1]).text
    assert re.search(r"1[3-9]\d\*{4}\d{4}|没有号码", page)
    assert not re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)", page)


@pytest.mark.parametrize(
    ("at", "called", "start", "end"),
    [
        ("05:22", (15, 16, 20), 15, 25),  # at night: what was called in the last hours is shown
        ("05:22", (), 21, 31),
        ("05:22", (2,), 15, 25),
        ("08:40", (), 34, 44),  # opened at half past eight: nothing empty before it
        ("08:40", (33, 34), 33, 43),
        ("10:42", (34, 40), 36, 46),
        ("23:59", (95,), 86, 96),  # nothing of tomorrow
    ],
)
def test_the_charts_begin_where_calls_do(
    demo: Flask, at: str, called: tuple[int, ...], start: int, end: int
) -> None:
    from types import SimpleNamespace

    from core.base import clock
    from plugins.hotline.rules.board import Counts, Quarter
    from plugins.hotline.showing_board import window

    day = datetime(2026, 5, 15, tzinfo=clock.SHANGHAI)
    hours, minutes = map(int, at.split(":"))
    shown = SimpleNamespace(day_start=day, at=day + timedelta(hours=hours, minutes=minutes))
    quarters = [Quarter(n, Counts(calls=int(n in called))) for n in range(96)]
    with demo.app_context():
        assert window(quarters, shown) == (start, end)  # type: ignore[arg-type]


def test_the_part_that_changes_is_asked_for_with_its_tag(demo: Flask) -> None:
    client, board = signed_in(demo, "supervisor")
    first = client.get(f"{board}now")
    assert first.status_code == 200
    assert first.headers["Cache-Control"] == "no-store"
    assert "<html" not in first.text
    assert first.headers["ETag"]


def test_a_wall_shows_seats_and_figures_and_nobody(demo: Flask) -> None:
    client, board = signed_in(demo, "supervisor")
    refused = client.post(f"{board}walls", data={"label": ""})
    assert refused.status_code == 422
    made = client.post(f"{board}walls", data={"label": "一楼大厅"}).text
    found = re.search(r'<code id="wall-address">http://[^/]+(/[^<]+)</code>', made)
    assert found is not None
    wall = found[1]
    assert wall not in client.get(f"{board}walls").text, "told once"
    anybody = demo.test_client()
    page = anybody.get(wall)
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in page.headers
    assert page.headers["Referrer-Policy"] == "no-referrer"
    main = page.text[page.text.index("<main") :]
    assert "<a " not in main, "nothing opens"
    assert not re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)|许安然|唐知夏|白景行|何晓禾", main)
    assert "住房与物业" in main
    now = anybody.get(f"{wall}now")
    assert now.status_code == 200
    assert anybody.get(f"{wall}now", headers={"If-None-Match": now.headers["ETag"]}).status_code in (200, 304)
    assert anybody.get(wall.replace("/zh/", "/en/")).status_code == 200
    other = "y" if wall[-2] == "x" else "x"
    assert anybody.get(f"{wall[:-2]}{other}/").status_code == 404
    client.post(f"{board}walls/1/revoke")
    assert anybody.get(wall).status_code == 404
    assert anybody.get(f"{wall}now").status_code == 404


def test_a_key_of_the_settings_opens_the_wall_when_it_is_long_enough(
    make_demo: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOTLINE_WALL_KEY", "lobby-of-the-hotline-2026")
    demo = make_demo(MOMENT)
    _client, board = signed_in(demo, "supervisor")
    slug = board.split("/")[4]
    assert demo.test_client().get(f"/zh/c/{slug}/hotline/wall/lobby-of-the-hotline-2026/").status_code == 200
    assert demo.test_client().get(f"/zh/c/{slug}/hotline/wall/lobby/").status_code == 404


def test_who_may_look(demo: Flask) -> None:
    _client, board = signed_in(demo, "supervisor")
    for login, status in (("office", 200), ("editor", 403), ("operator", 403), ("admin", 403)):
        client = demo.test_client()
        client.post("/zh/staff/sign-in", data={"login_name": login, "password": PASSWORD})
        assert client.get(board).status_code == status, login
    client, board = signed_in(demo, "office")
    assert client.get(f"{board}walls").status_code == 403
    assert demo.test_client().get(board).status_code == 302


def test_a_recording_is_for_supervisors_and_never_of_a_confidential_matter(demo: Flask) -> None:
    from core.base.privacy import seal
    from plugins.hotline.models import Order

    client, board = signed_in(demo, "supervisor")
    with demo.app_context():
        order = db.session.scalars(db.select(Order).where(Order.confidential.is_(False))).first()
        call = db.session.scalars(
            db.select(Call).where(Call.source == "telephone").order_by(Call.id.desc())
        ).first()
        assert order is not None
        assert call is not None
        call.recording_sealed, order.call_id = seal("https://pbx.example.org/1.wav"), call.id
        number, call_id, order_id = order.number, call.id, order.id
        db.session.commit()
        db.session.remove()
    page = f"{board.removesuffix('board/')}calls/{call_id}/"
    assert number in client.get(page).text
    answer = client.post(f"{page}recording")
    assert (answer.status_code, answer.headers["Location"]) == (303, "https://pbx.example.org/1.wav")
    office, _board = signed_in(demo, "office")
    assert office.post(f"{page}recording").status_code == 403
    with demo.app_context():
        kept = db.session.get(Order, order_id)
        assert kept is not None
        kept.confidential = True
        db.session.commit()
        db.session.remove()
    assert client.post(f"{page}recording").headers["Location"] != "https://pbx.example.org/1.wav"
    assert number not in office.get(page).text
