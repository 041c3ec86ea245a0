"""The demo's work orders: every state, every age, one merged group, one confidential, an objection, extensions.

Everybody in it is invented; the numbers can't be dialled by mistake (they are of no one).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from core.api import SYSTEM, Actor, Campaign, Grant, clock, departments, people_with

from ..contracts import NewOrder
from ..permissions import HANDLE, INTAKE, ORDERS, SUPERVISE
from . import orders, topics

Step = tuple[int, str, tuple[Any, ...]]
Told = tuple[int, str, str, str, str, str, str, str, str, tuple[Step, ...]]
#: acts of whoever takes calls and of the supervisor; the rest are the department's
CITY = ("close", "merge", "redispatch", "send_back")
SUPERVISED = ("urge", "extend", "refuse_extension", "decide_objection", "reopen")
#: acts among whose words a unit's short name stands for it
TO_UNITS = ("redispatch", "decide_objection")

#: days ago, sort, topic's short name, title, words, place, phone, name, unit ("" keeps it, "-" answers at once), steps.
#: a step: hours after the registration, the act, what it takes
STORY: tuple[Told, ...] = (
    (
        34, "complaint", "道路", "建设街路面塌了一块", "建设街邮局门口路面塌了一块，晚上骑车看不见。", "建设街邮局门口",
        "13800000011", "赵先生", "市交通运输局",
        (
            (3, "accept", ()),
            (70, "reply", ("已围挡并回填沥青，5 月起列入这条街的大修计划。",)),
            (75, "close", ()),
        ),
    ),
    (
        26, "help", "供水", "枫林苑水压太低", "枫林苑一期六楼水压低，热水器打不着火。", "枫林苑一期",
        "13800000012", "孙女士", "市水务局",
        (
            (5, "accept", ()),
            (120, "ask_extension", (5, "更换加压泵的配件要从外地调。")),
            (130, "extend", ()),
            (220, "reply", ("加压泵已换好，六楼实测水压 0.28 兆帕。物业今后每季度检查一次。",)),
            (226, "close", ()),
        ),
    ),
    (
        21, "consult", "社保", "灵活就业怎么交医保", "灵活就业人员怎么参加职工医保，一年交多少。", "",
        "13800000013", "周女士", "-", (),
    ),
    (
        19, "complaint", "住房", "物业不肯开发票", "交了物业费，物业公司说系统坏了，一直不给开发票。", "锦绣家园",
        "13800000014", "吴先生", "市住房城乡建设局",
        ((4, "accept", ()), (50, "reply", ("物业公司已补开发票，并向您道歉。",)), (54, "close", ())),
    ),
    (
        18, "help", "供水", "水表不走字", "家里水表坏了不走字，怕以后补交很多。", "和平路 18 号",
        "13800000015", "郑女士", "市水务局", ((8, "accept", ()),),
    ),
    (
        12, "help", "供水", "前进路晚上停水", "前进路 12 号楼连着三天晚上八点以后停水。", "前进路12号楼",
        "13800000016", "王女士", "市水务局",
        ((6, "accept", ()), (40, "ask_extension", (3, "要和小区物业一起查二次供水。")), (46, "extend", ())),
    ),
    (
        11, "help", "供水", "前进路八点以后没水", "前进路 12 号楼晚上没水，老人洗漱不方便。", "前进路12号楼",
        "13800000017", "王先生", "", ((2, "merge", ("前进路晚上停水",)),),
    ),
    (
        10, "complaint", "供水", "前进路天天晚上停水", "前进路 12 号楼天天晚上停水，没有通知。", "前进路12号楼",
        "024-62600118", "钱女士", "", ((2, "merge", ("前进路晚上停水",)),),
    ),
    (
        9, "complaint", "道路", "夜市占道堵车", "青年路夜市占了半条路，公交车过不去。", "青年路",
        "13800000018", "陈先生", "市住房城乡建设局",
        ((20, "object_to", ("夜市占道由城管部门管理，不属于住建职责。",)),),
    ),
    (
        8, "complaint", "住房", "电梯一个月坏三次", "阳光花园 3 号楼电梯一个月坏了三次，有人被关在里面。", "阳光花园3号楼",
        "13800000019", "冯女士", "市住房城乡建设局",
        ((5, "accept", ()), (60, "urge", ("涉及人身安全，请先停梯检修。",))),
    ),
    (
        7, "consult", "教育", "外地户口孩子怎么报名", "外地户口有居住证，孩子今年上小学怎么报名。", "",
        "13800000020", "蒋先生", "市教育局",
        ((6, "accept", ()), (30, "reply", ("凭居住证和租房合同，6 月 1 日起在报名平台登记。",))),
    ),
    (
        6, "suggestion", "道路", "学校门口装护栏", "建议在实验小学门口装护栏，放学时孩子跑到马路上。", "实验小学门口",
        "13800000021", "韩女士", "市交通运输局", ((4, "accept", ()), (40, "ask_extension", (5, "要和公安交警一起定方案。"))),
    ),
    (
        5, "complaint", "住房", "反映单位欠缴公积金", "反映本单位两年没有给职工交公积金，怕被单位知道。", "",
        "13800000022", "何先生", "市住房城乡建设局", ((5, "accept", ()),),
    ),
    (
        3, "help", "供水", "停水没有通知", "文化路今天早上停水，没有看到通知，什么时候来水。", "文化路",
        "13800000023", "许女士", "市水务局", (),
    ),
    (
        2, "consult", "社保", "异地就医怎么备案", "父母在外地住院，怎么办异地就医备案。", "",
        "13800000024", "唐先生", "-", (),
    ),
    (
        1, "complaint", "道路", "路灯两排都不亮", "滨河路两排路灯都不亮，晚上看不清。", "滨河路",
        "13800000025", "林女士", "市交通运输局", (),
    ),
    (
        0, "help", "住房", "屋顶漏雨找谁修", "顶楼漏雨，物业说过了保修期，要找谁修。", "槐花里 5 号楼",
        "13800000026", "杨女士", "", (),
    ),
)  # fmt: skip
CONFIDENTIAL = "反映单位欠缴公积金"


def tell(campaign: Campaign, now: datetime) -> None:
    """Register and carry on every order as it would have gone, at the hours it would have."""
    ids, operator = carry(STORY, campaign, now)
    orders.add_note(
        ids["电梯一个月坏三次"], "来电人说住的是老人多的单元，请回电时慢一点。", actor=operator, now=now
    )


def carry(story: Sequence[Told], campaign: Campaign, now: datetime) -> tuple[dict[str, int], Actor]:
    """Tell these orders; title → order, and the operator who noted them down."""
    units = {unit.short_name: unit.id for unit in departments() if unit.short_name}
    by_short = {topic.short: topic.id for topic in topics.list_topics(campaign)}
    supervisor = _person(SUPERVISE, campaign, (SUPERVISE, INTAKE, ORDERS))
    operator = _person(INTAKE, campaign, (INTAKE, ORDERS), besides=supervisor.user_id)
    ids: dict[str, int] = {}
    for days, sort, short, title, words, place, phone, name, unit, steps in story:
        at = _at_work(now - timedelta(days=days), 0, now - timedelta(minutes=20))
        department = units.get(unit)
        handle = "answer" if unit == "-" else "dispatch" if department is not None else "keep"
        view = orders.register(
            NewOrder(
                campaign_id=campaign.id, key=f"story-order-{title}", sort=sort, title=title, words=words,
                topic_id=by_short.get(short), place=place, phone=phone, name=name, handle=handle,
                department_id=department, confidential=title == CONFIDENTIAL,
                reply="已经按政策逐条答复，办理地点和电话一并告知。" if handle == "answer" else "",
            ),
            actor=operator, now=at,
        )  # fmt: skip
        ids[title] = view.line.id
        clerk = _clerk(department, campaign)
        for number, (hours, act, given) in enumerate(steps):
            named: dict[Any, int] = ids if act == "merge" else units if act in TO_UNITS else {}
            arguments = tuple(named.get(a, a) for a in given)
            who = operator if act in CITY else supervisor if act in SUPERVISED else clerk
            if act in TO_UNITS and arguments != given:  # from here on it is the other unit's
                clerk = _clerk(next(units[a] for a in given if a in units), campaign)
            _do(
                getattr(orders, act),
                view.line.id,
                arguments,
                who,
                _at_work(at + timedelta(hours=hours), number + 1, now),
            )
    return ids, operator


def _at_work(moment: datetime, number: int, now: datetime) -> datetime:
    """The same day at an hour when somebody works; later steps of a day later, none in the future."""
    day = clock.local(moment).replace(hour=9, minute=20, second=0, microsecond=0)
    return min(day + timedelta(minutes=47 * (number + 1)), now)


def _do(act: Callable[..., Any], order_id: int, arguments: tuple[Any, ...], who: Actor, at: datetime) -> None:
    seen = () if act is orders.reopen else (orders.version_of(order_id),)
    act(order_id, *seen, *arguments, actor=who, now=at)


def _person(
    permission: str, campaign: Campaign, powers: tuple[str, ...], besides: int | None = None
) -> Actor:
    found = [one for one in people_with(permission, campaign_id=campaign.id) if one.id != besides]
    holders = {one.id for one in people_with(ORDERS, campaign_id=campaign.id)}
    chosen = next((one for one in found if one.id in holders), None)
    if chosen is None:
        return SYSTEM
    return Actor(chosen.id, chosen.name, (Grant("story", frozenset(powers)),), chosen.department_id)


def _clerk(department_id: int | None, campaign: Campaign) -> Actor:
    """Somebody of the department, or the house itself where the demo has nobody there."""
    if department_id is None:
        return SYSTEM
    people = people_with(HANDLE, department_id=department_id, campaign_id=campaign.id)
    chosen = next((one for one in people if one.department_id == department_id), None)
    if chosen is None:
        return SYSTEM
    grant = Grant("story", frozenset((HANDLE,)), frozenset((department_id,)))
    return Actor(chosen.id, chosen.name, (grant,), department_id)
