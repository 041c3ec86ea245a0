"""Documents as staff, plugins and the public see them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from core.base.access import Actor
from core.base.db import db
from core.base.errors import NotFound
from core.campaigns import service as campaigns
from core.plugin.contracts import Campaign, RevisionView
from core.publishing import rules, store
from core.publishing.contracts import DocumentLine, DocumentView, Published, PublishedLine, Remark, Step
from core.publishing.models import DocumentRow, PublicationRow, RevisionRow, SignatureRow
from core.publishing.permissions import STEP_PERMISSION, VIEW
from core.users import service as users


def step_rules(campaign: Campaign) -> list[rules.StepRule]:
    """The chain's steps as the campaign's pack has them (PB-01)."""
    return [rules.StepRule(s.key, tuple(s.roles), tuple(s.must_differ_from)) for s in campaign.pack.chain()]


def roles_for(actor: Actor, document: DocumentRow) -> set[str]:
    """The roles somebody holds for the document's department in its campaign."""
    if actor.all_powers:
        return {
            role for step in step_rules(campaigns.campaign_by_id(document.campaign_id)) for role in step.roles
        }
    return {
        grant.role for grant in actor.grants if grant.covers(document.department_id, document.campaign_id)
    }


def who_of(row: SignatureRow) -> str:
    return f"user:{row.user_id}" if row.user_id is not None else f"name:{row.signer_name}"


def revision_view(document: DocumentRow, revision: RevisionRow) -> RevisionView:
    return RevisionView(
        revision.id, document.id, document.kind, document.subject_id, revision.number, revision.title,
        revision.doc_number, revision.issuer, tuple(revision.blocks), revision.data, revision.digest,
        document.department_id, document.campaign_id,
    )  # fmt: skip


def document_view(document_id: int, *, actor: Actor) -> DocumentView:
    """One document for staff. Raises NotFound, also for a foreign department."""
    row = db.session.get(DocumentRow, document_id)
    if row is None or not actor.can(VIEW, department_id=row.department_id, campaign_id=row.campaign_id):
        raise NotFound()
    return _view(row)


def document_for(kind: str, subject_id: int) -> DocumentView | None:
    """The document of a plugin's subject; None before it was first submitted. The plugin has checked who looks."""
    row = store.document(kind, subject_id)
    return _view(row) if row is not None else None


def revision_views(document_id: int) -> list[tuple[RevisionView, datetime, str]]:
    """Every revision with when it was frozen and who drafted it, oldest first."""
    row = db.session.get(DocumentRow, document_id)
    if row is None:
        raise NotFound()
    found = store.revisions(document_id)
    names = users.user_names([r.drafter_id for r in found if r.drafter_id is not None])
    return [(revision_view(row, r), r.frozen_at, names.get(r.drafter_id or 0, "")) for r in found]


def may_act(view: DocumentView, *, actor: Actor) -> bool:
    """Whether this person holds the permission of the step the document waits at."""
    permission = STEP_PERMISSION.get(view.step)
    return permission is not None and actor.can(
        permission, department_id=view.department_id, campaign_id=view.campaign_id
    )


def published(kind: str, subject_id: int) -> Published | None:
    """What the public may read of one subject, from its frozen revision; None when nothing is public."""
    return all_published(kind, [subject_id]).get(subject_id)


def all_published(kind: str, subject_ids: Collection[int]) -> dict[int, Published]:
    """The same for several subjects in one query."""
    found = store.live(kind, subject_ids) if subject_ids else []
    packs = {document.campaign_id: None for document, _, _ in found}
    portal_counts = {campaign_id: _counts_from_portal(campaign_id) for campaign_id in packs}
    return {
        document.subject_id: _published(document, publication, revision, portal_counts[document.campaign_id])
        for document, publication, revision in found
    }


def published_versions(document_id: int) -> list[tuple[int, datetime, bool]]:
    """version, when, whether it is the one that is public now; oldest first."""
    row = db.session.get(DocumentRow, document_id)
    if row is None or row.publication_id is None:
        raise NotFound()
    return [(p.version, p.published_at, p.id == row.publication_id) for p in store.publications(document_id)]


