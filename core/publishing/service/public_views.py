"""What the public may read: the revision that is published, its versions, the list of a campaign."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from core.base.db import db
from core.base.errors import NotFound
from core.base.memory import remembered
from core.campaigns import service as campaigns
from core.campaigns.service.views import TABLES as CAMPAIGN
from core.publishing import store
from core.publishing.contracts import PublicVersion, Published, PublishedLine
from core.publishing.models import DocumentRow, PublicationRow, RevisionRow
from core.publishing.service.views import correction_of, signed_view

#: what a public text's view is made of
PUBLIC = (DocumentRow, PublicationRow, RevisionRow, *CAMPAIGN)


def published(kind: str, subject_id: int) -> Published | None:
    """What the public may read of one subject, from its frozen revision; None when nothing is public."""
    return all_published(kind, [subject_id]).get(subject_id)


def all_published(kind: str, subject_ids: Collection[int]) -> dict[int, Published]:
    """The same for several subjects in one query."""
    if not subject_ids:
        return {}
    wanted = tuple(sorted(subject_ids))
    return dict(remembered(("published", kind, wanted), PUBLIC, lambda: _all_published(kind, wanted)))


def _all_published(kind: str, subject_ids: tuple[int, ...]) -> dict[int, Published]:
    found = store.live(kind, subject_ids)
    packs = {document.campaign_id: None for document, _, _ in found}
    portal_counts = {campaign_id: _counts_from_portal(campaign_id) for campaign_id in packs}
    return {
        document.subject_id: _published(document, publication, revision, portal_counts[document.campaign_id])
        for document, publication, revision in found
    }


def published_versions(document_id: int) -> list[tuple[int, datetime, bool]]:
    """version, when, whether it is the one that is public now; oldest first."""
    row = db.session.get(DocumentRow, document_id)
    if row is None or row.publication_id is None or row.hidden_at is not None:
        raise NotFound()
    return [(p.version, p.published_at, p.id == row.publication_id) for p in store.publications(document_id)]


def public_version(campaign_id: int, document_id: int, version: int) -> PublicVersion:
    """One version for the public, with its text. Raises NotFound for what isn't public in this campaign."""
    row = _public_document(campaign_id, document_id)
    found = store.publication(document_id, version)
    if found is None or version <= store.last_withdrawn_version(document_id):
        raise NotFound()
    live = db.session.get_one(PublicationRow, row.publication_id)
    publication, revision = found
    return _public(row, publication, revision, live.version)


def public_versions(campaign_id: int, document_id: int) -> list[PublicVersion]:
    """Every version of a public document, newest first; what was taken down doesn't come back with a later version.

    Raises NotFound as `public_version`.
    """
    row = _public_document(campaign_id, document_id)
    taken_down = store.last_withdrawn_version(document_id)
    live = db.session.get_one(PublicationRow, row.publication_id)
    texts = {r.id: r for r in store.revisions(document_id)}
    return [
        _public(row, p, texts[p.revision_id], live.version)
        for p in reversed(store.publications(document_id))
        if p.version > taken_down
    ]


def _public(row: DocumentRow, publication: PublicationRow, revision: RevisionRow, live: int) -> PublicVersion:
    return PublicVersion(
        publication.version, publication.published_at, live, signed_view(row, revision, publication),
        correction_of(revision), publication.recorded_at,
    )  # fmt: skip


def _public_document(campaign_id: int, document_id: int) -> DocumentRow:
    row = db.session.get(DocumentRow, document_id)
    if (
        row is None
        or row.publication_id is None
        or row.hidden_at is not None
        or row.campaign_id != campaign_id
    ):
        raise NotFound()
    return row


def published_list(
    campaign_id: int, *, limit: int, offset: int = 0, kind: str | None = None
) -> tuple[list[PublishedLine], int]:
    """What was published in a campaign, newest first, and how many there are in all."""
    lines = [
        PublishedLine(
            d.id, d.kind, d.subject_id, title, d.department_id, p.published_at, p.version, p.recorded_at
        )
        for d, p, title in store.published_page(campaign_id, kind, limit, offset)
    ]
    return lines, store.published_count(campaign_id, kind)


def published_kinds(campaign_id: int) -> Sequence[str]:
    return store.published_kinds(campaign_id)


def _counts_from_portal(campaign_id: int) -> bool:
    """Whether day rules count from the portal's time once it is recorded (PB-04)."""
    return campaigns.campaign_by_id(campaign_id).pack.value("PB-04") in ("portal", "portal_if_set")


def _published(
    document: DocumentRow, publication: PublicationRow, revision: RevisionRow, portal_counts: bool
) -> Published:
    portal_at = publication.portal_at
    counts_from = portal_at if portal_counts and portal_at is not None else publication.published_at
    return Published(
        signed_view(document, revision, publication), publication.version, publication.published_at, counts_from,
        publication.portal_url, portal_at, correction_of(revision), publication.recorded_at,
    )  # fmt: skip
