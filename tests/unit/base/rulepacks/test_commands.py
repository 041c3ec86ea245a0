"""``workdays`` and ``packs`` on the command line, without an app and without a database."""

from __future__ import annotations

from datetime import date

import pytest
from click.testing import CliRunner

from core.campaigns.rulepack_commands import (
    BUNDLED_PACKS,
    make_packs_group,
    make_workdays_group,
    packs_group,
    workdays_group,
)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("add 2024-08-20 15 --unit calendar", "2024-09-04"),
        ("add 2024-08-20 15", "2024-09-04"),
        ("add 2024-09-30 1 --unit working", "2024-10-08"),
        ("add --unit working 2024-10-08 -1", "2024-09-30"),
        ("add 2024-03-01 -15", "2024-02-15"),
        ("add 2024-03-01 +1", "2024-03-02"),
        ("add 2024-10-05 0 --unit working", "2024-10-05"),
    ],
)
def test_one_iso_date(arguments, expected):
    result = CliRunner().invoke(workdays_group, arguments.split())
    assert (result.exit_code, result.stdout, result.stderr) == (0, f"{expected}\n", "")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ("add", "请写明日期和天数"),
        ("add 2024-08-20", "请写明日期和天数"),
        ("add 20240820 3", "写法不对"),
        ("add 2024-02-30 3", "日历上没有"),
        ("add 2024-08-20 three", "应为整数"),
        ("add 2024-08-20 1.5", "应为整数"),
        ("add 2024-08-20 3 --unit week", "只能是 calendar"),
        ("add 2024-08-20 999999999", "超出可计算的范围"),
        ("add 1800-01-01 1 --unit working", "超出可计算的范围"),
    ],
)
def test_bad_input_is_a_sentence_and_exit_2(arguments, sentence):
    result = CliRunner().invoke(workdays_group, arguments.split())
    assert result.exit_code == 2
    assert result.stdout == ""
    assert sentence in result.stderr


def test_a_year_not_published_is_said_beside_the_date():
    result = CliRunner().invoke(workdays_group, ["add", "2190-09-30", "1", "--unit", "working"])
    assert result.stdout == "2190-10-01\n"
    assert "2190年放假安排尚未公布，暂按周末计算" in result.stderr


def test_an_administrators_corrections_are_used_when_given():
    group = make_workdays_group(lambda: {date(2190, 10, 1): False})
    result = CliRunner().invoke(group, ["add", "2190-09-30", "1", "--unit", "working"])
    assert (result.stdout, result.stderr) == ("2190-10-04\n", "")


def test_list_and_show():
    listed = CliRunner().invoke(packs_group, ["list"])
    assert listed.exit_code == 0
    assert [line.split("\t")[0] for line in listed.stdout.splitlines()] == [
        "national", "c20", "cy20", "x12", "y24", "yunchuan",
    ]  # fmt: skip
    shown = CliRunner().invoke(packs_group, ["show", "y24"])
    assert "OD-03 [B] 活动公告提前发布：15 天" in shown.stdout
    assert "依据：《原州区2024年“政府开放日”工作方案》三（一）（本规则包）" in shown.stdout
    missing = CliRunner().invoke(packs_group, ["show", "nothing"])
    assert missing.exit_code == 2
    assert "没有编号为“nothing”的规则包" in missing.stderr


def test_a_broken_pack_is_told_and_the_others_are_listed(tmp_path):
    (tmp_path / "bad.toml").write_text('id = "bad"\n', encoding="utf-8")
    result = CliRunner().invoke(make_packs_group(lambda: [BUNDLED_PACKS, tmp_path]), ["list"])
    assert result.exit_code == 1
    assert "y24" in result.stdout
    assert "bad.toml:1 缺少“version”。" in result.stderr


def test_check(tmp_path):
    for file in sorted(BUNDLED_PACKS.glob("*.toml")):
        assert CliRunner().invoke(packs_group, ["check", str(file)]).exit_code == 0
    file = tmp_path / "county.toml"
    text = (BUNDLED_PACKS / "y24.toml").read_text(encoding="utf-8")
    file.write_text(text.replace("[rules.OD-03]", "[rules.OD-33]"), encoding="utf-8")
    wrong = CliRunner().invoke(packs_group, ["check", str(file)])
    assert wrong.exit_code == 1
    assert f"{file}:" in wrong.stdout
    assert "没有编号为“OD-33”的规则" in wrong.stdout
    assert CliRunner().invoke(packs_group, ["check", str(tmp_path / "none.toml")]).exit_code == 2
    assert CliRunner().invoke(packs_group, ["check", str(tmp_path)]).exit_code == 2
