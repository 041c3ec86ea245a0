"""``yangguang similar``: groups of texts that ask for the same thing. It needs neither a database nor an app."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NoReturn

import click

from core.base import similar
from core.base.text_files import UnreadableFile, decode_text


@click.command("similar", help='FILE.jsonl 每行一个 {"text": …}，找出说同一件事的行。')
@click.argument("file", metavar="FILE.jsonl", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="输出 JSON：[[行号, …], …]。")
def similar_command(file: Path, as_json: bool) -> None:
    """Exit 0: nothing alike; 1: groups found; 2: the file can't be read. Lines count from 1; an empty line is skipped."""
    lines, texts = _read(file)
    groups = [[lines[index] for index in group] for group in similar.similar_groups(texts)]
    if as_json:
        click.echo(json.dumps(groups))
    elif not groups:
        click.echo("没有找到说同一件事的行。")
    else:
        by_line = dict(zip(lines, texts, strict=True))
        for number, group in enumerate(groups, 1):
            click.echo(f"第 {number} 组：")
            for line in group:
                click.echo(f"  第 {line} 行  {by_line[line]}")
    raise SystemExit(1 if groups else 0)


def _read(file: Path) -> tuple[list[int], list[str]]:
    """Line numbers and texts. An empty file has no lines."""
    try:
        data = file.read_bytes()
    except OSError as problem:
        _refuse(f"读不了文件 {file}：{problem.strerror}。")
    if not data.strip():
        return [], []
    try:
        content = decode_text(data)
    except UnreadableFile:
        _refuse(f"文件 {file} 不是能读的文本。请用 UTF-8 或 GB18030 编码，每行一个 JSON。")
    lines: list[int] = []
    texts: list[str] = []
    for number, line in enumerate(content.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            _refuse(f'第 {number} 行不是 JSON。每行应当是 {{"text": "…"}}。')
        text = row.get("text") if isinstance(row, dict) else None
        if not isinstance(text, str):
            _refuse(f"第 {number} 行没有 text，或者它不是文字。")
        lines.append(number)
        texts.append(text)
    return lines, texts


def _refuse(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    raise SystemExit(2)
