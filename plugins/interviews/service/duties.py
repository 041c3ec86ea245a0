"""Who types, who releases, who drafts for the guests: named by the host, relieved, handed over while on air."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.api import (
    Actor,
    Campaign,
    Invalid,
    NotAllowed,
    NotFound,
    RuleBroken,
    audit,
    live,
    people_with,
    unit_of_work,
    user_names,
)

from ..contracts import InterviewView
from ..models import Duty
from ..permissions import ASSIST, HOST, RELEASE, SEE, TYPE
from ..rules import live as rules
from ..store import live as store
from . import interviews

PERMISSION = {"typist": TYPE, "releaser": RELEASE, "assistant": ASSIST}
DESK = "interviews.desk"
#: how long the one who took over and the one who was relieved are told of it
TOLD = 180


@dataclass(frozen=True)
class DutyView:
    """One person's part in a broadcast. `until`: relieved."""

    id: int
    user_id: int
    name: str
    role: str
    since: datetime
    until: datetime | None = None


# ── asking ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def duties_of(interview_id: int) -> list[DutyView]:
    """Who does what now, in the order in which they were named."""
    return _views(store.duties([interview_id]))


def changes_for(interview_id: int, user_id: int | None, now: datetime) -> list[tuple[str, DutyView]]:
    """What a person is told for three minutes after it happened: ("took", from whom) or ("gave", to whom)."""
    rows = _views(store.duties([interview_id], present=False))
    told = []
    for row in rows:
        if row.until is None or row.role != "typist" or (now - row.until).total_seconds() > TOLD:
            continue
        after = next((one for one in rows if one.role == "typist" and one.since == row.until), None)
        if after is not None and user_id == after.user_id:
            told.append(("took", row))
        if after is not None and user_id == row.user_id:
            told.append(("gave", after))
    return told


def present(interview_id: int, role: str) -> list[int]:
    """The users who hold this duty now."""
    return [row.user_id for row in store.duties([interview_id]) if row.role == role]


def of_person(interview_ids: Sequence[int], user_id: int | None) -> dict[int, list[str]]:
    """Somebody's duties by interview."""
    found: dict[int, list[str]] = {}
    for row in store.duties(interview_ids) if interview_ids else ():
        if row.user_id == user_id:
            found.setdefault(row.interview_id, []).append(row.role)
    return found


def holds(view: InterviewView, role: str, actor: Actor) -> bool:
    """Whether this person was named for it and still may do it."""
    may = actor.can(PERMISSION[role], campaign_id=view.campaign_id, department_id=view.department_id)
    return may and actor.user_id in present(view.id, role)


def hosts(view: InterviewView, actor: Actor) -> bool:
    """Whether this person runs the broadcast."""
    return actor.can(HOST, campaign_id=view.campaign_id, department_id=view.department_id)


def required(campaign: Campaign, interview_id: int, *roles: str, actor: Actor) -> InterviewView:
    """The interview, for one of those who do one of these ("host" is the permission). Raises NotFound for a foreign one,
    NotAllowed("interviews.not_named") for who may see it and was not named."""
    view = interviews.of_campaign(campaign, interview_id)
    where = {"campaign_id": campaign.id, "department_id": view.department_id}
    if not any(actor.can(one, **where) for one in (SEE, *PERMISSION.values())):
        raise NotFound("interviews.gone")
    if any(hosts(view, actor) if role == "host" else holds(view, role, actor) for role in roles):
        return view
    raise NotAllowed("interviews.not_named")


def was_named(interview_id: int, role: str, actor: Actor) -> bool:
    """Whether this person was named for it once, and relieved since: who handed over still sees what becomes of it."""
    found = store.duties([interview_id], present=False)
    return any((row.user_id, row.role) == (actor.user_id, role) for row in found)


def candidates(view: InterviewView, role: str) -> list[tuple[int, str]]:
    """Who could be named for it: those who may do it in this campaign for this department, and do not yet."""
    taken = present(view.id, role)
    found = people_with(PERMISSION[role], department_id=view.department_id, campaign_id=view.campaign_id)
    return [(one.id, one.name) for one in found if one.id not in taken]


# ── acting ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def name_person(
    campaign: Campaign, interview_id: int, role: str, user_id: int, *, actor: Actor, now: datetime
) -> None:
    """Name somebody. Who has the duty already keeps it. Raises Invalid("interviews.duty_person")."""
    view = required(campaign, interview_id, "host", actor=actor)
    with unit_of_work() as session:
        store.live_locked(interview_id)
        if role not in rules.ROLES:
            raise Invalid("interviews.duty_person", field="user_id")
        if user_id in present(interview_id, role):
            return
        if user_id not in [number for number, _ in candidates(view, role)]:
            raise Invalid("interviews.duty_person", field="user_id")
        session.add(_duty(interview_id, user_id, role, now))
        record(view, "interviews.duty_named", actor, now, role=role, user=user_id)
        tell_desk(view, "duties", now)


