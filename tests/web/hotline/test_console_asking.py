"""A caller's words put to an interview from the console: one press, with or without an order; the two know one another."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from core.base import clock
from tests.support.asking import Asking, open_asking
from tests.support.chain import SLUG
from tests.support.studio import ENDS, NOW, open_studio
from tests.web.hotline.test_console import values

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

CONSOLE = f"/zh/staff/c/{SLUG}/hotline/console"
WORDS = "水表坏了三天没人修，想问节水奖励还算不算"


@pytest.fixture
def asking(make_app: Callable[..., Flask]) -> Iterator[Asking]:
    from core.api import SYSTEM
    from core.users import service as users
    from core.users.contracts import SavePerson

    app = make_app(SMS_GATEWAY="demo")
    studio = open_studio(app)
    with app.app_context():
        person = SavePerson("何晓禾", "operator", studio.city.units["city"])
        studio.city.ids["operator"] = users.add_person(person, actor=SYSTEM, now=NOW)
        studio.city.give("operator", "operator", None)
        made = open_asking(studio)
    app.extensions["yangguang"].load_actor = lambda: studio.city.who[0]
    with clock.travel(NOW):
        yield made


def ask(browser: FlaskClient, asking: Asking, **typed: str) -> TestResponse:
    form = values(browser.get(CONSOLE).text)
    to = f"interviews.question:{asking.interview_id}"
    given = {"ask_to": to, "title": "水表坏了", "words": WORDS, "do": "ask", **typed}
    return browser.post(CONSOLE, data={**form, **given})


def flashed(browser: FlaskClient) -> str:
    return browser.get(CONSOLE).text


def rows(asking: Asking) -> list[Any]:
    from core.api import db
    from plugins.hotline.models import Asked

    return db.session.query(Asked).order_by(Asked.id).all()


def test_one_press_asks_and_the_caller_gets_number_and_code(asking: Asking) -> None:
    from core.api import db, opinions
    from core.opinions.models import Opinion
    from plugins.hotline.models import Call, Order

    city = asking.studio.city
    with city.as_("operator") as browser:
        assert "提给访谈" in browser.get(CONSOLE).text
        assert ask(browser, asking, phone="0571 260 0118", name="陈女士", ask_notice="y").status_code == 303
        said = flashed(browser)
        assert re.search(r"提问 2026-\d{4} 已提交，查询码 [0-9A-Z]{4}-[0-9A-Z]{4}", said)
    with city.app.app_context():
        (row,) = rows(asking)
        question = db.session.get_one(Opinion, row.opinion_id)
        assert (question.source, question.way, question.by_call) == ("hotline", "read_aloud", True)
        assert question.number == row.number
        assert question.entered_by == city.ids["operator"]
        assert row.order_id is None
        assert db.session.get_one(Call, row.call_id).state == "ended"
        assert db.session.query(Order).count() == 0
        assert opinions.briefs_on("interviews.question", [asking.interview_id])[0].source == "hotline"


def test_with_an_order_both_are_made_and_a_second_press_makes_neither(asking: Asking) -> None:
    from core.api import db
    from plugins.hotline.models import Order

    city = asking.studio.city
    with city.as_("operator") as browser:
        form = values(browser.get(CONSOLE).text)
        given = {
            **form, "ask_to": f"interviews.question:{asking.interview_id}", "title": "水表坏了", "words": WORDS,
            "phone": "13800002046", "ask_order": "y", "handle": "dispatch",
            "department": str(city.units["water"]), "do": "ask",
        }  # fmt: skip
        assert browser.post(CONSOLE, data=given).status_code == 303
        first = flashed(browser)
        assert browser.post(CONSOLE, data=given).status_code == 303
        again = flashed(browser)
    told = re.findall(r"提问 (2026-\d{4}) 已提交，查询码 ([0-9A-Z-]{9})", first + again)
    assert len(set(told)) == 1
    with city.app.app_context():
        (order,) = db.session.query(Order).all()
        assert (order.state, order.department_id) == ("dispatched", city.units["water"])
        (row,) = rows(asking)
        assert row.order_id == order.id
        # without the notice read aloud the question carries no number
        from core.opinions.models import Opinion

        assert db.session.get_one(Opinion, row.opinion_id).phone_sealed == ""
    with city.as_("operator") as browser:
        page = browser.get(f"/zh/staff/c/{SLUG}/hotline/orders/{order.id}").text
        assert "同时提给了访谈" in page
        assert row.number in page


def test_an_order_beside_a_question_needs_no_answer_and_is_kept(asking: Asking) -> None:
    from core.api import db
    from plugins.hotline.models import Order

    with asking.studio.city.as_("operator") as browser:
        assert ask(browser, asking, ask_order="y", reply="", handle="answer").status_code == 303
    with asking.studio.city.app.app_context():
        assert [order.state for order in db.session.query(Order)] == ["registered"]


def test_what_stands_against_it_is_said_and_nothing_is_made(asking: Asking) -> None:
    from core.api import db
    from core.opinions.models import Opinion
    from plugins.hotline.models import Order

    with asking.studio.city.as_("operator") as browser:
        for given, told in (
            ({"words": "", "title": ""}, "请写来电人怎么说"),
            ({"words": "水", "title": ""}, "至少"),
            ({"confidential": "y"}, "要求保密的事不能作为公开的提问"),
            ({"phone": "12"}, "拨不出去"),
            ({"ask_to": "interviews.question:999"}, "请选提给哪场访谈"),
            ({"ask_to": ""}, "请选提给哪场访谈"),
            ({"ask_order": "y", "handle": "dispatch", "department": ""}, "请选派给哪个单位"),
            ({"words": "机密★十年 这是文件原文"}, "密"),
        ):
            refused = ask(browser, asking, **given)
            assert refused.status_code in (409, 422), (given, refused.status_code)
            assert told in refused.text, given
    with asking.studio.city.app.app_context():
        assert db.session.query(Opinion).count() == 0
        assert db.session.query(Order).count() == 0
        assert rows(asking) == []


def test_it_is_offered_only_while_questions_are_taken_and_to_who_may_enter(asking: Asking) -> None:
    city = asking.studio.city
    with clock.travel(ENDS + timedelta(minutes=5)), city.as_("operator") as browser:
        assert 'value="ask"' not in browser.get(CONSOLE).text
        finished = ask(browser, asking, do="finish", reply="已经答了")
        assert finished.status_code == 303
    with city.as_("operator") as browser:
        actor = city.who[0]
        assert actor is not None
        city.who[0] = replace(
            actor,
            grants=tuple(replace(g, permissions=g.permissions - {"opinions.enter"}) for g in actor.grants),
        )
        assert 'value="ask"' not in browser.get(CONSOLE).text


def test_an_answer_on_air_reaches_the_order_and_a_closed_order_the_moderator(asking: Asking) -> None:
    from core.base import events
    from plugins.hotline.service import orders
    from plugins.interviews.service import questions

    city = asking.studio.city
    with city.as_("operator") as browser:
        ask(browser, asking, phone="13800002046", ask_order="y", handle="dispatch",
            department=str(city.units["water"]))  # fmt: skip
    with city.app.app_context():
        (row,) = rows(asking)
        order_id, opinion_id = row.order_id, row.opinion_id
        chosen_id = asking.act("choose", opinion_id, "节水奖励还算不算")
        questions.answered_on_air(
            chosen_id, "照样算，水表本周换好。", actor=asking.actor("host"), now=clock.now()
        )
        events.deliver_due(clock.now())
        events.deliver_due(clock.now())
        (row,) = rows(asking)
        assert row.outcome == "answered"
        view = orders.order_view(order_id, actor=asking.actor("operator"), now=clock.now())
        acts = [one.action for one in view.acts]
        assert acts.count("question_answered") == 1
        assert "question_asked" in acts
    with city.as_("operator") as browser:
        page = browser.get(f"/zh/staff/c/{SLUG}/hotline/orders/{order_id}").text
        assert "这件事在访谈里已经答复" in page
        assert "水表本周换好" in page
    with city.app.app_context():
        questions.answer_pulled(chosen_id, actor=asking.actor("host"), now=clock.now())
        seen = orders.order_view(order_id, actor=asking.actor("operator"), now=clock.now()).line.version
        orders.answer(
            order_id, seen, "水表已经换了，奖励照发。", actor=asking.actor("operator"), now=clock.now()
        ) if (view.line.state == "registered") else _close(asking, order_id)
        events.deliver_due(clock.now())
        events.deliver_due(clock.now())
        from core.base import live
        from core.base.db import db

        told = [
            one.data["what"]
            for one in db.session.query(live.StreamEvent).filter_by(stream="interviews.questions")
        ]
        assert "asked_closed" in told
    with city.as_("host") as browser:
        desk = browser.get(f"/zh/staff/c/{SLUG}/interviews/{asking.interview_id}/questions?tab=chosen").text
        assert "水表已经换了，奖励照发。" in desk
        assert f"/hotline/orders/{order_id}" not in desk


def _close(asking: Asking, order_id: int) -> None:
    from core.api import SYSTEM, db
    from plugins.hotline.models.orders import Order
    from plugins.hotline.service import orders

    def seen() -> int:
        return db.session.get_one(Order, order_id, populate_existing=True).version

    now = clock.now()
    orders.accept(order_id, seen(), actor=SYSTEM, now=now)
    orders.reply(order_id, seen(), "水表已经换了，奖励照发。", actor=asking.actor("editor"), now=now)
    orders.close(order_id, seen(), actor=asking.actor("operator"), now=now)


def test_a_confidential_order_is_told_of_nobody(asking: Asking) -> None:
    from core.api import opinions, unit_of_work
    from plugins.hotline.models import Order

    city = asking.studio.city
    with city.as_("operator") as browser:
        ask(browser, asking, ask_order="y")
    with city.app.app_context(), city.app.test_request_context("/zh/"):
        (row,) = rows(asking)
        who: dict[str, Any] = {"actor": asking.actor("host"), "now": clock.now()}
        assert opinions.notes_on([row.opinion_id], **who)
        with unit_of_work() as session:
            session.get_one(Order, row.order_id).confidential = True
        assert not opinions.notes_on([row.opinion_id], **who)


def test_a_double_press_at_the_same_moment_makes_one(asking: Asking) -> None:
    from core.api import db
    from core.opinions.models import Opinion
    from plugins.hotline.models import Order
    from plugins.hotline.rules.intake import Typed
    from plugins.hotline.service import asking as service
    from plugins.hotline.service.noting import Sheet

    app = asking.studio.city.app
    with app.app_context():
        actor = asking.actor("operator")
    typed = Typed(phone="13800002046", title="水表坏了", words=WORDS)
    question = service.Question("interviews.question", asking.interview_id, with_order=True)
    start = threading.Barrier(4)
    got: list[Any] = []

    def press() -> None:
        with app.app_context():
            start.wait()
            sheet = Sheet("n1", "f" * 32)
            try:
                got.append(service.put(asking.campaign, typed, sheet, question, actor=actor, now=NOW))
            except Exception as refused:
                got.append(refused)

    threads = [threading.Thread(target=press) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        assert db.session.query(Opinion).count() == 1
        assert db.session.query(Order).count() == 1
        assert len(rows(asking)) == 1
        assert any(isinstance(one, service.Put) for one in got)
