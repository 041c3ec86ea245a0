"""The document's page with every role: what it offers, what it refuses, what it keeps."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from core.base import clock
from core.plugin.contracts import Blocker
from tests.support.chain import NOW, PDF, City, png

PNG = png()


def page(city: City, login: str, document_id: int) -> str:
    with city.as_(login) as browser:
        answer = browser.get(f"/zh/staff/documents/{document_id}")
        assert answer.status_code == 200, answer.text
        return unescape(answer.text)


def fields(html: str, form: str) -> dict[str, Any]:
    """The hidden fields of one of the page's forms."""
    return {
        m[1]: m[2]
        for m in re.finditer(rf'name="({form}-(?:act|step|digest))" type="hidden" value="([^"]*)"', html)
    }


def post(city: City, login: str, document_id: int, data: dict[str, Any]) -> Any:
    with city.as_(login) as browser:
        return browser.post(
            f"/zh/staff/documents/{document_id}", data=data, content_type="multipart/form-data"
        )


def submitted(city: City, to: str = "first_review") -> int:
    with city.app.app_context():
        document_id = city.submit()
        city.walk(document_id, to)
        return document_id


def test_a_reviewer_signs_with_one_button(city: City) -> None:
    document_id = submitted(city)
    html = page(city, "reviewer", document_id)
    assert "通过初审" in html
    assert "退回修改" in html
    assert "登记纸质签批" not in html
    answer = post(city, "reviewer", document_id, fields(html, "sign"))
    assert (answer.status_code, answer.location) == (303, f"/zh/staff/documents/{document_id}")
    with city.as_("reviewer") as browser:
        browser.post(f"/zh/staff/documents/{document_id}", data={})
        html = unescape(browser.get(f"/zh/staff/documents/{document_id}").text)
    assert "通过" not in html.split("<aside")[1]
    assert "保密审查员：赵守一" in html


def test_the_flash_says_what_happened(city: City) -> None:
    document_id = submitted(city)
    data = fields(page(city, "reviewer", document_id), "sign")
    with city.as_("reviewer") as browser:
        answer = browser.post(f"/zh/staff/documents/{document_id}", data=data, follow_redirects=True)
    assert "初审已签，文稿转到保密审查。" in answer.text


@pytest.mark.parametrize(
    ("login", "status"),
    [("editor", 403), ("leader", 403), ("office", 403), ("stranger", 404), ("strange_leader", 404), ("admin", 403)],
)  # fmt: skip
def test_who_may_not_sign(city: City, login: str, status: int) -> None:
    """A colleague without the role is refused; for a foreign department the document isn't there."""
    document_id = submitted(city)
    data = fields(page(city, "reviewer", document_id), "sign")
    assert post(city, login, document_id, data).status_code == status
    with city.app.app_context():
        assert city.view(document_id).step == "first_review"


def test_a_foreign_department_finds_nothing(city: City) -> None:
    document_id = submitted(city)
    with city.as_("stranger") as browser:
        for path in ("", "/slip", "/revisions/1", "/files/1"):
            assert browser.get(f"/zh/staff/documents/{document_id}{path}").status_code == 404, path
        assert browser.post(f"/zh/staff/documents/{document_id}/package").status_code == 404
        assert "云川市水务局“政府开放日”" not in unescape(browser.get("/zh/staff/documents").text)


def test_nobody_signed_in_is_asked_to(city: City) -> None:
    document_id = submitted(city)
    with city.as_(None) as browser:
        answer = browser.get(f"/zh/staff/documents/{document_id}")
    assert answer.status_code == 302
    assert "sign-in" in answer.location


def test_who_can_do_it_is_named(city: City) -> None:
    document_id = submitted(city)
    assert "现在能办“初审”的是初审人：李望舒。" in page(city, "editor", document_id)


def test_a_step_that_nobody_can_sign_says_so(city: City) -> None:
    document_id = submitted(city)
    with city.app.app_context():
        city.set_pack("no-such-pack")
    html = page(city, "reviewer", document_id)
    assert "现在谁也不能签" in html
    assert "通过初审" not in html


