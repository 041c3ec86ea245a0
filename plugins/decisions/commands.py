"""`yangguang draft split FILE [--json]`: DOMAIN's tree, for other programs.

The tree alone goes to standard output; what was left out (page numbers, running heads, a table of contents) and odd
numbers go to standard error. Exit codes: 0 nothing odd, 1 numbers that skip, come twice or begin late, 2 unreadable file
or bad arguments with one line on standard error.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import NoReturn

import click

from core.api import text_files

from .rules.split import Split, split
from .rules.split_check import OddNumber, odd_numbers

_UNREADABLE = {
    "file_empty": "文件是空的，没有文字。",
    "file_too_large": "文件太大。",
    "file_binary": "这个文件不是文字文件，读不出内容。请换成 .txt 或 .docx。",
    "file_damaged": "文件坏了，打不开。",
    "file_kind_unknown": "不支持这种文件。请另存为 .docx 或 .txt 后再试。",
    "pdf_has_no_text": "这个 PDF 里没有文字，可能是扫描件。",
    "pdf_locked": "这个 PDF 有密码，打不开。",
}
_DROPPED = {"page_number": "页码", "running_head": "页眉", "contents": "目录"}
_ODD = {
    "skipped": "{number} 前面是 {before}，中间跳号",
    "twice": "{number} 重复",
    "back": "{number} 前面是 {before}，编号倒退",
    "begins_late": "{number} 前面没有第一个",
}


@click.group("draft", help="决策草案。")
def draft_group() -> None:
    pass


@draft_group.command("split", help="把草案（.txt、.docx，- 是标准输入）拆成章、条、款、项。")
@click.argument("file", required=False, default="")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON：{kind, number, text, children} 的树。")
def split_command(file: str, as_json: bool) -> None:
    if not file:
        _stop("请写明文件，例如 draft split 草案.docx --json；从标准输入读，写 -。")
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        found = split(text_files.extract_text(data, file))
    except FileNotFoundError:
        _stop(f"没有文件 {file}。")
    except IsADirectoryError:
        _stop(f"{file} 是文件夹，请写里面的文件。")
    except OSError as problem:
        _stop(f"打不开文件 {file}：{problem.strerror or problem}。")
    except text_files.UnreadableFile as problem:
        _stop(f"{file}：{_UNREADABLE[problem.code]}")
    odd = odd_numbers(found)
    for line in _notes(found, odd):
        _write(line, err=True)
    if as_json:
        _write(json.dumps(found.as_json(), ensure_ascii=False, indent=2))
    else:
        _write("\n".join(f"{'  ' * depth}{node.number} {node.text}".rstrip() for depth, node in found.walk()))
    sys.exit(1 if odd else 0)


def _notes(found: Split, odd: list[OddNumber]) -> list[str]:
    dropped = [f"第 {one.line} 行：{_DROPPED[one.kind]}没有收进正文（{one.text}）" for one in found.dropped]
    numbers = [
        f"第 {one.line} 行：{_ODD[one.problem].format(number=one.number, before=one.before)}" for one in odd
    ]
    return [*dropped, *numbers]


def _write(text: str, *, err: bool = False) -> None:
    """UTF-8 whatever the terminal's locale says: other programs read this."""
    click.echo(text.encode("utf-8", "replace"), err=err)


def _stop(sentence: str) -> NoReturn:
    _write(sentence, err=True)
    sys.exit(2)
