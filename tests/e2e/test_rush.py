"""A rush through the real pages: three hundred people press at once on a hundred places, over several server processes.

Everybody has filled in the form; what comes at once is the last press. In every other round one of the servers is killed
in the middle: who got no answer presses again, as people do.
"""

from __future__ import annotations

import http.client
import os
import re
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select, update

from core import create_app
from core.base import clock
from core.base.db import db, unit_of_work
from core.base.privacy import digest, token_digest
from core.booking.models import LIVING, Booking, BookingEvent, BookingQuota, BookingSession
from tests.integration.booking.scene import check_books
from tests.support.product import Product, another_server

PEOPLE, PLACES = 300, 100
#: few in `make test`; `make soak` runs twenty
ROUNDS = int(os.environ.get("RUSH_ROUNDS", "2"))
#: answers after which a server is killed
KILL_AFTER = 60
LOST = (OSError, http.client.HTTPException)


@dataclass
class Person:
    """One browser: its cookies, what it was told, and when (monotonic seconds)."""

    phone: str
    cookies: dict[str, str] = field(default_factory=dict)
    csrf: str = ""
    ticket: str = ""
    asked_at: float = 0
    told_at: float = 0
    presses: int = 0

    def ask(self, server: str, method: str, path: str, **fields: str) -> tuple[int, str, str]:
        """One request on a connection of its own: status, address it leads to, text."""
        line = http.client.HTTPConnection(urlsplit(server).netloc, timeout=90)
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        body = None
        if method == "POST":
            body = urlencode(fields)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            line.request(method, path, body, headers)
            answer = line.getresponse()
            text = answer.read().decode()
        finally:
            line.close()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.headers.get("Location") or "", text


@dataclass
class Scene:
    """The product, an app of our own over the same data, and the session that everybody wants."""

    product: Product
    app: Flask
    path: str
    event_id: int
    session_id: int

    @classmethod
    def of(cls, product: Product) -> Scene:
        """The demo's first open day, with a long window."""
        app = create_app(
            {"INSTANCE": str(product.instance), "DATABASE_URL": product.database_url, "LOG_LEVEL": "ERROR"}
        )
        with app.app_context(), unit_of_work() as session:
            events = select(BookingEvent).filter_by(owner_kind="open_day").order_by(BookingEvent.id)
            event = session.scalars(events).first()
            assert event is not None
            event.opens_at -= timedelta(days=30)
            event.offer_minutes, event.per_phone, event.pool_at = 120, 1, None
            place = session.scalars(select(BookingSession).filter_by(event_id=event.id)).first()
            assert place is not None
            pool = session.scalars(select(BookingQuota).filter_by(session_id=place.id, kind="pool")).one()
            session.execute(update(Booking).filter_by(session_id=place.id).values(quota_id=pool.id))
            for other in session.scalars(select(BookingQuota).filter_by(session_id=place.id)):
                if other is not pool:
                    session.delete(other)
            campaign = app.extensions["yangguang"].all_campaigns()[0]
            path = f"/zh/c/{campaign.slug}/open-day/{event.owner_id}/book"
            return cls(product, app, path, event.id, place.id)

    def empty(self) -> None:
        """Everybody of the last round has gone; a hundred places are free."""
        with self.app.app_context(), unit_of_work() as session:
            living = update(Booking).where(Booking.event_id == self.event_id, Booking.state.in_(LIVING))
            session.execute(living.values(state="cancelled"))
            for place in session.scalars(select(BookingSession).filter_by(event_id=self.event_id)):
                place.taken = place.waiting = 0
                for quota in session.scalars(select(BookingQuota).filter_by(session_id=place.id)):
                    quota.taken = quota.waiting = 0
                    if place.id == self.session_id:
                        quota.capacity = place.capacity = PLACES

    def person(self, number: int) -> Person:
        """Somebody whose phone is proven: how that is done isn't what is tried here."""
        from core.users import phone
        from core.users.contracts import ProvenPhone

        now = clock.now()
        number_of = f"137{number:08d}"
        proven = ProvenPhone(digest(number_of), number_of, now + timedelta(days=2))
        token = phone.keep_proven(proven, now=now)
        signer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
        return Person(
            number_of, {self.app.config["SESSION_COOKIE_NAME"]: str(signer.dumps({"phone": token}))}
        )

    def fill_in(self, person: Person) -> None:
        """Step 2 of booking, as the page has it."""
        status, _, page = person.ask(self.product.url, "GET", f"{self.path}/details")
        assert status == 200, page
        person.csrf = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]  # type: ignore[index]
        status, where, page = person.ask(
            self.product.url, "POST", f"{self.path}/details", csrf_token=person.csrf, session=str(self.session_id),
            category="其他群众", call_name="王女士", party="1", age_capacity="y", ties="y",
        )  # fmt: skip
        assert (status, where.endswith("/confirm")) == (303, True), page


