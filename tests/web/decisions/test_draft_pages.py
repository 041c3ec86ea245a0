"""A draft's way: handed in, its splitting corrected, stopped by DP-02 and DP-03, published, changed, compared, read by everybody."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import docx
import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.base.db import db
from plugins.decisions.models import DraftVersion, Paragraph, Preview
from plugins.decisions.service import drafts

MOMENT = "2026-05-15T10:42"
PASSWORD = "yunchuan-demo"
TEXT = """云川市智慧水务建设项目
一、建设内容
（一）布设监测点1200个。
（二）建设数据平台。
二、资金来源
市财政和供水企业共同承担。
"""


@pytest.fixture
def demo(make_demo: Callable[..., Flask]) -> Flask:
    return make_demo(MOMENT, SECOND_FACTOR_ROLES="none")


def signed_in(demo: Flask, login: str) -> tuple[FlaskClient, str]:
    client = demo.test_client()
    client.post("/zh/staff/sign-in", data={"login_name": login, "password": PASSWORD})
    found = re.search(r"/zh/staff/c/([^/]+)/", client.get("/zh/staff/").text)
    assert found is not None
    return client, f"/zh/staff/c/{found[1]}/decisions"


def preview_of(demo: Flask, title: str) -> int:
    with demo.app_context():
        return int(db.session.scalars(db.select(Preview.id).filter_by(title=title)).one())


def told(demo: Flask, preview_id: int) -> tuple[int, int, list[tuple[int, str, int, str, str, str]]]:
    """(version id, its counter, its paragraphs)."""
    with demo.app_context():
        row = db.session.scalars(
            db.select(DraftVersion).filter_by(preview_id=preview_id).order_by(DraftVersion.number.desc())
        ).first()
        assert row is not None
        found = db.session.scalars(
            db.select(Paragraph).filter_by(version_id=row.id).order_by(Paragraph.ordinal)
        )
        return row.id, row.version, [(p.id, p.anchor, p.depth, p.kind, p.number, p.text) for p in found]


def test_a_draft_is_handed_in_and_its_splitting_is_corrected(demo: Flask) -> None:
    client, base = signed_in(demo, "editor")
    preview_id = preview_of(demo, "云川市智慧水务建设项目")
    page = f"{base}/previews/{preview_id}/draft"
    assert "还没有草案" in client.get(page).text
    marked = client.post(
        f"{page}/new", data={"purpose": "consult", "text": "机密★1年\n一、内容", "no_secret_marks": "y"}
    )
    assert marked.status_code == 422
    assert "机密★1年\n一、内容" not in marked.text
    assert (
        client.post(f"{page}/new", data={"purpose": "consult", "text": TEXT}).status_code == 422
    )  # not confirmed
    wrong = {"purpose": "consult", "file": (io.BytesIO(b"\x00\x01binary"), "a.docx"), "no_secret_marks": "y"}
    assert "读不了这种文件" in client.post(f"{page}/new", data=wrong).text
    book = docx.Document()
    for line in TEXT.splitlines():
        book.add_paragraph(line)
    made = io.BytesIO()
    book.save(made)
    made.seek(0)
    good = {"purpose": "consult", "file": (made, "a.docx"), "no_secret_marks": "y"}
    assert client.post(f"{page}/new", data=good).status_code == 303
    version_id, seen, rows = told(demo, preview_id)
    assert [(depth, kind, number) for _id, _a, depth, kind, number, _t in rows] == [
        (0, "preamble", ""), (0, "section", "一、"), (1, "item", "（一）"), (1, "item", "（二）"), (0, "section", "二、"),
        (1, "paragraph", ""),
    ]  # fmt: skip
    where = f"{page}/{version_id}/paragraphs"
    assert client.post(f"{where}/{rows[3][0]}/merge", data={"version": seen}).status_code == 303
    stale = client.post(f"{where}/{rows[2][0]}/in", data={"version": seen}, follow_redirects=True)
    assert "别人刚改过" in stale.text
    _id, seen, rows = told(demo, preview_id)
    assert rows[2][5] == "布设监测点1200个。（二）建设数据平台。"
    edited = client.post(
        f"{where}/{rows[2][0]}",
        data={"version": seen, "cut": "1", "text": "布设监测点。\n（二）建设数据平台。"},
    )
    assert edited.status_code == 422
    assert "不能改字" in edited.text
    cut = {"version": seen, "cut": "1", "text": "布设监测点1200个。\n（二）建设数据平台。"}
    assert client.post(f"{where}/{rows[2][0]}", data=cut).status_code == 303
    _id, seen, rows = told(demo, preview_id)
    assert rows[3][3:] == ("item", "（二）", "建设数据平台。")
    assert len({anchor for _id, anchor, *_rest in rows}) == len(rows)
    change = {"version": seen, "place": "1", "kind": "annex", "depth": "0", "anchor": ""}
    assert client.post(f"{where}/{rows[5][0]}", data=change).status_code == 303
    assert told(demo, preview_id)[2][5][2:4] == (0, "annex")
    assert "建设数据平台" in client.get(page).text


def test_the_gates_stop_and_name_the_day(demo: Flask) -> None:
    client, base = signed_in(demo, "housing")
    page = f"{base}/previews/{preview_of(demo, '云川市老旧小区改造三年计划')}/draft"
    data = {"purpose": "consult", "text": "一、改造内容\n管线和电梯。", "no_secret_marks": "y"}
    assert client.post(f"{page}/new", data=data).status_code == 303
    shown = client.get(page).text
    assert "DP-02" in shown
    assert "DP-03" in shown
    assert "6月19日" in shown  # comments from 20 May: 30 days later
    refused = client.post(f"{page}/submit", data={})
    assert refused.status_code == 422
    assert "改好才能送审" in refused.text


def test_the_public_draft_keeps_anchors_and_shows_what_changed(demo: Flask) -> None:
    reader = demo.test_client()
    _client, base = signed_in(demo, "editor")
    preview_id = preview_of(demo, "云川市居民二次供水设施管理办法")
    page = f"{base.replace('/zh/staff/c/', '/zh/c/')}/previews/{preview_id}/draft"
    whole = reader.get(page).text
    assert "第十条" in whole
    changed = reader.get(f"{page}/changed").text
    assert "送水上门" in changed
    assert "权责清楚" not in changed
    with demo.app_context():
        newest, first = drafts.published_drafts(preview_id)
        old = {p.number: p.anchor for p in first.paragraphs if p.kind == "article"}
        new = {p.number: p.anchor for p in newest.paragraphs if p.kind == "article"}
        assert new["第七条"] == old["第七条"]  # edited
        assert new["第十一条"] == old["第十条"]  # renumbered
        assert new["第十条"] not in old.values()
        names = drafts.paragraph_names(preview_id)
        assert "第二条第二款" in names.values()
        assert drafts.facts_of(preview_id).comment_until is not None
        found = drafts.paragraph(preview_id, old["第七条"])
        assert found is not None
        assert "半年" in found.text
    assert f'id="{old["第七条"]}"' in whole
    assert "第十一条" in reader.get(f"{page}/beside").text
    assert "第十一条　本办法" in reader.get(f"{page}.txt").text
    words = [p.text for p in docx.Document(io.BytesIO(reader.get(f"{page}.docx").data)).paragraphs]
    assert "第十一条　本办法自公布之日起施行，有效期五年。" in words
    hidden = preview_of(demo, "云川市智慧水务建设项目")
    for ending in ("", "/changed", "/beside", "/clean", ".txt", ".docx"):
        gone = reader.get(page.replace(f"/{preview_id}/draft", f"/{hidden}/draft") + ending)
        assert gone.status_code == 404, ending


def test_a_published_version_is_never_corrected(demo: Flask) -> None:
    client, base = signed_in(demo, "editor")
    preview_id = preview_of(demo, "云川市居民二次供水设施管理办法")
    version_id, seen, rows = told(demo, preview_id)
    where = f"{base}/previews/{preview_id}/draft"
    client.post(f"{where}/{version_id}/paragraphs/{rows[4][0]}/merge", data={"version": seen})
    assert told(demo, preview_id)[2] == rows
    compared = client.get(f"{where}/compare?way=inline&only=changed").text
    assert "每半年" in compared or "半" in compared
    assert client.get(f"{where}/compare?old=x&new=99999").status_code == 200