def relieve(campaign: Campaign, interview_id: int, duty_id: int, *, actor: Actor, now: datetime) -> None:
    """End somebody's duty; what a typist had goes to the next one. Raises RuleBroken("interviews.duty_last") when a
    broadcast that is on would have no typist or no releaser left."""
    view = required(campaign, interview_id, "host", actor=actor)
    with unit_of_work():
        broadcast = store.live_locked(interview_id)
        row = store.duty(duty_id)
        if row is None or row.interview_id != interview_id:
            raise NotFound("interviews.gone")
        if row.until is not None:
            return
        left = [one for one in present(interview_id, row.role) if one != row.user_id]
        if not left and row.role != "assistant" and broadcast.state in (rules.ON, rules.PAUSED):
            raise RuleBroken("interviews.duty_last")
        row.until = now
        if row.role == "typist" and left:
            _give_drafts(interview_id, row.user_id, left[0])
        if row.role == "assistant":
            _offer_sketches(interview_id, row.user_id)
        record(view, "interviews.duty_relieved", actor, now, role=row.role, user=row.user_id)
        tell_desk(view, "duties", now)


def hand_over(
    campaign: Campaign, interview_id: int, to_user_id: int, *, actor: Actor, now: datetime,
    from_user_id: int | None = None,
) -> None:  # fmt: skip
    """Another one types from now on, and has the drafts that were open. By the typist, or by the host for `from_user_id`.

    Raises Invalid("interviews.duty_person") for somebody who may not type here.
    """
    view = required(campaign, interview_id, "typist", "host", actor=actor)
    giver = from_user_id if from_user_id is not None and hosts(view, actor) else actor.user_id
    with unit_of_work() as session:
        store.live_locked(interview_id)
        own = [one for one in store.duties([interview_id]) if (one.user_id, one.role) == (giver, "typist")]
        if not own and to_user_id in present(interview_id, "typist"):
            return  # pressed twice
        may = people_with(TYPE, department_id=view.department_id, campaign_id=view.campaign_id)
        if not own or giver is None or to_user_id == giver or to_user_id not in [one.id for one in may]:
            raise Invalid("interviews.duty_person", field="user_id")
        for row in own:
            row.until = now
        # The new one's duty begins anew, so that both are told, also where two typed side by side.
        for row in store.duties([interview_id]):
            if (row.user_id, row.role) == (to_user_id, "typist"):
                row.until = now
        session.flush()
        session.add(_duty(interview_id, to_user_id, "typist", now))
        moved = _give_drafts(interview_id, giver, to_user_id)
        record(
            view, "interviews.duty_handed_over", actor, now, user=giver, to=to_user_id, count=moved
        )  # fmt: skip
        tell_desk(view, "handover", now)


def tell_desk(view: InterviewView, what: str, now: datetime) -> None:
    """Tell the desks of this broadcast that something changed; `what` is a code word."""
    live.tell(DESK, now=now, campaign_id=view.campaign_id, key=view.id, what=what)


def _duty(interview_id: int, user_id: int, role: str, now: datetime) -> Duty:
    return Duty(interview_id=interview_id, user_id=user_id, role=role, since=now)


def _give_drafts(interview_id: int, giver: int, taker: int) -> int:
    """Whatever one was at goes to another; returns how many turns."""
    moved = 0
    for turn in store.turns(interview_id, ("typing", "returned", "waiting")):
        if turn.held_by == giver:
            turn.held_by, turn.version = taker, turn.version + 1
            moved += 1
    return moved


def _offer_sketches(interview_id: int, user_id: int) -> None:
    for turn in store.turns(interview_id, ("sketch",)):
        if turn.held_by == user_id:
            turn.state = "offered" if turn.text.strip() else "dropped"
            turn.version += 1


def _views(rows: Sequence[Any]) -> list[DutyView]:
    names = user_names({row.user_id for row in rows})
    return [
        DutyView(row.id, row.user_id, names.get(row.user_id, ""), row.role, row.since, row.until)
        for row in rows
    ]


def record(view: InterviewView, action: str, actor: Actor, now: datetime, **codes: Any) -> None:
    """An audit entry about a broadcast."""
    audit.record(
        actor, now, action, subject=("interviews_interview", view.id), campaign_id=view.campaign_id,
        department_id=view.department_id, **codes,
    )  # fmt: skip
