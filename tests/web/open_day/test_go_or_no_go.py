"""Go or no-go: the warning, the page with its ways out, moving and calling off, the office's page of all open days."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape

import pytest

from core.base.access import Actor
from core.base.clock import SHANGHAI, travel
from tests.web.open_day.conftest import (
    APPROVING,
    EDITING,
    PUBLIC,
    STAFF,
    House,
    announcement,
    messages_to,
    officer,
)

DAY = f"{STAFF}/announcements/1"
DECIDING = datetime(2026, 9, 16, 9, 30, tzinfo=SHANGHAI)


def said(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page[page.index("<main") :])))


@pytest.fixture
def editor(house: House) -> Actor:
    """Two booked, one in each session; staff who have just given their password."""
    house.app.extensions["yangguang"].ask_again = lambda: None
    house.publish()
    with house.as_(None) as citizen:
        house.book(citizen, "13800002046", session="1")
        house.book(citizen, "13800003157", session="2")
    return officer(101, "editor", house.water, *EDITING, "open_day.call_off", "open_day.recommend")


def run_job(house: House) -> int:
    from core.base import clock, events, jobs

    with house.app.app_context():
        events.deliver_due(clock.now())
        return jobs.run_due(clock.now())


def warnings(house: House) -> list[tuple[int, int, int]]:
    from core.base.db import db
    from plugins.open_day.models_taking_part import TooFew

    with house.app.app_context():
        return [(row.session_id, row.booked, row.least) for row in db.session.query(TooFew)]


def test_on_the_day_in_the_pack_the_job_warns_once_and_the_desk_says_what_to_do(
    house: House, editor: Actor
) -> None:
    run_job(house)
    assert warnings(house) == []
    with travel(DECIDING):
        run_job(house)
        run_job(house)
        assert warnings(house) == [(0, 2, 25)]
        with house.as_(editor) as browser:
            desk = browser.get("/zh/staff/").text
            assert "人数不够，决定办不办" in desk
            page = said(browser.get(f"{DAY}/decide").text)
            assert "已报 2 人，要有 25 人，还差 23 人" in page
            assert "还没有人" in page
            places = f"{DAY}/sessions/1/places"
            assert 'value="30"' in browser.get(places).text
            assert browser.post(places, data={"capacity": "0", "recommended": "2"}).status_code == 422
            assert browser.post(places, data={"capacity": "31", "recommended": "2"}).status_code == 303
            assert "网上 1 / 31 · 推荐 0 / 2" in said(browser.get(f"{DAY}/decide").text)
            late = browser.post(f"{DAY}/decide/extend", data={"closes_at": "2026-09-19T10:00"})
            assert late.status_code == 422
            done = browser.post(f"{DAY}/decide/extend", data={"closes_at": "2026-09-18T17:00"})
            assert done.status_code == 303
        with house.as_(None) as citizen:
            assert citizen.get(f"{PUBLIC}/1/book").status_code == 200


def test_moving_shows_who_is_told_and_counts_the_days_anew(house: House, editor: Actor) -> None:
    form = {
        "day": "2026-08-31",
        "starts": "9:00",
        "ends": "11:30",
        "place": "云川市第二水厂东门",
        "reason": "水厂检修",
    }
    move = f"{DAY}/sessions/1/move"
    with house.as_(editor) as browser:
        assert "1 份报名" in said(browser.get(move).text)
        near = browser.post(move, data=form)
        assert near.status_code == 422
        assert "重新算" in near.text
        asked = browser.post(move, data={**form, "day": "2026-09-26"})
        assert asked.status_code == 200
        assert "更正公告最迟" in said(asked.text)
        assert messages_to(house.app, "13800002046")[-1].find("有变") < 0
        mute = browser.post(move, data={**form, "day": "2026-09-26", "reason": "", "sure": "1"})
        assert mute.status_code == 422
        assert browser.post(move, data={**form, "day": "2026-09-26", "sure": "1"}).status_code == 303
        assert "改了日期，公告还没有更正" in said(browser.get(f"{DAY}/decide").text)
        assert "更正公告" in browser.get("/zh/staff/").text
    told = messages_to(house.app, "13800002046")[-1]
    assert "9月26日" in told
    assert "原因：水厂检修。" in told
    assert "有变" not in messages_to(house.app, "13800003157")[-1]
    with house.as_(None) as citizen:
        page = said(citizen.get(f"{PUBLIC}/1/").text)
        assert "水厂检修" in page
        assert "9月19日" in page


def test_correction_after_a_move_goes_through_the_chain_also_near_the_other_session(
    house: House, editor: Actor
) -> None:
    moved = {
        "day": "2026-09-26",
        "starts": "9:00",
        "ends": "11:30",
        "place": "云川市第二水厂东门",
        "reason": "检修",
    }
    text = "上午场2026年9月26日（星期六）9:00—11:30，下午场2026年9月19日（星期六）14:00—16:30。地点：云川市第二水厂东门。"
    fixed = announcement(time_place=text, **{"sessions-0-day": "2026-09-26"})
    with travel(datetime(2026, 9, 9, 9, 0, tzinfo=SHANGHAI)):
        with house.as_(editor) as browser:
            assert browser.post(f"{DAY}/sessions/1/move", data={**moved, "sure": "1"}).status_code == 303
            assert browser.post(f"{DAY}/edit", data=fixed).status_code == 303
            # The afternoon stays on a day that is ten days off: it was announced in time.
            sent = browser.post(f"{DAY}/submit", data={"correction": "上午场改到9月26日"})
            assert sent.status_code == 303, said(sent.text)
        house.walk_chain()
        with house.as_(editor) as browser:
            assert "公告还没有更正" not in said(browser.get(f"{DAY}/decide").text)


def test_another_hour_of_the_same_day_counts_nothing_anew(house: House, editor: Actor) -> None:
    form = {
        "day": "2026-09-19",
        "starts": "9:30",
        "ends": "12:00",
        "place": "云川市第二水厂东门",
        "reason": "路不好走",
    }
    with house.as_(editor) as browser:
        asked = browser.post(f"{DAY}/sessions/1/move", data=form)
        assert "不用重新算" in said(asked.text)
        assert browser.post(f"{DAY}/sessions/1/move", data={**form, "sure": "1"}).status_code == 303
        assert "公告还没有更正" not in said(browser.get(f"{DAY}/decide").text)


def test_calling_off_asks_tells_everybody_and_stands_on_the_public_page(house: House, editor: Actor) -> None:
    with house.as_(editor) as browser:
        page = said(browser.get(f"{DAY}/sessions/1/call-off").text)
        assert "要取消上午场吗" in page
        assert "下午场" in page
        assert browser.post(f"{DAY}/sessions/1/call-off", data={"reason": " "}).status_code == 422
        done = browser.post(f"{DAY}/sessions/1/call-off", data={"reason": "暴雨橙色预警"})
        assert done.status_code == 303
        again = browser.post(f"{DAY}/sessions/1/call-off", data={"reason": "再取消一次"})
        assert again.status_code == 422
        told = messages_to(house.app, "13800002046")[-1]
        assert "请不要来" in told
        assert "原因：暴雨橙色预警。" in told
        assert "请不要来" not in messages_to(house.app, "13800003157")[-1]
        with house.as_(None) as citizen:
            assert "暴雨橙色预警" in citizen.get(f"{PUBLIC}/1/").text
    with house.as_(editor) as browser:
        # The last session that is held takes the day with it.
        assert browser.post(f"{DAY}/sessions/2/call-off", data={"reason": "暴雨"}).status_code == 303
        assert "这次开放日已经取消" in browser.get(f"{DAY}/decide").text
    assert "请不要来" in messages_to(house.app, "13800003157")[-1]
    with house.as_(house.stranger) as browser:
        assert browser.get(f"{DAY}/decide").status_code in (403, 404)


def test_office_sees_all_open_days_and_who_is_short(house: House, editor: Actor) -> None:
    office = officer(110, "office", None, *APPROVING, "open_day.call_off")
    with house.as_(office) as browser:
        page = said(browser.get(f"{STAFF}/overview").text)
        assert "1 个开放日，1 个人数不够，0 个公告晚了" in page
        assert "还差 23 人" in page
        assert "专家学者" in page
        assert "云川市住房和城乡建设局" in page
    with house.as_(editor) as browser:
        assert browser.get(f"{STAFF}/overview").status_code == 403
