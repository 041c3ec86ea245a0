"""An editor uploads photos with and without script, answers for a portrait, and sees the announcement's picture."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.people import sign_in
from tests.support import uploads
from tests.support.product import Product

pytestmark = pytest.mark.e2e


@pytest.fixture
def photos(tmp_path: Path) -> list[str]:
    for name, data in (
        ("现场.jpg", uploads.phone_photo(1600, 1200)),
        ("方案.docx", uploads.docx("实施方案")),
        ("太大.txt", b"x" * 21 * 1024 * 1024),
    ):
        (tmp_path / name).write_bytes(data)
    return [str(tmp_path / name) for name in ("现场.jpg", "方案.docx", "太大.txt")]


def test_from_the_drawer_to_the_announcement(
    server: Callable[..., Product],
    page_at: Callable[..., Page],
    axe: Callable[[Page], None],
    fits: Callable[[Page], None],
    photos: list[str],
) -> None:
    product = server(demo=True)
    page = sign_in(page_at(), product, "editor")
    page.goto(f"{product.url}/zh/staff/files")
    page.locator("#add summary").click()
    axe(page)
    page.set_input_files("#files", photos)
    page.check("#no_secret_marks")
    page.locator("#add button[type=submit]").click()
    lines = page.locator("[data-upload-list] li")
    expect(lines.nth(0)).to_contain_text("收下了")
    expect(lines.nth(1)).to_contain_text("收下了")
    expect(lines.nth(2)).to_contain_text("文件太大")
    lines.nth(0).get_by_role("link").click()
    page.get_by_label("能认出人", exact=False).last.check()
    page.fill("#persons", "1")
    page.get_by_role("button", name="记下来").click()
    page.fill("#name", "欧阳样例")
    page.check("#way-1")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.locator("main")).to_contain_text("肖像没有问题")
    axe(page)
    page.set_viewport_size({"width": 360, "height": 740})
    fits(page)
    axe(page)

    plain = sign_in(page_at(javascript=False), product, "editor")
    plain.goto(f"{product.url}/zh/staff/files")
    plain.locator("#add summary").click()
    plain.set_input_files("#files", photos[:2])
    plain.check("#no_secret_marks")
    plain.locator("#add button[type=submit]").click()
    expect(plain.locator("main")).to_contain_text("收下了 2 个文件")

    citizen = page_at(360, 740)
    citizen.goto(f"{product.url}/zh/")
    address = citizen.locator("a[href*='/open-day/1']").first.get_attribute("href")
    assert address is not None
    citizen.goto(f"{product.url}{address}" if address.startswith("/") else address)
    figure = citizen.locator("figure img")
    figure.scroll_into_view_if_needed()
    expect(figure).to_have_js_property("complete", True)
    assert figure.evaluate("image => image.naturalWidth") > 0
    assert figure.evaluate("image => image.currentSrc").endswith(".avif")
    fits(citizen)
    axe(citizen)
