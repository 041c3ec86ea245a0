"""The office reads the board; a department hands in; the office returns it; it comes again; the receipt."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.people import sign_in
from tests.support.product import Product

CLOCK = "2026-05-08T10:42"
BASE = "/zh/staff/c/2026-openness-day/assessment"
Check = Callable[[Page], None]


def look(page: Page, axe: Check, fits: Check, tmp_path: Path, name: str) -> None:
    for width in (360, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=tmp_path / f"{name}-{width}.png")
        fits(page)
        axe(page)


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).first.click()


def test_a_plan_is_handed_in_returned_and_handed_in_again(
    server: Callable[..., Product], page_at: Callable[..., Page], axe: Check, fits: Check, tmp_path: Path
) -> None:
    product = server(clock=CLOCK, SECOND_FACTOR_ROLES="none")
    office = sign_in(page_at(), product, "office")
    office.goto(f"{product.url}{BASE}/board")
    look(office, axe, fits, tmp_path, "board")
    editor = sign_in(page_at(), product, "housing")
    editor.goto(f"{product.url}{BASE}/board")
    look(editor, axe, fits, tmp_path, "mine")
    editor.locator(".duties a").first.click()
    look(editor, axe, fits, tmp_path, "cell")
    editor.get_by_role("link", name="去报送").click()
    editor.get_by_label("正文").fill("到场 60 人，例如演示了查水表。")
    editor.get_by_label("我确认内容没有密级标志").check()
    look(editor, axe, fits, tmp_path, "form")
    press(editor, "报送")
    expect(editor.get_by_text("BS2026-").first).to_be_visible()
    look(editor, axe, fits, tmp_path, "receipt")
    editor.get_by_role("link", name="看报送").click()
    address = editor.url
    office.goto(address)
    look(office, axe, fits, tmp_path, "one")
    press(office, "退回")
    expect(office.locator("#errsum")).to_be_visible()
    office.get_by_label("意见").fill("请补名单")
    press(office, "退回")
    editor.goto(address)
    expect(editor.get_by_text("请补名单")).to_be_visible()
    office.goto(f"{product.url}{BASE.replace('/zh/', '/en/')}/chase")
    look(office, axe, fits, tmp_path, "chase")
