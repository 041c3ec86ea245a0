"""Releasing: a turn comes out by a named person who neither typed it nor changed it last, and can be pulled at once."""

from __future__ import annotations

from datetime import datetime

from core.api import Actor, Campaign, Conflict, Invalid, RuleBroken, secrecy, unit_of_work

from ..models import Turn
from ..rules import live as rules
from ..store import live as store
from . import duties, question_answers, reading
from .turn_drafts import Typed, check, facts_of, locked, move, names_somebody, put


def release(
    campaign: Campaign,
    interview_id: int,
    turn_id: int,
    version: int,
    *,
    actor: Actor,
    now: datetime,
    confirmed: bool = False,
) -> int:
    """Let a turn out; returns its place. Whoever presses twice gets the same place. `confirmed`: the releaser has looked at
    what may be somebody's number in it.

    Raises NotAllowed, RuleBroken("interviews.not_on" | "interviews.own_turn" | "interviews.turn_numbers"),
    Conflict("interviews.turn_changed" | "interviews.turn_moved_on").
    """
    view = duties.required(campaign, interview_id, "releaser", actor=actor)
    with unit_of_work() as session:
        # One at a time: the count gives each its place, without gaps and without two at one.
        broadcast = store.live_locked(interview_id)
        row = locked(view, turn_id, None)
        if row.state == "released" and row.released_by == actor.user_id and row.place is not None:
            return row.place
        if row.version != version:
            raise Conflict("interviews.turn_changed", time=row.edited_at)
        releasers = duties.present(interview_id, "releaser")
        refused = rules.refuse_release(
            facts_of(row), actor.user_id, live=broadcast.state, releasers=releasers
        )
        if refused == "interviews.turn_moved_on":
            raise Conflict(refused)
        if refused is not None:
            raise RuleBroken(refused)
        check(view, _typed(row))
        if names_somebody(row.text, row.caption) and not confirmed:
            raise RuleBroken("interviews.turn_numbers")
        row.place = broadcast.released = rules.next_place(broadcast.released)
        old = store.turn(row.corrects_id) if row.corrects_id is not None else None
        row.spot = old.spot if old is not None else row.place
        row.state, row.released_by, row.released_at = "released", actor.user_id, now
        row.version += 1
        session.flush()
        _tell_question(row, actor, now)
        duties.record(
            view, "interviews.turn_released", actor, now, turn=row.id, place=row.place, confirmed=confirmed
        )
        reading.tell_turn(interview_id, campaign.id, row, now)
        duties.tell_desk(view, "released", now)
        return row.place


def send_back(
    campaign: Campaign,
    interview_id: int,
    turn_id: int,
    version: int,
    remark: str,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Give a turn back to the one who has it, with what should change."""
    view = duties.required(campaign, interview_id, "releaser", actor=actor)
    remark = _words(remark, "remark", "interviews.remark_missing")
    with unit_of_work():
        row = locked(view, turn_id, version)
        move(row, "send_back")
        row.remark = remark
        duties.record(view, "interviews.turn_sent_back", actor, now, turn=row.id)
        duties.tell_desk(view, "returned", now)


def edit_waiting(
    campaign: Campaign, interview_id: int, turn_id: int, version: int, text: str, caption: str, *, actor: Actor,
    now: datetime,
) -> None:  # fmt: skip
    """A releaser changes the words of a turn that waits. From then on another releaser must let it out."""
    view = duties.required(campaign, interview_id, "releaser", actor=actor)
    text, caption = text.strip(), caption.strip()
    with unit_of_work():
        row = locked(view, turn_id, version)
        if row.state != "waiting":
            raise Conflict("interviews.turn_moved_on")
        if not text and row.picture_id is None:
            raise Invalid("interviews.turn_empty", field="text")
        if (text, caption) == (row.text, row.caption):
            return
        before = _typed(row)
        typed = Typed(
            before.speaker,
            text,
            before.guest_id,
            before.chosen_id,
            before.answers_id,
            before.picture_id,
            caption,
        )
        check(view, typed)
        put(row, typed)
        row.edited_by, row.edited_at = actor.user_id or 0, now
        row.version += 1
        duties.record(view, "interviews.turn_edited", actor, now, turn=row.id)
        duties.tell_desk(view, "waiting", now)


def pull(
    campaign: Campaign, interview_id: int, turn_id: int, reason: str, *, actor: Actor, now: datetime
) -> None:
    """Take a released turn off every page at once, by any releaser or the host, also after the end. Pulled twice is once.

    Raises Invalid("interviews.pull_reason") without a reason.
    """
    view = duties.required(campaign, interview_id, "releaser", "host", actor=actor)
    reason = _words(reason, "reason", "interviews.pull_reason")
    with unit_of_work() as session:
        store.live_locked(interview_id)
        row = locked(view, turn_id, None)
        if row.state == "pulled":
            return
        move(row, "pull")
        row.pulled_by, row.pulled_at, row.pull_reason = actor.user_id, now, reason
        session.flush()
        _tell_question(row, actor, now)
        duties.record(view, "interviews.turn_pulled", actor, now, turn=row.id, place=row.place)
        reading.tell_pulled(interview_id, campaign.id, row, now)
        duties.tell_desk(view, "pulled", now)


def _tell_question(row: Turn, actor: Actor, now: datetime) -> None:
    """What the ledger says of the question that this turn answers: all released answers to it, in the page's order."""
    if row.answers_id is None:
        return
    out = store.answers_out(row.interview_id, row.answers_id)
    if out:
        text = "\n".join(one.text for one in out if one.text)
        question_answers.answered_on_air(row.answers_id, text, actor=actor, now=now)
    else:
        question_answers.answer_pulled(row.answers_id, actor=actor, now=now)


def _typed(row: Turn) -> Typed:
    return Typed(
        row.speaker, row.text, row.guest_id, row.chosen_id, row.answers_id, row.picture_id, row.caption
    )


def _words(text: str, field: str, code: str) -> str:
    text = text.strip()
    if not text or len(text) > rules.LONGEST[field]:
        raise Invalid(code, field=field, most=rules.LONGEST[field])
    secrecy.refuse_marks([text])
    return text
