"""`yangguang hygiene FILE --json` as other programs see it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from docx import Document

from core.base.hygiene.commands import hygiene_command

POLLUTED = "第一行。\n贯彻《中华人民共和国澳门新葡京娱乐条例》。\n"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(hygiene_command, [str(a) for a in arguments])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_offsets_count_the_characters_of_the_decoded_file(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(POLLUTED.encode(encoding))
    result = run(path, "--json")
    assert result.exit_code == 1
    (found,) = json.loads(result.stdout)
    assert set(found) == {"start", "end", "kind", "reason"}
    assert POLLUTED[found["start"] : found["end"]] == "澳门新葡京娱乐"
    assert found["kind"] == "injected"


def test_line_ends_count_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(POLLUTED.replace("\n", "\r\n").encode())
    (found,) = json.loads(run(path, "--json").stdout)
    assert found["start"] == POLLUTED.index("澳门") + 1


def test_word_file(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    document = Document()
    document.add_paragraph("由xx局负责。")
    document.save(str(path))
    result = run(path, "--json")
    assert result.exit_code == 1
    assert [f["kind"] for f in json.loads(result.stdout)] == ["placeholder"]


def test_clean_and_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("各单位要认真组织。", "utf-8")
    assert (run(path, "--json").exit_code, run(path, "--json").stdout.strip()) == (0, "[]")
    assert run(path).stdout.strip() == "没有发现问题。"
    path.write_bytes(b"\x00\x01\x02" * 50)
    assert run(path, "--json").exit_code == 2
    assert run(tmp_path / "none.txt", "--json").exit_code == 2
    assert run(tmp_path, "--json").exit_code == 2
    assert run().exit_code == 2
