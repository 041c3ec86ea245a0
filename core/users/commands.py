"""Commands of the users room: the first administrator, and one from a terminal."""

from __future__ import annotations

import sys

import click
from flask import current_app

from core.base import clock
from core.base.errors import DomainError
from core.base.registry import settings
from core.base.wording import words
from core.users import service
from core.users.contracts import SavePerson


@click.group("admin")
def admin_group() -> None:
    """系统管理员的账号。"""


@admin_group.command("create")
@click.argument("name")
@click.option("--login", help="登录名；不写就和 NAME 一样。")
@click.option("--password-stdin", is_flag=True, help="从标准输入读密码，不在屏幕上问。")
def create_command(name: str, login: str | None, password_stdin: bool) -> None:
    """建立一个系统管理员。NAME 是姓名。"""
    if password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = click.prompt(
            "密码（至少 10 位，输入时不显示）", hide_input=True, confirmation_prompt="再输一次"
        )
    command = SavePerson(name, login or name, None)
    with current_app.test_request_context("/zh/"):
        try:
            service.make_administrator(command, password, now=clock.now())
        except DomainError as refusal:
            click.echo(words(refusal), err=True)
            raise SystemExit(2) from refusal
    click.echo(f"系统管理员已建立，登录名：{login or name}")


@click.command("setup-link")
@click.option("--url", help="网站的地址，例如 https://open.example.gov.cn；不写就用本机地址。")
def setup_link_command(url: str | None) -> None:
    """打印一次性链接，用它在网页上建立第一个系统管理员。七天内有效，只能用一次。"""
    base = (url or f"http://127.0.0.1:{settings().port}").rstrip("/")
    with current_app.test_request_context("/zh/"):
        try:
            token = service.make_setup_link(now=clock.now())
        except DomainError as refusal:
            click.echo(words(refusal), err=True)
            raise SystemExit(2) from refusal
    click.echo(f"{base}/zh/staff/set-up/{token}")
