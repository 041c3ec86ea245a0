"""The demo: callers in every state, at the seats that are on just now."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from core.api import SYSTEM, Campaign, clock, db

from ..contracts import NewWaiter
from ..models import Shift, Topic, Waiter
from ..store import line as store
from . import line, seat_states

#: (minutes ago, phone, call name, words, language, urgent)
#: in the order of the topics: housing, water, insurance, roads, schools
CALLERS = (
    (34, "13800013001", "周先生", "公积金贷款还完了怎么解押", "", False),
    (31, "13800013002", "李女士", "六楼水压低，洗澡没有热水", "", False),
    (27, "13800013003", "吴奶奶", "养老金这个月没有到账", "local", True),
    (22, "13800013004", "", "学校门口早上堵得过不去", "", False),
    (18, "13800013005", "郑女士", "孩子上小学差一个月行不行", "", False),
    (3.2, "13800013006", "阿不都", "廉租房今年还申请吗", "uyghur", False),
    (2.6, "13800013007", "王先生", "小区供暖管道什么时候换", "", False),
    (1.8, "13800013008", "陈女士", "社保卡丢了怎么补", "", False),
    (1.5, "13800013009", "孙先生", "错峰车位怎么办理", "", False),
    (1.1, "13800013010", "黄女士", "转学要带哪些材料", "", False),
    (0.7, "13800013011", "赵先生", "老楼装电梯补多少", "", False),
    (0.4, "13800013012", "钱女士", "水费单子看不懂", "", False),
)


def tell(campaign: Campaign, now: datetime) -> None:
    """Without topics there is nothing to tell; without a seat that is on, everybody is a callback."""
    topics = list(
        db.session.scalars(
            select(Topic.id).filter_by(campaign_id=campaign.id).order_by(Topic.ordinal, Topic.id)
        )
    )
    if not topics:
        return
    on = list(
        db.session.scalars(
            select(Shift)
            .where(
                Shift.campaign_id == campaign.id,
                Shift.state == "planned",
                Shift.starts_at <= now,
                Shift.ends_at > now,
            )
            .order_by(Shift.seat_number)
        )
    )
    seats = [shift.id for shift in on if shift.user_id is not None]
    for shift in on:
        if shift.id in seats:
            seat_states.sit_down(
                shift.id, actor=SYSTEM, now=max(shift.starts_at, now - timedelta(minutes=50))
            )
    ids = [_join(campaign, topics[n % len(topics)], caller, now) for n, caller in enumerate(CALLERS)]
    _callbacks(campaign, topics, now)
    line.give_up(ids[-1], actor=SYSTEM, now=now)
    begun = {shift.id: shift.starts_at for shift in on}
    for n, shift_id in enumerate(seats[:4]):
        # a demo that is filled at nine sharp: the shifts begin at this moment
        at = max(begun[shift_id], now - timedelta(minutes=(3, 2, 12, 8)[n]))
        got = line.claim_next(shift_id, actor=SYSTEM, now=at)
        if got is None:
            continue
        if n == 0:
            row = store.waiter(got.id)
            assert row is not None  # it was just given away
            # Nobody sits before the demo's console who would keep the caller.
            row.lease_until = now + timedelta(hours=4)
        elif n == 1:
            line.finish(got.id, "answered", actor=SYSTEM, now=now)
        else:
            line.finish(got.id, "answered", actor=SYSTEM, now=min(now, at + timedelta(minutes=4)))
            if n == 2:
                seat_states.pause(shift_id, "rest", actor=SYSTEM, now=min(now, at + timedelta(minutes=5)))
    db.session.flush()


def _join(
    campaign: Campaign, topic: int, caller: tuple[float, str, str, str, str, bool], now: datetime
) -> int:
    minutes, phone, name, words, language, urgent = caller
    new = NewWaiter(
        campaign.id, topic, f"demo-{phone}", phone=phone, name=name, summary=words, language=language, urgent=urgent
    )  # fmt: skip
    return line.join(new, actor=SYSTEM, now=now - timedelta(minutes=minutes)).id


def _callbacks(campaign: Campaign, topics: list[int], now: datetime) -> None:
    """One on the web for tomorrow, one rung twice in vain, one that ended so, one withdrawn."""
    tomorrow = (clock.local(now) + timedelta(days=1)).replace(hour=9, minute=0, second=0, microsecond=0)
    asked = [
        ("13800013021", "冯女士", tomorrow, now - timedelta(hours=2)),
        ("13800013022", "褚先生", None, now - timedelta(hours=5)),
        ("13800013023", "卫先生", None, now - timedelta(hours=8)),
        ("13800013024", "蒋女士", None, now - timedelta(hours=1)),
    ]
    for n, (phone, name, not_before, at) in enumerate(asked):
        new = NewWaiter(
            campaign.id, topics[n % len(topics)], f"demo-{phone}", kind="callback", source="web", phone=phone, name=name,
            summary="请回电说明", not_before=not_before, with_page=True,
        )  # fmt: skip
        got = line.join(new, actor=SYSTEM, now=at)
        row = store.waiter(got.id)
        assert isinstance(row, Waiter)
        if n == 1:
            row.attempts, row.not_before, row.lane = 2, now + timedelta(minutes=40), None
        elif n == 2:
            row.state, row.outcome, row.attempts, row.ended_at, row.lane = "closed", "no_answer", 3, now, None
        elif n == 3:
            line.withdraw(got.id, now=now)
