"""An accepted paper becomes an item of the column: its own words, through the chain, read by everybody."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.web.assessment.test_score_pages import signed_in


@pytest.fixture
def demo(make_demo: Callable[..., Flask]) -> Flask:
    return make_demo("2026-05-15T10:42", SECOND_FACTOR_ROLES="none")


def accepted(demo: Flask, state: str = "accepted") -> int:
    """A paper of the department whose editor signs in."""
    with demo.app_context():
        from core.api import campaigns, departments, unit_of_work
        from plugins.assessment.store import submissions as store

        unit = next(one.id for one in departments() if one.name.endswith("水务局"))
        slug_key = f"hand:{state}"
        with unit_of_work():
            row = next(
                row for row in store.submissions(campaigns.live_campaigns()[0].id) if row.state == state
            )
            row.department_id, row.key = unit, slug_key
        return int(row.id)


def test_a_paper_is_rewritten_sent_and_stays_as_it_came(demo: Flask) -> None:
    client, base = signed_in(demo, "editor")
    number = accepted(demo)
    page = f"{base}/submissions/{number}/item"
    assert "改稿" in client.get(page).text
    with demo.app_context():
        from plugins.assessment.store import submissions as store

        row = store.submission(number)
        assert row is not None
        version, text = row.version, row.text
    good = {
        "version": version,
        "title": "水厂开放日",
        "text": "六十三人到场。",
        "link": "",
        "not_secret": "y",
    }
    bad: list[tuple[dict[str, object], int, str]] = [
        ({"title": ""}, 422, "请写稿件的标题"), ({"link": "javascript:1"}, 422, "链接要以"),
        ({"version": 99}, 409, "稿件已被别人改过"), ({"text": "机密★2年"}, 422, "密级"), ({"not_secret": ""}, 422, "密级标志"),
    ]  # fmt: skip
    for change, status, words in bad:
        answer = client.post(page, data={**good, **change})
        assert answer.status_code in (status, 409 if status == 422 and "机密" in str(change) else status), (
            change
        )
        assert words in answer.text
        if "title" not in change:
            assert "水厂开放日" in answer.text
    assert client.post(page, data=good).status_code == 303
    assert client.post(f"{page}/submit", data={"version": version}).status_code == 409
    assert client.post(f"{page}/submit", data={"version": version + 1}).status_code == 303
    assert "公开流程中" in client.get(page).text
    assert client.post(page, data={**good, "version": version + 1}).status_code == 409
    with demo.app_context():
        again = store.submission(number)
        assert again is not None
        assert again.text == text
    assert client.get(f"/zh/c/2026-openness-day/assessment/items/{number}/").status_code == 404
    assert client.get("/zh/c/2026-openness-day/assessment/items/").status_code == 200


def test_only_what_was_accepted_and_only_by_its_department(demo: Flask) -> None:
    client, base = signed_in(demo, "editor")
    assert client.get(f"{base}/submissions/{accepted(demo, 'handed_in')}/item").status_code == 409
    other, _base = signed_in(demo, "housing")
    assert other.get(f"{base}/submissions/{accepted(demo)}/item").status_code in (403, 404)
