"""The office for personal data, a person at the counter, the citizen's own pages, the notice."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from core.base import audit, clock, personal
from core.base.access import Actor, Grant
from core.base.audit import AuditEntry
from core.base.db import db
from tests.web.open_day.conftest import PUBLIC
from tests.web.open_day.conftest import house as house

if TYPE_CHECKING:
    from tests.web.open_day.conftest import House

PHONE = "13800002046"
CLERK = Actor(110, "office", (Grant("office", frozenset({"trail.privacy", "trail.campaigns"})),))
ADMIN = Actor(120, "administrator", (Grant("administrator", frozenset({"trail.system"})),))
DESK = "/zh/staff/privacy"


@pytest.fixture
def visited(house: House) -> House:
    """A published open day with one booking by 王女士."""
    house.publish()
    with house.as_(None) as browser:
        house.book(browser, PHONE, session="1")
    return house


def actions(house: House) -> list[str]:
    with house.app.app_context():
        return [entry.action for entry in db.session.query(AuditEntry).order_by(AuditEntry.id)]


def test_the_notice_at_the_form_is_the_declared_one_and_is_kept_with_the_consent(house: House) -> None:
    house.publish()
    with house.as_(None) as browser:
        page = browser.get(f"{PUBLIC}/1/book").text
        house.book(browser, PHONE, session="1")
    with house.app.test_request_context("/zh/"):
        notice = personal.notice("open_day.booking", who="云川市水务局", pack=house.campaign.pack)
        consent = db.session.query(personal.Consent).one()
        assert consent.notice_digest == notice.digest
        assert consent.way == "click"
        kept = json.loads(db.session.get_one(personal.NoticeText, notice.digest).body)
        assert kept["who"] == notice.who
    for words in (notice.who, notice.purpose, notice.kinds_line, notice.keep[0][1], notice.rights):
        assert words in page
    assert "90 天内删除" in page


def test_the_public_page_lists_everything_declared(house: House) -> None:
    page = house.app.test_client().get("/zh/privacy").text
    with house.app.test_request_context("/zh/"):
        for notice in personal.all_notices(house.campaign.pack):
            assert notice.kinds_line in page
            assert all(sentence in page for _what, sentence in notice.keep)
        staff_only = [f for _o, f in personal.declared_fields() if f.of_staff]
    assert not [f.name for f in staff_only if f"{f.title}" in page]
    assert house.app.test_client().get("/en/privacy").status_code == 200


def test_the_office_sees_what_is_kept_and_when_it_goes(visited: House) -> None:
    from core.trail import service

    with visited.app.app_context():
        service.purge_due(clock.now())
    with visited.as_(CLERK) as browser:
        page = browser.get(DESK).text
    assert "安排参观、签到、通知" in page
    assert "总结评估公开后 90 天内删除" in page
    assert "下一次：" in page
    assert "做完了" in page
    with visited.as_(ADMIN) as browser:
        assert browser.get(DESK).status_code == 403
        assert browser.get(f"{DESK}/person").status_code == 403


def test_a_person_with_an_identity_card_at_the_counter(visited: House) -> None:
    with visited.as_(CLERK) as browser:
        assert browser.get(f"{DESK}/person/records").status_code in (409, 422)
        bad = browser.post(f"{DESK}/person", data={"phone": "123", "way": "id_seen"})
        assert bad.status_code == 422
        assert 'value="123"' in bad.text
        seen = browser.post(f"{DESK}/person", data={"phone": "138 0000 2046", "way": "id_seen"})
        assert seen.location.endswith("/privacy/person/records")
        page = browser.get(seen.location).text
        assert "王女士" in page
        assert "138****2046" in page
        assert PHONE not in seen.location
        ref = re.search(r'name="ref" value="(booking:\d+)"', page)
        assert ref is not None
        fixed = browser.post(
            f"{DESK}/person/correct", data={"ref": ref[1], "name": "call_name", "value": "汪女士"}
        )
        assert fixed.status_code == 303
        assert "汪女士" in browser.get(seen.location).text
        empty = browser.post(
            f"{DESK}/person/correct", data={"ref": ref[1], "name": "call_name", "value": " "}
        )
        assert empty.status_code == 422
        assert "王女士" not in browser.get(f"{DESK}/person/export.txt").text
        ask = browser.get(f"{DESK}/person/erase").text
        assert "这些会删掉" in ask
        done = browser.post(f"{DESK}/person/erase").text
        assert "回执编号" in done
        assert browser.get(f"{DESK}/person/records").status_code in (409, 422), "the counter is clear again"
    found = actions(visited)
    for act in (
        "trail.person_recognised",
        "trail.person_shown",
        "trail.person_corrected",
        "trail.person_erased",
    ):
        assert act in found


def test_a_person_with_a_telephone_at_the_counter(visited: House) -> None:
    with clock.travel(visited.later(hours=3)), visited.as_(CLERK) as browser:
        sent = browser.post(f"{DESK}/person", data={"phone": PHONE, "way": "code"})
        assert sent.status_code == 303
        page = browser.get(sent.location).text
        assert 'name="code"' in page
        wrong = browser.post(f"{DESK}/person", data={"phone": PHONE, "way": "code", "code": "000000"})
        assert wrong.status_code == 422
        right = {"phone": PHONE, "way": "code", "code": visited.code(PHONE)}
        assert browser.post(f"{DESK}/person", data=right).location.endswith("/records")
        with clock.travel(visited.later(hours=4)):
            assert "15 分钟" in browser.get(f"{DESK}/person/records").text


def test_the_citizen_sets_right_withdraws_takes_along_and_erases(visited: House) -> None:
    with visited.as_(None) as browser:
        visited.later()
        with clock.travel(visited.later(hours=1)):
            assert browser.post("/zh/phone", data={"phone": PHONE}).status_code == 303
            assert browser.post("/zh/phone/code", data={"code": visited.code(PHONE)}).status_code == 303
            page = browser.get("/zh/my").text
            ref = re.search(r'name="ref" value="(booking:\d+)"', page)
            assert ref is not None
            agree = {"ref": ref[1], "name": "photo_consent", "value": "y"}
            assert browser.post("/zh/my/correct", data=agree).status_code == 303
            assert "撤回同意" in browser.get("/zh/my").text
            assert browser.post("/zh/my/correct", data={**agree, "value": ""}).status_code == 303
            assert "改为同意" in browser.get("/zh/my").text
            foreign = {"ref": "booking:999", "name": "call_name", "value": "甲"}
            assert browser.post("/zh/my/correct", data=foreign).status_code == 404
            assert browser.post("/zh/my/correct", data={**agree, "name": "phone"}).status_code == 404
            for kind, mark in (("json", '"records"'), ("html", "<dl>"), ("txt", "== ")):
                answer = browser.get(f"/zh/my/export.{kind}")
                assert mark in answer.text
                assert "王女士" in answer.text
                assert "attachment" in answer.headers["Content-Disposition"]
            assert "这些会删掉" in browser.get("/zh/my/erase").text
            done = browser.post("/zh/my/erase").text
            assert "回执" in done
            assert PHONE not in done


def test_the_audit_holds_no_word_of_a_person(visited: House) -> None:
    with visited.app.app_context():
        rows: list[Any] = db.session.query(audit.AuditEntry).all()
        assert not [row.id for row in rows if PHONE in str(row.codes) or "王女士" in str(row.codes)]
