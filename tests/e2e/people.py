"""What a person does in every journey: sign in, send a form, read the demo's messages."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from tests.support.product import Product

PASSWORD = "yunchuan-demo"


def sign_in(page: Page, product: Product, login: str, lang: str = "zh", password: str = PASSWORD) -> Page:
    """Sign in at the desk; the page stands on the desk afterwards."""
    page.goto(f"{product.url}/{lang}/staff/sign-in")
    page.locator("[name=login_name]").fill(login)
    page.locator("[name=password]").fill(password)
    page.locator("main button[type=submit]").first.click()
    page.wait_for_url(f"{product.url}/{lang}/staff/**")
    assert "/sign-in" not in page.url, page.locator("main").inner_text()
    return page


def newest_code(page: Page, product: Product, phone: str) -> str:
    """The newest code that the demo would have sent to this number; `page` is signed in."""
    page.goto(f"{product.url}/zh/staff/messages")
    row = page.locator("tr", has_text=phone).first.inner_text()
    found = re.search(r"(?<!\d)(\d{6})(?!\d)", row.replace(phone, ""))
    assert found is not None, row
    return found[1]
