"""The publishing room's queries and conditional updates."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, case, false, func, or_, select, text, true, update

from core.base.db import db
from core.publishing.models import (
    DeputyRow,
    DocumentRow,
    HappenedRow,
    InstructionRow,
    PublicationRow,
    RevisionRow,
    SignatureRow,
    WaiverRow,
    WithdrawalRow,
)


def document(kind: str, subject_id: int) -> DocumentRow | None:
    wanted = select(DocumentRow).where(DocumentRow.kind == kind, DocumentRow.subject_id == subject_id)
    return db.session.scalars(wanted).one_or_none()


def locked_document(kind: str, subject_id: int) -> DocumentRow | None:
    """The same, held until the unit of work ends, so that two who submit at once come one after the other."""
    wanted = select(DocumentRow).where(DocumentRow.kind == kind, DocumentRow.subject_id == subject_id)
    return db.session.scalars(wanted.with_for_update()).one_or_none()


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


def publication(document_id: int, version: int) -> tuple[PublicationRow, RevisionRow] | None:
    """One version of a document with its text."""
    wanted = (
        select(PublicationRow, RevisionRow)
        .join(RevisionRow, RevisionRow.id == PublicationRow.revision_id)
        .where(PublicationRow.document_id == document_id, PublicationRow.version == version)
    )
    found = db.session.execute(wanted).one_or_none()
    return (found[0], found[1]) if found else None


def holds_file(document_id: int, file_id: int) -> bool:
    """Whether a file is a scan or a portal screenshot of this document."""
    scans = select(SignatureRow.id).where(
        SignatureRow.document_id == document_id, SignatureRow.scan_id == file_id
    )
    shots = select(PublicationRow.id).where(
        PublicationRow.document_id == document_id,
        or_(PublicationRow.portal_file_id == file_id, PublicationRow.approvals_id == file_id),
    )
    return db.session.scalar(select(or_(scans.exists(), shots.exists()))) is True


def publications(document_id: int) -> Sequence[PublicationRow]:
    wanted = select(PublicationRow).where(PublicationRow.document_id == document_id)
    return db.session.scalars(wanted.order_by(PublicationRow.version)).all()


def move(document_id: int, revision_id: int, step: str, to: str, now: datetime, **more: Any) -> bool:
    """Move a document on, only from where it was seen: at `step` with this revision. False when somebody was quicker."""
    moved = db.session.execute(
        update(DocumentRow)
        .where(
            DocumentRow.id == document_id,
            DocumentRow.step == step,
            DocumentRow.revision_id == revision_id,
            DocumentRow.hidden_at.is_(None),
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
        .where(
            DocumentRow.kind == kind, DocumentRow.subject_id.in_(subject_ids), DocumentRow.hidden_at.is_(None)
        )
    )
    return [(row[0], row[1], row[2]) for row in db.session.execute(wanted).all()]


def hidden_subjects(kind: str) -> Sequence[int]:
    wanted = select(DocumentRow.subject_id).where(
        DocumentRow.kind == kind, DocumentRow.hidden_at.is_not(None)
    )
    return db.session.scalars(wanted).all()


def hidden(kind: str, subject_id: int) -> bool:
    wanted = select(DocumentRow.id).where(
        DocumentRow.kind == kind, DocumentRow.subject_id == subject_id, DocumentRow.hidden_at.is_not(None)
    )
    return db.session.scalar(wanted) is not None


def published_of(campaign_id: int, kind: str | None) -> Select[DocumentRow, PublicationRow, str]:
    wanted = (
        select(DocumentRow, PublicationRow, RevisionRow.title)
        .join(PublicationRow, PublicationRow.id == DocumentRow.publication_id)
        .join(RevisionRow, RevisionRow.id == PublicationRow.revision_id)
        .where(DocumentRow.campaign_id == campaign_id, DocumentRow.hidden_at.is_(None))
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
        DocumentRow.campaign_id == campaign_id,
        DocumentRow.publication_id.is_not(None),
        DocumentRow.hidden_at.is_(None),
    )
    return db.session.scalars(wanted.distinct().order_by(DocumentRow.kind)).all()


#: (campaign or None for all, departments or None for all): where somebody may see documents
Reach = Sequence[tuple[int | None, Collection[int] | None]]


def documents_by_id(ids: Collection[int]) -> Sequence[DocumentRow]:
    """Documents of any campaign, hidden ones too."""
    return db.session.scalars(select(DocumentRow).where(DocumentRow.id.in_(ids))).all()


def documents(
    reach: Reach,
    steps: Collection[str] | None,
    campaign_id: int | None,
    limit: int | None = None,
    offset: int = 0,
) -> Sequence[DocumentRow]:
    """Documents within reach at these steps (None: all): the longest wait first, then what is public, newest first."""
    public = DocumentRow.step == "published"
    return db.session.scalars(
        _documents(reach, steps, campaign_id)
        .order_by(
            case((public, 1), else_=0),
            case((public, None), else_=DocumentRow.waiting_since),
            DocumentRow.waiting_since.desc(),
            DocumentRow.id.desc(),
        )
        .limit(limit)
        .offset(offset)
    ).all()


def document_count(reach: Reach, steps: Collection[str] | None, campaign_id: int | None) -> int:
    wanted = select(func.count()).select_from(_documents(reach, steps, campaign_id).subquery())
    return db.session.scalar(wanted) or 0


def waiting_count(campaign_id: int, steps: Collection[str]) -> int:
    """How many documents that aren't hidden stand at these steps."""
    wanted = select(func.count(DocumentRow.id)).where(
        DocumentRow.campaign_id == campaign_id, DocumentRow.step.in_(steps), DocumentRow.hidden_at.is_(None)
    )
    return db.session.scalar(wanted) or 0


