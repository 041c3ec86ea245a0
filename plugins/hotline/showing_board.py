"""The board in words and shapes: figures as they are read, the charts' geometry, the sentence of advice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _

from core.api import Campaign, clock, settings

from .rules.board import Advice, Counts, Quarter
from .rules.board_rows import QUARTER
from .service.board import Shown
from .wording_phone import SEATS, SITUATIONS

#: quarters of an hour that a chart shows at once, as drawn
WINDOW = 10
#: of these before the one that is now
PAST = 7
#: quarters of an hour in a day
DAY = 96


def span(seconds: float) -> str:
    """02:38, 1:04:09."""
    whole = max(0, int(seconds))
    hours, rest = divmod(whole, 3600)
    short = f"{rest // 60:02d}:{rest % 60:02d}"
    return f"{hours}:{short}" if hours else short


def percent(share: float | None) -> str:
    """94.1, rounded down: 94.96 % hasn't reached 95."""
    return f"{int(share * 1000) / 10:.1f}" if share is not None else "—"


def hour(moment: datetime | float) -> str:
    at = (
        datetime.fromtimestamp(moment, clock.SHANGHAI)
        if isinstance(moment, float | int)
        else clock.local(moment)
    )
    return f"{at.hour}:{at.minute:02d}"


def board(shown: Shown, campaign: Campaign) -> dict[str, Any]:
    """Everything that the board's template shows."""
    figures, terms = shown.figures, shown.terms
    now = shown.at.timestamp()
    names = {topic: name for topic, name, _short in shown.topics}
    whole = figures.all
    longest = whole.longest_since
    return {
        "at": shown.at,
        "clock": hour(shown.at),
        "hours": settings().of("hotline")["hours"].replace("-", "—"),
        "all": whole,
        "waiting_note": _waiting_note(whole.waiting, figures.waiting_before),
        "longest": span(now - longest) if longest is not None else "—",
        "longest_since": int(longest * 1000) if longest is not None else None,
        "hot": longest is not None and now - longest >= terms.alarm,
        "longest_note": _longest_note(longest, now, terms.alarm, names.get(figures.longest_topic or 0, "")),
        "target": int(terms.target),
        "service": percent(whole.service),
        "service_answered": percent(whole.service_of_answered),
        "connection": percent(whole.connection),
        "connection_target": round(terms.connection * 100),
        "service_note": _service_note(whole, terms.connection),
        "on_duty": figures.on_duty,
        "seats_total": len(figures.seats),
        "by_state": figures.by_state,
        "seats_note": _seats_note(figures.by_state),
        "callbacks": figures.callbacks,
        "topics": [_topic(one, names, now) for one in figures.topics],
        "seats": [_seat(seat, shown, now) for seat in figures.seats],
        "chart": calls_chart(figures.quarters, shown),
        "rates": rates_chart(figures.quarters, shown),
        "advice": advice(figures.advice, names),
        "soon": _soon(figures.soon),
        "campaign": campaign.title,
    }


def _waiting_note(now: int, before: int) -> tuple[str, str]:
    if now < before:
        return "ok", _("比十分钟前少 %(count)s 人", count=before - now)
    if now > before:
        return "warn", _("比十分钟前多 %(count)s 人", count=now - before)
    return "idle", _("和十分钟前一样")


def _longest_note(since: float | None, now: float, alarm: float, topic: str) -> tuple[str, str]:
    if since is None:
        return "ok", _("没有人在等")
    limit = span(alarm)
    if now - since >= alarm:
        if topic:
            return "warn", _("%(topic)s，超过 %(limit)s", topic=topic, limit=limit)
        return "warn", _("超过 %(limit)s", limit=limit)
    return "ok", topic or _("没有分热点")


