"""The use cases of the chain: submit, sign, return, publish."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy.exc import IntegrityError

from core.base import clock, events, secrecy
from core.base.access import Actor
from core.base.db import db, unit_of_work
from core.base.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken
from core.base.registry import registry
from core.campaigns import service as campaigns
from core.plugin.contracts import Blocker, Campaign
from core.publishing import pictures, rules, store
from core.publishing.archive.asking import ask_for_bundle
from core.publishing.archive.contracts import PUBLISHED
from core.publishing.contracts import Content
from core.publishing.errors import Hidden
from core.publishing.models import DocumentRow, HappenedRow, PublicationRow, RevisionRow, SignatureRow
from core.publishing.permissions import SUBMIT
from core.publishing.service import hygiene, publicness
from core.publishing.service.exceptions import open_happened, waived_rules
from core.publishing.service.kinds import clause_of, owner_of
from core.publishing.service.persons import (
    refused_code,
    roles_for,
    sees,
    signed,
    signer,
    stands_for,
    step_rules,
)
from core.publishing.service.records import archive_record, content_of, frozen, tell, with_purpose
from core.publishing.service.views import revision_view
from core.users.contracts import Person

LONGEST_NOTE = 2000


def submit(
    *, kind: str, subject_id: int, campaign_id: int, department_id: int, content: Content, no_secret_marks: bool,
    actor: Actor, now: datetime, correction: str = "",
) -> int:  # fmt: skip
    """Freeze a text as the next revision and send it to 初审; returns the document's id.

    `correction` says what was wrong with the version that is public (更正); it is signed and published with the text.
    Raises RuleBroken("secret_mark") before anything is stored (SC-01), Invalid("confirm_no_secret"),
    Conflict("document_under_way") while an earlier revision is still on its way, Conflict("document_ended") after the
    secrecy review has kept the text from the public, Hidden while it is hidden as 疑似涉密.
    """
    actor.require(SUBMIT, department_id=department_id, campaign_id=campaign_id)
    if kind not in registry().document_kinds:
        raise ValueError(f"the document kind {kind!r} is declared by nobody")
    if not no_secret_marks:
        raise Invalid("confirm_no_secret", field="no_secret_marks")
    text, note = frozen(content), rules.printable(correction).strip()
    secrecy.refuse_marks([*secrecy.texts_in(text), note])
    pictures.check(text["blocks"], department_id)
    with unit_of_work():
        document = store.locked_document(kind, subject_id)
        if document is None:
            document = DocumentRow(
                kind=kind, subject_id=subject_id, campaign_id=campaign_id, department_id=department_id,
                title=text["title"], step=rules.DRAFTING, waiting_since=now,
            )  # fmt: skip
            _add_first(document)
        elif document.hidden_at is not None:
            raise Hidden(document.id)
        elif document.department_id != department_id or document.campaign_id != campaign_id:
            raise NotFound()
        purpose = rules.TO_CORRECT if note and document.publication_id is not None else rules.TO_PUBLISH
        revision = freeze(document, text, purpose, note if purpose == rules.TO_CORRECT else "", actor, now)
        tell(actor, now, "submitted", document, revision=revision.number, purpose=purpose)
        return document.id


def freeze(
    document: DocumentRow, text: dict[str, Any], purpose: str, note: str, actor: Actor, now: datetime
) -> RevisionRow:
    """Add a revision with the drafter's signature and send it to 初审. The document is locked by the caller."""
    refusal = rules.may_submit(document.step, public=document.publication_id is not None)
    if refusal is not None:
        raise Conflict(refusal.code)
    if len(note) > LONGEST_NOTE:
        raise Invalid("note_too_long", field="note", limit=LONGEST_NOTE)
    revision = RevisionRow(
        document_id=document.id, number=len(store.revisions(document.id)) + 1, drafter_id=actor.user_id,
        frozen_at=now, purpose=purpose, note=note, digest=rules.digest_of(with_purpose(text, purpose, note)), **text,
    )  # fmt: skip
    db.session.add(revision)
    db.session.flush()
    pictures.note(document, revision)
    _sign_row(document, revision, rules.DRAFT, now, user_id=actor.user_id)
    document.title, document.revision_id = text["title"], revision.id
    document.step, document.waiting_since = rules.FIRST_REVIEW, now
    return revision


def sign(document_id: int, step: str, digest: str, *, actor: Actor, now: datetime) -> None:
    """Pass a review step of the revision with this digest. At the secrecy review it means 可公开.

    Raises RuleBroken (PB-01), NotAllowed, Conflict.
    """
    with unit_of_work():
        document, revision = at_step(document_id, step, digest, actor)
        if step not in rules.REVIEWS:
            raise Conflict("step_not_now")
        instead = may(document, revision, step, actor, now)
        verdict = {"verdict": rules.MAY_BE_PUBLIC} if step == rules.SECRECY else {}
        pass_step(
            document, revision, step, now, user_id=actor.user_id, for_user_id=_id_of(instead), **verdict
        )
        tell(actor, now, "signed", document, step=step, revision=revision.number, stands_for=_id_of(instead))


