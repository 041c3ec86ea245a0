"""Announcements as others write them: a table with verdicts by hand, and layouts in which nothing is wrong."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from plugins.open_day.rules.loose import TextCheck, check_text
from plugins.open_day.rules.values import OpenDayPack, RuleValue, Term
from tests.unit.open_day.announcements import PUBLISH, Y24

HERE = Path(__file__).parent / "announcement_texts"
BASE = (HERE / "base.txt").read_text(encoding="utf-8")
CASES: list[dict[str, Any]] = tomllib.loads((HERE / "table.toml").read_text(encoding="utf-8"))["case"]
LAYOUTS = sorted((HERE / "layouts").glob("*.txt"))
PACK = replace(Y24, collect_little=RuleValue(("身份证号",), "第六条"))


def checked(text: str, publish: date = PUBLISH, pack: OpenDayPack = PACK) -> TextCheck:
    return check_text(text, pack, publish=publish)


def codes(text: str, publish: date = PUBLISH, pack: OpenDayPack = PACK) -> list[str]:
    return [f.code for f in checked(text, publish, pack).result.findings]


def edited(case: dict[str, Any]) -> str:
    text = BASE
    if "drop" in case:
        text, dropped = re.subn(rf"(?m)^[一二三四五六七八九十]+、{case['drop']}：.*\n", "", text)
        assert dropped == 1
    for old, new in case.get("edits", ()):
        # The first edit of a case may bring words that a later one names again.
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    return text


def test_the_table_has_its_forty() -> None:
    assert len(CASES) >= 40
    assert len({case["name"] for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_table(case: dict[str, Any]) -> None:
    result = checked(edited(case), case.get("publish", PUBLISH)).result
    assert [f.code for f in result.findings] == case["expected"]
    assert result.ok is (not case["expected"] or case.get("allowed", False))


@pytest.mark.parametrize("file", LAYOUTS, ids=lambda file: file.stem)
def test_a_right_announcement_gives_no_alarm_however_it_is_set(file: Path) -> None:
    found = checked(file.read_text(encoding="utf-8"))
    assert [(f.code, f.problem) for f in found.result.findings] == []
    assert found.result.count("ok") == 13


#: layout → (what is cut, the code that must come)
CUTS: list[tuple[str, str, str | None]] = [
    ("01", "联 系 人：赵女士\n", "OD-04.10"),
    ("01", "电子邮箱：hbj_kaifang@qingxi.example.cn\n", "OD-04.12"),
    ("01", "出席领导：市生态环境局党组成员、副局长王某某\n", "OD-04.4"),
    ("02", "主题：改造一小区，温暖一座城\n", "OD-04.3"),
    ("02", "或发送邮件至zjj@qingxi.example.cn", "OD-04.12"),
    ("03", "【名额】线上报名40名，线下推荐10名，共50名\n", "OD-04.2"),
    ("03", "【友情提醒】实验室内请勿拍照，请勿携带食品进入。\n", "OD-04.13"),
    ("04", "，活动以“绿色出行 畅行青溪”为主题", "OD-04.3"),
    ("04", "，市交通运输局局长、副局长将全程参加", "OD-04.4"),
    ("04", "活动采取进现场的形式，", "OD-04.9"),
    ("05", "参加领导\t局长、分管副局长\n", "OD-04.4"),
    ("06", "联系人员：郑主任；", "OD-04.10"),
    ("06", "（四）活动形式。进机关，设座谈问答环节。\n", "OD-04.9"),
    ("07", "电子邮件：yqz@qingxi.example.cn\n", "OD-04.12"),
    ("08", "　　十二、温馨提示\n　　（1）请提前10分钟到达；（2）不提供停车位，请绿色出行。\n", "OD-04.13"),
    ("09", "（沈老师）", "OD-04.10"),
    ("11", "；承办单位：市应急管理局", "OD-04.5"),
    ("12", "📍 活动地点\n青溪市疾病预防控制中心\n", "OD-04.6"),
    ("13", "（二）人数。25—35人。\n", "OD-04.2"),
    ("16", "刘女士", "OD-04.10"),
    ("20", "（09.13 18:00截止）", None),
    ("21", "许诺，", "OD-04.10"),
    ("22", "五、开放形式：进现场。\n", "OD-04.9"),
    ("22", "（联系人：小李）", "OD-04.10"),
    ("23", "联系人：肖扬；", "OD-04.10"),
    ("24", "以“走近教育 共育未来”为主题的", "OD-04.3"),
    ("24", "40名", "OD-04.2"),
    ("23", "电话：0314-5023456；", "OD-04.11"),
]


@pytest.mark.parametrize(("layout", "cut", "expected"), CUTS, ids=[f"{c[0]} {c[2]}" for c in CUTS])
def test_what_is_cut_is_missed_in_every_layout(layout: str, cut: str, expected: str | None) -> None:
    file = next(f for f in LAYOUTS if f.stem.startswith(layout))
    text = file.read_text(encoding="utf-8")
    assert text.count(cut) == 1
    assert codes(text.replace(cut, "\n" if cut.endswith("\n") else "")) == ([expected] if expected else [])


#: layout → (what is written wrongly, how, the code that must come)
SLIPS = [
    ("15", "第二场30人", "第二场25人", "OD-04.2"),
    ("15", "9月14日17:30", "9月22日17:30", "OD-04.1"),
    ("16", "50个", "20个", "OD-05"),
    ("17", "共30人", "共贰拾人", "OD-05"),
    ("18", "(0859)3212345", "(0859)321234", "OD-04.11"),
    ("18", "(周四)", "(周三)", "OD-04.6"),
    ("19", "每批20人，共40人", "每批20人，共50人", "OD-04.2"),
    ("19", "每批20人，共40人", "每批10人", "OD-05"),
    ("20", "09.13 18:00", "09.23 18:00", "OD-04.1"),
    ("20", "2024/09/22（周日）", "9.22（周六）", "OD-04.6"),
    ("25", "不得低于25人", "不得低于20人", "OD-05"),
    ("25", "0954-2000001", "0954-20001", "OD-04.11"),
    ("23", "9月12日（星期四）", "9月12日（星期五）", "OD-04.1"),
]


@pytest.mark.parametrize(
    ("layout", "right", "wrong", "expected"), SLIPS, ids=[f"{c[0]} {c[2]}" for c in SLIPS]
)
def test_one_slip_is_found_in_every_layout(layout: str, right: str, wrong: str, expected: str) -> None:
    file = next(f for f in LAYOUTS if f.stem.startswith(layout))
    text = file.read_text(encoding="utf-8")
    assert text.count(right) == 1
    assert codes(text.replace(right, wrong)) == [expected]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2026年9月19日9:00至11:30\n活动地点：第二净水厂（云杉路118号）", [19]),
        ("9月19日9点到水务局（1号楼）集合", [19]),
        ("9月19日上午，6号线终点站，3号会议室", [19]),
        ("9月19日和26号，云杉路1203号", [19, 26]),
        ("9月19号会议室门口集合", [19]),
        ("9月19日上午，市局东门（云杉路88-2号）", [19]),
        ("9月19日9:00至20日11:00", [19, 20]),
    ],
)
def test_a_number_of_a_house_or_a_hall_is_no_day(text: str, days: list[int]) -> None:
    from plugins.open_day.rules.reading import read_dates

    assert [stated.day.day for stated in read_dates(text, near=date(2026, 9, 1)) if stated.day] == days


def test_the_right_title_is_proposed() -> None:
    wrong = BASE.replace("青溪市水务局“政府开放日”活动公告", "水务局“警务开放日”活动公告", 1)
    assert checked(wrong).proposed == "青溪市水务局“政府开放日”活动公告"


def test_rules_that_the_pack_lacks_are_said() -> None:
    found = checked(BASE, pack=OpenDayPack()).result
    assert found.findings == ()
    assert found.skipped == ("OD-03", "OD-04", "OD-05", "OD-06", "OD-07", "OD-08", "OD-09")


def test_a_pack_may_count_working_days() -> None:
    pack = replace(PACK, notice=RuleValue(Term(15, "working"), "三"))
    assert codes(BASE, date(2024, 9, 2), pack) == ["OD-03"]
    assert codes(BASE, date(2024, 8, 30), pack) == []


def test_a_text_that_is_no_announcement_lacks_everything() -> None:
    found = checked("会议室借用登记\n请于本周五前归还钥匙。").result
    assert {f"OD-04.{n}" for n in range(1, 13)} <= {f.code for f in found.findings}


def test_lines_cut_and_joined_by_a_pdf_are_read() -> None:
    prose = next(f for f in LAYOUTS if f.stem.startswith("04")).read_text(encoding="utf-8")
    cut = "\n".join(line[n : n + 28] for line in prose.splitlines() for n in range(0, max(len(line), 1), 28))
    assert codes(cut) == []
    brackets = next(f for f in LAYOUTS if f.stem.startswith("03")).read_text(encoding="utf-8")
    title, _, rest = brackets.partition("\n")
    assert codes(f"{title}\n{rest.replace(chr(10), '')}") == []


def test_a_text_pasted_from_a_web_page_is_read() -> None:
    page = "".join(f'<p style="text-indent:2em">{line}</p>' for line in BASE.split("\n"))
    assert codes(f"<html><head><style>p{{margin:0}}</style></head><body>{page}</body></html>") == []
    assert codes(BASE.replace("：", "：&nbsp;")) == []
    table = next(f for f in LAYOUTS if f.stem.startswith("05")).read_text(encoding="utf-8")
    rows = [
        "<tr>" + "".join(f"<td><p>{cell}</p></td>" for cell in line.split("\t")) + "</tr>"
        if "\t" in line
        else f"<p>{line}</p>"
        for line in table.splitlines()
    ]
    assert codes("".join(rows)) == []


def test_a_text_in_one_line_keeps_its_title() -> None:
    assert codes(BASE.replace("\n", "")) == []
    assert codes(BASE.replace("\n", " ")) == []


def test_an_announcement_behind_a_covering_letter_is_read() -> None:
    letter = (
        "关于印发活动公告的通知\n各科室：\n现将公告印发给你们，请抓好落实。\n青溪市水务局\n2024年8月29日\n"
    )
    assert codes(letter + BASE) == []


def test_a_text_built_to_hold_up_its_reader_does_not() -> None:
    for piece in ("报名方式：", "一、", "局", "时间\t", "2024年9月20日", "1", "a.", "0954-"):
        checked("标题\n" + piece * (40_000 // len(piece)))
