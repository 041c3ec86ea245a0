"""`yangguang plugins`, `plugin new`, `plugin remove`, `hooks`."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app

from core.base import clock
from core.base.registry import registry
from core.base.wording import phrase
from core.plugin import migrations
from core.plugin.guide import hook_guide


@click.command("plugins")
def plugins_command() -> None:
    """列出插件：名称、版本、来自哪里、现在怎样、数据表。有插件被隔离时退出码为 1。"""
    host = registry().host
    standing = {s.name: s for s in migrations.standings(current_app._get_current_object())}  # type: ignore[attr-defined]
    broken = False
    for plugin in host.plugins.values():
        if plugin.is_room:
            continue
        state = "已隔离" if plugin.quarantined else "正常" if plugin.enabled else "没有启用"
        tables = standing.get(plugin.name)
        told = "没有表" if tables is None else "表待更新" if tables.pending else "表最新"
        click.echo(f"{plugin.name}\t{plugin.info.version}\t{plugin.source}\t{state}\t{told}")
        broken = broken or plugin.quarantined
        if plugin.fault:
            click.echo(f"  {plugin.fault}")
    for name in host.out_of_reach():
        if name not in host.plugins:
            click.echo(
                f"{name}\t-\t-\t没有装\t表还在：装回来，或装回来后用 yangguang plugin remove 导出并删除"
            )
    raise SystemExit(1 if broken else 0)


@click.group("plugin")
def plugin_group() -> None:
    """新建或移走一个插件。"""


@plugin_group.command("new")
@click.argument("name")
@click.option(
    "--into", type=click.Path(path_type=Path, file_okay=False), help="写到哪个文件夹（默认 plugins/）。"
)
@click.option("--title", help="栏目的中文标题（默认同 NAME）。")
def new_command(name: str, into: Path | None, title: str | None) -> None:
    """写出一个能用的插件骨架，连同它的测试和说明。"""
    from core.plugin.skeleton import write_skeleton  # Alembic, which no page needs

    try:
        folder = write_skeleton(name, into, title)
    except ValueError as problem:
        raise click.UsageError(str(problem)) from problem
    except OSError as problem:
        raise click.UsageError(f"写不进去：{problem.strerror}（{problem.filename}）") from problem
    if into is not None:
        click.echo(f"已写好 {folder}。下一步：pip install --no-deps -e {folder}，然后 yangguang migrate；")
        click.echo("说明见 docs/plugin-tutorial.md。")
        return
    click.echo(f"已写好 {folder}。下一步：yangguang migrate，然后重新启动；说明见 docs/plugin-tutorial.md。")


@plugin_group.command("remove")
@click.argument("name")
@click.option(
    "--export",
    "target",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="先把数据导出到这个 zip。",
)
def remove_command(name: str, target: Path) -> None:
    """导出一个插件的全部数据，然后删除它的表。有事没办完时不删。"""
    from core.plugin.removal import remove_with_export  # Alembic

    app = current_app._get_current_object()  # type: ignore[attr-defined]
    found = {h.name: h for h in migrations.histories(app) if h.name != "core"}
    if name not in found:
        raise click.BadParameter(f"没有叫 {name} 的、有表的插件。", param_hint="NAME")
    if target.exists():
        raise click.BadParameter(f"{target} 已经在了，换一个文件名，免得盖掉它。", param_hint="--export")
    host = registry().host
    blockers = host.may_remove(host.plugins[name], clock.now())
    if blockers:
        for blocker in blockers:
            click.echo(phrase(blocker.code, blocker.params), err=True)
        raise SystemExit(1)
    rows = remove_with_export(found[name], target)
    click.echo(f"已导出 {rows} 行到 {target}，表已删除。请从 PLUGINS 里去掉 {name} 或卸载它，再重新启动。")


@click.command("hooks")
def hooks_command() -> None:
    """按钩子的定义写出钩子手册（docs/hooks.md 就是它）。"""
    click.echo(hook_guide(), nl=False)
