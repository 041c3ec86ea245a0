"""The stream endpoint `/live`: server-sent events beside Flask, on the server's own event loop, never in its threads.

One reader of the database per process (the hub) serves all streams of that process. A stream that can't keep up is
closed; its browser comes back with the last position it has seen, and the rows are still there.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import structlog
from flask import Flask
from werkzeug.test import EnvironBuilder

from core.base import live
from core.base.errors import DomainError
from core.web.live import wanted_channels

log = structlog.get_logger(__name__)

PATH = "/live"
LOOK_EVERY = 0.5  # seconds between looks when nobody wakes the hub
HEARTBEAT = 15.0  # seconds; a proxy or a phone's network closes a silent connection after 30 to 60
CHECK_EVERY = 30.0  # seconds until a stream's right to be read is asked again: a session may have ended
BUFFER = 200  # events that a slow stream may lag behind before it is closed
MOST_STREAMS = 4000  # of one process
MOST_PER_ADDRESS = 400  # an office or a mobile network shares one address
MOST_PER_VISITOR = 8  # of one signed-in session: some browsers, some left-over connections

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Stream:
    """One open connection: what it wants, and what waits to be sent. None in the queue ends it."""

    def __init__(self, channels: tuple[live.Channel, ...]) -> None:
        self.channels = channels
        self.waiting: asyncio.Queue[live.Told | None] = asyncio.Queue(BUFFER)
        self.overrun = False

    def offer(self, told: live.Told) -> None:
        if not self.overrun and any(channel.carries(told) for channel in self.channels):
            try:
                self.waiting.put_nowait(told)
            except asyncio.QueueFull:
                self.overrun = True


class Hub:
    """All streams of this process."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.streams: set[Stream] = set()
        self.per_visitor: Counter[str] = Counter()
        self.position = 0
        self.threads = ThreadPoolExecutor(4, thread_name_prefix="live")
        self.work: asyncio.Task[None] | None = None
        self.woken = asyncio.Event()

    # ── the database's side ─────────────────────────────────────────────────────────────────────────────────────────
    async def in_thread(self, call: Callable[..., Any], *arguments: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self.threads, call, *arguments)

    def _where_it_stands(self) -> int:
        with self.app.app_context():
            live.arrange(wait=True)
            return live.newest()

    def _news(self, position: int) -> tuple[int, Any]:
        with self.app.app_context():
            live.arrange()
            told = live.since(position)
            return (live.newest() if told is None else position), told

    def replay(self, position: int, channels: tuple[live.Channel, ...]) -> Any:
        with self.app.app_context():
            live.arrange()
            return live.since(position, channels)

    def check(self, scope: Scope) -> tuple[live.Channel, ...] | None:
        """The channels of a request that its sender may read, asked as any page would be; None when not."""
        environ = EnvironBuilder(
            path=PATH,
            query_string=scope["query_string"].decode("latin-1"),
            headers=[(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]],
        ).get_environ()
        with self.app.request_context(environ):
            try:
                return wanted_channels()
            except DomainError:
                return None

    # ── the loop ────────────────────────────────────────────────────────────────────────────────────────────────────
    async def join(self, stream: Stream) -> None:
        self.streams.add(stream)
        if self.work is None or self.work.done():
            loop = asyncio.get_running_loop()
            house = self.app.extensions["yangguang"]
            house.live_wakers[:] = [lambda: loop.call_soon_threadsafe(self.woken.set)]
            self.position = await self.in_thread(self._where_it_stands)
            if self.work is None or self.work.done():
                self.work = asyncio.create_task(self._run(house.settings.redis_url))

    async def _run(self, redis_url: str) -> None:
        listener = asyncio.create_task(self._listen(redis_url)) if redis_url else None
        try:
            while self.streams:
                try:
                    await self._look()
                except (
                    Exception
                ) as problem:  # the database is away: the streams stay, the next look tries again
                    log.error("live.look_failed", fault=type(problem).__name__)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self.woken.wait(), LOOK_EVERY)
                self.woken.clear()
        finally:
            if listener:
                listener.cancel()

    async def _look(self) -> None:
        stands, told = await self.in_thread(self._news, self.position)
        if told is None:  # further back than anything kept: everybody asks anew
            self.position = stands
            for stream in self.streams:
                stream.overrun = True
            return
        for event in told:
            self.position = event.position
            for stream in self.streams:
                stream.offer(event)

    async def _listen(self, redis_url: str) -> None:
        """Other processes' wake-ups. Without Redis the look every half second goes on alone."""
        import redis.asyncio  # only where one is set

        while True:
            try:
                async with (
                    redis.asyncio.Redis.from_url(redis_url, socket_connect_timeout=2) as line,
                    line.pubsub() as heard,
                ):
                    await heard.subscribe(live.REDIS_CHANNEL)
                    async for _ in heard.listen():
                        self.woken.set()
            except (redis.RedisError, OSError) as problem:
                log.warning("live.redis_away", fault=type(problem).__name__)
            await asyncio.sleep(2)

    # ── one connection ──────────────────────────────────────────────────────────────────────────────────────────────
    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request for `/live?ch=…`."""
        channels = await self.in_thread(self.check, scope) if scope["method"] == "GET" else None
        if channels is None:
            await _refuse(send, 404)
            return
        visitors = _visitors(scope)
        limits = {"visitor": MOST_PER_VISITOR, "address": MOST_PER_ADDRESS}
        if len(self.streams) >= MOST_STREAMS or any(
            self.per_visitor[who] >= limits[who.split(":")[0]] for who in visitors
        ):
            await _refuse(send, 503)
            return
        self.per_visitor.update(visitors)
        stream = Stream(channels)
        try:
            await self._serve(scope, stream, receive, send)
        finally:
            self.streams.discard(stream)
            self.per_visitor.subtract(visitors)
            self.per_visitor += Counter()  # drops those at nought

    async def _serve(self, scope: Scope, stream: Stream, receive: Receive, send: Send) -> None:
        await self.join(stream)
        await send({"type": "http.response.start", "status": 200, "headers": STREAM_HEADERS})
        after = _last_seen(scope)
        seen = self.position if after is None else after
        if after is not None:
            told = await self.in_thread(self.replay, after, stream.channels)
            if told is None:
                after, seen = None, self.position
            for event in told or ():
                await send(_body(_event(event)))
                seen = event.position
        if after is None:
            # A new reader, or one that was away too long: take this as the beginning and ask for the page's parts.
            await send(_body(f'retry: 2000\nid: {seen}\nevent: reset\ndata: {{"last": {seen}}}\n\n'))
        gone = asyncio.create_task(_disconnected(receive))
        try:
            await self._pump(scope, stream, send, seen, gone)
        finally:
            gone.cancel()
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _pump(
        self, scope: Scope, stream: Stream, send: Send, seen: int, gone: asyncio.Task[None]
    ) -> None:
        clock = asyncio.get_running_loop().time
        checked = clock()
        while not gone.done() and not stream.overrun:
            waiting = asyncio.create_task(stream.waiting.get())
            await asyncio.wait({waiting, gone}, timeout=HEARTBEAT, return_when=asyncio.FIRST_COMPLETED)
            if clock() - checked >= CHECK_EVERY:
                checked = clock()
                allowed = await self.in_thread(self.check, scope)
                if allowed is None:
                    waiting.cancel()
                    return
                stream.channels = allowed
            if not waiting.done():
                waiting.cancel()
                await send(_body(": still here\n\n"))
                continue
            told = waiting.result()
            if told is not None and told.position > seen:
                await send(_body(_event(told)))
                seen = told.position


STREAM_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),  # nginx would hold the events back
    (b"x-content-type-options", b"nosniff"),
]


def _event(told: live.Told) -> str:
    return f"id: {told.position}\ndata: {json.dumps(told.shown(), separators=(',', ':'))}\n\n"


def _body(text: str) -> dict[str, Any]:
    return {"type": "http.response.body", "body": text.encode(), "more_body": True}


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _refuse(send: Send, status: int) -> None:
    headers = [(b"cache-control", b"no-store"), (b"content-length", b"0")]
    if status == 503:
        headers.append((b"retry-after", b"30"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


def _header(scope: Scope, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name), "")


def _last_seen(scope: Scope) -> int | None:
    """The position this reader has seen: the browser's own header, or `after` where a page opens the stream anew."""
    query = dict(part.partition("=")[::2] for part in scope["query_string"].decode("latin-1").split("&"))
    text = _header(scope, b"last-event-id") or query.get("after", "")
    return int(text) if text.isdecimal() and len(text) < 16 else None


def _visitors(scope: Scope) -> list[str]:
    """Whom this connection counts against: its session, and its address.

    From the machine itself comes a proxy, which names the address it serves; nobody else's word on that is taken.
    """
    address = (scope.get("client") or ("",))[0]
    if address in ("127.0.0.1", "::1", ""):
        address = _header(scope, b"x-forwarded-for").rpartition(",")[2].strip()
    cookies = _header(scope, b"cookie")
    session = next((c for c in cookies.split("; ") if c.startswith("yangguang=")), "")
    return [name for name in (f"address:{address}", f"visitor:{session}") if not name.endswith(":")]
