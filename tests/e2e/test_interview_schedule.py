"""The plan: an editor plans an interview and sees the clash while typing, notice and outline go through the chain, a citizen
reads it on a phone and votes on another's topic, twice; the office calls it off and everybody reads why."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.people import newest_code
from tests.e2e.test_decision_editor import People, document, follow, press
from tests.support.product import Product

Open = Callable[..., Page]
Check = Callable[[Page], None]
CAMPAIGN = "c/2024-openness-day/interviews"
TITLE = "老旧管网漏水怎么查"
TOPIC = "漏水点怎样发现，多久修好，误报了怎么办。"
REASON = "主汛期抢修，改在九月举办，时间另行预告。"
PHONE = "13900007722"
#: the demo has one of the same bureau, host and place from 10:00 to 10:50 on 7 August
TAKEN = ("2024-08-07T10:30", "2024-08-07T11:20")
FREE = ("2024-08-15T10:00", "2024-08-15T10:50")


def slot(page: Page, moments: tuple[str, str]) -> None:
    for name, moment in zip(("starts_at", "ends_at"), moments, strict=True):
        page.locator(f"[name={name}]").fill(moment)


def pick(page: Page, name: str, words: str) -> None:
    """Choose the entry of a list whose words contain these."""
    option = page.locator(f"[name={name}] option", has_text=words).first
    page.locator(f"[name={name}]").select_option(option.get_attribute("value"))


def test_from_the_plan_to_the_calling_off(
    server: Callable[..., Product], page_at: Open, axe: Check, fits: Check
) -> None:
    product = server(SMS_GATEWAY="demo", fresh=True)
    people = People(product, page_at, axe, fits)
    editor = people["editor"]
    staff = plan(editor, product, people)
    address = f"{product.url}/zh/{CAMPAIGN}/{staff.rstrip('/').rpartition('/')[2]}/"

    for part, heading in (("notice", "预告全文"), ("outline", "提纲")):
        editor.goto(f"{staff}{part}")
        expect(editor.locator("main")).to_contain_text(heading)
        people.look(editor)
        press(editor, "送审")
        people.through(document(editor, product))

    citizen = page_at(360, 740)
    citizen.goto(f"{product.url}/zh/{CAMPAIGN}/")
    people.look(citizen)
    citizen.set_viewport_size({"width": 360, "height": 740})
    citizen.get_by_role("link", name=TITLE).first.click()
    citizen.wait_for_url(address)
    for words in (TOPIC, "沈知渔", "8月15日", "10:00", "怎样听漏"):
        expect(citizen.locator("main")).to_contain_text(words)
    people.look(citizen)
    citizen.goto(f"{address}notice")
    people.look(citizen)
    citizen.goto(address.replace("/zh/", "/en/"))
    people.look(citizen)

    cast_twice(people, citizen, product)
    call_off(people, citizen, staff, address)


def plan(editor: Page, product: Product, people: People) -> str:
    """Plan it in the form; the clash is told before anything is saved. Returns the interview's address at the desk."""
    editor.goto(f"{product.url}/zh/staff/{CAMPAIGN}/")
    people.look(editor)
    editor.set_viewport_size({"width": 1440, "height": 900})
    follow(editor, "安排一场访谈")
    editor.locator("[name=title]").fill(TITLE)
    editor.locator("[name=topic]").fill(TOPIC)
    pick(editor, "place_id", "一号演播室")
    editor.locator("[name=host_id]").select_option(index=1)
    editor.locator("[name=guests-0-name]").fill("沈知渔")
    editor.locator("[name=guests-0-post]").fill("云川市水务局副局长")
    editor.locator("[name=contact]").fill("市政务公开办 260 0110")
    editor.locator("[name=outline]").fill("一、怎样听漏\n二、多久修好")
    slot(editor, TAKEN)
    clashes = editor.locator("#clashes")
    expect(clashes).to_contain_text("已经有安排")
    for who in ("地点“云川广播电视台一号演播室”", "嘉宾“沈知渔”"):
        expect(clashes).to_contain_text(who)
    expect(clashes.get_by_role("link", name="节水奖励怎样申请").first).to_be_visible()
    people.look(editor)
    editor.locator("[name=not_secret]").check()
    press(editor, "保存")
    expect(editor.locator(".errsum")).to_contain_text("没有保存")
    assert editor.locator("[name=topic]").input_value() == TOPIC

    slot(editor, FREE)
    expect(clashes).not_to_contain_text("已经有安排")
    editor.locator("[name=questions_from]").fill("2024-08-02T08:00")
    editor.locator("[name=questions_until]").fill(FREE[1])
    editor.locator("[name=not_secret]").check()
    press(editor, "保存")
    assert re.search(r"/interviews/\d+/$", editor.url), editor.url
    address = editor.url
    people.look(editor)
    for page in ("week?day=2024-08-15", "month?month=2024-08"):
        editor.goto(f"{product.url}/zh/staff/{CAMPAIGN}/{page}")
        expect(editor.locator("main")).to_contain_text(TITLE)
        people.look(editor)
    return address


def cast_twice(people: People, citizen: Page, product: Product) -> None:
    """Prove the phone, choose a topic, then another; it stays one vote."""
    citizen.goto(f"{product.url}/zh/{CAMPAIGN}/")
    citizen.set_viewport_size({"width": 360, "height": 740})
    with citizen.expect_navigation():
        citizen.locator("main a[href$='/vote']").first.click()
    expect(citizen.locator("main")).to_contain_text("孩子发烧去哪里看")
    people.look(citizen)
    vote = citizen.url
    citizen.goto(f"{vote}/phone")
    people.look(citizen)
    citizen.locator("[name=phone]").fill(PHONE)
    press(citizen, "发验证码")
    citizen.locator("[name=code]").fill(newest_code(people["office"], product, PHONE))
    press(citizen, "下一步")
    people.look(citizen)
    citizen.get_by_role("radio", name="体检报告怎样互认").check()
    press(citizen, "投票")
    expect(citizen.locator("main")).to_contain_text("您已经投过票")
    citizen.get_by_role("radio", name="孩子发烧去哪里看").check()
    press(citizen, "改成这个题目")
    expect(citizen.get_by_role("radio", name="孩子发烧去哪里看")).to_be_checked()
    people.look(citizen)

    # The host's count: four came to the counter, this one changed its mind and counts once.
    office = people["office"]
    office.goto(vote.replace("/zh/c/", "/zh/staff/c/"))
    votes = [int(cell) for cell in office.locator("main tbody td.num").all_inner_texts()]
    assert sum(votes) == 5, votes
    people.look(office)


def call_off(people: People, citizen: Page, staff: str, address: str) -> None:
    """The office calls it off; list, page and calendar say so at once."""
    office = people["office"]
    office.goto(staff)
    office.set_viewport_size({"width": 1440, "height": 900})
    follow(office, "取消访谈")
    people.look(office)
    press(office, "取消这场访谈")
    expect(office.locator("main")).to_contain_text("请写取消的原因")
    office.locator("[name=reason]").fill(REASON)
    press(office, "取消这场访谈")
    expect(office.locator("main")).to_contain_text("这场访谈已经取消")
    people.look(office)
    citizen.goto(address)
    expect(citizen.locator("main")).to_contain_text(REASON)
    people.look(citizen)
