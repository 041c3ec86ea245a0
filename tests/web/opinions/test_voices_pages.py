"""Parts, files, proofs, support and groups on the pages."""

from __future__ import annotations

import hashlib
import io
import random
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from core.plugin.contracts import OpinionPart
from tests.integration.opinions.conftest import KIND, NOW
from tests.support.chain import PDF, SLUG
from tests.support.many_comments import seed
from tests.web.opinions.test_opinion_pages import NEW, PUBLIC, STAFF, TEXT, Site
from tests.web.opinions.test_opinion_pages import site as site

PHONE = "13800002046"


@pytest.fixture
def voices(site: Site) -> Site:
    def part(campaign: Any, subject_id: int, anchor: str, version: str = "") -> OpinionPart | None:
        return OpinionPart("a3", "第三条", "水箱每半年清洗一次。", version or "2") if anchor == "a3" else None

    kinds = site.app.extensions["yangguang"].opinion_kinds
    kinds[KIND] = replace(
        kinds[KIND], part=part, parts=lambda campaign, i: [part(campaign, i, "a3")], files=True, support=True
    )
    return site


def test_a_paragraph_a_file_a_receipt_and_its_proof(voices: Site) -> None:
    with voices.as_(None) as browser:
        shown = browser.get(f"{NEW}?part=a3").text
        assert "水箱每半年清洗一次。" in shown
        assert "最大 10 MB" in shown
        gone = browser.get(f"{NEW}?part=a9").text
        assert "您要说的那一段现在没有了" in gone
        file = (io.BytesIO(PDF), "现场.pdf")
        short = browser.post(
            f"{NEW}?part=a3", data={"text": "短", "contact": "none", "anchor": "a3", "file": file}
        )
        assert short.status_code == 422
        assert "已附：现场.pdf" in short.text  # a file isn't asked for twice
        wrong = (io.BytesIO(b"<html><script>"), "x.pdf")
        bad = browser.post(
            f"{NEW}?part=a3", data={"text": TEXT, "contact": "none", "anchor": "a3", "file": wrong}
        )
        assert bad.status_code == 422
        assert TEXT in bad.text
        sent = browser.post(f"{NEW}?part=a3", data={"text": TEXT, "contact": "none", "anchor": "a3"})
        page = browser.get(sent.location).text
        told = re.search(r"(2026-\d{4}).*?([0-9A-Z]{4}-[0-9A-Z]{4})", page, re.S)
        assert told is not None
        number, code = told[1], told[2]
        digest = re.search(r'id="digest">([0-9a-f ]+)<', page)
        assert digest is not None
        kept = browser.get(f"{PUBLIC}/receipt.txt")
        assert hashlib.sha256(kept.data).hexdigest() == digest[1].replace(" ", "")
        assert hashlib.sha256(PDF).hexdigest() in kept.text
    with voices.as_(None) as stranger:
        assert stranger.get(f"{PUBLIC}/receipt.txt").status_code == 303
        proven = stranger.post(f"{PUBLIC}/proof", data={"number": number, "code": code})
        assert digest[1] in proven.text
        same = stranger.post(f"{PUBLIC}/proof", data={"number": number, "text": TEXT})
        assert "一字不差" in same.text
        other = stranger.post(f"{PUBLIC}/proof", data={"number": number, "text": TEXT + "！"})
        assert "不完全相同" in other.text
        assert digest[1] not in other.text
        assert stranger.post(f"{PUBLIC}/proof", data={"number": number}).status_code == 422
    with voices.as_(voices.ledger.office) as browser:
        one = browser.get(f"{STAFF}/1").text
        assert "说的是第三条" in one
        assert "只给工作人员看" in one
        where = re.search(r'href="([^"]+/files/\d+/[^"]*)"', one)
        assert where is not None
        browser.post(f"{STAFF}/1/accept", data={"version": "1", "text": TEXT, "show_file": "y"})
    with voices.as_(None) as stranger:
        public = stranger.get(f"{PUBLIC}/{number}").text
        assert "附件：现场.pdf" in public
        link = re.search(r'href="(/[^"]*/files/\d+/whole)"', public)
        assert link is not None
        assert stranger.get(link[1]).data == PDF
    with voices.as_(voices.ledger.office) as browser:
        browser.post(f"{STAFF}/1/file", data={"version": "2", "public": "0"})
    with voices.as_(None) as stranger:
        assert stranger.get(link[1]).status_code == 404


