"""`yangguang hygiene FILE [--json]`: no database, no application, no network.

Exit codes: 0 nothing found, 1 findings, 2 unreadable or bad arguments.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import NoReturn

import click

from core.base.text_files import UnreadableFile, extract_text

from .model import Context, Finding
from .reasons import KIND_NAMES

_UNREADABLE = {
    "file_empty": "文件是空的,里面没有文字。",
    "file_binary": "这个文件不是文字文件,读不出内容。请换成 .txt、.docx 或 .pdf。",
    "file_damaged": "这个文件已损坏,打不开。请重新导出后再试。",
    "file_kind_unknown": "不支持这种文件。请另存为 .docx、.pdf 或 .txt 后再试。",
    "file_too_large": "文件太大。请分开检查。",
    "pdf_has_no_text": "这份 PDF 是扫描件,里面只有图片没有文字。请检查原始的 Word 文件。",
    "pdf_locked": "这份 PDF 设了密码,打不开。请先去掉密码。",
}


@click.command(
    "hygiene", help="检查一份文稿(.txt、.docx、.pdf)有没有被植入、乱码、缺字、占位符、错名称和个人信息。"
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="输出 JSON:[{start, end, kind, reason}]。")
@click.option("--year", type=click.IntRange(1980, 2200), help="文稿是哪一年的;不写就从文稿里读。")
def hygiene_command(file: Path, as_json: bool, year: int | None) -> None:
    from .engine import check  # not before the command is run: it brings a hundred patterns

    try:
        text = extract_text(file.read_bytes(), file.name)
    except OSError as error:
        _stop(as_json, "file_not_readable", f"打不开文件 {file}:{error.strerror}")
    except UnreadableFile as error:
        _stop(as_json, error.code, _UNREADABLE.get(error.code, error.code))
    findings = check(text, Context(year=year))
    if as_json:
        _write(json.dumps([finding.to_json() for finding in findings], ensure_ascii=False, indent=2))
    else:
        _write("\n".join(_line(text, finding) for finding in findings) or "没有发现问题。")
    sys.exit(1 if findings else 0)


def _line(text: str, finding: Finding) -> str:
    number = text.count("\n", 0, finding.start) + 1
    return f"第{number}行 {KIND_NAMES[finding.kind]}:“{finding.text}” {finding.reason}"


def _write(text: str, *, err: bool = False) -> None:
    """UTF-8 whatever the terminal's locale says: other programs read this."""
    click.echo(text.encode("utf-8", "replace"), err=err)


def _stop(as_json: bool, code: str, sentence: str) -> NoReturn:
    if as_json:
        _write(json.dumps({"error": {"code": code, "message": sentence}}, ensure_ascii=False))
    _write(sentence, err=True)
    sys.exit(2)
