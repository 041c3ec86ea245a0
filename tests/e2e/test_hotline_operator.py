"""An operator's hour by keyboard only, and an expert's call. The mouse is never touched after signing in."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from core import create_app
from core.base.access import Actor, Grant
from core.base.clock import SHANGHAI
from core.base.db import db, unit_of_work
from core.base.registry import registry
from core.users.models import UserRow
from tests.e2e.conftest import DEMO_CLOCK
from tests.e2e.people import sign_in
from tests.support.hotline_console import Morning, open_morning
from tests.support.product import Product

Open = Callable[..., Page]
Check = Callable[[Page], None]
TAKES = frozenset(("hotline.serve", "hotline.intake", "hotline.orders"))
#: every key that goes down, words apart: those come in as the input method hands them over, without keys
COUNT = """window.keysDown = JSON.parse(sessionStorage.keysDown || "[]");
document.addEventListener("keydown", event => {
  keysDown.push(event.key); sessionStorage.keysDown = JSON.stringify(keysDown);
}, true);"""


@dataclass
class Hour:
    """The running product with thirty callers in line, and its database."""

    product: Product
    app: Flask
    morning: Morning
    slug: str
    began: float

    def now(self) -> datetime:
        """What the running copy's clock says, or a moment earlier."""
        start = datetime.fromisoformat(DEMO_CLOCK).replace(tzinfo=SHANGHAI)
        return start + timedelta(seconds=time.time() - self.began)

    def console(self, lang: str = "zh") -> str:
        return f"{self.product.url}/{lang}/staff/c/{self.slug}/hotline/console"

    def sit(self, page: Page, lang: str = "zh", login: str = "operator") -> Page:
        page.add_init_script(COUNT)
        sign_in(page, self.product, login, lang)
        page.goto(self.console(lang))
        return page

    def orders(self) -> list[tuple[str, str, str]]:
        """(state, sort, number) of what the operator noted down, oldest first."""
        from plugins.hotline.models import Order

        with self.app.app_context():
            rows = db.session.scalars(db.select(Order).order_by(Order.id))
            return [(row.state, row.sort, row.number) for row in rows if not row.number.startswith("old")]


def person(login: str) -> Actor:
    row = db.session.scalar(db.select(UserRow).filter_by(login_name=login))
    assert row is not None
    return Actor(row.id, row.name, (Grant("operator", TAKES),))


@pytest.fixture(scope="module")
def hour(server: Callable[..., Product]) -> Hour:
    product = server()
    app = create_app({"INSTANCE": str(product.instance), "DATABASE_URL": product.database_url})
    began = time.time()
    now = datetime.fromisoformat(DEMO_CLOCK).replace(tzinfo=SHANGHAI)
    with app.test_request_context("/zh/"):
        campaign = registry().load_campaigns()[0]
        morning = open_morning(campaign, person("operator"), now, waiting=30)
        slug = campaign.slug
        db.session.remove()
    return Hour(product, app, morning, slug, began)


def keys_down(page: Page) -> list[str]:
    found: list[str] = page.evaluate("JSON.parse(sessionStorage.keysDown || '[]')")
    return found


def write(page: Page, words: str) -> None:
    """The words themselves, as an input method hands them over."""
    page.keyboard.insert_text(words)


def test_a_usual_call_takes_fewer_than_ten_keys_beside_the_words(hour: Hour, page_at: Open) -> None:
    page = hour.sit(page_at(1366, 768))
    before = len(hour.orders())
    page.evaluate("sessionStorage.keysDown = '[]'; keysDown.length = 0")

    page.keyboard.press("Alt+n")
    expect(page.locator("#op-number")).to_be_visible()
    expect(page.locator("#title")).to_be_focused()
    write(page, "自来水发黄还能喝吗")
    page.keyboard.press("Tab")
    write(page, "柳荫里小区")
    page.keyboard.press("Tab")
    write(page, "早上打开水龙头是黄的，邻居家也一样。")
    expect(page.locator("[data-quote]").first).to_be_visible()
    page.keyboard.press("Alt+1")  # a published answer
    expect(page.locator("#reply")).to_have_value(re.compile("先放两三分钟"))
    if page.locator("[data-likely]").count():  # the demo knows such a matter already
        page.keyboard.press("Alt+x")
        expect(page.locator("[data-likely]")).to_have_count(0)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".flashes")).to_contain_text("已记下")

    pressed = keys_down(page)
    assert len(pressed) < 10, pressed
    assert len(hour.orders()) == before + 1
    assert hour.orders()[-1][0] == "closed"
    expect(page.locator("#op-number")).to_be_visible()  # the next one is on the line


