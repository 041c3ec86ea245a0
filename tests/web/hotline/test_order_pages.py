"""The pages of work orders: who sees which, what a rejected form keeps, a number shown once and noted, the sheets."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import leave, warm_app
from tests.support import databases as made
from tests.support.databases import Databases

MOMENT = "2026-05-15T10:42"
PASSWORD = "yunchuan-demo"


class House:
    """The demo at one moment, its browsers by login."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.browsers: dict[str, FlaskClient] = {}
        self.base = ""

    def as_(self, login: str) -> FlaskClient:
        if login not in self.browsers:
            client = self.app.test_client()
            client.post("/zh/staff/sign-in", data={"login_name": login, "password": PASSWORD})
            found = re.search(r"/zh/staff/c/([^/]+)/", client.get("/zh/staff/").text)
            if found is not None:
                self.base = f"/zh/staff/c/{found[1]}/hotline"
            self.browsers[login] = client
        return self.browsers[login]

    def order(self, **wanted: Any) -> Any:
        from core.base.db import db
        from plugins.hotline.models.orders import Order

        with self.app.app_context():
            rows = db.select(Order).filter_by(**wanted).order_by(Order.id)
            return db.session.scalars(rows).first()

    def get(self, login: str, path: str) -> Any:
        client = self.as_(login)
        return client.get(self.base + path)

    def post(self, login: str, path: str, **data: Any) -> Any:
        client = self.as_(login)
        return client.post(self.base + path, data=data)


@pytest.fixture(scope="module")
def house(
    filled: Callable[[str], tuple[str, Path]],
    databases: Databases,
    tmp_path_factory: pytest.TempPathFactory,
    warm: Path,
) -> Iterator[House]:
    """One demo for all tests here: what one of them changes no other one looks at."""
    from core.base import clock

    source, folder = filled(MOMENT)
    url, instance = databases.copy(of=source), tmp_path_factory.mktemp("pages") / "copy"
    shutil.copytree(folder, instance, symlinks=True)
    given = {"CLOCK": MOMENT, "SMS_GATEWAY": "demo", "DEMO": "1", "SECOND_FACTOR_ROLES": "none"}
    app = warm_app({**made.base_settings(instance, url), **given}, warm)
    yield House(app)
    clock.set_clock("")
    leave(app)
    databases.drop(url)


def test_each_sees_their_own_and_only_the_acts_that_are_lawful(house: House) -> None:
    waiting = house.order(state="dispatched", confidential=False)
    accepted = house.order(state="accepted", confidential=False)
    water = house.get("editor", "/orders?tab=all").text
    assert accepted.number in water
    assert house.order(state="objected").number not in water
    for login in ("operator", "supervisor", "office"):
        assert accepted.number in house.get(login, "/orders?tab=all").text
    assert house.get("host", "/orders").status_code == 403
    page = house.get("editor", f"/orders/{accepted.id}").text
    assert 'name="reply-reply"' in page
    assert 'name="dispatch-department_id"' not in page
    office = house.get("office", f"/orders/{accepted.id}").text
    assert "<textarea" not in office
    assert "看完整号码" not in office
    assert house.get("editor", f"/orders/{waiting.id}/print").status_code in (200, 404)
    assert "英文" not in page
    english = house.as_("editor").get(house.base.replace("/zh/", "/en/") + f"/orders/{accepted.id}")
    assert english.status_code == 200


def test_a_confidential_order_answers_404_to_everybody_else(house: House) -> None:
    secret = house.order(confidential=True)
    assert house.get("operator", f"/orders/{secret.id}").status_code == 200
    assert house.get("housing", f"/orders/{secret.id}").status_code == 200
    for login in ("supervisor", "office", "editor"):
        assert house.get(login, f"/orders/{secret.id}").status_code == 404, login
        assert house.post(login, f"/orders/{secret.id}/phone").status_code == 404, login
        assert house.get(login, f"/orders/{secret.id}/print").status_code == 404, login
        assert secret.number not in house.get(login, "/orders?tab=all").text, login
        counted = re.search(r"没办结 <span class=\"num\">(\d+)", house.get(login, "/orders?tab=open").text)
        listed = re.findall(r"/orders/\d+\"", house.get(login, "/orders?tab=open").text)
        assert counted is not None
        assert int(counted[1]) == len(set(listed)), login


