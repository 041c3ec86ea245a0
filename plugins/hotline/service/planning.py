"""Planning seats: a shift is saved only when nobody and no seat is in two places; gaps are shown, not refused."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

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
    people_with,
    unit_of_work,
    user_names,
)

from ..contracts import ShiftView
from ..models import SeatState, Shift
from ..permissions import SERVE, SUPERVISE
from ..rules.cover import Clash, Gap, Slot, clashes, gaps
from ..store import shifts as store
from . import passes, shifts, topics

LONGEST = timedelta(hours=14)
MOST_SEATS = 999
#: dialects and languages that a seat may announce; a caller's tag is routed to a seat that speaks it
LANGUAGES = (
    "local",
    "cantonese",
    "minnan",
    "wu",
    "hakka",
    "sichuan",
    "mongolian",
    "korean",
    "uyghur",
    "tibetan",
    "english",
    "sign",
)


@dataclass(frozen=True)
class SaveShift:
    """A shift's form. Either `user_id`, or `expert_name` for somebody without an account; both empty: nobody yet."""

    seat_number: int
    department_id: int | None
    topic_ids: tuple[int, ...]
    general: bool
    user_id: int | None
    expert_name: str
    expert_title: str
    name_public: bool
    languages: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class DayPlan:
    """A day as the planner sees it. `gaps` only where the hotline is open and the day isn't over."""

    day: date
    open_from: datetime | None
    open_until: datetime | None
    shifts: tuple[ShiftView, ...]
    gaps: tuple[Gap, ...]
    clashes: tuple[Clash, ...]


@dataclass(frozen=True)
class Copied:
    """How a day was copied: shifts made, and those left out because something stood in their way."""

    made: int
    left_out: tuple[ShiftView, ...]


def day_plan(campaign: Campaign, day: date, *, now: datetime) -> DayPlan:
    """The seats of one day with what they lack and double."""
    return days_plan(campaign, [day], now=now)[0]


def days_plan(campaign: Campaign, days: Sequence[date], *, now: datetime) -> list[DayPlan]:
    """The same for several days that follow each other."""
    starts, ends = shifts.day_bounds(days[0])[0], shifts.day_bounds(days[-1])[1]
    every = shifts.seats_between(campaign, starts, ends)
    need = {t.id: t.min_cover for t in topics.list_topics(campaign) if t.min_cover}
    able = _able(campaign, every)
    found = []
    for day in days:
        first, last = shifts.day_bounds(day)
        mine = tuple(view for view in every if view.starts_at < last and view.ends_at > first)
        slots = [_slot(view, able) for view in mine]
        hours = shifts.opening(day)
        holes: list[Gap] = []
        if hours.starts is not None and hours.ends is not None and hours.ends > now:
            holes = gaps(slots, need, max(hours.starts, now), hours.ends)
        coming = [clash for clash in clashes(slots) if clash.ends > now]
        found.append(DayPlan(day, hours.starts, hours.ends, mine, tuple(holes), tuple(coming)))
    return found


def problems(
    campaign: Campaign, command: SaveShift, *, now: datetime, shift_id: int | None = None
) -> list[Clash]:
    """What would clash if this were saved; the slot's own id is 0 while it is new."""
    others = [
        view
        for view in shifts.seats_between(campaign, command.starts_at, command.ends_at)
        if view.id != shift_id
    ]
    able = _able(campaign, others)
    fit = command.user_id is None or may_sit(
        campaign, command.user_id, command.department_id, command.general
    )
    mine = Slot(
        shift_id or 0,
        command.seat_number,
        person_key(command.user_id, command.department_id, command.expert_name),
        command.starts_at,
        command.ends_at,
        frozenset(command.topic_ids),
        command.general,
        fit,
    )
    return clashes([mine, *(_slot(view, able) for view in others)], only={mine.id})


def may_sit(campaign: Campaign, user_id: int, department_id: int | None, general: bool) -> bool:
    """Whether an account's roles let it serve there."""
    return user_id in {p.id for p in experts(campaign, None if general else department_id)}