def test_an_hour_by_keyboard_only(hour: Hour, page_at: Open, axe: Check) -> None:
    page = hour.sit(page_at(1366, 768))
    if page.locator("#op-number").count() == 0:
        page.keyboard.press("Alt+n")
    expect(page.locator("#op-number")).to_be_visible()

    # the whole number, to dial it
    page.keyboard.press("Alt+k")
    expect(page.locator("#op-number")).not_to_contain_text("*")

    # dispatched
    write(page, "井盖响")
    page.keyboard.press("Alt+s")
    expect(page.locator("#department")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".flashes")).to_contain_text("已记下")
    assert hour.orders()[-1][0] == "dispatched"

    # an emergency in the words: what to say, one key, written down
    page.locator("#words").focus()
    write(page, "我爸晕倒了，叫不醒")
    expect(page.locator("#op-alarm")).to_contain_text("对来电人说")
    page.keyboard.press("Alt+e")
    expect(page.locator("#op-alarm")).to_contain_text("已记下：告知 120")
    expect(page.locator("#urgent")).to_be_checked()

    # handed back, with a reason, and a pause
    page.keyboard.press("Alt+b")
    page.keyboard.press("Enter")
    expect(page.locator("#op-number")).to_have_count(0)
    page.keyboard.press("Alt+p")
    page.keyboard.press("Enter")
    expect(page.locator("#op-state")).to_contain_text("小休")
    page.keyboard.press("Alt+p")
    expect(page.locator("#op-state")).to_contain_text("待接")

    # somebody rings directly: the number tells who it is, a likely duplicate is merged
    expect(page.locator("#phone")).to_be_focused()
    write(page, "138 0000 2046")
    expect(page.locator("#op-history")).to_contain_text("加装电梯，一楼不同意怎么办")
    expect(page.locator("#op-history")).not_to_contain_text("举报")
    page.locator("#title").focus()
    write(page, "加装电梯，一楼不同意怎么办")
    page.keyboard.press("Enter")
    expect(page.locator("#place")).to_be_focused()
    write(page, "柳荫里小区")
    expect(page.locator("#op-dup")).to_contain_text("可能重复")
    axe(page)
    page.keyboard.press("Alt+m")
    expect(page.locator("#op-dup")).to_contain_text("办结时并入")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".flashes")).to_contain_text("已记下")
    assert hour.orders()[-1][0] == "merged"

    # the sheet of all keys
    page.locator("main").focus()
    page.keyboard.press("?")
    expect(page.locator("#op-keys")).to_contain_text("并入已有的单子")
    axe(page)
    page.keyboard.press("Escape")
    expect(page.locator("#op-keys .opmenu__in")).to_be_hidden()


def test_keys_of_the_input_method_and_of_other_fields_are_left_alone(hour: Hour, page_at: Open) -> None:
    page = hour.sit(page_at(1366, 768))
    before = len(hour.orders())
    title = page.locator("#title")
    title.fill("")
    page.keyboard.press("/")
    page.keyboard.press("?")
    expect(title).to_have_value("/?")
    expect(page.locator("#op-keys .opmenu__in")).to_be_hidden()
    title.fill("")
    # pinyin on its way: the browser tells the field, then keys that belong to the input method
    session = page.context.new_cdp_session(page)
    session.send("Input.imeSetComposition", {"text": "jia zhuang", "selectionStart": 10, "selectionEnd": 10})
    for key in ({"key": "Enter", "ctrlKey": True}, {"key": "n", "code": "KeyN", "altKey": True}):
        page.evaluate(
            """key => document.activeElement.dispatchEvent(new KeyboardEvent("keydown",
                {...key, bubbles: true, cancelable: true, isComposing: true, keyCode: 229}))""",
            key,
        )
    page.keyboard.press("Control+Enter")  # while the composition is still open
    page.wait_for_timeout(300)
    session.send("Input.insertText", {"text": "加装"})
    expect(title).to_have_value("加装")
    assert len(hour.orders()) == before
    assert page.url.endswith("/console")
    # some browsers tell the end of composing first: the key that ended it isn't ours, an Alt key right after it is
    ending = """keys => {
        const field = document.activeElement, tell = (kind, more) =>
            field.dispatchEvent(new kind(more.type, {bubbles: true, cancelable: true, ...more}));
        tell(CompositionEvent, {type: "compositionstart"});
        tell(CompositionEvent, {type: "compositionend", data: "电梯"});
        keys.forEach(key => tell(KeyboardEvent, {type: "keydown", ...key}));
    }"""
    page.evaluate(
        ending, [{"key": "Enter", "code": "Enter"}, {"key": "Enter", "code": "Enter", "ctrlKey": True}]
    )
    expect(title).to_be_focused()
    assert page.locator("input[name=handle][value=dispatch]").is_checked() is False
    page.evaluate(ending, [{"key": "s", "code": "KeyS", "altKey": True}])
    expect(page.locator("input[name=handle][value=dispatch]")).to_be_checked()
    assert len(hour.orders()) == before
    page.locator("input[name=handle][value=answer]").check(force=True)
    # a Mac's Option writes another character; the key's place counts, and AltGr is nobody's
    page.locator("#words").focus()
    page.evaluate(
        """() => document.activeElement.dispatchEvent(new KeyboardEvent("keydown",
            {key: "ß", code: "KeyS", altKey: true, bubbles: true, cancelable: true}))"""
    )
    expect(page.locator("input[name=handle][value=dispatch]")).to_be_checked()


