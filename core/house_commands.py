"""Commands of the house itself: run, worker, migrate, demo, and making a revision."""

from __future__ import annotations

import click

from core import create_app
from core.base import clock, config
from core.base.errors import RuleBroken
from core.demo import (
    LARGEST,
    SMALLEST,
    account_lines,
    drawn,
    fill_busy,
    fill_demo,
    write_demo_settings,
)
from core.plugin import migrations
from core.running import prepare, supervise
from core.worker import work

REFUSED = {
    "demo_only": "这一份不是演示。要装演示数据，先把 config.toml 里的 demo 改成 true。",
    "demo_not_empty": "数据库里已经有内容（或者上次没有装完）。大城市的演示只装进空的数据库：换一个 DATABASE_URL 或 INSTANCE。",
}


@click.command("run")
@click.option("--demo", is_flag=True, help="第一次运行时装入演示数据（虚构的云川市）。")
def run_command(demo: bool) -> None:
    """启动网站和后台进程：更新数据表，然后一直运行，Ctrl-C 停止。"""
    if demo:
        write_demo_settings(config.load())
    prepare(config.load())
    app = create_app()
    if not migrations.up_to_date(app):
        migrations.upgrade_all(app)
    if app.config["YANGGUANG"].demo:
        fill_demo(app, clock.now())
    raise SystemExit(supervise(app))


@click.command("worker")
def worker_command() -> None:
    """只运行后台进程（run 已经带了它）。"""
    work(create_app())


@click.command("migrate")
@click.option("--check", is_flag=True, help="只看有没有要更新的，有则退出码为 1。")
def migrate_command(check: bool) -> None:
    """把核心和每个插件（包括没启用的）的数据表更新到最新。"""
    app = create_app()
    found = migrations.standings(app) if check else migrations.upgrade_all(app)
    for standing in found:
        click.echo(f"{standing.name}\t{standing.current or '-'}\t{'待更新' if standing.pending else '最新'}")
    if any(standing.pending for standing in found):
        raise SystemExit(1)


@click.command("demo")
@click.option("--busy", is_flag=True, help="装入一个大城市的活动：300 个部门、10 万个来电、2 万个预约。")
@click.option(
    "--size",
    type=click.FloatRange(SMALLEST, LARGEST),
    default=1.0,
    show_default=True,
    help="配合 --busy：大城市的多少倍。",
)
def demo_command(busy: bool, size: float) -> None:
    """在空的数据库里装入演示数据，打印演示账号。"""
    write_demo_settings(config.load())
    app = create_app()
    migrations.upgrade_all(app)
    if not busy:
        fill_demo(app, clock.now(), say_accounts=True)
        return
    try:
        fill_busy(app, clock.now(), size, drawn)
    except RuleBroken as refused:
        raise click.ClickException(REFUSED.get(refused.code, refused.code)) from refused
    for line in account_lines(app):
        click.echo(line)


@click.command("revise")
@click.argument("name")
@click.argument("revision")
@click.option("-m", "--message", required=True, help="这次改了什么。")
@click.option("--needs-core", help="插件的这一版要核心到哪一版。")
def revise_command(name: str, revision: str, message: str, needs_core: str | None) -> None:
    """给开发者：比较模型和数据表，为 NAME（core 或插件名）写一个迁移文件。"""
    app = create_app()
    found = {history.name: history for history in migrations.histories(app)}
    if name not in found:
        raise click.BadParameter(f"没有叫 {name} 的；有 {'、'.join(found)}。")
    with app.app_context():
        migrations.revise(found[name], message, revision, needs_core)


HOUSE_COMMANDS: dict[str, click.Command] = {
    str(command.name): command
    for command in (run_command, worker_command, migrate_command, demo_command, revise_command)
}
