"""A broadcast on a real database: who may do what, one place for every turn, nothing lost, nothing shown that was pulled."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from core.base.db import db
from core.base.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken
from tests.support.on_air import OnAir, on_air
from tests.support.studio import STARTS, open_studio

LATER = STARTS + timedelta(minutes=5)


@pytest.fixture
def air(make_app: Callable[..., Flask]) -> Iterator[OnAir]:
    app = make_app()
    studio = open_studio(app)
    with app.test_request_context("/zh/"):
        yield on_air(studio)


def rows(air: OnAir) -> list[Any]:
    from plugins.interviews.models import Turn

    db.session.rollback()
    return list(db.session.scalars(db.select(Turn).where(Turn.interview_id == air.interview_id)))


def audited() -> list[str]:
    from core.base.audit import AuditEntry

    found = db.session.scalars(db.select(AuditEntry.action).order_by(AuditEntry.id))
    return [one for one in found if one.startswith("interviews.")]


# ── beginning and ending ────────────────────────────────────────────────────────────────────────────────────────────
def test_a_broadcast_needs_notice_outline_and_two_people(make_app: Callable[..., Flask]) -> None:
    from core.api import Content
    from plugins.interviews import chain

    app = make_app()
    studio = open_studio(app)
    with app.test_request_context("/zh/"):
        air = OnAir(studio, studio.interview(), 0)
        for code, mend in (
            ("live_notice", lambda: studio.announce(air.interview_id)),
            (
                "live_outline",
                lambda: studio.publish(
                    chain.OUTLINE, air.interview_id,
                    Content("提纲", "云川市水务局", [{"kind": "paragraph", "text": "一、由来"}]),
                ),
            ),
            ("live_typist", lambda: air.name("host", "typist")),
            ("live_releaser", lambda: air.name("host", "releaser")),
            ("live_two", lambda: air.name("reviewer", "releaser")),
        ):  # fmt: skip
            with pytest.raises(RuleBroken, match=code):
                air.say("open")
            mend()
        with pytest.raises(RuleBroken, match="too_early"):
            air.say("open", now=STARTS - timedelta(hours=3))
        with pytest.raises(NotAllowed):
            air.say("open", by="editor")
        assert air.say("open") == "on"


def test_pressed_twice_is_once_and_over_is_over(air: OnAir) -> None:
    assert air.say("open") == "on"
    assert air.say("pause") == "paused"
    assert air.say("resume") == "on"
    assert air.say("end", now=LATER) == "over"
    assert air.say("end", now=LATER) == "over"
    with pytest.raises(Conflict, match="live_moved_on"):
        air.say("open")
    with pytest.raises(RuleBroken, match="is_over"):
        air.hand_in()
    assert audited().count("interviews.live_ended") == 1


# ── turns ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_turn_comes_out_once(air: OnAir) -> None:
    turn = air.hand_in()
    assert air.release(turn) == 1
    assert air.release(turn) == 1
    assert air.desk().released == 1
    assert audited().count("interviews.turn_released") == 1


def test_a_double_click_is_one_turn(air: OnAir) -> None:
    first = air.hand_in("一", key="same-key-1")
    again = air.hand_in("一", key="same-key-1")
    assert first == again
    assert len(rows(air)) == 1


def test_the_typist_never_releases_and_nor_does_the_last_editor(air: OnAir) -> None:
    from plugins.interviews.service import turns

    air.studio.city.give("typist", "reviewer", "water")
    air.name("typist", "releaser")
    turn = air.hand_in()
    with pytest.raises(RuleBroken, match="own_turn"):
        air.release(turn, by="typist")
    with pytest.raises(NotAllowed, match="not_named"):
        air.release(turn, by="leader")
    turns.edit_waiting(
        air.campaign, air.interview_id, turn.id, turn.version, "欢迎各位。", "",
        actor=air.studio.actor("reviewer"), now=LATER,
    )  # fmt: skip
    with pytest.raises(Conflict, match="turn_changed"):
        air.release(turn)
    with pytest.raises(RuleBroken, match="own_turn"):
        air.release(turn, version=turn.version + 1)
    with pytest.raises(RuleBroken, match="own_turn"):
        air.release(turn, by="typist", version=turn.version + 1)
    air.name("leader", "releaser")
    assert air.release(turn, by="leader", version=turn.version + 1) == 1


def test_a_mark_of_secrecy_is_stored_nowhere(air: OnAir) -> None:
    from plugins.interviews.service import turn_drafts, turns

    for text in ("秘密★1年", "机　密★"):
        with pytest.raises(RuleBroken, match="secret_mark"):
            air.hand_in(text)
        with pytest.raises(RuleBroken, match="secret_mark"):
            turn_drafts.keep_draft(
                air.campaign, air.interview_id, "draft-key-1", 0, turn_drafts.Typed("host", text),
                actor=air.studio.actor("typist"), now=STARTS,
            )  # fmt: skip
    assert rows(air) == []
    turn = air.hand_in()
    with pytest.raises(RuleBroken, match="secret_mark"):
        turns.edit_waiting(
            air.campaign, air.interview_id, turn.id, turn.version, "绝密★", "",
            actor=air.studio.actor("reviewer"), now=LATER,
        )  # fmt: skip


def test_numbers_are_looked_at_before_they_come_out(air: OnAir) -> None:
    turn = air.hand_in("请打 13812345678。")
    assert air.desk("reviewer", "releaser").waiting[0].numbers == ((3, 14),)
    with pytest.raises(RuleBroken, match="turn_numbers"):
        air.release(turn)
    assert air.release(turn, confirmed=True) == 1


def test_nothing_comes_out_while_it_is_paused(air: OnAir) -> None:
    turn = air.hand_in()
    air.say("pause")
    with pytest.raises(RuleBroken, match="not_on"):
        air.release(turn)
    air.say("resume")
    assert air.release(turn) == 1


def test_sent_back_with_a_remark_and_handed_in_again(air: OnAir) -> None:
    from plugins.interviews.service import turns

    turn = air.hand_in("欢应收看。", key="again-key-1")
    releaser = air.studio.actor("reviewer")
    with pytest.raises(Invalid, match="remark_missing"):
        turns.send_back(air.campaign, air.interview_id, turn.id, turn.version, " ", actor=releaser, now=LATER)
    turns.send_back(
        air.campaign, air.interview_id, turn.id, turn.version, "“欢迎”", actor=releaser, now=LATER
    )
    mine = air.desk("typist", "typist").mine[0]
    assert (mine.state, mine.remark) == ("returned", "“欢迎”")
    from plugins.interviews.service import turn_drafts

    kept = turn_drafts.hand_in(
        air.campaign, air.interview_id, "again-key-1", mine.version, turn_drafts.Typed("host", "欢迎收看。"),
        actor=air.studio.actor("typist"), now=LATER,
    )  # fmt: skip
    assert air.release(kept) == 1
    assert rows(air)[0].text == "欢迎收看。"


def test_pulled_at_once_and_put_right_in_its_place(air: OnAir) -> None:
    from plugins.interviews.service import reading, turn_drafts

    air.release(air.hand_in("一"))
    wrong = air.hand_in("二（错）")
    air.release(wrong)
    air.release(air.hand_in("三"))
    with pytest.raises(Invalid, match="pull_reason"):
        air.pull(wrong, reason=" ")
    with pytest.raises(NotAllowed):
        air.pull(wrong, by="typist")
    air.pull(wrong)
    air.pull(wrong)
    assert [one.text for one in reading.turns(air.interview_id)] == ["一", "三"]
    typist = air.studio.actor("typist")
    begun = turn_drafts.correct(
        air.campaign, air.interview_id, wrong.id, "right-key-1", actor=typist, now=LATER
    )
    again = turn_drafts.correct(
        air.campaign, air.interview_id, wrong.id, "right-key-2", actor=typist, now=LATER
    )
    assert begun == again
    kept = turn_drafts.hand_in(
        air.campaign, air.interview_id, "right-key-1", begun.version, turn_drafts.Typed("host", "二"),
        actor=typist, now=LATER,
    )  # fmt: skip
    assert air.release(kept) == 4
    assert [(one.place, one.text) for one in reading.turns(air.interview_id)] == [
        (1, "一"),
        (4, "二"),
        (3, "三"),
    ]
    # also after the end a turn can be pulled
    air.say("end")
    air.pull(kept, by="host")
    assert [one.text for one in reading.turns(air.interview_id)] == ["一", "三"]


def test_a_draft_is_kept_and_a_stale_window_told(air: OnAir) -> None:
    from plugins.interviews.service import turn_drafts

    typist = air.studio.actor("typist")

    def keep(text: str, version: int) -> Any:
        return turn_drafts.keep_draft(
            air.campaign, air.interview_id, "draft-key-1", version, turn_drafts.Typed("host", text),
            actor=typist, now=LATER,
        )  # fmt: skip

    assert keep("欢", 0).version == 1
    assert keep("欢迎", 1).version == 2
    assert keep("欢迎", 1).version == 2  # sent twice
    with pytest.raises(Conflict, match="turn_changed"):
        keep("欢送", 1)
    assert rows(air)[0].text == "欢迎"
    with pytest.raises(Invalid, match="turn_long"):
        keep("长" * 2001, 2)


def test_a_guests_answer_ends_the_question_until_it_is_pulled(air: OnAir) -> None:
    from plugins.interviews.service import live

    first, second = air.questions("节水奖励怎么申请", "水管什么时候改")
    host = air.studio.actor("host")
    live.show_question(air.campaign, air.interview_id, first, actor=host, now=STARTS)
    desk = air.desk()
    assert (desk.on_screen.id, desk.next_up.id) == (first, second)
    air.release(air.hand_in("", speaker="question", chosen_id=first))
    assert rows(air)[0].text == "节水奖励怎么申请"
    answers = [
        air.hand_in(text, speaker="guest", guest_id=air.guest_id, answers_id=first)
        for text in ("带", "缴费单")
    ]
    for answer in answers:
        air.release(answer)
    assert air.desk().chosen[0].answered_at is not None
    air.pull(answers[0])
    assert air.desk().chosen[0].answered_at is not None
    air.pull(answers[1])
    assert air.desk().chosen[0].answered_at is None


def test_whoever_speaks_belongs_to_this_interview(air: OnAir) -> None:
    with pytest.raises(Invalid, match="turn_guest"):
        air.hand_in("一", speaker="guest")
    with pytest.raises(Invalid, match="turn_speaker"):
        air.hand_in("一", speaker="guest", guest_id=air.guest_id + 999)
    with pytest.raises(Invalid, match="turn_question"):
        air.hand_in("一", speaker="guest", guest_id=air.guest_id, answers_id=999)
    with pytest.raises(Invalid, match="turn_picture"):
        air.hand_in("一", picture_id=999)
    with pytest.raises(Invalid, match="turn_empty"):
        air.hand_in("  ")
    assert rows(air) == []


# ── people ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_handed_over_with_the_open_draft_and_both_are_told(air: OnAir) -> None:
    from plugins.interviews.service import duties, turn_drafts

    typist, ids = air.studio.actor("typist"), air.studio.city.ids
    typed = turn_drafts.Typed("host", "写到一半")
    turn_drafts.keep_draft(air.campaign, air.interview_id, "half-key-1", 0, typed, actor=typist, now=STARTS)
    with pytest.raises(Invalid, match="duty_person"):
        duties.hand_over(air.campaign, air.interview_id, ids["stranger"], actor=typist, now=LATER)
    for _twice in range(2):
        try:
            duties.hand_over(air.campaign, air.interview_id, ids["editor"], actor=typist, now=LATER)
        except NotAllowed:
            assert _twice
    assert [one.text for one in air.desk("editor", "typist", now=LATER).mine if one.state == "typing"] == [
        "写到一半"
    ]
    assert air.desk("editor", "typist", now=LATER).told == (("took", "何小满"),)
    assert air.desk("typist", "typist", now=LATER).told == (("gave", "王青禾"),)
    with pytest.raises(NotAllowed):
        turn_drafts.keep_draft(
            air.campaign, air.interview_id, "half-key-1", 1, typed, actor=typist, now=LATER
        )
    # whoever typed a half of it still doesn't release it
    kept = turn_drafts.hand_in(
        air.campaign, air.interview_id, "half-key-1", 2, turn_drafts.Typed("host", "写完了"),
        actor=air.studio.actor("editor"), now=LATER,
    )  # fmt: skip
    air.studio.city.give("typist", "reviewer", "water")
    air.name("typist", "releaser")
    with pytest.raises(RuleBroken, match="own_turn"):
        air.release(kept, by="typist")


def test_the_last_one_is_not_relieved_while_on_air(air: OnAir) -> None:
    from plugins.interviews.service import duties

    host = air.studio.actor("host")
    by_role = {one.role: one.id for one in duties.duties_of(air.interview_id)}
    for role in ("typist", "releaser"):
        with pytest.raises(RuleBroken, match="duty_last"):
            duties.relieve(air.campaign, air.interview_id, by_role[role], actor=host, now=LATER)
    duties.relieve(air.campaign, air.interview_id, by_role["assistant"], actor=host, now=LATER)
    with pytest.raises(Invalid, match="duty_person"):
        air.name("stranger", "typist")
    with pytest.raises(NotAllowed):
        duties.name_person(
            air.campaign, air.interview_id, "typist", air.studio.city.ids["editor"],
            actor=air.studio.actor("editor"), now=LATER,
        )  # fmt: skip


def test_strangers_find_nothing(air: OnAir) -> None:
    from plugins.interviews.service import duties, live_views

    for login in ("stranger", "strange_leader"):
        with pytest.raises(NotFound):
            live_views.desk(
                air.campaign, air.interview_id, "releaser", actor=air.studio.actor(login), now=STARTS
            )
    with pytest.raises(NotFound):
        duties.required(air.campaign, 999, "host", actor=air.studio.actor("host"))


def test_an_assistants_draft_becomes_a_turn_in_one_press(air: OnAir) -> None:
    from plugins.interviews.service import turn_drafts

    (chosen,) = air.questions("节水奖励怎么申请")
    typed = turn_drafts.Typed("guest", "带缴费单。", air.guest_id, answers_id=chosen)
    assistant, typist = air.studio.actor("editor"), air.studio.actor("typist")
    where = (air.campaign, air.interview_id)
    kept = turn_drafts.keep_sketch(*where, "sketch-key-1", 0, typed, actor=assistant, now=STARTS)
    assert air.desk("typist", "typist").offered == ()
    offered = turn_drafts.offer(*where, "sketch-key-1", kept.version, typed, actor=assistant, now=STARTS)
    assert offered == turn_drafts.offer(*where, "sketch-key-1", 0, typed, actor=assistant, now=STARTS)
    taken = turn_drafts.take_over(*where, offered.id, offered.version, actor=typist, now=LATER)
    with pytest.raises(Conflict):
        turn_drafts.take_over(*where, offered.id, offered.version, actor=air.studio.actor("host"), now=LATER)
    assert air.release(taken) == 1
    assert air.desk().chosen[0].answered_at is not None


def test_the_hosts_timer_player_and_messages(air: OnAir) -> None:
    from plugins.interviews.service import live

    host, where = air.studio.actor("host"), (air.campaign, air.interview_id)
    assert live.set_timer(*where, 120, actor=host, now=STARTS) == STARTS + timedelta(minutes=2)
    assert air.desk(now=STARTS + timedelta(seconds=30)).timer_left == 90
    assert live.set_timer(*where, 0, actor=host, now=STARTS) is None
    for seconds in (5, 4000, -60):
        with pytest.raises(Invalid, match="timer_range"):
            live.set_timer(*where, seconds, actor=host, now=STARTS)
    version = air.desk().version
    live.save_media(*where, version, "page", None, "https://tv.example.cn/1", actor=host, now=STARTS)
    with pytest.raises(Conflict, match="live_changed"):
        live.save_media(*where, version, "none", None, "", actor=host, now=STARTS)
    for media, url in (("page", "javascript:alert(1)"), ("file", ""), ("film", "")):
        with pytest.raises(Invalid, match="media_"):
            live.save_media(*where, version + 1, media, None, url, actor=host, now=STARTS)
    for _twice in range(2):
        live.say(*where, "两分钟", "word-key-1", actor=air.studio.actor("typist"), now=STARTS)
    assert [one.text for one in air.desk().words] == ["两分钟"]
