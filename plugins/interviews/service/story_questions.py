"""The demo's questions: asked ahead and live, picked, handed on, kept back, two that say the same, one of a hotline caller."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from core.api import VISITOR, Actor, Campaign, Grant, NewOpinion, RuleBroken, opinions, people_with

from ..chain import QUESTION
from ..permissions import HOST, SEE
from . import interviews, questions, story_schedule


class Asked(NamedTuple):
    """A question of the story. `what`: wait, chosen, ready, passed, or the ledger's reason why it isn't public; `behind`:
    how many stand behind it; `caller`: typed by an operator."""

    text: str
    what: str = "wait"
    behind: int = 0
    caller: bool = False


#: by the interview's title
STORY: dict[str, tuple[Asked, ...]] = {
    "夏季供水怎样保障": (
        Asked("青溪片区六楼晚上七点以后水压低，洗澡都难，什么时候能好？", "chosen", 14),
        Asked("停水通知只贴在小区门口，上班的人看不到，能不能发短信？", "chosen", 11),
        Asked("老旧小区的管网什么时候改造，名单在哪里看？", "chosen", 9),
        Asked("水管爆了打哪个电话，多久有人来修？", "chosen", 6, caller=True),
        Asked("家里装了增压泵，会不会被罚款？", "passed", 2),
        Asked("水厂扩建以后，北山片区还要不要轮流供水？", "ready", 4),
        Asked("夏天用水多，水费会不会涨？", "ready", 3),
        Asked("专业疏通管道，价格便宜，请联系我们。", "advertising"),
    ),
    "二次供水设施谁来管": (
        Asked("我们楼的水箱两年没有清洗了，水质在哪里查？", "chosen", 12),
        Asked("水泵坏了物业说要业主凑钱，管网和水泵到底归谁管？", "chosen", 10),
        Asked("接管以后，停水检修会不会提前告诉我们？", "chosen", 7),
        Asked("二次供水的加压费还要不要交，困难家庭有没有减免？", "passed", 5),
        Asked("小区没有物业，谁去申请移交？", "ready", 3, caller=True),
        Asked("水箱清洗时能不能让业主代表在场看？", "ready", 2),
    ),
    "阶梯水价怎么算": (
        Asked("家里六口人，按阶梯算总是到第三级，人口多怎么办？", "chosen", 16),
        Asked("低保户的水费减免怎么申请，要带什么材料？", "chosen", 9),
        Asked("合租房好几户共用一块表，阶梯怎么分？", "chosen", 7),
        Asked("多人口家庭怎样核增用水量，在手机上能办吗？", "ready", 4),
        Asked("人口多的家庭怎样增加用水量，手机上可以办吗？", "wait"),
        Asked("水表走得太快，到哪里去校验？", "wait"),
        Asked("抄表改成两个月一次以后，阶梯是按年算还是按期算？", "wait"),
        Asked("漏水的水费能不能减免？我的电话是13800006612，请回复。", "wait"),
        Asked("出租屋的水价为什么比居民高？", "wait"),
        Asked("老人不会用手机，能不能到窗口办多人口核增？", "ready", 5, caller=True),
        Asked("这场访谈就是走过场，没有意思。", "empty"),
        Asked("学校和养老院的水价怎么算？", "passed", 2),
    ),
    "节水奖励怎样申请": (
        Asked("新搬来的没有去年的用水量，节水奖励怎么算？", "ready", 6),
        Asked("奖励能不能直接抵水费？", "ready", 8),
        Asked("单位换了节水龙头，要提供哪些材料？", "wait"),
        Asked("租房的人节了水，奖励给房东还是给我？", "wait"),
        Asked("举报漏水有没有奖励，打哪个电话？", "wait", caller=True),
    ),
}
#: how a voice behind a question is numbered: nobody's phone
VOICE = 13810000000


def tell(campaign: Campaign, now: datetime) -> None:
    """Nothing where the demo's interviews or a host are missing."""
    hosts = people_with(HOST, campaign_id=campaign.id)
    if not hosts:
        return
    powers = frozenset({HOST, SEE, opinions.ENTER, opinions.MODERATE})
    host = Actor(hosts[0].id, hosts[0].name, (Grant("host", powers),), hosts[0].department_id)
    on = story_schedule.live(campaign)
    told = [
        *story_schedule.past(campaign),
        *([on] if on is not None else []),
        *story_schedule.coming(campaign),
    ]
    for interview_id in told:
        _about(campaign, interview_id, host, now)


def _about(campaign: Campaign, interview_id: int, host: Actor, now: datetime) -> None:
    view = interviews.of_campaign(campaign, interview_id)
    story: Sequence[Asked] = STORY.get(view.title, ())
    opens = view.questions_from
    if opens is None or view.starts_at is None or opens >= now:
        return
    until = min(view.starts_at, now)
    step = (until - opens) / (len(story) + 2)
    for n, asked in enumerate(story):
        at = opens + step * (n + 1)
        try:
            _one(campaign, interview_id, view.department_id, asked, n, host, at, until)
        except RuleBroken:
            continue  # the window of a short demo is over


def _one(
    campaign: Campaign, interview_id: int, department_id: int, asked: Asked, n: int, host: Actor, at: datetime,
    until: datetime,
) -> None:  # fmt: skip
    phone = f"1380000{20 + interview_id % 70:02d}{n:02d}"
    got = opinions.receive(
        NewOpinion(
            campaign_id=campaign.id, kind=QUESTION, subject_id=interview_id,
            source="hotline" if asked.caller else "page", text=asked.text,
            key=hashlib.sha256(f"question:{interview_id}:{n}".encode()).hexdigest()[:32], phone=phone,
            way="read_aloud" if asked.caller else "click", by_clerk=asked.caller, received_at=at,
            remote=f"demo-q-{interview_id}-{n}",
        ),
        actor=host if asked.caller else VISITOR,
        now=at,
    )  # fmt: skip
    if asked.what == "wait":
        return
    seen = min(at + timedelta(hours=3), until)
    who: dict[str, Any] = {"actor": host, "now": seen}
    if asked.what == "chosen":
        questions.let_through(campaign, interview_id, got.id, 1, asked.text, **who)
        _support(campaign, got.number, interview_id, n, asked.behind, seen)
        questions.choose(campaign, interview_id, got.id, 2, **who)
    elif asked.what == "ready":
        questions.let_through(campaign, interview_id, got.id, 1, asked.text, **who)
        _support(campaign, got.number, interview_id, n, asked.behind, seen)
    elif asked.what == "passed":
        questions.let_through(campaign, interview_id, got.id, 1, asked.text, **who)
        _support(campaign, got.number, interview_id, n, asked.behind, seen)
        questions.pass_on(campaign, interview_id, got.id, 2, department_id, **who)
    else:
        questions.refuse(campaign, interview_id, got.id, 1, asked.what, **who)


def _support(campaign: Campaign, number: str, interview_id: int, n: int, behind: int, now: datetime) -> None:
    for one in range(behind):
        phone = str(VOICE + (interview_id % 100) * 10000 + n * 100 + one)
        opinions.support(campaign, number, phone, remote=f"demo-{number}-{one}", now=now)
