"""What moderators and departments do with an opinion. Each act changes it only if it is still as it was seen."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from core.base import audit, jobs, outbox
from core.base.access import Actor
from core.base.db import unit_of_work
from core.base.errors import Conflict, Invalid, NotFound, RuleBroken
from core.base.privacy import unseal
from core.base.secrecy import refuse_marks
from core.opinions import messages, rules, store
from core.opinions.contracts import Done, EndOpinion
from core.opinions.models import Opinion
from core.opinions.service import finding, kinds, moderating, persons, telling
from core.opinions.service.moderating import ANSWER

#: authors of a merge who are told in the click itself, and in one transaction of the job
TOLD_AT_ONCE, TOLD_TOGETHER = 40, 200


def accept(
    opinion_id: int,
    version: int,
    *,
    text: str | None,
    department_id: int | None = None,
    bulk: bool = False,
    show_file: bool = False,
    actor: Actor,
    now: datetime,
) -> str:
    """Take an opinion up; returns its number. `text` is what the public reads: "" keeps it off the list, None is the
    text as written, which is refused (opinions_names_somebody) when it holds a phone, an id number or a mailbox.

    With a department known it is handed over at once. `show_file`: the attached file may be public, too; somebody has
    looked at it.
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
        values = {"state": state, "published_text": shown[: rules.MOST], "department_id": to}
        _change(row, version, "accept", **values, file_public=bool(show_file and shown and row.file_id))
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
        if store.member_counts([row.id]):
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
        _tell_one(ended, ended, now)
        if store.member_counts([opinion_id]).get(opinion_id, 0) > TOLD_AT_ONCE:
            # Thousands of messages are no part of a click: the worker writes them, each author's once.
            store.end_members(opinion_id, now)
            jobs.enqueue("opinions.tell_members", now=now, head_id=opinion_id)
        else:
            for one in store.members(opinion_id):
                one.ended_at = now
                _tell_one(one, ended, now)
        finding.show(opinion_id)
        return row.number


def tell_members(*, head_id: int, now: datetime) -> None:
    """The job behind a large merge that has ended: every author is told, a few hundred in each transaction."""
    after = 0
    while True:
        with unit_of_work():
            head = store.opinion(head_id)
            if head is None or head.state != "ended":
                return  # taken back meanwhile; the next end tells
            some = store.members_after(head_id, after, TOLD_TOGETHER)
            if not some:
                return
            after = some[-1].id
            for one in some:
                _tell_one(one, head, head.ended_at or now)


def _tell_one(one: Opinion, ended: Opinion, now: datetime) -> None:
    telling.tell_end(one, ended, now)
    telling.emit_end(one, now, ended.outcome)
    persons.erase_if_asked(one, now)


def show_file(opinion_id: int, version: int, public: bool, *, actor: Actor, now: datetime) -> str:
    """Let the attached file of a published opinion be seen by everybody, or no longer."""
    with unit_of_work():
        row = _row(opinion_id)
        _moderator(row, actor)
        if row.file_id is None or not row.published_text:
            raise RuleBroken("opinions_no_file")
        if not store.change(row.id, version, rules.LET_THROUGH, file_public=public):
            raise Conflict("opinions_changed")
        _note(actor, now, "opinions.file_shown" if public else "opinions.file_hidden", row)
        return row.number


def reopen(opinion_id: int, version: int, *, actor: Actor, now: datetime) -> str:
    """Take an end back that was a mistake; the opinion waits for its answer again."""
    with unit_of_work():
        row = _row(opinion_id)
        _moderator(row, actor)
        state = "assigned" if row.department_id is not None else "accepted"
        fresh = {"outcome": "", "reason": "", "passed_to": "", "passed_number": "", "ended_at": None}
        _change(row, version, "reopen", state=state, **fresh)
        store.reopen_members(opinion_id)
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
    moderating.require(actor, row.kind, row.campaign_id)


def _answerer(row: Opinion, actor: Actor) -> None:
    if not moderating.may(actor, row.kind, row.campaign_id):
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
