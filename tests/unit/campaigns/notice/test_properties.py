"""What must hold for any text: nothing dropped, nothing slow, spans that point at their text."""

from __future__ import annotations

import contextlib
import time
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.campaigns.notice import MAX_CHARACTERS, NotANotice, demo_notice, read_notice
from core.campaigns.notice.outline import build
from core.campaigns.notice.source import fold, split_lines

_LINES = st.sampled_from(
    [
        "一、活动主题", "二、活动内容", "(一)开展“在线访谈”活动。市教育局、市民政局等单位参加。", "1. 进机关。参观。", "(1)签到", "①座谈",
        "三、工作要求", "（二）按时报送。各部门于5月7日前报送方案;已在网上发布的,报送链接地址。", "5月15日—31日。", "附件", "附件:1.报名表",
        "联系人:张三 0555-1234567", "电子邮箱:gk@example.org", "— 3 —", "云川市人民政府办公室", "2025年4月20日", "各县区,市政府各部门:",
        "定,听取意见建议。", "序号\t活动名称\t时间", "1\t讲堂\t5月16日", "关于开展2025年政务公开日活动的通知", "推进政务公开 打造阳光政府",
        "拟于近期出台的重要决策,以视频会议、网上座谈等形式,邀请利益相关方、公众、专家学者等参与决策制", "第一条 为规范政务公开工作,制定本办法。",
        "每周三开展活动。一是宣传。二是咨询。", "\t", "   ", "???", "〔2025〕3号", "抄送:市委办公室。",
    ]
)  # fmt: skip
_HEAD = "关于开展2025年政务公开日活动的通知\n各部门、各单位:\n一、活动时间\n5月15日,政府组织群众开展活动。\n二、工作要求\n各单位要落实。\n"


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(_LINES, st.text(max_size=40)), max_size=25), st.sampled_from(["\n", "\r\n"]))
def test_every_line_ends_up_somewhere(lines, ending):
    text = _HEAD.replace("\n", ending) + ending.join(lines)
    try:
        notice = read_notice(text)
    except NotANotice:
        return
    expected = [(line.number, line.text) for line in split_lines(text)]
    assert [(item.line, item.text) for item in notice.placed] == expected
    unplaced = {item.line for item in notice.placed if item.place == "unplaced"}
    assert unplaced == {item.line for item in notice.unplaced}
    assert all(item.reason != "unknown" for item in notice.unplaced)
    for item in notice.pollution:
        assert text[item.start : item.end] == item.text


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(_LINES, st.text(max_size=30)), max_size=20))
def test_the_outline_keeps_every_character(lines):
    text = "\n".join(lines)
    outline = build(text)
    kept = list(outline.head)
    kept += [p for node in outline.sections for p in node.all_paragraphs()]
    kept += [p for annex in outline.annexes for p in annex.all_paragraphs()]
    kept += [p for p, _ in outline.strays]
    numbers = {part.number for p in kept for part in p.parts} | {line.number for line in outline.page_numbers}
    assert numbers == {line.number for line in split_lines(text)}
    parts: dict[int, str] = {}
    for paragraph in kept:
        for part in paragraph.parts:
            parts[part.number] = max(parts.get(part.number, ""), part.text, key=len)
    pages = {line.number for line in outline.page_numbers}
    for line in split_lines(text):
        if line.number not in pages:
            assert parts[line.number][:1] in line.text


@given(st.text())
def test_folding_keeps_the_length(text):
    assert len(fold(text)) == len(text)


@settings(max_examples=30, deadline=None)
@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2150, 1, 1)))
def test_the_demo_notice_is_clean_for_any_day(day):
    notice = read_notice(demo_notice(day))
    assert notice.window
    assert notice.window.start == day
    assert notice.unplaced == ()
    assert notice.pollution == ()


@pytest.mark.parametrize(
    "unit",
    [
        "5月15日、", "于5月7日前向市政府办公室报送材料;", "(一)活动。(二)开展。", "政务公开", "a\n", "1. 甲\n", "附件\n", "关于开展的通知\n",
        "(", "“", "《", "1", "市政府办、市发改委、", "各", " ", ",", "5月15日—", "公(gōng)", "a@b.", "责任单位:市发改委\n", "市政府\n", "一",
        "将材料报", "活动\t单位\n", "已在网上的,报送链接;", "www.a",
    ],
)  # fmt: skip
def test_no_text_makes_the_reader_slow(unit):
    text = _HEAD + (unit * (MAX_CHARACTERS // len(unit)))[: MAX_CHARACTERS - 200]
    started = time.perf_counter()
    with contextlib.suppress(NotANotice):
        read_notice(text)
    assert time.perf_counter() - started < 8, "the reader's time must grow with the text, not with its square"


def test_five_megabytes_are_refused_at_once():
    text = "床前明月光,疑是地上霜。\n" * 400_000
    started = time.perf_counter()
    with pytest.raises(NotANotice) as caught:
        read_notice(text)
    assert caught.value.code == "notice_too_long"
    assert time.perf_counter() - started < 2
