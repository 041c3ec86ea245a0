"""What the public reads: the list, the versions, no names of staff, and pages that a proxy may keep."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

from tests.support.chain import NOW, PEOPLE, SLUG, City

LIST = f"/zh/c/{SLUG}/published"


def test_nothing_public_is_said_plainly(city: City) -> None:
    with city.app.app_context():
        document_id = city.submit()
    with city.as_(None) as browser:
        assert "还没有公开的内容" in browser.get(LIST).text
        assert browser.get(f"{LIST}/{document_id}/versions").status_code == 404
        assert browser.get(f"{LIST}/{document_id}/versions/1").status_code == 404
        assert browser.get(f"/zh/c/no-such/published/{document_id}/versions").status_code == 404


def test_the_list_its_versions_and_an_old_one(city: City) -> None:
    with city.app.app_context():
        document_id = city.published()
        city.submit(text="请穿防滑鞋。", now=NOW + timedelta(days=1))
    with city.as_(None) as browser:
        html = unescape(browser.get(LIST).text)
        assert "云川市水务局“政府开放日”活动公告" in html
        assert "试用公告 · 云川市水务局" in html
        assert "防滑" not in browser.get(f"{LIST}/{document_id}/versions/1").text
    with city.app.app_context():
        city.walk(document_id, now=NOW + timedelta(days=1))
        city.publish(document_id, now=NOW + timedelta(days=1))
    with city.as_(None) as browser:
        html = unescape(browser.get(f"{LIST}/{document_id}/versions").text)
        assert ("第 2 版" in html, "已被新版替换" in html, "现行" in html) == (True, True, True)
        old = unescape(browser.get(f"{LIST}/{document_id}/versions/1").text)
        assert "这是旧版" in old
        assert "现行的是第 2 版" in old
        assert "请穿平底鞋。" in old
        new = unescape(browser.get(f"{LIST}/{document_id}/versions/2").text)
        assert "这是旧版" not in new
        assert "请穿防滑鞋。" in new
        assert browser.get(f"{LIST}/{document_id}/versions/3").status_code == 404


def test_no_public_page_names_the_chain(city: City) -> None:
    with city.app.app_context():
        document_id = city.published()
    with city.as_(None) as browser:
        for path in (
            LIST,
            f"{LIST}/{document_id}/versions",
            f"{LIST}/{document_id}/versions/1",
            f"/zh/c/{SLUG}",
        ):
            answer = browser.get(path, follow_redirects=True)
            assert answer.status_code == 200
            assert "云川市水务局“政府开放日”活动公告" in unescape(answer.text), path
            assert not [name for name, *_ in PEOPLE.values() if name in answer.text], path
            assert answer.headers["Cache-Control"] == "public, no-cache", path
            assert "Set-Cookie" not in answer.headers


def test_the_list_by_kind_and_page(city: City) -> None:
    with city.app.app_context():
        city.published()
    with city.as_(None) as browser:
        assert "云川市水务局" in browser.get(f"{LIST}?kind=chain_test.text").text
        assert browser.get(f"{LIST}?kind=nonsense&page=x").status_code == 200
        assert browser.get(f"{LIST}?page=7").status_code == 200


def test_a_text_whose_plugin_rests_is_read_here(city: City) -> None:
    """The plugin's own page is gone with the plugin; the public text is not."""
    with city.app.app_context():
        document_id = city.published()
    city.app.extensions["yangguang"].document_kinds.clear()
    with city.as_(None) as browser:
        assert f"{LIST}/{document_id}/versions/1" in browser.get(LIST).text


def test_a_draft_campaign_shows_nothing(city: City) -> None:
    with city.app.app_context():
        document_id = city.published()
        city.set_state("draft")
    with city.as_(None) as browser:
        assert browser.get(LIST).status_code == 404
        assert browser.get(f"{LIST}/{document_id}/versions/1").status_code == 404
