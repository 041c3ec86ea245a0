"""One process' streams: what a reader gets over the line, and when a stream ends."""

from __future__ import annotations

import asyncio
import itertools
import re
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from flask import Flask

from core import streams
from core.base import clock, live
from core.base.db import db, unit_of_work
from core.streams import Hub
from tests.support.chain import plant


class Line:
    """One connection, as a server holds it."""

    def __init__(self, hub: Hub, query: str, **fields: str) -> None:
        self.hub, self.status, self.text = hub, 0, ""
        self.parts = 0
        self.ended = self.stuck = False
        self.gone = asyncio.Event()
        headers = [
            (b"host", b"localhost"),
            *((k.replace("_", "-").encode(), v.encode()) for k, v in fields.items()),
        ]
        self.scope = {
            "method": "GET",
            "query_string": query.encode(),
            "headers": headers,
            "client": ("10.0.0.1", 1),
        }
        self.task = asyncio.create_task(hub.serve(self.scope, self._receive, self._send))

    async def _receive(self) -> dict[str, Any]:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: dict[str, Any]) -> None:
        while self.stuck:
            await asyncio.sleep(0.01)
        if message["type"] == "http.response.start":
            self.status = message["status"]
            return
        self.text += message["body"].decode()
        self.parts += 1
        self.ended = not message.get("more_body")

    @property
    def places(self) -> list[int]:
        return [int(n) for n in re.findall(r'"n":(\d+)', self.text)]


async def until(condition: Callable[[], bool], seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)


def reached(line: Line, many: int) -> Callable[[], bool]:
    return lambda: len(line.places) >= many


@pytest.fixture
def campaign(app: Flask) -> int:
    app.extensions["yangguang"].live_streams["web.open"] = live.LiveStream(
        "web.open", "test", ("n",), words=("text",), counted=True
    )
    return plant(app).campaign_id


def scene(app: Flask, play: Callable[[Hub, Callable[..., None]], Any]) -> None:
    """Run a play on a loop of its own; what it tells comes from a thread, as from a request."""

    def tell(campaign_id: int, *numbers: int) -> None:
        with app.app_context():
            for n in numbers:
                with unit_of_work():
                    live.tell(
                        "web.open", now=clock.now(), campaign_id=campaign_id, key=5, n=n, text=f"第{n}句<b>"
                    )
            db.session.remove()

    async def run() -> None:
        hub = Hub(app)
        try:
            async with asyncio.timeout(30):
                await play(hub, tell)
        finally:
            for stream in list(hub.streams):
                stream.gone = True
                stream.rouse()
            if hub.work is not None:
                with suppress(TimeoutError):
                    await asyncio.wait_for(asyncio.shield(hub.work), 3)
            hub.threads.shutdown()

    asyncio.run(run())


def test_everybody_gets_each_event_once_and_in_order(app: Flask, campaign: int) -> None:
    async def play(hub: Hub, tell: Any) -> None:
        lines = [Line(hub, f"ch=web.open:{campaign}:5") for _ in range(30)]
        both = Line(hub, f"ch=web.open:{campaign}&ch=web.open:{campaign}:5")
        other = Line(hub, f"ch=web.open:{campaign}:6")
        await until(lambda: all("event: reset" in one.text for one in (*lines, both, other)))
        await asyncio.to_thread(tell, campaign, *range(1, 21))
        await until(lambda: all(len(one.places) >= 20 for one in (*lines, both)))
        assert all(one.places == list(range(1, 21)) for one in (*lines, both))
        assert "第20句<b>" in both.text, "in its own signs, as plain text"
        assert other.places == []
        back = re.findall(r"id: (\d+)\n", lines[0].text)[-6]
        late = Line(hub, f"ch=web.open:{campaign}:5", last_event_id=back)
        await until(lambda: len(late.places) >= 5)
        assert late.places == [16, 17, 18, 19, 20]
        lines[0].gone.set()
        await until(lambda: lines[0].task.done())
        assert len(hub.streams) == 32

    scene(app, play)


