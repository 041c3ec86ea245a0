"""Meetings through their pages: a citizen on a phone, the department, the draw that anybody checks, the command."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from core.base.clock import now
from core.base.db import db
from plugins.decisions.commands_draw import decisions_group
from plugins.decisions.models.meetings import Meeting

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


def meeting_of(demo: Flask, kind: str) -> tuple[int, str]:
    with demo.app_context():
        from core.api import campaigns

        row = db.session.scalar(db.select(Meeting).filter_by(kind=kind))
        assert row is not None
        return row.id, f"/zh/c/{campaigns.campaign_by_id(row.campaign_id).slug}/decisions"


def test_everybody_reads_the_notice_the_draw_and_the_calendar(demo: Flask) -> None:
    meeting_id, base = meeting_of(demo, "hearing")
    client = demo.test_client()
    page = client.get(f"{base}/meetings/{meeting_id}/").text
    assert "抽签办法" in page
    assert "登记参加抽签" in page
    assert "孟女士" not in page
    draw = client.get(f"{base}/meetings/{meeting_id}/draw")
    assert re.search(r"<code class=\"digest\">[0-9a-f]{64}</code>", draw.text)
    assert client.get(f"{base}/meetings/{meeting_id}/draw.csv").status_code == 404
    calendar = client.get(f"{base}/meetings/{meeting_id}/calendar.ics")
    assert b"BEGIN:VEVENT" in calendar.data
    assert "听证会" in client.get(f"{base}/meetings/").text
    assert client.get(f"{base}/meetings/999/").status_code == 404
    english = client.get(f"{base}/meetings/{meeting_id}/".replace("/zh/", "/en/"))
    assert english.status_code == 200


def test_a_ticket_is_kept_by_nobody_and_its_holder_may_leave(demo: Flask) -> None:
    meeting_id, base = meeting_of(demo, "hearing")
    client = demo.test_client()
    with demo.test_request_context("/zh/"):
        from core.api import campaigns
        from plugins.decisions.service import meeting_places

        campaign = campaigns.campaign_by_id(db.session.get_one(Meeting, meeting_id).campaign_id)
        wish = meeting_places.Wish(meeting_id, "13811112222", "米女士", "abcdef01", now())
        token = meeting_places.book(campaign, wish, now=now()).token
    page = client.get(f"{base}/booking/{token}")
    assert "等抽签" in page.text
    assert "第 1 位" not in page.text
    assert page.headers["Cache-Control"] == "no-store"
    data = client.get(f"{base}/booking/{token}/data.json").get_json()
    assert (data["call_name"], data["state"]) == ("米女士", "waiting")
    assert client.get(f"{base}/booking/{token}/data").status_code == 200
    assert client.get(f"{base}/booking/{token}/delete").status_code == 200
    assert client.post(f"{base}/booking/{token}/cancel").status_code == 303
    assert "已取消" in client.get(f"{base}/booking/{token}").text
    assert client.get(f"{base}/booking/nothing").status_code == 404
    assert client.get(f"{base}/find").status_code == 200
    assert client.get(f"{base}/meetings/{meeting_id}/book").status_code == 200


def code_for(demo: Flask, phone: str) -> str:
    """The code that the demo's gateway would have sent."""
    from core.base.outbox import OutboxMessage
    from core.base.privacy import digest, unseal

    with demo.app_context():
        wanted = (
            db.select(OutboxMessage).filter_by(person_digest=digest(phone)).order_by(OutboxMessage.id.desc())
        )
        row = db.session.scalars(wanted).first()
        assert row is not None
        found = re.search(r"\b(\d{6})\b", unseal(row.body_sealed))
        assert found is not None
        return found[1]


