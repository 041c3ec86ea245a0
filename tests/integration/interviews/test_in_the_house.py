"""Interviews among the rest of the house: the next year's campaign, the site's search."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from flask import Flask

from core.api import campaigns, db, search
from core.base.search import Filters
from core.plugin.contracts import Campaign
from plugins.interviews import chain, plugin
from plugins.interviews.models import Guest, Interview
from plugins.interviews.service import next_year
from tests.support.studio import NOW, Studio, open_studio
from tests.support.written import write

if TYPE_CHECKING:
    from core.base.search import Hit


@pytest.fixture
def studio(app: Flask) -> Studio:
    return open_studio(app)


def later_campaign(studio: Studio, monkeypatch: pytest.MonkeyPatch, units: list[str]) -> Campaign:
    source = studio.campaign
    monkeypatch.setattr(campaigns, "participants", lambda _id: [studio.city.units[unit] for unit in units])
    return replace(source, id=4711, starts_on=source.starts_on.replace(year=source.starts_on.year + 1))


def test_next_year_s_plan_begins_with_last_year_s(
    app: Flask, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        studio.interview(vote_from=NOW, vote_until=NOW + timedelta(days=3))
        studio.interview(title="只有月份", starts_at=None, ends_at=None, month="2026-12")
        studio.interview(title="取消了的", state="called_off", off_reason="下雨")
        studio.interview(title="别的单位", department_id=studio.city.units["housing"])
        made = later_campaign(studio, monkeypatch, ["water"])
        plugin.campaign_copied(studio.campaign, made, NOW)
        rows = list(db.session.scalars(db.select(Interview).filter_by(campaign_id=4711).order_by("id")))
        assert {(row.title, row.month) for row in rows} == {
            ("节约用水怎么奖", "2027-09"),
            ("只有月份", "2027-12"),
        }
        for row in rows:
            assert row.topic == "请市水务局介绍节水奖励办法，回答市民提问。"
            assert row.department_id == studio.city.units["water"]
            assert (row.starts_at, row.ends_at, row.place_id, row.host_id) == (None, None, None, None)
            assert (row.questions_from, row.vote_from, row.contact, row.outline) == (None, None, "", "")
            assert (row.state, row.version) == ("planned", 1)
        guests = db.select(Guest).where(Guest.interview_id.in_([row.id for row in rows]))
        assert list(db.session.scalars(guests)) == []


def test_what_is_hidden_stays_behind(app: Flask, studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.app_context():
        number = studio.interview()
        made = later_campaign(studio, monkeypatch, ["water"])
        monkeypatch.setattr(next_year.publishing, "hidden_subjects", lambda _kind: {number})
        next_year.bring_along(studio.campaign, made, now=NOW)
        assert list(db.session.scalars(db.select(Interview).filter_by(campaign_id=4711))) == []


def hits(words: str) -> list[Hit]:
    return [hit for hit in search.search(words, Filters()).hits if not hit.partial]


def test_an_interview_is_found_by_its_title_once_it_is_announced(app: Flask, studio: Studio) -> None:
    with app.test_request_context("/zh/"):
        number = studio.interview()
        assert hits("节约用水怎么奖") == []
        studio.announce(number)
        found = hits("节约用水怎么奖")
        assert [hit.kind for hit in found] == [chain.NOTICE.code]
        assert ("interviews_public.interview", (("interview_id", number),)) in found[0].places


def test_a_transcript_is_found_by_the_words_of_an_answer(make_app: Callable[..., Flask]) -> None:
    app = make_app(SMS_GATEWAY="demo")
    studio = open_studio(app)
    with app.test_request_context("/zh/"):
        done = write(studio)
        done.make()
        assert chain.TRANSCRIPT.code not in {hit.kind for hit in hits("奖励直接抵水费")}
        done.publish()
        found = hits("奖励直接抵水费")
        assert chain.TRANSCRIPT.code in {hit.kind for hit in found}
        assert all(hit.places for hit in found)
