"""Comments on the demo's drafts: written, read by everybody, answered by staff."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.base.access import SYSTEM
from plugins.decisions.chain import COMMENT
from plugins.decisions.models import Preview

MOMENT = "2026-05-15T10:42"


@pytest.fixture
def demo(make_demo: Callable[..., Flask]) -> Flask:
    return make_demo(MOMENT, SECOND_FACTOR_ROLES="none")


def signed_in(demo: Flask, login: str) -> tuple[FlaskClient, str]:
    client = demo.test_client()
    client.post("/zh/staff/sign-in", data={"login_name": login, "password": "yunchuan-demo"})
    found = re.search(r"/zh/staff/c/([^/]+)/", client.get("/zh/staff/").text)
    assert found is not None
    return client, found[1]


def preview_of(demo: Flask, title: str) -> int:
    from core.base.db import db

    with demo.app_context():
        found = db.session.scalar(db.select(Preview.id).where(Preview.title.contains(title)))
        assert found is not None
        return int(found)


def test_comments_from_the_paragraph_to_the_public_list(demo: Flask) -> None:
    from core.api import campaigns
    from plugins.decisions import opinions
    from plugins.decisions.service import comments, previews

    staff, slug = signed_in(demo, "office")
    price, supply = preview_of(demo, "供水价格"), preview_of(demo, "二次供水")
    public = f"/zh/c/{slug}/decisions"
    with demo.app_context():
        figures, counts = comments.figures(supply), comments.counts_by_anchor(supply)
        assert figures.open == 0
        assert figures.total == sum(figures.outcomes.values()) == sum(counts.values())
        assert comments.facts_of(price).open > 0
        said = comments.by_part(supply, actor=SYSTEM)
        parts = opinions.parts(campaigns.campaign_by_id(previews.preview_view(supply).campaign_id), supply)
        anchor = next(one.anchor for one in parts if "清洗" in one.text)
        assert sum(row.total for row in said) == figures.total
    visitor = demo.test_client()
    # from the paragraph to the form
    asked = visitor.get(f"{public}/{price}/comment?anchor=p-4")
    assert asked.status_code == 302
    assert f"/opinions/new/{COMMENT}/{price}" in asked.location
    form = visitor.get(asked.location)
    assert form.status_code == 200
    assert "您要说的" in form.text
    # late: the day, and what to do
    late = visitor.get(f"{public}/{supply}/comment").location
    assert "截止" in visitor.get(late).text
    refused = visitor.post(late, data={"text": "写了很久的一条意见", "contact": "phone"})
    assert refused.status_code == 422
    assert "写了很久的一条意见" in refused.text
    # the list with its filters, and one at its own address with the paragraph as it read then
    page = visitor.get(f"{public}/{supply}/comments")
    assert page.status_code == 200
    assert "Set-Cookie" not in page.headers
    part = visitor.get(f"{public}/{supply}/comments?part={anchor}&outcome=adopted&order=support").text
    assert "清洗" in part
    assert "部分采纳</b>" not in part
    number = re.search(r"/comments/(\d{4}-\d{4})", part)
    assert number is not None
    one = visitor.get(f"{public}/{supply}/comments/{number[1]}").text
    assert "这是提意见时的文字" in one
    assert visitor.get(f"{public}/{price}/comments/{number[1]}").status_code == 404
    nothing = visitor.get(f"{public}/{supply}/comments?outcome=answered").text
    assert "没有符合条件" in nothing
    # staff
    shown = staff.get(f"/zh/staff/c/{slug}/decisions/previews/{price}/comments").text
    assert "每一段的意见" in shown
    assert "受理，原文公开" in shown
    editor, _slug = signed_in(demo, "editor")
    shown = editor.get(f"/zh/staff/c/{slug}/decisions/previews/{price}/comments?tab=open").text
    assert "一起办结" in shown
    assert "受理，原文公开" not in shown
    stranger, _slug = signed_in(demo, "housing")
    assert stranger.get(f"/zh/staff/c/{slug}/decisions/previews/{price}/comments").status_code == 404
    leader, _slug = signed_in(demo, "reviewer")
    assert "要答复" in leader.get(f"/zh/staff/c/{slug}/decisions/previews/{price}/comments").text
    english = visitor.get(f"/en/c/{slug}/decisions/{supply}/comments")
    assert english.status_code == 200
