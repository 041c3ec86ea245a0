"""The demo's deputy: a leader is away next week and a colleague signs in their place."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.base import clock
from core.base.access import Actor, Grant
from core.plugin.contracts import Campaign
from core.publishing.permissions import ROLE_PERMISSION
from core.publishing.service.deputies import Duty, name_deputy
from core.users import service as users

UNIT = "云川市水务局"


def tell(campaign: Campaign, now: datetime) -> None:
    """Name the deputy; without the demo's people there is nobody to name."""
    unit = users.find_department(UNIT)
    leaders = people(unit.id, "leader") if unit is not None else []
    others = people(unit.id, "secrecy_reviewer") if unit is not None else []
    if unit is None or not leaders or not others:
        return
    leader = leaders[0]
    grant = Grant("leader", frozenset({ROLE_PERMISSION["leader"]}), frozenset({unit.id}))
    first = clock.local(now).date() + timedelta(days=7)
    name_deputy(
        Duty("leader", unit.id, leader).key, others[0].id, first, first + timedelta(days=4),
        actor=Actor(leader.id, leader.name, (grant,), unit.id), now=now,
    )  # fmt: skip


def people(department_id: int, role: str) -> list[users.Person]:
    return users.people_with(ROLE_PERMISSION[role], department_id=department_id)
