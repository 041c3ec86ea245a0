"""The supervisor's pages, the public page of seats, and an expert who comes in with a pass."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from core.base.clock import SHANGHAI
from core.base.db import db
from plugins.hotline.models import Shift
from tests.integration.hotline.order_city import OrderCity, plant

NOW = datetime(2026, 5, 15, 10, 0, tzinfo=SHANGHAI)


@pytest.fixture
def city(make_app: Callable[..., Flask]) -> OrderCity:
    app = make_app(SMS_GATEWAY="demo", DEMO="1", CLOCK="2026-05-15T10:00")
    return plant(app, NOW)


def sign_in(city: OrderCity, login: str) -> FlaskClient:
    client = city.app.test_client()
    answer = client.post("/zh/staff/sign-in", data={"login_name": login, "password": "yunchuan-demo"})
    assert answer.status_code == 303, answer.text
    return client


def base(city: OrderCity, lang: str = "zh") -> str:
    return f"/{lang}/staff/c/{city.campaign.slug}/hotline"


def shift_form(city: OrderCity, **changes: object) -> dict[str, object]:
    return {
        "day": "2026-05-15", "starts": "10:00", "ends": "12：30", "seat_number": "3", "topics": [str(city.topic_id)],
        "department": str(city.units["water"]), "expert": "0", "expert_name": "何望", "expert_title": "供水科科长",
        "version": "0", **changes,
    }  # fmt: skip


def plan(city: OrderCity, client: FlaskClient, **changes: object) -> int:
    answer = client.post(f"{base(city)}/seats/new", data=shift_form(city, **changes))
    assert answer.status_code == 303, re.sub(r"<[^>]+>", " ", answer.text)[:3000]
    with city.app.app_context():
        return max(db.session.scalars(db.select(Shift.id)))


def test_a_topic_from_the_form(city: OrderCity) -> None:
    boss = sign_in(city, "supervisor")
    empty = boss.post(f"{base(city)}/topics/new", data={"name": "供暖", "min_cover": "x", "unit1": "0"})
    assert empty.status_code == 422
    assert 'value="供暖"' in empty.text
    assert "errsum" in empty.text
    water = str(city.units["water"])
    filled = {
        "name": "供暖",
        "short": "供暖",
        "min_cover": "1",
        "unit1": water,
        "term_class": "other",
        "script": "",
    }
    assert boss.post(f"{base(city)}/topics/new", data=filled).status_code == 303
    assert "供暖" in boss.get(f"{base(city)}/topics").text
    assert boss.post(f"{base(city)}/topics/{city.topic_id}/close").status_code == 303
    assert "重新打开" in boss.get(f"{base(city)}/topics").text
    assert sign_in(city, "operator").get(f"{base(city)}/topics").status_code == 403


def test_a_proposal_becomes_a_topic(city: OrderCity) -> None:
    with city.app.app_context():
        for n in range(3):
            city.new(title="电动车充电桩不够用", words="小区电动车充电桩不够用，希望增加。", phone="", name="",
                     now=NOW - timedelta(hours=n + 1))  # fmt: skip
    boss = sign_in(city, "supervisor")
    assert boss.post(f"{base(city)}/proposals/group").status_code == 303
    page = boss.get(f"{base(city)}/proposals").text
    assert "充电桩" in page
    assert '<svg class="chart hl-trend"' in page
    one = re.search(r"/proposals/(\d+)\"", page)
    assert one is not None
    data = {"name": "充电", "min_cover": "0", "unit1": str(city.units["water"]), "term_class": "other"}
    assert boss.post(f"{base(city)}/proposals/{one[1]}", data=data).status_code == 303
    assert "归到“充电”" in boss.get(f"{base(city)}/proposals").text


def test_clashes_are_shown_while_planning_and_refused_on_save(city: OrderCity) -> None:
    boss = sign_in(city, "supervisor")
    plan(city, boss)
    looked = boss.post(f"{base(city)}/seats/new", data=shift_form(city, expert_name="别人", check="1"))
    assert looked.status_code == 200
    assert "3 号席 10:00—12:30 已经排了人" in looked.text
    refused = boss.post(f"{base(city)}/seats/new", data=shift_form(city, expert_name="别人"))
    assert refused.status_code == 422
    assert "已经排了人" in refused.text
    assert 'value="别人"' in refused.text
    day = boss.get(f"{base(city)}/seats?day=2026-05-15").text
    assert "停水停电 12:30—17:30 要 1 个专席，现在 0 个。" in day
    assert "何望" in day
    assert boss.get(f"{base(city)}/seats/week?day=2026-05-15").status_code == 200
    copied = boss.post(f"{base(city)}/seats/copy", data={"source": "2026-05-15", "target": "2026-05-18"})
    assert copied.headers["Location"].endswith("day=2026-05-18")


def test_an_expert_comes_in_with_a_pass_and_goes_with_the_shift(city: OrderCity) -> None:
    boss = sign_in(city, "supervisor")
    shift_id = plan(city, boss)
    made = boss.post(f"{base(city)}/seats/{shift_id}/pass", data={"phone": "12"})
    assert made.status_code == 422
    made = boss.post(f"{base(city)}/seats/{shift_id}/pass", data={"phone": ""})
    code = re.search(r'id="code">([^<]+)<', made.text)
    link = re.search(r'id="link">http://[^/]+([^<]+)<', made.text)
    assert code is not None
    assert link is not None
    assert code[1] not in boss.get(f"{base(city)}/seats/{shift_id}").text
    guest = city.app.test_client()
    assert guest.get(link[1]).status_code == 200
    assert guest.get(f"{base(city)}/console").status_code == 302  # a look at the link opens nothing
    wrong = guest.post(f"{base(city)}/pass", data={"code": "2222-3333"})
    assert wrong.status_code == 422
    assert guest.post(link[1]).headers["Location"].endswith("/hotline/")
    assert guest.get(f"{base(city)}/").headers["Location"].endswith("/hotline/console")
    console = guest.get(f"{base(city)}/console")
    assert console.status_code == 200
    assert "何望" in console.text
    for closed in ("topics", "seats", "board/", "programmes"):
        assert guest.get(f"{base(city)}/{closed}").status_code == 403, closed
    assert guest.get("/zh/staff/people").status_code == 403
    # the code opens it elsewhere, and the first browser is out
    other = city.app.test_client()
    assert other.post(f"{base(city)}/pass", data={"code": code[1].lower()}).status_code == 303
    assert guest.get(f"{base(city)}/console").status_code == 302
    assert boss.post(f"{base(city)}/seats/{shift_id}/pass/revoke").status_code == 303
    assert other.get(f"{base(city)}/console").status_code == 302
    gone = other.post(link[1])
    assert gone.status_code == 422
    assert "收回" in gone.text


def test_the_public_reads_titles_and_only_allowed_names(city: OrderCity) -> None:
    boss = sign_in(city, "supervisor")
    plan(city, boss)
    plan(city, boss, seat_number="4", expert_name="唐知夏", expert_title="水费科", name_public="y")
    for lang, dial in (("zh", "拨打 8890"), ("en", "tel:8890")):
        page = city.app.test_client().get(f"/{lang}/c/{city.campaign.slug}/hotline/")
        assert page.status_code == 200
        assert page.headers["Cache-Control"] == "public, no-cache"
        assert dial in page.text
        assert "供水科科长" in page.text
        assert "何望" not in page.text
        assert "水费科 唐知夏" in page.text
    column = city.app.test_client().get(f"/zh/c/{city.campaign.slug}/").text
    assert "拨 8890，部门专家接" in column
    agenda = city.app.test_client().get(f"/zh/c/{city.campaign.slug}/agenda").text
    assert "热线专席：停水停电" in agenda


def test_staffing_answers_what_was_asked(city: OrderCity) -> None:
    boss = sign_in(city, "supervisor")
    page = boss.get(f"{base(city)}/staffing?calls=200&length=180&share=80&seconds=20").text
    assert "要 14 个席位" in page
    assert "88.8%" in page
    refused = boss.get(f"{base(city)}/staffing?calls=abc&length=180&share=80&seconds=20")
    assert refused.status_code == 422
    assert "errsum" in refused.text
    assert boss.get(f"{base(city)}/staffing?calls=99999999&length=180&share=80&seconds=20").status_code == 422


def test_a_programme_and_its_sheet(city: OrderCity) -> None:
    boss = sign_in(city, "supervisor")
    data = {"title": "百姓热线特别节目", "day": "2026-05-15", "starts": "9:55", "ends": "10:45", "unit1": str(city.units["water"])}  # fmt: skip
    assert boss.post(f"{base(city)}/programmes/new", data=data).status_code == 303
    assert "正在播出" in boss.get(f"{base(city)}/programmes").text
    with city.app.app_context():
        city.new(name="王女士", phone="13800001234", now=NOW)
    office = sign_in(city, "office")
    page = office.get(f"{base(city)}/programmes/1/report").text
    assert "云川市水务局" in page or "市水务局" in page
    sheet = office.get(f"{base(city)}/programmes/1/report.xlsx")
    rows = [
        [cell for cell in row if cell is not None]
        for row in load_workbook(BytesIO(sheet.data)).worksheets[0].values
    ]
    assert ["合计", 1, 0, 0, 1] in rows
    assert not any("王女士" in str(row) or "13800001234" in str(row) for row in rows)


def test_everybody_starts_where_their_work_is(city: OrderCity) -> None:
    starts = {"supervisor": "/board/", "operator": "/console", "expert": "/console", "editor": "/orders"}
    for login, end in starts.items():
        answer = sign_in(city, login).get(f"{base(city)}/")
        assert answer.headers.get("Location", "").endswith(end), login
    assert sign_in(city, "host").get(f"{base(city)}/").status_code == 403
    operator = sign_in(city, "operator")
    assert operator.post(f"{base(city)}/seats/general").status_code == 303
    assert sign_in(city, "expert").post(f"{base(city)}/seats/general").status_code == 403
