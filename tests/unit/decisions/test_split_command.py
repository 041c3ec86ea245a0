"""`draft split`: only the tree on standard output, what was left out beside it, exit codes 0, 1, 2."""

from __future__ import annotations

import json
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from plugins.decisions.commands import draft_group

W = nsdecls("w")
LEVELS = "".join(
    f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'
    for n, (text, more) in enumerate(
        [("第%1章", ""), ("第%2条", '<w:lvlRestart w:val="0"/>'), ("（%3）", "")]
    )
)


def run(*arguments: str, data: bytes | None = None) -> tuple[int, str, str]:
    done = CliRunner().invoke(draft_group, ["split", *arguments], input=data)
    return done.exit_code, done.stdout, done.stderr


def test_gb18030_from_standard_input() -> None:
    text = "目录\n第一章 总则\n第一章 总则\n第一条 甲。\n— 1 —\n第二条 乙。"
    code, out, err = run("-", "--json", data=text.encode("gb18030"))
    assert code == 0
    (chapter,) = json.loads(out)
    assert (chapter["kind"], chapter["number"], chapter["text"]) == ("chapter", "第一章", "总则")
    assert [one["number"] for one in chapter["children"]] == ["第一条", "第二条"]
    assert set(chapter) == {"kind", "number", "text", "children"}
    assert "页码" in err
    assert "目录" in err


def test_odd_numbers_and_unreadable_files(tmp_path: Path) -> None:
    code, out, err = run("-", "--json", data="第一条 甲。\n第三条 乙。".encode())
    assert code == 1
    assert len(json.loads(out)) == 2
    assert "中间跳号" in err
    assert run(str(tmp_path / "none.txt"))[0] == 2
    assert run()[0] == 2
    (tmp_path / "broken.docx").write_bytes(b"PK\x03\x04broken")
    code, out, err = run(str(tmp_path / "broken.docx"), "--json")
    assert (code, out, len(err.splitlines())) == (2, "", 1)


@pytest.fixture
def word(tmp_path: Path) -> Path:
    """A Word file with automatic numbers that go on through its chapters, a table, and a tracked insertion."""
    document = docx.Document()
    numbering = document.part.numbering_part.element
    numbering.insert(0, parse_xml(f'<w:abstractNum {W} w:abstractNumId="90">{LEVELS}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {W} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    for level, text in (
        (0, "总则"),
        (1, "下列场所适用本办法："),
        (2, "道路；"),
        (2, "广场。"),
        (0, "附则"),
        (1, "公布后施行。"),
    ):
        properties = document.add_paragraph(text)._p.get_or_add_pPr()
        numbered = f'<w:numPr {W}><w:ilvl w:val="{level}"/><w:numId w:val="90"/></w:numPr>'
        properties.append(parse_xml(numbered))
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "小车", "5元"
    told = '<w:ins {0} w:id="1" w:author="a"><w:r><w:t>解释由市政府负责。</w:t></w:r></w:ins>'
    document.add_paragraph("")._p.append(parse_xml(told.format(W)))
    document.save(str(tmp_path / "draft.docx"))
    return tmp_path / "draft.docx"


def test_a_word_file_with_automatic_numbers(word: Path) -> None:
    code, out, _err = run(str(word), "--json")
    assert code == 0
    first, last = json.loads(out)
    assert first["children"][0]["number"] == "第一条"
    assert [item["number"] for item in first["children"][0]["children"]] == ["（一）", "（二）"]
    assert last["children"][0]["number"] == "第二条"
    assert [one["text"] for one in last["children"][0]["children"]] == ["小车\t5元", "解释由市政府负责。"]
