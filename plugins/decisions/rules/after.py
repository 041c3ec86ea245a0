"""What follows the feedback: the decision's gates, the interpretation, milestones, and how each duty stands. Pure decisions."""

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


@dataclass(frozen=True, slots=True)
class Legality:
    """The newest legality review (合法性审查, DP-07). `enough_on`: the day on which its least time is over."""

    sent_on: date
    done_on: date | None
    reviewed_by: str
    result: str
    conditions: str = ""
    enough_on: date | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """How far a decision's preview is, as the decision's gates ask. `demands_review`: the pack has DP-07."""

    today: date
    stopped: bool = False
    feedback_on: date | None = None
    comment_until: date | None = None
    demands_review: bool = True
    legality: Legality | None = None
    interpretation_ready: bool = False


def gates_of_decision(way: Way, decided_on: date | None) -> tuple[Lack, ...]:
    """What stands between this preview and a published decision, whatever its text says.

    A consultation never replaces the legality review (DP-07, from law: can't be waived): only a review of its own counts.
    """
    found = []
    if way.stopped:
        found.append(Lack("decision_stopped"))
    if way.feedback_on is None:
        found.append(Lack("decision_feedback", rule="DP-11"))
    if way.demands_review:
        found += _review(way, decided_on)
    if not way.interpretation_ready:
        found.append(Lack("decision_interpretation", rule="PB-05"))
    return tuple(found)


def _review(way: Way, decided_on: date | None) -> list[Lack]:
    review = way.legality
    if review is None:
        return [Lack("decision_legality_missing", rule="DP-07")]
    if review.done_on is None or not review.result:
        earliest = {"sent": review.sent_on, "earliest": review.enough_on or review.sent_on}
        return [Lack("decision_legality_running", earliest, rule="DP-07")]
    if review.result == "refused":
        return [Lack("decision_legality_refused", {"done": review.done_on}, rule="DP-07")]
    if not review.reviewed_by.strip():
        return [Lack("decision_legality_nobody", rule="DP-07")]
    found = []
    last = max(day for day in (review.done_on, review.enough_on) if day is not None)
    if way.today < last:
        found.append(Lack("decision_too_early", {"sent": review.sent_on, "earliest": last}, rule="DP-07"))
    elif decided_on is not None and decided_on < last:
        found.append(
            Lack("decision_before_review", {"decided": decided_on, "earliest": last}, "decided_on", "DP-07")
        )
    return found


def lacks_of_decision(
    parts: Mapping[str, Any], title: str, decided_on: date | None, way: Way
) -> tuple[Lack, ...]:
    """What the decision's working copy still lacks; the gates come from `gates_of_decision`."""
    found = []
    if not title.strip():
        found.append(Lack("decision_title", field="title"))
    if not str(parts.get("number", "")).strip():
        found.append(Lack("decision_number", field="number"))
    if decided_on is None:
        found.append(Lack("decision_day", field="decided_on"))
    elif decided_on > way.today:
        found.append(Lack("decision_future", field="decided_on"))
    elif way.comment_until is not None and decided_on <= way.comment_until:
        found.append(Lack("decision_before_end", {"until": way.comment_until}, "decided_on", "DP-02"))
    if not str(parts.get("body", "")).strip():
        found.append(Lack("decision_body", field="body"))
    how = parts.get("way")
    if how == "link":
        if not link_shaped(str(parts.get("url", ""))):
            found.append(Lack("decision_link", field="url"))
    elif not str(parts.get("text", "")).strip():
        found.append(Lack("decision_text" if how == "text" else "decision_draft", field="text"))
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
