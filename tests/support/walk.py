"""What the random walk over the chain needs: the people and documents of a running product, what may be seen when,
and a visitor who crawls and compares."""

from __future__ import annotations

import random
import re
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from flask import Flask

from core import create_app
from core.base.db import db
from core.base.errors import DomainError
from tests.support.databases import base_settings
from tests.support.product import Product

MARK = re.compile(r"暗记(\d{6})")


@dataclass
class Truth:
    """Which marks may be seen when. Times are the test's own (monotonic); None: not yet."""

    may_be_seen: dict[str, list[list[float | None]]] = field(default_factory=dict)
    picture_of: dict[str, int] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def opens(self, mark: str, at: float) -> None:
        with self.lock:
            self.may_be_seen.setdefault(mark, []).append([at, None])

    def shuts(self, mark: str, at: float) -> None:
        with self.lock:
            for span in self.may_be_seen.get(mark, []):
                if span[1] is None:
                    span[1] = at

    def allows(self, mark: str, asked: float, answered: float) -> bool:
        with self.lock:
            return any(
                span[0] is not None and span[0] <= answered and (span[1] is None or span[1] >= asked)
                for span in self.may_be_seen.get(mark, [])
            )


@dataclass
class World:
    """The product with two servers, the people, three documents and what is known to be public."""

    app: Flask
    urls: tuple[str, str]
    slug: str
    campaign_id: int
    department_id: int
    subjects: list[int]
    folder: Path
    content: Any
    kind: str
    truth: Truth = field(default_factory=Truth)
    faults: list[str] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)
    marks: dict[int, str] = field(default_factory=dict)
    number: int = 0

    def actor(self, login: str) -> Any:
        from core.users.models import UserRow
        from core.users.service.sign_in import actor_of

        return actor_of(db.session.query(UserRow).filter_by(login_name=login).one())

    @contextmanager
    def act(self, name: str) -> Iterator[None]:
        """One act in a context of its own; what the rules refuse is part of the walk."""
        with self.app.app_context(), self.app.test_request_context("/zh/"):
            try:
                yield
                self.done[name] += 1
            except DomainError as refusal:
                self.done[f"{name} refused: {refusal.code}"] += 1
                db.session.rollback()
            finally:
                db.session.remove()


def world_of(copy: Product, second: str, tmp: Path) -> World:
    app = create_app(
        {
            **base_settings(copy.instance, copy.database_url),
            "SECRET_KEY": "",
            "SMS_GATEWAY": "demo",
            "CLOCK": copy.environment["CLOCK"],
        }
    )
    with app.app_context():
        from core.campaigns import service as campaigns
        from core.publishing import service as publishing
        from plugins.open_day import chain
        from plugins.open_day.models import OpenDay

        campaign = campaigns.live_campaigns()[0]
        public = next(
            (row, found)
            for row in db.session.query(OpenDay).order_by(OpenDay.id)
            if (found := publishing.published(chain.ANNOUNCEMENT.code, row.id)) is not None
        )
        row, published = public
        # Two more subjects of the same kind, whose texts stand in lists, versions, feed and search.
        subjects = [row.id, row.id + 1000, row.id + 2000]
        revision = published.revision
        return World(
            app, (copy.url, second), campaign.slug, campaign.id, row.department_id, subjects, tmp,
            publishing_content(revision), chain.ANNOUNCEMENT.code,
        )  # fmt: skip


def publishing_content(revision: Any) -> Any:
    from core.publishing.contracts import Content

    return Content(
        revision.title,
        revision.issuer,
        [dict(b) for b in revision.blocks],
        dict(revision.data),
        revision.doc_number,
    )


def look(world: World, body: bytes, where: str, asked: float, answered: float) -> None:
    for found in MARK.finditer(body.decode("utf-8", "ignore")):
        mark = found.group()
        world.seen[mark] += 1
        if not world.truth.allows(mark, asked, answered):
            world.faults.append(f"{mark} on {where}")


def visit(world: World, stop: threading.Event, base: str) -> None:
    """Crawl one server until told to stop."""
    chance = random.Random(base)
    while not stop.is_set():
        ids = range(1, 12)
        numbers = [chance.choice(list(ids)) for _ in range(2)]
        paths = [
            f"/zh/c/{world.slug}/", f"/en/c/{world.slug}/", f"/zh/c/{world.slug}/published",
            f"/zh/c/{world.slug}/feed.atom", f"/zh/c/{world.slug}/open-day/",
            f"/zh/c/{world.slug}/open-day/{world.subjects[0]}/", f"/zh/c/{world.slug}/agenda",
            f"/zh/search?q={quote('活动的编号')}", f"/sitemap/{world.slug}.xml",
            *(f"/zh/c/{world.slug}/published/{n}/versions" for n in numbers),
            *(f"/zh/c/{world.slug}/published/{n}/versions/{v}" for n in numbers for v in (1, 2, 3)),
        ]  # fmt: skip
        for path in paths:
            if stop.is_set():
                return
            asked = time.monotonic()
            status, body = fetch(base + path)
            if status == 500:
                world.faults.append(f"500 on {path}")
            look(world, body, path, asked, time.monotonic())
        for secret, file_id in list(world.truth.picture_of.items())[-6:]:
            for variant in ("320.webp", "whole"):
                asked = time.monotonic()
                status, _body = fetch(f"{base}/zh/files/{file_id}/{variant}")
                if status == 200 and not world.truth.allows(secret, asked, time.monotonic()):
                    world.faults.append(f"the picture of {secret} ({variant})")
                world.seen[f"picture {status}"] += 1


def fetch(address: str) -> tuple[int, bytes]:
    time.sleep(0.02)  # the walk needs a processor too
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read()
