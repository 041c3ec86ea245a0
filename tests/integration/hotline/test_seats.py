"""Topics, proposals, the plan of seats, passes and programmes on a real database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from core.base.access import Actor
from core.base.audit import AuditEntry
from core.base.clock import SHANGHAI, local
from core.base.db import db, unit_of_work
from core.base.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken
from core.base.events import Event
from core.base.jobs import JobRow
from core.base.outbox import OutboxMessage
from core.base.privacy import unseal
from core.users import service as users
from core.users.models import SessionRow
from plugins.hotline.contracts import NewWaiter
from plugins.hotline.models import Order, SeatState, TopicProposal
from plugins.hotline.service import (
    line,
    passes,
    planning,
    programmes,
    proposals,
    seat_states,
    shifts,
    staffing,
    topics,
)
from plugins.hotline.service.planning import SaveShift
from plugins.hotline.service.programmes import SaveProgramme
from plugins.hotline.service.topics import SaveTopic
from tests.integration.hotline.order_city import OrderCity, plant

#: Friday morning, the hotline is open
NOW = datetime(2026, 5, 15, 10, 0, tzinfo=SHANGHAI)


@pytest.fixture
def city(make_app: Callable[..., Flask]) -> Iterator[OrderCity]:
    app = make_app(SMS_GATEWAY="demo", DEMO="1", CLOCK="2026-05-15T10:00")
    made = plant(app, NOW)
    with app.app_context():
        yield made
        db.session.rollback()


def boss(city: OrderCity) -> Actor:
    return city.actor("supervisor")


def wanted(city: OrderCity, *, seat: int = 3, hours: tuple[int, int] = (14, 17), **more: Any) -> SaveShift:
    starts, ends = (NOW.replace(hour=hour) for hour in hours)
    given: dict[str, Any] = {
        "seat_number": seat, "department_id": city.units["water"], "topic_ids": (city.topic_id,), "general": False,
        "user_id": None, "expert_name": "何望", "expert_title": "供水科科长", "name_public": False,
        "languages": ("wu",), "starts_at": starts, "ends_at": ends,
    }  # fmt: skip
    return SaveShift(**{**given, **more})


def plan(city: OrderCity, **more: Any) -> int:
    return planning.save_shift(city.campaign, wanted(city, **more), actor=boss(city), now=NOW)


# ── topics ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_topic_is_made_changed_and_closed(city: OrderCity) -> None:
    command = SaveTopic(" 供水与供热 ", "供水", "consult", "先问小区。", (city.units["water"],), 2)
    topic_id = topics.save_topic(city.campaign, command, actor=boss(city), now=NOW)
    view = topics.topic_view(topic_id)
    assert (view.name, view.department_ids, view.min_cover) == ("供水与供热", (city.units["water"],), 2)
    with pytest.raises(Invalid, match="topic_taken"):
        topics.save_topic(city.campaign, command, actor=boss(city), now=NOW)
    with pytest.raises(Conflict):
        topics.save_topic(city.campaign, command, actor=boss(city), now=NOW, topic_id=topic_id, version=9)
    with pytest.raises(NotAllowed):
        topics.save_topic(city.campaign, command, actor=city.actor("operator"), now=NOW)
    plan(city, topic_ids=(topic_id,))
    with pytest.raises(RuleBroken, match="topic_has_seats"):
        topics.close_topic(city.campaign, topic_id, actor=boss(city), now=NOW)
    topics.close_topic(city.campaign, topic_id, actor=boss(city), now=NOW + timedelta(days=1))
    assert topic_id not in {t.id for t in topics.list_topics(city.campaign)}


# ── proposals ───────────────────────────────────────────────────────────────────────────────────────────────────────
WORDS = "小区电动车充电桩不够用，晚上抢不到，希望增加充电桩。"


def call_in(city: OrderCity, count: int, day: int = 1, **more: Any) -> list[int]:
    return [
        city.new(
            title="小区电动车充电桩不够用", words=WORDS, phone="", place="", name="",
            now=NOW - timedelta(days=day, minutes=n), topic_id=None, **more,
        ).line.id
        for n in range(count)
    ]  # fmt: skip


def test_alike_calls_are_proposed_and_a_confidential_one_never(city: OrderCity) -> None:
    call_in(city, 3)
    hidden = call_in(city, 2, confidential=True)
    assert proposals.group(city.campaign, actor=boss(city), now=NOW) == 1
    (found,) = proposals.list_proposals(city.campaign, actor=boss(city), now=NOW)
    assert found.size == 3
    assert sum(found.trend) == 3
    assert "充电桩" in found.words
    assert not {e.order_id for e in found.examples} & set(hidden)
    row = db.session.get_one(TopicProposal, found.id)
    assert not set(row.order_ids) & set(hidden)
    # one that turns out to be confidential afterwards is neither shown nor counted any more
    db.session.get_one(Order, row.order_ids[0]).confidential = True
    db.session.commit()
    assert proposals.proposal(city.campaign, found.id, actor=boss(city), now=NOW).size == 2
    with pytest.raises(NotAllowed):
        proposals.list_proposals(city.campaign, actor=city.actor("operator"), now=NOW)


def test_named_merged_dismissed(city: OrderCity) -> None:
    ids = call_in(city, 3)
    proposals.group(city.campaign, actor=boss(city), now=NOW)
    (found,) = proposals.list_proposals(city.campaign, actor=boss(city), now=NOW)
    command = SaveTopic("充电", "充电", "other", "", (city.units["water"],), 1)
    topic_id = proposals.take(city.campaign, found.id, command, actor=boss(city), now=NOW)
    assert {city.row(order).topic_id for order in ids} == {topic_id}
    with pytest.raises(Conflict, match="proposal_decided"):
        proposals.merge(city.campaign, found.id, topic_id, actor=boss(city), now=NOW)
    # every morning what came in the day before is grouped, once
    event = Event("hotline.order_registered", city.campaign.id, {"order_id": ids[0]}, NOW, "k")
    with unit_of_work():
        proposals.hear(event, NOW)
        proposals.hear(event, NOW)
    (job,) = db.session.query(JobRow).filter_by(name=proposals.JOB)
    assert local(job.run_at) == datetime(2026, 5, 16, 5, 0, tzinfo=SHANGHAI)
    # what has a topic is not proposed again
    assert proposals.group(city.campaign, actor=boss(city), now=NOW) == 0


def test_a_dismissed_group_comes_back_when_it_has_grown_a_lot(city: OrderCity) -> None:
    call_in(city, 3)
    proposals.group(city.campaign, actor=boss(city), now=NOW)
    (found,) = proposals.list_proposals(city.campaign, actor=boss(city), now=NOW)
    proposals.dismiss(city.campaign, found.id, actor=boss(city), now=NOW)
    call_in(city, 1, day=0)
    assert proposals.group(city.campaign, actor=boss(city), now=NOW) == 0
    call_in(city, 3, day=0)
    assert proposals.group(city.campaign, actor=boss(city), now=NOW) == 1
    assert proposals.list_proposals(city.campaign, actor=boss(city), now=NOW)[0].size == 7


# ── the plan ────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_clashes_are_refused_and_gaps_shown(city: OrderCity) -> None:
    shift_id = plan(city)
    assert planning.problems(city.campaign, wanted(city, seat=4, expert_name="别人"), now=NOW) == []
    with pytest.raises(RuleBroken, match="clash_seat"):
        plan(city, expert_name="别人", hours=(16, 18))
    with pytest.raises(RuleBroken, match="clash_person"):
        plan(city, seat=4, hours=(16, 18))
    editor = city.actor("editor")
    with pytest.raises(RuleBroken, match="clash_unfit"):
        plan(city, seat=5, user_id=editor.user_id)
    plan(city, hours=(17, 18))  # right after
    day = planning.day_plan(city.campaign, local(NOW).date(), now=NOW)
    assert [(g.topic, local(g.starts).hour, local(g.ends).hour) for g in day.gaps] == [
        (city.topic_id, 10, 14)
    ]
    assert day.clashes == ()
    # a shift of oneself doesn't stand in one's own way
    view = shifts.shift_view(city.campaign, shift_id)
    planning.save_shift(
        city.campaign, wanted(city, hours=(13, 17)), actor=boss(city), now=NOW, shift_id=shift_id, version=view.version,
    )  # fmt: skip
    with pytest.raises(Conflict):
        planning.save_shift(
            city.campaign, wanted(city, hours=(13, 17)), actor=boss(city), now=NOW, shift_id=shift_id, version=1,
        )  # fmt: skip


def test_a_day_is_copied_without_what_clashes(city: OrderCity) -> None:
    expert = city.actor("expert")
    plan(city, user_id=expert.user_id, expert_name="")
    plan(city, seat=4, expert_name="何望")
    today, tomorrow = local(NOW).date(), local(NOW).date() + timedelta(days=1)
    taken = wanted(city, seat=4, expert_name="白景行", starts_at=NOW + timedelta(days=1), ends_at=NOW + timedelta(days=1, hours=6))  # fmt: skip
    planning.save_shift(city.campaign, taken, actor=boss(city), now=NOW)
    copied = planning.copy_day(city.campaign, today, tomorrow, actor=boss(city), now=NOW)
    assert copied.made == 1
    assert [view.seat_number for view in copied.left_out] == [4]
    seats = planning.day_plan(city.campaign, tomorrow, now=NOW).shifts
    assert {(s.seat_number, s.expert_name) for s in seats} == {(4, "白景行"), (3, expert.name)}


def test_what_runs_and_what_comes(city: OrderCity) -> None:
    expert = city.actor("expert")
    shift_id = plan(city, user_id=expert.user_id)
    starts, ends = NOW.replace(hour=14), NOW.replace(hour=17)
    assert shifts.shift_of(expert.user_id, city.campaign, now=NOW) is None
    early = shifts.shift_of(expert.user_id, city.campaign, now=starts - timedelta(minutes=15))
    assert early is not None
    assert early.id == shift_id
    assert shifts.shift_of(expert.user_id, city.campaign, now=ends) is None
    assert not shifts.open_hours(city.campaign, city.topic_id, now=NOW)
    assert shifts.next_hours(city.campaign, city.topic_id, now=NOW) == (starts, ends)
    assert shifts.open_hours(city.campaign, city.topic_id, now=starts)
    assert [s.id for s in shifts.shifts_now(city.campaign, now=starts)] == [shift_id]
    assert [s.id for s in shifts.coming_seats(city.campaign, NOW)] == [shift_id]


def test_an_operator_sits_down_at_a_general_seat(city: OrderCity) -> None:
    plan(city, seat=1, hours=(9, 12))
    operator = city.actor("operator")
    shift_id = shifts.open_general_seat(city.campaign, actor=operator, now=NOW)
    view = shifts.shift_view(city.campaign, shift_id)
    assert (view.seat_number, view.general, local(view.ends_at).hour) == (2, True, 17)
    assert shifts.open_general_seat(city.campaign, actor=operator, now=NOW) == shift_id
    assert shifts.open_hours(city.campaign, city.topic_id, now=NOW)
    with pytest.raises(NotAllowed):
        shifts.open_general_seat(city.campaign, actor=city.actor("expert"), now=NOW)


# ── the pass ────────────────────────────────────────────────────────────────────────────────────────────────────────
def enter(city: OrderCity, secret: str, now: datetime) -> str:
    return passes.enter(city.campaign, secret, address="10.1.1.1", user_agent="x", now=now).session_id


def test_a_pass_lives_with_its_shift(city: OrderCity) -> None:
    shift_id = plan(city)
    starts, ends = NOW.replace(hour=14), NOW.replace(hour=17)
    card = passes.open_pass(
        city.campaign, shift_id, phone="138 0000 4321", link="x", actor=boss(city), now=NOW
    )
    assert card.sent
    assert card.code in unseal(
        db.session.query(OutboxMessage).filter_by(kind="hotline.shift_pass").one().body_sealed
    )
    with pytest.raises(RuleBroken, match="guest_early"):
        enter(city, card.code, starts - timedelta(minutes=16))
    session = enter(city, card.token, starts - timedelta(minutes=15))
    actor = users.load_actor(session, now=starts)
    assert actor is not None
    assert actor.name == "何望"
    mine = shifts.shift_of(actor.user_id, city.campaign, now=starts)
    assert mine is not None
    assert mine.id == shift_id
    water, here = city.units["water"], city.campaign.id
    assert all(
        actor.can(p, department_id=water, campaign_id=here) for p in ("hotline.serve", "hotline.intake")
    )
    for beyond in (
        "hotline.supervise",
        "hotline.handle",
        "hotline.orders",
        "hotline.answers",
        "hotline.board",
    ):
        assert not actor.can(beyond)
    assert not actor.can("hotline.serve", campaign_id=here + 1)
    assert not actor.can("hotline.serve", department_id=city.units["housing"])
    # longer hours reach the pass, shorter ones end it sooner
    view = shifts.shift_view(city.campaign, shift_id)
    planning.save_shift(city.campaign, wanted(city, hours=(14, 16)), actor=boss(city), now=starts, shift_id=shift_id, version=view.version)  # fmt: skip
    assert users.load_actor(session, now=ends - timedelta(hours=1, seconds=1)) is not None
    assert users.load_actor(session, now=ends - timedelta(hours=1)) is None
    assert db.session.query(SessionRow).count() == 0
    done = {row.action for row in db.session.query(AuditEntry).filter_by(user_id=actor.user_id)}
    assert "users.guest_entered" in done


def test_revoking_cancelling_and_a_new_pass_end_the_old_one(city: OrderCity) -> None:
    shift_id = plan(city)
    starts = NOW.replace(hour=14)
    first = passes.open_pass(city.campaign, shift_id, actor=boss(city), now=NOW)
    second = passes.open_pass(city.campaign, shift_id, actor=boss(city), now=NOW)
    with pytest.raises(RuleBroken, match="guest_over"):
        enter(city, first.code, starts)
    session = enter(city, second.code, starts)
    passes.revoke(city.campaign, shift_id, actor=boss(city), now=starts)
    assert users.load_actor(session, now=starts) is None
    assert shifts.shift_view(city.campaign, shift_id).user_id is None
    with pytest.raises(NotFound):
        passes.revoke(city.campaign, shift_id, actor=boss(city), now=starts)
    third = passes.open_pass(city.campaign, shift_id, actor=boss(city), now=starts)
    session = enter(city, third.code, starts)
    planning.cancel_shift(city.campaign, shift_id, actor=boss(city), now=starts)
    assert users.load_actor(session, now=starts) is None
    with pytest.raises(RuleBroken, match="pass_past"):
        passes.open_pass(city.campaign, shift_id, actor=boss(city), now=starts)


def test_whoever_loses_the_pass_stands_up(city: OrderCity) -> None:
    shift_id = plan(city)
    starts = NOW.replace(hour=14)
    card = passes.open_pass(city.campaign, shift_id, actor=boss(city), now=NOW)
    expert = users.load_actor(enter(city, card.code, starts), now=starts)
    assert expert is not None
    seat_states.sit_down(shift_id, actor=expert, now=starts)
    passes.revoke(city.campaign, shift_id, actor=boss(city), now=starts)
    assert db.session.get_one(SeatState, shift_id).state == "off"


def test_no_pass_for_somebody_with_an_account(city: OrderCity) -> None:
    shift_id = plan(city, user_id=city.actor("expert").user_id)
    with pytest.raises(RuleBroken, match="pass_has_account"):
        passes.open_pass(city.campaign, shift_id, actor=boss(city), now=NOW)
    with pytest.raises(NotAllowed):
        passes.open_pass(city.campaign, shift_id, actor=city.actor("operator"), now=NOW)


# ── staffing and programmes ─────────────────────────────────────────────────────────────────────────────────────────
def test_staffing_from_the_pack_s_target(city: OrderCity) -> None:
    target = staffing.target_of(city.campaign)
    assert (target.share, target.seconds) == (80, 15)
    lines = staffing.advice(200, 180, target)
    assert [x.seats for x in lines] == [12, 13, 14, 15, 16]
    with pytest.raises(Invalid, match="staffing_calls"):
        staffing.advice(-1, 180, target)


def test_callers_of_a_programme_are_tagged_and_reported(city: OrderCity) -> None:
    water = city.units["water"]
    command = SaveProgramme("特别节目", "电台", "", NOW, NOW + timedelta(minutes=50), (water,))
    number = programmes.save_programme(city.campaign, command, actor=boss(city), now=NOW)
    with pytest.raises(Invalid, match="programme_overlap"):
        programmes.save_programme(city.campaign, command, actor=boss(city), now=NOW)
    on = NOW + timedelta(minutes=10)
    on_air = programmes.programme_now(city.campaign, now=on)
    assert on_air is not None
    assert on_air.id == number
    assert programmes.programme_now(city.campaign, now=NOW + timedelta(minutes=50)) is None
    city.new(now=on, handle="answer", reply="明天恢复。", topic_id=city.topic_id)
    city.at_water(now=on)
    city.new(now=on, confidential=True)
    city.new(now=NOW + timedelta(hours=2))
    waiter = NewWaiter(city.campaign.id, city.topic_id, "w1", phone="13900000001")
    line.join(waiter, actor=city.actor("operator"), now=on)
    report = programmes.report(city.campaign, number, actor=boss(city))
    assert (report.total("orders"), report.total("on_air"), report.total("passed_on")) == (2, 1, 1)
    assert report.waiting == 1
    (own,) = [x for x in report.lines if x.department_id == water]
    assert (own.orders, own.on_air, own.passed_on, own.open) == (2, 1, 1, 1)
    with pytest.raises(NotAllowed):
        programmes.report(city.campaign, number, actor=city.actor("operator"))
