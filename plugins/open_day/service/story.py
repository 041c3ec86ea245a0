"""The demo: an open day of the water bureau that can be booked and has a short waiting list, a draft with two faults, a
plan that waits for the office, and one that came back with remarks.

Yunchuan doesn't exist, nor do its people. All dates are counted from `now`, so that the demo is never over.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from core.api import Actor, Campaign, Grant, clock, departments, people_with, pictures, publishing

from .. import chain, document
from .. import pack as packs
from ..rules.values import ITEM_KEYS
from . import announcements, places, plans, posters, story_after, story_door, story_opinions, story_states
from .announcements import SaveAnnouncement
from .filings import SavePlan
from .freezing import SessionDraft, slot_of
from .places import BookRequest

WATER, HOUSING = "云川市水务局", "云川市住房和城乡建设局"
DAY = timedelta(days=1)
GUESTS = (
    ("13800002046", "王女士", "社区工作者", 0),
    ("13800003157", "赵先生", "职工代表", 0),
    ("13800004268", "刘阿姨", "其他群众", 1),
    ("13800005379", "孙老师", "专家学者", 1),
    ("13800006480", "周先生", "网民代表", 0),
    # One place is kept for the press in the morning: the second journalist waits.
    ("13800007591", "陈记者", "媒体记者", 0),
    ("13800008602", "吴记者", "媒体记者", 0),
)


def tell(campaign: Campaign, now: datetime) -> None:
    """Fill the demo campaign; without the demo's departments and people there is nothing to tell."""
    units = {unit.name: unit.id for unit in departments()}
    if WATER not in units or not people_with("publishing.approve", department_id=units[WATER]):
        return
    water = StoryBureau(campaign, units[WATER])
    today = clock.local(now).date()
    first = _next_saturday(today + 17 * DAY)
    water.hold(_WATER_PLAN, first, _at(now, 8), _WATER_TEXTS, "云水公告〔%d〕7号", publish_at=_at(now, 4))
    # The notice rule of 15 days leaves the editor three days for what the check still finds.
    water.hold(_REUSE_PLAN, today + 18 * DAY, _at(now, 6), _REUSE_TEXTS, "", publish_at=None)
    water.return_plan(water.file(_MEETING_PLAN, today + 27 * DAY, _at(now, 3)), _REMARKS, _at(now, 2))
    if HOUSING in units and people_with(plans.EDIT, department_id=units[HOUSING]):
        StoryBureau(campaign, units[HOUSING]).file(_HOUSING_PLAN, today + 30 * DAY, _at(now, 1))
    _bookings(campaign, now)
    story_opinions.tell(campaign, now)
    story_after.tell(water, now)
    story_door.tell(water, now)
    story_states.tell(water, now)


