"""The grammars one by one: numbers, dates, units, pollution."""

from __future__ import annotations

import pytest

from core.campaigns.notice.dates import YearContext, find_dates
from core.campaigns.notice.numbering import chinese_number, inline_cuts, marker_at
from core.campaigns.notice.pollution import find_pollution
from core.campaigns.notice.source import fold, split_lines
from core.campaigns.notice.units import list_units, units_in_sentence


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("一", 1),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("二十一", 21),
        ("三十一", 31),
        ("二○一二", 2012),
        ("15", 15),
        ("甲", None),
    ],
)
def test_chinese_numbers(text, number):
    assert chinese_number(text) == number


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("一、活动主题", "chapter", 1), ("十一、要求", "chapter", 11), ("（三）报送", "section", 3), ("(三)报送", "section", 3),
        ("１．时间", "item", 1), ("2、地点", "item", 2), ("（1）签到", "point", 1), ("1）签到", "point", 1), ("③座谈", "circle", 3),
        ("第三条 总则", "article", 3), ("第二部分 安排", "part", 2),
    ],
)  # fmt: skip
def test_markers(text, kind, value):
    marker = marker_at(fold(text))
    assert marker
    assert (marker.kind, marker.value) == (kind, value)


@pytest.mark.parametrize(
    "text", ["5.15政务公开日", "1.5倍", "2025年", "一是加强领导", "十分重要", "(以下简称《规定》)"]
)
def test_no_markers(text):
    assert marker_at(fold(text)) is None


def test_a_stray_number_cuts_nothing():
    assert inline_cuts("详见前述(一)和(三)的内容,并参照方案。") == []


@pytest.mark.parametrize("text", ["2020年度工作", "3个月内", "第5月刊", "15日", "13月40日", "2月30日"])
def test_no_dates(text):
    assert find_dates(fold(text), YearContext(2025)) == []


def test_time_of_day_with_a_misread_dash():
    (span,) = find_dates("5月15日(星期二)上午8时一11时。", YearContext(2012))
    assert (span.start_time, span.end_time) == ("08:00", "11:00")
    (span,) = find_dates("5月15日下午2:30—4:00", YearContext(2012))
    assert (span.start_time, span.end_time) == ("14:30", "16:00")


def test_a_span_to_the_end_of_the_campaign():
    (span,) = find_dates("于5月15日起至活动结束,分期开展", YearContext(2020))
    assert span.open_end


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("市政府办、市发改委等单位及各县区、开发区。", ["市政府办", "市发改委", "各县区", "开发区"]),
        ("市就业和人才服务中心，市食品和药品监管局", ["市就业和人才服务中心", "市食品和药品监管局"]),
        ("各县（市、区）人民政府、市政府各部门", ["各县（市、区）人民政府", "市政府各部门"]),
        ("由公共行政服务中心组织20个涉民部门。", ["公共行政服务中心"]),
        ("牵头单位:市政府办;责任单位:市教育局、各区县", ["市政府办", "市教育局", "各区县"]),
    ],
)
def test_lists_of_units(text, names):
    assert list_units(text, fold(text)) == names


@pytest.mark.parametrize(
    ("text", "named", "groups"),
    [
        ("活动期间,市卫健委、市商务局等单位主要领导,在市电视台接受访谈", ["市卫健委", "市商务局"], []),
        ("工商、税务、气象等部门要立足职责", ["工商", "税务", "气象"], []),
        ("在市政府网站、政务新媒体以及传统媒体上宣传", [], []),
        ("通过广播、电视、网络等媒体宣传", [], []),
        ("专家学者、职工代表、企业家代表等参加", [], []),
        ("(责任单位:市教育局、各县(市、区))", ["市教育局", "各县(市、区)"], []),
        ("由市政务服务局牵头组织", ["市政务服务局"], []),
        ("各级政务服务管理部门要做好解读", [], ["各级政务服务管理部门"]),
    ],
)  # fmt: skip
def test_units_in_a_sentence(text, named, groups):
    assert units_in_sentence(text, fold(text)) == (named, groups)


@pytest.mark.parametrize(
    ("text", "kind", "hit"),
    [
        ("贯彻《中华人民共和国澳门新葡京娱乐条例》,推进公开", "injected", "葡京"),
        ("更多信息 http://www.win88.top/abc 点击", "injected", "http://www.win88.top/abc"),
        ("政务(zhèng wù)公开工作要求", "garbled", "务(zhèng wù)"),
        ("各部門要认真组织开展活动,落实工作责任,确保取得实效", "garbled", "門"),
        ("做好政?公开工作", "lost_character", "?"),
        ("定于20xx年5月开展活动", "placeholder", "20xx"),
        ("身份证号11010119900307123X", "personal", "11010119900307123X"),
    ],
)
def test_pollution(text, kind, hit):
    found = find_pollution(split_lines("第一行\n" + text))
    assert [item.kind for item in found][:1] == [kind]
    assert hit in found[0].text
    assert found[0].line == 2


@pytest.mark.parametrize(
    "text",
    [
        "各部门拟定《原州区xxx局(委、办)2024年“政府开放日”活动实施方案》",
        "统一名称为:原州区 × × ×局“政府开放日”",
        "参照省政府网站(www.ln.gov.cn)开设专栏",
        "您对政务公开是否满意?请填写问卷",
        "照片不低于1600x1200像素",
        "宣传体育彩票和体育政策法规",
        "金沙县、葡萄京广场、太阳城社区",
    ],
)
def test_no_pollution(text):
    assert find_pollution(split_lines(text)) == []
