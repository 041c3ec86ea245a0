"""What a plan of seats lacks or doubles: hours without enough seats, people and seats in two places at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import pairwise


@dataclass(frozen=True)
class Slot:
    """A planned shift as the rules see it. `person` is one who sits there: an account's id or a name, "" for nobody yet.

    `fit` is False for an account that may not sit there (its role was taken back, or never given).
    """

    id: int
    seat: int
    person: str
    starts: datetime
    ends: datetime
    topics: frozenset[int] = frozenset()
    general: bool = False
    fit: bool = True


@dataclass(frozen=True)
class Clash:
    """`kind`: seat (two on one seat), person (one on two seats), unfit (may not sit there). `other` is a slot's id."""

    kind: str
    slot: int
    other: int | None
    seat: int
    starts: datetime
    ends: datetime


@dataclass(frozen=True)
class Gap:
    """Hours in which a topic has fewer seats than it must have."""

    topic: int
    starts: datetime
    ends: datetime
    have: int
    need: int


def opening(day: date, hours: str, days: str, zone: tzinfo) -> tuple[datetime, datetime] | None:
    """When somebody answers on a day: hours "08:30-17:30", days "1-5" or "1,3,5" (ISO weekdays); None when closed.

    Hours past midnight ("20:00-02:00") end on the next day. Raises ValueError for what can't be read.
    """
    if day.isoweekday() not in _weekdays(days):
        return None
    first, _dash, last = hours.partition("-")
    starts = datetime.combine(day, time.fromisoformat(first.strip().zfill(5)), zone)
    ends = (
        datetime.combine(day + timedelta(days=1), time(0), zone)
        if last.strip() == "24:00"
        else datetime.combine(day, time.fromisoformat(last.strip().zfill(5)), zone)
    )
    return starts, ends if ends > starts else ends + timedelta(days=1)


def _weekdays(days: str) -> set[int]:
    found: set[int] = set()
    for part in days.replace("，", ",").split(","):
        first, _dash, last = part.strip().partition("-")
        if first:
            found |= set(range(int(first), int(last or first) + 1))
    return found


def clashes(slots: Sequence[Slot], only: Collection[int] | None = None) -> list[Clash]:
    """Every clash, by time. `only`: those in which one of these slots is."""
    found: list[Clash] = []
    ordered = sorted(slots, key=lambda slot: (slot.starts, slot.id))
    for number, one in enumerate(ordered):
        if not one.fit:
            found.append(Clash("unfit", one.id, None, one.seat, one.starts, one.ends))
        for other in ordered[number + 1 :]:
            if other.starts >= one.ends:
                break
            starts, ends = other.starts, min(one.ends, other.ends)
            if one.seat == other.seat:
                found.append(Clash("seat", one.id, other.id, one.seat, starts, ends))
            if one.person and one.person == other.person:
                found.append(Clash("person", one.id, other.id, other.seat, starts, ends))
    if only is not None:
        found = [clash for clash in found if clash.slot in only or clash.other in only]
    return sorted(found, key=lambda clash: (clash.starts, clash.seat, clash.kind))


def gaps(
    slots: Sequence[Slot], need: Mapping[int, int], open_from: datetime, open_until: datetime
) -> list[Gap]:
    """Where the topics' own seats are fewer than needed between two moments; neighbouring hours are one gap.

    A seat of all topics doesn't count: cover is about experts for the topic.
    """
    found: list[Gap] = []
    for topic, least in sorted(need.items()):
        mine = [slot for slot in slots if topic in slot.topics]
        edges = {open_from, open_until}
        for slot in mine:
            edges |= {edge for edge in (slot.starts, slot.ends) if open_from < edge < open_until}
        ordered = sorted(edges)
        for starts, ends in pairwise(ordered):
            have = sum(1 for slot in mine if slot.starts <= starts and slot.ends >= ends)
            if have >= least:
                continue
            last = found[-1] if found else None
            if last and (last.topic, last.ends, last.have) == (topic, starts, have):
                found[-1] = Gap(topic, last.starts, ends, have, least)
            else:
                found.append(Gap(topic, starts, ends, have, least))
    return sorted(found, key=lambda gap: (gap.starts, gap.topic))
