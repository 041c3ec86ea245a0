"""An accepted paper becomes an item of the column: its own words, through the chain, read by everybody."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from flask import Flask
from PIL import Image

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
    begun = client.get(page).text
    assert "改稿" in begun
    assert begun.count("可不填") == 1  # the link; a title and a text are asked for
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


def test_hiding_an_item_empties_the_paper_too_with_its_files(demo: Flask) -> None:
    number = accepted(demo)
    with demo.test_request_context("/zh/"):
        from core.api import SYSTEM, RevisionView, clock, files, unit_of_work
        from plugins.assessment import showing_submissions
        from plugins.assessment.service.submissions import HANDED_FILES
        from plugins.assessment.store import submissions as store

        now = clock.now()
        handing = store.handings(number)[0]
        with unit_of_work():
            kept = files.store(_picture(), "图.png", actor=SYSTEM, now=now)
            files.attach(HANDED_FILES, handing.id, [kept.id])
        item = RevisionView(0, 0, "assessment.item", number, 1, "题", "", "", (), {}, "", 1, 1)
        copies = showing_submissions.copies(item)
        assert copies[0].count == 3
        with unit_of_work():
            showing_submissions.blank(item, now)
        row, handing = store.submission(number), store.handings(number)[0]
        assert row is not None
        assert (row.title, row.text, row.link, row.extra) == ("", "", "", {})
        assert (handing.text, handing.link, handing.remarks, handing.brought_by_sealed) == ("", "", "", "")
        assert files.info(kept.id).blanked


def _picture() -> io.BytesIO:
    made = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(made, "PNG")
    made.seek(0)
    return made
