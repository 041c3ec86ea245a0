"""`yangguang archive make`, `verify`, `site`."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from core.base import clock
from core.base.access import SYSTEM
from core.campaigns import service as campaigns
from core.plugin.contracts import Campaign
from core.publishing.archive import bundles, messages
from core.publishing.archive.checking import NotAnArchive
from core.publishing.archive.contracts import Report
from core.publishing.archive.verifying import verify_all, verify_paths
from core.site_copy.making import copy_site

UNREADABLE = 2


@click.group("archive")
def archive_group() -> None:
    """建档案包、核对档案包、制作归档网站。"""


@archive_group.command("make")
@click.option("--campaign", "slug", help="只建这届活动的（默认全部）。")
def make_command(slug: str | None) -> None:
    """给公开过的文稿补建缺少的、丢失的、内容有变的档案包。有没建成的，退出码为 1。"""
    campaign = _campaign(slug) if slug else None
    made, failed = bundles.make_missing(campaign.id if campaign else None, actor=SYSTEM, now=clock.now())
    for view in made:
        click.echo(f"{view.path}\t{view.sha256}")
    click.echo(f"建了 {len(made)} 个档案包。")
    for document_id in failed:
        click.echo(f"文稿 {document_id} 没有建成：文件写不进去，或刚好有人在建。", err=True)
    raise SystemExit(1 if failed else 0)


@archive_group.command("verify")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--all", "everything", is_flag=True, help="核对本机的全部档案包，连同数据库里的登记。")
@click.option("--json", "as_json", is_flag=True, help="用 JSON 输出。")
def verify_command(paths: tuple[Path, ...], everything: bool, as_json: bool) -> None:
    """核对档案包：压缩包安全、清单、摘要、签批记录、前后相接。

    退出码：0 都对；1 有不对的；2 读不了，或参数不对。
    """
    if everything == bool(paths):
        raise click.UsageError("写上要核对的文件或文件夹，或者只写 --all。")
    try:
        report = verify_all() if everything else verify_paths(paths)
    except NotAnArchive as problem:
        click.echo(f"{problem} 不是 zip 文件，没有核对。", err=True)
        raise SystemExit(UNREADABLE) from problem
    except OSError as problem:
        click.echo(f"读不了 {problem.filename}：{problem.strerror}", err=True)
        raise SystemExit(UNREADABLE) from problem
    if as_json:
        click.echo(_as_json(report))
    else:
        for finding in report.findings:
            entry = f"\t{finding.entry}" if finding.entry else ""
            click.echo(f"{finding.file}\t{messages.FINDINGS[finding.code]}{entry}")
        click.echo(f"核对了 {report.checked} 个文件，{_count(report)}")
    raise SystemExit(0 if report.ok else 1)


@archive_group.command("site")
@click.argument("slug")
@click.option(
    "-o",
    "--output",
    "target",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="写到这个 zip。",
)
def site_command(slug: str, target: Path) -> None:
    """把一届活动的公众页面存成不用服务器就能打开的网站（zip）。"""
    campaign = _campaign(slug)
    if target.exists():
        raise click.BadParameter(f"{target} 已经在了，换一个文件名，免得盖掉它。", param_hint="-o")
    try:
        written = copy_site(campaign, target, now=clock.now())
    except OSError as problem:
        raise click.BadParameter(f"写不进去：{problem.strerror}", param_hint="-o") from problem
    click.echo(f"{target}\t{written.sha256}\t{written.size}")


def _campaign(slug: str) -> Campaign:
    found = next((c for c in campaigns.all_campaigns() if c.slug == slug), None)
    if found is None:
        known = "、".join(c.slug for c in campaigns.all_campaigns()) or "还没有"
        raise click.UsageError(f"没有叫 {slug} 的活动。现有的活动：{known}")
    return campaigns.campaign_by_id(found.id)


def _as_json(report: Report) -> str:
    found = {"ok": report.ok, "checked": report.checked, "findings": [asdict(f) for f in report.findings]}
    return json.dumps(found, ensure_ascii=False, indent=1)


def _count(report: Report) -> str:
    return f"发现 {len(report.findings)} 处不对。" if report.findings else "都完整、没有被改动。"
