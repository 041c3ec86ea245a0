"""The sessions in the announcement's form: rows, quotas, terms of booking, and what the booking room gets of them."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape

from core.base.clock import SHANGHAI
from tests.web.open_day.conftest import NOW, STAFF, House, announcement

EDIT = f"{STAFF}/announcements/1/edit"
#: the place of a category in the pack of Yunchuan
EXPERTS, PRESS, OTHERS = "quota_0", "quota_5", "quota_7"


def said(page: str) -> str:
    """The words of a page's main part."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page[page.index("<main") :])))


def kept(session: int, **numbers: str) -> dict[str, str]:
    return {f"sessions-{session}-{name}": value for name, value in numbers.items()}


def test_quotas_companions_and_the_line_reach_the_booking_room(house: House) -> None:
    house.approve_plan()
    quotas = {EXPERTS: "4", PRESS: "1", OTHERS: "12", "recommended": "6"}
    form = announcement(
        number="共66人，其中线下推荐6人。",
        companions="2",
        offer_hours="6",
        opens_at="2026-09-01T09:00",
        signup="9月1日9:00起至9月14日17:00，在本页报名。",
        needs=["wheelchair", "large_print"],
        **kept(0, **quotas),
    )
    with house.as_(house.editor) as browser:
        assert browser.post(EDIT, data=form).status_code == 303
        page = said(browser.get(f"{STAFF}/announcements/1").text)
        assert "专家学者 4 ， 媒体记者 1 ， 其他群众 12 ， 公共名额 13" in page
        assert "一份报名最多同行 2 人" in page
        assert "腾出的名额保留 6 小时" in page
        assert "9月14日 9:00 起，没用完的类别名额进公共名额" in page
        again = browser.get(EDIT).text
        assert re.search(
            r'name="sessions-0-quota_7"[^>]*value="12"|value="12"[^>]*name="sessions-0-quota_7"', again
        )
        assert browser.post(f"{STAFF}/announcements/1/submit").status_code == 303
    with house.app.app_context():
        from core.booking import service as booking
        from plugins.open_day import chain

        event = booking.view_event("open_day", 1)
        document = chain.ANNOUNCEMENT.document(1)
    assert event is not None
    assert event.terms.companions == 2
    assert event.terms.per_phone == 3
    assert event.terms.offer_minutes == 360
    assert event.terms.pool_at == datetime(2026, 9, 14, 9, tzinfo=SHANGHAI)
    assert event.opens_at == datetime(2026, 9, 1, 9, tzinfo=SHANGHAI)
    first, second = event.sessions
    assert first.capacity == 30  # the recommended come on top
    assert {(q.kind, q.name): q.capacity for q in first.quotas} == {
        ("category", "专家学者"): 4,
        ("category", "媒体记者"): 1,
        ("category", "其他群众"): 12,
        ("pool", ""): 13,
        ("recommended", ""): 6,
    }
    assert [q.kind for q in second.quotas if q.capacity] == ["pool"]
    assert document is not None
    assert document.revision is not None
    data = document.revision.data
    assert (data["companions"], data["offer_hours"], data["recommended"]) == (2, 6, 6)
    assert data["needs"] == ["wheelchair", "large_print"]
    assert data["gate_list"] is False


def test_what_does_not_fit_is_told_at_its_field_and_nothing_is_lost(house: House) -> None:
    house.approve_plan()
    with house.as_(house.editor) as browser:
        too_many = browser.post(EDIT, data=announcement(**kept(1, **{EXPERTS: "20", OTHERS: "11"})))
        assert too_many.status_code == 422
        assert "第 2 场留给各类代表的名额合计 31 个，比报名名额 30 个多 1 个" in too_many.text
        assert 'href="#sessions-1-capacity"' in too_many.text
        assert 'value="20"' in too_many.text
        lonely = browser.post(EDIT, data=announcement(**kept(0, **{EXPERTS: "20"})))
        assert lonely.status_code == 422
        assert 'href="#sessions-0-quota_7"' in lonely.text
        assert "就要给“其他群众”也留" in lonely.text
        crowd = browser.post(EDIT, data=announcement(companions="4", tips="带伞"))
        assert crowd.status_code == 422
        assert "一份报名最多同行 3 人（OD-06）" in crowd.text
        assert 'href="#companions"' in crowd.text
        assert "带伞" in crowd.text
        turned = browser.post(EDIT, data=announcement(opens_at="2026-09-14T18:00"))
        assert turned.status_code == 422
        assert "报名截止时间要晚于开始时间" in turned.text
        assert 'value="2026-09-14T18:00"' in turned.text
        endless = browser.post(EDIT, data=announcement(closes_at=""))
        assert endless.status_code == 422
        assert "请填写报名截止时间" in endless.text
        assert 'href="#closes_at"' in endless.text
        nobody = browser.post(EDIT, data=announcement(**{"sessions-0-capacity": "0"}))
        assert nobody.status_code == 422
        assert "名额要在 1 到 5000 之间" in nobody.text
        long_ago = browser.post(EDIT, data=announcement(closes_at="0001-01-01T10:00"))
        assert long_ago.status_code == 422
        assert "请填写日期和时间，例如 2026-09-14 17:00" in long_ago.text
        assert browser.post(EDIT, data=announcement(offer_hours="100")).status_code == 422
        assert browser.post(EDIT, data=announcement(needs=["helicopter"])).status_code == 422
        unread = browser.post(EDIT, data=announcement(**kept(0, **{OTHERS: "许多"})))
        assert unread.status_code == 422
        assert 'value="许多"' in unread.text


