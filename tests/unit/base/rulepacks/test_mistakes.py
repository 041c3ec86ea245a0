"""A clerk's slips: each is found, on its line, all of them at once, in a whole sentence.

The expected mistake stands in the text itself: ``# <- code`` at the end of its line.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.base.rulepacks import PackError, RuleDeclaration, RulePack, load_all, load_pack, messages
from core.base.rulepacks.messages import MESSAGES
from core.campaigns.rulepack_commands import BUNDLED_PACKS

HEAD = 'id = "demo"\nversion = "1"\ntitle = "示范"\n'
RULE = '[rules.OD-03]\ntitle = "提前"\nkind = "B"\nvalue = 15\nunit = "天"\nclause = "三（一）"\n'
CHAIN = '[rules.PB-01]\ntitle = "流程"\nkind = "B"\nunit = "步骤"\nclause = "六"\n'

DECLARED = {
    "OD-03": RuleDeclaration("OD-03", "days", "天", "提前"),
    "OD-05": RuleDeclaration("OD-05", "count", "人", "人数", parts=("decide_before",)),
}

CASES = {
    "quote not closed": HEAD + RULE.replace('"提前"', '"提前 # <- unclosed_quote'),
    "triple quote not closed": HEAD + RULE + 'note = """写到这里 # <- unclosed_quote\n就停了\n',
    "full-width quotes": HEAD + RULE.replace('"提前"', "“提前” # <- full_width"),
    "full-width equals sign": HEAD + RULE.replace("value =", "value ＝").replace("15", "15 # <- full_width"),
    "no equals sign": HEAD + RULE.replace("value = 15", "value 15 # <- missing_equals"),
    "text without quotes": HEAD + RULE.replace('"天"', "天 # <- unquoted_value"),
    "month-day without quotes": HEAD + RULE.replace("15", "05-15 # <- unquoted_month_day"),
    "two values": HEAD + RULE.replace("15", "15 天 # <- trailing_text"),
    "header not closed": HEAD + RULE.replace("[rules.OD-03]", "[rules.OD-03 # <- bad_header"),
    "bracket not closed": HEAD + RULE.replace("15", '["甲", # <- unclosed_bracket'),
    "bracket not closed after an item": HEAD + RULE.replace("15", '["甲" # <- unclosed_bracket').replace('"天"', '["天"] # <- want_text'),
    "bracket not closed before a header": HEAD + 'area = ["甲" # <- unclosed_bracket\n' + RULE,
    "part is no table": HEAD + RULE + "[rules.OD-03.parts]\nx = 1 # <- not_a_table\n",
    "source is no table": HEAD + "[sources]\nx = 1 # <- not_a_table\n",
    "rule twice": HEAD + RULE + RULE.replace("[rules.OD-03]", "[rules.OD-03] # <- duplicate_table"),
    "key twice": HEAD + RULE + 'kind = "W" # <- duplicate_key\n',
    "two slips far apart": HEAD.replace('"1"', "一 # <- unquoted_value") + RULE.replace('"B"', "B # <- unquoted_value"),
    "no id": 'version = "1" # <- missing_key\ntitle = "示范"\n',
    "bad id": HEAD.replace('"demo"', '"示范" # <- bad_pack_id'),
    "version as a number": HEAD.replace('"1"', "1 # <- want_text"),
    "empty title": HEAD.replace('"示范"', '"" # <- empty_text'),
    "key misspelt": HEAD + RULE.replace("clause", "clausse") .replace('"三（一）"', '"三（一）" # <- unknown_key_hint').replace("[rules.OD-03]", "[rules.OD-03] # <- missing_clause"),
    "unknown key": HEAD + RULE + "颜色 = 1".replace("颜色", '"颜色"') + " # <- unknown_key\n",
    "clause missing": HEAD + RULE.replace('clause = "三（一）"\n', "").replace("-03]", "-03] # <- missing_clause"),
    "title missing": HEAD + RULE.replace('title = "提前"\n', "").replace("-03]", "-03] # <- missing_key"),
    "kind missing": HEAD + RULE.replace('kind = "B"\n', "").replace("-03]", "-03] # <- missing_key"),
    "value missing": HEAD + RULE.replace("value = 15\n", "").replace('unit = "天"\n', "").replace("-03]", "-03] # <- missing_value"),
    "unit missing": HEAD + RULE.replace('unit = "天"\n', "").replace("-03]", "-03] # <- value_without_unit"),
    "unknown unit": HEAD + RULE.replace('"天"', '"礼拜" # <- unknown_unit'),
    "unknown kind": HEAD + RULE.replace('"B"', '"X" # <- unknown_kind'),
    "kind twice": HEAD + RULE.replace('"B"', '"B/B" # <- unknown_kind'),
    "unknown rule": HEAD + RULE.replace("OD-03]", "ZZ-99] # <- unknown_rule"),
    "rule id mistyped": HEAD + RULE.replace("OD-03]", "OD-33] # <- unknown_rule_hint"),
    "rule id malformed": HEAD + RULE.replace("OD-03]", "od3] # <- bad_rule_id"),
    "unit of another rule": HEAD + RULE.replace('"天"', '"人" # <- unfitting_unit'),
    "text for a number": HEAD + RULE.replace("15", '"15天" # <- want_integer'),
    "broken number": HEAD + RULE.replace("15", "15.5 # <- want_integer"),
    "yes for a number": HEAD + RULE.replace("15", "true # <- want_integer"),
    "negative days": HEAD + RULE.replace("15", "-3 # <- number_range"),
    "too many days": HEAD + RULE.replace("15", "99999 # <- number_range"),
    "flag as text": HEAD + RULE + 'roll = "是" # <- want_yes_no\n',
    "rolled minimum distance": HEAD + RULE + "roll = true # <- roll_needs_deadline\n",
    "unknown part": HEAD + RULE.replace("OD-03", "OD-05").replace("天", "人") + '[rules.OD-05.parts.colour] # <- unknown_part\ntitle = "色"\nvalue = 1\nunit = "个"\n',
    "part without value": HEAD + RULE + '[rules.OD-03.parts.x] # <- missing_key\ntitle = "甲"\n',
    "source not listed": HEAD + RULE + 'source = "law" # <- unknown_source\n',
    "bad date of a source": HEAD + '[sources.a]\ntitle = "甲"\ndate = "2024-02-30" # <- bad_date\n',
    "rules is no table": HEAD + "rules = 3 # <- not_a_table\n",
    "rule is no table": HEAD + "[rules]\nOD-03 = 15 # <- not_a_table\n",
}  # fmt: skip

