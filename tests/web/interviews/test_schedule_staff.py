"""The plan through its staff pages: list, week, month, form with clashes, calling off, places, notice and outline."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.chain import SLUG
from tests.support.studio import Studio, open_studio

BASE = f"/zh/staff/c/{SLUG}/interviews"


@pytest.fixture
def studio(make_app: Callable[..., Flask]) -> Studio:
    return open_studio(make_app(SMS_GATEWAY="demo", CLOCK="2026-09-01T10:00"))


def typed(studio: Studio, **changes: Any) -> dict[str, Any]:
    told = {
        "department_id": studio.city.units["water"], "title": "阶梯水价怎么算", "topic": "水价分几级。",
        "starts_at": "2026-09-15T09:00", "ends_at": "2026-09-15T10:00", "place_id": studio.place_id,
        "host_id": studio.city.ids["host"], "guests-0-name": "周明河", "guests-0-post": "局长",
        "questions_from": "2026-09-02T08:00", "questions_until": "2026-09-15T10:00", "contact": "260 0118",
        "outline": "一、怎么分级", "not_secret": "y",
    }  # fmt: skip
    return {**told, **changes}


def planned(studio: Studio, client: FlaskClient, **changes: Any) -> str:
    answer = client.post(f"{BASE}/new", data=typed(studio, **changes))
    assert answer.status_code == 303, re.findall(r'class="err"[^>]*>([^<]+)', answer.text)
    return str(answer.location)


def test_an_editor_plans_and_sees_it_in_list_week_and_month(studio: Studio) -> None:
    with studio.city.as_("editor") as client:
        page = planned(studio, client)
        assert "阶梯水价怎么算" in client.get(page).text
        assert "9:00—10:00" in client.get(f"{BASE}/").text
        assert "阶梯水价怎么算" in client.get(f"{BASE}/week?day=2026-09-17").text
        assert "阶梯水价怎么算" not in client.get(f"{BASE}/week?day=2026-09-21").text
        assert "阶梯水价怎么算" in client.get(f"{BASE}/month?month=2026-09").text
        for odd in ("week?day=x", "week?day=0001-01-01", "month?month=2026-13", "month?month=9999-99"):
            assert client.get(f"{BASE}/{odd}").status_code == 200
        assert client.get(page.replace("/zh/", "/en/")).status_code == 200
    with studio.city.as_("stranger") as client:
        assert client.get(page).status_code == 404


def test_clashes_are_told_while_typing_and_refused_on_save(studio: Studio) -> None:
    with studio.city.as_("office") as client:
        first = planned(studio, client)
        other = typed(
            studio, department_id=studio.city.units["housing"], title="旧改怎么改",
            starts_at="2026-09-15T09:55", ends_at="2026-09-15T10:30", **{"guests-0-name": "周 明河"},
        )  # fmt: skip
        told = client.post(f"{BASE}/clashes", data=other).text
        assert "地点“云川广播电视台一号演播室”" in told
        assert "主持人“冯听雨”" in told
        assert "嘉宾“周 明河”" in told
        assert first in told
        refused = client.post(f"{BASE}/new", data=other)
        assert refused.status_code == 409 or refused.status_code == 422
        assert "没有保存" in refused.text
        assert "旧改怎么改" in refused.text
        assert "已经有安排" in refused.text
        free = {**other, "starts_at": "2026-09-15T10:00"}
        assert client.post(f"{BASE}/clashes", data=free).text.strip() == ""
        assert client.post(f"{BASE}/new", data=free).status_code == 303


def test_what_is_typed_wrongly_stays_and_says_why(studio: Studio) -> None:
    with studio.city.as_("editor") as client:
        for changes, words in (
            ({"title": " "}, "请写题目"),
            ({"starts_at": "2026-09-15T09:03"}, "5 分钟的整数"),
            ({"ends_at": "2026-09-15T08:00"}, "结束要在开始以后"),
            ({"ends_at": ""}, "都填上"),
            ({"starts_at": "", "ends_at": ""}, "选一个月份"),
            ({"questions_until": "2026-09-16T08:00"}, "提问最晚到访谈结束为止"),
            ({"guests-1-name": "周明河", "guests-1-post": "局长"}, "填了两次"),
            ({"guests-1-name": "何小满"}, "姓名和职务"),
            ({"host_id": studio.city.ids["editor"]}, "主持权限"),
            ({"not_secret": ""}, "请先确认"),
            ({"topic": "秘密★10年"}, "密级"),
        ):
            answer = client.post(f"{BASE}/new", data=typed(studio, **changes))
            assert answer.status_code == 422, changes
            assert words in answer.text
            assert "260 0118" in answer.text
        more = client.post(f"{BASE}/new", data=typed(studio, more="1"))
        assert more.status_code == 200
        assert "guests-1-name" in more.text


def test_the_second_who_saves_is_told(studio: Studio) -> None:
    with studio.city.as_("editor") as client:
        page = planned(studio, client)
        assert client.post(f"{page}edit", data=typed(studio, version="1", title="甲")).status_code == 303
        stale = client.post(f"{page}edit", data=typed(studio, version="1", title="乙"))
        assert stale.status_code in (409, 422)
        assert "别人刚改过" in stale.text
        assert "乙" in stale.text


def test_calling_off_frees_the_slot_and_reinstating_needs_it(studio: Studio) -> None:
    with studio.city.as_("office") as client:
        page = planned(studio, client)
        assert client.post(f"{page}call-off", data={"version": "1", "reason": ""}).status_code == 422
        assert (
            client.post(f"{page}call-off", data={"version": "1", "reason": "嘉宾有公务"}).status_code == 303
        )
        assert "嘉宾有公务" in client.get(page).text
        planned(studio, client, title="另一场")
        answer = client.post(f"{page}reinstate", data={"version": "2"})
        assert answer.status_code == 409
        assert "另一场" in answer.text
        assert client.post(f"{page}remove", data={"version": "2"}).status_code == 303
        assert client.get(page).status_code == 404


def test_notice_and_outline_go_into_the_chain(studio: Studio) -> None:
    with studio.city.as_("editor") as client:
        page = planned(studio, client, contact="")
        notice = client.get(f"{page}notice").text
        assert "预告还缺：联系方式" in notice
        assert client.post(f"{page}notice").status_code == 409
        assert client.post(f"{page}edit", data=typed(studio, version="1")).status_code == 303
        notice = client.get(f"{page}notice").text
        assert "最晚 9月12日 发布" in notice
        assert "周明河，局长" in notice
        assert client.post(f"{page}notice").status_code == 303
        assert client.post(f"{page}outline").status_code == 303
        locked = client.post(f"{page}edit", data=typed(studio, version="2"))
        assert "正在审核" in locked.text


def test_places_are_kept_by_hosts(studio: Studio) -> None:
    with studio.city.as_("host") as client:
        told = {"kind": "radio", "name": "云川电台", "address": "广电路"}
        assert client.post(f"{BASE}/places", data=told).status_code == 303
        assert "已经有叫这个名字的地点" in client.post(f"{BASE}/places", data=told).text
        closed = {**told, "closed": "y"}
        assert client.post(f"{BASE}/places/2", data=closed).status_code == 303
        assert "不再使用" in client.get(f"{BASE}/places").text
        assert client.get(f"{BASE}/places/99").status_code == 303
    with studio.city.as_("editor") as client:
        assert client.get(f"{BASE}/places").status_code in (403, 404)


def test_a_broadcast_on_the_radio_outside_the_slot_is_warned_of_and_saved(studio: Studio) -> None:
    """IV-03: 15 May, 9:05 to 9:55."""
    with studio.city.as_("office") as client:
        base = {"kind": "radio", "name": "云川人民广播电台直播间", "address": ""}
        assert client.post(f"{BASE}/places", data=base).status_code == 303
        found = re.search(r'value="(\d+)"[^>]*>云川人民广播电台直播间', client.get(f"{BASE}/new").text)
        assert found is not None
        radio = {"place_id": found[1]}
        warned = "不在直播时段里：广播直播应在"
        told = client.post(f"{BASE}/clashes", data=typed(studio, **radio)).text
        assert warned in told
        assert "9:05—9:55" in told
        assert "IV-03" in told
        assert warned not in client.post(f"{BASE}/clashes", data=typed(studio)).text
        in_slot = {"starts_at": "2027-05-15T09:05", "ends_at": "2027-05-15T09:55"}
        assert warned not in client.post(f"{BASE}/clashes", data=typed(studio, **radio, **in_slot)).text
        page = planned(studio, client, **radio)
        for path in (page, f"{page}notice", f"{page}edit"):
            assert warned in client.get(path).text, path
        studio_page = planned(studio, client, starts_at="2026-09-15T10:00", ends_at="2026-09-15T11:00")
        assert warned not in client.get(studio_page).text
    with studio.city.as_("editor") as client:
        assert client.post(f"{page}notice").status_code == 303, "a reminder never stops the notice"
