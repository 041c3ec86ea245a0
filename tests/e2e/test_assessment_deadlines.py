"""The office reads the board; a department hands in; the office returns it; it comes again with a file; the accepted paper
becomes an item of the column and goes through the chain to the public."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.people import SIGNERS, sign_in, sign_through
from tests.support.product import Product

CLOCK = "2026-05-08T10:42"
TITLE = "城东水厂请居民看一杯水怎么来"
SECOND = "到场 60 人，名单附后，例如演示了查水表。"
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


def test_a_paper_is_handed_in_twice_accepted_and_made_public(
    server: Callable[..., Product], page_at: Callable[..., Page], axe: Check, fits: Check, tmp_path: Path
) -> None:
    product = server(clock=CLOCK, SECOND_FACTOR_ROLES="none")
    people = {login: sign_in(page_at(), product, login) for login in ("editor", *(who for who, _ in SIGNERS))}
    editor, office = people["editor"], people["office"]
    office.goto(f"{product.url}{BASE}/board")
    look(office, axe, fits, tmp_path, "board")
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

    # The second time with a file; the office reads what changed, fetches the file and accepts.
    editor.goto(address)
    editor.get_by_role("link", name="改后再报").click()
    look(editor, axe, fits, tmp_path, "again")
    editor.get_by_label("正文").fill(SECOND)
    editor.locator("[name=files]").set_input_files(
        {"name": "参观名单.txt", "mimeType": "text/plain", "buffer": "周小满等 60 人，分三组。".encode()}
    )
    editor.get_by_label("我确认内容没有密级标志").check()
    press(editor, "报送")
    look(editor, axe, fits, tmp_path, "receipt-again")
    office.goto(address)
    office.get_by_role("link", name="和上一次比较").click()
    expect(office.locator("ins")).to_contain_text("名单附后")
    look(office, axe, fits, tmp_path, "compared")
    with office.expect_download() as fetched:
        office.get_by_role("link", name="参观名单.txt").first.click()
    assert "分三组" in fetched.value.path().read_text(encoding="utf-8")
    press(office, "接收")
    expect(office.get_by_text("已接收。")).to_be_visible()

    # The department writes an item from it; what it handed in stays as it came.
    editor.goto(address)
    look(editor, axe, fits, tmp_path, "accepted")
    editor.get_by_role("link", name="转成栏目稿件").click()
    look(editor, axe, fits, tmp_path, "item")
    editor.get_by_label("标题", exact=True).fill(TITLE)
    editor.get_by_label("参观名单.txt").check()
    editor.get_by_label("我确认内容没有密级标志").check()
    press(editor, "保存稿件")
    press(editor, "送审")
    expect(editor.get_by_text("已经送审，退回后才能改。")).to_be_visible()
    look(editor, axe, fits, tmp_path, "sent")
    citizen = page_at(360, 740)
    public = f"{product.url}/zh/c/2026-openness-day/assessment/items/"
    citizen.goto(public)
    expect(citizen.get_by_text(TITLE)).to_have_count(0)
    path = editor.get_by_role("link", name="打开公开流程").get_attribute("href")
    assert path is not None
    sign_through(people, product, path)

    # The public finds it on the list, reads it and fetches what is attached.
    citizen.goto(public)
    look(citizen, axe, fits, tmp_path, "public-list")
    citizen.get_by_role("link", name=TITLE).click()
    expect(citizen.locator("main")).to_contain_text("名单附后")
    look(citizen, axe, fits, tmp_path, "public-item")
    with citizen.expect_download() as given:
        citizen.get_by_role("link", name="参观名单.txt").first.click()
    assert "分三组" in given.value.path().read_text(encoding="utf-8")
    citizen.goto(public.replace("/zh/", "/en/"))
    look(citizen, axe, fits, tmp_path, "public-list-en")
    editor.reload()
    look(editor, axe, fits, tmp_path, "item-public")
    editor.goto(address)
    expect(editor.locator("main")).to_contain_text(SECOND)
