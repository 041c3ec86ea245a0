"""Texts as people paste them: signs that no database or Word file takes, tables with a sum and a note."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document

from core.base.errors import RuleBroken
from core.publishing import service
from core.publishing.contracts import Content
from core.publishing.rules import lines_of
from core.publishing.service.package import as_html, as_text
from tests.support.chain import City, content


def test_signs_that_nothing_can_hold_are_left_out_before_the_text_is_frozen(city: City):
    with city.app.app_context():
        document_id = city.submit(content=content("请穿\x00平底\x0b鞋。\ud800", title="题\x00目"))
        view = city.view(document_id)
        assert view.title == "题目"
        assert view.revision is not None
        assert view.revision.blocks[1]["text"] == "请穿平底鞋。"
        city.walk(document_id)
        city.publish(document_id)
        _name, packed = service.build_package(document_id, actor=city.actor("office"))
        assert zipfile.ZipFile(io.BytesIO(packed)).testzip() is None


def test_a_mark_cut_by_a_control_sign_is_still_a_mark(city: City):
    with city.app.app_context(), pytest.raises(RuleBroken) as refusal:
        city.submit(content=content("机\x00密★5年"))
    assert refusal.value.code == "secret_mark"


def test_a_tables_sum_and_note_are_in_the_changes_and_in_the_package(city: City):
    table = {
        "kind": "table",
        "head": ["场次", "人数"],
        "rows": [["上午场", "30"]],
        "foot": ["合计", "60"],
        "note": "线下推荐另计。",
    }
    with city.app.app_context():
        document_id = city.submit(content=Content("公告", "云川市水务局", [table]))
        city.walk(document_id)
        city.publish(document_id)
        text = city.view(document_id).revision
        assert text is not None
        assert "合计｜60" in lines_of(text.title, "", text.blocks)
        assert "线下推荐另计。" in lines_of(text.title, "", text.blocks)
        assert "<td>合计</td><td>60</td>" in as_html(text)
        assert "合计\t60\n线下推荐另计。\n" in as_text(text)
        _name, packed = service.build_package(document_id, actor=city.actor("office"))
        word = Document(io.BytesIO(zipfile.ZipFile(io.BytesIO(packed)).read("正文.docx")))
        assert [cell.text for cell in word.tables[0].rows[-1].cells] == ["合计", "60"]
        assert "线下推荐另计。" in [paragraph.text for paragraph in word.paragraphs]