def _documents(reach: Reach, steps: Collection[str] | None, campaign_id: int | None) -> Select[DocumentRow]:
    places = [
        and_(
            true() if campaign is None else DocumentRow.campaign_id == campaign,
            true() if departments is None else DocumentRow.department_id.in_(departments),
        )
        for campaign, departments in reach
    ]
    wanted = select(DocumentRow).where(or_(false(), *places))
    if steps is not None:
        wanted = wanted.where(DocumentRow.step.in_(steps))
    if campaign_id is not None:
        wanted = wanted.where(DocumentRow.campaign_id == campaign_id)
    return wanted


def passed_under(revision_ids: Collection[int]) -> dict[int, list[SignatureRow]]:
    """Every passed signature of these revisions, in order."""
    wanted = select(SignatureRow).where(
        SignatureRow.revision_id.in_(revision_ids), SignatureRow.outcome == "passed"
    )
    found: dict[int, list[SignatureRow]] = {}
    for row in db.session.scalars(wanted.order_by(SignatureRow.id)):
        found.setdefault(row.revision_id, []).append(row)
    return found


def withdrawal(document_id: int) -> WithdrawalRow | None:
    """The newest taking down that wasn't undone."""
    wanted = select(WithdrawalRow).where(
        WithdrawalRow.document_id == document_id, WithdrawalRow.restored_at.is_(None)
    )
    return db.session.scalars(wanted.order_by(WithdrawalRow.id.desc()).limit(1)).one_or_none()


def last_withdrawn_version(document_id: int) -> int:
    """The newest version that was taken down and not put back; 0 when there is none."""
    wanted = (
        select(func.max(PublicationRow.version))
        .join(WithdrawalRow, WithdrawalRow.publication_id == PublicationRow.id)
        .where(WithdrawalRow.document_id == document_id, WithdrawalRow.restored_at.is_(None))
    )
    return db.session.scalar(wanted) or 0


def withdrawals(document_id: int) -> Sequence[WithdrawalRow]:
    wanted = select(WithdrawalRow).where(WithdrawalRow.document_id == document_id)
    return db.session.scalars(wanted.order_by(WithdrawalRow.id)).all()


def unconfirmed_withdrawals(campaign_id: int) -> Sequence[tuple[DocumentRow, WithdrawalRow]]:
    """Urgent ones that wait for the chain in a campaign, with their documents."""
    wanted = (
        select(DocumentRow, WithdrawalRow)
        .join(WithdrawalRow, WithdrawalRow.document_id == DocumentRow.id)
        .where(
            DocumentRow.campaign_id == campaign_id,
            DocumentRow.hidden_at.is_(None),
            DocumentRow.publication_id.is_(None),
            WithdrawalRow.confirm_by.is_not(None),
            WithdrawalRow.confirmed_at.is_(None),
            WithdrawalRow.restored_at.is_(None),
        )
        .order_by(WithdrawalRow.id)
    )
    return [(row[0], row[1]) for row in db.session.execute(wanted).all()]


def instructions(document_id: int) -> Sequence[InstructionRow]:
    wanted = select(InstructionRow).where(InstructionRow.document_id == document_id)
    return db.session.scalars(wanted.order_by(InstructionRow.id)).all()


def waivers(kind: str, subject_id: int) -> Sequence[WaiverRow]:
    wanted = select(WaiverRow).where(WaiverRow.kind == kind, WaiverRow.subject_id == subject_id)
    return db.session.scalars(wanted.order_by(WaiverRow.id)).all()


def happened(kind: str, subject_id: int) -> Sequence[HappenedRow]:
    """What was entered afterwards for a subject, without what was dropped again."""
    wanted = select(HappenedRow).where(
        HappenedRow.kind == kind, HappenedRow.subject_id == subject_id, HappenedRow.dropped_at.is_(None)
    )
    return db.session.scalars(wanted.order_by(HappenedRow.id)).all()


def deputies(*, ending_from: date | None = None) -> Sequence[DeputyRow]:
    """Deputyships that weren't ended; those whose last day is `ending_from` or later, if given."""
    wanted = select(DeputyRow).where(DeputyRow.ended_at.is_(None))
    if ending_from is not None:
        wanted = wanted.where(DeputyRow.ends_on >= ending_from)
    return db.session.scalars(wanted.order_by(DeputyRow.starts_on, DeputyRow.id)).all()


def hold_deputies() -> None:
    """Let those who name deputies come one after the other: two at once have to see each other."""
    if db.session.connection().dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(hashtext('publishing_deputy'))"))
