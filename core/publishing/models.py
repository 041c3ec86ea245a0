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
    #: set while the document is hidden as 疑似涉密; every query for the public asks for NULL here (SC-01)
    hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    hidden_by: Mapped[int | None]
    blanked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RevisionRow(Model):
    """A frozen text. `digest` is over title, number, issuer, blocks and data, and over purpose and note where there is one.

    `purpose` is publish, correct (更正, `note` says what was wrong) or withdraw (撤下, `note` says why).
    """

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
    purpose: Mapped[str] = mapped_column(String(10), default="publish")
    note: Mapped[str] = mapped_column(Text, default="")
    digest: Mapped[str] = mapped_column(String(64))
    drafter_id: Mapped[int | None]
    frozen_at: Mapped[datetime] = mapped_column(UtcDateTime)


@event.listens_for(RevisionRow, "before_update")
@event.listens_for(RevisionRow, "before_delete")
def _keep_frozen(_mapper: Any, _connection: Any, row: RevisionRow) -> None:
    """People have signed this very text."""
    raise RuntimeError(f"revision {row.id} is frozen")


class SignatureRow(Model):
    """A step passed, returned or ended, on one revision. `way` is click or paper; on paper the signer may have no account.

    `verdict` is the secrecy review's (SC-01); `for_user_id` is whom a deputy (AB角) stood for.
    """

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
    verdict: Mapped[str] = mapped_column(String(12), default="")
    for_user_id: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class PublicationRow(Model):
    """A revision that is or was public. `version` counts a document's publications; the portal's facts come later.

    `published_at` is the true moment; what was entered afterwards (补录) has `recorded_at` and `late_reason` too.
    `archive_form` tells what the archive's digest is over: 1 without, 2 with who entered, the verdict and the deputed.
    """

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
    recorded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    late_reason: Mapped[str] = mapped_column(Text, default="")
    approvals_id: Mapped[int | None] = mapped_column(ForeignKey("base_file.id"))
    archive_form: Mapped[int] = mapped_column(default=2)


class WithdrawalRow(Model):
    """A public text taken down (撤下). Urgent ones (先撤后补) stand alone until the chain's revision confirms them."""

    __tablename__ = "publishing_withdrawal"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("publishing_document.id"), index=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("publishing_publication.id"))
    reason: Mapped[str] = mapped_column(Text)
    shows_title: Mapped[bool] = mapped_column(default=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    taken_down_by: Mapped[int | None]
    #: an urgent one is to be confirmed by the chain until this day (inclusive)
    confirm_by: Mapped[date | None]
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("publishing_revision.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    restored_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    restored_by: Mapped[int | None]


class InstructionRow(Model):
    """A written instruction of the secrecy department (SC-01): blank every copy, or release. Two persons stand for it."""

    __tablename__ = "publishing_instruction"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("publishing_document.id"), index=True)
    decision: Mapped[str] = mapped_column(String(10))
    number: Mapped[str] = mapped_column(String(80))
    dated_on: Mapped[date]
    scan_id: Mapped[int] = mapped_column(ForeignKey("base_file.id"))
    entered_by: Mapped[int | None]
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_by: Mapped[int | None]
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    dropped_by: Mapped[int | None]
    dropped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class WaiverRow(Model):
    """A rule from a notice waived for one subject (豁免), with the scanned approval."""

    __tablename__ = "publishing_waiver"
    __table_args__ = (Index("ix_publishing_waiver_subject", "kind", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(60))
    subject_id: Mapped[int]
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns_campaign.id"))
    department_id: Mapped[int] = mapped_column(ForeignKey("users_department.id"))
    rule_id: Mapped[str] = mapped_column(String(40))
    clause: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text)
    scan_id: Mapped[int | None] = mapped_column(ForeignKey("base_file.id"))
    granted_by: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_by: Mapped[int | None]
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class HappenedRow(Model):
    """A publication that took place before it was entered (补录): its true moment, where, and the scanned approvals."""

    __tablename__ = "publishing_happened"
    __table_args__ = (Index("ix_publishing_happened_subject", "kind", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(60))
    subject_id: Mapped[int]
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns_campaign.id"))
    department_id: Mapped[int] = mapped_column(ForeignKey("users_department.id"))
    happened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    portal_url: Mapped[str] = mapped_column(String(500))
    reason: Mapped[str] = mapped_column(Text)
    scan_id: Mapped[int | None] = mapped_column(ForeignKey("base_file.id"))
    entered_by: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: the publication that came of it; None while the chain is on its way
    publication_id: Mapped[int | None] = mapped_column(ForeignKey("publishing_publication.id"))
    dropped_by: Mapped[int | None]
    dropped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class DeputyRow(Model):
    """Who signs for whom (AB角), for one of the chain's roles, from day to day (both included)."""

    __tablename__ = "publishing_deputy"

    id: Mapped[int] = mapped_column(primary_key=True)
    role: Mapped[str] = mapped_column(String(20))
    #: None for a role that is held for the whole city
    department_id: Mapped[int | None] = mapped_column(ForeignKey("users_department.id"), index=True)
    person_id: Mapped[int] = mapped_column(index=True)
    deputy_id: Mapped[int] = mapped_column(index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    named_by: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_by: Mapped[int | None]
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
