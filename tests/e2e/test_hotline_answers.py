"""From a closed case to a public answer: the editor decides about every mark, four people sign, a reader says it helped."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.people import sign_in
from tests.support.product import Product

Open = Callable[..., Page]
Check = Callable[[Page], None]
SIGNERS = (("reviewer", "通过初审"), ("secrecy", "签署审查意见"), ("leader", "审核通过"), ("office", "公开"))


@pytest.fixture(scope="module")
def product(server: Callable[..., Product]) -> Product:
    return server(SMS_GATEWAY="demo", fresh=True, clock="2026-05-15T10:42")


def test_a_closed_case_becomes_a_public_answer(
    product: Product, page_at: Open, axe: Check, fits: Check
) -> None:
    page = sign_in(page_at(1366, 768), product, "editor")
    href = page.locator("a[href*='/staff/c/']").first.get_attribute("href") or ""
    slug = re.search(r"/c/([^/]+)/", href)
    assert slug is not None, href
    hotline = f"/c/{slug[1]}/hotline"
    page.goto(f"{product.url}/zh/staff{hotline}/orders?tab=closed")
    page.locator("tr", has_text="枫林苑水压太低").get_by_role("link").first.click()
    page.get_by_role("button", name="整理成公开答复").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("水压太低")
    axe(page)
    address = page.url
    # What the finder didn't see is masked by hand, then every mark is decided.
    page.locator("[name=words]").fill("枫林苑")
    page.locator("[name=kind]").select_option("address")
    page.get_by_role("button", name="遮住", exact=True).click()
    for choice in page.locator("[value=masked]").all():
        choice.check()
    page.get_by_role("button", name="确认这些决定").click()
    expect(page.get_by_text("个人信息都确认了")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="送审", exact=True).click()
    expect(page.get_by_text("已送审")).to_be_visible()
    chain = page.get_by_role("link", name="打开公开流程").get_attribute("href") or ""
    for login, button in SIGNERS:
        signer = sign_in(page_at(1366, 768), product, login)
        signer.goto(product.url + chain)
        if login == "secrecy":
            signer.get_by_role("radio", name="可公开").first.check()
        signer.get_by_role("button", name=re.compile(f"^{button}")).first.click()
        signer.wait_for_load_state()
    number = address.rstrip("/").rpartition("/")[2]
    for lang, width in (("zh", 360), ("en", 1440)):
        reader = page_at(width, 800, lang)
        reader.goto(f"{product.url}/{lang}{hotline}/answers/{number}/")
        expect(reader.get_by_role("heading", level=1)).to_contain_text("水压太低")
        assert "枫林苑" not in reader.locator("main").inner_text()
        axe(reader)
        fits(reader)
    reader = page_at(360, 800)
    reader.goto(f"{product.url}/zh{hotline}/answers/{number}/")
    reader.get_by_role("button", name="解决了我的问题").click()
    expect(reader.get_by_text("您今天说过")).to_be_visible()
    reader.goto(f"{product.url}/zh{hotline}/answers/?q=水压")
    expect(reader.get_by_role("link", name=re.compile("水压太低")).first).to_be_visible()
    axe(reader)
    fits(reader)
