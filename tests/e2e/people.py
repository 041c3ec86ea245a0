"""What a person does in every journey: sign in, send a form, read the demo's messages."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from tests.support.product import Product

PASSWORD = "yunchuan-demo"
#: who signs a text on its way to the public, and the button; the office publishes
SIGNERS = (("reviewer", "通过初审"), ("secrecy", "签署审查意见"), ("leader", "审核通过"), ("office", "公开"))


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


def sign_through(people: dict[str, Page], product: Product, path: str) -> None:
    """A text was sent off, its chain stands at `path`: everybody finds it on their own desk and signs; the office publishes."""
    for login, button in SIGNERS:
        person = people[login]
        person.goto(f"{product.url}/zh/staff/")
        person.locator(f".todo a[href^='{path}']").first.click()
        person.wait_for_load_state()
        if login == "secrecy":
            person.get_by_role("radio", name="可公开").first.check()
        with person.expect_navigation():
            person.get_by_role("button", name=button, exact=True).first.click()
