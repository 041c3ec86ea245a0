"""The publishing room's tables. A revision is never changed once it stands."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, event, text
from sqlalchemy.orm import Mapped, mapped_column

from core.base.db import Model, UtcDateTime


class DocumentRow(Model):
    """One text of one owner, through all its revisions. `step` is where it waits: a step of the chain or `drafting`."""

    __tablename__ = "publishing_document"
    __table_args__ = (UniqueConstraint("kind", "subject_id"), Index("ix_publishing_document_step", "step"))

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(60))
    subject_id: Mapped[int]
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns_campaign.id"), index=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("users_department.id"), index=True)
    title: Mapped[str] = mapped_column(String(300))
    step: Mapped[str] = mapped_column(String(20))
    revision_id: Mapped[int | None]
    waiting_since: Mapped[datetime] = mapped_column(UtcDateTime)
    publication_id: Mapped[int | None]


class RevisionRow(Model):
    """A frozen text. `digest` is over title, number, issuer, blocks and data."""

    __tablename__ = "publishing_revision"
    __table_args__ = (UniqueConstraint("document_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("publishing_document.id"), index=True)
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(300))
    doc_number: Mapped[str] = mapped_column(String(80), default="")
    issuer: Mapped[str] = mapped_column(String(200))
    blocks: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))
    drafter_id: Mapped[int | None]
    frozen_at: Mapped[datetime] = mapped_column(UtcDateTime)


@event.listens_for(RevisionRow, "before_update")
@event.listens_for(RevisionRow, "before_delete")
def _keep_frozen(_mapper: Any, _connection: Any, row: RevisionRow) -> None:
    """People have signed this very text."""
    raise RuntimeError(f"revision {row.id} is frozen")


class SignatureRow(Model):
    """A step passed or returned, on one revision. `way` is click or paper; on paper the signer may have no account."""

    __tablename__ = "publishing_signature"
    __table_args__ = (
        # One passed signature per step and revision: the fence against two clicks at once.
        Index(
            "uq_publishing_signature_passed",
            "revision_id",
            "step",
            unique=True,
            sqlite_where=text("outcome = 'passed'"),
            postgresql_where=text("outcome = 'passed'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("publishing_document.id"), index=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("publishing_revision.id"))
    step: Mapped[str] = mapped_column(String(20))
    outcome: Mapped[str] = mapped_column(String(10))
    way: Mapped[str] = mapped_column(String(10), default="click")
    user_id: Mapped[int | None]
    signer_name: Mapped[str] = mapped_column(String(80), default="")
    signed_on: Mapped[date | None]
    scan_id: Mapped[int | None] = mapped_column(ForeignKey("base_file.id"))
    entered_by: Mapped[int | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class PublicationRow(Model):
    """A revision that is or was public. `version` counts a document's publications; the portal's facts come later."""

    __tablename__ = "publishing_publication"
    __table_args__ = (UniqueConstraint("document_id", "version"), UniqueConstraint("revision_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("publishing_document.id"), index=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("publishing_revision.id"))
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns_campaign.id"), index=True)
    version: Mapped[int]
    published_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    published_by: Mapped[int | None]
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    archive_digest: Mapped[str] = mapped_column(String(64), default="")
    portal_url: Mapped[str] = mapped_column(String(500), default="")
    portal_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    portal_file_id: Mapped[int | None] = mapped_column(ForeignKey("base_file.id"))
    portal_by: Mapped[int | None]
