"""Requests that wait together are stored together, and none spoils it for the others."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from flask import Flask, g

from core.base import i18n
from core.base.access import VISITOR
from core.base.db import db
from core.base.errors import DomainError
from core.booking import service
from core.booking.contracts import BookPlace, EventView
from core.booking.service import joining
from tests.integration.booking.scene import NOW, check_books, command, overheard, prepare, session


@pytest.fixture
def app(make_app: Any) -> Flask:
    made: Flask = make_app(SMS_GATEWAY="demo")
    return made


def all_at_once(app: Flask, requests: list[BookPlace], languages: str = "") -> list[Any]:
    """Everybody asks at the same moment; what each was told, a booking or the fault."""
    told: list[Any] = [None] * len(requests)
    gate = threading.Barrier(len(requests))

    def ask(n: int) -> None:
        with app.test_request_context("/"):
            g.lang = (languages[n : n + 1] == "e" and "en") or "zh"
            gate.wait()
            try:
                told[n] = service.book_joined(requests[n], actor=VISITOR, now=NOW)
            except Exception as fault:
                told[n] = fault
            finally:
                db.session.remove()

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(len(requests))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    return told


def batches(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many requests each transaction took."""
    sizes: list[int] = []
    real = joining.place_all

    def counted(commands: Any, *rest: Any, **more: Any) -> Any:
        sizes.append(len(commands))
        return real(commands, *rest, **more)

    monkeypatch.setattr(joining, "place_all", counted)
    return sizes


def scene(app: Flask, *capacities: int) -> EventView:
    with app.app_context():
        return prepare(*(session(capacity, n=n) for n, capacity in enumerate(capacities)))


def test_a_refusal_is_its_own(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same phone twice, somebody for a session that isn't there: twenty others have their places."""
    event, sizes = scene(app, 15, 15), batches(monkeypatch)
    wanted = [command(event, n % 2, n) for n in range(20)]
    wanted.append(command(event, 0, 3, key="again"))
    wanted.append(command(event, 0, 50, party=9))
    with app.app_context(), overheard():
        told = all_at_once(app, wanted)
    codes = sorted(t.code for t in told if isinstance(t, DomainError))
    assert codes == ["already_booked", "party_too_big"]
    assert sum(not isinstance(t, Exception) for t in told) == 20, told
    assert sum(sizes) == 22
    assert len(sizes) < 22, "at least some were stored together"
    with app.app_context():
        check_books(event.id)


def test_a_batch_that_cannot_be_stored_is_taken_apart(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    event = scene(app, 30)

    def broken(commands: Any, *rest: Any, **more: Any) -> Any:
        raise RuntimeError("a statement failed")

    monkeypatch.setattr(joining, "place_all", broken)
    told = all_at_once(app, [command(event, 0, n) for n in range(6)])
    # A single one is a batch by itself; it tells its own fault.
    assert all(isinstance(t, RuntimeError) or t.state == "booked" for t in told)
    with app.app_context():
        check_books(event.id)


def test_nobody_hangs_when_a_leader_is_ended(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    event = scene(app, 30)
    real, ended = joining.place_all, threading.Event()

    def die_once(commands: Any, *rest: Any, **more: Any) -> Any:
        if not ended.is_set():
            ended.set()
            raise SystemExit
        return real(commands, *rest, **more)

    monkeypatch.setattr(joining, "place_all", die_once)

    class Ended(Exception):
        pass

    def ask_as_thread(n: int, told: list[Any]) -> None:
        with app.app_context():
            try:
                told[n] = service.book_joined(command(event, 0, n), actor=VISITOR, now=NOW)
            except SystemExit:
                told[n] = Ended()
            finally:
                db.session.remove()

    told: list[Any] = [None] * 8
    threads = [threading.Thread(target=ask_as_thread, args=(n, told)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not any(thread.is_alive() for thread in threads)
    assert sum(isinstance(t, Ended) for t in told) == 1
    assert sum(getattr(t, "state", "") == "booked" for t in told) == 7, told


def test_a_leader_who_says_nothing_is_not_waited_for(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    event = scene(app, 30)
    monkeypatch.setattr(joining, "PATIENCE", 0.2)
    with app.app_context():
        joined = app.extensions["yangguang"].joining
        joined.busy = True  # somebody leads, and will never come back
        got = service.book_joined(command(event, 0, 1), actor=VISITOR, now=NOW)
        assert got.state == "booked"
        assert not joined.busy
        again = service.book_joined(command(event, 0, 1), actor=VISITOR, now=NOW)
        assert not again.first_time


def test_a_message_is_written_in_its_own_readers_language(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = scene(app, 30)
    spoken: dict[str, str] = {}
    real = joining.place_all

    def heard(commands: Any, *rest: Any, **more: Any) -> Any:
        spoken.update({c.idempotency_key: i18n.language() for c in commands})
        return real(commands, *rest, **more)

    monkeypatch.setattr(joining, "place_all", heard)
    wanted = [command(event, 0, n) for n in range(12)]
    all_at_once(app, wanted, "ezezezezezez")
    assert [spoken[w.idempotency_key] for w in wanted] == ["en", "zh"] * 6


def test_what_is_surely_full_is_told_as_the_long_way_tells_it(app: Flask) -> None:
    event = scene(app, 1, 2)
    with app.test_request_context("/"):
        first = service.book_place(command(event, 0, 1), actor=VISITOR, now=NOW)

        def told(request: BookPlace) -> str:
            answers = []
            seen = service.view_event("test", 1)
            assert seen is not None
            for way in (
                lambda: service.book_joined(request, actor=VISITOR, now=NOW, seen=seen),
                lambda: service.book_place(request, actor=VISITOR, now=NOW),
            ):
                try:
                    answers.append((way().number, ""))
                except DomainError as refused:
                    answers.append((refused.code, str(refused.params)))
            assert answers[0] == answers[1], answers
            return answers[0][0]

        assert told(command(event, 0, 2, may_wait=False)) == "session_full_others"
        assert told(command(event, 0, 1)) == first.number, "asked again"
        assert told(command(event, 0, 1, key="other", may_wait=False)) == "already_booked"
        assert told(command(event, 0, 3, may_wait=False, party=9)) == "party_too_big"
        assert told(command(event, 1, 4, may_wait=False, party=2)).startswith("0919-2-")
        assert told(command(event, 0, 5, may_wait=False)) == "session_full"
        assert told(command(event, 0, 6, may_wait=True)).startswith("0919-1-")
