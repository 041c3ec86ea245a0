"""A city with its departments, and a campaign draft, for tests that call the services."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from core.base.access import SYSTEM, Actor, Grant
from core.campaigns import service
from core.campaigns.contracts import ActivityDraft, CampaignDraft, DutyDraft
from core.users import service as users
from core.users.contracts import SaveDepartment

NOW = datetime(2026, 5, 20, 1, 0, tzinfo=UTC)
OFFICE_MAY = frozenset({"campaigns.manage", "campaigns.plugins", "users.departments"})
OFFICE = Actor(7, "林知远", (Grant("office", OFFICE_MAY),))
ADMINISTRATOR = Actor(
    1, "管理员", (Grant("administrator", frozenset({"campaigns.calendar", "campaigns.packs"})),)
)
EDITOR = Actor(5, "王青禾", (Grant("editor", frozenset({"campaigns.view"})),))


@pytest.fixture
def city(db_session):
    """Department ids by name."""
    root = users.add_department(SaveDepartment("云川市", "city", None), actor=SYSTEM, now=NOW).id
    found = {"云川市": root}
    for name, short in (("云川市水务局", "市水务局"), ("云川市住房和城乡建设局", "市住建局")):
        made = users.add_department(
            SaveDepartment(name, "bureau", root, short_name=short), actor=SYSTEM, now=NOW
        )
        found[name] = made.id
    return found


@pytest.fixture
def draft(city):
    """A campaign with one of everything."""
    return CampaignDraft(
        slug="2026-openness-day",
        title="云川市第六届“5·15政务公开日”",
        theme="公开在身边",
        starts_on=date(2026, 5, 15),
        ends_on=date(2026, 5, 31),
        pack_id="yunchuan",
        edition=6,
        department_ids=(city["云川市水务局"],),
        activities=(
            ActivityDraft(
                "开展“在线访谈”活动",
                "接受访谈。",
                periods=({"start": "2026-05-15", "end": "2026-05-15"},),
                department_names=(),
                department_ids=(city["云川市水务局"],),
            ),
        ),
        duties=(
            DutyDraft("报送总结", day=date(2026, 5, 29), receiver="市政府办公室"),
            DutyDraft("报送方案", rule="window_start-5wd"),
            DutyDraft("发布活动实施情况", rule="event_end+3d"),
        ),
        slogans=("阳光之下，事事可问",),
        contacts=({"name": "某某", "phone": "2600001"},),
    )


@pytest.fixture
def made(draft):
    """The campaign of `draft`, still being prepared."""
    return service.create_campaign(draft, actor=OFFICE, now=NOW)
