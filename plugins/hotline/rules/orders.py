"""The life of a work order (HL-05): which act is possible in which state, and how long a department may take (HL-07).

Pure: days are counted by functions that are handed in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

SORTS = ("consult", "help", "complaint", "suggestion")
TERM_CLASSES = ("consult", "other")
#: states in which an answer is still owed; a merged one waits for the one it goes with
OPEN = ("registered", "dispatched", "accepted", "objected", "replied")
STATES = (*OPEN, "closed", "merged")
#: states in which the department has it in hand
WITH_DEPARTMENT = ("dispatched", "accepted", "objected")
#: states in which the term runs
RUNNING = ("dispatched", "accepted", "objected")

#: act → (states in which it may begin, state after it; "" leaves the state)
ACTS: dict[str, tuple[tuple[str, ...], str]] = {
    "answer": (("registered",), "closed"),
    "dispatch": (("registered",), "dispatched"),
    "pass_outside": (("registered",), "dispatched"),
    "accept": (("dispatched",), "accepted"),
    "object": (("dispatched",), "objected"),
    "uphold": (("objected",), "dispatched"),
    "uphold_open": (("objected",), "registered"),
    "refuse": (("objected",), "dispatched"),
    "redispatch": (("dispatched", "accepted"), "dispatched"),
    "ask_extension": (("accepted",), ""),
    "extend": (("accepted",), ""),
    "refuse_extension": (("accepted",), ""),
    "reply": (("accepted",), "replied"),
    "send_back": (("replied",), "accepted"),
    "close": (("replied",), "closed"),
    "take_reply": (("registered", "dispatched", "closed"), "closed"),
    "urge": (("dispatched", "accepted", "objected"), ""),
    "reopen": (("closed",), "dispatched"),
    "reopen_open": (("closed",), "registered"),
    "merge": (("registered", "dispatched", "accepted", "replied"), "merged"),
    "unmerge": (("merged",), ""),
    "make_confidential": (OPEN, ""),
    "edit": (OPEN, ""),
    "note": (STATES, ""),
}

#: characters
MOST_TITLE, MOST_WORDS, MOST_REPLY, MOST_REASON, MOST_PLACE, MOST_NAME = 80, 4000, 3000, 500, 120, 40
LEAST_REASON = 4


@dataclass(frozen=True)
class Terms:
    """HL-07 of a campaign's pack: working days per class of matter, how often and how far they may be put off.

    None: the pack has no such rule, so nothing of that kind applies. `automatic`: an extension within the limits is
    granted by the pack itself.
    """

    consult: int | None = 5
    other: int | None = 10
    extensions: int = 2
    extension: int = 5
    automatic: bool = False

    def days(self, term_class: str) -> int | None:
        return self.consult if term_class == "consult" else self.other


@dataclass(frozen=True)
class Standing:
    """What an act looks at: where the order stands and what it has used up already."""

    state: str
    due_on: date | None = None
    extensions: int = 0
    asked_days: int = 0
    objected: bool = False
    reopened: bool = False
    confidential: bool = False
    merged: bool = False
    has_members: bool = False


#: adds working days to a date
Add = Callable[[date, int], date]


def refuse_act(act: str, standing: Standing, *, today: date | None = None, terms: Terms | None = None) -> str:
    """Why the act isn't possible now, as a code without the plugin's name; "" when it is.

    `order_changed` means that the order isn't where whoever asks saw it.
    """
    if standing.state not in ACTS[act][0]:
        return "order_changed"
    if act == "object" and standing.objected:
        return "order_objected_already"
    if act == "ask_extension":
        return _refuse_extension(standing, today, terms or Terms())
    if act in ("extend", "refuse_extension") and not standing.asked_days:
        return "order_changed"
    if act in ("reopen", "reopen_open") and standing.reopened:
        return "order_reopened_already"
    if act == "merge" and standing.confidential:
        return "order_merge_confidential"
    if act == "make_confidential" and standing.confidential:
        return "order_changed"
    if act == "make_confidential" and (standing.has_members or standing.merged):
        return "order_confidential_merged"
    return ""


def _refuse_extension(standing: Standing, today: date | None, terms: Terms) -> str:
    if standing.due_on is None:
        return "order_no_term"
    if standing.asked_days:
        return "order_extension_waits"
    if standing.extensions >= terms.extensions:
        return "order_extensions_used"
    if today is not None and today > standing.due_on:
        return "order_extension_late"
    return ""


def possible(standing: Standing, *, today: date, terms: Terms) -> frozenset[str]:
    """Every act that is possible now, whoever may do it."""
    return frozenset(act for act in ACTS if not refuse_act(act, standing, today=today, terms=terms))


def first_due(terms: Terms, term_class: str, from_day: date, add: Add) -> date | None:
    """The last day in time for a matter that was handed over on `from_day` (day 0)."""
    days = terms.days(term_class)
    return add(from_day, days) if days is not None else None


def latest_due(terms: Terms, due_first: date, add: Add) -> date:
    """The last day that any number of extensions can reach."""
    return add(due_first, terms.extensions * terms.extension)


def is_late(state: str, due_on: date | None, today: date, replied_on: date | None = None) -> bool:
    """Whether the department owes what is due, or replied after the day."""
    if due_on is None:
        return False
    if state in RUNNING:
        return today > due_on
    return replied_on is not None and replied_on > due_on


def term_class_of(sort: str, of_topic: str = "") -> str:
    """Which of HL-07's terms is meant: the shorter one as soon as either the matter or its topic is an enquiry."""
    return "consult" if "consult" in (sort, of_topic) else "other"


def plain(text: str) -> str:
    """Typed text without blanks around it and line ends of other machines."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
