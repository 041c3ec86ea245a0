"""Live updates as people meet them: many readers, a server that is killed, several tabs of one browser."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from core import create_app
from core.base import clock, live
from core.base.db import db, unit_of_work
from tests.support import browser as browsing
from tests.support import product as running
from tests.support.databases import base_settings
from tests.support.product import Product

READERS = 200
#: The facts of this test are told under keys above every event of the demo.
FIRST = 1_000_000
#: the demo's open day that is being booked
BOOKED = 1


@dataclass
class Reader:
    """What an EventSource does: reads, keeps the last id, comes back with it after a break."""

    address: str
    seen: list[int] = field(default_factory=list)
    last: str = ""
    resets: int = 0
    breaks: int = 0
    ready: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        while True:
            with suppress(OSError, asyncio.IncompleteReadError):
                await self._read()
            self.breaks += 1
            await asyncio.sleep(0.3)

    async def _read(self) -> None:
        parts = urlsplit(self.address)
        source, sink = await asyncio.open_connection(parts.hostname, parts.port)
        back = f"Last-Event-ID: {self.last}\r\n" if self.last else ""
        sink.write(f"GET {parts.path}?{parts.query} HTTP/1.1\r\nHost: {parts.netloc}\r\n{back}\r\n".encode())
        try:
            status = await source.readline()
            assert b" 200 " in status, status
            fields: dict[str, str] = {}
            while line := await source.readline():
                name, _, value = line.decode().strip().partition(": ")
                if name:
                    fields[name] = value
                elif "data" in fields:
                    self._take(fields)
                    fields = {}
        finally:
            sink.close()

    def _take(self, fields: dict[str, str]) -> None:
        self.last = fields["id"]
        if fields.get("event") == "reset":
            self.resets += 1
        # The demo's own bookings may still be under way: what this test tells has numbers of its own.
        elif (number := json.loads(fields["data"])["key"] - FIRST) > 0:
            self.seen.append(number)
        self.ready.set()


def teller(copy: Product) -> Callable[[int], None]:
    """Another process that writes facts into the product's database."""
    app = create_app(base_settings(copy.instance, copy.database_url))

    def tell(number: int) -> None:
        with app.app_context():
            with unit_of_work():
                live.tell("booking.places", now=clock.now(), campaign_id=1, key=FIRST + number)
            db.session.remove()

    return tell


async def until(condition: Callable[[], bool], seconds: float = 40) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.1)


def test_200_readers_miss_nothing_while_the_server_is_killed(server: Callable[..., Product]) -> None:
    first = server(fresh=True)
    port = urlsplit(first.url).port
    tell = teller(first)
    copies = [first]

    async def scene() -> list[Reader]:
        readers = [Reader(f"{first.url}/live?ch=booking.places:1") for _ in range(READERS)]
        tasks = [asyncio.create_task(reader.run()) for reader in readers]
        await until(lambda: all(reader.ready.is_set() for reader in readers))
        for number in range(1, 11):
            await asyncio.to_thread(tell, number)
        await until(lambda: all(len(reader.seen) >= 10 for reader in readers))
        await asyncio.to_thread(tell, 11)  # perhaps on its way when the server dies
        os.killpg(first.process.pid, signal.SIGKILL)
        for number in range(12, 21):  # nobody serves now
            await asyncio.to_thread(tell, number)
        settings = {"CLOCK": first.environment["CLOCK"], "PORT": str(port)}
        copies.append(
            await asyncio.to_thread(running.start, first.instance, first.database_url, settings, demo=True)
        )
        for number in range(21, 31):
            await asyncio.to_thread(tell, number)
        await until(lambda: all(len(reader.seen) >= 30 for reader in readers))
        for task in tasks:
            task.cancel()
        return readers

    try:
        # In a thread of its own: the browser's tests leave an event loop running in this one.
        with ThreadPoolExecutor(1) as thread:
            readers = thread.submit(asyncio.run, scene()).result()
    finally:
        for copy in copies:
            copy.stop()
    for reader in readers:
        assert reader.seen == list(range(1, 31)), "each once, in order"
        assert reader.resets == 1, "only the very first connection begins anew"
        assert reader.breaks >= 1