VALUES = {  # unit, value as written, code
    "30 February": ("月日", '"02-30"', "bad_month_day"),
    "month 13": ("月日", '"13-01"', "bad_month_day"),
    "with a year": ("月日", "2020-05-15", "want_month_day"),
    "in words": ("月日", '"5月15日"', "want_month_day"),
    "range reversed": ("月日起止", '["05-31", "05-15"]', "range_reversed"),
    "range of one": ("月日起止", '["05-31"]', "want_month_day_range"),
    "no list": ("清单", '"链接"', "want_texts"),
    "number in a list": ("清单", '["链接", 3]', "want_texts"),
    "same twice": ("清单", '["链接", "链接"]', "repeated_item"),
    "empty list": ("清单", "[]", "empty_list"),
    "over a hundred": ("百分比", "101", "number_range"),
    "one side": ("像素", "[1600]", "want_size"),
    "no size": ("像素", '"1600x1200"', "want_size"),
    "time reversed": ("时段", '"09:55-09:05"', "range_reversed"),
    "hour 25": ("时段", '"25:00-26:00"', "want_time_range"),
    "no yes or no": ("是否", '"true"', "want_yes_no"),
    "no choices": ("选项", '"甲"', "choices_missing"),
    "empty text": ("文字", '" "', "empty_text"),
    "no steps": ("步骤", '["拟稿"]', "want_steps"),
}

