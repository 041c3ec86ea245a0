"""A working morning at the hotline, for tests of the operator's console: topics, a seat, callers in line, old orders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.api import SYSTEM, Actor, Campaign, db, departments, unit_of_work
from plugins.hotline.contracts import NewOrder, NewWaiter
from plugins.hotline.models import Shift, ShiftTopic, Topic, TopicDepartment
from plugins.hotline.service import line, orders, seat_states, shifts

TOPICS = (
    ("住房与物业", "住房", ("加装电梯", "物业费", "屋顶漏水", "公摊面积", "楼道堆物")),
    ("社保与医保", "社保", ("异地就医", "养老认证", "医保转移", "门诊报销")),
    ("供水与供热", "供水", ("水压低", "停水通知", "暖气不热")),
    ("道路与停车", "道路", ("错峰车位", "路灯不亮", "井盖响")),
    ("教育与入学", "教育", ("学区划分", "转学", "课后托管")),
    ("户籍与证照", "户籍", ("身份证换领", "落户条件")),
    ("环境与市容", "环境", ("夜间施工", "油烟扰民")),
    ("公交与出行", "公交", ("线路调整", "老年卡")),
)


@dataclass(frozen=True)
class Morning:
    """What was made: topics in order, the operator's shift, orders by what they are about."""

    topic_ids: tuple[int, ...]
    shift_id: int
    order_ids: dict[str, int]


def open_morning(
    campaign: Campaign,
    operator: Actor,
    now: datetime,
    *,
    waiting: int = 30,
    general: bool = True,
    seated: bool = True,
) -> Morning:
    """Eight topics, the operator on seat 3, `waiting` callers who joined in the last minutes, two callbacks due."""
    unit = next((one.id for one in departments() if one.kind == "bureau"), departments()[0].id)
    with unit_of_work():
        ids = _topics(campaign, unit, now)
        shift = shifts.shift_of(operator.user_id, campaign, now=now)
        shift_id = shift.id if shift else _shift(campaign, operator, None if general else unit, ids[0], now)
    if seated:
        begun = db.session.get(Shift, shift_id)
        assert begun is not None
        seat_states.sit_down(shift_id, actor=operator, now=max(begun.starts_at, now - timedelta(minutes=30)))
        serving = seat_states.serving(shift_id)
        if serving is not None:  # the demo's own story
            line.finish(serving, "no_order", actor=operator, now=now)
        seat_states.resume(shift_id, actor=operator, now=now)
    _callers(campaign, ids, now, waiting)
    return Morning(ids, shift_id, _orders(campaign, ids, unit, operator, now))


def _shift(campaign: Campaign, who: Actor, unit: int | None, topic_id: int, now: datetime) -> int:
    row = Shift(
        campaign_id=campaign.id,
        seat_number=3,
        department_id=unit,
        user_id=who.user_id,
        expert_name=who.name,
        general=unit is None,
        languages=[],
        starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(hours=6),
    )
    db.session.add(row)
    db.session.flush()
    if unit is not None:
        db.session.add(ShiftTopic(shift_id=row.id, topic_id=topic_id))
    return row.id


def _topics(campaign: Campaign, unit: int, now: datetime) -> tuple[int, ...]:
    rows = []
    for at, (name, short, _words) in enumerate(TOPICS):
        row = db.session.scalar(db.select(Topic).filter_by(campaign_id=campaign.id, name=name))
        if row is None:
            row = Topic(campaign_id=campaign.id, name=name, short=short, ordinal=at, created_at=now)
            db.session.add(row)
            db.session.flush()
            db.session.add(TopicDepartment(topic_id=row.id, department_id=unit))
        rows.append(row)
    db.session.flush()
    return tuple(row.id for row in rows)


def _callers(campaign: Campaign, topic_ids: tuple[int, ...], now: datetime, waiting: int) -> None:
    for number in range(waiting):
        at = number * 3 % len(TOPICS) if number % 3 else 0
        words = TOPICS[at][2]
        line.join(
            NewWaiter(
                campaign_id=campaign.id,
                topic_id=topic_ids[at],
                key=f"morning:{number}",
                phone=f"139{number:04d}77{number:02d}",
                summary=words[number % len(words)],
                joined_at=now - timedelta(seconds=170 - 5 * number),
            ),
            actor=SYSTEM,
            now=now,
        )
    for number, minutes in enumerate((-11, 8, 18)):
        line.join(
            NewWaiter(
                campaign_id=campaign.id,
                topic_id=topic_ids[1],
                key=f"morning:callback:{number}",
                kind="callback",
                phone=f"136{number:04d}5540",
                not_before=now + timedelta(minutes=minutes),
                joined_at=now - timedelta(hours=1),
            ),
            actor=SYSTEM,
            now=now,
        )


def _orders(
    campaign: Campaign, topic_ids: tuple[int, ...], unit: int, operator: Actor, now: datetime
) -> dict[str, int]:
    """Three old matters of 138 0000 2046, the last one open, and a confidential one of the same number."""
    found = {}
    for about, days, new in (
        (
            "heating",
            118,
            NewOrder(
                campaign.id, "old:1", "help", "暖气不热", "家里暖气一直不热。", topic_ids[2],
                phone="13800002046", name="王女士", handle="answer", reply="已上门放气。",
            ),
        ),
        (
            "lamp",
            43,
            NewOrder(
                campaign.id, "old:2", "complaint", "小区路灯不亮", "路灯坏了半个月。", topic_ids[3],
                phone="13800002046", name="王女士", handle="dispatch", department_id=unit,
            ),
        ),
        (
            "lift",
            6,
            NewOrder(
                campaign.id, "old:3", "consult", "加装电梯，一楼不同意怎么办", "三单元想装电梯，一楼两户不同意。",
                topic_ids[0], "柳荫里小区", "13800002046", "王女士", handle="dispatch", department_id=unit,
            ),
        ),
        (
            "secret",
            3,
            NewOrder(
                campaign.id, "old:4", "complaint", "举报物业账目", "物业经理的账有问题，请保密。", topic_ids[0],
                "柳荫里小区", "13800002046", "王女士", confidential=True,
            ),
        ),
    ):  # fmt: skip
        who = SYSTEM if about == "secret" else operator
        found[about] = orders.register(new, actor=who, now=now - timedelta(days=days)).line.id
    return found
