"""``yangguang workdays`` and ``yangguang packs``: they need neither a database nor an app.

The program that has a database makes its own groups with ``make_workdays_group(overrides=…)`` and
``make_packs_group(directories=…, declared=…)``; each loader is called only when a command runs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import NoReturn

import click

from core.base.rulepacks import (
    BASE_ID,
    PackError,
    Rule,
    RuleDeclaration,
    RulePack,
    declarations_from,
    load_all,
    load_pack,
    value_words,
)
from core.base.workdays import UNITS, WorkCalendar, WorkdayError

BUNDLED_PACKS = Path(__file__).parent / "packs"

Overrides = Callable[[], Mapping[date, bool]]
Directories = Callable[[], Iterable[Path]]
Declared = Callable[[], Mapping[str, RuleDeclaration] | None]


def _no_overrides() -> Mapping[date, bool]:
    return {}


def _bundled() -> Iterable[Path]:
    return (BUNDLED_PACKS,)


def _declared_by_bundled() -> Mapping[str, RuleDeclaration] | None:
    """The ids of the packs that ship with the product: enough to find a mistyped id."""
    packs, _errors = load_all([BUNDLED_PACKS])
    return declarations_from(packs.values()) or None


def make_workdays_group(overrides: Overrides = _no_overrides) -> click.Group:
    """The group ``workdays``; ``overrides`` gives the administrator's corrections of the calendar."""

    @click.group("workdays", help="计算日期：天和工作日。")
    def group() -> None:
        pass

    # ignore_unknown_options lets a negative N through without a "--" before it.
    @group.command("add", context_settings={"ignore_unknown_options": True}, help="DATE 之后第 N 天的日期。")
    @click.argument("start", metavar="DATE", default="")
    @click.argument("count", metavar="N", default="")
    @click.option("--unit", default="calendar", show_default=True, metavar="[calendar|working]")
    def add(start: str, count: str, unit: str) -> None:
        if not start or not count:
            _refuse("请写明日期和天数，例如 workdays add 2024-08-20 15 --unit calendar。")
        day = _read_date(start)
        if not re.fullmatch(r"[+-]?[0-9]{1,9}", count):
            _refuse(f"天数“{count}”应为整数，例如 15 或 -15。")
        if unit not in UNITS:
            _refuse(f"单位“{unit}”不认识，只能是 calendar（天）或 working（工作日）。")
        try:
            calendar = WorkCalendar(overrides())
            result = calendar.add(day, int(count), unit)
        except WorkdayError as error:
            _refuse(str(error))
        if unit == "working":
            for note in calendar.notes(day, result):
                click.echo(str(note), err=True)
        click.echo(result.isoformat())

    return group


def make_packs_group(
    directories: Directories = _bundled, declared: Declared = _declared_by_bundled
) -> click.Group:
    """The group ``packs``; ``directories`` are searched for packs, ``declared`` are the known rule ids."""

    @click.group("packs", help="规则包：列出、查看、检查。")
    def group() -> None:
        pass

    @group.command("list", help="列出可用的规则包。")
    def list_packs() -> None:
        packs, errors = load_all(directories(), declared=declared())
        for pack in packs.values():
            click.echo(f"{pack.id}\t{pack.version}\t{pack.title}")
        for error in errors:
            click.echo(str(error), err=True)
        if errors:
            raise SystemExit(1)

    @group.command("show", help="显示一个规则包的每条规则、值和依据。")
    @click.argument("pack_id", metavar="ID")
    def show(pack_id: str) -> None:
        packs, errors = load_all(directories(), declared=declared())
        pack = packs.get(pack_id)
        if pack is None:
            for error in errors:
                click.echo(str(error), err=True)
            _refuse(f"没有编号为“{pack_id}”的规则包，可用：{'、'.join(packs)}。")
        for line in _described(pack):
            click.echo(line)

    @group.command("check", help="检查规则包文件，逐行指出错误。")
    @click.argument("file", type=click.Path(path_type=Path))
    def check(file: Path) -> None:
        try:
            pack = load_pack(file, base=_base_for(file, directories()), declared=declared())
        except PackError as error:
            click.echo(str(error), err=error.unreadable)
            raise SystemExit(2 if error.unreadable else 1) from None
        click.echo(
            f"{file} 没有发现错误：{pack.title}（{pack.id} {pack.version}），{len(pack.rules)} 条规则。"
        )

    return group


def _base_for(file: Path, directories: Iterable[Path]) -> RulePack | None:
    """The national base, unless the file is the base itself."""
    if file.stem == BASE_ID:
        return None
    packs, _errors = load_all(directories)
    return packs.get(BASE_ID)


def _described(pack: RulePack) -> Iterable[str]:
    yield f"{pack.title}（{pack.id} {pack.version}）"
    if pack.base_id:
        yield f"基础：{pack.base_id} {pack.base_version}"
    yield f"摘要：{pack.digest}"
    for rule in pack.rules:
        yield ""
        yield _line(rule, f"{rule.id} [{rule.kind}] {rule.title}")
        for part in rule.parts:
            yield _line(part, f"    {part.title}")
        yield f"    依据：{rule.clause}（{'全国基础' if rule.origin == 'base' else '本规则包'}）"
        if rule.note:
            yield f"    说明：{rule.note}"


def _line(rule: Rule, name: str) -> str:
    words = value_words(rule)
    return f"{name}：{words}" if words else name


def _read_date(text: str) -> date:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        _refuse(f"日期“{text}”写法不对，应像 2024-08-20 这样。")
    try:
        return date.fromisoformat(text)
    except ValueError:
        _refuse(f"日历上没有“{text}”这一天。")


def _refuse(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    raise SystemExit(2)


workdays_group = make_workdays_group()
packs_group = make_packs_group()
