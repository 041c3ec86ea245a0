"""A campaign with a subject that opinions are about, an office, two departments; acts in short words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from core.base.access import VISITOR, Actor, Grant
from tests.support.chain import City, plant

if TYPE_CHECKING:
    from flask import Flask

    from core.opinions.contracts import Receipt

KIND = "opinions.test_wish"
NOW = datetime(2026, 9, 10, 2, 0, tzinfo=UTC)


def officer(role: str, department_id: int | None, *permissions: str) -> Actor:
    reach = frozenset({department_id}) if department_id else None
    return Actor(7, role, (Grant(role, frozenset(permissions), reach),), department_id)


@dataclass
class Ledger:
    """Short ways to act on opinions. Call its methods inside an app context."""

    app: Flask
    city: City
    office: Actor
    water: Actor
    housing: Actor
    clerk: Actor
    count: int = 0

    def say(
        self, text: str = "建议在中山路小学门口增设减速带", *, now: datetime = NOW, **more: Any
    ) -> Receipt:
        from core.opinions import service
        from core.opinions.contracts import NewOpinion

        self.count += 1
        given: dict[str, Any] = {
            "campaign_id": self.city.campaign_id,
            "kind": KIND,
            "subject_id": 1,
            "source": "page",
            "text": text,
            "key": f"{self.count:032x}",
            "remote": f"address-{self.count}",
        }
        actor = more.pop("actor", VISITOR)
        return service.receive(NewOpinion(**{**given, **more}), actor=actor, now=now)

    def row(self, opinion_id: int) -> Any:
        from core.opinions import store

        return store.opinion(opinion_id)

    def accept(self, opinion_id: int, **more: Any) -> None:
        from core.opinions import service

        version = self.row(opinion_id).version
        service.accept(opinion_id, version, **{"text": None, "actor": self.office, "now": NOW, **more})

    def end(
        self, opinion_id: int, outcome: str = "adopted", reason: str = "已经安排装上。", **more: Any
    ) -> None:
        from core.opinions import service
        from core.opinions.contracts import EndOpinion

        version = self.row(opinion_id).version
        actor = more.pop("actor", self.office)
        service.end(opinion_id, version, EndOpinion(outcome, reason, **more), actor=actor, now=NOW)

    def sent(self, phone: str) -> list[tuple[str, str, str]]:
        """(kind, state, words) of everything queued for a phone or number."""
        from core.base.db import db
        from core.base.outbox import OutboxMessage
        from core.base.privacy import digest, unseal

        rows = (
            db.session.query(OutboxMessage).filter_by(person_digest=digest(phone)).order_by(OutboxMessage.id)
        )
        return [(row.kind, row.state, unseal(row.body_sealed)) for row in rows]


def declare(app: Flask, **changes: Any) -> None:
    """A kind of opinion about subjects 1 to 9 of the water bureau."""
    from core.plugin.contracts import OpinionKind, OpinionSubject

    def subject(campaign: Any, subject_id: int) -> OpinionSubject | None:
        if not 1 <= subject_id <= 9:
            return None
        return OpinionSubject(
            f"第 {subject_id} 件事", department_id=water[0], takes_until=changes.get("until")
        )

    water = [0]
    with app.app_context():
        from core.users import service as users

        found = users.find_department("云川市水务局")
        water[0] = found.id if found is not None else 0
    app.extensions["yangguang"].opinion_kinds[KIND] = OpinionKind(
        KIND, "试用的意见", subject, "web_public.column", rule="DP-11", anonymous=changes.get("anonymous", True),
        subjects=lambda campaign: (1, 2), may_be_public=changes.get("may_be_public", True), subject_arg="about",
    )  # fmt: skip


@pytest.fixture
def ledger(make_app: Callable[..., Flask]) -> Iterator[Ledger]:
    app = make_app(SMS_GATEWAY="demo")
    city = plant(app)
    declare(app)
    with app.app_context():
        yield Ledger(
            app,
            city,
            office=officer("office", None, "opinions.see", "opinions.moderate", "opinions.enter"),
            water=officer("editor", city.units["water"], "opinions.see", "opinions.answer", "opinions.enter"),
            housing=officer("editor", city.units["housing"], "opinions.see", "opinions.answer"),
            clerk=officer("operator", None, "opinions.enter"),
        )
