"""After the broadcast (IV-02): questions that were let through and not answered on air, each with its day and department;
their answers, and what the public reads of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from core.api import (
    SYSTEM,
    Actor,
    Campaign,
    EndOpinion,
    Invalid,
    NotAllowed,
    NotFound,
    clock,
    due,
    opinions,
    secrecy,
    unit_of_work,
)

from .. import chain
from ..contracts import InterviewView
from ..permissions import SEE
from ..rules import after as rules
from ..rules.after import Asked
from ..store import schedule
from ..store import transcript as store
from . import interviews, transcript

RULE = "IV-02"
ANSWER = opinions.ANSWER


@dataclass(frozen=True)
class Owed:
    """A question that waits for its answer. `due` None: the pack has no IV-02, or the broadcast isn't over; `days` until
    then, below zero when late. `text` is what the moderator let through, "" keeps it off the public."""

    id: int
    version: int
    number: str
    text: str
    department_id: int | None
    interview_id: int
    interview: str
    due: date | None
    days: int | None
    supports: int
    received_at: datetime

    @property
    def late(self) -> bool:
        return self.days is not None and self.days < 0


@dataclass(frozen=True)
class PublicAnswer:
    """A question answered after the broadcast, or passed on (`passed_to`)."""

    number: str
    text: str
    answer: str
    passed_to: str
    department_id: int | None
    at: datetime | None


@dataclass(frozen=True)
class Afterwards:
    """What the public reads: the answers, the newest first, and what is still owed with its day."""

    answered: tuple[PublicAnswer, ...]
    owed: tuple[Owed, ...]


def ended_on(view: InterviewView, now: datetime) -> date | None:
    """The day on which the broadcast really ended; None while it goes on."""
    if not transcript.over(view, now):
        return None
    live = store.live(view.id)
    at = live.ended_at if live is not None and live.ended_at is not None else view.ends_at
    return clock.local(at).date() if at is not None else None


def due_day(campaign: Campaign, day: date | None) -> date | None:
    """The last day of the answers (IV-02); None without a day or without the rule."""
    rule = campaign.pack.rule(RULE)
    return due(rule, day, campaign.calendar).date if rule is not None and day is not None else None


def asked_of(interview_id: int) -> list[Asked]:
    """Everything that was asked, as the rules count it."""
    return [
        Asked(one.id, one.head_id, one.source, one.state, one.outcome, one.reason_code)
        for one in opinions.entries_on(chain.QUESTION, interview_id).rows
    ]


def on_air(interview_id: int) -> set[int]:
    """The questions to which an answer was released in the broadcast."""
    return {row.opinion_id for row in store.chosen([interview_id])[interview_id] if row.answered_at}


def owed(campaign: Campaign, view: InterviewView, now: datetime) -> list[Owed]:
    """What is still to be answered of one interview, by number; nothing before its broadcast is over."""
    day = ended_on(view, now)
    if day is None:
        return []
    until, today = due_day(campaign, day), clock.local(now).date()
    aired = on_air(view.id)
    ids = [one.id for one in _heads(view.id) if rules.fate_of(one, aired) == rules.OPEN]
    return [
        Owed(
            id=text.id,
            version=text.version,
            number=text.number,
            text=text.text,
            department_id=text.department_id or view.department_id,
            interview_id=view.id,
            interview=view.title,
            due=until,
            days=(until - today).days if until is not None else None,
            supports=text.supports,
            received_at=text.received_at,
        )
        for _id, text in sorted(opinions.texts_of(ids).items())
    ]


def owed_to(
    campaign: Campaign, *, actor: Actor, now: datetime, interview_id: int | None = None
) -> list[Owed]:
    """What this person sees of it: their department's to answer, hosts and the office all; the earliest day first."""
    rows = [
        row
        for row in schedule.interviews(campaign.id)
        if (interview_id is None or row.id == interview_id) and row.state != "called_off"
    ]
    found = []
    for view in interviews.views(rows):
        sees = actor.can(SEE, campaign_id=campaign.id, department_id=view.department_id)
        found += [
            one
            for one in owed(campaign, view, now)
            if sees or actor.can(ANSWER, campaign_id=campaign.id, department_id=one.department_id)
        ]
    return sorted(found, key=lambda one: (one.due or date.max, one.number))


