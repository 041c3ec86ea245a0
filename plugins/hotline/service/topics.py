"""Topics: what people call about most, chosen by the supervisor, with their departments, script and term class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.api import (
    Actor,
    Campaign,
    Conflict,
    Invalid,
    NotFound,
    RuleBroken,
    audit,
    db,
    departments,
    unit_of_work,
)

from ..contracts import TopicView
from ..models import Topic
from ..permissions import SUPERVISE
from ..store import topics as store

TERM_CLASSES = ("consult", "other")
LONGEST_SCRIPT = 4000


@dataclass(frozen=True)
class SaveTopic:
    """A topic's form. `department_ids`: the first one is the topic's own."""

    name: str
    short: str
    term_class: str
    script: str
    department_ids: tuple[int, ...]
    min_cover: int


def list_topics(campaign: Campaign, *, with_closed: bool = False) -> tuple[TopicView, ...]:
    """The campaign's topics in their order; open ones only, unless asked otherwise."""
    return views(store.topics(campaign.id, with_closed=with_closed))


def topic_view(topic_id: int) -> TopicView:
    """One topic, open or closed. Raises NotFound."""
    row = db.session.get(Topic, topic_id)
    if row is None:
        raise NotFound("hotline.topic_gone")
    return views([row])[0]


def topic_of(campaign: Campaign, topic_id: int) -> TopicView:
    """One topic of this campaign. Raises NotFound."""
    view = topic_view(topic_id)
    if view.campaign_id != campaign.id:
        raise NotFound("hotline.topic_gone")
    return view


def views(rows: Sequence[Topic]) -> tuple[TopicView, ...]:
    units = store.departments_of([row.id for row in rows]) if rows else {}
    return tuple(
        TopicView(
            row.id,
            row.campaign_id,
            row.name,
            row.short or row.name[:4],
            row.state,
            row.term_class,
            row.script,
            units.get(row.id, ()),
            row.min_cover,
            row.version,
        )
        for row in rows
    )


def save_topic(
    campaign: Campaign,
    command: SaveTopic,
    *,
    actor: Actor,
    now: datetime,
    topic_id: int | None = None,
    version: int = 0,
) -> int:
    """Make or change a topic; returns its id.

    Raises Invalid (hotline.topic_name, topic_taken, topic_department, …), NotFound, Conflict("hotline.topic_changed").
    """
    actor.require(SUPERVISE, campaign_id=campaign.id)
    name = _checked(command)
    with unit_of_work() as session:
        other = store.topic_named(campaign.id, name)
        if other is not None and other.id != topic_id:
            raise Invalid("hotline.topic_taken", field="name", name=name)
        if topic_id is None:
            row = Topic(
                campaign_id=campaign.id,
                created_at=now,
                ordinal=store.last_ordinal(campaign.id) + 1,
                state="open",
                version=1,
            )
            session.add(row)
        else:
            row = _row(campaign, topic_id)
            if row.version != version:
                raise Conflict("hotline.topic_changed")
            row.version += 1
        row.name, row.short = name, command.short.strip()
        row.term_class, row.min_cover = command.term_class, command.min_cover
        row.script = command.script.strip()
        session.flush()
        store.set_departments(row.id, command.department_ids)
        action = "hotline.topic_made" if topic_id is None else "hotline.topic_changed"
        audit.record(actor, now, action, subject=("hotline_topic", row.id), campaign_id=campaign.id)
        return row.id


def close_topic(campaign: Campaign, topic_id: int, *, actor: Actor, now: datetime) -> None:
    """Take nobody for it any more.

    Raises RuleBroken: hotline.topic_has_seats (n=…), hotline.topic_has_callers (n=…); NotFound.
    """
    actor.require(SUPERVISE, campaign_id=campaign.id)
    with unit_of_work():
        row = _row(campaign, topic_id)
        if row.state == "closed":
            return
        if seats := store.coming_shifts_of(topic_id, now):
            raise RuleBroken("hotline.topic_has_seats", n=seats)
        if callers := store.waiting_for(topic_id):
            raise RuleBroken("hotline.topic_has_callers", n=callers)
        row.state = "closed"
        row.version += 1
        audit.record(
            actor, now, "hotline.topic_closed", subject=("hotline_topic", row.id), campaign_id=campaign.id
        )


def open_topic(campaign: Campaign, topic_id: int, *, actor: Actor, now: datetime) -> None:
    """Open a closed topic again. Raises NotFound."""
    actor.require(SUPERVISE, campaign_id=campaign.id)
    with unit_of_work():
        row = _row(campaign, topic_id)
        if row.state == "open":
            return
        row.state = "open"
        row.version += 1
        audit.record(
            actor, now, "hotline.topic_opened", subject=("hotline_topic", row.id), campaign_id=campaign.id
        )


def names(campaign: Campaign) -> dict[int, str]:
    """id → name of every topic, closed ones too."""
    return {row.id: row.name for row in store.topics(campaign.id, with_closed=True)}


def _row(campaign: Campaign, topic_id: int) -> Topic:
    row = db.session.get(Topic, topic_id, with_for_update=True, populate_existing=True)
    if row is None or row.campaign_id != campaign.id:
        raise NotFound("hotline.topic_gone")
    return row


def _checked(command: SaveTopic) -> str:
    name = " ".join(command.name.split())
    if not name or len(name) > 60:
        raise Invalid("hotline.topic_name", field="name")
    if len(command.short.strip()) > 12:
        raise Invalid("hotline.topic_short", field="short")
    if command.term_class not in TERM_CLASSES:
        raise Invalid("hotline.topic_term", field="term_class")
    if len(command.script) > LONGEST_SCRIPT:
        raise Invalid("hotline.topic_script", field="script", most=LONGEST_SCRIPT)
    if not 0 <= command.min_cover <= 50:
        raise Invalid("hotline.topic_cover", field="min_cover")
    known = {unit.id for unit in departments()}
    if not command.department_ids or not set(command.department_ids) <= known:
        raise Invalid("hotline.topic_department", field="departments")
    if len(set(command.department_ids)) != len(command.department_ids):
        raise Invalid("hotline.topic_department", field="departments")
    return name
