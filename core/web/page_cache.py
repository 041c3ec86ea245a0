"""Public pages kept in this process until something that they may show changes (docs/decisions/0015).

Kept is only what the zones let proxies keep: a page of the public zone that never looked at its visitor's session. Its
key is address, host and elder mode; the language is in the address. Each time it is asked for, the shared stamp of
everything shown is compared with the one from before the page was read (core/base/stamps.py), so nobody gets an old page
after a publisher's, a quarantiner's or a booking person's answer. What changes by itself with the time ends a page: the
next full minute, or sooner where a room names a moment (booking opens). An address with a question mark is drawn anew.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask, Response, current_app, g, request
from werkzeug.http import parse_cookie, parse_etags

from core.base import clock
from core.base.registry import Registry
from core.base.stamps import SHOWN, look_outside

ELDER_COOKIE = "elder"
#: bytes of pages kept in one process, and of one page
ROOM = 16 * 1024 * 1024
LARGEST_PAGE = 512 * 1024
KINDS = ("text/html", "text/calendar", "application/atom+xml", "application/xml", "text/xml")
#: fields that only a full answer has (RFC 9110, 15.4.5)
_OF_THE_BODY = (
    "content-type",
    "content-length",
    "content-encoding",
    "content-language",
    "content-disposition",
)
#: fields that belong to one answer only
_OF_ONE = ("x-request-id", "date", "set-cookie")
Key = tuple[str, str, str, bool]
Fields = list[tuple[str, str]]
Answer = tuple[int, list[tuple[bytes, bytes]], bytes]
#: seconds that somebody waits for another's drawing of the same page
PATIENCE = 5.0


@dataclass(frozen=True, slots=True)
class Kept:
    """One page. `until`: the moment (seconds since 1970, by the house's clock) from which it may say something else."""

    stamp: tuple[int, ...]
    until: float
    endpoint: str
    etag: str
    fields: Fields
    body: bytes

    def answer(self, method: str, known: str) -> tuple[int, Fields, bytes]:
        """Status, fields and body for somebody who has the versions `known` (If-None-Match)."""
        if known and (known == self.etag or parse_etags(known).contains_weak(self.etag.strip('"'))):
            return 304, [field for field in self.fields if field[0] not in _OF_THE_BODY], b""
        return 200, self.fields, b"" if method == "HEAD" else self.body


class PageCache:
    """The pages of one process; `find` may be called from any thread, without Flask's contexts on one machine."""

    def __init__(self, house: Registry) -> None:
        self.house = house
        self.pages: OrderedDict[Key, Kept] = OrderedDict()
        self.room = ROOM
        self.lock = threading.Lock()

    @property
    def quick(self) -> bool:
        """Whether a page can be found without asking a database."""
        quick: bool = self.house.stamps.quick
        return quick

    def find(self, key: Key) -> Kept | None:
        kept = self.pages.get(key)
        if kept is None:
            return None
        look_outside(self.house)
        if kept.until <= clock.now().timestamp() or self.house.stamps.values((SHOWN,)) != kept.stamp:
            return None
        return kept

    def keep(self, key: Key, page: Kept) -> None:
        """Keep a page unless something was changed while it was drawn."""
        stamps = self.house.stamps
        if stamps.values((SHOWN,)) != page.stamp or not stamps.may_keep((SHOWN,)):
            return
        with self.lock:
            old = self.pages.pop(key, None)
            self.room += len(old.body) if old is not None else 0
            self.pages[key] = page
            self.room -= len(page.body)
            while self.room < 0:
                _key, oldest = self.pages.popitem(last=False)
                self.room += len(oldest.body)


def key_of(scheme: str, host: str, path: str, cookie: str) -> Key:
    return scheme, host, path, "elder" in cookie and parse_cookie(cookie).get(ELDER_COOKIE) == "1"


def register(app: Flask, house: Registry) -> None:
    """Answer from memory before anything is asked of the database, for servers that don't ask by themselves."""
    house.pages = PageCache(house)
    app.before_request(_from_memory)


def _from_memory() -> Response | None:
    if request.method not in ("GET", "HEAD") or request.query_string or not _is_public():
        return None
    house: Registry = current_app.extensions["yangguang"]
    pages: PageCache = house.pages
    # What is drawn from here on is at least as new as these.
    g.page_stamp, g.page_time = house.stamps.values((SHOWN,)), clock.now()
    kept = pages.find(_key_of_request())
    if kept is None:
        return None
    status, fields, body = kept.answer(request.method, request.headers.get("If-None-Match", ""))
    answer = Response(body, status)
    answer.headers.clear()
    answer.headers.extend(fields)
    return answer


def keep_drawn(response: Response) -> None:
    """Keep what was just drawn; called where the zones have found that anybody may."""
    if "page_stamp" not in g or request.method != "GET" or response.mimetype not in KINDS:
        return
    body = response.get_data()
    if len(body) > LARGEST_PAGE:
        return
    house: Registry = current_app.extensions["yangguang"]
    fields = [(n.lower(), v) for n, v in response.headers.to_wsgi_list() if n.lower() not in _OF_ONE]
    etag = response.headers["ETag"]
    page = Kept(g.page_stamp, lasts_until(house, g.page_time), request.endpoint or "", etag, fields, body)
    house.pages.keep(_key_of_request(), page)


def lasts_until(house: Registry, drawn: datetime) -> float:
    """The moment (seconds since 1970) from which what was drawn may say something else by itself."""
    end: float = (drawn.timestamp() // 60 + 1) * 60
    for next_moment in house.page_moments:
        moment = next_moment(drawn)
        if moment is not None:
            end = min(end, moment.timestamp())
    return end


def _key_of_request() -> Key:
    return key_of(request.scheme, request.host, request.path, request.headers.get("Cookie", ""))


def _is_public() -> bool:
    blueprint, _, view = (request.endpoint or "").rpartition(".")
    return blueprint.endswith("_public") and view != "static"


class Redrawing:
    """One draws a page that ran out, the others who want it wait: else every minute a rush would draw it many times."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.under_way: dict[Key, asyncio.Event] = {}

    async def answer(self, scope: Any, draw: Callable[[], Awaitable[None]]) -> Answer | None:
        """The page from memory; None when it was drawn (and sent) by `draw` instead."""
        kept = answer_at_once(self.app, scope)
        key = self._ran_out(scope) if kept is None else None
        if key is not None and key in self.under_way:
            with suppress(TimeoutError):
                await asyncio.wait_for(self.under_way[key].wait(), PATIENCE)
            # Once only: while much is changed a page is never kept, and everybody draws their own.
            kept = answer_at_once(self.app, scope)
        if kept is not None:
            return kept
        if key is None or key in self.under_way:
            await draw()
            return None
        done = self.under_way[key] = asyncio.Event()
        try:
            await draw()
        finally:
            del self.under_way[key]
            done.set()
        return None

    def _ran_out(self, scope: Any) -> Key | None:
        """The key of a page that was kept before; others may be anybody's own and are drawn for each."""
        house: Registry = self.app.extensions["yangguang"]
        if scope["method"] not in ("GET", "HEAD") or scope["query_string"] or not house.pages.quick:
            return None
        key, _known, _number = _asked(scope)
        return key if key in house.pages.pages else None


# ── beside Flask ────────────────────────────────────────────────────────────────────────────────────────────────────
def answer_at_once(app: Flask, scope: Any) -> Answer | None:
    """The answer to an ASGI request when it is in memory; None when Flask has to draw it. Takes microseconds."""
    house: Registry = app.extensions["yangguang"]
    pages: PageCache = house.pages
    method = scope["method"]
    if method not in ("GET", "HEAD") or scope["query_string"] or not pages.quick:
        return None
    began = time.perf_counter()
    key, known, number = _asked(scope)
    kept = pages.find(key)
    if kept is None:
        return None
    status, fields, body = kept.answer(method, known)
    number = house.note_answer(number, kept.endpoint, method, status, began)
    sent = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in fields]
    sent.append((b"x-request-id", number.encode("latin-1")))
    return status, sent, body


def _asked(scope: Any) -> tuple[Key, str, str]:
    """What an ASGI request asks for: the page's key, the version it has, its number."""
    host = cookie = known = number = ""
    for name, value in scope["headers"]:
        if name == b"host":
            host = value.decode("latin-1")
        elif name == b"cookie":
            cookie = value.decode("latin-1")
        elif name == b"if-none-match":
            known = value.decode("latin-1")
        elif name == b"x-request-id":
            number = value.decode("latin-1")
    return key_of(scope.get("scheme", "http"), host, scope["path"], cookie), known, number
