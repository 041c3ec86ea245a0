"""The use cases of the chain: submit, sign, return, sign on paper, publish."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError

from core.base import audit, clock, events, files
from core.base.access import Actor
from core.base.db import db, unit_of_work
from core.base.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken
from core.base.registry import registry
from core.campaigns import service as campaigns
from core.plugin.contracts import Blocker, Campaign
from core.publishing import rules, store
from core.publishing.contracts import Content, PaperSignature
from core.publishing.models import DocumentRow, PublicationRow, RevisionRow, SignatureRow
from core.publishing.permissions import PAPER, STEP_PERMISSION, SUBMIT
from core.publishing.service.views import revision_view, roles_for, step_rules, who_of
from core.users import service as users


def submit(
    *, kind: str, subject_id: int, campaign_id: int, department_id: int, content: Content, no_secret_marks: bool,
    actor: Actor, now: datetime,
) -> int:  # fmt: skip
    """Freeze a text as the next revision and send it to 初审; returns the document's id.

    Raises RuleBroken("secret_mark") before anything is stored (SC-01), Invalid("confirm_no_secret"),
    Conflict("document_under_way") while an earlier revision is still on its way.
    """
    actor.require(SUBMIT, department_id=department_id, campaign_id=campaign_id)
    if kind not in registry().document_kinds:
        raise ValueError(f"the document kind {kind!r} is declared by nobody")
    if not no_secret_marks:
        raise Invalid("confirm_no_secret", field="no_secret_marks")
    frozen = {
        "title": content.title,
        "doc_number": content.doc_number,
        "issuer": content.issuer,
        "blocks": [dict(block) for block in content.blocks],
        "data": dict(content.data),
    }
    mark = rules.secret_mark(rules.texts_in(frozen))
    if mark is not None:
        raise RuleBroken("secret_mark", mark=mark)
    with unit_of_work() as session:
        document = store.document(kind, subject_id)
        if document is None:
            document = DocumentRow(
                kind=kind, subject_id=subject_id, campaign_id=campaign_id, department_id=department_id,
                title=content.title, step=rules.DRAFTING, waiting_since=now,
            )  # fmt: skip
            session.add(document)
            session.flush()
        elif document.step not in (rules.DRAFTING, rules.PUBLISHED):
            raise Conflict("document_under_way")
        elif document.department_id != department_id or document.campaign_id != campaign_id:
            raise NotFound()
        number = len(store.revisions(document.id)) + 1
        revision = RevisionRow(
            document_id=document.id, number=number, drafter_id=actor.user_id, frozen_at=now,
            digest=rules.digest_of(frozen), **frozen,
        )  # fmt: skip
        session.add(revision)
        session.flush()
        session.add(
            SignatureRow(
                document_id=document.id, revision_id=revision.id, step=rules.DRAFT, outcome="passed",
                user_id=actor.user_id, at=now,
            )
        )  # fmt: skip
        document.title, document.revision_id = content.title, revision.id
        document.step, document.waiting_since = rules.FIRST_REVIEW, now
        _tell(actor, now, "submitted", document, revision=number)
        return document.id


def sign(document_id: int, step: str, digest: str, *, actor: Actor, now: datetime) -> None:
    """Pass a review step of the revision with this digest. Raises RuleBroken (PB-01), NotAllowed, Conflict."""
    with unit_of_work():
        document, revision = _at(document_id, step, digest)
        _may(document, revision, step, f"user:{actor.user_id}", actor)
        _pass(document, revision, step, now, user_id=actor.user_id)
        _tell(actor, now, "signed", document, step=step, revision=revision.number)


def return_to_drafter(
    document_id: int, step: str, digest: str, reason: str, *, actor: Actor, now: datetime
) -> None:
    """Send the revision back with a reason. The drafter mends the text and submits a new revision."""
    with unit_of_work() as session:
        document, revision = _at(document_id, step, digest)
        _may(document, revision, step, f"user:{actor.user_id}", actor)
        if not reason.strip():
            raise Invalid("return_reason_needed", field="reason")
        if not store.move(document.id, revision.id, step, rules.DRAFTING, now):
            raise Conflict("changed_meanwhile")
        session.add(
            SignatureRow(
                document_id=document.id, revision_id=revision.id, step=step, outcome="returned",
                user_id=actor.user_id, reason=reason.strip(), at=now,
            )
        )  # fmt: skip
        _tell(actor, now, "returned", document, step=step, revision=revision.number)


def record_paper_signature(
    document_id: int, digest: str, paper: PaperSignature, *, actor: Actor, now: datetime
) -> None:
    """Enter a step that was signed on paper (PB-03): the scan, who, when, and who entered it.

    The chain's rule about different persons holds for the paper's signer, not for who enters it.
    """
    with unit_of_work():
        document, revision = _at(document_id, paper.step, digest)
        if paper.step not in rules.REVIEWS:
            raise RuleBroken("paper_not_here")
        actor.require(PAPER, department_id=document.department_id, campaign_id=document.campaign_id)
        who, user_id, name, roles = _paper_signer(document, paper)
        if paper.signed_on > clock.local(now).date():
            raise Invalid("signed_in_future", field="signed_on")
        if paper.signed_on < clock.local(revision.frozen_at).date():
            raise Invalid("signed_before_text", field="signed_on", day=clock.local(revision.frozen_at).date())
        _refuse(
            rules.may_sign(
                step_rules(campaigns.campaign_by_id(document.campaign_id)),
                document.step, paper.step, who, roles, _signed(revision.id),
            )
        )  # fmt: skip
        scan = files.store(paper.scan, paper.scan_name, actor=actor, now=now)
        _pass(
            document, revision, paper.step, now, way="paper", user_id=user_id, signer_name=name,
            signed_on=paper.signed_on, scan_id=scan.id, entered_by=actor.user_id,
        )  # fmt: skip
        _tell(actor, now, "signed_on_paper", document, step=paper.step, revision=revision.number)


def publish_verdict(document_id: int, *, now: datetime) -> list[Blocker]:
    """Why the document may not be published now; empty when it may. For the page; `publish` asks again."""
    document = db.session.get(DocumentRow, document_id)
    if document is None or document.revision_id is None:
        raise NotFound()
    revision = db.session.get_one(RevisionRow, document.revision_id)
    return _blockers(document, revision, campaigns.campaign_by_id(document.campaign_id), now)


def publish(document_id: int, digest: str, *, actor: Actor, now: datetime) -> None:
    """Make the revision public and put it into the archive. Everyone with a say is asked inside this transaction.

    Raises RuleBroken("publish_blocked", blockers=…), RuleBroken (PB-01), Conflict.
    """
    with unit_of_work() as session:
        document, revision = _at(document_id, rules.PUBLISH, digest)
        _may(document, revision, rules.PUBLISH, f"user:{actor.user_id}", actor)
        blockers = _blockers(document, revision, campaigns.campaign_by_id(document.campaign_id), now)
        if blockers:
            raise RuleBroken("publish_blocked", blockers=blockers, count=len(blockers))
        version = len(store.publications(document.id)) + 1
        publication = PublicationRow(
            document_id=document.id, revision_id=revision.id, campaign_id=document.campaign_id, version=version,
            published_at=now, published_by=actor.user_id, archived_at=now,
        )  # fmt: skip
        session.add(publication)
        session.flush()
        if not store.move(
            document.id, revision.id, rules.PUBLISH, rules.PUBLISHED, now, publication_id=publication.id
        ):
            raise Conflict("changed_meanwhile")
        _sign_row(document, revision, rules.PUBLISH, now, user_id=actor.user_id)
        _sign_row(document, revision, rules.ARCHIVE, now)
        session.flush()
        publication.archive_digest = _archive_digest(revision)
        _tell(actor, now, "published", document, revision=revision.number, version=version)
        events.emit(
            "publishing.published", now=now, campaign_id=document.campaign_id, document_id=document.id,
            kind=document.kind, subject_id=document.subject_id, revision_id=revision.id, version=version,
        )  # fmt: skip


# ── pieces ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def _at(document_id: int, step: str, digest: str) -> tuple[DocumentRow, RevisionRow]:
    """The document and its revision, if they are still what the page showed."""
    document = db.session.get(DocumentRow, document_id, with_for_update=True)
    if document is None or document.revision_id is None:
        raise NotFound()
    revision = db.session.get_one(RevisionRow, document.revision_id)
    if document.step != step or revision.digest != digest:
        raise Conflict("changed_meanwhile")
    return document, revision


def _may(document: DocumentRow, revision: RevisionRow, step: str, who: str, actor: Actor) -> None:
    permission = STEP_PERMISSION[step]
    if not actor.can(permission, department_id=document.department_id, campaign_id=document.campaign_id):
        raise NotAllowed(permission=permission)
    rules_of_pack = step_rules(campaigns.campaign_by_id(document.campaign_id))
    _refuse(
        rules.may_sign(
            rules_of_pack, document.step, step, who, roles_for(actor, document), _signed(revision.id)
        )
    )


def _refuse(refusal: rules.Refusal | None) -> None:
    if refusal is not None:
        raise RuleBroken(refusal.code, **refusal.params)


def _signed(revision_id: int) -> list[rules.Signature]:
    return [rules.Signature(row.step, who_of(row)) for row in store.passed(revision_id)]


def _paper_signer(document: DocumentRow, paper: PaperSignature) -> tuple[str, int | None, str, Sequence[str]]:
    """(who, user id, name, roles). A typed name stands for a person without an account, trusted with the step's role."""
    step_roles = rules.steps_of(step_rules(campaigns.campaign_by_id(document.campaign_id))).get(paper.step)
    roles = step_roles.roles if step_roles else ()
    if paper.user_id is not None:
        fit = users.people_with(
            STEP_PERMISSION[paper.step],
            department_id=document.department_id,
            campaign_id=document.campaign_id,
        )
        if paper.user_id not in {person.id for person in fit}:
            raise Invalid("paper_signer_unfit", field="user_id")
        return f"user:{paper.user_id}", paper.user_id, "", roles
    name = paper.name.strip()
    if not name:
        raise Invalid("paper_signer_needed", field="name")
    return f"name:{name}", None, name, roles


