"""From the plan to the roster, through the pages."""

from __future__ import annotations

import re

from tests.web.open_day.conftest import House

STAFF = "/zh/staff/c/2026-open-day/open-day"
PUBLIC = "/zh/c/2026-open-day/open-day"

PLAN = {
    "name": "云川市水务局“政府开放日”",
    "theme": "一滴水的旅程",
    "forms": ["site"],
    "leaders": "局主要负责同志、分管负责同志",
    "day": "2026-09-19",
    "starts": "9:00",
    "ends": "11:30",
    "place": "云川市第二水厂东门",
    "number": "30",
    "agenda": "（一）看过程\n参观水厂。\n（二）问政策\n座谈问答40分钟。",
    "emergency": "专人引导，备好急救箱。",
    "not_secret": "y",
}


def plan(house: House, **changes: object) -> dict[str, object]:
    return {"department": str(house.water), **PLAN, **changes}


def test_staff_pages(house: House) -> None:
    with house.as_(house.editor) as browser:
        for path in ("/", "/plans/new"):
            page = browser.get(STAFF + path)
            assert page.status_code == 200, page.text[:3000]
        answer = browser.post(STAFF + "/plans/new", data=plan(house, then="file"))
        assert answer.status_code == 303, re.sub(r"<[^>]+>", "", answer.text)
        assert browser.get(answer.location).status_code == 200
    with house.as_(house.office) as browser:
        assert browser.get(STAFF + "/").status_code == 200
        assert browser.get(STAFF + "/plans/1").status_code == 200
        assert browser.post(STAFF + "/plans/1/decision", data={"decision": "approve"}).status_code == 303
    with house.as_(house.editor) as browser:
        assert browser.post(STAFF + "/plans/1/announcement").status_code == 303
        page = browser.get(STAFF + "/announcements/1")
        assert page.status_code == 200
        page = browser.get(STAFF + "/announcements/1/edit")
        assert page.status_code == 200
