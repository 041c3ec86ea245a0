"""The pages of the text check, in the browser of the people of tests/support/chain.py."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator

import pytest
from flask import Flask

from core.base import clock
from tests.support.chain import NOW, City, plant

POLLUTED = "请穿平底鞋。由xx局负责接待。咨询<b>请看</b>www.abc123.top。"
TOOL = "/zh/staff/text-check"


@pytest.fixture
def city(app: Flask) -> Iterator[City]:
    with clock.travel(NOW):
        yield plant(app)


def submitted(city: City) -> tuple[str, int]:
    with city.app.app_context():
        document_id = city.submit(1, POLLUTED)
    return f"/zh/staff/documents/{document_id}", document_id


def fields(page: str, number: int) -> dict[str, str]:
    """The hidden fields of the nth form on the page that lets a finding stand."""
    forms = re.findall(r'<form class="form mt3".*?</form>', page, re.S)
    return dict(re.findall(r'name="(digest|finding)"[^>]*value="([^"]*)"', forms[number - 1]))


def test_findings_are_marked_explained_and_let_stand(city: City) -> None:
    address, _id = submitted(city)
    with city.as_("reviewer") as client:
        page = client.get(address).get_data(as_text=True)
        assert "文本检查" in page
        assert f"{address}/check#finding-1" in page
        page = client.get(f"{address}/check").get_data(as_text=True)
        assert page.count('id="mark-') == 2
        assert '<mark id="mark-1">xx局</mark><sup><a href="#finding-1"' in page
        assert "&lt;b&gt;" in page
        assert "<b>请看" not in page
        refused = client.post(f"{address}/check", data={**fields(page, 1), "reason": ""})
        assert refused.status_code == 422
        assert "请写明为什么可以保留" in refused.get_data(as_text=True)
        done = client.post(f"{address}/check", data={**fields(page, 1), "reason": "专栏里的原文"})
        assert done.status_code == 303
        page = html.unescape(client.get(f"{address}/check").get_data(as_text=True))
        assert "专栏里的原文" in page
        assert "还有 1 处没有处理" in page


def test_a_stranger_sees_nothing_and_the_secrecy_reviewer_can_only_read(city: City) -> None:
    address, _id = submitted(city)
    with city.as_("stranger") as client:
        assert client.get(f"{address}/check").status_code == 404
    with city.as_("secrecy") as client:
        page = client.get(f"{address}/check").get_data(as_text=True)
        assert 'id="mark-1"' in page
        assert "保留这一处" not in page
        assert client.post(f"{address}/check", data={"reason": "好"}).status_code == 403
    with city.as_(None) as client:
        assert client.get(TOOL).status_code in (302, 303, 401, 403)


def test_the_office_is_led_to_what_stops_publishing(city: City) -> None:
    address, document_id = submitted(city)
    with city.app.app_context():
        city.walk(document_id)
    with city.as_("office") as client:
        page = client.get(address).get_data(as_text=True)
        assert "文本检查还有 2 处没有处理" in page
        assert f'href="{address}/check"' in page


@pytest.mark.parametrize("as_file", [True, False])
def test_a_text_is_checked_and_not_kept(city: City, as_file: bool) -> None:
    text = "由xx局负责。\n联系人请加微信abc12345。"
    data: dict[str, object] = (
        {"file": (io.BytesIO(text.encode("gb18030")), "稿.txt")} if as_file else {"text": text}
    )
    with city.as_("editor") as client:
        answer = client.post(TOOL, data=data)
        page = answer.get_data(as_text=True)
        assert answer.status_code == 200
        assert page.count('id="mark-') == 2
        english = client.post(TOOL.replace("/zh/", "/en/"), data={"text": "由xx局负责。"})
        assert english.status_code == 200


@pytest.mark.parametrize(
    ("text", "words"), [("", "请粘贴文字"), ("机密★1年\n内部情况", "密级"), ("字" * 200_001, "文字太长")]
)
def test_what_the_tool_refuses(city: City, text: str, words: str) -> None:
    with city.as_("editor") as client:
        answer = client.post(TOOL, data={"text": text})
        page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert words in page
    assert "内部情况" not in page


def test_a_clean_text(city: City) -> None:
    with city.as_("editor") as client:
        assert "没有发现问题" in client.post(TOOL, data={"text": "各单位要认真组织。"}).get_data(as_text=True)
