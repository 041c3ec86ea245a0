"""Who sits where and when: what runs now, what comes, and an operator's own seat for today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from core.api import Actor, Campaign, NotFound, audit, clock, db, settings, unit_of_work

from ..contracts import ShiftView
from ..models import Shift
from ..permissions import SERVE
from ..rules import cover
from ..store import shifts as store

#: somebody may sit down and look around this long before their shift
EARLY = timedelta(minutes=15)
#: an operator who sits down outside of the hotline's hours gets a seat for this long
AFTER_HOURS = timedelta(hours=2)


@dataclass(frozen=True)
class Opening:
    """When the hotline answers on a day; None is closed."""

    day: date
    starts: datetime | None
    ends: datetime | None


def opening(day: date) -> Opening:
    """The hotline's hours of a day, as its settings say."""
    written = settings().of("hotline")
    hours = cover.opening(day, written["hours"], written["days"], clock.SHANGHAI)
    return Opening(day, *(hours or (None, None)))


def shift_view(campaign: Campaign, shift_id: int) -> ShiftView:
    """One shift of this campaign. Raises NotFound."""
    row = db.session.get(Shift, shift_id)
    if row is None or row.campaign_id != campaign.id:
        raise NotFound("hotline.shift_gone")
    return views([row])[0]


def shifts_now(campaign: Campaign, *, now: datetime) -> tuple[ShiftView, ...]:
    """Every planned shift that runs at this moment, by seat."""
    found = [
        row
        for row in store.between(campaign.id, now, now + timedelta(microseconds=1))
        if row.state == "planned"
    ]
    return views(sorted(found, key=lambda row: row.seat_number))


def shift_of(user_id: int | None, campaign: Campaign, *, now: datetime) -> ShiftView | None:
    """This person's running shift; a quarter of an hour before it begins it is the one to come."""
    if user_id is None:
        return None
    rows = store.of_person(user_id, campaign.id, now, now + EARLY + timedelta(microseconds=1))
    return views([rows[0]])[0] if rows else None


def open_hours(campaign: Campaign, topic_id: int, *, now: datetime) -> bool:
    """Whether a seat for the topic (or of all topics) is planned for this moment."""
    return store.for_topic(campaign.id, topic_id, now, running=True) is not None


def next_hours(campaign: Campaign, topic_id: int, *, now: datetime) -> tuple[datetime, datetime] | None:
    """When the next seat for the topic begins and ends; None when none is planned."""
    row = store.for_topic(campaign.id, topic_id, now, running=False)
    return (row.starts_at, row.ends_at) if row is not None else None


def coming_seats(campaign: Campaign, now: datetime, limit: int = 200) -> tuple[ShiftView, ...]:
    """Topic seats that run or come, by time; an operator's general seat isn't announced."""
    return tuple(
        view for view in views(store.coming(campaign.id, now, limit)) if not view.general and view.topic_ids
    )


def seats_between(campaign: Campaign, starts: datetime, ends: datetime) -> tuple[ShiftView, ...]:
    """Every shift that touches this time, cancelled ones left out."""
    return views(store.between(campaign.id, starts, ends))


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """Midnight to midnight in China."""
    starts = datetime.combine(day, time(0), clock.SHANGHAI)
    return starts, starts + timedelta(days=1)


def open_general_seat(campaign: Campaign, *, actor: Actor, now: datetime) -> int:
    """An operator takes the first free seat of all topics until the hotline closes; returns the shift's id.

    Whoever sits already keeps that seat. Raises NotAllowed for somebody who serves one department only.
    """
    actor.require(SERVE, department_id=None, campaign_id=campaign.id)
    with unit_of_work() as session:
        store.lock_plan(campaign.id)
        if (running := shift_of(actor.user_id, campaign, now=now)) is not None:
            return running.id
        hours = opening(clock.local(now).date())
        ends = hours.ends if hours.ends is not None and hours.ends > now else now + AFTER_HOURS
        coming = store.of_person(actor.user_id or 0, campaign.id, now, ends)
        if coming:  # a planned seat later today: this one ends where that one begins
            ends = coming[0].starts_at
        taken = store.seats_taken(campaign.id, now, ends)
        seat = next(number for number in range(1, len(taken) + 2) if number not in taken)
        row = Shift(
            campaign_id=campaign.id,
            seat_number=seat,
            department_id=actor.department_id,
            user_id=actor.user_id,
            expert_name=actor.name,
            general=True,
            languages=[],
            starts_at=now,
            ends_at=ends,
            state="planned",
            version=1,
        )
        session.add(row)
        session.flush()
        audit.record(
            actor,
            now,
            "hotline.seat_opened",
            subject=("hotline_shift", row.id),
            campaign_id=campaign.id,
            seat=seat,
        )
        return row.id


def views(rows: Sequence[Shift]) -> tuple[ShiftView, ...]:
    """The shifts with their topics and whether a pass opens them."""
    ids = [row.id for row in rows]
    topics, passes = (store.topics_of(ids), store.passes_of(ids)) if ids else ({}, {})
    return tuple(
        ShiftView(
            row.id,
            row.campaign_id,
            row.seat_number,
            row.department_id,
            row.user_id,
            row.expert_name,
            row.expert_title,
            row.name_public,
            row.general,
            tuple(row.languages),
            topics.get(row.id, ()),
            row.starts_at,
            row.ends_at,
            row.state,
            row.version,
            row.id in passes,
        )
        for row in rows
    )
