"""Events of a telephone system: checked, kept once, and made into calls and places in the line."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import select

from core.api import (
    SYSTEM,
    Campaign,
    Conflict,
    DomainError,
    Invalid,
    NotFound,
    RuleBroken,
    campaigns,
    db,
    privacy,
    settings,
    unit_of_work,
)

from ..contracts import NewWaiter
from ..models import Call, Shift, TelephoneEvent, Topic, Waiter
from ..rules import telephone as rules
from ..rules.telephone import CallState, Event, Reading
from . import calls, claiming, line, on_air
from .inserting import insert_once

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Taken:
    """What became of a request. `again`: this event was known already and nothing was changed."""

    call_id: int | None
    state: str
    again: bool


def secret() -> str:
    """The secret shared with the telephone system; "" where none is set."""
    return settings().of("hotline")["telephone_secret"]


def take(body: bytes, *, time_text: str, signature: str, now: datetime) -> Taken:
    """One signed request of the telephone system.

    Raises RuleBroken("telephone_no_secret"), Invalid with a `telephone_…` code for a signature, time or shape that
    doesn't hold, NotFound("telephone_campaign"), Conflict("telephone_other_campaign").
    """
    shared = secret()
    if not shared:
        raise RuleBroken("telephone_no_secret")
    if len(body) > rules.LONGEST:
        raise Invalid("telephone_long", longest=rules.LONGEST)
    try:
        rules.check_signed(shared, time_text, signature, body, now)
        reading = rules.read(body, now)
    except rules.Refused as problem:
        raise Invalid(problem.code, **problem.params) from problem
    with unit_of_work():
        return _take(reading, now)


def _take(reading: Reading, now: datetime) -> Taken:
    known = db.session.get(TelephoneEvent, reading.event_id)
    if known is not None:
        return _again(known.external_id)
    campaign = _campaign(reading.campaign)
    topic_id = _topic(campaign, reading.topic)
    phone = calls.readable_number(reading.phone)
    details = privacy.seal(f"{phone}\n{reading.url}") if phone or reading.url else ""
    payload = {
        name: value
        for name, value in (
            ("direction", reading.direction), ("topic_id", topic_id), ("seat", reading.seat),
            ("language", reading.language), ("digit", reading.digit), ("order", reading.order),
        )
        if value not in ("", None)
    }  # fmt: skip
    row = {
        "event_id": reading.event_id, "external_id": reading.call_id, "campaign_id": campaign.id,
        "kind": reading.kind, "happened_at": reading.at, "received_at": now, "payload": payload,
        "details_sealed": details,
    }  # fmt: skip
    if not insert_once(TelephoneEvent, row):
        return _again(reading.call_id)
    call, is_new = _call_to_change(reading, campaign, now)
    if call.campaign_id != campaign.id:
        raise Conflict("telephone_other_campaign", call=reading.call_id)
    state = rules.fold(_events(reading.call_id), outbound=call.direction == "out")
    changed = _write(call, state, now) or is_new
    _follow_in_line(call, state, campaign, now)
    if reading.kind == rules.KEY:
        _key_pressed(reading, call, now)
    if changed:
        calls.tell(call, now)
    return Taken(call.id, call.state, again=False)


def _again(external_id: str) -> Taken:
    found = db.session.execute(
        select(Call.id, Call.state).filter_by(source="telephone", external_id=external_id)
    ).first()
    return Taken(found[0] if found else None, found[1] if found else "", again=True)


def _campaign(slug: str) -> Campaign:
    live = campaigns.live_campaigns()
    if not slug:
        # The one that is under way; before it opens, the newest.
        found = next((c for c in live if c.state == "open"), live[0] if live else None)
    else:
        found = next((c for c in live if c.slug == slug), None)
    if found is None:
        raise NotFound(
            "telephone_campaign", campaign=slug or "-", known=", ".join(c.slug for c in live) or "-"
        )
    return found


def _topic(campaign: Campaign, given: str) -> int | None:
    """A topic by its number, name or short name. Raises Invalid("telephone_topic") with those there are."""
    if not given:
        return None
    topics = db.session.execute(
        select(Topic.id, Topic.name, Topic.short).filter_by(campaign_id=campaign.id).order_by(Topic.ordinal)
    ).all()
    for wanted in (lambda t: str(t.id) == given, lambda t: t.name == given, lambda t: t.short == given):
        for topic in topics:
            if wanted(topic):
                return int(topic.id)
    raise Invalid("telephone_topic", topic=given, known="、".join(f"{t.id} {t.name}" for t in topics) or "-")


def _call_to_change(reading: Reading, campaign: Campaign, now: datetime) -> tuple[Call, bool]:
    """The call's row, locked, and whether it is new: two of its events at once follow each other here and the second sees both."""
    is_new = insert_once(
        Call,
        {
            "campaign_id": campaign.id, "direction": "in", "source": "telephone", "external_id": reading.call_id,
            "person_digest": "", "phone_sealed": "", "recording_sealed": "", "language": "",
            "arrived_at": reading.at, "state": "ringing", "outcome": "", "changed_at": now,
        },
    )  # fmt: skip
    call = db.session.scalars(
        select(Call)
        .filter_by(source="telephone", external_id=reading.call_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    return call, is_new


def _events(external_id: str) -> list[Event]:
    found = []
    for row in db.session.scalars(
        select(TelephoneEvent).filter_by(external_id=external_id).execution_options(populate_existing=True)
    ):
        phone, _, url = (
            privacy.unseal(row.details_sealed).partition("\n") if row.details_sealed else ("", "", "")
        )
        told = row.payload
        found.append(
            Event(
                row.event_id, row.kind, row.happened_at, told.get("direction", ""), told.get("topic_id"),
                told.get("seat"), told.get("language", ""), phone, url,
            )
        )  # fmt: skip
    return found


def _write(call: Call, state: CallState, now: datetime) -> bool:
    """Bring the row to what its events say; whether that changed it."""
    shift = _shift_of_seat(call.campaign_id, state) if state.seat is not None else None
    plain: dict[str, Any] = {
        "direction": state.direction,
        "topic_id": state.topic_id,
        "language": state.language,
        "arrived_at": state.arrived_at,
        "queued_at": state.queued_at,
        "answered_at": state.answered_at,
        "ended_at": state.ended_at,
        "state": state.state,
        "outcome": state.outcome,
    }
    if shift is not None:
        plain |= {"shift_id": shift[0], "taken_by": shift[1]}
    if state.direction == "in" and call.programme_id is None:
        plain["programme_id"] = on_air.tag(None, call.campaign_id, state.arrived_at)
    # What an operator found out about the call stays unless the telephone system says something itself.
    if state.topic_id is None:
        del plain["topic_id"]
    changes = {name: value for name, value in plain.items() if getattr(call, name) != value}
    # Whom we rang up ourselves is known; there "from" is our own number.
    if call.erased_at is None and not (state.direction == "out" and call.person_digest):
        digest = privacy.digest(state.phone) if state.phone else ""
        if call.person_digest != digest:
            changes |= {
                "person_digest": digest,
                "phone_sealed": privacy.seal(state.phone) if state.phone else "",
            }
    if call.erased_at is None:
        known = privacy.unseal(call.recording_sealed) if call.recording_sealed else ""
        if known != state.url:
            changes["recording_sealed"] = privacy.seal(state.url) if state.url else ""
    for name, value in changes.items():
        setattr(call, name, value)
    if changes:
        call.changed_at = now
        db.session.flush()
    return bool(changes)


def _shift_of_seat(campaign_id: int, state: CallState) -> tuple[int, int | None] | None:
    """(shift, its person) of the seat that answered, at the moment it did."""
    at = state.answered_at or state.arrived_at
    found = db.session.execute(
        select(Shift.id, Shift.user_id)
        .where(
            Shift.campaign_id == campaign_id, Shift.seat_number == state.seat, Shift.state != "cancelled",
            Shift.starts_at <= at, Shift.ends_at > at,
        )
        .order_by(Shift.starts_at.desc())
    ).first()  # fmt: skip
    return (found[0], found[1]) if found else None


# ── the line ────────────────────────────────────────────────────────────────────────────────────────────────────────
def _follow_in_line(call: Call, state: CallState, campaign: Campaign, now: datetime) -> None:
    """Who waits on the telephone stands in our line; who was answered is with a seat; who hung up has given up.

    The line may see it otherwise (the seat is at somebody else's call): the telephone's word on the call stands all the
    same, and the caller leaves the line.
    """
    if state.direction == "out":
        return
    waiter = db.session.scalar(
        select(Waiter).filter_by(call_id=call.id).execution_options(populate_existing=True)
    )
    if waiter is None:
        if state.state == "queued" and call.topic_id is not None:
            line.join(_newcomer(call, state), actor=SYSTEM, now=now)
        return
    if waiter.state == "waiting" and state.answered_at is not None:
        # Answered by a seat of ours, it has the caller; answered elsewhere, nobody needs to ring back or to take them.
        if waiter.kind != "call" or state.state == "ended" or not _with_seat(call, waiter.id, campaign, now):
            _tried(line.close, waiter.id, "settled", now=now)
    elif waiter.state == "waiting" and state.state == "ended" and waiter.kind == "call":
        _tried(line.give_up, waiter.id, now=now)
    elif waiter.state == "claimed" and state.state == "ended" and waiter.kind == "call":
        _tried(line.finish, waiter.id, "answered", now=now)


def _with_seat(call: Call, waiter_id: int, campaign: Campaign, now: datetime) -> bool:
    """Claim the caller for the seat that answered; whether it could have them.

    Not through the joined claims: their leader would wait for the lock that this unit of work holds.
    """
    if call.shift_id is None:
        return False
    answer = claiming.claim_all(campaign, [claiming.Ask(call.shift_id, SYSTEM, waiter_id)], now=now)[0]
    if answer is None or isinstance(answer, DomainError):
        log.info("telephone.line_differs", act="claim", code=getattr(answer, "code", "taken"))
        return False
    return True


def _newcomer(call: Call, state: CallState) -> NewWaiter:
    assert call.topic_id is not None
    return NewWaiter(
        campaign_id=call.campaign_id,
        topic_id=call.topic_id,
        key=hashlib.sha256(f"telephone:{call.external_id}".encode()).hexdigest(),
        source="telephone",
        phone=state.phone if call.erased_at is None else "",
        language=call.language,
        call_id=call.id,
        programme_id=call.programme_id,
        joined_at=state.queued_at,
    )


def _tried(act: Any, *arguments: Any, now: datetime) -> bool:
    try:
        act(*arguments, actor=SYSTEM, now=now)
    except DomainError as problem:
        log.info("telephone.line_differs", act=act.__name__, code=problem.code)
        return False
    return True


def _key_pressed(reading: Reading, call: Call, now: datetime) -> None:
    """A key in a follow-up: which order it is about comes with the event, or is the call's own."""
    from . import follow_up  # the follow-up answers by calls, too: it is asked for when a key comes in

    try:
        follow_up.answer_by_key(
            campaign_id=call.campaign_id, order=reading.order, call_id=call.id, digit=reading.digit, now=now
        )
    except DomainError as problem:
        # The key is kept with the call; that nobody was asked is no fault of the telephone system's.
        log.info("telephone.key_unused", code=problem.code)
