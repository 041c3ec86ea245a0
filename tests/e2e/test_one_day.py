"""One openness day across all roles: notice read, plan filed, announcement, booking, a question to the interview that is on,
a call and its order, the published answer, a comment on a decision, the feedback, the archive."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import test_from_notice_to_visit as visiting
from tests.e2e.people import newest_code
from tests.e2e.test_decision_editor import People, answer_everything, document
from tests.support.product import Product

Open = Callable[..., Page]
Check = Callable[[Page], None]
DEMO = "2024-openness-day"
CITIZEN = "13900002468"
ASKED = "家里住六口人，阶梯水价怎么算？"
ANSWERED = "五口以上的家庭，每多一人每月增加 3 吨一级水量，带户口簿到营业厅办理。"
REPLIED = "这一段管道今天上午冲洗，12 点前恢复清水，不收这部分水费。"


@pytest.mark.journey
def test_one_openness_day(server: Callable[..., Product], page_at: Open, axe: Check, fits: Check) -> None:
    product = server(clock="2024-08-15T09:00", fresh=True)
    people = People(product, page_at, axe, fits)
    phone = page_at(360, 740)

    visit(people, product)
    question(people, product, phone)
    call(people, product)
    decide(people, product, phone)
    archive(people)


def visit(people: People, product: Product) -> None:
    """Notice read, plan filed and approved, announcement signed and published, a visit booked on a phone."""
    office, editor = people["office"], people["editor"]
    slug = visiting.make_campaign(office, product)
    plan = visiting.file_plan(editor, product, slug)
    office.goto(plan)
    visiting.press(office, "同意备案")
    announcement = visiting.draft_announcement(editor, plan)
    visiting.press(editor, "送审")
    people.through(document(editor, product))
    number = re.search(r"/announcements/(\d+)", announcement)
    assert number is not None
    address = f"{product.url}/zh/c/{slug}/open-day/{number[1]}/"
    visiting.book_on_a_phone(people.page_at(360, 740), product, address, office, people.axe, people.fits)


def question(people: People, product: Product, phone: Page) -> None:
    """A citizen asks the interview that is on; the host puts it on the screen; typed by one, released by another, it is read."""
    phone.goto(f"{product.url}/zh/c/{DEMO}/interviews/")
    phone.get_by_role("link", name="阶梯水价怎么算").first.click()
    phone.wait_for_load_state()
    interview = re.search(r"/interviews/(\d+)/", phone.url)
    assert interview is not None, phone.url
    number = interview[1]
    phone.goto(f"{product.url}/zh/c/{DEMO}/interviews/{number}/")
    ask(people, product, phone)

    host = people["host"]
    desk = f"{product.url}/zh/staff/c/{DEMO}/interviews/{number}"
    host.goto(f"{desk}/questions")
    card = host.locator(".qcard, li, article", has_text=ASKED).last
    card.get_by_role("button", name="公开并选上").first.click()
    host.wait_for_load_state()
    host.goto(f"{desk}/live/")
    host.locator(".ldq", has_text=ASKED).get_by_role("button", name=re.compile("^放上屏幕")).click()
    expect(host.locator("#ld-screen")).to_contain_text(ASKED)

    typist, releaser = people["editor"], people["reviewer"]
    typist.goto(f"{desk}/live/type")
    typist.keyboard.press("Alt+2")  # the first guest
    typist.locator("#ld-ask label", has_text=ASKED).locator("input").check()
    typist.locator("#text").fill(ANSWERED)
    typist.locator("#text").press("Control+Enter")
    expect(typist.locator("#ld-mine")).to_contain_text(ANSWERED)

    phone.goto(f"{product.url}/zh/c/{DEMO}/interviews/{number}/live/")
    expect(phone.locator("main")).not_to_contain_text(ANSWERED)
    releaser.goto(f"{desk}/live/release")
    while ANSWERED not in releaser.locator("#ld-wait").inner_text():
        waiting = releaser.locator("#ld-wait article").get_attribute("data-turn") or ""
        release(releaser)
        expect(releaser.locator(f"#ld-wait article[data-turn='{waiting}']")).to_have_count(0)
    release(releaser)
    expect(phone.locator("main")).to_contain_text(ANSWERED)
    people.fits(phone)
    people.axe(phone)


def release(releaser: Page) -> None:
    """One key, once the turn has stood there for a moment: before that the desk doesn't take it."""
    releaser.wait_for_timeout(900)
    releaser.keyboard.press("r")


