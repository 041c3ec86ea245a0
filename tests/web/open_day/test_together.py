"""Bookings that come at the same moment are answered together, and as the view would have answered each."""

from __future__ import annotations

from http.cookies import SimpleCookie
from typing import TYPE_CHECKING, Any

import pytest

from core.base.audit import AuditEntry
from core.base.db import db
from core.base.outbox import OutboxMessage
from core.base.personal import Consent
from core.booking.models import Booking
from tests.support import pressing
from tests.web.open_day.conftest import PUBLIC
from tests.web.open_day.test_journey import said

if TYPE_CHECKING:
    from tests.web.open_day.conftest import House

CONFIRM = f"{PUBLIC}/1/book/confirm"
DETAILS = {"session": "1", "category": "其他群众", "call_name": "李先生", "age_capacity": "y", "ties": "y"}


def ready(house: House, phone: str, **details: str) -> tuple[dict[str, str], dict[str, str]]:
    """Somebody at the last step: their cookies and the form as their page holds it."""
    with house.as_(None) as browser:
        house.prove(browser, phone)
        assert browser.post(f"{PUBLIC}/1/book/details", data={**DETAILS, **details}).status_code == 303
        page = browser.get(CONFIRM)
        with browser.session_transaction() as session:
            session.setdefault("csrf_token", phone * 4)
            secret = session["csrf_token"]
        cookie = browser.get_cookie("yangguang")
        assert cookie is not None
        assert page.status_code == 200
    from itsdangerous import URLSafeTimedSerializer

    token = URLSafeTimedSerializer(house.app.secret_key or "", salt="wtf-csrf-token").dumps(secret)
    assert isinstance(token, str)
    return {"yangguang": cookie.value}, {"csrf_token": token}


def press(house: House, posts: list[tuple[dict[str, str], dict[str, str]]], path: str = CONFIRM) -> list[Any]:
    """All press at once, at one server process: (status, headers, body) of each."""
    return pressing.press(house.app, [(cookies, form, path) for cookies, form in posts])


@pytest.fixture
def past_the_view(house: House, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which requests were left to the view itself."""
    asked: list[str] = []
    view: Any = house.app.view_functions["open_day_public.confirm"]

    def watched(**values: Any) -> Any:
        asked.append("asked")
        return view(**values)

    watched.access, watched.together = view.access, view.together  # type: ignore[attr-defined]
    monkeypatch.setitem(house.app.view_functions, "open_day_public.confirm", watched)
    return asked


def test_all_that_a_booking_writes_is_there_for_each(house: House, past_the_view: list[str]) -> None:
    house.publish()
    posts = [ready(house, f"1380000000{n}") for n in range(4)]
    past_the_view.clear()
    told = press(house, [*posts, posts[0]])
    assert past_the_view == []
    assert [status for status, _, _ in told] == [303] * 5
    assert told[0][1]["location"].split("?")[0] == told[4][1]["location"].split("?")[0], (
        "a double press books once"
    )
    for _status, headers, _body in told:
        assert headers["cache-control"] == "no-store"
        assert headers["x-robots-tag"] == "noindex"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert len(headers["x-request-id"]) == 12
        assert headers["vary"] == "Cookie"
    with house.app.app_context():
        ids = list(db.session.scalars(db.select(Booking.id).order_by(Booking.id)))
        assert len(ids) == 4
        acts = (
            db.select(AuditEntry.subject_id)
            .filter_by(action="booking.booked")
            .order_by(AuditEntry.subject_id)
        )
        assert list(db.session.scalars(acts)) == ids
        facts = db.select(OutboxMessage.fact).filter_by(kind="open_day.booked").order_by(OutboxMessage.id)
        assert sorted(db.session.scalars(facts)) == sorted(f"booking:{n}:booked" for n in ids)
        consents = (
            db.select(Consent.subject_id).filter_by(subject_type="booking").order_by(Consent.subject_id)
        )
        assert list(db.session.scalars(consents)) == ids
    # The draft is gone from the cookie, the proven phone stays.
    with house.as_(None) as browser:
        browser.set_cookie("yangguang", SimpleCookie(told[1][1]["set-cookie"])["yangguang"].value)
        assert "报名成功" in said(browser.get(told[1][1]["location"]).text)
        assert browser.get(CONFIRM).location.split("?")[0] == told[1][1]["location"].split("?")[0]


def test_what_is_not_plain_is_left_to_the_view(house: House, past_the_view: list[str]) -> None:
    house.publish()
    cookies, form = ready(house, "13800000001")
    past_the_view.clear()
    forged = {**form, "csrf_token": form["csrf_token"] + "x"}
    (status, _, _), (no_cookie, _, _) = press(house, [(cookies, forged), ({}, form)])
    assert past_the_view == [], "Flask refuses these before the view is asked"
    assert status == 400
    assert no_cookie == 400
    with house.app.app_context():
        assert db.session.scalar(db.select(db.func.count(Booking.id))) == 0
    told = press(house, [(cookies, {**form, "session": "2"})])
    assert past_the_view == ["asked"]
    assert told[0][0] == 303
    assert press(house, [(cookies, form)], CONFIRM.replace("/1/", "/77/"))[0][0] in (303, 404)
    assert press(house, [(cookies, form)], CONFIRM.replace("2026-open-day", "nowhere"))[0][0] == 404


def test_a_full_session_says_what_else_there_is(house: House, past_the_view: list[str]) -> None:
    house.publish(**{"sessions-0-capacity": "1", "sessions-1-capacity": "59"})
    posts = [ready(house, f"1380000000{n}") for n in range(3)]
    past_the_view.clear()
    told = press(house, posts)
    assert past_the_view == []
    assert sorted(status for status, _, _ in told) == [303, 409, 409]
    late = [n for n, one in enumerate(told) if one[0] == 409]
    pages = [told[n][2] for n in late]
    for n, page in zip(late, pages, strict=True):
        assert "您填的都在" in page
        assert posts[n][1]["csrf_token"] in page
        assert posts[late[0] if n != late[0] else late[1]][1]["csrf_token"] not in page
        assert "改报下午场（余 59 席）" in page
        assert "own " not in page
    # Asked before the door of the batch, once it is known to be full: the same answer without a lock.
    again = press(house, [posts[late[0]]])[0]
    assert again[0] == 409
    assert past_the_view == []
    key = again[2].split('name="key" value="')[1].split('"')[0]
    taken = press(house, [(posts[late[0]][0], {**posts[late[0]][1], "key": key, "session": "2"})])[0]
    assert taken[0] == 303


def test_a_fault_of_the_batch_is_nobodys_answer(
    house: House, past_the_view: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.booking.service import joining

    house.publish()
    posts = [ready(house, f"1380000000{n}") for n in range(3)]
    past_the_view.clear()
    real, calls = joining.place_all, []

    def once(*args: Any, **more: Any) -> Any:
        calls.append(args)
        if len(calls) == 1:
            raise RuntimeError("the line broke")
        return real(*args, **more)

    monkeypatch.setattr(joining, "place_all", once)
    told = press(house, posts)
    assert [status for status, _, _ in told] == [303] * 3
    assert past_the_view
    with house.app.app_context():
        assert db.session.scalar(db.select(db.func.count(Booking.id))) == 3
