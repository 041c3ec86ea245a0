"""The packs that ship: every rule of the table, with the values the notices give."""

from __future__ import annotations

import pytest

from core.base.rulepacks import (
    MonthDay,
    MonthDayRange,
    Rule,
    RulePack,
    Size,
    TimeRange,
    declarations_from,
    load_all,
    load_pack,
    value_words,
)
from core.campaigns.rulepack_commands import BUNDLED_PACKS

BASE_RULES = [
    "PB-01", "PB-02", "PB-03", "PB-04", "PB-05", "IV-01", "IV-02",
    "DP-02", "DP-03", "DP-04", "DP-07", "DP-10", "DP-11", "DP-12",
    "HL-01", "HL-03", "HL-05", "HL-06", "HL-07", "HL-08", "HL-09", "HL-10", "HL-11",
    "PI-01", "PI-02", "PI-03", "PI-04", "PI-06", "PI-07", "SC-01", "AX-01",
]  # fmt: skip
OPEN_DAY_RULES = [f"OD-{number:02d}" for number in range(1, 14)]
REFUSED_NAMES = ("校园开放日", "司法开放日", "警务开放日", "政务服务开放日")
COLUMNS = ("实施方案及活动公告", "活动开展情况", "征求意见")
PACK_RULES = {
    "national": [],
    "c20": ["CP-01", "CP-02", "CP-04", "CP-05", "IV-03"],
    "cy20": ["CP-01", "CP-02", "CP-03", "CP-05"],
    "x12": ["CP-01", "CP-02", "CP-06", "CP-07", "CP-08"],
    "y24": ["CP-01", *OPEN_DAY_RULES],
    "yunchuan": [f"CP-{number:02d}" for number in range(1, 9)]
    + ["IV-03", *OPEN_DAY_RULES]
    + [f"KH-{number:02d}" for number in range(1, 15)]
    + ["KH-20"],
}


@pytest.fixture(scope="module")
def packs() -> dict[str, RulePack]:
    found, errors = load_all([BUNDLED_PACKS])
    assert [str(error) for error in errors] == []
    return found


def rule(pack: RulePack, rule_id: str) -> Rule:
    found = pack.rule(rule_id)
    assert found is not None
    return found


@pytest.mark.parametrize("pack_id", PACK_RULES)
def test_a_pack_holds_its_rules_and_the_base_under_them(packs, pack_id):
    assert sorted(each.id for each in packs[pack_id].rules) == sorted(BASE_RULES + PACK_RULES[pack_id])


@pytest.mark.parametrize(
    ("rule_id", "pack_id", "value", "unit", "kind", "clause_end"),
    [
        ("CP-01", "c20", MonthDayRange(MonthDay(5, 15), MonthDay(5, 31)), "月日起止", "C", "》三"),
        ("CP-01", "cy20", MonthDayRange(MonthDay(5, 15), MonthDay(5, 31)), "月日起止", "C", "》三"),
        ("CP-02.plan", "c20", MonthDay(5, 7), "月日", "D", "》六（四）"),
        ("CP-02.material", "c20", MonthDay(5, 10), "月日", "D", "》六（四）"),
        ("CP-02.summary", "c20", MonthDay(5, 29), "月日", "D", "》六（四）"),
        ("CP-02.material", "cy20", MonthDay(5, 7), "月日", "D", "》五（六）"),
        ("CP-02.summary", "cy20", MonthDay(5, 29), "月日", "D", "》五（六）"),
        ("CP-02.summary", "x12", MonthDay(5, 17), "月日", "D", "》三（二）"),
        ("CP-03", "cy20", MonthDay(5, 15), "月日", "D", "》四（一）"),
        ("CP-04", "c20", MonthDay(5, 15), "月日", "D", "》五（五）"),
        ("CP-05", "c20", ("链接", "文件"), "清单", "B", "》六（四）"),
        ("CP-06", "x12", Size(1600, 1200), "像素", "B", "》三（二）"),
        ("CP-07.figures", "x12", 1, "个", "B", "》三（二）"),
        ("CP-07.cases", "x12", 1, "个", "B", "》三（二）"),
        ("CP-08", "x12", True, "是否", "B", "》三（一）"),
        ("IV-03", "c20", "09:05-09:55", "时段", "W", "》五（四）"),
        ("IV-03.day", "c20", MonthDay(5, 15), "月日", "W", "》五（四）"),
        ("OD-01", "y24", True, "是否", "B", "》二（一）"),
        ("OD-02", "y24", MonthDay(8, 20), "月日", "D", "》三（一）"),
        ("OD-03", "y24", 15, "天", "B", "》三（一）"),
        ("OD-05", "y24", 25, "人", "B/W", "》二（二）"),
        ("OD-05.counted_over", "y24", "open_day", "选项", "B/W", "规则包设定值"),
        ("OD-06", "y24", 18, "周岁", "B", "》二（二）"),
        ("OD-06.ties", "y24", ("生活", "工作", "学习"), "清单", "B", "》二（二）"),
        ("OD-08", "y24", REFUSED_NAMES, "清单", "B", "》四（二）"),
        ("OD-09", "y24", ("座谈问答", "问卷调查"), "清单", "B", "》三（二）"),
        ("OD-10", "y24", 3, "天", "D", "》三（三）1"),
        ("OD-11", "y24", 15, "天", "D", "》三（三）2、四（一）"),
        ("OD-12", "y24", COLUMNS, "清单", "B", "》三（一）、三（三）"),
        ("OD-13", "y24", MonthDay(10, 15), "月日", "D", "》四（四）"),
        ("PB-02", "y24", 20, "工作日", "D", "条例》第二十六条"),
        ("PB-05", "y24", 3, "工作日", "D", "3个工作日内"),
        ("DP-02", "c20", 30, "天", "B", "》第十五条"),
        ("DP-04", "c20", 7, "天", "D", "》第十六条"),
        ("DP-07", "c20", 7, "工作日", "B", "》第二十五条、第二十六条"),
        ("DP-11", "c20", 15, "天", "D", "15天内公开反馈采纳情况"),
        ("HL-01.answer_within", "c20", 15, "秒", "C", "（GB/T 33358）"),
        ("HL-01.connection_rate", "c20", 95, "百分比", "C", "（GB/T 33358）"),
        ("HL-07.consult", "c20", 5, "工作日", "D", "确认"),
        ("HL-07.other", "c20", 10, "工作日", "D", "确认"),
        ("HL-07.extensions", "c20", 2, "次", "D", "确认"),
        ("HL-07.extension", "c20", 5, "工作日", "D", "确认"),
        ("PI-03", "y24", 90, "天", "D", "规则包设定值"),
        ("PB-04", "y24", "portal_if_set", "选项", "C", "》三（一）、三（三）"),
    ],
)  # fmt: skip
def test_values_and_clauses_as_in_the_notices(packs, rule_id, pack_id, value, unit, kind, clause_end):
    found = rule(packs[pack_id], rule_id)
    shown = str(found.value) if isinstance(found.value, TimeRange) else found.value
    assert (shown, found.unit, found.kind) == (value, unit, kind)
    assert found.clause.endswith(clause_end)


