"""From the plan to the roster, through the pages."""

from __future__ import annotations

import re
from html import unescape

from core.base.clock import travel
from tests.web.open_day.conftest import PUBLIC, STAFF, House, announcement, messages_to, plan


def said(page: str) -> str:
    """The words of a page's main part."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page[page.index("<main") :])))


def test_plan_is_filed_returned_mended_and_approved(house: House) -> None:
    with house.as_(house.editor) as browser:
        assert "还没有方案" in browser.get(f"{STAFF}/").text
        answer = browser.post(f"{STAFF}/plans/new", data=plan(house, then="file"))
        assert answer.status_code == 303
        assert "等政务公开办审核" in browser.get(answer.location).text
        # It lies with the office: the department can't change it now.
        assert browser.get(f"{STAFF}/plans/1/edit").status_code == 303
    with house.as_(house.office) as browser:
        refused = browser.post(f"{STAFF}/plans/1/decision", data={"decision": "return", "remarks": " "})
        assert refused.status_code == 422
        assert "退回时请写明要改什么" in refused.text
        browser.post(f"{STAFF}/plans/1/decision", data={"decision": "return", "remarks": "请写明谁带队"})
        again = browser.post(f"{STAFF}/plans/1/decision", data={"decision": "approve"})
        assert again.status_code == 409
    with house.as_(house.editor) as browser:
        assert "请写明谁带队" in browser.get(f"{STAFF}/plans/1/edit").text
        browser.post(f"{STAFF}/plans/1/edit", data=plan(house, leaders="局长带队", then="file"))
    with house.as_(house.office) as browser:
        browser.post(f"{STAFF}/plans/1/decision", data={"decision": "approve"})
        assert "已备案" in browser.get(f"{STAFF}/").text


def test_incomplete_plan_is_kept_and_says_what_is_missing(house: House) -> None:
    with house.as_(house.editor) as browser:
        page = browser.post(f"{STAFF}/plans/new", data=plan(house, leaders="", place="", then="file"))
        assert page.status_code == 422
        assert "请填写“参加领导”" in page.text
        assert 'href="#place"' in page.text
        assert "一滴水的旅程" in page.text
        draft = browser.post(f"{STAFF}/plans/new", data=plan(house, leaders=""))
        assert draft.status_code == 303


def test_unreadable_fields_keep_what_was_typed(house: House) -> None:
    with house.as_(house.editor) as browser:
        page = browser.post(
            f"{STAFF}/plans/new",
            data=plan(house, day="2026-02-30", number="三十", starts="九点", then="file"),
        )
        assert page.status_code == 422
        for typed in ("2026-02-30", "三十", "九点"):
            assert f'value="{typed}"' in page.text
        assert "请填写存在的日期" in page.text
        unmarked = plan(house)
        del unmarked["not_secret"]
        assert "有密级的不能放进本平台" in browser.post(f"{STAFF}/plans/new", data=unmarked).text


def test_other_departments_see_nothing(house: House) -> None:
    with house.as_(house.editor) as browser:
        browser.post(f"{STAFF}/plans/new", data=plan(house, then="file"))
    with house.as_(house.stranger) as browser:
        assert "一滴水" not in browser.get(f"{STAFF}/").text
        assert browser.get(f"{STAFF}/plans/1").status_code == 404
        assert browser.post(f"{STAFF}/plans/1/decision", data={"decision": "approve"}).status_code == 403


def test_announcement_is_checked_and_sent_only_when_it_is_complete(house: House) -> None:
    house.approve_plan()
    with house.as_(house.editor) as browser:
        page = said(browser.get(f"{STAFF}/announcements/1").text)
        assert "公告检查：10 项齐全，3 项缺少，0 项不一致" in page
        assert "还不能送：有 3 处要改" in page
        refused = browser.post(f"{STAFF}/announcements/1/submit")
        assert refused.status_code == 422
        assert "还有 3 处要改" in refused.text
        faulty = announcement(number="共40人。", time_place="2026年9月19日（星期五）9:00，云川市第二水厂东门")
        assert browser.post(f"{STAFF}/announcements/1/edit", data=faulty).status_code == 303
        page = said(browser.get(f"{STAFF}/announcements/1").text)
        assert "正文写 40 人，场次合计 60 人" in page
        assert "2026年9月19日(星期五)应是星期六" in page
        assert browser.post(f"{STAFF}/announcements/1/edit", data=announcement()).status_code == 303
        assert "13 项齐全" in browser.get(f"{STAFF}/announcements/1").text
        assert browser.post(f"{STAFF}/announcements/1/submit").status_code == 303


def test_session_rows_are_added_and_judged_without_losing_anything(house: House) -> None:
    house.approve_plan()
    with house.as_(house.editor) as browser:
        more = browser.post(f"{STAFF}/announcements/1/edit", data=announcement(tips="带伞", add_session="1"))
        assert more.status_code == 200
        assert "带伞" in more.text
        assert 'name="sessions-2-title"' in more.text
        bad = announcement(**{"sessions-1-capacity": "很多", "sessions-0-ends": "08:00"})
        page = browser.post(f"{STAFF}/announcements/1/edit", data=bad)
        assert page.status_code == 422
        assert 'value="很多"' in page.text
        assert 'href="#sessions-1-capacity"' in page.text
        assert "结束时间要晚于开始时间" in page.text


def test_announcement_is_public_only_after_the_chain(house: House) -> None:
    house.approve_plan()
    with house.as_(None) as citizen:
        assert citizen.get(f"{PUBLIC}/1/").status_code == 404
        assert citizen.get(f"{PUBLIC}/1/book").status_code == 404
        assert "现在没有安排好的开放日" in citizen.get(f"{PUBLIC}/").text
    house.publish()
    with house.as_(None) as citizen:
        page = citizen.get(f"{PUBLIC}/1/")
        assert page.status_code == 200
        assert "余 60 席" in page.text
        assert "二、时间地点" in page.text
        assert "第 1 版" in page.text
        # Cacheable: no token, no cookie, nothing about a visitor.
        assert page.headers["Cache-Control"] == "public, no-cache"
        assert "csrf" not in page.text
        assert "Set-Cookie" not in page.headers
        assert citizen.get(f"{PUBLIC}/1/", headers={"If-None-Match": page.headers["ETag"]}).status_code == 304
        assert b"BEGIN:VCALENDAR" in citizen.get(f"{PUBLIC}/1/calendar.ics").data
        assert "一滴水的旅程" in citizen.get(f"{PUBLIC}/").text


def test_a_citizen_books_on_a_phone_and_cancels(house: House) -> None:
    house.publish()
    with house.as_(None) as citizen:
        sessions = re.findall(r'name="session" value="(\d+)"', citizen.get(f"{PUBLIC}/1/").text)
        afternoon = sessions[1]
        page = citizen.get(f"{PUBLIC}/1/book?session={afternoon}")
        assert "先确认是您本人的手机" in page.text
        assert "14:00—16:30" in page.text
        assert page.headers["Cache-Control"] == "no-store"
        house.prove(citizen, "138 0000 2046")
        page = citizen.get(f"{PUBLIC}/1/book/details")
        assert "其他群众" in page.text
        assert f'value="{afternoon}" checked' in page.text
        details = {
            "session": afternoon, "category": "其他群众", "call_name": "王女士", "age_capacity": "y", "ties": "y",
            "wheelchair": "y",
        }  # fmt: skip
        answer = citizen.post(f"{PUBLIC}/1/book/details", data=details)
        assert answer.status_code == 303
        overview = said(citizen.get(answer.location).text)
        for word in ("下午场", "王女士", "138****2046", "需要轮椅通道", "不同意公开"):
            assert word in overview
        booked = citizen.post(f"{PUBLIC}/1/book/confirm")
        assert booked.status_code == 303
        ticket = citizen.get(booked.location)
        assert "报名成功" in ticket.text
        assert "0919-2-001" in ticket.text
        assert ticket.headers["Cache-Control"] == "no-store"
        message = messages_to(house.app, "13800002046")[-1]
        for word in ("0919-2-001", "9月19日（星期六）14:00", "第二水厂东门", "http"):
            assert word in message
        # The same press again changes nothing.
        again = citizen.post(f"{PUBLIC}/1/book/confirm")
        assert again.status_code == 303
        assert "余 29 席" in citizen.get(f"{PUBLIC}/1/").text
    link = re.search(r"http://\S+?/booking/([\w-]+)", message)
    assert link is not None
    with house.as_(None) as other_device:
        manage = f"{PUBLIC}/booking/{link[1]}"
        assert "0919-2-001" in other_device.get(manage).text
        assert "王女士" in other_device.get(f"{manage}/data.json").json.values()  # type: ignore[union-attr]
        assert b"VEVENT" in other_device.get(f"{manage}/calendar.ics").data
        assert "要取消报名吗" in other_device.get(f"{manage}/cancel").text
        assert other_device.post(f"{manage}/photo", data={"agreed": "1"}).status_code == 303
        assert "改为不同意公开照片" in other_device.get(manage).text
        assert other_device.post(f"{manage}/cancel").status_code == 303
        assert "这次报名已取消" in other_device.get(manage).text
        assert "余 60 席" in other_device.get(f"{PUBLIC}/1/").text
        assert len([m for m in messages_to(house.app, "13800002046") if "已取消" in m]) == 1


def test_what_is_missing_in_step_two_is_said_and_nothing_is_lost(house: House) -> None:
    house.publish()
    with house.as_(None) as citizen:
        house.prove(citizen, "13800002046")
        page = citizen.post(
            f"{PUBLIC}/1/book/details",
            data={"session": "1", "call_name": "", "age_capacity": "y", "sign_language": "y"},
        )
        assert page.status_code == 422
        for word in (
            "有 3 处要改",
            "请选择一个代表类别",
            "请填写怎么称呼您",
            "请确认：我在云川市生活、工作或学习",
        ):
            assert word in page.text
        assert re.search(r'id="sign_language" value="y" checked', page.text)


def test_what_was_typed_survives_a_proof_that_ran_out(house: House) -> None:
    house.publish()
    details = {
        "session": "1",
        "category": "网民代表",
        "call_name": "赵先生",
        "age_capacity": "y",
        "ties": "y",
    }
    with house.as_(None) as citizen:
        house.prove(citizen, "13800002046")
        with travel(house.later(hours=3)):
            answer = citizen.post(f"{PUBLIC}/1/book/details", data=details)
            assert answer.location.endswith("/book")
            house.prove(citizen, "13800002046")
            page = citizen.get(f"{PUBLIC}/1/book/details").text
            assert 'value="赵先生"' in page
            assert re.search(r'value="网民代表" checked', page)


def test_a_wrong_phone_or_code_is_told_at_the_field(house: House) -> None:
    house.publish()
    with house.as_(None) as citizen:
        page = citizen.post(f"{PUBLIC}/1/book?change=1", data={"phone": "1380000"})
        assert page.status_code == 422
        assert 'value="1380000"' in page.text
        assert 'href="#phone"' in page.text
        citizen.post(f"{PUBLIC}/1/book?change=1", data={"phone": "13800002046"})
        page = citizen.post(f"{PUBLIC}/1/book?change=1", data={"phone": "13800002046", "code": "000000"})
        assert page.status_code == 422
        assert "验证码不对" in page.text
        assert 'value="13800002046"' in page.text


def test_one_person_one_booking_and_a_full_session(house: House) -> None:
    house.publish(**{"sessions-0-capacity": "1", "sessions-1-capacity": "59"})
    with house.as_(None) as first:
        house.book(first, "13800002046", session="1")
        # Coming back shows the ticket instead of the form.
        assert "/booking/" in first.get(f"{PUBLIC}/1/book/details").location
    with house.as_(None) as second:
        house.prove(second, "13900002046")
        details = {
            "session": "1",
            "category": "其他群众",
            "call_name": "李先生",
            "age_capacity": "y",
            "ties": "y",
        }
        page = second.post(f"{PUBLIC}/1/book/details", data=details)
        assert page.status_code == 422
        assert "这一场刚刚报满了" in page.text
        assert 'value="李先生"' in page.text


def test_a_session_that_fills_up_in_between_offers_the_other(house: House) -> None:
    house.publish(**{"sessions-0-capacity": "1", "sessions-1-capacity": "59"})
    details = {
        "session": "1",
        "category": "其他群众",
        "call_name": "李先生",
        "age_capacity": "y",
        "ties": "y",
    }
    with house.as_(None) as slow, house.as_(None) as quick:
        house.prove(slow, "13900002046")
        slow.post(f"{PUBLIC}/1/book/details", data=details)
        house.book(quick, "13800002046", session="1")
        page = slow.post(f"{PUBLIC}/1/book/confirm")
        assert page.status_code == 409
        assert "还有名额的场次：下午场" in page.text
        slow.post(f"{PUBLIC}/1/book/details", data={**details, "session": "2"})
        assert "/booking/" in slow.post(f"{PUBLIC}/1/book/confirm").location


def test_found_again_by_number_phone_and_code(house: House) -> None:
    house.publish()
    with house.as_(None) as citizen:
        house.book(citizen, "13800002046", session="1")
    with travel(house.later(minutes=5)), house.as_(None) as other:
        assert "找到我的报名" in other.get(f"{PUBLIC}/find").text
        asked = {"number": "０９１９－１－００１", "phone": "13800002046"}
        assert "验证码" in other.post(f"{PUBLIC}/find", data=asked).text
        code = house.code("13800002046")
        answer = other.post(f"{PUBLIC}/find", data={**asked, "code": code})
        assert "/booking/" in answer.location
    with travel(house.later(minutes=10)), house.as_(None) as stranger:
        stranger.post(f"{PUBLIC}/find", data={"number": "0919-1-001", "phone": "13700002046"})
        code = house.code("13700002046")
        page = stranger.post(
            f"{PUBLIC}/find", data={"number": "0919-1-001", "phone": "13700002046", "code": code}
        )
        assert page.status_code == 422
        assert "没有找到这个编号" in page.text


def test_closed_before_and_after_the_window(house: House) -> None:
    house.publish(opens_at="2026-09-01T09:00", signup="9月1日9:00起至9月14日17:00，在本页报名。")
    with house.as_(None) as citizen:
        page = citizen.get(f"{PUBLIC}/1/book")
        assert page.status_code == 409
        assert "报名还没开始" in page.text
        assert "9月1日 9:00 开始报名" in citizen.get(f"{PUBLIC}/1/").text
        with travel(house.later(days=30)):
            assert "报名已经截止" in citizen.get(f"{PUBLIC}/1/").text
            assert citizen.get(f"{PUBLIC}/1/book").status_code == 409


def test_delete_me_frees_the_place(house: House) -> None:
    house.publish()
    with house.as_(None) as citizen:
        token = house.book(citizen, "13800002046", session="1")
        assert "要删除您的信息吗" in citizen.get(f"{PUBLIC}/booking/{token}/delete").text
        assert "已经删除" in citizen.post(f"{PUBLIC}/booking/{token}/delete").text
        assert citizen.get(f"{PUBLIC}/booking/{token}").status_code == 404
        assert "余 60 席" in citizen.get(f"{PUBLIC}/1/").text


def test_roster_is_for_the_department_and_every_look_is_audited(house: House) -> None:
    from core.base.audit import AuditEntry
    from core.base.db import db

    house.publish()
    with house.as_(None) as citizen:
        house.book(citizen, "13800002046", session="1")
    with house.as_(house.editor) as browser:
        page = browser.get(f"{STAFF}/announcements/1/roster")
        for word in ("0919-1-001", "王女士", "13800002046", "来 1 人"):
            assert word in said(page.text)
    with house.as_(house.stranger) as browser:
        assert browser.get(f"{STAFF}/announcements/1/roster").status_code == 404
    with house.as_(house.office) as browser:
        assert browser.get(f"{STAFF}/announcements/1/roster").status_code == 403
    with house.app.app_context():
        assert db.session.query(AuditEntry).filter_by(action="booking.roster_viewed").count() == 1


def test_without_a_gateway_people_are_sent_to_the_clerk(house: House) -> None:
    from dataclasses import replace

    house.publish()
    registry = house.app.extensions["yangguang"]
    registry.settings = replace(registry.settings, sms_gateway="")
    with house.as_(None) as citizen:
        page = citizen.get(f"{PUBLIC}/1/book").text
        assert "现在还不能在网上验证手机" in page
        assert 'href="tel:2600118"' in page


def test_column_and_desk_show_the_open_day(house: House) -> None:
    house.publish()
    with house.as_(None) as citizen:
        column = citizen.get("/zh/c/2026-open-day/")
        assert "报名参观" in column.text
        assert "余 60 席" in column.text
    house.file_plan(theme="第二个开放日")
    with house.as_(house.office) as browser:
        assert "审核开放日方案：第二个开放日" in browser.get("/zh/staff/").text


def test_english_pages(house: House) -> None:
    house.publish()
    with house.as_(None) as citizen:
        for path in (f"{PUBLIC}/", f"{PUBLIC}/1/", f"{PUBLIC}/1/book", f"{PUBLIC}/find"):
            page = citizen.get(path.replace("/zh/", "/en/"))
            assert page.status_code == 200
            assert '<html lang="en"' in page.text
