"""The site copy opens from a folder, without a server: pages, links, pictures and style, no error in the console."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, Request, expect

from tests.support.product import Product


def test_a_copy_opens_without_a_server(
    server: Callable[..., Product],
    page_at: Callable[..., Page],
    fits: Callable[[Page], None],
    tmp_path: Path,
) -> None:
    product = server()
    slug = page_slug(page_at(), product)
    product.command("archive", "site", slug, "-o", str(tmp_path / "site.zip"))
    with zipfile.ZipFile(tmp_path / "site.zip") as copy:
        copy.extractall(tmp_path / "site")
    page = page_at(1440, 900)
    missed: list[str] = []

    def note(request: Request) -> None:
        # What the browser drops itself when the next page is opened is not missing from the copy.
        if request.failure != "net::ERR_ABORTED":
            missed.append(request.url)

    page.on("requestfailed", note)
    page.goto((tmp_path / "site" / "index.html").as_uri())
    page.get_by_role("link", name="打开归档页面（中文）").click()
    expect(page.locator(".archive-banner")).to_contain_text("归档副本")
    assert page.evaluate("getComputedStyle(document.querySelector('.top')).display") != ""
    assert page.evaluate("[...document.styleSheets].length") == 3
    for href in page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)"):
        if href.startswith("file:"):
            page.goto(href)
            expect(page.locator("h1").first).to_be_visible()
            assert page.evaluate("[...document.images].every(i => !i.complete || i.naturalWidth > 0)"), href
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto((tmp_path / "site" / "en" / "index.html").as_uri())
    expect(page.locator("html")).to_have_attribute("lang", "en")
    fits(page)
    assert not missed


def page_slug(page: Page, product: Product) -> str:
    """The demo campaign's name in addresses."""
    page.goto(f"{product.url}/zh/")
    return page.url.rstrip("/").rpartition("/")[2]
