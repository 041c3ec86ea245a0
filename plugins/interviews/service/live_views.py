"""What the desks of a broadcast see: one look at everything, worked out from rows, so that a restart loses nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.api import Actor, Campaign, NotAllowed, pictures, user_names

from ..contracts import InterviewView
from ..models import Live, Turn
from ..rules import live as rules
from ..store import live as store
from . import duties, interviews, live_questions, reading
from . import live as broadcasts
from .duties import DutyView
from .live_questions import ChosenLine

LAST_OUT, LAST_WORDS = 40, 12


@dataclass(frozen=True)
class TurnView:
    """A turn as the desks see it. `post` is the guest's; `question` the number of the question it asks or answers;
    `numbers` where a person's number may stand in the text, as (from, to); `mine`: this reader typed or changed it last, so
    another releaser lets it out; `corrected`: a turn in its place was begun."""

    id: int
    key: str
    version: int
    state: str
    place: int | None
    spot: int | None
    speaker: str
    who: str
    post: str
    guest_id: int | None
    chosen_id: int | None
    answers_id: int | None
    question: str
    text: str
    picture_id: int | None
    caption: str
    corrects_place: int | None
    typed_by: str
    edited_by: str
    held_by: int
    holder: str
    edited_at: datetime
    at: datetime | None
    remark: str
    pull_reason: str
    numbers: tuple[tuple[int, int], ...]
    mine: bool
    corrected: bool


@dataclass(frozen=True)
class WordView:
    """A message between the desks."""

    id: int
    name: str
    text: str
    at: datetime
    own: bool


@dataclass(frozen=True)
class DeskView:
    """A broadcast from one desk. `lacks` what it needs before it may begin; `typing` who is at what now; `waiting` for a
    releaser, first come first; `mine` the reader's own open turns; `offered` what assistants have drafted; `out` came out,
    newest first; `told`: a hand-over that this reader must know of."""

    view: InterviewView
    now: datetime
    state: str
    version: int
    started_at: datetime | None
    ended_at: datetime | None
    timer_until: datetime | None
    timer_left: int | None
    media: str
    media_file_id: int | None
    media_url: str
    released: int
    readers: int
    readers_most: int
    lacks: tuple[str, ...]
    chosen: tuple[ChosenLine, ...]
    on_screen: ChosenLine | None
    next_up: ChosenLine | None
    duties: tuple[DutyView, ...]
    roles: frozenset[str]
    typing: tuple[TurnView, ...]
    waiting: tuple[TurnView, ...]
    mine: tuple[TurnView, ...]
    offered: tuple[TurnView, ...]
    out: tuple[TurnView, ...]
    words: tuple[WordView, ...]
    told: tuple[tuple[str, str], ...]

    @property
    def going_on(self) -> bool:
        return self.state in (rules.ON, rules.PAUSED)


def desk(campaign: Campaign, interview_id: int, *roles: str, actor: Actor, now: datetime) -> DeskView:
    """The desk for one who has one of these roles, or had it until it was handed over. Raises NotFound,
    NotAllowed("interviews.not_named")."""
    try:
        view = duties.required(campaign, interview_id, *roles, actor=actor)
    except NotAllowed:
        if not any(duties.was_named(interview_id, role, actor) for role in roles):
            raise
        view = interviews.of_campaign(campaign, interview_id)
    row = store.live(interview_id) or _nothing(interview_id)
    held = [one for one in ("host", *rules.ROLES) if _has(view, one, actor)]
    chosen = live_questions.lines(interview_id)
    by_id = {one.id: one for one in chosen}
    turns = store.turns(interview_id, ("sketch", "offered", "typing", "returned", "waiting"))
    shown = _shown(view, turns, by_id, actor)
    open_turns = {one.id: one for one in shown}
    words = store.words(interview_id, LAST_WORDS)
    names = user_names({one.user_id for one in words})
    seen = reading.watchers(campaign.id, interview_id, now)
    return DeskView(
        view=view,
        now=now,
        state=row.state,
        version=row.version,
        started_at=row.started_at,
        ended_at=row.ended_at,
        timer_until=row.timer_until,
        timer_left=rules.seconds_left(row.timer_until, now),
        media=row.media,
        media_file_id=row.media_file_id,
        media_url=row.media_url,
        released=row.released,
        readers=seen.now,
        readers_most=seen.most,
        lacks=tuple(broadcasts.opening_lacks(view)) if row.state == rules.WAITING else (),
        chosen=tuple(chosen),
        on_screen=by_id.get(row.chosen_id or 0),
        next_up=by_id.get(row.next_id or 0),
        duties=tuple(duties.duties_of(interview_id)),
        roles=frozenset(held),
        typing=tuple(one for one in shown if one.state in rules.OPEN_FOR_TYPING),
        waiting=tuple(open_turns[one.id] for one in store.waiting(interview_id)),
        mine=tuple(one for one in shown if one.held_by == actor.user_id),
        offered=tuple(one for one in shown if one.state == "offered"),
        out=tuple(_shown(view, store.last_out(interview_id, LAST_OUT), by_id, actor)),
        words=tuple(
            WordView(one.id, names.get(one.user_id, ""), one.text, one.at, one.user_id == actor.user_id)
            for one in reversed(words)
        ),
        told=tuple((what, one.name) for what, one in duties.changes_for(interview_id, actor.user_id, now)),
    )


def usable_pictures(view: InterviewView) -> list[tuple[int, str]]:
    """Pictures of the department's drawer that may be public, newest first, as (file, name or caption)."""
    found = pictures.pictures_of(view.department_id)
    return [(one.id, one.caption or one.file.name) for one in found if one.standing == "clear"]


