"""`yangguang hotline simulate`: a day of calls against the product's own telephone address.

Exit codes: 0 everything was taken, 1 something was refused or nobody answered, 2 bad arguments or no secret.
"""

from __future__ import annotations

import sys
from datetime import timedelta
from typing import NoReturn

import click

from core.api import campaigns, clock, settings

from .service import simulator


@click.group("hotline", help="热线：模拟一天的来电。")
def hotline_group() -> None:
    pass


@hotline_group.command("simulate", help="像电话系统一样，把一天的来电报给正在运行的本系统。")
@click.option("--url", default="", metavar="URL", help="本系统的地址，默认是本机的端口。")
@click.option(
    "--speed",
    default=60.0,
    type=click.FloatRange(min=0.1),
    help="比真实时间快多少倍，追上现在以后按真实时间走。",
)
@click.option("--seed", default=1, type=int, help="同一个数，同一天。")
@click.option(
    "--hours", default=9.0, type=click.FloatRange(min=0.01, max=24), help="这一天有多少小时的来电。"
)
@click.option(
    "--rate",
    "rates",
    multiple=True,
    metavar="热点=每小时几个",
    help="可以写多次；不写就是每个热点每小时 24 个。",
)
@click.option(
    "--minutes", default=None, type=click.FloatRange(min=0), help="最多跑几分钟，到时间就让还在线上的都挂断。"
)
@click.option("--disturb", is_flag=True, help="像坏线路一样，有的事件重复报，有的先后颠倒。")
@click.option("--campaign", "slug", default="", help="报到哪个活动，默认是正在进行的。")
def simulate(
    url: str,
    speed: float,
    seed: int,
    hours: float,
    rates: tuple[str, ...],
    minutes: float | None,
    disturb: bool,
    slug: str,
) -> None:
    if not settings().of("hotline")["telephone_secret"]:
        _stop(
            "还没有密钥。请在 config.toml 的 [hotline] 里写 telephone_secret（至少 32 个字符），再重新启动本系统。"
        )
    live = campaigns.live_campaigns()
    campaign = next((c for c in live if (c.slug == slug if slug else c.state == "open")), None)
    if campaign is None:
        _stop(f"没有这个进行中的活动。现有：{'、'.join(c.slug for c in live) or '一个也没有'}。")
    address = (url or f"http://127.0.0.1:{settings().port}").rstrip("/")
    now = clock.now()
    try:
        day, begin = simulator.plan(campaign, seed, _rates(rates), hours, now)
    except KeyError as problem:
        _stop(f"没有“{problem.args[0]}”这个热点。")
    if not day.calls:
        _stop("没有来电可报：这个活动还没有热点，或者每小时的来电写成了 0。")
    click.echo(
        f"活动 {campaign.slug}：从 {clock.local(begin):%H:%M} 起 {day.calls} 个来电"
        f"（接通 {day.answered}，没等到 {day.abandoned}），{len(day.events)} 个事件，报给 {address}"
    )
    until = now + timedelta(minutes=minutes) if minutes is not None else None
    outcome = simulator.run(
        address, day, begin, speed=speed, until=until, seed=seed, disturb=disturb, say=click.echo
    )
    click.echo(f"报了 {outcome.sent} 个事件，其中 {outcome.again} 个是重复的，本系统没有再记。")
    for sentence, count in outcome.refused.most_common():
        click.echo(f"有 {count} 个没有收：{sentence}")
    if outcome.away:
        click.echo(f"有 {outcome.away} 个没有送到：{address} 没有回应。请先 make run。")
    sys.exit(1 if outcome.refused or outcome.away else 0)


def _rates(given: tuple[str, ...]) -> dict[str, float]:
    found: dict[str, float] = {}
    for text in given:
        name, _equals, number = text.rpartition("=")
        try:
            value = float(number)
        except ValueError:
            value = -1.0
        if not name or not 0 <= value <= 3600:
            _stop(f"--rate 要写成 热点=每小时几个，例如 住房=60，现在写的是“{text}”。")
        found[name] = value
    return found


def _stop(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(2)