def test_a_session_is_taken_away_without_losing_the_others(house: House) -> None:
    house.approve_plan()
    with house.as_(house.editor) as browser:
        form = announcement(tips="带伞", remove_session="sessions-0")
        page = browser.post(EDIT, data=form)
        assert page.status_code == 200
        assert 'name="sessions-0-title"' not in page.text
        assert re.search(
            r'name="sessions-1-starts"[^>]*value="14:00"|value="14:00"[^>]*name="sessions-1-starts"',
            page.text,
        )
        assert "带伞" in page.text
        # Without JavaScript the page is sent as it stands.
        left = {name: value for name, value in announcement().items() if not name.startswith("sessions-0")}
        assert browser.post(EDIT, data=left).status_code == 303
        assert "上午场" not in said(browser.get(f"{STAFF}/announcements/1").text).split("场次和名额")[1]


def test_a_new_announcement_begins_with_the_packs_terms(house: House) -> None:
    house.approve_plan()
    with house.as_(house.editor) as browser:
        page = browser.get(EDIT).text
        assert re.search(r'name="companions"[^>]*value="3"|value="3"[^>]*name="companions"', page)
        assert re.search(r'name="offer_hours"[^>]*value="12"|value="12"[^>]*name="offer_hours"', page)
        assert "9:00 看过程：参观水厂。" in page
        assert "进现场（工程建设现场）、座谈问答" in page


def test_a_gate_list_must_be_announced(house: House) -> None:
    house.file_plan(gate_list="y")
    with house.as_(house.office) as browser:
        browser.post(f"{STAFF}/plans/1/decision", data={"decision": "approve"})
    with house.as_(house.editor) as browser:
        browser.post(f"{STAFF}/plans/1/announcement")
        assert "请带身份证，只看不存" in browser.get(EDIT).text
        browser.post(EDIT, data=announcement(tips="请穿平底鞋。"))
        page = said(browser.get(f"{STAFF}/announcements/1").text)
        assert "方案要门禁名单，公告要写明“请带身份证，只看不存”" in page
        assert "PI-01 《中华人民共和国个人信息保护法》第六条" in page
        assert browser.post(f"{STAFF}/announcements/1/submit").status_code == 422
        browser.post(EDIT, data=announcement(tips="请穿平底鞋，请带身份证，只看不存。"))
        assert browser.post(f"{STAFF}/announcements/1/submit").status_code == 303


def test_public_places_are_the_booking_rooms(house: House) -> None:
    """After publication neither the form nor a correction changes the places, which may have been moved meanwhile."""
    house.publish(opens_at="")
    with house.app.app_context():
        from core.base.access import SYSTEM
        from core.booking import service as booking

        public = booking.view_event("open_day", 1)
        assert public is not None
        booking.enlarge_session(public.sessions[0].id, capacity=40, actor=SYSTEM, now=NOW)
        before = booking.view_event("open_day", 1)
    with house.as_(house.editor) as browser:
        for change in (
            {"companions": "3"},
            {"offer_hours": "5"},
            kept(0, capacity="31"),
            kept(0, **{OTHERS: "3"}),
        ):
            refused = browser.post(EDIT, data=announcement(**change))
            assert refused.status_code == 422
            assert "场次和报名时间不能再改" in refused.text
        assert 'name="add_session"' not in browser.get(EDIT).text
        assert browser.post(EDIT, data=announcement(tips="请带伞。")).status_code == 303
        sent = browser.post(f"{STAFF}/announcements/1/submit", data={"correction": "漏了带伞"})
        assert sent.status_code == 303
    with house.app.app_context():
        assert booking.view_event("open_day", 1) == before
