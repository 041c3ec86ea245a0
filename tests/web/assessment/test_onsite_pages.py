"""Counts on the spot: written by a department, questionnaires entered by the office only, in the summary report, void."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from flask import Flask

from tests.web.assessment.test_score_pages import signed_in


@pytest.fixture
def demo(make_demo: Callable[..., Flask]) -> Flask:
    return make_demo("2026-05-15T10:42", SECOND_FACTOR_ROLES="none")


def unit_of(demo: Flask) -> int:
    with demo.app_context():
        from core.api import departments

        return next(one.id for one in departments() if one.name.endswith("水务局"))


def figures(demo: Flask, unit: int) -> dict[str, Any]:
    with demo.test_request_context("/zh/"):
        from core.api import campaigns, clock
        from plugins.assessment.service import report_figures

        found = report_figures.sections(campaigns.live_campaigns()[0], unit, clock.now())
        return {one.code: one for section in found for one in section.figures}


def test_a_day_is_recorded_rated_counted_and_made_void(demo: Flask) -> None:
    unit = unit_of(demo)
    before = figures(demo, unit)
    good = {
        "department_id": unit, "title": "河东社区咨询台", "held_on": "2026-05-15", "place": "", "received": "120",
        "answered": "30", "materials": "450", "source": "签到表", "not_secret": "y",
    }  # fmt: skip
    client, base = signed_in(demo, "editor")
    for change, words in (
        ({"received": "-3"}, "0 到 1000000"), ({"received": "很多"}, ""), ({"held_on": "2026-05-16"}, "已经到了的一天"),
        ({"source": ""}, "怎么数的"), ({"received": "0", "answered": "0", "materials": "0"}, "至少填一项"),
        ({"not_secret": ""}, "密级标志"), ({"title": "机密★3年"}, "密级"),
    ):  # fmt: skip
        answer = client.post(f"{base}/onsite/new", data={**good, **change})
        assert answer.status_code in (409, 422), change
        assert words in answer.text, change
        assert "河东社区咨询台" in answer.text or "title" in change, change  # what was typed is still there
    others = client.post(f"{base}/onsite/new", data={**good, "department_id": unit + 1})
    assert others.status_code == 422
    done = client.post(f"{base}/onsite/new", data=good)
    assert done.status_code == 303
    page = done.headers["Location"]
    counts = {f"{code}": n for code, n in zip(
        ("very_satisfied", "satisfied", "fairly_satisfied", "dissatisfied", "very_dissatisfied"),
        ("30", "8", "1", "1", "0"), strict=True,
    )}  # fmt: skip
    rated = {**counts, "source": "公开办两人清点", "version": "1"}
    assert client.post(f"{page}/ratings", data=rated).status_code == 403  # who is rated doesn't enter it
    office, _base = signed_in(demo, "office")
    empty = dict.fromkeys(counts, "0")
    assert office.post(f"{page}/ratings", data={**rated, **empty}).status_code == 422
    assert office.post(f"{page}/ratings", data={**rated, "version": "7"}).status_code == 409
    assert office.post(f"{page}/ratings", data=rated).status_code == 303
    assert "97.50%（39/40）" in office.get(page).text

    after = figures(demo, unit)

    def grown(code: str) -> Fraction:
        known = before.get(code)
        return Fraction(after[code].value - (known.value if known else 0))

    assert [grown(f"assessment.{one}") for one in ("onsite", "received", "answered", "materials", "satisfied")] == [
        1, 120, 30, 450, 39,
    ]  # fmt: skip
    known = before.get("assessment.satisfied")
    assert after["assessment.satisfied"].of - (known.of if known else 0) == 40
    rows = client.get(f"{base}/reports/{unit}/figures/assessment.satisfied").text
    assert "39/40" in rows
    assert page in rows
    english = client.get(f"{base}/reports/{unit}/figures/assessment.satisfied".replace("/zh/", "/en/")).text
    assert "<h1>Satisfaction on the spot</h1>" in english  # words of a lazy text aren't its letters

    assert client.post(f"{page}/void", data={"version": "2", "reason": ""}).status_code == 422
    mine = client.post(f"{page}/void", data={"version": "2", "reason": "登了两次"})
    assert mine.status_code == 409  # nobody voids how people rated them
    assert "只有政务公开办能作废" in mine.text
    assert office.post(f"{page}/void", data={"version": "2", "reason": "登了两次"}).status_code == 303
    assert figures(demo, unit)["assessment.materials"].value == before["assessment.materials"].value
    assert client.get(f"{page}/edit").status_code == 404
    assert "登了两次" in client.get(page).text


def test_a_foreign_department_s_record_isn_t_there(demo: Flask) -> None:
    with demo.app_context():
        from core.api import campaigns
        from plugins.assessment.store import onsite as store

        found = store.records(campaigns.live_campaigns()[0].id)
        other = next(row.id for row in found if row.department_id != unit_of(demo))
    client, base = signed_in(demo, "editor")
    assert client.get(f"{base}/onsite/{other}").status_code == 404
    assert client.post(f"{base}/onsite/{other}/void", data={"version": "1", "reason": "x"}).status_code == 404


def test_a_long_list_is_turned_page_by_page_and_its_sums_are_of_all(demo: Flask) -> None:
    from datetime import date

    with demo.app_context():
        from core.api import campaigns, clock, db, unit_of_work
        from plugins.assessment.models.onsite import OnSite
        from plugins.assessment.store import onsite as store

        campaign = campaigns.live_campaigns()[0]
        with unit_of_work():
            for n in range(120):
                db.session.add(
                    OnSite(
                        campaign_id=campaign.id, department_id=campaigns.participants(campaign.id)[n % 9],
                        held_on=date(2026, 5, 1), title=f"第 {n} 场", place="", received=1, answered=1, materials=1,
                        source="签到表", ratings=[], ratings_source="", void_reason="", version=1, saved_at=clock.now(),
                    )
                )  # fmt: skip
        count = len(store.records(campaign.id))
        received = sum(row.received for row in store.records(campaign.id) if not row.void_reason)
    office, base = signed_in(demo, "office")
    first = office.get(f"{base}/onsite").text
    assert first.count("<tr>") == 50 + 2
    assert f">{received}</td>" in first
    assert "page=2" in first
    last = office.get(f"{base}/onsite?page=4").text
    assert last.count("<tr>") == count - 150 + 2
    assert f">{received}</td>" in last
    assert office.get(f"{base}/onsite?page=x").status_code == 200
