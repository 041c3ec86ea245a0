"""The plan in full: its rows, its file, what came back and what was changed; and the date solver."""

from __future__ import annotations

import io
import re
from datetime import date, datetime
from html import unescape

from core.base.clock import SHANGHAI, travel
from tests.web.open_day.conftest import NOW, STAFF, House, plan

Y24 = "/zh/staff/c/2024-y24/open-day"


def said(page: str) -> str:
    """The words of a page's main part."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page[page.index("<main") :])))


def test_a_plan_shows_everything_that_was_written(house: House) -> None:
    house.file_plan(forms=["site", "meeting"], site_other="水厂运行现场、河道巡查现场", gate_list="y")
    with house.as_(house.office) as browser:
        page = said(browser.get(f"{STAFF}/plans/1").text)
    for words in (
        "进现场 （工程建设现场、水厂运行现场、河道巡查现场）、 进会议",
        "9:00 看过程：参观水厂。 10:30 问政策：座谈问答40分钟。",
        "在云川市生活、工作或学习的群众代表",
        "座谈或问卷 座谈问答",
        "请带身份证，只看不存",
    ):
        assert words.replace(" ", "") in page.replace(" ", ""), words


def test_a_new_plan_begins_with_what_the_rules_say(house: House) -> None:
    with house.as_(house.editor) as browser:
        page = browser.get(f"{STAFF}/plans/new?day=2026-09-19").text
        assert "年满18周岁、具有完全民事行为能力" in page
        assert "云川市水务局“政府开放日”" in page
        assert 'value="2026-09-19"' in page
        assert "今天报送" not in said(page)  # the wished day's verdict stands there instead
        assert "2026年9月19日 可以开放" in said(page)
        more = browser.post(f"{STAFF}/plans/new", data=plan(house, theme="水", add_row="1"))
        assert more.status_code == 200
        assert 'name="agenda-4-what"' in more.text
        assert "看过程：参观水厂。" in more.text
        lacking = browser.post(f"{STAFF}/plans/new", data=plan(house, **{"agenda-3-time": "11:00"}))
        assert lacking.status_code == 422
        assert 'href="#agenda-3-what"' in lacking.text


def test_rows_end_somewhere(house: House) -> None:
    many = {f"agenda-{n}-what": "看" for n in range(60)}
    with house.as_(house.editor) as browser:
        page = browser.post(f"{STAFF}/plans/new", data=plan(house, add_row="1", **many))
        assert page.status_code == 200
        assert 'name="agenda-39-what"' in page.text
        assert 'name="agenda-40-what"' not in page.text
        assert 'name="add_row"' not in page.text


def test_without_a_dialogue_or_an_emergency_plan_it_is_not_filed(house: House) -> None:
    with house.as_(house.editor) as browser:
        page = browser.post(f"{STAFF}/plans/new", data=plan(house, dialogue=[], emergency="", then="file"))
        assert page.status_code == 422
        assert "没有安排座谈问答、问卷调查，至少要有一项" in page.text
        assert "请填写“应急预案”" in page.text
        assert 'href="#emergency"' in page.text


def test_a_file_is_the_emergency_plan_and_is_seen_through_the_plan_only(house: House) -> None:
    with house.as_(house.editor) as browser:
        wrong = plan(house, emergency="", then="file", emergency_file=(io.BytesIO(b"<svg/>"), "预案.svg"))
        refused = browser.post(f"{STAFF}/plans/new", data=wrong)
        assert refused.status_code == 422
        assert 'href="#emergency_file"' in refused.text
        assert "还没有方案" in browser.get(f"{STAFF}/").text
        good = plan(
            house, emergency="", then="file", emergency_file=(io.BytesIO("预案全文".encode()), "预案.txt")
        )
        assert browser.post(f"{STAFF}/plans/new", data=good).status_code == 303
        assert "下载附件：预案.txt" in said(browser.get(f"{STAFF}/plans/1").text)
    with house.as_(house.office) as browser:
        got = browser.get(f"{STAFF}/plans/1/emergency-plan")
        assert got.data.decode() == "预案全文"
        assert got.headers["Content-Disposition"].startswith("attachment")
        assert got.headers["Cache-Control"] == "private, no-store"
        got.close()
    with house.as_(house.stranger) as browser:
        assert browser.get(f"{STAFF}/plans/1/emergency-plan").status_code == 404
    with house.app.app_context():
        from core.base import audit, files
        from core.base.db import db

        assert not files.allowed(
            files.attached("open_day.plan", 1)[0], house.office
        )  # no other way leads to it
        looks = db.session.query(audit.AuditEntry).filter_by(action="open_day.plan_file_read")
        assert [row.user_id for row in looks] == [house.office.user_id]


def test_every_filing_and_remark_stays_and_changes_are_told(house: House) -> None:
    house.file_plan()
    with house.as_(house.office) as browser:
        send = {"decision": "return", "remarks": "1. 写明谁带队\n2. 换个大点的地方"}
        assert browser.post(f"{STAFF}/plans/1/decision", data=send).status_code == 303
    with house.as_(house.editor) as browser:
        page = said(browser.get(f"{STAFF}/plans/1").text)
        assert "1. 写明谁带队 2. 换个大点的地方" in page
        assert "退回以后还没有改" in page
        mended = plan(
            house, leaders="局长带队", place="水务大厦", then="file", **{"agenda-1-what": "座谈问答一小时"}
        )
        assert browser.post(f"{STAFF}/plans/1/edit", data=mended).status_code == 303
    with house.as_(house.office) as browser:
        page = said(browser.get(f"{STAFF}/plans/1").text)
        assert "参加领导 局主要负责同志、分管负责同志 局长带队" in page
        assert "地点 云川市第二水厂东门 水务大厦" in page
        assert "10:30 座谈问答一小时" in page
        assert "邀请对象 年满" in page.split("退回以后改了什么")[0]
        assert "邀请对象" not in page.split("退回以后改了什么")[1]
        browser.post(f"{STAFF}/plans/1/decision", data={"decision": "return", "remarks": "还缺联系人"})
    with house.as_(house.editor) as browser:
        page = said(browser.get(f"{STAFF}/plans/1").text)
        assert "退回以后还没有改" in page  # compared with the newest return
        browser.post(f"{STAFF}/plans/1/edit", data=plan(house, then="file"))
    with house.as_(house.office) as browser:
        browser.post(f"{STAFF}/plans/1/decision", data={"decision": "approve"})
        page = said(browser.get(f"{STAFF}/plans/1").text)
    told = page.index("第 3 次报送"), page.index("还缺联系人"), page.index("写明谁带队")
    assert list(told) == sorted(told)


def y24_campaign(house: House) -> None:
    from core.base.access import SYSTEM
    from core.campaigns import service as campaigns
    from core.campaigns.contracts import CampaignDraft

    with house.app.app_context():
        campaigns.create_campaign(
            CampaignDraft(
                slug="2024-y24",
                title="原州区2024年“政府开放日”",
                theme="阳光政务",
                starts_on=date(2024, 9, 1),
                ends_on=date(2024, 9, 30),
                pack_id="y24",
                edition=1,
                department_ids=(house.water,),
            ),
            actor=SYSTEM,
            now=NOW,
        )
        campaigns.move_campaign("2024-y24", "open", actor=SYSTEM, now=NOW)


def test_the_solver_tells_the_trap_of_2024_and_why(house: House) -> None:
    y24_campaign(house)
    with travel(datetime(2024, 8, 19, 9, tzinfo=SHANGHAI)), house.as_(house.editor) as browser:
        page = said(browser.get(f"{Y24}/dates?filed=2024-08-20").text)
        assert "最早 2024年9月4日（星期三）可以开放" in page
        for words in (
            "期限是 8月20日，没有晚。",
            "8月20日 加 15 天",
            "OD-02 《原州区2024年“政府开放日”工作方案》三（一）",
            "OD-03 《原州区2024年“政府开放日”工作方案》三（一）",
            "方案 8月20日 截止，这天才报送，最早 9月4日 才能开放",
        ):
            assert words in page, words
        wish = said(browser.get(f"{Y24}/dates?filed=2024-08-20&wished=2024-09-01").text)
        assert "2024年9月1日 开不成" in wish
        assert "最迟报送方案" in wish
        assert "2024年8月17日 星期六 周末" in wish
        assert "这天休息，请在 8月16日 前办" in wish
        late = said(browser.get(f"{Y24}/dates?filed=2024-08-23").text)
        assert "期限是 8月20日，晚了 3 天，照样审核，注明补报" in late


def test_back_from_a_wished_day_with_time_for_review_and_chain(house: House) -> None:
    y24_campaign(house)
    with travel(datetime(2024, 8, 19, 9, tzinfo=SHANGHAI)), house.as_(house.editor) as browser:
        page = said(browser.get(f"{Y24}/dates?wished=2024-09-20&review=3&chain=2").text)
        for words in (
            "2024年8月20日 星期二 报送方案的期限",
            "最迟 8月31日",
            "2024年9月3日 星期二 公告最迟送审",
            "2024年9月5日 星期四 公告最迟公开",
            "2024年9月17日 星期二 放假 决定是否如期举行",
            "2024年9月23日 星期一 公开活动情况",
            "2024年10月5日 星期六 放假",
            "2024年10月15日 星期二 报送开展情况",
            "2024年9月20日 可以开放",
        ):
            assert words in page or words.replace("放假", "周末") in page, words
        over = said(browser.get(f"{Y24}/dates?wished=2024-08-25").text)
        assert "2024年8月25日 开不成了" in over
        assert "已过" in over
        assert "这一天不在活动时间里" in over


def test_odd_questions_to_the_solver_are_told(house: House) -> None:
    with house.as_(house.editor) as browser:
        for odd, told in (
            ("filed=2026-02-30", "请填写存在的日期"),
            ("wished=2190-01-01", "离今天太远"),
            ("wished=9999-01-01", "请填写存在的日期"),
            ("filed=1901-01-01", "离今天太远"),
            ("review=一周", "请填写整数"),
            ("chain=9000", "请填 0 到 60 之间的天数"),
        ):
            page = browser.get(f"{STAFF}/dates?{odd}")
            assert page.status_code == 422, odd
            assert told in page.text
        assert browser.get(f"{STAFF}/dates").status_code == 200
        assert "暂按周末计算" in browser.get(f"{STAFF}/dates?wished=2028-03-01").text
    with house.as_(None) as citizen:
        assert citizen.get(f"{STAFF}/dates").status_code in (302, 303, 401, 403)
