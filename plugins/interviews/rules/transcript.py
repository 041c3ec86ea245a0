"""A transcript's turns: what an editor may do with them, what they lack. Pure decisions over frozen rows."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

SPEAKERS = ("host", "guest", "question", "note")
MOST_TURNS = 600
LONGEST = {"text": 8000, "who": 140, "caption": 200}
_GAP = re.compile(r"\n[ \t\u3000]*\n")


@dataclass(frozen=True)
class Line:
    """One turn as it is edited. `came_from`: the live turns in it; `opinion_id`: the question that it asks."""

    speaker: str
    who: str
    text: str
    opinion_id: int | None = None
    picture_id: int | None = None
    caption: str = ""
    came_from: tuple[int, ...] = ()


@dataclass(frozen=True)
class LiveLine:
    """A released turn of the broadcast, as far as a transcript asks. `corrects`: the pulled turn that it stands for."""

    id: int
    place: int
    line: Line
    corrects: int | None = None


@dataclass(frozen=True)
class Flaw:
    """Why a transcript can't go on yet: a code, and the turn (counted from 1; 0: the whole)."""

    code: str
    turn: int = 0
    params: Mapping[str, object] = field(default_factory=dict)


class Refused(ValueError):
    """An act that can't be done with these turns; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def merge(lines: Sequence[Line], at: int) -> list[Line]:
    """Put a turn to the one before it. Raises Refused: first, other_speaker, two_pictures."""
    _there(lines, at)
    if at == 0:
        raise Refused("first")
    before, one = lines[at - 1], lines[at]
    if (before.speaker, before.who.strip()) != (one.speaker, one.who.strip()):
        raise Refused("other_speaker")
    if before.picture_id is not None and one.picture_id is not None:
        raise Refused("two_pictures")
    pictured = before if before.picture_id is not None else one
    joined = replace(
        before,
        text="\n".join(part for part in (before.text.strip(), one.text.strip()) if part),
        opinion_id=before.opinion_id if before.opinion_id is not None else one.opinion_id,
        picture_id=pictured.picture_id,
        caption=pictured.caption,
        came_from=tuple(dict.fromkeys((*before.came_from, *one.came_from))),
    )
    return [*lines[: at - 1], joined, *lines[at + 1 :]]


def split(lines: Sequence[Line], at: int) -> list[Line]:
    """Part a turn at its first empty line. Raises Refused: no_gap."""
    _there(lines, at)
    parts = _GAP.split(lines[at].text.strip(), maxsplit=1)
    if len(parts) < 2 or not parts[0].strip() or not parts[1].strip():
        raise Refused("no_gap")
    first = replace(lines[at], text=parts[0].strip())
    second = replace(lines[at], text=parts[1].strip(), picture_id=None, caption="")
    return [*lines[:at], first, second, *lines[at + 1 :]]


def move(lines: Sequence[Line], at: int, to: int) -> list[Line]:
    """Put a turn to another place. Raises Refused: edge."""
    _there(lines, at)
    if not 0 <= to < len(lines):
        raise Refused("edge")
    rest = [*lines[:at], *lines[at + 1 :]]
    return [*rest[:to], lines[at], *rest[to:]]


def drop(lines: Sequence[Line], at: int) -> list[Line]:
    """Leave a turn out."""
    _there(lines, at)
    return [*lines[:at], *lines[at + 1 :]]


def insert(lines: Sequence[Line], at: int, line: Line) -> list[Line]:
    """Put a new turn after the one at `at` (-1: before all). Raises Refused: too_many."""
    if len(lines) >= MOST_TURNS:
        raise Refused("too_many")
    return [*lines[: at + 1], line, *lines[at + 1 :]]


def _there(lines: Sequence[Line], at: int) -> None:
    if not 0 <= at < len(lines):
        raise Refused("gone")


def refreshed(
    lines: Sequence[Line], released: Iterable[LiveLine], pulled: Mapping[int, str], taken_place: int
) -> tuple[list[Line], int, int]:
    """(turns, how many came, how many went) after another look at the broadcast: what was released since comes to the
    end in the order given, what was pulled goes, a corrected turn comes in its place; what an editor wrote stays. A pulled turn inside a longer one is cut out where its words
    still stand there as they were; where not, it stays marked (`flaws` tells)."""
    fresh = [one for one in released if one.place > taken_place]
    instead = {one.corrects: one for one in fresh if one.corrects is not None}
    placed: set[int] = set()
    kept: list[Line] = []
    gone = 0
    for line in lines:
        bad = [number for number in line.came_from if number in pulled]
        if not bad:
            kept.append(line)
            continue
        text, left = line.text, list(line.came_from)
        for number in bad:
            if pulled[number].strip() and pulled[number].strip() in text:
                text = text.replace(pulled[number].strip(), "", 1)
                left.remove(number)
        text = "\n".join(part for part in text.split("\n") if part.strip())
        if len(bad) == len(line.came_from) and (not text.strip() or text == line.text):
            gone += 1
            for one in (instead[number] for number in bad if number in instead):
                if one.id not in placed:
                    kept.append(one.line)
                    placed.add(one.id)
            continue
        kept.append(replace(line, text=text, came_from=tuple(left)))
    return [*kept, *(one.line for one in fresh if one.id not in placed)], len(fresh), gone


def flaws(lines: Sequence[Line], pulled: Collection[int]) -> list[Flaw]:
    """What keeps a transcript from the chain: every turn has a speaker and words, no pulled turn is in it."""
    if not lines:
        return [Flaw("empty")]
    found = []
    for n, line in enumerate(lines, 1):
        if line.speaker not in SPEAKERS or (not line.who.strip() and line.speaker != "note"):
            found.append(Flaw("speaker", n))
        if not line.text.strip():
            found.append(Flaw("text", n))
        if set(line.came_from) & set(pulled):
            found.append(Flaw("pulled", n))
    return found


def questions(lines: Sequence[Line]) -> list[tuple[int, str]]:
    """(number, short words) of the questions in order, for a table of contents."""
    asked = [line.text for line in lines if line.speaker == "question"]
    return [(n, short(text)) for n, text in enumerate(asked, 1)]


def short(text: str, limit: int = 36) -> str:
    """The first words of a text, to name it."""
    words = " ".join(text.split())
    return words if len(words) <= limit else f"{words[: limit - 1].rstrip('，。；、？！,.;?! ')}…"


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a turn: its lines that aren't empty."""
    return [line.strip() for line in text.split("\n") if line.strip()]
