"""`yangguang audit …`, `yangguang keys …`, `yangguang purge`."""

from __future__ import annotations

import json

import click
from sqlalchemy.exc import SQLAlchemyError

from core.base import audit_seals, clock
from core.base.access import SYSTEM
from core.base.personal import declared_fields
from core.trail import service
from core.trail.messages import FINDINGS


@click.group("audit")
def audit_group() -> None:
    """办事记录的封存：查验、封存、抄下最新的封存摘要。"""


@audit_group.command("verify")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@click.option("--head", "noted", default="", help="以前用 audit head 抄下的摘要：末尾被截掉也查得出。")
def verify_command(as_json: bool, noted: str) -> None:
    """查验全部记录。没有问题退出码 0，查出问题 1，读不了 2。"""
    noted = noted.strip().lower()
    if noted and (len(noted) != 64 or not set(noted) <= set("0123456789abcdef")):
        raise click.BadParameter("摘要是 64 位十六进制数。", param_hint="--head")
    try:
        seals, entries, findings = audit_seals.verify(clock.now(), noted)
    except (SQLAlchemyError, ValueError, TypeError) as problem:
        click.echo(
            f"记录读不出来：{type(problem).__name__}。数据库在吗？先运行 yangguang migrate。", err=True
        )
        raise SystemExit(2) from problem
    if as_json:
        found = [{"code": f.code, "entry": f.entry, "seal": f.seal} for f in findings]
        click.echo(
            json.dumps({"ok": not findings, "seals": seals, "entries": entries, "findings": found}, indent=1)
        )
    else:
        for finding in findings:
            click.echo(FINDINGS[finding.code] % {"entry": finding.entry, "seal": finding.seal or ""})
        said = f"查出 {len(findings)} 处问题" if findings else "没有问题"
        click.echo(f"{entries} 条记录，{seals} 次封存，{said}。")
    raise SystemExit(1 if findings else 0)


@audit_group.command("seal")
def seal_command() -> None:
    """现在就封存还没有封存的记录（后台进程平时每两秒封一次）。"""
    click.echo(f"封存了 {audit_seals.seal_due(clock.now())} 条。")


@audit_group.command("head")
def head_command() -> None:
    """最新一次封存的编号和摘要。抄在纸上存档，以后用 audit verify --head 核对。"""
    head = audit_seals.head()
    if head is None:
        click.echo("还没有封存过。", err=True)
        raise SystemExit(1)
    click.echo(f"{head[0]} {head[1]}")


@click.group("keys")
def keys_group() -> None:
    """封存个人信息的密钥：更换、查看、撤下旧的。"""


@keys_group.command("status")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def status_command(as_json: bool) -> None:
    """列出密钥，以及各封存着多少处。还有没换完的退出码为 1。"""
    found = service.keys_standing()
    if as_json:
        click.echo(json.dumps([vars(key) for key in found], indent=1))
    else:
        for key in found:
            made = key.made or "随主密钥"
            click.echo(f"{key.id}\t{'正在用' if key.current else '旧'}\t{made}\t封存着 {key.sealed} 处")
    raise SystemExit(1 if any(key.sealed for key in found if not key.current) else 0)


@keys_group.command("rotate")
def rotate_command() -> None:
    """换一把新密钥，并把已封存的内容全部换过来。中断了再运行 keys reseal 接着换。"""
    key_id = service.rotate_keys(actor=SYSTEM, now=clock.now())
    click.echo(f"新密钥 {key_id} 已启用，正在换……")
    _reseal()
    click.echo("旧密钥还在，旧备份要用它。确认不再需要后，用 yangguang keys retire 撤下。")


@keys_group.command("reseal")
def reseal_command() -> None:
    """把还用旧密钥封存的内容换过来。"""
    _reseal()


def _reseal() -> None:
    moved, stuck = service.reseal(clock.now())
    click.echo(f"换了 {moved} 处。")
    if stuck:
        click.echo(f"有 {stuck} 处换不了，原因见日志；旧密钥先别撤下。", err=True)
        raise SystemExit(1)


@keys_group.command("retire")
@click.argument("key_id")
def retire_command(key_id: str) -> None:
    """撤下一把旧密钥。还有内容用它封存时不撤。"""
    service.retire_key(key_id, actor=SYSTEM, now=clock.now())
    click.echo(f"密钥 {key_id} 已撤下。用它封存的旧备份从此读不出来。")


@click.command("purge")
@click.option("--dry-run", is_flag=True, help="只数一数，什么也不删。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def purge_command(dry_run: bool, as_json: bool) -> None:
    """清除到期的个人信息（后台进程每夜 3 点后做一次）。有栏目没能清除时退出码为 1。"""
    outcome = service.purge_due(clock.now(), dry_run=dry_run)
    titles = {field.name: str(field.title) for _owner, field in declared_fields()}
    if as_json:
        click.echo(json.dumps({"counts": outcome.counts, "failed": list(outcome.failed)}, indent=1))
    else:
        for name, count in sorted(outcome.counts.items()):
            click.echo(f"{name}\t{titles.get(name, name)}\t{count}")
        click.echo(f"{'会清除' if dry_run else '清除了'} {outcome.total} 处。")
        for owner in outcome.failed:
            click.echo(f"{owner} 没能清除，稍后再试。", err=True)
    raise SystemExit(1 if outcome.failed else 0)
