"""The office reads the board; a department hands in; the office returns it; it comes again; the receipt."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.people import sign_in
from tests.e2e.test_after_the_day import SIGNERS, walk
from tests.support.product import Product
from tests.support.uploads import pdf

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
    editor = sign_in(page_at(), product, "editor")
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
    # Once more, with a file; the office takes it, and it becomes an item of the column.
    editor.get_by_role("link", name="改后再报").click()
    editor.get_by_label("正文").fill("到场 60 人，例如演示了查水表。名单见附件。")
    paper = tmp_path / "名单.pdf"
    paper.write_bytes(pdf("names"))
    editor.locator("input[type=file]").first.set_input_files(paper)
    editor.get_by_label("我确认内容没有密级标志").check()
    press(editor, "报送")
    office.goto(address)
    expect(office.get_by_text("名单.pdf").first).to_be_visible()
    press(office, "接收")
    editor.goto(address)
    look(editor, axe, fits, tmp_path, "accepted")
    editor.get_by_role("link", name="转成栏目稿件").click()
    editor.get_by_label("标题").fill("六十位居民走进水厂")
    editor.get_by_label("名单.pdf").check()
    editor.get_by_label("我确认内容没有密级标志").check()
    look(editor, axe, fits, tmp_path, "item")
    press(editor, "保存稿件")
    press(editor, "送审")
    people = {login: sign_in(page_at(), product, login) for login, _button in SIGNERS if login != "office"}
    walk({"editor": editor, "office": office, **people}, product)
    stranger = page_at(360, 740)
    stranger.goto(f"{product.url}/zh/c/2026-openness-day/assessment/items/")
    look(stranger, axe, fits, tmp_path, "items")
    stranger.get_by_role("link", name="六十位居民走进水厂").click()
    expect(stranger.get_by_text("名单.pdf").first).to_be_visible()
    look(stranger, axe, fits, tmp_path, "item-out")
    office.goto(f"{product.url}{BASE.replace('/zh/', '/en/')}/chase")
    look(office, axe, fits, tmp_path, "chase")
