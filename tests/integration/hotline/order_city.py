"""The demo's people and campaign with a topic, for tests of work orders; acts in short words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask

    from core.base.access import Actor
    from core.plugin.contracts import Campaign
    from plugins.hotline.contracts import OrderView
    from plugins.hotline.models.orders import Order

#: a Thursday in the week before the National Day's holiday of 2025, with make-up days around it
NOW = datetime(2025, 9, 25, 1, 0, tzinfo=UTC)


@dataclass
class OrderCity:
    """Call its methods inside an app context."""

    app: Flask
    campaign: Campaign
    units: dict[str, int]
    topic_id: int
    count: int = 0

    def actor(self, login: str) -> Actor:
        from core.base.db import db
        from core.users.models import UserRow
        from core.users.service.sign_in import actor_of

        return actor_of(db.session.scalars(db.select(UserRow).filter_by(login_name=login)).one())

    def new(self, login: str = "operator", *, now: datetime = NOW, **more: Any) -> OrderView:
        from plugins.hotline.contracts import NewOrder
        from plugins.hotline.service import orders

        self.count += 1
        given: dict[str, Any] = {
            "campaign_id": self.campaign.id,
            "key": f"key-{self.count}",
            "sort": "help",
            "title": "前进路晚上停水",
            "words": "前进路 12 号楼每天晚上八点以后停水。",
            "place": "前进路12号楼",
            "phone": "13800001234",
            "name": "王女士",
        }
        return orders.register(NewOrder(**{**given, **more}), actor=self.actor(login), now=now)

    def at_water(self, *, now: datetime = NOW, **more: Any) -> OrderView:
        """An order that was dispatched to the water bureau."""
        return self.new(handle="dispatch", department_id=self.units["water"], now=now, **more)

    def row(self, order_id: int) -> Order:
        from core.base.db import db
        from plugins.hotline.models.orders import Order

        return db.session.get_one(Order, order_id, populate_existing=True)

    def do(self, act: str, order_id: int, *arguments: Any, by: str, now: datetime = NOW, **more: Any) -> Any:
        """Do an act at the order's present version."""
        from plugins.hotline.service import orders

        version = self.row(order_id).version
        return getattr(orders, act)(order_id, version, *arguments, actor=self.actor(by), now=now, **more)

    def sent(self, phone: str = "13800001234") -> list[tuple[str, str, str]]:
        """(kind, lane, words) of everything queued for a number."""
        from core.base.db import db
        from core.base.outbox import OutboxMessage
        from core.base.privacy import digest, unseal

        wanted = db.select(OutboxMessage).filter_by(person_digest=digest(phone)).order_by(OutboxMessage.id)
        return [(row.kind, row.lane, unseal(row.body_sealed)) for row in db.session.scalars(wanted)]


def plant(app: Flask, now: datetime = NOW) -> OrderCity:
    """The demo's people and campaign, and one topic of the water bureau."""
    from core.base.db import db, unit_of_work
    from core.campaigns import service as campaigns
    from core.users import service as users
    from plugins.hotline.models.topics import Topic, TopicDepartment

    with app.app_context(), app.test_request_context("/zh/"):
        users.create_demo_people(now)
        campaign = campaigns.create_demo_campaign(now)
        units = {
            short: next(unit.id for unit in users.all_departments() if word in unit.name)
            for short, word in (("water", "水务"), ("housing", "住房"), ("office", "人民政府办公室"))
        }
        with unit_of_work() as session:
            topic = Topic(
                campaign_id=campaign.id, name="停水停电", short="停水", term_class="other", created_at=now
            )
            session.add(topic)
            session.flush()
            session.add(TopicDepartment(topic_id=topic.id, department_id=units["water"]))
        return OrderCity(app, campaign, units, db.session.scalars(db.select(Topic.id)).one())
