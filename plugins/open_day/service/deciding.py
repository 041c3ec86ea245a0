"""Go or no-go (OD-05): who is short of people at the date in the pack, the warning, and what can be done about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from core.api import (
    SYSTEM,
    Actor,
    Campaign,
    Invalid,
    NotFound,
    RuleBroken,
    booking,
    campaigns,
    clock,
    jobs,
    outbox,
    people_with,
    remembered,
    unit_of_work,
)

from .. import pack as packs
from .. import store, store_taking_part
from ..models_taking_part import TooFew
from ..rules.dates import latest_publish_day
from ..rules.deciding import Shortfall, Turnout, decide_on, shortfalls
from ..rules.taking_part import categories_of
from ..wording_staff import TOO_FEW
from . import places
from .at_hand import CALL_OFF, open_day_for, record, session_for
from .places import PublicOpenDay
from .plans import APPROVE, EDIT

#: the job that looks at one open day on its decision day
DECIDE = "open_day.decide"
_HOUR = time(9)


@dataclass(frozen=True)
class GoNoGo:
    """How one open day stands. `booked` counts people with a place, the recommended too; nobody who waits.

    `empty` are categories of which nobody has booked. `warned_at`: when department and office were warned.
    """

    shown: PublicOpenDay
    planned: int
    booked: int
    recommended: int
    recommended_places: int
    waiting: int
    least: int | None
    clause: str
    per_session: bool
    decide_on: date | None
    shortfalls: tuple[Shortfall, ...]
    empty: tuple[str, ...]
    warned_at: datetime | None
    first_day: date | None
    over: bool

    @property
    def called_off(self) -> bool:
        return self.shown.event.state == "called_off" or self.first_day is None

    def is_due(self, today: date) -> bool:
        """Whether it is decided now: too few, the day has come, and it is still to be held."""
        return (
            bool(self.shortfalls)
            and not self.called_off
            and not self.over
            and self.decide_on is not None
            and today >= self.decide_on
        )


@dataclass(frozen=True)
class PublicChange:
    """What the public reads about a change. `session` is its name, "" for the whole day."""

    what: str
    session: str
    reason: str
    before: tuple[datetime, datetime, str] | None
    after: tuple[datetime, datetime, str] | None
    runs_anew: bool
    at: datetime


def standing(campaign: Campaign, shown: PublicOpenDay, now: datetime) -> GoNoGo:
    """How a published open day stands, as the campaign's pack counts."""
    values = packs.values_of(campaign)
    figures = booking.figures_of(shown.event.id)
    by_session = {s.id: s.booked for s in figures.by_session}
    held = [s for s in shown.event.sessions if s.state == "open"]
    turnouts = [Turnout(s.id, clock.local(s.starts_at).date(), by_session.get(s.id, 0)) for s in held]
    quotas = [s.recommended for s in held if s.recommended is not None]
    least = values.min_people
    before = values.decide_before
    day = decide_on(turnouts, before.value, campaign.calendar.is_working_day) if before is not None else None
    come = {name for name, (booked, _attended) in figures.by_category.items() if booked}
    warned = store_taking_part.warnings([shown.id])
    return GoNoGo(
        shown=shown,
        planned=sum(s.capacity for s in held) + sum(q.capacity for q in quotas),
        booked=sum(t.booked for t in turnouts),
        recommended=sum(q.taken for q in quotas),
        recommended_places=sum(q.capacity for q in quotas),
        waiting=sum(s.waiting for s in held),
        least=least.value if least is not None else None,
        clause=least.clause if least is not None else "",
        per_session=values.people_per_session,
        decide_on=day,
        shortfalls=shortfalls(
            turnouts, least.value if least is not None else None, per_session=values.people_per_session
        ),
        empty=tuple(c for c in categories_of(values) if c not in come),
        warned_at=warned[-1].at if warned else None,
        first_day=min((t.day for t in turnouts), default=None),
        over=bool(held) and max(s.ends_at for s in held) <= now,
    )


