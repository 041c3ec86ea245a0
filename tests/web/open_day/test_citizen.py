"""Everything a citizen meets besides the straight way: early, full, waiting, offered, lapsed, moved, called off, family."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from core.base.access import SYSTEM
from core.base.clock import travel
from tests.web.open_day.conftest import NOW, PUBLIC, STAFF, House, messages_to
from tests.web.open_day.test_journey import said

if TYPE_CHECKING:
    from flask.testing import FlaskClient

LINE = {"offer_hours": "2", "sessions-0-capacity": "1", "sessions-1-capacity": "59"}
DETAILS = {"category": "其他群众", "call_name": "王女士", "age_capacity": "y", "ties": "y"}


def send(house: House, browser: FlaskClient, phone: str, session: str = "1", **more: str) -> str:
    """The three steps; a place in line is good, too. Returns the address of the booking's page."""
    house.prove(browser, phone)
    answer = browser.post(f"{PUBLIC}/1/book/details", data={**DETAILS, "session": session, **more})
    assert answer.status_code == 303, said(answer.text)
    answer = browser.post(f"{PUBLIC}/1/book/confirm", data={"may_wait": "y"})
    assert answer.status_code == 303, said(answer.text)
    return str(answer.location).split("?")[0]


def test_waiting_is_told_then_offered_then_accepted(house: House) -> None:
    house.publish(**LINE)
    with house.as_(None) as first, house.as_(None) as second, house.as_(None) as third:
        holder = send(house, first, "13800000001")
        assert "已满，可候补" in first.get(f"{PUBLIC}/1/").text
        house.prove(second, "13800000002")
        second.post(f"{PUBLIC}/1/book/details", data={**DETAILS, "session": "1"})
        words = said(second.get(f"{PUBLIC}/1/book/confirm").text)
        assert "名额满了，可以排候补" in words
        # Without the word that a place in line will do, it is a refusal that leads on and loses nothing.
        refused = second.post(f"{PUBLIC}/1/book/confirm")
        assert refused.status_code == 409
        assert "您填的都在" in refused.text
        assert re.search(r'name="may_wait" value="y">排候补', refused.text)
        assert "改报下午场（余 59 席）" in refused.text
        mine = second.post(f"{PUBLIC}/1/book/confirm", data={"may_wait": "y"}).location.split("?")[0]
        words = said(second.get(mine).text)
        assert "候补中" in words
        assert "您排在第 1 位， 因为上午场的 1 个名额已满" in words
        assert "2 小时，夜里 21:30 到 8:00 不算在内" in words
        assert "第 1 位" in messages_to(house.app, "13800000002")[-1]
        behind = send(house, third, "13800000003")
        assert "您排在第 2 位" in said(third.get(behind).text)
        assert first.post(f"{holder}/cancel").status_code == 303
        fragment = second.get(f"{mine}/state")
        assert fragment.headers["Cache-Control"] == "no-store"
        assert "轮到您了" in fragment.text
        assert "8月17日 11:00 前答复" in fragment.text
        assert "csrf" not in fragment.text, "what is exchanged holds no token of the session"
        assert "位子留到 8月17日 11:00" in messages_to(house.app, "13800000002")[-1]
        assert "您排在第 1 位" in said(third.get(behind).text), "a place in line only gets better"
        assert second.post(f"{mine}/accept").status_code == 303
        assert "已报名" in said(second.get(mine).text)
        assert "位子定了" in messages_to(house.app, "13800000002")[-1]
        # Pressed twice: nothing changes, nothing more is told.
        assert second.post(f"{mine}/accept").status_code == 303
        assert len(messages_to(house.app, "13800000002")) == 4, "code, waiting, offered, accepted"


