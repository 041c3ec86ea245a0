"""From the day's end to its evaluation, through the pages; and what keeps each step back."""

from __future__ import annotations

import io
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from core.base.clock import SHANGHAI, travel
from tests.web.open_day.conftest import NOW, PUBLIC, STAFF, House, officer

if TYPE_CHECKING:
    from core.base.access import Actor

EVENING = datetime(2026, 9, 19, 18, 0, tzinfo=SHANGHAI)
AFTER = f"{STAFF}/announcements/1"
ROLES = ("open_day.see", "open_day.edit", "publishing.submit", "publishing.view", "opinions.enter",
         "opinions.answer", "opinions.see", "files.edit", "files.see")  # fmt: skip
TEXT = {
    "title": "云川市水务局“政府开放日”活动开展情况",
    "part-content": "参观水厂，座谈问答。",
    "not_secret": "y",
}


def editor(house: House) -> Actor:
    return officer(101, "editor", house.water, *ROLES)


def moderator() -> Actor:
    return officer(110, "office", None, "open_day.see", "open_day.approve", "opinions.moderate", "publishing.publish",
                   "opinions.enter", "opinions.answer")  # fmt: skip


def photo(house: House, size: tuple[int, int] = (1600, 1200)) -> int:
    """A photo in the department's drawer, told of and answered for."""
    from core.files import service as pictures

    drawn = io.BytesIO()
    Image.new("RGB", size, "#7d9fbd").save(drawn, "PNG")
    with house.app.app_context():
        item = pictures.add_file(
            io.BytesIO(drawn.getvalue()), "现场.png", house.water, True, actor=editor(house), now=NOW
        )
        caption = "群众代表在第二水厂的沉淀池边听工程师讲解净水的每一道工序。"
        pictures.save_caption(item.id, caption, actor=editor(house), now=NOW)
        pictures.answer(item.id, "crowd", 0, actor=editor(house), now=NOW)
        return item.id


def walk(house: House, kind: str) -> None:
    """Everybody signs, the office publishes."""
    from core.base import clock
    from core.publishing import service as publishing

    with house.app.app_context():
        document = publishing.document_for(kind, 1)
        assert document is not None
        assert document.revision is not None
        for n, step, role, permission in (
            (102, "first_review", "reviewer", "publishing.first_review"),
            (103, "secrecy_review", "secrecy_reviewer", "publishing.secrecy_review"),
            (104, "approval", "leader", "publishing.approve"),
        ):
            signer = officer(n, role, house.water, permission)
            publishing.sign(document.id, step, document.revision.digest, actor=signer, now=clock.now())
        publishing.publish(document.id, document.revision.digest, actor=moderator(), now=clock.now())


def confirm(house: House, moment: str = "2026-09-19T16:40") -> None:
    with house.as_(editor(house)) as browser:
        answer = browser.post(f"{AFTER}/end", data={"ended_at": moment, "reason": ""})
        assert answer.status_code == 303, answer.text


def test_results_wait_for_the_end_for_photos_and_come_out(house: House) -> None:
    house.publish()
    small, fit = photo(house, (1280, 960)), photo(house)
    with house.as_(editor(house)) as browser:
        early = browser.post(f"{AFTER}/end", data={"ended_at": "2026-09-19T16:30"})
        assert early.status_code == 422
        assert "结束时间不能晚于现在" in early.text
    with travel(EVENING), house.as_(editor(house)) as browser:
        assert "请确认什么时候真的结束" in browser.get(f"{AFTER}/after").text
        # Begun from the announcement: what was to be done stands there already.
        assert "座谈问答40分钟。" in browser.get(f"{AFTER}/results").text
        saved = browser.post(
            f"{AFTER}/results/edit", data={**TEXT, f"picture-{small}": "1", "figure-attended": "43"}
        )
        assert saved.status_code == 303, saved.text
        page = browser.get(f"{AFTER}/results").text
        assert "先确认活动什么时候真的结束" in page
        assert "到场人数写 43，系统记录是 0" in page
        assert "1280" in page  # CP-06, judged before anybody signs
        assert browser.post(f"{AFTER}/results/submit").status_code == 422
    with travel(EVENING):
        confirm(house)
        with house.as_(editor(house)) as browser:
            data = {
                **TEXT,
                f"picture-{fit}": "1",
                "figure-attended": "43",
                "reason-attended": "当天用纸质签到",
            }
            assert browser.post(f"{AFTER}/results/edit", data=data).status_code == 303
            assert browser.post(f"{AFTER}/results/submit").status_code == 303
            assert browser.post(f"{AFTER}/results/edit", data=data).status_code == 303  # locked: led back
        with house.as_(None) as browser:
            assert browser.get(f"{PUBLIC}/1/results").status_code == 404
            assert "最早的一篇最迟 2026年9月22日 公开" in browser.get(f"{PUBLIC}/columns/results").text
    with travel(datetime(2026, 9, 24, 9, tzinfo=SHANGHAI)):
        walk(house, "open_day.results")
        with house.as_(None) as browser:
            page = browser.get(f"{PUBLIC}/1/results").text
            assert "当天用纸质签到" in page
            assert "沉淀池边" in page
            assert "晚了 2 天" in page
            assert "活动开展情况" in browser.get(f"{PUBLIC}/columns/results").text
            assert "活动开展情况" in browser.get(f"{PUBLIC}/").text
        with house.app.app_context():
            from core.publishing import service as publishing
            from plugins.open_day import showing_after

            out = publishing.published("open_day.results", 1)
            assert out is not None
            (part,) = showing_after.archive_parts(out.revision)
            assert ["到场人数（人）", 43, 0, "当天用纸质签到"] in part.data["rows"]


