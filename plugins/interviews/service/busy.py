"""Interviews of a large city that doesn't exist (`yangguang demo --busy`): thirty of them, fifteen hundred questions, and
the turns of those that are over."""

from __future__ import annotations

import random
from datetime import datetime, time, timedelta

from sqlalchemy import insert

from core.api import (
    Actor,
    Campaign,
    Grant,
    Progress,
    TextKind,
    clock,
    db,
    departments,
    opinions,
    people_with,
    publishing,
    unit_of_work,
)

from .. import chain
from ..contracts import InterviewView
from ..models import Chosen, Live, Place, Turn
from ..permissions import EDIT, HOST, RELEASE, SEE, TYPE
from . import interviews, notice, schedule
from .schedule import NewGuest, SaveInterview

INTERVIEWS, QUESTIONS, TURNS = 30, 1500, 900
PEOPLE = 60_000
#: begins of an hour on air, one after the other, since one host leads them all
HOURS = (time(8), time(9, 30), time(11), time(14), time(15, 30), time(17))
PLACES = (
    ("studio", "云川广播电视台一号演播室"),
    ("radio", "云川人民广播电台直播间"),
    ("site", "市政务服务中心三楼"),
)
TOPICS = (
    "今年办哪些实事",
    "窗口办事怎么提速",
    "补贴怎么领",
    "收费标准怎么定",
    "投诉多久有回音",
    "新规哪天实施",
    "老小区怎么改",
)
ASKED = (
    "什么时候能办完",
    "要带哪些材料",
    "找哪个窗口",
    "为什么隔壁区能办我们不能办",
    "老人不会用手机怎么办",
    "钱从哪里来",
    "能不能周末也开门",
)
ABOUT = (
    "养老补贴",
    "小区停车位",
    "加装电梯",
    "孩子入学",
    "医保报销",
    "供热缴费",
    "公租房申请",
    "老旧水管改造",
    "门前的路",
    "夜里的噪声",
)
ANSWERS = (
    "本月底前办完，名单和进度贴在小区公示栏，也放在网上。",
    "带身份证明就行，其余材料由我们内部核对，不再请群众跑。",
    "各区政务服务大厅都能办，周六上午照常开门。",
    "资金已经列入今年预算，九月起分批拨付。",
)
NAMES = "王李张刘陈杨赵黄周吴徐孙"


