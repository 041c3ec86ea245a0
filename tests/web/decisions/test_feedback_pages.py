"""Pages of feedback, decision, interpretation and follow-through in the demo's city."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from docx import Document
from flask import Flask
from flask.testing import FlaskClient

MOMENT = "2026-05-15T10:42"
SUPPLY, SAND, SAVING = "云川市居民二次供水设施管理办法", "云川市青溪河河道采砂规划", "云川市节约用水奖励办法"


@pytest.fixture
def demo(make_demo: Callable[..., Flask]) -> Flask:
    return make_demo(MOMENT, SECOND_FACTOR_ROLES="none")


def ids(demo: Flask) -> dict[str, int]:
    from core.base.db import db
    from plugins.decisions.models import Preview

    with demo.app_context():
        return {row.title: row.id for row in db.session.scalars(db.select(Preview))}


def editor(demo: Flask) -> tuple[FlaskClient, str]:
    client = demo.test_client()
    client.post("/zh/staff/sign-in", data={"login_name": "editor", "password": "yunchuan-demo"})
    found = re.search(r"/zh/staff/c/([^/]+)/", client.get("/zh/staff/").text)
    assert found is not None
    return client, f"/zh/staff/c/{found[1]}/decisions"


def test_minutes_stand_on_the_page_and_in_the_document(demo: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    from plugins.decisions.service import feedback_public

    held = {
        "meeting_id": 99, "kind": "symposium", "title": "物业企业座谈会", "held_on": "2026-03-02",
        "text": "一、移交范围\n二、过渡期", "attended": 9, "agreed": 8, "remarks": 1,
    }  # fmt: skip
    real = feedback_public.published_feedback
    monkeypatch.setattr(feedback_public, "published_feedback", lambda id: replace(real(id), minutes=(held,)))
    base = re.sub(r"/staff", "", editor(demo)[1])
    address = f"{base}/previews/{ids(demo)[SUPPLY]}/feedback"
    page = demo.test_client().get(address).text
    assert "物业企业座谈会" in page
    assert "2026年3月2日，到会 9 人" in page
    assert re.search(rf'href="{base}/" aria-current="true"', page)  # the menu tells where this page belongs
    assert f"{base}/meetings/99/" not in page  # its notice isn't public
    paper = Document(io.BytesIO(demo.test_client().get(f"{address}.docx").data))
    told = [one.text for one in paper.paragraphs]
    assert "会议于2026年3月2日举行，到会9人。纪要经到会人员确认：8份没有意见，1份有意见。" in told
    assert told.index("物业企业座谈会") < told.index("二、过渡期")


def test_what_everybody_reads(demo: Flask) -> None:
    known = ids(demo)
    browser = demo.test_client()
    base = re.sub(r"/staff", "", editor(demo)[1])
    page = browser.get(f"{base}/previews/{known[SAND]}/feedback")
    text = re.sub(r"<[^>]+>", "", page.text)
    assert page.headers["Cache-Control"] == "public, no-cache"
    assert "共收到意见 8 条，来自 8 人" in text
    figures = [
        int(n) for n in re.findall(r"(?:采纳|部分采纳|不采纳) (\d+) 条", text.split("每一条都有理由")[0])
    ][:3]
    assert sum(figures) == 8
    assert page.text.count('class="chart stack"') == 3
    assert page.text.count('<article class="opinion"') == 8
    number = re.search(r'id="c-([\d-]+)"', page.text)
    assert number is not None
    found = browser.get(
        f"{base}/previews/{known[SAND]}/feedback/find", query_string={"number": f" {number[1]} "}
    )
    assert found.location.endswith(f"/feedback/comments/{number[1]}")
    assert "我们做" in browser.get(found.location).text
    none = browser.get(f"{base}/previews/{known[SAND]}/feedback/find", query_string={"number": "2020-9999"})
    assert none.status_code == 404
    few = browser.get(f"{base}/previews/{known[SAND]}/feedback", query_string={"end": "not_adopted"}).text
    assert few.count('<article class="opinion"') == 2
    paper = Document(io.BytesIO(browser.get(f"{base}/previews/{known[SAND]}/feedback.docx").data))
    assert len(paper.tables[-1].rows) == 9
    assert browser.get(f"{base}/previews/{known[SAND]}/feedback/print").status_code == 200
    waiting = browser.get(f"{base}/previews/{known[SAVING]}/feedback")
    assert waiting.status_code == 200
    assert "还没有公布" in waiting.text
    assert browser.get(f"{base}/previews/99999/feedback").status_code == 404
    for name in ("decision", "interpretation", "progress"):
        assert browser.get(f"{base}/previews/{known[SUPPLY]}/{name}").status_code == 200
        assert browser.get(f"{base}/previews/{known[SAND]}/{name}").status_code == 404
    progress = browser.get(f"{base}/previews/{known[SUPPLY]}/progress").text
    assert "过期 3 天" in progress
    told = browser.get(f"{base}/previews/{known[SUPPLY]}.json").get_json()
    assert told["feedback"]["feedback"]["comments"] == 14


def test_the_department_writes_and_is_told_what_is_missing(demo: Flask) -> None:
    preview_id = ids(demo)[SAVING]
    client, base = editor(demo)
    page = f"{base}/previews/{preview_id}/feedback"
    assert "正在办理 3 条" in client.get(page).text
    form = {
        "draft_number": "0", "title": "反馈", "intro": "一段。", "closing": "",
        "questions-0-id": "", "questions-0-asked": "奖励怎么给？", "questions-0-short": "奖励",
        "questions-0-said": "多数人希望抵水费。", "questions-0-did": "",
    }  # fmt: skip
    refused = client.post(f"{page}/edit", data=form)
    assert refused.status_code == 422
    assert "多数人希望抵水费。" in refused.text  # nothing typed is lost
    assert client.post(f"{page}/edit", data={**form, "not_secret": "y"}).status_code == 303
    again = client.post(f"{page}/edit", data={**form, "not_secret": "y"})
    assert again.status_code == 422
    assert "别人刚改过" in again.text
    shown = client.get(page).text
    assert "还没有写“我们做了什么”" in shown
    assert client.post(f"{page}/submit").status_code == 422
    comments = client.get(f"{page}/comments")
    ticked = re.findall(r'name="comment" value="(\d+:\d+)"', comments.text)
    with demo.app_context():
        from plugins.decisions.service.feedback_said import questions_of

        question = questions_of(preview_id)[0].id
    put = {"do": "place", "question": str(question), "comment": ticked[:3]}
    assert client.post(f"{page}/comments", data=put).status_code == 303
    assert client.get(f"{page}/comments?question=1").text.count('name="comment"') == 3
    nothing = client.post(
        f"{page}/comments", data={"do": "end", "outcome": "not_adopted", "reason": "", "comment": ticked}
    )
    assert nothing.status_code == 422
    assert "DP-10" in nothing.text
    decision = client.post(
        f"{base}/previews/{preview_id}/decision/edit",
        data={
            "draft_number": "0",
            "title": "决定",
            "way": "link",
            "url": "www.example.org",
            "not_secret": "y",
        },
    )
    assert decision.status_code == 422
    assert "网址要完整" in decision.text
    stranger = demo.test_client()
    stranger.post("/zh/staff/sign-in", data={"login_name": "housing", "password": "yunchuan-demo"})
    assert stranger.get(page).status_code == 404
