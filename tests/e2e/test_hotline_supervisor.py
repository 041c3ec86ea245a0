"""A supervisor's morning: what people call about becomes a topic, a seat gets its expert, the pass dies at once."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.people import sign_in
from tests.support.product import Product

Open = Callable[..., Page]
Check = Callable[[Page], None]
#: a Wednesday morning on which the demo's seats run
CLOCK = "2026-05-20T10:20"


@pytest.fixture(scope="module")
def product(server: Callable[..., Product]) -> Product:
    return server(clock=CLOCK, SMS_GATEWAY="demo")


def hotline(page: Page, product: Product, lang: str = "zh") -> str:
    """The address of the campaign's hotline for staff."""
    href = page.locator("a[href*='/staff/c/']").first.get_attribute("href") or ""
    slug = re.search(r"/c/([^/]+)/", href)
    assert slug is not None, href
    return f"{product.url}/{lang}/staff/c/{slug[1]}/hotline"


def pick(page: Page, field: str, words: str) -> None:
    """Choose what holds these words; departments are moved in by their depth."""
    value = page.locator(f"[name={field}] option", has_text=words).first.get_attribute("value")
    page.locator(f"[name={field}]").select_option(value)


def test_from_a_proposal_to_a_seat_with_a_pass(
    product: Product, page_at: Open, axe: Check, fits: Check
) -> None:
    boss = sign_in(page_at(1366, 768), product, "supervisor")
    base = hotline(boss, product)
    boss.goto(f"{base}/proposals")
    axe(boss)
    boss.get_by_role("link", name=re.compile("起名或合并")).first.click()
    axe(boss)
    boss.locator("[name=name]").fill("小区充电")
    boss.locator("[name=short]").fill("充电")
    pick(boss, "unit1", "住房和城乡建设局")
    boss.get_by_role("button", name="设成热点").click()
    expect(boss.get_by_role("link", name="小区充电")).to_be_visible()
    axe(boss)

    # a seat for it, first on top of somebody else's
    boss.goto(f"{base}/seats/new?day=2026-05-20")
    axe(boss)
    boss.locator("[name=starts]").fill("10:00")
    boss.locator("[name=ends]").fill("12:00")
    boss.locator("[name=seat_number]").fill("1")
    pick(boss, "department", "住房和城乡建设局")
    boss.get_by_label("小区充电").check()
    boss.locator("[name=expert_name]").fill("江小舟")
    boss.get_by_role("button", name="先看有没有冲突").click()
    expect(boss.get_by_text("1 号席 10:00—12:00 已经排了人。").first).to_be_visible()
    boss.locator("[name=seat_number]").fill("40")
    boss.get_by_role("button", name="保存").click()
    expect(boss.get_by_text("请在下面发当班凭证")).to_be_visible()
    axe(boss)
    shift_page = boss.url.split("#")[0]
    boss.get_by_role("button", name="发当班凭证").click()
    axe(boss)
    code = boss.locator("#code").inner_text()

    # the expert comes in on a phone, sits down, and is seen in the plan
    expert = page_at(360, 740)
    expert.goto(f"{base}/pass")
    axe(expert)
    fits(expert)
    expert.locator("[name=code]").fill(code)
    expert.get_by_role("button", name="入座").click()
    expect(expert).to_have_url(re.compile(r"/hotline/console"))
    expect(expert.get_by_text("江小舟").first).to_be_visible()

    expert.set_viewport_size({"width": 1366, "height": 768})
    expert.get_by_role("button", name=re.compile("坐下接听")).click()
    expect(expert.get_by_role("button", name=re.compile("坐下接听"))).to_have_count(0)
    axe(expert)

    # taken back: the next click leads to the sign-in
    boss.goto(shift_page)
    boss.get_by_role("button", name="马上收回").click()
    expert.goto(f"{base}/console")
    expect(expert).to_have_url(re.compile(r"/staff/sign-in"))


@pytest.mark.parametrize(("width", "lang"), [(360, "zh"), (360, "en"), (1440, "en")])
def test_the_planner_s_pages_fit(
    product: Product, page_at: Open, axe: Check, fits: Check, width: int, lang: str
) -> None:
    page = sign_in(page_at(width, 900, lang), product, "supervisor", lang)
    base = hotline(page, product, lang)
    for place in (
        "topics",
        "proposals",
        "seats",
        "seats/week",
        "seats/1",
        "staffing",
        "programmes",
        "programmes/1/report",
    ):
        page.goto(f"{base}/{place}")
        axe(page)
        fits(page)
    page.goto(base.replace("/staff/", "/") + "/")
    axe(page)
    fits(page)
