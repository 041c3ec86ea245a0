"""Names and pages of a site copy."""

from __future__ import annotations

import pytest

from core.site_copy.naming import PAGE, Names, relative
from core.site_copy.reading import links_of
from core.site_copy.rewriting import Words, rewritten, rewritten_css

WORDS = Words("归档副本", "不能提交")


def page(body: str, known: dict[str, str] | None = None) -> str:
    html = f"<html><head><title>页</title></head><body>{body}</body></html>"
    return rewritten(html, lambda url: (known or {}).get(url), WORDS, "a.css")


@pytest.mark.parametrize(
    ("path", "query", "media_type", "name"),
    [
        ("/zh/c/2026/", "", PAGE, "zh/index.html"),
        ("/en/c/2026/plans/3", "", PAGE, "en/plans/3/index.html"),
        ("/zh/c/2026/plans", "page=2&kind=a", PAGE, "zh/plans/index--page-2-kind-a.html"),
        ("/zh/c/2026/agenda.ics", "", "text/calendar", "zh/agenda.ics"),
        ("/zh/c/2026/feed", "", "application/pdf", "zh/feed.pdf"),
        ("/static/yangguang.css", "", "text/css", "static/yangguang.css"),
    ],
)
def test_an_address_becomes_a_plain_name(path: str, query: str, media_type: str, name: str) -> None:
    assert Names("2026").name(path, query, media_type) == name


def test_odd_addresses_become_safe_names_and_stay_apart() -> None:
    names = Names("2026")
    odd = [
        "/zh/c/2026/方案",
        "/zh/c/2026/公告",
        "/zh/c/2026/CON",
        "/zh/c/2026/" + "长" * 300,
        "/zh/c/2026/..%2f..%2fetc",
    ]
    found = [names.name(path, "", PAGE) for path in odd]
    assert len(set(found)) == len(odd)
    assert all(name.isascii() and ".." not in name and len(name) < 140 for name in found)
    assert names.name("/zh/c/2026/a", "", PAGE) != names.name("/zh/c/2026/A", "", PAGE)
    assert names.name("/zh/c/2026/a", "", PAGE) == names.name("/zh/c/2026/a", "", PAGE)


def test_a_link_is_written_from_where_it_stands() -> None:
    assert relative("static/a.css", "zh/plans/index.html") == "../../static/a.css"
    assert relative("zh/index.html", "index.html") == "zh/index.html"


def test_nothing_is_left_that_acts() -> None:
    shown = page(
        '<script>alert(1)</script><form method="post"><input name="x"><button>送出</button></form>'
        '<button data-print hidden>打印</button><p onclick="x()" hx-get="/zh/x" class="k">正文&amp;字</p>'
        '<noscript>没有脚本</noscript><meta http-equiv="refresh" content="1">'
    )
    assert '<p class="archive-note">不能提交</p>' in shown
    assert '<p class="k">正文&amp;字</p>没有脚本' in shown
    assert '<p class="archive-banner" role="note">归档副本</p>' in shown
    for gone in ("script", "<form", "<input", "<button", "onclick", "hx-get", "refresh", "打印"):
        assert gone not in shown


def test_links_lead_inside_or_nowhere() -> None:
    shown = page(
        '<a href="/zh/c/2026/a">内</a><a class="btn btn-primary" href="/zh/c/2026/book">报名</a>'
        '<a href="/zh/my" class="tap">我的</a><a href="/zh/staff/">工作台</a><img src="/gone.png" alt="图">'
        '<img src="/p.png" srcset="/p.png 1x, /gone.png 2x" alt="">',
        {"/zh/c/2026/a": "../a/index.html", "/p.png": "../p.png"},
    )
    assert '<a href="../a/index.html">内</a>' in shown
    assert '<span class="archive-note">不能提交</span>' in shown
    assert "报名" not in shown
    assert '<span class="tap">我的</span>' in shown
    assert "工作台" not in shown
    assert "<span>图</span>" in shown
    assert '<img src="../p.png" srcset="../p.png 1x" alt="">' in shown


def test_drawings_stay_as_they_are() -> None:
    drawing = '<svg viewBox="0 0 40 40" focusable="false"><linearGradient id="g"/><text x="1">阳</text></svg>'
    assert drawing in page(drawing)


def test_style_sheets_point_at_what_the_copy_holds() -> None:
    css = "a{background:url(../x.png)}b{background:url('data:,')}c{src:url(\"/gone.woff2\")}"
    changed = rewritten_css(css, lambda url: "x.png" if url == "../x.png" else None)
    assert changed == 'a{background:url("x.png")}b{background:url(\'data:,\')}c{src:url("data:,")}'


def test_what_a_page_refers_to_is_found() -> None:
    found = links_of(
        '<link rel="stylesheet" href="a.css"><link rel="canonical" href="/no"><a href="/x">x</a>'
        '<img src="p.png" srcset="q.png 2x"><form method="POST"></form>'
    )
    assert (found.pages, found.shown, found.posts) == (["/x"], ["a.css", "p.png", "q.png"], True)
