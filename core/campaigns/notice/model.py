"""What a notice says, as frozen values. Every value carries the 1-based line and the sentence it came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from core.base.errors import Invalid


class NotANotice(Invalid):
    """The text is readable but is no notice. Codes: `not_a_notice` (params `missing`: what a notice has and this text
    has not, of `title`, `sections`, `dates`, `office_words`), `notice_too_long` (params `limit`, `length`,
    `unit`: "characters" or "lines"), `notice_empty`."""


@dataclass(frozen=True)
class Found:
    """A single value (title, issuer, number, theme, form)."""

    value: str
    line: int
    sentence: str


@dataclass(frozen=True)
class Window:
    """The campaign's days, both included. `inferred`: taken from the preamble or the activities, not from a section
    about time."""

    start: date
    end: date
    line: int
    sentence: str
    inferred: bool = False


@dataclass(frozen=True)
class Unit:
    """A participating unit. `source`: section (list of participants), activity, addressee."""

    name: str
    line: int
    sentence: str
    source: str


@dataclass(frozen=True)
class Period:
    """A day or a span of days with optional clock times ("09:05"), Asia/Shanghai."""

    start: date
    end: date
    start_time: str | None
    end_time: str | None
    line: int
    sentence: str


@dataclass(frozen=True)
class Activity:
    """A numbered activity. `units` can be looked up in a directory, `groups` are collective words (各单位).
    `kind`: activity, or step (a phase such as 发布公告). `parent`: heading of the activity or group around it."""

    heading: str
    number: str
    body: str
    units: tuple[str, ...]
    groups: tuple[str, ...]
    periods: tuple[Period, ...]
    during_window: bool
    place: str | None
    kind: str
    parent: str | None
    line: int
    sentence: str

    @property
    def dates(self) -> tuple[date, ...]:
        """First and last day of each period, sorted, each once."""
        return tuple(sorted({day for period in self.periods for day in (period.start, period.end)}))


@dataclass(frozen=True)
class Deadline:
    """A duty with its time. Exactly one of `date` and `rule` is set (rules: docs/notice-reader.md).
    `kind`: by (at the latest on), on (on that day), within (relative term). `sender`/`receiver` are None when the
    notice doesn't say; the `*_inferred` flags tell that they stand in a neighbouring sentence."""

    date: date | None
    rule: str | None
    what: str
    sender: str | None
    receiver: str | None
    line: int
    sentence: str
    kind: str = "by"
    action: str | None = None
    time: str | None = None
    condition: str | None = None
    sender_inferred: bool = False
    receiver_inferred: bool = False


@dataclass(frozen=True)
class Slogan:
    text: str
    line: int


@dataclass(frozen=True)
class Contact:
    """One person, number or mailbox. `kind`: phone, fax, mobile. `lines`: every line where it stands."""

    name: str | None
    phone: str | None
    email: str | None
    kind: str | None
    lines: tuple[int, ...]
    sentence: str

    @property
    def line(self) -> int:
        return self.lines[0]


@dataclass(frozen=True)
class Requirement:
    heading: str
    number: str
    body: str
    line: int
    sentence: str


@dataclass(frozen=True)
class Pollution:
    """Text that does not belong there; `[start, end)` in characters of the decoded file."""

    start: int
    end: int
    kind: str
    text: str
    line: int
    sentence: str


