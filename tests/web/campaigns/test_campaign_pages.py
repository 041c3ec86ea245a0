"""A campaign's pages: parts are changed one by one, states asked for, plugins left out."""

from __future__ import annotations

from functools import partial

import pytest

from core.base.access import SYSTEM
from core.campaigns import service
from tests.web.campaigns.conftest import HOUSING, NOW, SLUG, WATER, City, filled

PAGE = f"/zh/staff/campaigns/{SLUG}"


def test_the_page_shows_all_parts(city: City, campaign: str):
    page = city.sign_in("editor").get(PAGE).text
    for words in ("公开在身边", "在线访谈", WATER, "5月29日", "报送总结", "阳光之下，事事可问", "2600001"):
        assert words in page
    assert "活动结束后3天内" in page.replace(" ", "")
    assert f"{PAGE}/state/open" not in page  # an editor opens nothing


@pytest.mark.parametrize("part", ["facts", "activities", "duties", "words"])
def test_saving_a_part_untouched_changes_nothing(city: City, campaign: str, part: str):
    office = city.sign_in("office")
    before = city.run(lambda: service.campaign_file(SLUG).draft())
    answer = office.post(f"{PAGE}/{part}", data=filled(office.get(f"{PAGE}/{part}").text))
    assert answer.status_code == 303, answer.text
    assert city.run(lambda: service.campaign_file(SLUG).draft()) == before


def test_a_part_saved_on_an_old_page_is_refused(city: City, campaign: str):
    office = city.sign_in("office")
    fields = filled(office.get(f"{PAGE}/facts").text)
    assert office.post(f"{PAGE}/facts", data={**fields, "theme": "甲"}).status_code == 303
    refused = office.post(f"{PAGE}/facts", data={**fields, "theme": "乙"})
    assert refused.status_code == 422
    assert "别人改过" in refused.text
    assert filled(refused.text)["theme"] == ["乙"]


def test_participants_are_ticked_and_a_filter_keeps_the_ticks(city: City, campaign: str):
    office = city.sign_in("office")
    where = f"{PAGE}/participants"
    version = filled(office.get(where).text)["version"]
    ticked = {"chosen": [str(city.units[WATER])], "version": version, "q": "住建"}
    page = office.post(where, data={**ticked, "filter": "1"}).text
    assert WATER not in page.split("<form", 2)[-1] or f'value="{city.units[WATER]}"' in page
    both = {
        "chosen": [str(city.units[HOUSING])],
        "kept": [str(city.units[WATER])],
        "version": version,
        "save": "1",
    }
    assert office.post(where, data=both).status_code == 303
    file = city.run(lambda: service.campaign_file(SLUG))
    assert set(file.department_ids) == {city.units[WATER], city.units[HOUSING]}


def test_an_unknown_unit_of_an_activity_is_said(city: City, campaign: str):
    office = city.sign_in("office")
    fields = filled(office.get(f"{PAGE}/activities").text) | {"activities-0-units": "没有的局"}
    refused = office.post(f"{PAGE}/activities", data=fields)
    assert refused.status_code == 422
    assert "没有的局" in refused.text


def test_a_campaign_made_by_hand_tells_what_it_lacks_before_it_opens(city: City):
    office = city.sign_in("office")
    fields = {
        "title": "夏季开放月", "slug": "summer", "starts_on": "2026-07-01", "ends_on": "2026-07-31", "pack_id": "y24",
    }  # fmt: skip
    assert office.post("/zh/staff/campaigns/new", data={**fields, "slug": "夏天"}).status_code == 422
    assert office.post("/zh/staff/campaigns/new", data=fields).status_code == 303
    for page in (
        office.get("/zh/staff/campaigns/summer").text,
        office.get("/zh/staff/campaigns/summer/state/open").text,
        office.post("/zh/staff/campaigns/summer/state/open").text,
    ):
        assert "还没有参加单位" in page
    assert city.run(lambda: service.campaign_file("summer").state) == "draft"


def test_opening_asks_then_opens_and_fixes_the_address(city: City, campaign: str):
    office = city.sign_in("office")
    assert "公众马上能看到" in office.get(f"{PAGE}/state/open").text
    assert office.post(f"{PAGE}/state/open").status_code == 303
    assert "已公开" in office.get(PAGE).text
    fields = filled(office.get(f"{PAGE}/facts").text)
    refused = office.post(f"{PAGE}/facts", data={**fields, "slug": "another"})
    assert refused.status_code == 422
    assert 'href="#slug"' in refused.text
    assert office.get(f"{PAGE}/state/archived").status_code == 303  # not before it is closed


def test_an_archived_campaign_offers_no_change(city: City, campaign: str):
    for state in ("open", "closed", "archived"):
        city.run(partial(service.move_campaign, SLUG, state, actor=SYSTEM, now=NOW))
    office = city.sign_in("office")
    page = office.get(PAGE).text
    assert "已归档" in page
    assert f"{PAGE}/facts" not in page
    assert office.get(f"{PAGE}/facts").status_code == 409


def test_a_plugin_is_left_out_with_a_reason(city: City, campaign: str):
    office = city.sign_in("office")
    assert office.post(f"{PAGE}/plugins/open_day/off", data={"reason": ""}).status_code == 422
    assert office.post(f"{PAGE}/plugins/open_day/off", data={"reason": "今年不办"}).status_code == 303
    assert "今年不办" in office.get(PAGE).text
    assert office.post(f"{PAGE}/plugins/open_day/on").status_code == 303
    assert "今年不办" not in office.get(PAGE).text


def test_the_desk_tells_departments_what_is_due(city: City, campaign: str):
    assert "报送总结" not in city.sign_in("editor").get("/zh/staff/").text
    city.run(lambda: service.move_campaign(SLUG, "open", actor=SYSTEM, now=NOW))
    assert "报送总结" in city.sign_in("editor").get("/zh/staff/").text
    assert "报送总结" not in city.sign_in("operator").get("/zh/staff/").text


def test_the_column_shows_the_programme(city: City, campaign: str):
    city.run(lambda: service.move_campaign(SLUG, "open", actor=SYSTEM, now=NOW))
    page = city.app.test_client().get(f"/zh/c/{SLUG}/").text
    assert "在线访谈" in page
    assert "9:05" in page
