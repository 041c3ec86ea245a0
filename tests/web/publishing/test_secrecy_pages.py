"""The pages of 疑似涉密, of waivers and late entries, of withdrawals and of deputies, as people meet them."""

from __future__ import annotations

import io
from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from core.base import clock
from core.base.registry import registry
from core.plugin.contracts import Blocker
from core.publishing import service
from tests.support.chain import KIND, NOW, SLUG, City, content, png

SECRET = "水源地坐标东经一二三点四五"
TITLE = content().title


def scan() -> tuple[io.BytesIO, str]:
    return io.BytesIO(png()), "批件.png"


def get(city: City, login: str | None, path: str) -> Any:
    with city.as_(login) as browser:
        return browser.get(path)


def post(city: City, login: str, path: str, data: dict[str, Any]) -> Any:
    with city.as_(login) as browser:
        return browser.post(path, data=data, content_type="multipart/form-data")


def test_the_secrecy_reviewer_signs_with_a_verdict(city: City) -> None:
    with city.app.app_context():
        document_id = city.submit(text="第一稿正文")
        city.sign(document_id, "first_review")
        digest = city.digest(document_id)
    page = f"/zh/staff/documents/{document_id}"
    shown = get(city, "secrecy", page).text
    for words in ("可公开", "删改后公开", "工作秘密、内部", "依申请公开", "疑似涉密", "签署审查意见"):
        assert words in shown
    form = {"verdict-act": "verdict", "verdict-step": "secrecy_review", "verdict-digest": digest}
    answer = post(city, "secrecy", page, {**form, "verdict-verdict": "redact"})
    assert answer.status_code == 422
    assert "请写明要删改什么" in answer.text
    answer = post(city, "secrecy", page, {**form, "verdict-verdict": "redact", "verdict-reason": "删去坐标"})
    assert answer.status_code == 303
    with city.app.app_context():
        city.submit(text="第二稿正文")
        city.sign(document_id, "first_review")
    shown = get(city, "secrecy", page).text
    assert "上一稿的保密审查要求删改" in shown
    assert "删去坐标" in shown
    assert "<del>一</del>" in shown
    assert "<ins>二</ins>" in shown


def test_a_hidden_text_is_shown_to_nobody(city: City) -> None:
    with city.app.app_context():
        document_id = city.published(text=SECRET)
    page, public = f"/zh/staff/documents/{document_id}", f"/zh/c/{SLUG}/published"
    assert SECRET in get(city, None, f"{public}/{document_id}/versions/1").text
    form = {"verdict-verdict": "suspected"}
    assert post(city, "secrecy", page, form).headers["Location"].endswith(f"{page}/hide")
    assert post(city, "secrecy", f"{page}/hide", {}).status_code == 422
    assert post(city, "leader", f"{page}/hide", {"sure": "y"}).status_code == 403
    assert post(city, "secrecy", f"{page}/hide", {"sure": "y"}).headers["Location"].endswith("/quarantine")
    for path in (f"{public}/{document_id}/versions", f"{public}/{document_id}/versions/1"):
        assert get(city, None, path).status_code == 404
    assert TITLE not in get(city, None, public).text
    for login in ("editor", "leader", "secrecy", "office"):
        for path in (page, f"{page}/slip", f"{page}/revisions/1", "/zh/staff/documents"):
            answer = get(city, login, path)
            assert answer.status_code in (200, 423)
            assert SECRET not in answer.text
            assert TITLE not in answer.text
    assert "这份文稿因疑似涉密已隔离" in get(city, "editor", page).text
    for login, status in (("secrecy", 200), ("office", 200), ("editor", 403), ("leader", 403)):
        for path in (f"{page}/quarantine", f"{page}/quarantine/report"):
            answer = get(city, login, path)
            assert answer.status_code == status
            assert SECRET not in answer.text
            assert TITLE not in answer.text


def test_the_instruction_is_entered_and_carried_out_by_two(city: City) -> None:
    with city.app.app_context():
        document_id = city.published(text=SECRET)
        service.hide(document_id, actor=city.actor("office"), now=NOW)
    page = f"/zh/staff/documents/{document_id}/quarantine"
    faulty = post(city, "secrecy", page, {"decision": "blank", "number": "", "dated_on": "2026-09-01"})
    assert faulty.status_code == 422
    assert "请填写文号" in faulty.text
    good = {"decision": "blank", "number": "云保〔2026〕3号", "dated_on": "2026-09-01", "scan": scan()}
    assert post(city, "secrecy", page, good).status_code == 303
    shown = get(city, "office", page).text
    assert "云保〔2026〕3号" in shown
    assert "核对无误，全系统清除" in shown
    assert "核对无误，全系统清除" not in get(city, "secrecy", page).text
    assert post(city, "secrecy", f"{page}/1", {"answer": "confirm"}).status_code == 403
    assert post(city, "office", f"{page}/1", {"answer": "confirm"}).status_code == 303
    shown = get(city, "office", page).text
    assert "已按保密部门指令清除" in shown
    assert "登记指令" not in get(city, "secrecy", page).text


