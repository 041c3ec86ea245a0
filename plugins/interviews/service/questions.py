"""Questions to an interview: let through, picked for the broadcast, handed to a department, kept back.

Text, author, number, support and end are the ledger's (`core.api.opinions`); what is kept here is the host's list.
Every act carries the version of the question as it was seen: a second host is told (Conflict), not obeyed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from core.api import (
    Actor,
    Campaign,
    Conflict,
    Invalid,
    NotFound,
    RuleBroken,
    audit,
    opinions,
    unit_of_work,
)

from ..chain import QUESTION
from ..permissions import HOST
from ..rules import questions as rules
from ..store import questions as store
from ..store import schedule as schedule_store
from . import interviews
from .question_answers import answer_pulled, answered_on_air
from .question_views import (
    FIELDS,
    STREAM,
    Figures,
    Question,
    figures,
    figures_of,
    in_tab,
    questions_on,
    states_of,
    tell,
)
from .question_views import question_of as _question_of

__all__ = [
    "FIELDS",
    "STREAM",
    "Figures",
    "Question",
    "answer_pulled",
    "answered_on_air",
    "choose",
    "figures",
    "figures_of",
    "follow_merge",
    "hold",
    "in_tab",
    "keep_apart",
    "let_through",
    "merge",
    "move",
    "one",
    "pass_on",
    "questions_on",
    "refuse",
    "reorder",
    "states_of",
    "tell",
    "unchoose",
]


def one(campaign: Campaign, interview_id: int, opinion_id: int, *, actor: Actor) -> Question:
    """A question of this interview for its host. Raises NotFound."""
    interviews.for_staff(campaign, interview_id, actor=actor, permission=HOST)
    brief = opinions.brief_of(opinion_id)
    if brief is None or brief.kind != QUESTION or brief.subject_id != interview_id:
        raise NotFound("interviews.question_gone")
    return _question_of(brief)


# ── the host's acts ─────────────────────────────────────────────────────────────────────────────────────────────────
def let_through(
    campaign: Campaign,
    interview_id: int,
    opinion_id: int,
    version: int,
    text: str,
    *,
    actor: Actor,
    now: datetime,
) -> str:
    """Let a question be public in these words, to be supported and picked; returns its number.

    Raises Invalid("interviews.question_text") without words, and what the ledger refuses (personal data, SC-01).
    """
    with unit_of_work():
        one(campaign, interview_id, opinion_id, actor=actor)
        number = _accept(opinion_id, version, text, None, actor, now)
        tell(campaign.id, interview_id, "passed", now, opinion_id)
        return number


def hold(
    campaign: Campaign, interview_id: int, opinion_id: int, version: int, *, actor: Actor, now: datetime
) -> str:
    """Put a question aside until something is clear."""
    with unit_of_work():
        one(campaign, interview_id, opinion_id, actor=actor)
        number: str = opinions.hold(opinion_id, version, actor=actor, now=now)
        tell(campaign.id, interview_id, "held", now, opinion_id)
        return number


def refuse(
    campaign: Campaign,
    interview_id: int,
    opinion_id: int,
    version: int,
    reason: str,
    *,
    actor: Actor,
    now: datetime,
) -> str:
    """Don't make a question public, for one of the ledger's reasons; its author is told."""
    with unit_of_work():
        one(campaign, interview_id, opinion_id, actor=actor)
        number: str = opinions.reject(opinion_id, version, reason, actor=actor, now=now)
        tell(campaign.id, interview_id, "refused", now, opinion_id)
        return number


def pass_on(
    campaign: Campaign, interview_id: int, opinion_id: int, version: int, department_id: int | None,
    text: str = "", *, actor: Actor, now: datetime,
) -> str:  # fmt: skip
    """Hand a question to a department, which answers it by IV-02; one that still waits is let through in these words.

    Raises Invalid("interviews.question_department"), RuleBroken("interviews.question_is_chosen") for one of the host's list.
    """
    if department_id is None:
        raise Invalid("interviews.question_department", field="department")
    with unit_of_work():
        found = one(campaign, interview_id, opinion_id, actor=actor)
        if found.state == "chosen":
            raise RuleBroken("interviews.question_is_chosen")
        if found.state == "waiting":
            number = _accept(opinion_id, version, text, department_id, actor, now)
        else:
            number = opinions.assign(opinion_id, version, department_id, actor=actor, now=now)
        tell(campaign.id, interview_id, "passed_on", now, opinion_id)
        return number


def choose(
    campaign: Campaign, interview_id: int, opinion_id: int, version: int, text: str = "",
    *, actor: Actor, now: datetime,
) -> int:  # fmt: skip
    """Pick a question for the broadcast, at the end of the list; one that still waits is let through in these words.

    Returns its number in the list. Raises Conflict("interviews.question_changed") when somebody was quicker,
    RuleBroken("interviews.question_late") after the broadcast, RuleBroken("interviews.questions_many").
    """
    with unit_of_work():
        found = one(campaign, interview_id, opinion_id, actor=actor)
        schedule_store.interview(interview_id, lock=True)
        if store.live_of(interview_id)[0] == "over":
            raise RuleBroken("interviews.question_late")
        if found.state not in ("waiting", "ready"):
            raise Conflict("interviews.question_changed")
        if len(store.chosen_of(interview_id)) >= rules.MOST_CHOSEN:
            raise RuleBroken("interviews.questions_many", most=rules.MOST_CHOSEN)
        if found.state == "waiting":
            _accept(opinion_id, version, text, None, actor, now)
        else:
            opinions.confirm(opinion_id, version, actor=actor, now=now)
        chosen_id = store.add(interview_id, opinion_id, actor.user_id or 0, now)
        if chosen_id is None:
            raise Conflict("interviews.question_changed")
        _note("interviews.question_chosen", campaign, interview_id, actor, now, opinion=opinion_id)
        tell(campaign.id, interview_id, "chosen", now, opinion_id)
        return chosen_id


def unchoose(
    campaign: Campaign, interview_id: int, opinion_id: int, version: int, *, actor: Actor, now: datetime
) -> None:
    """Take a question off the list; it can be picked again. Raises RuleBroken("interviews.question_on_air")."""
    with unit_of_work():
        found = one(campaign, interview_id, opinion_id, actor=actor)
        schedule_store.interview(interview_id, lock=True)
        if found.state != "chosen" or found.chosen_id is None:
            raise Conflict("interviews.question_changed")
        if store.on_air(found.chosen_id):
            raise RuleBroken("interviews.question_on_air")
        opinions.confirm(opinion_id, version, actor=actor, now=now)
        store.remove(found.chosen_id)
        store.arrange([row.id for row in store.chosen_of(interview_id)])
        _note("interviews.question_unchosen", campaign, interview_id, actor, now, opinion=opinion_id)
        tell(campaign.id, interview_id, "unchosen", now, opinion_id)


def reorder(
    campaign: Campaign,
    interview_id: int,
    order: Sequence[int],
    seen: Sequence[int],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Bring the host's list into another order; both are numbers of the list (Chosen.id).

    Raises Conflict("interviews.order_changed") when the list isn't as it was `seen`, Invalid for another set of numbers.
    """
    interviews.for_staff(campaign, interview_id, actor=actor, permission=HOST)
    with unit_of_work():
        schedule_store.interview(interview_id, lock=True)
        present = [row.id for row in store.chosen_of(interview_id)]
        if present != list(seen):
            raise Conflict("interviews.order_changed")
        if not rules.same_set(present, order):
            raise Invalid("interviews.order_wrong")
        if present == list(order):
            return
        store.arrange(order)
        _note("interviews.questions_ordered", campaign, interview_id, actor, now, count=len(order))
        tell(campaign.id, interview_id, "ordered", now)


