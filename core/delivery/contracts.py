"""Frozen shapes that pass between the delivery's services, its pages and its worker."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Parcel:
    """A message taken in hand: whom to, what, and the attempt that alone may say how it ended."""

    row_id: int
    attempt: str
    lane: str
    to: str
    text: str
    subject: str
    key: str
    attempts: int
    urgent: bool


@dataclass(frozen=True)
class Line:
    """One row of the outbox for its page. What the reader may not see is empty."""

    id: int
    at: datetime
    kind: str
    to: str
    lane: str
    state: str
    attempts: int
    try_at: datetime | None
    fault: str
    figure: str
    ended_at: datetime | None
    ended_by: str
    text: str


@dataclass(frozen=True)
class Listed:
    """A page of the outbox; `number` counts from 1. `counts` is over all states of what the reader may see."""

    lines: tuple[Line, ...]
    number: int
    pages: int
    total: int
    counts: dict[str, int]


@dataclass(frozen=True)
class GatewayState:
    """One way out: whether it is set up, what it is, when it last took something."""

    lane: str
    kind: str
    last_sent: datetime | None


@dataclass(frozen=True)
class Stuck:
    """A reason why messages are stuck: how many, since when the last."""

    lane: str
    fault: str
    figure: str
    count: int
    last: datetime | None


@dataclass(frozen=True)
class CallToMake:
    """One telephone call for a clerk: the full number, what to say, how often nobody answered."""

    id: int
    at: datetime
    number: str
    kind: str
    text: str
    tries: int


@dataclass(frozen=True)
class Choice:
    """How a person gets messages. `way` is "" (not at all), "mail" or "robot"; `unwanted` are kinds."""

    way: str
    mail: str
    robot: str
    lang: str
    unwanted: tuple[str, ...]


@dataclass(frozen=True)
class TestResult:
    """How the latest test message went: its state and, where it failed, why."""

    at: datetime
    state: str
    fault: str
    figure: str
