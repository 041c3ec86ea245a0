"""Posts that come in a rush, answered many at a time (docs/decisions/0015).

Flask does for each request what is the same for all of a rush: contexts, guard, hooks, a thread. Here whoever posts to
one address at the same moment shares that. A view says who answers several of its posts at once:

    @public.route(…, methods=["GET", "POST"])
    @open_to_all
    @together(answer_all)
    def confirm(…): …

`answer_all` gets only what has passed the guard, with its session opened and the form's token checked. For whatever it
doesn't answer (None), for whatever isn't plain, and after any fault, the view itself is asked as if nothing had been:
so what it answers must be stored or refused for good, and the view must bear being asked again.
"""

from __future__ import annotations

import asyncio
import io
import queue
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, TypeVar, cast
from urllib.parse import parse_qsl

import structlog
from flask import Flask
from flask.sessions import SessionMixin
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.http import parse_cookie

from core.base.access import OPEN, VISITOR, Actor
from core.base.registry import Registry
from core.web.cookies import FormTokens, HouseSessions
from core.web.page_cache import ELDER_COOKIE
from core.web.zones import admitted, enter, zone_of

log = structlog.get_logger(__name__)
#: requests that are answered at once at most
MOST = 64
#: after several were answered at once, the next are given this long to gather (seconds): what a batch costs, its
#: transaction above all, they share; whoever comes alone waits for nobody
COMPANY = 0.005
#: a form up to this is looked at here (bytes)
SMALL_FORM = 16 * 1024
FORM = b"application/x-www-form-urlencoded"
#: fields of a sample answer that each answer has of its own
_OF_ONE = ("content-length", "content-type", "set-cookie", "x-request-id")

View = TypeVar("View", bound=Callable[..., Any])
Fields = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Asked:
    """One post. `values` are those of the address, without language and campaign (they stand in `g`). `actor` asks;
    `accept` is the header of that name."""

    values: Mapping[str, Any]
    session: SessionMixin
    form: MultiDict[str, str]
    actor: Actor = VISITOR
    accept: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """The answer: on to `location`, or a page. What was changed in the session goes out with it."""

    location: str = ""
    status: int = 303
    page: str = ""


AnswerAll = Callable[[Sequence[Asked]], Sequence[Told | None]]


def together(answer_all: AnswerAll) -> Callable[[View], View]:
    """Have several posts to this view answered at once. For views that are open to all, and for staff's that aren't
    `@dangerous`: whom the guard doesn't let in at once goes the ordinary way."""

    def mark(view: View) -> View:
        view.together = answer_all  # type: ignore[attr-defined]
        return view

    return mark


@dataclass(slots=True, eq=False)
class _Post:
    """One post on its way."""

    scope: Any
    body: bytes
    endpoint: str
    values: dict[str, Any]
    done: asyncio.Future[tuple[int, Fields, bytes] | None]
    began: float
    cookies: Mapping[str, str] = field(default_factory=dict)
    host: str = ""
    number: str = ""
    accept: str = ""
    told: tuple[int, Fields, bytes] | None = None

    def read_head(self) -> None:
        cookie = ""
        for name, value in self.scope["headers"]:
            if name == b"host":
                self.host = value.decode("latin-1")
            elif name == b"cookie":
                cookie = f"{cookie}; {value.decode('latin-1')}" if cookie else value.decode("latin-1")
            elif name == b"x-request-id":
                self.number = value.decode("latin-1")
            elif name == b"accept":
                self.accept = value.decode("latin-1")
        self.cookies = parse_cookie(cookie)

    @property
    def kind(self) -> tuple[Any, ...]:
        """Posts of one kind are answered in one context."""
        values = self.values
        elder = self.cookies.get(ELDER_COOKIE) == "1"
        return self.endpoint, values.get("lang"), values.get("campaign"), self.host, elder


