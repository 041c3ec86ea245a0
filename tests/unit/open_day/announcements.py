"""A lawful announcement and the Y24 values, for tests that break one thing at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

from plugins.open_day.rules.values import (
    ITEM_KEYS,
    Announcement,
    Eligibility,
    OpenDayPack,
    RuleValue,
    Slot,
    Term,
)

CATEGORIES = (
    "专家学者",
    "职工代表",
    "企业家代表",
    "社区工作者",
    "政务公开义务监督员",
    "媒体记者",
    "网民代表",
)

Y24 = OpenDayPack(
    plan_required=RuleValue(True, "二（一）"),
    plan_due=RuleValue(date(2024, 8, 20), "三（一）"),
    notice=RuleValue(Term(15), "三（一）"),
    items=RuleValue(tuple(ITEM_KEYS), "三（一）"),
    min_people=RuleValue(25, "二（二）"),
    eligibility=RuleValue(Eligibility(), "二（二）"),
    categories=RuleValue(CATEGORIES, "二（二）"),
    refused_names=RuleValue(("校园开放日", "司法开放日", "警务开放日", "政务服务开放日"), "四（二）"),
    dialogue=RuleValue(("座谈问答", "问卷调查"), "三（二）"),
    results=RuleValue(Term(3), "三（三）1"),
    evaluation=RuleValue(Term(15), "三（三）2"),
    columns=RuleValue(("实施方案及活动公告", "活动开展情况", "征求意见"), "三"),
    report_due=RuleValue(date(2024, 10, 15), "四（四）"),
)

PUBLISH = date(2024, 8, 30)
PLACE = "原州区第二水厂东门"

LAWFUL = Announcement(
    title="原州区水务局“政府开放日”活动公告",
    area="原州区",
    department="水务局",
    items={
        "报名方式": "即日起至9月14日17:00,在本页报名,或拨打联系电话由工作人员代为登记。",
        "参加人数": "共60人,每场30人。其中网上报名48人,线下推荐12人。",
        "开放主题": "一滴水的旅程——从水源地到水龙头",
        "参加领导": "区水务局主要负责同志、分管负责同志",
        "承办单位": "原州区水务局",
        "时间地点": "2024年9月21日（星期六）,9:00—11:30和14:00—16:30。集合地点:原州区第二水厂东门。",
        "邀请对象": "年满18周岁、具有完全民事行为能力,在原州区生活、工作或学习的群众代表。",
        "活动内容": "参观水厂,座谈问答40分钟,填写问卷一份。",
        "活动形式": "进现场",
        "联系人员": "李工(供水科)、王女士(办公室)",
        "联系电话": "260 0118(工作日8:30—17:30)",
        "邮箱": "openness@example.org",
        "温馨提示": "请穿平底鞋,凭二维码签到。",
    },
    slots=(
        Slot("上午场", date(2024, 9, 21), time(9), time(11, 30), PLACE, 24),
        Slot("下午场", date(2024, 9, 21), time(14), time(16, 30), PLACE, 24),
    ),
    recommended=12,
    booking_closes=date(2024, 9, 14),
)


def but(**texts: str) -> Announcement:
    """The lawful announcement with some items said otherwise (keys of ITEM_KEYS' values)."""
    names = {key: name for name, key in ITEM_KEYS.items()}
    return replace(LAWFUL, items={**LAWFUL.items, **{names[key]: text for key, text in texts.items()}})


def on(day: date, *, weekday: str, closes: date) -> Announcement:
    """The lawful announcement held on another day."""
    said = but(
        time_place=f"{day.year}年{day.month}月{day.day}日（星期{weekday}）9:00—11:30和14:00—16:30,{PLACE}。",
        signup=f"{closes.month}月{closes.day}日前在本页报名。",
    )
    return replace(said, slots=tuple(replace(s, day=day) for s in LAWFUL.slots), booking_closes=closes)
