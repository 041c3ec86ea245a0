"""Decisions of a large city that doesn't exist (`yangguang demo --busy`): forty drafts through the chain, five thousand
comments on their paragraphs, each in other words."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any

from core.api import Campaign, Progress, db, departments, opinions, people_with, unit_of_work

from .. import chain
from .. import opinions as kind
from . import catalogue, consultation, drafts, previews
from .catalogue import SaveItem
from .drafts import NewVersion
from .previews import SavePreview
from .story_previews import Teller

DECISIONS, COMMENTS = 40, 5000
#: comments that are stored together
AT_ONCE = 500
PEOPLE = 60_000
#: (what is decided, kind)
MATTERS = (
    ("公共停车场管理办法", "policy"), ("养老服务设施建设规划", "project"), ("老旧电梯更新补助办法", "policy"),
    ("城市绿道建设规划", "project"), ("校外托管机构管理规定", "policy"), ("公共场所无障碍改造方案", "project"),
    ("生活垃圾分类实施细则", "policy"), ("夜间经济街区建设方案", "project"), ("电动自行车充电设施管理办法", "policy"),
    ("社区卫生服务中心改造计划", "project"), ("公租房分配办法", "policy"), ("河道整治工程方案", "project"),
)  # fmt: skip
ARTICLES = (
    "为了规范管理、方便群众，根据有关法律法规，结合本市实际，制定本办法。",
    "本市行政区域内的有关活动适用本办法。",
    "主管部门负责组织实施，各区县按职责分工做好有关工作。",
    "申请人应当提交申请书和身份、住所的证明，材料齐全的当场受理。",
    "受理后十五个工作日内办结；情况复杂的，经批准可以延长十日，并告知理由。",
    "补助标准为每户每年六百元，所需资金由市、区财政按比例负担。",
    "收费标准应当在醒目位置公示，不得在公示之外另行收费。",
    "有关设施每半年至少检查一次，检查结果向社会公布。",
    "对弄虚作假的，追回已领取的补助，三年内不再受理其申请。",
    "本办法自公布之日起三十日后施行，有效期五年。",
)
OPENINGS = ("建议", "希望", "请考虑", "我认为应当", "我们小区的人都盼着", "恳请", "能不能")
POINTS = (
    "把办理时限再缩短几天", "写明由哪个部门负责", "提高补助标准", "照顾没有智能手机的老人", "把收费项目写清楚", "增加网上办理",
    "每季度公布一次检查结果", "给残疾人留出专门的名额", "延长征求意见的时间", "放宽申请条件", "增加群众监督的渠道",
    "明确不办理怎么追责", "先在几个街道试点", "把资金来源讲明白", "和邻近城市的标准一致",
)  # fmt: skip
PLACES = (
    "我住在东街",
    "我在开发区上班",
    "我家在河西",
    "我们村离城远",
    "我是个体户",
    "我家有两位老人",
    "孩子还在上小学",
    "我退休十年了",
)
ENDINGS = (
    "，方便群众。",
    "，这样才公平。",
    "，不然执行不下去。",
    "，老百姓看得懂才好办。",
    "，谢谢。",
    "，盼早日实施。",
    "。",
)
REASONS = {
    "adopted": "已经采纳，写进修改稿。",
    "partly": "采纳其中可行的部分，其余因资金和上位法的限制暂不采纳。",
    "not_adopted": "上位法已有规定，办法不能超出。",
}
SOURCES = (("page", 84), ("telephone", 7), ("letter", 5), ("counter", 4))


def fill(campaign: Campaign, now: datetime, size: float, progress: Progress) -> None:
    """Each publishing unit's catalogue with its decisions, drafts and comments."""
    dice = random.Random(517)
    signing = {person.department_id for person in people_with("publishing.approve")}
    units = [unit for unit in departments() if unit.id in signing and unit.kind == "bureau"]
    many, comments = max(2, round(DECISIONS * size)), max(20, round(COMMENTS * size))
    shares = [dice.paretovariate(1.2) for _ in range(many)]
    with progress("决策意见", comments) as step:
        left, done = comments, 0
        for place, unit in enumerate(units[:many]):
            teller = Teller(campaign, unit.id, now)
            mine = range(place, many, len(units))
            with unit_of_work():
                items = _catalogue(teller, unit.name, mine)
            for n in mine:
                with unit_of_work():
                    preview_id, opens, closes = _publish(teller, unit.name, n, items[n])
                done += 1
                count = left if done == many else min(left, round(comments * shares[n] / sum(shares)))
                left -= count
                _comments(campaign, preview_id, teller, opens, closes, count, dice, now)
                step(count)
                db.session.expunge_all()


def _title(unit: str, n: int) -> str:
    matter = MATTERS[n % len(MATTERS)][0]
    again = n // len(MATTERS)
    return (
        f"云川市{matter}" if not again else f"云川市{matter}（{unit.removeprefix('云川市')}第{again + 1}批）"
    )


