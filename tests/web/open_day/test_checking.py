"""The page that checks an announcement somebody else wrote."""

from __future__ import annotations

import io
from pathlib import Path

from docx import Document

from tests.web.open_day.conftest import STAFF, House

TEXTS = Path(__file__).parents[2] / "unit/open_day/announcement_texts"
BASE = (TEXTS / "base.txt").read_text(encoding="utf-8")


def sent(**changes: object) -> dict[str, object]:
    return {"text": BASE, "publish": "2024-08-30", **changes}


def test_a_pasted_text_is_judged_item_by_item_and_not_stored(house: House) -> None:
    with house.as_(house.editor) as browser:
        assert "检查一份现成的公告" in browser.get(f"{STAFF}/").text
        page = browser.get(f"{STAFF}/check").text
        assert 'enctype="multipart/form-data"' in page
        answer = browser.post(f"{STAFF}/check", data=sent())
        assert answer.status_code == 200
        assert "没有发现问题" in answer.text
        wrong = BASE.replace("青溪市水务局“政府开放日”活动公告", "青溪市水务局“警务开放日”活动公告").replace(
            "（星期六）", "（星期五）"
        )
        page = browser.post(f"{STAFF}/check", data=sent(text=wrong)).text
        assert "有 2 处要改" in page
        assert "青溪市水务局“政府开放日”活动公告</p>" in page
        assert "应是星期六" in page
        assert "接到草稿里" not in page, "there is no approved plan to take it over into"


def test_what_can_not_be_read_is_refused_at_its_field(house: House) -> None:
    with house.as_(house.editor) as browser:
        nothing = browser.post(f"{STAFF}/check", data=sent(text=""))
        assert (nothing.status_code, "请粘贴公告，或选择一个文件" in nothing.text) == (422, True)
        secret = browser.post(f"{STAFF}/check", data=sent(text="机密★1年\n" + BASE))
        assert secret.status_code == 422
        assert "一滴水的旅程" not in secret.text
        day = browser.post(f"{STAFF}/check", data=sent(publish="2024-02-30"))
        assert day.status_code == 422
        assert "一滴水的旅程" in day.text
        both = browser.post(f"{STAFF}/check", data=sent(file=(io.BytesIO(b"x"), "a.txt")))
        assert "请只用一种" in both.text


def test_files_of_every_kind_are_read(house: House) -> None:
    made = Document()
    made.add_paragraph("青溪市财政局“政府开放日”活动公告")
    rows = (TEXTS / "layouts/05-table.txt").read_text(encoding="utf-8").splitlines()
    cells = [row.split("\t") for row in rows if "\t" in row]
    table = made.add_table(rows=0, cols=4)
    for row in cells:
        line = table.add_row().cells
        for cell, said in zip(line, row, strict=False):
            cell.text = said
    word = io.BytesIO()
    made.save(word)
    with house.as_(house.office) as browser:
        for data, name in ((BASE.encode("gb18030"), "公告.txt"), (word.getvalue(), "公告.docx")):
            answer = browser.post(f"{STAFF}/check", data=sent(text="", file=(io.BytesIO(data), name)))
            assert answer.status_code == 200, name
            assert "没有发现问题" in answer.text, name


def test_the_text_is_taken_over_into_the_draft_of_an_approved_plan(house: House) -> None:
    house.approve_plan()
    with house.as_(house.editor) as browser:
        page = browser.post(f"{STAFF}/check", data=sent()).text
        assert "接到我的公告草稿里" in page
        unsure = browser.post(f"{STAFF}/check", data=sent(plan="1", take_over="1"))
        assert unsure.status_code == 422
        taken = browser.post(f"{STAFF}/check", data=sent(plan="1", take_over="1", not_secret="y"))
        assert taken.status_code == 303
        form = browser.get(f"{STAFF}/announcements/1/edit").text
        assert "openness@qingxi.example.org" in form
        assert "李工、王女士" in form
    with house.as_(house.stranger) as browser:
        assert (
            browser.post(f"{STAFF}/check", data=sent(plan="1", take_over="1", not_secret="y")).status_code
            == 404
        )
