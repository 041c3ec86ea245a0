"""Scores through their pages: computed by a job, judged, published, appealed, answered, worked out again."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

PASSWORD = "yunchuan-demo"


@pytest.fixture
def demo(make_demo: Callable[..., Flask]) -> Flask:
    return make_demo("2026-05-08T10:42", SECOND_FACTOR_ROLES="none")


def signed_in(demo: Flask, login: str) -> tuple[FlaskClient, str]:
    client = demo.test_client()
    client.post("/zh/staff/sign-in", data={"login_name": login, "password": PASSWORD})
    with demo.app_context():
        from core.api import campaigns

        slug = campaigns.live_campaigns()[0].slug
    return client, f"/zh/staff/c/{slug}/assessment"


def compute(demo: Flask) -> int:
    """Does what the worker does with the newest run."""
    with demo.app_context():
        from core.api import campaigns, clock
        from plugins.assessment.service import scores
        from plugins.assessment.store import scores as store

        newest = store.runs(campaigns.live_campaigns()[0].id)[0]
        scores.compute(clock.now(), newest.id)
        return newest.id


def test_every_page_of_scores_opens_and_every_score_opens_its_rows(demo: Flask) -> None:
    client, base = signed_in(demo, "office")
    seen: set[str] = set()
    todo = [f"{base}/scores"]
    while todo:
        address = todo.pop()
        if address in seen or len(seen) > 120:
            continue
        seen.add(address)
        page = client.get(address)
        assert page.status_code == 200, address
        if "/scores" in address and not address.endswith(".xlsx"):
            todo += re.findall(rf'href="({base}/scores[^"#]*)"', page.text)
    assert any(re.search(r"/scores/runs/\d+/\d+/KH-\d\d$", one) for one in seen)
    assert any(one.endswith("/check") for one in seen)
    assert client.get(f"{base}/scores".replace("/zh/", "/en/")).status_code == 200


def test_computed_judged_published_appealed_and_answered(demo: Flask) -> None:
    office, base = signed_in(demo, "office")
    assert office.post(f"{base}/scores/runs", data={}).status_code == 422
    assert office.post(f"{base}/scores/runs", data={"reason": "材料补齐"}).status_code == 303
    assert office.post(f"{base}/scores/runs", data={"reason": "再来"}).status_code == 409
    run_id = compute(demo)
    editor, _ = signed_in(demo, "housing")
    assert editor.get(f"{base}/scores/runs/{run_id}").status_code == 404
    assert editor.post(f"{base}/scores/runs/{run_id}/publish").status_code == 403
    assert "结果一样" in office.get(f"{base}/scores/runs/{run_id}/check").text
    assert office.post(f"{base}/scores/runs/{run_id}/publish").status_code == 303
    page = editor.get(f"{base}/scores").text
    own = re.search(rf'href="({base}/scores/runs/{run_id}/(\d+))"', page)
    assert own is not None
    with demo.app_context():
        from core.api import campaigns

        others = [
            one for one in campaigns.participants(campaigns.live_campaigns()[0].id) if str(one) != own[2]
        ]
    assert editor.get(f"{base}/scores/runs/{run_id}/{others[1]}").status_code == 404
    appeal = f"{own[1]}/KH-12/appeal"
    assert editor.post(appeal, data={"text": ""}).status_code == 422
    typed = {"text": "我们有口袋书。", "not_secret": "y", "files": (io.BytesIO(b"\x89PNG bad"), "a.png")}
    assert editor.post(appeal, data=typed).status_code == 422
    asked = editor.post(appeal, data={"text": "我们有口袋书。", "not_secret": "y"})
    assert asked.status_code == 303
    assert editor.post(appeal, data={"text": "再问", "not_secret": "y"}).status_code == 409
    judge = f"{base}/scores/judge/{own[2]}/KH-12"
    seen = re.search(r'name="version"[^>]*value="(\d+)"', office.get(judge).text)
    assert seen is not None
    given = {"version": seen[1], "points": "9", "reason": "有口袋书", "not_secret": "y"}
    assert office.post(judge, data=given).status_code == 422
    assert office.post(judge, data={**given, "points": "4.25"}).status_code == 303
    assert office.post(judge, data={**given, "points": "1"}).status_code == 409
    answer = {"verdict": "upheld", "points": "4.75", "answer": "材料属实", "not_secret": "y"}
    assert editor.post(asked.location, data=answer).status_code == 403
    assert office.post(asked.location, data={**answer, "points": "6"}).status_code == 422
    assert office.post(asked.location, data=answer).status_code == 303
    assert office.post(asked.location, data=answer).status_code == 409
    new_id = compute(demo)
    assert new_id != run_id
    rows = office.get(f"{base}/scores/runs/{new_id}/{own[2]}/KH-12").text
    assert "4.75 分" in rows
    assert "申诉后更正" in rows
    assert office.get(f"{base}/scores/runs/{run_id}/check").text.count("结果一样") == 1
    assert office.get(f"{base}/scores/runs/{new_id}.xlsx").data.startswith(b"PK")
    told = demo.test_cli_runner().invoke(args=["assessment", "scores", "--run", "3", "--json"])
    if told.exit_code == 0:
        assert json.loads(told.output)["same"] is True


def test_a_frozen_record_that_was_touched_is_told(demo: Flask) -> None:
    with demo.test_request_context("/zh/"):
        from core.api import campaigns, db
        from plugins.assessment.service import scores
        from plugins.assessment.store import scores as store

        campaign = campaigns.live_campaigns()[0]
        assert scores.check_number(campaign, 1).same
        run = store.runs(campaign.id)[0]
        one = next(m for m in store.measures(run.id) if m.code == "assessment.late_days" and m.rows)
        one.rows = [[*one.rows[0][:2], "40", *one.rows[0][3:]], *one.rows[1:]]
        db.session.commit()
        found = scores.check_number(campaign, 1)
        assert not found.same
        assert {code for code, _what in found.faults} >= {"rows_changed"}
