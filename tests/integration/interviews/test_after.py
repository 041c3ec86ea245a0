"""After a broadcast on a real database: what is owed by when, who answers, what the public reads, and the figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.support.studio import ENDS, open_studio
from tests.support.written import EVENING, LATER, Written, write

if TYPE_CHECKING:
    from flask import Flask


@pytest.fixture
def done(make_app: Callable[..., Flask]) -> Iterator[Written]:
    app = make_app(SMS_GATEWAY="demo")
    studio = open_studio(app)
    with app.test_request_context("/zh/"):
        yield write(studio)


def owed(done: Written, by: str = "editor", now: object = EVENING) -> list[tuple[int, date | None]]:
    from plugins.interviews.service import after

    return [(one.id, one.due) for one in after.owed_to(done.campaign, actor=done.actor(by), now=now)]  # type: ignore[arg-type]


def answer(
    done: Written, opinion_id: int, text: str, *, by: str = "editor", version: int | None = None
) -> str:
    from core.api import opinions
    from plugins.interviews.service import after

    brief = opinions.brief_of(opinion_id)
    assert brief is not None
    return after.answer(
        done.campaign, opinion_id, version or brief.version, text, actor=done.actor(by), now=EVENING
    )


def test_what_was_let_through_and_not_answered_on_air_is_owed_in_five_working_days(done: Written) -> None:
    from core.api import clock, due

    rule = done.campaign.pack.rule("IV-02")
    until = due(rule, clock.local(ENDS).date(), done.campaign.calendar).date if rule else None
    assert owed(done) == [(done.open_id, until), (done.moved_id, until)]
    assert owed(done, "host") == owed(done)
    assert owed(done, "stranger") == []


def test_the_day_counts_from_the_real_end(done: Written) -> None:
    from core.api import unit_of_work
    from plugins.interviews.models import Live
    from plugins.interviews.service import after, interviews

    view = interviews.of_campaign(done.campaign, done.id)
    assert after.ended_on(view, ENDS - timedelta(minutes=1)) == date(2026, 9, 11)
    with unit_of_work() as session:
        session.query(Live).filter_by(interview_id=done.id).one().ended_at = ENDS + timedelta(days=3)
    assert after.ended_on(view, LATER) == date(2026, 9, 14)
    with unit_of_work() as session:
        session.query(Live).filter_by(interview_id=done.id).one().state = "on"
    assert after.ended_on(view, LATER) is None
    assert owed(done, now=LATER) == []


def test_the_interviewed_department_answers_though_nobody_handed_it_on(done: Written) -> None:
    from core.api import Conflict, Invalid, NotFound, opinions
    from plugins.interviews.service import after

    with pytest.raises(NotFound):
        answer(done, done.open_id, "由房东报。", by="stranger")
    with pytest.raises(Invalid, match="opinions_answer_missing") as missing:
        answer(done, done.open_id, "好")
    assert missing.value.field == "text"
    number = answer(done, done.open_id, "由房东报，租客可以代办。")
    told = after.public_after(done.campaign, done.id, EVENING)
    assert [(one.number, one.answer) for one in told.answered] == [(number, "由房东报，租客可以代办。")]
    assert [one.id for one in told.owed] == [done.moved_id]
    brief = opinions.brief_of(done.open_id)
    assert brief is not None
    assert brief.department_id == done.studio.city.units["water"]
    with pytest.raises(NotFound):
        answer(done, done.open_id, "再答一次。")
    with pytest.raises(Conflict, match="opinions_changed"):
        answer(done, done.moved_id, "按规定可以打折。", version=99)


def test_another_department_gets_it_with_the_same_day(done: Written) -> None:
    from core.api import opinions
    from plugins.interviews.service import after

    brief = opinions.brief_of(done.moved_id)
    assert brief is not None
    before = owed(done)[1]
    housing = done.studio.city.units["housing"]
    after.hand_on(done.campaign, done.moved_id, brief.version, housing, actor=done.actor(), now=EVENING)
    assert owed(done, "stranger") == [before]
    mine = after.owed_to(done.campaign, actor=done.actor("editor"), now=EVENING)
    assert [one.id for one in mine if after.may_answer(done.campaign, one, done.actor("editor"))] == [
        done.open_id
    ]
    answer(done, done.moved_id, "住房保障对象打八折。", by="stranger")
    assert owed(done, "stranger") == []


def test_late_ones_are_told_and_the_term_is_kept_or_not(done: Written) -> None:
    from plugins.interviews import showing_transcript
    from plugins.interviews.service import after, interviews

    assert done.campaign.pack.rule("IV-02") is not None
    view = interviews.of_campaign(done.campaign, done.id)
    assert after.standing(done.campaign, view, EVENING)[1:] == (None, 2)
    assert after.standing(done.campaign, view, LATER)[1:] == (False, 2)
    assert all(one.late for one in after.owed(done.campaign, view, LATER))
    items = showing_transcript.desk_items(done.actor(), done.campaign, LATER)
    assert [item.state for item in items if "2" in item.title] == ["stop"]
    answer(done, done.open_id, "由房东报，租客可以代办。")
    answer(done, done.moved_id, "按规定可以打折。")
    assert after.standing(done.campaign, view, LATER)[1:] == (True, 0)
    due = showing_transcript.deadlines(done.campaign, LATER)
    assert [(one.rule_id, one.met) for one in due] == [("IV-02", True)]


def test_whoever_asked_is_told(done: Written) -> None:
    from tests.support.asking import Asking

    answer(done, done.open_id, "由房东报，租客可以代办。")
    told = Asking(done.studio, done.id).told("13900000002")
    assert any("由房东报" in words for _kind, words in told)


def test_the_figures_add_up_and_each_has_its_rows(done: Written) -> None:
    from plugins.interviews.service import figures

    answer(done, done.open_id, "由房东报，租客可以代办。")
    shown = figures.figures(done.campaign, done.id, EVENING)
    counted = {code: shown.of(code) for code in figures.LISTS}
    assert counted["received"] == 5
    assert (counted["on_air"], counted["later"], counted["open"], counted["new"], counted["not_taken"]) == (
        1,
        1,
        1,
        1,
        1,
    )
    assert counted["let_through"] == 3
    assert (counted["chosen"], counted["page"], shown.of("turns")) == (1, 5, 5)
    for code, number in counted.items():
        rows = figures.rows(done.campaign, done.id, code, actor=done.actor())
        assert sum(row.voices for row in rows) == number, code
    table = figures.report_table(done.campaign, EVENING)
    assert len(table["rows"]) == 1
    assert len(table["head"]) == len(table["rows"][0]) == len(table["foot"])
    assert table["rows"][0][3] == table["foot"][3] == 5


def test_merged_questions_are_each_counted_once(done: Written) -> None:
    from core.api import SYSTEM, opinions
    from plugins.interviews.service import figures
    from tests.support.asking import Asking

    asking = Asking(done.studio, done.id, count=50)
    brief = opinions.brief_of(done.open_id)
    other = opinions.brief_of(done.moved_id)
    assert brief is not None
    assert other is not None
    opinions.merge([(done.open_id, brief.version), (done.moved_id, other.version)], actor=SYSTEM, now=EVENING)
    shown = figures.figures(done.campaign, done.id, EVENING)
    assert (shown.of("received"), shown.of("open")) == (5, 2)
    rows = figures.rows(done.campaign, done.id, "open", actor=asking.actor("editor"))
    assert [row.voices for row in rows] == [2]


def test_a_question_kept_off_the_public_is_owed_but_not_shown(done: Written) -> None:
    from core.api import unit_of_work
    from core.opinions.models import Opinion
    from plugins.interviews.service import after

    with unit_of_work() as session:
        session.get_one(Opinion, done.open_id).published_text = ""
    assert [one for one, _due in owed(done)] == [done.open_id, done.moved_id]
    told = after.public_after(done.campaign, done.id, EVENING)
    assert [one.id for one in told.owed] == [done.moved_id]
    assert replace(told, owed=()).answered == ()
