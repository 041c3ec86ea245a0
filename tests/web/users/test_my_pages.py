"""A citizen proves a phone and sees, takes along, erases what is kept."""

from __future__ import annotations

import json
import re

from sqlalchemy import select

from core.base.db import db
from core.base.outbox import OutboxMessage
from core.base.privacy import unseal
from tests.web.users.conftest import City

NUMBER = "13800002046"


def last_code(city: City) -> str:
    def look() -> str:
        row = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc())).first()
        found = re.search(r"\d{6}", unseal(row.body_sealed)) if row else None
        assert found is not None
        return found[0]

    code: str = city.run(look)
    return code


def proven(city: City):
    client = city.app.test_client()
    sent = client.post("/zh/phone?next=/zh/my", data={"phone": "138 0000 2046"})
    assert sent.status_code == 303
    page = client.get(sent.location)
    assert "138****2046" in page.text
    done = client.post(sent.location, data={"code": last_code(city)})
    assert (done.status_code, done.location) == (303, "/zh/my")
    return client


def test_the_whole_way(city: City):
    client = proven(city)
    page = client.get("/zh/my")
    assert NUMBER in page.text
    assert "手机号验证" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    cookie = client.get_cookie("yangguang")
    assert cookie is not None
    assert NUMBER not in cookie.value


def test_taking_it_along(city: City):
    answer = proven(city).get("/zh/my/export.json")
    assert "attachment" in answer.headers["Content-Disposition"]
    kept = json.loads(answer.text)
    assert kept["phone"] == NUMBER
    assert {record["title"] for record in kept["records"]} >= {"手机号验证"}


def test_erasing_asks_first_and_leaves_nothing(city: City):
    client = proven(city)
    assert "删掉以后找不回来" in client.get("/zh/my/erase").text
    assert client.get("/zh/my").status_code == 200
    assert "已经全部删除" in client.post("/zh/my/erase").text
    assert client.get("/zh/my").status_code == 303
    assert city.run(lambda: db.session.scalars(select(OutboxMessage)).all()) == []


def test_leaving_a_borrowed_phone(city: City):
    client = proven(city)
    assert client.post("/zh/phone/forget").status_code == 303
    assert client.get("/zh/my").status_code == 303


def test_a_wrong_number_and_a_wrong_code_are_kept_and_told(city: City):
    client = city.app.test_client()
    bad = client.post("/zh/phone", data={"phone": "0954-2000001"})
    assert bad.status_code == 422
    assert 'value="0954-2000001"' in bad.text
    assert 'href="#phone"' in bad.text
    sent = client.post("/zh/phone", data={"phone": NUMBER})
    wrong = f"{(int(last_code(city)) + 1) % 1000000:06}"
    again = client.post(sent.location, data={"code": wrong})
    assert again.status_code == 422
    assert "还可以试 4 次" in again.text
    assert client.get("/zh/my").status_code == 303
    soon = client.post("/zh/phone", data={"phone": NUMBER})
    assert soon.status_code == 422
    assert "秒后再要" in soon.text


def test_next_stays_on_this_site(city: City):
    client = city.app.test_client()
    sent = client.post("/zh/phone?next=//evil.example", data={"phone": NUMBER})
    assert "evil" not in sent.location
    assert client.post(sent.location, data={"code": last_code(city)}).location == "/zh/my"


def test_without_a_gateway_the_page_says_whom_to_call(make_app):
    client = make_app().test_client()
    page = client.get("/zh/phone")
    assert page.status_code == 200
    assert "还不能在网上验证手机号" in page.text
    assert "由工作人员替您办" in page.text
    answer = client.post("/zh/phone", data={"phone": NUMBER})
    assert answer.status_code == 422
    assert "还没有接通短信" in answer.text


def test_another_browser_sees_nothing(city: City):
    proven(city)
    assert city.app.test_client().get("/zh/my").status_code == 303
