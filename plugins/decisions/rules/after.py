"""What follows the feedback: what decision, interpretation and progress still lack, and how each duty stands. Pure.

The gates of the decision itself (legality review, feedback, interpretation) stand in rules/gates.py.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from .feedback import Lack

#: how the final text is given: typed or uploaded, the newest final draft, or where it is published
WAYS = ("text", "draft", "link")
LONGEST_TEXT = 200_000
MOST_ANSWERS = 20
_HOST = r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}"
_LINK = re.compile(rf"https?://{_HOST}(?::\d{{2,5}})?(?:[/?#][^\s<>\"'`\\^{{}}|]*)?", re.IGNORECASE)
#: 云政规〔2026〕3号, 云城管发[2026]12号
_NUMBER = re.compile(r".{1,30}[〔\[（(]\s*(?:19|20)\d{2}\s*[〕\]）)]\s*第?\s*\d{1,5}\s*号")


def link_shaped(text: str) -> bool:
    """Whether this can be a public address: http(s), a host with a dot, no blanks, no name and password in it."""
    return len(text) <= 500 and _LINK.fullmatch(text) is not None


def number_shaped(text: str) -> bool:
    """Whether this looks like an official document's number (发文字号)."""
    return _NUMBER.fullmatch(text.strip()) is not None


def lacks_of_decision(
    parts: Mapping[str, Any], title: str, decided_on: date | None, today: date
) -> tuple[Lack, ...]:
    """What the decision's working copy still lacks; whether it may be taken at all is said by `gates.decision_gates`."""
    found = []
    if not title.strip():
        found.append(Lack("decision_title", field="title"))
    if not str(parts.get("number", "")).strip():
        found.append(Lack("decision_number", field="number"))
    if decided_on is None:
        found.append(Lack("decision_day", field="decided_on"))
    elif decided_on > today:
        found.append(Lack("decision_future", {"day": decided_on}, "decided_on"))
    if not str(parts.get("body", "")).strip():
        found.append(Lack("decision_body", field="body"))
    how = parts.get("way")
    if how == "link":
        if not link_shaped(str(parts.get("url", ""))):
            found.append(Lack("decision_link", field="url"))
    elif not str(parts.get("text", "")).strip():
        found.append(Lack("decision_draft" if how == "draft" else "decision_text", field="text"))
    return tuple(found)


def lacks_of_interpretation(title: str, parts: Mapping[str, Any]) -> tuple[Lack, ...]:
    """What the interpretation still lacks: why it was made, and at least one question with its answer."""
    found = []
    if not title.strip():
        found.append(Lack("interpretation_title", field="title"))
    if not str(parts.get("background", "")).strip():
        found.append(Lack("interpretation_background", field="background"))
    answers: Sequence[Sequence[str]] = parts.get("answers") or ()
    if not any(answer.strip() for _question, answer in answers):
        found.append(Lack("interpretation_answers", field="answers-0-answer"))
    for n, (question, answer) in enumerate(answers):
        if question.strip() and not answer.strip():
            found.append(
                Lack("interpretation_answer", {"place": n + 1, "question": question}, f"answers-{n}-answer")
            )
    return tuple(found)


def lacks_of_progress(
    done_on: date | None, note: str, url: str, today: date, decided_on: date | None
) -> tuple[Lack, ...]:
    """What a milestone lacks before its progress may come out: the day and what was done."""
    found = []
    if done_on is None:
        found.append(Lack("progress_day", field="done_on"))
    elif done_on > today:
        found.append(Lack("progress_future", field="done_on"))
    elif decided_on is not None and done_on < decided_on:
        found.append(Lack("progress_before", {"decided": decided_on}, "done_on"))
    if not note.strip():
        found.append(Lack("progress_note", field="note"))
    if url and not link_shaped(url):
        found.append(Lack("progress_link", field="evidence_url"))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Duty:
    """Something owed by a day. `due` None: no rule says so, or it isn't owed yet."""

    due: date | None
    done: date | None
    today: date

    @property
    def mark(self) -> str:
        """done, done_late, late, due, or open (no term)."""
        if self.done is not None:
            return "done_late" if self.due is not None and self.done > self.due else "done"
        if self.due is None:
            return "open"
        return "late" if self.today > self.due else "due"

    @property
    def days(self) -> int:
        """Days left, or days late; earlier than owed for what is done in time."""
        return abs(((self.done or self.today) - self.due).days) if self.due is not None else 0
