"""The demo's meetings: a symposium that was held, its minutes confirmed, and a hearing to come whose places are drawn."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import Any

from core.api import Actor, Campaign, Grant, booking, clock, people_with, publishing

from .. import chain
from ..contracts import PreviewView
from ..permissions import MEET, SEE
from ..store import meetings as store
from . import meeting_door, meeting_papers, meeting_places, meetings, minutes, previews
from .meetings import SaveMeeting

GUESTS = (
    ("周女士", "13800013701"),
    ("何先生", "13800013702"),
    ("马老师", "13800013703"),
    ("于师傅", "13800013704"),
)
LOTS = (
    ("孟女士", "13800013711", 1), ("田先生", "13800013712", 2), ("白老师", "13800013713", 1),
    ("沈女士", "13800013714", 1), ("陆先生", "13800013715", 1),
)  # fmt: skip
MINUTES = """参加人员就征求意见稿提出意见，主要有三点。
一、希望把办理时限写得更具体，写明从哪一天起算。
二、建议增加没有智能手机的人怎样办理的规定。
三、对收费标准没有不同意见，希望每年公布一次收支。
起草单位当场说明了起草的考虑，表示逐条研究，采纳情况和理由一并公开。"""
PAPER = "听证会材料：征求意见稿和起草说明的要点。\n一、为什么制定。\n二、主要内容。\n三、听证事项。\n"


def tell(campaign: Campaign, now: datetime) -> None:
    """For the first preview with a hearing whose department has all who sign; without one there is nothing to tell."""
    for preview in previews.previews_of(campaign):
        unit = preview.department_id
        if preview.hearing == "hearing" and people_with("publishing.approve", department_id=unit):
            _Teller(campaign, preview).tell(now)
            return


class _Teller:
    def __init__(self, campaign: Campaign, preview: PreviewView) -> None:
        self.campaign, self.preview = campaign, preview
        self.unit_id = preview.department_id
        self.editor = self._actor(MEET, SEE, "decisions.edit", "publishing.submit", "files.edit", "files.see")

    def tell(self, now: datetime) -> None:
        # The first chance's clock stands a little before the demo's, so that a running demo never meets the future.
        self._held(now)
        self._coming(now)

    def _held(self, now: datetime) -> None:
        day = clock.local(now).replace(hour=14, minute=30, second=0, microsecond=0) - timedelta(days=3)
        made = day - timedelta(days=10)
        meeting_id = self._publish(
            SaveMeeting(
                "symposium", "服务对象座谈会", day, day + timedelta(hours=2), "市政务服务中心三楼会议室", 12,
                made, day - timedelta(days=1), agenda="介绍征求意见稿\n听取意见\n现场答问",
                invitees="办过相关事项的群众和企业代表。", contact="何工，260 0118",
            ),
            made,
        )  # fmt: skip
        got = [
            self._book(meeting_id, n, name, phone, made + timedelta(days=2))
            for n, (name, phone) in enumerate(GUESTS)
        ]
        here = day - timedelta(minutes=20)
        for one in got[:3]:
            meeting_door.let_in(
                self.campaign,
                meeting_id,
                key=f"story-{one.id}",
                booking_id=one.id,
                people=1,
                actor=self.editor,
                now=here,
            )
        act: dict[str, Any] = {"actor": self.editor, "now": day + timedelta(hours=20)}
        minutes.save(self.campaign, meeting_id, 0, MINUTES, **act)
        minutes.send(self.campaign, meeting_id, 1, **act)
        for one in got[:2]:
            minutes.answer(
                one.token, self.campaign, "agreed", "", actor=self.editor, now=day + timedelta(hours=30)
            )
        minutes.answer_on_paper(
            self.campaign,
            meeting_id,
            got[2].id,
            "agreed",
            "",
            actor=self.editor,
            now=day + timedelta(hours=31),
        )
        kept = store.minutes(meeting_id)
        assert kept is not None
        minutes.close(
            self.campaign, meeting_id, kept.version, actor=self.editor, now=day + timedelta(hours=32)
        )

    def _coming(self, now: datetime) -> None:
        day = clock.local(now).replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=12)
        made = day - timedelta(days=14)
        meeting_id = self._publish(
            SaveMeeting(
                "hearing", "征求意见稿听证会", day, day + timedelta(hours=3), "市政府一号会议室", 4,
                made, day - timedelta(days=4), agenda="宣读听证事项\n起草单位说明\n听证参加人发表意见\n总结",
                invitees="与这件事有利害关系的居民、企业、社会组织代表。", contact="何工，260 0118",
                way="draw", public_source="报名截止后第一期“双色球”开奖号码，按公布顺序连写", companions=1,
            ),
            made,
            paper=True,
        )  # fmt: skip
        for n, (name, phone, party) in enumerate(LOTS):
            self._book(meeting_id, n, name, phone, now - timedelta(hours=30 - n), party=party)

    def _book(
        self, meeting_id: int, n: int, name: str, phone: str, at: datetime, *, party: int = 1
    ) -> booking.BookingView:
        wish = meeting_places.Wish(meeting_id, phone, name, f"story-{meeting_id}-{n}", at, party=party)
        return meeting_places.book(self.campaign, wish, now=at)

    def _publish(self, command: SaveMeeting, at: datetime, *, paper: bool = False) -> int:
        """Through every step, each by somebody else."""
        begun = at - timedelta(hours=4)
        act: dict[str, Any] = {"actor": self.editor, "now": begun}
        meeting_id = meetings.save_meeting(self.campaign, command, preview_id=self.preview.id, **act)
        if paper:
            meeting_papers.add_paper(
                self.campaign, meeting_id, 1, "听证材料", io.BytesIO(PAPER.encode()), "听证材料.txt",
                no_secret_marks=True, **act,
            )  # fmt: skip
        meetings.submit_meeting(self.campaign, meeting_id, **act)
        waiting = chain.MEETING.document(meeting_id)
        assert waiting is not None
        assert waiting.revision is not None
        digest = waiting.revision.digest
        for hours, step, permission in (
            (3, "first_review", "publishing.first_review"),
            (2, "secrecy_review", "publishing.secrecy_review"),
            (1, "approval", "publishing.approve"),
        ):
            publishing.sign(
                waiting.id, step, digest, actor=self._actor(permission), now=at - timedelta(hours=hours)
            )
        publishing.publish(waiting.id, digest, actor=self._actor("publishing.publish"), now=at)
        return meeting_id

    def _actor(self, *permissions: str) -> Actor:
        """The person of the unit (or the office) who holds the first permission, with these."""
        people = people_with(permissions[0], department_id=self.unit_id)
        person = next((p for p in people if p.department_id == self.unit_id), people[0])
        role = {"publishing.first_review": "reviewer", "publishing.secrecy_review": "secrecy_reviewer",
                "publishing.approve": "leader", "publishing.publish": "office"}.get(permissions[0], "editor")  # fmt: skip
        grant = Grant(role, frozenset(permissions), frozenset({self.unit_id}))
        return Actor(person.id, person.name, (grant,), self.unit_id)
