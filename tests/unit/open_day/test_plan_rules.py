"""Filing a plan, its states, its changes, the gate's words, and who may take part."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from plugins.open_day.rules.plan import (
    Change,
    PlanSnapshot,
    changes,
    check_gate_words,
    check_plan,
    days_late,
    may_follow,
)
from plugins.open_day.rules.taking_part import categories_of, declarations_of, undeclared
from plugins.open_day.rules.values import OpenDayPack, RuleValue
from tests.unit.open_day.announcements import CATEGORIES, Y24

PLAN = PlanSnapshot(
    name="原州区水务局“政府开放日”",
    theme="一滴水的旅程",
    forms=("site",),
    leaders="主要负责同志",
    day=date(2024, 9, 21),
    place="第二水厂",
    number=60,
    agenda=(("09:00", "集合"), ("10:00", "座谈")),
    emergency="",
    area="原州区",
    department="水务局",
    site_kinds=("工程建设现场",),
    invitees="年满18周岁的群众代表",
    dialogue=("座谈问答",),
    starts="09:00",
    ends="11:30",
)


def problems(
    plan: PlanSnapshot, filed: date = date(2024, 8, 20), pack: OpenDayPack = Y24
) -> list[tuple[str, str | None, str]]:
    return [(f.code, f.item, f.severity) for f in check_plan(plan, pack, filed=filed)]


def test_whole_plan_has_no_findings() -> None:
    assert problems(PLAN) == []


@pytest.mark.parametrize(
    ("field", "empty"),
    [
        ("theme", ""),
        ("forms", ()),
        ("leaders", ""),
        ("day", None),
        ("place", ""),
        ("number", None),
        ("invitees", ""),
        ("agenda", ()),
    ],
)
def test_missing_field_stops_filing(field: str, empty: object) -> None:
    assert problems(replace(PLAN, **{field: empty})) == [("OD-01", field, "B")]  # type: ignore[arg-type]


def test_emergency_plan_only_where_the_pack_demands_it() -> None:
    strict = replace(Y24, emergency=RuleValue(True, "五"))
    assert problems(PLAN, pack=strict) == [("CP-08", "emergency", "B")]
    assert problems(replace(PLAN, emergency="设引导员"), pack=strict) == []
    assert problems(replace(PLAN, attached=True), pack=strict) == []


def test_a_plan_holds_a_dialogue() -> None:
    assert problems(replace(PLAN, dialogue=())) == [("OD-09", "dialogue", "B")]
    assert problems(replace(PLAN, dialogue=("联欢",))) == [("OD-09", "dialogue", "B")]
    assert problems(replace(PLAN, dialogue=()), pack=replace(Y24, dialogue=None)) == []
    both = replace(Y24, dialogue_at_least=2)
    assert problems(PLAN, pack=both) == [("OD-09", "dialogue", "B")]


def test_the_kind_of_site_and_the_times_of_the_agenda_only_warn() -> None:
    assert problems(replace(PLAN, site_kinds=())) == [("OD-01", "site_kinds", "W")]
    assert problems(replace(PLAN, forms=("office",), site_kinds=())) == []
    jumbled = (("10:00", "座谈"), ("09:30", "参观"))
    assert problems(replace(PLAN, agenda=jumbled)) == [("OD-01", "agenda", "W")]
    assert problems(replace(PLAN, agenda=(("08:00", "集合"),))) == [("OD-01", "agenda", "W")]
    assert problems(replace(PLAN, agenda=(("11:30", "散场"),))) == [("OD-01", "agenda", "W")]
    assert problems(replace(PLAN, agenda=(("", "参观"), ("10:00", "座谈"), ("", "问卷")))) == []


@pytest.mark.parametrize(
    ("said", "enough"),
    [
        ("请带身份证，只看不存。", True),
        ("请携带本人有效身份证,只看、不存", True),
        ("持身份证入场。身份证“只看不存”。", True),
        ("请带身份证。", False),
        ("只看不存。", False),
        ("", False),
    ],
)
def test_a_gate_list_is_announced(said: str, enough: bool) -> None:
    pack = replace(Y24, collect_little=RuleValue(("身份证号",), "第六条"))
    found = check_gate_words({"温馨提示": said, "邮箱": "a@example.org"}, True, pack)
    assert [(f.code, f.item, f.severity) for f in found] == ([] if enough else [("PI-01", "tips", "B")])
    assert check_gate_words({"温馨提示": said}, False, pack) == []
    assert check_gate_words({"温馨提示": said}, True, Y24) == []


def test_what_was_changed_since_the_return() -> None:
    before = {"theme": "水", "leaders": "局长", "number": 30, "gate_list": False, "agenda": [["", "看"]]}
    after = {
        "theme": "水",
        "leaders": "局长、科长",
        "number": 30,
        "gate_list": True,
        "agenda": [["", "看"]],
        "invitees": "",
    }
    assert changes(before, after) == (
        Change("leaders", "局长", "局长、科长"),
        Change("gate_list", False, True),
    )


def test_few_people_and_a_near_day_only_warn_the_plan() -> None:
    assert problems(replace(PLAN, number=24)) == [("OD-05", "number", "W")]
    assert problems(replace(PLAN, day=date(2024, 9, 3))) == [("OD-03", "day", "W")]
    assert problems(replace(PLAN, day=date(2024, 9, 4))) == []


def test_refused_name_stops_filing() -> None:
    assert problems(replace(PLAN, name="原州区水务局“政务服务开放日”")) == [("OD-08", "name", "B")]


def test_late_is_counted_not_refused() -> None:
    assert days_late(date(2024, 8, 20), date(2024, 8, 20)) == 0
    assert days_late(date(2024, 9, 1), date(2024, 8, 20)) == 12
    assert days_late(date(2024, 9, 1), None) == 0


def test_states() -> None:
    assert may_follow("draft", "filed")
    assert may_follow("returned", "filed")
    assert may_follow("filed", "approved")
    assert may_follow("filed", "returned")
    assert not may_follow("draft", "approved")
    assert not may_follow("approved", "returned")


def test_others_are_always_invited() -> None:
    assert categories_of(Y24) == (*CATEGORIES, "其他群众")
    assert categories_of(OpenDayPack()) == ("其他群众",)
    assert categories_of(replace(Y24, categories=RuleValue(("其他群众", "网民代表"), ""))) == (
        "网民代表",
        "其他群众",
    )


def test_declarations() -> None:
    assert declarations_of(Y24) == ("age_capacity", "ties")
    assert undeclared({"ties"}, Y24) == ("age_capacity",)
    assert undeclared((), OpenDayPack()) == ()