def test_a_number_is_shown_by_one_press_that_is_noted(house: House) -> None:
    from core.base.audit import AuditEntry
    from core.base.db import db

    order = house.order(state="accepted", confidential=False)
    assert "138****" in house.get("editor", f"/orders/{order.id}").text
    assert re.search(r"138000000\d\d", house.post("editor", f"/orders/{order.id}/phone").text)
    assert house.post("office", f"/orders/{order.id}/phone").status_code == 403
    with house.app.app_context():
        noted = db.session.scalars(db.select(AuditEntry).filter_by(action="hotline.order_phone_shown")).all()
        assert [entry.subject_id for entry in noted] == [order.id]


def test_search_by_number_phone_and_words(house: House) -> None:
    order = house.order(state="accepted", confidential=False)
    for text in (order.number, order.number[-4:], "13800000015", "水表"):
        assert f'/orders/{order.id}"' in house.get("operator", f"/orders?tab=all&q={text}").text, text
    assert "没有符合条件的工单" in house.get("operator", "/orders?tab=all&q=飞机场").text
    assert f'/orders/{order.id}"' not in house.get("office", "/orders?tab=all&q=13800000015").text


def test_urgent_only_leaves_the_others_out(house: House) -> None:
    from core.base.db import db
    from plugins.hotline.models.orders import Order

    first, second = house.order(state="accepted", confidential=False), house.order(state="replied")
    with house.app.app_context():
        for one in (first, second):
            db.session.get_one(Order, one.id).urgent = True
        db.session.commit()
    page = house.get("operator", "/orders?tab=all&urgent=1").text
    assert set(re.findall(r'/orders/(\d+)"', page)) == {str(first.id), str(second.id)}
    assert page.count("紧急</span>") >= 2
    assert 'name="urgent" value="1" checked' in page
    assert "urgent=1" in re.search(r'href="([^"]*tab=open[^"]*)"', page)[1]  # type: ignore[index]
    narrower = house.get("operator", "/orders?tab=all&urgent=1&state=replied").text
    assert set(re.findall(r'/orders/(\d+)"', narrower)) == {str(second.id)}
    assert "没有符合条件的工单" in house.get("operator", "/orders?tab=all&urgent=1&state=objected").text
    for off in ("/orders?tab=all", "/orders?tab=all&urgent=0"):
        assert len(set(re.findall(r'/orders/(\d+)"', house.get("operator", off).text))) > 2, off


def test_a_calls_page_opens_the_orders_that_its_reader_may_see(house: House) -> None:
    from core.base.db import db
    from plugins.hotline.models import Call
    from plugins.hotline.models.orders import Order

    mine, secret = house.order(state="objected"), house.order(confidential=True)
    with house.app.app_context():
        call_id = db.session.scalars(db.select(Call.id).order_by(Call.id)).first()
        for one in (mine, secret):
            db.session.get_one(Order, one.id).call_id = call_id
        db.session.commit()
    for login in ("supervisor", "office"):
        page = house.get(login, f"/calls/{call_id}/").text
        link = re.search(rf'<a href="([^"]+)">{mine.number}</a>', page)
        assert link is not None, login
        assert house.as_(login).get(link[1]).status_code == 200
        assert secret.number not in page, login
        assert page.count("/orders/") == 1, "a confidential order doesn't even count"
    assert house.get("operator", f"/calls/{call_id}/").status_code == 403


@pytest.mark.parametrize(
    ("login", "path"),
    [
        ("operator", "/orders?tab=all&first=0001-01-01"),
        ("operator", "/orders?tab=all&last=9999-12-31&topic=99999999999999999999"),
        ("operator", "/orders?tab=all&q=%00&department=%C2%B2&page=99999999999"),
        ("supervisor", "/seats?day=0001-01-01"),
        ("supervisor", "/seats/week?day=9999-12-31"),
    ],
)
def test_days_and_numbers_far_off_are_passed_over(house: House, login: str, path: str) -> None:
    assert house.get(login, path).status_code == 200


