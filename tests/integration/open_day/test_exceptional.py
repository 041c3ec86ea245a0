"""An announcement that is hidden, blanked, taken down, waived or entered afterwards."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from core.base import clock
from core.base.access import Actor, Grant
from core.base.errors import RuleBroken
from core.publishing import service as publishing
from plugins.open_day import chain, store
from plugins.open_day.service import announcements, plans
from tests.integration.open_day.test_publishing import submitted
from tests.support.chain import png
from tests.web.open_day.conftest import NOW, STAFF, House, announcement, plan

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

PUBLIC = STAFF.replace("/staff", "", 1)
THEME = "一滴水"


def who(user_id: int, *permissions: str) -> Actor:
    return Actor(user_id, f"某{user_id}", (Grant("x", frozenset(permissions)),))


def look(house: House, actor: Actor | None, path: str) -> TestResponse:
    with house.as_(actor) as browser:
        return browser.get(path)


def test_a_hidden_announcement_is_nowhere_and_blanking_empties_the_draft(house: House) -> None:
    house.publish()
    shown = look(house, None, f"{PUBLIC}/1/")
    assert shown.status_code == 200
    with house.app.app_context():
        found = chain.ANNOUNCEMENT.document(1)
        assert found is not None
        secret = store.open_day(1).items["开放主题"]  # type: ignore[union-attr]
        office = who(91, "publishing.hide", "publishing.confirm_instruction", "publishing.view")
        reviewer = who(92, "publishing.hide", "publishing.enter_instruction", "publishing.view")
        publishing.hide(found.id, actor=reviewer, now=NOW)
        assert publishing.is_hidden(chain.ANNOUNCEMENT.code, 1)
        places = [copy.place for copy in publishing.quarantine_view(found.id, actor=office).copies]
        assert "开放日公告的草稿" in places
    for path in (f"{PUBLIC}/1/", f"{PUBLIC}/1/calendar.ics"):
        assert look(house, None, path).status_code == 404
    assert secret not in look(house, None, f"{PUBLIC}/").text
    for path in (f"{STAFF}/announcements/1", f"{STAFF}/announcements/1/edit", f"{STAFF}/plans/1"):
        answer = look(house, house.editor, path)
        assert answer.status_code == 423
        assert secret not in answer.text
    assert secret not in look(house, house.editor, f"{STAFF}/").text
    with house.app.app_context():
        new = publishing.NewInstruction("blank", "云保3号", NOW.date(), (io.BytesIO(png()), "令.png"))
        entered = publishing.enter_instruction(found.id, new, actor=reviewer, now=NOW)
        publishing.decide_instruction(entered, True, actor=office, now=NOW)
        row = store.open_day(1)
        assert row is not None
        assert (row.title, row.items, row.sessions) == ("", {}, [])
        filed = store.plan(row.plan_id, row.campaign_id)
        assert filed is not None
        assert (filed.theme, filed.agenda_rows, filed.place) == ("", [], "")
    assert look(house, house.editor, f"{STAFF}/").status_code == 200


def test_one_that_was_taken_down_says_so_at_its_address(house: House) -> None:
    house.publish()
    with house.app.app_context():
        found = chain.ANNOUNCEMENT.document(1)
        assert found is not None
        office = who(91, "publishing.take_down", "publishing.view")
        publishing.take_down_at_once(found.id, "水厂检修", actor=office, now=NOW)
    answer = look(house, None, f"{PUBLIC}/1/")
    assert answer.status_code == 410
    assert "水厂检修" in answer.text
    assert "本文已于" in answer.text


def test_a_waived_rule_and_a_late_entry_open_the_gates(house: House) -> None:
    submitted(house)
    late = NOW + timedelta(days=19)
    office = who(91, "publishing.make_exception", "publishing.view")
    with clock.travel(late), pytest.raises(RuleBroken):
        house.walk_chain()
    with house.app.app_context():
        publishing.waive(
            chain.ANNOUNCEMENT.code,
            1,
            "OD-03",
            "防汛推迟",
            (io.BytesIO(png()), "批.png"),
            actor=office,
            now=late,
        )
        found = chain.ANNOUNCEMENT.document(1)
        assert found is not None
        assert publishing.publish_verdict(found.id, now=late) == []
        view = announcements.view_announcement(house.campaign, 1, actor=house.editor, now=late)
        assert view.check.ok
        publishing.revoke_waiver(publishing.waivers(chain.ANNOUNCEMENT.code, 1)[0].id, actor=office, now=late)
        assert [b.rule for b in publishing.publish_verdict(found.id, now=late)] == ["OD-03"]
        publishing.record_happened(
            chain.ANNOUNCEMENT.code, 1, late - timedelta(days=10), "https://www.example.gov.cn/3", "停电",
            (io.BytesIO(png()), "批.png"), actor=office, now=late,
        )  # fmt: skip
        assert publishing.publish_verdict(found.id, now=late) == []


def test_before_it_was_ever_sent_the_office_can_waive_for_it(house: House) -> None:
    house.approve_plan()
    with house.app.app_context():
        place = publishing.place_of(chain.ANNOUNCEMENT.code, 1)
        assert place.department_id == house.water


def test_marks_are_refused_before_a_draft_is_stored(house: House) -> None:
    with house.as_(house.editor) as browser:
        answer = browser.post(f"{STAFF}/plans/new", data=plan(house, **{"agenda-0-what": "参观 机密★10年"}))
        assert answer.status_code == 422
        assert "密级标志" in answer.text
    house.approve_plan()
    with house.as_(house.editor) as browser:
        answer = browser.post(f"{STAFF}/announcements/1/edit", data=announcement(**{"item-tips": "秘密★5年"}))
        assert answer.status_code == 422
        assert "密级标志" in answer.text
    with house.app.app_context():
        assert "★" not in repr(store.open_day(1).items)  # type: ignore[union-attr]
        assert len(plans.list_plans(house.campaign, actor=house.editor, now=NOW)) == 1


def test_the_day_under_the_signature_is_the_day_of_publication(house: House) -> None:
    submitted(house)
    with clock.travel(NOW + timedelta(days=3)):
        house.walk_chain()
    with house.app.app_context():
        found = chain.ANNOUNCEMENT.published(1)
        assert found is not None
        day = clock.local(NOW + timedelta(days=3)).date()
        assert found.revision.blocks[-1]["lines"][-1] == f"{day.year}年{day.month}月{day.day}日"
