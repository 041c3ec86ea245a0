"""The outbox by role, acts on it, calls, one's own choice."""

from __future__ import annotations

import re
from typing import Any

from core.base import clock
from core.base.db import db, unit_of_work
from core.base.outbox import OutboxMessage, queue_message
from tests.web.users.conftest import City

PHONE = "13800002046"
OUTBOX = "/zh/staff/messages/outbox"


def queue(city: City, state: str, fact: str = "booking:1:booked", **values: Any) -> int:
    def act() -> int:
        with unit_of_work():
            queue_message(
                kind="open_day.cancelled", fact=fact, phone=PHONE, now=clock.now(),
                params={"department": "云川市水务局", "number": "KF-7Q4M2"},
            )  # fmt: skip
            row = db.session.query(OutboxMessage).filter_by(fact=fact).one()
            for name, value in {"state": state, **values}.items():
                setattr(row, name, value)
            return row.id

    row_id: int = city.run(act)
    return row_id


def state_of(city: City, row_id: int) -> str:
    found: str = city.run(lambda: db.session.get_one(OutboxMessage, row_id).state)
    return found


def test_the_office_sees_masked_numbers_and_plain_reasons(city: City):
    queue(city, "given_up", fault="sms_refused", figure="422")
    page = city.sign_in("office").get(OUTBOX)
    assert page.status_code == 200
    for word in ("138****2046", "KF-7Q4M2", "多半是号码不对（422）", "没有发出"):
        assert word in page.text
    assert PHONE not in page.text
    assert "没有这样的消息" in city.sign_in("office").get(f"{OUTBOX}?state=sent").text
    assert city.sign_in("office").get(f"{OUTBOX}?state=pigeon&kind=x&days=abc&page=-3").status_code == 200


def test_the_administrator_sees_counts_and_reasons_only(city: City):
    row_id = queue(city, "given_up", fault="sms_refused", figure="422")
    client = city.sign_in("admin")
    page = client.get(OUTBOX)
    assert "多半是号码不对（422）" in page.text
    for word in ("138****2046", PHONE, "KF-7Q4M2"):
        assert word not in page.text
    assert client.post(OUTBOX, data={"id": row_id, "act": "again"}).status_code == 403
    assert client.get("/zh/staff/messages/calls").status_code == 403
    assert city.sign_in("editor").get(OUTBOX).status_code == 403


def test_acts_from_the_page(city: City):
    client = city.sign_in("office")
    first, second, third = (queue(city, "given_up", f"booking:{n}:booked") for n in range(3))
    refused = client.post(OUTBOX, data={"id": [first, second], "act": "drop"})
    assert refused.status_code == 422
    assert "请写明为什么不再发" in refused.text
    assert re.search(rf'value="{first}"[^>]* checked', refused.text), "what was ticked stays ticked"
    assert client.post(OUTBOX, data={"act": "again"}).status_code == 422
    for data, row_id, state in (
        ({"act": "drop", "reason": "本人已来窗口"}, first, "dropped"),
        ({"act": "again"}, second, "retry"),
        ({"act": "call"}, third, "call"),
    ):
        assert client.post(f"{OUTBOX}?state=given_up", data={"id": row_id, **data}).status_code == 303
        assert state_of(city, row_id) == state
    sent = queue(city, "sent", "booking:9:booked")
    assert client.post(OUTBOX, data={"id": sent, "act": "again"}).status_code == 422
    assert state_of(city, sent) == "sent"


def test_calls_are_ticked_by_the_operator(city: City):
    row_id = queue(city, "call")
    client = city.sign_in("operator")
    page = client.get("/zh/staff/messages/calls")
    assert PHONE in page.text
    assert "等电话通知" in client.get("/zh/staff/").text
    address = f"/zh/staff/messages/calls/{row_id}"
    assert client.post(address, data={"result": "no_answer"}).status_code == 303
    assert "打过 1 次，没人接" in client.get("/zh/staff/messages/calls").text
    assert client.post(address, data={"result": "told", "note": "本人接的"}).status_code == 303
    assert state_of(city, row_id) == "called"
    again = client.post(address, data={"result": "told"}, follow_redirects=True)
    assert "已经有人打过了" in again.text


def test_ones_own_choice_and_a_test(city: City):
    client = city.sign_in("editor")
    assert "消息接收" in client.get("/zh/staff/account").text
    own = "/zh/staff/account/messages"
    assert "有文稿等我签" in client.get(own).text
    bad = client.post(own, data={"way": "robot", "robot": "json://x", "mail": "a@b.cn", "lang": "zh"})
    assert bad.status_code == 422
    assert "dingtalk://" in bad.text
    assert "a@b.cn" in bad.text
    early = client.post(f"{own}/test", follow_redirects=True)
    assert "还没有选好接收方式" in early.text
    good = client.post(
        own, data={"way": "mail", "mail": "a@example.org", "lang": "en", "wanted": "publishing.waits"}
    )
    assert good.status_code == 303
    page = client.get(own).text
    assert re.search(r'value="publishing.waits" checked', page)
    assert not re.search(r'value="delivery.digest" checked', page)
    assert client.post(f"{own}/test").status_code == 303
    assert "演示，没有真发" in client.get(own).text
    assert "一分钟里只发一条" in client.post(f"{own}/test", follow_redirects=True).text


def test_the_gateway_is_tested_by_the_administrator(city: City):
    client = city.sign_in("admin")
    address = "/zh/staff/messages/test"
    assert client.post(address, data={"phone": "12"}).status_code == 422
    assert client.post(address, data={"phone": PHONE}).status_code == 303
    assert client.post(address, data={"phone": PHONE}).status_code == 422
    assert city.sign_in("editor").post(address, data={"phone": PHONE}).status_code == 403