def test_the_announcement_has_thirteen_items_in_order(packs):
    assert packs["y24"].value("OD-04") == (
        "报名方式", "参加人数", "开放主题", "参加领导", "承办单位", "时间地点", "邀请对象",
        "活动内容", "活动形式", "联系人员", "联系电话", "邮箱", "温馨提示",
    )  # fmt: skip


def test_categories_warn_and_always_hold_the_others(packs):
    found = rule(packs["y24"], "OD-07")
    assert isinstance(found.value, tuple)
    assert len(found.value) == 8
    assert found.value[-1] == "其他群众"
    assert not found.blocks


def test_a_rule_in_neither_pack_nor_base_does_not_apply(packs):
    assert packs["c20"].rule("OD-03") is None
    assert packs["c20"].value("OD-03") is None
    assert packs["c20"].rule("CP-02.nothing") is None
    assert packs["cy20"].rule("CP-02.plan") is None


def test_each_rule_tells_base_from_pack_and_its_document(packs):
    pack = packs["y24"]
    assert rule(pack, "PB-02").origin == "base"
    assert rule(pack, "OD-03").origin == "pack"
    assert rule(pack, "PB-04").origin == "pack"
    source = pack.source(rule(pack, "OD-03"))
    assert source is not None
    assert source.title == "原州区2024年“政府开放日”工作方案"
    law = pack.source(rule(pack, "PB-02"))
    assert law is not None
    assert law.number == "国务院令第711号"
    assert (pack.base_id, pack.base_version) == ("national", packs["national"].version)


def test_waivers_are_for_notices_never_for_law(packs):
    waivable = {each.id for each in packs["yunchuan"].rules if each.waivable}
    assert {"OD-01", "OD-03", "OD-05", "CP-06", "CP-08"} <= waivable
    assert not any(
        rule(packs["yunchuan"], each).waivable for each in ("DP-02", "PI-02", "SC-01", "PB-01", "OD-07")
    )


def test_the_chain_has_six_steps_and_different_persons(packs):
    steps = {step.key: step for step in packs["national"].chain()}
    assert [step.title for step in steps.values()] == ["拟稿", "初审", "保密审查", "审核", "公开", "建档"]
    assert {key: step.must_differ_from for key, step in steps.items()} == {
        "draft": (),
        "first_review": (),
        "secrecy_review": ("draft",),
        "approval": ("draft",),
        "publish": ("draft",),
        "archive": (),
    }
    assert steps["secrecy_review"].roles == ("secrecy_reviewer",)
    assert steps["archive"].by_system
    demo = {step.key: step for step in packs["yunchuan"].chain()}
    assert demo["approval"].must_differ_from == ("draft", "first_review")


def test_every_rule_says_where_it_comes_from_in_both_languages(packs):
    for pack in packs.values():
        for each in pack.rules:
            for part in (each, *each.parts):
                assert part.title
                assert part.title_en, f"{pack.id} {part.id} {part.part_name}"
                assert part.clause
                assert value_words(part) or each.parts


def test_the_digest_follows_every_value_and_the_base(packs, tmp_path):
    text = (BUNDLED_PACKS / "y24.toml").read_text(encoding="utf-8")
    national = packs["national"]
    file = tmp_path / "y24.toml"
    file.write_text("# 说明不改变规则\n" + text, encoding="utf-8")
    assert load_pack(file, base=national).digest == packs["y24"].digest
    file.write_text(text.replace("value = 15\n", "value = 16\n", 1), encoding="utf-8")
    assert load_pack(file, base=national).digest != packs["y24"].digest
    assert load_pack(BUNDLED_PACKS / "x12.toml").digest != packs["x12"].digest


def test_declarations_of_the_shipped_packs_know_every_shipped_rule(packs):
    declared = declarations_from(packs.values())
    _found, errors = load_all([BUNDLED_PACKS], declared=declared)
    assert errors == []
