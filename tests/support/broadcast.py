"""A broadcast as its readers meet it: turns released, pulled, a question on the screen. Past the desks, which have tests of their own."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4


class Broadcast:
    """Call its methods inside an app context, outside of a unit of work."""

    def __init__(self, campaign_id: int, interview_id: int, user_id: int) -> None:
        self.campaign_id, self.interview_id, self.user_id = campaign_id, interview_id, user_id

    def set(self, now: datetime, **changes: Any) -> None:
        """Change the broadcast's row and tell it: `state="on"`, `chosen_id=…`."""
        from core.api import unit_of_work
        from plugins.interviews.service import reading

        with unit_of_work() as session:
            row = self._row(session)
            for name, value in changes.items():
                setattr(row, name, value)
            session.flush()
            reading.tell_state(self.interview_id, self.campaign_id, now)

    def release(self, text: str, now: datetime, *, speaker: str = "host", **columns: Any) -> int:
        """One turn comes out; its number."""
        from core.api import unit_of_work
        from plugins.interviews.models import Turn
        from plugins.interviews.service import reading

        with unit_of_work() as session:
            row = self._row(session)
            row.released += 1
            turn = Turn(
                interview_id=self.interview_id, place=row.released, speaker=speaker, text=text, state="released",
                key=str(uuid4()), spot=columns.pop("spot", row.released), typed_by=self.user_id, typed_at=now,
                edited_by=self.user_id, edited_at=now, held_by=self.user_id, released_by=self.user_id,
                released_at=now, **columns,
            )  # fmt: skip
            session.add(turn)
            session.flush()
            reading.tell_turn(self.interview_id, self.campaign_id, turn, now)
            return turn.id

    def pull(self, turn_id: int, now: datetime) -> None:
        from core.api import unit_of_work
        from plugins.interviews.models import Turn
        from plugins.interviews.service import reading

        with unit_of_work() as session:
            turn = session.get_one(Turn, turn_id)
            turn.state, turn.pulled_by, turn.pulled_at, turn.pull_reason = (
                "pulled",
                self.user_id,
                now,
                "说错了",
            )
            session.flush()
            reading.tell_pulled(self.interview_id, self.campaign_id, turn, now)

    def ask(self, text: str, now: datetime) -> int:
        """A question stands on the screen; its number."""
        from core.api import unit_of_work
        from core.opinions.models import Opinion
        from plugins.interviews import chain
        from plugins.interviews.models import Chosen

        with unit_of_work() as session:
            opinion = Opinion(
                campaign_id=self.campaign_id, number=f"T-{uuid4().hex[:8]}", kind=chain.QUESTION,
                subject_id=self.interview_id, source="page", published_text=text, text_sealed="", state="accepted",
                code_digest="", idempotency_key=uuid4().hex, received_at=now, entered_at=now, shown_at=now,
            )  # fmt: skip
            session.add(opinion)
            session.flush()
            chosen = Chosen(
                interview_id=self.interview_id, opinion_id=opinion.id, ordinal=1, chosen_by=self.user_id,
                chosen_at=now, aired_at=now,
            )  # fmt: skip
            session.add(chosen)
            session.flush()
            number = chosen.id
        self.set(now, chosen_id=number)
        return number

    def _row(self, session: Any) -> Any:
        from plugins.interviews.models import Live

        row = session.query(Live).filter_by(interview_id=self.interview_id).one_or_none()
        if row is None:
            row = Live(interview_id=self.interview_id, released=0)
            session.add(row)
            session.flush()
        return row


def on_air(app: Any, now: datetime) -> Broadcast:
    """An announced interview in an empty copy of the product, its broadcast just begun."""
    from tests.support.studio import open_studio

    studio = open_studio(app)
    with app.app_context():
        number = studio.interview()
        studio.announce(number)
        broadcast = Broadcast(studio.campaign.id, number, studio.city.ids["typist"])
        broadcast.set(now, state="on", started_at=now)
    return broadcast
