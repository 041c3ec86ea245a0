"""The host's side of a broadcast: begin, pause, end; which question is on the screen and which is next; time and player."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from core.api import (
    SYSTEM,
    Actor,
    Campaign,
    Conflict,
    Invalid,
    NotFound,
    RuleBroken,
    pictures,
    secrecy,
    unit_of_work,
)

from .. import chain
from ..contracts import InterviewView
from ..models import Chosen, DeskWord, Live
from ..rules import live as rules
from ..store import live as store
from . import duties, reading

#: a broadcast is opened at most this long before the time that was announced
EARLIEST = timedelta(hours=2)


def opening_lacks(view: InterviewView) -> list[str]:
    """What the broadcast lacks before it may begin: see rules.live.opening_lacks."""
    found = rules.opening_lacks(
        notice=chain.NOTICE.published(view.id) is not None,
        outline=chain.OUTLINE.published(view.id) is not None,
        typists=duties.present(view.id, "typist"),
        releasers=duties.present(view.id, "releaser"),
    )
    return ["called_off", *found] if view.state == "called_off" else found


def go(campaign: Campaign, interview_id: int, act: str, *, actor: Actor, now: datetime) -> str:
    """Open, pause, resume or end the broadcast; returns how far it is. Pressed twice is once.

    Raises RuleBroken("interviews.live_<what is lacking>") for the first thing that is lacking, RuleBroken
    ("interviews.too_early"), Conflict("interviews.live_moved_on").
    """
    view = duties.required(campaign, interview_id, "host", actor=actor)
    with unit_of_work():
        row = store.live_locked(interview_id)
        after = rules.moved(row.state, act)
        if after is None:
            if row.state in [to for (_, one), to in rules.MOVES.items() if one == act]:
                return row.state
            raise Conflict("interviews.live_moved_on")
        if act == "open":
            _refuse_opening(view, now)
            row.started_at = now
        if after == rules.OVER:
            row.ended_at, row.timer_until, row.chosen_id, row.next_id = now, None, None, None
        row.state = after
        row.version += 1
        duties.record(view, f"interviews.live_{DONE[act]}", actor, now, released=row.released)
        _tell(view, "state", now)
        return after


DONE = {"open": "opened", "pause": "paused", "resume": "resumed", "end": "ended"}


def _refuse_opening(view: InterviewView, now: datetime) -> None:
    lacking = opening_lacks(view)
    if lacking:
        raise RuleBroken(f"interviews.live_{lacking[0]}")
    if view.starts_at is not None and view.starts_at - now > EARLIEST:
        raise RuleBroken("interviews.too_early", at=view.starts_at)


def show_question(
    campaign: Campaign, interview_id: int, chosen_id: int | None, *, actor: Actor, now: datetime
) -> None:
    """Put a question on the screen (None: take it off); the next one that nobody has asked yet is lined up behind it."""
    view = duties.required(campaign, interview_id, "host", actor=actor)
    with unit_of_work():
        row = _going_on(interview_id)
        if row.chosen_id == chosen_id:
            return
        chosen = store.chosen(interview_id)
        if chosen_id is not None:
            shown = _one_of(chosen, chosen_id)
            shown.aired_at = shown.aired_at or now
        row.chosen_id, row.timer_until = chosen_id, None
        if chosen_id is not None and row.next_id in (None, chosen_id):
            row.next_id = _next(chosen, chosen_id)
        row.version += 1
        duties.record(view, "interviews.live_question", actor, now, chosen=chosen_id)
        _tell(view, "question", now)


def line_up(
    campaign: Campaign, interview_id: int, chosen_id: int | None, *, actor: Actor, now: datetime
) -> None:
    """Say which question comes next (None: none). Nobody outside hears of it."""
    view = duties.required(campaign, interview_id, "host", actor=actor)
    with unit_of_work():
        row = store.live_locked(interview_id)
        if row.state == rules.OVER:
            raise RuleBroken("interviews.is_over")
        if chosen_id is not None:
            _one_of(store.chosen(interview_id), chosen_id)
        if row.next_id == chosen_id:
            return
        row.next_id = chosen_id
        row.version += 1
        duties.record(view, "interviews.live_lined_up", actor, now, chosen=chosen_id)
        duties.tell_desk(view, "question", now)


def set_timer(
    campaign: Campaign, interview_id: int, seconds: int, *, actor: Actor, now: datetime
) -> datetime | None:
    """Give an answer its time, from now; 0 takes the timer off. Returns when it is over."""
    view = duties.required(campaign, interview_id, "host", actor=actor)
    length = timedelta(seconds=seconds)
    if seconds and not rules.TIMER_LEAST <= length <= rules.TIMER_MOST:
        raise Invalid("interviews.timer_range", field="seconds")
    with unit_of_work():
        row = _going_on(interview_id)
        row.timer_until = now + length if seconds else None
        row.version += 1
        duties.record(view, "interviews.live_timer", actor, now, seconds=seconds)
        _tell(view, "timer", now)
        return row.timer_until


def save_media(
    campaign: Campaign, interview_id: int, version: int, media: str, file_id: int | None, url: str, *, actor: Actor,
    now: datetime,
) -> None:  # fmt: skip
    """What can be seen or heard beside the text: nothing, a file of the department's drawer, another site's player (linked).

    Raises Conflict("interviews.live_changed"), Invalid("interviews.media_…").
    """
    view = duties.required(campaign, interview_id, "host", actor=actor)
    url = url.strip()
    secrecy.refuse_marks([url])
    if media not in rules.MEDIA:
        raise Invalid("interviews.media_kind", field="media")
    if media == "page" and not rules.is_address(url):
        raise Invalid("interviews.media_url", field="media_url")
    if media == "file" and file_id not in [number for number, _ in playable(view)]:
        raise Invalid("interviews.media_file", field="media_file_id")
    with unit_of_work():
        row = store.live_locked(interview_id)
        if row.version != version:
            raise Conflict("interviews.live_changed")
        if row.state == rules.OVER:
            raise RuleBroken("interviews.is_over")
        row.media = media
        row.media_file_id = file_id if media == "file" else None
        row.media_url = url if media == "page" else ""
        row.version += 1
        duties.record(view, "interviews.live_media", actor, now, media=media)
        _tell(view, "media", now)


def playable(view: InterviewView) -> list[tuple[int, str]]:
    """Sounds and films of the department's drawer, newest first, as (file, name)."""
    # The host has no drawer: what the department keeps for its broadcast is offered here.
    found, _ = pictures.drawer(actor=SYSTEM, department_id=view.department_id, sort="documents", limit=200)
    media = ("audio/", "video/")
    return [
        (one.id, one.file.name)
        for one in found
        if not one.file.blanked and one.file.media_type.startswith(media)
    ]


