"""From the server's event loop to Flask in a pool of threads, the short way.

a2wsgi carries every part of every answer through a queue to the loop: twice the work of the page itself for a small
one. Here a request's body is read first, Flask runs in a thread, and the answer goes out in one piece. What is large
takes the long way: uploads go through a2wsgi, an answer past `AT_ONCE` is sent part by part.
"""

from __future__ import annotations

import asyncio
import io
import queue
import sys
import threading
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

import structlog
from a2wsgi import WSGIMiddleware

log = structlog.get_logger(__name__)
#: a request's body up to this is read into memory (bytes)
SMALL_BODY = 256 * 1024
#: an answer up to this is sent in one piece (bytes)
AT_ONCE = 1024 * 1024

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Answer = tuple[int, list[tuple[bytes, bytes]], bytes]


class Bridge:
    """Flask behind an ASGI server. One instance per process; `threads` requests are at work at once."""

    def __init__(self, app: Callable[..., Iterable[bytes]], threads: int) -> None:
        self.app = app
        self.long_way = WSGIMiddleware(app, workers=threads)
        self.waiting: queue.SimpleQueue[tuple[Any, ...]] = queue.SimpleQueue()
        self.ready: deque[tuple[asyncio.Future[Any], Any]] = deque()
        self.called = False
        self.threads = threads
        self.started = False

    def _start(self) -> None:
        # With the first request: a thread doesn't come along when the process is forked.
        self.started = True
        for number in range(self.threads):
            threading.Thread(target=self._work, name=f"flask-{number}", daemon=True).start()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self.started:
            self._start()
        headers = scope["headers"]
        body = b""
        if scope["method"] not in ("GET", "HEAD"):
            if _is_large(headers):
                await self._go_the_long_way(scope, receive, send)
                return
            body = await _body(receive)
        loop = asyncio.get_running_loop()
        done: asyncio.Future[Answer | None] = loop.create_future()
        self.waiting.put((_environ(scope, body), loop, done, send))
        answer = await done
        if answer is not None:
            status, fields, content = answer
            await send({"type": "http.response.start", "status": status, "headers": fields})
            await send({"type": "http.response.body", "body": content})

    async def _go_the_long_way(self, scope: Scope, receive: Receive, send: Send) -> None:
        # granian gives awaitables that are no coroutines; a2wsgi passes them to another thread's loop, which takes
        # coroutines only.
        async def message() -> Any:
            return await receive()

        async def part(given: Any) -> None:
            await send(given)

        await self.long_way(scope, message, part)  # type: ignore[arg-type]

    # ── in the threads ──────────────────────────────────────────────────────────────────────────────────────────────
    def _work(self) -> None:
        while True:
            environ, loop, done, send = self.waiting.get()
            try:
                result: Any = self._answer(environ, loop, send)
            except Exception as problem:
                # Flask answers its own faults; what comes here is a client that went away in mid-answer.
                log.warning("bridge.broken_off", fault=type(problem).__name__)
                result = problem
            self.ready.append((done, result))
            if not self.called:
                # Several answers may be fetched by one call: waking the loop costs as much as a small page.
                self.called = True
                loop.call_soon_threadsafe(self._fetch)

    def _fetch(self) -> None:
        self.called = False
        while self.ready:
            done, result = self.ready.popleft()
            if done.cancelled():
                continue
            if isinstance(result, Exception):
                done.set_exception(result)
            else:
                done.set_result(result)

    def _answer(self, environ: dict[str, Any], loop: asyncio.AbstractEventLoop, send: Send) -> Answer | None:
        started: list[Any] = [500, []]

        def start(status: str, fields: list[tuple[str, str]], _fault: Any = None) -> Callable[[bytes], None]:
            started[0] = int(status[:3])
            started[1] = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in fields]
            return lambda _part: None

        result = self.app(environ, start)
        try:
            parts: list[bytes] = []
            size = 0
            flowing = False
            for part in result:
                parts.append(part)
                size += len(part)
                if size > AT_ONCE:
                    if not flowing:
                        flowing = True
                        _push(
                            loop,
                            send,
                            {"type": "http.response.start", "status": started[0], "headers": started[1]},
                        )
                    _push(
                        loop,
                        send,
                        {"type": "http.response.body", "body": b"".join(parts), "more_body": True},
                    )
                    parts = []
        finally:
            close = getattr(result, "close", None)
            if close is not None:
                close()
        if flowing:
            _push(loop, send, {"type": "http.response.body", "body": b"".join(parts), "more_body": False})
            return None
        return started[0], started[1], b"".join(parts)


def _push(loop: asyncio.AbstractEventLoop, send: Send, message: dict[str, Any]) -> None:
    async def sent() -> None:
        await send(message)

    asyncio.run_coroutine_threadsafe(sent(), loop).result()


def _is_large(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    length = 0
    for name, value in headers:
        name = name.lower()
        if name == b"transfer-encoding":
            return True
        if name == b"content-length":
            length = int(value) if value.isdigit() else SMALL_BODY + 1
    return length > SMALL_BODY


async def _body(receive: Receive) -> bytes:
    message = await receive()
    body: bytes = message.get("body", b"")
    while message.get("more_body"):
        message = await receive()
        body += message.get("body", b"")
    return body


def _environ(scope: Scope, body: bytes) -> dict[str, Any]:
    """The request as WSGI names it (PEP 3333)."""
    server = scope.get("server") or ("localhost", 80)
    client = scope.get("client") or ("", 0)
    environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode().decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "REQUEST_URI": (scope.get("raw_path") or scope["path"].encode()).decode("latin-1"),
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1] or 80),
        "REMOTE_ADDR": client[0],
        "SERVER_PROTOCOL": f"HTTP/{scope.get('http_version', '1.1')}",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for raw, value in scope["headers"]:
        name = raw.decode("latin-1").upper().replace("-", "_")
        if name not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            name = f"HTTP_{name}"
        text = value.decode("latin-1")
        environ[name] = (
            f"{environ[name]}{'; ' if name == 'HTTP_COOKIE' else ','}{text}" if name in environ else text
        )
    return environ
