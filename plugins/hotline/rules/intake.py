"""What an operator notes down: what must be filled for what, how a number is dialled and shown, what fits on the screen."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from .phones import dial

SORTS: Final = ("consult", "help", "complaint", "suggestion")
#: answer at once, dispatch to a department, to the line of the topic's seat, ring back
HANDLES: Final = ("answer", "dispatch", "seat", "callback")
#: how the call ended; `void`: cut off, silent or a wrong number, nothing to note down
RESULTS: Final = ("answered", "callback", "passed", "void")
#: what each way of handling makes of the call
RESULT_OF: Final = {"answer": "answered", "dispatch": "passed", "seat": "passed", "callback": "callback"}
#: how somebody who was served leaves the line, as the queue counts it; `keep`: an order that stands beside a question
LEAVES_AS: Final = {"answer": "answered", "dispatch": "order", "seat": "passed_on", "keep": "order"}
#: An order this alike is put to the operator before saving.
LIKELY: Final = 45
#: How far ahead a callback may be promised.
FURTHEST_CALLBACK: Final = timedelta(days=7)

TITLE_MOST: Final = 80
PLACE_MOST: Final = 80
NAME_MOST: Final = 30
WORDS_MOST: Final = 4000
REPLY_MOST: Final = 3000


@dataclass(frozen=True)
class Typed:
    """The form as it was typed. `callback_at` None means as soon as possible; `merge_into` 0 means a matter of its own."""

    phone: str = ""
    name: str = ""
    topic_id: int | None = None
    sort: str = "consult"
    title: str = ""
    place: str = ""
    words: str = ""
    language: str = ""
    confidential: bool = False
    urgent: bool = False
    handle: str = "answer"
    department_id: int | None = None
    reply: str = ""
    callback_at: datetime | None = None
    result: str = "answered"
    publish: bool = False
    answer_ids: tuple[int, ...] = ()
    merge_into: int = 0
    not_same: tuple[int, ...] = ()


@dataclass(frozen=True)
class Missing:
    """A field that needs something; `code` says what."""

    field: str
    code: str


def check(typed: Typed, *, now: datetime, has_number: bool) -> tuple[Missing, ...]:
    """Everything that stands against saving, in the order of the form. A call without a matter needs nothing.

    `has_number`: the caller's number is known already, from the line or the telephone system.
    """
    if typed.result == "void":
        return ()
    found: list[Missing] = []
    if typed.phone and not dial(typed.phone):
        found.append(Missing("phone", "phone_unreadable"))
    elif typed.handle == "callback" and not (typed.phone or has_number):
        found.append(Missing("phone", "phone_for_callback"))
    if typed.topic_id is None and typed.handle in ("seat", "callback"):
        found.append(Missing("topic", "topic_missing"))
    if not typed.title.strip():
        found.append(Missing("title", "title_missing"))
    if typed.merge_into:
        return tuple(found)
    if typed.handle == "dispatch" and typed.department_id is None:
        found.append(Missing("department", "department_missing"))
    if typed.handle == "answer" and not typed.reply.strip():
        found.append(Missing("reply", "reply_missing"))
    if typed.handle == "callback" and typed.callback_at is not None:
        if typed.callback_at < now - timedelta(minutes=5):
            found.append(Missing("callback_at", "callback_past"))
        elif typed.callback_at > now + FURTHEST_CALLBACK:
            found.append(Missing("callback_at", "callback_far"))
    if typed.publish and typed.confidential:
        found.append(Missing("publish", "publish_confidential"))
    return tuple(found)


def term_class(sort: str) -> str:
    """The part of HL-07 that a matter falls under: `consult` or `other`."""
    return "consult" if sort == "consult" else "other"


def suggest_topic(words: str, topics: Sequence[tuple[int, str]]) -> int | None:
    """The topic whose words (name, short name) the caller's words share most; None where nothing speaks for one.

    Two characters in a row count, so that 加装电梯 meets 老楼加装的电梯.
    """
    pairs = _pairs(words)
    if not pairs:
        return None
    scored = [(len(pairs & _pairs(name)) / (len(_pairs(name)) or 1), -order, topic_id)
              for order, (topic_id, name) in enumerate(topics)]  # fmt: skip
    best = max(scored, default=(0.0, 0, 0))
    return best[2] if best[0] > 0 else None


def _pairs(text: str) -> frozenset[str]:
    plain = re.sub(r"[\s，。；、！？（）“”和与或及的了/]+", " ", text)
    return frozenset(part[at : at + 2] for part in plain.split() for at in range(len(part) - 1))


def fit(sizes: Sequence[int], rows: int) -> tuple[int, ...]:
    """How many callers of each group are drawn, so that all heads and these callers fit into `rows`.

    A group's head always stands. Every group shows its longest wait before any shows its second, in the order given.
    """
    left = rows - len(sizes)
    shown = [0] * len(sizes)
    while left > 0:
        open_groups = [at for at, size in enumerate(sizes) if shown[at] < size]
        if not open_groups:
            break
        for at in open_groups:
            if left == 0:
                break
            shown[at] += 1
            left -= 1
    return tuple(shown)


def callback_slots(now: datetime, *, opens: int, closes: int, most: int = 12) -> tuple[datetime, ...]:
    """Moments to promise a callback for, on the half hour, today and tomorrow; `now` and the result in local time.

    `opens` and `closes` are minutes of the day.
    """
    first = (now + timedelta(minutes=20)).replace(second=0, microsecond=0)
    first += timedelta(minutes=-first.minute % 30)
    found: list[datetime] = []
    for day in range(3):
        begin = (now + timedelta(days=day)).replace(hour=0, minute=0, second=0, microsecond=0)
        moment = begin + timedelta(minutes=opens)
        while moment <= begin + timedelta(minutes=closes - 30) and len(found) < most:
            if moment >= first:
                found.append(moment)
            moment += timedelta(minutes=30)
    return tuple(found)
