"""Three hundred people at once on a hundred places with a waiting list, on the database that the run is for."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask

from core.base.access import VISITOR
from core.base.db import db
from core.booking import service
from core.booking.contracts import BookingView, BookPlace, EventView
from tests.integration.booking.scene import NOW, check_books, command, prepare, session

PEOPLE, PLACES = 300, 100
#: as many requests as a server process handles at a time; the others queue before it
THREADS = 16
#: few in `make test`; `make soak` runs them all
ROUNDS = int(os.environ.get("RUSH_ROUNDS", "1"))


@dataclass(frozen=True)
class Answer:
    """What one person was told, and when (monotonic seconds)."""

    asked_at: float
    told_at: float
    booking: BookingView


def rush(
    app: Flask, requests: list[BookPlace], book: Callable[..., BookingView]
) -> tuple[list[Answer], list[str]]:
    """Everybody asks at the same moment; (answers, whatever else was raised)."""
    answers: list[Answer] = []
    faults: list[str] = []
    gate, hands = threading.Barrier(len(requests)), threading.BoundedSemaphore(THREADS)

    def ask(request: BookPlace) -> None:
        with app.app_context():
            gate.wait()
            asked_at = time.monotonic()
            try:
                with hands:
                    got = book(request, actor=VISITOR, now=NOW)
                answers.append(Answer(asked_at, time.monotonic(), got))
            except Exception as problem:
                faults.append(f"{type(problem).__name__}: {problem}")

    threads = [threading.Thread(target=ask, args=(request,)) for request in requests]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return answers, faults


def check_answers(event: EventView, answers: list[Answer]) -> None:
    """A hundred have a place, the others wait in the order in which they were stored, and each was told so."""
    booked = [a for a in answers if a.booking.state == "booked"]
    waiting = sorted((a for a in answers if a.booking.state == "waiting"), key=lambda a: a.booking.place or 0)
    assert (len(booked), len(waiting)) == (PLACES, PEOPLE - PLACES)
    assert [a.booking.place for a in waiting] == list(range(1, PEOPLE - PLACES + 1))
    assert [a.booking.queue_no for a in waiting] == [a.booking.place for a in waiting]
    for answer in (waiting[0], waiting[57], waiting[-1]):
        seen = service.standing(answer.booking.token)
        assert seen is not None
        assert seen.place == answer.booking.place
    # Stored in that order, too: who had their answer before another one asked stands before them.
    latest = 0.0
    for answer in waiting:
        assert answer.told_at > latest
        latest = max(latest, answer.asked_at)
    assert len({a.booking.number for a in answers}) == PEOPLE
    check_books(event.id)


@pytest.mark.parametrize("book", [service.book_joined, service.book_place], ids=["joined", "each"])
def test_three_hundred_at_once_on_a_hundred_places(
    app: Flask, db_session, book: Callable[..., BookingView]
) -> None:
    for turn in range(ROUNDS):
        event = prepare(session(PLACES), owner_id=turn + 1)
        db.session.rollback()
        answers, faults = rush(app, [command(event, 0, n, key=f"{turn}.{n}") for n in range(PEOPLE)], book)
        assert faults == []
        check_answers(event, answers)


def test_everybody_presses_twice_and_is_stored_once(app: Flask, db_session) -> None:
    event = prepare(session(10), session(10, n=1))
    db.session.rollback()
    requests = [command(event, n % 2, n, key=f"twice.{n}") for n in range(40)]
    answers, faults = rush(app, [*requests, *requests], service.book_joined)
    assert faults == []
    assert len(answers) == 80
    assert sum(a.booking.first_time for a in answers) == 40
    assert len({a.booking.number for a in answers}) == 40
    check_books(event.id)
