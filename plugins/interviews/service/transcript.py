"""The transcript as departments write it: made from the broadcast or by hand, edited without losing a word, illustrated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from core.api import (
    Actor,
    Campaign,
    Conflict,
    Invalid,
    NotFound,
    RuleBroken,
    audit,
    db,
    files,
    pictures,
    publishing,
    secrecy,
    unit_of_work,
)

from .. import chain
from ..contracts import InterviewView
from ..models import Transcript, TranscriptTurn
from ..permissions import EDIT
from ..rules import transcript as rules
from ..rules.transcript import Line, LiveLine, Refused
from ..store import transcript as store
from . import interviews, reading

LONGEST_LEAD = 4000
#: how a question's and a host's turn is headed, until somebody writes it otherwise
QUESTION_BY, HOST = "市民提问", "主持人"


@dataclass(frozen=True)
class EditedTurn:
    """A turn as its form came back: `id` is the row's."""

    id: int
    speaker: str
    who: str
    text: str
    caption: str = ""


@dataclass(frozen=True)
class SaveTranscript:
    """What the form holds, as `version` showed it. `act` is done to the turn `at` after saving: "", merge, split, up,
    down, drop, add (after it; -1: before all), cleared (what was pulled is out of it)."""

    version: int
    lead: str
    turns: tuple[EditedTurn, ...]
    act: str = ""
    at: int = 0


@dataclass(frozen=True)
class Made:
    """What looking at the broadcast brought: turns that came, pulled ones that went."""

    came: int
    gone: int


def over(view: InterviewView, now: datetime) -> bool:
    """Whether there is something to write up: the broadcast ended, or one that never went through this house is past."""
    live = store.live(view.id)
    if live is not None and live.state != "waiting":
        return live.state == "over"
    return view.state != "called_off" and view.ends_at is not None and view.ends_at <= now


def make(campaign: Campaign, interview_id: int, version: int, *, actor: Actor, now: datetime) -> Made:
    """Begin a transcript from what was released on air (empty where nothing was: it is typed by hand), or bring in what
    came after; edits stay. `version` 0: none yet.

    Raises RuleBroken("interviews.transcript_early"), Conflict("interviews.transcript_changed" | "…_locked"), NotFound.
    """
    with unit_of_work() as session:
        view = editable(campaign, interview_id, actor=actor)
        if not over(view, now):
            raise RuleBroken("interviews.transcript_early")
        row = store.transcript(interview_id, lock=True)
        if (row.version if row is not None else 0) != version:
            raise Conflict("interviews.transcript_changed")
        if row is None:
            row = Transcript(interview_id=interview_id, version=0, taken_place=0, saved_at=now, lead="")
            session.add(row)
            session.flush()
        before = lines_of(row)
        known = {number for line in before for number in line.came_from}
        live = released(interview_id)
        lines, came, gone = rules.refreshed(before, live, store.pulled(known), row.taken_place)
        if len(lines) > rules.MOST_TURNS:
            raise Invalid("interviews.transcript_too_many", limit=rules.MOST_TURNS)
        row.taken_place = max([row.taken_place, *(one.place for one in live)])
        _write(row, view, lines, now)
        record(view, "interviews.transcript_made", actor, now, came=came, gone=gone)
        return Made(came, gone)


def save(
    campaign: Campaign, interview_id: int, command: SaveTranscript, *, actor: Actor, now: datetime
) -> None:
    """Write lead and turns, and do one act with a turn. The drafter has confirmed that there is no mark of 密级.

    Raises Invalid with the field ("lead", "turns-3-text"), Conflict("interviews.transcript_changed"), RuleBroken("secret_mark").
    """
    secrecy.refuse_marks(
        [command.lead, *(text for turn in command.turns for text in (turn.who, turn.text, turn.caption))]
    )
    lead = command.lead.replace("\r\n", "\n").strip()
    if len(lead) > LONGEST_LEAD:
        raise Invalid("interviews.text_long", field="lead", limit=LONGEST_LEAD)
    with unit_of_work():
        view, row = _locked(campaign, interview_id, command.version, actor)
        lines = _edited(row, command.turns)
        lines = _acted(lines, command)
        row.lead = lead
        _write(row, view, lines, now)
        record(view, "interviews.transcript_saved", actor, now, turns=len(lines))


