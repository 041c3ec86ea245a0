"""The counter: a clerk books for people without a phone, finds them, changes, cancels and prints."""

from __future__ import annotations

import re
from html import unescape

import pytest

from core.base.access import Actor
from tests.web.open_day.conftest import PUBLIC, STAFF, House, messages_to, officer

COUNTER = f"{STAFF}/announcements/1/counter"
CLERK = ("open_day.book_for", "delivery.call")


def said(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page[page.index("<main") :])))


def clerk() -> Actor:
    return officer(120, "operator", None, *CLERK)


def wish(**changes: object) -> dict[str, object]:
    """The clerk's form for an old man with a landline."""
    return {
        "session": "1",
        "category": "其他群众",
        "call_name": "李大爷",
        "party": "1",
        "reach": "call",
        "phone": "0954-2600118",
        "contact": "",
        "age_capacity": "y",
        "ties": "y",
        "notice": "y",
        "key": "a" * 32,
        **changes,
    }


def calls(house: House) -> list[tuple[str, str]]:
    """(number, state) of the outbox's calls to make."""
    from core.base.db import db
    from core.base.outbox import OutboxMessage
    from core.base.privacy import unseal

    with house.app.app_context():
        rows = db.session.query(OutboxMessage).filter_by(lane="call").order_by(OutboxMessage.id)
        return [(unseal(row.phone_sealed), row.state) for row in rows]


@pytest.fixture
def shop(house: House) -> House:
    house.publish(**{"offer_hours": "12", "companions": "2", "item-number": "共60人，每场30人。"})
    return house


def test_operator_books_a_caller_with_a_landline_who_comes_on_the_list_of_calls(shop: House) -> None:
    with shop.as_(clerk()) as browser:
        assert "念给本人听的话" in browser.get(COUNTER).text
        unread = browser.post(COUNTER, data=wish(notice=""))
        assert unread.status_code == 422
        assert "念给本人听" in said(unread.text)
        assert 'value="李大爷"' in unread.text
        done = browser.post(COUNTER, data=wish())
        assert done.status_code == 303, said(done.text)
        # A double click books once.
        assert browser.post(COUNTER, data=wish()).location == done.location
        shown = said(browser.get(done.location).text)
        assert "打电话" in shown
        assert "工作人员代报" in shown
        ticket = browser.get(f"{done.location}/ticket").text
        assert "0919-1-001" in ticket
        assert "第二水厂" in ticket
        assert "<svg" in ticket
        english = browser.get(f"{done.location}/ticket".replace("/zh/", "/en/")).text
        assert "9月19日（星期六）" in english
    assert calls(shop) == [("09542600118", "call")]


def test_who_has_no_telephone_needs_a_way_to_be_found(shop: House) -> None:
    with shop.as_(clerk()) as browser:
        refused = browser.post(COUNTER, data=wish(reach="none", phone=""))
        assert refused.status_code == 422
        assert "怎样找到本人" in refused.text
        wrong = browser.post(COUNTER, data=wish(reach="sms"))
        assert wrong.status_code == 422
        assert 'href="#phone"' in wrong.text
        done = browser.post(COUNTER, data=wish(reach="none", phone="", contact="青溪路3号，本人会再来"))
        assert done.status_code == 303
        assert "青溪路3号" in browser.get(done.location).text
    assert calls(shop) == []


def test_one_phone_books_for_a_family_up_to_the_packs_number(shop: House) -> None:
    with shop.as_(clerk()) as browser:
        answers = [
            browser.post(COUNTER, data=wish(reach="sms", phone="13800002046", key=str(n) * 32))
            for n in range(4)
        ]
        assert [a.status_code for a in answers] == [303, 303, 303, 422]
        assert 'href="#phone"' in answers[3].text


def test_find_change_and_cancel_for_somebody_each_look_audited(shop: House) -> None:
    from core.base.audit import AuditEntry
    from core.base.db import db

    with shop.as_(clerk()) as browser:
        browser.post(COUNTER, data=wish(reach="sms", phone="13800002046"))
        for text in ("0919-1-001", "09191001", "李大", "2046"):
            assert "0919-1-001" in browser.post(f"{STAFF}/counter", data={"text": text}).text, text
        assert "没有找到" in browser.post(f"{STAFF}/counter", data={"text": "9999"}).text
        assert browser.post(f"{STAFF}/counter", data={"text": "12"}).status_code == 422
        one = f"{COUNTER}/1"
        form = {"party": "3", "call_name": "李大爷", "category": "其他群众", "wheelchair": "y"}
        assert browser.post(f"{one}/change", data=form).status_code == 303
        page = said(browser.get(one).text)
        assert "3 人" in page
        assert "需要轮椅通道" in page
        too_many = browser.post(f"{one}/change", data={**form, "party": "4"})
        assert too_many.status_code == 422
        assert browser.post(f"{one}/session", data={"session": "2"}).status_code == 303
        assert "下午场" in said(browser.get(one).text)
        assert "替李大爷取消吗" in browser.get(f"{one}/cancel").text
        assert browser.post(f"{one}/cancel").status_code == 303
        assert "已取消" in said(browser.get(one).text)
    assert any("已取消报名" in text for text in messages_to(shop.app, "13800002046"))
    with shop.app.app_context():
        looks = db.session.query(AuditEntry).filter_by(action="booking.sought", user_id=120).count()
        told = "".join(str(row.codes) for row in db.session.query(AuditEntry))
    assert looks >= 8
    assert "李" not in told
    assert "2046" not in told


def test_the_line_is_the_same_as_on_line_and_an_offer_is_accepted_at_the_counter(house: House) -> None:
    house.publish(
        **{
            "offer_hours": "12",
            "sessions-0-capacity": "25",
            "sessions-1-capacity": "1",
            "item-number": "共26人，上午场25人，下午场1人。",
        }
    )
    with house.as_(clerk()) as browser:
        first = browser.post(COUNTER, data=wish(session="2"))
        full = browser.post(COUNTER, data=wish(session="2", phone="2600119", key="b" * 32))
        assert full.status_code == 422
        assert "愿意候补" in said(full.text)
        waits = browser.post(COUNTER, data=wish(session="2", phone="2600119", key="b" * 32, may_wait="y"))
        assert waits.status_code == 303
        assert "候补第 1 位" in said(browser.get(waits.location).text)
        assert "不是入场票" in browser.get(f"{waits.location}/ticket").text
        early = browser.post(f"{waits.location}/accept")
        assert early.status_code == 409
        browser.post(f"{first.location}/cancel")
        assert "留给本人" in said(browser.get(waits.location).text)
        assert browser.post(f"{waits.location}/accept").status_code == 303
        assert "已报名" in said(browser.get(waits.location).text)
    assert [number for number, _state in calls(house)].count("2600119") == 3


def test_only_who_may_and_only_for_the_own_department(shop: House) -> None:
    with shop.as_(officer(130, "editor", shop.water + 1, *CLERK)) as browser:
        assert browser.get(COUNTER).status_code == 404
        assert browser.get(f"{COUNTER}/1").status_code == 404
    with shop.as_(None) as browser:
        assert browser.get(f"{STAFF}/counter").status_code in (302, 303, 401, 403)
        assert browser.get(f"{PUBLIC}/1/").status_code == 200