def fill(campaign: Campaign, now: datetime, size: float, progress: Progress) -> None:
    """Nothing without a host, or without units whose people sign."""
    dice = random.Random(518)
    hosts = people_with(HOST, campaign_id=campaign.id)
    signing = {person.department_id for person in people_with("publishing.approve")}
    units = [unit for unit in departments() if unit.id in signing and unit.kind == "bureau"]
    if not hosts or not units:
        return
    many, questions, turns = (max(3, round(most * size)) for most in (INTERVIEWS, QUESTIONS, TURNS))
    past = many * 2 // 3
    with progress("在线访谈", many) as step:
        with unit_of_work() as session:
            rows = [Place(kind=kind, name=name, address="广电路 1 号") for kind, name in PLACES]
            session.add_all(rows)
            session.flush()
            place_ids = [row.id for row in rows]
        for n in range(many):
            unit = units[n % len(units)]
            teller = _Teller(campaign, unit.id, unit.name, hosts[-1].id)
            starts = _slot(n, past, now)
            with unit_of_work():
                interview_id = teller.announce(n, starts, place_ids[n % len(place_ids)])
            chosen = _questions(teller, interview_id, max(3, questions // many), n < past, dice, now)
            if n < past:
                teller.on_air(interview_id, starts, chosen, max(4, turns // max(past, 1)))
            db.session.expunge_all()
            step(1)


def _slot(n: int, past: int, now: datetime) -> datetime:
    """One hour of the campaign's days so far, or of the weeks to come."""
    today = clock.local(now).date()
    k = n if n < past else n - past
    days = 1 + k // len(HOURS)
    day = today - timedelta(days=days) if n < past else today + timedelta(days=2 * days)
    return datetime.combine(day, HOURS[k % len(HOURS)], clock.SHANGHAI)


class _Teller:
    """The people of one unit, and what they do for an interview."""

    def __init__(self, campaign: Campaign, unit_id: int, unit: str, host_id: int) -> None:
        self.campaign, self.unit_id, self.unit, self.host_id = campaign, unit_id, unit, host_id
        self.editor = self.actor("editor", EDIT, "publishing.submit", SEE)
        self.typist, self.releaser = self.actor("editor", TYPE), self.actor("reviewer", RELEASE)

    def actor(self, role: str, *permissions: str) -> Actor:
        people = people_with(permissions[0], department_id=self.unit_id, campaign_id=self.campaign.id)
        person = next((one for one in people if one.department_id == self.unit_id), people[0])
        grant = Grant(role, frozenset(permissions), frozenset({self.unit_id}))
        return Actor(person.id, person.name, (grant,), self.unit_id)

    def announce(self, n: int, starts: datetime, place_id: int) -> int:
        """Planned, its notice signed and out eight days ahead."""
        out = starts - timedelta(days=8)
        ends = starts + timedelta(hours=1)
        name = f"{NAMES[n % len(NAMES)]}{NAMES[(n // len(NAMES)) * 5 % len(NAMES)]}远"
        command = SaveInterview(
            department_id=self.unit_id,
            title=f"{self.unit.removeprefix('云川市')}：{TOPICS[n % len(TOPICS)]}",
            topic=f"请{self.unit}负责同志介绍情况，回答市民提问。",
            starts_at=starts,
            ends_at=ends,
            place_id=place_id,
            host_id=self.host_id,
            questions_from=out,
            questions_until=ends,
            contact="市政务公开办 260 0110",
            outline="一、今年的工作\n二、市民关心的事\n三、现场答问",
            guests=(NewGuest(name, f"{self.unit}负责同志"),),
        )
        at = out - timedelta(days=2)
        interview_id = schedule.save(self.campaign, command, actor=self.editor, now=at)
        notice.submit(self.campaign, interview_id, actor=self.editor, now=at)
        self._publish(chain.NOTICE, interview_id, out)
        return interview_id

    def _publish(self, kind: TextKind, subject_id: int, at: datetime) -> None:
        waiting = kind.document(subject_id)
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
        publishing.publish(waiting.id, digest, actor=self.actor("office", "publishing.publish"), now=at)

    def on_air(self, interview_id: int, starts: datetime, asked: list[tuple[int, str]], many: int) -> None:
        """The broadcast from the first word to the last: a question put, its answer, a word of the host's, and so on."""
        view = interviews.of_campaign(self.campaign, interview_id)
        minute = timedelta(minutes=1)
        with unit_of_work() as session:
            picked = [
                {
                    "interview_id": interview_id, "opinion_id": one, "ordinal": n, "chosen_by": self.host_id,
                    "chosen_at": starts - timedelta(hours=2), "aired_at": starts + n * 3 * minute,
                    "answered_at": starts + (n * 3 + 2) * minute,
                }
                for n, (one, _text) in enumerate(asked, 1)
            ]  # fmt: skip
            ids = list(
                session.scalars(insert(Chosen).returning(Chosen.id, sort_by_parameter_order=True), picked)
            )
            turns = [
                self._turn(view, place, speaker, text, starts + place * minute, chosen, answers)
                for place, (speaker, text, chosen, answers) in enumerate(_said(view, ids, asked, many), 1)
            ]
            session.execute(insert(Turn), turns)
            session.add(
                Live(
                    interview_id=interview_id, state="over", started_at=starts, ended_at=view.ends_at,
                    released=len(turns), readers=120 + interview_id * 7, readers_most=80 + interview_id * 3,
                )
            )  # fmt: skip

    def _turn(
        self, view: InterviewView, place: int, speaker: str, text: str, at: datetime, chosen: int | None,
        answers: int | None,
    ) -> dict[str, object]:  # fmt: skip
        assert view.ends_at is not None
        typed = min(at, view.ends_at - timedelta(minutes=1))
        return {
            "interview_id": view.id, "place": place, "spot": place, "speaker": speaker,
            "guest_id": view.guests[0].id if speaker == "guest" else None, "chosen_id": chosen, "answers_id": answers,
            "text": text, "state": "released", "key": f"busy-{view.id}-{place}", "typed_by": self.typist.user_id,
            "typed_at": typed, "edited_by": self.typist.user_id, "edited_at": typed, "held_by": self.typist.user_id,
            "handed_in_at": typed, "released_by": self.releaser.user_id, "released_at": typed + timedelta(seconds=8),
        }  # fmt: skip


def _said(
    view: InterviewView, ids: list[int], asked: list[tuple[int, str]], many: int
) -> list[tuple[str, str, int | None, int | None]]:
    """(speaker, text, question put, question answered) of each turn."""
    said: list[tuple[str, str, int | None, int | None]] = [
        ("host", f"各位网友好，今天的话题是“{view.title}”。", None, None),
        ("guest", "主持人好，各位网友好。", None, None),
    ]
    for n, (chosen_id, (_one, text)) in enumerate(zip(ids, asked, strict=True)):
        said += [
            ("question", text, chosen_id, None),
            ("guest", ANSWERS[n % len(ANSWERS)], None, chosen_id),
            ("host", "好，下一个问题。", None, None),
        ]
    return [*said[: max(many - 1, 4)], ("host", "感谢嘉宾，感谢各位网友。", None, None)]


def _questions(
    teller: _Teller, interview_id: int, many: int, over: bool, dice: random.Random, now: datetime
) -> list[tuple[int, str]]:
    """Asked since the notice came out; of one that is over, the first dozen were answered on air. Gives those."""
    view = interviews.of_campaign(teller.campaign, interview_id)
    assert view.questions_from is not None
    assert view.ends_at is not None
    until = min(now - timedelta(minutes=5), view.ends_at - timedelta(minutes=20))
    if until <= view.questions_from:  # announced for later: nobody may ask yet
        return []
    on_air = min(14, many // 2) if over else 0
    heard = []
    for n in range(many):
        at = view.questions_from + (until - view.questions_from) * dice.random()
        state = "ended" if n < on_air else dice.choices(
            ("accepted", "received", "rejected"), (88, 4, 8) if over else (55, 40, 5)
        )[0]  # fmt: skip
        text = f"{dice.choice(('请问', '想问', '请局长说说'))}{dice.choice(ABOUT)}{dice.choice(ASKED)}？"
        heard.append(
            opinions.Heard(
                text=text, at=at, phone=f"138000{dice.randrange(PEOPLE):05d}", state=state,
                outcome="answered" if state == "ended" else "",
                reason={"ended": ANSWERS[n % len(ANSWERS)], "rejected": "off_topic"}.get(state, ""),
                backed_by=tuple(f"138000{dice.randrange(PEOPLE):05d}" for _ in range(dice.randrange(4)))
                if state in ("ended", "accepted") else (),
            )
        )  # fmt: skip
    ids = opinions.fill(teller.campaign, chain.QUESTION, interview_id, heard, now=now)
    return [(i, one.text) for i, one in zip(ids, heard, strict=True)][:on_air]
