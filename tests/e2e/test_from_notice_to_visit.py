"""The whole way on the campaign of the 2024 notice: office, editor, reviewers, citizen on a phone, roster.

The notice itself is in the folder `shared` beside the repository; without it the demo's own notice is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core.campaigns.notice import demo_notice
from tests.e2e.people import newest_code, sign_in
from tests.support.product import Product

NOTICE = Path(__file__).resolve().parents[3] / "shared" / "notices" / "2024-yuanzhou-open-day-plan.txt"
PHONE = "13900001357"

SIGNERS = (("reviewer", "通过初审"), ("secrecy", "签署审查意见"), ("leader", "审核通过"))

Open = Callable[..., Page]
Check = Callable[[Page], None]


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()
    page.wait_for_load_state()


def said(page: Page) -> str:
    """What the page told about the last act."""
    return page.locator(".flashes").inner_text()


def make_campaign(page: Page, product: Product) -> str:
    """The office pastes the notice, corrects, confirms and opens; returns the campaign's slug."""
    page.goto(f"{product.url}/zh/staff/campaigns/from-notice")
    page.locator("textarea").fill(
        NOTICE.read_text("utf-8") if NOTICE.exists() else demo_notice(date(2024, 9, 1))
    )
    page.locator("main input[type=checkbox]").check()
    press(page, "读通知")
    assert page.locator("[name=starts_on]").input_value() == "2024-09-01"
    # A slip is told at its field, and nothing that was corrected is lost.
    page.locator("[name=title]").fill("")
    page.locator("[name=theme]").fill("打开门，听真话")
    press(page, "确认，建好活动")
    expect(page.locator(".errsum")).to_be_visible()
    assert page.locator("[name=theme]").input_value() == "打开门，听真话"
    page.locator("[name=title]").fill("原州区2024年“政府开放日”")
    page.locator("[name=pack_id]").select_option("y24")
    press(page, "确认，建好活动")
    slug = re.search(r"/campaigns/([^/?#]+)", page.url)
    assert slug is not None, page.url
    page.goto(f"{product.url}/zh/staff/campaigns/{slug[1]}/state/open")
    page.locator("main form button[type=submit]").click()
    page.wait_for_load_state()
    page.goto(f"{product.url}/zh/c/{slug[1]}/")
    expect(page.locator("h1")).to_contain_text("政府开放日")
    return slug[1]


def file_plan(page: Page, product: Product, slug: str) -> str:
    """The editor files a plan; what is missing is named first. Returns the plan's address."""
    page.goto(f"{product.url}/zh/staff/c/{slug}/open-day/plans/new")
    page.locator("[name=theme]").fill("一滴水的旅程")
    press(page, "报送备案")
    expect(page.locator(".errsum")).to_be_visible()
    assert page.locator("[name=theme]").input_value() == "一滴水的旅程"
    page.locator("[name=name]").fill("云川市水务局校园开放日")
    page.locator("[name=forms][value=site]").check()
    page.locator("[name=leaders]").fill("局主要负责同志、分管负责同志")
    page.locator("[name=day]").fill("2024-09-19")
    page.locator("[name=number]").fill("40")
    page.locator("[name=starts]").fill("09:00")
    page.locator("[name=ends]").fill("11:30")
    page.locator("[name=place]").fill("第二水厂东门（青溪路88号）")
    for n, what in enumerate(("看工艺流程", "座谈问答，当面回答提问", "填写问卷调查")):
        page.locator(f"[name=agenda-{n}-what]").fill(what)
    page.locator("[name=dialogue][value=座谈问答]").check()
    page.locator("[name=emergency]").fill("设引导员六名，备急救箱，遇暴雨改期。")
    page.locator("[name=not_secret]").check()
    press(page, "报送备案")
    expect(page.locator(".errsum")).to_contain_text("云川市水务局“政府开放日”")
    page.locator("[name=name]").fill("云川市水务局“政府开放日”")
    page.locator("[name=not_secret]").check()
    press(page, "报送备案")
    assert re.search(r"/plans/\d+$", page.url), page.locator("main").inner_text()
    return page.url


def draft_announcement(page: Page, plan: str) -> str:
    """The editor starts from the approved plan, sees what the 13-item check misses, and mends it."""
    page.goto(plan)
    press(page, "起草公告")
    announcement = page.url
    expect(page.locator("main")).to_contain_text("缺少")
    page.goto(f"{announcement}/edit")
    values = {
        "contact_person": "李工",
        "phone": "0954-2000118",
        "email": "openness@example.org",
        "tips": "请穿平底鞋，凭报名编号签到。",
    }
    for field in page.locator("[name^=item-]").all():
        name = (field.get_attribute("name") or "").removeprefix("item-")
        label = page.locator(f"label[for='{field.get_attribute('id')}']").inner_text()
        wanted = {"联系人员": values["contact_person"], "联系电话": values["phone"], "邮箱": values["email"],
                  "温馨提示": values["tips"], "承办单位": "原州区水务局",
                  "邀请对象": "年满18周岁、具有完全民事行为能力，在原州区生活、工作或学习的群众代表"}  # fmt: skip
        for word, text in wanted.items():
            if word in label and not field.input_value().strip():
                field.fill(text)
        assert name
    page.locator("[name=not_secret]").check()
    press(page, "保存并检查")
    return announcement


