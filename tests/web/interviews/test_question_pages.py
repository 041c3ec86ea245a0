"""The questions' pages: the public list and the way to ask, the host's desk, what nobody else may see."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from core.base import clock
from tests.support.asking import Asking, open_asking
from tests.support.chain import SLUG
from tests.support.studio import NOW, Studio, open_studio

if TYPE_CHECKING:
    from flask import Flask

PUBLIC = f"/zh/c/{SLUG}/interviews"
STAFF = f"/zh/staff/c/{SLUG}/interviews"


@pytest.fixture
def studio(make_app: Callable[..., Flask]) -> Iterator[Studio]:
    app = make_app(SMS_GATEWAY="demo")
    made = open_studio(app)
    app.extensions["yangguang"].load_actor = lambda: made.city.who[0]
    with clock.travel(NOW):
        yield made


@pytest.fixture
def asking(studio: Studio) -> Asking:
    with studio.city.app.app_context():
        return open_asking(studio)


def in_app(asking: Asking) -> object:
    return asking.studio.city.app.app_context()


def version(asking: Asking, opinion_id: int) -> int:
    with asking.studio.city.app.app_context():
        return asking.version(opinion_id)


def test_a_citizen_finds_where_to_ask_and_what_was_asked(asking: Asking) -> None:
    app = asking.studio.city.app
    with app.app_context():
        asked = asking.ask("我叫张三，节水奖励怎么申请")
        hidden = asking.ask("这一条还没有审核过")
        asking.act("let_through", asked, "节水奖励怎么申请")
        asking.choose("<b>水表</b>坏了找谁")
        assert asking.state(hidden) == "waiting"
    browser = app.test_client()
    page = browser.get(f"{PUBLIC}/{asking.interview_id}/").text
    assert "节水奖励怎么申请" in page
    assert "我要提问" in page
    listed = browser.get(f"{PUBLIC}/{asking.interview_id}/questions")
    assert listed.status_code == 200
    assert "张三" not in listed.text
    assert "没有审核过" not in listed.text
    assert "&lt;b&gt;水表" in listed.text
    assert "待选" in listed.text
    assert "已选" in listed.text
    assert "我也想问" in listed.text
    assert "csrf" not in listed.text
    assert browser.get(f"{PUBLIC}/{asking.interview_id}/questions?order=time&page=7").status_code == 200
    to = browser.get(f"{PUBLIC}/{asking.interview_id}/ask")
    assert to.status_code == 302
    form = browser.get(to.location).text
    assert '<h1 class="pagehead">提问</h1>' in form
    assert "您的问题" in form
    assert browser.get(f"{PUBLIC}/999/ask").status_code == 404
    assert browser.get(f"{PUBLIC}/999/questions").status_code == 404


def test_what_is_answered_already_is_shown_once_before_it_is_sent(asking: Asking) -> None:
    from core.api import SearchDocument, search, unit_of_work

    app = asking.studio.city.app
    with app.app_context(), unit_of_work():
        page = search.place("opinions_public.opinions")
        search.put(
            SearchDocument(
                "hotline:1", "hotline.answer", "节水奖励怎么申请", "带身份证到窗口。", (page,), NOW,
                campaign_id=asking.campaign.id,
            )
        )  # fmt: skip
    browser = app.test_client()
    new = f"/zh/c/{SLUG}/opinions/new/interviews.question/{asking.interview_id}"
    found = browser.post(f"{new}/answered", data={"text": "节水奖励怎么申请"}).text
    assert "可能已经有答复" in found
    assert browser.post(f"{new}/answered", data={"text": "完全无关的另外一件"}).text.strip() == ""
    asked = {"text": "节水奖励怎么申请？", "contact": "phone"}
    first = browser.post(new, data=asked)
    assert first.status_code == 200
    assert "带身份证到窗口" in first.text
    assert "还是要提问" in first.text
    seen = re.search(r'name="seen"[^>]*value="(\w+)"', first.text)
    assert seen is not None
    again = browser.post(new, data={**asked, "seen": seen[1]})
    assert again.status_code == 303
    assert again.location.endswith("/phone")


def test_the_host_works_through_the_desk(asking: Asking) -> None:
    city = asking.studio.city
    with city.app.app_context():
        asked = asking.ask("节水奖励怎么申请，请打13800001234告诉我")
        alike = asking.ask("节水奖励怎么申请呢")
        other = asking.ask("水表坏了找谁修")
    desk = f"{STAFF}/{asking.interview_id}/questions"
    with city.as_("host") as browser:
        page = browser.get(desk).text
        assert "可能问的是同一件事" in page
        assert "里面可能有电话" in page
        refused = browser.post(
            f"{desk}/{asked}",
            data={
                "do": "choose",
                f"q{asked}-version": "1",
                f"q{asked}-text": "打13800001234",
                "tab": "waiting",
            },
        )
        assert refused.status_code == 422
        assert "打13800001234" in refused.text
        assert f'href="#q{asked}-text"' in refused.text
        done = browser.post(
            f"{desk}/{asked}",
            data={
                "do": "choose",
                f"q{asked}-version": "1",
                f"q{asked}-text": "节水奖励怎么申请",
                "tab": "waiting",
            },
        )
        assert done.status_code == 303
        stale = browser.post(
            f"{desk}/{asked}",
            data={"do": "pass", f"q{asked}-version": "1", f"q{asked}-text": "写好的字", "tab": "waiting"},
        )
        assert stale.status_code == 409
        assert "写好的字" in stale.text
        merged = browser.post(
            f"{desk}/merge",
            data={"do": "merge", "tab": "waiting",
                  "question": [f"{asked}:{version(asking, asked)}", f"{alike}:{version(asking, alike)}"]},
        )  # fmt: skip
        assert merged.status_code == 303
        bad = browser.post(
            f"{desk}/{other}",
            data={"do": "refuse", f"q{other}-version": "1", f"q{other}-reason": "", "tab": "waiting"},
        )
        assert bad.status_code == 422
        browser.post(
            f"{desk}/{other}",
            data={
                "do": "refuse",
                f"q{other}-version": "1",
                f"q{other}-reason": "off_topic",
                "tab": "waiting",
            },
        )
        page = browser.get(f"{desk}?tab=refused").text
        assert "与这场访谈的主题无关" in page
        chosen = browser.get(f"{desk}?tab=chosen").text
        assert "合并了 1 条" in chosen
        now = browser.get(f"{desk}/now?tab=chosen")
        assert 'id="q-chosen"' in now.text
        assert browser.post(f"{desk}/{other}", data={"do": "nonsense"}).status_code == 404
        assert browser.post(f"{desk}/999", data={"do": "pass"}).status_code == 404
        row = browser.get(f"{STAFF}/{asking.interview_id}/").text
        assert "提问" in row
    with city.app.app_context():
        assert [asking.state(one) for one in (asked, alike, other)] == ["chosen", "merged", "refused"]


def test_the_order_is_changed_by_buttons_and_by_dragging(asking: Asking) -> None:
    city = asking.studio.city
    with city.app.app_context():
        picked = [asking.choose(f"第{n}条：奖励发到哪张卡上{n}号")[1] for n in range(3)]
    desk = f"{STAFF}/{asking.interview_id}/questions"
    seen = ",".join(map(str, picked))
    with city.as_("host") as browser:
        browser.post(f"{desk}/order", data={"do": f"up:{picked[2]}", "seen": seen})
        page = browser.get(f"{desk}?tab=chosen").text
        order = f"{picked[0]},{picked[2]},{picked[1]}"
        assert f'value="{order}"' in page
        stale = browser.post(f"{desk}/order", data={"order": seen, "seen": seen}, follow_redirects=True)
        assert "另一位主持人刚刚改过次序" in stale.text
        browser.post(f"{desk}/order", data={"order": seen, "seen": order})
        assert f'value="{seen}"' in browser.get(f"{desk}?tab=chosen").text


def test_departments_read_what_is_public_and_act_on_nothing(asking: Asking) -> None:
    city = asking.studio.city
    with city.app.app_context():
        asked = asking.ask("这一条只给主持人看")
        asking.choose("选上的那一条谁都能看")
    desk = f"{STAFF}/{asking.interview_id}/questions"
    with city.as_("editor") as browser:
        page = browser.get(f"{desk}?tab=waiting").text
        assert "只给主持人看" not in page
        page = browser.get(f"{desk}?tab=chosen").text
        assert "选上的那一条" in page
        assert "取消选择" not in page
        assert browser.post(f"{desk}/{asked}", data={"do": "pass"}).status_code == 403
    with city.as_("stranger") as browser:
        assert browser.get(desk).status_code == 404
    browser = city.app.test_client()
    assert browser.get(desk).status_code in (302, 303, 401, 403)


def test_a_host_opens_the_ledgers_pages_of_its_kind(asking: Asking) -> None:
    city = asking.studio.city
    with city.app.app_context():
        asked = asking.ask("这一条在总表里也能看到")
    with city.as_("host") as browser:
        assert "在总表里" in browser.get("/zh/staff/opinions").text
        assert browser.get(f"/zh/staff/opinions/{asked}").status_code == 200
        answer = browser.post(
            f"/zh/staff/opinions/{asked}/accept",
            data={"version": "1", "text": "公开的字", "department_id": ""},
        )
        assert answer.status_code == 303
