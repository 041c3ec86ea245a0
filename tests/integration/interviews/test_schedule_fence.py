"""Many save the same hour at once: one gets it, the others are told by whom it is taken. On both databases."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from core.base.db import db
from core.base.errors import Conflict, Invalid
from plugins.interviews.models import Interview, Taken
from plugins.interviews.service import schedule
from plugins.interviews.service.schedule import NewGuest, SaveInterview
from tests.support.studio import ENDS, NOW, STARTS, open_studio

THREADS = 8


def race(app: Flask, act: Any, numbers: Any) -> list[Exception]:
    """Everybody at the same moment; what was refused."""
    gate, failed = threading.Barrier(len(numbers)), []

    def run(number: int) -> None:
        with app.app_context():
            gate.wait()
            try:
                act(number)
            except Exception as problem:
                failed.append(problem)

    threads = [threading.Thread(target=run, args=(number,)) for number in numbers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed


@pytest.mark.parametrize("shared", ["place", "host", "guest", "department"])
def test_one_of_many_gets_the_hour(app: Flask, shared: str) -> None:
    studio = open_studio(app)
    with app.app_context():
        office = studio.actor("office")
        units = [studio.city.units["water"], studio.city.units["housing"]]

        def save(number: int) -> None:
            start = STARTS + timedelta(minutes=5 * (number % 3))
            command = SaveInterview(
                units[0] if shared == "department" else units[number % 2], f"第{number}场", starts_at=start,
                ends_at=start + timedelta(hours=1), place_id=studio.place_id if shared == "place" else None,
                host_id=studio.city.ids["host"] if shared == "host" else None,
                guests=(NewGuest("周明河" if shared == "guest" else f"嘉宾{number}", "局长"),),
            )  # fmt: skip
            schedule.save(studio.campaign, command, actor=office, now=NOW)

        failed = race(app, save, range(THREADS))
        db.session.rollback()
        assert db.session.query(Interview).count() == 1
        assert len(failed) == THREADS - 1
        assert {type(problem) for problem in failed} == {Conflict}, failed
        codes = {problem.code for problem in failed if isinstance(problem, Conflict)}
        assert codes <= {"interviews.clash", "interviews.try_again"}


def test_two_that_are_moved_into_one_hour(app: Flask) -> None:
    studio = open_studio(app)
    with app.app_context():
        office, unit = studio.actor("office"), studio.city.units["water"]
        ids = [
            schedule.save(
                studio.campaign,
                SaveInterview(
                    unit, f"第{n}场", starts_at=STARTS + timedelta(days=n), ends_at=ENDS + timedelta(days=n)
                ),
                actor=office,
                now=NOW,
            )
            for n in (1, 2, 3, 4)
        ]

        def move(number: int) -> None:
            command = SaveInterview(unit, f"第{number}场", starts_at=STARTS, ends_at=ENDS)
            schedule.save(studio.campaign, command, actor=office, now=NOW, interview_id=number, version=1)

        failed = race(app, move, ids)
        db.session.rollback()
        assert len(failed) == 3
        rows = db.session.query(Interview).all()
        assert sorted(row.starts_at == STARTS for row in rows) == [False, False, False, True]
        assert db.session.query(Taken).count() == 4 * 12, "those that stayed kept their hours"


def test_a_refusal_names_the_other(app: Flask) -> None:
    studio = open_studio(app)
    with app.app_context():
        office, unit = studio.actor("office"), studio.city.units["water"]
        first = schedule.save(
            studio.campaign,
            SaveInterview(unit, "先来的", starts_at=STARTS, ends_at=ENDS),
            actor=office,
            now=NOW,
        )
        with pytest.raises(Conflict) as problem:
            schedule.save(
                studio.campaign,
                SaveInterview(unit, "后来的", starts_at=STARTS, ends_at=ENDS),
                actor=office,
                now=NOW,
            )
        assert (problem.value.code, problem.value.params["other_id"]) == ("interviews.clash", first)
        after = SaveInterview(unit, "紧接着的", starts_at=ENDS, ends_at=ENDS + timedelta(hours=1))
        schedule.save(studio.campaign, after, actor=office, now=NOW)


@pytest.mark.parametrize(
    ("starts", "ends", "code"),
    [
        (STARTS + timedelta(minutes=2), ENDS, "interviews.slot_grid"),
        (STARTS, STARTS, "interviews.slot_ends_first"),
        (STARTS, STARTS + timedelta(hours=7), "interviews.slot_long"),
        (STARTS + timedelta(hours=14), STARTS + timedelta(hours=16), "interviews.slot_two_days"),
        (NOW - timedelta(hours=1), NOW, "interviews.slot_past"),
    ],
)
def test_slots_that_cant_be(app: Flask, starts: Any, ends: Any, code: str) -> None:
    studio = open_studio(app)
    with app.app_context():
        command = SaveInterview(studio.city.units["water"], "题目", starts_at=starts, ends_at=ends)
        with pytest.raises(Invalid) as problem:
            schedule.save(studio.campaign, command, actor=studio.actor("office"), now=NOW)
        assert problem.value.code == code
