"""A campaign with topics, shifts and people on them, shared by the tests of the line."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from core.base.access import SYSTEM, Actor, Grant
from core.base.db import db, unit_of_work
from core.plugin.contracts import Campaign
from plugins.hotline.contracts import NewWaiter, WaiterView
from plugins.hotline.models import Shift, ShiftTopic, Topic, Waiter
from plugins.hotline.permissions import SERVE, SUPERVISE
from plugins.hotline.service import line, seat_states

NOW = datetime(2026, 9, 1, 1, 0, tzinfo=UTC)
ENDS = NOW + timedelta(hours=9)
SUPERVISOR = Actor(900, "班长", (Grant("supervisor", frozenset({SERVE, SUPERVISE})),))
_KEYS = itertools.count()


def expert(number: int) -> Actor:
    return Actor(100 + number, f"专席{number}", (Grant("seat_expert", frozenset({SERVE})),))


@dataclass
class Line:
    """Topics 1…n of one campaign; `seat` opens a shift and sits down on it."""

    campaign: Campaign
    topics: list[int]
    seats: dict[int, Actor] = field(default_factory=dict)

    def seat(
        self,
        *topics: int,
        number: int = 0,
        languages: tuple[str, ...] = (),
        sit: bool = True,
        starts: datetime = NOW,
        ends: datetime = ENDS,
    ) -> int:
        """A shift for topics (places in `topics`; none: all topics), its person sitting."""
        number = number or len(self.seats) + 1
        with unit_of_work() as session:
            row = Shift(
                campaign_id=self.campaign.id, seat_number=number, user_id=100 + number, general=not topics,
                languages=list(languages), starts_at=starts, ends_at=ends, state="planned", version=1,
            )  # fmt: skip
            session.add(row)
            session.flush()
            session.add_all(ShiftTopic(shift_id=row.id, topic_id=self.topics[t]) for t in topics)
            shift_id = row.id
        self.seats[shift_id] = expert(number)
        if sit:
            seat_states.sit_down(shift_id, actor=self.seats[shift_id], now=max(starts, NOW))
        return shift_id

    def join(self, topic: int = 0, *, now: datetime = NOW, n: int | None = None, **more: Any) -> WaiterView:
        number = next(_KEYS) if n is None else n
        given = {"phone": f"139{number:08d}", "name": f"第{number}位", "summary": "公积金怎么取", **more}
        new = NewWaiter(self.campaign.id, self.topics[topic], given.pop("key", f"key-{number}"), **given)
        return line.join(new, actor=SYSTEM, now=now)

    def next(self, shift_id: int, now: datetime = NOW) -> WaiterView | None:
        return line.claim_next(shift_id, actor=self.seats[shift_id], now=now)

    def finish(self, waiter_id: int, shift_id: int, now: datetime, outcome: str = "answered") -> WaiterView:
        return line.finish(waiter_id, outcome, actor=self.seats[shift_id], now=now)


def make_line(topics: int = 1, slug: str = "line", **pack: Any) -> Line:
    from core.campaigns import service as campaigns
    from core.campaigns.contracts import CampaignDraft

    draft = CampaignDraft(
        slug=slug, title=slug, theme="阳光政务", starts_on=date(2026, 8, 1), ends_on=date(2026, 10, 30),
        pack_id="yunchuan", edition=6,
    )  # fmt: skip
    campaign = campaigns.create_campaign(draft, actor=SYSTEM, now=NOW)
    with unit_of_work() as session:
        rows = [
            Topic(campaign_id=campaign.id, name=f"热点{n + 1}", short="", state="open", term_class="other", script="", min_cover=1, ordinal=n, created_at=NOW, version=1)
            for n in range(topics)
        ]  # fmt: skip
        session.add_all(rows)
        session.flush()
        ids = [row.id for row in rows]
    return Line(campaign, ids)


def row(waiter_id: int) -> Waiter:
    found = db.session.scalar(
        select(Waiter).filter_by(id=waiter_id).execution_options(populate_existing=True)
    )
    assert found is not None
    return found