class Rush:
    """In front of the ordinary way. One instance per process, with one thread of its own, started by the first post."""

    def __init__(self, app: Flask, ordinary: Callable[..., Any]) -> None:
        self.app, self.ordinary = app, ordinary
        found = {name: getattr(view, "together", None) for name, view in app.view_functions.items()}
        self.answers: dict[str, AnswerAll] = {
            name: answer
            for name, answer in found.items()
            if answer is not None and _suits(name, app.view_functions[name])
        }
        self.access: dict[str, str] = {
            name: getattr(app.view_functions[name], "access", "") for name in self.answers
        }
        self.addresses = app.url_map.bind("localhost")
        self.tokens = FormTokens(app)
        self.waiting: queue.SimpleQueue[_Post] = queue.SimpleQueue()
        self.loop: asyncio.AbstractEventLoop | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        found = self._concerned(scope) if scope["method"] == "POST" else None
        if found is None:
            await self.ordinary(scope, receive, send)
            return
        body = await _body(receive)
        loop = asyncio.get_running_loop()
        post = _Post(scope, body, *found, loop.create_future(), time.perf_counter())
        post.read_head()
        if self.loop is None:
            self.loop = loop
            threading.Thread(target=self._work, name="rush", daemon=True).start()
        self.waiting.put(post)
        told = await post.done
        if told is None:
            await self.ordinary(scope, _again(body), send)
            return
        status, fields, page = told
        await send({"type": "http.response.start", "status": status, "headers": fields})
        await send({"type": "http.response.body", "body": page})

    def _concerned(self, scope: Any) -> tuple[str, dict[str, Any]] | None:
        """Endpoint and values of a plain, small form for a view that answers many; over https Flask-WTF asks for more."""
        if (
            scope["query_string"]
            or scope.get("scheme", "http") != "http"
            or not _is_small_form(scope["headers"])
        ):
            return None
        try:
            endpoint, values = self.addresses.match(scope["path"], "POST")
        except HTTPException:
            return None
        return (endpoint, dict(values)) if endpoint in self.answers else None

    # ── in the thread ───────────────────────────────────────────────────────────────────────────────────────────────
    def _work(self) -> None:
        assert self.loop is not None
        expected = 1
        while True:
            posts = self._gather(expected)
            kinds: dict[tuple[Any, ...], list[_Post]] = {}
            for post in posts:
                kinds.setdefault(post.kind, []).append(post)
            for alike in kinds.values():
                try:
                    self._answer(alike)
                except Exception as fault:
                    # Told and answered on the ordinary way, which asks anew.
                    log.warning("rush.ordinary_way", fault=type(fault).__name__, posts=len(alike))
            self.loop.call_soon_threadsafe(_deliver, posts)
            # Most come in by lines that are kept open: as many again, and who came meanwhile.
            expected = len(posts) + self.waiting.qsize()

    def _gather(self, expected: int) -> list[_Post]:
        """Whoever waits; in a crowd those too who come within a moment, until as many are there as are expected."""
        posts = [self.waiting.get()]
        until = time.monotonic() + COMPANY
        while len(posts) < MOST:
            patience = until - time.monotonic() if len(posts) < expected else 0.0
            try:
                posts.append(self.waiting.get(timeout=max(0.0, patience)))
            except queue.Empty:
                break
        return posts

    def _answer(self, posts: list[_Post]) -> None:
        first = posts[0]
        with self.app.request_context(_environment(first)):
            enter()
            asked = [self._opened(post) for post in posts]
            plain = [one for one in asked if one is not None]
            told = iter(self.answers[first.endpoint](plain) if plain else ())
            answers = [next(told) if one is not None else None for one in asked]
            done = [
                (post, one, answer)
                for post, one, answer in zip(posts, asked, answers, strict=True)
                if one is not None and answer is not None
            ]
            shared = self._shared_fields()
            cookies = self._cookies([one.session for _, one, _ in done])
            for (post, _, answer), cookie in zip(done, cookies, strict=True):
                post.told = self._finished(post, answer, shared, cookie)

    def _opened(self, post: _Post) -> Asked | None:
        """The post with its session, when the form's token belongs to it."""
        sessions = self.app.session_interface
        request: Any = SimpleNamespace(cookies=post.cookies)
        session = sessions.open_session(self.app, request)
        if session is None:
            return None
        form = MultiDict(parse_qsl(post.body.decode("utf-8", "replace"), keep_blank_values=True))
        if not self.tokens.fits(session, form.get(self.tokens.name, "")):
            return None
        actor = admitted(self.access[post.endpoint], session)
        if actor is None:
            return None
        values = {name: value for name, value in post.values.items() if name not in ("lang", "campaign")}
        return Asked(values, session, form, actor, post.accept)

    def _shared_fields(self) -> list[tuple[str, str]]:
        """What the house's and the blueprint's hooks add to every answer of this kind."""
        sample = self.app.process_response(self.app.response_class())
        return [(name, value) for name, value in sample.headers.items() if name.lower() not in _OF_ONE]

    def _cookies(self, opened: Sequence[SessionMixin]) -> list[list[str]]:
        """What each session puts into Set-Cookie; nothing for one that nobody changed."""
        sessions = cast(HouseSessions, self.app.session_interface)
        changed = [one for one in opened if one.modified]
        lines = dict(zip(map(id, changed), sessions.cookie_lines(self.app, changed), strict=True))
        found = []
        for one in opened:
            line = lines.get(id(one))
            if line == "":
                answer = self.app.response_class()
                sessions.save_session(self.app, one, answer)
                found.append(answer.headers.getlist("Set-Cookie"))
            else:
                found.append([line] if line else [])
        return found

    def _finished(
        self, post: _Post, told: Told, shared: Iterable[tuple[str, str]], cookies: Sequence[str]
    ) -> tuple[int, Fields, bytes]:
        house: Registry = self.app.extensions["yangguang"]
        number = house.note_answer(post.number, post.endpoint, "POST", told.status, post.began)
        page = told.page.encode()
        fields = [
            *shared,
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(page))),
            ("X-Request-ID", number),
        ]
        if told.location:
            fields.append(("Location", told.location))
        fields += [("Set-Cookie", value) for value in cookies]
        sent = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in fields]
        return told.status, sent, page


