"""The vote's pages: planned by the host, cast on a phone, settled after the end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from core.base import clock
from tests.support.chain import SLUG
from tests.support.studio import NOW, Studio, open_studio

STAFF = f"/zh/staff/c/{SLUG}/interviews"


class Person:
    """Somebody's browser: a request at a time, signed in."""

    def __init__(self, studio: Studio, login: str) -> None:
        self.studio, self.login = studio, login

    def get(self, path: str) -> Any:
        with self.studio.city.as_(self.login) as client:
            return client.get(path)

    def post(self, path: str, data: Any) -> Any:
        with self.studio.city.as_(self.login) as client:
            return client.post(path, data=data)


@pytest.fixture
def studio(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Studio:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return open_studio(app)


@pytest.fixture
def number(app: Flask, studio: Studio) -> int:
    with app.app_context():
        return studio.interview(title="题目待定")


def typed(**changes: str) -> MultiDict[str, str]:
    given = {
        "version": "1", "vote_from": "2026-09-01T10:00", "vote_until": "2026-09-06T10:00", "not_secret": "y",
        "topics-0-title": "水价怎么算", "topics-1-title": "水压低怎么办", "topics-1-summary": "高层住户",
    }  # fmt: skip
    return MultiDict({**given, **changes})


def address(number: int, rest: str = "") -> str:
    return f"{STAFF}/{number}/vote{rest}"


def public(app: Flask, number: int, rest: str = "", lang: str = "zh") -> Any:
    return app.test_client().get(f"/{lang}/c/{SLUG}/interviews/{number}/vote{rest}")


def test_the_host_plans_a_vote_that_everybody_sees(app: Flask, studio: Studio, number: int) -> None:
    host = Person(studio, "host")
    assert host.get(address(number)).status_code == 200
    assert public(app, number).status_code == 404
    done = host.post(address(number, "/plan"), data=typed())
    assert done.status_code == 303
    page = public(app, number).text
    assert "水压低怎么办" in page
    assert "去投票" in page
    assert "访谈谈什么，大家来选" in app.test_client().get(f"/zh/c/{SLUG}/interviews/").text
    assert public(app, number, lang="en").status_code == 200


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"topics-1-title": "", "topics-1-summary": ""}, "请给 2 到 8 个题目"),
        ({"vote_until": ""}, "投票的开始和截止时间要一起填"),
        ({"vote_until": "昨天"}, "请填写日期和时间"),
        ({"not_secret": ""}, "请先确认内容没有密级标志"),
    ],
)
def test_what_is_refused_keeps_what_was_typed(
    studio: Studio, number: int, changes: dict[str, str], words: str
) -> None:
    page = Person(studio, "host").post(address(number, "/plan"), data=typed(**changes))
    assert page.status_code == 422
    assert words in page.text
    assert "水价怎么算" in page.text


def test_an_old_page_is_refused(studio: Studio, number: int) -> None:
    host = Person(studio, "host")
    assert host.post(address(number, "/plan"), data=typed()).status_code == 303
    page = host.post(address(number, "/plan"), data=typed())
    assert page.status_code == 409
    assert "别人刚改过这场访谈" in page.text


def test_editors_see_and_dont_plan(studio: Studio, number: int) -> None:
    editor = Person(studio, "editor")
    assert editor.get(address(number)).status_code == 200
    assert editor.post(address(number, "/plan"), data=typed()).status_code in (403, 404)


def test_a_citizen_proves_the_phone_and_votes(app: Flask, studio: Studio, number: int) -> None:
    Person(studio, "host").post(address(number, "/plan"), data=typed())
    assert public(app, number, "/cast").status_code == 303
    page = public(app, number, "/phone")
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"


def test_the_host_enters_and_settles(
    app: Flask, studio: Studio, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from plugins.interviews.service import vote

    host = Person(studio, "host")
    host.post(address(number, "/plan"), data=typed())
    with app.app_context():
        topics = vote.view(studio.campaign, number, actor=studio.actor("host"), now=NOW).topics
    mobile = {"topic": str(topics[0].id), "phone": "13800000001", "told": "y"}
    assert "工作人员不能代投" in host.post(address(number, "/enter"), data=mobile).text
    assert host.post(address(number, "/enter"), data={"topic": str(topics[1].id)}).status_code == 303
    assert host.post(address(number, "/enter"), data={}).status_code == 422
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=6))
    settle = {"version": "2", "topic": str(topics[0].id), "not_secret": "y"}
    page = host.post(address(number, "/settle"), data=settle)
    assert page.status_code == 422
    assert "请写理由" in page.text
    done = host.post(address(number, "/settle"), data={**settle, "reason": "本月来电最多。"})
    assert done.status_code == 303
    told = public(app, number).text
    assert "本月来电最多。" in told
    assert "1 票" in told


def test_staff_pages_of_the_interview_lead_there(studio: Studio, number: int) -> None:
    page = Person(studio, "host").get(f"{STAFF}/{number}/").text
    for words in ("题目投票", "访谈预告", "访谈提纲"):
        assert words in page