def test_a_moved_end_needs_a_reason_and_moves_both_terms(house: House) -> None:
    house.publish()
    with travel(datetime(2026, 9, 21, 9, tzinfo=SHANGHAI)), house.as_(editor(house)) as browser:
        bare = browser.post(f"{AFTER}/end", data={"ended_at": "2026-09-20T11:00"})
        assert bare.status_code == 422
        assert "请写明原因" in bare.text
        assert 'value="2026-09-20T11:00"' in bare.text
        said = browser.post(
            f"{AFTER}/end", data={"ended_at": "2026-09-20T11:00", "reason": "座谈延到第二天上午"}
        )
        assert said.status_code == 303
        page = browser.get(f"{AFTER}/after").text
        assert "2026年9月23日" in page  # OD-10: the 20th and 3 days
        assert "2026年10月5日" in page  # OD-11: the 20th and 15 days


def test_slips_are_entered_all_or_none(house: House) -> None:
    house.publish()
    with travel(EVENING), house.as_(editor(house)) as browser:
        form = {"key": "a" * 32, "source": "survey", "received_on": "2026-09-19", "not_secret": "y",
                "lines": "建议周末多开一场。\n好\n停车的地方太少了\t王女士\t没有"}  # fmt: skip
        bad = browser.post(f"{AFTER}/opinions", data=form)
        assert bad.status_code == 422
        assert "个人信息告知" in bad.text
        bad = browser.post(f"{AFTER}/opinions", data={**form, "told": "y"})
        assert bad.status_code == 422
        assert "第 2 行：请写清楚您的意见" in bad.text
        assert "第 3 行：电话号码请写数字" in bad.text
        assert "建议周末多开一场。" in bad.text
        assert "还没有登记意见" in bad.text
        good = {**form, "told": "y", "lines": "建议周末多开一场。\n停车的地方太少了\t王女士\t13800002046"}
        assert browser.post(f"{AFTER}/opinions", data=good).status_code == 303
        assert browser.post(f"{AFTER}/opinions", data=good).status_code == 303  # the same form again
        page = browser.get(f"{AFTER}/opinions").text
        assert "2026-0002" in page
        assert "2026-0003" not in page


def test_a_sheet_is_read_and_its_faults_are_mended_on_the_page(house: House) -> None:
    from openpyxl import load_workbook

    house.publish()
    with travel(EVENING), house.as_(editor(house)) as browser:
        book = load_workbook(io.BytesIO(browser.get(f"{STAFF}/opinions/template.xlsx").data))
        sheet = book["意见"]
        sheet.append(["希望讲解慢一点，老人听不清", "", ""])
        sheet.append(["嗯", "", ""])
        filled = io.BytesIO()
        book.save(filled)
        form = {"key": "b" * 32, "source": "meeting", "received_on": "2026-09-19", "not_secret": "y",
                "file": (io.BytesIO(filled.getvalue()), "意见.xlsx")}  # fmt: skip
        answer = browser.post(f"{AFTER}/opinions", data=form)
        assert answer.status_code == 422
        assert "希望讲解慢一点，老人听不清" in answer.text  # in the box, to be mended there
        broken = {**form, "file": (io.BytesIO(b"PK nothing"), "x.xlsx")}
        assert "打不开" in browser.post(f"{AFTER}/opinions", data=broken).text


