"""Meetings on a real database: the notice's gates, places by lot, the door, minutes, what is told and what is forgotten."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.base.access import SYSTEM, VISITOR
from core.base.db import db
from core.base.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound, RuleBroken
from core.base.outbox import OutboxMessage
from tests.support.chain import SIGNERS, plant
from tests.support.meeting_hall import CLOSES, DAY, NOW, Hall


@pytest.fixture
def hall(make_app: Callable[..., Flask]) -> Iterator[Hall]:
    from core.api import campaigns
    from plugins.decisions.service import previews

    app = make_app(SMS_GATEWAY="demo")
    city = plant(app)
    with app.test_request_context("/zh/"):
        campaign = campaigns.campaign_by_id(city.campaign_id)
        command = previews.SavePreview(city.units["water"], "policy", "云川市节约用水奖励办法")
        preview_id = previews.save_preview(campaign, command, actor=city.actor("editor"), now=NOW)
        yield Hall(city, campaign, preview_id)


def told() -> list[tuple[str, str]]:
    """(kind, fact) of every queued message."""
    rows = db.session.scalars(db.select(OutboxMessage).order_by(OutboxMessage.id))
    return [(row.kind.removeprefix("decisions.meeting_"), row.lang) for row in rows]


def test_a_hearings_papers_go_out_seven_days_ahead(hall: Hall) -> None:
    from core.publishing import service as publishing
    from plugins.decisions import chain
    from plugins.decisions.service import meetings

    meeting_id = hall.save()
    assert [b.code for b in hall.view(meeting_id).blockers] == ["decisions.papers_missing"]
    with pytest.raises(RuleBroken, match="meeting_not_ready"):
        hall.publish(meeting_id)
    hall.paper(meeting_id)
    assert hall.view(meeting_id).ready
    # Sent in time, but out only six days ahead: the chain stops it and says from which day the hearing could be.
    meetings.submit_meeting(hall.campaign, meeting_id, actor=hall.actor("editor"), now=NOW)
    document = chain.MEETING.document(meeting_id)
    assert document is not None
    assert document.revision is not None
    late = DAY - timedelta(days=6)
    found = meetings.blockers(document.revision, hall.campaign, late)
    assert [(b.code, b.rule) for b in found] == [("decisions.papers_late", "DP-04")]
    assert "第十六条" in found[0].clause
    assert meetings.blockers(document.revision, hall.campaign, DAY - timedelta(days=7)) == []
    for step, login in SIGNERS.items():
        publishing.sign(document.id, step, document.revision.digest, actor=hall.actor(login), now=late)
    with pytest.raises(DomainError):
        publishing.publish(document.id, document.revision.digest, actor=hall.actor("office"), now=late)


def test_who_attends_the_mayors_meeting_is_listed_by_name_and_told_to_bring_the_card(hall: Hall) -> None:
    from plugins.decisions.service import meetings

    meeting_id = hall.open(kind="attend", title="列席第三十次常务会议", way="first")
    shown = meetings.public_meeting(hall.campaign, meeting_id)
    assert shown.told.gate_list
    text = "".join(str(b.get("text", "")) for b in shown.revision.revision.blocks)
    assert "请带身份证，只看不存" in text
    with pytest.raises(Invalid, match="full_name_missing"):
        hall.book(meeting_id, 1)
    got = hall.book(meeting_id, 1, full_name="周雁回")
    assert (got.state, got.full_name) == ("booked", "周雁回")
    other = hall.open(kind="symposium", way="first", title="座谈会")
    assert hall.book(other, 2, full_name="周雁回").full_name == ""


def test_the_link_of_a_video_meeting_is_for_those_with_a_place(hall: Hall) -> None:
    from plugins.decisions.service import meetings

    with pytest.raises(Invalid, match="link_shape"):
        hall.save(kind="video", link="会议室 8")
    meeting_id = hall.open(kind="video", way="first", link="https://meet.example.org/88", place="网上")
    shown = meetings.public_meeting(hall.campaign, meeting_id)
    assert "meet.example.org" not in str(shown.revision.revision)
    assert meetings.link_of(meeting_id) == "https://meet.example.org/88"


def test_a_draw_is_promised_in_the_notice_and_told_once(hall: Hall) -> None:
    from core.booking import service as booking
    from plugins.decisions.service import draws, meetings

    meeting_id = hall.open()
    shown = meetings.public_meeting(hall.campaign, meeting_id)
    assert shown.commitment
    assert shown.commitment in str(shown.revision.revision.blocks)
    people = {b.number: b for b in (hall.book(meeting_id, n) for n in range(1, 6))}
    assert {b.state for b in people.values()} == {"waiting"}
    after = CLOSES + timedelta(minutes=1)
    booking.draw_lots(after)
    booking.draw_lots(after)
    found = draws.public_draw(hall.campaign, meeting_id)
    drawn = found.drawn
    assert drawn is not None
    assert booking.commitment_of(found.draw.seed) == shown.commitment
    assert [lot.number for lot in found.lots] == [*drawn.taken, *drawn.line]
    kinds = [kind for kind, _lang in told()]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {"entered": 5, "drawn": 2, "not_drawn": 3}
    booking.cancel_booking(people[drawn.taken[0]].token, actor=VISITOR, now=after)
    assert booking.view_booking(people[drawn.line[0]].token).state == "offered"
    assert [kind for kind, _lang in told()].count("offered") == 1
    with pytest.raises(RuleBroken, match="booking_closed"):
        hall.book(meeting_id, 9, now=after)


def test_a_clerk_puts_down_names_of_people_without_a_mobile_who_come_on_the_list_of_calls(hall: Hall) -> None:
    from plugins.decisions.service import meeting_places

    meeting_id = hall.open(way="first")
    wish = meeting_places.Wish(meeting_id, "260 0733", "李大爷", "abc1", NOW, reach="call")
    with pytest.raises(Invalid, match="notice_unread"):
        meeting_places.book_for(
            hall.campaign, replace(wish, notice_read=False), actor=hall.actor("editor"), now=NOW
        )
    with pytest.raises(NotFound):
        meeting_places.book_for(hall.campaign, wish, actor=hall.actor("stranger"), now=NOW)
    got = meeting_places.book_for(hall.campaign, wish, actor=hall.actor("editor"), now=NOW)
    assert (got.way, got.reach, got.phone) == ("clerk", "call", "2600733")
    row = db.session.scalars(db.select(OutboxMessage)).one()
    assert row.kind == "decisions.meeting_booked"
    done = meeting_places.settle_for(
        hall.campaign, meeting_id, got.id, "cancel", actor=hall.actor("editor"), now=NOW
    )
    assert done.state == "cancelled"


def test_the_door_lets_in_once_tells_the_first_and_takes_back(hall: Hall) -> None:
    from plugins.decisions.service import meeting_door

    meeting_id = hall.open(way="first")
    got = hall.book(meeting_id, 1234)
    editor = hall.actor("editor")
    with pytest.raises(RuleBroken, match="door_closed"):
        hall.let_in(meeting_id, got.id, "k0", now=NOW)
    door = meeting_door.open_door(hall.campaign, meeting_id, actor=editor, now=DAY)
    for text in (
        got.number,
        "1234",
        f"https://x/zh/c/a/decisions/booking/{got.token}",
        got.number.replace("-", ""),
    ):
        found = meeting_door.look_up(door, text, actor=editor, now=DAY)
        assert [(f.person.number, f.code) for f in found] == [(got.number, "ready")], text
    assert meeting_door.look_up(door, "9999", actor=editor, now=DAY) == ()
    first = hall.let_in(meeting_id, got.id, "k1")
    again = hall.let_in(meeting_id, got.id, "k2", now=DAY + timedelta(minutes=9))
    assert (first.outcome, again.outcome, again.at, again.by) == ("in", "duplicate", first.at, first.by)
    assert hall.let_in(meeting_id, got.id, "k1").id == first.id
    before = DAY - timedelta(minutes=10)
    hall.let_in(meeting_id, None, "w1", now=before)
    with pytest.raises(Conflict, match="room_full"):
        hall.let_in(meeting_id, None, "w2", now=before)
    meeting_door.undo(hall.campaign, meeting_id, first.id, actor=editor, now=DAY)
    door = meeting_door.open_door(hall.campaign, meeting_id, actor=editor, now=DAY)
    assert [came.booking_id for came in door.inside] == [None]


def test_minutes_are_confirmed_by_those_present_by_link_or_on_paper(hall: Hall) -> None:
    from plugins.decisions.service import minutes

    meeting_id = hall.open(way="first", capacity=5)
    there, silent, away = (hall.book(meeting_id, n) for n in (1, 2, 3))
    hall.let_in(meeting_id, there.id, "a")
    hall.let_in(meeting_id, silent.id, "b")
    hall.let_in(meeting_id, None, "c")
    act: dict[str, Any] = {"actor": hall.actor("editor"), "now": DAY + timedelta(hours=3)}
    with pytest.raises(RuleBroken, match="minutes_early"):
        minutes.save(hall.campaign, meeting_id, 0, "太早。", actor=hall.actor("editor"), now=NOW)
    minutes.save(hall.campaign, meeting_id, 0, "一、意见。", **act)
    with pytest.raises(Conflict, match="changed"):
        minutes.save(hall.campaign, meeting_id, 0, "一、别的意见。", **act)
    assert minutes.for_holder(there) is None
    assert minutes.send(hall.campaign, meeting_id, 1, **act) == 2
    assert [kind for kind, _lang in told()].count("minutes") == 2
    with pytest.raises(NotFound):
        minutes.answer(away.token, hall.campaign, "agreed", "", **act)
    with pytest.raises(Invalid, match="remark_missing"):
        minutes.answer(there.token, hall.campaign, "remark", "", **act)
    minutes.answer(there.token, hall.campaign, "remark", "第一条说反了。", **act)
    minutes.answer(there.token, hall.campaign, "agreed", "", **act)
    minutes.answer_on_paper(hall.campaign, meeting_id, None, "agreed", "", **act)
    with pytest.raises(RuleBroken, match="minutes_nobody"):
        minutes.answer_on_paper(hall.campaign, meeting_id, None, "agreed", "", **act)
    view = minutes.view(hall.campaign, meeting_id, **act)
    assert (view.tally.present, view.tally.agreed, view.tally.remarks, view.tally.silent) == (3, 2, 0, 1)
    with pytest.raises(RuleBroken, match="minutes_open"):
        minutes.close(hall.campaign, meeting_id, view.version, **act)
    assert minutes.minutes_for_feedback(hall.preview_id) == ()
    over: dict[str, Any] = {**act, "now": DAY + timedelta(days=9)}
    minutes.close(hall.campaign, meeting_id, view.version, **over)
    with pytest.raises(RuleBroken, match="minutes_over"):
        minutes.answer(silent.token, hall.campaign, "agreed", "", **over)
    (kept,) = minutes.minutes_for_feedback(hall.preview_id)
    assert (kept.text, kept.attended, kept.agreed, kept.remarks) == ("一、意见。", 3, 2, 0)


def test_persons_are_forgotten_and_figures_stay(hall: Hall) -> None:
    from core.booking import service as booking
    from plugins.decisions.models.meetings import MinutesAnswer
    from plugins.decisions.service import keeping_meetings, meetings, minutes

    meeting_id = hall.open(way="first")
    got = hall.book(meeting_id, 1)
    hall.let_in(meeting_id, got.id, "a")
    act: dict[str, Any] = {"actor": hall.actor("editor"), "now": DAY + timedelta(hours=3)}
    minutes.save(hall.campaign, meeting_id, 0, "一、意见。", **act)
    minutes.send(hall.campaign, meeting_id, 1, **act)
    minutes.answer(got.token, hall.campaign, "remark", "我说的是第二条。", **act)
    event = meetings.public_meeting(hall.campaign, meeting_id).event
    ends = event.sessions[0].ends_at
    keeping_meetings.purge_due(ends + timedelta(days=89))
    assert booking.view_booking(got.token).call_name == "第1位"
    done = {p.field: p.count for p in keeping_meetings.purge_due(ends + timedelta(days=91))}
    assert done == {f"decisions.meeting.{kept}": 1 for kept in ("phone", "name", "remark", "answer_phone")}
    with pytest.raises(NotFound):
        booking.view_booking(got.token)
    answer = db.session.scalars(db.select(MinutesAnswer)).one()
    assert (answer.verdict, answer.remark_sealed, answer.person_digest) == ("remark", "", "")
    assert booking.figures_of(event.id).attended == 1


def test_calling_off_tells_everybody_once_with_the_reason(hall: Hall) -> None:
    from plugins.decisions.service import meetings

    meeting_id = hall.open(way="first", capacity=1)
    hall.book(meeting_id, 1)
    hall.book(meeting_id, 2)
    version = hall.view(meeting_id).version
    with pytest.raises(Invalid, match="off_reason_missing"):
        meetings.call_off(hall.campaign, meeting_id, version, " ", actor=hall.actor("editor"), now=NOW)
    assert (
        meetings.call_off(hall.campaign, meeting_id, version, "暴雨。", actor=hall.actor("editor"), now=NOW)
        == 2
    )
    with pytest.raises(RuleBroken, match="meeting_off"):
        meetings.call_off(hall.campaign, meeting_id, version + 1, "又。", actor=hall.actor("editor"), now=NOW)
    assert [kind for kind, _lang in told()].count("called_off") == 2
    assert meetings.facts_of(hall.preview_id) == ()


def test_a_corrected_time_moves_the_places_and_who_has_one_is_told(hall: Hall) -> None:
    from plugins.decisions.service import meetings

    meeting_id = hall.open(way="first")
    hall.book(meeting_id, 1)
    later = DAY + timedelta(days=1)
    meetings.save_meeting(
        hall.campaign, hall.command(way="first", starts_at=later, ends_at=later + timedelta(hours=2)),
        meeting_id=meeting_id, version=hall.view(meeting_id).version, actor=hall.actor("editor"),
        now=NOW + timedelta(hours=1),
    )  # fmt: skip
    with pytest.raises(Invalid, match="correction_missing"):
        hall.publish(meeting_id, NOW + timedelta(hours=2))
    hall.publish(meeting_id, NOW + timedelta(hours=2), "会议推迟一天。")
    for _again in range(2):
        meetings.follow_notice(meeting_id, NOW + timedelta(hours=3), actor=SYSTEM)
    shown = meetings.public_meeting(hall.campaign, meeting_id)
    assert shown.session.starts_at == later
    assert [kind for kind, _lang in told()].count("moved") == 1
    facts = meetings.facts_of(hall.preview_id)
    assert [(f.published, f.held, f.starts_at) for f in facts] == [(True, False, later)]


def test_who_may_hold_meetings(hall: Hall) -> None:
    from plugins.decisions.service import meetings

    meeting_id = hall.save()
    for login in ("stranger", "admin"):
        with pytest.raises(NotFound):
            meetings.for_staff(hall.campaign, meeting_id, actor=hall.actor(login), now=NOW)
    with pytest.raises((NotAllowed, NotFound)):
        meetings.save_meeting(
            hall.campaign,
            hall.command(),
            meeting_id=meeting_id,
            version=1,
            actor=hall.actor("reviewer"),
            now=NOW,
        )


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["book", "cancel", "draw", "accept", "in", "undo", "lapse", "erase"]),
        st.integers(1, 6),
    ),
    max_size=24,
)


@given(acts=ACTS, capacity=st.integers(1, 3), draws=st.booleans(), closing=st.integers(0, 20))
@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_a_random_meeting_is_never_oversold_and_tells_each_fact_once(
    hall: Hall, acts: list[tuple[str, int]], capacity: int, draws: bool, closing: int
) -> None:
    from core.base.privacy import digest
    from core.booking import service as booking
    from plugins.decisions.service import meeting_door, meetings

    meeting_id = hall.open(way="draw" if draws else "first", capacity=capacity, companions=1)
    tokens: dict[int, Any] = {}
    for n, (act, who) in enumerate(acts):
        now = NOW + timedelta(minutes=n) if n < closing else CLOSES + timedelta(minutes=n + 1)
        try:
            if act == "book":
                tokens[who] = hall.book(meeting_id, who, now=now, party=1 + who % 2)
            elif act == "draw":
                booking.draw_lots(now)
            elif act == "lapse":
                booking.lapse_offers(now + timedelta(days=2))
            elif act == "erase":
                booking.erase_person(digest(f"138{who:08d}"), now=now)
            elif who in tokens and act == "cancel":
                booking.cancel_booking(tokens[who].token, actor=VISITOR, now=now)
            elif who in tokens and act == "accept":
                booking.accept_offer(tokens[who].token, actor=VISITOR, now=now)
            elif who in tokens and act == "in":
                hall.let_in(meeting_id, tokens[who].id, f"{meeting_id}-{n}", now=DAY)
            elif act == "undo":
                for came in booking.arrivals_of(meetings.public_meeting(hall.campaign, meeting_id).event.id):
                    meeting_door.undo(hall.campaign, meeting_id, came.id, actor=hall.actor("editor"), now=DAY)
        except DomainError:
            pass
        shown = meetings.public_meeting(hall.campaign, meeting_id)
        assert 0 <= shown.session.taken <= capacity
        if shown.event.undrawn:
            assert shown.session.taken == 0
    event = meetings.public_meeting(hall.campaign, meeting_id).event
    inside = [a.booking_id for a in booking.arrivals_of(event.id) if a.undone_at is None]
    assert len(set(inside)) == len(inside)
    facts = [(m.kind, m.fact, m.person_digest) for m in db.session.scalars(db.select(OutboxMessage))]
    assert len(set(facts)) == len(facts)


def test_minutes_are_published_with_the_feedback_and_never_by_themselves(
    make_app: Callable[..., Flask],
) -> None:
    from plugins.decisions import chain
    from plugins.decisions.service import minutes
    from tests.support.decided import NOW as AFTER
    from tests.support.decided import WHILE, grow

    app = make_app(SMS_GATEWAY="demo")
    decided = grow(app)
    with app.test_request_context("/zh/"):
        hall = Hall(decided.city, decided.campaign, decided.preview_id)
        day = WHILE + timedelta(days=4)
        changes: dict[str, Any] = {
            "kind": "symposium", "way": "first", "starts_at": day, "ends_at": day + timedelta(hours=2),
            "opens_at": WHILE - timedelta(days=30), "closes_at": day - timedelta(days=1), "title": "用水户座谈会",
        }  # fmt: skip
        meeting_id = hall.save(**changes)
        hall.publish(meeting_id, WHILE)
        got = hall.book(meeting_id, 1, now=WHILE)
        hall.let_in(meeting_id, got.id, "a", now=day)
        act: dict[str, Any] = {"actor": hall.actor("editor"), "now": day + timedelta(hours=3)}
        minutes.save(hall.campaign, meeting_id, 0, "一、希望抵扣水费。", **act)
        minutes.send(hall.campaign, meeting_id, 1, **act)
        minutes.answer(got.token, hall.campaign, "agreed", "", **act)
        minutes.close(hall.campaign, meeting_id, 2, **act)
        decided.publish_feedback(AFTER)
        out = chain.FEEDBACK.published(decided.preview_id)
        assert out is not None
        (kept,) = out.revision.data["minutes"]
        assert (kept["meeting_id"], kept["attended"], kept["agreed"]) == (meeting_id, 1, 1)
        assert "一、希望抵扣水费。" in [block.get("text") for block in out.revision.blocks]
        slug = decided.campaign.slug
    page = app.test_client().get(f"/zh/c/{slug}/decisions/meetings/{meeting_id}/")
    assert "希望抵扣水费" in page.text


def test_nothing_of_a_person_is_left_after_erasing(hall: Hall) -> None:
    from core.base.privacy import digest
    from core.users.service.personal import erase_person
    from plugins.decisions import testing_meetings
    from plugins.decisions.models.meetings import MinutesAnswer
    from plugins.decisions.service import keeping_meetings

    hall.open(way="first")
    phone = "13811110077"
    testing_meetings.leave_traces(phone=phone, name="纪无痕", campaign=hall.campaign, now=NOW)
    assert [r.fields["写的意见"] for r in keeping_meetings.personal_data(digest(phone))]
    erase_person(phone, now=NOW)
    answer = db.session.scalars(db.select(MinutesAnswer).execution_options(populate_existing=True)).one()
    assert (answer.remark_sealed, answer.person_digest) == ("", "")
    assert keeping_meetings.personal_data(digest(phone)) == []