def test_readers_who_come_back_at_once_miss_nothing_that_is_told_meanwhile(
    app: Flask, campaign: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a restart, while another process tells: the hub begins with the first and moves on before all have come."""
    monkeypatch.setattr(live, "wake", lambda: None)
    asked, stands = itertools.count(), Hub._where_it_stands

    def slow_for_the_others(hub: Hub) -> int:
        time.sleep(0.1 * next(asked))
        return stands(hub)

    monkeypatch.setattr(Hub, "_where_it_stands", slow_for_the_others)

    async def play(hub: Hub, tell: Any) -> None:
        lines = [Line(hub, f"ch=web.open:{campaign}:5", last_event_id="0") for _ in range(4)]
        for n in range(1, 61):
            await asyncio.to_thread(tell, campaign, n)
            await asyncio.sleep(0.01)
        with suppress(TimeoutError):
            await until(lambda: all(len(one.places) >= 60 for one in lines), 3)
        assert [one.places for one in lines] == [list(range(1, 61))] * 4

    scene(app, play)


def test_a_reader_who_comes_while_the_last_one_goes_is_served(
    app: Flask, campaign: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "LOOK_EVERY", 0.05)
    counting, flush = threading.Event(), Hub._flush

    def slow_flush(hub: Hub, at_once: bool = False) -> None:
        if at_once:
            counting.set()
            time.sleep(0.5)  # a database that has other work
        flush(hub, at_once)

    monkeypatch.setattr(Hub, "_flush", slow_flush)

    async def play(hub: Hub, tell: Any) -> None:
        first = Line(hub, f"ch=web.open:{campaign}:5")
        await until(lambda: "reset" in first.text)
        first.gone.set()
        await until(counting.is_set)
        second = Line(hub, f"ch=web.open:{campaign}:5")
        await until(lambda: "reset" in second.text)
        await asyncio.sleep(0.6)
        await asyncio.to_thread(tell, campaign, 1)
        await until(reached(second, 1), 5)

    scene(app, play)


def test_a_slow_reader_is_closed_and_the_others_go_on(
    app: Flask, campaign: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "BUFFER", 10)

    async def play(hub: Hub, tell: Any) -> None:
        slow, quick = (Line(hub, f"ch=web.open:{campaign}:5") for _ in range(2))
        await until(lambda: "reset" in slow.text and "reset" in quick.text)
        slow.stuck = True
        for first in range(1, 31, 3):
            await asyncio.to_thread(tell, campaign, first, first + 1, first + 2)
            await until(reached(quick, first + 2))
        slow.stuck = False
        await until(lambda: slow.task.done())
        assert slow.ended
        assert len(slow.places) < 30
        back = re.findall(r"id: (\d+)\n", slow.text)[-1]
        again = Line(hub, f"ch=web.open:{campaign}:5", last_event_id=back)
        await until(lambda: len(slow.places) + len(again.places) >= 30)
        assert slow.places + again.places == list(range(1, 31)), "what it had not got waits for it"

    scene(app, play)


def test_a_silent_stream_shows_that_it_lives(
    app: Flask, campaign: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "HEARTBEAT", 0.5)

    async def play(hub: Hub, _tell: Any) -> None:
        line = Line(hub, f"ch=web.open:{campaign}:5")
        await until(lambda: line.text.count(": still here") >= 2)

    scene(app, play)


def test_a_stream_ends_when_its_right_does(
    app: Flask, campaign: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "CHECK_EVERY", 0.5)
    monkeypatch.setattr(streams, "SAME_FOR_ALL", 0.1)
    house = app.extensions["yangguang"]

    async def play(hub: Hub, _tell: Any) -> None:
        line = Line(hub, f"ch=web.open:{campaign}:5")
        await until(lambda: "reset" in line.text)
        del house.live_streams["web.open"]
        await until(lambda: line.task.done())
        assert line.ended

    scene(app, play)


def test_another_process_words_come_by_its_stamp(
    app: Flask, campaign: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No wake-up, and the next look far away: the stamp that the other process raised is seen."""
    monkeypatch.setattr(streams, "LOOK_EVERY", 60.0)
    monkeypatch.setattr(live, "wake", lambda: None)

    async def play(hub: Hub, tell: Any) -> None:
        line = Line(hub, f"ch=web.open:{campaign}:5")
        await until(lambda: "reset" in line.text)
        await asyncio.to_thread(tell, campaign, 1)
        await until(lambda: line.places == [1], 3)

    scene(app, play)


def test_a_new_reader_is_counted_when_it_says_so(app: Flask, campaign: int) -> None:
    from core.base.audience import audience_of

    async def play(hub: Hub, _tell: Any) -> None:
        name = f"web.open:{campaign}:5"
        line = Line(hub, f"ch={name}&new={name}&new=web.open:{campaign}:6")
        await until(lambda: "reset" in line.text)
        await hub.in_thread(hub._flush, True)

    scene(app, play)
    with app.app_context():
        assert audience_of("web.open", campaign, 5, clock.now()).opened == 1
        assert audience_of("web.open", campaign, 6, clock.now()).opened == 0


def test_a_strange_question_is_none(app: Flask, campaign: int) -> None:
    async def play(hub: Hub, _tell: Any) -> None:
        for query in ("", "ch=" + "&x=1" * 500, "ch=nobody.knows:1", f"ch=web.open:{campaign + 9}:5"):
            line = Line(hub, query)
            await until(line.task.done)
            assert line.status == 404

    scene(app, play)
