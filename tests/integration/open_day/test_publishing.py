"""The rules are asked again inside the publishing transaction; what is under way or public can't be changed under it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from core.base.access import VISITOR
from core.base.clock import travel
from core.base.errors import Conflict, Invalid, RuleBroken
from core.booking import service as booking
from plugins.open_day import chain
from plugins.open_day.service import announcements, places
from tests.web.open_day.conftest import NOW, STAFF, House, announcement, officer

if TYPE_CHECKING:
    from flask import Flask


def submitted(house: House, **changes: object) -> None:
    """An announcement that went into the chain."""
    house.approve_plan()
    with house.as_(house.editor) as browser:
        assert browser.post(f"{STAFF}/announcements/1/edit", data=announcement(**changes)).status_code == 303
        assert browser.post(f"{STAFF}/announcements/1/submit").status_code == 303


def test_on_the_last_lawful_day_it_is_published(house: House) -> None:
    submitted(house)
    with travel(NOW + timedelta(days=18)):  # 4 September, fifteen days before the 19th
        house.walk_chain()
    with house.app.app_context():
        assert chain.ANNOUNCEMENT.published(1) is not None


def test_one_day_later_it_is_refused(house: House) -> None:
    submitted(house)
    with travel(NOW + timedelta(days=19)), pytest.raises(RuleBroken) as refused:
        house.walk_chain()
    (blocker,) = refused.value.params["blockers"]
    assert blocker.code == "open_day.announcement_too_late"
    assert blocker.clause.startswith("OD-03")
    with house.app.app_context():
        assert chain.ANNOUNCEMENT.published(1) is None


def test_a_plan_that_lost_its_approval_stops_publication(house: House) -> None:
    from core.base.db import unit_of_work
    from plugins.open_day.models import Plan

    submitted(house)
    with house.app.app_context(), unit_of_work() as session:
        session.get_one(Plan, 1).state = "returned"
    with pytest.raises(RuleBroken) as refused:
        house.walk_chain()
    assert [b.code for b in refused.value.params["blockers"]] == ["open_day.plan_not_approved"]


def test_the_draft_is_locked_while_it_is_under_review(house: House) -> None:
    submitted(house)
    with house.app.app_context():
        view = announcements.view_announcement(house.campaign, 1, actor=house.editor, now=NOW)
        assert view.locked
        with pytest.raises(Conflict, match=r"open_day\.locked"):
            announcements.save_announcement(house.campaign, 1, view.content, actor=house.editor, now=NOW)
        with pytest.raises(Conflict, match=r"open_day\.locked"):
            announcements.submit_announcement(house.campaign, 1, actor=house.editor, now=NOW)


def test_a_returned_announcement_is_mended_and_sent_again(house: House) -> None:
    from core.publishing import service as publishing

    submitted(house)
    with house.app.app_context():
        document = chain.ANNOUNCEMENT.document(1)
        assert document is not None
        assert document.revision is not None
        reviewer = officer(102, "reviewer", house.water, "publishing.first_review")
        publishing.return_to_drafter(
            document.id, "first_review", document.revision.digest, "请补停车说明", actor=reviewer, now=NOW
        )
    with house.as_(house.editor) as browser:
        assert "请补停车说明" in browser.get(f"{STAFF}/announcements/1").text
        more = announcement(tips="厂区可停车。", **{"sessions-0-capacity": "40", "item-number": "共70人。"})
        assert browser.post(f"{STAFF}/announcements/1/edit", data=more).status_code == 303
        assert browser.post(f"{STAFF}/announcements/1/submit").status_code == 303
    house.walk_chain()
    with house.app.app_context():
        assert places.public_open_day(house.campaign, 1).event.capacity == 70


def test_a_second_version_changes_words_but_no_session(house: House) -> None:
    house.publish()
    with travel(NOW + timedelta(hours=1)), house.as_(house.editor) as browser:
        refused = browser.post(
            f"{STAFF}/announcements/1/edit", data=announcement(**{"sessions-0-capacity": "29"})
        )
        assert refused.status_code == 422
        assert "场次和报名时间不能再改" in refused.text
        assert (
            browser.post(f"{STAFF}/announcements/1/edit", data=announcement(tips="请带水杯。")).status_code
            == 303
        )
        silent = browser.post(f"{STAFF}/announcements/1/submit")
        assert silent.status_code == 422
        assert "请写明错在哪里" in silent.text
        said = browser.post(f"{STAFF}/announcements/1/submit", data={"correction": "原来漏了带水杯。"})
        assert said.status_code == 303
        house.walk_chain()
    with house.app.app_context():
        shown = places.public_open_day(house.campaign, 1)
        assert shown.revision.version == 2
        assert shown.revision.correction == "原来漏了带水杯。"
        assert shown.revision.revision.data["items"]["温馨提示"] == "请带水杯。"


def test_booking_must_close_before_the_first_session(house: House) -> None:
    house.approve_plan()
    with house.as_(house.editor) as browser:
        late = announcement(closes_at="2026-09-19T10:00", signup="9月19日前在本页报名")
        browser.post(f"{STAFF}/announcements/1/edit", data=late)
        page = browser.post(f"{STAFF}/announcements/1/submit")
        assert page.status_code == 422
        assert "报名截止时间要早于第一场开始" in page.text


def test_a_marked_text_never_enters_the_chain(house: House) -> None:
    house.approve_plan()
    with house.as_(house.editor) as browser:
        browser.post(f"{STAFF}/announcements/1/edit", data=announcement(tips="秘密★十年"))
        assert browser.post(f"{STAFF}/announcements/1/submit").status_code == 422
    with house.app.app_context():
        assert chain.ANNOUNCEMENT.document(1) is None


def test_booking_is_refused_for_a_foreign_category_or_without_declarations(house: House) -> None:
    house.publish()
    with house.app.app_context():
        shown = places.public_open_day(house.campaign, 1)
        whole = places.BookRequest(
            open_day_id=1, session_id=shown.event.sessions[0].id, phone="13800002046", category="其他群众",
            call_name="王女士", declared=("age_capacity", "ties"), needs=(), photo_consent=False,
            notice_agreed_at=NOW, key="k",
        )  # fmt: skip
        for change, code in (
            ({"category": "领导"}, "open_day.category_unknown"),
            ({"declared": ("ties",)}, "open_day.undeclared"),
        ):
            wrong = places.BookRequest(**{**whole.__dict__, **change})
            with pytest.raises(Invalid, match=code):
                places.book(house.campaign, wrong, actor=VISITOR, now=NOW)


def test_personal_data_is_shown_and_erased_through_the_hooks(house: House) -> None:
    from core.base.privacy import digest

    house.publish()
    with house.as_(None) as citizen:
        house.book(citizen, "13800002046", session="1")
    host = house.app.extensions["yangguang"].host
    with house.app.app_context():
        person = digest("13800002046")
        kept = dict(host.live("personal_data", person_digest=person))["booking"]
        assert [record.fields["称呼"] for record in kept] == ["王女士"]
        host.live("erase_personal_data", person_digest=person, now=NOW)
        assert not dict(host.live("personal_data", person_digest=person))["booking"]


def test_the_demo_tells_its_story(make_app: Callable[..., Flask]) -> None:
    from core.campaigns import service as campaigns
    from core.users import service as users
    from plugins.open_day.service import plans, story

    app = make_app(DEMO="1", SMS_GATEWAY="demo")
    with travel(NOW), app.app_context():
        users.create_demo_people(NOW)
        campaign = campaigns.create_demo_campaign(NOW)
        story.tell(campaign, NOW)
        held, due, today, full, moved, shown = places.public_open_days(campaign)
        assert held.event.sessions[-1].ends_at < NOW
        assert booking.arrivals_of(held.event.id)
        assert due.event.sessions[-1].ends_at < NOW, "its results are due"
        assert sum(session.waiting for session in full.event.sessions) > 0
        assert {session.state for session in moved.event.sessions} == {"open", "called_off"}
        assert today.event.sessions[0].starts_at.date() == NOW.date()
        assert today.event.taken >= 25
        waiting = sum(session.waiting for session in shown.event.sessions)
        assert (shown.event.taken, waiting) == (len(story.GUESTS) - 1, 1)
        assert shown.event.refusal(NOW) is None
        watcher = officer(1, "office", None, announcements.APPROVE)
        drafts = announcements.list_announcements(campaign, actor=watcher, now=NOW)
        assert sorted((d.published_at is not None, len(d.check.blockers)) for d in drafts) == [
            (False, 2),
            *[(True, 0)] * 5,
            (True, 1),
        ]
        states = [p.state for p in plans.list_plans(campaign, actor=watcher, now=NOW)]
        assert sorted(states) == ["approved"] * 7 + ["filed", "returned"]