def illustrate(
    campaign: Campaign,
    interview_id: int,
    version: int,
    turn_id: int,
    file_id: int | None,
    caption: str,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Put a picture of the drawer beside a turn, or take it off (None).

    Raises Invalid (picture_not_yours, interviews.pictures_many), Conflict, NotFound, RuleBroken("secret_mark").
    """
    caption = " ".join(caption.split())
    secrecy.refuse_marks([caption])
    if len(caption) > rules.LONGEST["caption"]:
        raise Invalid("interviews.text_long", field="caption", limit=rules.LONGEST["caption"])
    with unit_of_work():
        view, row = _locked(campaign, interview_id, version, actor)
        rows = store.turns(row.id)
        at = next((n for n, turn in enumerate(rows) if turn.id == turn_id), None)
        if at is None:
            raise NotFound
        if file_id is not None and not pictures.may_use([file_id], view.department_id):
            raise Invalid("picture_not_yours", field="picture")
        lines = lines_of(row)
        lines[at] = replace(lines[at], picture_id=file_id, caption=caption if file_id is not None else "")
        if sum(line.picture_id is not None for line in lines) > pictures.MOST_ATTACHED:
            raise Invalid("interviews.pictures_many", field="picture", limit=pictures.MOST_ATTACHED)
        _write(row, view, lines, now)
        record(view, "interviews.transcript_illustrated", actor, now, file=file_id)


def remove(campaign: Campaign, interview_id: int, version: int, *, actor: Actor, now: datetime) -> None:
    """Throw the working copy away with its subtitles; what the public reads stays until it is taken down.

    Raises Conflict.
    """
    with unit_of_work() as session:
        view, row = _locked(campaign, interview_id, version, actor)
        store.drop_turns(row.id)
        store.drop_cues(row.id)
        session.delete(row)
        session.flush()
        files.attach(chain.TRANSCRIPT.code, interview_id, [], campaign_id=campaign.id)
        record(view, "interviews.transcript_removed", actor, now)


# ── pieces that the other files of the transcript use ───────────────────────────────────────────────────────────────
def editable(campaign: Campaign, interview_id: int, *, actor: Actor) -> InterviewView:
    """The interview for a change of its transcript. Raises NotFound, NotAllowed, Hidden, Conflict("…_locked")."""
    view = interviews.for_staff(campaign, interview_id, actor=actor)
    actor.require(EDIT, campaign_id=campaign.id, department_id=view.department_id)
    publishing.refuse_hidden(chain.TRANSCRIPT.code, interview_id)
    document = chain.TRANSCRIPT.document(interview_id)
    if document is not None and document.under_way:
        raise Conflict("interviews.transcript_locked")
    return view


def locked_row(
    campaign: Campaign, interview_id: int, version: int, *, actor: Actor
) -> tuple[InterviewView, Transcript]:
    """The interview and its transcript for a change, inside a unit of work."""
    return _locked(campaign, interview_id, version, actor)


def lines_of(row: Transcript) -> list[Line]:
    """Its turns as the rules read them."""
    return [
        Line(
            turn.speaker, turn.who, turn.text, turn.opinion_id, turn.picture_id, turn.caption,
            tuple(int(number) for number in turn.came_from),
        )
        for turn in store.turns(row.id)
    ]  # fmt: skip


def released(interview_id: int) -> list[LiveLine]:
    """What the broadcast has released, in the order of its page, as turns of a transcript."""
    rows = {row.id: row for row in store.released(interview_id)}
    asked = {row.id: row.opinion_id for row in store.chosen([interview_id])[interview_id]}
    return [
        LiveLine(
            one.id,
            one.place,
            Line(
                one.speaker,
                _who(one),
                one.text,
                asked.get(one.chosen_id or 0) if one.speaker == "question" else None,
                one.picture.id if one.picture else None,
                one.caption,
                (one.id,),
            ),
            rows[one.id].corrects_id if one.id in rows else None,
        )
        for one in reading.turns(interview_id)
    ]


def touch(row: Transcript, view: InterviewView, now: datetime) -> None:
    """Another version; the drawer knows what the transcript uses."""
    row.version += 1
    row.saved_at = now
    db.session.flush()
    used = [turn.picture_id for turn in store.turns(row.id) if turn.picture_id is not None]
    if row.recording_id is not None:
        used.append(row.recording_id)
    files.attach(chain.TRANSCRIPT.code, view.id, used, campaign_id=view.campaign_id)


def record(view: InterviewView, action: str, actor: Actor, now: datetime, **codes: Any) -> None:
    """One line of the audit trail about an interview."""
    audit.record(
        actor, now, action, subject=("interviews_interview", view.id), campaign_id=view.campaign_id,
        department_id=view.department_id, **codes,
    )  # fmt: skip


def _who(one: Any) -> str:
    if one.speaker == "guest":
        return f"{one.who} {one.post}".strip()
    return {"host": HOST, "question": QUESTION_BY}.get(one.speaker, "")


def _locked(
    campaign: Campaign, interview_id: int, version: int, actor: Actor
) -> tuple[InterviewView, Transcript]:
    view = editable(campaign, interview_id, actor=actor)
    row = store.transcript(interview_id, lock=True)
    if row is None:
        raise NotFound
    if row.version != version:
        raise Conflict("interviews.transcript_changed")
    return view, row


def _edited(row: Transcript, typed: Sequence[EditedTurn]) -> list[Line]:
    """The kept turns with what was typed over them; both know the same turns, else somebody was quicker."""
    kept: Mapping[int, Line] = dict(
        zip((turn.id for turn in store.turns(row.id)), lines_of(row), strict=True)
    )
    if [turn.id for turn in typed] != list(kept):
        raise Conflict("interviews.transcript_changed")
    lines = []
    for n, turn in enumerate(typed):
        values = {
            "who": " ".join(turn.who.split()),
            "text": turn.text.replace("\r\n", "\n").strip(),
            "caption": " ".join(turn.caption.split()),
        }
        for name, value in values.items():
            if len(value) > rules.LONGEST[name]:
                raise Invalid("interviews.text_long", field=f"turns-{n}-{name}", limit=rules.LONGEST[name])
        if turn.speaker not in rules.SPEAKERS:
            raise Invalid("interviews.speaker_missing", field=f"turns-{n}-speaker")
        if kept[turn.id].picture_id is None:
            values["caption"] = ""
        lines.append(
            replace(
                kept[turn.id], speaker=turn.speaker, who=values["who"], text=values["text"],
                caption=values["caption"],
            )
        )  # fmt: skip
    return lines


def _acted(lines: list[Line], command: SaveTranscript) -> list[Line]:
    at, act = command.at, command.act
    try:
        if act == "merge":
            return rules.merge(lines, at)
        if act == "split":
            return rules.split(lines, at)
        if act in ("up", "down"):
            return rules.move(lines, at, at - 1 if act == "up" else at + 1)
        if act == "drop":
            return rules.drop(lines, at)
        if act == "add":
            return rules.insert(lines, at, _next_turn(lines, at))
        if act == "cleared":
            gone = store.pulled(lines[at].came_from) if 0 <= at < len(lines) else {}
            left = tuple(number for number in lines[at].came_from if number not in gone)
            return [*lines[:at], replace(lines[at], came_from=left), *lines[at + 1 :]]
    except Refused as refused:
        raise Invalid(
            f"interviews.turn_{refused.code}", field=f"turns-{at}-text", limit=rules.MOST_TURNS
        ) from refused
    return lines


def _next_turn(lines: Sequence[Line], at: int) -> Line:
    """An empty turn of who speaks next, as a rule: the guest after a question, else the host."""
    before = lines[at] if 0 <= at < len(lines) else None
    if before is not None and before.speaker == "question":
        guest = next((line.who for line in reversed(lines[:at]) if line.speaker == "guest"), "")
        return Line("guest", guest, "")
    return Line("host", HOST, "")


def _write(row: Transcript, view: InterviewView, lines: Sequence[Line], now: datetime) -> None:
    store.drop_turns(row.id)
    db.session.add_all(
        TranscriptTurn(
            transcript_id=row.id, ordinal=n, came_from=list(line.came_from), speaker=line.speaker, who=line.who,
            opinion_id=line.opinion_id, text=line.text, picture_id=line.picture_id, caption=line.caption,
        )
        for n, line in enumerate(lines, 1)
    )  # fmt: skip
    touch(row, view, now)