STEPS = {
    "unknown step": '[[rules.PB-01.value]]\nstep = "盖章" # <- unknown_step\nroles = ["部门编辑"]\n',
    "unknown role": '[[rules.PB-01.value]]\nstep = "拟稿"\nroles = ["门卫"] # <- unknown_role\n',
    "no role": '[[rules.PB-01.value]] # <- missing_key\nstep = "拟稿"\n',
    "differs from a later step": '[[rules.PB-01.value]]\nstep = "拟稿"\nroles = ["部门编辑"]\nmust_differ_from = ["审核"] # <- differ_from_later\n',
    "second step wrong": '[[rules.PB-01.value]]\nstep = "拟稿"\nroles = ["部门编辑"]\n[[rules.PB-01.value]]\nstep = "初审"\nroles = "初审人" # <- want_texts\n',
    "steps left out": '[[rules.PB-01.value]] # <- steps_order\nstep = "拟稿"\nroles = ["部门编辑"]\n',
}  # fmt: skip


def expected(text: str) -> list[tuple[int, str]]:
    found = [(number, re.search(r"# <- (\w+)", line)) for number, line in enumerate(text.split("\n"), 1)]
    return [(number, match.group(1)) for number, match in found if match]


def mistakes(text: str, tmp_path: Path, **options: object) -> list[tuple[int, str]]:
    file = tmp_path / "demo.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(PackError) as caught:
        load_pack(file, **options)  # type: ignore[arg-type]
    for line in str(caught.value).split("\n"):
        assert re.fullmatch(rf"{re.escape(str(file))}:\d+ [^%]*。", line.replace("？", "。")), line
    return [(problem.line, problem.code) for problem in caught.value.problems]


@pytest.mark.parametrize("name", CASES)
def test_a_slip_is_found_on_its_line(name, tmp_path):
    assert mistakes(CASES[name], tmp_path, declared=DECLARED) == expected(CASES[name])


@pytest.mark.parametrize("name", VALUES)
def test_a_wrong_value_is_found_on_its_line(name, tmp_path):
    unit, value, code = VALUES[name]
    text = (
        HEAD + f'[rules.CP-09]\ntitle = "甲"\nkind = "C"\nunit = "{unit}"\n\nvalue = {value}\nclause = "一"\n'
    )
    assert mistakes(text, tmp_path) == [(9, code)]


@pytest.mark.parametrize("name", STEPS)
def test_a_wrong_step_is_found_on_its_line(name, tmp_path):
    text = HEAD + CHAIN + STEPS[name]
    lines = mistakes(text, tmp_path)
    assert lines == expected(text)


def test_all_mistakes_are_told_at_once_in_order(tmp_path):
    text = (
        HEAD.replace('"1"', "1 # <- want_text")
        + RULE.replace("15", '"15" # <- want_integer').replace('"天"', "天 # <- unquoted_value")
        + RULE.replace("OD-03", "OD-05").replace('"天"', '"斤" # <- unknown_unit').replace('"B"', '"Q" # <- unknown_kind')
    )  # fmt: skip
    # The unit's line could not be read, so nothing more is said of its value.
    assert mistakes(text, tmp_path, declared=DECLARED) == [
        mistake for mistake in expected(text) if mistake[1] != "want_integer"
    ]


def test_multi_line_values_and_crlf_do_not_shift_the_line(tmp_path):
    text = (
        HEAD + 'note = """第一行\n[rules.XX]\n第三行"""\n' + RULE
        + 'note = \'\'\'\n甲\'\'\'\nchoices = [\n  "甲", # 说明 ]\n  "甲",\n]\n'
    )  # fmt: skip
    assert mistakes(text, tmp_path) == [(17, "repeated_item")]
    assert mistakes(text.replace("\n", "\r\n"), tmp_path) == [(17, "repeated_item")]


def test_a_file_saved_by_notepad_is_read(tmp_path):
    for encoding in ("utf-8-sig", "gb18030"):
        file = tmp_path / "demo.toml"
        file.write_bytes((HEAD + RULE).encode(encoding))
        assert load_pack(file).title == "示范"


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"\x00\x01", "unreadable_binary"), (b"\xff\xff\xff", "unreadable_binary"), (b"#" * 1_000_001, "unreadable_large")],
)  # fmt: skip
def test_what_is_no_text_is_unreadable(content, code, tmp_path):
    file = tmp_path / "demo.toml"
    file.write_bytes(content)
    with pytest.raises(PackError) as caught:
        load_pack(file)
    assert caught.value.unreadable
    assert [problem.code for problem in caught.value.problems] == [code]


