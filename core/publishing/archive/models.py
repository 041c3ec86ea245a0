"""The archive's tables: bundles that were made, and volumes and site copies that somebody asked for."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.base.db import Model, UtcDateTime


class BundleRow(Model):
    """One bundle of a document, never changed; the next one names this one's `sha256` as its predecessor.

    `facts` is the digest of what it holds without the audit lines: as long as it stays, no new bundle is needed.
    With `audit_upto` (the newest audit entry in it) a lost file can be made again byte for byte.
    """

    __tablename__ = "publishing_bundle"
    __table_args__ = (UniqueConstraint("document_id", "seq"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("publishing_document.id"), index=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns_campaign.id"), index=True)
    version: Mapped[int]
    seq: Mapped[int]
    occasion: Mapped[str] = mapped_column(String(20))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    path: Mapped[str] = mapped_column(String(300))
    facts: Mapped[str] = mapped_column(String(64))
    audit_upto: Mapped[int]
    predecessor: Mapped[str] = mapped_column(String(64), default="")
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[int | None]
    blanked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class OrderRow(Model):
    """A volume (`dossier`) or a site copy (`site`) that somebody asked for. `state` is waiting, working, done or failed."""

    __tablename__ = "publishing_archive_order"
    __table_args__ = (Index("ix_publishing_archive_order_campaign_id_kind", "campaign_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns_campaign.id"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("users_department.id"))
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str] = mapped_column(String(64), default="")
    size: Mapped[int] = mapped_column(default=0)
    path: Mapped[str] = mapped_column(String(300), default="")
    fault: Mapped[str] = mapped_column(String(60), default="")
    asked_by: Mapped[int | None]
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
