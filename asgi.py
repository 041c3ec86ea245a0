"""The app for the ASGI server that `yangguang run` starts (docs/decisions/0003): Flask runs in a pool of threads."""

from __future__ import annotations

from typing import Any

from a2wsgi import WSGIMiddleware

from core import create_app

#: One request each; a booking waits on the database, not on the processor.
THREADS = 16

_flask = WSGIMiddleware(create_app(), workers=THREADS)  # type: ignore[arg-type]


async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Hand a request to Flask's threads."""

    # granian gives awaitables that are no coroutines; a2wsgi passes them to another thread's loop, which takes
    # coroutines only.
    async def message() -> Any:
        return await receive()

    async def answer(part: Any) -> None:
        await send(part)

    await _flask(scope, message, answer)  # type: ignore[arg-type]
