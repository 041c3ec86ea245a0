"""The demo's comments on four drafts: some wait, most are answered, each with its reason."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from core.api import VISITOR, Actor, Campaign, EndOpinion, Grant, NewOpinion, clock, opinions, people_with

from .. import opinions as kind
from ..chain import COMMENT
from ..contracts import PreviewView
from . import previews

#: (a word of the paragraph, text, outcome, reason); outcome "" is let through and waits for its answer, "new" waits for a moderator
Line = tuple[str, str, str, str]
ADOPTED, PARTLY, NOT = "adopted", "partly", "not_adopted"
STORY: dict[str, tuple[Line, ...]] = {
    "云川市城市供水价格调整方案": (
        ("一级", "一级水量每户每月15吨，五口以上的家庭不够用，建议按人口核增。", "", ""),
        ("一级", "家里三代六口人，15吨肯定超，希望人口多的家庭提高一级水量。", "", ""),
        ("一级", "合租房好几个人共用一块表，阶梯怎么算要写明。", "", ""),
        ("成本", "请公布成本监审报告的全文，让大家知道涨价的钱用在哪里。", "", ""),
        ("低保", "低保户免费用水由4吨增加到6吨，赞成。", "", ""),
        ("低保", "残疾人家庭也应当享受免费用水。", "new", ""),
        ("管网", "调价收入用于换管网，希望每季度公布一次账目。", "", ""),
        ("", "建议分两年调到位，一次涨太多，老人家接受不了。", "", ""),
        ("", "水价可以调，但是水质要先提高，龙头水有时发黄。", "new", ""),
        ("成本", "洗车、洗浴等特种用水价格应当再高一些。", "new", ""),
    ),
    "云川市居民二次供水设施管理办法": (
        (
            "清洗",
            "水箱每年清洗一次太少，至少每半年一次。",
            ADOPTED,
            "已改为每季度清洗一次，见修改稿。",
        ),
        (
            "清洗",
            "建议水箱清洗改成每季度一次，清洗时贴通知。",
            ADOPTED,
            "已改为每季度清洗一次，清洗前三日张贴通知。",
        ),
        ("清洗", "水质检测结果要贴在楼门口，不能只放网上。", ADOPTED, "已增加“在小区公示栏张贴”。"),
        (
            "百分之",
            "改造费用业主承担三成太高，老小区很多是退休工人。",
            PARTLY,
            "业主分担比例由百分之三十降到百分之二十；全部免除没有资金来源。",
        ),
        (
            "百分之",
            "改造的钱应当全部由政府出。",
            NOT,
            "设施属业主共有，按物权有关规定由业主承担相应费用，政府已补助一半。",
        ),
        ("百分之", "分摊的钱能不能用维修资金交？", ADOPTED, "可以，已写明可以申请使用住宅专项维修资金。"),
        (
            "验收合格",
            "没有验收的老设施谁来接管，办法里没有说。",
            ADOPTED,
            "增加：没有验收的，由区县组织鉴定，改造合格后接管。",
        ),
        ("接管", "供水公司接管以后，物业不能再收加压费。", ADOPTED, "已写明接管后不得另收加压费。"),
        (
            "",
            "水泵半夜噪声大，睡不着，请规定噪声标准。",
            PARTLY,
            "噪声标准由环保规定管，办法增加了夜间运行和减振的要求。",
        ),
        ("", "停水要提前一天发短信。", ADOPTED, "增加：计划停水提前二十四小时通知到户。"),
        ("", "请设一个二十四小时能打通的电话。", ADOPTED, "已增加二十四小时服务电话。"),
        ("罚款", "罚款太轻，偷改管线的应当重罚。", NOT, "罚款的幅度由上位法规定，办法不能超过。"),
        ("", "希望把自来水公司的水表也换成智能水表。", "passed_on", "智能水表由智慧水务建设项目安排。"),
        ("接管", "移交时物业不配合怎么办？", ADOPTED, "增加了由街道协调、限期移交的规定。"),
    ),
    "云川市节约用水奖励办法": (
        (
            "给予奖励",
            "新搬来的没有上年用水量，怎么比？",
            ADOPTED,
            "改为没有上年数据的，与同类家庭平均用水量比。",
        ),
        ("公交卡", "一百元公交卡对不坐公交的人没有用，建议可以抵水费。", ADOPTED, "增加可以选择抵扣水费。"),
        ("公交卡", "希望奖励可以直接抵水费。", ADOPTED, "增加可以选择抵扣水费。"),
        (
            "公交卡",
            "奖励太少，建议提高到三百元。",
            NOT,
            "按现有资金测算，提高到三百元只能奖励三分之一的家庭。",
        ),
        ("给予奖励", "学校、医院也应当列入奖励对象。", "", ""),
        ("0.5元", "中水回用补助每立方米0.5元偏低，覆盖不了成本。", "", ""),
        ("给予奖励", "举报漏水有奖很好，请说明向哪里举报。", ADOPTED, "增加举报电话和网上入口。"),
        ("弄虚作假", "弄虚作假要公布名单。", NOT, "公布名单没有上位法依据，改为三年内不得再次申报。"),
        (
            "",
            "建议不要申报，由自来水公司自动算，省得老人跑路。",
            PARTLY,
            "家庭奖励改为自动核算，单位奖励仍要申报，因为要核实设施。",
        ),
        ("", "租房的人省水，奖励给房东不合理。", "", ""),
    ),
    "云川市青溪河河道采砂规划": (
        ("", "下游取水口离可采区太近，建议划远一些。", ADOPTED, "二号可采区下移1.2公里，离取水口4公里以上。"),
        (
            "",
            "鱼类产卵期不止到六月，建议禁采到七月中旬。",
            PARTLY,
            "渔业部门认定主要产卵期到六月底，七月已在主汛期禁采之内。",
        ),
        ("", "运砂车半夜扰民，请规定时间。", ADOPTED, "增加二十二时至次日六时不得运输。"),
        ("", "全程录像的资料应当让群众能查。", PARTLY, "录像含个人信息，改为每月公布抽查结果。"),
        (
            "",
            "五年总量100万吨太多，应当减半。",
            NOT,
            "复测河床后核定的年度补给量为23万吨，20万吨在补给量以内。",
        ),
        (
            "",
            "建议桥梁上下游禁采范围扩大到1000米。",
            NOT,
            "500米是桥梁安全规范的要求，三座老桥已另外划为1000米。",
        ),
        ("", "采砂收入用到哪里要公开。", ADOPTED, "增加每年公开收支。"),
        ("", "可采区要立牌子，写清边界和举报电话。", ADOPTED, "增加设立公示牌。"),
    ),
}
WAYS = ("page", "page", "page", "telephone", "page", "letter", "page", "meeting")


def tell(campaign: Campaign, now: datetime) -> None:
    """Nothing where the demo's previews or the office are missing."""
    offices = people_with(opinions.MODERATE)
    if not offices:
        return
    office = Actor(
        offices[0].id, offices[0].name,
        (Grant("office", frozenset({opinions.MODERATE, opinions.SEE, opinions.ENTER}), None),),
        offices[0].department_id,
    )  # fmt: skip
    for view in previews.previews_of(campaign):
        lines = STORY.get(view.title, ())
        subject = kind.subject(campaign, view.id) if lines else None
        if subject is not None and subject.takes_from is not None and subject.takes_from < now:
            _comments(campaign, view, lines, office, now)