def test_an_offer_declined_passes_on_and_one_that_lapses_says_what_to_do(house: House) -> None:
    from core.booking import service as booking

    house.publish(**LINE)
    with house.as_(None) as one, house.as_(None) as two, house.as_(None) as three:
        holder = send(house, one, "13800000001")
        second, third = send(house, two, "13800000002"), send(house, three, "13800000003")
        one.post(f"{holder}/cancel")
        assert "不来了吗" in two.get(f"{second}/cancel").text
        two.post(f"{second}/cancel")
        assert "轮到您了" in said(three.get(third).text)
        with travel(house.later(hours=3)):
            # Before the minute's job has run the page already tells the truth.
            assert "留位过了时限" in said(three.get(third).text)
            late = three.post(f"{third}/accept")
            assert late.status_code == 409
            assert "过了时间" in said(late.text)
            with house.app.app_context():
                assert booking.lapse_offers(house.later(hours=3)) == 1
            page = three.get(third).text
            assert "留位过了时限" in said(page)
            assert "改报下午场" in said(page)
            assert "过了时限" in messages_to(house.app, "13800000003")[-1]
            assert three.post(f"{third}/session", data={"session": "2"}).status_code == 303
            words = said(three.get(third).text)
            assert "0919-2-001" in words
            assert "已报名" in words
            assert "已换场次" in messages_to(house.app, "13800000003")[-1]


def test_who_was_not_reached_in_line_hears_of_it(house: House) -> None:
    from core.booking import service as booking

    house.publish(**LINE)
    with house.as_(None) as one, house.as_(None) as two:
        send(house, one, "13800000001")
        mine = send(house, two, "13800000002")
        start = house.later(days=400)
        with house.app.app_context():
            assert booking.end_line(start, 1) == 1
            assert booking.end_line(start, 1) == 1, "asked again, the message is still one"
        told = [text for text in messages_to(house.app, "13800000002") if "没有轮到您" in text]
        assert len(told) == 1
        assert "请不要前来" in told[0]
        with travel(start):
            assert "没有轮到" in said(two.get(mine).text)


def test_a_session_has_one_name_in_every_calendar(house: House) -> None:
    house.publish(**LINE)
    with house.as_(None) as citizen:

        def names(address: str, host: str) -> list[str]:
            text = citizen.get(address, headers={"Host": host}).get_data(as_text=True).replace("\r\n ", "")
            return sorted(line for line in text.splitlines() if line.startswith("UID:open-day-session-"))

        mine = send(house, citizen, "13800000001")
        day = names(f"{PUBLIC}/1/calendar.ics", "localhost")
        assert len(day) == 2
        assert names(f"{PUBLIC}/1/calendar.ics", "open.example.cn") == day
        assert names("/zh/c/2026-open-day/agenda.ics", "localhost") == day
        (booked,) = names(f"{mine}/calendar.ics", "localhost")
        assert booked in day


def test_early_birds_fill_in_and_lose_nothing(house: House) -> None:
    house.publish(opens_at="2026-08-17T10:00")
    phone, early = "13800002046", f"{PUBLIC}/1/book?early=1&change=1"
    with house.as_(None) as citizen:
        page = citizen.get(f"{PUBLIC}/1/book")
        assert page.status_code == 409
        assert re.search(r"还有 \d+ (分钟|小时)", page.text)
        assert 'data-opens="2026-08-17T' in page.text
        left = citizen.get(f"{PUBLIC}/1/opens-in")
        assert 0 < int(left.text) <= 3_600_000
        assert left.headers["Cache-Control"] == "no-store"
        assert "还有 " not in citizen.get(f"{PUBLIC}/1/").text, "a kept page holds no running time"
        assert citizen.post(early, data={"phone": phone}).status_code == 303
        done = citizen.post(early, data={"phone": phone, "code": house.code(phone)})
        assert done.location.endswith("/book/details")
        citizen.post(f"{PUBLIC}/1/book/details", data={**DETAILS, "session": "2"})
        page = citizen.get(f"{PUBLIC}/1/book/confirm")
        assert "填的都在，不会丢" in page.text
        refused = citizen.post(f"{PUBLIC}/1/book/confirm")
        assert refused.status_code == 409
        assert "报名还没开始" in refused.text
        with travel(house.later(hours=1)):
            assert "我要报名" in citizen.get(f"{PUBLIC}/1/places").text
            booked = citizen.post(f"{PUBLIC}/1/book/confirm")
            assert "报名成功" in citizen.get(booked.location).text


