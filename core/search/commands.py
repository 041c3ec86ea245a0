"""Commands of the search: making the index anew and comparing it with what is public."""

from __future__ import annotations

import click
from flask import current_app

from core.base import clock
from core.search import service


@click.group("search")
def search_group() -> None:
    """搜索的目录。"""


@search_group.command("rebuild")
def rebuild_command() -> None:
    """按现在公开的内容重做搜索目录。网站照常运行；没有变的不动。"""
    with current_app.test_request_context("/zh/"):
        done = service.rebuild(clock.now())
    click.echo(f"写入 {done.written} 条，未变 {done.unchanged} 条，移出 {done.removed} 条。")
    if done.failed:
        click.echo(f"这些部分没有答复，它们原有的条目没有动：{'、'.join(sorted(done.failed))}", err=True)
        raise SystemExit(1)


@search_group.command("check")
def check_command() -> None:
    """比较搜索目录和现在公开的内容。一致时退出码为 0，有出入为 1。"""
    with current_app.test_request_context("/zh/"):
        found = service.check(clock.now())
    for word, keys in (("缺少", found.missing), ("多出", found.left_over), ("内容不同", found.changed)):
        for key in sorted(keys):
            click.echo(f"{word}\t{key}")
    for name in sorted(found.failed):
        click.echo(f"没有答复\t{name}")
    if not found.sound:
        click.echo("索引损坏\t请运行 yangguang search rebuild")
    if not found.in_order:
        raise SystemExit(1)
    click.echo("搜索目录与公开的内容一致。")
