"""Work orders of a large city that doesn't exist: for a part of its calls, each as far as it would have come by now."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert

from core.api import SYSTEM, Campaign, audit, clock, privacy, unit_of_work

from ..models import FollowUp, Order, OrderAct, OrderCounter, OrderMark
from ..rules import orders as rules
from . import order_terms
from .order_pieces import closed, marks_of

if TYPE_CHECKING:
    from .busy import Made

#: of a hundred answered calls so many become an order, and of a hundred orders so many are confidential
SHARE, CONFIDENTIAL = 12, 1
#: of a hundred orders so many are objected to, and so many answered on the telephone
OBJECTED, AT_ONCE = 2, 30
SORTS = (("help", 40), ("complaint", 25), ("consult", 28), ("suggestion", 7))
ROADS = (
    "建设街",
    "文化路",
    "滨河路",
    "和平路",
    "青年路",
    "前进路",
    "解放路",
    "朝阳街",
    "光明路",
    "迎宾路",
    "新华街",
    "长江路",
)
ESTATES = (
    "枫林苑",
    "锦绣家园",
    "阳光花园",
    "槐花里",
    "柳荫里",
    "和平里",
    "清泉小区",
    "东湖名邸",
    "观澜府",
    "翠竹园",
)
MATTERS: dict[str, tuple[str, ...]] = {
    "住房": ("电梯总坏", "屋顶漏雨", "物业不开发票", "维修资金怎么申请", "楼道堆杂物"),
    "供水": ("水压太低", "停水没有通知", "自来水发黄", "下水道堵了", "井盖响"),
    "供热": ("暖气不热", "暖气管漏水", "燃气表没电", "什么时候试水"),
    "社保": ("养老金没到账", "社保怎么转移", "灵活就业怎么参保"),
    "医保": ("异地就医怎么备案", "门诊能报多少", "医保卡刷不了"),
    "道路": ("路面塌陷", "路灯不亮", "车位划线看不清", "红绿灯太短"),
    "公交": ("末班车太早", "站牌歪了", "老年卡怎么办"),
    "教育": ("孩子怎么报名", "转学要什么材料", "校门口太堵"),
    "城管": ("夜市占道", "装修噪声", "共享单车乱放", "垃圾没人清"),
    "市场": ("买到过期食品", "商家不退款", "电子秤不准"),
    "户籍": ("户口怎么迁", "身份证丢了怎么补"),
    "环保": ("工地扬尘", "河道发臭", "油烟扰民"),
    "民政": ("低保怎么申请", "高龄补贴没发"),
    "登记": ("房产证什么时候办下来", "遗产房怎么过户"),
}
REPLY = "已到现场核实并处理，结果已电话告知。今后如再出现，请拨打热线，我们当天回复。"
#: where the last act leaves an order, unless its name says it
STATES = {"dispatch": "dispatched", "answered": "closed"}
#: what callers say when asked: (satisfaction, weight)
SAID = ((5, 52), (4, 27), (3, 12), (2, 6), (1, 3))


class Orders:
    """Makes them batch by batch; numbers run on from batch to batch, the counters are written at the end."""

    def __init__(self, campaign: Campaign, made: Made, now: datetime) -> None:
        self.campaign, self.made, self.now = campaign, made, now
        self.numbers: Counter[str] = Counter()
        self.hidden = 100_000
        self.due: dict[tuple[str, date], order_terms.DueOn] = {}

    def take(self, calls: Sequence[tuple[int, dict[str, Any]]], dice: random.Random) -> None:
        """The orders of a batch of calls, inside the caller's unit of work."""
        chosen = [c for c in calls if c[1]["outcome"] == "answered" and dice.randrange(100) < SHARE]
        told = [self._order(call_id, call, dice) for call_id, call in chosen]
        if not told:
            return
        with unit_of_work() as session:
            made = insert(Order).returning(Order.id, sort_by_parameter_order=True)
            ids = list(session.scalars(made, [row for row, *_rest in told]))
            acts = [
                {**act, "order_id": i} for i, (_r, acts, _w) in zip(ids, told, strict=True) for act in acts
            ]
            session.execute(insert(OrderAct), acts)
            marks = [
                {"order_id": i, "campaign_id": self.campaign.id, "mark": mark}
                for i, (row, _acts, words) in zip(ids, told, strict=True)
                if not row["confidential"]
                for mark in _marks(*words)
            ]
            session.execute(insert(OrderMark), marks)
            asked = [
                one
                for i, (row, *_rest) in zip(ids, told, strict=True)
                if (one := self._follow_up(i, row, dice))
            ]
            if asked:
                session.execute(insert(FollowUp), asked)
            self._audit(ids, told)

    def finish(self) -> None:
        """Let the next order get the next number."""
        with unit_of_work() as session:
            session.add_all(
                OrderCounter(campaign_id=self.campaign.id, month=month, last=last)
                for month, last in sorted(self.numbers.items())
            )

    def _order(
        self, call_id: int, call: dict[str, Any], dice: random.Random
    ) -> tuple[dict[str, Any], list[dict[str, Any]], tuple[str, str]]:
        """An order's row, its time line, and the words it is found by."""
        topic = call["topic_id"]
        begun = min(call["ended_at"], self.now)
        short = self.made.shorts[topic]
        place = f"{dice.choice(ROADS)}{dice.choice(ESTATES)}"
        matter = dice.choice(MATTERS[short])
        sort = dice.choices([s for s, _w in SORTS], [w for _s, w in SORTS])[0]
        term = rules.term_class_of(sort, self.made.terms[topic])
        hidden = dice.randrange(100) < CONFIDENTIAL
        moments = self._moments(begun, dice)
        at = dict(moments)
        unit = self.made.units[topic] if "dispatch" in at else None
        due = self._due(term, clock.local(at["dispatch"]).date()) if unit is not None else None
        state = STATES.get(moments[-1][0], moments[-1][0]) if moments else "registered"
        ended = at.get("closed") or at.get("answered")
        replied = at.get("replied") or at.get("answered")
        row = {
            "campaign_id": self.campaign.id, "number": self._number(hidden, begun), "call_id": call_id, "topic_id": topic,
            "sort": sort, "state": state, "version": 1 + len(moments), "confidential": hidden,
            "urgent": dice.randrange(100) < 3, "language": "", "person_digest": call["person_digest"],
            "phone_sealed": call["phone_sealed"], "name_sealed": closed(f"{dice.choice('王李张刘陈杨赵黄周吴')}先生"),
            "title_sealed": closed(f"{place}{matter}"[:60]), "place_sealed": closed(place),
            "words_sealed": closed(f"来电人反映{place}{matter}，希望尽快处理。"), "reply_sealed": closed(REPLY) if replied else "",
            "department_id": unit, "term_class": term, "due_on": due.day if due else None,
            "due_first": due.day if due else None, "due_rule": due.rule if due else "", "registered_at": begun,
            "dispatched_at": at.get("dispatch"), "replied_at": replied, "closed_at": ended,
            "idempotency_key": f"busy-order-{call['external_id']}",
        }  # fmt: skip
        lines = [_act("registered", begun, None, {"sort": sort})]
        for act, moment in moments:
            codes = (
                {"department": unit, "due": due.day.isoformat() if due and due.day else ""}
                if act == "dispatch"
                else {}
            )
            lines.append(_act(act, moment, unit, codes, REPLY if act in ("replied", "answered") else ""))
        return row, lines, (place, matter)

    def _moments(self, begun: datetime, dice: random.Random) -> list[tuple[str, datetime]]:
        """What was done when, up to now."""
        if dice.randrange(100) < AT_ONCE:
            return [("answered", min(begun + timedelta(minutes=2), self.now))]
        way = [
            ("dispatch", timedelta(minutes=dice.uniform(5, 240))),
            ("accepted", timedelta(hours=dice.uniform(1, 20))),
            ("replied", timedelta(hours=dice.expovariate(1 / 50))),
            ("closed", timedelta(hours=dice.uniform(1, 12))),
        ]
        if dice.randrange(100) < OBJECTED:
            way[1:] = [("objected", timedelta(hours=dice.uniform(1, 20)))]
        found = []
        at = begun
        for act, later in way:
            at += later
            if at > self.now:
                break
            found.append((act, at))
        return found

    def _number(self, hidden: bool, at: datetime) -> str:
        month = f"{clock.local(at):%y-%m}"
        if hidden:
            self.hidden += 1
            return f"{month}-M{self.hidden}"
        self.numbers[month] += 1
        return f"{month}-{self.numbers[month]:04d}"

    def _due(self, term: str, day: date) -> order_terms.DueOn:
        if (term, day) not in self.due:
            self.due[term, day] = order_terms.due_of(self.campaign, term, day)
        return self.due[term, day]

    def _follow_up(self, order_id: int, row: dict[str, Any], dice: random.Random) -> dict[str, Any] | None:
        """Closed ones are asked about; most answer within a day."""
        ended = row["closed_at"]
        if ended is None:
            return None
        answered = ended + timedelta(hours=dice.uniform(1, 30))
        said = answered < self.now and dice.randrange(100) < 70
        state = "answered" if said else "asked" if answered + timedelta(days=2) > self.now else "unanswered"
        given = dice.choices([s for s, _w in SAID], [w for _s, w in SAID])[0] if said else None
        return {
            "campaign_id": self.campaign.id, "order_id": order_id, "round": 1, "state": state,
            "way": "link" if said else "", "resolved": given >= 3 if given else None, "satisfaction": given,
            "closed_at": ended, "asked_at": ended, "answered_at": answered if said else None,
        }  # fmt: skip

    def _audit(
        self, ids: Sequence[int], told: Sequence[tuple[dict[str, Any], list[dict[str, Any]], tuple[str, str]]]
    ) -> None:  # fmt: skip
        """The lines of the trail, those of one act and unit together."""
        groups: dict[tuple[str, int | None], list[tuple[int, dict[str, Any]]]] = {}
        for order_id, (row, acts, _words) in zip(ids, told, strict=True):
            number = {} if row["confidential"] else {"number": row["number"]}
            for act in acts:
                key = (act["action"], act["department_id"])
                groups.setdefault(key, []).append((order_id, {**number, **act["codes"]}))
        for (action, unit), some in groups.items():
            audit.record_many(
                SYSTEM, self.now, f"hotline.order_{action}", [("hotline_order", i) for i, _codes in some],
                campaign_id=self.campaign.id, department_id=unit, each=[codes for _i, codes in some],
            )  # fmt: skip


def _act(
    action: str, at: datetime, unit: int | None, codes: dict[str, Any], text: str = ""
) -> dict[str, Any]:
    return {
        "action": action, "at": at, "user_id": None, "department_id": unit, "codes": codes,
        "text_sealed": privacy.seal(text) if text else "",
    }  # fmt: skip


@lru_cache(maxsize=8192)
def _marks(place: str, matter: str) -> tuple[str, ...]:
    return tuple(marks_of(place, f"{place}{matter}"))