def published_list(
    campaign_id: int, *, limit: int, offset: int = 0, kind: str | None = None
) -> tuple[list[PublishedLine], int]:
    """What was published in a campaign, newest first, and how many there are in all."""
    lines = [
        PublishedLine(d.id, d.kind, d.subject_id, title, d.department_id, p.published_at, p.version)
        for d, p, title in store.published_page(campaign_id, kind, limit, offset)
    ]
    return lines, store.published_count(campaign_id, kind)


def published_kinds(campaign_id: int) -> Sequence[str]:
    return store.published_kinds(campaign_id)


def list_documents(
    *, actor: Actor, step: str | None = None, campaign_id: int | None = None, limit: int = 50, offset: int = 0
) -> tuple[list[DocumentLine], int]:
    """Documents this person may see, the longest wait first, and how many there are in all."""
    departments = actor.departments_for(VIEW)
    steps = [step] if step else None
    rows = store.documents(departments, steps, campaign_id, limit, offset)
    return [_line(row) for row in rows], store.document_count(departments, steps, campaign_id)


def waiting_for(actor: Actor, campaign_id: int) -> list[DocumentLine]:
    """Documents that wait for this person's signature in a campaign, the longest wait first."""
    found: list[DocumentLine] = []
    for step, permission in STEP_PERMISSION.items():
        departments = actor.departments_for(permission, campaign_id=campaign_id)
        if step == "draft" or departments == frozenset():
            continue
        found += [_line(row) for row in store.documents(departments, [step], campaign_id, 200, 0)]
    return sorted(found, key=lambda line: line.waiting_since)


def _line(row: DocumentRow) -> DocumentLine:
    return DocumentLine(
        row.id,
        row.kind,
        row.subject_id,
        row.title,
        row.department_id,
        row.campaign_id,
        row.step,
        row.waiting_since,
    )


def _view(row: DocumentRow) -> DocumentView:
    revision = db.session.get(RevisionRow, row.revision_id) if row.revision_id else None
    signatures = store.signatures(row.id)
    people = {s.user_id for s in signatures if s.user_id is not None}
    names = users.user_names(list(people))
    numbers = {r.id: r.number for r in store.revisions(row.id)}
    remarks = tuple(
        Remark(s.step, names.get(s.user_id or 0, s.signer_name), s.reason, s.at, numbers[s.revision_id])
        for s in signatures
        if s.outcome == "returned"
    )
    here = {s.step: s for s in signatures if s.outcome == "passed" and s.revision_id == row.revision_id}
    versions = store.publications(row.id)
    return DocumentView(
        id=row.id,
        kind=row.kind,
        subject_id=row.subject_id,
        campaign_id=row.campaign_id,
        department_id=row.department_id,
        title=row.title,
        step=row.step,
        waiting_since=row.waiting_since,
        revision=revision_view(row, revision) if revision else None,
        steps=_steps(row, here, names),
        remarks=remarks,
        published_version=versions[-1].version if versions else None,
    )


def _steps(row: DocumentRow, here: dict[str, SignatureRow], names: dict[int, str]) -> tuple[Step, ...]:
    roles = {rule.key: rule.roles for rule in step_rules(campaigns.campaign_by_id(row.campaign_id))}
    shown = []
    for code in rules.STEPS:
        signature = here.get(code)
        back = row.step == rules.DRAFTING
        if signature is not None and not (back and code == rules.DRAFT):
            who = names.get(signature.user_id or 0, signature.signer_name)
            shown.append(
                Step(
                    code, "done", who, signature.at, signature.way, signature.signed_on, signature.scan_id,
                    roles.get(code, ()),
                )
            )  # fmt: skip
        else:
            now = code == row.step or (back and code == rules.DRAFT)
            shown.append(Step(code, "now" if now else "todo", roles=roles.get(code, ())))
    return tuple(shown)


def _counts_from_portal(campaign_id: int) -> bool:
    """Whether day rules count from the portal's time once it is recorded (PB-04)."""
    return campaigns.campaign_by_id(campaign_id).pack.value("PB-04") in ("portal", "portal_if_set")


def _published(
    document: DocumentRow, publication: PublicationRow, revision: RevisionRow, portal_counts: bool
) -> Published:
    portal_at = publication.portal_at
    counts_from = portal_at if portal_counts and portal_at is not None else publication.published_at
    return Published(
        revision_view(document, revision), publication.version, publication.published_at, counts_from,
        publication.portal_url, portal_at,
    )  # fmt: skip
