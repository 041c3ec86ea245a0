"""The demo: a city that doesn't exist, its people, its campaign read from a notice, and every plugin's part of the story."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from secrets import token_hex

import click
import structlog
from flask import Flask

from core.base.config import Settings
from core.base.db import unit_of_work
from core.plugin.contracts import Progress

log = structlog.get_logger(__name__)

DEMO_CONFIG = """# 演示设置，由 make run 第一次运行时写下。正式使用请把 demo 改成 false 并接短信网关。
demo = true
sms_gateway = "demo"

[site]
area = "云川市"
name = "云川市政务公开"
name_en = "Yunchuan Open Government"
host_unit = "云川市人民政府办公室"
host_unit_en = "General Office of Yunchuan Municipal Government"
office = "云川市政务公开办公室"
office_en = "Yunchuan Openness Office"
phone = "260 0110"
phone_hours = "工作日 8:30—17:30"
phone_hours_en = "weekdays 8:30–17:30"
email = "openness@example.org"
"""


def write_demo_settings(settings: Settings) -> None:
    """Write config.toml for a demo, unless the instance has one already."""
    path = settings.instance / "config.toml"
    settings.instance.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.write_text(f'{DEMO_CONFIG}\n[hotline]\ntelephone_secret = "{token_hex(24)}"\n', encoding="utf-8")


#: how large a busy city may be, against the one of three hundred departments
SMALLEST, LARGEST = 0.001, 3.0
#: a file beside the database while the demo is being filled
UNFINISHED = "demo.unfinished"


def fill_demo(app: Flask, now: datetime, *, say_accounts: bool = False) -> None:
    """Fill an empty database, or go on where filling was broken off; one that has people otherwise is left alone."""
    from core.campaigns import service as campaigns
    from core.users import service as users

    with app.app_context(), app.test_request_context("/zh/"):
        unfinished = app.config["YANGGUANG"].instance / UNFINISHED
        if users.is_empty():
            unfinished.touch()
            with unit_of_work():
                users.create_demo_people(now)
                campaigns.create_demo_campaign(now)
        elif not unfinished.exists():
            return
        campaign = campaigns.live_campaigns()[0]
        # People and campaign are stored by now: whoever asks for them in the stories below is told from memory.
        with unit_of_work():
            host = app.extensions["yangguang"].host
            for plugin in host.plugins.values():
                if plugin.working:
                    host.ask_owner("demo", plugin.name, campaign=campaign, now=now)
        unfinished.unlink()
    if say_accounts:
        for line in account_lines(app):
            click.echo(line)


def fill_busy(app: Flask, now: datetime, size: float, progress: Progress) -> None:
    """Fill an empty database with the campaign of a large city, every plugin its part.

    Raises RuleBroken("demo_not_empty") for a database that has people, also those of a filling that was broken off.
    """
    from core.base import audit_seals, jobs
    from core.base.errors import RuleBroken
    from core.campaigns import service as campaigns
    from core.users import service as users

    host = app.extensions["yangguang"].host
    with app.app_context(), app.test_request_context("/zh/"):
        if not users.is_empty():
            raise RuleBroken("demo_not_empty")
        with unit_of_work():
            users.create_busy_people(now, size)
            campaign = campaigns.create_busy_campaign(now)
        for plugin in host.plugins.values():
            if plugin.working:
                host.ask_owner(
                    "busy_demo", plugin.name, campaign=campaign, now=now, size=size, progress=progress
                )
        with unit_of_work():
            jobs.enqueue("search.rebuild", now=now)
        with progress("封存办事记录", 1) as step:
            audit_seals.seal_due(now)
            step(1)


@contextmanager
def drawn(title: str, total: int) -> Iterator[Callable[[int], None]]:
    """A bar on a terminal, a line for each tenth elsewhere."""
    if sys.stdout.isatty():
        with click.progressbar(length=total, label=title, width=30) as bar:
            yield bar.update
        return
    done = told = 0

    def step(more: int) -> None:
        nonlocal done, told
        done += more
        tenth = 10 * done // max(total, 1)
        if tenth > told:
            told = tenth
            click.echo(f"{title}  {min(done, total)}/{total}")

    yield step


def account_lines(app: Flask) -> list[str]:
    """The demo's accounts, one line per role; nothing outside the demo."""
    from core.users import service as users

    if not app.config["YANGGUANG"].demo:
        return []
    with app.app_context(), app.test_request_context("/zh/"):
        accounts = users.demo_accounts()
    return [
        "演示账号（角色  登录名  密码）：",
        *(f"  {role}\t{login}\t{password}" for role, login, password in accounts),
    ]
