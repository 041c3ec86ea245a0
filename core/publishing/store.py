"""The publishing room's queries and conditional updates."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select, update

from core.base.db import db
from core.publishing.models import DocumentRow, PublicationRow, RevisionRow, SignatureRow


def document(kind: str, subject_id: int) -> DocumentRow | None:
    wanted = select(DocumentRow).where(DocumentRow.kind == kind, DocumentRow.subject_id == subject_id)
    return db.session.scalars(wanted).one_or_none()


def revisions(document_id: int) -> Sequence[RevisionRow]:
    wanted = select(RevisionRow).where(RevisionRow.document_id == document_id)
    return db.session.scalars(wanted.order_by(RevisionRow.number)).all()


def signatures(document_id: int) -> Sequence[SignatureRow]:
    wanted = select(SignatureRow).where(SignatureRow.document_id == document_id)
    return db.session.scalars(wanted.order_by(SignatureRow.id)).all()


def passed(revision_id: int) -> Sequence[SignatureRow]:
    wanted = select(SignatureRow).where(
        SignatureRow.revision_id == revision_id, SignatureRow.outcome == "passed"
    )
    return db.session.scalars(wanted.order_by(SignatureRow.id)).all()


def publications(document_id: int) -> Sequence[PublicationRow]:
    wanted = select(PublicationRow).where(PublicationRow.document_id == document_id)
    return db.session.scalars(wanted.order_by(PublicationRow.version)).all()


def move(document_id: int, revision_id: int, step: str, to: str, now: datetime, **more: Any) -> bool:
    """Move a document on, only from where it was seen: at `step` with this revision. False when somebody was quicker."""
    moved = db.session.execute(
        update(DocumentRow)
        .where(
            DocumentRow.id == document_id, DocumentRow.step == step, DocumentRow.revision_id == revision_id
        )
        .values(step=to, waiting_since=now, **more)
    )
    return bool(moved.rowcount == 1)  # type: ignore[attr-defined]


def live(
    kind: str, subject_ids: Collection[int]
) -> Sequence[tuple[DocumentRow, PublicationRow, RevisionRow]]:
    """The public revision of each of these subjects that has one."""
    wanted = (
        select(DocumentRow, PublicationRow, RevisionRow)
        .join(PublicationRow, PublicationRow.id == DocumentRow.publication_id)
        .join(RevisionRow, RevisionRow.id == PublicationRow.revision_id)
        .where(DocumentRow.kind == kind, DocumentRow.subject_id.in_(subject_ids))
    )
    return [(row[0], row[1], row[2]) for row in db.session.execute(wanted).all()]


def published_of(campaign_id: int, kind: str | None) -> Select[DocumentRow, PublicationRow, str]:
    wanted = (
        select(DocumentRow, PublicationRow, RevisionRow.title)
        .join(PublicationRow, PublicationRow.id == DocumentRow.publication_id)
        .join(RevisionRow, RevisionRow.id == PublicationRow.revision_id)
        .where(DocumentRow.campaign_id == campaign_id)
    )
    return wanted.where(DocumentRow.kind == kind) if kind else wanted


def published_page(campaign_id: int, kind: str | None, limit: int, offset: int) -> Sequence[Any]:
    ordered = published_of(campaign_id, kind).order_by(
        PublicationRow.published_at.desc(), PublicationRow.id.desc()
    )
    return db.session.execute(ordered.limit(limit).offset(offset)).all()


def published_count(campaign_id: int, kind: str | None) -> int:
    return (
        db.session.scalar(select(func.count()).select_from(published_of(campaign_id, kind).subquery())) or 0
    )


def published_kinds(campaign_id: int) -> Sequence[str]:
    wanted = select(DocumentRow.kind).where(
        DocumentRow.campaign_id == campaign_id, DocumentRow.publication_id.is_not(None)
    )
    return db.session.scalars(wanted.distinct().order_by(DocumentRow.kind)).all()


def documents(
    department_ids: Collection[int] | None,
    steps: Collection[str] | None,
    campaign_id: int | None,
    limit: int,
    offset: int,
) -> Sequence[DocumentRow]:
    """Documents of these departments (None: all), waiting at these steps (None: all), the longest wait first."""
    return db.session.scalars(
        _documents(department_ids, steps, campaign_id)
        .order_by(DocumentRow.waiting_since, DocumentRow.id)
        .limit(limit)
        .offset(offset)
    ).all()


def document_count(
    department_ids: Collection[int] | None, steps: Collection[str] | None, campaign_id: int | None
) -> int:
    return (
        db.session.scalar(
            select(func.count()).select_from(_documents(department_ids, steps, campaign_id).subquery())
        )
        or 0
    )


def _documents(
    department_ids: Collection[int] | None, steps: Collection[str] | None, campaign_id: int | None
) -> Select[DocumentRow]:
    wanted = select(DocumentRow)
    if department_ids is not None:
        wanted = wanted.where(DocumentRow.department_id.in_(department_ids))
    if steps is not None:
        wanted = wanted.where(DocumentRow.step.in_(steps))
    if campaign_id is not None:
        wanted = wanted.where(DocumentRow.campaign_id == campaign_id)
    return wanted