def test_a_citizen_puts_a_name_down_on_a_phone(demo: Flask) -> None:
    meeting_id, base = meeting_of(demo, "hearing")
    client, phone = demo.test_client(), "13822223333"
    start = f"{base}/meetings/{meeting_id}/book?change=1"
    wrong = client.post(start, data={"phone": "12", "send": "1"})
    assert wrong.status_code == 422
    assert client.post(start, data={"phone": phone, "send": "1"}).status_code == 303
    assert "已发到" in client.get(start).text
    done = client.post(start, data={"phone": phone, "code": code_for(demo, phone), "next": "1"})
    assert done.location.endswith("/book/details")
    details = client.get(done.location)
    assert "登记参加抽签" in details.text
    empty = client.post(done.location, data={"call_name": "", "party": "2", "wheelchair": "y"})
    assert empty.status_code == 422
    assert "怎么称呼您" in empty.text
    sent = client.post(done.location, data={"call_name": "秦女士", "party": "2", "wheelchair": "y"})
    assert sent.status_code == 303
    page = client.get(sent.location).text
    assert "等抽签" in page
    assert "需要轮椅通道" in page
    # A second time shows what there is; without the link number, phone and code find it.
    assert "/booking/" in client.get(done.location).location
    number = re.search(r"class=\"no\">([\d-]+)<", page)
    assert number is not None
    found = client.post(f"{base}/find", data={"number": number[1].replace("-", ""), "phone": phone})
    assert "/booking/" in found.location
    assert client.post(f"{base}/find", data={"number": "0101-1-001", "phone": phone}).status_code == 422


def test_the_department_writes_looks_and_is_told_what_is_missing(demo: Flask) -> None:
    meeting_id, _base = meeting_of(demo, "hearing")
    held, _base = meeting_of(demo, "symposium")
    client, base = signed_in(demo, "office")
    for path in (
        "", "/new", f"/{meeting_id}", f"/{meeting_id}/edit", f"/{meeting_id}/people", f"/{meeting_id}/book",
        f"/{meeting_id}/door", f"/{meeting_id}/call-off", f"/{held}/minutes", f"/{held}/people",
    ):  # fmt: skip
        assert client.get(f"{base}/meetings{path}").status_code == 200, path
    typed = {
        "title": "新的座谈会",
        "kind": "symposium",
        "way": "first",
        "starts_at": "不是时间",
        "capacity": "十",
    }
    answer = client.post(f"{base}/meetings/new", data=typed)
    assert answer.status_code == 422
    assert "新的座谈会" in answer.text
    assert "请填写日期和时间" in answer.text
    looked = client.post(f"{base}/meetings/{meeting_id}/door", data={"text": "3711"})
    assert "还在候补" in looked.text
    stranger, base = signed_in(demo, "expert")
    assert stranger.get(f"{base}/meetings/{meeting_id}").status_code in (403, 404)


def test_the_command_works_a_draw_out_again(tmp_path) -> None:
    names = tmp_path / "名单.csv"
    names.write_bytes("0919-1-001,1\n0919-1-002,2\n0919-1-003,1\n".encode("gb18030"))
    run = CliRunner().invoke(
        decisions_group, ["draw", str(names), "--seed", "ab:01", "--places", "2", "--json"]
    )
    assert run.exit_code == 0
    told = json.loads(run.output)
    from core.booking import rules

    lots = [rules.Lot("0919-1-001"), rules.Lot("0919-1-002", 2), rules.Lot("0919-1-003")]
    drawn = rules.draw("ab:01", lots, 2)
    assert told["order"] == [lot.number for lot in drawn.order]
    assert (told["taken"], told["line"]) == (list(drawn.taken), list(drawn.line))
    names.write_text("0919-1-001,1\n什么？ 什么\n", encoding="utf-8")
    bad = CliRunner().invoke(decisions_group, ["draw", str(names), "--seed", "x", "--places", "2"])
    assert bad.exit_code == 2
    assert "第 2 行" in bad.stderr
    missing = CliRunner().invoke(
        decisions_group, ["draw", str(tmp_path / "没有.csv"), "--seed", "x", "--places", "2"]
    )
    assert missing.exit_code == 2
    assert CliRunner().invoke(decisions_group, ["draw", str(names)]).exit_code == 2
