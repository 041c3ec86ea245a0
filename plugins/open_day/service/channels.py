"""Through which channels an announcement was made known (Y24 三（一）): ticked by hand, never a condition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select

from core.api import (
    Actor,
    Campaign,
    Invalid,
    NotAllowed,
    NotFound,
    audit,
    clock,
    db,
    publishing,
    secrecy,
    unit_of_work,
)

from .. import chain, store
from ..models_channels import Channel
from ..wording_check import CHANNELS
from .plans import APPROVE, EDIT


@dataclass(frozen=True)
class ChannelNote:
    """One ticked channel. `note` names it (which paper, which board); `url` may be empty."""

    code: str
    day: date
    url: str = ""
    note: str = ""


def channels_of(open_day_id: int) -> list[ChannelNote]:
    """The ticked channels of an open day, in the order of the list."""
    rows = db.session.scalars(select(Channel).filter_by(open_day_id=open_day_id))
    order = list(CHANNELS)
    known = sorted((row for row in rows if row.code in CHANNELS), key=lambda row: order.index(row.code))
    return [ChannelNote(row.code, row.day, row.url, row.note) for row in known]


def may_note(open_day_id: int, campaign: Campaign, actor: Actor) -> bool:
    """The department's editor and the openness office tick."""
    row = store.open_day(open_day_id, campaign.id)
    where = {"department_id": row.department_id, "campaign_id": campaign.id} if row is not None else {}
    return row is not None and (actor.can(EDIT, **where) or actor.can(APPROVE, **where))


def save_channels(
    campaign: Campaign, open_day_id: int, notes: Sequence[ChannelNote], *, actor: Actor, now: datetime
) -> None:
    """Keep exactly these channels. Raises NotFound, NotAllowed, Invalid with the field `day-<code>` and the like."""
    secrecy.refuse_marks(text for note in notes for text in (note.note, note.url))
    today = clock.local(now).date()
    for note in notes:
        if note.code not in CHANNELS:
            raise NotFound
        if note.day > today:
            raise Invalid("open_day.channel_future", field=f"day-{note.code}")
        if note.url and not note.url.startswith(("https://", "http://")):
            raise Invalid("open_day.channel_link", field=f"url-{note.code}")
        if note.code == "other" and not note.note:
            raise Invalid("open_day.channel_place", field=f"note-{note.code}")
    with unit_of_work() as session:
        row = store.open_day(open_day_id, campaign.id)
        if row is None:
            raise NotFound
        publishing.refuse_hidden(chain.ANNOUNCEMENT.code, open_day_id)
        if not may_note(open_day_id, campaign, actor):
            raise NotAllowed
        session.execute(delete(Channel).where(Channel.open_day_id == open_day_id))
        session.add_all(
            Channel(
                open_day_id=open_day_id,
                code=n.code,
                day=n.day,
                url=n.url,
                note=n.note,
                at=now,
                by_user=actor.user_id,
            )
            for n in notes
        )
        audit.record(
            actor, now, "open_day.channels_noted",
            subject=("open_day_announcement", open_day_id),
            campaign_id=campaign.id, department_id=row.department_id,
            channels=",".join(note.code for note in notes),
        )  # fmt: skip
