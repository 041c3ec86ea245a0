"""The office plans, announces and draws; an inspector goes through with a phone; the department answers; confirmed."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Page, expect

from tests.e2e.people import sign_in
from tests.support.product import Product

CLOCK = "2026-05-08T10:42"
BASE = "/zh/staff/c/2026-openness-day/assessment/inspections"
Check = Callable[[Page], None]


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def photo(folder: Path) -> Path:
    made = io.BytesIO()
    Image.effect_noise((640, 480), 60).convert("RGB").save(made, "JPEG")
    path = folder / "现场.jpg"
    path.write_bytes(made.getvalue())
    return path


def test_from_the_draw_to_a_finding_that_was_put_right(
    server: Callable[..., Product], page_at: Callable[..., Page], axe: Check, fits: Check, tmp_path: Path
) -> None:
    product = server(clock=CLOCK, SECOND_FACTOR_ROLES="none")

    def look(page: Page, name: str) -> None:
        before = page.viewport_size
        for width in (360, 768, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=tmp_path / f"{name}-{width}.png", full_page=True)
            fits(page)
        axe(page)
        assert before is not None
        page.set_viewport_size(before)

    office = sign_in(page_at(), product, "office")
    office.goto(f"{product.url}{BASE}")
    look(office, "index")
    office.get_by_role("link", name="安排一次检查").click()
    office.get_by_label("检查名称").fill("开放日第二次检查")
    office.get_by_label("从哪天").fill("2026-05-08")
    office.get_by_label("到哪天").fill("2026-05-20")
    office.get_by_label("检查内容").fill("公告张贴在现场（通知第三条）\n现场有人引导")
    office.get_by_label("抽取几个单位").fill("1")
    # The editor's department is the one that is drawn from, so that its answer can be shown.
    for box in office.locator("[name=drawn_from]").all():
        box.uncheck()
    drawn_from = office.get_by_role("group", name="参加抽取的单位")
    drawn_from.get_by_label(re.compile("水务局$")).first.check()
    look(office, "form")
    office.get_by_label("我确认内容没有密级标志").check()
    press(office, "保存")
    press(office, "公告名单")
    public = office.get_by_role("link", name="公开的抽取页面").get_attribute("href")
    stranger = page_at(360, 740)
    stranger.goto(f"{product.url}{public}")
    expect(stranger.get_by_text("还没有抽取")).to_be_visible()
    commitment = stranger.locator("dd code").nth(1).inner_text()
    press(office, "抽取")
    look(office, "round")
    stranger.reload()
    assert stranger.locator("dd code").nth(1).inner_text() == commitment
    expect(stranger.locator("dd code")).to_have_count(3)
    look(stranger, "draw")

    visit = office.locator(f'a[href^="{BASE}/visits/"]').first.get_attribute("href")
    office.goto(f"{product.url}{visit}/assign")
    look(office, "assign")
    phone = sign_in(page_at(360, 740), product, "supervisor")
    phone.goto(f"{product.url}{visit}")
    look(phone, "visit")
    first, second = phone.locator("#line-1"), phone.locator("#line-2")
    first.get_by_text("有问题", exact=True).click()
    first.locator("button").click()
    expect(first.locator("[data-state]")).to_contain_text("至少 4 个字")
    look(phone, "visit-refused")
    first.get_by_label("说明").fill("正门看不到公告")
    first.locator("input[type=file]").set_input_files(photo(tmp_path))
    first.locator("button").click()
    expect(first.locator("img")).to_have_count(1)
    expect(first.locator("[data-said]")).to_have_text("有问题")
    second.get_by_text("符合", exact=True).click()
    second.locator("button").click()
    expect(second.locator("[data-state]")).to_have_text("已保存。")
    expect(phone.get_by_text("已检查 2/2 条")).to_be_visible()
    phone.get_by_label("我确认内容没有密级标志").check()
    press(phone, "结束检查，问题交单位整改")
    finding = phone.locator(f'a[href^="{BASE}/findings/"]').get_attribute("href")
    look(phone, "visit-done")

    editor = sign_in(page_at(), product, "editor")
    editor.goto(f"{product.url}{finding}")
    expect(editor.locator(".spots img")).to_have_count(1)
    editor.locator("#report-t").fill("正门已经贴了公告。")
    editor.locator("#report-f").set_input_files(photo(tmp_path))
    editor.get_by_label("我确认内容没有密级标志").check()
    look(editor, "finding")
    press(editor, "报告整改")
    expect(editor.get_by_text("已报告，等复查。")).to_be_visible()

    phone.goto(f"{product.url}{finding}")
    look(phone, "recheck")
    phone.locator("form:has(#recheck-t) [name=not_secret]").check()
    press(phone, "复查通过")
    look(phone, "closed")
    expect(phone.locator("main")).to_contain_text(re.compile("已整改"))
    english = page_at(360, 740, "en")
    english.goto(f"{product.url}{public}".replace("/zh/", "/en/"))
    look(english, "draw-en")


def test_lines_that_were_filled_in_without_a_network_are_sent_when_it_is_back(
    server: Callable[..., Product], page_at: Callable[..., Page], axe: Check, fits: Check, tmp_path: Path
) -> None:
    product = server(clock=CLOCK, SECOND_FACTOR_ROLES="none")
    phone = sign_in(page_at(360, 740), product, "supervisor")
    phone.goto(f"{product.url}{BASE}")
    phone.get_by_role("link", name="开放日现场跟踪检查").first.click()
    nobody_yet = phone.locator("li", has_text="还没有去")
    visit = nobody_yet.locator(f'a[href^="{BASE}/visits/"]').first.get_attribute("href")
    phone.goto(f"{product.url}{visit}")
    first, second, third = (phone.locator(f"#line-{n}") for n in (1, 2, 3))
    phone.context.set_offline(True)
    first.get_by_text("有问题", exact=True).click()
    first.get_by_label("说明").fill("地下车库里没有信号，也没有公告")
    first.locator("input[type=file]").set_input_files(photo(tmp_path))
    first.locator("button").click()
    expect(first.locator("[data-state]")).to_contain_text("没有网络")
    second.get_by_text("符合", exact=True).click()
    second.locator("button").click()
    expect(phone.get_by_text("还有 2 条没有送出")).to_be_visible()
    fits(phone)
    axe(phone)
    # The browser is closed and opened again: what was filled in is still there, with its photo.
    away = phone.url
    phone.route(
        "**/checks/*", lambda route: route.abort()
    )  # before the network is back: the page sends at once
    phone.context.set_offline(False)
    phone.goto(away)
    expect(first.get_by_label("说明")).to_have_value("地下车库里没有信号，也没有公告")
    expect(first.locator("[data-state]")).to_contain_text("照片 1 张")
    # Meanwhile somebody else filled in the second line.
    office = sign_in(page_at(), product, "office")
    office.goto(away)
    theirs = office.locator("#line-2")
    theirs.get_by_text("不涉及", exact=True).click()
    theirs.locator("button").click()
    expect(theirs.locator("[data-state]")).to_have_text("已保存。")
    phone.unroute("**/checks/*")
    phone.evaluate("window.dispatchEvent(new Event('online'))")
    expect(first.locator("[data-state]")).to_have_text("已保存。")
    expect(first.locator("img")).to_have_count(1)
    expect(second.locator("[data-state]")).to_contain_text("刚刚被别人填过：不涉及")
    second.locator("button").click()
    expect(second.locator("[data-state]")).to_have_text("已保存。")
    expect(phone.locator("[data-left-line]")).to_be_hidden()
    # Signed out meanwhile: kept, and sent by the same person's next page.
    third.get_by_text("符合", exact=True).click()
    kept: list[Any] = list(phone.context.cookies())
    phone.context.clear_cookies()
    third.locator("button").click()
    expect(third.locator("[data-state]")).to_contain_text("请重新登录")
    phone.context.add_cookies(kept)
    phone.goto(away)
    expect(third.locator("[data-state]")).to_have_text("已保存。")
    office.goto(away)
    expect(office.get_by_text("已检查 3/6 条")).to_be_visible()
