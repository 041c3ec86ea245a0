"""An open day after it was held: its real end, what is due and whether it came, its figures, who is late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from core.api import (
    Actor,
    Campaign,
    DomainError,
    Invalid,
    NotFound,
    Published,
    audit,
    clock,
    unit_of_work,
)

from .. import chain_after, store_after
from .. import pack as packs
from ..models_after import Ending
from ..rules.after_the_day import (
    EVALUATION,
    RESULTS,
    Duty,
    Held,
    duties,
    last_end,
    real_end,
    refuse_end,
)
from . import places
from .places import PublicOpenDay
from .plans import EDIT

SEE = "open_day.see"


@dataclass(frozen=True)
class DayView:
    """One announced open day as it lies behind. `ended_at` is the end that the terms count from: the confirmed one, else
    the last session's; None when nothing takes place. `published` has what came out by RESULTS and EVALUATION."""

    shown: PublicOpenDay
    held: tuple[Held, ...]
    ended_at: datetime | None
    planned_end: datetime | None
    ending: Ending | None
    called_off_at: datetime | None
    duties: tuple[Duty, ...]
    published: dict[str, Published] = field(default_factory=dict)

    @property
    def id(self) -> int:
        return self.shown.id

    @property
    def department_id(self) -> int:
        return self.shown.department_id

    @property
    def name(self) -> str:
        return chain_after.named(self.shown.revision.revision.title)

    @property
    def called_off(self) -> bool:
        """Nothing takes place: nothing has to be told afterwards."""
        return self.planned_end is None

    @property
    def confirmed(self) -> bool:
        """Its department has said when it ended, and nothing was moved behind that since."""
        return self.ending is not None and self.ended_at == self.ending.ended_at

    @property
    def ended_on(self) -> date | None:
        return clock.local(self.ended_at).date() if self.ended_at is not None else None

    def over(self, now: datetime) -> bool:
        return self.ended_at is not None and self.ended_at <= now

    def duty(self, what: str) -> Duty:
        return next(d for d in self.duties if d.what == what)


def days_behind(campaign: Campaign, now: datetime, *, only: Sequence[int] | None = None) -> list[DayView]:
    """Every announced open day of the campaign with what it owes, the earliest end first; whoever looks was checked."""
    if only is None:
        shown = places.public_open_days(campaign)
    else:
        shown = [one for i in only if (one := _public(campaign, i)) is not None]
    ids = [o.id for o in shown]
    if not ids:
        return []
    out = {what: chain_after.KINDS[what].all_published(ids) for what in (RESULTS, EVALUATION)}
    endings, called_off = store_after.endings(ids), store_after.called_off(ids)
    values, today = packs.values_of(campaign), clock.local(now).date()
    found = []
    for one in shown:
        whole = one.event.state == "called_off"
        held = tuple(
            Held(s.starts_at, s.ends_at, whole or s.state == "called_off") for s in one.event.sessions
        )
        ending = endings.get(one.id)
        ended = real_end(held, ending.ended_at if ending is not None else None)
        published = {what: came[one.id] for what, came in out.items() if one.id in came}
        done = {what: clock.local(p.counts_from).date() for what, p in published.items()}
        found.append(
            DayView(
                shown=one,
                held=held,
                ended_at=ended,
                planned_end=last_end(held),
                ending=ending,
                called_off_at=called_off.get(one.id),
                duties=duties(
                    values,
                    clock.local(ended).date() if ended is not None else None,
                    done,
                    today,
                    campaign.calendar.is_working_day,
                ),
                published=published,
            )
        )
    return sorted(found, key=lambda day: (day.ended_at is None, day.ended_at or now, day.id))


def _public(campaign: Campaign, open_day_id: int) -> PublicOpenDay | None:
    try:
        return places.public_open_day(campaign, open_day_id)
    except DomainError as error:
        if error.status in (404, 410):  # not announced, or taken down (撤下)
            return None
        raise


def day_behind(campaign: Campaign, open_day_id: int, *, actor: Actor, now: datetime) -> DayView:
    """One of them for its department and the office. Raises NotFound."""
    found = days_behind(campaign, now, only=[open_day_id])
    if not found or not may_see(found[0], campaign, actor):
        raise NotFound
    return found[0]


def public_day(campaign: Campaign, open_day_id: int, now: datetime) -> DayView | None:
    """One of them for its public pages; None for what isn't announced."""
    return next(iter(days_behind(campaign, now, only=[open_day_id])), None)


def may_see(day: DayView, campaign: Campaign, actor: Actor) -> bool:
    return actor.can(SEE, department_id=day.department_id, campaign_id=campaign.id)


def may_edit(day: DayView, campaign: Campaign, actor: Actor) -> bool:
    return actor.can(EDIT, department_id=day.department_id, campaign_id=campaign.id)


def confirm_end(
    campaign: Campaign, open_day_id: int, ended_at: datetime, reason: str, *, actor: Actor, now: datetime
) -> None:
    """Say when the open day really ended; results and evaluation are due from that day. May be set right until one of them
    is public.

    Raises Invalid("open_day.end_…"), NotFound, NotAllowed.
    """
    with unit_of_work() as session:
        day = day_behind(campaign, open_day_id, actor=actor, now=now)
        actor.require(EDIT, department_id=day.department_id, campaign_id=campaign.id)
        refusal = refuse_end(day.held, ended_at, reason, now)
        if refusal is not None:
            raise Invalid(f"open_day.{refusal[0]}", field=refusal[1])
        if day.published and day.ending is not None and ended_at != day.ending.ended_at:
            raise Invalid("open_day.end_told_already", field="ended_at")
        row = store_after.ending(open_day_id) or Ending(open_day_id=open_day_id)
        row.ended_at, row.reason = ended_at, reason.strip()
        row.confirmed_at, row.confirmed_by = now, actor.user_id
        session.add(row)
        record("open_day.end_confirmed", day, campaign, actor, now)


def record(action: str, day: DayView, campaign: Campaign, actor: Actor, now: datetime, **codes: Any) -> None:
    """One line of the audit trail about an open day."""
    audit.record(
        actor,
        now,
        action,
        subject=("open_day_announcement", day.id),
        campaign_id=campaign.id,
        department_id=day.department_id,
        **codes,
    )


def steps_of(days: Sequence[DayView]) -> dict[tuple[int, str], str]:
    """Where the unpublished text of each day stands: drafting, under_way, returned, or nothing when not begun."""
    ids = [day.id for day in days]
    written = store_after.texts(ids)
    found: dict[tuple[int, str], str] = {}
    for day in days:
        for what, text in chain_after.KINDS.items():
            if what in day.published:
                continue
            document = text.document(day.id)
            if document is not None and document.under_way:
                found[day.id, what] = "under_way"
            elif document is not None and document.returned is not None:
                found[day.id, what] = "returned"
            elif (day.id, what) in written:
                found[day.id, what] = "drafting"
    return found