def _environment(post: _Post) -> dict[str, Any]:
    """WSGI's words for what posts of one kind share: address and host, without anybody's form or session."""
    host = post.host or "localhost"
    name, _, port = host.partition(":")
    shared = {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": post.scope["path"].encode().decode("latin-1"),
        "QUERY_STRING": "",
        "SERVER_NAME": name,
        "SERVER_PORT": port or "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": host,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    return {**shared, "HTTP_COOKIE": f"{ELDER_COOKIE}=1"} if post.kind[-1] else shared


def _suits(endpoint: str, view: Any) -> bool:
    """Whether everything that the guard asks at this address can be asked for many at once."""
    access = getattr(view, "access", None)
    if access is None or getattr(view, "dangerous", False):
        return False
    return bool(access == OPEN or zone_of(endpoint) == "staff")


def _deliver(posts: Iterable[_Post]) -> None:
    for post in posts:
        if not post.done.done():
            post.done.set_result(post.told)


def _is_small_form(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    length, is_form = -1, False
    for name, value in headers:
        if name == b"content-length":
            length = int(value) if value.isdigit() else -1
        elif name == b"content-type":
            is_form = value.split(b";")[0].strip().lower() == FORM
        elif name in (b"transfer-encoding", b"content-encoding"):
            return False
    return is_form and 0 <= length <= SMALL_FORM


async def _body(receive: Any) -> bytes:
    message = await receive()
    body: bytes = message.get("body", b"")
    while message.get("more_body"):
        message = await receive()
        body += message.get("body", b"")
    return body


def _again(body: bytes) -> Callable[[], Any]:
    """The same body for whoever asks next."""

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive
