"""Every page that can be reached by links: answers, has one h1 and a title, fits its screen, no axe violation.

A crawl per role and language. Pages of one pattern (the same address but for numbers and words) are visited once per
crawl. Every page visited answers and fits; axe looks once at each structure (tests/support/browser.py), whoever sees it
and in whatever language. The public pages are the same for all who are signed in: the openness office crawls them too.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.e2e.people import sign_in
from tests.support.product import Product

ROLES = (
    "nobody", "editor", "reviewer", "secrecy", "leader", "office", "lead", "operator", "supervisor", "expert", "admin",
)  # fmt: skip
#: files and feeds are no pages
NO_PAGE = re.compile(
    r"\.(ics|atom|json|zip|csv|xlsx|docx|pdf|png|svg|txt|xml)$|/package$|/scans?(/|$)|/bundles/\d+$|/f/|/raw|/thumb"
)
MOST = 120
#: pages that no plain link leads to: behind a form, an empty answer, another view of an address seen already
EXTRA = {
    "nobody": (
        "search?q=开放日",
        "search?q=没有这回事",
        "c/2024-openness-day/agenda?view=week&on=2024-08-24",
        "c/2024-openness-day/agenda?on=2025-02-01",
    ),
    "office": ("staff/opinions?tab=ended", "staff/messages/outbox?state=call", "staff/trail?person=nobody"),
    "admin": ("staff/sign-ins?failed=1",),
}


def pattern(url: str) -> str:
    path = re.sub(r"/\d+(?=/|$)", "/N", urlsplit(url).path)
    path = re.sub(r"^/(zh|en)/", "/L/", path)
    return re.sub(r"/(campaigns|c|packs|booking|link)/(?!new|from-notice)[^/]+", r"/\1/X", path)


def links(page: Page) -> list[str]:
    return page.eval_on_selector_all("a[href]:not([download])", "found => found.map(a => a.href)")


def crawl(page: Page, starts: list[str], zone: str, look: Callable[[Page], None]) -> int:
    """Visit the starts and every pattern once, staying below one address; returns how many pages were looked at."""
    waiting, seen, looked = list(starts), {pattern(start) for start in starts}, 0
    while waiting and looked < MOST:
        answer = page.goto(waiting.pop(0))
        assert answer is not None
        assert answer.status == 200, f"{answer.status} at {page.url}"
        look(page)
        looked += 1
        for url in links(page):
            address = urlsplit(url)
            if not url.startswith(zone) or NO_PAGE.search(address.path) or "/elder" in address.path:
                continue
            if pattern(url) not in seen:
                seen.add(pattern(url))
                waiting.append(url.split("#")[0])
    return looked


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("role", ROLES)
def test_every_page(
    server: Callable[..., Product],
    page_at: Callable[..., Page],
    axe_once: Callable[[Page], None],
    fits: Callable[[Page], None],
    role: str,
    lang: str,
) -> None:
    product = server()
    page = page_at(1440, 900, lang)
    # How quick pages are is measured elsewhere; here all have to come, also where several programs share a processor.
    page.set_default_navigation_timeout(60_000)
    language = page.locator("html")

    def look(page: Page) -> None:
        assert page.title().strip()
        assert page.locator("h1").count() == 1, f"{page.locator('h1').count()} h1 on {page.url}"
        assert (language.get_attribute("lang") or "").startswith(lang)
        fits(page)
        axe_once(page)
        page.set_viewport_size({"width": 360, "height": 740})
        fits(page)
        axe_once(page)
        page.set_viewport_size({"width": 1440, "height": 900})

    start = zone = f"{product.url}/{lang}/"
    if role != "nobody":
        sign_in(page, product, role, lang)
        start = f"{zone}staff/"
    starts = [start, *(f"{zone}{address}" for address in EXTRA.get(role, ()))]
    assert crawl(page, starts, zone if role in ("nobody", "office") else start, look) >= 6


def test_a_text_with_findings_and_one_taken_down(
    server: Callable[..., Product],
    page_at: Callable[..., Page],
    axe: Callable[[Page], None],
    fits: Callable[[Page], None],
) -> None:
    """What only an act brings to light: findings in a text, a text taken down, one hidden as a suspected secret."""
    product = server(fresh=True)

    def look(page: Page) -> None:
        for width in (1440, 360):
            page.set_viewport_size({"width": width, "height": 800})
            fits(page)
            axe(page)
        page.set_viewport_size({"width": 1440, "height": 800})

    office = sign_in(page_at(1440, 900), product, "office")
    office.goto(f"{product.url}/zh/staff/text-check")
    office.locator("textarea").fill("定于2024年XX月XX日由xx局举办，請拨打13800138000报名。")
    office.get_by_role("button", name="检查", exact=True).click()
    office.get_by_role("heading", name="检查结果").wait_for()
    look(office)

    office.goto(f"{product.url}/zh/staff/c/2024-openness-day/open-day/announcements/1")
    chain = office.get_by_role("link", name="打开公开流程").get_attribute("href") or ""
    text = chain.rpartition("/documents/")[2]
    office.goto(f"{product.url}/zh/staff/documents/{text}")
    office.get_by_text("紧急撤下（先撤后补）").click()
    office.get_by_label("撤下的理由").fill("时间有误，核对后重新公开。")
    office.get_by_role("button", name="马上撤下").click()
    office.get_by_role("button", name="恢复公开").wait_for()
    look(office)
    visitor = page_at(1440, 900, "en")
    answer = visitor.goto(f"{product.url}/en/c/2024-openness-day/open-day/1/")
    assert answer is not None
    assert answer.status == 410
    look(visitor)

    secrecy = sign_in(page_at(1440, 900, "en"), product, "secrecy", "en")
    secrecy.goto(f"{product.url}/en/staff/documents/{text}/hide")
    secrecy.locator("[name=sure]").check(force=True)
    secrecy.locator("main button[type=submit]").click()
    secrecy.wait_for_url(f"**/documents/{text}/quarantine")
    look(secrecy)
    secrecy.goto(f"{product.url}/en/staff/documents/{text}/quarantine/report")
    look(secrecy)
    answer = office.goto(f"{product.url}/zh/staff/documents/{text}")
    assert answer is not None
    assert answer.status != 200
    office.get_by_role("link", name="回工作台").wait_for()
    look(office)


@pytest.mark.parametrize("width", [360, 1440])
def test_elder_mode(
    server: Callable[..., Product],
    page_at: Callable[..., Page],
    axe: Callable[[Page], None],
    fits: Callable[[Page], None],
    width: int,
) -> None:
    """Larger, fewer things, and the choice is kept while walking on."""
    product = server()
    page = page_at(width, 800)
    page.goto(f"{product.url}/zh/")
    usual = page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
    page.get_by_role("link", name="长者模式").click()
    assert page.locator("html").get_attribute("data-mode") == "elder"
    assert page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") >= usual * 1.25
    fits(page)
    axe(page)
    for url in dict.fromkeys(u for u in links(page) if u.startswith(f"{product.url}/zh/c/")):
        page.goto(url)
        assert page.locator("html").get_attribute("data-mode") == "elder"
        fits(page)
        axe(page)
    page.goto(f"{product.url}/zh/")
    page.get_by_role("link", name="普通版").first.click()
    assert page.locator("html").get_attribute("data-mode") is None
