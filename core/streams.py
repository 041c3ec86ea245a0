"""The stream endpoint `/live`: server-sent events beside Flask, on the server's own event loop, never in its threads.

One reader of the database per process (the hub) serves all streams of that process. A stream that can't keep up is
closed; its browser comes back with the last position it has seen, and the rows are still there.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs

import structlog
from flask import Flask
from werkzeug.test import EnvironBuilder

from core.base import clock as time_of_day
from core.base import live
from core.base.audience import counting, fresh_channels, is_counted
from core.base.errors import DomainError
from core.base.stamps import slot_of
from core.web.live import wanted_channels

log = structlog.get_logger(__name__)

PATH = "/live"
LOOK_EVERY = 0.5  # seconds between looks when nobody wakes the hub
GLANCE_EVERY = 0.05  # seconds between glances at the stamp that any process of this machine raises
SAME_FOR_ALL = 1.0  # seconds for which public channels aren't asked about again
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
    """One open connection: what it wants, what waits to be sent. Its own coroutine sends; the hub rouses it."""

    __slots__ = ("beat_at", "channels", "check_at", "gone", "offered", "overrun", "waiting", "woken")

    def __init__(self, channels: tuple[live.Channel, ...]) -> None:
        self.channels = channels
        self.waiting: deque[tuple[int, bytes]] = deque()
        self.offered = 0
        self.overrun = self.gone = False
        self.woken: asyncio.Future[None] | None = None
        self.beat_at = self.check_at = 0.0

    def offer(self, position: int, line: bytes) -> None:
        """One event, as it goes over the line; the same bytes for everybody."""
        if self.overrun or position <= self.offered:
            return
        self.offered = position
        if len(self.waiting) >= BUFFER:
            self.overrun = True
        else:
            self.waiting.append((position, line))
        self.rouse()

    def rouse(self) -> None:
        if self.woken is not None and not self.woken.done():
            self.woken.set_result(None)

    async def rest(self) -> None:
        """Until there is something to do."""
        self.woken = asyncio.get_running_loop().create_future()
        try:
            await self.woken
        finally:
            self.woken = None

    @property
    def is_over(self) -> bool:
        return self.gone or self.overrun


class Hub:
    """All streams of this process."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.streams: set[Stream] = set()
        self.followers: dict[live.Channel, set[Stream]] = {}
        self.per_visitor: Counter[str] = Counter()
        self.position = 0
        self.threads = ThreadPoolExecutor(4, thread_name_prefix="live")
        self.begun: asyncio.Future[None] | None = None
        self.work: asyncio.Task[None] | None = None
        self.house = app.extensions["yangguang"]
        self.public: dict[frozenset[str], tuple[float, asyncio.Future[Any]]] = {}
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

    async def may_read(self, scope: Scope) -> tuple[live.Channel, ...] | None:
        """What `check` says. Of public streams it says the same to everybody: thousands of readers ask once a second."""
        names = frozenset(_query(scope).get("ch", []))
        streams = [self.house.live_streams.get(name.partition(":")[0]) for name in names]
        if not all(stream is not None and stream.is_public for stream in streams):
            found: tuple[live.Channel, ...] | None = await self.in_thread(self.check, scope)
            return found
        now = asyncio.get_running_loop().time()
        kept = self.public.get(names)
        if kept is None or now >= kept[0]:
            if len(self.public) >= MOST_STREAMS:
                self.public.clear()
            answer = asyncio.ensure_future(self.in_thread(self.check, scope))
            kept = self.public[names] = (now + SAME_FOR_ALL, answer)
        shared: tuple[live.Channel, ...] | None = await asyncio.shield(kept[1])
        return shared

    # ── the loop ────────────────────────────────────────────────────────────────────────────────────────────────────
    async def join(self, stream: Stream, channels: tuple[live.Channel, ...]) -> None:
        self.streams.add(stream)
        self._follow(stream, channels)
        if self.begun is None:
            self.begun = asyncio.ensure_future(self._begin())
        await asyncio.shield(self.begun)

    async def _begin(self) -> None:
        """Where the looks begin is asked once for all who come together: asked again, it would skip what is told meanwhile."""
        loop = asyncio.get_running_loop()
        self.house.live_wakers[:] = [lambda: loop.call_soon_threadsafe(self.woken.set)]
        try:
            self.position = await self.in_thread(self._where_it_stands)
        except BaseException:  # the database is away: whoever comes next asks again
            self.begun = None
            raise
        self.work = asyncio.create_task(self._run(self.house.settings.redis_url))

    def leave(self, stream: Stream) -> None:
        self.streams.discard(stream)
        self._follow(stream, ())

    def _follow(self, stream: Stream, channels: tuple[live.Channel, ...]) -> None:
        """Put a stream among the followers of these channels, and of no others."""
        for channel in set(stream.channels) - set(channels):
            followers = self.followers.get(channel, set())
            followers.discard(stream)
            if not followers:
                self.followers.pop(channel, None)
        stream.channels = channels
        for channel in channels:
            self.followers.setdefault(channel, set()).add(stream)

    async def _run(self, redis_url: str) -> None:
        helpers = [asyncio.create_task(self._tick())]
        if redis_url:
            helpers.append(asyncio.create_task(self._listen(redis_url)))
        if self.house.stamps.quick:
            helpers.append(asyncio.create_task(self._watch()))
        try:
            while self.streams:
                try:
                    await self._look()
                except Exception as problem:  # the database is away: the next look tries again
                    log.error("live.look_failed", fault=type(problem).__name__)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self.woken.wait(), LOOK_EVERY)
                self.woken.clear()
            self.begun = None  # before anything is waited for: whoever comes now begins anew
            with suppress(Exception):  # nobody reads now
                await self.in_thread(self._flush, True)
        finally:
            for helper in helpers:
                helper.cancel()

    async def _look(self) -> None:
        stands, told = await self.in_thread(self._news, self.position)
        if told is None:  # further back than anything kept: everybody asks anew
            self.position = stands
            for stream in self.streams:
                stream.overrun = True
                stream.rouse()
            return
        for event in told:
            self.position = event.position
            line = b""
            for key in {None, event.key}:
                for stream in self.followers.get(live.Channel(event.stream, event.campaign_id, key), ()):
                    line = line or _event(event).encode()
                    stream.offer(event.position, line)

    async def _watch(self) -> None:
        """Events written by the other processes of this machine, by their table's stamp: no database is asked for that."""
        stamps, slots = self.house.stamps, (slot_of(live.StreamEvent.__tablename__),)
        seen = stamps.values(slots)
        while True:
            await asyncio.sleep(GLANCE_EVERY)
            now = stamps.values(slots)
            if now != seen:
                seen = now
                self.woken.set()

    async def _tick(self) -> None:
        """Once a second: who has heard nothing for long, who is to be asked again; the count of readers."""
        clock = asyncio.get_running_loop().time
        while True:
            await asyncio.sleep(1)
            now = clock()
            for stream in self.streams:
                if now >= min(stream.beat_at, stream.check_at):
                    stream.rouse()
            try:
                await self.in_thread(self._flush)
            except Exception as problem:
                log.warning("live.count_failed", fault=type(problem).__name__)

    def _flush(self, at_once: bool = False) -> None:
        with self.app.app_context():
            counting(self.house).flush(time_of_day.now(), at_once=at_once)

    async def _listen(self, redis_url: str) -> None:
        """Other processes' wake-ups. Without Redis the look every half second goes on alone."""
        import redis.asyncio  # only where one is set

        while True:
            try:
                redis_line = redis.asyncio.Redis.from_url(redis_url, socket_connect_timeout=2)
                async with redis_line as line, line.pubsub() as heard:
                    await heard.subscribe(live.REDIS_CHANNEL)
                    async for _ in heard.listen():
                        self.woken.set()
            except (redis.RedisError, OSError) as problem:
                log.warning("live.redis_away", fault=type(problem).__name__)
            await asyncio.sleep(2)

    # ── one connection ──────────────────────────────────────────────────────────────────────────────────────────────
    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request for `/live?ch=…`."""
        channels = await self.may_read(scope) if scope["method"] == "GET" else None
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
        stream = Stream(())
        try:
            await self._serve(scope, stream, channels, receive, send)
        finally:
            self.leave(stream)
            self.per_visitor.subtract(visitors)
            self.per_visitor += Counter()  # drops those at nought

    async def _serve(
        self, scope: Scope, stream: Stream, channels: tuple[live.Channel, ...], receive: Receive, send: Send
    ) -> None:
        await self.join(stream, channels)
        await send({"type": "http.response.start", "status": 200, "headers": STREAM_HEADERS})
        after = _last_seen(scope)
        seen = self.position if after is None else after
        if after is not None:
            told = await self.in_thread(self.replay, after, stream.channels)
            if told is None:
                after, seen = None, self.position
            for event in told or ():
                await send(_body(_event(event).encode()))
                seen = event.position
        if after is None:
            # A new reader, or one that was away too long: take this as the beginning and ask for the page's parts.
            begin = f'retry: 2000\nid: {seen}\nevent: reset\ndata: {{"last": {seen}}}\n\n'
            await send(_body(begin.encode()))
        counted = tuple(channel for channel in stream.channels if is_counted(self.house, channel))
        count = counting(self.house)
        count.come(counted, fresh_channels(_query(scope).get("new", [])))
        gone = asyncio.create_task(_disconnected(receive, stream))
        try:
            await self._pump(scope, stream, send, seen)
        finally:
            gone.cancel()
            count.go(counted)
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _pump(self, scope: Scope, stream: Stream, send: Send, seen: int) -> None:
        """Send what waits, all of it at once; a sign of life when nothing did for long."""
        clock = asyncio.get_running_loop().time
        stream.beat_at, stream.check_at = clock() + HEARTBEAT, clock() + CHECK_EVERY
        while not stream.is_over:
            if not stream.waiting and clock() < min(stream.beat_at, stream.check_at):
                await stream.rest()
                continue
            if clock() >= stream.check_at:
                allowed = await self.may_read(scope)
                if allowed is None:
                    return
                self._follow(stream, allowed)
                stream.check_at = clock() + CHECK_EVERY
            lines = [line for position, line in stream.waiting if position > seen]
            if stream.waiting:
                seen = max(seen, stream.waiting[-1][0])
                stream.waiting.clear()
            if not lines and clock() >= stream.beat_at:
                lines = [b": still here\n\n"]
            if lines:
                stream.beat_at = clock() + HEARTBEAT
                await send(_body(b"".join(lines)))


STREAM_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),  # nginx would hold the events back
    (b"x-content-type-options", b"nosniff"),
]


def _event(told: live.Told) -> str:
    data = json.dumps(told.shown(), ensure_ascii=False, separators=(",", ":"))
    return f"id: {told.position}\ndata: {data}\n\n"


def _body(line: bytes) -> dict[str, Any]:
    return {"type": "http.response.body", "body": line, "more_body": True}


async def _disconnected(receive: Receive, stream: Stream) -> None:
    try:
        while (await receive())["type"] != "http.disconnect":
            pass
    finally:
        stream.gone = True
        stream.rouse()


async def _refuse(send: Send, status: int) -> None:
    headers = [(b"cache-control", b"no-store"), (b"content-length", b"0")]
    if status == 503:
        headers.append((b"retry-after", b"30"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


def _header(scope: Scope, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name), "")


def _query(scope: Scope) -> dict[str, list[str]]:
    try:
        return parse_qs(scope["query_string"].decode("latin-1"), max_num_fields=200)
    except ValueError:
        return {}


def _last_seen(scope: Scope) -> int | None:
    """The position this reader has seen: the browser's own header, or `after` where a page opens the stream anew."""
    text = _header(scope, b"last-event-id") or _query(scope).get("after", [""])[-1]
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