def test_a_number_that_no_order_can_have_is_none(house: House) -> None:
    order = house.order(state="registered", confidential=False)
    typed = {"merge-version": order.version, "merge-target": "9" * 20}
    refused = house.post("operator", f"/orders/{order.id}/merge", **typed)
    assert refused.status_code == 422
    assert "merge-into" in refused.text


def test_the_desk_and_the_deadlines_name_what_is_owed(house: House) -> None:
    desk = house.as_("editor").get("/zh/staff/").text
    assert "热线工单" in desk
    assert "HL-07" in desk
    supervisor = house.as_("supervisor").get("/zh/staff/").text
    assert "部门提出异议的热线工单" in supervisor


def test_sheets_go_out_and_come_back_through_the_pages(house: House) -> None:
    out = house.post("operator", "/exchange/export", sheet="orders")
    assert out.mimetype.endswith("sheet")
    up = {"sheet": "orders", "file": (io.BytesIO(out.data), "orders.xlsx")}
    answer = house.as_("operator").post(house.base + "/exchange/upload", data=up)
    assert answer.status_code == 303
    columns = house.as_("operator").get(answer.location).text
    assert '<option selected value="工单号">' in columns
    assert house.as_("supervisor").get(answer.location).status_code == 404
    chosen = {"col-number": "工单号", "col-title": "标题", "col-map_name": "自家的"}
    looked = house.as_("operator").post(answer.location + "/columns", data=chosen, follow_redirects=True)
    assert "已有，不变" in looked.text
    done = house.as_("operator").post(answer.location + "/confirm", follow_redirects=True)
    assert "已完成" in done.text
    empty = house.post("operator", "/exchange/upload", sheet="orders")
    assert empty.status_code == 422
    assert "请选择要导入的表格" in empty.text
    broken = {"sheet": "replies", "file": (io.BytesIO(b"not a sheet"), "a.xlsx")}
    assert "另存为 .xlsx" in house.as_("operator").post(house.base + "/exchange/upload", data=broken).text
    assert house.get("editor", "/exchange").status_code == 403
    # the trail names each sheet; one that came in has a page of its own for whoever may exchange
    told = house.as_("operator").get("/zh/staff/trail").text
    assert "导出的工单表" in told
    assert re.search(r'<a[^>]*href="[^"]*/hotline/exchange/\d+"[^>]*>导入的工单表', told)
    # of the operator alone: what the demo wrote may be as new as this, and more than a page of it
    overseen = house.as_("office").get("/zh/staff/trail?person=何晓禾").text
    assert "导入的工单表" in overseen
    assert "/hotline/exchange/" not in overseen


def test_a_rejected_form_keeps_what_was_typed_and_somebody_quicker_is_told(house: House) -> None:
    order = house.order(state="accepted", confidential=False)
    short = house.post(
        "editor", f"/orders/{order.id}/reply", **{"reply-version": order.version, "reply-reply": "好"}
    )
    assert short.status_code == 422
    assert "好</textarea>" in short.text
    stale = {"reply-version": order.version - 1, "reply-reply": "已经派人修好，明天回访。"}
    refused = house.post("editor", f"/orders/{order.id}/reply", **stale)
    assert refused.status_code == 409
    assert "已经派人修好，明天回访。" in refused.text
    assert "刚被别人办过一步" in refused.text
    done = house.post("editor", f"/orders/{order.id}/reply", **{**stale, "reply-version": order.version})
    assert done.status_code == 303
    again = house.post("editor", f"/orders/{order.id}/reply", **{**stale, "reply-version": order.version})
    assert again.status_code == 303
    # whoever reloads the page or changes its language comes back to the order
    assert house.get("editor", f"/orders/{order.id}/reply").location.endswith(f"/orders/{order.id}")
    assert house.post("editor", f"/orders/{order.id}/nonsense").status_code == 404