@pytest.mark.journey
def test_two_tabs_follow_places_with_one_stream(
    server: Callable[..., Product], page_at: Callable[..., Page]
) -> None:
    copy = server(SMS_GATEWAY="demo")
    first = page_at(360, 740)
    streams: list[str] = []

    def note(request: Any) -> None:
        if "/live?" in request.url:
            streams.append(request.url)

    first.context.on("request", note)
    first.goto(f"{copy.url}/zh/")
    first.goto(f"{first.url}open-day/{BOOKED}/")
    second = first.context.new_page()
    second.goto(first.url)
    before = second.locator("#choices .r").first.inner_text()
    choice = second.locator("#choices input[type=radio]:not([disabled])").last
    choice.check()
    second.wait_for_timeout(1500)
    take_a_place(copy)
    for page in (first, second):
        page.wait_for_function(
            "before => document.querySelector('#choices .r').innerText !== before", arg=before, timeout=15_000
        )
    assert second.locator("#choices input[type=radio]:not([disabled])").last.is_checked(), "the choice stays"
    assert len(streams) <= 2, "one stream, opened anew at most once when the second tab came"
    # the tab that holds the stream goes; the other takes over
    first.close()
    second.wait_for_timeout(1500)
    before = second.locator("#choices .r").first.inner_text()
    take_a_place(copy)
    second.wait_for_function(
        "before => document.querySelector('#choices .r').innerText !== before", arg=before, timeout=15_000
    )


def test_an_older_answer_is_not_shown_after_a_newer_one(
    server: Callable[..., Product], page_at: Callable[..., Page]
) -> None:
    copy = server(SMS_GATEWAY="demo")
    page = page_at(1440, 900)
    page.goto(f"{copy.url}/zh/")
    page.goto(f"{page.url}open-day/{BOOKED}/")
    source = page.locator("#places").get_attribute("data-live-src") or ""
    places = page.locator("#places tbody td.num").first
    page.evaluate(browsing.HOLD_ANSWERS)
    page.wait_for_timeout(1500)  # the page's own first look is over

    def left() -> int:
        found = re.search(r"余 (\d+)", places.inner_text())
        assert found is not None, places.inner_text()
        return int(found[1])

    before, older = left(), page.request.get(copy.url + source).text()
    # What is told while an answer is on its way is asked for once more.
    page.evaluate("of => { window.hold = {of, milliseconds: 1500}; }", source)
    take_a_place(copy)
    page.wait_for_function("() => window.held")
    take_a_place(copy)
    expect(places).to_contain_text(f"余 {before - 2} ")
    # An answer from before, however it comes, leaves the page as it is.
    page.route(f"**{source}", lambda route: route.fulfill(body=older, content_type="text/html"))
    with page.expect_response(lambda answer: answer.url.endswith(source)):
        take_a_place(copy)
    page.wait_for_timeout(500)
    assert left() == before - 2


def take_a_place(copy: Product) -> None:
    """Somebody elsewhere books in the first session; what counts here is the fact and its event."""
    from core.booking.models import BookingEvent, BookingQuota, BookingSession

    app = create_app(base_settings(copy.instance, copy.database_url))
    with app.app_context():
        with unit_of_work() as session:
            event = session.query(BookingEvent).filter_by(owner_kind="open_day", owner_id=BOOKED).one()
            place = session.query(BookingSession).filter_by(event_id=event.id, ordinal=1).one()
            place.taken += 1
            session.query(BookingQuota).filter_by(session_id=place.id, name="其他群众").one().taken += 1
            live.tell("booking.places", now=clock.now(), campaign_id=event.campaign_id, key=event.id)
        db.session.remove()
