"""A city with a host, a studio and interviews, and short ways through them, for the tests of interviews."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests.support.chain import SIGNERS, City, plant

if TYPE_CHECKING:
    from flask import Flask

NOW = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)
#: the broadcast of the interview that `Studio.interview` makes: 9:00 to 10:00 in Shanghai, ten days later
STARTS = datetime(2026, 9, 11, 1, 0, tzinfo=UTC)
ENDS = STARTS + timedelta(hours=1)


@dataclass
class Studio:
    """Call its methods inside an app context. `city.as_("host")` is the host's browser."""

    city: City
    campaign: Any
    place_id: int

    def actor(self, login: str) -> Any:
        return self.city.actor(login)

    def interview(self, **changes: Any) -> int:
        """An interview of the water bureau as it stands in the plan, with one guest; a column's name changes it."""
        from core.api import unit_of_work
        from plugins.interviews.models import Guest, Interview

        given: dict[str, Any] = {
            "campaign_id": self.campaign.id,
            "department_id": self.city.units["water"],
            "title": "节约用水怎么奖",
            "topic": "请市水务局介绍节水奖励办法，回答市民提问。",
            "starts_at": STARTS,
            "ends_at": ENDS,
            "place_id": self.place_id,
            "host_id": self.city.ids["host"],
            "questions_from": NOW,
            "questions_until": ENDS,
            "contact": "李工，260 0118",
            "outline": "一、办法的由来\n二、怎么申请",
            "saved_at": NOW,
        }
        with unit_of_work() as session:
            row = Interview(**{**given, **changes})
            session.add(row)
            session.flush()
            session.add(
                Guest(
                    interview_id=row.id,
                    ordinal=1,
                    name="周明河",
                    post="云川市水务局局长",
                    person_key="周明河",
                )
            )
            session.flush()
            return row.id

    def announce(self, interview_id: int, *, now: datetime = NOW) -> None:
        """The notice goes through the chain and comes out."""
        from core.api import Content
        from plugins.interviews import chain
        from plugins.interviews.service import interviews

        view = interviews.of_campaign(self.campaign, interview_id)
        text = [{"kind": "paragraph", "text": view.topic}]
        content = Content(view.title, "云川市水务局", text, {"interview": interviews.frozen(view)})
        self.publish(chain.NOTICE, interview_id, content, now=now)

    def publish(self, kind: Any, interview_id: int, content: Any, *, now: datetime = NOW) -> None:
        """Send a text of the water bureau through all six steps."""
        water = self.city.units["water"]
        kind.submit(interview_id, self.campaign.id, water, content, actor=self.actor("editor"), now=now)
        self.pass_on(kind, interview_id, now=now)

    def pass_on(self, kind: Any, interview_id: int, *, now: datetime = NOW) -> None:
        """Sign and publish a text that was handed in."""
        from core.publishing import service as publishing

        document = kind.document(interview_id)
        assert document is not None
        assert document.revision is not None
        for step, login in SIGNERS.items():
            publishing.sign(document.id, step, document.revision.digest, actor=self.actor(login), now=now)
        publishing.publish(document.id, document.revision.digest, actor=self.actor("office"), now=now)


def open_studio(app: Flask) -> Studio:
    """Plant the city, with a host (`host`) and a typist (`typist`, an editor of the water bureau)."""
    from core.api import SYSTEM, campaigns, unit_of_work
    from core.users import service as users
    from core.users.contracts import SavePerson
    from plugins.interviews.models import Place

    city = plant(app)
    with app.app_context():
        people = (("host", "冯听雨", "city", "host", None), ("typist", "何小满", "water", "editor", "water"))
        for login, name, unit, role, where in people:
            command = SavePerson(name, login, city.units[unit])
            city.ids[login] = users.add_person(command, actor=SYSTEM, now=NOW)
            city.give(login, role, where)
        with unit_of_work() as session:
            place = Place(kind="studio", name="云川广播电视台一号演播室", address="广电路1号")
            session.add(place)
            session.flush()
            place_id = place.id
        return Studio(city, campaigns.campaign_by_id(city.campaign_id), place_id)