def one_owed(campaign: Campaign, opinion_id: int, *, actor: Actor, now: datetime) -> Owed:
    """One of them. Raises NotFound, also when it was answered meanwhile."""
    for one in owed_to(campaign, actor=actor, now=now):
        if one.id == opinion_id:
            return one
    raise NotFound


def may_answer(campaign: Campaign, one: Owed, actor: Actor) -> bool:
    """Whether this person may answer it or hand it on."""
    return actor.can(ANSWER, campaign_id=campaign.id, department_id=one.department_id) or opinions.moderates(
        actor, chain.QUESTION, campaign.id
    )


def answer(
    campaign: Campaign, opinion_id: int, version: int, text: str, *, actor: Actor, now: datetime
) -> str:
    """Answer one; it is published at once, and whoever asked is told. Returns its number.

    Raises NotFound, NotAllowed, Invalid (what the ledger demands of an answer, field "text"), Conflict("opinions_changed"),
    RuleBroken("secret_mark").
    """
    secrecy.refuse_marks([text])
    with unit_of_work():
        seen = _handed(campaign, opinion_id, version, actor, now)
        try:
            return opinions.end(opinion_id, seen, EndOpinion("answered", text), actor=actor, now=now)
        except Invalid as problem:
            raise Invalid(problem.code, field="text", **problem.params) from problem


def hand_on(
    campaign: Campaign, opinion_id: int, version: int, department_id: int, *, actor: Actor, now: datetime
) -> str:
    """Let another department answer; the day stays. Raises NotFound, NotAllowed, Conflict("opinions_changed")."""
    with unit_of_work():
        seen = _handed(campaign, opinion_id, version, actor, now)
        return opinions.assign(opinion_id, seen, department_id, actor=actor, now=now)


def public_after(campaign: Campaign, interview_id: int, now: datetime) -> Afterwards:
    """What everybody may read of the questions that weren't answered on air; only those with a moderated text."""
    view = interviews.of_campaign(campaign, interview_id)
    aired = on_air(interview_id)
    ended = [
        one.id for one in _heads(interview_id) if rules.fate_of(one, aired) in (rules.LATER, rules.PASSED_ON)
    ]
    texts = [text for text in opinions.texts_of(ended).values() if text.text]
    answers = tuple(
        PublicAnswer(text.number, text.text, text.reason, text.passed_to, text.department_id, text.ended_at)
        for text in sorted(texts, key=lambda text: (text.ended_at or now, text.id), reverse=True)
    )
    return Afterwards(answers, tuple(one for one in owed(campaign, view, now) if one.text))


def standing(campaign: Campaign, view: InterviewView, now: datetime) -> tuple[date | None, bool | None, int]:
    """(the last day, whether it was kept, how many are owed) of one interview: True once nothing is owed, False when it
    is past, None before."""
    day = ended_on(view, now)
    until = due_day(campaign, day)
    left = len(owed(campaign, view, now))
    if until is None:
        return None, None, left
    if not left:
        return until, True, 0
    return until, (False if clock.local(now).date() > until else None), left


def announced(campaign: Campaign) -> list[InterviewView]:
    """The interviews whose notice is public and that weren't called off."""
    found = [view for view in _views(campaign) if view.starts_at is not None and view.state != "called_off"]
    out = chain.NOTICE.all_published([view.id for view in found])
    return [view for view in found if view.id in out]


def _heads(interview_id: int) -> Sequence[Asked]:
    return [one for one in asked_of(interview_id) if one.id == one.head_id]


def _handed(campaign: Campaign, opinion_id: int, version: int, actor: Actor, now: datetime) -> int:
    """The version of a question that its department has; one that nobody handed on yet is the interviewed department's,
    which gets it here. Raises NotFound for what is no question of this campaign that waits, NotAllowed for who may not."""
    one = one_owed(campaign, opinion_id, actor=actor, now=now)
    if not may_answer(campaign, one, actor):
        raise NotAllowed(permission=ANSWER)
    brief = opinions.brief_of(opinion_id)
    if brief is None:
        raise NotFound
    if brief.department_id is not None or one.department_id is None:
        return version
    opinions.assign(opinion_id, version, one.department_id, actor=SYSTEM, now=now)
    return version + 1


def _views(campaign: Campaign) -> Iterable[InterviewView]:
    return interviews.views(schedule.interviews(campaign.id))
