"""A broadcast's rules: how far it may go, who may release a turn, what may be pulled, what stands where."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

WAITING, ON, PAUSED, OVER = "waiting", "on", "paused", "over"
#: (how far it is, what the host does) → how far it is then
MOVES = {
    (WAITING, "open"): ON,
    (ON, "pause"): PAUSED,
    (PAUSED, "resume"): ON,
    (ON, "end"): OVER,
    (PAUSED, "end"): OVER,
}
ROLES = ("typist", "releaser", "assistant")
SPEAKERS = ("host", "guest", "question", "note")
#: what is done to a turn → the states from which it can be, and the one that follows
TURN_MOVES: dict[str, tuple[tuple[str, ...], str]] = {
    "offer": (("sketch",), "offered"),
    "take": (("offered",), "typing"),
    "hand_in": (("typing", "returned", "offered"), "waiting"),
    "take_back": (("waiting",), "typing"),
    "send_back": (("waiting",), "returned"),
    "release": (("waiting",), "released"),
    "pull": (("released",), "pulled"),
    "drop": (("sketch", "offered", "typing", "returned", "waiting"), "dropped"),
}
#: states in which whoever has a turn may change its words
OPEN_FOR_TYPING = ("typing", "returned")
LONGEST = {"text": 2000, "caption": 200, "reason": 200, "remark": 200, "word": 200, "url": 300}
TIMER_LEAST, TIMER_MOST = timedelta(seconds=10), timedelta(hours=1)
MEDIA = ("none", "file", "page")

_MOBILE = r"(?:\+?86[ -]?)?1[3-9]\d(?:[ -]?\d{4}){2}"
_ID = r"[1-9]\d{5} ?(?:18|19|20)\d{2} ?(?:0[1-9]|1[0-2]) ?(?:0[1-9]|[12]\d|3[01]) ?\d{3}[\dXx]|[1-9]\d{5}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}"
_CARD = r"(?:62|4\d|5[1-5])\d{2}(?:[ -]?\d{4}){3}(?:[ -]?\d{1,3})?"
#: seven or eight figures are a telephone, unless something is counted with them
_LANDLINE = r"\(?0\d{2,3}\)?[ -]?[2-8]\d{2,3}[ -]?\d{4}|[2-8]\d{2,3}[ -]?\d{4}(?! ?[万亿元块户人次吨方立平米公个件家辆棵年度])"
_PRIVATE = re.compile(
    rf"(?<![\dA-Za-z.])(?:{_ID}|{_CARD}|{_MOBILE}|{_LANDLINE})(?![\dA-Za-z]|[.,]\d)"
    r"|[A-Za-z0-9._%+-]{1,40}@[A-Za-z0-9-]+(?:\.[A-Za-z]{2,})+"
)
#: figures as an input method may write them: 全角
_NARROW = str.maketrans("０１２３４５６７８９－＋（）＠．Ｘｘ　", "0123456789-+()@.Xx ")


@dataclass(frozen=True)
class TurnFacts:
    """What the rules look at of a turn: see models.Turn."""

    state: str
    typed_by: int
    edited_by: int
    held_by: int
    speaker: str = "host"


def moved(state: str, act: str) -> str | None:
    """How far the broadcast is after what the host does; None when that can't be done now."""
    return MOVES.get((state, act))


def turn_moved(state: str, act: str) -> str | None:
    """The same for a turn."""
    before, after = TURN_MOVES[act]
    return after if state in before else None


def opening_lacks(
    *, notice: bool, outline: bool, typists: Collection[int], releasers: Collection[int]
) -> list[str]:
    """What a broadcast lacks before it may begin: "notice", "outline", "typist", "releaser", "two" (nobody to release but
    the one who types)."""
    found = [
        name
        for name, there in (
            ("notice", notice), ("outline", outline), ("typist", typists), ("releaser", releasers),
        )
        if not there
    ]  # fmt: skip
    if typists and releasers and len({*typists, *releasers}) < 2:
        found.append("two")
    return found


def refuse_release(turn: TurnFacts, who: int | None, *, live: str, releasers: Iterable[int]) -> str | None:
    """Why this person may not let this turn out, as a code; None when nothing speaks against it.

    Whoever typed it first or changed it last never releases it, whatever else that person may do (four eyes).
    """
    if who is None or who not in releasers:
        return "interviews.not_releaser"
    if live != ON:
        return "interviews.not_on"
    if who in (turn.typed_by, turn.edited_by):
        return "interviews.own_turn"
    if turn_moved(turn.state, "release") is None:
        return "interviews.turn_moved_on"
    return None


def next_place(released: int) -> int:
    """The place of the turn that is released after `released` others: 1, 2, 3 … without gaps, pulled ones keep theirs."""
    return released + 1


def private_numbers(text: str) -> list[tuple[int, int]]:
    """Where a text holds a phone, an identity number, a card or a mailbox, as (from, to). What a seat can't let out without
    having looked at it."""
    return [match.span() for match in _PRIVATE.finditer(text.translate(_NARROW))]


def seconds_left(until: datetime | None, now: datetime) -> int | None:
    """What is left of the time for an answer; below zero when it is over, None without a timer."""
    return round((until - now).total_seconds()) if until is not None else None


def is_address(url: str) -> bool:
    """Whether it looks like the address of a page elsewhere."""
    return bool(re.fullmatch(r"https?://[^\s/]+\.[^\s]+", url)) and len(url) <= LONGEST["url"]