@pytest.fixture(scope="module")
def scene(server: Callable[..., Product]) -> Iterator[Scene]:
    found = Scene.of(server(fresh=True))
    yield found
    with found.app.app_context():
        db.session.remove()
        db.engine.dispose()


@contextmanager
def kill_when(happened: Callable[[], bool], second: Product) -> Iterator[None]:
    """End a server process with SIGKILL, its children too, once something has happened."""
    done = threading.Event()

    def watch() -> None:
        while not happened() and not done.wait(0.002):
            pass
        os.killpg(second.process.pid, signal.SIGKILL)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


def press(scene: Scene, people: list[Person], servers: list[str]) -> list[str]:
    """Everybody presses at once; who gets no answer presses again, at a server that lives. Returns what went wrong."""
    gate, faults = threading.Barrier(len(people)), list[str]()

    def one(number: int, person: Person) -> None:
        gate.wait()
        person.asked_at = time.monotonic()
        for _ in range(20):
            server = servers[number % len(servers)] if person.presses == 0 else servers[0]
            person.presses += 1
            try:
                status, where, page = person.ask(
                    server, "POST", f"{scene.path}/confirm", csrf_token=person.csrf, may_wait="y"
                )
            except LOST:
                time.sleep(0.2)
                continue
            person.told_at = time.monotonic()
            if status != 303 or "/my/" in where:
                faults.append(f"{person.phone}: {status} {where} {page[:200]}")
            person.ticket = urlsplit(where).path
            return
        faults.append(f"{person.phone}: no answer")

    threads = [threading.Thread(target=one, args=item) for item in enumerate(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


def check(scene: Scene, people: list[Person]) -> None:
    """A hundred booked, the others in line in the order in which they were stored, each as their page says (some are looked at)."""
    check_books(scene.event_id)
    living = select(Booking).where(Booking.session_id == scene.session_id, Booking.state.in_(LIVING))
    rows = list(db.session.scalars(living.order_by(Booking.queue_no)))
    waiting = [row for row in rows if row.state == "waiting"]
    assert (len(rows), len(waiting)) == (PEOPLE, PEOPLE - PLACES)
    assert {row.person_digest for row in rows} == {digest(p.phone) for p in people}, "each once"
    by_token = {token_digest(p.ticket.rstrip("/").rsplit("/", 1)[-1]): p for p in people}
    assert set(by_token) == {row.token_digest for row in rows}, "everybody was shown their own ticket"
    latest = 0.0
    for row in waiting:
        person = by_token[row.token_digest]
        if person.presses == 1:
            assert person.told_at > latest, "stored later than somebody who asked after the answer"
            latest = max(latest, person.asked_at)
    places = {row.token_digest: n for n, row in enumerate(waiting, 1)}

    def told(item: tuple[str, Person]) -> tuple[str, int | None]:
        secret, person = item
        status, _, page = person.ask(scene.product.url, "GET", person.ticket)
        assert status == 200
        found = re.search(r"您排在第\s*(\d+)\s*位", re.sub(r"<[^>]+>", "", page))
        return secret, int(found[1]) if found else None

    looked_at = [*by_token.items()][:: PEOPLE // 40]
    with ThreadPoolExecutor(8) as pool:
        for secret, place in pool.map(told, looked_at):
            assert place == places.get(secret)


@pytest.mark.journey
def test_three_hundred_press_at_once(scene: Scene, record_property: Callable[[str, object], None]) -> None:
    with scene.app.app_context():
        people = [scene.person(number) for number in range(PEOPLE)]
    for turn in range(ROUNDS):
        scene.empty()
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(scene.fill_in, people))
        for person in people:
            person.presses, person.ticket = 0, ""
        with another_server(scene.product) as second:
            servers = [scene.product.url, second.url]
            if turn % 2 == 0:
                faults = press(scene, people, servers)
            else:
                with kill_when(lambda: sum(bool(p.ticket) for p in people) >= KILL_AFTER, second):
                    faults = press(scene, people, servers)
        assert faults == []
        took = sorted(p.told_at - p.asked_at for p in people)
        record_property(f"round {turn + 1}", f"median {took[PEOPLE // 2]:.2f} s, slowest {took[-1]:.2f} s")
        with scene.app.app_context():
            check(scene, people)
    assert "Traceback" not in scene.product.log_text()
