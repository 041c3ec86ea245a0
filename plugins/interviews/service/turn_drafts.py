"""Turns while they are typed: kept as one types, handed in, taken back, begun anew for a pulled one; guests' answers drafted
by an assistant and taken over. One person has a turn at a time (`held_by`), and sees what became of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.api import (
    Actor,
    Campaign,
    Conflict,
    Invalid,
    NotAllowed,
    NotFound,
    RuleBroken,
    opinions,
    pictures,
    secrecy,
    unit_of_work,
)

from ..contracts import InterviewView
from ..models import Turn
from ..rules import live as rules
from ..store import live as store
from . import duties

_KEY = re.compile(r"[A-Za-z0-9-]{8,36}")


@dataclass(frozen=True)
class Typed:
    """What stands in the typist's box. `speaker` as in models.Turn."""

    speaker: str = "host"
    text: str = ""
    guest_id: int | None = None
    chosen_id: int | None = None
    answers_id: int | None = None
    picture_id: int | None = None
    caption: str = ""


@dataclass(frozen=True)
class Kept:
    """Where a turn stands after an act."""

    id: int
    version: int
    state: str


# ── the typist ──────────────────────────────────────────────────────────────────────────────────────────────────────
def keep_draft(
    campaign: Campaign,
    interview_id: int,
    key: str,
    version: int,
    typed: Typed,
    *,
    actor: Actor,
    now: datetime,
) -> Kept:
    """Keep what was typed so far, as it is; `key` is the browser's word for the turn, `version` 0 for a new one.

    Raises RuleBroken("secret_mark") before anything is stored, Conflict("interviews.turn_changed") where another window or the
    host was quicker, NotAllowed, Invalid, RuleBroken("interviews.is_over").
    """
    view = duties.required(campaign, interview_id, "typist", actor=actor)
    return _keep(view, key, version, typed, "typing", actor=actor, now=now)


def hand_in(
    campaign: Campaign,
    interview_id: int,
    key: str,
    version: int,
    typed: Typed,
    *,
    actor: Actor,
    now: datetime,
) -> Kept:
    """Keep it and give it to the releaser. Pressed twice it is one turn.

    Raises what `keep_draft` raises, and Invalid for a turn that says nothing or names no speaker.
    """
    view = duties.required(campaign, interview_id, "typist", actor=actor)
    typed = _whole(view, typed)
    with unit_of_work():
        row = _of(view, store.turn_by_key(key))
        if row is not None and row.state == "waiting" and _same(row, typed):
            return _kept(row)
        kept = _keep(view, key, version, typed, "typing", actor=actor, now=now)
        row = locked(view, kept.id, kept.version)
        move(row, "hand_in")
        row.handed_in_at, row.remark = now, ""
        duties.record(view, "interviews.turn_handed_in", actor, now, turn=row.id)
        duties.tell_desk(view, "waiting", now)
        return _kept(row)


def take_back(
    campaign: Campaign, interview_id: int, turn_id: int, version: int, *, actor: Actor, now: datetime
) -> Kept:
    """The typist takes a turn back that still waits, to change it."""
    view = duties.required(campaign, interview_id, "typist", actor=actor)
    return _act(view, turn_id, version, "take_back", actor, now)


def drop(
    campaign: Campaign, interview_id: int, turn_id: int, version: int, *, actor: Actor, now: datetime
) -> Kept:
    """Throw a turn away that never came out: by whoever has it, or the host."""
    view = duties.required(campaign, interview_id, "typist", "assistant", "host", actor=actor)
    row = _of(view, store.turn(turn_id))
    if row is not None and row.held_by != actor.user_id and not duties.hosts(view, actor):
        raise NotAllowed("interviews.not_yours")
    return _act(view, turn_id, version, "drop", actor, now)


def correct(
    campaign: Campaign, interview_id: int, turn_id: int, key: str, *, actor: Actor, now: datetime
) -> Kept:
    """Begin the turn that is to stand where a pulled one stood, with its words. There is one at a time: another who asks
    gets that one's number, in the state in which it is."""
    view = duties.required(campaign, interview_id, "typist", actor=actor)
    with unit_of_work() as session:
        _refuse_over(store.live_locked(interview_id).state)
        old = _of(view, store.turn(turn_id, lock=True))
        if old is None or old.state != "pulled":
            raise NotFound("interviews.gone")
        begun = store.correction_of(turn_id)
        if begun is not None:
            return _kept(begun)
        _check_key(key)
        row = Turn(
            interview_id=interview_id, speaker=old.speaker, guest_id=old.guest_id, chosen_id=old.chosen_id,
            answers_id=old.answers_id, text=old.text, picture_id=old.picture_id, caption=old.caption, state="typing",
            key=key, corrects_id=old.id, typed_by=actor.user_id, typed_at=now, edited_by=actor.user_id, edited_at=now,
            held_by=actor.user_id, version=1,
        )  # fmt: skip
        session.add(row)
        session.flush()
        duties.record(view, "interviews.turn_corrected", actor, now, turn=row.id, place=old.place)
        return _kept(row)