def day_of_decision(campaign: Campaign, shown: PublicOpenDay) -> date | None:
    """When somebody has to decide, without counting who has booked; None where no rule says so or nothing is held."""
    before = packs.values_of(campaign).decide_before
    held = [s for s in shown.event.sessions if s.state == "open"]
    turnouts = [Turnout(s.id, clock.local(s.starts_at).date(), 0) for s in held]
    return decide_on(turnouts, before.value, campaign.calendar.is_working_day) if before is not None else None


def view(campaign: Campaign, open_day_id: int, *, actor: Actor, now: datetime) -> GoNoGo:
    """The same for whoever may call it off. Raises NotFound."""
    return standing(campaign, open_day_for(campaign, open_day_id, CALL_OFF, actor), now)


# ── the warning ─────────────────────────────────────────────────────────────────────────────────────────────────────
def plan_decision(open_day_id: int, *, now: datetime) -> None:
    """See to it that an open day is looked at on its decision day; joins the caller's unit of work."""
    found = _found(open_day_id)
    if found is None:
        return
    day = standing(*found, now).decide_on
    if day is None:
        return
    at = datetime.combine(day, _HOUR, clock.SHANGHAI)
    key = f"{DECIDE}:{open_day_id}:{day}"
    with unit_of_work():
        jobs.enqueue(DECIDE, now=now, run_at=max(at, now), key=key, open_day_id=open_day_id)


def warn_if_short(now: datetime, open_day_id: int) -> None:
    """The job: warn department and office once that too few have booked. A date that has moved is planned anew."""
    found = _found(open_day_id)
    if found is None:
        return
    campaign, shown = found
    stands = standing(campaign, shown, now)
    today = clock.local(now).date()
    if stands.decide_on is not None and today < stands.decide_on:
        plan_decision(open_day_id, now=now)
        return
    if not stands.is_due(today) or stands.decide_on is None:
        return
    with unit_of_work() as session:
        told = [
            short
            for short in stands.shortfalls
            if store_taking_part.warning(shown.id, short.session_id, stands.decide_on) is None
        ]
        for short in told:
            session.add(
                TooFew(
                    open_day_id=shown.id,
                    session_id=short.session_id or 0,
                    decide_on=stands.decide_on,
                    booked=short.booked,
                    least=short.least,
                    at=now,
                )
            )
        if told:
            _tell_staff(campaign, shown, told, stands.decide_on, now)
            record(shown, "open_day.warned", SYSTEM, now, booked=told[0].booked, least=told[0].least)


def _tell_staff(
    campaign: Campaign, shown: PublicOpenDay, told: list[Shortfall], day: date, now: datetime
) -> None:
    people = {
        person.id
        for permission in (EDIT, APPROVE)
        for person in people_with(permission, department_id=shown.department_id, campaign_id=campaign.id)
    }
    for user_id in sorted(people):
        outbox.queue_message(
            kind=TOO_FEW,
            fact=f"open_day:{shown.id}:too_few:{day}",
            user_id=user_id,
            params={
                "department": shown.department,
                "theme": shown.theme,
                "booked": told[0].booked,
                "least": told[0].least,
            },
            now=now,
            campaign_id=campaign.id,
        )


def _found(open_day_id: int) -> tuple[Campaign, PublicOpenDay] | None:
    row = store.open_day(open_day_id)
    if row is None:
        return None
    try:
        campaign = campaigns.campaign_by_id(row.campaign_id)
        return campaign, places.public_open_day(campaign, open_day_id)
    except NotFound:  # taken down meanwhile
        return None