class StoryBureau:
    """A department and the people who act for it."""

    def __init__(self, campaign: Campaign, department_id: int) -> None:
        self.campaign = campaign
        self.department_id = department_id

    def actor(self, role: str, *permissions: str) -> Actor:
        """Somebody of the demo who holds the first of the permissions."""
        person = people_with(permissions[0], department_id=self.department_id, campaign_id=self.campaign.id)[
            0
        ]
        grant = Grant(role, frozenset(permissions), frozenset({self.department_id}))
        return Actor(person.id, person.name, (grant,), person.department_id)

    def file(self, plan: SavePlan, day: date, at: datetime) -> int:
        editor = self.actor("editor", plans.EDIT)
        name = plans.proposed_plan_name(self.campaign, self.department_id)
        invitees = document.invitees_words(packs.values_of(self.campaign), packs.area_of(self.campaign))
        command = replace(plan, day=day, name=name, invitees=invitees)
        plan_id = plans.save_plan(self.campaign, self.department_id, None, command, actor=editor, now=at)
        plans.file_plan(self.campaign, plan_id, actor=editor, now=at)
        return plan_id

    def return_plan(self, plan_id: int, remarks: str, at: datetime) -> None:
        """The office sends a plan back."""
        office = self.actor("office", plans.APPROVE)
        plans.decide_plan(self.campaign, plan_id, False, remarks, actor=office, now=at)

    def hold(
        self,
        plan: SavePlan,
        day: date,
        at: datetime,
        texts: Mapping[str, str],
        number: str,
        *,
        publish_at: datetime | None,
        illustrated: bool = True,
    ) -> int:
        """File and approve a plan, draft its announcement and, where wanted, publish it; the open day's id."""
        plan_id = self.file(plan, day, at)
        office = self.actor("office", plans.APPROVE)
        plans.decide_plan(self.campaign, plan_id, True, "", actor=office, now=at + DAY)
        editor = self.actor("editor", plans.EDIT, "publishing.submit")
        drafted = at + DAY + timedelta(hours=3)
        open_day_id = announcements.start_announcement(self.campaign, plan_id, actor=editor, now=drafted)
        draft = announcements.view_announcement(self.campaign, open_day_id, actor=editor, now=drafted).content
        sessions = _sessions(plan, day, booked=publish_at is not None)
        items = {**draft.items, **{name: texts[key] for name, key in ITEM_KEYS.items() if key in texts}}
        items["时间地点"] = document.time_place_words([slot_of(s) for s in sessions])
        command = SaveAnnouncement(
            title=draft.title,
            doc_number=number % day.year if number else "",
            items=items,
            sessions=sessions,
            companions=2,
            offer_hours=draft.offer_hours,
            needs=("wheelchair", "sign_language", "large_print", "guide"),
            opens_at=None,
            closes_at=datetime.combine(day - 5 * DAY, time(17), clock.SHANGHAI),
        )
        announcements.save_announcement(self.campaign, open_day_id, command, actor=editor, now=drafted)
        if publish_at is not None:
            chosen = self._pictures(drafted) if illustrated else ()
            announcements.save_announcement(
                self.campaign, open_day_id, replace(command, pictures=chosen), actor=editor, now=drafted
            )
            announcements.submit_announcement(self.campaign, open_day_id, actor=editor, now=drafted)
            self._publish(open_day_id, publish_at)
        return open_day_id

    def _pictures(self, at: datetime) -> tuple[int, ...]:
        """Two pictures in the drawer: one told of and ready to be published, one that nobody has looked at yet."""
        editor = self.actor("editor", "files.edit", "files.see")
        poster, sketch = (
            pictures.add_file(io.BytesIO(drawn), name, self.department_id, True, actor=editor, now=at)
            for drawn, name in (
                (posters.skyline(), "云川河畔海报.png"),
                (posters.journey(), "一滴水的旅程.png"),
            )
        )
        caption = "海报：云川河边的城市和第二水厂的水塔，开放日从这里出发，沿着一滴水的路走进水厂。"
        pictures.save_caption(poster.id, caption, actor=editor, now=at)
        pictures.answer(poster.id, "none", 0, actor=editor, now=at)
        assert sketch.standing == "question_open"
        return (poster.id,)

    def _publish(self, open_day_id: int, at: datetime) -> None:
        waiting = chain.ANNOUNCEMENT.document(open_day_id)
        assert waiting is not None
        assert waiting.revision is not None
        digest = waiting.revision.digest
        for hours, step, role, permission in (
            (20, "first_review", "reviewer", "publishing.first_review"),
            (17, "secrecy_review", "secrecy_reviewer", "publishing.secrecy_review"),
            (1, "approval", "leader", "publishing.approve"),
        ):
            signer = self.actor(role, permission)
            publishing.sign(waiting.id, step, digest, actor=signer, now=at - timedelta(hours=hours))
        office = self.actor("office", "publishing.publish")
        publishing.publish(waiting.id, digest, actor=office, now=at)


def _bookings(campaign: Campaign, now: datetime) -> None:
    for shown in places.public_open_days(campaign):
        for n, (phone, name, category, session) in enumerate(GUESTS):
            at = now - timedelta(days=2, hours=5 * n)
            places.book(
                campaign,
                BookRequest(
                    open_day_id=shown.id,
                    session_id=shown.event.sessions[session % len(shown.event.sessions)].id,
                    phone=phone,
                    category=category,
                    call_name=name,
                    declared=("age_capacity", "ties"),
                    needs=("wheelchair",) if n == 2 else (),
                    photo_consent=n % 2 == 0,
                    may_wait=True,
                    notice_agreed_at=at,
                    key=f"demo-{shown.id}-{n}",
                ),
                now=at,
            )