def test_a_stale_page_is_told_on_the_same_page(city: City) -> None:
    document_id = submitted(city)
    data = fields(page(city, "reviewer", document_id), "sign")
    with city.app.app_context():
        city.sign(document_id, "first_review")
    answer = post(city, "reviewer", document_id, data)
    html = unescape(answer.text)
    assert answer.status_code == 409
    assert "就在刚才，这份文稿已经往前走了一步" in html
    assert "现在能办“保密审查”的是保密审查员：赵守一。" in html


def test_a_return_needs_a_reason_and_keeps_what_was_typed(city: City) -> None:
    document_id = submitted(city)
    data = fields(page(city, "reviewer", document_id), "back")
    answer = post(city, "reviewer", document_id, {**data, "back-reason": "  "})
    assert answer.status_code == 422
    assert 'href="#back-reason"' in answer.text
    assert "请写明退回的理由" in answer.text
    long = "长" * 2001
    answer = post(city, "reviewer", document_id, {**data, "back-reason": long})
    assert answer.status_code == 422
    assert long in answer.text
    answer = post(city, "reviewer", document_id, {**data, "back-reason": "第三段缺电话\x00"})
    assert answer.status_code == 303
    html = page(city, "editor", document_id)
    assert "已退回，等拟稿人修改" in html
    assert "第三段缺电话" in html
    assert "初审退回（李望舒）" in html


def test_paper_is_entered_with_its_scan(city: City) -> None:
    document_id = submitted(city, "approval")
    html = page(city, "editor", document_id)
    assert "登记纸质签批" in html
    assert "打印审批单" in html
    data = fields(html, "paper")
    answer = post(city, "editor", document_id, {**data, "paper-name": "周远", "paper-signed_on": "九月一日"})
    assert answer.status_code == 422
    assert 'value="周远"' in answer.text
    assert 'value="九月一日"' in answer.text
    assert "请填写日期，例如 2026-09-05。" in answer.text
    assert "请选择扫描件或照片。" in answer.text
    good = {
        **data, "paper-signer": str(city.ids["leader"]), "paper-signed_on": "2026-09-01",
        "paper-no_secret_marks": "y",
    }  # fmt: skip
    answer = post(
        city, "editor", document_id, {**good, "paper-scan": (io.BytesIO(b"GIF89a\x00"), "审批单.gif")}
    )
    assert answer.status_code == 422
    assert "审批单.gif" not in answer.text
    assert "paper-scan-error" in answer.text
    answer = post(city, "editor", document_id, {**good, "paper-scan": (io.BytesIO(PDF), "审批单.pdf")})
    assert answer.status_code == 303, answer.text
    html = page(city, "office", document_id)
    assert "纸质签批" in html
    scan = re.search(r"/zh/staff/documents/\d+/files/\d+", html)
    assert scan is not None
    with city.as_("office") as browser:
        answer = browser.get(scan[0])
    assert answer.data == PDF
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"


