"""What a score run is told of interviews: questions left over by the broadcast, notices by their day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.support.studio import open_studio
from tests.support.written import EVENING, Written, write

if TYPE_CHECKING:
    from flask import Flask

MUCH_LATER = EVENING + timedelta(days=30)


@pytest.fixture
def done(make_app: Callable[..., Flask]) -> Iterator[Written]:
    app = make_app(SMS_GATEWAY="demo")
    studio = open_studio(app)
    with app.test_request_context("/zh/"):
        yield write(studio)


def counted(done: Written, code: str, now: object = EVENING) -> dict[int, list[tuple[str, int]]]:
    from plugins.interviews.service.indicators import indicators

    return {
        one.department_id: [(row.key, int(row.amount)) for row in one.rows]
        for one in indicators(done.campaign, now)  # type: ignore[arg-type]
        if one.code == f"interviews.{code}"
    }


def number(opinion_id: int) -> str:
    from core.api import opinions

    brief = opinions.brief_of(opinion_id)
    assert brief is not None
    return f"question:{brief.number}"


def answered(done: Written, opinion_id: int, now: object) -> None:
    from core.api import opinions
    from plugins.interviews.service import after

    brief = opinions.brief_of(opinion_id)
    assert brief is not None
    after.answer(
        done.campaign, opinion_id, brief.version, "可以办。", actor=done.actor(), now=now  # type: ignore[arg-type]
    )  # fmt: skip


def test_a_question_counts_once_it_is_answered_or_its_day_is_over(done: Written) -> None:
    water = done.studio.city.units["water"]
    assert counted(done, "answers_in_time") == {}
    answered(done, done.open_id, EVENING)
    assert counted(done, "answers_in_time") == {water: [(number(done.open_id), 1)]}
    late = counted(done, "answers_in_time", MUCH_LATER)
    assert dict(late[water]) == {number(done.open_id): 1, number(done.moved_id): 0}
    answered(done, done.moved_id, MUCH_LATER)
    assert counted(done, "answers_in_time", MUCH_LATER) == late


def test_a_question_counts_for_the_department_that_has_it(done: Written) -> None:
    from core.api import opinions
    from plugins.interviews.service import after

    brief, housing = opinions.brief_of(done.moved_id), done.studio.city.units["housing"]
    assert brief is not None
    after.hand_on(done.campaign, done.moved_id, brief.version, housing, actor=done.actor(), now=EVENING)
    assert counted(done, "answers_in_time", MUCH_LATER)[housing] == [(number(done.moved_id), 0)]


def test_the_notice_counts_as_the_board_of_deadlines_says(done: Written) -> None:
    from plugins.interviews import showing_schedule
    from plugins.interviews.service import notice

    told = [
        one for one in showing_schedule.deadlines(done.campaign, MUCH_LATER) if one.rule_id == notice.IV_01
    ]
    found = counted(done, "notices_in_time", MUCH_LATER)
    assert sorted(int(bool(one.met)) for one in told) == sorted(
        amount for rows in found.values() for _key, amount in rows
    )
    assert told
