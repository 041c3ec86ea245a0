"""What was counted on the spot, on a phone; questionnaires entered by the office; both in the report, which is handed in."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.people import sign_in
from tests.support.product import Product

CLOCK = "2026-05-15T10:42"
BASE = "/zh/staff/c/2026-openness-day/assessment"
Check = Callable[[Page], None]


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def test_a_stand_is_counted_rated_reported_and_handed_in(
    server: Callable[..., Product], page_at: Callable[..., Page], axe: Check, fits: Check
) -> None:
    product = server(clock=CLOCK, SECOND_FACTOR_ROLES="none")
    editor = sign_in(page_at(360), product, "editor")
    editor.goto(f"{product.url}{BASE}/onsite")
    axe(editor)
    fits(editor)
    editor.get_by_role("link", name="登记一场活动").click()
    axe(editor)
    fits(editor)
    editor.get_by_label("什么活动").fill("滨江公园咨询台")
    editor.get_by_label("哪一天").fill("2026-05-15")
    editor.get_by_label("接待（人次）").fill("88")
    editor.get_by_label("发放资料（份）").fill("310")
    editor.get_by_label("怎么数的").fill("签到表")
    press(editor, "保存")  # the confirmation is missing: what was typed stays
    expect(editor.get_by_label("接待（人次）")).to_have_value("88")
    axe(editor)
    editor.get_by_label("我确认内容没有密级标志").check()
    press(editor, "保存")
    expect(editor.get_by_role("heading", level=1)).to_have_text("滨江公园咨询台")
    expect(editor.get_by_role("button", name="录入问卷")).to_have_count(0)
    axe(editor)
    fits(editor)
    record = editor.url

    office = sign_in(page_at(1440), product, "office")
    office.goto(record)
    axe(office)
    office.get_by_label("非常满意", exact=True).fill("30")
    office.get_by_label("不满意", exact=True).fill("2")
    office.get_by_label("问卷是谁收的、谁数的").fill("公开办两人清点")
    press(office, "录入问卷")
    expect(office.locator("main")).to_contain_text("收回 32 份，满意率 93.75%（30/32）")

    editor.goto(f"{product.url}{BASE}/reports")
    editor.locator("main .rows a").first.click()
    press(editor, "取用系统记录")
    editor.get_by_role("link", name="现场满意率", exact=False).click()
    expect(editor.locator("main")).to_contain_text("30/32")
    axe(editor)
    fits(editor)
    editor.go_back()
    press(editor, "用这份总结报送")
    expect(editor.locator("main")).to_contain_text("BS2026-")
    axe(editor)

    office.goto(f"{product.url}{BASE}/scores")
    office.get_by_role("link", name="逐个单位评分").first.click()
    axe(office)
    points = office.get_by_role("textbox", name="市水务局 得分")
    points.fill("2.5")
    office.get_by_role("textbox", name="市水务局 评分理由").fill("有手语讲解")
    office.get_by_label("我确认内容没有密级标志").check()
    press(office, "保存")
    expect(office.locator("main, .flash, [role=status]").first).to_be_visible()
    expect(office.locator("body")).to_contain_text("给 1 个单位评了分")
