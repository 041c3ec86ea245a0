"""The demo's opinions about the open day: some just in, two alike, some answered, each in another way."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from core.api import SYSTEM, VISITOR, Campaign, EndOpinion, NewOpinion, departments, opinions

from ..opinions import CODE
from . import places

HOUSING = "市住房城乡建设局"
#: (days ago, source, phone or a number to ring, name, text, what became of it)
_SAID: tuple[tuple[int, str, str, str, str, str], ...] = (
    (4, "page", "13800002046", "王女士", "建议周末多开一场，上班族平时来不了。", "adopted"),
    (4, "page", "13800003157", "赵先生", "希望参观时安排手语翻译，方便听障朋友。", "adopted"),
    (3, "letter", "", "", "参观路线里请加上水质化验室，想看看水是怎么检测的。", "partly"),
    (3, "page", "13800004268", "刘阿姨", "希望参观的人每人发一箱矿泉水。", "not_adopted"),
    (
        3,
        "telephone",
        "260 0377",
        "陈大爷",
        "我们小区二次供水的水箱多久清洗一次，能不能公开清洗记录？",
        "answered",
    ),
    (3, "page", "", "", "水厂门口的公交站牌歪了，等车看不清。", "passed_on"),
    (2, "page", "13800005379", "孙老师", "能否给中小学生单独安排一场，讲得浅一点？", "assigned"),
    (2, "page", "13800006480", "周先生", "座谈问答只有四十分钟太短了，建议延长到一个小时。", "assigned"),
    (1, "page", "", "", "座谈时间太短，希望延长，多留时间给群众提问。", "received"),
    (1, "counter", "13800007591", "吴女士", "停车的地方太少，开放日那天车停到哪里？", "received"),
    (1, "page", "13800008602", "郑先生", "我家水费有疑问，请打 13800008602 联系我。", "received"),
    (0, "page", "", "", "低价代办各类证件，加微信详谈，保证快。", "rejected"),
    (1, "page", "", "", "老旧小区改造时，能不能把屋里的水表一起移到楼道外面？", "housing"),
)
_ENDS = {
    "adopted": EndOpinion("adopted", "已采纳，公告里已经按这条意见安排。"),
    "partly": EndOpinion("partly", "化验室每场开放一次，因操作台前只站得下十人，分批进入。"),
    "not_adopted": EndOpinion("not_adopted", "参观活动不发放物品，现场备有直饮水，可以自带杯子。"),
    "answered": EndOpinion(
        "answered", "二次供水水箱每半年至少清洗消毒一次，记录贴在泵房门口，局网站按季度公布。"
    ),
    "passed_on": EndOpinion("passed_on", "站牌不归水务部门管理，已转请扶正。", "云川市公交公司", "GJ-0915"),
}


def tell(campaign: Campaign, now: datetime) -> None:
    """A dozen opinions about the first published open day."""
    shown = places.public_open_days(campaign)
    for n, (days, source, contact, name, text, fate) in enumerate(_SAID if shown else ()):
        at = now - timedelta(days=days, hours=3, minutes=7 * n)
        mobile = contact.startswith("1")
        clerk = source != "page"
        new = NewOpinion(
            campaign_id=campaign.id,
            kind=CODE,
            subject_id=shown[0].id,
            source=source,
            text=text,
            key=f"{n:032x}",
            name=name,
            phone=contact if mobile else "",
            call="" if mobile else contact,
            way="read_aloud" if clerk else "click",
            read_back=source in ("telephone", "counter"),
            remote=f"demo-{n}",
        )
        receipt = opinions.receive(replace(new, received_at=at), actor=SYSTEM if clerk else VISITOR, now=at)
        if fate != "housing":
            _decide(receipt.id, fate, min(at + timedelta(hours=5), now))
            continue
        unit = next((unit.id for unit in departments() if unit.short_name == HOUSING), None)
        if unit is not None:
            opinions.accept(
                receipt.id,
                1,
                text=None,
                department_id=unit,
                actor=SYSTEM,
                now=min(at + timedelta(hours=2), now),
            )


def _decide(opinion_id: int, fate: str, at: datetime) -> None:
    if fate == "rejected":
        opinions.reject(opinion_id, 1, "advertising", actor=SYSTEM, now=at)
    elif fate != "received":
        opinions.accept(opinion_id, 1, text=None, actor=SYSTEM, now=at)
        if fate in _ENDS:
            opinions.end(opinion_id, 2, _ENDS[fate], actor=SYSTEM, now=at)
