"""A broadcast on a phone, in elder mode, offline and back, and on the big screen in the hall."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from core import create_app
from core.base import clock
from core.base.db import db
from tests.support import broadcast as broadcasts
from tests.support.chain import SLUG
from tests.support.databases import base_settings
from tests.support.product import Product
from tests.support.relay import Relay

CLOCK = "2026-09-11T09:05"
LONG = (
    "我们小区建成快三十年了，水管老旧，水压低，楼上经常没有水。物业说改造要业主自己出钱，社区说要等统一安排。"
    * 6
)


@dataclass
class Air:
    copy: Product
    app: Any
    broadcast: broadcasts.Broadcast

    def do(self, name: str, *given: Any, **more: Any) -> Any:
        with self.app.app_context():
            done = getattr(self.broadcast, name)(*given, **more)
            db.session.remove()
        return done

    def say(self, text: str, **more: Any) -> int:
        number: int = self.do("release", text, clock.now(), **more)
        return number

    def address(self, part: str = "live/", lang: str = "zh") -> str:
        return f"{self.copy.url}/{lang}/c/{SLUG}/interviews/{self.broadcast.interview_id}/{part}"


@pytest.fixture(scope="module")
def product(server: Callable[..., Product]) -> tuple[Product, Any, Any]:
    copy = server(clock=CLOCK, demo=False)
    app = create_app(base_settings(copy.instance, copy.database_url) | {"CLOCK": CLOCK})
    from tests.support.studio import open_studio

    return copy, app, open_studio(app)


@pytest.fixture
def air(product: tuple[Product, Any, Any]) -> Air:
    """Another interview of the same city for each test."""
    from tests.support.studio import STARTS

    copy, app, studio = product
    with app.app_context():
        number = studio.interview(title=f"节约用水怎么奖 {clock.now():%H%M%S%f}")
        studio.announce(number)
        found = broadcasts.Broadcast(studio.campaign.id, number, studio.city.ids["typist"])
        found.set(STARTS, state="on", started_at=STARTS)
    return Air(copy, app, found)


def guest_of(air: Air) -> int:
    from plugins.interviews.models import Guest

    with air.app.app_context():
        found: int = db.session.query(Guest).filter_by(interview_id=air.broadcast.interview_id).one().id
        db.session.remove()
    return found


@pytest.mark.journey
def test_a_phone_joins_late_sees_all_and_gets_what_comes(
    air: Air, page_at: Callable[..., Page], axe: Callable[[Page], None], fits: Callable[[Page], None]
) -> None:
    guest = guest_of(air)
    air.say("各位市民，大家好，这里是“阳光访谈”。")
    for n in range(2, 15):
        air.say(
            f"第 {n} 段。节水奖励按户计算，每户每年最多两百元，奖金直接抵水费。",
            speaker="guest",
            guest_id=guest,
        )
    page = page_at(360, 740)
    page.goto(air.address())
    turns = page.locator("#live-turns > li")
    expect(turns).to_have_count(14)
    page.wait_for_timeout(2500)
    page.evaluate("window.scrollTo(0, 700)")
    page.wait_for_timeout(300)
    stands = page.evaluate("window.scrollY")
    air.say("新来的<i>一句</i>。", speaker="guest", guest_id=guest)
    expect(turns).to_have_count(15, timeout=5000)
    expect(turns.last).to_contain_text("新来的<i>一句</i>。")
    expect(turns.last).to_contain_text("云川市水务局局长")
    assert page.evaluate("window.scrollY") == stands, "nobody's reading is moved"
    pill = page.locator("#live-pill")
    expect(pill).to_have_text("有 1 条新内容")
    air.say("再来一句。")
    expect(pill).to_have_text("有 2 条新内容")
    axe(page)
    fits(page)
    pill.click()
    expect(pill).to_be_hidden()
    expect(turns.nth(14)).to_be_in_viewport()
    page.get_by_role("button", name="新的在上面").click()
    expect(turns.first).to_contain_text("再来一句。")
    page.evaluate("window.scrollTo(0, 900)")
    page.wait_for_timeout(300)
    place = turns.nth(5).bounding_box()
    air.say("最新的一句。")
    expect(turns).to_have_count(17)
    assert place is not None
    moved = turns.nth(6).bounding_box()
    assert moved is not None
    assert abs(moved["y"] - place["y"]) < 2, (
        "what is read stays where it is, also when something comes above it"
    )
    page.reload()
    expect(turns.first).to_contain_text("最新的一句。")
    expect(turns).to_have_count(17)


def test_what_is_pulled_leaves_every_page(air: Air, page_at: Callable[..., Page]) -> None:
    air.say("第一句。")
    wrong = air.say("说错的话。")
    pages = [page_at(360, 740), page_at(1440, 900, "en")]
    for page, lang in zip(pages, ("zh", "en"), strict=True):
        page.goto(air.address(lang=lang))
        expect(page.locator("#live-turns")).to_contain_text("说错的话。")
        page.wait_for_timeout(2500)
    air.do("pull", wrong, clock.now())
    for page in pages:
        expect(page.locator("#live-turns")).not_to_contain_text("说错的话。", timeout=5000)
        assert "说错的话" not in page.content()
        page.reload()
        assert "说错的话" not in page.content()
    air.say("改正了的话。", spot=2, corrects_id=wrong)
    air.say("接着说。")
    for page in pages:
        expect(page.locator("#live-turns > li")).to_have_count(3)
        expect(page.locator("#live-turns > li").nth(1)).to_contain_text("改正了的话。")


def test_who_was_offline_comes_back_and_misses_none(air: Air, page_at: Callable[..., Page]) -> None:
    air.say("第一句。")
    page = page_at(360, 740)
    with Relay(air.copy.url) as way:
        _offline_and_back(air, page, way)


def _offline_and_back(air: Air, page: Page, way: Relay) -> None:
    page.goto(air.address().replace(air.copy.url, way.url))
    page.wait_for_timeout(2500)
    # Chromium lets a stream that is open go on when it is told to be offline: the way is cut as well.
    page.context.set_offline(True)
    way.cut()
    expect(page.locator("#live-lost")).to_contain_text("停在 9:0")
    wrong = air.say("离线时说错的。")
    for n in (3, 4):
        air.say(f"离线时的第 {n} 句。")
    air.do("pull", wrong, clock.now())
    page.wait_for_timeout(500)
    expect(page.locator("#live-turns > li")).to_have_count(1)
    way.mend()
    page.context.set_offline(False)
    expect(page.locator("#live-turns > li")).to_have_count(3, timeout=20_000)
    expect(page.locator("#live-lost")).to_be_empty()
    assert "说错" not in page.content()
    air.say("回来后的一句。")
    expect(page.locator("#live-turns > li")).to_have_count(4, timeout=20_000)


def test_without_a_stream_the_page_asks(air: Air, page_at: Callable[..., Page]) -> None:
    page = page_at(360, 740)
    page.add_init_script("delete window.EventSource;")
    page.goto(air.address())
    page.wait_for_timeout(2500)
    for n in (1, 2, 3):
        air.say(f"第{n}句。")
    expect(page.locator("#live-turns > li")).to_have_count(3, timeout=12_000)


def test_elder_mode_and_english_and_without_script(
    air: Air, page_at: Callable[..., Page], axe: Callable[[Page], None], fits: Callable[[Page], None]
) -> None:
    chosen = air.do("ask", "老小区怎么申请？", clock.now())
    air.say("老小区怎么申请？", speaker="question", chosen_id=chosen)
    air.say("由物业统一申请。", speaker="guest", guest_id=guest_of(air), answers_id=chosen)
    elder = page_at(360, 740)
    elder.goto(air.address())
    elder.get_by_role("link", name="长者模式").click()
    elder.goto(air.address())
    expect(elder.locator("html")).to_have_attribute("data-mode", "elder")
    expect(elder.locator(".lnow__q")).to_have_text("老小区怎么申请？")
    expect(elder.locator("li.is-asked")).to_have_count(1)
    axe(elder)
    fits(elder)
    english = page_at(1440, 900, "en")
    english.goto(air.address(lang="en"))
    expect(english.locator("#live-turns > li")).to_have_count(2)
    axe(english)
    plain = page_at(360, 740, javascript=False)
    plain.goto(air.address())
    expect(plain.locator("#live-turns > li")).to_have_count(2)
    expect(plain.get_by_role("link", name="我要提问")).to_be_visible()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_big_screen_follows(
    air: Air, page_at: Callable[..., Page], axe: Callable[[Page], None], lang: str
) -> None:
    screen = page_at(1920, 1080, lang)
    screen.goto(air.address("screen/", lang))
    expect(screen.locator("#screen-idle")).to_be_visible()
    expect(screen.locator(".ls__qr svg")).to_be_visible()
    axe(screen)
    screen.wait_for_timeout(2500)
    air.do("ask", "办法什么时候施行？", clock.now())
    words = screen.locator("#screen-q")
    expect(words).to_have_text("办法什么时候施行？", timeout=5000)
    expect(screen.locator("#screen-idle")).to_be_hidden()
    expect(screen.locator("#screen-who")).to_contain_text("周明河")
    short = words.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
    air.do("set", clock.now(), timer_until=clock.now() + timedelta(minutes=3))
    expect(screen.locator("#screen-timer")).to_contain_text(":")
    axe(screen)
    air.do("ask", LONG, clock.now())
    expect(words).to_have_text(LONG, timeout=5000)
    long = words.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
    assert short >= 100
    assert 30 <= long < short, "a long question is smaller, all of it stands on the screen"
    assert words.evaluate("e => e.scrollHeight <= e.clientHeight + 2")
    assert screen.evaluate("document.documentElement.scrollHeight <= innerHeight")
    assert screen.locator("main a, main button, main input").count() == 0
    air.do("set", clock.now(), chosen_id=None)
    expect(screen.locator("#screen-idle")).to_be_visible()
    air.do("set", clock.now(), state="over")
    over = screen.locator("#screen").get_attribute("data-over") or ""
    expect(screen.locator("#screen-state")).to_have_text(over)
