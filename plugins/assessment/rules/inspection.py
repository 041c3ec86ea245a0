"""Inspections: what a round needs, how far a visit is, what may happen to a finding. Standard library only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

WELL, FAULT, NOT_HERE = VERDICTS = ("well", "fault", "not_here")
OPEN, REPORTED, CLOSED = FINDING_STATES = ("open", "reported", "closed")
LONGEST_ITEM, MOST_ITEMS, MOST_DAYS, LONGEST_WHY = 200, 40, 90, 300
#: how the days to put a finding right are counted: 工作日 of the campaign's calendar, or 天
WORKING, CALENDAR = COUNTS = ("working", "calendar")
#: what the notices ask a follow-up inspection to look at; the office changes it for each round
SAMPLE = (
    "公告张贴在现场并且和网上一致",
    "参观路线有人引导，残疾人和老年人有人照应",
    "现场有人解答，提问都有记录",
    "资料摆放齐全，老年人看得清",
    "应急预案在现场，负责人知道怎么做",
    "意见簿或者扫码留言可以用",
)
_CLAUSE = re.compile(r"^(?P<text>.+?)\s*[（(](?P<clause>[^（()）]{1,40})[)）]$")


@dataclass(frozen=True)
class Item:
    """One line of a checklist. `code` is its place, counted from 1."""

    code: str
    text: str
    clause: str = ""


@dataclass(frozen=True)
class Progress:
    """How far a visit is: lines looked at, of all, faults among them."""

    done: int
    of: int
    faults: int

    @property
    def whole(self) -> bool:
        return self.done == self.of


def read_checklist(text: str) -> tuple[Item, ...]:
    """A line each; what stands in brackets at the end is the clause. Numbers that somebody typed before are taken off.

    Raises ValueError(code) for none, too many or too long ones.
    """
    found: list[Item] = []
    for line in (one.strip() for one in text.splitlines()):
        line = re.sub(r"^\d{1,2}\s*[.．、)）]\s*", "", line)
        if not line:
            continue
        if len(line) > LONGEST_ITEM:
            raise ValueError("assessment.item_long")
        read = _CLAUSE.match(line)
        words, clause = (read["text"], read["clause"]) if read else (line, "")
        found.append(Item(str(len(found) + 1), words, clause))
    if not found:
        raise ValueError("assessment.checklist_empty")
    if len(found) > MOST_ITEMS:
        raise ValueError("assessment.checklist_long")
    return tuple(found)


def as_text(items: Iterable[Item]) -> str:
    """The checklist as it is typed."""
    return "\n".join(f"{one.text}（{one.clause}）" if one.clause else one.text for one in items)


def refuse_round(
    wanted: int,
    always: Sequence[int],
    drawn_from: Sequence[int],
    starts: date | None,
    ends: date | None,
    days: int,
    why_always: str,
) -> tuple[str, str] | None:
    """(code, field) why a round can't be announced: who is visited without being drawn is told why, in public."""
    if wanted < 0 or wanted > len(drawn_from):
        return "assessment.draw_wanted", "wanted"
    if not wanted and not always:
        return "assessment.draw_nobody", "wanted"
    if set(always) & set(drawn_from):
        return "assessment.draw_twice", "drawn_from"
    if always and len(why_always.strip()) < 4:
        return "assessment.round_why", "why_always"
    if starts is None or ends is None:
        return "assessment.round_days", "starts_on"
    if ends < starts:
        return "assessment.round_order", "ends_on"
    if not 1 <= days <= MOST_DAYS:
        return "assessment.round_term", "days"
    return None


def progress(items: Sequence[Item], verdicts: Mapping[str, str]) -> Progress:
    """How far a visit is."""
    done = [verdicts[one.code] for one in items if one.code in verdicts]
    return Progress(len(done), len(items), done.count(FAULT))


def refuse_check(verdict: str, note: str) -> tuple[str, str] | None:
    """(code, field) why a line can't be kept: a fault must be described."""
    if verdict not in VERDICTS:
        return "assessment.check_verdict", "verdict"
    if verdict == FAULT and len(note.strip()) < 4:
        return "assessment.check_note", "note"
    return ("assessment.check_long", "note") if len(note) > 1000 else None


def next_state(state: str, act: str) -> str | None:
    """What becomes of a finding by an act; None when it can't be done now."""
    return {
        (OPEN, "reported"): REPORTED,
        (REPORTED, "confirmed"): CLOSED,
        (REPORTED, "sent_back"): OPEN,
        (OPEN, "moved"): OPEN,
        (REPORTED, "moved"): REPORTED,
    }.get((state, act))


def in_time(state: str, due_on: date, reported_on: date | None, today: date) -> bool | None:
    """Whether a finding was put right by its day: reported by then, and not sent back since. None while it may still be."""
    if state != OPEN and reported_on is not None:
        return reported_on <= due_on
    return False if today > due_on else None


def late_days(state: str, due_on: date, today: date) -> int:
    """Days past its day of a finding that nobody has reported as put right."""
    return max((today - due_on).days, 0) if state == OPEN else 0