def test_the_evaluation_waits_for_every_opinion_and_tells_their_ends(house: House) -> None:
    from core.base import clock
    from core.opinions import service as opinions
    from core.opinions.contracts import EndOpinion

    house.publish()
    with travel(EVENING):
        confirm(house)
        with house.as_(editor(house)) as browser:
            form = {"key": "c" * 32, "source": "meeting", "received_on": "2026-09-19", "not_secret": "y",
                    "lines": "建议周末多开一场。\n停车的地方太少了"}  # fmt: skip
            assert browser.post(f"{AFTER}/opinions", data=form).status_code == 303
            text = {"title": "总结评估", "part-effects": "看得见", "part-problems": "停车少", "part-measures": "加车位",
                    "not_secret": "y"}  # fmt: skip
            assert browser.post(f"{AFTER}/evaluation/edit", data=text).status_code == 303
            held = browser.post(f"{AFTER}/evaluation/submit")
            assert held.status_code == 422
            assert "还有 2 条意见没有办结" in held.text
        with house.app.app_context():
            for n, end in (
                (1, EndOpinion("adopted", "下次周末开两场。")),
                (2, EndOpinion("not_adopted", "门前道路不能停车。")),
            ):
                opinions.accept(n, 1, text=None, actor=moderator(), now=clock.now())
                opinions.end(n, 2, end, actor=moderator(), now=clock.now())
        with house.as_(editor(house)) as browser:
            assert browser.post(f"{AFTER}/evaluation/submit").status_code == 303
        walk(house, "open_day.evaluation")
    with travel(datetime(2026, 9, 20, 9, tzinfo=SHANGHAI)), house.as_(None) as browser:
        page = browser.get(f"{PUBLIC}/1/evaluation").text
        assert "共收到意见2条，其中座谈和问卷2条：采纳1条，不采纳1条" in page
        assert "门前道路不能停车。" in page
        # What was asked for has been answered: nothing more is taken for this day.
        assert "对本次开放日提意见" not in page


def test_an_opinion_reopened_after_the_freeze_stops_publication(house: House) -> None:
    from core.base import clock
    from core.base.errors import RuleBroken
    from core.opinions import service as opinions
    from core.opinions.contracts import EndOpinion

    house.publish()
    with travel(EVENING):
        confirm(house)
        with house.as_(editor(house)) as browser:
            form = {"key": "d" * 32, "source": "meeting", "received_on": "2026-09-19", "not_secret": "y",
                    "lines": "建议周末多开一场。"}  # fmt: skip
            browser.post(f"{AFTER}/opinions", data=form)
        with house.app.app_context():
            opinions.accept(1, 1, text=None, actor=moderator(), now=clock.now())
            opinions.end(1, 2, EndOpinion("adopted", "下次开。"), actor=moderator(), now=clock.now())
        with house.as_(editor(house)) as browser:
            text = {
                "title": "总结评估",
                "part-effects": "好",
                "part-problems": "少",
                "part-measures": "改",
                "not_secret": "y",
            }
            browser.post(f"{AFTER}/evaluation/edit", data=text)
            assert browser.post(f"{AFTER}/evaluation/submit").status_code == 303
        with house.app.app_context():
            opinions.reopen(1, 3, actor=moderator(), now=clock.now())
            opinions.end(1, 4, EndOpinion("partly", "先开一场试试。"), actor=moderator(), now=clock.now())
        with pytest.raises(RuleBroken) as refused:
            walk(house, "open_day.evaluation")
        assert [b.code for b in refused.value.params["blockers"]] == ["open_day.opinions_changed"]


def test_the_office_sees_who_is_late_and_the_department_reports(house: House) -> None:
    house.publish()
    with travel(datetime(2026, 9, 25, 9, tzinfo=SHANGHAI)):
        with house.as_(moderator()) as browser:
            page = browser.get(f"{STAFF}/after").text
            assert "过期 3 天" in page
            assert "还没有确认" in page
            assert "催办：1 篇" in browser.get("/zh/staff/").text
            assert "一滴水的旅程" in browser.get(f"{STAFF}/after?show=late").text
        with house.as_(house.stranger) as browser:
            assert browser.get(f"{AFTER}/after").status_code == 404
            assert browser.get(f"{STAFF}/reports/{house.water}").status_code == 404
            assert "一滴水的旅程" not in browser.get(f"{STAFF}/after").text
        with house.as_(editor(house)) as browser:
            assert "确认开放日真的结束时间" in browser.get("/zh/staff/").text
            page = browser.get(f"{STAFF}/reports/{house.water}").text
            assert "未公开" in page
            bare = browser.post(f"{STAFF}/reports/{house.water}", data={"file": "1", "not_secret": "y"})
            assert bare.status_code == 422
            done = browser.post(
                f"{STAFF}/reports/{house.water}",
                data={"file": "1", "not_secret": "y", "experience": "提前公布路线，来的人更多。"},
            )
            assert done.status_code == 303
            assert "提前公布路线" in browser.get(f"{STAFF}/reports/{house.water}").text
            word = browser.get(f"{STAFF}/reports/{house.water}/report.docx")
            assert word.data[:2] == b"PK"
