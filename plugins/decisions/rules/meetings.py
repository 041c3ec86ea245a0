"""What a meeting's notice must say, when its times fit together, what stands at its door, when its persons are forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as made
from datetime import datetime, timedelta
from typing import Any

SYMPOSIUM, HEARING, ATTEND, VIDEO = "symposium", "hearing", "attend", "video"
KINDS = (SYMPOSIUM, HEARING, ATTEND, VIDEO)
WAYS = ("first", "draw")
#: what the notice says where full names are asked for (PI-01)
BRING_ID = "请带身份证，只看不存"
#: whoever stands at the door before or after the meeting is let in within this
DOOR_OPENS = timedelta(hours=3)
#: longer ago nobody remembers what was said
CONFIRM_DAYS = 7


@dataclass(frozen=True, slots=True)
class Told:
    """A meeting as its notice tells it."""

    kind: str
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    link: str
    agenda: str
    invitees: str
    contact: str
    capacity: int
    way: str
    offer_hours: int
    opens_at: datetime
    closes_at: datetime
    gate_list: bool


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that doesn't fit: a code, the form's field, figures."""

    code: str
    field: str
    params: Mapping[str, Any] = made(default_factory=dict)


def times_fault(told: Told) -> Fault | None:
    """Times that can't be, whatever else the notice says."""
    if told.ends_at <= told.starts_at:
        return Fault("decisions.meeting_ends_first", "ends_at")
    if told.ends_at - told.starts_at > timedelta(hours=24):
        return Fault("decisions.meeting_long", "ends_at")
    if told.closes_at <= told.opens_at:
        return Fault("decisions.meeting_window", "closes_at")
    if told.closes_at > told.starts_at:
        return Fault("decisions.meeting_window_late", "closes_at")
    return None


def lacks(told: Told, now: datetime) -> tuple[Fault, ...]:
    """What the notice lacks before it can be sent into the chain."""
    found = [
        Fault("decisions.meeting_lacks", name, {"what": name})
        for name in ("title", "place", "agenda", "invitees", "contact")
        if not getattr(told, name).strip()
    ]
    if told.kind == VIDEO and not told.link.strip():
        found.append(Fault("decisions.meeting_lacks", "link", {"what": "link"}))
    if told.starts_at <= now:
        found.append(Fault("decisions.meeting_past", "starts_at"))
    elif told.closes_at <= now:
        found.append(Fault("decisions.meeting_window_past", "closes_at"))
    if told.way == "draw" and told.offer_hours < 1:
        found.append(Fault("decisions.meeting_draw_line", "offer_hours"))
    if told.kind == ATTEND and not told.gate_list:
        found.append(Fault("decisions.meeting_gate", "gate_list"))
    return tuple(found)


def gate_words_missing(gate_list: bool, text: str) -> bool:
    """PI-01: a notice that asks for full names must say that the card is looked at and not kept."""
    plain = "".join(text.split()).replace(",", "，")
    return gate_list and not ("请带身份证" in plain and "只看不存" in plain)


def door_is_open(now: datetime, starts_at: datetime, ends_at: datetime) -> bool:
    """Whether people are let in now: from three hours before the meeting until three after it."""
    return starts_at - DOOR_OPENS <= now <= ends_at + DOOR_OPENS


def judge(state: str, *, inside: bool) -> str:
    """What the door says to somebody with a booking: again, ready, or why not (the state)."""
    if inside:
        return "again"
    return "ready" if state == "booked" else state


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of those present answered about the minutes."""

    present: int
    agreed: int
    remarks: int

    @property
    def silent(self) -> int:
        return max(self.present - self.agreed - self.remarks, 0)
