"""`yangguang announcement check`: the whole table through the command, files of every kind, and what it refuses."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from docx import Document
from flask import Flask

from plugins.open_day.commands import announcement_group
from tests.unit.open_day.test_loose_rules import BASE, CASES, LAYOUTS, edited

PUBLISH = date(2024, 8, 30)


def check(app: Flask, file: Path | str, *more: str, publish: str = "2024-08-30", pack: str = "y24") -> Result:
    with app.app_context():
        words = ["check", str(file), "--publish-date", publish, "--pack", pack, *more]
        return CliRunner().invoke(announcement_group, words)


def found(result: Result) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


@pytest.mark.sqlite
def test_the_table_through_the_command(app: Flask, tmp_path: Path) -> None:
    for n, case in enumerate(CASES):
        file = tmp_path / f"{n}.txt"
        # Every other one as an office machine saves it.
        file.write_bytes(edited(case).encode("gb18030" if n % 2 else "utf-8"))
        publish = case.get("publish", PUBLISH).isoformat()
        result = check(app, file, "--json", publish=publish)
        said = found(result)
        assert [f["code"] for f in said["findings"]] == case["expected"], case["name"]
        assert result.exit_code == (1 if case["expected"] else 0), case["name"]
        assert said["ok"] is (not case["expected"] or case.get("allowed", False)), case["name"]
        for finding in said["findings"]:
            assert set(finding) == {"code", "item", "problem", "clause"}
            assert finding["clause"].startswith("《")
            assert finding["problem"]
            assert "%(" not in finding["problem"]


@pytest.mark.sqlite
def test_items_are_named_in_chinese_and_the_name_rule_names_none(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    text = BASE.replace("青溪市水务局“政府开放日”活动公告", "青溪市水务局活动公告", 1).replace("60人", "24人")
    file.write_text(text.replace("十二、邮箱：openness@qingxi.example.org\n", ""), encoding="utf-8")
    rows = found(check(app, file, "--json"))["findings"]
    assert [(row["code"], row["item"]) for row in rows] == [
        ("OD-04.12", "邮箱"),
        ("OD-08", None),
        ("OD-05", "参加人数"),
    ]
    assert "青溪市水务局“政府开放日”活动公告" in rows[1]["problem"]


@pytest.mark.sqlite
def test_word_files_and_a_readable_table(app: Flask, tmp_path: Path) -> None:
    made = Document()
    for line in BASE.splitlines():
        made.add_paragraph(line)
    file = tmp_path / "公告.docx"
    made.save(str(file))
    result = check(app, file)
    assert result.exit_code == 0
    assert "13  温馨提示  齐全" in result.output
    assert "没有发现问题" in result.output


@pytest.mark.sqlite
def test_a_pack_of_ones_own(app: Flask, tmp_path: Path) -> None:
    pack = tmp_path / "own.toml"
    pack.write_text(
        """
id = "own"
version = "1"
title = "只管提前十个工作日"
base = "national"
[sources.own]
title = "一份通知"
[rules.OD-03]
title = "活动公告提前发布"
kind = "B"
value = 10
unit = "工作日"
clause = "《一份通知》一"
""",
        encoding="utf-8",
    )
    near = check(app, LAYOUTS[0], "--json", pack=str(pack), publish="2024-09-06")
    assert [f["code"] for f in found(near)["findings"]] == ["OD-03"]
    plain = check(app, LAYOUTS[0], pack=str(pack))
    assert plain.exit_code == 0
    assert "规则包没有的规则，没有检查：OD-04、OD-05、OD-06、OD-07、OD-08、OD-09" in plain.output


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("file", "publish", "pack"),
    [
        ("missing.txt", "2024-08-30", "y24"),
        (str(LAYOUTS[0]), "2024-02-30", "y24"),
        (str(LAYOUTS[0]), "下周六", "y24"),
        (str(LAYOUTS[0]), "2024-08-30", "nowhere"),
        (str(LAYOUTS[0]), "2024-08-30", "nowhere.toml"),
        (str(LAYOUTS[0].parent), "2024-08-30", "y24"),
        (__file__.replace(".py", ".png"), "2024-08-30", "y24"),
    ],
)
def test_what_can_not_be_read_is_one_line_and_two(app: Flask, file: str, publish: str, pack: str) -> None:
    result = check(app, file, "--json", publish=publish, pack=pack)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert len(result.stderr.strip().splitlines()) == 1


@pytest.mark.sqlite
def test_binary_and_secret_files_are_refused(app: Flask, tmp_path: Path) -> None:
    for name, data in (
        ("a.bin", bytes(range(256)) * 9),
        ("b.txt", b""),
        ("c.txt", ("机密★5年\n" + BASE).encode()),
    ):
        (tmp_path / name).write_bytes(data)
        result = check(app, tmp_path / name, "--json")
        assert (result.exit_code, len(result.stderr.strip().splitlines())) == (2, 1), name