# ── one of the ways out: more time ──────────────────────────────────────────────────────────────────────────────────
def extend(
    campaign: Campaign, open_day_id: int, closes_at: datetime | None, *, actor: Actor, now: datetime
) -> None:
    """Keep booking open longer; the public page says so. Raises Invalid (no later than now), RuleBroken."""
    with unit_of_work():
        shown = open_day_for(campaign, open_day_id, CALL_OFF, actor)
        if closes_at is None:
            raise Invalid("open_day.closes_missing", field="closes_at")
        if closes_at <= max(now, shown.event.closes_at):
            raise Invalid("open_day.closes_not_later", field="closes_at", closes=shown.event.closes_at)
        booking.extend_booking(shown.event.id, closes_at, actor=actor, now=now)
        row = store.open_day(open_day_id, campaign.id)
        assert row is not None
        # A correction prepares the places from the draft again: it must not shorten the time that was given.
        row.closes_at = closes_at
        record(shown, "open_day.booking_extended", actor, now, closes_at=closes_at.isoformat())


def enlarge(
    campaign: Campaign,
    open_day_id: int,
    session_id: int,
    capacity: int,
    recommended: int,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Set a session's places on line and for recommended people; more places go to whoever waits first.

    Raises NotFound, RuleBroken("session_below_taken" | "open_day.started").
    """
    with unit_of_work():
        shown = open_day_for(campaign, open_day_id, CALL_OFF, actor)
        session = session_for(shown, session_id)
        if session.state != "open" or session.starts_at <= now:
            raise RuleBroken("open_day.started")
        booking.enlarge_session(session_id, capacity=capacity, recommended=recommended, actor=actor, now=now)
        row = store.open_day(open_day_id, campaign.id)
        assert row is not None
        # The draft says the same, so that the check tells where the text now gives another number.
        row.sessions = [
            {**kept, "capacity": capacity, "recommended": recommended} if n == session.ordinal else dict(kept)
            for n, kept in enumerate(row.sessions, 1)
        ]
        row.recommended = sum(int(kept.get("recommended", 0)) for kept in row.sessions)
        row.saved_at = now
        record(
            shown,
            "open_day.places_set",
            actor,
            now,
            session_id=session_id,
            capacity=capacity,
            recommended=recommended,
        )


# ── what is told about it ───────────────────────────────────────────────────────────────────────────────────────────
def changes_of(shown: PublicOpenDay) -> tuple[PublicChange, ...]:
    """What was called off or moved after the announcement, newest first."""
    return remembered(("open_day.changes", shown.id), (), lambda: _changes_of(shown))


def _changes_of(shown: PublicOpenDay) -> tuple[PublicChange, ...]:
    names = {s.id: s.title for s in shown.event.sessions}
    return tuple(
        PublicChange(
            what=row.what,
            session=names.get(row.session_id or 0, ""),
            reason=row.reason,
            before=_span(row.before),
            after=_span(row.after),
            runs_anew=row.runs_anew,
            at=row.at,
        )
        for row in reversed(store_taking_part.changes([shown.id]))
    )


@dataclass(frozen=True)
class Correction:
    """A moved session whose correction (更正) is not public yet; `publish_by` is the last lawful day for it."""

    open_day_id: int
    moved_at: datetime
    publish_by: date | None


def correction_due(campaign: Campaign, shown: PublicOpenDay) -> Correction | None:
    """Whether a corrected announcement has still to be published after a move that counts the days anew."""
    moved = [row for row in store_taking_part.changes([shown.id]) if row.what == "moved" and row.runs_anew]
    if not moved or shown.event.state == "called_off":
        return None
    last = moved[-1]
    if shown.revision.published_at > last.at:
        return None
    notice = packs.values_of(campaign).notice
    day = clock.local(datetime.fromisoformat(last.after["starts_at"])).date()
    by = latest_publish_day(day, notice.value, campaign.calendar.is_working_day) if notice else None
    return Correction(shown.id, last.at, by)


def _span(kept: dict[str, str]) -> tuple[datetime, datetime, str] | None:
    if "starts_at" in kept:
        return (
            datetime.fromisoformat(kept["starts_at"]),
            datetime.fromisoformat(kept["ends_at"]),
            kept["place"],
        )
    return None