@dataclass(frozen=True)
class Unplaced:
    """A line the reader could not place. `reason`: a code of docs/notice-reader.md."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True)
class Section:
    """A numbered part of the text. `role`: theme, window, form, units, activities, requirements, contacts, slogans,
    invitees, background, reporting, other, annex."""

    number: str
    heading: str
    role: str
    level: int
    line: int


@dataclass(frozen=True)
class Placed:
    """Where a line went: `place` is letterhead, title, number, addressee, preamble, signature, copies, section,
    slogan, contact, annex, page_number or unplaced."""

    line: int
    place: str
    text: str


@dataclass(frozen=True)
class Notice:
    title: Found | None
    plan_title: Found | None
    issuer: Found | None
    number: Found | None
    signed: tuple[date, int] | None
    theme: Found | None
    form: Found | None
    window: Window | None
    units: tuple[Unit, ...] = ()
    activities: tuple[Activity, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    slogans: tuple[Slogan, ...] = ()
    contacts: tuple[Contact, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    sections: tuple[Section, ...] = ()
    dates: tuple[Period, ...] = ()
    pollution: tuple[Pollution, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    placed: tuple[Placed, ...] = field(default=(), repr=False)
    year: int | None = None

    def to_json(self) -> dict[str, Any]:
        """The shape of docs/notice-reader.md: the documented keys first, extra keys after them."""
        return {
            "title": self.title and self.title.value,
            "issuer": self.issuer and self.issuer.value,
            "number": self.number and self.number.value,
            "theme": self.theme and self.theme.value,
            "window": {
                "start": self.window.start.isoformat() if self.window else None,
                "end": self.window.end.isoformat() if self.window else None,
            },
            "form": self.form and self.form.value,
            "units": [unit.name for unit in self.units],
            "activities": [_activity_json(activity) for activity in self.activities],
            "deadlines": [_deadline_json(deadline) for deadline in self.deadlines],
            "slogans": [slogan.text for slogan in self.slogans],
            "contacts": [_contact_json(contact) for contact in self.contacts],
            "requirements": [requirement.heading for requirement in self.requirements],
            "pollution": [
                {"start": p.start, "end": p.end, "kind": p.kind, "text": p.text, "line": p.line}
                for p in self.pollution
            ],
            "unplaced": [{"line": u.line, "text": u.text, "reason": u.reason} for u in self.unplaced],
            "plan_title": self.plan_title and self.plan_title.value,
            "signed": self.signed and self.signed[0].isoformat(),
            "year": self.year,
            "dates": [_period_json(period) for period in self.dates],
            "sections": [
                {"number": s.number, "heading": s.heading, "role": s.role, "level": s.level, "line": s.line}
                for s in self.sections
            ],
            "lines": self._lines(),
        }

    def _lines(self) -> dict[str, Any]:
        single = {
            "title": self.title, "plan_title": self.plan_title, "issuer": self.issuer, "number": self.number,
            "theme": self.theme, "window": self.window, "form": self.form,
        }  # fmt: skip
        lines: dict[str, Any] = {name: value and value.line for name, value in single.items()}
        lines["signed"] = self.signed and self.signed[1]
        for name in ("units", "activities", "deadlines", "slogans", "contacts", "requirements"):
            lines[name] = [value.line for value in getattr(self, name)]
        return lines


def _period_json(period: Period) -> dict[str, Any]:
    return {
        "start": period.start.isoformat(), "end": period.end.isoformat(),
        "start_time": period.start_time, "end_time": period.end_time, "line": period.line,
    }  # fmt: skip


def _activity_json(activity: Activity) -> dict[str, Any]:
    return {
        "heading": activity.heading,
        "units": list(activity.units),
        "dates": [day.isoformat() for day in activity.dates],
        "line": activity.line,
        "number": activity.number,
        "body": activity.body,
        "groups": list(activity.groups),
        "periods": [_period_json(period) for period in activity.periods],
        "during_window": activity.during_window,
        "place": activity.place,
        "kind": activity.kind,
        "parent": activity.parent,
        "sentence": activity.sentence,
    }


def _deadline_json(deadline: Deadline) -> dict[str, Any]:
    moment: dict[str, Any] = (
        {"date": deadline.date.isoformat()} if deadline.date else {"date": None, "rule": deadline.rule}
    )
    return moment | {
        "what": deadline.what,
        "from": deadline.sender,
        "to": deadline.receiver,
        "line": deadline.line,
        "kind": deadline.kind,
        "action": deadline.action,
        "time": deadline.time,
        "condition": deadline.condition,
        "from_inferred": deadline.sender_inferred,
        "to_inferred": deadline.receiver_inferred,
        "sentence": deadline.sentence,
    }


def _contact_json(contact: Contact) -> dict[str, Any]:
    values = {"name": contact.name, "phone": contact.phone, "email": contact.email, "kind": contact.kind}
    return {key: value for key, value in values.items() if value} | {"lines": list(contact.lines)}
