"""200 open boards: how long until each shows an event of the telephone system.

    python -m tests.bench.board [--boards 200] [--events 20]

Each board is a session's browser as the page's script behaves: a stream, and after an event the part that changes, asked for
within an instant. The time runs from before the event is posted until the board has the new figure.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import sys
import tempfile
import time
import urllib.request
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from plugins.hotline.rules.telephone import signature
from tests.bench import parts, stage

SECRET = "the bench's telephone system"
#: given to the product under test
SETTINGS = {"HOTLINE_TELEPHONE_SECRET": SECRET}
BOARDS, EVENTS = 200, 20
#: seconds between two events, and until a board is given up
PAUSE, PATIENCE = 0.5, 20.0
#: boards of one session: a browser's tabs share a stream, the server allows eight
PER_SESSION = 8
#: seconds over which the page's script spreads its asking (static/board.js)
SPREAD = 0.15
_CALLS = re.compile(rb'rows\?what=calls">(\d+)<')


@dataclass
class Board:
    """One open page. `seen`: number of calls shown → when."""

    url: str
    path: str
    channel: str
    cookie: str
    calls: int = -1
    seen: dict[int, float] = field(default_factory=dict)
    tag: str = ""
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    due: asyncio.Event = field(default_factory=asyncio.Event)

    async def live(self) -> None:
        parts_of = urlsplit(self.url)
        async with asyncio.TaskGroup() as group:
            group.create_task(self._listen(parts_of.hostname or "", parts_of.port or 80))
            group.create_task(self._refresh(parts_of.hostname or "", parts_of.port or 80))

    async def _listen(self, host: str, port: int) -> None:
        source, sink = await asyncio.open_connection(host, port)
        sink.write(
            f"GET /live?ch={self.channel} HTTP/1.1\r\nHost: {host}\r\nCookie: {self.cookie}\r\n\r\n".encode()
        )
        assert b" 200 " in await source.readline()
        while line := await source.readline():
            if line.startswith(b"data:"):
                self.due.set()

    async def _refresh(self, host: str, port: int) -> None:
        source, sink = await asyncio.open_connection(host, port)
        while True:
            await self.due.wait()
            await asyncio.sleep(random.random() * SPREAD)
            self.due.clear()
            sink.write(
                f"GET {self.path} HTTP/1.1\r\nHost: {host}\r\nCookie: {self.cookie}\r\n"
                f"If-None-Match: {self.tag or 'none'}\r\n\r\n".encode()
            )
            head = await source.readuntil(b"\r\n\r\n")
            assert head.startswith((b"HTTP/1.1 200", b"HTTP/1.1 304")), head[:80]
            length = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
            body = await source.readexactly(int(length[1])) if length and b" 200 " in head[:14] else b""
            found = re.search(rb"(?i)\r\netag: ([^\r]+)", head)
            self.tag = found[1].decode() if found else self.tag
            calls = _CALLS.search(body)
            if calls is not None:
                self.calls = int(calls[1])
                self.seen.setdefault(self.calls, time.perf_counter())
            self.ready.set()


def sign_in(url: str) -> str:
    jar = CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    page = browser.open(f"{url}/zh/staff/sign-in").read().decode()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert token is not None
    form = {"csrf_token": token[1], "login_name": "supervisor", "password": "yunchuan-demo"}
    browser.open(f"{url}/zh/staff/sign-in", urlencode(form).encode()).read()
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)


def tell(url: str, number: int) -> None:
    now = int(time.time())
    told = {
        "event_id": f"bench-{now}-{number}",
        "call_id": f"bench-{now}-{number}",
        "event": "ringing",
        "at": now,
    }
    body = json.dumps(told).encode()
    headers = {"X-Yangguang-Time": str(now), "X-Yangguang-Signature": signature(SECRET, str(now), body)}
    urllib.request.urlopen(urllib.request.Request(f"{url}/api/hotline/telephone", body, headers)).read()


def event_p99(url: str, slug: str, boards: int = BOARDS, events: int = EVENTS) -> float:
    """Seconds within which 99 of 100 boards showed an event. Raises RuntimeError when one never did."""
    return asyncio.run(_measure(url, slug, boards, events))


async def _measure(url: str, slug: str, boards: int, events: int) -> float:
    cookies = [await asyncio.to_thread(sign_in, url) for _ in range(-(-boards // PER_SESSION))]
    open_boards = [
        Board(url, f"/zh/staff/c/{slug}/hotline/board/now", "hotline.board:1", cookies[n // PER_SESSION])
        for n in range(boards)
    ]
    tasks = [asyncio.create_task(board.live()) for board in open_boards]
    took: list[float] = []
    try:
        async with asyncio.timeout(60):
            for board in open_boards:
                await board.ready.wait()
        start = open_boards[0].calls
        for number in range(1, events + 1):
            began = time.perf_counter()
            await asyncio.to_thread(tell, url, number)
            with suppress(TimeoutError):
                async with asyncio.timeout(PATIENCE):
                    while any(board.calls < start + number for board in open_boards):
                        await asyncio.sleep(0.01)
            late = sum(board.calls < start + number for board in open_boards)
            for task in tasks:
                if task.done():
                    task.result()  # why it ended
            if late:
                raise RuntimeError(f"{late} of {boards} boards never showed an event")
            took += [min(at for n, at in b.seen.items() if n >= start + number) - began for b in open_boards]
            await asyncio.sleep(PAUSE)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return sorted(took)[int(len(took) * 0.99)]


def main() -> int:
    given = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    given.add_argument("--boards", type=int, default=BOARDS)
    given.add_argument("--events", type=int, default=EVENTS)
    chosen = given.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="yangguang-bench-")))
        server = stack.enter_context(parts.postgresql())
        parts.tell(f"{server}/postgres", "CREATE DATABASE stage")
        app = stage.build(folder, f"{server}/stage")
        slug = stage.slug(app)
        stage.close(app)
        product = stack.enter_context(parts.product(folder, f"{server}/stage", **stage.SETTINGS, **SETTINGS))
        found = event_p99(product.url, slug, chosen.boards, chosen.events)
        print(f"board_event_p99_s {found:.2f} with {chosen.boards} boards")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