def ask(people: People, product: Product, phone: Page) -> None:
    """From the interview's page, with a proven phone."""
    phone.get_by_role("link", name="我要提问").first.click()
    phone.wait_for_load_state()
    phone.locator("[name=text]").fill(ASKED)
    for _page in range(4):  # what is answered already may be offered in between
        people.fits(phone)
        if phone.locator("[name=code]:visible").count():
            phone.locator("[name=code]").fill(newest_code(people["office"], product, CITIZEN))
        elif phone.locator("[name=phone]:visible").count():
            phone.locator("[name=phone]").fill(CITIZEN)
        with phone.expect_navigation():
            phone.locator("main form button.btn-primary").first.click()
        if "查询码" in phone.locator("main").inner_text():
            break
    expect(phone.locator("main")).to_contain_text("查询码")
    people.axe(phone)


def call(people: People, product: Product) -> None:
    """An operator sends a call to the water bureau; its answer is published after four people signed."""
    operator, editor = people["operator"], people["editor"]
    operator.set_viewport_size({"width": 1366, "height": 768})
    operator.goto(f"{product.url}/zh/staff/c/{DEMO}/hotline/console")
    if not operator.locator("#op-number").count():
        operator.keyboard.press("Alt+n")
    expect(operator.locator("#op-number")).to_be_visible()
    operator.locator("#title").fill("青溪路自来水发黄")
    operator.locator("#place").fill("青溪路 40 号")
    operator.locator("#words").fill("今天早上水是黄的，问什么时候能好。")
    operator.keyboard.press("Alt+s")
    water = operator.locator("#department option", has_text="水务局").first.get_attribute("value") or ""
    operator.locator("#department").select_option(value=water)
    operator.keyboard.press("Control+Enter")
    expect(operator.locator(".flashes")).to_contain_text("已记下")

    orders = f"{product.url}/zh/staff/c/{DEMO}/hotline/orders"
    editor.goto(orders)
    editor.locator("tr", has_text="青溪路自来水发黄").get_by_role("link").first.click()
    order = editor.url
    editor.get_by_role("button", name="接收", exact=True).click()
    editor.locator("[name=reply-reply]").fill(REPLIED)
    editor.get_by_role("button", name="交答复").click()
    expect(editor.locator("main")).to_contain_text("待办结")
    operator.goto(order)
    operator.get_by_role("button", name="办结并告诉来电人").click()
    expect(operator.locator("main")).to_contain_text("已办结")

    editor.goto(order)
    editor.get_by_role("button", name="整理成公开答复").click()
    expect(editor.get_by_role("heading", level=1)).to_contain_text("自来水发黄")
    number = editor.url.rstrip("/").rpartition("/")[2]
    if editor.locator("[value=masked]").count():
        for choice in editor.locator("[value=masked]").all():
            choice.check()
        editor.get_by_role("button", name="确认这些决定").click()
    editor.get_by_role("button", name="送审", exact=True).click()
    expect(editor.get_by_text("已送审")).to_be_visible()
    people.through(document(editor, product))
    reader = people.page_at(360, 740)
    reader.goto(f"{product.url}/zh/c/{DEMO}/hotline/answers/{number}/")
    expect(reader.locator("main")).to_contain_text("12 点前恢复清水")
    people.axe(reader)


def decide(people: People, product: Product, phone: Page) -> None:
    """The comments on a draft are ended one by one, and everybody reads what became of them."""
    people.through(answer_everything(people, product))
    phone.goto(f"{product.url}/zh/c/{DEMO}/decisions/")
    phone.get_by_role("link", name=re.compile("节约用水奖励办法")).first.click()
    phone.wait_for_load_state()
    phone.goto(f"{phone.url.rstrip('/')}/feedback")
    expect(phone.locator("main")).to_contain_text("学校、医院已经列入")
    people.fits(phone)


def archive(people: People) -> None:
    """What was published today lies in the archive, whole."""
    office = people["office"]
    office.goto(f"{people.product.url}/zh/staff/archive?campaign={DEMO}")
    for title in ("青溪路自来水发黄", "节约用水奖励办法"):
        row = office.locator("tr", has_text=title).first
        expect(row).to_be_visible()
    visiting.press(office, "补建缺少的档案包")
    office.goto(f"{people.product.url}/zh/staff/archive?campaign={DEMO}")
    expect(office.locator("main")).not_to_contain_text("份文稿的档案不齐")
    people.axe(office)
