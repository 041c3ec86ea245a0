"""A broadcast from its desks: typed, released with one key, read by everybody, handed over, pulled; nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.people import sign_in
from tests.support.product import Product

Open = Callable[..., Page]
Check = Callable[[Page], None]


@pytest.fixture(scope="module")
def product(server: Callable[..., Product]) -> Product:
    return server()


def desk(page: Page, product: Product, login: str, role: str, lang: str = "zh") -> str:
    """Sign in and go to one's desk of the broadcast that is on, by the workbench; its address."""
    sign_in(page, product, login, lang)
    link = page.locator(f"a[href$='/live/{role}']").first
    page.goto(f"{product.url}{link.get_attribute('href')}")
    expect(page.locator("main[data-desk]")).to_be_visible()
    return page.url


def test_a_turn_from_the_typist_to_everybody(
    product: Product, page_at: Open, axe: Check, fits: Check
) -> None:
    typist, releaser, host = page_at(1366, 768), page_at(1366, 768), page_at(1366, 768)
    address = desk(typist, product, "editor", "type")
    desk(releaser, product, "reviewer", "release")
    desk(host, product, "host", "")
    for page in (typist, releaser, host):
        axe(page)
        fits(page)
        assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    public = page_at(390, 800)
    found = re.search(r"/c/([^/]+)/interviews/(\d+)/", address)
    assert found is not None
    public.goto(f"{product.url}/zh/c/{found[1]}/interviews/{found[2]}/live/")

    # What waits comes out first, by one key; another press right after lets nothing unseen out.
    releaser.wait_for_timeout(800)
    releaser.locator("body").press("Enter")
    expect(releaser.locator("#ld-wait")).to_contain_text("没有等放行的")

    # Typed, reloaded, still there; handed in by keys alone.
    typist.goto(f"{address}?new=1")
    typist.keyboard.press("Alt+2")
    expect(typist.locator("[name=who]:checked")).to_have_value(re.compile("guest:"))
    typist.locator("#text").press_sequentially("第一档水量够四口之家用。")
    expect(typist.locator("#ld-saved")).to_contain_text("已存")
    typist.reload()
    expect(typist.locator("#text")).to_have_value("第一档水量够四口之家用。")
    typist.locator("#text").press("Control+Enter")
    expect(typist.locator("#text")).to_have_value("")
    expect(typist.locator("#ld-mine")).to_contain_text("待放行")

    # The releaser's page brings it by itself; R lets it out, and everybody reads it.
    expect(releaser.locator(".ldbig")).to_contain_text("第一档水量够四口之家用。")
    releaser.wait_for_timeout(800)
    releaser.locator("body").press("r")
    expect(public.locator("main")).to_contain_text("第一档水量够四口之家用。")
    expect(host.locator("#ld-out")).to_contain_text("第一档水量够四口之家用。")

    # Pulled at once.
    releaser.locator("#ld-out li", has_text="第一档水量够四口之家用。").get_by_role("button").click()
    expect(public.locator("main")).not_to_contain_text("第一档水量够四口之家用。")
    expect(typist.locator("#ld-out li", has_text="第一档水量够四口之家用。")).to_contain_text("已撤下")

    # A number is looked at before it comes out: no key does it.
    typist.locator("#text").fill("可以打 13812345678。")
    typist.locator("#text").press("Control+Enter")
    expect(releaser.locator(".ldbig mark")).to_have_text("13812345678")
    releaser.wait_for_timeout(800)
    releaser.locator("body").press("Enter")
    expect(releaser.locator(".ldbig mark")).to_have_text("13812345678")
    releaser.locator("#ld-wait button.btn-primary").click()
    expect(public.locator("main")).to_contain_text("13812345678")


def test_an_assistants_answer_and_a_hand_over(product: Product, page_at: Open, axe: Check) -> None:
    assistant, typist, office = page_at(1440, 900), page_at(1440, 900), page_at(1366, 768)
    desk(assistant, product, "lead", "assist")
    address = desk(typist, product, "editor", "type")
    axe(assistant)
    assistant.locator("input[name=question]:not([value=''])").last.check()
    assistant.locator("#text").fill("按户籍人口核，五口以上的可以加量。")
    assistant.locator("#text").press("Control+Enter")
    offered = typist.locator("#ld-offered li", has_text="五口以上的可以加量")
    expect(offered).to_be_visible()
    offered.get_by_role("button").first.click()
    expect(typist.locator("#ld-mine li", has_text="五口以上的可以加量")).to_contain_text("待放行")

    # A half-written turn goes along with the typing.
    typist.goto(f"{address}?new=1")
    typist.locator("#text").press_sequentially("写到一半的一句")
    typist.locator("#give").select_option(label="林知远")
    typist.get_by_role("button", name="交接").click()
    expect(typist.locator("#ld-state")).to_contain_text("您已把录入交给")
    sign_in(office, product, "office")
    office.goto(address.split("?")[0])
    expect(office.locator("#text")).to_have_value("写到一半的一句")
    expect(office.locator("#ld-state")).to_contain_text("接过了录入")


def test_desks_in_english_and_on_a_phone(product: Product, page_at: Open, axe: Check, fits: Check) -> None:
    page = page_at(360, 740, "en")
    desk(page, product, "reviewer", "release", "en")
    axe(page)
    fits(page)
