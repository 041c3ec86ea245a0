"""Questions to an interview in a studio: asked, let through, picked; short ways for the tests of interviews."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.support.studio import NOW, Studio


@dataclass
class Asking:
    """Call its methods inside an app context."""

    studio: Studio
    interview_id: int
    count: int = 0

    @property
    def campaign(self) -> Any:
        return self.studio.campaign

    def actor(self, login: str = "host") -> Any:
        return self.studio.actor(login)

    def ask(self, text: str = "节水奖励怎么申请，要带什么材料", *, now: datetime = NOW, **more: Any) -> int:
        """Somebody asks; returns the opinion's id."""
        from core.api import VISITOR, NewOpinion, opinions

        self.count += 1
        given: dict[str, Any] = {
            "campaign_id": self.campaign.id,
            "kind": "interviews.question",
            "subject_id": self.interview_id,
            "source": "page",
            "text": text,
            "key": f"{self.count:032x}",
            "phone": f"138{self.count:08d}",
            "remote": f"asker-{self.count}",
        }
        actor = more.pop("actor", VISITOR)
        found: int = opinions.receive(NewOpinion(**{**given, **more}), actor=actor, now=now).id
        return found

    def version(self, opinion_id: int) -> int:
        from core.api import opinions

        brief = opinions.brief_of(opinion_id)
        assert brief is not None
        return brief.version

    def state(self, opinion_id: int) -> str:
        from plugins.interviews.service import questions

        return next(
            one.state for one in questions.questions_on(self.interview_id) if one.brief.id == opinion_id
        )

    def act(self, name: str, opinion_id: int, *given: Any, by: str = "host", now: datetime = NOW) -> Any:
        """Do one of the service's acts on a question as it is now."""
        from plugins.interviews.service import questions

        act = getattr(questions, name)
        seen = self.version(opinion_id)
        return act(self.campaign, self.interview_id, opinion_id, seen, *given, actor=self.actor(by), now=now)

    def choose(self, text: str = "节水奖励怎么申请", **more: Any) -> tuple[int, int]:
        """(opinion, place in the list) of a new question that was picked at once."""
        opinion_id = self.ask(text, **more)
        return opinion_id, self.act("choose", opinion_id, text)

    def order(self) -> list[int]:
        """The opinions of the host's list in its order."""
        from plugins.interviews.store import questions as store

        return [row.opinion_id for row in store.chosen_of(self.interview_id)]

    def told(self, phone: str) -> list[tuple[str, str]]:
        """(kind, words) of what was queued for a phone."""
        from core.base.db import db
        from core.base.outbox import OutboxMessage
        from core.base.privacy import digest, unseal

        rows = (
            db.session.query(OutboxMessage).filter_by(person_digest=digest(phone)).order_by(OutboxMessage.id)
        )
        return [(row.kind, unseal(row.body_sealed)) for row in rows]


def open_asking(studio: Studio, **changes: Any) -> Asking:
    """An announced interview that takes questions."""
    interview_id = studio.interview(**changes)
    studio.announce(interview_id)
    return Asking(studio, interview_id)
