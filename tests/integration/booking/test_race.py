"""Twenty threads and five places, on the database that the run is for."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable

from flask import Flask

from core.base.access import VISITOR
from core.base.errors import Conflict
from core.booking import service
from tests.integration.booking.test_places import NOW, prepare, request, taken


def rush(app: Flask, jobs: list[Callable[[], str]]) -> Counter[str]:
    """Start all jobs at the same moment, each with its own session; returns what they answered."""
    answers: list[str] = []
    gate = threading.Barrier(len(jobs))

    def run(job: Callable[[], str]) -> None:
        with app.app_context():
            gate.wait()
            try:
                answers.append(job())
            except Conflict as refused:
                answers.append(refused.code)

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return Counter(answers)


def test_five_places_twenty_threads(app: Flask, db_session) -> None:
    event = prepare(5)

    def job(n: int) -> Callable[[], str]:
        command = request(event, 0, f"k{n}", phone=f"138{n:08d}")
        return lambda: service.book_place(command, actor=VISITOR, now=NOW).state

    answers = rush(app, [job(n) for n in range(20)])
    assert answers == {"booked": 5, "session_full": 15}
    assert taken() == [5]


def test_one_request_sent_many_times_books_once(app: Flask, db_session) -> None:
    event = prepare(5)
    command = request(event, 0, "same")
    answers = rush(app, [lambda: service.book_place(command, actor=VISITOR, now=NOW).number] * 8)
    assert answers == {"0919-1-001": 8}
    assert taken() == [1]


def test_one_person_on_many_devices_books_once(app: Flask, db_session) -> None:
    event = prepare(5, 5)

    def job(n: int) -> Callable[[], str]:
        command = request(event, n % 2, f"k{n}")
        return lambda: service.book_place(command, actor=VISITOR, now=NOW).state

    answers = rush(app, [job(n) for n in range(8)])
    assert answers == {"booked": 1, "already_booked": 7}
    assert sum(taken()) == 1


def test_a_place_given_back_by_many_clicks_is_freed_once(app: Flask, db_session) -> None:
    event = prepare(5)
    token = service.book_place(request(event, 0, "k1"), actor=VISITOR, now=NOW).token
    service.book_place(request(event, 0, "k2", phone="13900002046"), actor=VISITOR, now=NOW)
    answers = rush(app, [lambda: service.cancel_booking(token, actor=VISITOR, now=NOW).state] * 8)
    assert answers == {"cancelled": 8}
    assert taken() == [1]