def move(
    campaign: Campaign,
    interview_id: int,
    chosen_id: int,
    by: int,
    seen: Sequence[int],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """One up (by -1) or down in the host's list, which was `seen` in this order."""
    if chosen_id not in seen:
        raise NotFound("interviews.question_gone")
    reorder(campaign, interview_id, rules.moved(seen, chosen_id, by), seen, actor=actor, now=now)


def merge(
    campaign: Campaign, interview_id: int, several: Sequence[tuple[int, int]], *, actor: Actor, now: datetime
) -> str:
    """Merge questions, each (opinion, version as seen), into the one with the lowest number, which takes over a place in the
    host's list; returns that number. Raises RuleBroken("interviews.question_on_air") when two of the list were aired."""
    with unit_of_work():
        found = [one(campaign, interview_id, number, actor=actor) for number, _version in several]
        number: str = opinions.merge(list(several), actor=actor, now=now)
        follow_merge(interview_id)
        _note("interviews.questions_merged", campaign, interview_id, actor, now, count=len(found))
        tell(campaign.id, interview_id, "merged", now)
        return number


def keep_apart(
    campaign: Campaign, interview_id: int, opinion_id: int, other_id: int, *, actor: Actor, now: datetime
) -> None:
    """They are two matters: not proposed again."""
    one(campaign, interview_id, opinion_id, actor=actor)
    one(campaign, interview_id, other_id, actor=actor)
    opinions.keep_apart(opinion_id, other_id, actor=actor, now=now)


def follow_merge(interview_id: int) -> None:
    """The host's list follows what was merged, here or in the ledger's inbox: the place goes to the one it is answered with."""
    with unit_of_work():
        rows = store.chosen_of(interview_id)
        told = opinions.told_of([row.opinion_id for row in rows])
        kept = {row.opinion_id: row.id for row in rows}
        for row_id, opinion_id in [(row.id, row.opinion_id) for row in rows]:
            head = told[opinion_id].head_id if opinion_id in told else opinion_id
            if head == opinion_id:
                continue
            if head not in kept:
                store.hand(row_id, head)
                kept[head] = row_id
            elif not store.on_air(row_id):
                store.remove(row_id)
            elif store.on_air(kept[head]):
                raise RuleBroken("interviews.question_on_air")
            else:
                store.remove(kept[head])
                store.hand(row_id, head)
                kept[head] = row_id
        store.arrange([row.id for row in store.chosen_of(interview_id)])


def _accept(
    opinion_id: int, version: int, text: str, department_id: int | None, actor: Actor, now: datetime
) -> str:
    if not text.strip():
        raise Invalid("interviews.question_text", field="text")
    number: str = opinions.accept(
        opinion_id, version, text=text, department_id=department_id, actor=actor, now=now
    )
    return number


def _note(
    action: str, campaign: Campaign, interview_id: int, actor: Actor, now: datetime, **codes: int
) -> None:
    interview = schedule_store.interview(interview_id)
    audit.record(
        actor, now, action, subject=("interviews_interview", interview_id), campaign_id=campaign.id,
        department_id=interview.department_id if interview is not None else None, **codes,
    )  # fmt: skip
