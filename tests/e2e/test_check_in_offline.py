"""The day at the door in a browser: the network goes away and comes back, a camera, a door on plain http."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import segno
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from core import create_app
from core.base import clock
from core.base.access import SYSTEM
from core.base.db import db, unit_of_work
from core.booking import service as booking
from core.booking.contracts import BookingView, BookPlace
from core.booking.models import BookingArrival, BookingSession
from core.users import store
from tests.e2e.conftest import DEMO_CLOCK
from tests.e2e.people import PASSWORD, sign_in
from tests.support import browser as browsing
from tests.support import machine
from tests.support.product import Product
from tests.unit.open_day.test_door import SHOWN

Open = Callable[..., Page]
CONTROLLED = """new Promise(done => navigator.serviceWorker.controller ? done(true)
    : navigator.serviceWorker.addEventListener("controllerchange", () => done(true)))"""
Check = Callable[[Page], None]


@dataclass
class Door:
    """An open day of the demo that is held today, with people who booked for this morning."""

    product: Product
    app: Flask
    event_id: int
    address: str
    held: dict[str, BookingView]

    def open(self, page: Page, lang: str = "zh") -> Page:
        page.goto(self.product.url + self.address.replace("/zh/", f"/{lang}/", 1))
        expect(page.locator("[data-net] .tag[data-s=ok]")).to_be_visible()
        page.evaluate(CONTROLLED)
        return page

    def arrivals(self) -> list[BookingArrival]:
        with self.app.app_context():
            rows = db.session.query(BookingArrival).filter_by(event_id=self.event_id)
            return list(rows.order_by(BookingArrival.id))


@pytest.fixture(scope="module")
def door(server: Callable[..., Product], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    product = server()
    # The same keys as the running copy: what is sealed here is opened there.
    same = {"INSTANCE": str(product.instance), "DATABASE_URL": product.database_url}
    app = create_app({**same, "CLOCK": DEMO_CLOCK})
    with app.app_context():
        event, campaign = _hold_today()
        held = {
            name: _book(event.id, event.sessions[0].id, name, f"1360000{n:04d}", 1 + n % 2)
            for n, name in enumerate(("吴先生", "郑女士", "冯老师", "陈师傅", "褚阿姨", "卫同学"), 2101)
        }
    address = f"/zh/staff/c/{campaign}/open-day/announcements/{event.owner_id}/check-in/"
    yield Door(product, app, event.id, address, held)
    clock.set_clock("")


def _hold_today() -> tuple[booking.EventView, str]:
    """Bring the sessions of the demo's open day to today, an hour from now. Gives the event and the campaign's slug."""
    from core.campaigns import service as campaigns

    with unit_of_work() as session:
        coming = session.query(BookingSession).where(
            BookingSession.starts_at > clock.now(), BookingSession.ordinal == 1
        )
        first = coming.order_by((BookingSession.capacity - BookingSession.taken).desc()).first()
        assert first is not None
        rows = session.query(BookingSession).filter_by(event_id=first.event_id).all()
        start = clock.now() + timedelta(hours=1)
        shift = start - min(row.starts_at for row in rows)
        for row in rows:
            row.starts_at, row.ends_at = row.starts_at + shift, row.ends_at + shift
        event = booking.event_by_id(first.event_id)
        session.execute(
            db.text("UPDATE booking_event SET closes_at = :at WHERE id = :id").bindparams(
                db.bindparam("at", start, type_=BookingSession.starts_at.type), id=first.event_id
            )
        )
    return event, campaigns.campaign_by_id(event.campaign_id).slug


def _book(event_id: int, session_id: int, name: str, phone: str, party: int) -> BookingView:
    command = BookPlace(
        event_id=event_id,
        session_id=session_id,
        phone=phone,
        call_name=name,
        category="其他群众",
        declared=("age_capacity", "ties"),
        needs=(),
        photo_consent=False,
        notice_agreed_at=clock.now(),
        idempotency_key=f"door-{phone}",
        party=party,
    )
    return booking.book_place(command, actor=SYSTEM, now=clock.now())


def inside_by(door: Door) -> int:
    """Who let the first one in: the editor's id."""
    return door.arrivals()[0].by_user or 0


def ask_for(page: Page, text: str) -> None:
    page.locator("[name=text]").fill(text)
    page.locator("[name=text]").press("Enter")


def let_in(page: Page, text: str) -> None:
    ask_for(page, text)
    page.locator("#gate-result .btn-primary").click()
    expect(page.locator("#gate-result .gatecard[data-s=ok]")).to_be_visible()


