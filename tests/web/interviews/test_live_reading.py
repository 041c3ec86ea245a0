"""The readers' pages of a broadcast: whole for who comes late, what one lacks, nothing of what was pulled."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.base import clock
from core.base.access import SYSTEM
from core.base.db import db
from tests.support.broadcast import Broadcast
from tests.support.chain import SLUG
from tests.support.studio import NOW, STARTS, open_studio


@dataclass
class Hall:
    app: Flask
    broadcast: Broadcast
    number: int

    def page(self, path: str = "live/", lang: str = "zh", **options: Any) -> Any:
        return self.client().get(f"/{lang}/c/{SLUG}/interviews/{self.number}/{path}", **options)

    def client(self) -> FlaskClient:
        return self.app.test_client()

    def do(self, name: str, *given: Any, **more: Any) -> Any:
        with self.app.app_context():
            return getattr(self.broadcast, name)(*given, **more)


@pytest.fixture
def hall(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Hall:
    studio = open_studio(app)
    with app.app_context():
        number = studio.interview()
        studio.announce(number)
        broadcast = Broadcast(studio.campaign.id, number, studio.city.ids["typist"])
    monkeypatch.setattr(clock, "now", lambda: STARTS + timedelta(minutes=5))
    return Hall(app, broadcast, number)


def texts(html: str) -> list[str]:
    return re.findall(r'<p class="lt__text">([^<]*)</p>', html)


def test_who_comes_late_sees_the_whole(hall: Hall) -> None:
    hall.do("set", STARTS, state="on", started_at=STARTS)
    hall.do("release", "大家好，这里是演播室。", STARTS)
    guest = guest_of(hall)
    hall.do("release", "办法<b>下月</b>起施行。\n每户最多奖两百元。", STARTS, speaker="guest", guest_id=guest)
    page = hall.page()
    assert page.status_code == 200
    assert texts(page.text) == [
        "大家好，这里是演播室。",
        "办法&lt;b&gt;下月&lt;/b&gt;起施行。\n每户最多奖两百元。",
        "",
    ]
    assert "正在直播" in page.text
    assert "<b>周明河</b> <span>云川市水务局局长</span>" in page.text
    assert 'data-released="2"' in page.text
    assert "Set-Cookie" not in page.headers
    assert page.headers["Cache-Control"] == "public, no-cache"
    english = hall.page(lang="en").text
    assert "办法" in english
    assert 'lang="en"' in english


def told_since(hall: Hall, channel: str) -> list[Any]:
    events: list[Any] = hall.client().get(f"/live/poll?ch={channel}&after=0").get_json()["events"]
    return events


def guest_of(hall: Hall) -> int:
    from plugins.interviews.models import Guest

    with hall.app.app_context():
        found: int = db.session.query(Guest).filter_by(interview_id=hall.number).one().id
    return found


def test_a_release_ends_the_kept_page_at_once(hall: Hall) -> None:
    hall.do("set", STARTS, state="on")
    before = hall.page()
    assert hall.page(headers={"If-None-Match": before.headers["ETag"]}).status_code == 304
    hall.do("release", "第一句", STARTS)
    after = hall.page(headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert "第一句" in after.text


def test_a_reader_gets_what_it_lacks_and_no_more(hall: Hall) -> None:
    hall.do("set", STARTS, state="on")
    for n in (1, 2, 3):
        hall.do("release", f"第{n}句", STARTS)
    assert texts(hall.page("live/after/0/").text) == ["第1句", "第2句", "第3句"]
    part = hall.page("live/after/2/")
    assert texts(part.text) == ["第3句"]
    assert 'data-released="3"' in part.text
    assert texts(hall.page("live/after/3/").text) == []
    assert hall.page("live/after/4/").status_code == 404, "a place nobody gave"


def test_a_pulled_turn_is_nowhere_any_more(hall: Hall) -> None:
    hall.do("set", STARTS, state="on")
    hall.do("release", "第一句", STARTS)
    wrong = hall.do("release", "说错的话", STARTS)
    channel = f"interviews.turns:{hall.broadcast.campaign_id}:{hall.number}"
    assert "说错的话" in told_since(hall, channel)[-1]["data"]["text"]
    hall.do("pull", wrong, STARTS)
    for path in ("live/", "live/after/0/", "screen/", ""):
        assert "说错的话" not in hall.page(path).text
    assert f'data-pulled="{wrong}"' in hall.page("live/after/2/").text, "who has it learns that it goes"
    told = told_since(hall, channel)
    assert "说错的话" not in str(told), "who comes back isn't told either"
    assert told[-1]["data"] == {"what": "pulled", "turn": wrong, "place": 2}
    hall.do("release", "改正了的话", STARTS, spot=2, corrects_id=wrong)
    hall.do("release", "接着说", STARTS)
    assert texts(hall.page("live/after/0/").text) == ["第一句", "改正了的话", "接着说"]


def test_the_question_on_the_screen_stands_out(hall: Hall) -> None:
    hall.do("set", STARTS, state="on")
    chosen = hall.do("ask", "老小区怎么申请？", STARTS)
    hall.do("release", "老小区怎么申请？", STARTS, speaker="question", chosen_id=chosen)
    page = hall.page().text
    assert "正在回答" in page
    assert "is-asked" in page
    screen = hall.page("screen/").text
    assert '<h1 id="screen-q">老小区怎么申请？</h1>' in screen
    assert "云川市水务局局长" in screen
    assert "<a " not in screen.split("<main")[1], "nothing to press"
    hall.do("set", STARTS, chosen_id=None)
    between = hall.page("screen/").text
    assert "<svg" in between
    assert f"/interviews/{hall.number}/live/" in between


@pytest.mark.parametrize(
    ("state", "words"),
    [("waiting", "马上开始"), ("on", "正在直播"), ("paused", "暂停"), ("over", "直播结束")],
)
def test_how_it_stands_is_said(hall: Hall, state: str, words: str) -> None:
    hall.do("set", STARTS, state=state)
    assert words in hall.page().text
    assert words in hall.page("").text, "on the interview's page as well"


def test_before_the_day_the_page_says_when(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    for now, words in (
        (NOW, "还有 9 天"), (STARTS - timedelta(hours=2, minutes=5), "还有 2 小时 5 分"),
        (STARTS - timedelta(minutes=3), "还有 3 分钟"),
    ):  # fmt: skip
        monkeypatch.setattr(clock, "now", lambda now=now: now)
        assert words in hall.page().text


def test_what_was_never_announced_is_not_there(hall: Hall) -> None:
    with hall.app.app_context():
        from core.api import unit_of_work
        from plugins.interviews.models import Interview

        with unit_of_work() as session:
            row = session.get_one(Interview, hall.number)
            other = Interview(
                campaign_id=row.campaign_id, department_id=row.department_id, title="没公布的", saved_at=NOW
            )
            session.add(other)
            session.flush()
            number = other.id
    for path in ("live/", "live/after/0/", "screen/"):
        assert hall.client().get(f"/zh/c/{SLUG}/interviews/{number}/{path}").status_code == 404


def test_readers_are_counted_once_for_each_browser(hall: Hall) -> None:
    from plugins.interviews.service import reading

    hall.do("set", STARTS, state="on")
    channel = f"interviews.turns:{hall.broadcast.campaign_id}:{hall.number}"
    hall.client().get(f"/live/poll?ch={channel}&new={channel}")
    hall.client().get(f"/live/poll?ch={channel}&new=interviews.turns:9:9")
    with hall.app.app_context():
        from core.base.audience import counting

        counting(hall.app.extensions["yangguang"]).flush(clock.now(), at_once=True)
        seen = reading.watchers(hall.broadcast.campaign_id, hall.number, clock.now())
    assert (seen.opened, seen.now) == (1, 2)
    assert seen.most >= 2


def test_a_recording_plays_and_can_be_entered_in_the_middle(hall: Hall) -> None:
    from core.api import pictures
    from plugins.interviews.models import Interview

    sound = b"ID3\x04\x00\x00\x00\x00\x00\x00" + bytes(range(256)) * 40
    with hall.app.app_context():
        water = db.session.get_one(Interview, hall.number).department_id
        file = pictures.add_file(io.BytesIO(sound), "访谈.mp3", water, True, actor=SYSTEM, now=NOW).file
    address = f"/zh/files/{file.id}/whole"
    assert hall.client().get(address).status_code == 404, "nobody shows it yet"
    hall.do("set", STARTS, state="on", media="file", media_file_id=file.id)
    assert f'<audio controls preload="none" src="{address}"' in hall.page().text
    part = hall.client().get(address, headers={"Range": "bytes=100-199"})
    assert part.status_code == 206
    assert part.headers["Content-Range"] == f"bytes 100-199/{len(sound)}"
    assert part.data == sound[100:200]
    whole = hall.client().get(address)
    assert whole.headers["Accept-Ranges"] == "bytes"
    assert whole.mimetype == "audio/mpeg"
    assert hall.client().get(address, headers={"Range": "bytes=999999-"}).status_code == 416
    hall.do("set", STARTS, media="page", media_url="https://live.example.cn/yunchuan")
    assert "live.example.cn" in hall.page().text
    assert hall.client().get(address).status_code == 404
