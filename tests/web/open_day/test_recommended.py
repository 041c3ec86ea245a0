"""Recommended people: one by one and from a sheet that is looked at first; the roster that they and others stand on."""

from __future__ import annotations

import io
import re
from html import unescape

import pytest
from openpyxl import Workbook, load_workbook

from core.base.access import Actor
from tests.web.open_day.conftest import EDITING, STAFF, House, messages_to, officer

LIST = f"{STAFF}/announcements/1/recommended"
ROSTER = f"{STAFF}/announcements/1/roster"
COLUMNS = ("姓名", "电话", "场次", "类别", "需要的帮助")
GOOD = ("周老师", "13800002046", "上午场", "专家学者", "轮椅")


def said(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page[page.index("<main") :])))


def sheet(*rows: tuple[str, ...], columns: tuple[str, ...] = COLUMNS) -> tuple[io.BytesIO, str]:
    book = Workbook()
    page = book.worksheets[0]
    page.title = "推荐人员"
    for row in (columns, *rows):
        page.append(row)
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    return out, "people.xlsx"


@pytest.fixture
def editor(house: House) -> Actor:
    """A published open day with two places for recommended people in each session."""
    house.publish(
        **{
            "sessions-0-recommended": "2",
            "sessions-1-recommended": "2",
            "item-number": "共64人，网上报名60人，线下推荐4人。",
            "offer_hours": "12",
        }
    )
    return officer(101, "editor", house.water, *EDITING, "open_day.recommend", "open_day.book_for")


def test_sheet_with_a_fault_is_shown_mended_and_stored_only_when_confirmed(
    house: House, editor: Actor
) -> None:
    with house.as_(editor) as browser:
        bad = ("", "1380000", "晚上场", "学者", "")
        page = browser.post(f"{LIST}/import", data={"file": sheet(GOOD, bad, GOOD)})
        words = said(page.text)
        for sentence in (
            "没有写姓名",
            "不像电话号码",
            "没有“晚上场”这个场次",
            "没有“学者”这个类别",
            "和第 2 行相同",
        ):
            assert sentence in words
        assert "什么都还没有保存" in words
        assert "还没有推荐的人" in browser.get(LIST).text
        rows = re.search(r'name="rows"[^>]*value="([^"]+)"', page.text)
        assert rows is not None
        untold = browser.post(f"{LIST}/import/confirm", data={"rows": rows[1]})
        assert untold.status_code == 422
        done = browser.post(f"{LIST}/import/confirm", data={"rows": rows[1], "told": "y"})
        assert done.status_code == 303
        assert "周老师" in browser.get(LIST).text
        # The mended sheet is uploaded as a whole: who is there already stays as they are.
        mended = ("吴先生", "0954-2600118", "上午场", "其他群众", "")
        page = browser.post(f"{LIST}/import", data={"file": sheet(GOOD, mended)})
        assert "已在名单，不变" in page.text
        rows = re.search(r'name="rows"[^>]*value="([^"]+)"', page.text)
        assert rows is not None
        browser.post(f"{LIST}/import/confirm", data={"rows": rows[1], "told": "y"})
        assert "2 2 0" in said(browser.get(LIST).text)
        over = browser.post(
            f"{LIST}/import", data={"file": sheet(("郑", "13800000009", "1", "其他群众", ""))}
        )
        assert "推荐名额不够" in over.text
        stale = browser.post(f"{LIST}/import/confirm", data={"rows": "x", "told": "y"})
        assert stale.status_code == 422
    assert any("报名成功" in text for text in messages_to(house.app, "13800002046"))


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        ((io.BytesIO(b"not a sheet"), "a.xlsx"), "读不出来"),
        (sheet(), "没有填人"),
        (sheet(("x", "1"), columns=("名字", "号码")), "表头缺少"),
    ],
)
def test_unusable_file_says_what_to_do(
    house: House, editor: Actor, file: tuple[io.BytesIO, str], sentence: str
) -> None:
    with house.as_(editor) as browser:
        page = browser.post(f"{LIST}/import", data={"file": file})
        assert page.status_code == 422
        assert sentence in page.text


def test_template_can_be_filled_and_read_again(house: House, editor: Actor) -> None:
    with house.as_(editor) as browser:
        book = load_workbook(io.BytesIO(browser.get(f"{LIST}/template.xlsx").data))
        page = book["推荐人员"]
        assert [cell.value for cell in page[1]] == list(COLUMNS)
        for index, value in enumerate(GOOD, 1):
            page.cell(2, index, value)
        out = io.BytesIO()
        book.save(out)
        out.seek(0)
        seen = browser.post(f"{LIST}/import", data={"file": (out, "filled.xlsx")})
        assert "可以导入" in seen.text


def test_one_by_one_and_taken_off_again(house: House, editor: Actor) -> None:
    person = {"session": "1", "category": "专家学者", "name": "周老师", "phone": "138 0000 2046", "told": "y"}
    with house.as_(editor) as browser:
        assert browser.post(LIST, data={**person, "told": ""}).status_code == 422
        assert browser.post(LIST, data={**person, "phone": "家里"}).status_code == 422
        assert browser.post(LIST, data=person).status_code == 303
        again = browser.post(LIST, data={**person, "session": "2"})
        assert again.status_code == 422
        assert "已经报过名" in again.text
        assert "把周老师从推荐名单里去掉吗" in browser.get(f"{LIST}/1/remove").text
        assert browser.post(f"{LIST}/1/remove").status_code == 303
        assert "周老师" not in said(browser.get(LIST).text)


def test_roster_keeps_the_line_apart_and_can_be_filtered_printed_and_taken(
    house: House, editor: Actor
) -> None:
    with house.as_(editor) as browser:
        browser.post(f"{LIST}", data={"session": "1", "category": "专家学者", "name": "=周老师", "phone": "13800002046", "wheelchair": "y", "told": "y"})  # fmt: skip
    with house.as_(None) as citizen:
        house.book(citizen, "13800003157", session="2")
    with house.as_(editor) as browser:
        page = said(browser.get(ROSTER).text)
        assert "=周老师" in page
        assert "王女士" in page
        only = said(browser.get(ROSTER, query_string={"needs": "any"}).text)
        assert "=周老师" in only
        assert "王女士" not in only
        assert "王女士" not in said(browser.get(ROSTER, query_string={"session": "1"}).text)
        paper = browser.get(f"{ROSTER}/print").text
        assert "签名" in paper
        assert "13800003157" not in paper
        answer = browser.get(f"{ROSTER}.xlsx")
        assert answer.headers["Cache-Control"] == "no-store"
        book = load_workbook(io.BytesIO(answer.data))
        assert book.sheetnames == ["1 上午场", "2 下午场"]
        cells = [[c.value for c in row] for row in book["1 上午场"].iter_rows()]
        assert cells[1][1] == "=周老师"
        assert book["1 上午场"].cell(2, 2).data_type == "s"
        assert browser.get(f"{STAFF}/announcements/1/gate-list").status_code == 409
    with house.as_(house.stranger) as browser:
        assert browser.get(ROSTER).status_code == 404
        assert browser.get(f"{ROSTER}.xlsx").status_code == 404
