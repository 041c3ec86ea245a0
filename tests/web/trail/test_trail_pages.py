"""The audit trail as pages: everybody reads what concerns them, and nothing else."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from core.base import audit, clock
from core.base.access import SYSTEM, VISITOR
from core.base.audit import AuditEntry
from core.base.db import db, unit_of_work
from core.campaigns import service as campaigns
from core.campaigns.contracts import CampaignDraft
from core.users.models import UserRow
from core.users.service.sign_in import actor_of
from tests.web.users.conftest import HOUSING, WATER, City
from tests.web.users.conftest import city as city


@pytest.fixture
def told(city: City) -> City:
    """Acts of several people about several things."""

    def fill() -> None:
        from datetime import date

        now = clock.now()
        draft = CampaignDraft(
            slug="2026-515", title="云川市2026年“5·15政务公开日”", theme="阳光", starts_on=date(2026, 5, 10),
            ends_on=date(2026, 5, 31), pack_id="yunchuan", edition=6, department_ids=(city.units[WATER],),
        )  # fmt: skip
        office, editor, reviewer, admin = (
            actor_of(db.session.get_one(UserRow, city.people[login]))
            for login in ("office", "editor", "reviewer", "admin")
        )
        campaigns.create_campaign(draft, actor=office, now=now)
        with unit_of_work():
            audit.record(
                editor, now, "open_day.plan_filed", subject=("open_day_plan", 77), campaign_id=1,
                department_id=city.units[WATER],
            )  # fmt: skip
            audit.record(
                reviewer, now, "open_day.plan_saved", subject=("open_day_plan", 78), campaign_id=1,
                department_id=city.units[HOUSING],
            )  # fmt: skip
            audit.record(VISITOR, now, "booking.booked", subject=("booking", 5), campaign_id=1, session_id=1)
            audit.record(VISITOR, now, "users.personal_data_erased", subject=("person", None))
            audit.record(SYSTEM, now, "trail.purged", subject=("purge", None), count=3, failed=[])
            audit.record(admin, now, "campaigns.pack_saved", subject=("pack", None), pack="yunchuan")

    city.run(fill)
    return city


def lines(browser: FlaskClient, query: str = "") -> list[str]:
    page = browser.get(f"/zh/staff/trail{query}")
    assert page.status_code == 200
    rows = re.findall(r"<tr><td.*?</tr>", page.text, flags=re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]


def test_each_reads_what_concerns_them(told: City) -> None:
    office = "\n".join(lines(told.sign_in("office")))
    assert "报名 5" in office
    assert "开放日方案 77" in office
    assert "5·15政务公开日" in office
    assert "清除到期的个人信息（3 处）" in office
    assert "人editor 登录" not in office
    lead = "\n".join(lines(told.sign_in("lead")))
    assert "开放日方案 77" in lead
    assert "开放日方案 78" not in lead
    assert "报名 5" not in lead
    admin = "\n".join(lines(told.sign_in("admin")))
    assert "登录" in admin
    assert "清除到期的个人信息" in admin
    for hidden in ("报名 5", "删除个人信息", "方案 77"):
        assert hidden not in admin
    own = lines(told.sign_in("editor"))
    assert own
    assert all("人editor" in line for line in own)


def test_filters_and_the_history_of_one_thing(told: City) -> None:
    browser = told.sign_in("office")
    assert len(lines(browser, "?subject=open_day_plan:77")) == 1
    assert len(lines(browser, "?subject=booking:5&group=users")) == 0
    assert all("人editor" in line for line in lines(browser, "?person=editor"))
    assert lines(browser, "?person=nobody-has-this-name") == []
    assert lines(browser, "?group=booking") != []
    assert lines(browser, f"?department={told.units[HOUSING]}")[0].count("78") == 1
    assert lines(browser, "?until=2026-05-14") == []
    assert lines(browser, "?since=2026-05-15&until=2026-05-15") != []
    assert len(lines(browser, "?since=nonsense&page=-3&campaign=x")) == len(lines(browser))
    assert browser.get("/zh/staff/trail?subject=%27%3Bdrop").status_code == 404
    assert browser.get("/zh/staff/trail?page=999999").status_code == 200
    assert told.app.test_client().get("/zh/staff/trail").status_code == 302


def test_a_thing_is_linked_where_it_has_a_page(told: City) -> None:
    page = told.sign_in("office").get("/zh/staff/trail?group=campaigns")
    assert 'href="/zh/staff/campaigns/2026-515"' in page.text


def test_the_list_as_a_file_is_audited(told: City) -> None:
    browser = told.sign_in("office")
    sheet = browser.get("/zh/staff/trail/export.csv?group=booking")
    assert sheet.headers["Content-Disposition"].startswith("attachment")
    assert sheet.data.startswith(b"\xef\xbb\xbf")
    assert "报名" in sheet.text
    assert sheet.text.count("\n") == 2
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(browser.get("/zh/staff/trail/export.xlsx").data))
    assert len(list(book[book.sheetnames[0]].rows)) > 5

    def exports() -> list[Any]:
        return [e.codes for e in db.session.query(AuditEntry).filter_by(action="trail.exported")]

    counted = told.run(exports)
    assert counted[0] == {"count": 1}
    assert len(counted) == 2
