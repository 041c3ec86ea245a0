"""Questions to an interview: a citizen on a phone asks ahead and supports, an operator puts a caller's question with an order,
the host reads, merges, picks, orders and keeps back; each hears of it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.people import newest_code, sign_in
from tests.support.product import Product

Open = Callable[..., Page]
Check = Callable[[Page], None]
TITLE = "节水奖励怎样申请"
PHONE = "13900007711"
ASKED = "家里换了节水马桶，奖励要在什么时候申请？"
CALLED = "工厂用了再生水，能不能也拿节水奖励？"


@pytest.fixture(scope="module")
def product(server: Callable[..., Product]) -> Product:
    return server(fresh=True)


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).first.click()


def interview(page: Page, product: Product) -> str:
    """The public address of the coming interview, found as a citizen does."""
    page.goto(f"{product.url}/zh/c/2024-openness-day/interviews/")
    page.get_by_role("link", name=TITLE).first.click()
    page.wait_for_url(re.compile(r"/interviews/\d+/"))
    return page.url


def test_questions_from_the_citizen_to_the_hosts_list(
    product: Product, page_at: Open, axe: Check, fits: Check
) -> None:
    office = sign_in(page_at(1440, 900), product, "office")

    # ── the citizen, on a phone ──
    citizen = page_at(360, 740)
    address = interview(citizen, product)
    fits(citizen)
    axe(citizen)
    citizen.get_by_role("link", name="我要提问").first.click()
    expect(citizen.get_by_role("heading", name="提问", level=1)).to_be_visible()
    fits(citizen)
    citizen.get_by_label("您的问题").fill(ASKED)
    axe(citizen)
    press(citizen, "下一步")
    if citizen.get_by_role("button", name="还是要提问", exact=True).count():
        press(citizen, "还是要提问")
    citizen.get_by_label("手机号").fill(PHONE)
    press(citizen, "发验证码")
    citizen.locator("[name=code]").fill(newest_code(office, product, PHONE))
    citizen.locator("[name=code]").press("Enter")
    expect(citizen.get_by_text("查询码").first).to_be_visible()
    number = re.search(r"\d{4}-\d{4}", citizen.locator(".ticket").inner_text())
    assert number is not None
    citizen.goto(f"{address}questions")
    fits(citizen)
    axe(citizen)
    expect(citizen.get_by_text(ASKED)).to_have_count(0)  # nobody has read it yet
    first = citizen.locator("article.opinion").first
    behind = first.inner_text()
    first.get_by_role("link", name="我也想问").click()
    fits(citizen)
    press(citizen, "我也支持")
    expect(citizen.get_by_text("您的支持已经记下")).to_be_visible()
    before = re.search(r"(\d+) 人支持", behind)
    assert before is not None
    expect(citizen.get_by_text(f"现在有 {int(before[1]) + 1} 人支持").first).to_be_visible()

    # ── the operator, by keyboard ──
    seat = sign_in(page_at(1366, 768), product, "operator")
    seat.goto(f"{product.url}/zh/staff/c/2024-openness-day/hotline/console")
    assert seat.evaluate("document.documentElement.scrollHeight <= window.innerHeight")
    title = seat.locator("#title")
    title.fill("再生水奖励")
    seat.locator("#words").fill(CALLED)
    seat.keyboard.press("Alt+g")
    choice = seat.locator("#ask_to")
    expect(choice).to_be_visible()
    choice.select_option(label=TITLE)
    seat.get_by_label("同时记成工单").check()
    axe(seat)
    assert seat.evaluate("document.documentElement.scrollHeight <= window.innerHeight")
    press(seat, "提问")
    expect(
        seat.get_by_text(re.compile(r"提问 \d{4}-\d{4} 已提交，查询码 [0-9A-Z]{4}-[0-9A-Z]{4}"))
    ).to_be_visible()
    expect(seat.get_by_text("工单").first).to_be_visible()

    # ── the host ──
    host = sign_in(page_at(1440, 900), product, "host")
    expect(host.get_by_text(re.compile(rf"条提问待审：{TITLE}")).first).to_be_visible()
    host.goto(address.replace("/zh/c/", "/zh/staff/c/") + "questions")
    expect(host.get_by_text(ASKED).first).to_be_visible()
    expect(host.get_by_text(re.compile("热线工单 .*")).first).to_be_visible()
    axe(host)
    fits(host)
    mine = host.locator("article.qcard", has_text=ASKED)
    mine.focus()
    with host.expect_navigation():
        host.keyboard.press("x")
    expect(host.get_by_text("已选上，排在清单最后。").first).to_be_visible()
    theirs = host.locator("article.qcard", has_text=CALLED)
    theirs.focus()
    with host.expect_navigation():
        host.keyboard.press("x")
    other = host.locator("article.qcard").first
    other.get_by_text("不公开", exact=True).click()
    with host.expect_navigation():
        other.get_by_role("button", name="不公开，告诉作者").click()
    expect(host.get_by_text("请选一个不受理的原因。").first).to_be_visible()
    axe(host)
    other = host.locator("article.qcard").first
    other.get_by_label("不公开的原因").select_option("off_topic")
    press(host, "不公开，告诉作者")
    expect(host.get_by_text("原因已告诉作者").first).to_be_visible()
    host.get_by_role("link", name=re.compile("^已选")).click()
    rows = host.locator(".qlist li")
    expect(rows).to_have_count(2)
    axe(host)
    with host.expect_navigation():
        rows.nth(1).get_by_role("button", name="上移").click()
    expect(host.locator(".qlist li").first).to_contain_text(CALLED)

    # ── a second host is told; a question that comes in shows by itself ──
    stale = host.locator("#q-order [name=seen]").input_value()
    second = sign_in(page_at(1440, 900), product, "office")
    second.goto(host.url)
    with second.expect_navigation():
        second.locator(".qlist li").nth(1).get_by_role("button", name="取消选择").click()
    expect(host.locator(".qlist li")).to_have_count(1, timeout=15000)
    assert host.locator("#q-order [name=seen]").input_value() != stale

    # ── the citizen sees where it stands ──
    citizen.goto(f"{address}questions?order=time")
    expect(citizen.get_by_text(CALLED).first).to_be_visible()
    fits(citizen)
