"""An open campaign under the Yunchuan pack, and the people of the water bureau and the openness office."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from core.base.access import Actor, Grant
from core.base.clock import SHANGHAI
from core.base.rulepacks import load_pack
from core.base.workdays import WorkCalendar
from core.plugin.contracts import Campaign

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

NOW = datetime(2026, 8, 17, 9, 0, tzinfo=SHANGHAI)
PACKS = Path(__file__).parents[3] / "core" / "campaigns" / "packs"
EDITING = frozenset({"open_day.see", "open_day.edit", "open_day.roster"})
APPROVING = frozenset({"open_day.see", "open_day.approve"})


def make_campaign() -> Campaign:
    national = load_pack(PACKS / "national.toml")
    return Campaign(
        id=1,
        slug="2026-open-day",
        title="云川市2026年“政府开放日”",
        edition=6,
        theme="阳光政务",
        state="open",
        starts_on=date(2026, 9, 1),
        ends_on=date(2026, 9, 30),
        pack=load_pack(PACKS / "yunchuan.toml", base=national),
        calendar=WorkCalendar(),
    )


@dataclass
class House:
    """The product with one campaign and the demo's people; `as_(actor)` gives a browser of somebody signed in."""

    app: Flask
    campaign: Campaign
    editor: Actor
    stranger: Actor
    office: Actor
    water: int
    who: list[Actor | None] = field(default_factory=lambda: [None])

    @contextmanager
    def as_(self, actor: Actor | None) -> Iterator[FlaskClient]:
        """A browser in which `actor` is signed in (None: a citizen)."""
        self.who[0] = actor
        yield self.app.test_client()
        self.who[0] = None


@pytest.fixture
def house(make_app: Callable[..., Flask]) -> Iterator[House]:
    from core.base import clock
    from core.users import service as users

    app = make_app(DEMO="1", SMS_GATEWAY="demo")
    with app.app_context():
        users.create_demo_people(NOW)
        units = {d.name: d.id for d in users.all_departments()}
    water, housing = units["云川市水务局"], units["云川市住房和城乡建设局"]
    made = House(
        app,
        make_campaign(),
        editor=Actor(1, "王青禾", (Grant("editor", EDITING, frozenset({water})),), water),
        stranger=Actor(6, "孙若竹", (Grant("editor", EDITING, frozenset({housing})),), housing),
        office=Actor(7, "林知远", (Grant("office", APPROVING),), units["云川市人民政府办公室"]),
        water=water,
    )
    registry: Any = app.extensions["yangguang"]
    registry.load_campaign = lambda slug: made.campaign if slug == made.campaign.slug else None
    registry.load_campaigns = lambda: [made.campaign]
    registry.load_actor = lambda: made.who[0]
    registry.department_name = users.department_name
    with clock.travel(NOW):
        yield made
