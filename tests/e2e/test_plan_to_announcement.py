"""An editor at the desk: plan, returned, filed again, approved; announcement with two sessions and quotas, check complete."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.people import sign_in
from tests.support.product import Product

Open = Callable[..., Page]
Check = Callable[[Page], None]
TEXTS = {
    "number": "共56人，其中网上报名50人，线下推荐6人。",
    "contact": "李工",
    "phone": "0954-2000118",
    "email": "openness@example.org",
}


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()
    page.wait_for_load_state()


def fill(page: Page, values: dict[str, str]) -> None:
    for name, value in values.items():
        page.locator(f"[name={name}]").fill(value)


def test_from_plan_to_a_complete_announcement(
    server: Callable[..., Product], page_at: Open, axe: Check, fits: Check
) -> None:
    product = server(clock="2024-08-01T09:00")
    editor = sign_in(page_at(), product, "editor")
    room = f"{product.url}/zh/staff/c/2024-openness-day/open-day"

    # The day is reckoned first, and carried over into the plan.
    editor.goto(f"{room}/dates")
    fill(editor, {"wished": "2024-08-28", "chain": "2"})
    press(editor, "算一算")
    expect(editor.locator("main")).to_contain_text("2024年8月28日 可以开放")
    axe(editor)
    editor.get_by_role("link", name="就定这一天，写方案").click()
    assert editor.locator("[name=day]").input_value() == "2024-08-28"

    # Adding a row and a slip lose nothing that was typed.
    fill(editor, {"theme": "雨水花园怎么喝水", "leaders": "局主要负责同志", "place": "城北雨水花园", "number": "56",
                  "starts": "09:00", "ends": "16:30", "agenda-0-time": "09:00", "agenda-0-what": "签到",
                  "agenda-1-time": "10:30", "agenda-1-what": "座谈问答"})  # fmt: skip
    press(editor, "再加一行")
    fill(editor, {"agenda-4-what": "填写问卷"})
    editor.locator("[name=forms][value=site]").check()
    editor.locator("summary", has_text="进哪类现场").click()
    editor.locator("[name=site_kinds]").nth(2).check()
    editor.locator("[name=not_secret]").check()
    press(editor, "报送备案")
    expect(editor.locator(".errsum")).to_contain_text("座谈问答、问卷调查")
    axe(editor)
    editor.locator("[name=dialogue]").first.check()
    editor.locator("[name=emergency_file]").set_input_files(
        {"name": "应急预案.txt", "mimeType": "text/plain", "buffer": "专人引导，备急救箱。".encode()}
    )
    editor.locator("[name=not_secret]").check()
    press(editor, "报送备案")
    plan = editor.url
    assert re.search(r"/plans/\d+$", plan), editor.locator("main").inner_text()

    office = sign_in(page_at(), product, "office")
    office.goto(plan)
    office.locator("[name=remarks]").fill("请写明谁负责疏散。")
    press(office, "退回修改")
    editor.goto(plan)
    expect(editor.locator("main")).to_contain_text("请写明谁负责疏散")
    editor.get_by_role("link", name="改方案").click()
    fill(editor, {"emergency": "疏散由李工负责。"})
    editor.locator("[name=not_secret]").check()
    press(editor, "报送备案")
    office.goto(plan)
    changed = office.locator("section", has_text="退回以后改了什么").locator("tbody tr")
    expect(changed).to_have_count(1)
    expect(changed).to_contain_text("疏散由李工负责")
    axe(office)
    fits(office)
    press(office, "同意备案")

    editor.goto(plan)
    press(editor, "起草公告")
    announcement = editor.url
    editor.goto(f"{announcement}/edit")
    press(editor, "加一场")
    fill(editor, {"sessions-0-ends": "11:30", "sessions-0-capacity": "25", "sessions-0-recommended": "6",
                  "sessions-1-title": "下午场", "sessions-1-starts": "14:00", "sessions-1-ends": "16:30",
                  "sessions-1-capacity": "25", "opens_at": "2024-08-10T09:00", "companions": "1",
                  **{f"item-{key}": text for key, text in TEXTS.items()}})  # fmt: skip
    assert editor.locator("[name=sessions-1-place]").input_value() == "城北雨水花园"
    where = "2024年8月28日（星期三）上午场9:00—11:30，下午场14:00—16:30。地点：城北雨水花园。"
    editor.locator("[name=item-time_place]").fill(where)
    editor.get_by_text("给各类代表留名额（可以不留）").first.click()
    experts, others = (editor.get_by_label(name, exact=True).first for name in ("专家学者", "其他群众"))
    experts.fill("10")
    others.fill("20")
    editor.locator("[name=not_secret]").check()
    press(editor, "保存并检查")
    expect(editor.locator(".errsum")).to_contain_text("合计 30 个，比报名名额 25 个多 5 个")
    axe(editor)
    others.fill("10")
    editor.locator("[name=not_secret]").check()
    press(editor, "保存并检查")
    expect(editor.locator("main")).to_contain_text("13 项齐全，0 项缺少，0 项不一致")
    expect(editor.locator("main")).to_contain_text("公共名额 5")
    expect(editor.get_by_role("button", name="送审", exact=True)).to_be_enabled()
    axe(editor)
    fits(editor)
