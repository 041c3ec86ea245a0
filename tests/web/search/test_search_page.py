"""The search page: found at once, gone at once, filters, dead ends, and nothing typed breaks it."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from urllib.parse import quote

import pytest

from tests.support.chain import NOW, SLUG, City

PAGE = "/zh/search"


def look(city: City, question: str = "", *, lang: str = "zh", **given: object) -> str:
    asked = "".join(f"&{name}={quote(str(value))}" for name, value in given.items())
    with city.as_(None) as browser:
        answer = browser.get(f"/{lang}/search?q={quote(question)}{asked}")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, no-cache"
    assert "Set-Cookie" not in answer.headers
    return unescape(answer.text)


def test_published_means_found_and_only_then(city: City) -> None:
    with city.app.app_context():
        document_id = city.submit(text="请穿琥珀色的防滑鞋。")
        city.walk(document_id)
    assert "没有找到“琥珀色”" in look(city, "琥珀色")
    with city.app.app_context():
        city.publish(document_id)
    html = look(city, "琥珀色")
    assert "找到 1 条" in html
    assert "请穿<mark>琥珀色</mark>的防滑鞋。" in html
    assert f'href="/zh/c/{SLUG}/' in html
    assert "市水务局" in html or "云川市水务局" in html


def test_the_current_version_only(city: City) -> None:
    later = NOW + timedelta(days=1)
    with city.app.app_context():
        document_id = city.published(text="请穿琥珀色的鞋。")
        city.submit(text="请穿翡翠色的鞋。", now=later)
        city.walk(document_id, now=later)
    assert "找到 1 条" in look(city, "琥珀色")
    assert "没有找到" in look(city, "翡翠色")
    with city.app.app_context():
        city.publish(document_id, now=later)
    assert "没有找到" in look(city, "琥珀色")
    assert "找到 1 条" in look(city, "翡翠色")


def test_a_draft_campaign_is_found_by_nobody(city: City) -> None:
    with city.app.app_context():
        city.published(text="请穿琥珀色的鞋。")
        city.set_state("draft")
    html = look(city, "琥珀色")
    assert "没有找到" in html
    assert "防滑" not in html
    assert "云川市水务局“政府开放日”活动公告" not in html
    with city.app.app_context():
        city.set_state("archived")
    assert "找到 1 条" in look(city, "琥珀色")


def test_filters_in_the_address(city: City) -> None:
    with city.app.app_context():
        city.published(text="请穿琥珀色的鞋。")
    water, housing = city.units["water"], city.units["housing"]
    assert "找到 1 条" in look(city, "琥珀色", unit=water, kind="chain_test.text", campaign=SLUG)
    elsewhere = look(city, "琥珀色", unit=housing)
    assert "没有找到" in elsewhere
    assert "去掉筛选后有 1 条" in elsewhere
    assert "找到 1 条" in look(city, "琥珀色", **{"from": "2026-09-01", "to": "2026-09-01"})
    assert "没有找到" in look(city, "琥珀色", **{"from": "2026-09-02"})
    assert "请对调" in look(city, "琥珀色", **{"from": "2026-09-03", "to": "2026-09-01"})
    assert "日期要写成" in look(city, "琥珀色", **{"from": "九月", "unit": "x", "page": "-9", "kind": "'"})


def test_a_unit_in_the_question_leads_to_all_it_published(city: City) -> None:
    with city.app.app_context():
        city.published()
    html = look(city, "云川市水务局 平底鞋")
    assert "云川市水务局公开的全部内容" in html
    assert f"unit={city.units['water']}" in html
    assert "共 1 条，新的在前" in look(city, "", unit=city.units["water"])


def test_no_dead_end(city: City) -> None:
    assert "没有符合的内容" in look(city, "") or "最新公开的内容" in look(city, "")
    with city.app.app_context():
        city.published()
    html = look(city, "孔雀 恐龙")
    assert "没有找到“孔雀 恐龙”" in html
    assert "最新公开的内容" in html
    assert "试试只搜" in html
    partly = look(city, "平底鞋 恐龙")
    assert "没有一条同时有这些词" in partly
    assert "平底鞋</mark>" in partly


def test_english_pages_say_it_in_english_and_mark_the_text_chinese(city: City) -> None:
    with city.app.app_context():
        city.published()
    html = look(city, "平底鞋", lang="en")
    assert 'lang="zh-Hans-CN"' in html
    assert "/en/search" in html


@pytest.mark.parametrize(
    "question",
    ["<script>alert(1)</script>", '" OR 1=1 --', "%00", "水" * 10_000, "😀", "a" * 3000, "“", "\x01\x02"],
)
def test_odd_questions(city: City, question: str) -> None:
    with city.as_(None) as browser:
        assert "<script>alert" not in browser.get("/zh/search", query_string={"q": question}).text
    html = look(city, question)
    assert ("只按前面一部分搜索" in html) == (len(question) > 200)


def test_every_public_page_has_the_search_without_a_session(city: City) -> None:
    with city.as_(None) as browser:
        for path in (f"/zh/c/{SLUG}/", f"/zh/c/{SLUG}/published", "/zh/privacy", PAGE):
            answer = browser.get(path)
            assert 'role="search"' in answer.text, path
            assert 'action="/zh/search"' in answer.text, path
            assert answer.headers["Cache-Control"] == "public, no-cache"
