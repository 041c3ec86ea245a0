"""The secrecy review's five verdicts (SC-01): 可公开, 删改后公开, 工作秘密、内部, 依申请公开, 疑似涉密."""

from __future__ import annotations

from datetime import datetime

from core.base import secrecy
from core.base.access import Actor
from core.base.db import unit_of_work
from core.base.errors import Invalid
from core.publishing import rules
from core.publishing.models import DocumentRow, RevisionRow
from core.publishing.service.chain import at_step, leave_step, may, pass_step
from core.publishing.service.publicness import hide_row
from core.publishing.service.records import tell

LONGEST_REASON = 2000


def give_verdict(
    document_id: int, digest: str, verdict: str, reason: str, *, actor: Actor, now: datetime
) -> None:
    """Sign the secrecy review of the revision with this digest with one of `rules.VERDICTS`.

    `reason`: what to remove (删改后公开) or why it may not be published; never asked for, and never kept, with 疑似涉密,
    because it could repeat the secret. Raises Invalid (verdict_unknown, redaction_needed, ending_reason_needed), Conflict,
    RuleBroken (PB-01).
    """
    why = reason_for(verdict, reason)
    with unit_of_work():
        document, revision = at_step(document_id, rules.SECRECY, digest, actor)
        instead = may(document, revision, rules.SECRECY, actor, now)
        carry_out(
            document, revision, verdict, why, actor, now,
            user_id=actor.user_id, for_user_id=instead.id if instead else None,
        )  # fmt: skip


def reason_for(verdict: str, reason: str) -> str:
    """The reason as it is kept with a verdict. Raises Invalid, RuleBroken("secret_mark")."""
    if verdict not in rules.VERDICTS:
        raise Invalid("verdict_unknown", field="verdict")
    why = str(rules.printable(reason)).strip()
    if verdict == rules.SUSPECTED or verdict == rules.MAY_BE_PUBLIC:
        return ""
    if not why:
        raise Invalid(
            "redaction_needed" if verdict == rules.REDACT else "ending_reason_needed", field="reason"
        )
    if len(why) > LONGEST_REASON:
        raise Invalid("note_too_long", field="reason", limit=LONGEST_REASON)
    secrecy.refuse_marks([why])
    return why


def carry_out(
    document: DocumentRow,
    revision: RevisionRow,
    verdict: str,
    reason: str,
    actor: Actor,
    now: datetime,
    **facts: object,
) -> None:
    """Do what a verdict means, in the current unit of work; the caller has checked the signer."""
    facts = {**facts, "verdict": verdict}
    if verdict == rules.SUSPECTED:
        leave_step(document, revision, rules.SECRECY, rules.SECRECY, "hidden", now, **facts)
        hide_row(document, actor=actor, now=now)
        return
    outcome, to = rules.after_verdict(verdict)
    if outcome == "passed":
        pass_step(document, revision, rules.SECRECY, now, **facts)
    else:
        leave_step(document, revision, rules.SECRECY, to, outcome, now, reason=reason, **facts)
    fact = {"passed": "signed", "returned": "returned", "ended": "kept_from_public"}[outcome]
    tell(actor, now, fact, document, step=rules.SECRECY, revision=revision.number, verdict=verdict)
