"""The supervisor's board and the wall screen in a browser: an event of the telephone is there within a second."""

from __future__ import annotations

import json
import re
import time
import urllib.request
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from plugins.hotline.rules.telephone import signature
from tests.e2e.people import sign_in
from tests.support.product import Product

SECRET = "a secret for the browser's tests only"
CLOCK = "2026-05-15T10:42"
#: what people are promised (seconds)
PROMISE = 1.0


class Telephone:
    """A telephone system beside the product, its clock set as the product's."""

    def __init__(self, product: Product, page: Page) -> None:
        self.url = f"{product.url}/api/hotline/telephone"
        shown = page.locator("[data-board]").get_attribute("data-now")
        assert shown is not None
        self.ahead = int(shown) / 1000 - time.time()
        self.calls = 0

    def tell(self, call: str, event: str, **more: object) -> None:
        now = time.time() + self.ahead
        payload = {"event_id": f"{call}-{event}", "call_id": call, "event": event, "at": int(now), **more}
        body, stamp = json.dumps(payload).encode(), str(int(now))
        headers = {"X-Yangguang-Time": stamp, "X-Yangguang-Signature": signature(SECRET, stamp, body)}
        with urllib.request.urlopen(urllib.request.Request(self.url, body, headers), timeout=10) as answer:
            assert json.load(answer)["ok"]

    def arrives(self) -> str:
        self.calls += 1
        name = f"browser-{self.calls}"
        self.tell(name, "ringing", **{"from": f"1390000{self.calls:04d}"})
        return name


def calls_today(page: Page) -> int:
    return int(page.locator("#b-kpi .kpi__n").last.inner_text())


def shows(page: Page, number: int, patience: float = 8.0) -> float:
    """Seconds until the board shows so many calls."""
    began = time.monotonic()
    page.wait_for_function(
        "number => [...document.querySelectorAll('#b-kpi .kpi__n')].pop().innerText.trim() === String(number)",
        arg=number,
        timeout=patience * 1000,
        polling=20,
    )
    return time.monotonic() - began


@pytest.mark.journey
def test_the_board_and_the_wall_hear_the_telephone(
    server: Callable[..., Product],
    page_at: Callable[..., Page],
    axe: Callable[[Page], None],
    fits: Callable[[Page], None],
) -> None:
    product = server(
        clock=CLOCK, SMS_GATEWAY="demo", SECOND_FACTOR_ROLES="none", HOTLINE_TELEPHONE_SECRET=SECRET
    )
    page = sign_in(page_at(1366, 768), product, "supervisor")
    page.get_by_role("link", name="热线看板").click()
    expect(page.get_by_role("heading", name="热点专席看板")).to_be_visible()
    axe(page)
    fits(page)
    telephone = Telephone(product, page)
    page.goto(re.sub("/board/$", "/board/walls", page.url))
    page.get_by_label("这块屏放在哪里").fill("一楼大厅")
    page.get_by_role("button", name="做一个地址").click()
    address = page.locator("#wall-address").inner_text()
    axe(page)
    wall = page_at(1920, 1080)
    wall.goto(address)
    axe(wall)
    assert wall.locator("main a").count() == 0
    assert wall.evaluate("document.documentElement.scrollHeight <= innerHeight"), "the wall never scrolls"
    page.get_by_role("link", name="看板", exact=True).first.click()
    page.wait_for_timeout(1500)  # the stream is open
    took = {"board": [], "wall": []}  # type: dict[str, list[float]]
    for _ in range(3):
        before = calls_today(page)
        telephone.arrives()
        took["board"].append(shows(page, before + 1))
        took["wall"].append(took["board"][-1] + shows(wall, before + 1))
        page.wait_for_timeout(1200)
    for name, times in took.items():
        assert min(times) <= PROMISE, (name, times)
    # a number opens its rows
    number = page.locator("#b-kpi a").first.inner_text()
    page.locator("#b-kpi a").first.click()
    expect(page.get_by_text(f"共 {number} 个")).to_be_visible()
    axe(page)
    page.go_back()
    # the longest wait ticks by itself
    ticking = page.locator("[data-since]").first
    first = ticking.inner_text()
    expect(ticking).not_to_have_text(first, timeout=3000)


def test_the_board_in_english_and_on_a_phone(
    server: Callable[..., Product],
    page_at: Callable[..., Page],
    axe: Callable[[Page], None],
    fits: Callable[[Page], None],
) -> None:
    product = server(
        clock=CLOCK, SMS_GATEWAY="demo", SECOND_FACTOR_ROLES="none", HOTLINE_TELEPHONE_SECRET=SECRET
    )
    page = sign_in(page_at(360, 740, "en"), product, "supervisor", lang="en")
    page.goto(page.locator("a[href*='/hotline/board/']").first.evaluate("link => link.href"))
    fits(page)
    axe(page)
    page.goto(re.sub("/board/$", "/board/day", page.url))
    fits(page)
    axe(page)


def test_a_lost_line_says_where_the_figures_stand(
    server: Callable[..., Product], page_at: Callable[..., Page]
) -> None:
    product = server(
        clock=CLOCK, SMS_GATEWAY="demo", SECOND_FACTOR_ROLES="none", HOTLINE_TELEPHONE_SECRET=SECRET
    )
    page = sign_in(page_at(1440, 900), product, "supervisor")
    page.get_by_role("link", name="热线看板").click()
    page.wait_for_timeout(1000)
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('away')); }")
    Telephone(product, page).arrives()
    expect(page.locator("#board-lost")).to_have_text(re.compile(r"停在 10:4\d，正在重连"), timeout=20_000)
    expect(page.locator("#board")).to_have_class(re.compile("is-lost"))
