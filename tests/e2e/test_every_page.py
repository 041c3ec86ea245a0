"""Every page that can be reached by links: answers, has one h1 and a title, fits its screen, no axe violation.

A crawl per role and language. Pages of one pattern (the same address but for numbers and words) are looked at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.e2e.people import sign_in
from tests.support.product import Product

ROLES = ("nobody", "editor", "reviewer", "office", "lead", "admin")
#: files and feeds are no pages
NO_PAGE = re.compile(
    r"\.(ics|json|zip|csv|xlsx|docx|pdf|png|svg|txt|xml)$|/package$|/scans?(/|$)|/bundles/\d+$|/f/|/raw|/thumb"
)
MOST = 80


def pattern(url: str) -> str:
    path = re.sub(r"/\d+(?=/|$)", "/N", urlsplit(url).path)
    path = re.sub(r"^/(zh|en)/", "/L/", path)
    return re.sub(r"/(campaigns|c|packs|booking|link)/(?!new|from-notice)[^/]+", r"/\1/X", path)


def links(page: Page) -> list[str]:
    return page.eval_on_selector_all("a[href]", "found => found.map(a => a.href)")


def crawl(page: Page, product: Product, start: str, lang: str, look: Callable[[Page], None]) -> int:
    """Visit every pattern once, staying in one language; returns how many pages were looked at."""
    waiting, seen, looked = [start], {pattern(start)}, 0
    while waiting and looked < MOST:
        answer = page.goto(waiting.pop(0))
        assert answer is not None
        assert answer.status == 200, f"{answer.status} at {page.url}"
        look(page)
        looked += 1
        for url in links(page):
            address = urlsplit(url)
            inside = url.startswith(product.url) and address.path.startswith(f"/{lang}/")
            if not inside or NO_PAGE.search(address.path) or "/elder" in address.path:
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
    axe: Callable[[Page], None],
    fits: Callable[[Page], None],
    role: str,
    lang: str,
) -> None:
    product = server()
    page = page_at(1440, 900, lang)

    def look(page: Page) -> None:
        assert page.title().strip()
        assert page.locator("h1").count() == 1, f"{page.locator('h1').count()} h1 on {page.url}"
        fits(page)
        axe(page)
        page.set_viewport_size({"width": 360, "height": 740})
        fits(page)
        axe(page)
        page.set_viewport_size({"width": 1440, "height": 900})

    start = f"{product.url}/{lang}/"
    if role != "nobody":
        sign_in(page, product, role, lang)
        start = f"{product.url}/{lang}/staff/"
    assert crawl(page, product, start, lang, look) >= 6


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
