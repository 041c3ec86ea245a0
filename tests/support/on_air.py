"""A broadcast that is on, with its people named, and short ways to type and release, for the tests of interviews."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from tests.support.asking import Asking
from tests.support.studio import STARTS, Studio


@dataclass
class OnAir:
    """Call its methods inside an app context. Typist `typist`, releaser `reviewer`, assistant `editor`, host `host`."""

    studio: Studio
    interview_id: int
    guest_id: int
    asked: int = 0
    keys: Any = field(default_factory=lambda: (f"key-{number:08d}" for number in count(1)))

    @property
    def campaign(self) -> Any:
        return self.studio.campaign

    def hand_in(
        self,
        text: str = "欢迎收看。",
        *,
        by: str = "typist",
        key: str = "",
        now: datetime = STARTS,
        **typed: Any,
    ) -> Any:
        from plugins.interviews.service import turn_drafts

        return turn_drafts.hand_in(
            self.campaign, self.interview_id, key or next(self.keys), 0,
            turn_drafts.Typed(**{"speaker": "host", "text": text, **typed}),
            actor=self.studio.actor(by), now=now,
        )  # fmt: skip

    def release(
        self,
        turn: Any,
        *,
        by: str = "reviewer",
        now: datetime = STARTS,
        confirmed: bool = False,
        version: int = 0,
    ) -> int:
        from plugins.interviews.service import turns

        return turns.release(
            self.campaign, self.interview_id, turn.id, version or turn.version, actor=self.studio.actor(by),
            now=now, confirmed=confirmed,
        )  # fmt: skip

    def pull(
        self, turn: Any, *, by: str = "reviewer", reason: str = "说错了", now: datetime = STARTS
    ) -> None:
        from plugins.interviews.service import turns

        turns.pull(self.campaign, self.interview_id, turn.id, reason, actor=self.studio.actor(by), now=now)

    def desk(self, by: str = "host", *roles: str, now: datetime = STARTS) -> Any:
        from plugins.interviews.service import live_views

        return live_views.desk(
            self.campaign, self.interview_id, *(roles or ("host",)), actor=self.studio.actor(by), now=now
        )

    def say(self, act: str, *, by: str = "host", now: datetime = STARTS) -> str:
        from plugins.interviews.service import live

        return live.go(self.campaign, self.interview_id, act, actor=self.studio.actor(by), now=now)

    def name(self, login: str, role: str, *, now: datetime = STARTS) -> None:
        from plugins.interviews.service import duties

        duties.name_person(
            self.campaign, self.interview_id, role, self.studio.city.ids[login], actor=self.studio.actor("host"),
            now=now,
        )  # fmt: skip

    def questions(self, *texts: str) -> list[int]:
        """Questions that were asked and picked at once; their numbers in the host's list (Chosen.id)."""
        from plugins.interviews.store import live as store

        asking = Asking(self.studio, self.interview_id, count=self.asked)
        self.asked += len(texts)
        picked = [asking.choose(text)[0] for text in texts]
        by_opinion = {row.opinion_id: row.id for row in store.chosen(self.interview_id)}
        return [by_opinion[opinion] for opinion in picked]


def set_up(studio: Studio, **changes: Any) -> OnAir:
    """An announced interview with a signed outline and its people named; nothing has begun."""
    from core.api import Content, db
    from plugins.interviews import chain
    from plugins.interviews.models import Guest

    interview_id = studio.interview(**changes)
    studio.announce(interview_id)
    outline = [{"kind": "paragraph", "text": "一、办法的由来\n二、怎么申请"}]
    studio.publish(chain.OUTLINE, interview_id, Content("节约用水怎么奖访谈提纲", "云川市水务局", outline))
    guest_id = db.session.scalar(db.select(Guest.id).where(Guest.interview_id == interview_id))
    assert guest_id is not None
    made = OnAir(studio, interview_id, guest_id)
    made.name("typist", "typist")
    made.name("reviewer", "releaser")
    made.name("editor", "assistant")
    return made


def on_air(studio: Studio, **changes: Any) -> OnAir:
    """The same, opened by the host."""
    made = set_up(studio, **changes)
    made.say("open")
    return made
