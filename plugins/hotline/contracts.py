"""Frozen shapes that pass between the parts of the hotline: the line, the calls, the work orders, the answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True)
class NewWaiter:
    """Somebody who joins the line for a topic. `kind`: call, callback. `phone` is normalised (a mobile) or, as a clerk
    typed it, whatever can be dialled; "" where the telephone system holds the line. `joined_at` keeps an earlier place.
    """

    campaign_id: int
    topic_id: int
    key: str
    kind: str = "call"
    source: str = "operator"
    phone: str = ""
    name: str = ""
    summary: str = ""
    language: str = ""
    urgent: bool = False
    call_id: int | None = None
    order_id: int | None = None
    programme_id: int | None = None
    not_before: datetime | None = None
    joined_at: datetime | None = None
    with_page: bool = False


@dataclass(frozen=True)
class WaiterView:
    """A caller in line as a seat sees them. `token` is given once, on joining with a page of their own."""

    id: int
    campaign_id: int
    topic_id: int
    kind: str
    state: str
    source: str
    phone: str
    name: str
    summary: str
    language: str
    joined_at: datetime
    not_before: datetime | None
    attempts: int
    priority: int
    shift_id: int | None
    lease_until: datetime | None
    call_id: int | None
    order_id: int | None
    programme_id: int | None
    ahead: int | None = None
    token: str = ""


@dataclass(frozen=True)
class SeatView:
    """A seat on the board: `state` ready, serving, wrap_up, paused, off since `since`."""

    shift_id: int
    seat_number: int
    state: str
    since: datetime
    until: datetime | None
    reason: str
    topic_ids: tuple[int, ...]
    general: bool
    user_id: int | None
    department_id: int | None
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class NewOrder:
    """A matter as an operator notes it down. `phone` as typed and checked; "" when the caller gave none.

    `handle`: answer (with `reply`), dispatch (to `department_id`), seat (to the line of the topic), keep (stays registered).
    """

    campaign_id: int
    key: str
    sort: str
    title: str
    words: str
    topic_id: int | None = None
    place: str = ""
    phone: str = ""
    name: str = ""
    language: str = ""
    confidential: bool = False
    urgent: bool = False
    call_id: int | None = None
    waiter_id: int | None = None
    programme_id: int | None = None
    handle: str = "keep"
    department_id: int | None = None
    reply: str = ""
    answer_ids: tuple[int, ...] = ()
    term_class: str = ""


@dataclass(frozen=True)
class OrderLine:
    """One line of a list of orders, for somebody who may see it."""

    id: int
    version: int
    number: str
    external_number: str
    sort: str
    state: str
    topic_id: int | None
    title: str
    department_id: int | None
    handler_id: int | None
    registered_at: datetime
    due_on: date | None
    closed_at: datetime | None
    confidential: bool
    urgent: bool
    merged: int = 0
    satisfaction: int | None = None


@dataclass(frozen=True)
class Contacts:
    """Earlier contacts of a number, newest first; `same_number` says that it was called under different names."""

    lines: tuple[OrderLine, ...]
    this_year: int
    last_at: datetime | None
    open: int
    same_number: bool


@dataclass(frozen=True)
class Likeness:
    """An order that seems to be about the same matter; `percent` 0 to 100."""

    line: OrderLine
    percent: int


@dataclass(frozen=True)
class ActLine:
    """One line of an order's time line; `text` is "" for whoever may not read it."""

    action: str
    at: datetime
    user_id: int | None
    department_id: int | None
    codes: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""


@dataclass(frozen=True)
class OrderView:
    """One order with everything that its reader may see."""

    line: OrderLine
    words: str
    place: str
    phone: str
    name: str
    language: str
    reply: str
    call_id: int | None
    programme_id: int | None
    registered_by: int | None
    answered_by: int | None
    due_rule: str
    extensions: int
    merged_into: tuple[int, str] | None
    acts: tuple[ActLine, ...]
    members: tuple[OrderLine, ...] = ()


@dataclass(frozen=True)
class AnswerLine:
    """A published answer as an operator or a reader finds it."""

    id: int
    question: str
    answer: str
    topic_id: int | None
    department_id: int
    published_at: datetime
    used: int
    helped: int
    url: str


@dataclass(frozen=True)
class TopicView:
    """A topic people call about. `department_ids`: the first one is the topic's own. `term_class`: consult, other."""

    id: int
    campaign_id: int
    name: str
    short: str
    state: str
    term_class: str
    script: str
    department_ids: tuple[int, ...]
    min_cover: int
    version: int


@dataclass(frozen=True)
class ShiftView:
    """Somebody on a numbered seat for some hours. `topic_ids` is empty for a seat of all topics (`general`).

    `expert_name` is the name of the person who sits there, with or without an account; `name_public` says whether the
    public reads it. `with_pass`: `user_id` is the account of a one-shift pass.
    """

    id: int
    campaign_id: int
    seat_number: int
    department_id: int | None
    user_id: int | None
    expert_name: str
    expert_title: str
    name_public: bool
    general: bool
    languages: tuple[str, ...]
    topic_ids: tuple[int, ...]
    starts_at: datetime
    ends_at: datetime
    state: str
    version: int
    with_pass: bool = False


@dataclass(frozen=True)
class ProgrammeView:
    """A special programme on air: its slot and the departments in the studio."""

    id: int
    campaign_id: int
    title: str
    place: str
    starts_at: datetime
    ends_at: datetime
    department_ids: tuple[int, ...]
    summary: str
    state: str
    version: int
