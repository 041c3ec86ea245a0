"""Pages for staff that belong to no single room: the desk, the plugin page, the demo's messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import Blueprint, g, render_template
from sqlalchemy import select

from core.base import clock
from core.base.access import Actor, needs, signed_in
from core.base.db import db
from core.base.errors import NotFound
from core.base.outbox import OutboxMessage
from core.base.privacy import unseal
from core.base.registry import registry, settings
from core.plugin import migrations
from core.plugin.contracts import DeskItem
from core.users import service as users
from core.web.live import MOST_CHANNELS

staff = Blueprint("web_staff", __name__, template_folder="templates")
MESSAGES_SHOWN = 100


@dataclass(frozen=True)
class Todo:
    """A desk item with how long is left: days (calendar or working) or None without a date; negative is late."""

    item: DeskItem
    left: int | None
    timed: str = ""


@staff.get("/")
@signed_in
def desk() -> str:
    """What waits for this person, by deadline."""
    now = clock.now()
    house = registry()
    found: list[DeskItem] = []
    for campaign in [*house.load_campaigns(), None]:
        given = house.host.contribute("desk_items", campaign=campaign, actor=g.actor, now=now)
        found += [item for _, item in given]
    todos = sorted((_todo(item, now) for item in found), key=_order)
    channels = desk_channels(g.actor, house.load_campaigns())
    return render_template("web/desk.html", todos=todos, campaigns=house.load_campaigns(), channels=channels)


def desk_channels(actor: Actor, campaigns: Sequence[Any]) -> list[str]:
    """The live channels that tell this person's desk of something new: every stream called `….desk`."""
    found = []
    for stream in registry().live_streams.values():
        if not stream.name.endswith(".desk"):
            continue
        for campaign in campaigns:
            departments = actor.departments_for(stream.permission, campaign_id=campaign.id)
            whole = f"{stream.name}:{campaign.id}"
            found += [whole] if departments is None else [f"{whole}:{key}" for key in sorted(departments)]
    return found[:MOST_CHANNELS]


def _todo(item: DeskItem, now: datetime) -> Todo:
    if item.due is None:
        return Todo(item, None)
    today = clock.local(now).date()
    timed = ""
    due: date
    if isinstance(item.due, datetime):
        timed = f"{clock.local(item.due):%H:%M}"
        due = clock.local(item.due).date()
    else:
        due = item.due
    left = (due - today).days
    if item.unit == "工作日" and left > 0 and registry().load_campaigns():
        calendar = registry().load_campaigns()[0].calendar
        left = sum(
            1 for n in range(1, left + 1) if calendar.is_working_day(date.fromordinal(today.toordinal() + n))
        )
    return Todo(item, left, timed)


def _order(todo: Todo) -> tuple[int, str]:
    if todo.item.due is None:
        return (1, "")
    moment = todo.item.due
    return (0, moment.isoformat() if isinstance(moment, datetime) else f"{moment.isoformat()}T23:59")


@staff.get("/plugins")
@needs("web.plugins")
def plugins() -> str:
    """Every plugin: version, where from, how it is, its tables, and why it is out if it is."""
    from flask import current_app

    house = registry()
    standing = {s.name: s for s in migrations.standings(current_app._get_current_object())}  # type: ignore[attr-defined]
    health: dict[str, list[Any]] = {}
    for name, note in house.host.health(clock.now()):
        health.setdefault(name, []).append(note)
    found = [p for p in house.host.plugins.values() if not p.is_room]
    rooms = [p for p in house.host.plugins.values() if p.is_room]
    return render_template("web/plugins.html", plugins=found, rooms=rooms, standing=standing, health=health)


@staff.get("/messages")
@signed_in
def demo_messages() -> str:
    """Demo only: what the message gateway would have sent. Elsewhere this page does not exist."""
    if not settings().demo or settings().sms_gateway != "demo":
        raise NotFound()
    rows = db.session.scalars(
        select(OutboxMessage).order_by(OutboxMessage.id.desc()).limit(MESSAGES_SHOWN)
    ).all()
    names = users.user_names({row.user_id for row in rows if row.user_id is not None})
    shown = [
        (
            row.at,
            unseal(row.phone_sealed) if row.phone_sealed else names.get(row.user_id or 0, ""),
            unseal(row.body_sealed),
        )
        for row in rows
        if row.body_sealed and row.state in ("shown", "call", "called")
    ]
    return render_template("web/demo_messages.html", messages=shown)
