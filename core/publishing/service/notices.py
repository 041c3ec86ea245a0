"""Who is told that a text waits for them or has come back: messages written with the fact.

They hold the document's number and the step, never its title: a message is a copy that leaves the house (SC-01).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from core.base.access import Actor
from core.base.db import db
from core.base.outbox import queue_message
from core.campaigns import service as campaigns
from core.publishing import rules
from core.publishing.messages import RETURNED, STEP_NAMES, WAITS
from core.publishing.models import DocumentRow, RevisionRow
from core.publishing.service.persons import people_for, signed, step_rules

#: Facts after which a text may wait for somebody else.
MOVED = frozenset({"submitted", "signed", "signed_on_paper", "withdrawal_requested"})


def tell_people(actor: Actor, now: datetime, fact: str, document: DocumentRow) -> None:
    """Queue a message to whoever must act now, but not to the one who has just acted. In the caller's unit of work."""
    if fact == "returned":
        _tell_drafter(actor, now, document)
    elif fact in MOVED:
        _tell_signers(actor, now, document)


def _tell_signers(actor: Actor, now: datetime, document: DocumentRow) -> None:
    # The row is moved by a conditional update: what the session holds of it may be older.
    step, revision_id = _standing(document)
    if revision_id is None or step not in (*rules.REVIEWS, rules.PUBLISH):
        return
    chain = step_rules(campaigns.campaign_by_id(document.campaign_id))
    for person in people_for(document, step, chain, signed(revision_id)):
        if person.id != actor.user_id:
            queue_message(
                kind=WAITS, fact=f"document:{document.id}:{revision_id}:{step}", user_id=person.id,
                now=now, params={"document": document.id, "step": STEP_NAMES[step]},
                campaign_id=document.campaign_id,
            )  # fmt: skip


def _tell_drafter(actor: Actor, now: datetime, document: DocumentRow) -> None:
    _step, revision_id = _standing(document)
    revision = db.session.get(RevisionRow, revision_id) if revision_id is not None else None
    if revision is None or revision.drafter_id is None or revision.drafter_id == actor.user_id:
        return
    queue_message(
        kind=RETURNED, fact=f"document:{document.id}:{revision.id}:returned", user_id=revision.drafter_id,
        now=now, params={"document": document.id}, campaign_id=document.campaign_id,
    )  # fmt: skip


def _standing(document: DocumentRow) -> tuple[str, int | None]:
    row = db.session.execute(
        select(DocumentRow.step, DocumentRow.revision_id).where(DocumentRow.id == document.id)
    ).one()
    return row.step, row.revision_id
