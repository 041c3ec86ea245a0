"""Residents vote on a topic: once each, changed until the end; then it is settled, with a reason where it must be."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from core.base import privacy
from core.base.db import db
from core.base.errors import Conflict, DomainError, NotAllowed, NotFound, RuleBroken
from plugins.interviews.service import keeping_vote, vote
from plugins.interviews.service.vote import NewTopic
from tests.support.studio import NOW, Studio, open_studio

OPENS, CLOSES = NOW, NOW + timedelta(days=5)
AFTER = CLOSES + timedelta(minutes=1)
TOPICS = (NewTopic("水价怎么算"), NewTopic("水压低怎么办", "高层住户"), NewTopic("水表多久换"))
PHONES = ["13800000001", "13800000002", "13800000003"]


@pytest.fixture
def studio(app: Flask) -> Any:
    made = open_studio(app)
    with app.app_context():
        yield made


@pytest.fixture
def number(studio: Studio) -> int:
    made = studio.interview(title="题目待定")
    vote.plan(studio.campaign, made, 1, OPENS, CLOSES, TOPICS, actor=studio.actor("host"), now=NOW)
    return made


def view(studio: Studio, number: int, now: Any = NOW) -> vote.VoteView:
    return vote.view(studio.campaign, number, actor=studio.actor("host"), now=now)


def cast(studio: Studio, number: int, place: int, phone: str, now: Any = NOW) -> None:
    vote.cast(studio.campaign, number, view(studio, number).topics[place].id, phone, now=now)


def counts(studio: Studio, number: int) -> list[int]:
    return [topic.votes for topic in view(studio, number).topics]


def refused(code: str, act: Any, *given: Any, **more: Any) -> None:
    with pytest.raises(DomainError) as problem:
        act(*given, **more)
    assert problem.value.code == code


def test_a_phone_votes_once_and_may_change(studio: Studio, number: int) -> None:
    cast(studio, number, 0, PHONES[0])
    cast(studio, number, 0, PHONES[0])
    assert counts(studio, number) == [1, 0, 0]
    cast(studio, number, 2, PHONES[0])
    cast(studio, number, 2, PHONES[1])
    assert counts(studio, number) == [0, 0, 2]
    assert vote.choice_of(number, PHONES[0]) == view(studio, number).topics[2].id
    assert vote.choice_of(number, PHONES[2]) is None


def test_votes_are_taken_in_the_window_only(studio: Studio, number: int) -> None:
    cast(studio, number, 0, PHONES[0], CLOSES)
    refused("interviews.vote_closed", cast, studio, number, 1, PHONES[0], AFTER)
    with pytest.raises(NotFound):
        cast(studio, number, 0, PHONES[1], NOW - timedelta(minutes=1))
    refused("interviews.vote_topic_missing", vote.cast, studio.campaign, number, 999_999, PHONES[1], now=NOW)


def test_the_public_sees_votes_after_the_end(studio: Studio, number: int) -> None:
    cast(studio, number, 0, PHONES[0])
    during, after = (vote.public_vote(studio.campaign, number, now) for now in (NOW, AFTER))
    assert (during.shown, during.total, [topic.votes for topic in during.topics]) == (False, 0, [0, 0, 0])
    assert (after.shown, after.total, after.state) == (True, 1, "over")
    with pytest.raises(NotFound):
        vote.public_vote(studio.campaign, number, NOW - timedelta(seconds=1))


def test_pressing_twice_at_once_is_one_vote(app: Flask, studio: Studio, number: int) -> None:
    topics = [topic.id for topic in view(studio, number).topics]
    gate = threading.Barrier(6)
    failed: list[Exception] = []

    def press(place: int) -> None:
        with app.app_context():
            gate.wait()
            try:
                vote.cast(studio.campaign, number, topics[place % 3], PHONES[0], now=NOW)
            except Exception as problem:
                failed.append(problem)

    threads = [threading.Thread(target=press, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    db.session.rollback()  # what this thread began to read before is old
    assert sum(counts(studio, number)) == 1


def test_a_clerk_votes_for_who_has_no_mobile(studio: Studio, number: int) -> None:
    first = view(studio, number).topics[0].id
    clerk: dict[str, Any] = {"actor": studio.actor("host"), "now": NOW}
    give = vote.enter, studio.campaign, number, first
    give[0](*give[1:], "", told=False, **clerk)
    give[0](*give[1:], "", told=False, **clerk)
    give[0](*give[1:], "260 0118", told=True, **clerk)
    refused("interviews.vote_twice", *give, "2600118", told=True, **clerk)
    refused("interviews.vote_mobile", *give, PHONES[0], told=True, **clerk)
    refused("interviews.vote_untold", *give, "260 0119", told=False, **clerk)
    refused("call_shape", *give, "abc", told=True, **clerk)
    assert counts(studio, number) == [3, 0, 0]
    assert view(studio, number).by_clerks == 3
    with pytest.raises((NotAllowed, NotFound)):
        vote.enter(studio.campaign, number, first, "", told=False, actor=studio.actor("reviewer"), now=NOW)


def test_what_somebody_voted_on_stays(studio: Studio, number: int) -> None:
    cast(studio, number, 0, PHONES[0])
    now_there = view(studio, number)
    kept = tuple(NewTopic(topic.title, topic.summary, topic.id) for topic in now_there.topics)
    act: dict[str, Any] = {"actor": studio.actor("host"), "now": NOW}
    plan = vote.plan, studio.campaign, number, now_there.version
    refused("interviews.vote_begun", *plan, OPENS, CLOSES, kept[:2], **act)
    refused("interviews.vote_begun", *plan, None, None, (), **act)
    vote.plan(studio.campaign, number, now_there.version, OPENS, CLOSES + timedelta(days=1), kept, **act)
    assert view(studio, number).closes_at == CLOSES + timedelta(days=1)


@pytest.mark.parametrize(
    ("topics", "opens", "closes", "code"),
    [
        (TOPICS[:1], OPENS, CLOSES, "interviews.vote_topics"),
        (TOPICS * 3, OPENS, CLOSES, "interviews.vote_topic_twice"),
        ((NewTopic("", "只有说明"), *TOPICS), OPENS, CLOSES, "interviews.vote_topic_title"),
        (TOPICS, OPENS, None, "interviews.vote_window_missing"),
        (TOPICS, CLOSES, OPENS, "interviews.vote_ends_first"),
        (TOPICS, OPENS, NOW + timedelta(days=30), "interviews.vote_late"),
        (TOPICS, NOW - timedelta(days=3), NOW - timedelta(days=1), "interviews.vote_past"),
        ((*TOPICS, NewTopic("机密★十年")), OPENS, CLOSES, "secrecy_mark"),
    ],
)
def test_a_vote_that_cant_be(studio: Studio, topics: Any, opens: Any, closes: Any, code: str) -> None:
    made = studio.interview()
    with pytest.raises(DomainError) as problem:
        vote.plan(studio.campaign, made, 1, opens, closes, topics, actor=studio.actor("host"), now=NOW)
    if code != "secrecy_mark":
        assert problem.value.code == code


def test_the_most_votes_settle_it(studio: Studio, number: int) -> None:
    for phone, place in zip(PHONES, (1, 1, 0), strict=True):
        cast(studio, number, place, phone)
    act: dict[str, Any] = {"actor": studio.actor("host"), "now": AFTER}
    topics, version = view(studio, number).topics, view(studio, number).version
    refused("interviews.vote_still_open", vote.settle, studio.campaign, number, version, topics[1].id, "",
            actor=studio.actor("host"), now=CLOSES)  # fmt: skip
    refused(
        "interviews.vote_reason_missing",
        vote.settle,
        studio.campaign,
        number,
        version,
        topics[0].id,
        "  ",
        **act,
    )
    vote.settle(studio.campaign, number, version, topics[1].id, "", **act)
    after = view(studio, number, AFTER)
    assert (after.state, after.title, after.settled_id) == ("settled", "水压低怎么办", topics[1].id)
    refused(
        "interviews.vote_settled",
        vote.settle,
        studio.campaign,
        number,
        after.version,
        topics[0].id,
        "改",
        **act,
    )
    assert vote.public_vote(studio.campaign, number, AFTER).settled_id == topics[1].id


def test_even_votes_and_none_need_a_reason(studio: Studio, number: int) -> None:
    act: dict[str, Any] = {"actor": studio.actor("host"), "now": AFTER}
    topics, version = view(studio, number).topics, view(studio, number).version
    refused(
        "interviews.vote_reason_missing",
        vote.settle,
        studio.campaign,
        number,
        version,
        topics[0].id,
        "",
        **act,
    )
    cast(studio, number, 0, PHONES[0])
    cast(studio, number, 1, PHONES[1])
    refused(
        "interviews.vote_reason_missing",
        vote.settle,
        studio.campaign,
        number,
        version,
        topics[0].id,
        "",
        **act,
    )
    vote.settle(studio.campaign, number, version, topics[0].id, "票数相同，先谈来电多的。", **act)
    assert vote.public_vote(studio.campaign, number, AFTER).settled_reason == "票数相同，先谈来电多的。"


def test_an_old_page_doesnt_settle(studio: Studio, number: int) -> None:
    with pytest.raises(Conflict):
        vote.settle(studio.campaign, number, 1, view(studio, number).topics[0].id, "x", actor=studio.actor("host"),
                    now=AFTER)  # fmt: skip


def test_an_unsettled_vote_keeps_the_notice_back(studio: Studio, number: int) -> None:
    from plugins.interviews.service import notice

    told = notice.view(studio.campaign, number, actor=studio.actor("editor"), now=NOW)
    assert "interviews.vote_not_settled" in {fault.code for fault in told.lacks}


def test_a_voter_is_forgotten_the_vote_stays(studio: Studio, number: int) -> None:
    for phone in PHONES[:2]:
        cast(studio, number, 0, phone)
    assert keeping_vote.personal_data(privacy.digest(PHONES[0]))
    vote.erase(privacy.digest(PHONES[0]))
    assert not keeping_vote.personal_data(privacy.digest(PHONES[0]))
    assert keeping_vote.purge_due(AFTER)[0].count == 0
    assert keeping_vote.purge_due(CLOSES + timedelta(days=4000))[0].count == 1
    assert counts(studio, number) == [2, 0, 0]


def test_what_was_called_off_is_no_vote(studio: Studio, number: int) -> None:
    from plugins.interviews.service import schedule

    schedule.call_off(studio.campaign, number, 2, "另行安排。", actor=studio.actor("editor"), now=NOW)
    assert vote.public_votes(studio.campaign, NOW) == []
    with pytest.raises((NotFound, RuleBroken)):
        cast(studio, number, 0, PHONES[0])
