"""The operator's console in the page's words: masked numbers, times on the wall clock, states as tags."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flask import url_for
from flask_babel import format_date, get_locale
from flask_babel import gettext as _

from core.api import Actor, Campaign, clock

from . import wording_intake as wording
from .contracts import WaiterView
from .pack import line_rules
from .rules import intake as rules
from .rules.phones import masked
from .service.console import Desk, Lane

#: rows of the line that fit beside the callbacks on a screen of 768
ROWS = 17
#: callbacks that are drawn
CALLBACKS = 3
#: whoever waits longer is marked
LONG = timedelta(minutes=2)


@dataclass(frozen=True)
class Row:
    """A caller in line. `at` is the promised time of a callback."""

    number: str
    note: str
    since_iso: str = ""
    waited: str = ""
    late: bool = False
    first: bool = False
    at: str = ""


@dataclass(frozen=True)
class Group:
    """A topic of the line with whom there is room to draw."""

    name: str
    own: bool
    count: int
    callers: tuple[Row, ...]


@dataclass(frozen=True)
class Shown:
    """What console.html draws besides the form."""

    plate: str
    person: str
    seat_number: int | None
    shift_id: int | None
    waiter_id: int | None
    call_id: int | None
    state_tag: str
    state_text: str
    since_iso: str
    until_iso: str
    since_text: str
    ringing: tuple[Row, ...]
    groups: tuple[Group, ...]
    waiting: int
    longest_text: str
    longest_iso: str
    callbacks_due: int
    callbacks: tuple[Row, ...]
    taken: int
    average: str
    day: str
    hour: str
    now_iso: str
    caller_number: str
    shown_number: str
    calling_back: bool
    paused: bool
    can_sit: bool
    can_next: bool
    can_leave: bool
    foot_note: str
    wrap_note: str
    telephone: bool
    saved_text: str
    home_url: str
    live_url: str
    channel: str
    seats: tuple[int, ...] = ()
    services: Mapping[str, Any] = field(default_factory=dict)
    pause_reasons: Mapping[str, Any] = field(default_factory=dict)
    hand_back_reasons: Mapping[str, Any] = field(default_factory=dict)
    keys: tuple[tuple[tuple[str, ...], Any], ...] = ()


def shown(
    desk: Desk,
    campaign: Campaign,
    *,
    actor: Actor,
    now: datetime,
    saved_at: datetime | None = None,
    shown_number: str = "",
) -> Shown:
    """The console of one person at this moment."""
    state = desk.state
    serving = desk.waiter is not None
    calling_back = desk.waiter is not None and desk.waiter.kind == "callback"
    tag, text = wording.SEAT_STATES["calling_back" if state == "serving" and calling_back else state]
    if state == "paused" and desk.seat is not None:
        reason = {**wording.PAUSES, **wording.STOPPED}.get(desk.seat.reason)
        text = f"{text} · {reason}" if reason else text
    seat = desk.seat if state not in ("none", "off") else None
    until = seat.until if seat is not None and state == "wrap_up" else None
    longest = min((lane.first_at for lane in desk.lanes), default=None)
    number = desk.waiter.phone if desk.waiter is not None else desk.phone
    local = clock.local(now)
    return Shown(
        plate=_plate(desk),
        person=_person(desk, actor),
        seat_number=desk.shift.seat_number if desk.shift else None,
        shift_id=desk.shift.id if desk.shift else None,
        waiter_id=desk.waiter.id if desk.waiter else None,
        call_id=desk.call_id,
        state_tag=tag,
        state_text=str(text),
        since_iso=seat.since.isoformat() if seat else "",
        until_iso=until.isoformat() if until else "",
        since_text=_span(until - now if until else now - seat.since) if seat else "",
        ringing=tuple(Row(masked(ring.phone) or _("没有号码"), "") for ring in desk.ringing),
        groups=_groups(desk.lanes, now, ROWS + CALLBACKS - min(len(desk.callbacks), CALLBACKS)),
        waiting=desk.waiting,
        longest_text=_span(now - longest) if longest else "",
        longest_iso=longest.isoformat() if longest else "",
        callbacks_due=desk.callbacks_due,
        callbacks=tuple(_callback(one, now) for one in desk.callbacks[:CALLBACKS]),
        taken=desk.taken,
        average=_span(desk.average) if desk.average is not None else "—",
        day=short_day(now),
        hour=f"{local:%H:%M}",
        now_iso=now.isoformat(),
        caller_number=masked(number),
        shown_number=shown_number,
        calling_back=calling_back,
        paused=state == "paused",
        can_sit=state == "off" or (state == "none" and desk.may_open),
        can_next=state in ("ready", "wrap_up") and not serving,
        can_leave=state in ("ready", "wrap_up", "paused"),
        foot_note=_foot_note(desk, now),
        wrap_note=_("挂机后限 %(seconds)s 秒", seconds=_wrap_up(campaign)) if desk.shift else "",
        telephone=desk.telephone,
        saved_text=_("自动保存于 %(time)s", time=f"{clock.local(saved_at):%H:%M}") if saved_at else "",
        home_url=url_for("web_staff.desk"),
        live_url=url_for("hotline_staff.console_now"),
        channel=f"hotline.line:{campaign.id}",
        seats=desk.seats,
        services=wording.SERVICES,
        pause_reasons=wording.PAUSES,
        hand_back_reasons=wording.HAND_BACK_REASONS,
        keys=(*wording.KEYS, *(wording.TELEPHONE_KEYS if desk.telephone else ())),
    )


def _plate(desk: Desk) -> str:
    if desk.shift is None:
        return _("热线工作台")
    if desk.shift.general or not desk.shift.topic_ids:
        return _("综合席")
    names = {topic.id: topic.name for topic in desk.topics}
    return _("%(topic)s专席", topic=names.get(desk.shift.topic_ids[0], _("热点")))


def _person(desk: Desk, actor: Actor) -> str:
    return desk.shift.expert_name or actor.name if desk.shift else actor.name


def _foot_note(desk: Desk, now: datetime) -> str:
    state = desk.state
    if state == "none":
        if desk.next_start is not None and desk.next_end is not None:
            starts, ends = clock.local(desk.next_start), clock.local(desk.next_end)
            when = {"day": short_day(starts), "starts": f"{starts:%H:%M}", "ends": f"{ends:%H:%M}"}
            return _("您的下一班：%(day)s %(starts)s—%(ends)s。", **when)
        return _("坐到综合席，接所有热点的来电。") if desk.may_open else _("您还没有排班，请找班长。")
    if state == "off":
        if desk.shift is not None and desk.shift.starts_at > now:
            return _("您的班 %(time)s 开始。", time=f"{clock.local(desk.shift.starts_at):%H:%M}")
        return _("坐下后才会接到来电。")
    if state == "paused":
        return _("在歇着，按 Alt P 回来再接。")
    if state == "serving":
        return _("收尾后可接")
    return "" if desk.waiting else _("没有人在等")


def _groups(lanes: tuple[Lane, ...], now: datetime, rows: int) -> tuple[Group, ...]:
    room = rules.fit([min(lane.count, len(lane.heads)) for lane in lanes], rows)
    first_own = next((lane.topic_id for lane in lanes if lane.own), None)
    return tuple(
        Group(
            lane.name,
            lane.own,
            lane.count,
            tuple(
                _waiting(one, now, first=lane.topic_id == first_own and at == 0)
                for at, one in enumerate(lane.heads[:most])
            ),
        )
        for lane, most in zip(lanes, room, strict=True)
    )


def _waiting(one: WaiterView, now: datetime, *, first: bool) -> Row:
    language = wording.LANGUAGES.get(one.language) if one.language else None
    note = one.summary or (str(language) if language else _("没说什么事"))
    waited = now - one.joined_at
    number = masked(one.phone) or _("没有号码")
    return Row(number, note, one.joined_at.isoformat(), _span(waited), waited >= LONG, first)


def _callback(one: WaiterView, now: datetime) -> Row:
    due = one.not_before or one.joined_at
    moment = clock.local(due)
    if one.attempts:
        note = _("第 %(number)s 次拨", number=one.attempts + 1)
    else:
        note = one.summary or (_("约好的") if one.not_before else _("漏接"))
    return Row(masked(one.phone), note, at=f"{moment:%H:%M}", late=due <= now)


def _span(length: timedelta) -> str:
    seconds = max(0, int(length.total_seconds()))
    text = f"{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return f"{seconds // 3600}:{text}" if seconds >= 3600 else text


def _wrap_up(campaign: Campaign) -> int:
    return int(line_rules(campaign).wrap_up.total_seconds())


def short_day(moment: datetime) -> str:
    """5月15日 / 15 May."""
    that = clock.local(moment).date()
    if str(get_locale()).startswith("en"):
        return format_date(that, "d MMM")
    return f"{that.month}月{that.day}日"
