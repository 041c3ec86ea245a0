"""`yangguang deidentify FILE [--json]`: names, numbers, plates and addresses of persons in a text, line by line.

With --json one line per line of the file: {"line", "spans": [[start, end, kind]]}; lines count from 1, spans are
[start, end) in Unicode characters of that line. Exit codes: 0 nothing found, 1 found, 2 unreadable or bad arguments.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import NoReturn

import click

from core.api import DomainError, text_files, words

from .rules import deidentify
from .service import finding
from .wording_answers import SPAN_KINDS


@click.command("deidentify", help="找出文稿（.txt、.docx、.pdf）里的姓名、号码、车牌和住址。")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="每行输出一条 JSON：{line, spans:[[start,end,kind]]}。")
@click.option("--masked", "as_masked", is_flag=True, help="输出遮掉以后的文稿。")
def deidentify_command(file: Path, as_json: bool, as_masked: bool) -> None:
    try:
        text = text_files.extract_text(file.read_bytes(), file.name)
    except OSError as problem:
        _stop(f"打不开文件 {file}：{problem.strerror or problem}。")
    except DomainError as problem:
        _stop(f"{file}：{words(problem)}")
    lines = deidentify.lines_of(text)
    found = False
    for number, spans in finding.find_lines(text):
        found = found or bool(spans)
        line = lines[number - 1]
        if as_json:
            _write(json.dumps({"line": number, "spans": [list(span) for span in spans]}))
        elif as_masked:
            _write(deidentify.masked(line, spans))
        else:
            for span in spans:
                _write(f"第{number}行 {SPAN_KINDS[span.kind]}：{line[span.start : span.end]}")
    if not found and not as_json and not as_masked:
        _write("没有发现个人信息。")
    sys.exit(1 if found else 0)


def _write(text: str) -> None:
    """UTF-8 whatever the terminal's locale says: other programs read this."""
    click.echo(text.encode("utf-8", "replace"))


def _stop(sentence: str) -> NoReturn:
    click.echo(sentence.encode("utf-8", "replace"), err=True)
    sys.exit(2)
