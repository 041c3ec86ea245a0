"""`yangguang notice read FILE [--json] [--year Y]`: no database, no application, no network.

Exit codes: 0 read, 1 read and pollution found, 2 unreadable, no notice, or bad arguments.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import NoReturn

import click

from core.base.text_files import UnreadableFile, extract_text

from .messages import problem_sentence
from .model import Deadline, Found, NotANotice, Notice


@click.group("notice", help="读取政府机关的活动通知。")
def notice_group() -> None:
    pass


@notice_group.command("read", help="读一份通知(.txt、.docx、.pdf),列出主题、时间、单位、活动、报送时限等。")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="按 docs/notice-reader.md 的格式输出 JSON。")
@click.option("--year", type=click.IntRange(1980, 2200), help="通知里没写年份时按这一年计算。")
def read_command(file: Path, as_json: bool, year: int | None) -> None:
    from .reader import read_notice  # not before the command is run: it brings two hundred patterns

    try:
        notice = read_notice(extract_text(file.read_bytes(), file.name), year=year)
    except OSError as error:
        _stop(as_json, "file_not_readable", f"打不开文件 {file}:{error.strerror}")
    except (UnreadableFile, NotANotice) as error:
        _stop(as_json, error.code, problem_sentence(error), error.params)
    output = json.dumps(notice.to_json(), ensure_ascii=False, indent=2) if as_json else outline(notice)
    _write(output)
    sys.exit(1 if notice.pollution else 0)


def _write(text: str, *, err: bool = False) -> None:
    """UTF-8 whatever the terminal's locale says: other programs read this."""
    click.echo(text.encode("utf-8"), err=err)


def _stop(as_json: bool, code: str, sentence: str, params: dict[str, object] | None = None) -> NoReturn:
    if as_json:
        error = {"code": code, "message": sentence, **(params or {})}
        _write(json.dumps({"error": error}, ensure_ascii=False, default=str))
    _write(sentence, err=True)
    sys.exit(2)


_RULE_ANCHORS = {
    "event_end": "活动结束", "event_start": "活动开始", "received": "收到通知", "issued": "印发", "fact": "事项发生",
}  # fmt: skip
_RULE_WORDS = {
    "event_end": "活动结束后及时", "event_day": "活动当天", "promptly": "及时", "daily": "每天", "during_window": "活动期间",
    "before_publication": "公开发布前", "after_filing": "审核备案后",
}  # fmt: skip
_UNITS = {"d": "天", "wd": "个工作日", "m": "个月", "h": "小时"}
_KINDS = {
    "injected": "疑似被植入", "garbled": "乱码或繁简混杂", "lost_character": "疑似缺字", "placeholder": "占位符未填写",
    "wrong_name": "名称有误", "personal": "个人信息",
}  # fmt: skip


def when(deadline: Deadline) -> str:
    """The moment of a duty in words (“2020-05-07前”, “活动结束后3天内”)."""
    if deadline.date is not None:
        suffix = "当天" if deadline.kind == "on" else "前"
        return deadline.date.isoformat() + (f" {deadline.time}" if deadline.time else "") + suffix
    rule = deadline.rule or ""
    if rule in _RULE_WORDS:
        return _RULE_WORDS[rule]
    for anchor, word in _RULE_ANCHORS.items():
        for sign, shape in (("+", "{}后{}{}内"), ("-", "{}前{}{}")):
            if rule.startswith(anchor + sign):
                term = rule[len(anchor) + 1 :]
                digits = term.rstrip("dwmh")
                return shape.format(word, digits, _UNITS.get(term[len(digits) :], ""))
    if rule.startswith("weekly:"):
        return f"每周{'一二三四五六日'[int(rule[7:]) - 1]}前"
    if rule.startswith("monthly:"):
        return f"每月{rule[8:]}日前"
    return f"{rule.lstrip('-')}(未写年份)" if rule.startswith("--") else rule


def outline(notice: Notice) -> str:
    """The reading as a Chinese outline for people, every finding with its line."""
    lines: list[str] = []

    def single(label: str, found: Found | None) -> None:
        lines.append(f"{label}:{found.value}(第{found.line}行)" if found else f"{label}:未找到")

    single("标题", notice.title)
    if notice.plan_title:
        single("方案", notice.plan_title)
    single("发文机关", notice.issuer)
    single("文号", notice.number)
    single("主题", notice.theme)
    window = notice.window
    lines.append(
        f"时间:{window.start.isoformat()} 至 {window.end.isoformat()}(第{window.line}行)"
        if window
        else "时间:未找到"
    )
    single("形式", notice.form)
    lines.append(f"参加单位({len(notice.units)}):" + "、".join(unit.name for unit in notice.units))
    lines.append(f"活动({len(notice.activities)}):")
    for activity in notice.activities:
        lines.append(f"  {activity.number}{activity.heading}(第{activity.line}行)")
        if activity.units or activity.groups:
            lines.append("     单位:" + "、".join([*activity.units, *activity.groups]))
        for period in activity.periods:
            days = period.start.isoformat() + (
                "" if period.start == period.end else f" 至 {period.end.isoformat()}"
            )
            times = (
                f" {period.start_time}" + (f"—{period.end_time}" if period.end_time else "")
                if period.start_time
                else ""
            )
            lines.append(f"     时间:{days}{times}(第{period.line}行)")
    lines.append(f"报送和时限({len(notice.deadlines)}):")
    for item in notice.deadlines:
        to = f" → {item.receiver}" if item.receiver else ""
        condition = f"[{item.condition}]" if item.condition else ""
        lines.append(f"  {when(item)}:{condition}{item.what}({item.sender or '未写明'}{to},第{item.line}行)")
    lines.append(f"标语({len(notice.slogans)}):")
    lines += [f"  {slogan.text}(第{slogan.line}行)" for slogan in notice.slogans]
    lines.append(f"联系方式({len(notice.contacts)}):")
    for contact in notice.contacts:
        values = " ".join(value for value in (contact.name, contact.phone, contact.email) if value)
        lines.append(f"  {values}(第{contact.line}行)")
    lines.append(f"工作要求({len(notice.requirements)}):")
    lines += [f"  {item.number}{item.heading}(第{item.line}行)" for item in notice.requirements]
    if notice.pollution:
        lines.append(f"疑似污染({len(notice.pollution)}):")
        lines += [f"  第{item.line}行 {_KINDS[item.kind]}:{item.text}" for item in notice.pollution]
    if notice.unplaced:
        lines.append(f"放不进任何一项的文字({len(notice.unplaced)}):")
        lines += [f"  第{item.line}行 {item.text}" for item in notice.unplaced]
    return "\n".join(lines)
