"""What everybody sees of the plan: the list, an interview's page, notice, calendar, open data."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from core.base import clock
from tests.support.chain import SLUG
from tests.support.studio import NOW, STARTS, Studio, open_studio


@pytest.fixture
def studio(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Studio:
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(hours=1))
    return open_studio(app)


@pytest.fixture
def number(app: Flask, studio: Studio) -> int:
    with app.app_context():
        made = studio.interview()
        studio.announce(made)
        return made


def get(app: Flask, path: str = "", lang: str = "zh", **options: Any) -> Any:
    return app.test_client().get(f"/{lang}/c/{SLUG}/interviews/{path}", **options)


def test_only_what_was_announced_is_listed(app: Flask, studio: Studio, number: int) -> None:
    with app.app_context():
        studio.interview(title="还在商量的题目")
    page = get(app).text
    assert "节约用水怎么奖" in page
    assert "还在商量的题目" not in page
    assert "正在收提问" in page


def test_a_draft_has_no_address(app: Flask, studio: Studio, number: int) -> None:
    with app.app_context():
        draft = studio.interview(title="还在商量的题目")
    for path in ("", "notice", "calendar.ics"):
        assert get(app, f"{draft}/{path}").status_code == 404
    assert get(app, f"{draft}.json").status_code == 404


def test_the_page_tells_what_was_announced(app: Flask, number: int) -> None:
    page = get(app, f"{number}/").text
    for told in (
        "周明河",
        "云川市水务局局长",
        "9月11日",
        "9:00",
        "一号演播室",
        "冯听雨",
        "260 0118",
        "加到日历",
    ):
        assert told in page, told
    assert "怎么申请" not in page, "an outline that wasn't published"
    assert get(app, f"{number}/", "en").status_code == 200


def test_the_outline_is_shown_once_it_is_out(app: Flask, studio: Studio, number: int) -> None:
    from plugins.interviews import chain
    from plugins.interviews.service import notice

    with app.app_context():
        notice.submit_outline(studio.campaign, number, actor=studio.actor("editor"), now=NOW)
        studio.pass_on(chain.OUTLINE, number)
    assert "怎么申请" in get(app, f"{number}/").text


def test_calling_off_is_said_at_once(app: Flask, studio: Studio, number: int) -> None:
    from plugins.interviews.service import schedule

    with app.app_context():
        schedule.call_off(
            studio.campaign, number, 1, "嘉宾出差，另行预告。", actor=studio.actor("editor"), now=NOW
        )
    for path in ("", f"{number}/", f"{number}/notice"):
        assert "嘉宾出差，另行预告。" in get(app, path).text
    assert "STATUS:CANCELLED" in get(app, f"{number}/calendar.ics").text
    assert get(app, f"{number}.json").json["state"] == "called_off"


def test_what_was_changed_since_isnt_public(app: Flask, studio: Studio, number: int) -> None:
    from core.base.db import db
    from plugins.interviews.models import Interview

    with app.app_context():
        row = db.session.get(Interview, number)
        assert row is not None
        row.title = "改过的题目"
        db.session.commit()
    assert "改过的题目" not in get(app).text + get(app, f"{number}/").text


def test_the_calendar_keeps_the_entry(app: Flask, number: int) -> None:
    one, every = get(app, f"{number}/calendar.ics").text, get(app, "calendar.ics").text
    uid = next(line for line in one.splitlines() if line.startswith("UID:"))
    assert uid in every
    assert "DTSTART:20260911T010000Z" in one
    assert "BEGIN:VEVENT" not in get(app, "calendar.ics?unit=999999").text


def test_open_data(app: Flask, number: int) -> None:
    told = get(app, "interviews.json").json["interviews"]
    assert [one["title"] for one in told] == ["节约用水怎么奖"]
    assert told[0]["guests"] == [{"name": "周明河", "post": "云川市水务局局长"}]
    assert told[0]["starts_at"].startswith("2026-09-11T09:00")


def test_words_and_unit_narrow_the_list(app: Flask, number: int) -> None:
    assert "节约用水怎么奖" in get(app, "?q=周明河").text
    assert "没有符合条件的访谈" in get(app, "?q=不存在").text
    assert "没有符合条件的访谈" in get(app, "?unit=999999").text
    assert get(app, "?unit=abc&page=-3").status_code == 200


def test_past_ones_stand_at_the_end(app: Flask, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: STARTS + timedelta(days=2))
    page = get(app).text
    assert page.index("办过的") < page.index("节约用水怎么奖")
    assert "加到日历" not in get(app, f"{number}/").text
