"""The app for the ASGI server that `yangguang run` starts (docs/decisions/0003, 0015): public pages from memory and the
stream endpoint on the server's own loop, everything else by Flask in a pool of threads."""

from __future__ import annotations

from typing import Any

from core import create_app
from core.streams import PATH, Hub
from core.web.bridge import Bridge
from core.web.page_cache import Redrawing

#: One request each; a booking waits on the database, not on the processor.
THREADS = 16

_app = create_app()
_flask = Bridge(_app, THREADS)
_hub = Hub(_app)
_pages = Redrawing(_app)


async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Answer from memory, or hand a request to the hub or to Flask's threads."""
    if scope["type"] != "http":
        return
    if scope["path"] == PATH:
        await _hub.serve(scope, receive, send)
        return
    kept = await _pages.answer(scope, lambda: _flask(scope, receive, send))
    if kept is None:
        return
    status, fields, body = kept
    await send({"type": "http.response.start", "status": status, "headers": fields})
    await send({"type": "http.response.body", "body": body})