def test_a_family_books_with_one_phone_up_to_the_packs_number(house: House) -> None:
    house.publish()
    with house.as_(None) as citizen:
        tickets = {send(house, citizen, "13800002046")}
        for name in ("李奶奶", "王爷爷"):
            page = citizen.get(f"{PUBLIC}/1/book?again=1")
            assert page.location.endswith("/book/details")
            assert "为家人报一位" in citizen.get(page.location).text
            citizen.post(f"{PUBLIC}/1/book/details", data={**DETAILS, "session": "1", "call_name": name})
            tickets.add(citizen.post(f"{PUBLIC}/1/book/confirm").location.split("?")[0])
        assert len(tickets) == 3
        words = said(citizen.get(sorted(tickets)[0]).text)
        assert "李奶奶" in words
        assert "再为家人报一位" not in words, "three is the pack's number"
        citizen.get(f"{PUBLIC}/1/book?again=1")
        back = citizen.get(f"{PUBLIC}/1/book/details")
        assert "/booking/" in back.location
        assert "已经报了 3 份" in citizen.get(back.location).text
    with house.as_(None) as stranger:
        words = said(stranger.get(sorted(tickets)[0]).text)
        assert sum(name in words for name in ("王女士", "李奶奶", "王爷爷")) == 1, "a link opens one booking"
        assert "家人 " not in words


def test_companions_help_name_and_category_are_changed_by_the_holder(house: House) -> None:
    house.publish(companions="3", **{"sessions-0-capacity": "3", "sessions-1-capacity": "57"})
    with house.as_(None) as citizen, house.as_(None) as other:
        mine = send(house, citizen, "13800002046", party="2")
        assert "共 2 人" in messages_to(house.app, "13800002046")[-1]
        change = {"call_name": "王阿姨", "category": "网民代表", "party": "1", "wheelchair": "y"}
        assert citizen.post(f"{mine}/change", data=change).status_code == 303
        words = said(citizen.get(mine).text)
        for word in ("王阿姨", "网民代表", "需要轮椅通道"):
            assert word in words
        assert "报名已改好" in messages_to(house.app, "13800002046")[-1]
        send(house, other, "13800002047", party="2")
        refused = citizen.post(f"{mine}/change", data={**change, "party": "3", "call_name": "王大姐"})
        assert refused.status_code == 422
        assert "现在不能增加" in refused.text
        assert 'value="王大姐"' in refused.text
        assert 'href="#party"' in refused.text
        # Too large a group is told where the number stands, before anything is sent.
        citizen.post(f"{mine}/session", data={"session": "2"})
        house.prove(other, "13800002048")
        page = other.post(f"{PUBLIC}/1/book/details", data={**DETAILS, "session": "1", "party": "3"})
        assert page.status_code == 422
        assert "只剩 1 席，不够 3 个人" in page.text


def test_a_gate_list_asks_for_the_full_name_and_says_that_the_card_is_only_looked_at(house: House) -> None:
    from core.base.db import db
    from core.base.personal import Consent

    house.file_plan(gate_list="y")
    with house.as_(house.office) as browser:
        browser.post(f"{STAFF}/plans/1/decision", data={"decision": "approve"})
    with house.as_(house.editor) as browser:
        browser.post(f"{STAFF}/plans/1/announcement")
    house.approved = True
    house.publish(tips="请带身份证，只看不存。请穿平底鞋。")
    with house.as_(None) as citizen:
        assert "入场登记" in citizen.get(f"{PUBLIC}/1/book").text
        house.prove(citizen, "13800002046")
        page = citizen.post(f"{PUBLIC}/1/book/details", data={**DETAILS, "session": "1"})
        assert page.status_code == 422
        assert "请填写入场登记用的姓名" in page.text
        assert "请带身份证，只看不存" in page.text
        citizen.post(f"{PUBLIC}/1/book/details", data={**DETAILS, "session": "1", "full_name": "王秀兰"})
        mine = citizen.post(f"{PUBLIC}/1/book/confirm").location.split("?")[0]
        assert "请带身份证，只看不存" in said(citizen.get(mine).text)
        assert (citizen.get(f"{mine}/data.json").json or {})["full_name"] == "王秀兰"
        assert "王秀兰" in citizen.get(f"{mine}/data").text
    assert "请带身份证" in messages_to(house.app, "13800002046")[-1]
    with house.app.app_context():
        agreed = {(c.notice, c.way) for c in db.session.query(Consent)}
        assert agreed == {("open_day.booking", "click"), ("open_day.gate", "click")}


