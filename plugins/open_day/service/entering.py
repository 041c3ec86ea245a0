"""Opinions from the meeting (座谈) or the survey (问卷) of an open day, entered several at once: all of them or none."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from core.api import (
    Actor,
    Campaign,
    DomainError,
    Invalid,
    NewOpinion,
    NotAllowed,
    NotFound,
    booking,
    clock,
    opinions,
    unit_of_work,
)

from ..rules.slips import MOST, SOURCES, Slip, SlipFault
from .figures import OPINION
from .looking_back import public_day


@dataclass(frozen=True)
class EnterSlips:
    """What the form holds. `told`: those who left a telephone number were read the notice."""

    source: str
    received_on: date
    slips: tuple[Slip, ...]
    told: bool
    read_back: bool
    key: str


class SlipsRefused(Invalid):
    """Nothing was stored: `faults` says line by line why."""

    def __init__(self, faults: Sequence[SlipFault]) -> None:
        super().__init__("open_day.slips_refused", field="lines", count=len(faults))
        self.faults = tuple(faults)


def enter_slips(
    campaign: Campaign, open_day_id: int, command: EnterSlips, *, actor: Actor, now: datetime
) -> list[str]:
    """Enter every slip into the ledger; their numbers in the order of the list. The same form sent again enters none twice.

    Raises SlipsRefused (nothing is stored then), Invalid("open_day.slips_…"), NotFound, NotAllowed.
    """
    actor.require(opinions.ENTER, campaign_id=campaign.id)
    if command.source not in SOURCES:
        raise Invalid("open_day.slips_source", field="source")
    if not command.slips:
        raise Invalid("open_day.slips_empty", field="lines")
    if len(command.slips) > MOST:
        raise Invalid("open_day.slips_many", field="lines", most=MOST)
    if any(slip.contact for slip in command.slips) and not command.told:
        raise Invalid("open_day.slips_not_told", field="told")
    day = public_day(campaign, open_day_id, now)
    if day is None:
        raise NotFound
    received_at = _moment(command.received_on, now)
    if received_at > now:
        raise Invalid("open_day.slips_future", field="received_on")
    first = min(s.starts_at for s in day.held)
    if received_at < first and command.received_on < clock.local(first).date():
        raise Invalid("open_day.slips_before", field="received_on", day=clock.local(first).date())
    numbers: list[str] = []
    faults: list[SlipFault] = []
    with unit_of_work():
        for n, slip in enumerate(command.slips):
            try:
                new = _opinion(campaign, open_day_id, command, slip, n, received_at)
                numbers.append(opinions.receive(new, actor=actor, now=now).number)
            except (NotFound, NotAllowed):
                raise
            except DomainError as problem:
                faults.append(SlipFault(slip.number, problem.code, dict(problem.params)))
        if faults:
            raise SlipsRefused(faults)
    return numbers


def _moment(day: date, now: datetime) -> datetime:
    """A day without an hour: now for today, noon of any other day."""
    if day == clock.local(now).date():
        return now
    return datetime.combine(day, time(12), clock.SHANGHAI)


def _opinion(
    campaign: Campaign, open_day_id: int, command: EnterSlips, slip: Slip, n: int, received_at: datetime
) -> NewOpinion:
    phone = booking.phone_of(slip.contact) if slip.contact else ""
    if phone is None:
        raise Invalid("open_day.slip_contact", typed=len(slip.contact))
    mobile = booking.is_mobile(phone)
    return NewOpinion(
        campaign_id=campaign.id,
        kind=OPINION,
        subject_id=open_day_id,
        source=command.source,
        text=slip.text,
        key=hashlib.sha256(f"{command.key}:{n}:{slip.text}".encode()).hexdigest()[:32],
        name=slip.name[:30],
        phone=phone if mobile else "",
        call="" if mobile else phone,
        way="paper" if command.source == "survey" else "read_aloud",
        received_at=received_at,
        read_back=command.read_back,
        by_clerk=True,
    )