def _service_note(whole: Counts, target: float) -> tuple[str, str]:
    if whole.service is None:
        return "idle", _("今天还没有数")
    goal = round(target * 100)
    if whole.service >= target:
        return "ok", _("达到目标 %(goal)s%%", goal=goal)
    short = -(-int((target - whole.service) * 10000) // 10) / 10
    return "warn", _("差 %(points)s 个点，目标 %(goal)s%%", points=f"{short:.1f}", goal=goal)


def _seats_note(by_state: Any) -> list[tuple[str, Any, int]]:
    return [
        (state, SEATS[state][1], by_state[state])
        for state in ("serving", "wrap_up", "ready", "paused")
        if by_state.get(state)
    ]


def _topic(one: Any, names: dict[int, str], now: float) -> dict[str, Any]:
    tag, words = SITUATIONS[one.situation]
    if one.situation == "later":
        words = str(words) % {"time": hour(one.opens or now)}
    since = one.counts.longest_since
    return {
        "id": one.topic_id,
        "name": names[one.topic_id],
        "waiting": one.counts.waiting,
        "longest": span(now - since) if since is not None else "—",
        "longest_since": int(since * 1000) if since is not None else None,
        "seats": f"{one.on_duty} / {one.seats}",
        "calls": one.counts.calls or "—",
        "connection": f"{percent(one.counts.connection)}%" if one.counts.connection is not None else "—",
        "tag": tag,
        "words": words,
        "hand": one.situation in ("tight", "nobody") and one.counts.waiting > 0,
    }


def _seat(seat: Any, shown: Shown, now: float) -> dict[str, Any]:
    tag, words = SEATS[seat.state]
    short = {topic: brief for topic, _name, brief in shown.topics}
    plates = [short[topic] for topic in seat.topic_ids if topic in short]
    return {
        "number": seat.number,
        "shift_id": seat.shift_id,
        "plate": _("综合") if seat.general else "、".join(plates[:2]) or "—",
        "tag": tag,
        "words": words,
        "on": seat.on_duty,
        "for": span(now - seat.since) if seat.on_duty else hour(seat.starts) if seat.state == "later" else "",
        "since": int(seat.since * 1000) if seat.on_duty else None,
    }


# ── what to do now ──────────────────────────────────────────────────────────────────────────────────────────────────
def advice(given: Advice, names: dict[int, str]) -> tuple[str, str]:
    """(what to do, why)."""
    topic = names.get(given.topic_id or 0, "")
    longest = span(given.seconds)
    why = _(
        "“%(topic)s”有 %(count)s 人在等，最长 %(longest)s。", topic=topic, count=given.count, longest=longest
    )
    if given.code == "move":
        return (
            _(
                "从“%(other)s”调 %(seat)s 号席支援“%(topic)s”",
                other=names.get(given.from_topic_id or 0, ""),
                seat=given.seat,
                topic=topic,
            ),
            why,
        )
    if given.code == "take":
        return _("请 %(seat)s 号席接“%(topic)s”的下一位", seat=given.seat, topic=topic), why
    if given.code == "resume":
        return _("请 %(seat)s 号席结束小休", seat=given.seat), why
    if given.code == "absent":
        return _("催 %(seat)s 号席到岗", seat=given.seat), why
    if given.code == "wrap_up":
        return _("请 %(seat)s 号席写完就接下一位", seat=given.seat), why
    if given.code == "open_seat":
        return _("给“%(topic)s”加开一席，或者约回拨", topic=topic), why
    if given.code == "all_busy":
        return _("“%(topic)s”的席位都在忙，请加席或约回拨", topic=topic), why
    if given.code == "callbacks":
        return _("有 %(count)s 个回拨到时间了，请安排席位回拨", count=given.count), ""
    if given.code == "rate":
        return _("接通率低于目标，请看漏接的 %(count)s 个来电怎么补上", count=given.count), ""
    return _("一切正常，没有马上要做的事"), ""


def _soon(moments: Sequence[float]) -> str:
    if not moments:
        return ""
    times = "、".join(hour(moment) for moment in moments[:3])
    if len(moments) == 1:
        return _("%(times)s 有一个约好的回拨。", times=times)
    return _("半小时内有 %(count)s 个约好的回拨：%(times)s。", count=len(moments), times=times)


# ── charts ──────────────────────────────────────────────────────────────────────────────────────────────────────────
LEFT, RIGHT = 64.0, 1000.0


@dataclass(frozen=True)
class Bar:
    """A quarter of an hour in the chart of calls; heights from the ground line, `last_year` None without data."""

    x: float
    width: float
    answered_y: float
    answered_height: float
    other_y: float
    other_height: float
    label_y: float
    calls: int
    last_year_y: float | None
    title: str


def window(quarters: Sequence[Quarter], shown: Shown) -> tuple[int, int]:
    """The quarters that are shown: some before now and what is still to come of this day, [start, end).

    What was called before the opening, or at night, is shown like any other call.
    """
    current = int((shown.at - shown.day_start).total_seconds() // QUARTER)
    called = [quarter.index for quarter in quarters if quarter.counts.calls]
    first = min([*called, _opens(shown), current])
    start = min(max(first, current - PAST + 1), DAY - WINDOW)
    return start, start + WINDOW


def _opens(shown: Shown) -> int:
    told = settings().of("hotline")["hours"].partition("-")[0]
    hours, _colon, minutes = told.partition(":")
    return (int(hours) * 60 + int(minutes)) // 15 if hours.isdigit() and minutes.isdigit() else 0


def calls_chart(quarters: Sequence[Quarter], shown: Shown, whole_day: bool = False) -> dict[str, Any]:
    """Calls per quarter of an hour: answered, the rest above it, the same day last year as a stroke."""
    start, end = day_window(quarters, shown) if whole_day else window(quarters, shown)
    inside = [quarter for quarter in quarters if start <= quarter.index < end]
    top = max([8, *(q.counts.calls for q in inside), *(q.last_year or 0 for q in inside)])
    step = next(s for s in (2, 5, 10, 20, 50, 100, 200, 500, 1000, 10**6) if top <= s * 4)
    floor, height = 302.0, 276.0
    scale = height / (step * 4)
    width = (RIGHT - LEFT) / (end - start)
    bars = []
    for quarter in inside:
        x = LEFT + (quarter.index - start) * width
        done = quarter.counts.answered * scale
        rest = (quarter.counts.calls - quarter.counts.answered) * scale
        stroke = floor - quarter.last_year * scale if quarter.last_year is not None else None
        label = floor - done - rest - 8
        if stroke is not None and abs(stroke - label + 6) < 16:
            label = min(label, stroke - 8)  # the figure stands above last year's stroke, not behind it
        bars.append(
            Bar(
                x=round(x + width * 0.2, 1),
                width=round(width * 0.6, 1),
                answered_y=round(floor - done, 1),
                answered_height=round(done, 1),
                other_y=round(floor - done - rest, 1),
                other_height=round(rest, 1),
                label_y=round(label, 1),
                calls=quarter.counts.calls,
                last_year_y=round(stroke, 1) if stroke is not None else None,
                title=_at(shown, quarter.index),
            )
        )
    now_x = LEFT + ((shown.at - shown.day_start).total_seconds() / QUARTER - start) * width
    every = 4 if end - start > WINDOW else 1
    called = sum(q.counts.calls for q in inside)
    return {
        "bars": bars,
        "stroke": round(width * 0.8, 1),
        "shift": round(width * 0.1, 1),
        "lines": [(round(floor - n * step * scale, 1), n * step) for n in range(5)],
        "ticks": [
            (round(LEFT + n * width, 1), _at(shown, start + n)) for n in range(0, end - start + 1, every)
        ],
        "now_x": round(now_x, 1) if LEFT <= now_x <= RIGHT else None,
        "last_year": any(quarter.last_year is not None for quarter in inside),
        "labels": not whole_day,
        "label": _(
            "每十五分钟来电：%(start)s 到 %(end)s 共 %(calls)s 个，接通 %(answered)s 个",
            start=_at(shown, start),
            end=_at(shown, end),
            calls=called,
            answered=sum(q.counts.answered for q in inside),
        ),
        "start": start,
        "end": end,
    }


def day_window(quarters: Sequence[Quarter], shown: Shown) -> tuple[int, int]:
    """From the opening, or the first call, to the last call or now; whole hours."""
    current = int((shown.at - shown.day_start).total_seconds() // QUARTER)
    found = [quarter.index for quarter in quarters if quarter.counts.calls or quarter.last_year]
    first = min([*found, min(_opens(shown), current)])
    last = max([*found, current])
    return first // 4 * 4, (last // 4 + 1) * 4


def _at(shown: Shown, quarter: int) -> str:
    return (
        hour(shown.day_start + timedelta(seconds=quarter * QUARTER))
        if quarter % DAY or not quarter
        else "24:00"
    )


def rates_chart(quarters: Sequence[Quarter], shown: Shown) -> dict[str, Any]:
    """The share answered in time per quarter of an hour, with the abandoned, and the target."""
    start, end = window(quarters, shown)
    inside = [q for q in quarters if start <= q.index < end and q.counts.service is not None]
    target = shown.terms.connection * 100
    lowest = min([90.0, *((q.counts.service or 0.0) * 100 for q in inside)])
    bottom = max(0.0, lowest // 10 * 10) if lowest < 90 else 90.0
    width = (RIGHT - LEFT) / (end - start)

    def y(value: float) -> float:
        return round(18 + (100 - value) / (100 - bottom) * 133.3, 1)

    points = []
    for quarter in inside:
        value = (quarter.counts.service or 0.0) * 100
        x = round(LEFT + (quarter.index - start + 0.5) * width, 1)
        good = value >= target
        # Below the target the figure stands under its point, so that the line doesn't cross it.
        text_y = round(y(value) - 14, 1) if good and y(value) > 32 else round(y(value) + 26, 1)
        points.append(
            {"x": x, "y": y(value), "text_y": text_y, "value": percent(quarter.counts.service), "good": good}
        )
    said = "、".join(f"{_at(shown, q.index)} {percent(q.counts.service)}%" for q in inside[-3:])
    return {
        "points": points,
        "line": " ".join(f"{p['x']},{p['y']}" for p in points),
        "target_y": y(target),
        "target": round(target),
        "bottom": int(bottom),
        "bottom_y": y(bottom),
        "top_y": y(100),
        "label": _(
            "按时接听率：%(said)s，目标 %(target)s%%", said=said or _("还没有数"), target=round(target)
        ),
    }
