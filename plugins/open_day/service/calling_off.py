"""Calling off or moving a session, or calling off the whole day: who is told, why, and what follows for the notice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from core.api import (
    Actor,
    Campaign,
    Invalid,
    RuleBroken,
    booking,
    clock,
    outbox,
    publishing,
    secrecy,
    unit_of_work,
)

from .. import chain, store
from .. import pack as packs
from ..models_taking_part import Change
from ..rules.deciding import Moving, moving
from ..wording_booking import open_places
from . import deciding
from .at_hand import CALL_OFF, open_day_for, record, session_for
from .freezing import OWNER
from .places import PublicOpenDay

LONGEST_REASON = 500


@dataclass(frozen=True)
class WhoIsTold:
    """Bookings (not persons) that hear of it: by message, by a call, or only when they come (`nobody`).

    `waiting` of them stand in line. `others` are the sessions that can be offered instead.
    """

    by_message: int
    by_call: int
    nobody: int
    waiting: int
    others: tuple[booking.SessionView, ...]

    @property
    def total(self) -> int:
        return self.by_message + self.by_call + self.nobody


@dataclass(frozen=True)
class MoveSession:
    """A session's new time and place; moments are aware."""

    session_id: int
    starts_at: datetime
    ends_at: datetime
    place: str
    reason: str


def who_is_told(
    campaign: Campaign, open_day_id: int, session_id: int | None, *, actor: Actor, now: datetime
) -> tuple[PublicOpenDay, WhoIsTold]:
    """Whom calling off or moving concerns (`session_id` None: the whole day). Raises NotFound."""
    shown = open_day_for(campaign, open_day_id, CALL_OFF, actor)
    if session_id is not None:
        session_for(shown, session_id)
    counted = booking.reach_counts(shown.event.id, session_id)
    by_sms = counted.get("sms", 0)
    others = tuple(
        s
        for s in shown.event.sessions
        if session_id is not None
        and s.id != session_id
        and s.state == "open"
        and s.starts_at > now
        and open_places(shown.event, s)
    )
    sends = outbox.can_send()
    waiting = sum(s.waiting for s in shown.event.sessions if session_id in (None, s.id))
    return shown, WhoIsTold(
        by_message=by_sms if sends else 0,
        by_call=counted.get("call", 0) + (0 if sends else by_sms),
        nobody=counted.get("none", 0),
        waiting=waiting,
        others=others,
    )


def call_off(
    campaign: Campaign, open_day_id: int, session_id: int | None, reason: str, *, actor: Actor, now: datetime
) -> int:
    """Call a session off, or (`session_id` None) the whole day; everybody is told why. How many bookings it concerned.

    The last session that is held takes the day with it. Raises Invalid("open_day.reason_missing"),
    RuleBroken("open_day.called_off_already" | "open_day.started" | "secret_mark").
    """
    _refuse_reason(reason)
    with unit_of_work() as session:
        shown = open_day_for(campaign, open_day_id, CALL_OFF, actor)
        held = [s for s in shown.event.sessions if s.state == "open"]
        touched = held if session_id is None else [session_for(shown, session_id)]
        if shown.event.state == "called_off" or any(s.state != "open" for s in touched):
            raise RuleBroken("open_day.called_off_already")
        if not touched or any(s.starts_at <= now for s in touched):
            raise RuleBroken("open_day.started")
        whole = session_id is None or [s.id for s in held] == [session_id]
        # Written first: the messages that the booking room's facts cause read the reason.
        session.add(
            Change(
                open_day_id=shown.id,
                session_id=None if whole else session_id,
                what="called_off",
                reason=reason.strip(),
                before={} if whole else _kept(touched[0]),
                after={},
                at=now,
                by_user=actor.user_id,
            )
        )
        session.flush()
        if whole or session_id is None:
            told = booking.call_off_event(shown.event.id, actor=actor, now=now)
        else:
            told = booking.call_off_session(session_id, actor=actor, now=now)
        record(
            shown, "open_day.called_off", actor, now, session_id=None if whole else session_id, told=len(told)
        )
        return len(told)


def what_moving_means(
    campaign: Campaign, open_day_id: int, session_id: int, new_day: date, *, actor: Actor, now: datetime
) -> Moving:
    """Whether the notice (OD-03) runs anew for that day."""
    shown = open_day_for(campaign, open_day_id, CALL_OFF, actor)
    return _moving(campaign, shown, session_for(shown, session_id), new_day, now)