def test_a_blocker_from_a_notice_leads_to_its_waiver(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    with city.app.app_context():
        document_id = city.submit()
        city.walk(document_id)
        blocker = Blocker("note_too_long", {"limit": 1}, rule="OD-03")
        host = registry().host
        monkeypatch.setattr(host, "judge", lambda hook, **_: [blocker] if hook == "publish_blockers" else [])
    page, exceptions = f"/zh/staff/documents/{document_id}", f"/zh/staff/exceptions/{KIND}/1"
    assert f"{exceptions}?rule=OD-03" in get(city, "office", page).text
    assert "办理豁免" not in get(city, "editor", page).text
    assert get(city, "editor", exceptions).status_code == 403
    assert get(city, "office", f"/zh/staff/exceptions/{KIND}/99").status_code == 404
    assert TITLE in unescape(get(city, "office", exceptions).text)
    bare = post(city, "office", f"{exceptions}/waivers", {"rule": "OD-03", "reason": "推迟"})
    assert bare.status_code == 422
    assert "推迟" in bare.text
    law = post(city, "office", f"{exceptions}/waivers", {"rule": "PB-01", "reason": "急", "scan": scan()})
    assert law.status_code == 422
    assert "不能豁免" in law.text
    good = post(
        city, "office", f"{exceptions}/waivers", {"rule": "OD-03", "reason": "防汛推迟", "scan": scan()}
    )
    assert good.status_code == 303
    for path in (page, f"{page}/slip"):
        assert "防汛推迟" in get(city, "editor", path).text
    assert post(city, "office", f"{exceptions}/waivers/1/revoke", {}).status_code == 303


def test_what_happened_before_is_entered_and_marked(city: City) -> None:
    with city.app.app_context():
        document_id = city.submit()
    exceptions = f"/zh/staff/exceptions/{KIND}/1/happened"
    given = {
        "happened_at": "2026-08-20T09:00",
        "portal_url": "https://www.example.gov.cn/1",
        "reason": "停电",
    }
    assert post(city, "office", exceptions, given).status_code == 422
    assert post(city, "office", exceptions, {**given, "scan": scan()}).status_code == 303
    assert "停电" in get(city, "editor", f"/zh/staff/documents/{document_id}").text
    with city.app.app_context():
        city.walk(document_id)
    assert "补录公开" in get(city, "office", f"/zh/staff/documents/{document_id}").text
    with city.app.app_context():
        city.publish(document_id)
    listed = get(city, None, f"/zh/c/{SLUG}/published").text
    assert "补录" in listed
    assert "2026-08-20T01:00:00+00:00" in listed
    assert "补录" in get(city, None, f"/zh/c/{SLUG}/published/{document_id}/versions").text


def test_taken_down_at_once_shows_on_the_desk_and_can_be_put_back(city: City) -> None:
    with city.app.app_context():
        document_id = city.published()
    page = f"/zh/staff/documents/{document_id}"
    bare = post(city, "office", page, {"takedown-act": "takedown", "takedown-reason": " "})
    assert bare.status_code == 422
    done = post(city, "office", page, {"takedown-act": "takedown", "takedown-reason": "电话写错"})
    assert done.status_code == 303
    assert "先撤后补，还没有补办审批" in get(city, "office", page).text
    assert TITLE not in get(city, None, f"/zh/c/{SLUG}/published").text
    asked = post(city, "editor", page, {"withdraw-act": "withdraw", "withdraw-reason": "电话写错"})
    assert asked.status_code == 303
    assert "撤下申请" in get(city, "reviewer", page).text
    with city.app.app_context():
        city.walk(document_id)
    shown = get(city, "office", page).text
    assert "按下后公众马上看不到正文" in shown
    with city.app.app_context():
        digest = city.digest(document_id)
    sign = {"sign-act": "publish", "sign-step": "publish", "sign-digest": digest}
    assert post(city, "office", page, sign).status_code == 303
    assert "已经撤下。要重新公开" in get(city, "office", page).text


def test_a_deputy_is_named_shown_and_ended(city: City) -> None:
    path = "/zh/staff/deputies"
    key = f"leader:{city.units['water']}:{city.ids['leader']}"
    shown = get(city, "leader", path).text
    assert key in shown
    given = {
        "duty": key,
        "deputy": str(city.ids["leader"]),
        "starts_on": "2026-09-01",
        "ends_on": "2026-09-05",
    }
    answer = post(city, "leader", path, given)
    assert answer.status_code == 422
    assert "代理人要是另一个人" in answer.text
    good = {**given, "deputy": str(city.ids["secrecy"])}
    assert post(city, "secrecy", path, good).status_code == 422
    assert post(city, "leader", path, good).status_code == 303
    with city.app.app_context():
        document_id = city.submit()
        city.walk(document_id, "approval")
    page = f"/zh/staff/documents/{document_id}"
    assert "赵守一（代陈江月）" in get(city, "editor", page).text
    assert "您代陈江月办这一步" in get(city, "secrecy", page).text
    with city.app.app_context(), clock.travel(NOW + timedelta(hours=1)):
        city.sign(document_id, "approval", by="secrecy")
    shown = get(city, "editor", page).text
    assert "赵守一（代陈江月）" in shown
    assert "代签" in shown
    assert post(city, "stranger", f"{path}/1/end", {}).status_code == 403
    assert post(city, "leader", f"{path}/1/end", {}).status_code == 303