def _comments(
    campaign: Campaign, view: PreviewView, lines: tuple[Line, ...], office: Actor, now: datetime
) -> None:
    paragraphs = kind.parts(campaign, view.id)
    subject = kind.subject(campaign, view.id)
    assert subject is not None
    assert subject.takes_from is not None
    until = min(subject.takes_until or now, now)
    step = (until - subject.takes_from) / (len(lines) + 1)
    for n, (part, text, outcome, reason) in enumerate(lines):
        anchor = next((one.anchor for one in paragraphs if part and part in one.text), "")
        at = min(subject.takes_from + step * (n + 1), now - timedelta(minutes=5))
        source = WAYS[n % len(WAYS)]
        mine = source == "page"
        got = opinions.receive(
            NewOpinion(
                campaign_id=campaign.id, kind=COMMENT, subject_id=view.id, source=source, text=text,
                key=hashlib.sha256(f"{view.id}:{n}:{text}".encode()).hexdigest()[:32],
                phone=f"1380001{39 + view.id % 50:02d}{n:02d}" if mine else "", anchor=anchor,
                way="click" if mine else "paper" if source == "letter" else "read_aloud", received_at=at,
                remote=f"demo-{view.id}-{n}",
            ),
            actor=VISITOR if mine else office,
            now=at,
        )  # fmt: skip
        if outcome == "new":
            continue
        seen = min(at + timedelta(hours=20), now)
        opinions.accept(got.id, 1, text=text, actor=office, now=seen)
        if part and mine and n % 3 == 0:
            _support(campaign, got.number, view, n, clock_now=seen, until=until)
        if outcome:
            passed = "市水务局智慧水务项目办" if outcome == "passed_on" else ""
            ended = EndOpinion(outcome, reason, passed)
            opinions.end(got.id, 2, ended, actor=office, now=min(until + timedelta(days=3), now))


def _support(
    campaign: Campaign, number: str, view: PreviewView, n: int, *, clock_now: datetime, until: datetime
) -> None:
    """Two or three neighbours stand behind it."""
    if clock.local(clock_now) > clock.local(until):
        return
    for one in range(2 + n % 2):
        phone = f"1380002{view.id % 50:02d}{n:01d}{one}"[:11].ljust(11, "0")
        opinions.support(campaign, number, phone, remote=f"demo-{number}-{one}", now=clock_now)
