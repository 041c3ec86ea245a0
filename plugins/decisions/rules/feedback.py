"""What became of the comments: counted, drawn as bars, and what keeps a feedback text from coming out. Pure decisions."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

#: how a comment can end, in the order of every page; the first three are drawn
ENDS = ("adopted", "partly", "not_adopted", "passed_on", "answered", "rejected", "withdrawn", "open")
DRAWN = ("adopted", "partly", "not_adopted")
#: without a public answer: counted, not listed with a reason of DP-10
ASIDE = ("rejected", "withdrawn")
MOST_QUESTIONS = 20
LONGEST = 8000


@dataclass(frozen=True, slots=True)
class Said:
    """Comments for counting, `times` alike: how they ended, which question (0: none) and which paragraph ("": the whole)
    they are about."""

    end: str
    question: int = 0
    anchor: str = ""
    times: int = 1


@dataclass(frozen=True, slots=True)
class Tally:
    """How many comments ended how; whatever isn't there is none."""

    ends: Mapping[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.ends.values())

    @property
    def open(self) -> int:
        return self.ends.get("open", 0)

    @property
    def drawn(self) -> int:
        """Adopted, partly and not adopted together: what the bar shows."""
        return sum(self.ends.get(end, 0) for end in DRAWN)

    def of(self, end: str) -> int:
        return self.ends.get(end, 0)

    @property
    def beside(self) -> tuple[tuple[str, int], ...]:
        """What ended otherwise: said in words beside the bar."""
        return tuple((end, self.ends[end]) for end in ENDS if end not in DRAWN and self.ends.get(end))


@dataclass(frozen=True, slots=True)
class Counted:
    """All comments, by question (0: under none) and by paragraph ("": on the whole). Both sum up to `all`."""

    all: Tally = field(default_factory=Tally)
    by_question: Mapping[int, Tally] = field(default_factory=dict)
    by_anchor: Mapping[str, Tally] = field(default_factory=dict)

    def question(self, place: int) -> Tally:
        return self.by_question.get(place, Tally())


def count(said: Iterable[Said]) -> Counted:
    """Count every comment once."""
    everything: Counter[str] = Counter()
    questions: dict[int, Counter[str]] = {}
    anchors: dict[str, Counter[str]] = {}
    for one in said:
        everything[one.end] += one.times
        questions.setdefault(one.question, Counter())[one.end] += one.times
        anchors.setdefault(one.anchor, Counter())[one.end] += one.times
    return Counted(
        Tally(dict(everything)),
        {place: Tally(dict(ends)) for place, ends in questions.items()},
        {anchor: Tally(dict(ends)) for anchor, ends in anchors.items()},
    )


@dataclass(frozen=True, slots=True)
class Segment:
    """One piece of a bar, in units of its drawing: from `x`, `width` wide; the figure stands in the middle, over a patch
    `patch` wide where the ground is hatched."""

    end: str
    count: int
    x: float
    width: float
    middle: float
    patch: float


#: a bar's drawing: width of the longest, gap between pieces, the least a piece is wide, more for each further digit
WIDE, GAP, LEAST, DIGIT = 326.0, 3.8, 20.0, 8.0


def bar(tally: Tally, most: int) -> tuple[Segment, ...]:
    """The pieces of one question's bar; the question with `most` drawn comments fills the drawing.

    A piece is never too narrow for its figure, so a long row of small figures may be a little longer than its share.
    """
    parts = [(end, tally.of(end)) for end in DRAWN if tally.of(end)]
    if not parts or most <= 0:
        return ()
    found, x = [], 0.0
    room = WIDE - GAP * (len(parts) - 1)
    least = {end: LEAST + DIGIT * (len(str(n)) - 1) for end, n in parts}
    widths = {end: max(room * n / most, least[end]) for end, n in parts}
    # What the small pieces were given more, the large ones give back, so that nothing leaves the drawing.
    over = sum(widths.values()) - room
    if over > 0:
        spare = {end: widths[end] - least[end] for end, _n in parts}
        whole = sum(spare.values()) or 1.0
        widths = {end: widths[end] - over * spare[end] / whole for end, _n in parts}
    for end, n in parts:
        width = round(widths[end], 1)
        patch = round(7.0 + 8.0 * len(str(n)), 1)
        found.append(Segment(end, n, round(x, 1), width, round(x + width / 2, 1), min(patch, width)))
        x += width + GAP
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of the working copy."""

    asked: str
    said: str = ""
    did: str = ""
    short: str = ""

    @property
    def name(self) -> str:
        """What tables call it."""
        return self.short or self.asked.rstrip("？?。")[:20]


@dataclass(frozen=True, slots=True)
class Lack:
    """Something missing or not allowed yet: a code for the wording, its figures, the form's field, the rule it rests on."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    field: str = ""
    rule: str = ""


def lacks_of_feedback(
    *,
    title: str,
    intro: str,
    questions: Sequence[Asked],
    still_open: int,
    without_reason: Sequence[str],
    until: date | None,
    today: date,
) -> tuple[Lack, ...]:
    """What keeps a feedback text from being sent. `until` is the last day of the comment period, None before the
    consultation was published; `without_reason` are numbers that DP-10 demands a reason for."""
    found = []
    if until is None:
        found.append(Lack("feedback_no_consultation"))
    elif today <= until:
        found.append(Lack("feedback_too_early", {"until": until, "earliest": day_after(until)}, rule="DP-11"))
    if still_open:
        found.append(Lack("feedback_open", {"count": still_open}, rule="DP-11"))
    if without_reason:
        found.append(
            Lack("feedback_reason", {"count": len(without_reason), "number": without_reason[0]}, rule="DP-10")
        )
    if not title.strip():
        found.append(Lack("feedback_title", field="title"))
    if not intro.strip():
        found.append(Lack("feedback_intro", field="intro"))
    if not questions:
        found.append(Lack("feedback_questions", field="questions-0-asked"))
    for n, question in enumerate(questions):
        for part in ("said", "did"):
            if not getattr(question, part).strip():
                found.append(
                    Lack(
                        f"feedback_{part}",
                        {"question": question.name, "place": n + 1},
                        f"questions-{n}-{part}",
                    )
                )
    return tuple(found)


def day_after(day: date) -> date:
    """The first day after a period that ends on `day`."""
    return day + timedelta(days=1)


def digest_of(lines: Iterable[Sequence[Any]]) -> str:
    """SHA-256 over frozen lines in their order: changes when a comment comes, ends or is worded otherwise."""
    made = hashlib.sha256()
    for line in lines:
        made.update(json.dumps(list(line), ensure_ascii=False).encode() + b"\n")
    return made.hexdigest()


def excerpt(text: str, most: int = 90) -> str:
    """The beginning of a comment for a line or a margin."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip("，、；。 ") + "…"
