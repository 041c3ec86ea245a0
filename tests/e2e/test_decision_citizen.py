"""A citizen on a 360-px phone and a decision: what will be decided, what the draft says, a comment on one paragraph with a
file, its receipt and proof, somebody else's comment supported, a name down for the draw, and later what became of it."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from tests.e2e.people import newest_code, sign_in
from tests.support.product import Product

Open = Callable[..., Page]
Check = Callable[[Page], None]
PHONE = "13900006083"
DECISION = "云川市城市供水价格调整方案"
WORDS = "我家三代六口人，一级水量按户算不公平，请按人口核增。"
REASON = "改为五口以上的家庭每多一人增加 3 吨，见修改稿第四条。"


def photo() -> FilePayload:
    made = io.BytesIO()
    Image.new("RGB", (900, 600), "#4a6").save(made, "JPEG")
    return {"name": "水费单.jpg", "mimeType": "image/jpeg", "buffer": made.getvalue()}


def tap(page: Page, name: str, role: str = "button") -> None:
    """Tap a button or link by what it says; the next page is there."""
    with page.expect_navigation():
        page.get_by_role(role, name=name).first.click()  # type: ignore[arg-type]


def facts(page: Page) -> dict[str, str]:
    """What a list of facts says, by its terms."""
    terms, told = page.locator("dl.facts dt"), page.locator("dl.facts dd")
    return dict(zip(terms.all_inner_texts(), told.all_inner_texts(), strict=True))


@pytest.mark.journey
def test_from_the_catalogue_to_what_became_of_a_comment(
    server: Callable[..., Product], page_at: Open, axe: Check, fits: Check
) -> None:
    product = server(SMS_GATEWAY="demo", fresh=True)
    office = sign_in(page_at(), product, "office")
    page = page_at(360, 740)

    def look() -> None:
        fits(page)
        axe(page)

    # What will be decided this year; what takes comments now.
    page.goto(f"{product.url}/zh/c/2024-openness-day/decisions/")
    look()
    page.locator("[name=kind]").select_option("policy")
    tap(page, "查找")
    expect(page.locator("main")).to_contain_text(DECISION)
    tap(page, DECISION, "link")
    expect(page.locator("h1")).to_contain_text(DECISION)
    look()
    preview = page.url
    # The draft, and a comment on the paragraph about the first tier.
    page.goto(f"{preview}draft")
    look()
    row = page.locator(".annot__row", has_text="每户每月").filter(has=page.locator(".annot__say a")).first
    with page.expect_navigation():
        row.get_by_role("link", name="提意见").click()
    expect(page.locator("blockquote")).to_contain_text("每户每月")
    look()
    tap(page, "下一步")
    expect(page.locator(".errsum")).to_be_visible()
    axe(page)
    page.locator("[name=text]").fill(WORDS)
    page.locator("[name=file]").set_input_files(photo())
    page.locator("[name=name]").fill("马女士")
    tap(page, "下一步")
    # The phone is proven; what was written stands above it.
    expect(page.locator("blockquote")).to_contain_text(WORDS)
    expect(page.locator("main")).to_contain_text("水费单.jpg")
    page.locator("[name=phone]").fill(PHONE)
    tap(page, "发验证码")
    look()
    page.locator("[name=code]").fill("000000")
    tap(page, "提交意见")
    expect(page.locator(".errsum")).to_be_visible()
    page.locator("[name=code]").fill(newest_code(office, product, PHONE))
    tap(page, "提交意见")
    # The receipt; its digest can be computed by anybody from the file that goes with it.
    look()
    told = facts(page)
    number, code = told["编号"], told["查询码"]
    digest = re.sub(r"\s", "", page.locator("#digest").inner_text())
    with page.expect_download() as saved:
        page.get_by_role("link", name="存一份凭据文件").click()
    assert hashlib.sha256(saved.value.path().read_bytes()).hexdigest() == digest
    tap(page, "以后怎么核对", "link")
    page.locator("[name=code]").fill(code)
    page.locator("[name=text]").fill(WORDS)
    tap(page, "核对")
    expect(page.locator("main")).to_contain_text("一字不差")
    look()
    # Nobody else reads it before it is let through.
    page.goto(f"{product.url}/zh/c/2024-openness-day/opinions/{number}")
    expect(page.locator("main")).not_to_contain_text("三代六口人，一级水量按户算")

    support(page, preview, look)
    put_name_down(page, product, look)
    answer(office, product, number, axe)

    # Later: by number and code, and where everybody reads it.
    page.goto(f"{product.url}/zh/c/2024-openness-day/opinions/status")
    page.locator("[name=number]").fill(number)
    page.locator("[name=code]").fill(code.lower())
    tap(page, "查询")
    expect(page.locator("main")).to_contain_text(REASON)
    expect(page.locator("main .tag").first).to_contain_text("采纳")
    look()
    page.goto(
        f"{product.url}/zh/c/2024-openness-day/decisions/{preview.rstrip('/').rpartition('/')[2]}/comments/{number}"
    )
    expect(page.locator("main")).to_contain_text(WORDS)
    expect(page.locator("main")).to_contain_text(REASON)
    assert PHONE not in page.content()
    assert "马女士" not in page.content()
    look()


def support(page: Page, preview: str, look: Callable[[], None]) -> None:
    """Stand behind somebody else's comment; it can be taken back and given again."""
    base, _, ident = preview.rstrip("/").rpartition("/previews/")
    page.goto(f"{base}/{ident}/comments")
    look()
    before = page.locator(".opinion", has_text="分两年调到位")
    with page.expect_navigation():
        before.get_by_role("link", name="我也支持").click()
    look()
    counted = re.search(r"(\d+) 人支持", page.locator("main").inner_text())
    assert counted is not None
    many = int(counted[1])
    for button, then in (("我也支持", many + 1), ("收回支持", many), ("我也支持", many + 1)):
        tap(page, button)
        expect(page.locator("main")).to_contain_text(f"{then} 人支持")
    expect(page.locator("main")).to_contain_text("您已经支持了这一条")


def put_name_down(page: Page, product: Product, look: Callable[[], None]) -> None:
    """The hearing's places are drawn; the phone is proven already."""
    page.goto(f"{product.url}/zh/c/2024-openness-day/decisions/meetings/")
    look()
    row = page.locator(".rows li", has_text="登记抽签").first
    with page.expect_navigation():
        row.get_by_role("link").first.click()
    look()
    tap(page, "登记参加抽签", "link")
    look()
    page.locator("[name=call_name]").fill("马女士")
    tap(page, "登记")
    expect(page.locator("h1")).to_contain_text("已登记，等抽签")
    look()


def answer(office: Page, product: Product, number: str, axe: Check) -> None:
    """The office lets the comment through and ends it with its reason."""
    office.goto(f"{product.url}/zh/staff/opinions")
    office.get_by_role("link", name=number).first.click()
    expect(office.locator("aside")).to_contain_text("马女士")
    axe(office)
    office.get_by_role("button", name="受理", exact=True).click()
    expect(office.locator(".flashes")).to_be_visible()
    if number not in office.locator("h1").inner_text():
        office.goto(f"{product.url}/zh/staff/opinions?tab=open")
        office.get_by_role("link", name=number).first.click()
    office.get_by_label("采纳", exact=True).check()
    office.locator("[name$=reason]").last.fill(REASON)
    office.get_by_role("button", name="办结并告诉作者").click()
    expect(office.locator(".flashes")).to_be_visible()