def test_support_with_a_phone_that_is_proven_there(voices: Site) -> None:
    with voices.as_(None) as browser:
        number, _code = voices.write(browser)
        assert browser.get(f"{PUBLIC}/{number}/support").status_code == 404  # nobody has let it through
    with voices.as_(voices.ledger.office) as browser:
        browser.post(f"{STAFF}/bulk", data={"opinion": "1:1", "do": "accept"})
    with voices.as_(None) as browser:
        here = f"{PUBLIC}/{number}/support"
        assert "一个手机号支持一次" in browser.get(here).text
        assert browser.post(here, data={"phone": "12", "send": "1"}).status_code == 422
        asked = browser.post(here, data={"phone": PHONE, "send": "1"})
        assert "短信里的验证码" in asked.text
        code = voices.code_sent(PHONE)
        done = browser.post(here, data={"phone": PHONE, "code": code, "next": "1", "do": "support"})
        assert done.status_code == 303, done.text
        assert "现在有 1 人支持" in browser.get(here).text
        browser.post(here, data={"do": "support"})
        assert "1 人支持" in browser.get(PUBLIC).text
        assert number in browser.get(f"{PUBLIC}/mine").text
        browser.post(here, data={"do": "back"})
        assert "现在有 0 人支持" in browser.get(here).text


def test_groups_and_bulk_ends(voices: Site) -> None:
    from core.base.jobs import run_long
    from core.opinions import service

    subject = f"{KIND}:1"
    with voices.app.app_context():
        unit = voices.ledger.city.units["water"]
        seed(
            voices.ledger.city.campaign_id, KIND, 1, 240, department_id=unit, now=NOW, roads=("中山",),
            chance=random.Random(2), states=(("assigned", 1),), anchors=("", "a3"),
        )  # fmt: skip
    with voices.as_(voices.ledger.office) as browser:
        assert "还没有比对过" in browser.get(f"{STAFF}/groups?subject={subject}").text
        browser.post(f"{STAFF}/groups/ask", data={"subject": subject})
        busy = browser.get(f"{STAFF}/groups?subject={subject}").text
        assert "<progress" in busy
        with voices.app.app_context():
            run_long(NOW + timedelta(hours=1))
        page = browser.get(f"{STAFF}/groups?subject={subject}").text
        first = re.search(r'href="([^"]+/groups/\d+)"', page)
        assert first is not None
        one = browser.get(first[1]).text
        assert "全部合并" in one
        none = browser.post(first[1], data={"do": "some"}, follow_redirects=True)
        assert "至少选两条" in none.text
        merged = browser.post(first[1], data={"do": "all", "subject": subject}, follow_redirects=True)
        assert "合并到 2026-" in merged.text
        assert "已经办过了" in browser.get(first[1]).text
        assert browser.get(f"{STAFF}?subject={subject}&part=a3&tab=open").status_code == 200
    with voices.as_(voices.ledger.water) as editor:
        assert editor.get(f"{STAFF}/groups?subject={subject}").status_code in (403, 404)
        inbox = editor.get(f"{STAFF}?tab=open&part=a3&subject={subject}").text
        ticked = re.findall(r'name="opinion" value="(\d+:\d+)"', inbox)[:3]
        asked = editor.post(f"{STAFF}/bulk-end", data={"opinion": ticked})
        assert "一起办结 3 条意见" in asked.text
        data = {"opinion": ticked, "outcome_wanted": "1", "outcome": "not_adopted", "reason": ""}
        refused = editor.post(f"{STAFF}/bulk-end", data=data)
        assert refused.status_code == 422
        assert "要写明理由" in refused.text
        done = editor.post(
            f"{STAFF}/bulk-end", data={**data, "reason": "与上位法不一致。"}, follow_redirects=True
        )
        assert "办好了 3 条" in done.text
    with voices.app.app_context():
        ends = [one for one in service.feedback_on(KIND, 1) if one.outcome == "not_adopted"]
        assert len(ends) == 3


def test_a_clerk_enters_what_was_said_of_a_paragraph(voices: Site) -> None:
    with voices.as_(voices.ledger.clerk) as browser:
        chosen = browser.post(f"{STAFF}/enter", data={"subject": f"{SLUG}/{KIND}:1", "choose": "1"})
        assert chosen.status_code == 200
        assert "第三条" in chosen.text
        data = {
            "subject": f"{SLUG}/{KIND}:1", "anchor": "a3", "source": "letter", "text": TEXT, "no_contact": "y",
            "notice": "y", "not_secret": "y",
        }  # fmt: skip
        assert browser.post(f"{STAFF}/enter", data=data).status_code == 303
    with voices.app.app_context():
        assert voices.ledger.row(1).anchor == "a3"
