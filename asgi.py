"""The app for the ASGI server that `yangguang run` starts (docs/decisions/0003): Flask in a pool of threads, and
beside it the stream endpoint on the server's own loop."""

from __future__ import annotations

from typing import Any

from a2wsgi import WSGIMiddleware

from core import create_app
from core.streams import PATH, Hub

#: One request each; a booking waits on the database, not on the processor.
THREADS = 16

_app = create_app()
_flask = WSGIMiddleware(_app, workers=THREADS)  # type: ignore[arg-type]
_hub = Hub(_app)


async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Hand a request to the hub or to Flask's threads."""
    if scope["type"] == "http" and scope["path"] == PATH:
        await _hub.serve(scope, receive, send)
        return

    # granian gives awaitables that are no coroutines; a2wsgi passes them to another thread's loop, which takes
    # coroutines only.
    async def message() -> Any:
        return await receive()

    async def answer(part: Any) -> None:
        await send(part)

    await _flask(scope, message, answer)  # type: ignore[arg-type]