def let_walk_in(page: Page, people: int) -> None:
    page.locator("#walk-in summary").click()
    page.locator("#walk-in [name=people]").fill(str(people))
    page.locator("#walk-in [name=confirmed]").check()
    page.locator("#walk-in button[type=submit]").click()


def test_the_door_goes_on_while_the_network_is_away(
    door: Door, page_at: Open, axe: Check, fits: Check
) -> None:
    wu, zheng, feng, chen, chu = (door.held[n] for n in ("吴先生", "郑女士", "冯老师", "陈师傅", "褚阿姨"))
    page = door.open(sign_in(page_at(360, 740), door.product, "editor"))
    axe(page)
    fits(page)
    let_in(page, wu.number)
    expect(page.locator("#gate-result")).to_contain_text("欢迎")
    axe(page)
    ask_for(page, "0001")
    expect(page.locator("#gate-result")).to_contain_text("名单里没有")

    page.context.set_offline(True)
    let_in(page, "2102")  # the last digits of Zheng's phone
    expect(page.locator("#gate-result")).to_contain_text("已记在这台设备上")
    ask_for(page, zheng.number)
    expect(page.locator("#gate-result")).to_contain_text("已经签过到")
    # Meanwhile somebody cancels, and another door lets somebody in.
    with door.app.app_context():
        booking.cancel_booking(feng.token, actor=SYSTEM, now=clock.now())
    other = door.open(sign_in(page_at(820, 1180, "en"), door.product, "lead", "en"), "en")
    let_in(other, chen.number)
    fits(other)
    axe(other)

    page.reload()
    expect(page.locator("[data-net] .tag[data-s=warn]")).to_be_visible()
    let_in(page, feng.number)
    let_in(page, chen.number)
    ask_for(page, "0801-1-088")
    page.locator("#gate-result .btn-primary").click()
    let_walk_in(page, 2)
    expect(page.locator("[data-queue] li")).to_have_count(5)
    axe(page)
    fits(page)

    # The sign-in has ended meanwhile: it is said, and nothing is lost.
    with door.app.app_context(), unit_of_work():
        store.end_sessions(inside_by(door))
    page.context.set_offline(False)
    expect(page.locator("[data-net]")).to_contain_text("登录已经结束", timeout=20_000)
    expect(page.locator("[data-queue] li")).to_have_count(5)
    page.locator("[data-net] a").click()
    page.locator("[name=login_name]").fill("editor")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").first.click()
    expect(page.locator("#gate-result")).to_contain_text("其中 3 条要看一看")
    expect(page.locator("[data-queue] li")).to_have_count(0)
    odd = page.locator("#gate-now section li")
    expect(odd).to_have_count(3)
    expect(odd.filter(has_text=feng.number)).to_contain_text("取消")
    expect(odd.filter(has_text=chen.number)).to_contain_text("第一次的算数")
    axe(page)
    fits(page)
    for _n in range(3):
        count = odd.count()
        odd.first.get_by_role("button").click()
        expect(odd).to_have_count(count - 1)

    # In order, once each, at the door's own time; the other door sees the count change by itself.
    everybody = [row for row in door.arrivals() if row.outcome == "in"]
    inside = [row for row in everybody if not row.client_key.startswith("demo-")]
    assert [row.booking_id for row in inside] == [wu.id, chen.id, zheng.id, None]
    assert inside[2].recorded_at - inside[2].at > timedelta(seconds=2)
    assert inside[2].at < inside[3].at
    people = sum(row.people for row in everybody)
    expect(other.locator("[data-arrived]").first).to_have_text(str(people))
    let_in(other, chu.number)
    expect(page.locator("[data-arrived]").first).to_have_text(str(people + chu.party))
    ask_for(page, chu.number)
    expect(page.locator("#gate-result .gatecard[data-s=warn]")).to_contain_text("已经签过到")

    # Signing out forgets the list.
    kept = "indexedDB.databases().then(all => all.map(one => one.name))"
    assert "private-door" in page.evaluate(kept)
    page.goto(f"{door.product.url}/zh/staff/")
    page.get_by_role("button", name="退出").click()
    page.wait_for_url("**/sign-in**")
    assert "private-door" not in page.evaluate(kept)
    assert page.evaluate("caches.keys()") == []