def _pass(document: DocumentRow, revision: RevisionRow, step: str, now: datetime, **facts: Any) -> None:
    if not store.move(document.id, revision.id, step, rules.next_step(step), now):
        raise Conflict("changed_meanwhile")
    _sign_row(document, revision, step, now, **facts)


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
    found: list[Blocker] = []
    missing = rules.complete(step_rules(campaign), _signed(revision.id))
    if missing is not None:
        found.append(Blocker(missing.code, missing.params))
    if campaign.state != "open":
        found.append(Blocker("campaign_not_open", {"state": campaign.state}))
    frozen = {
        "title": revision.title, "doc_number": revision.doc_number, "issuer": revision.issuer,
        "blocks": revision.blocks, "data": revision.data,
    }  # fmt: skip
    if rules.digest_of(frozen) != revision.digest:
        found.append(Blocker("revision_altered"))
    host = registry().host
    view = revision_view(document, revision)
    return found + host.judge("publish_blockers", revision=view, campaign=campaign, now=now)


def _archive_digest(revision: RevisionRow) -> str:
    """SHA-256 over the revision's digest and every signature under it: the record of 建档."""
    signatures = [
        {
            "step": row.step, "way": row.way, "who": who_of(row), "at": row.at.isoformat(),
            "signed_on": row.signed_on.isoformat() if row.signed_on else None, "scan": row.scan_id,
        }
        for row in store.passed(revision.id)
    ]  # fmt: skip
    return rules.digest_of({"revision": revision.digest, "signatures": signatures})


def _tell(actor: Actor, now: datetime, fact: str, document: DocumentRow, **codes: Any) -> None:
    audit.record(
        actor, now, f"publishing.{fact}", subject=("document", document.id), campaign_id=document.campaign_id,
        department_id=document.department_id, **codes,
    )  # fmt: skip
