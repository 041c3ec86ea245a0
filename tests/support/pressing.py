"""Posts that reach one server process at the same moment, past Flask's test client: the way `core/web/together.py` takes."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from flask import Flask

from core.serving import asgi

#: cookies, form, address
Post = tuple[Mapping[str, str], Mapping[str, str], str]


def press(app: Flask, posts: Sequence[Post]) -> list[tuple[int, dict[str, str], str]]:
    """All press at once: (status, headers, body) of each, headers by their small names. Forms' tokens are asked for."""
    app.config["WTF_CSRF_ENABLED"] = True
    served = asgi(app)

    async def one(
        cookies: Mapping[str, str], form: Mapping[str, str], path: str
    ) -> tuple[int, dict[str, str], str]:
        body = urlencode(form).encode()
        cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
        scope = {
            "type": "http", "method": "POST", "path": path, "query_string": b"", "scheme": "http", "headers": [
                (b"host", b"localhost"), (b"cookie", cookie.encode()), (b"content-length", str(len(body)).encode()),
                (b"content-type", b"application/x-www-form-urlencoded"),
            ],
        }  # fmt: skip
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        await served(scope, receive, send)
        headers = {n.decode().lower(): v.decode() for n, v in sent[0]["headers"]}
        return sent[0]["status"], headers, b"".join(m.get("body", b"") for m in sent[1:]).decode()

    async def everybody() -> list[tuple[int, dict[str, str], str]]:
        return await asyncio.gather(*(one(*post) for post in posts))

    try:
        return asyncio.run(everybody())
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