def move(
    campaign: Campaign, open_day_id: int, command: MoveSession, *, actor: Actor, now: datetime
) -> tuple[Moving, int]:
    """Give a session another time or place; bookings and numbers stay, everybody is told. (What follows, how many.)

    Raises Invalid (time, reason), RuleBroken("open_day.moved_too_near") where the days run anew and don't suffice.
    """
    _refuse_reason(command.reason)
    secrecy.refuse_marks([command.place])
    with unit_of_work() as session:
        shown = open_day_for(campaign, open_day_id, CALL_OFF, actor)
        old = session_for(shown, command.session_id)
        if old.state != "open" or shown.event.state == "called_off":
            raise RuleBroken("open_day.called_off_already")
        if old.ends_at <= now:
            raise RuleBroken("open_day.started")
        if command.ends_at <= command.starts_at:
            raise Invalid("open_day.move_ends_first", field="ends")
        if command.starts_at <= now:
            raise Invalid("open_day.move_past", field="day")
        if not command.place.strip():
            raise Invalid("open_day.move_place_missing", field="place")
        new = (command.starts_at, command.ends_at, command.place.strip())
        if new == (old.starts_at, old.ends_at, old.place):
            raise Invalid("open_day.move_nothing", field="day")
        means = _moving(campaign, shown, old, clock.local(command.starts_at).date(), now)
        if not means.lawful:
            raise RuleBroken("open_day.moved_too_near", earliest=means.earliest)
        session.add(
            Change(
                open_day_id=shown.id,
                session_id=old.id,
                what="moved",
                reason=command.reason.strip(),
                before=_kept(old),
                after={
                    "starts_at": command.starts_at.isoformat(),
                    "ends_at": command.ends_at.isoformat(),
                    "place": new[2],
                },
                runs_anew=means.anew,
                at=now,
                by_user=actor.user_id,
            )
        )
        session.flush()
        told = booking.move_session(
            old.id, starts_at=new[0], ends_at=new[1], place=new[2], actor=actor, now=now
        )
        _move_draft(open_day_id, campaign, old.ordinal, command, now)
        record(shown, "open_day.moved", actor, now, session_id=old.id, told=len(told), runs_anew=means.anew)
        deciding.plan_decision(shown.id, now=now)
        return means, len(told)


def _move_draft(
    open_day_id: int, campaign: Campaign, ordinal: int, command: MoveSession, now: datetime
) -> None:
    """The draft says the new time, so that the correction is checked against it and asks for no other places."""
    row = store.open_day(open_day_id, campaign.id)
    assert row is not None
    starts, ends = clock.local(command.starts_at), clock.local(command.ends_at)
    new = {
        "day": starts.date().isoformat(),
        "starts": f"{starts:%H:%M}",
        "ends": f"{ends:%H:%M}",
        "place": command.place.strip(),
    }
    row.sessions = [{**kept, **new} if n == ordinal else dict(kept) for n, kept in enumerate(row.sessions, 1)]
    event = booking.view_event(OWNER, row.id)
    if event is not None and row.closes_at is not None:
        row.closes_at = (
            event.closes_at
        )  # nobody books a session that has begun: an earlier one closes earlier
    row.saved_at = now


def _moving(
    campaign: Campaign, shown: PublicOpenDay, old: booking.SessionView, new_day: date, now: datetime
) -> Moving:
    notice = packs.values_of(campaign).notice
    waived = "OD-03" in publishing.waived_rules(chain.ANNOUNCEMENT.code, shown.id, campaign)
    return moving(
        clock.local(old.starts_at).date(),
        new_day,
        today=clock.local(now).date(),
        notice=notice.value if notice is not None and not waived else None,
        again=campaign.pack.value("OD-03.again_when_moved") is True,
        is_workday=campaign.calendar.is_working_day,
    )


def _kept(session: booking.SessionView) -> dict[str, str]:
    return {
        "starts_at": session.starts_at.isoformat(),
        "ends_at": session.ends_at.isoformat(),
        "place": session.place,
    }


def _refuse_reason(reason: str) -> None:
    if not reason.strip():
        raise Invalid("open_day.reason_missing", field="reason")
    if len(reason.strip()) > LONGEST_REASON:
        raise Invalid("open_day.reason_long", field="reason", most=LONGEST_REASON)
    secrecy.refuse_marks([reason])
