"""The use cases of the chain: submit, sign, return, publish."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError

from core.base import audit, events, live, secrecy
from core.base.access import Actor
from core.base.db import db, unit_of_work
from core.base.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken
from core.base.registry import registry
from core.campaigns import service as campaigns
from core.plugin.contracts import Blocker, Campaign
from core.publishing import rules, store
from core.publishing.contracts import Content
from core.publishing.models import DocumentRow, PublicationRow, RevisionRow, SignatureRow
from core.publishing.permissions import SUBMIT
from core.publishing.service.kinds import clause_of, owner_of
from core.publishing.service.persons import roles_for, sees, signed, signer, step_rules, who_of
from core.publishing.service.views import revision_view

#: live streams: what concerns a department's desk, and that the public side has changed
DESK, NEWS = "publishing.desk", "publishing.news"
PUBLIC_FACTS = ("published", "withdrawn", "hidden")
LONGEST = {"title": 300, "doc_number": 80, "issuer": 200}


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
    frozen = _frozen(content)
    mark = secrecy.secret_mark(secrecy.texts_in(frozen))
    if mark is not None:
        raise RuleBroken("secret_mark", mark=mark)
    with unit_of_work() as session:
        document = store.locked_document(kind, subject_id)
        if document is None:
            document = DocumentRow(
                kind=kind, subject_id=subject_id, campaign_id=campaign_id, department_id=department_id,
                title=frozen["title"], step=rules.DRAFTING, waiting_since=now,
            )  # fmt: skip
            _add_first(document)
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
        document.title, document.revision_id = frozen["title"], revision.id
        document.step, document.waiting_since = rules.FIRST_REVIEW, now
        tell(actor, now, "submitted", document, revision=number)
        return document.id


def sign(document_id: int, step: str, digest: str, *, actor: Actor, now: datetime) -> None:
    """Pass a review step of the revision with this digest. Raises RuleBroken (PB-01), NotAllowed, Conflict."""
    with unit_of_work():
        document, revision = at_step(document_id, step, digest, actor)
        if step not in rules.REVIEWS:
            raise Conflict("step_not_now")
        _may(document, revision, step, actor)
        pass_step(document, revision, step, now, user_id=actor.user_id)
        tell(actor, now, "signed", document, step=step, revision=revision.number)


def return_to_drafter(
    document_id: int, step: str, digest: str, reason: str, *, actor: Actor, now: datetime
) -> None:
    """Send the revision back with a reason. The drafter mends the text and submits a new revision."""
    with unit_of_work() as session:
        document, revision = at_step(document_id, step, digest, actor)
        chain = step_rules(campaigns.campaign_by_id(document.campaign_id))
        refuse(rules.may_return(chain, document.step, step, roles_for(actor, document)))
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
        tell(actor, now, "returned", document, step=step, revision=revision.number)


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
        document, revision = at_step(document_id, rules.PUBLISH, digest, actor)
        _may(document, revision, rules.PUBLISH, actor)
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
        tell(actor, now, "published", document, revision=revision.number, version=version)
        events.emit(
            "publishing.published", now=now, campaign_id=document.campaign_id, document_id=document.id,
            kind=document.kind, subject_id=document.subject_id, revision_id=revision.id, version=version,
        )  # fmt: skip


# ── pieces ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def _frozen(content: Content) -> dict[str, Any]:
    """The content as it is stored and digested. Raises Invalid when it doesn't fit a document."""
    frozen: dict[str, Any] = rules.printable(
        {
            "title": content.title.strip(),
            "doc_number": content.doc_number.strip(),
            "issuer": content.issuer.strip(),
            "blocks": content.blocks,
            "data": content.data,
        }
    )
    if not frozen["title"]:
        raise Invalid("document_title_needed", field="title")
    for name, longest in LONGEST.items():
        if len(str(frozen[name])) > longest:
            raise Invalid("document_part_too_long", field=name, limit=longest)
    return frozen


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
    revision = db.session.get_one(RevisionRow, document.revision_id)
    if document.step != step or revision.digest != digest:
        raise Conflict("changed_meanwhile")
    return document, revision


def _may(document: DocumentRow, revision: RevisionRow, step: str, actor: Actor) -> None:
    if actor.user_id is None:
        # A signature is somebody's: the system has no hand to sign with.
        raise NotAllowed("role_missing")
    chain = step_rules(campaigns.campaign_by_id(document.campaign_id))
    roles = roles_for(actor, document)
    refuse(rules.may_sign(chain, document.step, step, signer(actor), roles, signed(revision.id)))


def refuse(refusal: rules.Refusal | None) -> None:
    if refusal is not None:
        kind = NotAllowed if refusal.code == "role_missing" else RuleBroken
        raise kind(refusal.code, **refusal.params)


def pass_step(document: DocumentRow, revision: RevisionRow, step: str, now: datetime, **facts: Any) -> None:
    """Sign a step of a revision and move the document on, or raise Conflict."""
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
    missing = rules.complete(step_rules(campaign), signed(revision.id))
    if missing is not None:
        found.append(Blocker(missing.code, missing.params, clause=clause_of(campaign, "PB-01")))
    if campaign.state != "open":
        found.append(Blocker("campaign_not_open", {"state": campaign.state}))
    if rules.digest_of(_content_of(revision)) != revision.digest:
        found.append(Blocker("revision_altered"))
    if owner_of(document.kind, campaign) is None:
        # Whoever would judge such a text isn't there: nobody's silence may count as a yes.
        found.append(Blocker("kind_not_in_use"))
    view = revision_view(document, revision)
    verdicts = registry().host.judge("publish_blockers", revision=view, campaign=campaign, now=now)
    return [*found, *verdicts]


def _content_of(revision: RevisionRow) -> Mapping[str, Any]:
    return {
        "title": revision.title, "doc_number": revision.doc_number, "issuer": revision.issuer,
        "blocks": revision.blocks, "data": revision.data,
    }  # fmt: skip


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


def tell(actor: Actor, now: datetime, fact: str, document: DocumentRow, **codes: Any) -> None:
    audit.record(
        actor, now, f"publishing.{fact}", subject=("document", document.id), campaign_id=document.campaign_id,
        department_id=document.department_id, **codes,
    )  # fmt: skip
    live.tell(DESK, now=now, campaign_id=document.campaign_id, key=document.department_id)
    if fact in PUBLIC_FACTS:
        live.tell(NEWS, now=now, campaign_id=document.campaign_id)
