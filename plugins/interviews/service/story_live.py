"""The demo's story of live, in a city that doesn't exist: broadcasts that are over, and one that is on."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.api import Actor, Campaign, Grant, people_with

from ..contracts import InterviewView
from ..permissions import ASSIST, HOST, RELEASE, SEE, TYPE
from ..store import live as store
from ..store import schedule
from . import duties, interviews, live, live_questions, turn_drafts, turns
from .turn_drafts import Typed

#: what is said in answer to a question in which one of these words stands
ANSWERS = (
    (("奖励", "补贴", "减免"), "办法已经写明：对照目录逐项核，符合的当月受理、次月兑现，不用层层跑。材料只要身份证明和缴费单，能从系统里查到的不再要。"),
    (("水压", "停水", "管网", "水管"), "老旧小区的管网今年分三批改，名单和工期都贴在小区门口，也放在网上。改造期间停水提前一天通知，每次不超过八小时。"),
    (("停车", "车位", "充电"), "我们和街道一起逐个小区摸了底，能划的先划，夜间道路车位从本月起再放开一批。充电桩按“先电容、后装桩”的顺序排，进度每周更新。"),
    (("医保", "报销", "门诊", "医院"), "门诊报销不用再跑窗口，在定点机构直接结算；异地的先备案，手机上几分钟就能办。家里老人不会用手机的，社区可以代办。"),
    (("学校", "入学", "幼儿园", "学位"), "学位按片区测算后公布，今年新增的学位已经写进招生公告。材料只核一次，核过的不再重复交。"),
    (("电梯", "加装"), "加装电梯三分之二以上住户同意就可以报，图纸由我们免费看，补贴在验收后一个月内到账。有分歧的，社区先组织协商。"),
    (("公交", "地铁", "路口", "道路", "红绿灯"), "这个路口我们上周去看过，先改信号配时，早高峰多放十五秒，同时调整公交班次，一个月后把前后对比的数公布出来。"),
    (("垃圾", "噪声", "环境", "河道", "污水"), "这一处已经列进本月的整治清单，责任单位和完成时间都写在公示牌上。整改后我们请反映的市民一起去看，不满意就接着改。"),
)  # fmt: skip
OTHERWISE = (
    "这件事分两步走：能马上办的，这个月办完；要改设施的，列进今年的计划，进度每月公布一次。",
    "具体办法在公开的文件里写得很细，我说三句：谁能办、到哪里办、几天办完。看不明白的，打公开电话，有人一条一条讲。",
    "我们核了一下底数，问题确实有。责任单位已经定了，月底前给出办法，到时在这个页面上公布。",
)
OPENING = "各位网友好，欢迎收看在线访谈。今天的话题是“%s”。"
GUEST_HELLO = "主持人好，各位网友好。今天主要想听大家的意见，能当场答的当场答，答不了的会后答复。"
LEAD = "先请您用几句话介绍一下，这件事现在办到哪一步了。"
INTRODUCTION = "去年我们收到这方面的意见一千二百多件，集中在三处：办得慢、讲不清、找不到人。今年的办法就从这三处改起，标准、时限、责任人都写进了文件。"
WRONG = "补充一个数：去年受理一千零二十六件，都已经办结。"
RIGHT = "更正一个数：去年受理一千二百零六件，当年办结一千一百六十件，其余的今年一季度办结。"
MORE = "网友追问：如果到了时间还没有办，该找谁？"
MORE_ANSWER = "先打公开电话，说清楚地址和受理编号，两个工作日内回话；没有回话的，由我这里督办。"
CLOSING = "时间到了，感谢嘉宾，感谢各位网友。没来得及回答的提问，会后逐条答复，答复公开在这个页面上。"
NOTE = "访谈还在进行，文字放行后直接出现在这里。"


def tell(campaign: Campaign, now: datetime) -> None:
    """Every broadcast whose time is over runs to its end, one whose time has come is on. Days are relative to `now`."""
    for view in interviews.views(schedule.interviews(campaign.id)):
        if view.state != "planned" or view.starts_at is None or view.ends_at is None or view.starts_at > now:
            continue
        if {"notice", "outline"} & set(live.opening_lacks(view)) or store.live(view.id) is not None:
            continue
        hour = _Hour(campaign, view)
        if not hour.crew_is_whole:
            continue
        if view.ends_at < now:
            hour.whole(view.starts_at, view.ends_at)
        else:
            hour.begun(view.starts_at, now)


class _Hour:
    """One broadcast and those who run it: the department's editor types, its reviewer releases, its head drafts answers."""

    def __init__(self, campaign: Campaign, view: InterviewView) -> None:
        self.campaign, self.view = campaign, view
        self.host = self._actor(HOST, "host", view.host_id)
        self.typist = self._actor(TYPE, "editor")
        self.releaser = self._actor(RELEASE, "reviewer")
        self.assistant = self._actor(ASSIST, "lead")
        self.keys = 0

    @property
    def crew_is_whole(self) -> bool:
        return None not in (self.host, self.typist, self.releaser) and self.typist != self.releaser

    def whole(self, starts_at: datetime, ends_at: datetime) -> None:
        """From the first word to the last: some twelve turns, one pulled and put right."""
        self._open(starts_at)
        minute = timedelta(minutes=1)
        at = self._greetings(starts_at + minute)
        asked = live_questions.lines(self.view.id)
        for number, question in enumerate(asked[:4]):
            at = self._asked_and_answered(question.id, question.text, number, at)
            if number == 0:
                wrong = self._say(Typed("guest", WRONG, self._guest(1)), at)
                turns.pull(
                    self.campaign,
                    self.view.id,
                    wrong,
                    "说错了，马上更正",
                    actor=self._of(self.releaser),
                    now=at + minute,
                )
                begun = turn_drafts.correct(
                    self.campaign,
                    self.view.id,
                    wrong,
                    self._key(),
                    actor=self._of(self.typist),
                    now=at + minute,
                )
                row = store.turn(begun.id)
                assert row is not None
                at = self._out(row.key, begun.version, Typed("guest", RIGHT, self._guest(1)), at + 2 * minute)
        self._say(Typed("host", CLOSING), min(at, ends_at - minute))
        live.go(self.campaign, self.view.id, "end", actor=self._of(self.host), now=ends_at)

    def begun(self, starts_at: datetime, now: datetime) -> None:
        """Nine turns are out, one waits, one is being typed; a question is on the screen, the next is lined up, the timer runs."""
        # However long it is since the hour began, everything so far has happened before `now`.
        self._open(starts_at)
        step = (now - starts_at) / 12
        at = self._greetings(starts_at + step, step)
        asked = live_questions.lines(self.view.id)
        # One is on the screen and one behind it, whatever was picked; where that leaves one, its answer is asked after.
        done = 2 if len(asked) > 3 else 1
        for number, question in enumerate(asked[:done]):
            at = self._asked_and_answered(question.id, question.text, number, at, step)
        if done == 1:
            self._say(Typed("host", MORE), at)
            self._say(Typed("guest", MORE_ANSWER, self._guest(0)), at + step)
            at += 2 * step
        self._say(Typed("host", "这一条问得很具体。下一条附议的人也不少。"), at)
        third = asked[done] if len(asked) > done else None
        if third is not None:
            live.show_question(self.campaign, self.view.id, third.id, actor=self._of(self.host), now=at)
            live.set_timer(self.campaign, self.view.id, 600, actor=self._of(self.host), now=now)
            if self.assistant is not None:
                typed = Typed("guest", self._answer(third.text, 2), self._guest(0), answers_id=third.id)
                turn_drafts.offer(
                    self.campaign, self.view.id, self._key(), 0, typed, actor=self.assistant, now=now
                )
        waiting = Typed("question", "", chosen_id=third.id) if third is not None else Typed("note", NOTE)
        turn_drafts.hand_in(
            self.campaign, self.view.id, self._key(), 0, waiting, actor=self._of(self.typist), now=now
        )
        typing = Typed(
            "guest", "这件事我们专门算过一笔账，", self._guest(0), answers_id=third.id if third else None
        )
        turn_drafts.keep_draft(
            self.campaign, self.view.id, self._key(), 0, typing, actor=self._of(self.typist), now=now
        )
        live.say(
            self.campaign,
            self.view.id,
            "下一条控制在两分钟。",
            self._key(),
            actor=self._of(self.host),
            now=now,
        )

    # ── steps ───────────────────────────────────────────────────────────────────────────────────────────────────────
    def _open(self, at: datetime) -> None:
        for role, actor in (
            ("typist", self.typist),
            ("releaser", self.releaser),
            ("assistant", self.assistant),
        ):
            if actor is not None and actor.user_id is not None:
                duties.name_person(
                    self.campaign, self.view.id, role, actor.user_id, actor=self._of(self.host),
                    now=at - timedelta(hours=1),
                )  # fmt: skip
        live.go(self.campaign, self.view.id, "open", actor=self._of(self.host), now=at)

    def _greetings(self, at: datetime, step: timedelta = timedelta(minutes=2)) -> datetime:
        self._say(Typed("host", OPENING % self.view.title), at)
        self._say(Typed("guest", GUEST_HELLO, self._guest(0)), at + step / 2)
        self._say(Typed("host", LEAD), at + step)
        self._say(Typed("guest", INTRODUCTION, self._guest(0)), at + 2 * step)
        return at + 3 * step

    def _asked_and_answered(
        self, chosen_id: int, text: str, number: int, at: datetime, step: timedelta = timedelta(minutes=3)
    ) -> datetime:
        live.show_question(self.campaign, self.view.id, chosen_id, actor=self._of(self.host), now=at)
        self._say(Typed("question", "", chosen_id=chosen_id), at)
        answer = Typed("guest", self._answer(text, number), self._guest(number), answers_id=chosen_id)
        self._say(answer, at + step)
        return at + 2 * step

    def _answer(self, text: str, number: int) -> str:
        fitting = [answer for marks, answer in ANSWERS if any(mark in text for mark in marks)]
        return fitting[0] if fitting else OTHERWISE[number % len(OTHERWISE)]

    def _say(self, typed: Typed, at: datetime) -> int:
        """A turn that is typed and let out; its id."""
        key = self._key()
        self._out(key, 0, typed, at)
        row = store.turn_by_key(key)
        assert row is not None
        return row.id

    def _out(self, key: str, version: int, typed: Typed, at: datetime) -> datetime:
        where = (self.campaign, self.view.id)
        kept = turn_drafts.hand_in(*where, key, version, typed, actor=self._of(self.typist), now=at)
        turns.release(
            *where, kept.id, kept.version, actor=self._of(self.releaser), now=at + timedelta(seconds=20)
        )
        return at + timedelta(minutes=2)

    # ── who ─────────────────────────────────────────────────────────────────────────────────────────────────────────
    def _actor(self, permission: str, role: str, user_id: int | None = None) -> Actor | None:
        """Somebody who may do it here, of the department itself where there is one, and nobody twice."""
        found = people_with(permission, department_id=self.view.department_id, campaign_id=self.campaign.id)
        taken = [one.user_id for one in (self.__dict__.get(n) for n in ("host", "typist", "releaser")) if one]
        free = [one for one in found if one.id not in taken]
        own = [one for one in free if one.department_id == self.view.department_id]
        person = next((one for one in free if one.id == user_id), None) or next(iter([*own, *free]), None)
        if person is None:
            return None
        grants = (Grant(role, frozenset({permission, SEE}), campaign_id=self.campaign.id),)
        return Actor(person.id, person.name, grants, person.department_id)

    def _of(self, actor: Actor | None) -> Actor:
        assert actor is not None
        return actor

    def _guest(self, number: int) -> int | None:
        guests = self.view.guests
        return guests[number % len(guests)].id if guests else None

    def _key(self) -> str:
        self.keys += 1
        return f"story-{self.view.id}-{self.keys:03d}"
