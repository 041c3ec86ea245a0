"""What the line keeps about callers, why and how long; export, erasing, the nightly purge."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from core.api import (
    SYSTEM,
    NotFound,
    PersonalField,
    PersonalRecord,
    Purged,
    audit,
    campaigns,
    clock,
    db,
    unit_of_work,
)

from ..models import Topic, Waiter
from ..pack import number
from ..store import line as store
from . import returning, seat_moves
from .waiter_views import waiter_view

NOTICE = "hotline.callback"
#: the pack's rule: days after the caller left the line
RULE = "HL-09"
_RING_BACK = _l("给您回电、接着办您问的事")
_OVER = _l("回电结束")


def _field(
    name: str, title: object, column: str, *, digest: str = "", optional: bool = False
) -> PersonalField:
    return PersonalField(
        f"{NOTICE}.{name}",
        title,
        _RING_BACK,
        table="hotline_waiter",
        sealed_column=column,
        digest_column=digest,
        rule=RULE,
        counted_from=_OVER,
        optional=optional,
    )


FIELDS = (
    _field("phone", _l("手机号"), "phone_sealed", digest="person_digest"),
    _field("name", _l("怎么称呼您"), "name_sealed", optional=True),
    _field("summary", _l("想问的事"), "summary_sealed", optional=True),
)


def records(person_digest: str) -> list[PersonalRecord]:
    """Everything the line keeps about a person."""
    found = []
    for row in store.of_person([person_digest]):
        view = waiter_view(row)
        topic = db.session.get(Topic, row.topic_id)
        fields = {
            _("热点"): topic.name if topic is not None else "",
            _("手机号"): view.phone,
            _("怎么称呼您"): view.name,
            _("想问的事"): view.summary,
            _("排队时间"): f"{clock.local(view.joined_at):%Y-%m-%d %H:%M}",
        }
        until = _due(row)
        found.append(
            PersonalRecord(
                _("热线排队和回电"),
                {name: value for name, value in fields.items() if value},
                clock.local(until).date() if until is not None else None,
                ref=f"hotline_waiter:{row.id}",
            )
        )
    return found


def erase(person_digest: str, now: datetime) -> None:
    """Forget a person; somebody who still waits leaves the line. The figures stay."""
    rows = store.of_person([person_digest])
    for campaign_id in sorted({row.campaign_id for row in rows}):
        store.hold_line(campaign_id)
    for row in store.waiters_by_id([row.id for row in rows]):
        if row.state == "claimed" and row.shift_id is not None:
            seat = store.seat(row.shift_id)
            returning.put_back(row, outcome="handed_back", reason="erased", now=now)
            if seat is not None and seat.serving_waiter == row.id:
                seat_moves.move(seat, "ready", now=now)
        if row.ended_at is None:
            row.state, row.outcome, row.ended_at, row.lane = "closed", "erased", now, None
        _empty(row, now)
        audit.record(
            SYSTEM,
            now,
            "hotline.waiters_erased",
            subject=("hotline_waiter", row.id),
            campaign_id=row.campaign_id,
        )
    db.session.flush()


def purge(now: datetime) -> list[Purged]:
    """Forget everybody whose time (HL-09) is over."""
    removed = {"phone": 0, "name": 0, "summary": 0}
    named = (Waiter.phone_sealed != "") | (Waiter.name_sealed != "") | (Waiter.summary_sealed != "")
    with unit_of_work():
        gone: dict[int, int] = {}
        for row in db.session.scalars(select(Waiter).where(Waiter.ended_at.is_not(None), named)):
            due = _due(row)
            if due is None or due > now:
                continue
            for name in removed:
                removed[name] += getattr(row, f"{name}_sealed") != ""
            _empty(row, now)
            gone[row.campaign_id] = gone.get(row.campaign_id, 0) + 1
        for campaign_id, count in gone.items():
            audit.record(
                SYSTEM,
                now,
                "hotline.waiters_purged",
                subject=("campaign", campaign_id),
                campaign_id=campaign_id,
                count=count,
            )
        db.session.flush()
    return [Purged(f"{NOTICE}.{name}", count) for name, count in removed.items()]


def _due(row: Waiter) -> datetime | None:
    """When a row is forgotten; None while it waits."""
    if row.ended_at is None:
        return None
    try:
        days = number(campaigns.campaign_by_id(row.campaign_id), RULE, 90)
    except NotFound:
        days = 90
    return row.ended_at + timedelta(days=days)


def _empty(row: Waiter, now: datetime) -> None:
    row.person_digest = row.phone_sealed = row.name_sealed = row.summary_sealed = ""
    row.erased_at = row.erased_at or now
