"""The report's pages: drafts are marked, photos stand in their order, one press hands it in, nothing typed is lost."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
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


def paragraphs(made: bytes) -> tuple[str, str]:
    """What the head of a page says, and the body."""
    from docx import Document

    paper = Document(io.BytesIO(made))
    return paper.sections[0].header.paragraphs[0].text, "\n".join(one.text for one in paper.paragraphs)


def hand_in_form(text: str) -> dict[str, str]:
    form = text[text.index("/hand-in") :]
    version = re.search(r'name="version" value="(\d+)"', form)
    key = re.search(r'name="key" value="([^"]+)"|<option value="([^"]+)"', form)
    assert version is not None
    assert key is not None
    return {"version": version[1], "key": key[1] or key[2]}


def test_a_draft_says_so_and_one_press_hands_the_report_in(demo: Flask) -> None:
    unit = unit_of(demo)
    client, base = signed_in(demo, "editor")
    page = f"{base}/reports/{unit}"
    head, body = paragraphs(client.get(f"{page}/report.docx").data)
    assert "草稿" in head
    asked = hand_in_form(client.get(page).text)
    assert client.post(f"{page}/hand-in", data={**asked, "key": "rule:none"}).status_code == 404
    stale = client.post(f"{page}/hand-in", data={**asked, "version": "77"})
    assert stale.status_code in (409, 422)
    done = client.post(f"{page}/hand-in", data=asked)
    assert done.status_code == 303
    assert "回执" in client.get(done.headers["Location"]).text
    with demo.app_context():
        from core.api import campaigns, files
        from plugins.assessment.store import submissions as store

        row = store.of(campaigns.live_campaigns()[0].id, asked["key"], unit)
        assert row is not None
        handing = store.handings(row.id)[-1]
        assert row.state == "handed_in"
        sheet = files.attached("assessment.handing", handing.id)[-1]
        made = files.path_of(sheet).read_bytes()
        title = row.text.splitlines()[0]
        assert "水厂" in row.text
        count = len(store.handings(row.id))
    assert sheet.name.endswith(".docx")
    head, handed = paragraphs(made)
    assert "草稿" not in head  # what is handed in is no draft any more
    assert handed.splitlines()[0] in body
    assert title
    again = client.post(f"{page}/hand-in", data=hand_in_form(client.get(page).text))
    assert again.status_code == 303
    with demo.app_context():
        assert len(store.handings(row.id)) == count + 1
        assert len(files.attached("assessment.handing", store.handings(row.id)[-1].id)) == 1  # not both


def test_a_photo_that_went_is_said_and_two_first_saves_collide_cleanly(
    demo: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = unit_of(demo)
    client, base = signed_in(demo, "editor")
    page = f"{base}/reports/{unit}/edit"
    version = re.search(r'name="version"[^>]*value="(\d+)"', client.get(page).text)
    assert version is not None
    typed: dict[str, Any] = {
        "version": version[1], "title": "水务局的总结", "signer": "水务局", "not_secret": "y",
        "parts-0-title": "基本情况", "parts-0-text": "六十三人到场",
    }  # fmt: skip
    gone = client.post(page, data={**typed, "photo-9999": "1"})
    assert gone.status_code == 422
    assert "已经不在选用之列" in gone.text
    assert "六十三人到场" in gone.text
    assert client.post(page, data=typed).status_code == 303
    with demo.test_request_context("/zh/"):
        from core.api import SYSTEM, Conflict, campaigns, clock
        from plugins.assessment.service import reports
        from plugins.assessment.store import reports as store

        command = reports.SaveReport("总结", "", "", None, (), (), (), ())
        monkeypatch.setattr(
            store, "report", lambda *_a, **_k: None
        )  # as it looked before the other one saved
        with pytest.raises(Conflict, match=r"assessment\.report_changed"):
            reports.save(campaigns.live_campaigns()[0], unit, command, 0, actor=SYSTEM, now=clock.now())


def test_a_paper_s_file_goes_along_as_attachment_and_a_picture_doesn_t(demo: Flask) -> None:
    from PIL import Image

    unit = unit_of(demo)
    picture = io.BytesIO()
    Image.new("RGB", (64, 48), "#345").save(picture, "PNG")
    with demo.test_request_context("/zh/"):
        from core.api import SYSTEM, campaigns, clock
        from plugins.assessment.service import duties, handing_in, submissions
        from plugins.assessment.service.handing_in import SavePaper, Upload

        campaign, now = campaigns.live_campaigns()[0], clock.now()
        key = next(
            one.key
            for one in duties.all_duties(campaign)
            if not one.dropped
            and unit in one.owes
            and submissions.view(campaign, one.key, unit, actor=SYSTEM).state == "draft"
            and one.kind not in ("summary", "article")
        )
        before = submissions.view(campaign, key, unit, actor=SYSTEM)
        brought = [
            Upload(io.BytesIO("活动安排".encode()), "安排.txt"), Upload(io.BytesIO(picture.getvalue()), "现场.png")
        ]  # fmt: skip
        secret = SavePaper(
            "正文", "https://x.example/%E6%9C%BA%E5%AF%86%E2%98%851%E5%B9%B4", False, False, ()
        )
        from core.api import RuleBroken

        with pytest.raises(RuleBroken):
            handing_in.save(
                campaign, key, unit, secret, (), before.version, hand_in=True, actor=SYSTEM, now=now
            )
        paper = SavePaper("活动安排见附件。", "", False, False, ())
        assert handing_in.save(
            campaign, key, unit, paper, brought, before.version, hand_in=True, actor=SYSTEM, now=now
        )
        row = submissions.view(campaign, key, unit, actor=SYSTEM)
        submissions.judge(campaign, row.id, row.version, "accepted", "", actor=SYSTEM, now=now)
        number = row.id
        names = {one.name: one.id for one in row.files}
    client, base = signed_in(demo, "editor")
    page = f"{base}/submissions/{number}/item"
    shown = client.get(page).text
    assert "安排.txt" in shown
    assert "现场.png" not in shown
    version = re.search(r'name="version"[^>]*value="(\d+)"', shown)
    assert version is not None
    typed = {"version": version[1], "title": "水厂开放日", "text": "见附件。", "link": "", "not_secret": "y"}
    refused = client.post(page, data={**typed, "files": [names["现场.png"]]})
    assert refused.status_code == 422
    assert client.post(page, data={**typed, "files": [names["安排.txt"]]}).status_code == 303
    with demo.test_request_context("/zh/"):
        from plugins.assessment.service import items

        view = items.view(campaigns.live_campaigns()[0], number, actor=SYSTEM)
        attached = [block for block in view.content.blocks if block["kind"] == "file"]
        assert [block["name"] for block in attached] == ["安排.txt"]
