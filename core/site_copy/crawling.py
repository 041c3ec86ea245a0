"""Reading a campaign's public pages through the app itself, as a visitor without cookies would."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, urldefrag, urljoin, urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from core.site_copy.naming import PAGE, Names
from core.site_copy.reading import links_of, urls_in_css

ORIGIN = "http://copy.invalid"
LANGUAGES = ("zh", "en")
MOST_FILES = 5000
#: a list can be turned over and a calendar leafed through without end
MOST_QUERIES = 60
REDIRECTS = (301, 302, 303, 307, 308)


@dataclass(frozen=True)
class Kept:
    """A page or file of the copy: its name there, and where its bytes lie until then."""

    name: str
    media_type: str
    place: Path


@dataclass
class Crawl:
    """The pages of one campaign. `kept`: address → file; `left_out`: address → why."""

    app: Flask
    slug: str
    folder: Path
    tell: Callable[[int, int], None] = lambda done, total: None
    kept: dict[str, Kept] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.names = Names(self.slug)
        self.client = self.app.test_client(use_cookies=False)
        self.waiting: deque[str] = deque()
        self.seen: set[str] = set()
        self.queries: dict[str, int] = {}

    def run(self) -> None:
        """Read everything that can be reached from the campaign's column in both languages."""
        for lang in LANGUAGES:
            self._ask(self.front(lang))
        while self.waiting:
            self._fetch(self.waiting.popleft())
            if len(self.seen) % 10 == 0:
                self.tell(len(self.seen) - len(self.waiting), len(self.seen))

    def front(self, lang: str) -> str:
        return f"{ORIGIN}/{lang}/c/{self.slug}/"

    def resolve(self, url: str, base: str) -> tuple[str | None, str]:
        """(name in the copy, fragment) of an address as the page at `base` writes it; None for what isn't held."""
        address, fragment = self._address(url, base)
        for _hop in range(5):
            address = self.moved.get(address, address)
        kept = self.kept.get(address)
        return (kept.name if kept is not None else None), fragment

    def is_foreign(self, url: str, base: str) -> bool:
        """Whether an address leads away from this site: to another host, a phone, a mailbox."""
        return not urljoin(base, url).startswith(f"{ORIGIN}/")

    # ── pieces ──────────────────────────────────────────────────────────────────────────────────────────────────────
    def _address(self, url: str, base: str) -> tuple[str, str]:
        address, fragment = urldefrag(urljoin(base, url.strip()))
        parts = urlsplit(address)
        for lang in LANGUAGES:
            if parts.path in (f"/{lang}/", f"/{lang}/c/{self.slug}"):
                # The site's own front page stands for the campaign's here.
                return self.front(lang), fragment
        if parts.path.startswith("/static/"):
            address = parts._replace(query="").geturl()
        return address, fragment

    def _ask(self, address: str) -> None:
        if address in self.seen:
            return
        parts = urlsplit(address)
        if len(self.seen) >= MOST_FILES:
            self.left_out[address] = "too_many"
            return
        if parts.query:
            self.queries[parts.path] = self.queries.get(parts.path, 0) + 1
            if self.queries[parts.path] > MOST_QUERIES:
                self.left_out[address] = "too_many"
                return
        self.seen.add(address)
        self.waiting.append(address)

    def _fetch(self, address: str) -> None:
        parts = urlsplit(address)
        try:
            answer = self.client.get(
                parts.path, query_string=parts.query, base_url=ORIGIN, headers={"Accept": "text/html,*/*"}
            )
        except Exception as problem:
            self.left_out[address] = type(problem).__name__
            return
        try:
            if answer.status_code in REDIRECTS:
                self._follow(address, answer.headers.get("Location", ""))
            elif answer.status_code != 200:
                self.left_out[address] = str(answer.status_code)
            else:
                self._keep(
                    parts,
                    address,
                    answer.mimetype or "",
                    answer.get_data(),
                    answer.headers.get("Cache-Control", ""),
                )
        finally:
            answer.close()

    def _follow(self, address: str, location: str) -> None:
        target, _fragment = self._address(location, address)
        if self._is_page(target):
            self.moved[address] = target
            self._ask(target)
        else:
            self.left_out[address] = "redirect"

    def _keep(self, parts: SplitResult, address: str, media_type: str, data: bytes, cache: str) -> None:
        if media_type == PAGE:
            found = links_of(data.decode())
            if found.posts and "no-store" in cache:
                # A page that exists to send something in: pages that are read carry no form and may be kept by proxies.
                self.left_out[address] = "form"
                return
            self._ask_for(found.pages, found.shown, address)
        elif media_type == "text/css":
            self._ask_for([], urls_in_css(data.decode()), address)
        elif media_type == "text/event-stream":
            self.left_out[address] = "stream"
            return
        name = self.names.name(parts.path, parts.query, media_type)
        place = self.folder / f"{len(self.kept):06d}"
        place.write_bytes(data)
        self.kept[address] = Kept(name, media_type, place)

    def _ask_for(self, pages: list[str], shown: list[str], base: str) -> None:
        for url in shown:
            address, _fragment = self._address(url, base)
            if address.startswith(f"{ORIGIN}/"):
                self._ask(address)
        for url in pages:
            address, _fragment = self._address(url, base)
            if self._is_page(address) or self._is_file(address):
                self._ask(address)

    def _is_page(self, address: str) -> bool:
        return re.match(rf"{re.escape(ORIGIN)}/(zh|en)/c/{re.escape(self.slug)}/", address) is not None

    def _is_file(self, address: str) -> bool:
        """Whether an address is one of the public files that pages hand out."""
        parts = urlsplit(address)
        if not address.startswith(f"{ORIGIN}/"):
            return False
        try:
            endpoint, _values = self.app.url_map.bind("copy.invalid").match(parts.path, method="GET")
        except (HTTPException, RequestRedirect):
            return False
        return str(endpoint).startswith("files_public.")