# ── the guests' assistant ───────────────────────────────────────────────────────────────────────────────────────────
def keep_sketch(
    campaign: Campaign,
    interview_id: int,
    key: str,
    version: int,
    typed: Typed,
    *,
    actor: Actor,
    now: datetime,
) -> Kept:
    """Keep what an assistant writes for a guest; nobody else sees it before it is offered."""
    view = duties.required(campaign, interview_id, "assistant", actor=actor)
    return _keep(view, key, version, typed, "sketch", actor=actor, now=now)


def offer(
    campaign: Campaign,
    interview_id: int,
    key: str,
    version: int,
    typed: Typed,
    *,
    actor: Actor,
    now: datetime,
) -> Kept:
    """Offer a drafted answer to typist and host. Pressed twice it is one."""
    view = duties.required(campaign, interview_id, "assistant", actor=actor)
    typed = _whole(view, typed)
    if typed.answers_id is None:
        raise Invalid("interviews.turn_question", field="answers_id")
    with unit_of_work():
        row = _of(view, store.turn_by_key(key))
        if row is not None and row.state == "offered" and _same(row, typed):
            return _kept(row)
        kept = _keep(view, key, version, typed, "sketch", actor=actor, now=now)
        row = locked(view, kept.id, kept.version)
        move(row, "offer")
        row.handed_in_at = now
        duties.record(view, "interviews.turn_offered", actor, now, turn=row.id)
        duties.tell_desk(view, "offered", now)
        return _kept(row)


def take_over(
    campaign: Campaign,
    interview_id: int,
    turn_id: int,
    version: int,
    *,
    actor: Actor,
    now: datetime,
    edit: bool = False,
) -> Kept:
    """Typist or host make an offered answer a turn that waits for the releaser; with `edit` the typist changes it first.

    Neither the assistant nor the one who took it over releases it.
    """  # fmt: skip
    view = duties.required(campaign, interview_id, "typist", "host", actor=actor)
    with unit_of_work():
        _refuse_over(store.live_locked(interview_id).state)
        row = locked(view, turn_id, version)
        if row.state != "offered":
            raise Conflict("interviews.turn_moved_on")
        move(row, "take" if edit else "hand_in")
        row.held_by = row.edited_by = _who(actor)
        row.edited_at = now
        if not edit:
            row.handed_in_at = now
        duties.record(view, "interviews.turn_taken_over", actor, now, turn=row.id)
        duties.tell_desk(view, "waiting", now)
        return _kept(row)


# ── pieces ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def _keep(
    view: InterviewView, key: str, version: int, typed: Typed, state: str, *, actor: Actor, now: datetime
) -> Kept:
    _check_key(key)
    check(view, typed)
    with unit_of_work() as session:
        # Also stands two first keepings of one key in line.
        _refuse_over(store.live_locked(view.id).state)
        row = _of(view, store.turn_by_key(key))
        if row is None:
            row = Turn(
                interview_id=view.id, key=key, state=state, text="", typed_by=_who(actor), typed_at=now,
                edited_by=_who(actor), edited_at=now, held_by=_who(actor), speaker=typed.speaker, version=0,
            )  # fmt: skip
            session.add(row)
        else:
            row = locked(view, row.id, None)
            if row.held_by != actor.user_id:
                raise Conflict("interviews.turn_taken_by_another")
            open_here = ("sketch",) if state == "sketch" else rules.OPEN_FOR_TYPING
            if row.state not in open_here:
                raise Conflict("interviews.turn_moved_on")
            if row.version != version:
                if _same(row, typed):
                    return _kept(row)  # sent twice
                raise Conflict("interviews.turn_changed", time=row.edited_at)
            if _same(row, typed):
                return _kept(row)
        put(row, typed)
        row.edited_by, row.edited_at = _who(actor), now
        row.version += 1
        session.flush()
        return _kept(row)


def put(row: Turn, typed: Typed) -> None:
    """What was typed, onto the row."""
    row.speaker, row.text, row.caption = typed.speaker, typed.text, typed.caption
    row.guest_id = typed.guest_id if typed.speaker == "guest" else None
    row.chosen_id = typed.chosen_id if typed.speaker == "question" else None
    row.answers_id = typed.answers_id if typed.speaker == "guest" else None
    row.picture_id = typed.picture_id


def _same(row: Turn, typed: Typed) -> bool:
    other = Turn()
    put(other, typed)
    names = ("speaker", "text", "caption", "guest_id", "chosen_id", "answers_id", "picture_id")
    return all(getattr(row, name) == getattr(other, name) for name in names)


