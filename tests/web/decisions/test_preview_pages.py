"""Pages of previews and catalogues: the way from a sheet to a public catalogue, a preview's gates, what everybody reads."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from xml.etree import ElementTree

import icalendar
import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.base.db import db
from plugins.decisions import catalogue_sheet
from plugins.decisions.models import Catalogue, CatalogueItem, LegalityReview, Preview

MOMENT = "2026-05-15T10:42"
PASSWORD = "yunchuan-demo"


@pytest.fixture
def demo(make_demo: Callable[..., Flask]) -> Flask:
    return make_demo(MOMENT, SECOND_FACTOR_ROLES="none")


def signed_in(demo: Flask, login: str) -> tuple[FlaskClient, str]:
    client = demo.test_client()
    client.post("/zh/staff/sign-in", data={"login_name": login, "password": PASSWORD})
    found = re.search(r"/zh/staff/c/([^/]+)/", client.get("/zh/staff/").text)
    assert found is not None
    return client, f"/zh/staff/c/{found[1]}/decisions"


def sheet(*rows: tuple[str, ...]) -> tuple[io.BytesIO, str]:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.append(["某局年度目录"])
    page.append(["编号", "决策事项", "类别", "依据", "承办单位", "计划时间", "联系方式"])
    for row in rows:
        page.append(list(row))
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    return out, "catalogue.xlsx"


def one(demo: Flask, kind: type, **where: object) -> int:
    with demo.app_context():
        found = db.session.scalar(db.select(kind.id).filter_by(**where).order_by(kind.id))  # type: ignore[attr-defined]
        assert found is not None
        return int(found)


def test_a_sheet_is_looked_at_before_it_is_taken_in(demo: Flask) -> None:
    client, base = signed_in(demo, "housing")
    with demo.app_context():
        catalogue_id = next(row.id for row in db.session.scalars(db.select(Catalogue)) if row.pending)
    page = f"{base}/catalogue/{catalogue_id}/"
    assert "有一份表格等您看" in client.get(page).text
    look = client.get(f"{page}import").text
    assert "不认识类别“体制改革类”" in look
    assert "没有写决策事项" in look
    assert "导入这 2 行" in look
    marked = {"file": sheet(("", "机密★ 一年", "政策")), "no_secret_marks": "y"}
    refused = client.post(f"{page}import", data=marked)
    assert refused.status_code == 422
    assert "导入这 2 行" in refused.text  # what waited still waits
    good = {
        "file": sheet(
            ("2026-07", "公租房配租办法", "政策", "", "", "2026年9月", ""),
            ("", "+1 号楼加装电梯", "项目", "", "", "", ""),
        ),
        "no_secret_marks": "y",
    }
    assert client.post(f"{page}import", data=good).status_code == 303
    version = hidden(client.get(f"{page}import").text, "version")
    assert client.post(f"{page}import/take", data={"version": version}).status_code == 303
    with demo.app_context():
        kept = db.session.scalars(db.select(CatalogueItem).filter_by(catalogue_id=catalogue_id)).all()
        told = {item.number: (item.title, str(item.planned_on)) for item in kept}
    assert told == {"2026-07": ("公租房配租办法", "2026-09-30"), "2026-08": ("+1 号楼加装电梯", "None")}
    again = client.post(f"{page}import/take", data={"version": version}, follow_redirects=True)
    assert "别人刚改过" in again.text or "没有等着导入的表格" in again.text
    back = client.get(f"{page}catalogue.xlsx").data
    assert [row.cells["title"] for row in catalogue_sheet.read(io.BytesIO(back))] == [
        "公租房配租办法",
        "+1 号楼加装电梯",
    ]
    for wrong in (b"no sheet", b"PK\x03\x04broken"):
        answer = client.post(
            f"{page}import", data={"file": (io.BytesIO(wrong), "a.xlsx"), "no_secret_marks": "y"}
        )
        assert answer.status_code == 422
        assert "打不开这个文件" in answer.text


def test_the_public_list_is_filtered_and_leads_to_permanent_addresses(demo: Flask) -> None:
    _client, base = signed_in(demo, "editor")
    listed = base.replace("/zh/staff/c/", "/zh/c/") + "/"
    reader = demo.test_client()
    page = reader.get(listed).text
    assert "水务一体化改革方案" in page
    assert "老旧小区改造三年计划" not in page  # never published
    reform = reader.get(f"{listed}?kind=reform").text
    assert "水务一体化改革方案" in reform
    assert "智慧水务" not in reform
    assert "没有这样的事项" in reader.get(f"{listed}?q=量子纠缠").text
    assert reader.get(f"{listed}?kind=nonsense&unit=abc&page=-4").status_code == 200
    item_id = one(demo, CatalogueItem, title="水务一体化改革方案")
    assert "草案还没有公布" in reader.get(f"{listed}items/{item_id}/").text
    catalogue_id = one(demo, Catalogue)
    whole = reader.get(f"{listed}catalogue/{catalogue_id}/").text
    assert "农村饮水安全巩固提升工程" in whole
    assert reader.get(f"{listed}items/99999/").status_code == 404
    assert reader.get(f"{listed}catalogue/99999/").status_code == 404


def test_a_foreign_or_unpublished_preview_is_not_there(demo: Flask) -> None:
    client, base = signed_in(demo, "editor")
    foreign = one(demo, Preview, title="云川市老旧小区改造三年计划")
    for path in ("", "edit", "stop", "legality"):
        assert client.get(f"{base}/previews/{foreign}/{path}").status_code == 404, path
    public = base.replace("/zh/staff/c/", "/zh/c/")
    for path in ("/", "/print", ".json", "/calendar.ics", "/feed.atom"):
        assert demo.test_client().get(f"{public}/previews/{foreign}{path}").status_code == 404, path
    assert "老旧小区" not in demo.test_client().get(f"{public}/previews.json").text


def test_a_preview_says_what_stops_it_and_keeps_what_was_typed(demo: Flask) -> None:
    client, base = signed_in(demo, "housing")
    preview_id = one(demo, Preview, title="云川市老旧小区改造三年计划")
    page = client.get(f"{base}/previews/{preview_id}/").text
    assert "DP-02" in page
    assert "DP-03" in page
    assert "6月19日" in page  # opens 20 May: 30 days later
    edit = f"{base}/previews/{preview_id}/edit"
    form = client.get(edit).text
    typed = {
        "version": hidden(form, "version"), "title": "改过的名称", "kind": "project", "hearing": "no",
        "department_id": hidden_choice(form, "department_id"), "comment_from": "2026-05-20",
        "comment_until": "2026-02-30", "explanation": "写了很久的说明", "no_secret_marks": "y",
    }  # fmt: skip
    refused = client.post(edit, data=typed)
    assert refused.status_code == 422
    assert "写了很久的说明" in refused.text
    assert "2026-02-30" in refused.text
    reversed_days = client.post(edit, data={**typed, "comment_until": "2026-05-01"})
    assert "截止日不能早于开始日" in reversed_days.text
    assert client.post(edit, data={**typed, "comment_until": "2026-06-19"}).status_code == 303
    stale = client.post(edit, data={**typed, "comment_until": "2026-07-19"})
    assert stale.status_code == 422
    assert "别人刚改过" in stale.text
    assert "DP-02" not in re.sub(
        r"<table.*?</table>", "", client.get(f"{base}/previews/{preview_id}/").text, flags=re.S
    )


def test_the_legality_review_is_noted_step_by_step(demo: Flask) -> None:
    client, base = signed_in(demo, "editor")
    preview_id = one(demo, Preview, title="云川市青溪河河道采砂规划")
    page = f"{base}/previews/{preview_id}/legality"
    assert "DP-07" in client.get(page).text
    review_id = one(demo, LegalityReview, preview_id=preview_id)
    wrong = {
        "step": "end",
        "review_id": review_id,
        "done_on": "2026-05-16",
        "result": "passed",
        "no_secret_marks": "y",
    }
    assert client.post(page, data=wrong).status_code == 422  # tomorrow
    told = {**wrong, "done_on": "2026-05-15", "result": "changes", "conditions": "补上征收标准的依据"}
    assert client.post(page, data=told).status_code == 303
    waiting = client.get(page).text
    assert "按意见改好了" in waiting
    met = {"step": "met", "review_id": review_id, "met_on": "2026-05-15"}
    assert client.post(page, data=met).status_code == 303
    again = client.post(page, data={"step": "send", "sent_on": "2026-05-15", "reviewed_by": ""})
    assert again.status_code == 422


def test_days_are_reckoned_both_ways(demo: Flask) -> None:
    client, base = signed_in(demo, "editor")
    page = client.get(f"{base}/dates?published=2026-05-15&decided=2026-06-20&hearing=2026-05-20").text
    assert (
        "2026年6月25日" in page
    )  # comments end 14 June; sent on the 15th; seven working days, one of them a holiday
    assert "决定不了" in page
    assert "听证会太早" in page
    assert client.get(f"{base}/dates?published=abc").status_code == 422
    assert client.get(f"{base}/dates?decided=9999-12-31").status_code == 422
    assert client.get(f"{base}/dates?published=0001-01-01&chain=x").status_code == 422


def test_feeds_calendar_and_data_can_be_read(demo: Flask) -> None:
    _client, base = signed_in(demo, "editor")
    public = base.replace("/zh/staff/c/", "/zh/c/")
    reader = demo.test_client()
    feed = ElementTree.fromstring(reader.get(f"{public}/feed.atom").data)
    ids = [
        entry.findtext("{http://www.w3.org/2005/Atom}id")
        for entry in feed.iter("{http://www.w3.org/2005/Atom}entry")
    ]
    assert ids
    assert len(ids) == len(set(ids))
    calendar = icalendar.Calendar.from_ical(reader.get(f"{public}/calendar.ics").data)
    assert calendar["version"] == "2.0"
    told = json.loads(reader.get(f"{public}/previews.json").data)
    assert told["format"] == 1
    for line in told["previews"]:
        single = reader.get(line["json_url"]).get_json()
        assert single["title"] == line["title"]
        assert {phase["code"] for phase in single["phases"]} >= {"comment", "legality", "decision"}


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page) or re.search(
        rf'value="([^"]*)"[^>]*name="{name}"', page
    )
    assert found is not None
    return found[1]


def hidden_choice(page: str, name: str) -> str:
    found = re.search(rf'<select[^>]*name="{name}".*?<option selected value="(\d+)"', page, re.S)
    assert found is not None
    return found[1]
