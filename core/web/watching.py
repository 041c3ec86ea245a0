"""Every request gets a number, one log line and its place in the figures: which page, how long, how it went.

The line names the endpoint, never the address: addresses hold the secrets of manage links and what was searched for.
"""

from __future__ import annotations

import logging
import re
import secrets
import sys
import time
from datetime import UTC, datetime
from typing import Any

import structlog
from flask import Flask, Response, g, request

from core.base import metrics
from core.web import trial

log = structlog.get_logger(__name__)
HEADER = "X-Request-ID"
_NUMBER = re.compile(r"[A-Za-z0-9_-]{8,64}")


def register(app: Flask) -> None:
    # Before the zones' guard, so that what it refuses has a number too.
    app.before_request_funcs.setdefault(None, []).insert(0, _begin)
    app.after_request(_end)
    app.extensions["yangguang"].note_answer = note_answer


def _begin() -> None:
    given = request.headers.get(HEADER, "")
    g.request_number = given if _NUMBER.fullmatch(given) else secrets.token_hex(6)
    g.request_began = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request=g.request_number)


def _end(response: Response) -> Response:
    if "request_began" not in g:
        return response
    response.headers[HEADER] = g.request_number
    if not trial.is_static(request.endpoint):
        user = g.actor.user_id if "actor" in g else None
        _note(
            g.request_number, request.endpoint or "nowhere", request.method, response.status_code,
            time.perf_counter() - g.request_began, user,
        )  # fmt: skip
    return response


def note_answer(number: str, endpoint: str, method: str, status: int, began: float) -> str:
    """The same for an answer that was given beside Flask; returns the number under which it stands in the log."""
    number = number if number and _NUMBER.fullmatch(number) else secrets.token_hex(6)
    _note(number, endpoint, method, status, time.perf_counter() - began, None)
    return number


def _note(number: str, endpoint: str, method: str, status: int, spent: float, user: int | None) -> None:
    """Written by hand: structlog and the look-up of the figures would cost ten times what a kept page does."""
    key = (endpoint, method, status)
    figures = _figures.get(key)
    if figures is None:
        figures = metrics.REQUESTS.labels(*key), metrics.SECONDS.labels(endpoint)
        _figures[key] = figures
    figures[0].inc()
    figures[1].observe(spent)
    if log.is_enabled_for(logging.INFO):
        at = datetime.now(UTC).isoformat().replace("+00:00", "Z")
        sys.stderr.write(
            f'{{"endpoint": "{endpoint}", "method": "{method}", "status": {status}, "ms": {spent * 1000:.1f}, '
            f'"user": {"null" if user is None else user}, "request": "{number}", "event": "request", '
            f'"level": "info", "timestamp": "{at}"}}\n'
        )


#: (endpoint, method, status) → the counter and the times of an answer
_figures: dict[tuple[str, str, int], tuple[Any, Any]] = {}