def return_to_drafter(
    document_id: int, step: str, digest: str, reason: str, *, actor: Actor, now: datetime
) -> None:
    """Send the revision back with a reason. The drafter mends the text and submits a new revision."""
    with unit_of_work():
        document, revision = at_step(document_id, step, digest, actor)
        chain = step_rules(campaigns.campaign_by_id(document.campaign_id))
        refuse(rules.may_return(chain, document.step, step, roles_for(actor, document, _day(now))))
        if not reason.strip():
            raise Invalid("return_reason_needed", field="reason")
        secrecy.refuse_marks([reason])
        leave_step(
            document,
            revision,
            step,
            rules.DRAFTING,
            "returned",
            now,
            user_id=actor.user_id,
            reason=reason.strip(),
        )
        tell(actor, now, "returned", document, step=step, revision=revision.number)


def publish_verdict(document_id: int, *, now: datetime) -> list[Blocker]:
    """Why the document may not be published now; empty when it may. For the page; `publish` asks again."""
    document = db.session.get(DocumentRow, document_id)
    if document is None or document.revision_id is None or document.hidden_at is not None:
        raise NotFound()
    revision = db.session.get_one(RevisionRow, document.revision_id)
    return _blockers(document, revision, campaigns.campaign_by_id(document.campaign_id), now)


def publish(document_id: int, digest: str, *, actor: Actor, now: datetime) -> None:
    """Make the revision public and put it into the archive; a withdrawal takes the public version down instead.
    Everyone with a say is asked inside this transaction.

    Raises RuleBroken("publish_blocked", blockers=…), RuleBroken (PB-01), Conflict.
    """
    with unit_of_work():
        document, revision = at_step(document_id, rules.PUBLISH, digest, actor)
        instead = may(document, revision, rules.PUBLISH, actor, now)
        blockers = _blockers(document, revision, campaigns.campaign_by_id(document.campaign_id), now)
        if blockers:
            raise RuleBroken("publish_blocked", blockers=blockers, count=len(blockers))
        signer_ids = {"user_id": actor.user_id, "for_user_id": _id_of(instead)}
        if revision.purpose == rules.TO_WITHDRAW:
            publicness.withdraw(document, revision, actor=actor, now=now)
            _sign_row(document, revision, rules.PUBLISH, now, **signer_ids)
            _sign_row(document, revision, rules.ARCHIVE, now)
            return
        happened = open_happened(document.kind, document.subject_id)
        publication = _publication(document, revision, happened, actor, now)
        _sign_row(document, revision, rules.PUBLISH, now, **signer_ids)
        _sign_row(document, revision, rules.ARCHIVE, now)
        db.session.flush()
        publication.archive_digest = rules.digest_of(archive_record(publication, revision))
        tell(
            actor, now, "published", document, revision=revision.number, version=publication.version,
            entered_late=happened is not None,
        )  # fmt: skip
        publicness.refresh(document, now)
        ask_for_bundle(document.id, PUBLISHED, now=now, key=f"bundle:published:{publication.id}")
        events.emit(
            "publishing.published", now=now, campaign_id=document.campaign_id, document_id=document.id,
            kind=document.kind, subject_id=document.subject_id, revision_id=revision.id,
            version=publication.version,
        )  # fmt: skip


def _publication(
    document: DocumentRow, revision: RevisionRow, happened: HappenedRow | None, actor: Actor, now: datetime
) -> PublicationRow:
    publication = PublicationRow(
        document_id=document.id, revision_id=revision.id, campaign_id=document.campaign_id,
        version=len(store.publications(document.id)) + 1, published_at=now, published_by=actor.user_id,
        archived_at=now,
    )  # fmt: skip
    if happened is not None:
        # 补录: the true moment counts, and that it was entered later stays with it.
        publication.published_at = publication.portal_at = happened.happened_at
        publication.portal_url, publication.portal_by = happened.portal_url, happened.entered_by
        publication.recorded_at, publication.late_reason = now, happened.reason
        publication.approvals_id = happened.scan_id
    db.session.add(publication)
    db.session.flush()
    if happened is not None:
        happened.publication_id = publication.id
    if not store.move(
        document.id, revision.id, rules.PUBLISH, rules.PUBLISHED, now, publication_id=publication.id
    ):
        raise Conflict("changed_meanwhile")
    return publication


# ── pieces ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def _add_first(document: DocumentRow) -> None:
    try:
        with db.session.begin_nested():
            db.session.add(document)
    except IntegrityError as twice:
        raise Conflict("document_under_way") from twice


