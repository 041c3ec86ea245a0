"""The command `yangguang`. Some commands need no app, the house's own build it, the rest come from rooms and plugins."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import click
from flask import Flask
from sqlalchemy.exc import DBAPIError

from core import create_app
from core.base import config
from core.base.errors import DomainError
from core.base.hygiene.commands import hygiene_command
from core.campaigns import rulepack_commands as rulepacks
from core.campaigns.notice.commands import notice_group
from core.house_commands import HOUSE_COMMANDS
from core.opinions.commands import similar_command
from core.plugin.host import PluginFault
from core.plugin.migrations import MigrationFault


@cache
def app() -> Flask:
    """The app, built once, when a command needs it."""
    return create_app()


def _overrides() -> Mapping[date, bool]:
    """The administrator's corrections of the calendar, where an instance with a database stands; else none."""
    settings = config.load()
    if not settings.database_url and not (settings.instance / "yangguang.sqlite").exists():
        return {}
    from core.campaigns.service import calendar_overrides

    with app().app_context():
        return calendar_overrides()


def _pack_folders() -> list[Path]:
    return [rulepacks.BUNDLED_PACKS, config.load().instance / "packs"]


PURE: dict[str, click.Command] = {
    "hygiene": hygiene_command,
    "notice": notice_group,
    "similar": similar_command,
    "workdays": rulepacks.make_workdays_group(overrides=_overrides),
    "packs": rulepacks.make_packs_group(directories=_pack_folders),
}


class Yangguang(click.Group):
    """Looks a command up among the pure ones, the house's, then those of rooms and plugins."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*PURE, *HOUSE_COMMANDS, *_given()})

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        found = PURE.get(name) or HOUSE_COMMANDS.get(name)
        if found is None:
            found = _given().get(name)
            if found is not None:
                ctx.with_resource(app().app_context())
        return found


def _given() -> dict[str, click.Command]:
    with app().app_context():
        given = app().extensions["yangguang"].host.contribute("commands")
    return {str(command.name): command for _, command in given}


@click.group(cls=Yangguang, context_settings={"help_option_names": ["-h", "--help"]})
def yangguang() -> None:
    """阳光：政务公开日平台。每个命令后面加 --help 看说明。"""


def main() -> None:
    """Entry point. A refusal is one clear sentence on standard error and exit code 2, never a stack trace."""
    try:
        yangguang(prog_name="yangguang")
    except (config.BadSetting, PluginFault, MigrationFault) as problem:
        click.echo(str(problem), err=True)
        sys.exit(2)
    except DomainError as problem:
        click.echo(_words(problem), err=True)
        sys.exit(2)
    except DBAPIError as problem:
        said = f"数据库现在用不了（{type(problem.orig).__name__}）。数据库在吗？先运行 yangguang migrate。"
        click.echo(said, err=True)
        sys.exit(2)
    except OSError as problem:
        where = f" {problem.filename}" if problem.filename else ""
        click.echo(f"文件或文件夹读写不了{where}：{problem.strerror or problem}。", err=True)
        sys.exit(2)


def _words(problem: DomainError) -> Any:
    from core.base.wording import words

    with app().app_context():
        return words(problem)