def experts(campaign: Campaign, department_id: int | None) -> list[Any]:
    """Who may serve callers for a department (None: anywhere)."""
    return list(people_with(SERVE, department_id=department_id, campaign_id=campaign.id))


def save_shift(
    campaign: Campaign,
    command: SaveShift,
    *,
    actor: Actor,
    now: datetime,
    shift_id: int | None = None,
    version: int = 0,
) -> int:
    """Plan or change a shift; returns its id. A pass follows the new hours, or ends when somebody else sits there.

    Raises Invalid (hotline.shift_…), RuleBroken (hotline.clash_seat, clash_person, clash_unfit, shift_running),
    Conflict("hotline.shift_changed"), NotFound.
    """
    actor.require(SUPERVISE, campaign_id=campaign.id)
    command = _checked(campaign, command, now)
    with unit_of_work() as session:
        store.lock_plan(campaign.id)
        for clash in problems(campaign, command, now=now, shift_id=shift_id):
            raise RuleBroken(
                f"hotline.clash_{clash.kind}", seat=clash.seat, starts=clash.starts, ends=clash.ends
            )
        values = {
            "seat_number": command.seat_number,
            "department_id": command.department_id,
            "general": command.general,
            "user_id": command.user_id,
            "expert_name": command.expert_name,
            "expert_title": command.expert_title,
            "name_public": command.name_public,
            "languages": list(command.languages),
            "starts_at": command.starts_at,
            "ends_at": command.ends_at,
        }
        if shift_id is None:
            row = Shift(campaign_id=campaign.id, state="planned", version=1, **values)
            session.add(row)
            session.flush()
            shift_id, action = row.id, "hotline.shift_planned"
        else:
            was = shifts.shift_view(campaign, shift_id)
            same_name = (was.expert_name, was.department_id) == (command.expert_name, command.department_id)
            if was.with_pass and same_name and command.user_id is None:
                values["user_id"] = was.user_id
                passes.follow(was, command.starts_at, command.ends_at, actor=actor, now=now)
            elif was.with_pass or command.user_id != was.user_id:
                _refuse_serving(shift_id)
                passes.stand_up(shift_id, now=now)
                passes.end(was, actor=actor, now=now)
            if not store.change(shift_id, version, **values):
                raise Conflict("hotline.shift_changed")
            db.session.expire_all()
            action = "hotline.shift_changed"
        store.set_topics(shift_id, () if command.general else command.topic_ids)
        audit.record(
            actor,
            now,
            action,
            subject=("hotline_shift", shift_id),
            campaign_id=campaign.id,
            department_id=command.department_id,
            seat=command.seat_number,
        )
        return shift_id


def cancel_shift(campaign: Campaign, shift_id: int, *, actor: Actor, now: datetime) -> None:
    """Take a shift out of the plan; its pass dies at once.

    Raises RuleBroken("hotline.shift_serving") while its seat has a caller, NotFound.
    """
    actor.require(SUPERVISE, campaign_id=campaign.id)
    with unit_of_work():
        store.lock_plan(campaign.id)
        view = shifts.shift_view(campaign, shift_id)
        if view.state != "planned":
            return
        _refuse_serving(shift_id)
        passes.stand_up(shift_id, now=now)
        if view.with_pass:
            passes.end(view, actor=actor, now=now)
        if not store.change(shift_id, view.version, state="cancelled"):
            raise Conflict("hotline.shift_changed")
        db.session.expire_all()
        audit.record(
            actor,
            now,
            "hotline.shift_cancelled",
            subject=("hotline_shift", shift_id),
            campaign_id=campaign.id,
            department_id=view.department_id,
            seat=view.seat_number,
        )


