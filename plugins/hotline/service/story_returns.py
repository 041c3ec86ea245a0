"""The demo: what comes back or goes elsewhere. Orders sent back, passed on and opened again, callers handed to another
seat, calls that we make. Everybody in it is invented."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from core.api import SYSTEM, Campaign, db, privacy, unit_of_work

from ..contracts import NewWaiter
from ..models import Attempt, Call, Shift, Waiter
from . import line, line_supervising
from .story_orders import Told, carry

STORY: tuple[Told, ...] = (
    (
        13, "complaint", "供水", "井盖松动车过就响", "滨河路 27 号门口自来水井盖松动，汽车一过就响，夜里睡不着。", "滨河路27号",
        "13800000031", "沈先生", "市水务局",
        (
            (4, "accept", ()),
            (30, "reply", ("已转请有关单位处理。",)),
            (34, "send_back", ("没有写谁来修、哪天修好，请补充。",)),
        ),
    ),
    (
        11, "complaint", "道路", "绿化带枯死没人管", "文化路中间绿化带枯死一大片，扬尘很大。", "文化路",
        "13800000032", "苗女士", "市住房城乡建设局",
        (
            (6, "object_to", ("道路绿化由城管部门养护，不属于住建职责。",)),
            (26, "decide_objection", (True, "职责清单里道路绿化归城管，改派。", "市城管局")),
            (50, "accept", ()),
        ),
    ),
    (
        9, "help", "供水", "老旧水管反复漏水", "和平里 6 号楼门前水管三个月漏了两次。", "和平里6号楼",
        "13800000033", "魏先生", "市水务局",
        (
            (5, "object_to", ("漏点在楼内，属于物业维修范围。",)),
            (26, "decide_objection", (False, "漏点在楼前市政管线上，请继续办理。")),
            (30, "accept", ()),
        ),
    ),
    (
        8, "complaint", "道路", "人行道摆满共享单车", "地铁口人行道被共享单车占满，轮椅过不去。", "地铁云川站",
        "13800000034", "云女士", "市交通运输局",
        ((24, "redispatch", ("市城管局", "停放秩序由城管部门管理。")),),
    ),
    (
        16, "help", "供水", "三楼以上没有热水", "锦绣家园二期三楼以上水压低，热水器点不着。", "锦绣家园二期",
        "13800000035", "潘先生", "市水务局",
        (
            (5, "accept", ()),
            (70, "reply", ("已调高加压泵出口压力，请您再试一试。",)),
            (76, "close", ()),
            (220, "reopen", ("来电人说只好了两天，晚上又没有水压。",)),
            (224, "accept", ()),
        ),
    ),
    (
        7, "complaint", "住房", "装修噪声中午不停", "枫林苑 9 号楼装修，中午也不停，孩子没法睡觉。", "枫林苑9号楼",
        "13800000036", "范女士", "市住房城乡建设局",
        (
            (5, "accept", ()),
            (50, "ask_extension", (5, "业主在外地，联系不上。")),
            (54, "refuse_extension", ("物业可以先行劝阻，不必等业主。",)),
        ),
    ),
)  # fmt: skip


def tell(campaign: Campaign, now: datetime) -> None:
    """After the orders, the line and the telephone of the story."""
    carry(STORY, campaign, now)
    with unit_of_work():
        seats = list(
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
        if seats:
            _moved_on(campaign, seats, now)
            _rung_back(campaign, seats[0], now)
        _calls(campaign, now)


def _moved_on(campaign: Campaign, seats: list[Shift], now: datetime) -> None:
    """One was handed back by a seat, another is kept for the seat whose expert knows the matter."""
    waiting = list(
        db.session.scalars(
            select(Waiter)
            .filter_by(campaign_id=campaign.id, kind="call", source="operator", state="waiting")
            .order_by(Waiter.id)
            .limit(2)
        )
    )
    if len(waiting) < 2:
        return
    back, kept = waiting
    at = now - timedelta(seconds=50)
    db.session.add(
        Attempt(
            waiter_id=back.id, shift_id=seats[0].id, at=max(back.joined_at, at), ended_at=now, outcome="handed_back",
            reason="other_topic",
        )
    )  # fmt: skip
    line_supervising.reassign(kept.id, seats[-1].id, actor=SYSTEM, now=now)


def _rung_back(campaign: Campaign, seat: Shift, now: datetime) -> None:
    """A callback that was kept: asked for on the web, rung once in vain, then reached."""
    asked = now - timedelta(hours=4)
    topic = db.session.scalar(
        select(Waiter.topic_id).filter_by(campaign_id=campaign.id).order_by(Waiter.id).limit(1)
    )
    if topic is None:
        return
    new = NewWaiter(
        campaign.id, topic, "demo-13800013025", kind="callback", source="web", phone="13800013025", name="秦先生",
        summary="想问加装电梯要几户同意", with_page=True,
    )  # fmt: skip
    row = db.session.get_one(Waiter, line.join(new, actor=SYSTEM, now=asked).id)
    begun, reached = now - timedelta(hours=2), now - timedelta(minutes=50)
    tries = ((begun, "no_answer"), (reached, "served"))
    db.session.add_all(
        Attempt(
            waiter_id=row.id, shift_id=seat.id, at=at, ended_at=at + timedelta(minutes=3), outcome=outcome
        )
        for at, outcome in tries
    )
    row.state, row.outcome, row.attempts, row.lane = "done", "answered", 1, None
    row.shift_id, row.claimed_at, row.ended_at = seat.id, reached, reached + timedelta(minutes=3)


def _calls(campaign: Campaign, now: datetime) -> None:
    """Calls out, one of them in vain, and one that rings just now."""
    told = (
        ("out", "13800013025", 120, "no_answer", None),
        ("out", "13800013025", 50, "answered", 170),
        ("out", "13800000012", 35, "answered", 95),
    )
    for n, (direction, number, minutes, outcome, talked) in enumerate(told):
        at = now - timedelta(minutes=minutes)
        answered = at + timedelta(seconds=9) if talked else None
        db.session.add(
            Call(
                campaign_id=campaign.id, direction=direction, source="telephone", external_id=f"story-out-{n}",
                person_digest=privacy.digest(number), phone_sealed=privacy.seal(number), arrived_at=at,
                answered_at=answered, ended_at=at + timedelta(seconds=9 + (talked or 21)), state="ended",
                outcome=outcome, changed_at=at + timedelta(seconds=9 + (talked or 21)),
            )
        )  # fmt: skip
    number = "13700000999"
    db.session.add(
        Call(
            campaign_id=campaign.id, source="telephone", external_id="story-rings", person_digest=privacy.digest(number),
            phone_sealed=privacy.seal(number), arrived_at=now - timedelta(seconds=4), state="ringing", changed_at=now,
        )
    )  # fmt: skip
