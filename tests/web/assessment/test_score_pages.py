"""Scores through their pages: computed by a job, judged, published, appealed, answered, worked out again."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import pytest
from click.testing import CliRunner
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


def command(demo: Flask, *more: str) -> tuple[int, str, str]:
    """What the command line says: exit code, standard output and error."""
    from plugins.assessment.commands_scores import assessment_group

    with demo.app_context():
        got = CliRunner().invoke(assessment_group, ["scores", *more])
    return got.exit_code, got.stdout, got.stderr


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
    code, out, err = command(demo, "--run", "3", "--json")
    assert (code, json.loads(out)["same"], err) == (0, True, "")


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


@pytest.mark.parametrize("login", ["office", "housing", "leader"])
def test_whatever_a_row_links_opens(demo: Flask, login: str) -> None:
    client, base = signed_in(demo, login)
    runs = re.findall(rf'href="({base}/scores/runs/\d+)"', client.get(f"{base}/scores").text)
    assert runs
    units = re.findall(rf'href="({runs[0]}/\d+)"', client.get(runs[0]).text)
    assert units
    opened: set[str] = set()
    for unit in units:
        for rows in set(re.findall(rf'href="({unit}/KH-\d\d)"', client.get(unit).text)):
            main = client.get(rows).text.partition("<main")[2]
            opened |= {one for one in re.findall(r'<li>.*?href="([^"#]+)"', main) if "/staff/" in one}
    assert opened
    for address in sorted(opened):
        assert client.get(address.replace("&amp;", "&")).status_code == 200, address


def test_a_run_that_failed_says_why_and_another_can_be_started(
    demo: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    from plugins.assessment.service import scores_freezing

    def broken(*_given: object) -> None:
        raise ArithmeticError("words of somebody")

    office, base = signed_in(demo, "office")
    assert office.post(f"{base}/scores/runs", data={"reason": "材料补齐"}).status_code == 303
    page = office.get(f"{base}/scores").text
    assert 'data-live="assessment.scores:' in page
    assert "算好以后这里会自动更新" in page
    with monkeypatch.context() as patch, pytest.raises(ArithmeticError):
        patch.setattr(scores_freezing, "given", broken)
        compute(demo)
    page = office.get(f"{base}/scores").text
    assert "ArithmeticError" in page
    assert "words of somebody" not in page
    assert office.post(f"{base}/scores/runs", data={"reason": "再来"}).status_code == 303
    with demo.app_context():
        from core.api import campaigns, clock
        from plugins.assessment.service import scores
        from plugins.assessment.store import scores as store

        newest, failed = store.runs(campaigns.live_campaigns()[0].id)[:2]
        scores.compute(clock.now(), failed.id)
        assert store.run(failed.id, lock=True).state == "failed"  # type: ignore[union-attr]
    assert compute(demo) == newest.id
    assert "ArithmeticError" in office.get(f"{base}/scores").text


def test_departments_and_the_office_are_told(demo: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    from plugins.assessment.service import telling

    sent: list[tuple[str, int]] = []
    queue = telling.outbox.queue_messages

    def kept(messages: Sequence[Any], *, now: datetime) -> int:
        sent.extend((one.kind.removeprefix("assessment."), one.user_id) for one in messages)
        return queue(messages, now=now)

    monkeypatch.setattr(telling.outbox, "queue_messages", kept)
    office, base = signed_in(demo, "office")
    assert office.post(f"{base}/scores/runs", data={"reason": "材料补齐"}).status_code == 303
    run_id = compute(demo)
    assert office.post(f"{base}/scores/runs/{run_id}/publish").status_code == 303
    editor, _ = signed_in(demo, "housing")
    own = re.search(rf'href="({base}/scores/runs/{run_id}/(\d+))"', editor.get(f"{base}/scores").text)
    assert own is not None
    asked = editor.post(f"{own[1]}/KH-12/appeal", data={"text": "有口袋书。", "not_secret": "y"})
    answer = {"verdict": "refused", "answer": "材料不足", "not_secret": "y"}
    assert office.post(asked.location, data=answer).status_code == 303
    with demo.app_context():
        from core.api import campaigns, people_with

        campaign = campaigns.live_campaigns()[0].id
        unit = int(own[2])
        staff = people_with("assessment.scored", department_id=unit, campaign_id=campaign)
        of_unit = {one.id for one in staff if one.department_id == unit}
        offices = {
            one.id for one in people_with("assessment.score", department_id=unit, campaign_id=campaign)
        }
    told = {kind: {user for found, user in sent if found == kind} for kind, _user in sent}
    assert of_unit
    assert offices
    assert of_unit <= told["scores_out_until"]
    assert told["appeal_new"] == offices
    assert told["appeal_refused"] == of_unit


def test_the_command_tells_what_was_touched_and_which_run_there_is_not(demo: Flask) -> None:
    code, out, err = command(demo, "--run", "1", "--json")
    assert err == ""
    assert (code, json.loads(out)["same"], json.loads(out)["faults"]) == (0, True, [])
    assert command(demo, "--run", "1")[0] == 0
    code, out, err = command(demo, "--run", "99")
    assert (code, out) == (2, "")
    assert "第 99 次评分" in err
    code, _out, err = command(demo, "--run", "1", "--campaign", "no-such")
    assert code == 2
    assert "no-such" in err
    with demo.app_context():
        from core.api import campaigns, db
        from plugins.assessment.store import scores as store

        run = store.runs(campaigns.live_campaigns()[0].id)[0]
        one = next(m for m in store.measures(run.id) if m.code == "assessment.late_days" and m.rows)
        unit = one.department_id
        one.rows = [[*one.rows[0][:2], "40", *one.rows[0][3:]], *one.rows[1:]]
        db.session.commit()
    code, out, err = command(demo, "--run", "1", "--json")
    assert code == 1
    assert ["rows_changed", f"{unit} assessment.late_days"] in json.loads(out)["faults"]
    code, out, _ = command(demo, "--run", "1")
    assert code == 1
    assert "assessment.late_days" in out


def test_a_sheet_of_points_is_kept_whole_or_not_at_all(demo: Flask) -> None:
    with demo.test_request_context("/zh/"):
        from core.api import SYSTEM, campaigns
        from plugins.assessment.service import scores_judging

        campaign = campaigns.live_campaigns()[0]
        places = scores_judging.places(campaign, actor=SYSTEM)
        code = next(rule for _unit, rule in places)
        kept = {unit: one for (unit, rule), one in places.items() if rule == code}
    client, base = signed_in(demo, "office")
    page = f"{base}/scores/sheet/{code}"
    sheet = {"not_secret": "y"}
    for unit, one in kept.items():
        sheet[f"version-{unit}"] = str(one.version if one else 0)
        if one is not None:
            sheet |= {f"points-{unit}": f"{float(one.points):g}", f"reason-{unit}": one.reason}
    first, second = [unit for unit, one in kept.items() if one is None][:2]
    typed = {
        f"points-{first}": "1",
        f"reason-{first}": "现场有秩序",
        f"points-{second}": "1.5",
        f"reason-{second}": "讲解清楚",
    }

    def judged() -> int:
        with demo.test_request_context("/zh/"):
            from plugins.assessment.store import scores as store

            return len(store.judgements(campaign.id))

    before = judged()
    bad = client.post(page, data={**sheet, **typed, f"points-{second}": "9999"})
    assert bad.status_code == 422
    assert "现场有秩序" in bad.text
    lost = client.post(page, data={**sheet, **typed, f"reason-{second}": ""})
    assert lost.status_code == 422
    stale = client.post(page, data={**sheet, **typed, f"version-{second}": "5"})
    assert stale.status_code == 409
    secret = client.post(page, data={**sheet, **typed, f"reason-{second}": "机密★2年"})
    assert secret.status_code in (409, 422)
    assert "密级" in secret.text
    assert judged() == before  # none of the first department's either
    assert client.post(page, data=sheet).status_code == 303
    assert judged() == before
    assert client.post(page, data={**sheet, **typed}).status_code == 303
    assert judged() == before + 2
    editor, _base = signed_in(demo, "editor")
    assert editor.get(page).status_code == 403
