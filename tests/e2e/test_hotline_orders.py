"""A department takes an order up, asks for more days and replies; the supervisor decides an objection."""

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
    return server(SMS_GATEWAY="demo", fresh=True)


def orders(page: Page, product: Product, lang: str = "zh", query: str = "") -> Page:
    """The list of orders of the demo's campaign."""
    href = page.locator("a[href*='/hotline/orders']").first.get_attribute("href") or ""
    slug = re.search(r"/c/([^/]+)/", href)
    assert slug is not None, href
    page.goto(f"{product.url}/{lang}/staff/c/{slug[1]}/hotline/orders{query}")
    return page


def open_order(page: Page, title: str) -> None:
    page.locator("tr", has_text=title).get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_a_department_accepts_extends_and_replies(
    product: Product, page_at: Open, axe: Check, fits: Check
) -> None:
    editor = sign_in(page_at(1440, 900), product, "editor")
    expect(editor.locator("main")).to_contain_text("停水没有通知")
    orders(editor, product)
    axe(editor)
    open_order(editor, "停水没有通知")
    axe(editor)
    address = editor.url
    editor.get_by_role("button", name="接收", exact=True).click()
    expect(editor.locator("main")).to_contain_text("办理中")
    editor.get_by_text("申请延期").first.click()
    editor.locator("[name=ask_extension-days]").fill("9")
    editor.locator("[name=ask_extension-reason]").fill("要和二次供水单位一起查")
    editor.get_by_role("button", name="申请延期").click()
    expect(editor.get_by_role("alert")).to_contain_text("最多延 5 个工作日")
    axe(editor)
    expect(editor.locator("[name=ask_extension-reason]")).to_have_value("要和二次供水单位一起查")
    editor.locator("[name=ask_extension-days]").fill("3")
    editor.get_by_role("button", name="申请延期").click()
    expect(editor.locator("main")).to_contain_text("延期申请已交")

    supervisor = sign_in(page_at(360, 740), product, "supervisor")
    supervisor.goto(address)
    fits(supervisor)
    axe(supervisor)
    supervisor.get_by_role("button", name="同意延期").click()
    expect(supervisor.locator("aside")).to_contain_text("同意延期")

    editor.goto(address)
    expect(editor.locator("aside")).to_contain_text("已延 1 次")
    editor.locator("[name=reply-reply]").fill("二次供水水泵检修，今天 18:00 前恢复。")
    editor.get_by_role("button", name="交答复").click()
    expect(editor.locator("main")).to_contain_text("已答复，待办结")

    operator = sign_in(page_at(1366, 768), product, "operator")
    operator.goto(address)
    operator.get_by_role("button", name="办结并告诉来电人").click()
    expect(operator.locator("main")).to_contain_text("已办结")
    axe(operator)
    operator.get_by_role("link", name="打印").click()
    axe(operator)


def test_the_supervisor_sends_an_objected_order_elsewhere(
    product: Product, page_at: Open, axe: Check, fits: Check
) -> None:
    page = sign_in(page_at(360, 740), product, "supervisor")
    orders(page, product, query="?tab=todo&state=objected")
    fits(page)
    axe(page)
    open_order(page, "夜市占道堵车")
    page.get_by_role("button", name="作出决定").click()
    axe(page)
    page.get_by_label("异议成立", exact=True).check()
    options = page.locator("[name=decide-department_id] option")
    wanted = next(o for o in options.all() if "城市管理" in (o.text_content() or ""))
    page.locator("[name=decide-department_id]").select_option(value=wanted.get_attribute("value") or "")
    page.locator("[name=decide-reason]").fill("夜市由城管部门管理")
    page.get_by_role("button", name="作出决定").click()
    expect(page.locator("aside")).to_contain_text("城市管理综合行政执法局")
    english = orders(
        sign_in(page_at(1440, 900, "en"), product, "supervisor", "en"), product, "en", "?tab=open"
    )
    axe(english)
    fits(english)


def test_the_exchange_page_reads(product: Product, page_at: Open, axe: Check, fits: Check) -> None:
    page = sign_in(page_at(360, 740), product, "operator")
    orders(page, product)
    page.goto(page.url.replace("/orders", "/exchange"))
    axe(page)
    fits(page)
    with page.expect_download() as saved:
        page.get_by_role("button", name="导出表格").click()
    upload = saved.value.path()
    page.locator("[name=sheet][value=orders]").last.check()
    page.locator("input[type=file]").set_input_files(
        {"name": "orders.xlsx", "mimeType": "application/vnd.ms-excel", "buffer": upload.read_bytes()}
    )
    page.get_by_role("button", name="上传，看一看").click()
    axe(page)
    fits(page)
    page.get_by_role("button", name="看每一行会怎样").click()
    expect(page.locator("main")).to_contain_text("已有，不变")
    axe(page)
    fits(page)