def say(campaign: Campaign, interview_id: int, text: str, key: str, *, actor: Actor, now: datetime) -> None:
    """A short message to the other desks. Sent twice is once."""
    view = duties.required(campaign, interview_id, "host", *rules.ROLES, actor=actor)
    text = text.strip()
    if not text or len(text) > rules.LONGEST["word"]:
        raise Invalid("interviews.word_length", field="text", most=rules.LONGEST["word"])
    secrecy.refuse_marks([text])
    with unit_of_work() as session:
        store.live_locked(interview_id)
        if store.word_by_key(key) is not None:
            return
        session.add(
            DeskWord(interview_id=interview_id, user_id=actor.user_id or 0, text=text, key=key, at=now)
        )
        duties.record(view, "interviews.desk_said", actor, now)
        duties.tell_desk(view, "words", now)


# ── pieces ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def _going_on(interview_id: int) -> Live:
    row = store.live_locked(interview_id)
    if row.state not in (rules.ON, rules.PAUSED):
        raise RuleBroken("interviews.not_on")
    return row


def _one_of(chosen: Sequence[Chosen], chosen_id: int) -> Chosen:
    found = next((one for one in chosen if one.id == chosen_id), None)
    if found is None:
        raise NotFound("interviews.gone")
    return found


def _next(chosen: Sequence[Chosen], after_id: int) -> int | None:
    """The next in the host's order that was neither asked nor answered; from the beginning where none is left behind it."""
    order = [one.id for one in chosen]
    behind = order.index(after_id) + 1
    open_ones = [
        one for one in [*chosen[behind:], *chosen[: behind - 1]] if not one.aired_at and not one.answered_at
    ]
    return open_ones[0].id if open_ones else None


def _tell(view: InterviewView, what: str, now: datetime) -> None:
    reading.tell_state(view.id, view.campaign_id, now)
    duties.tell_desk(view, what, now)