def copy_day(campaign: Campaign, source: date, target: date, *, actor: Actor, now: datetime) -> Copied:
    """Plan a day as another one; what would clash or begins in the past is left out and told.

    Passes are not copied: somebody without an account needs a new one for every shift.
    Raises Invalid("hotline.copy_same_day"), RuleBroken("hotline.copy_nothing").
    """
    actor.require(SUPERVISE, campaign_id=campaign.id)
    if source == target:
        raise Invalid("hotline.copy_same_day", field="target")
    first, last = shifts.day_bounds(source)
    away = target - source
    with unit_of_work():
        store.lock_plan(campaign.id)
        mine = [
            view
            for view in shifts.seats_between(campaign, first, last)
            if first <= view.starts_at and not view.general
        ]
        if not mine:
            raise RuleBroken("hotline.copy_nothing")
        made, left_out = 0, []
        for view in mine:
            command = SaveShift(
                view.seat_number,
                view.department_id,
                view.topic_ids,
                view.general,
                None if view.with_pass else view.user_id,
                view.expert_name,
                view.expert_title,
                view.name_public,
                view.languages,
                view.starts_at + away,
                view.ends_at + away,
            )
            if command.starts_at <= now or problems(campaign, command, now=now):
                left_out.append(view)
                continue
            save_shift(campaign, command, actor=actor, now=now)
            made += 1
        return Copied(made, tuple(left_out))


def _refuse_serving(shift_id: int) -> None:
    seat = db.session.get(SeatState, shift_id, populate_existing=True)
    if seat is not None and seat.serving_waiter is not None:
        raise RuleBroken("hotline.shift_serving")


def person_key(user_id: int | None, department_id: int | None, name: str) -> str:
    """One person, however they sit there: an account, or a name in a department."""
    if user_id is not None:
        return f"u{user_id}"
    return f"n{department_id}:{name}" if name else ""


def _slot(view: ShiftView, able: dict[tuple[int | None, bool], Collection[int]]) -> Slot:
    user_id = None if view.with_pass else view.user_id
    fit = view.state == "ended" or user_id is None or user_id in able[(view.department_id, view.general)]
    return Slot(
        view.id,
        view.seat_number,
        person_key(user_id, view.department_id, view.expert_name),
        view.starts_at,
        view.ends_at,
        frozenset(view.topic_ids),
        view.general,
        fit,
    )


def _able(campaign: Campaign, every: Sequence[ShiftView]) -> dict[tuple[int | None, bool], Collection[int]]:
    """(department, general) → who may sit there, asked once each."""
    places = {(view.department_id, view.general) for view in every}
    return {
        (unit, general): {
            person.id
            for person in people_with(SERVE, department_id=None if general else unit, campaign_id=campaign.id)
        }
        for unit, general in places
    }


def _checked(campaign: Campaign, command: SaveShift, now: datetime) -> SaveShift:
    if not 1 <= command.seat_number <= MOST_SEATS:
        raise Invalid("hotline.shift_seat", field="seat_number", most=MOST_SEATS)
    if not command.starts_at < command.ends_at:
        raise Invalid("hotline.shift_hours", field="ends")
    if command.ends_at - command.starts_at > LONGEST:
        raise Invalid("hotline.shift_long", field="ends", hours=int(LONGEST.total_seconds() // 3600))
    if command.ends_at <= now:
        raise Invalid("hotline.shift_past", field="day")
    open_topics = {topic.id for topic in topics.list_topics(campaign)}
    if not command.general and (not command.topic_ids or not set(command.topic_ids) <= open_topics):
        raise Invalid("hotline.shift_topic", field="topics")
    if command.department_id is None and not command.general:
        raise Invalid("hotline.shift_department", field="department")
    if command.department_id is not None and command.department_id not in {d.id for d in departments()}:
        raise Invalid("hotline.shift_department", field="department")
    name, title = " ".join(command.expert_name.split()), " ".join(command.expert_title.split())
    if len(name) > 40 or len(title) > 60:
        raise Invalid("hotline.shift_name", field="expert_name")
    if command.user_id is not None:
        name = user_names([command.user_id]).get(command.user_id, "")
        if not name:
            raise Invalid("hotline.shift_person", field="expert")
    if not set(command.languages) <= set(LANGUAGES):
        raise NotFound("hotline.shift_gone")
    fields = {**command.__dict__, "expert_name": name, "expert_title": title}
    return SaveShift(**fields)