def _catalogue(teller: Teller, unit: str, mine: range) -> dict[int, int]:
    """Published long before; gives the decision's number → item."""
    at = teller.at(-60)
    catalogue_id = catalogue.start_catalogue(teller.campaign, teller.unit_id, actor=teller.editor, now=at)
    year = date(teller.campaign.starts_on.year, 12, 31)
    items = {}
    for version, n in enumerate(mine, 1):
        command = SaveItem(
            _title(unit, n), MATTERS[n % len(MATTERS)][1], basis="年度重点工作", unit=unit,
            planned=f"{year.year}年第四季度", contact="办公室 260 0118",
        )  # fmt: skip
        items[n] = catalogue.save_item(
            teller.campaign, catalogue_id, version, command, actor=teller.editor, now=at
        )
    catalogue.submit_catalogue(
        teller.campaign, catalogue_id, len(items) + 1, actor=teller.editor, now=at + timedelta(hours=1)
    )
    teller.publish(chain.CATALOGUE, catalogue_id, teller.at(-57, 10))
    return items


def _publish(teller: Teller, unit: str, n: int, item_id: int) -> tuple[int, date, date]:
    """A draft that asks for comments: three of four still do, the rest have closed."""
    opens = -5 if n % 4 else -40 + n % 5
    closes = 26 + n % 10 if n % 4 else -6 + n % 4
    command = SavePreview(
        department_id=teller.unit_id,
        kind=MATTERS[n % len(MATTERS)][1],
        title=_title(unit, n),
        summary="怎么申请、多久办完、花多少钱、谁来监督，一次说清楚。",
        basis="年度重点工作",
        contact="办公室 260 0118（工作日 8:30—17:30）",
        item_id=item_id,
        comment_from=teller.day(opens),
        comment_until=teller.day(closes),
        ways={"web": True, "phone": "260 0118", "email": "openness@example.org"},
        explanation="为什么定：群众反映集中。\n怎么起草的：走访了各区县，开了座谈会。\n主要内容：申请、办理、补助和监督。",
    )
    act: dict[str, Any] = {"actor": teller.editor}
    preview_id = previews.save_preview(teller.campaign, command, now=teller.at(opens - 4), **act)
    text = "\n".join(f"第{_number(k)}条　{words}" for k, words in enumerate(ARTICLES, 1))
    out = teller.at(opens, 10)
    drafts.add_version(
        teller.campaign, preview_id, NewVersion("consult", f"{command.title}\n（征求意见稿）\n\n{text}\n"),
        now=out - timedelta(days=3), **act,
    )  # fmt: skip
    consultation.submit(teller.campaign, preview_id, now=out - timedelta(days=2), **act)
    teller.publish(chain.DRAFT, preview_id, out)
    return preview_id, teller.day(opens), teller.day(closes)


def _number(n: int) -> str:
    return "零一二三四五六七八九十"[n]


def _comments(
    campaign: Campaign, preview_id: int, teller: Teller, opens: date, closes: date, count: int, dice: random.Random,
    now: datetime,
) -> None:  # fmt: skip
    anchors = [one.anchor for one in kind.parts(campaign, preview_id)]
    first = teller.at((opens - teller.today).days, 10) + timedelta(hours=1)
    until = min(now - timedelta(minutes=2), teller.at((closes - teller.today).days, 23))
    over = closes < teller.today
    moments = sorted(dice.random() for _ in range(count))
    for at in range(0, count, AT_ONCE):
        heard = [
            _heard(first + (until - first) * part, anchors, over, dice) for part in moments[at : at + AT_ONCE]
        ]
        opinions.fill(campaign, chain.COMMENT, preview_id, heard, now=now)


def _heard(at: datetime, anchors: list[str], over: bool, dice: random.Random) -> opinions.Heard:
    text = (
        f"{dice.choice(PLACES)}，{dice.choice(OPENINGS)}{dice.choice(POINTS)}，"
        f"也{dice.choice(('要', '请', '应当'))}{dice.choice(POINTS)}{dice.choice(ENDINGS)}"
    )
    states = (("ended", 85), ("assigned", 13), ("rejected", 2)) if over else (
        ("assigned", 66), ("received", 22), ("ended", 8), ("rejected", 4)
    )  # fmt: skip
    state = dice.choices([s for s, _w in states], [w for _s, w in states])[0]
    outcome = dice.choices(tuple(REASONS), (40, 25, 35))[0] if state == "ended" else ""
    backed = dice.choices((0, 1, 2, 5), (70, 15, 10, 5))[0] if state in ("assigned", "ended") else 0
    return opinions.Heard(
        text=text, at=at, phone=f"138000{dice.randrange(PEOPLE):05d}",
        source=dice.choices([s for s, _w in SOURCES], [w for _s, w in SOURCES])[0],
        anchor=dice.choice(anchors) if anchors and dice.random() < 0.7 else "", state=state, outcome=outcome,
        reason="off_topic" if state == "rejected" else REASONS.get(outcome, ""),
        backed_by=tuple(f"138000{dice.randrange(PEOPLE):05d}" for _ in range(backed)),
    )  # fmt: skip
