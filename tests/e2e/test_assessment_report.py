"""A photo from a phone, chosen by the office; a report filled, written, sent, signed by everybody, read and fetched by
the public."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from tests.e2e.people import SIGNERS, sign_in, sign_through
from tests.support.product import Product

CLOCK = "2026-05-15T10:42"
TITLE = "云川市水务局政务公开日活动总结"
BASE = "/zh/staff/c/2026-openness-day/assessment"
Check = Callable[[Page], None]


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def photo(folder: Path) -> Path:
    rng = random.Random(77)
    picture = Image.new("RGB", (1700, 1275), (200, 210, 190))
    pen = ImageDraw.Draw(picture)
    for _n in range(300):
        x, y, wide = rng.randrange(1700), rng.randrange(1275), rng.randrange(4, 160)
        pen.ellipse((x, y, x + wide, y + wide), fill=tuple(rng.randrange(256) for _c in "rgb"))
    path = folder / "现场.jpg"
    Image.blend(picture, Image.effect_noise((1700, 1275), 70).convert("RGB"), 0.2).save(
        path, "JPEG", quality=90
    )
    return path


def test_a_photo_is_handed_in_on_a_phone_and_chosen(
    server: Callable[..., Product], page_at: Callable[..., Page], axe: Check, fits: Check, tmp_path: Path
) -> None:
    product = server(clock=CLOCK, SECOND_FACTOR_ROLES="none")
    editor = sign_in(page_at(360), product, "editor")
    editor.goto(f"{product.url}{BASE}/photos/offer")
    axe(editor)
    fits(editor)
    editor.locator("[name=files]").set_input_files(photo(tmp_path))
    editor.get_by_label("我确认内容没有密级标志").check()
    press(editor, "上传")
    editor.get_by_label("在做什么").fill("工作人员演示水表查询办法")
    editor.get_by_label("画面里是谁").fill("水务局工作人员")
    editor.get_by_label("在哪里").fill("城东水厂")
    editor.get_by_label("哪一天").fill("2026-05-14")
    editor.get_by_label("我确认内容没有密级标志").check()
    press(editor, "保存说明")
    expect(editor.get_by_text("画面里的人还没有登记同意公开")).to_be_visible()
    axe(editor)
    fits(editor)
    address = editor.url
    editor.get_by_role("link", name="登记画面里的人是否同意公开").click()
    editor.locator("[name=answer][value=none]").check()
    press(editor, "记下来")
    office = sign_in(page_at(), product, "office")
    office.goto(address)
    axe(office)
    press(office, "选用")
    expect(office.get_by_text("已选用。")).to_be_visible()
    office.goto(f"{product.url}{BASE}/photos?state=chosen")
    expect(office.locator(".shot", has_text="工作人员演示水表查询办法").first).to_be_visible()
    axe(office)
    office.goto(f"{product.url}{BASE.replace('/zh/', '/en/')}/photos")
    fits(office)
    axe(office)


def test_a_report_is_filled_written_signed_and_read(
    server: Callable[..., Product], page_at: Callable[..., Page], axe: Check, fits: Check
) -> None:
    product = server(clock=CLOCK, SECOND_FACTOR_ROLES="none")
    people = {login: sign_in(page_at(), product, login) for login in ("editor", *(who for who, _ in SIGNERS))}
    editor = people["editor"]
    editor.goto(f"{product.url}{BASE}/reports")
    axe(editor)
    editor.locator(".rows a[href*='/assessment/reports/']").click()
    press(
        editor,
        "取用系统记录"
        if editor.get_by_role("button", name="取用系统记录", exact=True).count()
        else "重新取用系统记录",
    )
    expect(editor.get_by_text("项数据。")).to_be_visible()
    axe(editor)
    editor.locator("#figures ~ .scrollx a, [aria-labelledby=figures] a").first.click()
    expect(editor.get_by_role("heading", name="逐条记录")).to_be_visible()
    axe(editor)
    editor.go_back()
    editor.get_by_role("link", name="写总结").click()
    axe(editor)
    editor.get_by_label("标题", exact=True).fill(TITLE)
    editor.locator("[name='parts-0-text']").fill("开放日办得实，问题答得快。")
    editor.locator("[name='cases-0-text']").fill("居民问水表多久换一次，当场演示。")
    editor.locator("[name='typed-0-title']").fill("发放资料")
    editor.locator("[name='typed-0-value']").fill("很多")
    editor.locator("[name='typed-0-source']").fill("登记表")
    editor.get_by_label("成文日期").fill("2026-05-15")
    editor.get_by_label("我确认内容没有密级标志").check()
    press(editor, "保存并检查")
    expect(editor.get_by_text("的数值不是数字")).to_be_visible()
    assert editor.locator("[name='cases-0-text']").input_value() == "居民问水表多久换一次，当场演示。"
    axe(editor)
    editor.locator("[name='typed-0-value']").fill("600")
    editor.get_by_label("我确认内容没有密级标志").check()
    press(editor, "保存并检查")
    expect(editor.get_by_text("手工填报：登记表")).to_be_visible()
    with editor.expect_download() as fetched:
        editor.get_by_role("link", name="下载 .docx").click()
    assert fetched.value.suggested_filename.endswith(".docx")
    own = editor.url
    press(editor, "送审")
    expect(editor.get_by_text("已送审。")).to_be_visible()
    axe(editor)
    editor.set_viewport_size({"width": 360, "height": 800})
    fits(editor)
    for page in ("reports", "years"):
        editor.goto(f"{product.url}{BASE.replace('/zh/', '/en/')}/{page}")
        fits(editor)
        axe(editor)

    # Nobody reads it before the office publishes; then everybody does, and takes it along.
    citizen = page_at(360, 740)
    public = f"{product.url}/zh/c/2026-openness-day/assessment/reports/"
    citizen.goto(public)
    expect(citizen.get_by_role("link", name=TITLE)).to_have_count(0)
    editor.goto(own)
    path = editor.get_by_role("link", name="打开公开流程").get_attribute("href")
    assert path is not None
    sign_through(people, product, path)
    people["leader"].goto(f"{product.url}{path}")
    axe(people["leader"])
    editor.goto(own)
    expect(editor.get_by_text("已公开", exact=True).first).to_be_visible()
    axe(editor)
    citizen.goto(public)
    axe(citizen)
    fits(citizen)
    citizen.get_by_role("link", name=TITLE).click()
    expect(citizen.locator("main")).to_contain_text("开放日办得实，问题答得快。")
    expect(citizen.locator("main")).to_contain_text("居民问水表多久换一次")
    expect(citizen.locator("main")).to_contain_text("手工填报：登记表")
    for width in (360, 1440):
        citizen.set_viewport_size({"width": width, "height": 900})
        axe(citizen)
        fits(citizen)
    for name, start in (("下载 .docx", b"PK"), ("下载 PDF", b"%PDF-")):
        with citizen.expect_download(timeout=60_000) as taken:
            citizen.get_by_role("link", name=name).click()
        assert taken.value.suggested_filename == f"{TITLE}.{name[-4:].strip(' .').lower()}"
        assert taken.value.path().read_bytes().startswith(start), name
    citizen.goto(citizen.url.replace("/zh/", "/en/"))
    axe(citizen)
    fits(citizen)
