"""The operator's console through the test client: everything works without a script, and nothing secret shows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from core.base.access import SYSTEM, Actor, Grant
from core.base.clock import SHANGHAI
from core.plugin.contracts import Campaign

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

NOW = datetime(2026, 5, 15, 10, 42, tzinfo=SHANGHAI)
CONSOLE = "/zh/staff/c/2026-may/hotline/console"
TAKES = frozenset(("hotline.serve", "hotline.intake", "hotline.orders"))


@dataclass
class Office:
    """The hotline of a city at 10:42; `as_(actor)` gives a browser of somebody signed in."""

    app: Flask
    campaign: Campaign
    operator: Actor
    other: Actor
    unit: int
    who: list[Actor | None] = field(default_factory=lambda: [None])

    @contextmanager
    def as_(self, actor: Actor | None) -> Iterator[FlaskClient]:
        self.who[0] = actor
        yield self.app.test_client()

    def fill(self, **how: object) -> object:
        from tests.support.hotline_console import open_morning

        with self.app.test_request_context("/zh/"):
            return open_morning(self.campaign, self.operator, NOW, **how)  # type: ignore[arg-type]


@pytest.fixture
def office(make_app: Callable[..., Flask]) -> Iterator[Office]:
    from core.base import clock
    from core.campaigns import service as campaigns
    from core.campaigns.contracts import CampaignDraft
    from core.users import service as users

    app = make_app(SMS_GATEWAY="demo")
    with app.app_context():
        unit = users.add_department(
            users.SaveDepartment("云川市住房和城乡建设局", "bureau", None), actor=SYSTEM, now=NOW
        ).id
        draft = CampaignDraft(
            slug="2026-may", title="云川市2026年政务公开活动", theme="阳光政务", starts_on=date(2026, 5, 1),
            ends_on=date(2026, 6, 30), pack_id="yunchuan", edition=6, department_ids=(unit,),
        )  # fmt: skip
        campaigns.create_campaign(draft, actor=SYSTEM, now=NOW)
        campaign = campaigns.move_campaign(draft.slug, "open", actor=SYSTEM, now=NOW)
    made = Office(
        app,
        campaign,
        operator=Actor(201, "何晓禾", (Grant("operator", TAKES),)),
        other=Actor(202, "陆言", (Grant("operator", TAKES),)),
        unit=unit,
    )
    app.extensions["yangguang"].load_actor = lambda: made.who[0]
    with clock.travel(NOW):
        yield made


def values(page: str) -> dict[str, str]:
    """The form as the page holds it: hidden fields, lines, chosen ones."""
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        kind = re.search(r'type="(\w+)"', tag)
        if name is None or (kind and kind[1] in ("radio", "checkbox") and " checked" not in tag):
            continue
        found[name[1]] = value[1] if value else ""
    for name, body in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'<option selected value="([^"]*)"', body)
        found[name] = chosen[1] if chosen else ""
    for name, body in re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>\s*(.*?)</textarea>', page, re.S):
        found[name] = body
    return found


def send(browser: FlaskClient, do: str, **typed: str) -> TestResponse:
    """Open the console, type, press a button."""
    form = values(browser.get(CONSOLE).text)
    return browser.post(CONSOLE, data={**form, **typed, "do": do})


def test_a_usual_call_from_the_line_to_the_next_caller(office: Office) -> None:
    from core.base.db import db
    from plugins.hotline.models import Order, Waiter

    office.fill(waiting=6)
    with office.as_(office.operator) as browser:
        page = browser.get(CONSOLE).text
        assert "排队 6 人" in page
        assert "该回拨 3 个" in page
        assert "139****7700" in page
        assert "13900007700" not in page
        assert send(browser, "next").status_code == 303
        page = browser.get(CONSOLE).text
        assert "看全号" in page
        answer = send(browser, "finish", title="加装电梯要谁同意", reply="参与表决的四分之三以上同意。")
        assert answer.status_code == 303
        page = browser.get(CONSOLE).text
        assert re.search(r"26-05-\d{4} 已记下", page)
        assert "看全号" in page  # the next one is on the telephone already
    with office.app.app_context():
        order = db.session.scalars(db.select(Order).order_by(Order.id.desc())).first()
        assert order is not None
        assert order.state == "closed"
        assert order.answered_by == 201
        assert len(list(db.session.scalars(db.select(Waiter).filter_by(state="done")))) == 1


def test_nothing_may_be_missing_and_what_was_typed_stays(office: Office) -> None:
    with office.as_(office.operator) as browser:
        answer = send(browser, "finish", phone="138 0000 204", place="柳荫里", words="说了很多")
        assert answer.status_code == 422
        for text in ("请核对位数", "请用一句话写明", "请写怎么答的", "说了很多", "柳荫里"):
            assert text in answer.text
        answer = send(browser, "finish", title="停水", handle="dispatch", phone="13800002046")
        assert answer.status_code == 422
        assert "请选派给哪个单位" in answer.text
        answer = send(browser, "finish", title="停水", handle="callback", result="callback")
        assert answer.status_code == 422
        assert "约回拨要有号码" in answer.text


def test_an_incoming_call_is_just_typed_and_dispatched_once(office: Office) -> None:
    from core.base.db import db
    from plugins.hotline.models import Call, Order

    office.fill(waiting=0)
    with office.as_(office.operator) as browser:
        form = values(browser.get(CONSOLE).text)
        typed = {
            **form, "do": "finish", "phone": "138 1111 2222", "name": "李先生", "title": "路口红绿灯不亮",
            "sort": "complaint", "handle": "dispatch", "result": "passed", "department": str(office.unit),
        }  # fmt: skip
        assert browser.post(CONSOLE, data=typed).status_code == 303
        assert browser.post(CONSOLE, data=typed).status_code == 303  # a double press
    with office.app.app_context():
        rows = list(db.session.scalars(db.select(Order).filter_by(state="dispatched", sort="complaint")))
        rows = [row for row in rows if row.registered_by == 201 and row.call_id is not None]
        assert len(rows) == 1
        call = db.session.get(Call, rows[0].call_id)
        assert call is not None
        assert call.state == "ended"
        assert call.taken_by == 201


def test_earlier_contacts_show_and_a_confidential_order_does_not_even_count(office: Office) -> None:
    office.fill(waiting=0)
    with office.as_(office.operator) as browser:
        form = values(browser.get(CONSOLE).text)
        found = browser.post(f"{CONSOLE}/assist", data={**form, "phone": "13800002046"}).text
        assert "加装电梯，一楼不同意怎么办" in found
        assert "上次的事还没办结" in found
        assert "举报物业账目" not in found
        assert "本年第 4 次来电" in found  # three before, and this one
        typed = {**form, "title": "举报物业账目", "words": "物业经理的账有问题", "place": "柳荫里小区"}
        assert "举报物业账目" not in browser.post(f"{CONSOLE}/assist", data=typed).text


def test_a_shared_number_says_so(office: Office) -> None:
    from plugins.hotline.contracts import NewOrder
    from plugins.hotline.service import orders

    office.fill(waiting=0)
    with office.app.test_request_context("/zh/"):
        new = NewOrder(office.campaign.id, "shared", "help", "修水管", "", phone="13800002046", name="赵先生")
        orders.register(new, actor=office.operator, now=NOW - timedelta(days=1))
    with office.as_(office.operator) as browser:
        form = values(browser.get(CONSOLE).text)
        found = browser.post(f"{CONSOLE}/assist", data={**form, "phone": "138-0000-2046"}).text
        assert "同号，可能不是同一人" in found


def test_likely_duplicates_are_offered_before_saving_and_merged(office: Office) -> None:
    from core.base.db import db
    from plugins.hotline.models import Order

    made = office.fill(waiting=0)
    matter = {
        "title": "加装电梯，一楼不同意怎么办", "words": "三单元想装电梯，一楼两户不同意。", "place": "柳荫里小区",
        "reply": "按物权编表决。", "phone": "13722223333",
    }  # fmt: skip
    with office.as_(office.operator) as browser:
        answer = send(browser, "finish", **matter)
        assert answer.status_code == 422
        assert "可能重复" in answer.text
        assert "并入" in answer.text
        lift = made.order_ids["lift"]  # type: ignore[attr-defined]
        assert send(browser, f"merge:{lift}", **matter).status_code == 303
        page = browser.get(CONSOLE).text
        assert "办结时并入" in page
        assert browser.post(CONSOLE, data={**values(page), "do": "finish"}).status_code == 303
    with office.app.app_context():
        rows = list(db.session.scalars(db.select(Order).filter_by(merged_into=lift)))
        assert [row.state for row in rows] == ["merged"]


def test_emergencies_are_recognised_and_handing_over_is_written_down(office: Office) -> None:
    from core.base.audit import AuditEntry
    from core.base.db import db

    with office.as_(office.operator) as browser:
        form = values(browser.get(CONSOLE).text)
        typed = {**form, "title": "楼道着火", "words": "冒黑烟，有老人被困在楼里"}
        found = browser.post(f"{CONSOLE}/assist", data=typed).text
        assert "急事：着火" in found
        assert "已告知 119" in found
        told = browser.post(f"{CONSOLE}/emergency", data={**form, "service": "119", "kind": "fire"})
        assert told.json == {"service": "119", "time": "10:42"}
        assert browser.post(f"{CONSOLE}/emergency", data={**form, "service": "911"}).status_code == 404
        assert send(browser, "sos:120").status_code == 303
        page = browser.get(CONSOLE).text
        assert "已记下：告知 120" in page
    with office.app.app_context():
        rows = list(db.session.scalars(db.select(AuditEntry).filter_by(action="hotline.emergency_told")))
        assert [row.codes["service"] for row in rows] == ["119", "120"]


def test_the_whole_number_is_shown_to_the_seat_that_has_the_caller_and_written_down(office: Office) -> None:
    from core.base.audit import AuditEntry
    from core.base.db import db

    office.fill(waiting=1)
    with office.as_(office.operator) as browser:
        send(browser, "next")
        form = values(browser.get(CONSOLE).text)
        number = browser.post(f"{CONSOLE}/number", data=form).json["number"]  # type: ignore[index]
        assert re.fullmatch(r"1\d{10}", number)
        assert number in browser.post(CONSOLE, data={**form, "do": "number"}).text
    with office.as_(office.other) as browser:
        assert browser.post(f"{CONSOLE}/number", data=form).status_code == 409
    with office.app.app_context():
        rows = list(db.session.scalars(db.select(AuditEntry).filter_by(action="hotline.number_shown")))
        assert len(rows) == 2
        assert number not in str(rows[0].codes)


def test_a_draft_lives_on_the_server_and_two_windows_do_not_overwrite(office: Office) -> None:
    from core.base.db import db
    from plugins.hotline.models import IntakeDraft

    with office.as_(office.operator) as browser:
        form = values(browser.get(CONSOLE).text)
        kept = browser.post(f"{CONSOLE}/draft", data={**form, "phone": "13800002046", "words": "说到一半"})
        assert kept.json == {"version": 1, "time": "10:42"}
        late = browser.post(f"{CONSOLE}/draft", data={**form, "words": "另一个窗口"})
        assert late.status_code == 409
        assert late.json == {"finished": False, "time": "10:42"}
        page = browser.get(CONSOLE).text
        assert "说到一半" in page
        assert "自动保存于 10:42" in page
        assert "13800002046" in page
        over = browser.post(f"{CONSOLE}/draft", data={**form, "words": "听这里的", "over": "1"})
        assert over.json == {"version": 2, "time": "10:42"}
    with office.as_(office.other) as browser:
        assert "听这里的" not in browser.get(CONSOLE).text
    with office.app.app_context():
        row = db.session.scalars(db.select(IntakeDraft)).one()
        assert "听这里的" not in row.body_sealed


def test_a_finished_draft_says_so_in_the_other_window(office: Office) -> None:
    with office.as_(office.operator) as browser:
        form = values(browser.get(CONSOLE).text)
        browser.post(f"{CONSOLE}/draft", data={**form, "title": "停水"})
        other = values(browser.get(CONSOLE).text)
        assert send(browser, "finish", reply="明早来水").status_code == 303
        late = browser.post(f"{CONSOLE}/draft", data={**other, "title": "停水了"})
        assert late.status_code == 409
        assert late.json == {"finished": True, "time": "10:42"}


def test_a_callback_is_promised_and_comes_back_in_the_line(office: Office) -> None:
    made = office.fill(waiting=0)
    with office.as_(office.operator) as browser:
        page = browser.get(CONSOLE).text
        slot = re.findall(r'<option value="(2026-05-15T[^"]+)"', page)[0]
        answer = send(
            browser, "finish", phone="13722223333", title="要查产权面积", handle="callback", result="callback",
            topic=str(made.topic_ids[0]), callback_at=slot,  # type: ignore[attr-defined]
        )  # fmt: skip
        assert answer.status_code == 303
        page = browser.get(CONSOLE).text
        assert "该回拨 3 个" in page  # one of the four is being rung up already
        assert "回拨中" in page


@pytest.mark.parametrize("script", [False, True])
def test_a_form_sent_without_a_script_keeps_the_caller_for_a_talk(office: Office, script: bool) -> None:
    """Only the form of a page that runs no script holds the field; a page with one says so itself every 15 seconds."""
    from core.base.db import db
    from plugins.hotline.models import Waiter
    from plugins.hotline.service import seat_states

    office.fill(waiting=3)
    with office.as_(office.operator) as browser:
        page = browser.get(CONSOLE).text
        assert '<noscript><input type="hidden" name="silent" value="1"></noscript>' in page
        field = {} if script else {"silent": "1"}
        form = {name: value for name, value in values(page).items() if name != "silent"}
        assert browser.post(CONSOLE, data={**form, **field, "do": "next"}).status_code == 303
        page = browser.get(CONSOLE).text
        form = {name: value for name, value in values(page).items() if name != "silent"}
        browser.post(CONSOLE, data={**form, **field, "title": "还在说", "do": "look"})
    with office.app.app_context():
        served = db.session.scalars(db.select(Waiter).filter_by(state="claimed")).one()
        for minutes, kept in ((1, True), (25, not script), (31, False)):
            seat_states.look(NOW + timedelta(minutes=minutes))
            db.session.expire_all()
            assert (db.session.get_one(Waiter, served.id).state == "claimed") is kept, minutes


def test_somebody_without_a_seat(office: Office) -> None:
    with office.as_(office.operator) as browser:
        page = browser.get(CONSOLE).text
        assert "不在班" in page
        assert "坐到综合席" in page
        assert send(browser, "sit").status_code == 303
        page = browser.get(CONSOLE).text
        assert "待接" in page
        assert "综合席" in page
        send(browser, "pause:meal")
        assert "小休 · 吃饭" in browser.get(CONSOLE).text
        send(browser, "resume")
        send(browser, "next")
        assert "现在没有人在排队" in browser.get(CONSOLE).text
    with office.as_(Actor(9, "陈", (Grant("editor", frozenset({"open_day.see"})),))) as browser:
        assert browser.get(CONSOLE).status_code == 403


def test_an_experts_page_puts_their_topic_first_and_names_their_next_shift(office: Office) -> None:
    from core.base.db import db, unit_of_work
    from plugins.hotline.models import Shift, ShiftTopic

    made = office.fill(waiting=12)
    takes = frozenset(("hotline.serve", "hotline.intake"))
    expert = Actor(77, "陈工", (Grant("seat_expert", takes, frozenset({office.unit})),))
    shift = {"campaign_id": office.campaign.id, "user_id": 77, "expert_name": "陈工", "languages": []}
    with office.app.app_context(), unit_of_work():
        now_on = Shift(
            seat_number=5, starts_at=NOW - timedelta(hours=1), ends_at=NOW + timedelta(hours=1), **shift
        )
        later = Shift(
            seat_number=5, starts_at=NOW + timedelta(hours=4), ends_at=NOW + timedelta(hours=6), **shift
        )
        db.session.add_all((now_on, later))
        db.session.flush()
        db.session.add(ShiftTopic(shift_id=now_on.id, topic_id=made.topic_ids[3]))  # type: ignore[attr-defined]
        now_id = now_on.id
    with office.as_(expert) as browser:
        page = browser.get(CONSOLE).text
        assert "道路与停车专席" in page
        assert page.count("本席</span>") == 1
        assert page.index('<span class="q__n">道路与停车') < page.index('<span class="q__n">住房与物业')
    with office.app.app_context(), unit_of_work():
        db.session.get(Shift, now_id).state = "cancelled"  # type: ignore[union-attr]
    with office.as_(expert) as browser:
        page = browser.get(CONSOLE).text
        assert "您的下一班：5月15日 14:42—16:42" in page
        assert "坐下接听" not in page


def test_the_page_speaks_english(office: Office) -> None:
    office.fill(waiting=3)
    with office.as_(office.operator) as browser:
        page = browser.get(CONSOLE.replace("/zh/", "/en/")).text
        assert '<html lang="en"' in page


def test_call_buttons_stand_only_where_a_telephone_system_takes_commands(office: Office) -> None:
    from core.base.registry import settings

    office.fill(waiting=1)
    with office.as_(office.operator) as browser:
        send(browser, "next")
        assert "call:mute" not in browser.get(CONSOLE).text
        with office.app.app_context():
            ours = dict(settings().of("hotline"))
            settings().of_plugins["hotline"] = {
                **ours, "telephone_url": "http://127.0.0.1:9/", "telephone_secret": "s" * 32,
            }  # fmt: skip
        with office.app.app_context():
            from core.base.db import db, unit_of_work
            from plugins.hotline.models import Waiter
            from plugins.hotline.service import calls

            with unit_of_work():
                call = calls.note_call(office.campaign, phone="13900007700", actor=office.operator, now=NOW)
                db.session.scalars(db.select(Waiter).filter_by(state="claimed")).one().call_id = call
        page = browser.get(CONSOLE).text
        for act in ("call:mute", "call:hold", "call:transfer:120", "call:hangup"):
            assert f'value="{act}"' in page
        assert send(browser, "call:mute").status_code == 303  # nobody answers there: said, nothing lost
        assert "已记下" not in browser.get(CONSOLE).text
