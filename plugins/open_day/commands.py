"""`yangguang announcement check FILE --publish-date D --pack P [--json]`: DOMAIN's shape, for other programs.

Exit codes: 0 nothing found, 1 findings, 2 unreadable file or bad arguments with one line on standard error.
"""

from __future__ import annotations

import json
import re
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from core.api import DomainError, campaigns, words

from .messages import by_code
from .rules.values import key_of
from .service import checking

if TYPE_CHECKING:
    from .rules.loose import TextCheck

_STATES: dict[str, str] = {
    "ok": "齐全",
    "missing": "缺少",
    "inconsistent": "不一致",
    "skipped": "未要求",
}


@click.group("announcement", help="政府开放日活动公告。")
def announcement_group() -> None:
    pass


@announcement_group.command("check", help="检查一份现成的公告（.txt、.docx、.pdf）缺什么、哪里不对。")
@click.argument("file", required=False, default="")
@click.option("--publish-date", "publish_date", default="", metavar="D", help="公开日期，例如 2024-08-30。")
@click.option("--pack", "pack_name", default="", metavar="P", help="规则包编号，或一个 .toml 文件。")
@click.option(
    "--json", "as_json", is_flag=True, help="输出 JSON：{ok, findings:[{code, item, problem, clause}]}。"
)
def check_command(file: str, publish_date: str, pack_name: str, as_json: bool) -> None:
    if not file or not publish_date or not pack_name:
        _stop(
            "请写明文件、公开日期和规则包，例如 announcement check 公告.docx --publish-date 2024-08-30 --pack y24。"
        )
    publish = _day(publish_date)
    try:
        campaign = checking.loose_campaign(
            campaigns.pack_named(pack_name), campaigns.calendar_where_kept(), publish
        )
        text = checking.text_of("", Path(file).read_bytes(), file)
        found = checking.check(text, campaign, publish)
    except OSError as problem:
        _stop(f"打不开文件 {file}：{problem.strerror or problem}。")
    except DomainError as problem:
        _stop(f"{file}：{words(problem)}" if "pack" not in problem.code else words(problem))
    rows = _rows(found, publish)
    if as_json:
        _write(json.dumps({"ok": found.result.ok, "findings": rows}, ensure_ascii=False, indent=2))
    else:
        _write("\n".join(_table(found, rows, campaign.pack.title)))
    sys.exit(1 if rows else 0)


def _day(text: str) -> date:
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            raise ValueError
        day = date.fromisoformat(text)
    except ValueError:
        _stop(f"公开日期“{text}”不对，应为存在的日期，例如 2024-08-30。")
    if not 1950 <= day.year <= 2150:
        _stop(f"公开日期“{text}”离现在太远，请核对年份。")
    return day


def _rows(found: TextCheck, publish: date) -> list[dict[str, Any]]:
    names = {key_of(name, n): name for n, name in enumerate(found.items, 1)}
    return [
        {
            "code": finding.code,
            "item": checking.item_name(finding, names),
            "problem": checking.told(finding, publish),
            "clause": finding.clause,
        }
        for finding in found.result.findings
    ]


def _table(found: TextCheck, rows: list[dict[str, Any]], pack: str) -> list[str]:
    lines = [f"标题：{found.title or '没有读到'}", f"规则：{pack}", ""]
    lines += [
        f"{item.index:>2}  {item.name}  {by_code(_STATES, item.state)}  {item.said}"
        for item in found.result.items
    ]
    lines.append("")
    lines += [f"{row['code']}  {row['problem']}（{row['clause']}）" for row in rows] or ["没有发现问题。"]
    if found.result.skipped:
        lines.append(f"规则包没有的规则，没有检查：{'、'.join(found.result.skipped)}")
    return lines


def _write(text: str, *, err: bool = False) -> None:
    """UTF-8 whatever the terminal's locale says: other programs read this."""
    click.echo(text.encode("utf-8", "replace"), err=err)


def _stop(sentence: str) -> NoReturn:
    _write(sentence, err=True)
    sys.exit(2)
