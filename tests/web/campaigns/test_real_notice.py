"""A city's real notice, pasted by the office and confirmed as it was read, is a campaign with all its parts."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.campaigns import service
from core.users import service as users
from tests.web.campaigns.conftest import City, filled

NOTICE = Path(__file__).resolve().parents[3].parent / "shared" / "notices" / "2020-city-515-plan.txt"


def test_the_real_notice_becomes_a_campaign(city: City):
    if not NOTICE.exists():
        pytest.skip(f"the real notices are not beside this repository: {NOTICE} is missing")
    office = city.sign_in("office")
    given = {"text": NOTICE.read_text(encoding="utf-8"), "not_secret": "y"}
    reading = office.post("/zh/staff/campaigns/from-notice", data=given).location
    fields = {**filled(office.get(reading).text), "pack_id": "c20", "confirm": "1"}
    answer = office.post(reading, data=fields)
    assert answer.status_code == 303, answer.text
    file = city.run(lambda: service.campaign_file("2020-openness-day"))
    assert (len(file.activities), len(file.duties), len(file.slogans)) == (5, 5, 13)
    names = {d.id: d.name for d in city.run(users.all_departments)}
    taking_part = [names[i] for i in file.department_ids]
    assert len(taking_part) >= 40
    # 市水务局 is the short name of a department that stood before; the others are new.
    assert "云川市水务局" in taking_part
    assert {"市卫健委", "供电公司", "市统计局"} <= set(taking_part)
    assert office.get(f"/zh/staff/campaigns/{file.slug}").status_code == 200
