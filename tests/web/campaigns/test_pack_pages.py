"""Rule packs and the working-day calendar on the pages of staff."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from core.campaigns import packs_store, service
from tests.web.campaigns.conftest import SLUG, City, filled


def folder(city: City) -> Path:
    found: Path = city.run(packs_store.own_folder)
    found.mkdir(parents=True, exist_ok=True)
    return found


def own_text(city: City, sample: str = "y24", pack_id: str = "xishan") -> str:
    text = (packs_store.BUNDLED / f"{sample}.toml").read_text("utf-8")
    return text.replace(f'id = "{sample}"', f'id = "{pack_id}"', 1)


def test_all_packs_are_listed_with_value_kind_and_clause(city: City):
    editor = city.sign_in("editor")
    page = editor.get("/zh/staff/packs").text
    for pack_id in ("national", "c20", "cy20", "x12", "y24", "yunchuan"):
        assert f"/zh/staff/packs/{pack_id}" in page
    page = editor.get("/zh/staff/packs/y24").text
    for words in ("OD-03", "15", "拦下", "期限", "PB-02", "20"):
        assert words in page


def test_a_broken_pack_is_told_by_line_and_the_rest_works(city: City, campaign: str):
    (folder(city) / "broken.toml").write_text('id = "broken"\ntitle = \n', encoding="utf-8")
    (folder(city) / "binary.toml").write_bytes(b"\x00\x01")
    office = city.sign_in("office")
    page = office.get("/zh/staff/packs").text
    assert "broken.toml 第 2 行" in page
    assert "binary.toml" in page
    assert "/zh/staff/packs/yunchuan" in page
    assert office.get(f"/zh/staff/campaigns/{SLUG}").status_code == 200
    assert (
        filled(office.get("/zh/staff/packs/broken/edit").text)["text"][0].strip().startswith('id = "broken"')
    )


def test_a_campaign_whose_pack_broke_stays_up_and_says_so(city: City):
    (folder(city) / "xishan.toml").write_text(own_text(city), encoding="utf-8")
    office = city.sign_in("office")
    fields = {
        "title": "开放月", "slug": "summer", "starts_on": "2026-05-01", "ends_on": "2026-05-31", "pack_id": "xishan",
    }  # fmt: skip
    assert office.post("/zh/staff/campaigns/new", data=fields).status_code == 303
    (folder(city) / "xishan.toml").write_text("id = ", encoding="utf-8")
    page = office.get("/zh/staff/campaigns/summer")
    assert page.status_code == 200
    assert "不在或有错" in page.text
    for path in ("/zh/staff/", "/zh/staff/campaigns", "/zh/staff/packs", "/zh/staff/campaigns/summer/facts"):
        assert office.get(path).status_code == 200, path


@pytest.mark.parametrize("sample", ["c20", "cy20", "x12", "y24", "yunchuan"])
def test_a_pack_of_ones_own_is_begun_from_another(city: City, sample: str):
    office = city.sign_in("admin")
    fields = filled(office.get(f"/zh/staff/packs/new?from={sample}").text)
    assert office.post("/zh/staff/packs/new", data=fields).status_code == 422  # the id is taken
    fields["text"] = [own_text(city, sample)]
    answer = office.post("/zh/staff/packs/new", data=fields)
    assert answer.status_code == 303, answer.text
    assert (folder(city) / "xishan.toml").exists()
    assert office.get(answer.location).status_code == 200


def test_mistakes_are_told_by_line_and_the_text_stays(city: City):
    admin = city.sign_in("admin")
    wrong = own_text(city).replace('unit = "天"', 'unit = "斤"', 1)
    line = next(n for n, text in enumerate(wrong.splitlines(), 1) if '"斤"' in text)
    refused = admin.post("/zh/staff/packs/new", data={"text": wrong})
    assert refused.status_code == 422
    assert f"第 {line} 行" in refused.text
    assert filled(refused.text)["text"][0].replace("\r\n", "\n").strip() == wrong.strip()
    assert not (folder(city) / "xishan.toml").exists()
    assert list(folder(city).iterdir()) == []


def test_a_pack_is_changed_but_not_over_somebody_elses_change(city: City):
    (folder(city) / "xishan.toml").write_text(own_text(city), encoding="utf-8")
    admin = city.sign_in("admin")
    fields = filled(admin.get("/zh/staff/packs/xishan/edit").text)
    changed = fields["text"][0].replace('title = "', 'title = "新', 1)
    answer = admin.post("/zh/staff/packs/xishan/edit", data={**fields, "text": changed})
    assert answer.status_code == 303, answer.text
    refused = admin.post("/zh/staff/packs/xishan/edit", data={**fields, "text": changed + "\n# 我的\n"})
    assert refused.status_code == 422
    assert "# 我的" in refused.text
    renamed = filled(admin.get("/zh/staff/packs/xishan/edit").text)
    renamed["text"] = [renamed["text"][0].replace('id = "xishan"', 'id = "dongshan"', 1)]
    assert admin.post("/zh/staff/packs/xishan/edit", data=renamed).status_code == 422


def test_the_law_is_not_replaced_and_shipped_packs_are_not_edited(city: City):
    admin = city.sign_in("admin")
    law = own_text(city, "national", "national")
    assert admin.post("/zh/staff/packs/new", data={"text": law}).status_code == 422
    assert admin.get("/zh/staff/packs/y24/edit").status_code == 422


def test_the_calendar_is_corrected_and_taken_back(city: City):
    admin = city.sign_in("admin")
    page = admin.get("/zh/staff/calendar?year=2031").text
    assert "暂按周末计算" in page
    data = {"day": "2031-10-06", "working": "no", "note": "国办发"}
    assert admin.post("/zh/staff/calendar", data=data).status_code == 303
    page = admin.get("/zh/staff/calendar?year=2031").text
    assert "国办发" in page
    assert "暂按周末计算" not in page
    assert not city.run(service.calendar).is_working_day(date(2031, 10, 6))
    assert admin.post("/zh/staff/calendar/2031-10-06/remove").status_code == 303
    assert "国办发" not in admin.get("/zh/staff/calendar?year=2031").text


@pytest.mark.parametrize("day", ["", "10月6日", "2031-13-01", "9999-01-01", "0001-01-01"])
def test_a_day_that_cannot_be_is_refused_at_its_field(city: City, day: str):
    refused = city.sign_in("admin").post(
        "/zh/staff/calendar", data={"day": day, "working": "no", "note": "依据"}
    )
    assert refused.status_code == 422
    assert 'href="#day"' in refused.text
    assert filled(refused.text)["note"] == ["依据"]


@pytest.mark.parametrize("year", ["abc", "99999", "1", "２０２６", "-5"])
def test_a_year_that_cannot_be_shows_one_that_can(city: City, year: str):
    assert city.sign_in("admin").get(f"/zh/staff/calendar?year={year}").status_code == 200
