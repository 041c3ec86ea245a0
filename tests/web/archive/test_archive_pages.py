"""The archive's pages: what is there, what is missing, what can be had, who may."""

from __future__ import annotations

import io
import zipfile
from html import unescape

import pytest

from core.base import clock, jobs
from core.publishing.archive import store
from tests.support.chain import NOW, SLUG, City


def published(city: City, *, archived: bool = True) -> int:
    with city.app.app_context():
        document_id = city.published()
        if archived:
            jobs.run_long(NOW)
    return document_id


def test_the_office_sees_what_is_archived_and_downloads_it(city: City) -> None:
    document_id = published(city)
    with city.as_("office") as browser:
        html = unescape(browser.get("/zh/staff/archive").text)
        assert "已建档" in html
        assert "云川市水务局“政府开放日”活动公告" in html
        answer = browser.get(f"/zh/staff/documents/{document_id}/bundles/1")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "manifest.json" in zipfile.ZipFile(io.BytesIO(answer.data)).namelist()


def test_the_document_page_lists_its_bundles(city: City) -> None:
    document_id = published(city)
    with city.as_("editor") as browser:
        html = unescape(browser.get(f"/zh/staff/documents/{document_id}").text)
        assert "公开时建档" in html
        assert f"/zh/staff/documents/{document_id}/bundles/1" in html
        told = unescape(browser.post(f"/zh/staff/documents/{document_id}/bundles/verify").text)
    assert "核对了 1 个文件，都完整、没有被改动" in told


def test_what_is_missing_is_made_with_one_button(city: City) -> None:
    published(city, archived=False)
    with city.as_("office") as browser:
        assert "还没有建档" in unescape(browser.get("/zh/staff/archive").text)
        answer = browser.post(f"/zh/staff/archive/{SLUG}/make", follow_redirects=True)
    assert "已建 1 个档案包。" in unescape(answer.text)
    assert "有 1 份文稿的档案不齐" not in unescape(answer.text)


def test_a_broken_bundle_is_told_in_words(city: City) -> None:
    published(city)
    with city.app.app_context():
        place = next(store.folder().rglob("*.zip"))
    place.write_bytes(place.read_bytes().replace("请穿平底鞋".encode(), "请穿高跟鞋".encode()))
    with city.as_("office") as browser:
        html = unescape(browser.post(f"/zh/staff/archive/{SLUG}/verify").text)
    assert "内容和清单里的摘要对不上" in html
    assert "text/revision-1.txt" in html


def test_an_order_is_followed_without_scripts(city: City) -> None:
    published(city)
    with city.as_("office") as browser:
        answer = browser.post(
            f"/zh/staff/archive/{SLUG}/orders", data={"kind": "dossier", "department": city.units["water"]}
        )
        assert answer.status_code == 303
        page = unescape(browser.get(answer.location).text)
        assert "正在制作" in page
        assert "看现在的进度" in page
        with city.app.app_context():
            jobs.run_long(clock.now())
        page = unescape(browser.get(answer.location).text)
        assert "做好了" in page
        assert "hx-get" not in page
        file = browser.get(f"{answer.location}/file")
    assert file.data.startswith(b"%PDF-")
    assert "attachment" in file.headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("login", "status"), [("editor", 403), ("stranger", 403), ("admin", 403), (None, 302)]
)
def test_who_may_not_keep_the_archive(city: City, login: str | None, status: int) -> None:
    published(city)
    with city.as_(login) as browser:
        assert browser.get("/zh/staff/archive").status_code == status
        assert browser.get("/zh/staff/archive/orders/1/file").status_code == status


def test_a_foreign_department_finds_no_bundle(city: City) -> None:
    document_id = published(city)
    with city.as_("stranger") as browser:
        assert browser.get(f"/zh/staff/documents/{document_id}/bundles/1").status_code == 404
        assert browser.post(f"/zh/staff/documents/{document_id}/bundles/verify").status_code == 404


def test_filters_and_nothing_yet(city: City) -> None:
    with city.as_("office") as browser:
        assert "这届活动还没有公开过文稿" in unescape(browser.get("/zh/staff/archive").text)
    published(city)
    with city.as_("office") as browser:
        html = unescape(browser.get(f"/zh/staff/archive?campaign={SLUG}&state=missing&department=abc").text)
        assert "没有符合条件的文稿。" in html
        assert browser.get("/en/staff/archive").status_code == 200
        assert browser.get("/zh/staff/archive/orders/77").status_code == 404
        assert browser.post("/zh/staff/archive/none/make").status_code == 404
        assert browser.post(f"/zh/staff/archive/{SLUG}/orders", data={"kind": "x"}).status_code == 422
