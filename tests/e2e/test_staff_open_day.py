"""Staff around booking: the hotline books a caller, the editor imports a sheet with a fault and calls a session off."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook
from playwright.sync_api import Page, expect

from tests.e2e.people import sign_in
from tests.support.product import Product

Open = Callable[..., Page]
Check = Callable[[Page], None]


@pytest.fixture(scope="module")
def product(server: Callable[..., Product]) -> Product:
    return server(SMS_GATEWAY="demo", fresh=True)


def open_days(page: Page, product: Product) -> str:
    """The address of the campaign's open days for staff."""
    href = page.locator("a[href*='/staff/c/']").first.get_attribute("href") or ""
    slug = re.search(r"/c/([^/]+)/", href)
    assert slug is not None, href
    return f"{product.url}/zh/staff/c/{slug[1]}/open-day"


def sheet(path: Path, *rows: tuple[str, ...]) -> Path:
    book = Workbook()
    page = book.worksheets[0]
    page.title = "推荐人员"
    for row in (("姓名", "电话", "场次", "类别", "需要的帮助"), *rows):
        page.append(row)
    book.save(path)
    return path


def test_hotline_books_a_caller_without_a_mobile(
    product: Product, page_at: Open, axe: Check, fits: Check
) -> None:
    page = sign_in(page_at(1366, 768), product, "operator")
    base = open_days(page, product)
    page.goto(f"{base}/counter")
    axe(page)
    page.get_by_role("link", name=re.compile("替人报名")).last.click()  # the first one is full
    axe(page)
    page.locator("[name=session]").last.check()
    page.locator("[name=category]").last.check()
    page.locator("[name=call_name]").fill("孟大妈")
    page.locator("[name=reach][value=call]").check()
    page.locator("[name=phone]").fill("260 0911")
    for name in ("age_capacity", "ties"):
        page.locator(f"[name={name}]").check()
    page.get_by_role("button", name="报名", exact=True).click()
    # The notice comes first, and nothing typed is lost.
    expect(page.locator(".errsum")).to_contain_text("念给本人听")
    assert page.locator("[name=call_name]").input_value() == "孟大妈"
    page.locator("[name=notice]").check()
    page.get_by_role("button", name="报名", exact=True).click()
    expect(page.locator("h1")).to_have_text("孟大妈的报名")
    axe(page)
    page.get_by_role("link", name="打印纸质票").click()
    expect(page.locator(".ticket svg[role=img]")).to_be_visible()
    axe(page)
    page.set_viewport_size({"width": 360, "height": 740})
    fits(page)
    page.goto(f"{product.url}/zh/staff/messages/calls")
    expect(page.locator("main")).to_contain_text("2600911")


def test_editor_imports_a_sheet_and_calls_a_session_off(
    product: Product, page_at: Open, axe: Check, fits: Check, tmp_path: Path
) -> None:
    page = sign_in(page_at(1440, 900), product, "editor")
    base = open_days(page, product)
    day = f"{base}/announcements/1"
    page.goto(f"{day}/recommended/import")
    good, bad = ("周老师", "13900009001", "上午场", "专家学者", "轮椅"), ("", "138", "夜场", "学者", "")
    page.locator("[name=file]").set_input_files(sheet(tmp_path / "people.xlsx", good, bad))
    page.get_by_role("button", name="看预览").click()
    expect(page.locator("main")).to_contain_text("没有“夜场”这个场次")
    axe(page)
    page.locator("[name=told]").check()
    page.get_by_role("button", name="导入没问题的 1 行").click()
    expect(page.locator(".flashes")).to_contain_text("有 1 行没有导入")
    expect(page.locator("table").last).to_contain_text("周老师")
    axe(page)

    page.goto(f"{day}/decide")
    axe(page)
    page.get_by_role("link", name=re.compile("取消这一场")).first.click()
    expect(page.locator("main")).to_contain_text("要通知的人")
    axe(page)
    page.locator("[name=reason]").fill("暴雨橙色预警，为了安全取消")
    page.get_by_role("button", name="确定取消，通知所有人").click()
    expect(page.locator(".flashes")).to_contain_text("正在通知")
    page.goto(f"{day}/roster")
    axe(page)
    page.set_viewport_size({"width": 360, "height": 740})
    fits(page)

    citizen = page_at(360, 740)
    citizen.goto(day.replace("/staff/", "/").replace("/announcements/1", "/1/"))
    expect(citizen.locator("main")).to_contain_text("暴雨橙色预警")
    axe(citizen)

    office = sign_in(page_at(1440, 900), product, "office")
    office.goto(f"{base}/overview")
    axe(office)
    office.goto(f"{product.url}/zh/staff/messages")
    expect(office.locator("main")).to_contain_text("请不要来")