def test_moved_and_called_off_keep_the_readers_language_and_offer_another_session(house: House) -> None:
    from core.base.db import db
    from core.base.outbox import OutboxMessage
    from core.booking import service as booking

    house.publish()
    english = PUBLIC.replace("/zh/", "/en/")
    with house.as_(None) as citizen:
        house.prove(citizen, "13800002046")
        citizen.post(f"{english}/1/book/details", data={**DETAILS, "session": "1"})
        mine = citizen.post(f"{english}/1/book/confirm").location.split("?")[0].replace("/en/", "/zh/")
        with house.app.app_context():
            event = booking.event_by_id(1)
            session = event.sessions[0]
            day = timedelta(days=1)
            booking.move_session(
                1,
                starts_at=session.starts_at + day,
                ends_at=session.ends_at + day,
                place="西门",
                actor=SYSTEM,
                now=NOW,
            )
        words = said(citizen.get(mine).text)
        assert "9月20日" in words
        assert "西门" in words
        with house.app.app_context():
            booking.call_off_session(1, actor=SYSTEM, now=NOW)
            told = db.session.query(OutboxMessage).filter(OutboxMessage.kind.like("open_day.%")).all()
            assert {m.kind: m.lang for m in told} == {
                "open_day.booked": "en",
                "open_day.moved": "en",
                "open_day.called_off": "en",
            }
        page = citizen.get(mine)
        assert "这一场取消了，请不要来" in said(page.text)
        assert "已取消" in citizen.get(f"{PUBLIC}/1/").text
        assert citizen.post(f"{mine}/session", data={"session": "2"}).status_code == 303
        assert "已报名" in said(citizen.get(mine).text)
        with house.app.app_context():
            booking.call_off_event(1, actor=SYSTEM, now=NOW)
        assert "这次活动取消了" in said(citizen.get(mine).text)
        closed = citizen.get(f"{PUBLIC}/1/book?again=1")
        assert closed.status_code == 409
        assert "这次活动取消了" in closed.text
        assert "这次活动取消了" in citizen.get(f"{PUBLIC}/1/").text


@pytest.mark.parametrize("reach", ["sms", "call", "none"])
def test_who_gets_no_messages_is_called_and_who_wants_none_gets_none(house: House, reach: str) -> None:
    from dataclasses import replace

    from core.base.db import db, unit_of_work
    from core.base.outbox import OutboxMessage
    from core.base.privacy import unseal
    from core.booking import service as booking

    house.publish()
    registry = house.app.extensions["yangguang"]
    site = {**registry.settings.site, "url": "https://open.example.org/"}
    registry.settings = replace(registry.settings, site=site)
    at = house.later(minutes=1)
    with house.app.app_context():
        phone = "13800002046" if reach == "sms" else "0954-2000118"
        with unit_of_work():
            got = booking.book_place(
                booking.BookPlace(
                    1, 1, phone, "赵大爷", "其他群众", ("age_capacity", "ties"), (), False, at, f"key-{reach}",
                    way="clerk", reach=reach,
                ),
                actor=SYSTEM,
                now=at,
            )  # fmt: skip
        booking.call_off_session(1, actor=SYSTEM, now=at)
        told = db.session.query(OutboxMessage).filter(OutboxMessage.kind.like("open_day.%")).all()
        lanes = [(m.kind, m.lane) for m in told]
        if reach == "none":
            assert lanes == []
            return
        assert lanes == [("open_day.booked", reach), ("open_day.called_off", reach)]
        # A job has no request: the address is the one in the settings.
        wanted = f"https://open.example.org/zh/c/2026-open-day/open-day/booking/{got.token}"
        assert wanted in unseal(told[-1].body_sealed)
        registry.settings = replace(registry.settings, site={**site, "url": ""})
        booking.change_session(got.token, 2, actor=SYSTEM, now=at)
        last = db.session.query(OutboxMessage).order_by(OutboxMessage.id.desc()).first()
        assert last is not None
        assert "http" not in unseal(last.body_sealed), (
            "no address known: the message says where to type the number"
        )
        assert "找到我的报名" in unseal(last.body_sealed)


def test_delete_me_takes_every_booking_of_the_phone_and_offers_the_places_on(house: House) -> None:
    house.publish(**LINE)
    with house.as_(None) as one, house.as_(None) as two:
        holder, waits = send(house, one, "13800000001"), send(house, two, "13800000002")
        assert "已经删除" in one.post(f"{holder}/delete").text
        assert one.get(holder).status_code == 404
        assert "轮到您了" in said(two.get(waits).text)
        assert "要退出候补吗" not in two.get(f"{waits}/cancel").text
    with house.as_(None) as anybody:
        assert anybody.get(f"{PUBLIC}/booking/nonsense").status_code == 404
