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
    (("六楼", "水压低"), "青溪片区晚上用水集中，末端水压低。新的加压站下个月投用，六楼以上水压能提高一半；投用以前，每晚七点到十点由值班调度加压。"),
    (("发短信",), "可以。登记过手机号的用户，计划停水提前一天发短信，抢修停水半小时内发。没登记的，打热线或者到营业厅说一声就行。"),
    (("什么时候改造",), "老旧小区的管网今年分三批改，名单和工期都贴在小区门口，也放在网上。改造期间停水提前一天通知，每次不超过八小时。"),
    (("爆了",), "打供水热线，二十四小时有人接。主干管一小时内到场，小区里的管两小时内到场，修好以后回访。"),
    (("没有清洗",), "水箱每半年清洗一次，化验结果贴在楼道里，也能凭楼号在网上查。您这栋两年没有清洗，会后我们就联系，这个月洗完。"),
    (("到底归谁管",), "验收合格移交以后，从市政管道到水表，管网和水泵都归供水公司管，坏了不用业主凑钱。没有移交的，我们帮着办移交。"),
    (("检修会不会提前",), "会。计划检修提前一天在楼道里和短信里通知，写明几点停、几点来；临时抢修半小时内通知。"),
    (("六口人", "人口多"), "按户口簿和居住证上的人数核增：五口以上的，每多一人，每月一级水量加 3 吨。到营业厅或者在手机上办，当月生效。"),
    (("低保",), "低保户现在每月免费用水 4 吨，调价方案里拟增加到 6 吨。不用自己申请，民政部门的名单每月转给我们。刚评上的带低保证到营业厅，当天办好。"),
    (("合租",), "按表计价，人数可以核增：房东或者住户带租赁合同和身份证明来登记，五人以上就多给一级水量。"),
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
