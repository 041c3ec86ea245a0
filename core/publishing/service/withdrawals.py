"""Taking a public text down (撤下): a request that goes through the chain, or at once by the office and confirmed by it."""

from __future__ import annotations

from datetime import datetime

from core.base import clock, secrecy
from core.base.access import Actor
from core.base.db import db, unit_of_work
from core.base.errors import Conflict, Invalid, NotFound
from core.campaigns import service as campaigns
from core.publishing import rules, store
from core.publishing.contracts import Published, Withdrawal
from core.publishing.errors import Gone, Hidden
from core.publishing.models import DocumentRow, PublicationRow, RevisionRow, WithdrawalRow
from core.publishing.permissions import SUBMIT, TAKE_DOWN, VIEW
from core.publishing.service import publicness
from core.publishing.service.chain import LONGEST_NOTE, freeze
from core.publishing.service.persons import sees
from core.publishing.service.public_views import published
from core.publishing.service.records import tell

#: 先撤后补: the chain confirms an urgent taking down within this many working days unless the pack says otherwise
CONFIRM_WITHIN = 3
CONFIRM_RULE = "PB-06"


def request_withdrawal(document_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Send a request to take the public version down through the chain: the same text, with the reason.

    Also confirms what was taken down in urgency. Raises Conflict (document_under_way, nothing_to_withdraw), Invalid
    (withdrawal_reason_needed), NotAllowed.
    """
    why = _reason(reason)
    with unit_of_work():
        document = _locked(document_id, actor)
        actor.require(SUBMIT, department_id=document.department_id, campaign_id=document.campaign_id)
        public = _public_or_taken_down(document)
        row = db.session.get_one(RevisionRow, public.revision_id)
        text = {
            "title": row.title, "doc_number": row.doc_number, "issuer": row.issuer, "blocks": row.blocks,
            "data": row.data,
        }  # fmt: skip
        revision = freeze(document, text, rules.TO_WITHDRAW, why, actor, now)
        tell(actor, now, "withdrawal_requested", document, revision=revision.number)


def take_down_at_once(document_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Take the public version down now; the chain has to confirm it within three working days (先撤后补).

    Raises Conflict("nothing_to_withdraw"), Invalid("withdrawal_reason_needed"), NotAllowed.
    """
    why = _reason(reason)
    with unit_of_work():
        document = _locked(document_id, actor)
        actor.require(TAKE_DOWN, department_id=document.department_id, campaign_id=document.campaign_id)
        if document.publication_id is None:
            raise Conflict("nothing_to_withdraw")
        campaign = campaigns.campaign_by_id(document.campaign_id)
        within = campaign.pack.value(CONFIRM_RULE)
        days = within if isinstance(within, int) else CONFIRM_WITHIN
        confirm_by = campaign.calendar.add(clock.local(now).date(), days, "working")
        publicness.take_down(document, why, actor=actor, now=now, confirm_by=confirm_by)
        if document.step == rules.PUBLISHED:
            document.step, document.waiting_since = rules.WITHDRAWN, now
        tell(actor, now, "taken_down", document)


def restore(document_id: int, *, actor: Actor, now: datetime) -> None:
    """Put back what was taken down in urgency, as long as the chain hasn't confirmed it: its signatures still stand.

    Raises Conflict (nothing_to_restore, document_under_way).
    """
    with unit_of_work():
        document = _locked(document_id, actor)
        actor.require(TAKE_DOWN, department_id=document.department_id, campaign_id=document.campaign_id)
        row = store.withdrawal(document.id)
        if row is None or row.confirm_by is None or row.confirmed_at is not None or document.publication_id:
            raise Conflict("nothing_to_restore")
        if document.step not in (rules.WITHDRAWN, rules.DRAFTING):
            raise Conflict("document_under_way")
        row.restored_at, row.restored_by = now, actor.user_id
        document.publication_id = row.publication_id
        document.step, document.waiting_since = rules.PUBLISHED, now
        db.session.flush()
        publicness.refresh(document, now)
        tell(actor, now, "restored", document)
        publicness.tell_all("publishing.restored", document, now)


def show_title(document_id: int, shows: bool, *, actor: Actor, now: datetime) -> None:
    """Whether the public notice of a withdrawal names the title."""
    with unit_of_work():
        document = _locked(document_id, actor)
        actor.require(TAKE_DOWN, department_id=document.department_id, campaign_id=document.campaign_id)
        row = store.withdrawal(document.id)
        if row is None or document.publication_id is not None:
            raise Conflict("nothing_to_restore")
        row.shows_title = shows
        tell(actor, now, "withdrawal_title", document, shows=shows)


def withdrawal(kind: str, subject_id: int) -> Withdrawal | None:
    """What the public is told of a subject that was taken down; None while it is public, was never, or is hidden."""
    document = store.document(kind, subject_id)
    return _of(document) if document is not None else None


def withdrawal_of(document_id: int) -> Withdrawal | None:
    """The same by document, for its pages."""
    document = db.session.get(DocumentRow, document_id)
    return _of(document) if document is not None else None


def published_or_gone(kind: str, subject_id: int) -> Published:
    """What the public may read of a subject. Raises Gone when it was taken down, NotFound when it never was public."""
    found = published(kind, subject_id)
    if found is not None:
        return found
    gone = withdrawal(kind, subject_id)
    if gone is not None:
        raise Gone(gone)
    raise NotFound()


def unconfirmed(campaign_id: int, *, actor: Actor) -> list[Withdrawal]:
    """Urgent withdrawals that still want the chain's confirmation, among the documents that this person sees."""
    return [
        _withdrawal(document, row)
        for document, row in store.unconfirmed_withdrawals(campaign_id)
        if actor.can(VIEW, department_id=document.department_id, campaign_id=campaign_id)
    ]


def _of(document: DocumentRow) -> Withdrawal | None:
    if document.publication_id is not None or document.hidden_at is not None:
        return None
    row = store.withdrawal(document.id)
    return _withdrawal(document, row) if row is not None else None


def _withdrawal(document: DocumentRow, row: WithdrawalRow) -> Withdrawal:
    publication = db.session.get_one(PublicationRow, row.publication_id)
    title = db.session.get_one(RevisionRow, publication.revision_id).title if row.shows_title else ""
    return Withdrawal(
        row.id, document.id, document.kind, document.subject_id, document.campaign_id, document.department_id,
        publication.version, title, row.reason, row.at, row.confirm_by, row.confirmed_at,
    )  # fmt: skip


def _public_or_taken_down(document: DocumentRow) -> PublicationRow:
    """The version that a request is about: the public one, or the one taken down that waits for confirmation."""
    if document.publication_id is not None:
        return db.session.get_one(PublicationRow, document.publication_id)
    row = store.withdrawal(document.id)
    if row is None or row.confirmed_at is not None:
        raise Conflict("nothing_to_withdraw")
    return db.session.get_one(PublicationRow, row.publication_id)


def _locked(document_id: int, actor: Actor) -> DocumentRow:
    document = db.session.get(DocumentRow, document_id, with_for_update=True)
    if document is None or not sees(actor, document):
        raise NotFound()
    if document.hidden_at is not None:
        raise Hidden(document.id)
    return document


def _reason(reason: str) -> str:
    why = str(rules.printable(reason)).strip()
    if not why:
        raise Invalid("withdrawal_reason_needed", field="reason")
    if len(why) > LONGEST_NOTE:
        raise Invalid("note_too_long", field="reason", limit=LONGEST_NOTE)
    secrecy.refuse_marks([why])
    return why
