"""`notice read` as scripts use it: JSON shape, exit codes, encodings, no application."""

from __future__ import annotations

import json
from datetime import date

import pytest
from click.testing import CliRunner

from core.campaigns.notice import demo_notice
from core.campaigns.notice.commands import notice_group

START = date(2026, 5, 15)


def _run(*args):
    return CliRunner().invoke(notice_group, ["read", *map(str, args)])


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "notice.txt"
    path.write_text(demo_notice(START), encoding="utf-8")
    return path


def test_json_has_the_documented_keys_first(file):
    result = _run(file, "--json")
    assert result.exit_code == 0
    data = json.loads(result.stdout)
    assert list(data)[:14] == [
        "title", "issuer", "number", "theme", "window", "form", "units", "activities", "deadlines", "slogans",
        "contacts", "requirements", "pollution", "unplaced",
    ]  # fmt: skip
    assert set(data["window"]) == {"start", "end"}
    assert {"heading", "units", "dates", "line"} <= set(data["activities"][0])
    for item in data["deadlines"]:
        assert {"what", "from", "to", "line"} <= set(item)
        assert bool(item["date"]) != bool(item.get("rule"))
    assert all(isinstance(text, str) for text in [*data["slogans"], *data["units"], *data["requirements"]])
    assert "\\u" not in result.stdout


def test_lines_point_at_the_words(file):
    lines = demo_notice(START).split("\n")
    data = json.loads(_run(file, "--json").stdout)
    for activity in data["activities"]:
        assert activity["heading"] in lines[activity["line"] - 1]
    for text, line in zip(data["slogans"], data["lines"]["slogans"], strict=True):
        assert text in lines[line - 1]
    for name in ("title", "number", "theme"):
        assert data[name] in lines[data["lines"][name] - 1]


def test_gb18030_reads_the_same(file, tmp_path):
    other = tmp_path / "gb.txt"
    other.write_bytes(demo_notice(START).encode("gb18030"))
    assert json.loads(_run(other, "--json").stdout) == json.loads(_run(file, "--json").stdout)


def test_outline_for_people(file):
    result = _run(file)
    assert result.exit_code == 0
    assert "标题:云川市人民政府办公室关于开展云川市第六届“政务公开日”活动的通知(第5行)" in result.stdout
    assert "活动结束后3天内:活动开展情况" in result.stdout


def test_pollution_gives_exit_code_1(tmp_path):
    path = tmp_path / "polluted.txt"
    path.write_text(demo_notice(START) + "\n更多精彩尽在澳门威尼斯人官网 www.abc88.top\n", encoding="utf-8")
    result = _run(path, "--json")
    assert result.exit_code == 1
    found = json.loads(result.stdout)["pollution"]
    text = path.read_text(encoding="utf-8")
    assert {item["kind"] for item in found} == {"injected"}
    assert "澳门威尼斯人" in text[found[0]["start"] : found[0]["end"]]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (bytes(range(256)) * 40, "file_binary"),
        (b"PK\x03\x04broken", "file_damaged"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "file_kind_unknown"),
        ("白日依山尽,黄河入海流。\n欲穷千里目,更上一层楼。\n".encode(), "not_a_notice"),
        ("白日依山尽,黄河入海流。\n".encode() * 150_000, "notice_too_long"),
    ],
)
def test_bad_files_give_exit_code_2_and_a_sentence(tmp_path, content, code):
    path = tmp_path / "bad.txt"
    path.write_bytes(content)
    result = _run(path, "--json")
    assert result.exit_code == 2
    error = json.loads(result.stdout)["error"]
    assert error["code"] == code
    assert error["message"].endswith("。")
    assert error["message"] in result.stderr


def test_bad_arguments_give_exit_code_2(tmp_path):
    assert _run(tmp_path / "nowhere.txt").exit_code == 2
    assert CliRunner().invoke(notice_group, ["read"]).exit_code == 2
