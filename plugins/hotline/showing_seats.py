"""Drawings of the plan and what the seats contribute to pages of others: the column, the agenda, the desk."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import url_for
from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.api import (
    Actor,
    AgendaItem,
    Campaign,
    DeskItem,
    NavItem,
    Panel,
    Subject,
    campaigns,
    clock,
    departments,
    settings,
)

from .contracts import ShiftView
from .permissions import SERVE, SUPERVISE
from .service import looking_up, planning, programmes, proposals, shifts, topics
from .service.planning import DayPlan
from .service.staffing import Hour

ROW, HEAD, LABEL = 30, 22, 52
#: how far ahead the desk looks for gaps and passes
AHEAD = timedelta(days=2)


@dataclass(frozen=True)
class Bar:
    """One thing on the day's line. `kind`: seat, general, open (nobody yet), clash, gap."""

    x: float
    y: float
    width: float
    kind: str
    text: str


@dataclass(frozen=True)
class DayLine:
    """A day drawn: hours from left to right, one row per seat, below them one per topic that lacks seats."""

    width: int
    height: int
    ticks: tuple[tuple[float, str], ...]
    rows: tuple[tuple[float, str], ...]
    bars: tuple[Bar, ...]
    now_x: float | None


def day_line(plan: DayPlan, short: Mapping[int, str], now: datetime, width: int) -> DayLine:
    """Lay a day out over `width` units. Times outside of the opening hours widen the line."""
    first, last = shifts.day_bounds(plan.day)
    edges = [s.starts_at for s in plan.shifts] + [s.ends_at for s in plan.shifts]
    edges += [at for at in (plan.open_from, plan.open_until) if at is not None]
    starts = max(min(edges, default=first + timedelta(hours=8)), first)
    ends = min(max(edges, default=first + timedelta(hours=18)), last)
    starts = clock.local(starts).replace(minute=0, second=0, microsecond=0)
    hours = max(1, -(-int((ends - starts).total_seconds()) // 3600))
    room = width - LABEL - 8

    def at(moment: datetime) -> float:
        share = (moment - starts).total_seconds() / (hours * 3600)
        return round(LABEL + room * min(max(share, 0.0), 1.0), 1)

    step = 1 if room / hours >= 44 else 2 if room / hours >= 22 else 4
    ticks = tuple(
        (at(starts + timedelta(hours=n)), f"{(starts.hour + n) % 24}") for n in range(0, hours + 1, step)
    )
    clashing = {c.slot for c in plan.clashes} | {c.other for c in plan.clashes}
    rows: list[tuple[float, str]] = []
    bars: list[Bar] = []
    y = float(HEAD)
    for seat in sorted({s.seat_number for s in plan.shifts}):
        rows.append((y, str(seat)))
        for shift in plan.shifts:
            if shift.seat_number != seat:
                continue
            left, right = at(shift.starts_at), at(shift.ends_at)
            names = [short.get(topic, "") for topic in shift.topic_ids]
            text = _("全部") if shift.general else _("、").join(filter(None, names))
            bars.append(Bar(left, y, max(right - left, 3), _kind(shift, clashing), _fit(text, right - left)))
        y += ROW
    for topic in dict.fromkeys(gap.topic for gap in plan.gaps):
        rows.append((y, _fit(short.get(topic, ""), LABEL)))
        for gap in plan.gaps:
            if gap.topic == topic:
                left, right = at(gap.starts), at(gap.ends)
                text = _("缺 %(n)s", n=gap.need - gap.have)
                bars.append(Bar(left, y, max(right - left, 3), "gap", _fit(text, right - left)))
        y += ROW
    now_x = at(now) if starts <= now < starts + timedelta(hours=hours) else None
    return DayLine(width, int(y) + 4, ticks, tuple(rows), tuple(bars), now_x)


def _kind(shift: ShiftView, clashing: set[int | None]) -> str:
    if shift.id in clashing:
        return "clash"
    if shift.general:
        return "general"
    return "seat" if shift.user_id is not None else "open"


def _fit(text: str, width: float) -> str:
    """As much of a text as fits a width at 13 px; half a letter is worse than none."""
    room = int((width - 8) // 13) if any(ord(c) > 0x2E80 for c in text) else int((width - 8) // 7)
    return text if len(text) <= room else text[: max(room - 1, 0)] + "…" if room > 1 else ""


@dataclass(frozen=True)
class Bars:
    """Columns of a small chart: (x, y, width, height, label) and the marks across them (x, y, width)."""

    width: int
    height: int
    base: int
    columns: tuple[tuple[float, float, float, float, str], ...]
    marks: tuple[tuple[float, float, float], ...]
    top: int


def trend_bars(counts: Sequence[int], width: int = 220, height: int = 44) -> Bars:
    """Counts per day."""
    most = max([*counts, 1])
    each = width / max(len(counts), 1)
    columns = []
    for number, count in enumerate(counts):
        tall = round((height - 4) * count / most, 1) if count else 1.0
        columns.append((round(number * each + 1, 1), round(height - tall, 1), round(each - 2, 1), tall, ""))
    return Bars(width, height, height, tuple(columns), (), most)


def hour_bars(hours: Sequence[Hour], width: int, height: int = 200) -> Bars:
    """Seats needed in each hour as columns, seats planned as marks across them."""
    most = max([1, *(h.need.seats for h in hours), *(h.planned or 0 for h in hours)])
    base = height - 24
    each = (width - 30) / max(len(hours), 1)
    step = 1 if each >= 24 else 2

    def y(seats: int) -> float:
        return round(base - (base - 18) * seats / most, 1)

    columns, marks = [], []
    for number, hour in enumerate(hours):
        left = round(30 + number * each + each * 0.15, 1)
        label = str(hour.hour) if number % step == 0 else ""
        columns.append(
            (left, y(hour.need.seats), round(each * 0.7, 1), round(base - y(hour.need.seats), 1), label)
        )
        if hour.planned is not None:
            marks.append((round(30 + number * each, 1), y(hour.planned), round(each, 1)))
    return Bars(width, height, base, tuple(columns), tuple(marks), most)


# ── names ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def unit_names() -> dict[int, str]:
    """id → short name of every department, ended ones too."""
    return {unit.id: unit.short_name or unit.name for unit in departments(include_inactive=True)}


def number() -> str:
    """The hotline's number as it is dialled."""
    return settings().of("hotline")["number"]


def who_sits(shift: ShiftView) -> str:
    """Who the public reads: title and, where that was ticked, the name."""
    name = shift.expert_name if shift.name_public else ""
    return " ".join(part for part in (shift.expert_title, name) if part)


def nav(actor: Actor, campaign: Campaign) -> list[NavItem]:
    """The column's entry for everybody, the planner's for supervisors."""
    found = [NavItem("public", _l("热线专席"), "hotline_public.seats", 30)]
    if actor.can(SUPERVISE, campaign_id=campaign.id):
        found.append(NavItem("staff", _l("热点和排班"), "hotline_staff.day", 32))
    return found


# ── what others show ────────────────────────────────────────────────────────────────────────────────────────────────
def panels(campaign: Campaign, now: datetime) -> list[Panel]:
    """A door while somebody answers or will, and the chosen topics with today's seats."""
    chosen = topics.list_topics(campaign)
    if not chosen:
        return []
    units = unit_names()
    coming = shifts.coming_seats(campaign, now)
    today = clock.local(now).date()
    lines = []
    for topic in chosen:
        mine = [s for s in coming if topic.id in s.topic_ids]
        running = [s for s in mine if s.starts_at <= now]
        later = [s for s in mine if clock.local(s.starts_at).date() == today and s.starts_at > now]
        if running:
            state, text = "ok", _("正在接听，到 %(at)s", at=_hhmm(max(s.ends_at for s in running)))
        elif later:
            state, text = "idle", _("今天 %(at)s 起", at=_hhmm(later[0].starts_at))
        elif mine:
            state, text = "idle", _("%(day)s 起", day=_day(mine[0].starts_at))
        else:
            state, text = "no", _("可以要求回电")
        who = _("、").join(units.get(unit, "") for unit in topic.department_ids)
        lines.append({"name": topic.name, "who": who, "seats": len(running), "state": state, "text": text})
    url = url_for("hotline_public.seats", campaign=campaign.slug)
    found = [Panel("side", "hotline/seats_panel.html", {"lines": lines, "url": url, "number": number()}, 25)]
    running_now = sum(1 for line in lines if line["state"] == "ok")
    door: dict[str, Any] = {
        "char": "听",
        "word": "Call",
        "kicker": _("热线专席"),
        "state": "now" if running_now else "idle",
        "state_text": _("%(n)s 个热点正在接听", n=running_now) if running_now else _("看接听时间"),
        "title": _("拨 %(number)s，部门专家接", number=number()),
        "text": _("、").join(str(line["name"]) for line in lines[:5]),
        "actions": [{"url": url, "text": _("看专席时间和打法")}],
        "elder_title": _("给热线打电话"),
        "elder_text": _("拨 %(number)s", number=number()),
    }
    return [Panel("door", "web/door.html", door, 25), *found]


def agenda(campaign: Campaign, now: datetime) -> list[AgendaItem]:
    """Programmes on air, and every topic's seats: seats of one topic at one time are one line."""
    units, names = unit_names(), topics.names(campaign)
    url = url_for("hotline_public.seats", campaign=campaign.slug)
    found = [
        AgendaItem(
            starts_at=p.starts_at,
            ends_at=p.ends_at,
            title=p.title,
            place=p.place,
            who=_("、").join(units.get(unit, "") for unit in p.department_ids),
            url=f"{url}#programmes",
        )
        for p in programmes.list_programmes(campaign)
        if p.state == "planned"
    ]
    together: dict[tuple[int, datetime, datetime], list[str]] = {}
    for shift in shifts.coming_seats(campaign, now):
        for topic in shift.topic_ids:
            who = together.setdefault((topic, shift.starts_at, shift.ends_at), [])
            if (unit := units.get(shift.department_id or 0, "")) and unit not in who:
                who.append(unit)
    for (topic, starts, ends), who in together.items():
        found.append(
            AgendaItem(
                starts_at=starts,
                ends_at=ends,
                title=_("热线专席：%(topic)s", topic=names.get(topic, "")),
                place=_("电话 %(number)s", number=number()),
                who=_("、").join(who),
                url=url,
            )
        )
    return found


def desk_items(actor: Actor, campaign: Campaign, now: datetime) -> list[DeskItem]:
    """For the supervisor: proposals, gaps and passes; for an expert: the next shift."""
    found: list[DeskItem] = []
    if actor.can(SUPERVISE, campaign_id=campaign.id):
        found += _supervisor_items(actor, campaign, now)
    elif actor.can(SERVE, campaign_id=campaign.id) and actor.user_id is not None:
        mine = [s for s in shifts.coming_seats(campaign, now, 50) if s.user_id == actor.user_id]
        if mine:
            shift = mine[0]
            found.append(
                DeskItem(
                    title=_(
                        "坐 %(seat)s 号席，%(at)s 开始", seat=shift.seat_number, at=_hhmm(shift.starts_at)
                    ),
                    url=url_for("hotline_staff.index", campaign=campaign.slug),
                    action=_("去席位"),
                    due=shift.starts_at,
                    state="now" if shift.starts_at <= now else "info",
                    state_text=_("正在当班") if shift.starts_at <= now else _("排了班"),
                    department_id=shift.department_id,
                )
            )
    return found


def _supervisor_items(actor: Actor, campaign: Campaign, now: datetime) -> list[DeskItem]:
    found = []
    waiting = proposals.list_proposals(campaign, actor=actor, now=now)
    if waiting:
        found.append(
            DeskItem(
                title=_("%(n)s 组相似的来电可能是新热点", n=len(waiting)),
                url=url_for("hotline_staff.proposals", campaign=campaign.slug),
                action=_("去看看"),
                state="info",
                state_text=_("等您定"),
                clause=_("规则 %(rule)s", rule="HL-10"),
            )
        )
    today = clock.local(now).date()
    days = planning.days_plan(campaign, [today + timedelta(days=n) for n in range(3)], now=now)
    for plan in days[1:]:
        if plan.gaps or plan.clashes:
            found.append(
                DeskItem(
                    title=_("%(day)s 的排班有 %(n)s 处空缺或冲突", day=_day(shifts.day_bounds(plan.day)[0]),
                            n=len(plan.gaps) + len(plan.clashes)),
                    url=url_for("hotline_staff.day", campaign=campaign.slug, day=plan.day.isoformat()),
                    action=_("去排班"),
                    due=plan.day,
                    state="warn",
                    state_text=_("要补"),
                )
            )  # fmt: skip
    for shift in shifts.coming_seats(campaign, now, 50):
        if shift.user_id is None and shift.expert_name and shift.starts_at < now + AHEAD:
            found.append(
                DeskItem(
                    title=_(
                        "%(name)s 还没有当班凭证（%(seat)s 号席）",
                        name=shift.expert_name,
                        seat=shift.seat_number,
                    ),
                    url=url_for("hotline_staff.shift", campaign=campaign.slug, shift_id=shift.id),
                    action=_("发凭证"),
                    due=shift.starts_at,
                    state="warn",
                    state_text=_("要发"),
                )
            )
    return found


def subjects(kind: str) -> Callable[[Sequence[int], Actor], dict[int, Subject]]:
    """What audit entries of topics, shifts and programmes are about."""

    def look(ids: Sequence[int], actor: Actor) -> dict[int, Subject]:
        found: dict[int, Subject] = {}
        for campaign_id, row_id, title, endpoint, values in _places(kind, ids):
            if not actor.can(SUPERVISE, campaign_id=campaign_id):
                found[row_id] = Subject(title)
                continue
            slug = campaigns.campaign_by_id(campaign_id).slug
            found[row_id] = Subject(title, url_for(endpoint, campaign=slug, **values))
        return found

    return look


def _places(kind: str, ids: Sequence[int]) -> list[tuple[int, int, str, str, dict[str, Any]]]:
    if kind == "topic":
        return [
            (t.campaign_id, t.id, t.name, "hotline_staff.topic", {"topic_id": t.id})
            for t in looking_up.topics(ids)
        ]
    if kind == "shift":
        return [
            (
                s.campaign_id,
                s.id,
                _("%(n)s 号席的班次", n=s.seat_number),
                "hotline_staff.shift",
                {"shift_id": s.id},
            )
            for s in looking_up.shifts(ids)
        ]
    return [
        (p.campaign_id, p.id, p.title, "hotline_staff.programme", {"programme_id": p.id})
        for p in looking_up.programmes(ids)
    ]


def _hhmm(moment: datetime) -> str:
    there = clock.local(moment)
    return f"{there.hour}:{there.minute:02d}"


def _day(moment: datetime) -> str:
    return format_date(clock.local(moment).date(), _("M月d日"))
