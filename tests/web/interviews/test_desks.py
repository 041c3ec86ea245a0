"""The desks of a broadcast as pages: who gets in, what buttons do with and without a script, what a mistake leaves behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from tests.support.on_air import OnAir, on_air
from tests.support.studio import STARTS, open_studio


@pytest.fixture
def air(make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch) -> OnAir:
    from core.api import clock

    app = make_app()
    studio = open_studio(app)
    monkeypatch.setattr(clock, "now", lambda: STARTS)
    with app.test_request_context("/zh/"):
        return on_air(studio)


def at(air: OnAir, page: str) -> str:
    return f"/zh/staff/c/{air.campaign.slug}/interviews/{air.interview_id}/live/{page}"


def press(air: OnAir, login: str, role: str, do: str, **more: str) -> Any:
    with air.studio.city.as_(login) as browser:
        return browser.post(at(air, f"act/{role}"), data={"do": do, **more}, follow_redirects=True)


def typed(air: OnAir, text: str = "欢迎收看。", key: str = "web-key-1", **more: str) -> Any:
    data = {"key": key, "version": "0", "who": "host", "question": "", "text": text, "picture_id": "", **more}
    with air.studio.city.as_("typist") as browser:
        return browser.post(at(air, "hand-in/typist"), data=data, follow_redirects=True)


@pytest.mark.parametrize(
    ("login", "page"), [("host", ""), ("typist", "type"), ("reviewer", "release"), ("editor", "assist")]
)
def test_every_desk_opens_for_its_person(air: OnAir, login: str, page: str) -> None:
    with air.studio.city.as_(login) as browser:
        for lang in ("zh", "en"):
            assert browser.get(at(air, page).replace("/zh/", f"/{lang}/")).status_code == 200


@pytest.mark.parametrize(
    ("login", "page", "status"),
    [
        ("editor", "type", 403), ("leader", "release", 403), ("stranger", "type", 404), ("strange_leader", "release", 404),
        ("editor", "", 403), ("host", "type", 403),
    ],
)  # fmt: skip
def test_others_do_not_get_in(air: OnAir, login: str, page: str, status: int) -> None:
    with air.studio.city.as_(login) as browser:
        answer = browser.get(at(air, page))
    assert answer.status_code in {status, 404}


def test_typed_released_and_pulled_without_a_script(air: OnAir) -> None:
    assert "已交放行人" in typed(air).text
    assert "已放行。" in press(air, "reviewer", "releaser", "release:1:2").text
    refused = press(air, "reviewer", "releaser", "pull:1", reason="", why="")
    assert refused.status_code == 422
    assert "请写明为什么撤下" in refused.text
    assert "已撤下" in press(air, "reviewer", "releaser", "pull:1", reason="说错了").text
    assert "改写，放回原处" in press(air, "typist", "typist", "say", why="马上改").text


def test_a_mistake_leaves_what_was_typed(air: OnAir) -> None:
    answer = typed(air, "找张科长，他知道", who="guest")
    assert answer.status_code == 422
    assert "找张科长，他知道" in answer.text
    answer = typed(air, "秘密★一年的事")
    assert answer.status_code == 409
    assert "密级" in answer.text


def test_keeping_answers_the_script(air: OnAir) -> None:
    data = {"key": "web-key-1", "version": "0", "who": "host", "text": "欢", "picture_id": ""}
    with air.studio.city.as_("typist") as browser:
        assert browser.post(at(air, "keep/typist"), data=data).get_json() == {
            "version": 1,
            "time": "09:00:00",
        }
        clash = browser.post(at(air, "keep/typist"), data={**data, "text": "迎"})
        assert clash.status_code == 409
        assert clash.get_json()["code"] == "interviews.turn_changed"
        assert "欢" in browser.get(at(air, "type")).text
        secret = browser.post(at(air, "keep/typist"), data={**data, "version": "1", "text": "机密★"})
        assert secret.get_json()["code"] == "secret_mark"


def test_the_script_gets_the_changing_parts_with_the_answer(air: OnAir) -> None:
    typed(air)
    with air.studio.city.as_("reviewer") as browser:
        answer = browser.post(
            at(air, "act/releaser"), data={"do": "release:1:2"}, headers={"X-Desk": "1"}
        ).get_json()
        again = browser.post(
            at(air, "act/releaser"), data={"do": "send_back:1:2", "why": "改"}, headers={"X-Desk": "1"}
        )
    assert answer["said"] == "已放行。"
    assert 'id="ld-wait"' in answer["html"]
    assert again.status_code == 409
    assert again.get_json()["error"]


def test_what_no_button_sends_is_nowhere(air: OnAir) -> None:
    for do in ("", "release", "release:1", "release:x:1", "drop_table:1", "open:1"):
        assert press(air, "reviewer", "releaser", do).status_code == 404
    assert press(air, "reviewer", "releaser", "release:99:1").status_code == 404


def test_the_host_names_hands_over_sets_the_player_and_ends(air: OnAir) -> None:
    ids = air.studio.city.ids
    with air.studio.city.as_("host") as browser:
        assert browser.post(at(air, "duty"), data={"person": f"typist:{ids['editor']}"}).status_code == 303
        assert browser.post(at(air, "duty"), data={"person": f"typist:{ids['stranger']}"}).status_code == 422
        assert browser.post(at(air, "duty"), data={"person": "cook:1"}).status_code == 422
        media = {"version": "2", "media": "page", "media_file_id": "", "media_url": "tv"}
        refused = browser.post(at(air, "media"), data=media)
        assert refused.status_code in {409, 422}
    given = press(air, "host", "host", f"hand_over:{ids['typist']}:{ids['editor']}")
    assert "已交接" in given.text
    with air.studio.city.as_("host") as browser:
        assert "还有 1 条" not in browser.get(at(air, "end")).text
        assert browser.post(at(air, "end"), data={}).status_code == 303
        assert "直播已经结束" in browser.get(at(air, "")).text


def test_a_releasers_change_goes_to_another_releaser(air: OnAir) -> None:
    typed(air)
    with air.studio.city.as_("reviewer") as browser:
        assert browser.get(at(air, "turns/1/edit")).status_code == 200
        assert browser.post(at(air, "turns/1/edit"), data={"version": "2", "text": ""}).status_code == 422
        changed = browser.post(at(air, "turns/1/edit"), data={"version": "2", "text": "欢迎各位。"})
        assert changed.status_code == 303
        assert "要另一位放行人" in browser.get(at(air, "release")).text
        stale = browser.post(at(air, "turns/1/edit"), data={"version": "2", "text": "欢迎大家。"})
        assert stale.status_code == 409
        assert "欢迎大家。" in stale.text


def test_the_workbench_leads_to_the_desks(air: OnAir) -> None:
    for login, page in (("typist", "type"), ("reviewer", "release"), ("editor", "assist"), ("host", "")):
        with air.studio.city.as_(login) as browser:
            assert (
                f'/interviews/{air.interview_id}/live/{page}"'
                in browser.get(f"/zh/staff/c/{air.campaign.slug}/interviews/{air.interview_id}/").text
            )