def state_of(interview_ids: Sequence[int]) -> dict[int, str]:
    """How far several broadcasts are."""
    rows = store.lives((rules.ON, rules.PAUSED, rules.OVER), interview_ids) if interview_ids else {}
    return {number: rows[number].state if number in rows else rules.WAITING for number in interview_ids}


def waiting_count(interview_id: int) -> int:
    """How many turns wait for a releaser."""
    return len(store.waiting(interview_id))


def _has(view: InterviewView, role: str, actor: Actor) -> bool:
    return duties.hosts(view, actor) if role == "host" else duties.holds(view, role, actor)


def _nothing(interview_id: int) -> Live:
    return Live(
        interview_id=interview_id, state=rules.WAITING, media="none", media_url="", released=0, version=1
    )


def _shown(
    view: InterviewView, rows: Sequence[Turn], chosen: dict[int, ChosenLine], actor: Actor
) -> list[TurnView]:
    guests = {one.id: one for one in view.guests}
    names = user_names({number for row in rows for number in (row.typed_by, row.edited_by, row.held_by)})
    places = {row.id: row.spot for row in _corrected(rows)}
    begun = {
        row.corrects_id
        for row in store.turns(view.id)
        if row.corrects_id and row.state not in ("dropped", "pulled")
    }
    found = []
    for row in rows:
        guest = guests.get(row.guest_id or 0)
        question = chosen.get(row.chosen_id or row.answers_id or 0)
        found.append(
            TurnView(
                id=row.id, key=row.key, version=row.version, state=row.state, place=row.place, spot=row.spot,
                speaker=row.speaker, who=guest.name if guest else "", post=guest.post if guest else "",
                guest_id=row.guest_id, chosen_id=row.chosen_id, answers_id=row.answers_id,
                question=question.number if question else "", text=row.text, picture_id=row.picture_id,
                caption=row.caption, corrects_place=places.get(row.corrects_id or 0),
                typed_by=names.get(row.typed_by, ""), edited_by=names.get(row.edited_by, ""), held_by=row.held_by,
                holder=names.get(row.held_by, ""), edited_at=row.edited_at, at=row.released_at, remark=row.remark,
                pull_reason=row.pull_reason, numbers=tuple(rules.private_numbers(row.text)),
                mine=actor.user_id in (row.typed_by, row.edited_by), corrected=row.id in begun,
            )
        )  # fmt: skip
    return found


def _corrected(rows: Sequence[Turn]) -> list[Turn]:
    found = (store.turn(row.corrects_id) for row in rows if row.corrects_id is not None)
    return [row for row in found if row is not None]
