"""Questions to an interview: when they are taken, what a host does with them, what a broadcast's answers do to them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.asking import Asking, open_asking
from tests.support.studio import ENDS, NOW, STARTS, open_studio

if TYPE_CHECKING:
    from flask import Flask


@pytest.fixture
def asking(make_app: Callable[..., Flask]) -> Iterator[Asking]:
    app = make_app(SMS_GATEWAY="demo")
    studio = open_studio(app)
    with app.app_context():
        yield open_asking(studio)


def live(asking: Asking, state: str, **given: Any) -> None:
    from core.api import unit_of_work
    from plugins.interviews.models import Live

    with unit_of_work() as session:
        row = session.query(Live).filter_by(interview_id=asking.interview_id).one_or_none()
        if row is None:
            row = Live(interview_id=asking.interview_id)
            session.add(row)
        row.state = state
        for name, value in given.items():
            setattr(row, name, value)


# ── when ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_questions_are_taken_in_the_window_and_while_it_is_on(asking: Asking) -> None:
    from core.api import RuleBroken

    with pytest.raises(RuleBroken, match="opinions_closed"):
        asking.ask(now=ENDS + timedelta(minutes=1))
    live(asking, "on", started_at=STARTS)
    asking.ask(now=ENDS + timedelta(minutes=10))  # it overran
    live(asking, "over", ended_at=ENDS + timedelta(minutes=11))
    with pytest.raises(RuleBroken, match="opinions_closed"):
        asking.ask(now=ENDS + timedelta(minutes=12))


def test_none_are_taken_before_the_notice_or_once_it_is_called_off(asking: Asking) -> None:
    from core.api import NotFound, RuleBroken, unit_of_work
    from plugins.interviews import opinions as kind
    from plugins.interviews.models import Interview

    hidden = asking.studio.interview(title="还没有公告")
    with pytest.raises(NotFound):
        asking.ask(subject_id=hidden)
    assert kind.subjects(asking.campaign) == [asking.interview_id]
    with unit_of_work() as session:
        session.get_one(Interview, asking.interview_id).state = "called_off"
    assert kind.subjects(asking.campaign) == []
    with pytest.raises(RuleBroken, match="opinions_closed"):
        asking.ask()


def test_the_answer_is_due_by_iv_02_from_the_day_of_the_broadcast(asking: Asking) -> None:
    from core.api import clock, due, opinions

    brief = opinions.brief_of(asking.ask())
    assert brief is not None
    rule = asking.campaign.pack.rule("IV-02")
    assert rule is not None
    assert brief.due_on == due(rule, clock.local(STARTS).date(), asking.campaign.calendar).date
    assert brief.department_id is None


# ── the host ────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_question_goes_its_way(asking: Asking) -> None:
    first = asking.ask()
    assert asking.state(first) == "waiting"
    asking.act("hold", first)
    assert asking.state(first) == "waiting"
    asking.act("let_through", first, "节水奖励怎么申请？")
    assert asking.state(first) == "ready"
    asking.act("choose", first)
    assert asking.state(first) == "chosen"
    asking.act("unchoose", first)
    assert asking.state(first) == "ready"
    asking.act("pass_on", first, asking.studio.city.units["water"])
    assert asking.state(first) == "passed"
    second = asking.ask("广告，广告，快来买")
    asking.act("refuse", second, "advertising")
    assert asking.state(second) == "refused"
    assert any("广告" in words for _kind, words in asking.told("13800000002"))
    third = asking.ask("供水管网什么时候改造")
    asking.act("pass_on", third, asking.studio.city.units["water"], "供水管网什么时候改造")
    assert asking.state(third) == "passed"


def test_what_may_not_be_public_or_has_no_words_is_refused(asking: Asking) -> None:
    from core.api import Invalid, RuleBroken

    asked = asking.ask("请打我电话13800001234说说奖励怎么领")
    for text in ("", "   "):
        with pytest.raises(Invalid, match="question_text"):
            asking.act("let_through", asked, text)
    with pytest.raises(Invalid, match="opinions_still_named"):
        asking.act("choose", asked, "请打我电话13800001234说说")
    assert asking.order() == []
    with pytest.raises(Invalid, match="question_department"):
        asking.act("pass_on", asked, None)
    with pytest.raises(Invalid, match="opinions_rejection_missing"):
        asking.act("refuse", asked, "whatever")
    asking.act("choose", asked, "奖励怎么领")
    with pytest.raises(RuleBroken, match="question_is_chosen"):
        asking.act("pass_on", asked, asking.studio.city.units["water"])


def test_only_a_host_and_only_of_this_interview(asking: Asking) -> None:
    from core.api import NotFound
    from plugins.interviews.service import questions

    asked = asking.ask()
    for login in ("editor", "stranger", "reviewer"):
        with pytest.raises(NotFound):
            asking.act("let_through", asked, "公开", by=login)
    other = asking.studio.interview(title="另一场")
    with pytest.raises(NotFound):
        questions.let_through(asking.campaign, other, asked, 1, "公开", actor=asking.actor(), now=NOW)


def test_the_second_of_two_hosts_is_told(asking: Asking) -> None:
    from core.api import DomainError
    from plugins.interviews.service import questions

    asked = asking.ask()
    who: dict[str, Any] = {"actor": asking.actor("office"), "now": NOW}
    water = asking.studio.city.units["water"]
    asking.act("let_through", asked, "公开的字")
    seen = asking.version(asked)
    questions.choose(asking.campaign, asking.interview_id, asked, seen, **who)
    for act, given in (
        (questions.pass_on, (water,)),
        (questions.choose, ()),
        (questions.unchoose, ()),
    ):
        with pytest.raises(DomainError) as refused:
            act(asking.campaign, asking.interview_id, asked, seen, *given, **who)
        assert refused.value.code in (
            "opinions_changed",
            "interviews.question_changed",
            "interviews.question_is_chosen",
        )
    assert asking.state(asked) == "chosen"


def test_two_at_once_pick_it_once(make_app: Callable[..., Flask]) -> None:
    """Two hosts press at the same moment: one wins, the other is told, the list has it once."""
    from core.api import DomainError
    from plugins.interviews.service import questions

    app = make_app(SMS_GATEWAY="demo")
    studio = open_studio(app)
    with app.app_context():
        asking = open_asking(studio)
        asked = [asking.ask(f"第{n}个问题：奖励第{n}档多少钱") for n in range(4)]
        for one in asked:
            asking.act("let_through", one, "公开的字")
        seen = {one: asking.version(one) for one in asked}
        actors = [asking.actor("host"), asking.actor("office")]
        campaign, interview_id, water = asking.campaign, asking.interview_id, studio.city.units["water"]
    start = threading.Barrier(8)
    outcomes: list[tuple[int, str]] = []

    def press(one: int, which: int) -> None:
        with app.app_context():
            start.wait()
            try:
                if which == 0:
                    questions.choose(campaign, interview_id, one, seen[one], actor=actors[0], now=NOW)
                else:
                    questions.pass_on(campaign, interview_id, one, seen[one], water, actor=actors[1], now=NOW)
                outcomes.append((one, "done"))
            except DomainError as refused:
                outcomes.append((one, refused.code))

    threads = [threading.Thread(target=press, args=(one, which)) for one in asked for which in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        for one in asked:
            told = sorted(code for number, code in outcomes if number == one)
            assert told.count("done") == 1, told
            assert asking.state(one) in ("chosen", "passed")


# ── the list ────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_list_is_put_in_order_and_a_stale_order_is_refused(asking: Asking) -> None:
    from core.api import Conflict, Invalid
    from plugins.interviews.service import questions

    picked = [asking.choose(f"第{n}条：奖励发到哪张卡上{n}号") for n in range(3)]
    ids = [chosen_id for _opinion, chosen_id in picked]
    opinions = [opinion for opinion, _chosen in picked]
    who: dict[str, Any] = {"actor": asking.actor(), "now": NOW}
    assert asking.order() == opinions
    questions.move(asking.campaign, asking.interview_id, ids[2], -1, ids, **who)
    assert asking.order() == [opinions[0], opinions[2], opinions[1]]
    with pytest.raises(Conflict, match="order_changed"):
        questions.move(asking.campaign, asking.interview_id, ids[0], 1, ids, **who)
    now = [ids[0], ids[2], ids[1]]
    with pytest.raises(Invalid, match="order_wrong"):
        questions.reorder(asking.campaign, asking.interview_id, [ids[0], ids[0], ids[1]], now, **who)
    questions.reorder(asking.campaign, asking.interview_id, list(reversed(now)), now, **who)
    assert asking.order() == [opinions[1], opinions[2], opinions[0]]
    asking.act("unchoose", opinions[2])
    assert asking.order() == [opinions[1], opinions[0]]


def test_a_merge_hands_the_place_to_the_one_that_is_answered(asking: Asking) -> None:
    from plugins.interviews.service import questions

    first = asking.ask("节水奖励怎么申请")
    asking.act("let_through", first, "节水奖励怎么申请")
    second, _chosen = asking.choose("节水奖励在哪里申请")
    both = [(first, asking.version(first)), (second, asking.version(second))]
    questions.merge(asking.campaign, asking.interview_id, both, actor=asking.actor(), now=NOW)
    assert asking.order() == [first]
    assert asking.state(first) == "chosen"
    assert asking.state(second) == "merged"
    third, _chosen = asking.choose("节水奖励去哪儿申请")
    both = [(first, asking.version(first)), (third, asking.version(third))]
    questions.merge(asking.campaign, asking.interview_id, both, actor=asking.actor(), now=NOW)
    assert asking.order() == [first]


def test_most_supported_first(asking: Asking) -> None:
    from core.api import opinions
    from plugins.interviews.service import questions

    asked = [asking.ask(f"第{n}个问题：奖励第{n}档多少钱") for n in range(3)]
    for one in asked:
        asking.act("let_through", one, "公开的字")
    number = opinions.brief_of(asked[2]).number  # type: ignore[union-attr]
    opinions.support(asking.campaign, number, "13900000001", remote="x", now=NOW)
    found = questions.in_tab(questions.questions_on(asking.interview_id), "ready")
    assert [one.brief.id for one in found] == [asked[2], asked[0], asked[1]]
    counted = questions.figures(asking.interview_id)
    assert (counted.total, counted.ready, counted.supports) == (3, 3, 1)


# ── on air ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_an_answer_on_air_ends_the_question_tells_the_asker_once_and_grows(asking: Asking) -> None:
    from core.api import opinions
    from plugins.interviews.service import questions

    asked, chosen_id = asking.choose()
    who: dict[str, Any] = {"actor": asking.actor("reviewer"), "now": STARTS}
    questions.answered_on_air(chosen_id, "带身份证到窗口办。", **who)
    assert asking.state(asked) == "answered"
    told = opinions.told_of([asked])[asked]
    assert (told.state, told.outcome, told.reason) == ("ended", "answered", "带身份证到窗口办。")
    assert len([kind for kind, _words in asking.told("13800000001") if "ended" in kind]) == 1
    questions.answered_on_air(chosen_id, "带身份证到窗口办。\n网上也可以办。", **who)
    assert opinions.told_of([asked])[asked].reason.endswith("网上也可以办。")
    assert len([kind for kind, _words in asking.told("13800000001") if "ended" in kind]) == 1
    counted = questions.figures(asking.interview_id)
    assert (counted.answered, counted.on_air, counted.later) == (1, 1, 0)
    questions.answer_pulled(chosen_id, **who)
    assert asking.state(asked) == "chosen"
    assert opinions.told_of([asked])[asked].outcome == ""
    questions.answer_pulled(chosen_id, **who)


def test_a_release_never_fails_for_what_the_ledger_thinks_of_the_words(asking: Asking) -> None:
    from core.api import opinions
    from plugins.interviews.service import questions
    from plugins.interviews.service.question_answers import ANSWERED

    who: dict[str, Any] = {"actor": asking.actor("reviewer"), "now": STARTS}
    for n, text in enumerate(("请打13800001234问王师傅。", "好。", "长" * 3000)):
        asked, chosen_id = asking.choose(f"第{n}条：奖励发到哪张卡上{n}号")
        questions.answered_on_air(chosen_id, text, **who)
        told = opinions.told_of([asked])[asked]
        assert told.outcome == "answered"
        assert told.reason == ANSWERED if n < 2 else len(told.reason) == 1000
    gone, chosen_id = asking.choose("作者后来撤回的问题是这个")
    opinions.withdraw(gone, actor=asking.actor(), now=NOW)
    questions.answered_on_air(chosen_id, "照样回答了。", **who)
    assert opinions.told_of([gone])[gone].state == "withdrawn"
    questions.answered_on_air(999, "没有这一条。", **who)


def test_what_was_ended_otherwise_stays_so_when_the_turn_is_pulled(asking: Asking) -> None:
    from core.api import EndOpinion, opinions
    from plugins.interviews.service import questions

    asked, chosen_id = asking.choose()
    opinions.end(
        asked, asking.version(asked), EndOpinion("answered", "先在网上答了。"), actor=asking.actor(), now=NOW
    )
    who: dict[str, Any] = {"actor": asking.actor("reviewer"), "now": STARTS}
    questions.answered_on_air(chosen_id, "直播里又答了。", **who)
    questions.answer_pulled(chosen_id, **who)
    assert opinions.told_of([asked])[asked].state == "ended"


def test_on_air_it_stays_in_the_list_and_after_the_end_none_is_picked(asking: Asking) -> None:
    from core.api import RuleBroken

    asked, chosen_id = asking.choose()
    live(asking, "on", chosen_id=chosen_id, started_at=STARTS)
    with pytest.raises(RuleBroken, match="question_on_air"):
        asking.act("unchoose", asked)
    live(asking, "on", chosen_id=None, next_id=chosen_id)
    asking.act("unchoose", asked)
    live(asking, "over", ended_at=ENDS)
    with pytest.raises(RuleBroken, match="question_late"):
        asking.act("choose", asked)


# ── telling ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_open_desks_hear_of_it_and_no_words_travel(asking: Asking) -> None:
    from core.api import clock
    from core.base import events, live
    from core.base.db import db

    asked = asking.ask()
    events.deliver_due(clock.now())
    asking.act("choose", asked, "公开的字")
    rows = db.session.query(live.StreamEvent).filter_by(stream="interviews.questions").all()
    assert [(row.key, row.data["what"], row.data["opinion"]) for row in rows] == [
        (asking.interview_id, "received", asked),
        (asking.interview_id, "chosen", asked),
    ]


def test_the_desk_says_what_waits_for_whom(asking: Asking) -> None:
    from core.api import clock
    from plugins.interviews import showing_questions as showing

    with asking.studio.city.app.test_request_context("/zh/"):
        asked, other = asking.ask(), asking.ask("供水管网什么时候改造完")
        asking.act("pass_on", other, asking.studio.city.units["water"], "供水管网什么时候改造完")
        now = clock.now()
        host = showing.desk_items(asking.actor("host"), asking.campaign, now)
        assert [item.title for item in host] == ["1 条提问待审：节约用水怎么奖"]
        editor = showing.desk_items(asking.actor("editor"), asking.campaign, now)
        assert [item.title for item in editor] == ["答复 1 条访谈提问：节约用水怎么奖"]
        assert not showing.desk_items(asking.actor("stranger"), asking.campaign, now)
        asking.act("refuse", asked, "empty")
        assert not showing.desk_items(asking.actor("host"), asking.campaign, now)


def test_what_is_published_already_is_offered(asking: Asking) -> None:
    from core.api import SearchDocument, search, unit_of_work
    from plugins.interviews.service.answered import found_for

    page = search.place("opinions_public.opinions")
    with unit_of_work():
        for key, kind, title in (
            ("hotline:1", "hotline.answer", "节水奖励怎么申请"),
            ("open_day:1", "open_day.announcement", "节水奖励怎么申请开放日"),
            ("hotline:2", "hotline.answer", "公交卡怎么补办"),
        ):
            search.put(
                SearchDocument(
                    key,
                    kind,
                    title,
                    "带身份证到政务服务中心水务窗口，或者在网上办。",
                    (page,),
                    NOW,
                    campaign_id=asking.campaign.id,
                )
            )
    with asking.studio.city.app.test_request_context(f"/zh/c/{asking.campaign.slug}/"):
        assert [one.title for one in found_for("节水奖励怎么申请")] == ["节水奖励怎么申请"]
        assert [one.title for one in found_for("我想问一下节水的奖励要怎么申请")] == ["节水奖励怎么申请"]
        assert not found_for("垃圾分类什么时候开始")


def test_the_demos_questions_stand_in_every_state(make_demo: Callable[..., Flask]) -> None:
    from core.api import campaigns
    from plugins.interviews.service import questions, story_schedule

    app = make_demo("2026-05-06T12:00")
    with app.app_context():
        campaign = campaigns.campaign_by_id(1)
        on = story_schedule.live(campaign)
        assert on is not None
        told = questions.figures(on)
        assert told.total == 12
        assert told.waiting >= 4
        assert told.chosen + told.answered == 3
        assert told.refused == 1
        assert all(questions.figures(one).answered for one in story_schedule.past(campaign))
        assert sum(questions.figures(one).total for one in story_schedule.coming(campaign)) == 5