def test_objections_stand_before_a_dead_button(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    document_id = submitted(city, "publish")
    live = fields(page(city, "office", document_id), "sign")
    host = city.app.extensions["yangguang"].host
    why = [
        Blocker(
            "campaign_not_open", clause="OD-04 三（一）", url="/zh/staff/c/x/open-day/announcements/1/edit"
        ),
        Blocker("revision_altered"),
    ]
    monkeypatch.setattr(host, "judge", lambda hook, **about: why)
    html = page(city, "office", document_id)
    assert "还有 2 个原因不能公开" in html
    assert "OD-04 三（一）" in html
    assert 'href="/zh/staff/c/x/open-day/announcements/1/edit"' in html
    assert re.search(r"<button[^>]*disabled[^>]*>公开</button>", html)
    answer = post(city, "office", document_id, live)
    assert answer.status_code == 409
    assert "现在还不能公开，有 2 个原因，见下面。" in unescape(answer.text)


def test_published_packed_and_on_the_portal(city: City) -> None:
    document_id = submitted(city, "publish")
    answer = post(city, "office", document_id, fields(page(city, "office", document_id), "sign"))
    assert answer.status_code == 303
    html = page(city, "office", document_id)
    assert "第 1 版（第 1 稿）" in html
    assert "登记门户网址" in html
    assert "登记门户网址" not in page(city, "editor", document_id)
    with city.as_("office") as browser:
        package = browser.post(f"/zh/staff/documents/{document_id}/package")
    assert package.mimetype == "application/zip"
    assert package.headers["Cache-Control"] == "no-store"
    portal = {"portal-act": "portal", "portal-url": "www.example.gov.cn", "portal-at": "2026-09-01T09:30"}
    answer = post(city, "office", document_id, portal)
    assert answer.status_code == 422
    assert 'value="www.example.gov.cn"' in answer.text
    assert "以 http:// 或 https:// 开头" in answer.text
    answer = post(city, "office", document_id, {**portal, "portal-at": "昨天"})
    assert answer.status_code == 422
    assert 'value="昨天"' in answer.text
    assert "请填写日期和时间，例如 2026-09-05 16:20。" in answer.text
    shot = (io.BytesIO(PNG), "截图.png")
    good = {**portal, "portal-url": "https://www.example.gov.cn/1.html", "portal-screenshot": shot}
    with clock.travel(NOW + timedelta(hours=2)):
        assert post(city, "office", document_id, good).status_code == 303
        html = page(city, "office", document_id)
    assert "https://www.example.gov.cn/1.html" in html
    assert "9月1日 9:30" in html
    assert "下载截图" in html


def test_nonsense_is_refused_and_the_page_stays(city: City) -> None:
    document_id = submitted(city)
    for data in ({}, {"sign-act": "burn"}, {"sign-act": "sign", "sign-step": "x", "sign-digest": "y"}):
        answer = post(city, "reviewer", document_id, data)
        assert answer.status_code in (409, 422)
        assert "通过初审" in answer.text


def test_the_slip_carries_the_digest_and_a_box_for_each_step(city: City) -> None:
    document_id = submitted(city, "secrecy_review")
    with city.as_("editor") as browser:
        html = unescape(browser.get(f"/zh/staff/documents/{document_id}/slip").text)
    with city.app.app_context():
        assert city.digest(document_id) in html
    assert [
        re.search(rf'scope="row">{name}<', html) is not None for name in ("初审", "保密审查", "审核", "公开")
    ] == [True] * 4
    assert "李望舒" in html
    assert html.count("签名：") == 3


def test_what_changed_is_shown(city: City) -> None:
    document_id = submitted(city)
    with city.app.app_context():
        from core.publishing import service

        service.return_to_drafter(
            document_id, "first_review", city.digest(document_id), "写明鞋子", actor=city.actor("reviewer"), now=NOW
        )  # fmt: skip
        city.submit(text="请穿平底防滑鞋。")
    with city.as_("editor") as browser:
        first = unescape(browser.get(f"/zh/staff/documents/{document_id}/revisions/1").text)
        second = unescape(browser.get(f"/zh/staff/documents/{document_id}/revisions/2").text)
        assert browser.get(f"/zh/staff/documents/{document_id}/revisions/3").status_code == 404
    assert "写明鞋子" in first
    assert "请穿平底<ins>防滑</ins>鞋。" in second


def test_the_list_by_step(city: City) -> None:
    document_id = submitted(city)
    with city.as_("reviewer") as browser:
        assert f"/documents/{document_id}" in browser.get("/zh/staff/documents").text
        assert "等您初审" in browser.get("/zh/staff/documents?step=first_review").text
        assert "没有这样的文稿" in browser.get("/zh/staff/documents?step=published").text
        assert browser.get("/zh/staff/documents?step=nonsense&campaign=x&page=999").status_code == 200


def test_the_desk_tells_signers_and_drafters(city: City) -> None:
    document_id = submitted(city)
    with city.as_("reviewer") as browser:
        desk = unescape(browser.get("/zh/staff/").text)
    assert "初审：云川市水务局“政府开放日”活动公告" in desk
    assert "等您初审" in desk
    data = fields(page(city, "reviewer", document_id), "back")
    post(city, "reviewer", document_id, {**data, "back-reason": "缺电话"})
    with city.as_("editor") as browser:
        desk = unescape(browser.get("/zh/staff/").text)
    assert "已退回，请修改" in desk
    with city.as_("reviewer") as browser:
        assert "等您初审" not in browser.get("/zh/staff/").text
