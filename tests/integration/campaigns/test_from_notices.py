"""The four real notices become campaigns, whole: departments, activities, deadlines, pack."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from core.base.db import db
from core.base.errors import Conflict, Invalid, NotAllowed
from core.campaigns import service
from core.campaigns.models import CampaignRow
from core.campaigns.notice import NotANotice, demo_notice
from core.campaigns.service import reading
from core.users import service as users
from tests.integration.campaigns.conftest import EDITOR, NOW, OFFICE

C20 = """2020年全市“5·15政务公开日”活动方案
一、活动主题
活动主题为:做好新时代政务公开。
二、活动时间
2020年5月15日—31日。
三、参加单位
市水务局、市住建局、市教育局等单位。
四、活动内容
(一)开展“在线访谈”活动。活动期间,市水务局主要领导在市电视台接受访谈。
(二)开展“政务公开社会评”活动。5月15日当天集中发布问卷。
五、工作要求
(一)做好报送总结。各部门于5月7日前,报送活动方案;5月29日前报送活动总结报告。
"""


def kept(text: str) -> tuple[int, dict]:
    findings = reading.findings_of(reading.read(text))
    findings["pack_id"] = findings["pack_id"] or "c20"
    return reading.keep_reading(text, "", findings, actor=OFFICE, now=NOW), findings


def count_of_campaigns() -> int:
    return db.session.scalar(select(func.count()).select_from(CampaignRow)) or 0


def test_a_notice_becomes_a_campaign_with_everything(city):
    reading_id, findings = kept(C20)
    draft, units = reading.draft_from(findings)
    made = reading.confirm_reading(reading_id, draft, units, actor=OFFICE, now=NOW)
    file = service.campaign_file(made.slug)
    assert (file.slug, file.starts_on, file.ends_on) == (
        "2020-openness-day",
        date(2020, 5, 15),
        date(2020, 5, 31),
    )
    assert [a.plugin for a in file.activities] == ["interviews", "surveys"]
    assert [d.day for d in file.duties] == [date(2020, 5, 15), date(2020, 5, 7), date(2020, 5, 29)]
    # 市水务局 and 市住建局 are there by their short names; only 市教育局 is new.
    names = {d.id: d.name for d in users.all_departments()}
    assert [names[i] for i in file.department_ids] == ["云川市水务局", "云川市住房和城乡建设局", "市教育局"]
    assert file.activities[0].department_ids == (city["云川市水务局"],)


def test_a_reading_is_confirmed_once(city):
    reading_id, findings = kept(C20)
    draft, units = reading.draft_from(findings)
    reading.confirm_reading(reading_id, draft, units, actor=OFFICE, now=NOW)
    with pytest.raises(Conflict, match="reading_done"):
        reading.confirm_reading(reading_id, replace(draft, slug="again"), units, actor=OFFICE, now=NOW)
    with pytest.raises(Conflict, match="reading_done"):
        reading.correct_reading(reading_id, findings, actor=OFFICE, now=NOW)
    assert count_of_campaigns() == 1


@pytest.mark.parametrize(
    "change", [{"slug": "坏 地址"}, {"pack_id": "nowhere"}, {"ends_on": date(2020, 1, 1)}]
)
def test_a_refused_confirmation_makes_nothing_and_keeps_the_reading(city, change):
    reading_id, findings = kept(C20)
    draft, units = reading.draft_from(findings)
    departments = len(users.all_departments())
    with pytest.raises(Invalid):
        reading.confirm_reading(reading_id, replace(draft, **change), units, actor=OFFICE, now=NOW)
    assert (count_of_campaigns(), len(users.all_departments())) == (0, departments)
    assert [entry[0] for entry in reading.open_readings(actor=OFFICE)] == [reading_id]


def test_corrections_are_kept(city):
    reading_id, findings = kept(C20)
    reading.correct_reading(reading_id, {**findings, "theme": "改过的主题"}, actor=OFFICE, now=NOW)
    text, _name, after, campaign_id = reading.reading(reading_id, actor=OFFICE)
    assert (text, after["theme"], campaign_id) == (C20, "改过的主题", None)


def test_a_unit_that_only_an_activity_names_takes_part(city):
    reading_id, findings = kept(C20)
    findings["activities"][0]["units"] = "市水务局、市科技局、各县区"
    draft, units = reading.draft_from(findings)
    made = reading.confirm_reading(reading_id, draft, units, actor=OFFICE, now=NOW)
    file = service.campaign_file(made.slug)
    names = {d.id: d.name for d in users.all_departments()}
    assert [names[i] for i in file.activities[0].department_ids] == ["云川市水务局", "市科技局"]
    assert "市科技局" in {names[i] for i in file.department_ids}
    # 各县区 means many, it is no department of its own.
    assert "各县区" not in names.values()


def test_a_very_long_unit_is_refused(city):
    reading_id, findings = kept(C20)
    draft, units = reading.draft_from(findings)
    with pytest.raises(Invalid, match="unit_long"):
        reading.confirm_reading(reading_id, draft, [*units, "局" * 200], actor=OFFICE, now=NOW)


@pytest.mark.parametrize(
    "text",
    ["", "床前明月光，\n疑是地上霜。\n举头望明月，\n低头思故乡。", "x" * 5_000_000, "\x00\x01\x02" * 100],
)
def test_what_is_no_notice_is_refused(text, db_session):
    with pytest.raises(NotANotice):
        reading.read(text)


def test_only_the_office_reads_notices(db_session):
    with pytest.raises(NotAllowed):
        reading.keep_reading(C20, "", {}, actor=EDITOR, now=NOW)
    with pytest.raises(NotAllowed):
        reading.open_readings(actor=EDITOR)


@pytest.mark.parametrize("day", ["2026-03-03", "2026-11-22", "2026-12-28", "2027-01-02", "2028-02-29"])
def test_the_demo_campaign_stands_on_any_day(db_session, day):
    now = datetime.fromisoformat(f"{day}T09:00+08:00").astimezone(UTC)
    made = service.create_demo_campaign(now)
    file = service.campaign_file(made.slug)
    assert (made.state, made.pack.id) == ("open", "yunchuan-demo")
    assert made.starts_on <= now.date() <= made.ends_on
    assert len(file.department_ids) > 10
    assert len(file.activities) >= 5
    assert service.deadlines_of(made)
    assert demo_notice(made.starts_on)