def check(view: InterviewView, typed: Typed) -> None:
    """Refuse what may not be stored: a mark of 密级 (SC-01), too long, speakers and pictures that aren't this interview's."""
    secrecy.refuse_marks([typed.text, typed.caption])
    if typed.speaker not in rules.SPEAKERS:
        raise Invalid("interviews.turn_speaker", field="speaker")
    if len(typed.text) > rules.LONGEST["text"]:
        raise Invalid("interviews.turn_long", field="text", most=rules.LONGEST["text"])
    if len(typed.caption) > rules.LONGEST["caption"]:
        raise Invalid("interviews.caption_long", field="caption", most=rules.LONGEST["caption"])
    if typed.guest_id is not None and typed.guest_id not in [one.id for one in view.guests]:
        raise Invalid("interviews.turn_speaker", field="guest_id")
    chosen = {typed.chosen_id, typed.answers_id} - {None}
    if chosen and not chosen <= {row.id for row in store.chosen(view.id)}:
        raise Invalid("interviews.turn_question", field="chosen_id")
    if typed.picture_id is not None:
        found = pictures.items([typed.picture_id]).get(typed.picture_id)
        if found is None or not pictures.may_use([typed.picture_id], view.department_id):
            raise Invalid("interviews.turn_picture", field="picture_id")
        if found.standing != "clear":
            raise RuleBroken("interviews.turn_consent")


def _whole(view: InterviewView, typed: Typed) -> Typed:
    """The same, as it may be handed in: a question's words are its own where none were typed."""
    text = typed.text.strip()
    if typed.speaker == "guest" and typed.guest_id is None:
        raise Invalid("interviews.turn_guest", field="guest_id")
    if typed.speaker == "question":
        if typed.chosen_id is None:
            raise Invalid("interviews.turn_question", field="chosen_id")
        if not text:
            row = next((one for one in store.chosen(view.id) if one.id == typed.chosen_id), None)
            found = opinions.texts_of([row.opinion_id]) if row is not None else {}
            text = next((one.text.strip() for one in found.values()), "")
    if not text and typed.picture_id is None:
        raise Invalid("interviews.turn_empty", field="text")
    return Typed(
        typed.speaker, text, typed.guest_id, typed.chosen_id, typed.answers_id, typed.picture_id, typed.caption.strip(),
    )  # fmt: skip


def _act(view: InterviewView, turn_id: int, version: int, act: str, actor: Actor, now: datetime) -> Kept:
    with unit_of_work():
        row = locked(view, turn_id, version)
        if act == "take_back" and row.held_by != actor.user_id:
            # Another typist's turn is handed over.
            raise NotAllowed("interviews.not_yours")
        move(row, act)
        duties.record(view, f"interviews.turn_{AUDITED[act]}", actor, now, turn=row.id)
        duties.tell_desk(view, "turns", now)
        return _kept(row)


AUDITED = {"take_back": "taken_back", "drop": "dropped"}


def locked(view: InterviewView, turn_id: int, version: int | None) -> Turn:
    """The row as it stands now, kept; the one who acts must have seen it so (`version`)."""
    row = _of(view, store.turn(turn_id, lock=True))
    if row is None:
        raise NotFound("interviews.gone")
    if version is not None and row.version != version:
        raise Conflict("interviews.turn_changed", time=row.edited_at)
    return row


def _of(view: InterviewView, row: Turn | None) -> Turn | None:
    if row is not None and row.interview_id != view.id:
        raise NotFound("interviews.gone")
    return row


def move(row: Turn, act: str) -> None:
    """Change its state as the rules have it. Raises Conflict("interviews.turn_moved_on")."""
    after = rules.turn_moved(row.state, act)
    if after is None:
        raise Conflict("interviews.turn_moved_on")
    row.state = after
    row.version += 1


def _refuse_over(state: str) -> None:
    if state == rules.OVER:
        raise RuleBroken("interviews.is_over")


def _check_key(key: str) -> None:
    if not _KEY.fullmatch(key):
        raise Invalid("interviews.turn_key")


def _who(actor: Actor) -> int:
    if actor.user_id is None:
        raise NotAllowed("interviews.not_named")
    return actor.user_id


def _kept(row: Turn) -> Kept:
    return Kept(row.id, row.version, row.state)


def names_somebody(text: str, caption: str = "") -> bool:
    """Whether a turn holds a number or a mailbox that may be a person's."""
    return bool(rules.private_numbers(f"{text}\n{caption}"))


def facts_of(row: Any) -> rules.TurnFacts:
    """What the rules look at."""
    return rules.TurnFacts(row.state, row.typed_by, row.edited_by, row.held_by, row.speaker)