def test_a_draft_survives_a_reload_another_browser_and_the_network_going_away(
    hour: Hour, page_at: Open
) -> None:
    page = hour.sit(page_at(1366, 768))
    words = page.locator("#words")
    words.fill("说到一半，浏览器没了")
    expect(page.locator("#op-saved")).to_contain_text("自动保存于")
    page.reload()
    expect(words).to_have_value("说到一半，浏览器没了")
    other = hour.sit(page_at(1366, 768))  # another browser, after a crash
    expect(other.locator("#words")).to_have_value("说到一半，浏览器没了")
    # two windows: the second one is told, nothing is overwritten in silence
    other.locator("#words").fill("另一个窗口写的")
    expect(other.locator("#op-saved")).to_contain_text("自动保存于")
    other.wait_for_timeout(1200)
    words.fill("这个窗口写的")
    expect(page.locator("#op-clash")).to_contain_text("另一个窗口")
    page.get_by_role("button", name="用这里的").press("Enter")
    expect(page.locator("#op-clash")).to_be_hidden()
    # offline: kept in this window, said so, saved when it is back
    page.context.set_offline(True)
    words.fill("断线时写的")
    expect(page.locator("#op-link")).to_contain_text("断线，数字停在")
    expect(page.locator("#op-saved")).to_contain_text("先留在这个窗口")
    page.context.set_offline(False)
    expect(page.locator("#op-saved")).to_contain_text("自动保存于", timeout=20_000)
    page.reload()
    expect(words).to_have_value("断线时写的")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_console_fits_its_screens(hour: Hour, page_at: Open, axe: Check, fits: Check, lang: str) -> None:
    page = hour.sit(page_at(1366, 768, lang), lang)
    expect(page.locator("#op-line tbody tr").first).to_be_visible()
    tall, room = page.evaluate("[document.documentElement.scrollHeight, innerHeight]")
    assert tall <= room
    assert page.evaluate("document.querySelector('.opfoot').getBoundingClientRect().bottom") <= 768
    assert page.evaluate(
        "document.querySelector('.opline').scrollHeight <= document.querySelector('.opline').clientHeight + 1"
    )
    axe(page)
    for width in (768, 360):
        page.set_viewport_size({"width": width, "height": 800})
        fits(page)
        axe(page)


def test_without_a_script_the_form_does_the_same(hour: Hour, page_at: Open) -> None:
    page = page_at(1366, 768, javascript=False)
    sign_in(page, hour.product, "operator")
    page.goto(hour.console())
    if page.locator("button[value=next]").count():
        page.locator("button[value=next]").click()
    before = len(hour.orders())
    page.locator("#title").fill("自来水发黄还能喝吗")
    page.locator("#title").press("Enter")  # keeps what was typed and looks things up
    page.locator("[data-quote]").first.click()
    expect(page.locator("#reply")).to_have_value(re.compile("先放两三分钟"))
    page.locator("#words").fill("水龙头出来的水是黄的，屋里还着火了")
    if page.locator("button[value^=apart]").count():  # the demo knows such a matter already
        page.locator("button[value^=apart]").click()
        expect(page.locator("button[value^=apart]")).to_have_count(0)
    page.locator("button[value=finish]").click()
    expect(page.locator(".flashes")).to_contain_text("已记下")
    assert len(hour.orders()) == before + 1


def test_an_experts_call(hour: Hour, page_at: Open) -> None:
    from plugins.hotline.contracts import NewWaiter
    from plugins.hotline.models import Shift, ShiftTopic
    from plugins.hotline.service import line, shifts

    now = hour.now()
    with hour.app.test_request_context("/zh/"):
        campaign = registry().load_campaigns()[0]
        expert = person("expert")
        running = shifts.shift_of(expert.user_id, campaign, now=now)
        with unit_of_work():
            if running is None:
                row = Shift(
                    campaign_id=campaign.id, seat_number=9, user_id=expert.user_id, expert_name=expert.name,
                    languages=[], starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=3),
                )  # fmt: skip
                db.session.add(row)
                db.session.flush()
                db.session.add(ShiftTopic(shift_id=row.id, topic_id=hour.morning.topic_ids[2]))
                topic_id = hour.morning.topic_ids[2]
            else:
                topic_id = running.topic_ids[0]
        line.join(
            NewWaiter(
                campaign.id, topic_id, "expert:1", phone="13500009999", name="孙女士", summary="水压低"
            ),
            actor=expert,
            now=now,
        )
        db.session.remove()
    page = hour.sit(page_at(1366, 768), login="expert")
    if page.locator("button[value=sit]").count():
        page.keyboard.press("Alt+n")
    expect(page.locator("#op-line .tag[data-s=info]").first).to_have_text("本席")
    page.keyboard.press("Alt+n")
    expect(page.locator("#op-number")).to_contain_text("*")
    page.locator("#reply").focus()
    write(page, "加压泵今晚检修，明早恢复。")
    if not page.locator("#title").input_value():
        page.locator("#title").focus()
        write(page, "水压低")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".flashes")).to_contain_text("已记下")