def _sessions(plan: SavePlan, day: date, *, booked: bool) -> tuple[SessionDraft, ...]:
    """Two sessions; in the one that is booked some places of the morning are kept for categories."""
    each = (plan.number or 48) // 2
    extra = 6 if booked else 0
    times = max(1, each // 24)  # a larger day keeps more places for each
    quotas = (("社区工作者", 4 * times), ("媒体记者", times), ("其他群众", 12 * times)) if booked else ()
    return (
        SessionDraft("上午场", day, "09:00", "11:30", plan.place, each, extra, quotas),
        SessionDraft("下午场", day, "14:00", "16:30", plan.place, each, extra),
    )


def _at(now: datetime, days_ago: int) -> datetime:
    """Half past nine in the morning, some days ago."""
    day = clock.local(now).date() - days_ago * DAY
    return datetime.combine(day, time(9, 30), clock.SHANGHAI)


def _next_saturday(day: date) -> date:
    return day + (5 - day.weekday()) % 7 * DAY


_WATER_PLAN = SavePlan(
    name="",
    theme="一滴水的旅程——从水源地到水龙头",
    forms=("site",),
    leaders="市水务局主要负责同志、分管供水工作的负责同志，第二水厂负责同志",
    day=None,
    starts="09:00",
    ends="16:30",
    place="云川市第二水厂东门",
    number=48,
    agenda=(
        ("09:00", "签到，领参观手册和安全帽。"),
        ("09:15", "看过程：参观取水口、沉淀池、滤池和清水池。"),
        ("10:30", "问政策：座谈问答40分钟。"),
        ("11:10", "提意见：填写问卷一份。"),
        ("14:00", "下午场，安排同上午。"),
    ),
    site_kinds=("工程建设现场", "水厂运行现场"),
    dialogue=("座谈问答", "问卷调查"),
    emergency="每场两名引导员，配急救箱；遇暴雨橙色以上预警改期，短信逐人通知。责任人：供水科李工。",
)
_WATER_TEXTS = {
    "number": "共60人，每场30人。其中网上报名48人，线下推荐12人。各场网上名额和余位如下：",
    "organiser": "云川市水务局，云川市供水有限责任公司协办。",
    "content": "（一）看过程\n"
    "1. 参观取水口、沉淀池、滤池和清水池，由水厂工程师讲解每一道工序。\n"
    "2. 在水质化验室亲手测一杯水的余氯和浊度，与当日公示数据对照。\n"
    "（二）问政策\n"
    "座谈问答40分钟，就水价、二次供水改造、停水通知等直接提问；当场答不了的，5个工作日内公开答复。\n"
    "（三）提意见\n"
    "填写问卷一份。所提意见逐条登记，公开采纳情况和理由。",
    "form": "进现场、座谈问答、问卷调查。",
    "contact": "李工（供水科）、王女士（办公室）。",
    "phone": "260 0118（工作日8:30—17:30）。",
    "email": "openness@example.org。",
    "tips": "请穿平底鞋，凭报名二维码或编号签到。厂区有台阶，需要轮椅通道或手语翻译的，请在报名时勾选。"
    "现场会拍照记录，未经您单独同意，不公开您的肖像。遇暴雨橙色以上预警改期，并短信通知。",
}
_REUSE_PLAN = SavePlan(
    name="",
    theme="用过的水去哪儿了——走进再生水厂",
    forms=("site",),
    leaders="市水务局分管负责同志",
    day=None,
    starts="09:00",
    ends="16:30",
    place="云川市再生水厂",
    number=36,
    agenda=(("09:10", "参观再生水厂工艺流程。"), ("10:40", "座谈问答30分钟。")),
    site_kinds=("工程建设现场",),
    dialogue=("座谈问答",),
    emergency="专人引导，避开加药间；备急救箱。",
)
_MEETING_PLAN = SavePlan(
    name="",
    theme="水价怎么定——请您列席局务会",
    forms=("meeting",),
    leaders="市水务局主要负责同志",
    day=None,
    starts="14:30",
    ends="17:00",
    place="市水务局三楼会议室",
    number=25,
    agenda=(
        ("14:30", "签到，领会议材料。"),
        ("15:00", "列席局务会，讨论水价方案。"),
        ("16:20", "座谈问答。"),
    ),
    dialogue=("座谈问答",),
    emergency="楼道设引导员，会议室备急救箱。",
    gate_list=True,
)
_REMARKS = "1. 会议室坐不下25位群众，请换地方或者开视频分会场。\n2. 应急预案请写明谁负责、电话多少。"
#: Two faults for the check to find: 40 people written where the sessions hold 36, and no mailbox.
_REUSE_TEXTS = {
    "number": "共40人。",
    "contact": "王女士（办公室）。",
    "phone": "260 0118（工作日8:30—17:30）。",
}
_HOUSING_PLAN = SavePlan(
    name="",
    theme="旧房子的新生活",
    forms=("site",),
    leaders="主要负责同志、分管负责同志",
    day=None,
    starts="09:00",
    ends="11:30",
    place="柳荫里小区",
    number=40,
    agenda=(
        ("09:00", "看改造现场。"),
        ("10:00", "问政策：座谈问答40分钟。"),
        ("11:00", "提意见：填写问卷。"),
    ),
    site_kinds=("工程建设现场",),
    dialogue=("座谈问答", "问卷调查"),
    emergency="现场设安全员，雨天改在社区活动室。",
)