@pytest.mark.journey
def test_from_notice_to_visit(server: Callable[..., Product], page_at: Open, axe: Check, fits: Check) -> None:
    product = server(clock="2024-08-15T09:00", fresh=True)
    office = sign_in(page_at(), product, "office")
    slug = make_campaign(office, product)

    editor = sign_in(page_at(), product, "editor")
    plan = file_plan(editor, product, slug)
    axe(editor)

    # The office sends it back once with a remark, then approves (OD-01).
    office.goto(plan)
    office.locator("[name=remarks]").fill("请补上停车安排。")
    press(office, "退回修改")
    editor.goto(f"{plan}/edit")
    expect(editor.locator("main")).to_contain_text("请补上停车安排")
    editor.locator("[name=agenda-3-what]").fill("停车在厂区东侧")
    editor.locator("[name=not_secret]").check()
    press(editor, "报送备案")
    office.goto(plan)
    press(office, "同意备案")

    announcement = draft_announcement(editor, plan)
    axe(editor)
    press(editor, "送审")

    # Four different people sign, the office publishes.
    path = editor.get_by_role("link", name="打开公开流程").get_attribute("href") or "-"
    for login, button in SIGNERS:
        person = sign_in(page_at(), product, login)
        person.locator(f".todo a[href^='{path}']").first.click()
        person.wait_for_load_state()
        if login == "secrecy":
            person.get_by_role("radio", name="可公开").first.check()
            axe(person)
        press(person, button)
        assert said(person)
    office.goto(f"{product.url}/zh/staff/")
    office.locator(f".todo a[href^='{path}']").first.click()
    office.wait_for_load_state()
    axe(office)
    press(office, "公开")
    assert said(office)

    number = re.search(r"/announcements/(\d+)", announcement)
    assert number is not None
    visit = f"{product.url}/zh/c/{slug}/open-day/{number[1]}/"
    ticket = book_on_a_phone(page_at(360, 740), product, visit, office, axe, fits)

    editor.goto(f"{announcement}/roster")
    expect(editor.locator("main")).to_contain_text("王女士")
    cancel_by_link(page_at(360, 740), ticket, axe, fits)
    editor.goto(f"{announcement}/roster")
    expect(editor.locator("main")).to_contain_text("取消 1 份")


def book_on_a_phone(page: Page, product: Product, visit: str, staff: Page, axe: Check, fits: Check) -> str:
    """Three steps; a slip in each is told at the field and nothing typed is lost. Returns the manage link."""
    page.goto(visit)
    fits(page)
    axe(page)
    page.get_by_role("button", name="我要报名").or_(page.get_by_role("link", name="我要报名")).first.click()
    page.wait_for_load_state()
    page.locator("[name=phone]").fill("1390000")
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator(".errsum")).to_be_visible()
    assert page.locator("[name=phone]").input_value() == "1390000"
    axe(page)
    page.locator("[name=phone]").fill(PHONE)
    page.locator("main form button[type=submit]").first.click()
    page.locator("[name=code]").fill(newest_code(staff, product, PHONE))
    page.get_by_role("button", name="下一步").click()
    page.wait_for_load_state()
    page.locator("[name=call_name]").fill("王女士")
    page.get_by_role("button", name="下一步").click()
    expect(page.locator(".errsum")).to_be_visible()
    assert page.locator("[name=call_name]").input_value() == "王女士"
    fits(page)
    axe(page)
    page.locator("[name=category]").first.check()
    page.locator("[name=age_capacity]").check()
    page.locator("[name=ties]").check()
    page.get_by_role("button", name="下一步").click()
    page.wait_for_load_state()
    axe(page)
    page.get_by_role("button", name="提交报名").click()
    page.wait_for_url(re.compile("/booking/"))
    expect(page.locator("main")).to_contain_text("报名成功")
    fits(page)
    axe(page)
    return page.url


def cancel_by_link(page: Page, ticket: str, axe: Check, fits: Check) -> None:
    """Somebody with the link from the message, on another phone, gives the place back."""
    page.goto(ticket)
    page.get_by_role("link", name="取消报名").click()
    page.wait_for_load_state()
    fits(page)
    axe(page)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()
    expect(page.locator("main")).to_contain_text("已取消")