def test_a_slow_answer_does_not_undo_what_is_shown(door: Door, page_at: Open) -> None:
    """The count at the door never goes back: an answer on its way since before an act is not shown after it."""
    page = door.open(sign_in(page_at(820, 1180), door.product, "editor"))
    other = door.open(sign_in(page_at(820, 1180), door.product, "lead"))
    page.evaluate(browsing.HOLD_ANSWERS)
    page.wait_for_timeout(1000)  # the page's own first look is over
    count = page.locator("[data-arrived]").first
    before = int(count.inner_text())
    page.evaluate("""() => {
        window.counts = [];
        new MutationObserver(() => counts.push(Number(document.querySelector("[data-arrived]").innerText)))
            .observe(document.getElementById("gate-now"), {childList: true, subtree: true, characterData: true});
    }""")
    page.evaluate("window.hold = {of: '/check-in/now', milliseconds: 2500}")
    let_walk_in(other, 2)
    page.wait_for_function("() => window.held")
    let_walk_in(page, 1)
    after = str(before + 3)
    expect(count).to_have_text(after)
    page.wait_for_timeout(3000)
    seen = page.evaluate("counts")
    assert seen == sorted(seen)
    expect(count).to_have_text(after)


def picture(path: Path, text: str) -> Path:
    """A film of one picture, as Chromium's pretended camera reads it: a QR code on grey ground."""
    width, height, scale = 640, 480, 9
    code = [list(row) for row in segno.make(text, error="m", micro=False).matrix_iter(scale=scale, border=4)]
    luma = bytearray([200]) * (width * height)
    left, top = (width - len(code)) // 2, (height - len(code)) // 2
    for y, row in enumerate(code):
        for x, dark in enumerate(row):
            luma[(top + y) * width + left + x] = 30 if dark else 235
    frame = b"FRAME\n" + bytes(luma) + bytes([128]) * (width * height // 2)
    path.write_bytes(b"YUV4MPEG2 W640 H480 F10:1 Ip A1:1 C420jpeg\n" + frame * 3)
    return path


@pytest.fixture
def camera(browser: Browser, door: Door, tmp_path: Path) -> Iterator[Browser]:
    """A browser before whose camera somebody holds a ticket, and that knows the server under another name."""
    wei = door.held["卫同学"]
    film = picture(tmp_path / "ticket.y4m", f"{door.product.url}/zh/c/x/open-day/booking/{wei.token}")
    arguments: list[Any] = [
        *browsing.ARGUMENTS,
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
        "--host-resolver-rules=MAP door.example 127.0.0.1",
    ]
    made = browser.browser_type.launch(executable_path=machine.chromium(), args=arguments)
    yield made
    made.close()


def test_a_ticket_before_the_camera_and_a_door_on_plain_http(camera: Browser, door: Door, axe: Check) -> None:
    context = camera.new_context(viewport={"width": 360, "height": 740}, locale="zh-CN", has_touch=True)
    watch = browsing.Watch()
    watch.attach(context)
    page = door.open(sign_in(context.new_page(), door.product, "office"))
    page.locator("[data-camera-start]").click()
    shown = page.locator("#gate-result .gatecard")
    expect(shown).to_contain_text("卫同学", timeout=20_000)
    axe(page)
    shown.locator(".btn-primary").click()
    expect(page.locator("#gate-result .gatecard[data-s=ok]")).to_contain_text("欢迎")
    page.locator("[data-camera-stop]").click()
    watch.check()
    assert [row.way for row in door.arrivals() if row.booking_id == door.held["卫同学"].id] == ["qr"]

    # The browser reads what is typed as the server does.
    module = (page.locator("script[type=module]").get_attribute("src") or "").replace("main.js", "list.js")
    read = "([url, texts]) => import(url).then(m => texts.map(text => Object.values(m.readAsked(text))))"
    assert page.evaluate(read, [module, [row[0] for row in SHOWN]]) == [list(row[1:]) for row in SHOWN]

    # Under another name and without https: no camera, no store, but the page's own forms.
    plain = camera.new_context(viewport={"width": 360, "height": 740}, locale="zh-CN").new_page()
    port = door.product.url.rsplit(":", 1)[1]
    elsewhere = Product(**{**door.product.__dict__, "url": f"http://door.example:{port}"})
    sign_in(plain, elsewhere, "office")
    plain.goto(elsewhere.url + door.address)
    assert plain.evaluate("isSecureContext") is False
    expect(plain.locator("[data-plain]")).to_contain_text("不是 https")
    expect(plain.locator("[data-bar]")).to_be_hidden()
    ask_for(plain, door.held["卫同学"].number)
    expect(plain.locator("[data-server-cards]")).to_contain_text("已经签过到")
    axe(plain)
