"""What calls keep about callers, why and how long; export, erasing, the nightly purge."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select, update

from core.api import (
    Campaign,
    NotFound,
    PersonalField,
    PersonalRecord,
    Purged,
    campaigns,
    clock,
    db,
    privacy,
    unit_of_work,
)

from ..models import Call, Order, TelephoneEvent, Topic, Waiter
from ..pack import number
from ..rules.phones import masked

NOTICE = "hotline.call"
#: days after the call, or after the close of the matter it began
RULE = "HL-09"
#: calls that are emptied in one go
AT_ONCE = 500
_ANSWER = _l("接听来电、回电、核对服务质量")
_OVER = _l("通话结束，所办的事办结")


def _field(
    name: str,
    title: object,
    table: str,
    column: str,
    *,
    digest: str = "",
    optional: bool = False,
    store: bool = False,
) -> PersonalField:
    return PersonalField(
        f"{NOTICE}.{name}",
        title,
        _ANSWER,
        table=table,
        sealed_column=column,
        digest_column=digest,
        rule=RULE,
        counted_from=_OVER,
        optional=optional,
        storage_only=store,
    )


FIELDS = (
    _field("phone", _l("来电号码"), "hotline_call", "phone_sealed", digest="person_digest"),
    _field("recording", _l("通话录音的地址"), "hotline_call", "recording_sealed", optional=True),
    _field(
        "told", _l("电话系统报来的号码和录音地址"), "hotline_telephone_event", "details_sealed", store=True
    ),
)


def records_of(person_digest: str) -> list[PersonalRecord]:
    """Every call of a person."""
    found = []
    for call in db.session.scalars(
        select(Call).where(Call.person_digest == person_digest).order_by(Call.arrived_at)
    ):
        topic = db.session.get(Topic, call.topic_id) if call.topic_id is not None else None
        shown = {
            _("来电号码"): masked(privacy.unseal(call.phone_sealed)) if call.phone_sealed else "",
            _("来电时间"): f"{clock.local(call.arrived_at):%Y-%m-%d %H:%M}",
            _("热点"): topic.name if topic is not None else "",
            _("通话录音"): _("有") if call.recording_sealed else "",
        }
        due = _due_of(call)
        found.append(
            PersonalRecord(
                _("热线来电"),
                {name: value for name, value in shown.items() if value},
                clock.local(due).date() if due is not None else None,
                ref=f"hotline_call:{call.id}",
            )
        )
    return found


def erase(person_digest: str, now: datetime) -> None:
    """Forget a person's calls: number and recording go, times and figures stay."""
    found = db.session.scalars(select(Call).where(Call.person_digest == person_digest)).all()
    _empty(found, now)


def purge(now: datetime) -> list[Purged]:
    """Forget callers whose time (HL-09) is over."""
    phones = recordings = 0
    for campaign in campaigns.all_campaigns():
        days = _days(campaign)
        if days is None:
            continue
        last = 0
        while rows := _old(campaign.id, now - timedelta(days=days), last):
            last = rows[-1].id
            due = [call for call in rows if (moment := _due_of(call)) is not None and moment <= now]
            phones += sum(bool(call.phone_sealed) for call in due)
            recordings += sum(bool(call.recording_sealed) for call in due)
            with unit_of_work():
                _empty(due, now)
    return [Purged(f"{NOTICE}.phone", phones), Purged(f"{NOTICE}.recording", recordings)]


def _old(campaign_id: int, before: datetime, after_id: int) -> Sequence[Call]:
    named = or_(Call.phone_sealed != "", Call.recording_sealed != "", Call.person_digest != "")
    query = (
        select(Call)
        .where(Call.campaign_id == campaign_id, Call.arrived_at <= before, Call.id > after_id, named)
        .order_by(Call.id)
        .limit(AT_ONCE)
    )
    return db.session.scalars(query).all()


def _due_of(call: Call) -> datetime | None:
    """When the call's data goes; None while its matter is open."""
    try:
        days = _days(campaigns.campaign_by_id(call.campaign_id))
    except NotFound:
        return None
    if days is None:
        return None
    ends = [call.ended_at or call.answered_at or call.arrived_at]
    for closed, state in db.session.execute(
        select(Order.closed_at, Order.state).where(Order.call_id == call.id)
    ):
        if closed is None and state != "merged":
            return None
        ends.append(closed or ends[0])
    for over in db.session.scalars(select(Waiter.ended_at).where(Waiter.call_id == call.id)):
        if over is None:
            return None
        ends.append(over)
    return max(ends) + timedelta(days=days)


def _days(campaign: Campaign) -> int | None:
    days = number(campaign, RULE, 0)
    return days or None


def _empty(calls: Sequence[Call], now: datetime) -> None:
    names = [call.external_id for call in calls if call.source == "telephone" and call.external_id]
    for call in calls:
        call.person_digest = call.phone_sealed = call.recording_sealed = ""
        call.erased_at = now
    if names:
        db.session.execute(
            update(TelephoneEvent).where(TelephoneEvent.external_id.in_(names)).values(details_sealed="")
        )
    db.session.flush()
