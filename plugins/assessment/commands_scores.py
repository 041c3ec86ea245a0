"""`yangguang assessment scores --run N [--campaign C] [--json]`: work a score run out again from what it froze.

Exit codes: 0 the same, 1 it comes out otherwise, 2 no such run or bad arguments with one line on standard error.
"""

from __future__ import annotations

import json
import sys
from typing import NoReturn

import click

from core.api import Campaign, DomainError, campaigns, registry

from .rules.scores import shown
from .service import scores


@click.group("assessment", help="活动评估。")
def assessment_group() -> None:
    pass


@assessment_group.command("scores", help="按冻结的依据重算一次评分，看结果是不是一样。")
@click.option("--run", "number", type=int, required=True, metavar="N", help="第几次评分。")
@click.option("--campaign", "slug", default="", metavar="C", help="活动的地址名；不写就用正在进行的活动。")
@click.option(
    "--json", "as_json", is_flag=True, help="输出 JSON：{run, same, frozen, result, ranking, faults}。"
)
def scores_command(number: int, slug: str, as_json: bool) -> None:
    campaign = _campaign(slug)
    try:
        found = scores.check_number(campaign, number)
    except DomainError:
        _stop(f"{campaign.slug} 没有算好的第 {number} 次评分。")
    run = found.run
    told = {
        "campaign": campaign.slug,
        "run": run.number,
        "pack": {"id": run.pack_id, "version": run.pack_version, "digest": run.pack_digest},
        "same": found.same,
        "frozen": found.frozen,
        "result": found.result,
        "ranking": [
            {
                "rank": one.rank,
                "department": registry().department_name(one.department_id),
                "points": str(one.points),
                "full": str(one.full),
                "rate": None if one.rate is None else str(one.rate),
            }
            for one in found.places
        ],
        "faults": [list(one) for one in found.faults],
    }
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        click.echo("一样" if found.same else "不一样")
        for code, what in found.faults:
            click.echo(f"{code}\t{what}")
        for one in found.places:
            name = registry().department_name(one.department_id)
            click.echo(f"{one.rank or '-'}\t{name}\t{shown(one.rate) or '-'}")
    sys.exit(0 if found.same else 1)


def _campaign(slug: str) -> Campaign:
    if slug:
        named = campaigns.campaign_view(slug)
        if named is None:
            _stop(f"没有地址名为 {slug} 的活动。")
        return named
    live = campaigns.live_campaigns()
    if not live:
        _stop("没有正在进行的活动，请写 --campaign。")
    return live[0]


def _stop(text: str) -> NoReturn:
    click.echo(text, err=True)
    sys.exit(2)
