"""The product as an ASGI app: public pages from memory and the stream endpoint on the server's own loop, everything else
by Flask in a pool of threads (docs/decisions/0003, 0015)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from flask import Flask

from core.streams import PATH, Hub
from core.web.bridge import Bridge
from core.web.page_cache import Redrawing
from core.web.together import Rush

#: One request each; a booking waits on the database, not on the processor.
THREADS = 16

AsgiApp = Callable[[dict[str, Any], Any, Any], Awaitable[None]]


def asgi(app: Flask) -> AsgiApp:
    """What a server calls for each request. Threads start with the first one, so a process may be forked before."""
    flask = Rush(app, Bridge(app, THREADS))
    hub = Hub(app)
    pages = Redrawing(app)

    async def answer(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        if scope["path"] == PATH:
            await hub.serve(scope, receive, send)
            return
        kept = await pages.answer(scope, lambda: flask(scope, receive, send))
        if kept is None:
            return
        status, fields, body = kept
        await send({"type": "http.response.start", "status": status, "headers": fields})
        await send({"type": "http.response.body", "body": body})

    return answer