def test_a_missing_file_is_unreadable(tmp_path):
    with pytest.raises(PackError) as caught:
        load_pack(tmp_path / "none.toml")
    assert caught.value.unreadable


LAW = {
    "shorter than the law": ('value = 20\nclause = "一"', "value", "law_weaker"),
    "other unit": ('value = 30\nunit = "工作日" # <-\nclause = "一"', "unit", "law_unit"),
    "only a warning": ('value = 30\nkind = "W"\nclause = "一"', "kind", "law_kind"),
    "switched off": ('applies = false\nclause = "一"', "applies", "law_must_apply"),
    "other direction": ('value = 40\nstricter = "less"\nclause = "一"', "stricter", "law_weaker"),
}


@pytest.fixture(scope="module")
def national() -> RulePack:
    return load_pack(BUNDLED_PACKS / "national.toml")


@pytest.mark.parametrize("name", LAW)
def test_the_law_cannot_be_weakened(name, national, tmp_path):
    body, key, code = LAW[name]
    text = HEAD + "[rules.DP-02]\n" + body + "\n"
    line = next(number for number, each in enumerate(text.split("\n"), 1) if each.startswith(f"{key} ="))
    assert mistakes(text, tmp_path, base=national) == [(line, code)]


def test_the_law_can_be_made_stricter(national, tmp_path):
    file = tmp_path / "demo.toml"
    file.write_text(HEAD + '[rules.DP-02]\nvalue = 45\nclause = "县规定"\n', encoding="utf-8")
    rule = load_pack(file, base=national).rule("DP-02")
    assert rule is not None
    assert (rule.value, rule.unit, rule.kind, rule.from_law, rule.origin) == (45, "天", "B", True, "pack")


def test_lists_of_the_law_keep_their_items(national, tmp_path):
    text = HEAD + '[rules.DP-03]\nvalue = ["决策草案"]\nclause = "一"\n'
    assert mistakes(text, tmp_path, base=national) == [(5, "law_weaker")]


def test_a_broken_pack_stops_no_other(tmp_path):
    (tmp_path / "a.toml").write_text("id = ", encoding="utf-8")
    (tmp_path / "b.toml").write_text(HEAD + RULE, encoding="utf-8")
    (tmp_path / "c.toml").write_text(HEAD, encoding="utf-8")
    packs, errors = load_all([BUNDLED_PACKS, tmp_path])
    assert {"national", "c20", "cy20", "x12", "y24", "yunchuan", "demo"} == set(packs)
    assert [(error.file.name, error.problems[0].code) for error in errors] == [
        ("a.toml", "syntax"), ("c.toml", "duplicate_pack"),
    ]  # fmt: skip


def test_without_a_sound_base_no_pack_is_used(tmp_path):
    (tmp_path / "national.toml").write_text("id = 3", encoding="utf-8")
    (tmp_path / "b.toml").write_text(HEAD + RULE, encoding="utf-8")
    packs, errors = load_all([tmp_path])
    assert packs == {}
    assert [error.problems[0].code for error in errors if error.file.name == "b.toml"] == ["base_broken"]


def test_every_message_that_is_used_exists():
    source = "".join(path.read_text(encoding="utf-8") for path in Path(messages.__file__).parent.glob("*.py"))
    for code in MESSAGES:
        assert source.count(f'"{code}"') >= 2, f"{code} is never used"


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_any_damage_to_a_sound_pack_ends_in_a_pack_or_a_list_of_mistakes(data, tmp_path_factory):
    text = (BUNDLED_PACKS / "x12.toml").read_text(encoding="utf-8")
    at = data.draw(st.integers(0, len(text) - 1))
    length = data.draw(st.integers(0, 12))
    put = data.draw(st.text(alphabet="\"'[]{}=,.#\n天“5-a", max_size=6))
    file = tmp_path_factory.getbasetemp() / "damaged.toml"
    damaged = text[:at] + put + text[at + length :]
    file.write_text(damaged, encoding="utf-8")
    try:
        load_pack(file)
    except PackError as error:
        mistaken = error
    else:
        return
    assert all(1 <= problem.line <= damaged.count("\n") + 1 for problem in mistaken.problems)
    assert str(mistaken)