def at_step(document_id: int, step: str, digest: str, actor: Actor) -> tuple[DocumentRow, RevisionRow]:
    """The document, locked, and its revision, if they are still what the page showed."""
    document = db.session.get(DocumentRow, document_id, with_for_update=True)
    if document is None or document.revision_id is None or not sees(actor, document):
        raise NotFound()
    if document.hidden_at is not None:
        raise Hidden(document.id)
    revision = db.session.get_one(RevisionRow, document.revision_id)
    if document.step != step or revision.digest != digest:
        raise Conflict("changed_meanwhile")
    return document, revision


def may(
    document: DocumentRow, revision: RevisionRow, step: str, actor: Actor, now: datetime
) -> Person | None:
    """Refuse whoever may not sign this step; gives the person a deputy stands for, None for an own signature."""
    if actor.user_id is None:
        # A signature is somebody's: the system has no hand to sign with.
        raise NotAllowed("role_missing")
    chain = step_rules(campaigns.campaign_by_id(document.campaign_id))
    instead = stands_for(actor, document, step, _day(now))
    roles = roles_for(actor, document, _day(now))
    refusal = rules.may_sign(chain, document.step, step, signer(actor), roles, signed(revision.id))
    if refusal is not None and instead is not None and refusal.code == "same_person":
        refusal = rules.Refusal(refused_code(refusal, instead), {**refusal.params, "person": instead.name})
    refuse(refusal)
    return instead


def _day(now: datetime) -> date:
    return clock.local(now).date()


def _id_of(person: Person | None) -> int | None:
    return person.id if person is not None else None


def refuse(refusal: rules.Refusal | None) -> None:
    if refusal is not None:
        kind = NotAllowed if refusal.code == "role_missing" else RuleBroken
        raise kind(refusal.code, **refusal.params)


def pass_step(document: DocumentRow, revision: RevisionRow, step: str, now: datetime, **facts: Any) -> None:
    """Sign a step of a revision and move the document on, or raise Conflict."""
    if not store.move(document.id, revision.id, step, rules.next_step(step), now):
        raise Conflict("changed_meanwhile")
    _sign_row(document, revision, step, now, **facts)


def leave_step(
    document: DocumentRow,
    revision: RevisionRow,
    step: str,
    to: str,
    outcome: str,
    now: datetime,
    **facts: Any,
) -> None:
    """Send a revision off the chain, back to the drafter or to its end, or raise Conflict."""
    if not store.move(document.id, revision.id, step, to, now):
        raise Conflict("changed_meanwhile")
    db.session.add(
        SignatureRow(
            document_id=document.id, revision_id=revision.id, step=step, outcome=outcome, at=now, **facts
        )
    )


def _sign_row(document: DocumentRow, revision: RevisionRow, step: str, now: datetime, **facts: Any) -> None:
    try:
        with db.session.begin_nested():
            db.session.add(
                SignatureRow(
                    document_id=document.id,
                    revision_id=revision.id,
                    step=step,
                    outcome="passed",
                    at=now,
                    **facts,
                )
            )
    except IntegrityError as twice:
        raise Conflict("changed_meanwhile") from twice


def _blockers(
    document: DocumentRow, revision: RevisionRow, campaign: Campaign, now: datetime
) -> list[Blocker]:
    """Every reason against it, without those that a waiver has passed (豁免)."""
    found: list[Blocker] = []
    missing = rules.complete(step_rules(campaign), signed(revision.id))
    if missing is not None:
        found.append(Blocker(missing.code, missing.params, clause=clause_of(campaign, "PB-01")))
    withdraws = revision.purpose == rules.TO_WITHDRAW
    happened = None if withdraws else open_happened(document.kind, document.subject_id)
    # What took place may be entered, and what is wrong taken down, when the campaign is over too.
    states = ("open", "closed") if withdraws or happened else ("open",)
    if campaign.state not in states:
        found.append(Blocker("campaign_not_open", {"state": campaign.state}))
    if rules.digest_of(content_of(revision)) != revision.digest:
        found.append(Blocker("revision_altered"))
    if withdraws:
        return found
    if owner_of(document.kind, campaign) is None:
        # Whoever would judge such a text isn't there: nobody's silence may count as a yes.
        found.append(Blocker("kind_not_in_use"))
    view = revision_view(document, revision)
    found += hygiene.blockers(view, campaign)
    # Day rules count from the day it came out, not from the day somebody got round to entering it.
    at = happened.happened_at if happened else now
    verdicts = registry().host.judge("publish_blockers", revision=view, campaign=campaign, now=at)
    waived = waived_rules(document.kind, document.subject_id, campaign)
    return [*found, *(verdict for verdict in verdicts if verdict.rule not in waived)]
