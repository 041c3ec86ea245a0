"""When an interview can be: times on a grid of five minutes, who and what it takes, which others it clashes with."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as made
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

PLACE_KINDS = ("studio", "site", "radio")
#: the fence counts in steps of five minutes (decision 0020)
STEP = timedelta(minutes=5)
LONGEST = timedelta(hours=6)
MOST_GUESTS = 12
EARLIEST_QUESTIONS = timedelta(days=90)
MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")
SHANGHAI = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that doesn't fit: a code, the form's field, figures."""

    code: str
    field: str
    params: Mapping[str, Any] = made(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Slot:
    """From when to when, and what it takes: `guest:<person key>`, `host:<id>`, `place:<id>`, `department:<id>`."""

    interview_id: int
    title: str
    starts_at: datetime
    ends_at: datetime
    takes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Clash:
    """`what` (as in Slot.takes) is wanted by another interview at the same time."""

    what: str
    interview_id: int
    title: str
    starts_at: datetime
    ends_at: datetime

    @property
    def kind(self) -> str:
        """guest, host, place or department."""
        return self.what.partition(":")[0]

    @property
    def name(self) -> str:
        return self.what.partition(":")[2]


def person_key(name: str) -> str:
    """The same person in two interviews has the same key: blanks and width don't count, a remark in brackets does
    (张伟（水务局） and 张伟（住建局） are two people)."""
    plain = unicodedata.normalize("NFKC", name)
    return "".join(plain.split()).casefold()


def shown_name(name: str) -> str:
    """A guest's name without the remark that tells two people of one name apart."""
    return re.sub(r"\s*[（(][^（()）]*[)）]\s*$", "", name.strip()) or name.strip()


def takes(
    guests: Iterable[str], host_id: int | None, place_id: int | None, department_id: int
) -> frozenset[str]:
    """What an interview takes; `guests` are person keys."""
    found = {f"guest:{key}" for key in guests} | {f"department:{department_id}"}
    if host_id is not None:
        found.add(f"host:{host_id}")
    if place_id is not None:
        found.add(f"place:{place_id}")
    return frozenset(found)


def cells(starts_at: datetime, ends_at: datetime) -> range:
    """The five-minute steps since 1970 from `starts_at` up to `ends_at`, which is no longer taken."""
    step = int(STEP.total_seconds())
    return range(int(starts_at.timestamp()) // step, -(-int(ends_at.timestamp()) // step))


def on_grid(moment: datetime) -> bool:
    return moment.timestamp() % STEP.total_seconds() == 0


def clashes(plan: Slot, others: Sequence[Slot]) -> list[Clash]:
    """Everything that `plan` shares with another interview at the same time, itself left out."""
    found = [
        Clash(what, other.interview_id, other.title, other.starts_at, other.ends_at)
        for other in others
        if other.interview_id != plan.interview_id
        and other.starts_at < plan.ends_at
        and plan.starts_at < other.ends_at
        for what in plan.takes & other.takes
    ]
    order = ("place", "host", "guest", "department")
    return sorted(found, key=lambda one: (order.index(one.kind), one.starts_at, one.what))


def slot_faults(starts_at: datetime | None, ends_at: datetime | None, month: str) -> list[Fault]:
    """A slot is whole and lies on one day of Shanghai; without one there is a month of the plan."""
    if starts_at is None and ends_at is None:
        return [] if MONTH.fullmatch(month) else [Fault("interviews.month_missing", "month")]
    if starts_at is None or ends_at is None:
        return [Fault("interviews.slot_half", "starts_at" if starts_at is None else "ends_at")]
    found = []
    for name, moment in (("starts_at", starts_at), ("ends_at", ends_at)):
        if not on_grid(moment):
            found.append(Fault("interviews.slot_grid", name))
    if ends_at <= starts_at:
        found.append(Fault("interviews.slot_ends_first", "ends_at"))
    elif ends_at - starts_at > LONGEST:
        found.append(
            Fault("interviews.slot_long", "ends_at", {"hours": int(LONGEST.total_seconds() // 3600)})
        )
    elif _day(starts_at) != _day(ends_at - timedelta(minutes=1)):
        found.append(Fault("interviews.slot_two_days", "ends_at"))
    return found


def off_air(
    starts_at: datetime,
    ends_at: datetime,
    slot: tuple[time, time] | None,
    day: date | None,
    exact: bool = True,
) -> bool:
    """Whether a broadcast on the radio leaves the slot on air (IV-03): another day than `day` (a later one, where it isn't
    meant to be the `exact` day), or not wholly between the times of `slot`. What is None isn't prescribed."""
    first, last = starts_at.astimezone(SHANGHAI), ends_at.astimezone(SHANGHAI)
    if day is not None and (first.date() != day if exact else first.date() > day):
        return True
    if slot is None:
        return False
    return first.date() != last.date() or first.time() < slot[0] or last.time() > slot[1]


def window_faults(
    opens: datetime | None, closes: datetime | None, starts_at: datetime | None, ends_at: datetime | None
) -> list[Fault]:
    """When questions are taken: both or neither, in order, ending with the broadcast at the latest."""
    if opens is None and closes is None:
        return []
    if opens is None or closes is None:
        missing = "questions_from" if opens is None else "questions_until"
        return [Fault("interviews.window_half", missing)]
    if closes <= opens:
        return [Fault("interviews.window_ends_first", "questions_until")]
    if ends_at is not None and closes > ends_at:
        return [Fault("interviews.window_late", "questions_until")]
    if starts_at is not None and opens < starts_at - EARLIEST_QUESTIONS:
        return [Fault("interviews.window_early", "questions_from", {"days": EARLIEST_QUESTIONS.days})]
    return []


def vote_faults(
    opens: datetime | None, closes: datetime | None, topics: int, starts_at: datetime | None
) -> list[Fault]:
    """A vote has both ends, two to eight topics, and is over before the broadcast."""
    if opens is None and closes is None:
        return [Fault("interviews.vote_window_missing", "vote_from")] if topics else []
    if opens is None or closes is None:
        return [Fault("interviews.vote_window_missing", "vote_from" if opens is None else "vote_until")]
    if closes <= opens:
        return [Fault("interviews.vote_ends_first", "vote_until")]
    if starts_at is not None and closes > starts_at:
        return [Fault("interviews.vote_late", "vote_until")]
    if not 2 <= topics <= 8:
        return [Fault("interviews.vote_topics", "topics", {"least": 2, "most": 8})]
    return []


@dataclass(frozen=True, slots=True)
class Facts:
    """What the notice must tell, as far as it is filled in."""

    title: str
    topic: str
    starts_at: datetime | None
    ends_at: datetime | None
    place: str
    host: str
    guests: int
    questions_from: datetime | None
    questions_until: datetime | None
    contact: str
    vote_open: bool = False


def lacks(facts: Facts) -> list[Fault]:
    """What the notice (预告) lacks before it can be sent into the chain."""
    wanted = (
        ("title", bool(facts.title.strip())),
        ("topic", bool(facts.topic.strip())),
        ("starts_at", facts.starts_at is not None and facts.ends_at is not None),
        ("place", bool(facts.place)),
        ("host", bool(facts.host)),
        ("guests", facts.guests > 0),
        ("questions_from", facts.questions_from is not None and facts.questions_until is not None),
        ("contact", bool(facts.contact.strip())),
    )
    found = [Fault("interviews.notice_lacks", name, {"what": name}) for name, there in wanted if not there]
    if facts.vote_open:
        found.append(Fault("interviews.vote_not_settled", "topics"))
    return found


def winners(counts: Mapping[int, int]) -> list[int]:
    """The topics with most votes; several where they are even, none where nobody voted."""
    most = max(counts.values(), default=0)
    return [number for number, votes in counts.items() if votes == most] if most else []


def _day(moment: datetime) -> date:
    return moment.astimezone(SHANGHAI).date()
