"""Refusals and races of the staff's part in booking, on the real database."""

from __future__ import annotations

from datetime import datetime

import pytest

from core.base.access import Actor
from core.base.clock import SHANGHAI
from core.base.db import db
from core.base.errors import Conflict, Invalid, NotFound, RuleBroken
from core.booking.models import Booking
from plugins.open_day.models_taking_part import Change
from plugins.open_day.service import calling_off, deciding, recommending
from plugins.open_day.service.calling_off import MoveSession
from plugins.open_day.service.recommending import Recommendation
from tests.web.open_day.conftest import EDITING, NOW, House, officer

PERSON = Recommendation(1, "周老师", "13800002046", "专家学者", ())


def deciders(house: House, *more: str) -> Actor:
    return officer(101, "editor", house.water, *EDITING, "open_day.call_off", "open_day.recommend", *more)


@pytest.fixture
def day(house: House) -> House:
    house.publish(**{"sessions-0-recommended": "1", "item-number": "共61人，网上报名60人，线下推荐1人。"})
    return house


def test_recommended_people_stay_within_their_own_quota_and_nothing_half_is_stored(day: House) -> None:
    actor = deciders(day)
    with day.app.app_context():
        recommending.recommend(day.campaign, 1, PERSON, actor=actor, now=NOW)
        second = Recommendation(1, "吴先生", "13800003157", "专家学者", ())
        with pytest.raises(Invalid) as full:
            recommending.recommend(day.campaign, 1, second, actor=actor, now=NOW)
        assert full.value.code == "open_day.row_over_quota"
        shown, people = recommending.recommended(day.campaign, 1, actor=actor, now=NOW)
        assert [p.call_name for p in people] == ["周老师"]
        # Their place is none of those that are booked on line.
        assert shown.event.session(1).left == 30  # type: ignore[union-attr]
        assert db.session.query(Booking).count() == 1


def test_more_places_go_into_the_room_and_the_draft(day: House) -> None:
    from plugins.open_day import store

    actor = deciders(day)
    with day.app.app_context():
        deciding.enlarge(day.campaign, 1, 1, 31, 3, actor=actor, now=NOW)
        for n in (1, 2, 3):
            person = Recommendation(1, "周老师", f"1380000204{n}", "专家学者", ())
            recommending.recommend(day.campaign, 1, person, actor=actor, now=NOW)
        with pytest.raises(RuleBroken) as fewer:
            deciding.enlarge(day.campaign, 1, 1, 31, 2, actor=actor, now=NOW)
        assert fewer.value.code == "session_below_taken"
        row = store.open_day(1, day.campaign.id)
        assert row is not None
        assert (row.sessions[0]["capacity"], row.sessions[0]["recommended"], row.recommended) == (31, 3, 3)


def test_moving_writes_the_change_the_draft_and_the_booking_or_none_of_them(day: House) -> None:
    from plugins.open_day import store

    actor = deciders(day)
    at = datetime(2026, 9, 26, 9, 0, tzinfo=SHANGHAI)
    with day.app.app_context():
        bad = MoveSession(1, at, at.replace(hour=8), "第二水厂", "检修")
        with pytest.raises(Invalid):
            calling_off.move(day.campaign, 1, bad, actor=actor, now=NOW)
        near = MoveSession(1, NOW.replace(day=30), NOW.replace(day=30, hour=11), "第二水厂", "检修")
        with pytest.raises(RuleBroken) as early:
            calling_off.move(day.campaign, 1, near, actor=actor, now=NOW)
        assert early.value.code == "open_day.moved_too_near"
        assert db.session.query(Change).count() == 0
        good = MoveSession(1, at, at.replace(hour=11), "第二水厂西门", "检修")
        means, told = calling_off.move(day.campaign, 1, good, actor=actor, now=NOW)
        assert (means.anew, told) == (True, 0)
        row = store.open_day(1, day.campaign.id)
        assert row is not None
        assert (row.sessions[0]["day"], row.sessions[0]["place"]) == ("2026-09-26", "第二水厂西门")
        assert row.sessions[1]["day"] == "2026-09-19"


def test_secret_marks_and_strangers_are_refused(day: House) -> None:
    actor = deciders(day)
    stranger = officer(111, "editor", day.water + 1, *EDITING, "open_day.call_off")
    with day.app.app_context():
        with pytest.raises(RuleBroken):
            calling_off.call_off(day.campaign, 1, None, "机密★1年", actor=actor, now=NOW)
        with pytest.raises(NotFound):
            calling_off.call_off(day.campaign, 1, None, "下雨", actor=stranger, now=NOW)
        assert calling_off.call_off(day.campaign, 1, None, "下雨", actor=actor, now=NOW) == 0
        with pytest.raises(RuleBroken):
            calling_off.call_off(day.campaign, 1, None, "下雨", actor=actor, now=NOW)
        with pytest.raises((RuleBroken, Conflict, Invalid)):
            deciding.extend(day.campaign, 1, NOW.replace(month=9, day=18), actor=actor, now=NOW)
