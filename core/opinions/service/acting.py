"""What moderators and departments do with an opinion. Each act changes it only if it is still as it was seen."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from core.base import audit, outbox
from core.base.access import Actor
from core.base.db import unit_of_work
from core.base.errors import Conflict, Invalid, NotFound, RuleBroken
from core.base.privacy import unseal
from core.base.secrecy import refuse_marks
from core.opinions import messages, rules, store
from core.opinions.contracts import Done, EndOpinion
from core.opinions.models import Opinion
from core.opinions.service import finding, kinds, persons, telling

MODERATE = "opinions.moderate"
ANSWER = "opinions.answer"


def accept(
    opinion_id: int,
    version: int,
    *,
    text: str | None,
    department_id: int | None = None,
    bulk: bool = False,
    actor: Actor,
    now: datetime,
) -> str:
    """Take an opinion up; returns its number. `text` is what the public reads: "" keeps it off the list, None is the
    text as written, which is refused (opinions_names_somebody) when it holds a phone, an id number or a mailbox.

    With a department known it is handed over at once.
    """
    with unit_of_work():
        row = _row(opinion_id)
        _moderator(row, actor)
        written = unseal(row.text_sealed) if row.text_sealed else ""
        if text is None and rules.names_somebody(written):
            raise RuleBroken("opinions_names_somebody")
        shown = rules.plain_text(written if text is None else text)
        if shown and not bulk and rules.names_somebody(shown):
            raise Invalid("opinions_still_named", field="text")
        refuse_marks((shown,))
        kind = kinds.kind_of(row.kind)
        if kind is not None and not kind.may_be_public:
            shown = ""
        to = department_id or row.department_id
        state = "assigned" if to is not None else "accepted"
        _change(row, version, "accept", state=state, published_text=shown[: rules.MOST], department_id=to)
        _note(actor, now, "opinions.accepted", row, department=to, public=bool(shown))
        finding.show(opinion_id)
        return row.number


def hold(opinion_id: int, version: int, *, actor: Actor, now: datetime) -> str:
    """Put an opinion aside until something is clear."""
    with unit_of_work():
        row = _row(opinion_id)
        _moderator(row, actor)
        _change(row, version, "hold", state="held")
        _note(actor, now, "opinions.held", row)
        return row.number


def reject(opinion_id: int, version: int, reason: str, *, actor: Actor, now: datetime) -> str:
    """Don't take an opinion up, for one of the reasons; it keeps its number and its author is told."""
    if reason not in rules.REJECTIONS:
        raise Invalid("opinions_rejection_missing", field="reason")
    with unit_of_work():
        row = _row(opinion_id)
        _moderator(row, actor)
        if store.members([row.id])[row.id]:
            raise RuleBroken("opinions_has_members")
        _change(row, version, "reject", state="rejected", reason_code=reason, ended_at=now)
        _note(actor, now, "opinions.rejected", row, reason=reason)
        telling.emit_end(row, now, "rejected")
        with outbox.speaking(row.language):
            words = str(messages.REJECTIONS[reason])
        telling.tell(row, "opinions.rejected", now, {"number": row.number, "reason": words})
        persons.erase_if_asked(row, now)
        return row.number


def assign(opinion_id: int, version: int, department_id: int, *, actor: Actor, now: datetime) -> str:
    """Hand an opinion that was taken up to a department; the department itself may pass it on."""
    with unit_of_work():
        row = _row(opinion_id)
        _answerer(row, actor)
        _change(row, version, "assign", state="assigned", department_id=department_id)
        _note(actor, now, "opinions.assigned", row, department=department_id, before=row.department_id)
        return row.number


def end(opinion_id: int, version: int, command: EndOpinion, *, actor: Actor, now: datetime) -> str:
    """End an opinion and all that are merged into it; every author is told.

    Raises Invalid (what DP-10 and the form demand), Conflict("opinions_changed"), NotAllowed.
    """
    with unit_of_work():
        row = _row(opinion_id)
        _answerer(row, actor)
        reason, place = rules.plain_text(command.reason), rules.plain_text(command.passed_to)
        titles = kinds.Titles()
        demanded = kinds.reason_demanded(titles.campaign(row.campaign_id))
        refusal = rules.refuse_end(command.outcome, reason, place, reason_demanded=demanded)
        if refusal is not None:
            raise Invalid(refusal.code, field=refusal.field, **refusal.params)
        refuse_marks((reason, place))
        if rules.names_somebody_private(reason):
            raise Invalid("opinions_still_named", field="reason")
        passed = command.outcome == "passed_on"
        _change(
            row,
            version,
            "end",
            state="ended",
            outcome=command.outcome,
            reason=reason,
            passed_to=place[:120] if passed else "",
            passed_number=rules.plain_text(command.passed_number)[:60] if passed else "",
            ended_at=now,
        )
        _note(actor, now, "opinions.ended", row, outcome=command.outcome)
        ended = _row(opinion_id)
        for one in (ended, *store.members([ended.id])[ended.id]):
            one.ended_at = now
            telling.tell_end(one, ended, now)
            telling.emit_end(one, now, ended.outcome)
            persons.erase_if_asked(one, now)
        finding.show(opinion_id)
        return row.number


def reopen(opinion_id: int, version: int, *, actor: Actor, now: datetime) -> str:
    """Take an end back that was a mistake; the opinion waits for its answer again."""
    with unit_of_work():
        row = _row(opinion_id)
        _moderator(row, actor)
        state = "assigned" if row.department_id is not None else "accepted"
        fresh = {"outcome": "", "reason": "", "passed_to": "", "passed_number": "", "ended_at": None}
        _change(row, version, "reopen", state=state, **fresh)
        for member in store.members([opinion_id])[opinion_id]:
            member.ended_at = None
        _note(actor, now, "opinions.reopened", row)
        finding.show(opinion_id)
        return row.number


def in_bulk(act: Any, chosen: list[tuple[int, int]], **arguments: Any) -> Done:
    """Do an act for many, each by itself: what somebody else was quicker with is told, the rest is done."""
    done: list[str] = []
    refused: list[tuple[str, str, dict[str, Any]]] = []
    for opinion_id, version in chosen:
        try:
            done.append(act(opinion_id, version, **arguments))
        except (Conflict, RuleBroken) as problem:
            row = store.opinion(opinion_id)
            refused.append((row.number if row is not None else "", problem.code, problem.params))
    return Done(tuple(done), tuple(refused))


# ── pieces ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def _row(opinion_id: int) -> Opinion:
    row = store.opinion(opinion_id)
    if row is None:
        raise NotFound
    return row


def _moderator(row: Opinion, actor: Actor) -> None:
    actor.require(MODERATE, campaign_id=row.campaign_id)


def _answerer(row: Opinion, actor: Actor) -> None:
    if not actor.can(MODERATE, campaign_id=row.campaign_id):
        actor.require(ANSWER, department_id=row.department_id, campaign_id=row.campaign_id)


def _change(row: Opinion, version: int, act: str, **values: Any) -> None:
    """Do an act if it begins where the opinion stands and nobody changed it meanwhile. Raises Conflict."""
    refusal = rules.refuse_act(act, row.state)
    if refusal is not None or not store.change(row.id, version, rules.ACTS[act][0], **values):
        raise Conflict("opinions_changed")


def _note(actor: Actor, now: datetime, action: str, row: Opinion, **codes: Any) -> None:
    audit.record(
        actor,
        now,
        action,
        subject=("opinion", row.id),
        campaign_id=row.campaign_id,
        department_id=row.department_id,
        number=row.number,
        **codes,
    )
