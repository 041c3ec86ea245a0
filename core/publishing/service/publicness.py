"""What follows when a text comes out, is taken down or hidden: the record, the facts for others, the search."""

from __future__ import annotations

from datetime import datetime

from core.base import events, live
from core.base.access import Actor
from core.base.db import db
from core.base.errors import Conflict
from core.publishing import rules, store
from core.publishing.models import DocumentRow, RevisionRow, WithdrawalRow
from core.publishing.service import indexing
from core.publishing.service.records import NEWS, tell


def refresh(document: DocumentRow, now: datetime) -> None:
    """Have everything that shows what is public follow, in this unit of work: nobody finds a hidden text a moment later."""
    live.tell(NEWS, now=now, campaign_id=document.campaign_id)
    indexing.refresh(document.id, now)


def withdraw(document: DocumentRow, revision: RevisionRow, *, actor: Actor, now: datetime) -> None:
    """Take the public version down as the signed request asks, or confirm what was taken down in urgency before."""
    urgent = store.withdrawal(document.id)
    if document.publication_id is not None:
        take_down(document, revision.note, actor=actor, now=now, revision_id=revision.id, confirmed_at=now)
    elif urgent is not None and urgent.confirmed_at is None:
        urgent.revision_id, urgent.confirmed_at = revision.id, now
    else:
        raise Conflict("nothing_to_withdraw")
    if not store.move(document.id, revision.id, rules.PUBLISH, rules.WITHDRAWN, now):
        raise Conflict("changed_meanwhile")
    tell(actor, now, "withdrawn", document, revision=revision.number)


def take_down(
    document: DocumentRow, reason: str, *, actor: Actor, now: datetime, **facts: object
) -> WithdrawalRow:
    """Write the taking down and tell everybody, in the current unit of work."""
    row = WithdrawalRow(
        document_id=document.id, publication_id=document.publication_id, reason=reason, at=now,
        taken_down_by=actor.user_id, **facts,
    )  # fmt: skip
    db.session.add(row)
    document.publication_id = None
    db.session.flush()
    refresh(document, now)
    tell_all("publishing.withdrawn", document, now)
    return row


def hide_row(document: DocumentRow, *, actor: Actor, now: datetime) -> None:
    """Hide everything of a document from everyone, in the current unit of work (SC-01)."""
    document.hidden_at, document.hidden_by = now, actor.user_id
    db.session.flush()
    tell(actor, now, "hidden", document)
    refresh(document, now)
    tell_all("publishing.hidden", document, now)


def tell_all(fact: str, document: DocumentRow, now: datetime) -> None:
    """Emit a fact with the ids that every listener needs."""
    events.emit(
        fact, now=now, campaign_id=document.campaign_id, document_id=document.id, kind=document.kind,
        subject_id=document.subject_id,
    )  # fmt: skip
